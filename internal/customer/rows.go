package customer

import (
	"context"
	"embed"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

var columns = []string{
	"id", "kind", "number", "name", "first_name", "last_name", "company", "salutation", "title", "address_form",
	"street", "postcode", "city", "country", "email", "email_key", "phone", "phone_key", "vat_id", "vat_key",
	"birthday", "card", "origin", "favourite", "note", "firm_id", "role", "owner_id", "collective", "duplicate",
	"sort_key", "first_contact", "last_contact", "created_at", "updated_at", "version", "import_id",
}

// fields are the scan targets in the order of columns.
func (c *Customer) fields() []any {
	return []any{
		&c.ID, &c.Kind, &c.Number, &c.Name, &c.FirstName, &c.LastName, &c.Company, &c.Salutation, &c.Title,
		&c.AddressForm, &c.Street, &c.Postcode, &c.City, &c.Country, &c.Email, &c.EmailKey, &c.Phone, &c.PhoneKey,
		&c.VATID, &c.VATKey, &c.Birthday, &c.Card, &c.Origin, &c.Favourite, &c.Note, &c.FirmID, &c.Role, &c.OwnerID,
		&c.Collective, &c.Duplicate, &c.SortKey, &c.FirstContact, &c.LastContact, &c.CreatedAt, &c.UpdatedAt,
		&c.Version, &c.ImportID,
	}
}

// fill writes the values in the order of columns.
func (c *Customer) fill(dst []any) {
	copy(dst, []any{
		c.ID, string(c.Kind), c.Number, c.Name, c.FirstName, c.LastName, c.Company, c.Salutation, c.Title,
		c.AddressForm, c.Street, c.Postcode, c.City, c.Country, c.Email, c.EmailKey, c.Phone, c.PhoneKey, c.VATID,
		c.VATKey, c.Birthday, c.Card, c.Origin, c.Favourite, c.Note, c.FirmID, c.Role, c.OwnerID, flag(c.Collective),
		flag(c.Duplicate), c.SortKey, c.FirstContact, c.LastContact, c.CreatedAt, c.UpdatedAt, c.Version, c.ImportID,
	})
}

// save writes all fields that may change, if the row still has c's version.
func (c *Customer) save(ctx context.Context, tx *store.Tx) error {
	n, err := tx.Exec(ctx, statements.Get("save"), c.ID,
		string(c.Kind), c.Number, c.Name, c.FirstName, c.LastName, c.Company, c.Salutation, c.Title, c.AddressForm,
		c.Street, c.Postcode, c.City, c.Country, c.Email, c.EmailKey, c.Phone, c.PhoneKey, c.VATID, c.VATKey,
		c.Birthday, c.Card, c.Origin, c.Favourite, c.Note, c.FirmID, c.Role, c.OwnerID, flag(c.Collective),
		c.SortKey, c.UpdatedAt,
		c.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "customer.changed_meanwhile", c.Shown())
	}
	c.Version++
	return nil
}

// Get returns the customer id, or fault.NotFound "customer.no_such_customer". The
// reserved row is not found.
func Get(ctx context.Context, db store.Querier, id int64) (Customer, error) {
	c, found, err := store.One(ctx, db, statements.Get("get"), (*Customer).fields, id)
	if err != nil {
		return c, fmt.Errorf("read customer %d: %w", id, err)
	}
	if !found || c.Kind == Unassigned {
		return Customer{}, fault.New(fault.NotFound, "customer.no_such_customer")
	}
	return c, nil
}

// Many returns the customers of ids that exist, by id.
func Many(ctx context.Context, db store.Querier, ids []int64) ([]Customer, error) {
	list, err := store.All(ctx, db, statements.Get("get-many"), (*Customer).fields, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read %d customers: %w", len(ids), err)
	}
	return list, nil
}

// Notes returns up to limit notes of customers from an id on, for [search.Learn].
func Notes(ctx context.Context, db store.Querier, from int64, limit int) ([]search.Note, error) {
	return store.All(ctx, db, statements.Get("customer-notes"), func(n *search.Note) []any { return []any{&n.ID, &n.Text} }, from, limit)
}

// FirmsOf returns the firms for which those of ids act who are contacts; a household has
// none, 0.
func FirmsOf(ctx context.Context, db store.Querier, ids []int64) (map[int64]int64, error) {
	list, err := store.All(ctx, db, statements.Get("firms-of"), func(p *[2]int64) []any { return []any{&p[0], &p[1]} }, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read the firms of contacts: %w", err)
	}
	firms := make(map[int64]int64, len(list))
	for _, p := range list {
		firms[p[0]] = p[1]
	}
	return firms, nil
}

// Contacts returns the people who act for a firm, by name.
func Contacts(ctx context.Context, db store.Querier, firm int64) ([]Customer, error) {
	list, err := store.All(ctx, db, statements.Get("contacts"), (*Customer).fields, firm)
	if err != nil {
		return nil, fmt.Errorf("read the contacts of firm %d: %w", firm, err)
	}
	return list, nil
}

// Alias is a number under which a source knows a customer.
type Alias struct{ Source, Number string }

// Aliases returns the numbers under which sources know a customer.
func Aliases(ctx context.Context, db store.Querier, id int64) ([]Alias, error) {
	list, err := store.All(ctx, db, statements.Get("alias-list"), func(a *Alias) []any { return []any{&a.Source, &a.Number} }, id)
	if err != nil {
		return nil, fmt.Errorf("read the numbers of customer %d: %w", id, err)
	}
	return list, nil
}

// Lookup finds the customers behind the numbers of a source; unknown numbers are
// absent from the result.
func Lookup(ctx context.Context, db store.Querier, source string, numbers []string) (map[string]int64, error) {
	found := make(map[string]int64, len(numbers))
	type row struct {
		number string
		id     int64
	}
	err := store.Each(ctx, db, statements.Get("aliases"), func(r *row) []any { return []any{&r.number, &r.id} },
		func(r *row) error { found[r.number] = r.id; return nil }, source, store.List(numbers))
	if err != nil {
		return nil, fmt.Errorf("look up customers of source %s: %w", source, err)
	}
	return found, nil
}

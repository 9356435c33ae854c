package duplicate

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Desk merges customers and takes that back.
type Desk struct {
	DB       *store.DB
	Ledgers  []Ledger
	Day      func(ctx context.Context) (cal.Date, error) // the firm's
	Currency func(ctx context.Context) (string, error)   // of the firm
	Now      func() cal.Instant
}

// Merge is one merge as it was written down.
type Merge struct {
	ID       int64
	Survivor int64
	Loser    int64
	Row      customer.Customer // who went
	Before   customer.Fields   // of the survivor: the fields that the merge changed
	After    customer.Fields
	At       cal.Instant
	Actor    int64
	Undone   bool
	UndoneAt cal.Instant
	UndoneBy int64
}

type mergeRow struct {
	Merge
	row, before, after, state string
}

func (m *mergeRow) fields() []any {
	return []any{&m.ID, &m.Survivor, &m.Loser, &m.row, &m.before, &m.after, &m.At, &m.Actor, &m.state, &m.UndoneAt, &m.UndoneBy}
}

func (m *mergeRow) open() (Merge, error) {
	var err error
	m.Undone = m.state != "merged"
	if m.Row, err = customer.ReadRow(m.row); err != nil {
		return m.Merge, err
	}
	err = errors.Join(json.Unmarshal([]byte(m.before), &m.Before), json.Unmarshal([]byte(m.after), &m.After))
	return m.Merge, err
}

// Get returns a merge, or fault.NotFound "duplicate.no_such_merge".
func Get(ctx context.Context, q store.Querier, id int64) (Merge, error) {
	m, found, err := store.One(ctx, q, statements.Get("get"), (*mergeRow).fields, id)
	if err != nil {
		return m.Merge, fmt.Errorf("read merge %d: %w", id, err)
	}
	if !found {
		return m.Merge, fault.New(fault.NotFound, "duplicate.no_such_merge")
	}
	return m.open()
}

// Into returns the merges into a customer that hold, newest first.
func Into(ctx context.Context, q store.Querier, survivor int64) ([]Merge, error) {
	if none, err := store.Empty(ctx, q, "duplicate_merge"); none || err != nil {
		return nil, err
	}
	return merges(ctx, q, "of-survivor", survivor)
}

// Recent returns up to limit merges before a given one (0: the newest), newest first.
func Recent(ctx context.Context, q store.Querier, before int64, limit int) ([]Merge, error) {
	if before == 0 {
		before = 1 << 62
	}
	return merges(ctx, q, "recent", before, limit)
}

func merges(ctx context.Context, q store.Querier, name string, args ...any) ([]Merge, error) {
	rows, err := store.All(ctx, q, statements.Get(name), (*mergeRow).fields, args...)
	if err != nil {
		return nil, fmt.Errorf("read merges: %w", err)
	}
	list := make([]Merge, len(rows))
	for i := range rows {
		if list[i], err = rows[i].open(); err != nil {
			return nil, fmt.Errorf("read merge %d: %w", rows[i].ID, err)
		}
	}
	return list, nil
}

// ofLoser returns the merge in which a customer went.
func ofLoser(ctx context.Context, q store.Querier, id int64) (Merge, bool, error) {
	m, found, err := store.One(ctx, q, statements.Get("of-loser"), (*mergeRow).fields, id)
	if err != nil || !found {
		return Merge{}, false, err
	}
	merge, err := m.open()
	return merge, true, err
}

// Follow returns the customer into whom id was merged in the end; moved is false for
// who was never merged.
func Follow(ctx context.Context, q store.Querier, id int64) (at int64, moved bool, err error) {
	at = id
	for {
		m, found, err := ofLoser(ctx, q, at)
		if err != nil {
			return id, false, fmt.Errorf("follow customer %d: %w", id, err)
		}
		if !found {
			return at, at != id, nil
		}
		at = m.Survivor
	}
}

// Absorbed returns everybody who went into a customer, directly or before that into one
// of those.
func Absorbed(ctx context.Context, q store.Querier, id int64) ([]int64, error) {
	var all []int64
	list, err := Into(ctx, q, id)
	for _, m := range list {
		all = append(all, m.Loser)
		more, err := Absorbed(ctx, q, m.Loser)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, err
}

// Request says who becomes whom, in the versions that the person has seen, and of which
// fields the value of who goes is taken.
type Request struct {
	Survivor, SurvivorVersion int64
	Loser, LoserVersion       int64
	Take                      []customer.Field
}

// Fields are those in which two customers may differ and of which one is chosen.
var Fields = []customer.Field{
	customer.FieldKind, customer.FieldNumber, customer.FieldFirstName, customer.FieldLastName, customer.FieldCompany,
	customer.FieldSalutation, customer.FieldTitle, customer.FieldAddressForm, customer.FieldStreet, customer.FieldPostcode,
	customer.FieldCity, customer.FieldCountry, customer.FieldEmail, customer.FieldPhone, customer.FieldVATID, customer.FieldBirthday,
	customer.FieldCard, customer.FieldOrigin, customer.FieldFavourite, customer.FieldNote, customer.FieldRole, customer.FieldOwner,
}

// Check tells whether two customers can become one at all: fault.Invalid
// "duplicate.itself" or "duplicate.contact_and_buyer".
func Check(a, b *customer.Customer) error {
	switch {
	case a.ID == b.ID:
		return fault.New(fault.Invalid, "duplicate.itself")
	case (a.Kind == customer.Contact) != (b.Kind == customer.Contact):
		return fault.New(fault.Invalid, "duplicate.contact_and_buyer")
	}
	return nil
}

// Merge makes two customers one in a transaction and returns the id of the merge. Done
// twice it is done once. It fails with fault.Conflict "customer.changed_meanwhile" when
// somebody has changed one of them since.
func (d *Desk) Merge(ctx context.Context, by customer.By, r Request) (id int64, err error) {
	move := Move{From: r.Loser, To: r.Survivor, By: by}
	if err := d.settings(ctx, &move); err != nil {
		return 0, err
	}
	err = d.DB.Update(ctx, func(tx *store.Tx) (err error) {
		id, _, err = d.merge(ctx, tx, move, r)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("merge customer %d into %d: %w", r.Loser, r.Survivor, err)
	}
	return id, nil
}

func (d *Desk) settings(ctx context.Context, m *Move) (err error) {
	if m.Day, err = d.Day(ctx); err != nil {
		return err
	}
	m.Currency, err = d.Currency(ctx)
	return err
}

// Counted is how many rows of a ledger move.
type Counted struct {
	Ledger string
	Rows   int
}

// errTried takes a trial back.
var errTried = errors.New("only tried")

// Preview tells what a merge would move: it is tried and taken back.
func (d *Desk) Preview(ctx context.Context, by customer.By, r Request) (counts []Counted, err error) {
	move := Move{From: r.Loser, To: r.Survivor, By: by}
	if err := d.settings(ctx, &move); err != nil {
		return nil, err
	}
	err = d.DB.Update(ctx, func(tx *store.Tx) (err error) {
		if _, counts, err = d.merge(ctx, tx, move, r); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return counts, nil
	}
	return nil, err
}

// spans are the survivor's first and last contact before and after a merge, and those of
// who went.
type spans struct{ Before, After, Loser customer.Span }

const spanLedger = "spans"

func (d *Desk) merge(ctx context.Context, tx *store.Tx, move Move, r Request) (int64, []Counted, error) {
	if err := customer.Seize(ctx, tx, r.Loser, r.Survivor); err != nil {
		return 0, nil, err
	}
	if done, found, err := ofLoser(ctx, tx, r.Loser); err != nil || found && done.Survivor == r.Survivor {
		return done.ID, nil, err
	}
	to, from, err := bothOf(ctx, tx, r)
	if err != nil {
		return 0, nil, err
	}
	id, err := store.Value[int64](ctx, tx, statements.Get("add"), to.ID, from.ID, customer.Row(&from), "{}", "{}", move.By.At, move.By.Actor)
	if err != nil {
		return 0, nil, err
	}
	counts, err := d.relink(ctx, tx, move, id)
	if err != nil {
		return 0, nil, err
	}
	if err := customer.TakeOut(ctx, tx, &from); err != nil {
		return 0, nil, err
	}
	before, after, err := takeFields(ctx, tx, move.By, &to, &from, r.Take)
	if err != nil {
		return 0, nil, err
	}
	if _, err := tx.Exec(ctx, statements.Get("set-after"), id, string(history.Values(before)), string(history.Values(after))); err != nil {
		return 0, nil, err
	}
	if err := keepSpans(ctx, tx, id, &to, &from); err != nil {
		return 0, nil, err
	}
	_, err = history.Append(ctx, tx, history.Entry{
		At: move.By.At, Actor: move.By.Actor, Verb: "customer.merge", Subject: "customer", SubjectID: to.ID,
		After: history.Values(map[string]any{"merge": id, "name": from.Shown()}),
	})
	return id, counts, err
}

// bothOf reads the two customers in the versions that the person has seen.
func bothOf(ctx context.Context, tx *store.Tx, r Request) (to, from customer.Customer, err error) {
	if to, err = customer.Get(ctx, tx, r.Survivor); err != nil {
		return to, from, err
	}
	if from, err = customer.Get(ctx, tx, r.Loser); err != nil {
		return to, from, err
	}
	if err := Check(&to, &from); err != nil {
		return to, from, err
	}
	if to.Version != r.SurvivorVersion {
		return to, from, fault.New(fault.Conflict, "customer.changed_meanwhile", to.Shown())
	}
	if from.Version != r.LoserVersion {
		return to, from, fault.New(fault.Conflict, "customer.changed_meanwhile", from.Shown())
	}
	return to, from, nil
}

func (d *Desk) relink(ctx context.Context, tx *store.Tx, move Move, id int64) ([]Counted, error) {
	var counts []Counted
	for _, l := range d.Ledgers {
		moved, n, err := l.Relink(ctx, tx, move)
		if err != nil {
			return nil, fmt.Errorf("move the rows of %s: %w", l.Name, err)
		}
		if n > 0 {
			counts = append(counts, Counted{l.Name, n})
		}
		if moved == nil {
			continue
		}
		if _, err := tx.Exec(ctx, statements.Get("add-moved"), id, l.Name, string(history.Values(moved))); err != nil {
			return nil, err
		}
	}
	return counts, settle(ctx, tx, d.Ledgers, move)
}

// settle lets rooms compute what hangs on the rows of others, when all are where they
// belong.
func settle(ctx context.Context, tx *store.Tx, ledgers []Ledger, move Move) error {
	for _, l := range ledgers {
		if l.Settle == nil {
			continue
		}
		if err := l.Settle(ctx, tx, move); err != nil {
			return fmt.Errorf("settle what hangs on %s: %w", l.Name, err)
		}
	}
	return nil
}

// takeFields gives the survivor the chosen values of who goes.
func takeFields(ctx context.Context, tx *store.Tx, by customer.By, to, from *customer.Customer, take []customer.Field) (before, after customer.Fields, err error) {
	before, after = customer.Fields{}, customer.Fields{}
	for _, f := range take {
		if !slices.Contains(Fields, f) {
			return nil, nil, fault.New(fault.Invalid, "customer.no_such_field", string(f))
		}
		if old, value := to.Get(f), from.Get(f); old != value {
			before[f], after[f] = old, value
		}
	}
	return before, after, change(ctx, tx, by, to, after)
}

// change sets fields, or with none only raises the version.
func change(ctx context.Context, tx *store.Tx, by customer.By, c *customer.Customer, set customer.Fields) (err error) {
	if len(set) == 0 {
		_, err = customer.Touch(ctx, tx, by, c.ID, c.Version)
		return err
	}
	_, err = customer.Update(ctx, tx, by, c.ID, c.Version, set)
	return err
}

func spanOf(c *customer.Customer) customer.Span {
	return customer.Span{CustomerID: c.ID, First: c.FirstContact, Last: c.LastContact}
}

// keepSpans lets the survivor's contacts begin with the earlier of both.
func keepSpans(ctx context.Context, tx *store.Tx, id int64, to, from *customer.Customer) error {
	s := spans{Before: spanOf(to), Loser: spanOf(from)}
	gained := s.Loser
	gained.CustomerID = to.ID
	if err := customer.TouchContacts(ctx, tx, []customer.Span{gained}); err != nil {
		return err
	}
	now, err := customer.Get(ctx, tx, to.ID)
	if err != nil {
		return err
	}
	s.After = spanOf(&now)
	_, err = tx.Exec(ctx, statements.Get("add-moved"), id, spanLedger, string(history.Values(s)))
	return err
}

// Changed is a field of the survivor that somebody has changed since the merge.
type Changed struct {
	Field               customer.Field
	Before, Merged, Now string
}

// Since returns the fields that a merge has set and somebody has changed since.
func Since(ctx context.Context, q store.Querier, m Merge) ([]Changed, error) {
	now, err := customer.Get(ctx, q, m.Survivor)
	if err != nil {
		return nil, err
	}
	var list []Changed
	for _, f := range slices.Sorted(maps.Keys(m.After)) {
		if v := now.Get(f); v != m.After[f] {
			list = append(list, Changed{f, m.Before[f], m.After[f], v})
		}
	}
	return list, nil
}

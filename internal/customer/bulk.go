package customer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// ImportRow is a customer that a source names for the first time.
type ImportRow struct {
	Customer   Customer
	Source     string // "" for none: then no number and no values are kept
	Number     string // the customer's number in the source, "" for none
	FirmNumber string // of a contact: the firm's number in the same source
	Nameless   bool   // Number is a key made up by the reader, which nobody knows
	Prepared   bool   // the caller has given Customer its number and called Prepare
	Fields     Fields // what the file said, for later comparison
}

// InsertMany writes new customers and returns their ids in the order of rows. It
// prepares each customer, keeps its number and values by source, makes it
// searchable, marks it due and looks for possible duplicates, among the rows too. A
// contact whose firm is not known becomes a person. Batches of about 1,000 rows are
// best; a number that its source already uses is an error (see [Lookup]).
func InsertMany(ctx context.Context, tx *store.Tx, by By, rows []ImportRow) ([]int64, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	ids, err := tx.IDs(ctx, subject, len(rows))
	if err != nil {
		return nil, err
	}
	if err := findFirms(ctx, tx, rows, ids); err != nil {
		return nil, fmt.Errorf("find the firms of contacts: %w", err)
	}
	if err := insert(ctx, tx, by, rows, ids); err != nil {
		return nil, fmt.Errorf("insert %d customers: %w", len(rows), err)
	}
	return ids, nil
}

// insert writes rows under the given ids and changes the rows' customers so.
func insert(ctx context.Context, tx *store.Tx, by By, rows []ImportRow, ids []int64) error {
	list := make([]*Customer, len(rows))
	for i := range rows {
		c := &rows[i].Customer
		list[i] = c
		c.ID, c.Version, c.ImportID = ids[i], 1, by.ImportID
		c.CreatedAt, c.UpdatedAt = by.At, by.At
		if c.FirstContact == 0 { // the zero day is no contact of a customer here
			c.FirstContact, c.LastContact = cal.Never, cal.Never
		}
		if c.Number == "" && !rows[i].Nameless {
			c.Number = rows[i].Number
		}
		if !rows[i].Prepared {
			Prepare(c, by.Region)
		}
	}
	if err := insertCustomers(ctx, tx, list); err != nil {
		return err
	}
	if err := insertSources(ctx, tx, rows); err != nil {
		return err
	}
	entries := make([]search.Entry, len(list))
	for i, c := range list {
		entries[i] = entryOf(c)
	}
	if err := search.Insert(ctx, tx, entries); err != nil {
		return err
	}
	if err := compared(ctx, tx, list); err != nil {
		return err
	}
	numbers := map[int64][]string{}
	for i := range rows {
		if rows[i].Source != "" && rows[i].Number != "" {
			numbers[ids[i]] = []string{rows[i].Number}
		}
	}
	touched, err := link(ctx, tx, by.At, list, numbers)
	if err != nil {
		return err
	}
	if err := flagAll(ctx, tx, touched); err != nil {
		return err
	}
	return MarkDue(ctx, tx, by.At, buyers(list)...)
}

func insertCustomers(ctx context.Context, tx *store.Tx, list []*Customer) error {
	i := 0
	_, err := tx.Bulk(ctx, "customer", columns, func(dst []any) (bool, error) {
		if i == len(list) {
			return false, nil
		}
		list[i].fill(dst)
		i++
		return true, nil
	})
	return err
}

func insertSources(ctx context.Context, tx *store.Tx, rows []ImportRow) error {
	i := 0
	next := func(wanted func(*ImportRow) bool) *ImportRow {
		for i < len(rows) {
			r := &rows[i]
			i++
			if r.Source != "" && wanted(r) {
				return r
			}
		}
		return nil
	}
	_, err := tx.Bulk(ctx, "customer_alias", []string{"source", "number", "customer_id"}, func(dst []any) (bool, error) {
		r := next(func(r *ImportRow) bool { return r.Number != "" })
		if r == nil {
			return false, nil
		}
		dst[0], dst[1], dst[2] = r.Source, r.Number, r.Customer.ID
		return true, nil
	})
	if err != nil {
		return err
	}
	i = 0
	_, err = tx.Bulk(ctx, "customer_imported", []string{"customer_id", "source", "fields"}, func(dst []any) (bool, error) {
		r := next(func(r *ImportRow) bool { return len(r.Fields) > 0 })
		if r == nil {
			return false, nil
		}
		text, err := json.Marshal(r.Fields)
		dst[0], dst[1], dst[2] = r.Customer.ID, r.Source, string(text)
		return true, err
	})
	return err
}

// findFirms gives the contacts among rows their firms, which may stand in the same
// rows or be known already.
func findFirms(ctx context.Context, tx *store.Tx, rows []ImportRow, ids []int64) error {
	here := map[Alias]int64{}
	missing := map[string][]string{}
	for i := range rows {
		if r := &rows[i]; r.Customer.Kind != Contact {
			here[Alias{r.Source, r.Number}] = ids[i]
		} else if r.FirmNumber != "" {
			missing[r.Source] = append(missing[r.Source], r.FirmNumber)
		}
	}
	for source, numbers := range missing {
		slices.Sort(numbers)
		known, err := Lookup(ctx, tx, source, slices.Compact(numbers))
		if err != nil {
			return err
		}
		for number, id := range known {
			here[Alias{source, number}] = id
		}
	}
	for i := range rows {
		c := &rows[i].Customer
		if c.Kind != Contact {
			continue
		}
		if id, ok := here[Alias{rows[i].Source, rows[i].FirmNumber}]; ok && rows[i].FirmNumber != "" {
			c.FirmID = id
		}
		if c.FirmID <= Without {
			c.Kind, c.FirmID = Person, 0
		}
	}
	return nil
}

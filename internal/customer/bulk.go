package customer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

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

// Inserter writes new customers of one transaction in batches.
type Inserter struct {
	// Judge, where it is set, is called with new customers before they are written, in
	// place of marking them due: it publishes what is to be said of those of whom nothing
	// but their record is known.
	Judge func(context.Context, []*Customer) error

	tx      *store.Tx
	by      By
	entries *search.Writer
}

// NewInserter returns the writer of new customers of tx.
func NewInserter(tx *store.Tx, by By) *Inserter {
	return &Inserter{tx: tx, by: by, entries: search.NewWriter(tx)}
}

// InsertMany is an [Inserter] for a single batch.
func InsertMany(ctx context.Context, tx *store.Tx, by By, rows []ImportRow) ([]int64, error) {
	n := NewInserter(tx, by)
	ids, err := n.Insert(ctx, rows)
	if err != nil {
		return nil, err
	}
	return ids, n.Close(ctx)
}

// Close makes the customers searchable. Nothing may change or remove one of them
// before.
func (n *Inserter) Close(ctx context.Context) error {
	err := n.entries.Close(ctx)
	n.entries = search.NewWriter(n.tx)
	return err
}

// Insert writes new customers and returns their ids in the order of rows. It prepares
// each customer, keeps its number and values by source, marks it due and looks for
// possible duplicates, among the rows too. A contact whose firm is not known becomes a
// person. Batches of about 1,000 rows are best; a number that its source already uses
// is an error (see [Lookup]).
func (n *Inserter) Insert(ctx context.Context, rows []ImportRow) ([]int64, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	tx := n.tx
	ids, err := tx.IDs(ctx, subject, len(rows))
	if err != nil {
		return nil, err
	}
	if err := findFirms(ctx, tx, rows, ids); err != nil {
		return nil, fmt.Errorf("find the firms of contacts: %w", err)
	}
	if err := n.insert(ctx, rows, ids); err != nil {
		return nil, fmt.Errorf("insert %d customers: %w", len(rows), err)
	}
	return ids, nil
}

// insert writes rows under the given ids and changes the rows' customers so. They are
// not searchable yet.
func (n *Inserter) insert(ctx context.Context, rows []ImportRow, ids []int64) error {
	tx, by := n.tx, n.by
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
	numbers := map[int64][]string{}
	for i := range rows {
		if rows[i].Source != "" && rows[i].Number != "" {
			numbers[ids[i]] = []string{rows[i].Number}
		}
	}
	pairs, err := findPairs(ctx, tx, list, numbers)
	if err != nil {
		return err
	}
	if n.Judge != nil {
		if err := n.Judge(ctx, list); err != nil {
			return err
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
	if err := n.entries.Add(ctx, entries); err != nil {
		return err
	}
	if err := compared(ctx, tx, list); err != nil {
		return err
	}
	touched, err := notePairs(ctx, tx, by.At, pairs)
	if err != nil {
		return err
	}
	if err := flagAll(ctx, tx, touched); err != nil {
		return err
	}
	due := buyers(list)
	if n.Judge != nil { // one stays marked, so that the firm's figures follow
		due = due[:min(1, len(due))]
	}
	return MarkDue(ctx, tx, by.At, due...)
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
	var text []byte
	_, err = tx.Bulk(ctx, "customer_imported", []string{"customer_id", "source", "fields"}, func(dst []any) (bool, error) {
		r := next(func(r *ImportRow) bool { return len(r.Fields) > 0 })
		if r == nil {
			return false, nil
		}
		text, err = r.Fields.append(text[:0])
		dst[0], dst[1], dst[2] = r.Customer.ID, r.Source, string(text)
		return true, err
	})
	return err
}

// inOrder are all fields by name, as they stand in what a source said.
var inOrder = func() []Field {
	list := append([]Field{FieldKind, FieldFirm, FieldOwner, FieldCollective}, textFields...)
	slices.Sort(list)
	return list
}()

// append appends f as a JSON object. It is a tenth of the work of encoding/json, which
// sorts the keys of a map by reflection.
func (f Fields) append(b []byte) ([]byte, error) {
	n, start := 0, len(b)
	b = append(b, '{')
	for _, key := range inOrder {
		v, ok := f[key]
		if !ok {
			continue
		}
		if n++; n > 1 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, key...)
		b = append(b, '"', ':')
		if plainJSON(v) {
			b = append(b, '"')
			b = append(b, v...)
			b = append(b, '"')
			continue
		}
		text, err := json.Marshal(v)
		if err != nil {
			return b, err
		}
		b = append(b, text...)
	}
	if n == len(f) {
		return append(b, '}'), nil
	}
	text, err := json.Marshal(f) // a field that only the caller knows
	return append(b[:start], text...), err
}

// plainJSON tells whether JSON takes a text as it is.
func plainJSON(s string) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\':
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || utf8.ValidString(s)
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

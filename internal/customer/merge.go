package customer

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/match"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// TakeOut removes the row of a customer who is merged into another one, with what is
// derived from it; his facts are relinked by their rooms. It fails with fault.Conflict
// "customer.changed_meanwhile" when the row has another version.
func TakeOut(ctx context.Context, tx *store.Tx, c *Customer) error {
	partners, err := partnersOf(ctx, tx, []int64{c.ID})
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, statements.Get("take-out"), c.ID, c.Version)
	if err != nil {
		return fmt.Errorf("take out customer %d: %w", c.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "customer.changed_meanwhile", c.Shown())
	}
	for _, name := range []string{"delete-due", "delete-stale-pairs"} {
		if _, err := tx.Exec(ctx, statements.Get(name), c.ID); err != nil {
			return fmt.Errorf("take out customer %d: %w", c.ID, err)
		}
	}
	if err := search.Remove(ctx, tx, c.ID); err != nil {
		return err
	}
	if err := match.Remove(ctx, tx, c.ID); err != nil {
		return err
	}
	return flagAll(ctx, tx, partners)
}

// PutBack writes a customer again under the id that he had before TakeOut, and makes
// him searchable and due. His version rises, so that nobody saves an older form.
func PutBack(ctx context.Context, tx *store.Tx, by By, c Customer) error {
	Prepare(&c, by.Region)
	c.Version++
	c.UpdatedAt, c.Duplicate = by.At, false
	list := []*Customer{&c}
	if err := insertCustomers(ctx, tx, list); err != nil {
		return fmt.Errorf("put customer %d back: %w", c.ID, err)
	}
	if err := search.Put(ctx, tx, entryOf(&c)); err != nil {
		return err
	}
	if err := relink(ctx, tx, by.At, list); err != nil {
		return err
	}
	if err := compared(ctx, tx, list); err != nil {
		return err
	}
	return MarkDue(ctx, tx, by.At, buyers(list)...)
}

// Touch raises the version of a customer whose fields stay, so that who has seen him
// before something happened to his facts is told.
func Touch(ctx context.Context, tx *store.Tx, by By, id, version int64) (int64, error) {
	n, err := tx.Exec(ctx, statements.Get("touch"), id, version, by.At)
	if err != nil {
		return 0, fmt.Errorf("touch customer %d: %w", id, err)
	}
	if n == 0 {
		return 0, fault.New(fault.Conflict, "customer.changed_meanwhile", fmt.Sprintf("#%d", id))
	}
	return version + 1, MarkDue(ctx, tx, by.At, id)
}

// Relinked is what [Relink] moved from one customer to another.
type Relinked struct {
	To       int64             `json:"to"`
	Aliases  []Alias           `json:"aliases,omitempty"`
	Imported map[string]string `json:"imported,omitempty"` // by source: what it had said, as JSON
	Contacts []int64           `json:"contacts,omitempty"` // people of a firm
	Parted   []Parted          `json:"parted,omitempty"`
}

// Parted is a pair that was called two customers.
type Parted struct {
	A, B   int64
	Reason Reason
	New    bool `json:"New,omitempty"` // nobody had called these two customers before
}

// Relink gives one customer's numbers, people and decisions to another: nightly files
// that know him by his old number then reach the other one. What a source has said of
// both stays with each.
func Relink(ctx context.Context, tx *store.Tx, from, to int64, at cal.Instant) (m Relinked, err error) {
	m.To = to
	fail := func(err error) (Relinked, error) { return m, fmt.Errorf("relink customer %d: %w", from, err) }
	if m.Aliases, err = store.All(ctx, tx, statements.Get("alias-relink"), func(a *Alias) []any { return []any{&a.Source, &a.Number} }, from, to); err != nil {
		return fail(err)
	}
	type said struct{ source, fields string }
	had, err := store.All(ctx, tx, statements.Get("imported-of"), func(s *said) []any { return []any{&s.source, &s.fields} }, from)
	if err != nil {
		return fail(err)
	}
	moved, err := store.All(ctx, tx, statements.Get("imported-relink"), func(s *string) []any { return []any{s} }, from, to)
	if err != nil {
		return fail(err)
	}
	m.Imported = map[string]string{}
	for _, source := range moved {
		for _, s := range had {
			if s.source == source {
				m.Imported[source] = s.fields
			}
		}
	}
	if m.Contacts, err = store.All(ctx, tx, statements.Get("firm-relink"), func(id *int64) []any { return []any{id} }, from, to); err != nil {
		return fail(err)
	}
	if m.Parted, err = copyParted(ctx, tx, from, to, at); err != nil {
		return fail(err)
	}
	return m, nil
}

// copyParted repeats for one customer what was decided about another.
func copyParted(ctx context.Context, tx *store.Tx, from, to int64, at cal.Instant) ([]Parted, error) {
	type decided struct {
		other  int64
		reason Reason
	}
	list, err := store.All(ctx, tx, statements.Get("dismissed-of"), func(d *decided) []any { return []any{&d.other, &d.reason} }, from)
	if err != nil {
		return nil, err
	}
	var added []Parted
	fresh := map[int64]bool{}
	for _, d := range list {
		if d.other == to {
			continue
		}
		p := Parted{A: min(to, d.other), B: max(to, d.other), Reason: d.reason}
		if _, seen := fresh[d.other]; !seen {
			n, err := store.Value[int64](ctx, tx, statements.Get("count-dismissed"), p.A, p.B)
			if err != nil {
				return nil, err
			}
			fresh[d.other] = n == 0
		}
		p.New = fresh[d.other]
		n, err := tx.Exec(ctx, statements.Get("dismissed-copy"), p.A, p.B, string(p.Reason), at)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			added = append(added, p)
		}
	}
	return added, nil
}

// Unlink takes back what Relink moved. What a source had said before is remembered
// again, so that its next file tells what has changed since.
func Unlink(ctx context.Context, tx *store.Tx, m Relinked, back int64) error {
	fail := func(err error) error { return fmt.Errorf("give customer %d back what is his: %w", back, err) }
	for _, a := range m.Aliases {
		if _, err := tx.Exec(ctx, statements.Get("alias-unlink"), a.Source, a.Number, back, m.To); err != nil {
			return fail(err)
		}
	}
	for source, fields := range m.Imported {
		if _, err := tx.Exec(ctx, statements.Get("drop-imported"), m.To, source); err != nil {
			return fail(err)
		}
		if _, err := tx.Exec(ctx, statements.Get("put-imported"), back, source, fields); err != nil {
			return fail(err)
		}
	}
	for _, id := range m.Contacts {
		if _, err := tx.Exec(ctx, statements.Get("firm-unlink"), id, back, m.To); err != nil {
			return fail(err)
		}
	}
	for _, p := range m.Parted {
		if _, err := tx.Exec(ctx, statements.Get("dismissed-drop"), p.A, p.B, string(p.Reason)); err != nil {
			return fail(err)
		}
	}
	// Only when all copies are gone: a copy that is opened would stay.
	for _, p := range m.Parted {
		if !p.New {
			continue
		}
		if _, err := tx.Exec(ctx, statements.Get("dismissed-reopen"), p.A, p.B); err != nil {
			return fail(err)
		}
	}
	return nil
}

// Row is a customer as text, with all his fields.
func Row(c *Customer) string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers and texts always marshal
	}
	return string(text)
}

// ReadRow reads what Row has written.
func ReadRow(text string) (c Customer, err error) {
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("read a customer's row: %w", err)
	}
	return c, nil
}

// Via is a number of a source under which it still knows a customer who was merged.
type Via struct {
	MergedID int64 // who had the number
	Silent   bool  // the source knows the customer by a number of his own: this one changes no field
}

// MergedAliases returns the numbers of a source that merges have given to others.
func MergedAliases(ctx context.Context, q store.Querier, source string) (map[string]Via, error) {
	type row struct {
		number string
		Via
	}
	list := map[string]Via{}
	err := store.Each(ctx, q, statements.Get("merged-aliases"), func(r *row) []any { return []any{&r.number, &r.MergedID, &r.Silent} },
		func(r *row) error { list[r.number] = r.Via; return nil }, source)
	if err != nil {
		return nil, fmt.Errorf("read the numbers of merged customers in %s: %w", source, err)
	}
	return list, nil
}

// NoteArrivals notes rows that came under the number of a merged customer; they are his
// again when the merge is undone. subject is the table's name.
func NoteArrivals(ctx context.Context, tx *store.Tx, merged int64, subject string, ids ...int64) error {
	for _, id := range ids {
		if _, err := tx.Exec(ctx, statements.Get("arrive"), merged, subject, id); err != nil {
			return fmt.Errorf("note what came for customer %d: %w", merged, err)
		}
	}
	return nil
}

// Arrivals returns the rows of a table that came under the numbers of a merged customer.
func Arrivals(ctx context.Context, q store.Querier, merged int64, subject string) ([]int64, error) {
	ids, err := store.All(ctx, q, statements.Get("arrivals"), func(id *int64) []any { return []any{id} }, merged, subject)
	if err != nil {
		return nil, fmt.Errorf("read what came for customer %d: %w", merged, err)
	}
	return ids, nil
}

// DropArrivals forgets them, when they are his again or he is deleted.
func DropArrivals(ctx context.Context, tx *store.Tx, merged int64) error {
	if _, err := tx.Exec(ctx, statements.Get("drop-arrivals"), merged); err != nil {
		return fmt.Errorf("forget what came for customer %d: %w", merged, err)
	}
	return nil
}

// ForgetMerged removes what is still kept under the id of a customer who is deleted after
// he had been merged: what sources said of him and decisions about pairs.
func ForgetMerged(ctx context.Context, tx *store.Tx, id int64) error {
	for _, name := range []string{"delete-imported", "delete-pairs"} {
		if _, err := tx.Exec(ctx, statements.Get(name), id); err != nil {
			return fmt.Errorf("forget merged customer %d: %w", id, err)
		}
	}
	return nil
}

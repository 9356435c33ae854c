package consent

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// merged is the source of statements by which a merge keeps a bar.
const merged = "merge"

// Relinked is what [Relink] moved.
type Relinked struct {
	To         int64       `json:"to"`
	Statements []int64     `json:"statements,omitempty"`
	At         cal.Instant `json:"at"`
}

// Relink gives what one customer has said to another. A bar of either holds for the one
// who remains, also where the other has lifted it later: a statement says so.
func Relink(ctx context.Context, tx *store.Tx, from, to int64, day cal.Date, actor int64, at cal.Instant) (m Relinked, err error) {
	m.To, m.At = to, at
	fail := func(err error) (Relinked, error) {
		return m, fmt.Errorf("give the bars of customer %d to %d: %w", from, to, err)
	}
	both, err := Many(ctx, tx, []int64{from, to})
	if err != nil {
		return fail(err)
	}
	if m.Statements, err = store.All(ctx, tx, statements.Get("relink"), func(v *int64) []any { return []any{v} }, from, to); err != nil {
		return fail(err)
	}
	if len(m.Statements) == 0 {
		return m, nil
	}
	if err := settle(ctx, tx, from, to); err != nil {
		return fail(err)
	}
	a, b := both[from], both[to]
	for _, k := range []Kind{Objected, DoNotContact, Deceased} {
		if *a.place(k) || *b.place(k) {
			if _, err := Fill(ctx, tx, []Statement{{CustomerID: to, Kind: k, Set: true, Day: day, Source: merged, Actor: actor, At: at}}); err != nil {
				return fail(err)
			}
		}
	}
	return m, nil
}

// Unlink gives back what Relink moved. What was said since stays with whom it was said of.
func Unlink(ctx context.Context, tx *store.Tx, m Relinked, back int64) error {
	fail := func(err error) error { return fmt.Errorf("give the bars of customer %d back: %w", back, err) }
	if len(m.Statements) == 0 {
		return nil
	}
	for _, id := range m.Statements {
		if _, err := tx.Exec(ctx, statements.Get("unlink"), id, back, m.To); err != nil {
			return fail(err)
		}
	}
	if _, err := tx.Exec(ctx, statements.Get("unlink-added"), m.At, m.To); err != nil {
		return fail(err)
	}
	if err := settle(ctx, tx, m.To, back); err != nil {
		return fail(err)
	}
	return nil
}

// settle computes the present bars of customers from their last statements.
func settle(ctx context.Context, tx *store.Tx, ids ...int64) error {
	type said struct {
		kind  Kind
		state string
	}
	for _, id := range ids {
		list, err := store.All(ctx, tx, statements.Get("bars-by-last"), func(s *said) []any { return []any{&s.kind, &s.state} }, id)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			if _, err := tx.Exec(ctx, statements.Get("forget-current"), id); err != nil {
				return err
			}
			continue
		}
		var b Bars
		for _, s := range list {
			if at := b.place(s.kind); at != nil {
				*at = s.state == "set"
			}
		}
		if err := keep(ctx, tx, []int64{id}, map[int64]Bars{id: b}); err != nil {
			return err
		}
	}
	return nil
}

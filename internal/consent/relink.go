package consent

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// historyPage is how many entries are read at once.
const historyPage = 500

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

// Unlink gives back what Relink moved, and the corrections of it. What else was said since
// stays with whom it was said of.
func Unlink(ctx context.Context, tx *store.Tx, m Relinked, back int64) error {
	fail := func(err error) error { return fmt.Errorf("give the bars of customer %d back: %w", back, err) }
	if len(m.Statements) == 0 {
		return nil
	}
	corrections, entries, err := correctionsOf(ctx, tx, m, back)
	if err != nil {
		return fail(err)
	}
	for _, id := range append(corrections, m.Statements...) {
		if _, err := tx.Exec(ctx, statements.Get("unlink"), id, back, m.To); err != nil {
			return fail(err)
		}
	}
	if _, err := tx.Exec(ctx, statements.Get("unlink-added"), m.At, m.To); err != nil {
		return fail(err)
	}
	for _, id := range []int64{m.To, back} {
		if err := separate(ctx, tx, id); err != nil {
			return fail(err)
		}
	}
	return history.Unlink(ctx, tx, entries, back)
}

// correctionsOf returns the statements, and the entries of the history that tell of them,
// by which statements that a merge moved were corrected since at the one who remained, and
// corrections of these.
func correctionsOf(ctx context.Context, tx *store.Tx, m Relinked, back int64) (corrections, entries []int64, err error) {
	var told []history.Entry
	for _, id := range []int64{m.To, back} { // the history may have been given back already
		for before, full := int64(0), true; full; {
			page, err := history.Of(ctx, tx, subject, id, before, historyPage)
			if err != nil {
				return nil, nil, err
			}
			told = append(told, page...)
			if full = len(page) == historyPage; full {
				before = page[len(page)-1].ID
			}
		}
	}
	slices.SortFunc(told, func(a, b history.Entry) int { return cmp.Compare(a.ID, b.ID) })
	of := map[int64]bool{} // entries of statements that go back
	for _, e := range told {
		if !strings.HasPrefix(e.Verb, "consent.") {
			continue
		}
		var is entry
		if err := json.Unmarshal(e.After, &is); err != nil {
			return nil, nil, fmt.Errorf("read entry %d: %w", e.ID, err)
		}
		switch {
		case slices.Contains(m.Statements, is.Statement):
			of[e.ID] = true
		case e.Verb == verbCorrect && of[e.Undoes]:
			of[e.ID] = true
			corrections, entries = append(corrections, is.Statement), append(entries, e.ID)
		}
	}
	return corrections, entries, nil
}

// separate computes the present bars of a customer out of what is left to him alone: a
// correction written while he was one with another says what held for both.
func separate(ctx context.Context, tx *store.Tx, id int64) error {
	list, err := Of(ctx, tx, id)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		_, err := tx.Exec(ctx, statements.Get("forget-current"), id)
		return err
	}
	var b Bars
	for _, k := range []Kind{Objected, DoNotContact, Deceased} {
		_, *b.place(k) = Holds(list, k)
	}
	return keep(ctx, tx, []int64{id}, map[int64]Bars{id: b})
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

package duplicate

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Forget erases all merges in which a customer who is deleted took part: they hold his
// fields. When he was taken out of another one again, that one's history is rid of what
// he had brought there.
func Forget(ctx context.Context, tx *store.Tx, id int64) error {
	fail := func(err error) error { return fmt.Errorf("forget the merges of customer %d: %w", id, err) }
	ids, err := store.All(ctx, tx, statements.Get("all-of"), func(v *int64) []any { return []any{v} }, id)
	if err != nil {
		return fail(err)
	}
	for _, merge := range ids {
		m, err := Get(ctx, tx, merge)
		if err != nil {
			return fail(err)
		}
		if m.Undone && m.Loser == id {
			if err := m.leaveHistory(ctx, tx); err != nil {
				return fail(err)
			}
		}
	}
	for _, name := range []string{"erase-moved", "erase"} {
		if err := tx.ForIDs(ctx, statements.Get(name), ids); err != nil {
			return fail(err)
		}
	}
	return customer.DropArrivals(ctx, tx, id)
}

// historyPage is how many entries are read at once.
const historyPage = 500

// leaveHistory erases the entries of the survivor that tell of who was taken out again:
// the merge, and every change since to or from a value that came from him.
func (m *Merge) leaveHistory(ctx context.Context, tx *store.Tx) error {
	at, _, err := Follow(ctx, tx, m.Survivor)
	if err != nil {
		return err
	}
	var told []int64
	for before := int64(0); ; {
		list, err := history.Of(ctx, tx, "customer", at, before, historyPage)
		if err != nil {
			return err
		}
		for _, e := range list {
			if e.At >= m.At && m.tells(e) {
				told = append(told, e.ID)
			}
		}
		if len(list) < historyPage || list[len(list)-1].At < m.At {
			return history.EraseEntries(ctx, tx, told...)
		}
		before = list[len(list)-1].ID
	}
}

// tells reports whether an entry names who went or holds a value that came from him.
func (m *Merge) tells(e history.Entry) bool {
	var merged struct {
		Merge int64 `json:"merge"`
	}
	if e.Verb == "customer.merge" {
		return json.Unmarshal(e.After, &merged) == nil && merged.Merge == m.ID
	}
	for _, side := range []json.RawMessage{e.Before, e.After} {
		var values map[string]any
		if json.Unmarshal(side, &values) != nil {
			continue
		}
		for f, value := range m.After {
			if text, ok := values[string(f)].(string); ok && text != "" && text == value {
				return true
			}
		}
	}
	return false
}

package duplicate

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Unmerge makes two customers of one again. Merges are taken back in the reverse of
// their order: it fails with fault.Conflict "duplicate.newer_merge" when the survivor
// took part in one since. Fields that were changed since the merge fail with
// fault.Conflict "duplicate.changed_since" (see [Since]) unless keep says that their
// new values stay. Done twice it is done once.
func (d *Desk) Unmerge(ctx context.Context, by customer.By, id int64, keep bool) error {
	move := Move{By: by}
	if err := d.settings(ctx, &move); err != nil {
		return err
	}
	err := d.DB.Update(ctx, func(tx *store.Tx) error {
		m, err := Get(ctx, tx, id)
		if err != nil || m.Undone {
			return err
		}
		move.From, move.To = m.Loser, m.Survivor
		if err := customer.Seize(ctx, tx, m.Survivor); err != nil {
			return err
		}
		return d.unmerge(ctx, tx, move, m, keep)
	})
	if err != nil {
		return fmt.Errorf("take merge %d back: %w", id, err)
	}
	return nil
}

// Newer returns the merge that has to be taken back before m: one of its survivor, as
// either side.
func Newer(ctx context.Context, q store.Querier, m Merge) (Merge, bool, error) {
	if went, found, err := ofLoser(ctx, q, m.Survivor); err != nil || found {
		return went, found, err
	}
	list, err := Into(ctx, q, m.Survivor)
	if err != nil || len(list) == 0 || list[0].ID == m.ID {
		return Merge{}, false, err
	}
	return list[0], true, nil
}

func (d *Desk) unmerge(ctx context.Context, tx *store.Tx, move Move, m Merge, keep bool) error {
	if newer, found, err := Newer(ctx, tx, m); err != nil {
		return err
	} else if found {
		return fault.New(fault.Conflict, "duplicate.newer_merge", newer.Row.Shown())
	}
	changed, err := Since(ctx, tx, m)
	if err != nil {
		return err
	}
	if len(changed) > 0 && !keep {
		return fault.New(fault.Conflict, "duplicate.changed_since", len(changed))
	}
	if err := d.bringBack(ctx, tx, &move, m); err != nil {
		return err
	}
	if err := restoreFields(ctx, tx, move.By, m, changed); err != nil {
		return err
	}
	if n, err := tx.Exec(ctx, statements.Get("undo"), m.ID, move.By.At, move.By.Actor); err != nil || n == 0 {
		return fmt.Errorf("note that merge %d is taken back (%d rows): %w", m.ID, n, err)
	}
	for _, side := range []int64{m.Survivor, m.Loser} {
		if _, err := history.Append(ctx, tx, history.Entry{
			At: move.By.At, Actor: move.By.Actor, Verb: "customer.unmerge", Subject: "customer", SubjectID: side,
			After: history.Values(map[string]any{"merge": m.ID}),
		}); err != nil {
			return err
		}
	}
	return nil
}

// bringBack writes the row again and lets all ledgers give back what they moved.
func (d *Desk) bringBack(ctx context.Context, tx *store.Tx, move *Move, m Merge) error {
	absorbed, err := Absorbed(ctx, tx, m.Loser)
	if err != nil {
		return err
	}
	move.Arrived = append([]int64{m.Loser}, absorbed...)
	row := m.Row
	if err := findHouse(ctx, tx, &row); err != nil {
		return err
	}
	if err := customer.PutBack(ctx, tx, move.By, row); err != nil {
		return err
	}
	type kept struct{ ledger, moved string }
	list, err := store.All(ctx, tx, statements.Get("moved"), func(k *kept) []any { return []any{&k.ledger, &k.moved} }, m.ID)
	if err != nil {
		return err
	}
	moved := map[string]string{}
	for _, k := range list {
		moved[k.ledger] = k.moved
	}
	for _, l := range slices.Backward(d.Ledgers) {
		text, ok := moved[l.Name]
		if !ok {
			continue
		}
		if err := l.Unlink(ctx, tx, *move, json.RawMessage(text)); err != nil {
			return fmt.Errorf("give back the rows of %s: %w", l.Name, err)
		}
	}
	if err := settle(ctx, tx, d.Ledgers, *move); err != nil {
		return err
	}
	if err := restoreSpans(ctx, tx, move, moved[spanLedger]); err != nil {
		return err
	}
	if err := customer.DropArrivals(ctx, tx, m.Loser); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, statements.Get("erase-moved"), m.ID)
	return err
}

// findHouse leads a contact person to the firm into which his own was merged; without
// any he is a person.
func findHouse(ctx context.Context, tx *store.Tx, c *customer.Customer) error {
	if c.Kind != customer.Contact {
		return nil
	}
	at, _, err := Follow(ctx, tx, c.FirmID)
	if err != nil {
		return err
	}
	firm, err := customer.Get(ctx, tx, at)
	switch {
	case fault.KindOf(err) == fault.NotFound, err == nil && firm.Kind != customer.Firm:
		c.Kind, c.FirmID = customer.Person, 0
	case err != nil:
		return err
	default:
		c.FirmID = at
	}
	return nil
}

// restoreSpans returns to the first and last contacts before the merge. Contacts since
// then stay in them.
func restoreSpans(ctx context.Context, tx *store.Tx, move *Move, text string) error {
	var s spans
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return fmt.Errorf("read the spans of contacts: %w", err)
	}
	for _, side := range []struct {
		id          int64
		before, old customer.Span
	}{{move.To, s.Before, s.After}, {move.From, s.Loser, s.Loser}} {
		c, err := customer.Get(ctx, tx, side.id)
		if err != nil {
			return err
		}
		now := spanOf(&c)
		want := side.before
		if now.Last != cal.Never && (side.old.Last == cal.Never || now.Last > side.old.Last) {
			want.Last = now.Last // somebody has had a contact since
			want.First = min(want.First, now.Last)
		}
		if err := customer.SetContacts(ctx, tx, []customer.Span{want}); err != nil {
			return err
		}
	}
	return nil
}

// restoreFields gives the survivor back the values before the merge, but for those that
// were changed since.
func restoreFields(ctx context.Context, tx *store.Tx, by customer.By, m Merge, changed []Changed) error {
	set := maps.Clone(m.Before)
	for _, c := range changed {
		delete(set, c.Field)
	}
	now, err := customer.Get(ctx, tx, m.Survivor)
	if err != nil {
		return err
	}
	return change(ctx, tx, by, &now, set)
}

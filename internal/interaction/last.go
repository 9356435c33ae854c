package interaction

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Last is the last contact in each direction; cal.Never where there was none.
type Last struct{ In, Out cal.Date }

// LastOf returns the last contacts of a customer.
func LastOf(ctx context.Context, q store.Querier, customer int64) (Last, error) {
	l, found, err := store.One(ctx, q, interactionSQL.Get("interaction-last"), func(l *Last) []any { return []any{&l.In, &l.Out} }, customer)
	if !found {
		l = Last{cal.Never, cal.Never}
	}
	return l, err
}

// moveLast takes new contacts into the last ones.
func moveLast(ctx context.Context, tx *store.Tx, list []Interaction) error {
	last := map[int64]Last{}
	later := func(a, b cal.Date) cal.Date {
		if a == cal.Never {
			return b
		}
		return max(a, b)
	}
	for i := range list {
		at, known := last[list[i].Customer]
		if !known {
			at = Last{cal.Never, cal.Never}
		}
		switch list[i].Direction {
		case In:
			at.In = later(at.In, list[i].Day)
		case Out:
			at.Out = later(at.Out, list[i].Day)
		case NoDirection:
			continue
		}
		last[list[i].Customer] = at
	}
	run, done, err := tx.Batch(ctx, interactionSQL.Get("interaction-move-last"))
	if err != nil {
		return err
	}
	defer done()
	for _, id := range slices.Sorted(maps.Keys(last)) {
		if err := run(id, last[id].In, last[id].Out); err != nil {
			return fmt.Errorf("last contact of customer %d: %w", id, err)
		}
	}
	return nil
}

// settle computes what follows from the contacts of customers anew after those in gone
// were taken away: the last contact in each direction, and each end of the span of
// contacts that one of them may have set. An end that a file gave stays. What contacts cost
// is part of insight, so the customers are due.
func settle(ctx context.Context, tx *store.Tx, gone ...Interaction) error {
	taken := map[int64]customer.Span{}
	for _, i := range gone {
		s, known := taken[i.Customer]
		if !known {
			s = customer.Span{CustomerID: i.Customer, First: i.Day, Last: i.Day}
		}
		s.First, s.Last = min(s.First, i.Day), max(s.Last, i.Day)
		taken[i.Customer] = s
	}
	var spans []customer.Span
	for _, id := range slices.Sorted(maps.Keys(taken)) {
		for _, name := range []string{"interaction-last-of-deleted", "interaction-settle-last"} {
			if _, err := tx.Exec(ctx, interactionSQL.Get(name), id); err != nil {
				return fmt.Errorf("last contact of customer %d: %w", id, err)
			}
		}
		type row struct{ left, held customer.Span }
		r, found, err := store.One(ctx, tx, interactionSQL.Get("interaction-span"), func(r *row) []any {
			return []any{&r.held.First, &r.held.Last, &r.left.First, &r.left.Last}
		}, id)
		if err != nil {
			return fmt.Errorf("contacts of customer %d: %w", id, err)
		}
		if found {
			s := shrunk(r.held, r.left, taken[id])
			s.CustomerID = id
			spans = append(spans, s)
		}
	}
	if err := customer.MarkDue(ctx, tx, 0, slices.Sorted(maps.Keys(taken))...); err != nil {
		return err
	}
	return customer.SetContacts(ctx, tx, spans)
}

// shrunk is the span held after contacts within taken are gone and those within left
// remain.
func shrunk(held, left, taken customer.Span) customer.Span {
	out := held
	if held.First >= taken.First && held.First <= taken.Last || left.First < held.First {
		out.First = left.First
	}
	switch {
	case held.Last == cal.Never || held.Last < taken.First || held.Last > taken.Last:
		if left.Last != cal.Never && (held.Last == cal.Never || left.Last > held.Last) {
			out.Last = left.Last
		}
	case left.Last != cal.Never:
		out.Last = left.Last
	default:
		out.Last = out.First
	}
	return out
}

// Relink gives all contacts of one customer to another, also those in which he was the
// person of a firm, and returns what moved: ids of contacts, negative where only the
// person moved. [Unlink] takes it back.
func Relink(ctx context.Context, tx *store.Tx, from, to int64) (moved []int64, err error) {
	id := func(v *int64) []any { return []any{v} }
	moved, err = store.All(ctx, tx, interactionSQL.Get("interaction-relink"), id, from, to)
	if err != nil {
		return nil, fmt.Errorf("move contacts of customer %d: %w", from, err)
	}
	people, err := store.All(ctx, tx, interactionSQL.Get("interaction-relink-contact"), id, from, to)
	if err != nil {
		return nil, fmt.Errorf("move contacts of customer %d: %w", from, err)
	}
	for _, p := range people {
		moved = append(moved, -p)
	}
	slices.Sort(moved)
	if err := settle(ctx, tx, Interaction{Customer: from, Day: cal.Never}, Interaction{Customer: to, Day: cal.Never}); err != nil {
		return nil, err
	}
	return moved, nil
}

// Unlink gives what Relink moved back to a customer. Contacts removed meanwhile stay
// removed.
func Unlink(ctx context.Context, tx *store.Tx, moved []int64, back int64) error {
	gone := []Interaction{{Customer: back, Day: cal.Never}}
	for _, id := range moved {
		name, row := "interaction-unlink-one", id
		if id < 0 {
			name, row = "interaction-unlink-contact", -id
		} else if now, _, err := Get(ctx, tx, id); err == nil && now.Customer != back {
			gone = append(gone, now)
		} else if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if _, err := tx.Exec(ctx, interactionSQL.Get(name), row, back); err != nil {
			return fmt.Errorf("give contact %d back to customer %d: %w", row, back, err)
		}
	}
	return settle(ctx, tx, gone...)
}

package cost

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Moving is how costs follow their customer when two records become one.
var Moving = row.Move("cost_entry", statements.Get("entry-relink"), statements.Get("entry-unlink"))

// Forget gives the costs of a customer who is deleted to the row without a customer, and
// writes down there what his contacts cost by the rates and what shipping cost by the list of
// his country, since those are forgotten with him: so the sums of all periods stay. It goes before the contacts are forgotten.
func Forget(ctx context.Context, tx *store.Tx, id int64) error {
	rates, err := LoadRates(ctx, tx)
	if err != nil {
		return err
	}
	type key struct {
		day     cal.Date
		kind    Kind
		cause   Cause
		quality Quality
	}
	var order []key
	sums := map[key]Entry{}
	var charges []Charge
	if err := EachContact(ctx, tx, id, id+1, cal.Never, func(c Contact) { charges = rates.OfContact(charges, c) }); err != nil {
		return err
	}
	for _, c := range charges {
		k := key{c.Day, c.Kind, c.Cause, c.Quality}
		e, there := sums[k]
		if !there {
			order = append(order, k)
			e = Entry{Customer: customer.Without, Kind: c.Kind, Cause: c.Cause, Quality: c.Quality, Day: c.Day}
		}
		e.Amount += c.Amount
		sums[k] = e
	}
	shipments, err := keptShipping(ctx, tx, rates, id)
	if err != nil {
		return fmt.Errorf("keep what shipping to customer %d cost: %w", id, err)
	}
	if _, err := tx.Exec(ctx, statements.Get("entry-forget"), id, customer.Without); err != nil {
		return fmt.Errorf("keep the costs of customer %d without him: %w", id, err)
	}
	for _, k := range order {
		e := sums[k]
		if _, err := store.Value[int64](ctx, tx, statements.Get("entry-add"), e.Columns()...); err != nil {
			return fmt.Errorf("keep what contacts with customer %d cost: %w", id, err)
		}
	}
	for i := range shipments {
		if _, err := store.Value[int64](ctx, tx, statements.Get("entry-add"), shipments[i].Columns()...); err != nil {
			return fmt.Errorf("keep what shipping to customer %d cost: %w", id, err)
		}
	}
	return nil
}

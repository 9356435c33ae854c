package sales

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Relinked is what [Books.Relink] moved: ids of documents and payments.
type Relinked struct {
	To       int64   `json:"to"`
	Orders   []int64 `json:"orders,omitempty"`
	Payments []int64 `json:"payments,omitempty"`
}

// Relink gives the documents and payments of one customer to another, with the sums of
// their months; returns are settled anew across both.
func (b Books) Relink(ctx context.Context, tx *store.Tx, from, to int64) (m Relinked, err error) {
	m.To = to
	fail := func(err error) (Relinked, error) {
		return m, fmt.Errorf("give the documents of customer %d to %d: %w", from, to, err)
	}
	months, err := store.All(ctx, tx, salesSQL.Get("sales-months"), (*Month).fields, from, 0)
	if err != nil {
		return fail(err)
	}
	d := newDeltas()
	for _, one := range months {
		moved := one
		moved.Customer = to
		d.months[monthOf{to, one.Month}] = &moved
	}
	if err := d.merge(ctx, tx); err != nil {
		return fail(err)
	}
	if _, err := tx.Exec(ctx, salesSQL.Get("sales-delete-months"), from); err != nil {
		return fail(err)
	}
	id := func(v *int64) []any { return []any{v} }
	if m.Orders, err = store.All(ctx, tx, salesSQL.Get("sales-relink-orders"), id, from, to); err != nil {
		return fail(err)
	}
	if m.Payments, err = store.All(ctx, tx, salesSQL.Get("sales-relink-payments"), id, from, to); err != nil {
		return fail(err)
	}
	if err := b.SettleReturns(ctx, tx, []int64{to}); err != nil {
		return fail(err)
	}
	return m, customer.MarkDue(ctx, tx, b.At, from, to)
}

// Unlink gives documents and payments back that Relink moved, and those that arrived
// since under his number. What was removed or moved elsewhere meanwhile stays so.
func (b Books) Unlink(ctx context.Context, tx *store.Tx, m Relinked, arrived []int64, back int64) error {
	fail := func(err error) error {
		return fmt.Errorf("give the documents of customer %d back: %w", back, err)
	}
	d := newDeltas()
	for i, order := range append(append([]int64(nil), m.Orders...), arrived...) {
		o, found, err := store.One(ctx, tx, salesSQL.Get("sales-order-sums"), func(o *Order) []any {
			return []any{&o.Customer, &o.Day, &o.Figures, &o.Counts, &o.Net, &o.Cost, &o.NetMeasured, &o.NetEstimated}
		}, order)
		if err != nil {
			return fail(err)
		}
		if !found || o.Customer != m.To {
			continue
		}
		if _, err := tx.Exec(ctx, salesSQL.Get("sales-unlink-order"), order, back); err != nil {
			return fail(err)
		}
		if i >= len(m.Orders) {
			if _, err := tx.Exec(ctx, salesSQL.Get("sales-unlink-payments-of"), order, back); err != nil {
				return fail(err)
			}
		}
		d.add(o, -1)
		o.Customer = back
		d.add(o, 1)
	}
	for _, payment := range m.Payments {
		if _, err := tx.Exec(ctx, salesSQL.Get("sales-unlink-payment"), payment, back, m.To); err != nil {
			return fail(err)
		}
	}
	if err := d.merge(ctx, tx); err != nil {
		return fail(err)
	}
	if _, err := tx.Exec(ctx, salesSQL.Get("sales-drop-empty-months"), m.To); err != nil {
		return fail(err)
	}
	if err := b.SettleReturns(ctx, tx, []int64{m.To, back}); err != nil {
		return fail(err)
	}
	return customer.MarkDue(ctx, tx, b.At, m.To, back)
}

// CountOf tells how many documents a customer has.
func CountOf(ctx context.Context, q store.Querier, id int64) (int64, error) {
	n, err := store.Value[int64](ctx, q, salesSQL.Get("sales-count-of"), id)
	if err != nil {
		return 0, fmt.Errorf("count the documents of customer %d: %w", id, err)
	}
	return n, nil
}

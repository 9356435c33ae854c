package sales

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// SettleReturns finds out anew which purchases of these customers came back as a
// whole, and since when. It looks at all their documents, so the order in which
// these were written does not matter.
func (b Books) SettleReturns(ctx context.Context, tx *store.Tx, customers []int64) error {
	set, done, err := tx.Batch(ctx, salesSQL.Get("sales-set-returned"))
	if err != nil {
		return err
	}
	defer done()
	var changed []int64
	for _, id := range customers {
		if id == Unassigned { // whose goods came back cannot be told
			continue
		}
		some, err := store.Value[bool](ctx, tx, salesSQL.Get("sales-takes-back"), id)
		if err != nil {
			return fmt.Errorf("settle the returns of customer %d: %w", id, err)
		}
		if !some {
			continue
		}
		movements, stored, err := loadMovements(ctx, tx, id)
		if err != nil {
			return fmt.Errorf("settle the returns of customer %d: %w", id, err)
		}
		returned := matchReturns(movements)
		before := len(changed)
		for order, day := range stored {
			now, ok := returned[order]
			if !ok {
				now = cal.Never
			}
			if now == day {
				continue
			}
			if err := set(now, order); err != nil {
				return err
			}
			changed = append(changed[:before], id)
		}
	}
	return customer.MarkDue(ctx, tx, b.At, changed...)
}

// loadMovements reads a customer's lines of goods, and the returned day that is
// stored with each of his orders.
func loadMovements(ctx context.Context, q store.Querier, id int64) ([]movement, map[int64]cal.Date, error) {
	type row struct {
		movement
		kind                     Kind
		source, document, refers string
		net                      money.Cents
		returned                 cal.Date
		line                     int64
		quantity                 string
	}
	var movements []movement
	stored := map[int64]cal.Date{}
	err := store.Each(ctx, q, salesSQL.Get("sales-movements"), func(r *row) []any {
		return []any{
			&r.order, &r.day, &r.kind, &r.sale, &r.source, &r.document, &r.refers, &r.net, &r.returned,
			&r.line, &r.product, &r.text, &r.class, &r.back, &r.quantity,
		}
	}, func(r *row) error {
		m := r.movement
		m.key = r.source + "\x00" + r.document
		if r.refers != "" {
			m.refers = r.source + "\x00" + r.refers
		}
		if r.line == 0 { // the amount stands for the goods
			m.quantity = int64(r.net) * 1e6
		} else {
			d, err := money.ParseDecimal(r.quantity)
			if err != nil {
				return fmt.Errorf("quantity of line %d: %w", r.line, err)
			}
			m.quantity = micros(d)
		}
		m.back = m.back || m.quantity < 0 || r.kind.takesBack()
		m.sale = m.sale && r.kind == Sale
		movements = append(movements, m)
		stored[r.order] = r.returned
		return nil
	}, id)
	return movements, stored, err
}

// MoveToUnassigned takes a customer off his documents and payments, who is then
// deleted: they go to "ohne Kundenzuordnung" with their amounts, so that the sums of
// all periods stay. Free texts that could tell who it was are removed.
func (b Books) MoveToUnassigned(ctx context.Context, tx *store.Tx, id int64) error {
	months, err := store.All(ctx, tx, salesSQL.Get("sales-months"), (*Month).fields, id, 0)
	if err != nil {
		return fmt.Errorf("take customer %d off his orders: %w", id, err)
	}
	d := newDeltas()
	for _, m := range months {
		to := *m.at(Unassigned)
		d.months[monthOf{Unassigned, m.Month}] = &to
	}
	if err := d.merge(ctx, tx); err != nil {
		return err
	}
	for _, m := range months { // only the part without a customer grows
		if _, err := tx.Exec(ctx, salesSQL.Get("sales-add-total"), m.Month, 0, int64(m.Net), 0, 0, 0, 0); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, salesSQL.Get("sales-clear-texts"), id); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, salesSQL.Get("sales-delete-months"), id); err != nil {
		return err
	}
	for _, name := range []string{"sales-unassign-orders", "sales-unassign-payments"} {
		if _, err := tx.Exec(ctx, salesSQL.Get(name), id, Unassigned); err != nil {
			return err
		}
	}
	return customer.MarkDue(ctx, tx, b.At, id)
}

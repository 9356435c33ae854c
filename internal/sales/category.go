package sales

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// CategoryNets returns what was sold of each category from a day to another, both
// included, net in the firm's currency; under 0 stand goods without a category.
func CategoryNets(ctx context.Context, q store.Querier, from, until cal.Date) (map[int64]money.Cents, error) {
	type row struct {
		id  int64
		net money.Cents
	}
	nets := map[int64]money.Cents{}
	err := store.Each(ctx, q, salesSQL.Get("sales-category-nets"), func(r *row) []any { return []any{&r.id, &r.net} }, func(r *row) error {
		nets[r.id] = r.net
		return nil
	}, from, until)
	if err != nil {
		return nil, fmt.Errorf("sales per category: %w", err)
	}
	return nets, nil
}

// Choice says which documents [Between] returns.
type Choice struct {
	From, Until cal.Date
	Nobody      bool  // only those without a customer
	Category    int64 // only those with a line of it; 0 for all
}

// Between returns up to limit documents that enter figures behind a cursor, newest first,
// without their lines.
func Between(ctx context.Context, q store.Querier, c Choice, after Cursor, limit int) ([]Order, error) {
	statement, args := "sales-orders-between", []any{c.From, c.Until, after.Day, after.ID, limit}
	switch {
	case c.Nobody:
		statement = "sales-orders-of-nobody"
	case c.Category != 0:
		statement, args = "sales-orders-with", append(args, c.Category)
	}
	list, err := store.All(ctx, q, salesSQL.Get(statement), (*Order).fields, args...)
	if err != nil {
		return nil, fmt.Errorf("documents from %v to %v: %w", c.From, c.Until, err)
	}
	return list, nil
}

// SetSensitive marks a category whose purchases may tell of health, faith or intimate
// things, or takes the mark away.
func SetSensitive(ctx context.Context, tx *store.Tx, category int64, sensitive bool) error {
	mark := 0
	if sensitive {
		mark = 1
	}
	n, err := tx.Exec(ctx, salesSQL.Get("sales-set-sensitive"), mark, category)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "sales.no_such_category")
	}
	return err
}

package customer

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// MarkDue notes in the transaction of a changed fact that the insight of customers
// is older than their facts. Marking twice is marking once.
func MarkDue(ctx context.Context, tx *store.Tx, at cal.Instant, ids ...int64) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, statements.Get("mark-due"), store.List(ids), at); err != nil {
		return fmt.Errorf("mark %d customers due: %w", len(ids), err)
	}
	return nil
}

// buyers are the ids of those who can have insight: contacts and households buy nothing.
func buyers(list []*Customer) []int64 {
	ids := make([]int64, 0, len(list))
	for _, c := range list {
		if c.Kind == Person || c.Kind == Firm {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// MarkAllDue marks every person and firm.
func MarkAllDue(ctx context.Context, tx *store.Tx, at cal.Instant) error {
	if _, err := tx.Exec(ctx, statements.Get("mark-all-due"), at); err != nil {
		return fmt.Errorf("mark all customers due: %w", err)
	}
	return nil
}

// CountDue tells how many customers are due.
func CountDue(ctx context.Context, db store.Querier) (int64, error) {
	n, err := store.Value[int64](ctx, db, statements.Get("count-due"))
	if err != nil {
		return 0, fmt.Errorf("count due customers: %w", err)
	}
	return n, nil
}

// Count tells how many persons and firms there are. It reads them all: not for pages.
func Count(ctx context.Context, db store.Querier) (int64, error) {
	n, err := store.Value[int64](ctx, db, statements.Get("count-all"))
	if err != nil {
		return 0, fmt.Errorf("count customers: %w", err)
	}
	return n, nil
}

package lifecycle

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/store"
)

// Relink gives the decisions about one customer to another, returns their ids for
// [Unlink], and removes what is published of the first.
func Relink(ctx context.Context, tx *store.Tx, from, to int64) ([]int64, error) {
	ids, err := store.All(ctx, tx, lifecycleSQL.Get("lifecycle-relink"), func(v *int64) []any { return []any{v} }, from, to)
	if err != nil {
		return nil, fmt.Errorf("give the decisions about customer %d to %d: %w", from, to, err)
	}
	return ids, DeleteRow(ctx, tx, from)
}

// Unlink gives decisions back that Relink moved.
func Unlink(ctx context.Context, tx *store.Tx, moved []int64, back int64) error {
	for _, id := range moved {
		if _, err := tx.Exec(ctx, lifecycleSQL.Get("lifecycle-unlink"), id, back); err != nil {
			return fmt.Errorf("give decision %d back to customer %d: %w", id, back, err)
		}
	}
	return nil
}

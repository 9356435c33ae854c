package history

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/store"
)

// Relink gives the entries about one thing to another, for two that turned out to be
// one, and returns their ids for [Unlink]. subjects are the kinds of entries that bear
// the thing's id.
func Relink(ctx context.Context, tx *store.Tx, subjects []string, from, to int64) ([]int64, error) {
	var all []int64
	for _, subject := range subjects {
		ids, err := store.All(ctx, tx, statements.Get("relink"), func(v *int64) []any { return []any{v} }, subject, from, to)
		if err != nil {
			return nil, fmt.Errorf("give the history of %s %d to %d: %w", subject, from, to, err)
		}
		all = append(all, ids...)
	}
	slices.Sort(all)
	return all, nil
}

// Unlink gives entries back that Relink moved.
func Unlink(ctx context.Context, tx *store.Tx, moved []int64, back int64) error {
	run, done, err := tx.Batch(ctx, statements.Get("unlink"))
	if err != nil {
		return err
	}
	defer done()
	for _, id := range moved {
		if err := run(id, back); err != nil {
			return fmt.Errorf("give entry %d of the history back: %w", id, err)
		}
	}
	return nil
}

package customer

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/store"
)

// LookupHeld is [Lookup] for who writes about these customers: until the transaction ends
// none of them can be merged into another one (see [Seize]), and the survivor is found of
// one who was merged at the same moment.
func LookupHeld(ctx context.Context, tx *store.Tx, source string, numbers []string) (map[string]int64, error) {
	for {
		found, err := Lookup(ctx, tx, source, numbers)
		if err != nil {
			return nil, err
		}
		ids := make([]int64, 0, len(found))
		for _, id := range found {
			ids = append(ids, id)
		}
		if all, err := Hold(ctx, tx, ids); err != nil || all {
			return found, err
		}
	}
}

// Hold keeps customers from being merged until the transaction ends. It reports false when
// one of them is gone; then whoever asks looks again. SQLite has one writer anyway.
func Hold(ctx context.Context, tx *store.Tx, ids []int64) (all bool, err error) {
	if tx.Dialect() == store.SQLite || len(ids) == 0 {
		return true, nil
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id <= Without })
	slices.Sort(ids)
	ids = slices.Compact(ids)
	held, err := store.All(ctx, tx, statements.Get("hold"), func(id *int64) []any { return []any{id} }, store.List(ids))
	if err != nil {
		return false, fmt.Errorf("hold %d customers: %w", len(ids), err)
	}
	return len(held) == len(ids), nil
}

// Seize waits until nobody who writes about these customers holds them, and keeps others
// from it until the transaction ends: what they wrote is seen then, and moved with a merge.
func Seize(ctx context.Context, tx *store.Tx, ids ...int64) error {
	if tx.Dialect() == store.SQLite {
		return nil
	}
	if _, err := store.All(ctx, tx, statements.Get("seize"), func(id *int64) []any { return []any{id} }, store.List(ids)); err != nil {
		return fmt.Errorf("seize customers: %w", err)
	}
	return nil
}

package search

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/store"
)

// mergeStep is how many pages of an index a transaction of Tidy writes.
const mergeStep = 500

// Erase notes that customers were removed of whom nothing may stay: [Tidy] has to rid the
// indexes of their words.
func Erase(ctx context.Context, tx *store.Tx) error {
	if tx.Dialect() == store.Postgres {
		return nil // clears away dead rows by itself
	}
	if _, err := tx.Exec(ctx, statements.Get("untidy")); err != nil {
		return fmt.Errorf("note that the search is to be tidied: %w", err)
	}
	return nil
}

// Untidy reports whether [Tidy] has something to do.
func Untidy(ctx context.Context, q store.Querier) (bool, error) {
	_, found, err := removals(ctx, q)
	return found, err
}

// removals counts since when the indexes were tidied last.
func removals(ctx context.Context, q store.Querier) (n int64, found bool, err error) {
	return store.One(ctx, q, statements.Get("learn-next"), func(n *int64) []any { return []any{n} }, "tidy")
}

// Tidy writes the full-text indexes of an SQLite database anew after [Erase]. They only
// note that an entry has gone, and keep its words, also those that it had before a change,
// until their parts are merged.
func Tidy(ctx context.Context, db *store.DB) error {
	fail := func(err error) error { return fmt.Errorf("tidy the indexes of the search: %w", err) }
	n, found, err := removals(ctx, db)
	if err != nil {
		return fail(err)
	}
	if !found {
		return nil
	}
	names := []string{"merge-text", "merge-whole", "merge-notes"}
	if db.Dialect() == store.Postgres { // the mark came with a copy of the firm
		names = nil
	}
	for _, name := range names {
		pages, wrote := -mergeStep, int64(2)
		for wrote > 1 { // less means that nothing was left to merge
			err := db.Update(ctx, func(tx *store.Tx) (err error) {
				wrote, err = mergePages(ctx, tx, name, pages)
				return err
			})
			if err != nil {
				return fail(err)
			}
			pages = mergeStep
		}
	}
	err = db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, statements.Get("tidied"), n)
		return err
	})
	if err != nil {
		return fail(err)
	}
	return nil
}

// mergePages returns how many rows the merging has written.
func mergePages(ctx context.Context, tx *store.Tx, name string, pages int) (int64, error) {
	before, err := store.Value[int64](ctx, tx, statements.Get("writes"))
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, statements.Get(name), pages); err != nil {
		return 0, err
	}
	after, err := store.Value[int64](ctx, tx, statements.Get("writes"))
	return after - before, err
}

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
	if db.Dialect() != store.Postgres { // there the mark came with a copy of the firm
		for _, name := range indexes {
			if err := join(ctx, db, name); err != nil {
				return fail(err)
			}
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

// mostParts is of how many parts an index may be before it is joined: a question looks into
// each. What is written is merged along the way, but a large file leaves ten or more, and
// with sixteen a part of a name among a million customers took half as long again.
const mostParts = 4

// Join merges the indexes of an SQLite database that have come apart, and returns how many.
// It takes some seconds for a million entries, and others may write meanwhile.
func Join(ctx context.Context, db *store.DB) (n int, err error) {
	if db.Dialect() == store.Postgres {
		return 0, nil
	}
	for _, name := range indexes {
		parts, err := store.Value[int](ctx, db, statements.Get("parts-"+name))
		if err == nil && parts > mostParts {
			n++
			err = join(ctx, db, name)
		}
		if err != nil {
			return n, fmt.Errorf("join the parts of the search: %w", err)
		}
	}
	return n, nil
}

// indexes are the names in the statements.
var indexes = []string{"text", "whole", "notes"}

// join merges all parts of an index, in steps between which others write.
func join(ctx context.Context, db *store.DB, name string) error {
	pages, wrote := -mergeStep, int64(2)
	for wrote > 1 { // less means that nothing was left to merge
		err := db.Update(ctx, func(tx *store.Tx) (err error) {
			wrote, err = mergePages(ctx, tx, "merge-"+name, pages)
			return err
		})
		if err != nil {
			return err
		}
		pages = mergeStep
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

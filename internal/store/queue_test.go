package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// TestBatchIsSeenByWhatFollows: PostgreSQL is told the statements of a batch together, but
// whatever follows them in the transaction, and its end, comes after them.
func TestBatchIsSeenByWhatFollows(t *testing.T) {
	t.Parallel()
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		for _, text := range []string{"CREATE TABLE told (id BIGINT PRIMARY KEY, name TEXT NOT NULL)"} {
			if _, err := db.Raw().ExecContext(ctx, text); err != nil {
				t.Fatal(err)
			}
		}
		put := store.New("put", "INSERT INTO told (id, name) VALUES ($1, $2)")
		list := store.New("list", "SELECT id FROM told ORDER BY id")
		drop := store.New("drop", "DELETE FROM told WHERE id = $1")
		ids := func(q store.Querier) []int64 {
			t.Helper()
			out, err := store.All(ctx, q, list, func(id *int64) []any { return []any{id} })
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		const many = 1203 // more than go together
		err := db.Update(ctx, func(tx *store.Tx) error {
			run, done, err := tx.Batch(ctx, put)
			if err != nil {
				return err
			}
			defer done()
			values := make([]any, 2) // used anew for each
			for id := range int64(many) {
				values[0], values[1] = id, "name"
				if err := run(values...); err != nil {
					return err
				}
			}
			if got := ids(tx); len(got) != many {
				t.Errorf("%d rows are there after the batch, want %d", len(got), many)
			}
			if err := tx.ForIDs(ctx, drop, []int64{1, 3}); err != nil {
				return err
			}
			n, err := tx.Exec(ctx, drop, 5)
			if n != 1 {
				t.Errorf("%d rows were deleted, want 1", n)
			}
			if err != nil {
				return err
			}
			return run(int64(1), "again") // after it was dropped; goes with the commit
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(db); len(got) != many-2 || !slices.Equal(got[:5], []int64{0, 1, 2, 4, 6}) {
			t.Errorf("%d rows are kept, the first %v", len(got), got[:5])
		}
		err = db.Update(ctx, func(tx *store.Tx) error {
			run, done, err := tx.Batch(ctx, put)
			if err != nil {
				return err
			}
			defer done()
			if err := run(int64(5), "new"); err != nil {
				return err
			}
			return run(int64(0), "twice")
		})
		if !store.IsUnique(err) {
			t.Errorf("the end of a transaction whose batch fails tells %v", err)
		}
		if got := ids(db); len(got) != many-2 {
			t.Errorf("%d rows after a batch that failed, want %d", len(got), many-2)
		}
	})
}

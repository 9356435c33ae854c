package store_test

import (
	"context"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// TestStatisticsFollowAGrowingTable: a first import writes into empty tables within one
// transaction. Plans made at its beginning read whole tables for every customer, until
// the server has looked at them again.
func TestStatisticsFollowAGrowingTable(t *testing.T) {
	t.Parallel()
	db := schematest.Postgres(t)
	ctx := context.Background()
	if _, err := db.Raw().ExecContext(ctx, "CREATE TABLE growing (id BIGINT, name TEXT)"); err != nil {
		t.Fatal(err)
	}
	known := store.New("known", "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'growing'")
	err := db.Update(ctx, func(tx *store.Tx) error {
		for i, step := range []struct{ copied, known int64 }{
			{1500, -1},   // few rows: nobody looks, and the server says so
			{500, 2000},  // enough to look
			{1999, 2000}, // not twice as many yet
			{1, 4000},
			{4000, 8000},
		} {
			n, err := tx.Bulk(ctx, "growing", []string{"id", "name"}, rowsUpTo(step.copied, "row"))
			if err != nil || n != step.copied {
				t.Fatalf("step %d: copied %d rows, error %v", i, n, err)
			}
			got, err := store.Value[int64](ctx, tx, known)
			if err != nil {
				return err
			}
			if got != step.known {
				t.Errorf("step %d: the server knows of %d rows, want %d", i, got, step.known)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

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
			{5999, 2000}, // not four times as many yet
			{1, 8000},
			{24000, 32000},
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

// TestStatisticsStayWhenRowsAreReplaced: a night writes every row anew, and the server need
// not look at a table that is no larger for it.
func TestStatisticsStayWhenRowsAreReplaced(t *testing.T) {
	t.Parallel()
	db := schematest.Postgres(t)
	ctx := context.Background()
	if _, err := db.Raw().ExecContext(ctx, "CREATE TABLE replaced (id BIGINT, name TEXT)"); err != nil {
		t.Fatal(err)
	}
	known := store.New("known", "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'replaced'")
	change := store.New("change", "UPDATE replaced r SET name = n.name FROM new_replaced n WHERE r.id = -n.id - 1")
	err := db.Update(ctx, func(tx *store.Tx) error {
		columns := []string{"id", "name"}
		for _, rows := range []int64{2000, 1000} {
			if _, err := tx.Bulk(ctx, "replaced", columns, rowsUpTo(rows, "row")); err != nil {
				return err
			}
		}
		if _, err := tx.Change(ctx, "replaced", columns, change, rowsUpTo(20_000, "row")); err != nil {
			return err
		}
		got, err := store.Value[int64](ctx, tx, known)
		if err == nil && got != 2000 {
			t.Errorf("the server knows of %d rows, want the 2000 of the first time", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

package schema_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestApplyTwiceChangesNothing(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		if err := schema.Apply(context.Background(), db, func(context.Context, int64) error {
			t.Error("a database at the newest version is backed up")
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestHalfMigratedDatabaseIsRefused(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		for _, q := range []string{
			"INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (10, 'person', 'Adam', 'adam', 0, 0)",
			"UPDATE schema_state SET migrating = 1",
			"DELETE FROM goose_db_version WHERE version_id > 0",
		} {
			if _, err := db.Raw().ExecContext(ctx, q); err != nil {
				t.Fatal(err)
			}
		}
		err := schema.Apply(ctx, db, nil)
		if e := fault.Of(err); e == nil || e.Key != "schema.half" {
			t.Fatalf("got %v, want schema.half", err)
		}
	})
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		if _, err := db.Raw().ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)", 99999, true); err != nil {
			t.Fatal(err)
		}
		err := schema.Apply(ctx, db, nil)
		if e := fault.Of(err); e == nil || e.Key != "schema.newer" {
			t.Fatalf("got %v, want schema.newer", err)
		}
	})
}

func TestReservedIDsNeverRepeat(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		seen := map[int64]bool{1: true} // 1 is the customer "without"
		for range 3 {
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				ids, err := tx.IDs(context.Background(), "customer", 5)
				for _, id := range ids {
					if seen[id] {
						t.Errorf("id %d was handed out twice", id)
					}
					seen[id] = true
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if len(seen) != 16 {
			t.Errorf("%d ids, want 15 new ones", len(seen)-1)
		}
	})
}

func TestAFirstMigrationThatBrokeOffIsBegunAnew(t *testing.T) {
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "new.db"), store.Options{Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, q := range []string{
		"CREATE TABLE schema_state (id INTEGER PRIMARY KEY, migrating INTEGER NOT NULL)",
		"INSERT INTO schema_state VALUES (1, 1)",
	} {
		if _, err := db.Raw().ExecContext(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	if err := schema.Apply(ctx, db, nil); err != nil {
		t.Fatal(err)
	}
}

package schema

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// next returns this program's migrations and one more.
func next(t *testing.T, text string) fs.FS {
	t.Helper()
	all, err := withNext(text)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestADatabaseIsBackedUpBeforeItIsMigrated(t *testing.T) {
	ctx := context.Background()
	open := func() *store.DB {
		db, err := store.Open(ctx, filepath.Join(t.TempDir(), "old.db"), store.Options{Volatile: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		if err := Apply(ctx, db, func(context.Context, int64) error { return errors.New("an empty database is backed up") }); err != nil {
			t.Fatal(err)
		}
		return db
	}
	good := next(t, "-- +goose Up\nALTER TABLE firm_profile ADD COLUMN motto TEXT NOT NULL DEFAULT '';\n")

	db := open()
	var saved []int64
	backup := func(_ context.Context, version int64) error { saved = append(saved, version); return nil }
	if err := apply(ctx, db, good, backup); err != nil {
		t.Fatal(err)
	}
	if len(saved) != 1 || saved[0] >= 99999 {
		t.Errorf("backups at versions %v, want one of the version before", saved)
	}
	if err := apply(ctx, db, good, backup); err != nil || len(saved) != 1 {
		t.Errorf("a second start backs up again: %v, %v", saved, err)
	}

	db = open()
	if err := apply(ctx, db, good, func(context.Context, int64) error { return errors.New("no space left") }); err == nil {
		t.Error("without a backup it was migrated")
	}
	if err := apply(ctx, db, good, backup); err != nil {
		t.Errorf("after a failed backup: %v", err)
	}

	db = open()
	if _, err := db.Raw().ExecContext(ctx, "INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (10, 'person', 'Adam', 'adam', 0, 0)"); err != nil {
		t.Fatal(err)
	}
	bad := next(t, "-- +goose Up\nALTER TABLE no_such_table ADD COLUMN x TEXT;\n")
	if err := apply(ctx, db, bad, backup); err == nil {
		t.Error("a broken migration went through")
	}
	if e := fault.Of(apply(ctx, db, good, backup)); e == nil || e.Key != "schema.half" {
		t.Errorf("the start after a broken migration says %v", e)
	}
}

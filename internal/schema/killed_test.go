package schema

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// TestMain lets the test program be its own victim: as a child it migrates a database
// until it is killed.
func TestMain(m *testing.M) {
	if dsn := os.Getenv("SCHEMA_TEST_DB"); dsn != "" {
		if err := migrateSlowly(dsn); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// slow is a migration that nobody waits for.
const slow = `-- +goose Up
CREATE TABLE slow_table (n ${INT} NOT NULL)${STRICT};
INSERT INTO slow_table WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000) SELECT n FROM c;
`

func migrateSlowly(dsn string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		return err
	}
	all, err := withNext(slow)
	if err != nil {
		return err
	}
	return apply(ctx, db, all, func(ctx context.Context, _ int64) error {
		f, err := os.Create(os.Getenv("SCHEMA_TEST_BACKUP"))
		if err != nil {
			return err
		}
		if _, err := Dump(ctx, db, f); err != nil {
			return err
		}
		return f.Close()
	})
}

// withNext returns this program's migrations and one more.
func withNext(text string) (fs.FS, error) {
	all := fstest.MapFS{"migrations/99999_next.sql": {Data: []byte(text)}}
	names, err := files.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		data, err := files.ReadFile("migrations/" + n.Name())
		if err != nil {
			return nil, err
		}
		all["migrations/"+n.Name()] = &fstest.MapFile{Data: data}
	}
	return all, nil
}

func TestAfterAKillInAMigrationThereIsABackupAndARefusal(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	dsn, saved := filepath.Join(dir, "firm.db"), filepath.Join(dir, "backup")
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := Apply(ctx, db, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Raw().ExecContext(ctx, "INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (10, 'person', 'Adam', 'adam', 0, 0)"); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), "SCHEMA_TEST_DB="+dsn, "SCHEMA_TEST_BACKUP="+saved)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for begun := 0; begun == 0; {
		select {
		case err := <-ended:
			t.Fatalf("the child ended before its migration began: %v", err)
		case <-tick.C:
		}
		if err := db.Raw().QueryRowContext(ctx, "SELECT coalesce(max(migrating), 0) FROM schema_state").Scan(&begun); err != nil {
			t.Fatal(err)
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if <-ended == nil {
		t.Fatal("the child was faster than its killer")
	}
	all, err := withNext(slow)
	if err != nil {
		t.Fatal(err)
	}
	if e := fault.Of(apply(ctx, db, all, nil)); e == nil || e.Key != "schema.half" {
		t.Errorf("the start after the kill says %v", e)
	}
	dump, err := os.ReadFile(saved)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := store.Open(ctx, filepath.Join(dir, "again.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = fresh.Close() }()
	if err := Apply(ctx, fresh, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(ctx, fresh, bytes.NewReader(dump)); err != nil {
		t.Errorf("the backup of before: %v", err)
	}
}

func TestAKillBehindTheLastMigrationHindersNothing(t *testing.T) {
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "firm.db"), store.Options{Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := Apply(ctx, db, nil); err != nil {
		t.Fatal(err)
	}
	if err := mark(ctx, db, true); err != nil { // killed before it was taken away
		t.Fatal(err)
	}
	if err := Apply(ctx, db, nil); err != nil {
		t.Fatal(err)
	}
	all, err := withNext("-- +goose Up\nALTER TABLE firm_profile ADD COLUMN motto TEXT NOT NULL DEFAULT '';\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := apply(ctx, db, all, nil); err != nil {
		t.Errorf("the next migration: %v", err)
	}
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stammkunde/stammkunde/internal/store"
)

func openWith(t *testing.T, tables string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "bulk.db"), store.Options{Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Raw().Exec(tables); err != nil {
		t.Fatal(err)
	}
	return db
}

var listT = store.New("list-t", `SELECT id, name FROM t ORDER BY id`)

func names(t *testing.T, db *store.DB) map[int64]string {
	t.Helper()
	type row struct {
		id   int64
		name string
	}
	list, err := store.All(context.Background(), db, listT, func(r *row) []any { return []any{&r.id, &r.name} })
	if err != nil {
		t.Fatal(err)
	}
	out := map[int64]string{}
	for _, r := range list {
		out[r.id] = r.name
	}
	return out
}

// rowsUpTo makes rows 1 to n.
func rowsUpTo(n int64, name string) func([]any) (bool, error) {
	i := int64(0)
	return func(dst []any) (bool, error) {
		if i++; i > n {
			return false, nil
		}
		dst[0], dst[1] = i, fmt.Sprint(name, i)
		return true, nil
	}
}

// SQLite takes 256 rows of two values in one statement.
func TestBulkWritesEveryRowWhateverTheirNumber(t *testing.T) {
	ctx := context.Background()
	for _, n := range []int64{0, 1, 255, 256, 257, 600} {
		db := openWith(t, `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)`)
		err := db.Update(ctx, func(tx *store.Tx) error {
			wrote, err := tx.Bulk(ctx, "t", []string{"id", "name"}, rowsUpTo(n, "a"))
			if wrote != n {
				t.Errorf("%d rows: told of %d", n, wrote)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		got := names(t, db)
		if int64(len(got)) != n || n > 0 && got[n] != fmt.Sprint("a", n) {
			t.Errorf("%d rows: %d in the table, the last is %q", n, len(got), got[n])
		}
	}
}

func TestMergeKeepsWhatStaysAndWritesTheRest(t *testing.T) {
	ctx := context.Background()
	keep := store.New("keep", `UPDATE t SET seen = 1 WHERE id = $1 AND name = $2`)
	merge := store.New("merge", `INSERT INTO t (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name`)
	db := openWith(t, `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0);
		INSERT INTO t (id, name) VALUES (1, 'b1'), (2, 'old'), (3, 'b3')`)
	if err := db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.MergeOver(ctx, "t", []string{"id", "name"}, keep, merge, rowsUpTo(300, "b"))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	got := names(t, db)
	if len(got) != 300 || got[2] != "b2" || got[300] != "b300" {
		t.Errorf("%d rows, 2 is %q, 300 is %q", len(got), got[2], got[300])
	}
	seen, err := store.Value[int64](ctx, db, store.New("seen", `SELECT SUM(seen) FROM t`))
	if err != nil || seen != 2 {
		t.Errorf("%d rows were kept, want 2: %v", seen, err)
	}
}

// Many rows go past database/sql, which would refuse them by itself.
func TestNothingIsWrittenOnceTheContextHasEnded(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	db := openWith(t, `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)`)
	next := rowsUpTo(1000, "a")
	err := db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Bulk(context.Background(), "t", []string{"id", "name"}, func(dst []any) (bool, error) {
			more, err := next(dst)
			if dst[0] == int64(500) {
				stop()
			}
			return more, err
		})
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if got := names(t, db); len(got) != 0 {
		t.Errorf("%d rows were written", len(got))
	}
}

func TestABrokenRowTellsItsTable(t *testing.T) {
	ctx := context.Background()
	db := openWith(t, `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)`)
	err := db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Bulk(ctx, "t", []string{"id", "name"}, func(dst []any) (bool, error) {
			dst[0], dst[1] = nil, "same"
			return true, nil
		})
		return err
	})
	if !store.IsUnique(err) {
		t.Errorf("the error is %v", err)
	}
	if len(names(t, db)) != 0 {
		t.Error("rows before the broken one were kept")
	}
}

// What is prepared stays from one transaction to the next, but the table may change
// between them.
func TestAPreparedStatementOutlivesAChangeOfItsTable(t *testing.T) {
	ctx := context.Background()
	db := openWith(t, `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)`)
	put := store.New("put", `INSERT INTO t (id, name) VALUES ($1, $2)`)
	for id := range int64(3) {
		if err := db.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, put, id, "a")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Raw().Exec(fmt.Sprintf(`ALTER TABLE t ADD COLUMN more%d TEXT`, id)); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, db); len(got) != 3 {
		t.Errorf("%d rows, want 3", len(got))
	}
}

func TestBulkKeepsWhatIsTheSameInAllRows(t *testing.T) {
	ctx := context.Background()
	db := openWith(t, `CREATE TABLE w (id INTEGER PRIMARY KEY, empty TEXT NOT NULL, zero INTEGER NOT NULL, day TEXT NOT NULL, mixed TEXT NOT NULL, raw BLOB) STRICT`)
	const n = 300
	err := db.Update(ctx, func(tx *store.Tx) error {
		i := int64(0)
		_, err := tx.Bulk(ctx, "w", []string{"id", "empty", "zero", "day", "mixed", "raw"}, func(dst []any) (bool, error) {
			if i++; i > n {
				return false, nil
			}
			dst[0], dst[1], dst[2], dst[3], dst[4], dst[5] = i, "", int64(0), "9999-12-31", "", []byte{}
			if i%100 == 0 {
				dst[4], dst[5] = "it's", nil
			}
			return true, nil
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := store.Value[int64](ctx, db, store.New("count-w", `
SELECT count(*) FROM w WHERE empty = '' AND zero = 0 AND day = '9999-12-31' AND (id % 100 = 0 AND mixed = 'it''s' AND raw IS NULL
  OR id % 100 <> 0 AND mixed = '' AND raw = x'')`))
	if err != nil || got != n {
		t.Errorf("%d of %d rows stand as they were handed over: %v", got, n, err)
	}
}

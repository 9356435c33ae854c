package store_test

import (
	"context"
	"database/sql"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	serverRows = store.New("rows", "SELECT COUNT(*) FROM seen")
	serverAdd  = store.New("add", "INSERT INTO seen (n) VALUES ($1)")
)

func serverWith(t *testing.T, script string) *store.DB {
	t.Helper()
	db := schematest.Postgres(t)
	if _, err := db.Raw().ExecContext(t.Context(), script); err != nil {
		t.Fatal(err)
	}
	return db
}

func serverCount(ctx context.Context, t *testing.T, db *store.DB) int {
	t.Helper()
	n, err := store.Value[int](ctx, db, serverRows)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func serverWrite(ctx context.Context, t *testing.T, db *store.DB) {
	t.Helper()
	err := db.Update(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, serverAdd, 1)
		if n != 1 {
			t.Errorf("%d rows were added", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Every value of PostgreSQL arrives on a page and in a transaction as through database/sql.
func TestValuesOfTheServerArriveAsThroughDatabaseSQL(t *testing.T) {
	t.Parallel()
	db := schematest.Postgres(t)
	page, end := db.View(t.Context())
	defer end()
	targets := map[string]func() any{
		"string": func() any { return new(string) }, "kind": func() any { return new(kind) },
		"int": func() any { return new(int) }, "int64": func() any { return new(int64) }, "int32": func() any { return new(int32) },
		"cents": func() any { return new(cents) }, "bool": func() any { return new(bool) }, "flag": func() any { return new(flag) },
		"float": func() any { return new(float64) }, "any": func() any { return new(any) },
		"bytes": func() any { return new([]byte) }, "raw": func() any { return new(raw) },
		"pointer": func() any { return new(*int64) }, "pointer to text": func() any { return new(*kind) },
		"pointer to a day": func() any { return new(*cal.Date) },
		"day":              func() any { return new(cal.Date) }, "null": func() any { return new(sql.NullString) },
	}
	for _, value := range []string{
		"1", "CAST(0 AS SMALLINT)", "CAST(-3 AS BIGINT)", "9223372036854775807", "CAST(1.5 AS DOUBLE PRECISION)", "CAST(0.25 AS REAL)",
		"CAST(12.50 AS NUMERIC)", "SUM(CAST(7 AS BIGINT))", "TRUE", "CAST('text' AS TEXT)", "CAST('12' AS VARCHAR(5))", "'2026-11-22'", "''",
		"CAST('{\"a\": 1}' AS JSONB)", "decode('4142', 'hex')", "NULL", "CAST(NULL AS BIGINT)",
	} {
		for name, make := range targets {
			q := store.New("value", "SELECT "+value)
			want := make()
			refused := db.Raw().QueryRow("SELECT " + value).Scan(want)
			check := func(where string, ctx context.Context, from store.Querier) {
				got := make()
				_, _, err := store.One(ctx, from, q, func(*struct{}) []any { return []any{got} })
				if (err != nil) != (refused != nil) {
					t.Errorf("%s, %s to %s: %v, database/sql: %v", where, value, name, err, refused)
				} else if err == nil && !cmp.Equal(got, want) {
					t.Errorf("%s, %s to %s: %s", where, value, name, cmp.Diff(want, got))
				}
			}
			check("page", page, db)
			if err := store.Together(page, func() error { check("together", page, db); return nil }); err != nil {
				t.Fatal(err)
			}
			err := db.Update(t.Context(), func(tx *store.Tx) error { check("transaction", t.Context(), tx); return nil })
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAViewOfTheServerSeesWhatItsOwnerWrites(t *testing.T) {
	t.Parallel()
	db := serverWith(t, "CREATE TABLE seen (n BIGINT)")
	ctx, end := db.View(t.Context())
	defer end()
	for want := range 3 {
		if n := serverCount(ctx, t, db); n != want {
			t.Errorf("%d rows instead of %d", n, want)
		}
		serverWrite(ctx, t, db)
	}
	var seen []int
	err := store.Each(ctx, db, store.New("all", "SELECT n FROM seen"), func(n *int) []any { return []any{n} }, func(n *int) error {
		seen = append(seen, *n, serverCount(ctx, t, db))
		serverWrite(ctx, t, db)
		return nil
	})
	if err != nil || !slices.Equal(seen, []int{1, 3, 1, 4, 1, 5}) {
		t.Errorf("%v, %v", seen, err)
	}
	end()
	if n := serverCount(ctx, t, db); n != 6 {
		t.Errorf("afterwards %d rows", n)
	}
}

func TestViewsOfTheServerLeaveAConnectionToOthers(t *testing.T) {
	t.Parallel()
	db := serverWith(t, "CREATE TABLE seen (n BIGINT)")
	limited, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for range 8 { // as many as the database has for pages
		ctx, end := db.View(limited)
		defer end()
		serverCount(ctx, t, db)
	}
	serverCount(limited, t, db) // would wait for ever
	serverWrite(limited, t, db)
	gone, stop := context.WithCancel(limited)
	stop()
	ctx, end := db.View(gone)
	defer end()
	if _, err := store.Value[int](ctx, db, serverRows); err == nil {
		t.Error("a view too many was answered")
	}
}

func TestAConnectionThatTheServerClosedIsNotNoticed(t *testing.T) {
	t.Parallel()
	db := serverWith(t, "CREATE TABLE seen (n BIGINT)")
	ctx, end := db.View(t.Context())
	serverCount(ctx, t, db)
	end()
	other, err := db.Raw().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		ctx, end := db.View(t.Context())
		serverCount(ctx, t, db)
		end()
	}
}

func TestTheSameOfTheServerIsReadOnceUntilSomethingChanges(t *testing.T) {
	t.Parallel()
	db := serverWith(t, "CREATE TABLE seen (n BIGINT)")
	last := -1
	for step, write := range []bool{true, true, false, false, true} {
		ctx, end := db.View(t.Context())
		for range 2 {
			n, err := store.Same(ctx, db, "rows", func(ctx context.Context) (int, error) { return serverCount(ctx, t, db), nil })
			if err != nil {
				t.Fatal(err)
			}
			if none, err := store.Empty(ctx, db, "seen"); err != nil || none != (n == 0) {
				t.Errorf("step %d: empty %v with %d rows, %v", step, none, n, err)
			}
			if have := serverCount(ctx, t, db); n != have {
				t.Errorf("step %d: %d rows instead of %d", step, n, have)
			}
			last = n
		}
		if write {
			serverWrite(ctx, t, db)
			n, err := store.Same(ctx, db, "rows", func(ctx context.Context) (int, error) { return serverCount(ctx, t, db), nil })
			if err != nil || n != last+1 {
				t.Errorf("step %d: %d rows after writing, %v", step, n, err)
			}
		}
		end()
	}
	ctx, end := db.View(t.Context())
	defer end()
	reads := 0
	for range 3 {
		if _, err := store.Same(ctx, db, "counted", func(context.Context) (int, error) { reads++; return reads, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if reads != 1 {
		t.Errorf("it was read %d times", reads)
	}
}

func TestATransactionOfTheServerThatIsOverTakesNothing(t *testing.T) {
	t.Parallel()
	db := serverWith(t, "CREATE TABLE seen (n BIGINT)")
	var kept *store.Tx
	if err := db.Update(t.Context(), func(tx *store.Tx) error { kept = tx; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Exec(t.Context(), serverAdd, 1); err == nil {
		t.Error("it wrote")
	}
	if _, err := store.Value[int](t.Context(), kept, serverRows); err == nil {
		t.Error("it read")
	}
}

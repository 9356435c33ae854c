package store

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func opened(t *testing.T, script ...string) *DB {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), Options{Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, text := range script {
		if _, err := db.Raw().ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

var (
	countRows = New("count", "SELECT COUNT(*) FROM t")
	addRow    = New("add", "INSERT INTO t (n) VALUES ($1)")
)

func rowsIn(ctx context.Context, t *testing.T, db *DB) int {
	t.Helper()
	n, err := Value[int](ctx, db, countRows)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func add(ctx context.Context, t *testing.T, db *DB) {
	t.Helper()
	err := db.Update(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, addRow, 1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAViewIsOfOneMomentUntilItsOwnerWrites(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)")
	ctx, end := db.View(t.Context())
	defer end()
	steps := []struct {
		what string
		do   func()
		want int // rows that the view shows
	}{
		{"nothing", func() {}, 0},
		{"somebody else writes", func() { add(t.Context(), t, db) }, 0},
		{"its owner writes", func() { add(ctx, t, db) }, 2},
		{"its owner writes a little", func() {
			if err := db.UpdateShort(ctx, func(tx *Tx) error { _, err := tx.Exec(ctx, addRow, 1); return err }); err != nil {
				t.Fatal(err)
			}
		}, 3},
		{"somebody else writes again", func() { add(t.Context(), t, db) }, 3},
		{"it ends", end, 4},
	}
	for _, s := range steps {
		s.do()
		if n := rowsIn(ctx, t, db); n != s.want {
			t.Errorf("after %s: %d rows instead of %d", s.what, n, s.want)
		}
	}
}

func TestFreshReadsPastAView(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)")
	ctx, end := db.View(t.Context())
	defer end()
	rowsIn(ctx, t, db)
	add(t.Context(), t, db)
	if n := rowsIn(Fresh(ctx), t, db); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func TestViewsLeaveAConnectionToOthers(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)")
	limited, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for range cap(db.readers.views) {
		ctx, end := db.View(limited)
		defer end()
		rowsIn(ctx, t, db)
	}
	rowsIn(limited, t, db) // would wait for ever
	gone, stop := context.WithCancel(limited)
	ctx, end := db.View(gone)
	defer end()
	stop()
	if _, err := Value[int](ctx, db, countRows); !errors.Is(err, context.Canceled) {
		t.Errorf("a view too many: %v", err)
	}
}

func TestWritingWhileAViewIsReadShowsAfterwards(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)", "INSERT INTO t VALUES (1), (2)")
	ctx, end := db.View(t.Context())
	defer end()
	var seen []int
	err := Each(ctx, db, New("all", "SELECT n FROM t"), func(n *int) []any { return []any{n} }, func(n *int) error {
		seen = append(seen, *n, rowsIn(ctx, t, db))
		add(ctx, t, db)
		return nil
	})
	if err != nil || !slices.Equal(seen, []int{1, 2, 2, 2}) {
		t.Errorf("%v, %v", seen, err)
	}
	if n := rowsIn(ctx, t, db); n != 4 {
		t.Errorf("afterwards %d rows", n)
	}
}

// kinds are columns of every kind that the rows of a list can have.
type kinds struct {
	i    int64
	f    float64
	s, e string
	b    []byte
	yes  bool
	any  any
	null *string
}

func (k *kinds) fields() []any {
	return []any{&k.i, &k.f, &k.s, &k.e, &k.b, &k.yes, &k.any, &k.null}
}

func TestReadersReadWhatTheDriverReads(t *testing.T) {
	db := opened(t)
	q := New("kinds", "SELECT $2, $3, $1, $4, $5, $6, $1, NULL UNION ALL SELECT -$2, -$3, '', 'ü' || $4, $5, 1 - $6, $7, $1")
	args := []any{"Größe \x00 drei", int64(-1) << 62, 0.25, "", []byte{0, 1, 255}, true, nil}
	read := func(from Querier) (list []kinds) {
		t.Helper()
		list, err := All(t.Context(), from, q, (*kinds).fields, args...)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	var theirs []kinds
	if err := db.Update(t.Context(), func(tx *Tx) error { theirs = read(tx); return nil }); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time with the statement of the first
		ours := read(db)
		if len(ours) != 2 || len(theirs) != 2 {
			t.Fatalf("%d and %d rows", len(ours), len(theirs))
		}
		for n, a := range ours {
			b := theirs[n]
			same := a.i == b.i && a.f == b.f && a.s == b.s && a.e == b.e && slices.Equal(a.b, b.b) && a.yes == b.yes && a.any == b.any && (a.null == nil) == (b.null == nil)
			if !same || a.null != nil && *a.null != *b.null {
				t.Errorf("row %d: %+v instead of %+v", n, a, b)
			}
		}
	}
}

func TestReadersTellWhatIsWrong(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)")
	for text, args := range map[string][]any{
		"SELECT nothing FROM t":    nil,
		"SELECT n FROM t WHERE $2": {1},
		"SELECT abs($1)":           {int64(-1) << 63},
	} {
		if _, err := Value[int](t.Context(), db, New("wrong", text), args...); err == nil {
			t.Errorf("%s was answered", text)
		}
	}
	rowsIn(t.Context(), t, db)
}

func TestAReadingEndsWithItsContext(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)")
	ctx, stop := context.WithCancel(t.Context())
	go stop()
	_, err := AllText(ctx, db, "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT COUNT(*) FROM c", func(n *int) []any { return []any{n} })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	rowsIn(t.Context(), t, db) // on the same connection
}

func TestWarmingOpensTheConnectionsOfPagesOnce(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)")
	ctx, end := db.View(t.Context())
	defer end()
	rowsIn(ctx, t, db) // one is in use
	for range 2 {
		if err := db.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(db.readers.idle); n != cap(db.readers.views)-1 {
			t.Errorf("%d connections wait", n)
		}
	}
	rowsIn(t.Context(), t, db)
}

// Giving back memory leaves every connection where it was, and one that reads alone.
func TestARestedDatabaseIsReadOn(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)")
	if err := db.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	idle := len(db.readers.idle)
	ctx, end := db.View(t.Context())
	rowsIn(ctx, t, db) // one is in use
	if err := db.Rest(t.Context()); err != nil {
		t.Fatal(err)
	}
	rowsIn(ctx, t, db)
	end()
	if n := len(db.readers.idle); n != idle || len(db.readers.turn) != 0 {
		t.Errorf("%d connections wait of %d, %d are lent", n, idle, len(db.readers.turn))
	}
	for range 2 {
		if err := db.Rest(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	rowsIn(t.Context(), t, db)
}

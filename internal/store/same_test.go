package store

import (
	"context"
	"errors"
	"testing"
)

func TestTheSameIsReadOnceUntilSomethingChanges(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)")
	reads := 0
	ask := func(ctx context.Context) int {
		t.Helper()
		n, err := Same(ctx, db, "rows", func(ctx context.Context) (int, error) { reads++; return rowsIn(ctx, t, db), nil })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	page := func(want, wantReads int) {
		t.Helper()
		ctx, end := db.View(t.Context())
		defer end()
		for range 2 {
			if n := ask(ctx); n != want || reads != wantReads {
				t.Errorf("%d rows after %d readings, want %d after %d", n, reads, want, wantReads)
			}
		}
	}
	page(0, 1)
	page(0, 1)
	add(t.Context(), t, db) // through the writing connection
	page(1, 2)
	if _, err := db.Raw().ExecContext(t.Context(), "INSERT INTO t (n) VALUES (2)"); err != nil {
		t.Fatal(err)
	}
	page(2, 3)
	page(2, 3)

	ctx, end := db.View(t.Context())
	defer end()
	if ask(ctx); reads != 3 {
		t.Errorf("%d readings", reads)
	}
	other := context.WithoutCancel(t.Context())
	add(other, t, db)
	if n := ask(ctx); n != 2 { // the view is of one moment
		t.Errorf("%d rows in the moment before", n)
	}
	add(ctx, t, db)
	if n := ask(ctx); n != 4 {
		t.Errorf("%d rows after writing with the view", n)
	}
	if n := ask(t.Context()); n != 4 || reads != 5 {
		t.Errorf("without a view: %d rows, %d readings", n, reads)
	}
}

func TestWhatWasReadAcrossTwoMomentsIsNotKept(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)")
	ctx, end := db.View(t.Context())
	defer end()
	for want := 1; want < 3; want++ {
		n, err := Same(ctx, db, "rows", func(ctx context.Context) (int, error) {
			before := rowsIn(ctx, t, db)
			add(ctx, t, db)
			return before + 1, nil
		})
		if err != nil || n != want {
			t.Fatalf("%d, want %d, %v", n, want, err)
		}
	}
	failed := errors.New("no")
	if _, err := Same(ctx, db, "failure", func(context.Context) (int, error) { return 0, failed }); !errors.Is(err, failed) {
		t.Error(err)
	}
	if n, err := Same(ctx, db, "failure", func(context.Context) (int, error) { return 7, nil }); err != nil || n != 7 {
		t.Errorf("a failure was kept: %d, %v", n, err)
	}
}

func TestAnEmptyTableIsRememberedUntilItHasARow(t *testing.T) {
	db := opened(t, "CREATE TABLE t (n INTEGER)")
	ctx, end := db.View(t.Context())
	defer end()
	for i, want := range []bool{true, true, false, false} {
		if i == 2 {
			add(ctx, t, db)
		}
		if empty, err := Empty(ctx, db, "t"); err != nil || empty != want {
			t.Errorf("%d: %v, want %v, %v", i, empty, want, err)
		}
		if empty, err := Empty(t.Context(), db, "t"); err != nil || empty {
			t.Errorf("%d: told without a view, %v", i, err)
		}
	}
}

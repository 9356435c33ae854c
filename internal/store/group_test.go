package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	putT   = store.New("put-t", `INSERT INTO t (id, name) VALUES ($1, $2)`)
	countT = store.New("count-t", `SELECT count(*) FROM t`)
)

const tableT = `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)`

// together lets n callers write a little while another one holds the database, so that
// all of them wait and share one transaction. It returns what each was told.
func together(t *testing.T, db *store.DB, n int, part func(i int, tx *store.Tx) error) []error {
	t.Helper()
	ctx := context.Background()
	told := make([]error, n)
	var all sync.WaitGroup
	if err := db.Update(ctx, func(*store.Tx) error {
		for i := range n {
			begun := make(chan struct{})
			all.Add(1)
			go func() {
				defer all.Done()
				defer func() {
					if p := recover(); p != nil {
						told[i] = fmt.Errorf("panic: %v", p)
					}
				}()
				told[i] = errors.New("left without an answer")
				close(begun)
				told[i] = db.UpdateShort(ctx, func(tx *store.Tx) error { return part(i, tx) })
			}()
			<-begun
			for range 100 {
				runtime.Gosched() // lets the callers come to wait, mostly in their order
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	return told
}

func TestAnErrorOfOneUndoesNothingOfTheOthers(t *testing.T) {
	db := openWith(t, tableT)
	broken := errors.New("broken")
	told := together(t, db, 100, func(i int, tx *store.Tx) error {
		ctx := context.Background()
		if _, err := tx.Exec(ctx, putT, i, fmt.Sprint("row ", i)); err != nil {
			return err
		}
		switch i % 5 {
		case 1:
			return broken
		case 2:
			panic("fell over")
		case 3: // a statement that SQLite refuses
			_, err := tx.Exec(ctx, putT, i, "other")
			return err
		case 4:
			runtime.Goexit()
		}
		return nil
	})
	got := names(t, db)
	for i, err := range told {
		kept := got[int64(i)] != ""
		if want := i%5 == 0; kept != want || (err == nil) != want {
			t.Errorf("caller %d: kept %t, told %v", i, kept, err)
		}
	}
}

// What one writes is seen by those after him, and each is told after it is kept.
func TestCallersOfOneCommitWriteOneAfterTheOther(t *testing.T) {
	db := openWith(t, tableT)
	var seen []int64
	told := together(t, db, 70, func(i int, tx *store.Tx) error {
		n, err := store.Value[int64](context.Background(), tx, countT)
		if err != nil {
			return err
		}
		seen = append(seen, n)
		_, err = tx.Exec(context.Background(), putT, i, fmt.Sprint("row ", i))
		return err
	})
	if err := errors.Join(told...); err != nil {
		t.Fatal(err)
	}
	for i, n := range seen {
		if int64(i) != n {
			t.Fatalf("the %dth caller saw %d rows", i+1, n)
		}
	}
}

// SQLite itself ends the whole transaction at some errors; the others begin anew.
func TestWhoLosesHisPartThroughAnotherIsRunOnceMore(t *testing.T) {
	db := openWith(t, tableT)
	abort := store.New("abort", `INSERT OR ROLLBACK INTO t (id, name) VALUES ($1, $2)`)
	if err := db.Update(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(context.Background(), putT, 1000, "taken")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	told := together(t, db, 60, func(i int, tx *store.Tx) error {
		q := putT
		name := fmt.Sprint("row ", i)
		if i%7 == 3 {
			q, name = abort, "taken"
		}
		_, err := tx.Exec(context.Background(), q, i, name)
		return err
	})
	got := names(t, db)
	for i, err := range told {
		if want := i%7 != 3; (got[int64(i)] != "") != want || (err == nil) != want {
			t.Errorf("caller %d: row %q, told %v", i, got[int64(i)], err)
		}
	}
}

// A commit that fails is told to everyone whose part was in it.
func TestAFailedCommitIsTheErrorOfAll(t *testing.T) {
	db := openWith(t, `CREATE TABLE p (id INTEGER PRIMARY KEY);
		CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, p INTEGER NOT NULL REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)`)
	put := store.New("put", `INSERT INTO t (id, name, p) VALUES ($1, 'a', 5)`)
	told := together(t, db, 10, func(i int, tx *store.Tx) error {
		_, err := tx.Exec(context.Background(), put, i)
		return err
	})
	for i, err := range told {
		if err == nil {
			t.Errorf("caller %d was told that his row is kept", i)
		}
	}
	if len(names(t, db)) != 0 {
		t.Error("rows were kept")
	}
	if err := db.UpdateShort(context.Background(), func(tx *store.Tx) error { return nil }); err != nil {
		t.Errorf("the next one cannot write: %v", err)
	}
}

func TestWhoseContextEndsWhileWaitingWritesNothing(t *testing.T) {
	db := openWith(t, tableT)
	ctx, stop := context.WithCancel(context.Background())
	told := make(chan error)
	if err := db.Update(context.Background(), func(*store.Tx) error {
		for i := range 3 {
			go func() {
				told <- db.UpdateShort(ctx, func(tx *store.Tx) error {
					_, err := tx.Exec(ctx, putT, i, fmt.Sprint(i))
					return err
				})
			}()
		}
		stop()
		for range 3 {
			if err := <-told; !errors.Is(err, context.Canceled) {
				t.Errorf("told %v", err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(names(t, db)) != 0 {
		t.Error("rows were kept")
	}
	inside, end := context.WithCancel(context.Background())
	if err := db.UpdateShort(inside, func(tx *store.Tx) error {
		_, err := tx.Exec(inside, putT, 7, "seven")
		end()
		return err
	}); !errors.Is(err, context.Canceled) {
		t.Errorf("told %v", err)
	}
	if err := db.UpdateShort(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(context.Background(), putT, 8, "eight")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := names(t, db); len(got) != 1 || got[8] == "" {
		t.Errorf("kept %v", got)
	}
}

func TestATransactionThatIsOverTakesNothing(t *testing.T) {
	ctx := context.Background()
	db := openWith(t, tableT)
	for name, update := range map[string]func(context.Context, func(*store.Tx) error) error{"alone": db.Update, "shared": db.UpdateShort} {
		var kept *store.Tx
		if err := update(ctx, func(tx *store.Tx) error { kept = tx; return nil }); err != nil {
			t.Fatal(err)
		}
		if _, err := kept.Exec(ctx, putT, 1, "late"); err == nil {
			t.Errorf("%s: a row was written after the commit", name)
		}
		if _, err := store.Value[int64](ctx, kept, countT); err == nil {
			t.Errorf("%s: the transaction still reads", name)
		}
	}
	if len(names(t, db)) != 0 {
		t.Error("rows were kept")
	}
}

// The same statement is read within the reading of itself, in a transaction and outside.
func TestAStatementIsReadWhileItIsRead(t *testing.T) {
	ctx := context.Background()
	db := openWith(t, tableT)
	read := func(q store.Querier) error {
		var pairs []string
		err := store.Each(ctx, q, listT, func(v *[2]any) []any { return []any{&v[0], &v[1]} }, func(a *[2]any) error {
			return store.Each(ctx, q, listT, func(v *[2]any) []any { return []any{&v[0], &v[1]} }, func(b *[2]any) error {
				pairs = append(pairs, fmt.Sprint(a[0], b[0]))
				return nil
			})
		})
		if want := []string{"1 1", "1 2", "2 1", "2 2"}; !slices.Equal(pairs, want) {
			t.Errorf("got %v", pairs)
		}
		return err
	}
	if err := db.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, putT, 1, "one"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, putT, 2, "two"); err != nil {
			return err
		}
		return read(tx)
	}); err != nil {
		t.Fatal(err)
	}
	if err := read(db); err != nil {
		t.Fatal(err)
	}
}

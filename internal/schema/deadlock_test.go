package schema_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Two writers that need the same two rows in different order both come through.
func TestADeadlockIsBegunAnew(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		for _, text := range []string{`CREATE TABLE pair (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)`, `INSERT INTO pair VALUES (1, 0), (2, 0)`} {
			if _, err := db.Raw().ExecContext(ctx, text); err != nil {
				t.Fatal(err)
			}
		}
		raise := store.New("raise", `UPDATE pair SET n = n + 1 WHERE id = $1`)
		var both sync.WaitGroup // on PostgreSQL both hold their first row before they ask for the second
		if db.Dialect() == store.Postgres {
			both.Add(2)
		}
		failed := make(chan error, 2)
		for _, order := range [][2]int{{1, 2}, {2, 1}} {
			go func() {
				met := db.Dialect() == store.SQLite
				failed <- db.Update(ctx, func(tx *store.Tx) error {
					if _, err := tx.Exec(ctx, raise, order[0]); err != nil {
						return err
					}
					if !met {
						met = true
						both.Done()
						both.Wait()
					}
					_, err := tx.Exec(ctx, raise, order[1])
					return err
				})
			}()
		}
		for range 2 {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
		sum, err := store.Value[int64](ctx, db, store.New("sum", `SELECT CAST(SUM(n) AS INTEGER) FROM pair`))
		if err != nil || sum != 4 {
			t.Errorf("raised %d times, want 4 (%v)", sum, err)
		}
	})
}

package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"
)

// A connection whose last statement was interrupted is closed by its pool. Neither the end
// of the database nor the next writer may touch what was prepared on it.
func TestInterruptedWritersLeaveNothingBehind(t *testing.T) {
	for i := range 150 {
		db, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		write := func(ctx context.Context) error {
			return db.Update(ctx, func(tx *Tx) error {
				_, err := tx.Exec(ctx, New("make", "CREATE TABLE IF NOT EXISTS t (n INTEGER)"))
				return err
			})
		}
		if err := write(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Duration(i)*2*time.Microsecond)
		_ = write(ctx) // wherever it is interrupted
		stop()
		if i%2 == 0 {
			if err := write(t.Context()); err != nil {
				t.Fatalf("after an interruption: %v", err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
	}
}

package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/store"
)

// An import writes for longer than SQLite waits by itself; whoever saves meanwhile in
// another process is not turned away.
func TestAWriterWaitsForAnotherProcess(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "firm.db")
	var open [2]*store.DB
	for i := range open {
		db, err := store.Open(ctx, path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		open[i] = db
	}
	second := make(chan error, 1)
	err := open[0].Update(ctx, func(*store.Tx) error {
		go func() {
			second <- open[1].Update(ctx, func(*store.Tx) error { return nil })
		}()
		<-time.After(5500 * time.Millisecond) // busy_timeout and a little
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-second; err != nil {
		t.Errorf("the second writer was turned away: %v", err)
	}
}

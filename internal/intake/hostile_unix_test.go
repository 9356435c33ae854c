//go:build unix

package intake_test

import (
	"context"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// A pipe would be waited for without end, a device be read without end.
func TestWhatIsNoFileIsRefused(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		pipe := filepath.Join(t.TempDir(), "pipe.csv")
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{pipe, filepath.Dir(pipe), "/dev/zero"} {
			_, err := d.Run(context.Background(), intake.Request{Path: path}, nil)
			if f := fault.Of(err); f == nil || f.Key != "intake.no_file" {
				t.Errorf("%s: got %v, want intake.no_file", filepath.Base(path), err)
			}
		}
	})
}

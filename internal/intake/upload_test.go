package intake_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The user knows his file by its own name, not by the one under which it is kept.
func TestWhatIsWrongIsToldByTheUsersName(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d, ctx := newDesk(t, db), context.Background()
		for _, text := range []string{"", "Kundennr;Name\n"} {
			path, err := d.Keep(ctx, "kasse.csv", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			r := intake.Request{Path: path, Name: "kasse.csv"}
			_, looked := d.Inspect(ctx, r)
			_, ran := d.Run(ctx, r, nil)
			for _, err := range []error{looked, ran} {
				if f := fault.Of(err); f == nil || len(f.Args) == 0 || f.Args[0] != "kasse.csv" {
					t.Errorf("%q: got %v, want a fault about kasse.csv", text, err)
				}
			}
		}
	})
}

// Half a file is not kept, and it is the sender's failure, not the program's.
func TestAnUploadThatBreaksOffIsRefused(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		half := io.MultiReader(strings.NewReader("Kundennr;Na"), iotest.ErrReader(io.ErrUnexpectedEOF))
		_, err := d.Keep(context.Background(), "kasse.csv", half)
		if f := fault.Of(err); f == nil || f.Key != "intakerun.broken_off" || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got %v, want intakerun.broken_off", err)
		}
		if left, err := os.ReadDir(filepath.Join(d.dir, "data")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v (%v)", left, err)
		}
	})
}

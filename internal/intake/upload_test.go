package intake_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
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

// What turns out only while the rows are read is told by that name, too.
func TestAFileThatBreaksOffInsideIsToldByTheUsersName(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	random := rand.New(rand.NewPCG(1, 2))
	fmt.Fprint(z, "Kundennummer;Vorname;Nachname\n")
	for i := range 100_000 { // names that do not pack well, so that the beginning can be looked at
		fmt.Fprintf(z, "%d;Anna;Beispiel %x\n", i, random.Uint64())
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	d, ctx := newDesk(t, schematest.SQLite(t)), context.Background()
	path, err := d.Keep(ctx, "kasse.csv.gz", bytes.NewReader(packed.Bytes()[:packed.Len()-1000]))
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Run(ctx, intake.Request{Path: path, Name: "kasse.csv.gz"}, nil)
	list, listErr := d.List(ctx, 0, 1)
	if f := fault.Of(err); f == nil || len(f.Args) == 0 || f.Args[0] != "kasse.csv.gz" || listErr != nil || len(list) != 1 || fmt.Sprint(list[0].Error.Args) != "[kasse.csv.gz]" {
		t.Errorf("got %v, and noted %+v, %v", err, list, listErr)
	}
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

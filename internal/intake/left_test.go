package intake_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// left are the files in the folder of imports.
func (d *desk) left() []string {
	d.t.Helper()
	entries, err := os.ReadDir(filepath.Join(d.dir, "data"))
	if err != nil {
		d.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// A process can die after its import was taken in and before it has cleaned up: what it
// leaves holds data of people and may be large.
func TestWhatAnImportLeftThatWasTakenInIsCleanedUp(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d, ctx := newDesk(t, db), context.Background()
		keep := func(text string) string {
			t.Helper()
			path, err := d.Keep(ctx, "kasse.csv", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			return path
		}
		done := keep(day)
		d.run(intake.Request{Path: done, Name: "kasse.csv"})
		if left := d.left(); len(left) > 0 {
			t.Fatalf("left by a living process: %v", left)
		}
		var set struct{ Stage string }
		if err := json.Unmarshal([]byte(d.lines("SELECT settings FROM intake_import")[0]), &set); err != nil || set.Stage == "" {
			t.Fatalf("stage %q, %v", set.Stage, err)
		}
		stage := filepath.Join(d.dir, "data", "import-"+set.Stage+".stage")
		for _, path := range []string{done, stage, stage + "-wal"} {
			if err := os.WriteFile(path, []byte("left"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		// What is still needed stays: the preview of a dry run, a file that is to be looked
		// at, and one whose import can be repeated.
		checked, waits, failed := keep(day), keep(day), keep(head)
		if _, err := d.Run(ctx, intake.Request{Path: checked, DryRun: true}, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Run(ctx, intake.Request{Path: failed}, nil); err == nil {
			t.Fatal("a file without rows was taken in")
		}
		if _, err := d.Recover(ctx); err != nil {
			t.Fatal(err)
		}
		got := d.left()
		for _, path := range []string{checked, waits, failed} {
			if !slices.Contains(got, filepath.Base(path)) {
				t.Errorf("%s is needed and gone", path)
			}
		}
		if slices.Contains(got, filepath.Base(done)) || slices.Contains(got, filepath.Base(stage)) || slices.Contains(got, filepath.Base(stage)+"-wal") {
			t.Errorf("still there: %v", got)
		}
		if previews := slices.DeleteFunc(got, func(n string) bool { return !strings.HasSuffix(n, ".stage") }); len(previews) != 1 {
			t.Errorf("stages %v, want that of the dry run", previews)
		}
	})
}

// The owner drops a file on the page while the nightly command takes the same one.
func TestTheSameFileByThePageAndTheCommandLineCountsOnce(t *testing.T) {
	dsn := map[string]string{"sqlite": filepath.Join(t.TempDir(), "firm.db")}
	if os.Getenv("STAMMKUNDE_TEST_PG") != "" {
		dsn["postgres"] = schematest.PostgresDSN(t)
	}
	for name, address := range dsn {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			db, err := store.Open(ctx, address, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			if err := schema.Apply(ctx, db, nil); err != nil {
				t.Fatal(err)
			}
			d := newDesk(t, db)
			path := d.file(large())
			kept, err := d.Keep(ctx, "kasse.csv", strings.NewReader(large()))
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(os.Args[0], "-test.run=^$")
			cmd.Env = append(os.Environ(), "INTAKE_TEST_CHILD="+path, "INTAKE_TEST_DB="+address, "INTAKE_TEST_DIR="+filepath.Join(d.dir, "data"))
			cmd.Stderr = os.Stderr
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := out.Read(make([]byte, 16)); err != nil {
				t.Fatal(err)
			}
			d.run(intake.Request{Path: kept, Name: "kasse.csv"})
			if err := cmd.Wait(); err != nil {
				t.Fatal(err)
			}
			list, err := d.List(ctx, 0, 10)
			if err != nil || len(list) != 2 {
				t.Fatalf("%d imports, %v", len(list), err)
			}
			a, b := list[0].Figures, list[1].Figures
			if a.Created+b.Created != 20_000 || a.Unchanged+b.Unchanged != 20_000 || a.Updated+b.Updated+a.SetAside+b.SetAside != 0 {
				t.Errorf("verdicts %+v\nand %+v", a, b)
			}
			if a.NewCustomers+b.NewCustomers != 300 || list[0].Source != list[1].Source {
				t.Errorf("%d and %d new customers, of %s and %s", a.NewCustomers, b.NewCustomers, list[0].Source, list[1].Source)
			}
			if got, want := d.lines("SELECT count(*) || ' lines ' || sum(net_cents) FROM sales_line")[0], "20000 lines 5000000"; got != want {
				t.Errorf("stored %s, want %s", got, want)
			}
			if left := d.left(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

package intake_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// sheet draws the rows of an order file. No document holds an article with two
// different contents: without line numbers a cut between them would look like a
// correction (see the package comment).
func sheet(t *rapid.T) []string {
	var rows []string
	for doc := range rapid.IntRange(1, 6).Draw(t, "documents") {
		customer := rapid.SampledFrom([]string{"", "17", "18", "19"}).Draw(t, "customer")
		day := rapid.IntRange(1, 9).Draw(t, "day")
		articles := rapid.SliceOfNDistinct(rapid.IntRange(1, 8), 1, 5, rapid.ID[int]).Draw(t, "articles")
		for _, a := range articles {
			quantity := rapid.SampledFrom([]int{-2, 1, 2, 3}).Draw(t, "quantity")
			row := fmt.Sprintf("%d,A%d,Artikel %d,%d,2026-03-0%d 10:0%d:00,%d.%d5,%s,Germany",
				1000+doc, a, a, quantity, day, rapid.IntRange(0, 5).Draw(t, "minute"), a, a, customer)
			for range rapid.IntRange(1, 2).Draw(t, "times") {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// pieces cuts the rows of a file into several in any order. Identical rows stay
// together, because a cut between them cannot be told from an overlap; pieces may
// overlap.
func pieces(t *rapid.T, rows []string) [][]string {
	n := rapid.IntRange(1, 4).Draw(t, "pieces")
	out := make([][]string, n)
	place := map[string][]int{}
	for _, row := range rapid.Permutation(rows).Draw(t, "order") {
		at, ok := place[row]
		if !ok {
			at = append(at, rapid.IntRange(0, n-1).Draw(t, "piece"))
			if second := rapid.IntRange(0, n-1).Draw(t, "overlap"); second != at[0] && rapid.Bool().Draw(t, "twice") {
				at = append(at, second)
			}
			place[row] = at
		}
		for _, i := range at {
			out[i] = append(out[i], row)
		}
	}
	return slices.DeleteFunc(out, func(p []string) bool { return len(p) == 0 })
}

func TestAnySplitOfAFileEqualsTheFile(t *testing.T) {
	base := schematest.SQLite(t)
	d := newDesk(t, base)
	rapid.Check(t, func(rt *rapid.T) {
		rows := sheet(rt)
		imports := []int64{}
		undo := func() {
			for _, id := range slices.Backward(imports) {
				if _, err := d.Undo(context.Background(), id, 0); err != nil {
					rt.Fatal(err)
				}
			}
			imports = imports[:0]
			if left := d.books(); len(left) > 0 {
				rt.Fatalf("undo left %v", left)
			}
		}
		whole := d.run(intake.Request{Path: d.file(head + strings.Join(rows, "\n") + "\n"), Source: "s"})
		imports = append(imports, whole.Import)
		if whole.Figures.Created != int64(len(rows)) {
			rt.Fatalf("created %d of %d", whole.Figures.Created, len(rows))
		}
		want := d.books()
		undo()
		for _, p := range pieces(rt, rows) {
			r := d.run(intake.Request{Path: d.file(head + strings.Join(p, "\n") + "\n"), Source: "s"})
			imports = append(imports, r.Import)
		}
		if got := d.books(); !slices.Equal(got, want) {
			rt.Fatalf("pieces give\n%s\nthe file gives\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		again := d.run(intake.Request{Path: d.file(head + strings.Join(rows, "\n") + "\n"), Source: "s"})
		imports = append(imports, again.Import)
		if again.Figures.Unchanged != int64(len(rows)) {
			rt.Fatalf("after the pieces the file changed %v", verdicts(again))
		}
		undo()
	})
}

// large is a file whose import takes long enough to be hit in the middle.
func large() string {
	var b strings.Builder
	b.WriteString(head)
	for i := range 20_000 {
		fmt.Fprintf(&b, "%d,A%d,Artikel %d,1,2026-03-%02d,2.50,%d,Germany\n", 10_000+i/4, i%50, i%50, 1+i%28, 100+i/4%300)
	}
	return b.String()
}

func TestCancelledImportsLeaveNothing(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		path := d.file(large())
		before := d.counts()
		stopped := 0
		for _, after := range []time.Duration{0, 10, 40, 90, 160} {
			ctx, cancel := context.WithTimeout(context.Background(), after*time.Millisecond)
			r, err := d.Run(ctx, intake.Request{Path: path}, nil)
			cancel()
			if err == nil {
				if r.Figures.Created != 20_000 {
					t.Fatalf("done with %+v", r.Figures)
				}
				if _, err := d.Undo(context.Background(), r.Import, 0); err != nil {
					t.Fatal(err)
				}
			} else {
				stopped++
			}
			if got := d.counts(); got != before {
				t.Fatalf("after %d ms: %s, before %s", after, got, before)
			}
		}
		if stopped == 0 {
			t.Error("no run was stopped")
		}
		list, err := d.List(context.Background(), 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range list {
			if i.State != intake.Cancelled && i.State != intake.Undone {
				t.Errorf("import %d is %s", i.ID, i.State)
			}
		}
		left, err := filepath.Glob(filepath.Join(d.dir, "data", "*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

func TestCancelStopsARunThatWasStarted(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t, schematest.SQLite(t))
	id, err := d.Start(ctx, intake.Request{Path: d.file(large())})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Cancel(ctx, id); err != nil {
		t.Fatal(err)
	}
	d.Close()
	imp, err := d.Get(ctx, id)
	if err != nil || imp.State != intake.Cancelled || len(d.books()) != 0 {
		t.Errorf("state %s, %v", imp.State, err)
	}
	if err := d.Cancel(ctx, id); fault.KindOf(err) != fault.Conflict {
		t.Errorf("cancelled twice: %v", err)
	}
	again, err := d.Repeat(ctx, id, nil)
	if err != nil || again.Figures.Created != 20_000 {
		t.Errorf("repeated: %+v, %v", again.Figures, err)
	}
}

// TestMain lets the test program be its own victim: as a child it imports a file
// until it is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv("INTAKE_TEST_CHILD"); path != "" {
		if err := child(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(path string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, os.Getenv("INTAKE_TEST_DB"), store.Options{})
	if err != nil {
		return err
	}
	s, err := intake.New(db, intake.Options{Dir: os.Getenv("INTAKE_TEST_DIR"), Now: time.Now})
	if err != nil {
		return err
	}
	fmt.Println("ready")
	_, err = s.Run(ctx, intake.Request{Path: path}, nil)
	return errors.Join(err, db.Close())
}

func TestKilledImportsLeaveNothingOrAll(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	dsn := filepath.Join(dir, "firm.db")
	open := func() *store.DB {
		db, err := store.Open(ctx, dsn, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := open()
	if err := schema.Apply(ctx, db, nil); err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, db)
	path, before := d.file(large()), d.counts()
	killed := 0
	for _, after := range []time.Duration{20, 80, 150, 230, 320, 450} {
		cmd := exec.Command(os.Args[0], "-test.run=^$")
		cmd.Env = append(os.Environ(), "INTAKE_TEST_CHILD="+path, "INTAKE_TEST_DB="+dsn, "INTAKE_TEST_DIR="+filepath.Join(d.dir, "data"))
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
		timer := time.AfterFunc(after*time.Millisecond, func() { _ = cmd.Process.Kill() })
		if cmd.Wait() != nil {
			killed++
		}
		timer.Stop()
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		db = open()
		s, err := intake.New(db, intake.Options{Dir: filepath.Join(d.dir, "data"), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		d.Service, d.db = s, db
		shown, err := d.List(ctx, 0, 1)
		if err == nil && len(shown) == 0 { // killed before it had written its first row, as on a busy machine
			if got := d.counts(); got != before {
				t.Errorf("nothing was begun, yet there is %v instead of %v", got, before)
			}
			continue
		}
		if err != nil || len(shown) != 1 || (shown[0].State != intake.Interrupted && shown[0].State != intake.Done) {
			t.Errorf("before anything was cleaned up it is shown as %+v, %v", shown, err)
		}
		dead, err := d.Recover(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range dead {
			if i.State != intake.Interrupted {
				t.Errorf("import %d is %s", i.ID, i.State)
			}
		}
		if got := d.lines("PRAGMA integrity_check"); fmt.Sprint(got) != "[ok]" {
			t.Fatalf("integrity: %v", got)
		}
		list, err := d.List(ctx, 0, 1)
		if err != nil || len(list) == 0 {
			continue // killed before it began
		}
		if list[0].State == intake.Done {
			if _, err := d.Undo(ctx, list[0].ID, 0); err != nil {
				t.Fatal(err)
			}
		}
		if got := d.counts(); got != before {
			t.Fatalf("killed after %d ms: %s, before %s", after, got, before)
		}
	}
	if killed == 0 {
		t.Error("every child was faster than its killer")
	}
	if left, err := filepath.Glob(filepath.Join(d.dir, "data", "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if r, err := d.Run(ctx, intake.Request{Path: path}, nil); err != nil || r.Figures.Created != 20_000 {
		t.Errorf("a clean start: %+v, %v", r.Figures, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

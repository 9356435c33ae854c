package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cli"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/world"
)

// childVar makes the test binary be the program itself, so that the whole house runs as
// a process that can be killed.
const childVar = "STAMMKUNDE_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVar) != "" {
		os.Exit(cli.Main("test", os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

var today = cal.MustParse("2026-11-24")

func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), childVar+"=1", "STAMMKUNDE_LANG=de-DE")
	return c
}

// run runs the program and returns what it says and its exit code.
func run(t *testing.T, args ...string) (out, said string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	c := command(t, args...)
	c.Stdout, c.Stderr = &o, &e
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return o.String(), e.String(), c.ProcessState.ExitCode()
}

// answer runs the program with --json, expects exit code 0 and decodes its answer.
func answer[T any](t *testing.T, args ...string) T {
	t.Helper()
	out, said, code := run(t, append(args, "--json")...)
	if code != 0 {
		t.Fatalf("%v: exit %d: %s", args, code, said)
	}
	var v T
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("%v: %v in %s", args, err, out)
	}
	return v
}

// margins reads one line per customer whose range holds DB IV and whose steps fall.
func margins(t *testing.T, args ...string) {
	t.Helper()
	out, said, code := run(t, args...)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || len(lines) < 2 {
		t.Fatalf("%d lines, exit %d: %s", len(lines), code, said)
	}
	for _, text := range lines {
		var line struct {
			Customer int64
			Year     struct {
				DB4  int64 `json:"db4_cents"`
				Low  int64 `json:"db4_low_cents"`
				High int64 `json:"db4_high_cents"`
			} `json:"12m"`
		}
		if err := json.Unmarshal([]byte(text), &line); err != nil || line.Customer == 0 || line.Year.Low > line.Year.DB4 || line.Year.High < line.Year.DB4 {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

type figures struct {
	Rows, Created, Updated, Unchanged int
	SetAside                          int `json:"set_aside"`
	Orders                            int
	OrderLines                        int   `json:"order_lines"`
	Customers                         int   `json:"customers"`
	Net                               int64 `json:"net_total_cents"`
	Import                            int64
}

// tillFile writes what a bakery's till exports: Windows-1252, semicolons, decimal comma.
func tillFile(t *testing.T, customers int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kasse.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(world.Export(f, world.Bakery(), world.Options{Customers: customers, Today: today}), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func databases(t *testing.T, fn func(t *testing.T, db string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, filepath.Join(t.TempDir(), "firm.db")) })
	if os.Getenv("STAMMKUNDE_TEST_PG") != "" {
		t.Run("postgres", func(t *testing.T) { fn(t, schematest.PostgresDSN(t)) })
	}
}

// A file comes in, a list comes out with reasons, a backup moves all of it, and an undo
// leaves nothing behind.
func TestFileInListOutThroughTheProgram(t *testing.T) {
	file := tillFile(t, 120)
	databases(t, func(t *testing.T, db string) {
		data := t.TempDir()
		with := func(args ...string) []string { return append(args, "--db", db, "--data", data) }
		dry := answer[figures](t, with("import", file, "--dry-run")...)
		if none := answer[struct{ Customers []any }](t, with("customers")...); len(none.Customers) != 0 {
			t.Errorf("a dry run wrote %d customers", len(none.Customers))
		}
		first := answer[figures](t, with("import", file)...)
		if first.Created != first.Rows || first.SetAside != 0 || first.Rows == 0 || first.Rows != dry.Rows || first.Net != dry.Net {
			t.Errorf("first import %+v, dry run %+v", first, dry)
		}
		second := answer[figures](t, with("import", file)...)
		if second.Unchanged != first.Rows || second.Net != first.Net || second.Orders != first.Orders {
			t.Errorf("second import %+v", second)
		}

		type line struct {
			Customer *int64
			Reason   string
			How      string
			Class    int
			Evidence map[string]any
		}
		list := answer[[]line](t, with("today", "--at", today.String())...)
		again := answer[[]line](t, with("today", "--at", today.String())...)
		if diff := cmp.Diff(list, again); diff != "" || len(list) == 0 {
			t.Errorf("%d lines, another time: %s", len(list), diff)
		}
		for _, l := range list {
			if !strings.HasSuffix(l.Reason, ".") || l.How == "" || l.Evidence["rule"] != "care/3" {
				t.Errorf("a line without its reason: %+v", l)
			}
		}
		margins(t, with("value", "--at", today.String(), "--json")...)
		// A standard margin makes a part of the year's net known, marked as estimated.
		type spread struct {
			Known struct{ Measured, Estimated, Unknown float64 }
		}
		before := answer[spread](t, with("figures", "--at", today.String())...)
		if _, said, code := run(t, with("categories", "margin", "brot", "62,5")...); code != 0 {
			t.Fatalf("margin: %s", said)
		}
		after := answer[spread](t, with("figures", "--at", today.String())...)
		if before.Known.Estimated != 0 || after.Known.Estimated <= 0 || after.Known.Unknown >= before.Known.Unknown {
			t.Errorf("known before %+v, after %+v", before.Known, after.Known)
		}
		if _, said, code := run(t, with("check")...); code != 0 {
			t.Errorf("check: %s", said)
		}

		backup := filepath.Join(data, "sicherung.gz")
		if _, said, code := run(t, with("backup", backup)...); code != 0 {
			t.Fatalf("backup: %s", said)
		}
		copied := filepath.Join(t.TempDir(), "copy.db")
		if _, said, code := run(t, "restore", backup, "--db", copied); code != 0 {
			t.Fatalf("restore: %s", said)
		}
		at := today.String()
		if diff := cmp.Diff(answer[any](t, with("figures", "--at", at)...), answer[any](t, "figures", "--at", at, "--db", copied)); diff != "" {
			t.Errorf("the copy has other figures: %s", diff)
		}

		if _, said, code := run(t, with("imports", "undo", fmt.Sprint(first.Import))...); code != 0 {
			t.Fatalf("undo: %s", said)
		}
		if left := answer[struct{ Customers []any }](t, with("customers")...); len(left.Customers) != 0 {
			t.Errorf("%d customers are left after the undo", len(left.Customers))
		}
		if back := answer[figures](t, with("import", file)...); back.Created != first.Rows || back.Net != first.Net {
			t.Errorf("import after undo: %+v", back)
		}
	})
}

func TestRefusalsTellWhatToDo(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "firm.db")
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	binary := append([]byte("\x7fELF\x02\x01\x01"), bytes.Repeat([]byte{0, 1, 2, 0xfe}, 500)...)
	for name, tc := range map[string]struct {
		args []string
		code int
	}{
		"no such command":      {[]string{"fly"}, 2},
		"no such flag":         {[]string{"today", "--tomorrow"}, 2},
		"no day":               {[]string{"today", "--at", "24.11.2026"}, 2},
		"a file that is not":   {[]string{"import", filepath.Join(dir, "nowhere.csv"), "--db", db}, 1},
		"an empty file":        {[]string{"import", write("empty.csv", nil), "--db", db}, 1},
		"a program":            {[]string{"import", write("program.csv", binary), "--db", db}, 1},
		"no database":          {[]string{"today", "--db", filepath.Join(dir, "nowhere.db")}, 1},
		"no backup":            {[]string{"restore", write("text.gz", []byte("hello")), "--db", filepath.Join(dir, "new.db")}, 1},
		"unknown import":       {[]string{"imports", "undo", "4711", "--db", db}, 1},
		"no user of this name": {[]string{"user", "reset-password", "nobody", "--password", "long enough it is", "--db", db}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, said, code := run(t, tc.args...)
			if code != tc.code {
				t.Errorf("exit %d, want %d: %s", code, tc.code, said)
			}
			if strings.Contains(said, "panic") || strings.Contains(said, "goroutine") || len(strings.TrimSpace(said)) < 20 {
				t.Errorf("says %q", said)
			}
		})
	}
	if _, said, code := run(t, "check", "--db", db); code != 0 {
		t.Errorf("after all refusals: %s", said)
	}
}

// Killed at any moment an import is there whole or not at all, and the next one brings
// the rest.
func TestKilledImportsLeaveNoHalves(t *testing.T) {
	file := tillFile(t, 300)
	whole := answer[figures](t, "import", file, "--db", filepath.Join(t.TempDir(), "whole.db"))
	databases(t, func(t *testing.T, db string) {
		data := t.TempDir()
		for _, wait := range []time.Duration{30, 120, 300, 500, 700, 900, 1200, 1600} {
			c := command(t, "import", file, "--db", db, "--data", data)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(wait*time.Millisecond, func() { _ = c.Process.Kill() })
			_ = c.Wait() // killed or done
			timer.Stop()
		}
		last := answer[figures](t, "import", file, "--db", db, "--data", data)
		if last.Created+last.Unchanged != whole.Rows || (last.Created != 0 && last.Unchanged != 0) || last.Net != whole.Net {
			t.Errorf("after the kills: %+v, want all of %+v either new or known", last, whole)
		}
		if _, said, code := run(t, "check", "--db", db, "--data", data); code != 0 {
			t.Errorf("check: %s", said)
		}
		again := answer[figures](t, "import", file, "--db", db, "--data", data)
		if again.Unchanged != whole.Rows {
			t.Errorf("once more: %+v", again)
		}
	})
}

// Two processes bring the same file at the same moment: one makes all of it, the other
// finds all of it there, and both say so.
func TestTheSameFileFromTwoProcessesCountsOnce(t *testing.T) {
	file := tillFile(t, 120)
	whole := answer[figures](t, "import", file, "--db", filepath.Join(t.TempDir(), "whole.db"))
	databases(t, func(t *testing.T, db string) {
		data := t.TempDir()
		list := filepath.Join(data, "kunden.csv")
		if err := os.WriteFile(list, []byte("Kundennummer;Nachname;PLZ;Ort\n1;Ahrens;12345;Musterstadt\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		answer[figures](t, "import", list, "--db", db, "--data", data) // makes the tables
		var outs [2]bytes.Buffer
		var commands [2]*exec.Cmd
		for i := range commands {
			c := command(t, "import", file, "--db", db, "--data", data, "--source", "Kasse", "--json")
			c.Stdout, c.Stderr = &outs[i], os.Stderr
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			commands[i] = c
		}
		var sum figures
		for i, c := range commands {
			if err := c.Wait(); err != nil {
				t.Fatalf("process %d: %v", i, err)
			}
			var f figures
			if err := json.Unmarshal(outs[i].Bytes(), &f); err != nil {
				t.Fatal(err)
			}
			if f.Created+f.Unchanged != whole.Rows {
				t.Errorf("process %d: %+v", i, f)
			}
			sum.Created, sum.Unchanged = sum.Created+f.Created, sum.Unchanged+f.Unchanged
		}
		if sum.Created != whole.Rows || sum.Unchanged != whole.Rows {
			t.Errorf("%d rows were new and %d known, want %d each", sum.Created, sum.Unchanged, whole.Rows)
		}
		if _, said, code := run(t, "check", "--db", db, "--data", data); code != 0 {
			t.Errorf("check: %s", said)
		}
		type entry struct{ State string }
		for _, i := range answer[[]entry](t, "imports", "list", "--db", db, "--data", data) {
			if i.State != "done" {
				t.Errorf("an import is %s", i.State)
			}
		}
	})
}

// A first delivery that came late, then less and less bought: nobody is silent yet, so the
// list of the day has the red early warning itself.
func TestARedWarningFromSalesIsALine(t *testing.T) {
	const dotted = "02.01.2006"
	start, end := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)
	var b strings.Builder
	b.WriteString("Belegnummer;Datum;Kundennummer;Artikelnummer;Artikelbezeichnung;Warengruppe;Menge;Betrag netto;Liefertermin;Geliefert am\n")
	bill := 0
	buy := func(day time.Time, who, goods string, amount int, dates string) {
		fmt.Fprintf(&b, "R%d;%s;%s;%s;%s;%s;1;%d,00;%s\n", bill, day.Format(dotted), who, goods, goods, goods, amount, dates)
	}
	for c := range 38 { // others, who buy as always
		for day := start.AddDate(0, 0, c%7); !day.After(end); day = day.AddDate(0, 0, 4) {
			bill++
			buy(day, fmt.Sprint("K", c), "Brot", 10+c, ";")
		}
	}
	begun, dates := time.Date(2026, 9, 28, 0, 0, 0, 0, time.UTC), "05.11.2026;10.11.2026"
	for day := begun; !day.After(end); day = day.AddDate(0, 0, 2) {
		bill++
		switch age := int(day.Sub(begun).Hours() / 24); {
		case age <= 24:
			buy(day, "NEU", "Brot", 15, dates)
			buy(day, "NEU", "Kuchen", 15, dates)
		case age < 42:
			buy(day, "NEU", "Kuchen", 28, dates)
		default:
			buy(day, "NEU", "Kuchen", 5, dates)
		}
		dates = ";"
	}
	file := filepath.Join(t.TempDir(), "bestellungen.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(t.TempDir(), "house.db")
	if _, said, code := run(t, "import", file, "--db", db); code != 0 {
		t.Fatal(said)
	}
	type line struct {
		Name     string `json:"customer_name"`
		Occasion string
		Class    int
		Reason   string
	}
	list := answer[[]line](t, "today", "--at", "2026-11-10", "--db", db)
	want := []line{{"NEU", "EW", 1, "Bei NEU kommt gerade einiges zusammen: die erste Lieferung kam zu spät, die Einkäufe sind zuletzt deutlich kleiner und eine gewohnte Warengruppe fehlt."}}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Error(diff)
	}
}

var lineForm = regexp.MustCompile(`action="(/heute/zeilen/\d+)"`)

// The demo is served, somebody signs in, marks a line as done, and the list and the
// customer's page know it.
func TestDoneInTheBrowserChangesTheList(t *testing.T) {
	dir := t.TempDir()
	c := command(t, "demo", "--dir", dir, "--addr", "127.0.0.1:0", "--today", today.String(), "--customers", "120", "--json")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	stop := func() {
		_ = c.Process.Signal(os.Interrupt)
		if err := c.Wait(); err != nil {
			t.Errorf("the demo ends with %v", err)
		}
	}
	var demo struct{ URL, Login, Password string }
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&demo); err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	do := func(resp *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err := errors.Join(err, resp.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", resp.Request.URL, resp.Status)
		}
		return string(body)
	}
	do(client.PostForm(demo.URL+"/anmelden", url.Values{"name": {demo.Login}, "passwort": {demo.Password}}))
	page := do(client.Get(demo.URL + "/"))
	form := lineForm.FindStringSubmatch(page)
	if form == nil {
		t.Fatal("Heute has no line")
	}
	do(client.PostForm(demo.URL+form[1], url.Values{"act": {"done"}}))
	stop()

	type line struct {
		Customer *int64
		State    string
	}
	done := 0
	for _, l := range answer[[]line](t, "today", "--db", filepath.Join(dir, "demo.db"), "--data", dir) {
		if l.State == "done" {
			done++
		}
	}
	if done != 1 {
		t.Errorf("%d lines are done, want the one from the browser", done)
	}
}

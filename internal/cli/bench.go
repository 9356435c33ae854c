package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/bench"
	"github.com/stammkunde/stammkunde/internal/locale"
)

// usualDB is where --db points when nobody said anything; its default says the same.
const usualDB = "stammkunde-data/stammkunde.db"

type benchCmd struct {
	Customers    int    `help:"clihelp.bench_customers" default:"100000"`
	Interactions int    `help:"clihelp.bench_interactions" default:"5"`
	Requests     int    `help:"clihelp.bench_requests" default:"2000"`
	Only         string `help:"clihelp.bench_only" placeholder:"TEXT"`
	File         string `help:"clihelp.bench_file" placeholder:"FILE"`
	Currency     string `help:"clihelp.bench_currency" placeholder:"ISO"`
	Dir          string `help:"clihelp.bench_dir" placeholder:"DIR"`
	Profile      string `help:"clihelp.bench_profile" placeholder:"FILE"`
}

// Run measures and prints the table. The firm's own database is never used: without
// another one named by --db the measurement makes its own.
func (c *benchCmd) Run(ctx context.Context, e *env) (err error) {
	dir := c.Dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "stammkunde-bench-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	o := bench.Options{
		DB: e.db, Dir: dir, Customers: c.Customers, Talks: c.Interactions, Orders: c.File, Currency: strings.ToUpper(c.Currency), Requests: c.Requests, Only: c.Only,
		Now: time.Now, Random: rand.Reader,
	}
	if e.db == usualDB {
		o.DB = filepath.Join(dir, "bench.db")
	}
	p := locale.For(e.tag(nil))
	bar := e.progress(p)
	o.Progress = func(step string) {
		if e.terminal() {
			bar.line(p.T("bench.step", step))
		}
	}
	if c.Profile != "" {
		stop, err := profile(c.Profile)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
	} else {
		program, err := os.Executable()
		if err != nil {
			return err
		}
		o.Program = []string{program}
	}
	report, err := bench.Run(ctx, o)
	bar.end()
	if err != nil {
		return err
	}
	if e.json {
		return e.print(report.Rows)
	}
	e.sayBench(p, report.Rows)
	return nil
}

func profile(path string) (stop func() error, err error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// sayBench prints the rows as the table that stands in the documentation.
func (e *env) sayBench(p *locale.Printer, rows []bench.Row) {
	if len(rows) > 0 {
		e.say("%s\n", p.T("bench.size", rows[0].Database, rows[0].Customers, rows[len(rows)-1].Orders, rows[len(rows)-1].Talks))
	}
	heads := []string{"operation", "clients", "p50", "p95", "p99", "rate", "memory", "cpu", "ratio", "budget"}
	for i, h := range heads {
		heads[i] = p.T("bench.head." + h)
	}
	e.say("| %s |", strings.Join(heads, " | "))
	e.say("|---|%s", strings.Repeat("---:|", len(heads)-2)+"---|")
	late := 0
	for i := range rows {
		r := &rows[i]
		if r.Late {
			late++
		}
		cells := []string{
			p.T("bench.op." + r.Operation), p.Int(int64(r.Clients)), fraction(p, r.P50), fraction(p, r.P95), fraction(p, r.P99), fraction(p, r.PerSecond),
			fraction(p, r.RSS), fraction(p, r.CPU), fraction(p, r.Ratio), budget(p, r),
		}
		e.say("| %s |", strings.Join(cells, " | "))
	}
	e.say("\n%s", p.T("bench.late", late))
}

// fraction is a measured number: more digits where it is small, nothing where it was
// not measured.
func fraction(p *locale.Printer, x float64) string {
	switch {
	case x == 0:
		return ""
	case x < 10:
		return p.Float(x, 2)
	case x < 100:
		return p.Float(x, 1)
	}
	return p.Float(x, 0)
}

// budget says what a row is measured against and whether it keeps to it.
func budget(p *locale.Printer, r *bench.Row) string {
	var parts []string
	if r.BudgetMS > 0 {
		parts = append(parts, p.T("bench.budget.ms", fraction(p, r.BudgetMS)))
	}
	if r.BudgetRatio > 0 {
		parts = append(parts, p.T("bench.budget.ratio", fraction(p, r.BudgetRatio)))
	}
	if r.BudgetRate > 0 {
		parts = append(parts, p.T("bench.budget.rate", fraction(p, r.BudgetRate)))
	}
	if r.BudgetMB > 0 {
		parts = append(parts, p.T("bench.budget.mb", fraction(p, r.BudgetMB)))
	}
	if r.Operation == "first_visit" {
		parts = append(parts, p.T("bench.budget.visit", r.Bytes/1000, r.Requests))
	}
	if r.Late {
		parts = append(parts, p.T("bench.missed"))
	}
	return strings.Join(parts, ", ")
}

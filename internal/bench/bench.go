package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/world"
)

// Options say what is measured and where.
type Options struct {
	DB        string // empty database, or one that an earlier run filled; postgres:// or a path
	Dir       string // folder for everything else; it is emptied by nobody
	Customers int    // 0 for 100,000
	Talks     int    // contacts of a customer on average, when the database is filled
	Orders    string // order file to import; "" makes one
	Currency  string // of the order file, "" when it says so itself
	Requests  int    // measured per row; 0 for 2,000
	Only      string // measure the rows whose operation contains it, and no imports; the name of a row of the night only that

	// Program starts this program as another process, so that its memory and processor
	// time are its own: the path and what comes before the command. Nil measures the
	// server in this process, with the clients in it.
	Program []string

	Now      func() time.Time
	Random   io.Reader
	Progress func(step string) // told the name of each step; may be nil
}

// Row is one measured operation. Times are milliseconds, memory is megabytes of 10^6
// bytes; a zero or missing value was not measured here.
type Row struct {
	Operation string  `json:"operation"`
	Database  string  `json:"database"` // "sqlite" or "postgres"
	Customers int64   `json:"customers"`
	Clients   int     `json:"clients"`
	P50       float64 `json:"p50_ms"`
	P95       float64 `json:"p95_ms"`
	P99       float64 `json:"p99_ms"`
	PerSecond float64 `json:"per_second"` // requests, or rows of a file, or customers
	RSS       float64 `json:"rss_mb"`     // resident memory after the step, at imports the peak
	CPU       float64 `json:"cpu_seconds"`
	Ratio     float64 `json:"ratio,omitempty"`    // of p50 to the reference handler before and after
	Bytes     int64   `json:"bytes,omitempty"`    // of the median answer as sent, or of a file
	Requests  int     `json:"requests,omitempty"` // measured, or needed for a first visit
	Orders    int64   `json:"orders,omitempty"`   // in the database
	Talks     int64   `json:"interactions,omitempty"`

	// The budget of the operation; what has none has zero. Late tells that the row
	// misses it.
	BudgetMS    float64 `json:"budget_ms,omitempty"`
	BudgetRatio float64 `json:"budget_ratio,omitempty"`
	BudgetMB    float64 `json:"budget_mb,omitempty"`
	BudgetRate  float64 `json:"budget_per_second,omitempty"`
	Late        bool    `json:"late,omitempty"`
}

// Report is what a run found.
type Report struct {
	Rows []Row
}

// Defaults of the options.
const (
	defaultCustomers = 100_000
	defaultRequests  = 2000
)

// fillCache is how many bytes of pages stay in memory while the database is filled.
const fillCache = 256 << 20

// The user who is measured. The password is made anew for every run.
const login = "bench"

// run is a measurement in progress.
type run struct {
	Options
	app    *app.App
	day    cal.Date
	user   int64
	orders int64
	talks  int64
	goal   goals
	rows   []Row
}

// Run measures everything and returns the rows in the order of the table. It fails with
// fault.Conflict "bench.not_empty" on a firm's own database.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.Customers <= 0 {
		o.Customers = defaultCustomers
	}
	if o.Requests <= 0 {
		o.Requests = defaultRequests
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	r := &run{Options: o, day: cal.Of(o.Now(), time.UTC)}
	if err := r.fill(ctx); err != nil {
		return Report{}, err
	}
	err := r.all(ctx)
	return Report{Rows: r.rows}, errors.Join(err, r.app.Close())
}

func (r *run) all(ctx context.Context) error {
	if err := r.night(ctx); err != nil {
		return err
	}
	if slices.Contains(nightRows, r.Only) {
		return nil
	}
	if err := r.serving(ctx); err != nil {
		return err
	}
	if !slices.ContainsFunc(importRows, r.wants) {
		return nil
	}
	return r.imports(ctx)
}

// wants tells whether a row is to be measured.
func (r *run) wants(operation string) bool { return strings.Contains(operation, r.Only) }

// settings are those of every house of a run. After midnight the figures of past months of
// many customers would be computed for half an hour beside what is measured.
func (r *run) settings(volatile bool) app.Settings {
	return app.Settings{DB: r.DB, Data: filepath.Join(r.Dir, "data"), Volatile: volatile, Calm: true, Now: r.Now, Random: r.Random}
}

// fill opens the database and makes the shop's customers, or takes those of an earlier
// run. What is measured afterwards is written durably.
func (r *run) fill(ctx context.Context) error {
	r.Progress("fill")
	s := r.settings(true)
	s.Cache = fillCache
	a, err := app.Open(ctx, s)
	if err != nil {
		return err
	}
	p, err := a.Profile(ctx)
	switch {
	case err == nil && (!p.Practice || p.Today == cal.Never):
		err = fault.New(fault.Conflict, "bench.not_empty")
	case err == nil:
		r.day = p.Today
	case fault.KindOf(err) == fault.NotFound:
		err = r.demo(ctx, a)
	}
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	if r.app, err = app.Open(ctx, r.settings(false)); err != nil {
		return err
	}
	u, err := team.ByLogin(ctx, r.app.DB, login)
	if err != nil {
		return errors.Join(fault.Wrap(err, fault.Conflict, "bench.not_empty"), r.app.Close())
	}
	r.user = u.ID
	n, err := customer.Count(ctx, r.app.DB)
	r.Customers, r.goal = int(n), goalsOf(n)
	if err == nil {
		r.orders, err = store.Value[int64](ctx, r.app.DB, sql.Get("count-orders"))
	}
	if err == nil {
		r.talks, err = store.Value[int64](ctx, r.app.DB, sql.Get("count-talks"))
	}
	return err
}

func (r *run) demo(ctx context.Context, a *app.App) error {
	t := r.start(os.Getpid())
	o := world.Options{Customers: r.Customers, Today: r.day, Talks: r.Talks}
	if err := a.Demo(ctx, world.Shop().Busy(), o, locale.DeDE, login, login+"-first"); err != nil {
		return fmt.Errorf("fill the database: %w", err)
	}
	row := t.row("fill", float64(r.Customers))
	r.add(row)
	return nil
}

// add completes a row and judges it.
func (r *run) add(row Row) {
	row.Customers, row.Orders, row.Talks = int64(r.Customers), r.orders, r.talks
	row.Database = store.SQLite.String()
	if store.IsPostgres(r.DB) {
		row.Database = store.Postgres.String()
	}
	if row.Clients == 0 {
		row.Clients = 1
	}
	row.judge()
	r.rows = append(r.rows, row)
}

// judge compares a row with its budget.
func (r *Row) judge() {
	r.Late = r.BudgetMS > 0 && r.P95 > r.BudgetMS || r.BudgetRatio > 0 && r.Ratio > r.BudgetRatio ||
		r.BudgetMB > 0 && r.RSS > r.BudgetMB || r.BudgetRate > 0 && r.PerSecond < r.BudgetRate
}

// watch times one step of a process.
type watch struct {
	now   func() time.Time
	pid   int
	begun time.Time
	used  usage
}

func (r *run) start(pid int) watch {
	return watch{now: r.Now, pid: pid, begun: r.Now(), used: usageOf(pid)}
}

// row is the step as a whole, with n things done in it.
func (w watch) row(operation string, n float64) Row {
	took := w.now().Sub(w.begun)
	used := usageOf(w.pid)
	ms := milliseconds(took)
	return Row{
		Operation: operation, P50: ms, P95: ms, P99: ms, PerSecond: n / took.Seconds(),
		RSS: megabytes(used.rss), CPU: used.cpu - w.used.cpu,
	}
}

// usage is what a process has used.
type usage struct {
	cpu       float64 // seconds of all its threads
	rss, peak int64   // resident bytes now and at most
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func megabytes(bytes int64) float64 { return float64(bytes) / 1e6 }

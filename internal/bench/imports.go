package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/world"
)

// madeOrders is how many customers the order file has that is made when none is given:
// about as many lines as a shop writes in some years.
const madeOrders = 20_000

// Budgets of performance.md, rows a second.
const (
	orderRate    = 30_000
	customerRate = 10_000
	importMB     = 250
)

// importRows are the rows of files that are taken in. They are measured together, for each
// needs what the one before left.
var importRows = []string{"import_orders", "import_orders_again", "import_customers"}

// imports measures files that are taken in, each kind into a database of its own.
func (r *run) imports(ctx context.Context) error {
	orders := r.Orders
	if orders == "" {
		orders = filepath.Join(r.Dir, "orders.csv")
		o := world.Options{Customers: min(r.Customers, madeOrders), Today: r.day}
		if err := write(orders, func(w io.Writer) error { return world.Export(w, world.Shop().Busy(), o) }); err != nil {
			return err
		}
	}
	people := filepath.Join(r.Dir, "customers.csv")
	if err := write(people, func(w io.Writer) error { return customerFile(w, r.Customers) }); err != nil {
		return err
	}
	err := r.elsewhere(ctx, "orders", func(dsn string) error {
		if err := r.take(ctx, dsn, "import_orders", orders, "", orderRate); err != nil {
			return err
		}
		return r.take(ctx, dsn, "import_orders_again", orders, "", orderRate)
	})
	if err != nil {
		return err
	}
	return r.elsewhere(ctx, "customers", func(dsn string) error {
		return r.take(ctx, dsn, "import_customers", people, mapping.Customers, customerRate)
	})
}

func write(path string, fn func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(fn(f), f.Close())
}

// elsewhere gives fn an empty database of the same sort and removes it again.
func (r *run) elsewhere(ctx context.Context, name string, fn func(dsn string) error) error {
	if !store.IsPostgres(r.DB) {
		path := filepath.Join(r.Dir, name+".db")
		return errors.Join(removeDatabase(path), fn(path), removeDatabase(path))
	}
	u, err := url.Parse(r.DB)
	if err != nil {
		return err
	}
	name = fmt.Sprintf("stammkunde_bench_%s_%d", name, r.Now().Unix())
	server := r.app.DB.Raw()
	if _, err := server.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"); err != nil {
		return fmt.Errorf("make a database for the imports: %w", err)
	}
	u.Path = "/" + name
	err = fn(u.String())
	_, e := server.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE "+name+" WITH (FORCE)")
	return errors.Join(err, e)
}

// removeDatabase removes an SQLite file and what stands beside it.
func removeDatabase(path string) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// take imports a file with everything that follows from it and checks that every row
// has its verdict.
func (r *run) take(ctx context.Context, dsn, operation, file string, kind mapping.Kind, rate float64) error {
	r.Progress(operation)
	begun := r.Now()
	var f intake.Figures
	var used usage
	var err error
	if len(r.Program) > 0 {
		f, used, err = r.takeByProgram(ctx, dsn, file, kind)
	} else {
		f, used, err = r.takeHere(ctx, dsn, file, kind)
	}
	took := r.Now().Sub(begun)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	if !f.Sum() || f.Rows == 0 || operation == "import_orders_again" && f.Unchanged+f.SetAside != f.Rows {
		return fmt.Errorf("%s: %d rows, but %d created, %d updated, %d unchanged, %d set aside", operation, f.Rows, f.Created, f.Updated, f.Unchanged, f.SetAside)
	}
	ms := milliseconds(took)
	row := Row{
		Operation: operation, P50: ms, P95: ms, P99: ms, PerSecond: float64(f.Rows) / took.Seconds(), Requests: int(f.Rows),
		RSS: megabytes(used.peak), CPU: used.cpu, BudgetRate: rate,
	}
	if len(r.Program) > 0 {
		row.BudgetMB = importMB
		if f.Rows > usualSize && kind == mapping.Customers {
			row.BudgetMB = goalsOf(f.Rows).load
		}
	}
	if info, err := os.Stat(file); err == nil {
		row.Bytes = info.Size()
	}
	r.add(row)
	return nil
}

// takeByProgram imports with the command that everybody uses.
func (r *run) takeByProgram(ctx context.Context, dsn, file string, kind mapping.Kind) (f intake.Figures, used usage, err error) {
	args := []string{"import", file, "--db", dsn, "--data", filepath.Join(r.Dir, "import-data"), "--json"}
	if kind != "" {
		args = append(args, "--kind", string(kind))
	}
	if r.Currency != "" {
		args = append(args, "--currency", r.Currency)
	}
	cmd := r.command(ctx, args...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Start(); err != nil {
		return f, used, err
	}
	ended := make(chan struct{})
	peak := make(chan int64, 1)
	go func() { peak <- watchPeak(cmd.Process.Pid, ended) }()
	err = cmd.Wait()
	close(ended)
	used.peak = <-peak
	if err != nil {
		return f, used, fmt.Errorf("%w: %s", err, complaint.String())
	}
	used.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	return f, used, json.Unmarshal(out.Bytes(), &f)
}

// peakEvery is how often the most memory of a process is read: it only grows, so that no more
// is missed than what came in the last moment.
const peakEvery = 50 * time.Millisecond

// watchPeak returns the most memory that a process held until ended is closed. What the
// kernel tells of a process that has ended counts its parent in, from which it was started.
func watchPeak(pid int, ended <-chan struct{}) int64 {
	most := int64(0)
	tick := time.NewTicker(peakEvery)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return most
		case <-tick.C:
			most = max(most, usageOf(pid).peak)
		}
	}
}

// takeHere imports in this process.
func (r *run) takeHere(ctx context.Context, dsn, file string, kind mapping.Kind) (f intake.Figures, used usage, err error) {
	before := usageOf(os.Getpid())
	s := r.settings(false)
	s.DB = dsn
	a, err := app.Open(ctx, s)
	if err != nil {
		return f, used, err
	}
	err = a.EnsureFirm(ctx, locale.DeDE)
	if err == nil {
		var report intake.Report
		report, err = a.Intake.Run(ctx, intake.Request{Path: file, Kind: kind, Currency: r.Currency}, func(intake.Progress) {})
		f = report.Figures
	}
	if err == nil {
		err = a.AfterImport(ctx, nil)
	}
	used = usageOf(os.Getpid())
	used.cpu -= before.cpu
	return f, used, errors.Join(err, a.Close())
}

// customerFile writes n customers as a ledger would hand them out; every twentieth has
// the mail address and telephone number of another one.
func customerFile(w io.Writer, n int) error {
	first := []string{"Anna", "Jörg", "Wiebke", "Ludwig", "Änne", "Yasemin", "Per", "Marlies"}
	last := []string{"Ahrens", "Brömmel", "Csaki", "Dörfler", "Eichhorn", "Fleßner", "Groth", "Hüsken", "Immel", "Jansen"}
	b := bufio.NewWriterSize(w, 1<<16)
	if _, err := b.WriteString("Kundennummer;Anrede;Vorname;Nachname;Straße;PLZ;Ort;Telefon;E-Mail\r\n"); err != nil {
		return err
	}
	for i := range n {
		k := i
		if i%20 == 19 {
			k = i - 7 // the same household
		}
		fmt.Fprintf(b, "%d;%s;%s;%s;Musterweg %d;%05d;Musterstadt;0171 %07d;kunde%d@example.de\r\n",
			100_000+i, []string{"Frau", "Herr"}[i%2], first[i%len(first)], last[i/7%len(last)], i%200+1, 10_000+i%80_000, (3_900_000+k)%10_000_000, k)
	}
	return b.Flush()
}

package intake

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Request says what is to be imported and how. Everything but Path may be empty.
type Request struct {
	Path     string            `json:"path"`           // file, or folder of a DSFinV-K export
	Name     string            `json:"name,omitempty"` // of the file as the user knows it; "" takes the path's
	Kind     mapping.Kind      `json:"kind,omitempty"`
	Source   string            `json:"source,omitempty"`   // "" is found by the layout
	Currency string            `json:"currency,omitempty"` // ISO code of amounts without one
	VAT      string            `json:"vat,omitempty"`      // "net" or "gross"; "" as the file or its source says
	Map      map[string]string `json:"map,omitempty"`      // field key to column; "" takes a field away
	Notation Notation          `json:"notation"`           // how the text is written, where it is not to be found out
	Today    cal.Date          `json:"today,omitempty"`    // what counts as today; 0 is the firm's day
	DryRun   bool              `json:"dry_run,omitempty"`
	UserID   int64             `json:"user_id,omitempty"`
	Watched  bool              `json:"watched,omitempty"` // it came by itself, in a watched folder
}

func (r Request) name() string {
	if r.Name != "" {
		return r.Name
	}
	return filepath.Base(r.Path)
}

func (r Request) check() error {
	if r.VAT != "" && r.VAT != "net" && r.VAT != "gross" {
		return fault.New(fault.Invalid, "intakerun.bad_vat", r.VAT)
	}
	if r.Currency != "" && !isCurrency(strings.ToUpper(r.Currency)) {
		return fault.New(fault.Invalid, "intakerun.bad_currency", r.Currency)
	}
	if len(r.Source) > 80 {
		return fault.New(fault.Invalid, "intakerun.source_too_long", 80)
	}
	return r.Notation.check()
}

func isCurrency(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// Report is what an import did.
type Report struct {
	Import  int64
	State   State
	Source  string
	Figures Figures
}

// errDry rolls a dry run back.
var errDry = errors.New("dry run")

// errStopped is the cause of a run that somebody has cancelled.
var errStopped = errors.New("cancelled by a user")

// Run imports one file and returns when it is done. progress, which may be nil, is
// called at most four times a second from another goroutine. Whatever goes wrong,
// either all of the file is in the record or nothing. A refused or broken file is a
// fault that tells what to do; a run stopped by [Service.Cancel] or the end of ctx is
// fault.Conflict "intakerun.cancelled".
func (s *Service) Run(ctx context.Context, r Request, progress func(Progress)) (Report, error) {
	run, err := s.prepare(ctx, r, 0)
	if err != nil {
		return Report{}, err
	}
	return run.do(ctx, progress)
}

// prepare looks at the file and writes the import down; do closes the file.
func (s *Service) prepare(ctx context.Context, r Request, mends int64) (_ *run, err error) {
	started := s.now()
	r.Notation = r.Notation.plain()
	if err := r.check(); err != nil {
		return nil, err
	}
	size, digest, err := s.measure(ctx, r)
	if err != nil {
		return nil, err
	}
	file, err := table.Open(r.Path, s.limits)
	if err != nil {
		return nil, r.named(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	parts, err := s.inspect(ctx, file, r)
	if err != nil {
		return nil, r.named(err)
	}
	for i := range parts { // what is missing is told before anything is written down
		if parts[i].Skip == "" {
			if _, err := mapping.NewMapper(parts[i].Proposal, mapping.Options{}); err != nil {
				return nil, err
			}
		}
	}
	run := &run{Service: s, request: r, file: file, parts: parts, mends: mends, started: started, size: size}
	return run, run.open(ctx, digest)
}

// named tells a fault of the file by the name that the user knows, which a file that
// was handed in does not bear.
func (r Request) named(err error) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	args := slices.Clone(f.Args)
	for i := range args {
		if args[i] == filepath.Base(r.Path) {
			args[i] = r.name()
		}
	}
	return fault.Wrap(err, f.Kind, f.Key, args...)
}

// measure refuses a file that the disk could not bear and returns its size and
// digest.
func (s *Service) measure(ctx context.Context, r Request) (int64, string, error) {
	size, err := sizeOf(r.Path)
	if err != nil {
		return 0, "", err
	}
	free, err := s.free(s.dir)
	if err != nil {
		return 0, "", fmt.Errorf("look for free disk space: %w", err)
	}
	if size > free/3 {
		return 0, "", fault.New(fault.Limit, "intakerun.disk", r.name(), megabytes(size), megabytes(free))
	}
	digest, err := digestFile(ctx, r.Path)
	return size, digest, err
}

func megabytes(n int64) int64 { return (n + 1<<20 - 1) >> 20 }

// sizeOf is the size of a file, or of all files of a folder. What is no file, as a
// pipe or a device, is refused: it has no size, may have no end, and reading it again
// gives something else.
func sizeOf(path string) (int64, error) {
	var size int64
	err := filepath.WalkDir(path, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := os.Stat(name) // where a link leads to counts
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			return fault.New(fault.Invalid, "intake.no_file", filepath.Base(name))
		}
		size += info.Size()
		return nil
	})
	if fault.Of(err) != nil {
		return 0, err
	}
	if errors.Is(err, os.ErrNotExist) {
		return 0, fault.Wrap(err, fault.NotFound, "intake.no_such_file", filepath.Base(path))
	}
	if err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "intake.unreadable_file", filepath.Base(path))
	}
	return size, nil
}

func digestFile(ctx context.Context, path string) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(path, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		_, err = io.Copy(h, contextReader{ctx, f})
		return err
	})
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "intake.unreadable_file", filepath.Base(path))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// run is one import at work.
type run struct {
	*Service
	request Request
	file    *table.File
	parts   []Part
	mends   int64
	started time.Time
	size    int64

	id      int64
	stage   string // its name
	source  string
	named   bool // source is a new name that nobody asked for
	house   house
	figures Figures
	live    *running
	// tooLong are the lines of documents that have more of them than mostLines.
	tooLong map[string]int64
	// currencies counts rows by the currency that they name.
	currencies map[string]int64
}

// open writes the import down, so that it can be seen and found after a crash.
func (r *run) open(ctx context.Context, digest string) error {
	var kinds []string
	r.stage = rand.Text()
	set := settings{Request: r.request, Process: os.Getpid(), Mends: r.mends, Stage: r.stage}
	set.Host, _ = os.Hostname() // without a name a crash is found by the missing sign of life
	for i := range r.parts {
		p := &r.parts[i]
		if p.Skip != "" {
			r.figures.SkippedParts = append(r.figures.SkippedParts, p.Name)
			continue
		}
		if !slices.Contains(kinds, string(p.Proposal.Kind)) {
			kinds = append(kinds, string(p.Proposal.Kind))
		}
		set.Parts = append(set.Parts, partSetting{p.Index, p.Name, p.Header, p.Info.Delimiter, p.Info.Encoding})
	}
	r.chooseSource()
	path, err := filepath.Abs(r.request.Path)
	if err != nil {
		return err
	}
	set.Request.Path = path
	ctx = context.WithoutCancel(ctx) // broken off in the middle, nobody would know whether it stands there
	err = r.db.Update(ctx, func(tx *store.Tx) error {
		r.id, err = store.Value[int64](ctx, tx, statements.Get("open-import"), r.source, strings.Join(kinds, " "),
			r.request.name(), r.size, digest, asJSON(set), r.request.UserID, r.instant())
		return err
	})
	if err != nil {
		return err
	}
	r.live = &running{started: r.started}
	r.live.set(func(p *Progress) { p.Import, p.Phase, p.Size = r.id, Reading, r.size })
	r.mu.Lock()
	r.Service.running[r.id] = r.live
	r.mu.Unlock()
	return nil
}

// chooseSource takes one source for all tables of the file: of those that are known the
// orders', else the one that knows the numbers, else a new one.
func (r *run) chooseSource() {
	best := 0
	for i := range r.parts {
		p := &r.parts[i]
		if p.Skip != "" {
			continue
		}
		rank := 1
		if !p.New {
			rank += 2
		}
		if p.Join == nil && !p.New {
			rank += 2
		}
		if p.Proposal.Kind == mapping.Orders {
			rank++
		}
		if rank > best {
			best, r.source, r.figures.Joined, r.figures.MayJoin, r.named = rank, p.Source, nil, nil, p.New
			switch {
			case p.Join != nil && p.Join.Decisive:
				r.figures.Joined = p.Join
			case p.New:
				r.figures.MayJoin = p.Join
			}
		}
	}
}

// settleName decides over a new name once more, in the transaction that gives it away:
// another import may have taken it for another layout since this file was looked at, or
// have brought the same layout or system; then both are one source.
func (r *run) settleName(ctx context.Context, tx *store.Tx) error {
	if !r.named {
		return nil
	}
	for i := range r.parts {
		p := &r.parts[i]
		if p.Skip != "" || !p.New || p.Source != r.source {
			continue
		}
		name, err := r.newName(ctx, tx, p)
		if err != nil || name == r.source {
			return err
		}
		r.source = name
		_, err = tx.Exec(ctx, statements.Get("set-import-source"), r.id, name)
		return err
	}
	return nil
}

func (r *run) newName(ctx context.Context, tx *store.Tx, p *Part) (string, error) {
	for _, layout := range []string{p.Proposal.Signature, p.plain} {
		if same, err := findSource(ctx, tx, layout, ""); err != nil {
			return "", err
		} else if same != nil {
			return same.Name, nil
		}
	}
	known, err := sources(ctx, tx)
	if err != nil {
		return "", err
	}
	if name := p.sameSystem(known); name != "" {
		return name, nil
	}
	if !slices.ContainsFunc(known, func(s Source) bool { return s.Name == r.source }) {
		return r.source, nil
	}
	return freeName(ctx, tx, p)
}

// do stages, compares and writes, and notes how it ended.
func (r *run) do(ctx context.Context, progress func(Progress)) (Report, error) {
	defer func() { _ = r.file.Close() }()
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.live.cancelWith(cancel)
	defer func() {
		r.mu.Lock()
		delete(r.Service.running, r.id)
		r.mu.Unlock()
	}()
	stop := r.watchOver(inner, progress)
	state, err := r.work(inner)
	stop()
	if progress != nil {
		progress(r.live.at(r.now()))
	}
	if err != nil {
		err = r.giveUp(ctx, inner, err)
		return Report{Import: r.id, State: state, Source: r.source}, err
	}
	if state == Done {
		r.dropFile(r.request.Path)
		if err := r.reprice(ctx); err != nil {
			return Report{Import: r.id, State: state, Source: r.source, Figures: r.figures}, err
		}
	}
	return Report{Import: r.id, State: state, Source: r.source, Figures: r.figures}, nil
}

// reprice gives earlier documents the costs that a list of articles brought. It is a
// work of its own after the import, in short transactions; bringing the list again
// repeats it.
func (r *run) reprice(ctx context.Context) error {
	if !slices.ContainsFunc(r.parts, func(p Part) bool { return p.Skip == "" && p.Proposal.Kind == mapping.Products }) {
		return nil
	}
	h, err := loadHouse(ctx, r.db)
	if err != nil {
		return err
	}
	books := sales.Books{Currency: h.currency, At: r.instant()}
	return books.Reprice(ctx, r.db, sales.AllProducts, 0, nil)
}

// watchOver shows progress, gives a sign of life every second and looks whether
// somebody wants the import to stop. The function that it returns ends it.
func (r *run) watchOver(ctx context.Context, progress func(Progress)) func() {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(250 * time.Millisecond)
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			p := r.live.at(r.now())
			if progress != nil {
				progress(p)
			}
			if n%4 == 0 {
				r.beat(ctx, p)
			}
		}
	}()
	return func() { close(done); <-ended }
}

// beat is the sign of life. SQLite has one writer, which the import itself is while
// it writes; then there is nobody to tell.
func (r *run) beat(ctx context.Context, p Progress) {
	if p.Phase != Reading && r.db.Dialect() == store.SQLite {
		return
	}
	err := r.db.Update(ctx, func(tx *store.Tx) error {
		f := Figures{Rows: p.Rows, FirstDay: cal.Never, LastDay: cal.Never}
		state, err := store.Value[string](ctx, tx, statements.Get("beat"), r.id, r.instant(), f.text())
		if err == nil && State(state) != Running {
			r.live.stop()
		}
		return err
	})
	if err != nil && ctx.Err() == nil {
		r.log.Warn("import: no sign of life", "import", r.id, "error", err)
	}
}

func (r *run) work(ctx context.Context) (state State, err error) {
	if r.house, err = loadHouse(ctx, r.db); err != nil {
		return Failed, err
	}
	st, err := newStage(ctx, stagePath(r.dir, r.stage))
	if err != nil {
		return Failed, err
	}
	kept := false
	defer func() {
		if kept {
			err = errors.Join(err, st.close())
		} else {
			err = errors.Join(err, st.drop())
		}
	}()
	if err := r.fill(ctx, st); err != nil {
		return Failed, err
	}
	r.live.set(func(p *Progress) { p.Phase, p.Rows, p.Total = Writing, 0, r.figures.Rows })
	if err := r.flip(ctx, st); err != nil {
		return Failed, err
	}
	if r.request.DryRun {
		kept = true
		return Checked, nil
	}
	return Done, nil
}

// flip makes everything visible in one transaction. The comparison with what is
// stored runs inside it, so two imports at once cannot both believe that a document
// is new.
func (r *run) flip(ctx context.Context, st *stage) error {
	read, source := r.figures, r.source
	err := r.db.Update(ctx, func(tx *store.Tx) error {
		r.figures, r.source = read, source // nothing twice when the transaction is begun anew
		if _, err := tx.Exec(ctx, statements.Get("take-turns")); err != nil {
			return err
		}
		if err := r.apply(ctx, tx, st); err != nil {
			return err
		}
		if r.request.DryRun {
			return errDry
		}
		if err := r.logged(ctx, tx); err != nil {
			return err
		}
		return r.finish(ctx, tx, Done, nil)
	})
	if !errors.Is(err, errDry) {
		return err
	}
	return r.db.Update(ctx, func(tx *store.Tx) error { return r.finish(ctx, tx, Checked, nil) })
}

func (r *run) apply(ctx context.Context, tx *store.Tx, st *stage) error {
	ctx = history.From(ctx, history.Import) // whoever started it: the file says so
	if err := r.settleName(ctx, tx); err != nil {
		return err
	}
	currency, err := r.currency(ctx, tx)
	if err != nil {
		return err
	}
	home := r.house.currency
	if home == "" {
		home = currency
	}
	var done int64
	a := &application{
		tx: tx, stage: st, id: r.id, source: r.source, parts: r.parts,
		rule:  amountsRule{currency: currency, rate: r.house.rate},
		books: sales.Books{Currency: home, At: r.instant()},
		by:    customer.By{Actor: r.request.UserID, At: r.instant(), Region: r.house.region, ImportID: r.id},
		dry:   r.request.DryRun, figures: &r.figures, changes: newChangeLog(r.id), categories: map[string]int64{},
		today: cal.Of(r.now(), r.house.loc), fileDay: r.fileDay(), topics: map[string]int64{}, eraser: Eraser{Secret: r.house.secret}, erased: map[string]bool{},
		progress: func(rows int64) {
			done += rows
			r.live.set(func(p *Progress) { p.Rows = done })
		},
	}
	if r.judge != nil && r.house.exists && r.onlyCustomers() {
		a.judge = func(ctx context.Context, list []*customer.Customer) error { return r.judge(ctx, tx, list) }
	}
	if r.mends != 0 {
		var err error
		if a.missing, err = r.allRejected(ctx, tx, st); err != nil {
			return err
		}
	}
	if a.someErased, err = store.Value[bool](ctx, tx, statements.Get("some-erased")); err != nil {
		return err
	}
	if err := a.run(ctx); err != nil {
		return err
	}
	if r.figures.Erased = int64(len(a.erased)); r.figures.Erased > 0 {
		if r.figures.ErasedRows, err = erasedRows(ctx, st); err != nil {
			return err
		}
	}
	r.live.set(func(p *Progress) { p.Phase = Closing })
	if r.figures.SetAside, err = r.writeRejects(ctx, tx, st, a); err != nil {
		return err
	}
	if !r.figures.Sum() {
		return fmt.Errorf("import %d: verdicts do not add up: %+v", r.id, r.figures)
	}
	if r.request.DryRun {
		return nil
	}
	if r.mends != 0 {
		if err := r.markMended(ctx, tx, st); err != nil {
			return err
		}
	}
	return r.remember(ctx, tx)
}

// currency is that of rows which name none: as asked for, as remembered, the one that
// most rows of the file name, the firm's, that of its country. A fresh firm takes that of
// its first file.
func (r *run) currency(ctx context.Context, tx *store.Tx) (string, error) {
	currency := ""
	for i := range r.parts {
		if p := &r.parts[i]; p.Skip == "" && p.Currency != "" {
			currency = p.Currency
		}
	}
	if currency == "" {
		var most int64
		for c, n := range r.currencies {
			own := r.house.currency // of equally many the firm's own is meant
			if n > most || n == most && c != currency && (c == own || currency != own && c < currency) {
				currency, most = c, n
			}
		}
	}
	if currency == "" {
		currency = r.house.currency
	}
	if currency == "" {
		currency = r.house.common
	}
	if r.house.currency == "" && r.house.exists && !r.request.DryRun && r.brings(mapping.Orders) {
		if _, err := firm.SetCurrencyIfEmpty(ctx, tx, currency); err != nil {
			return "", err
		}
	}
	return currency, nil
}

func (r *run) brings(k mapping.Kind) bool {
	return slices.ContainsFunc(r.parts, func(p Part) bool { return p.Skip == "" && p.Proposal.Kind == k })
}

// onlyCustomers tells whether the file brings nothing but a list of customers.
func (r *run) onlyCustomers() bool {
	return !slices.ContainsFunc(r.parts, func(p Part) bool { return p.Skip == "" && p.Proposal.Kind != mapping.Customers })
}

// remember keeps the layouts for the next file.
func (r *run) remember(ctx context.Context, tx *store.Tx) error {
	for i := range r.parts {
		p := &r.parts[i]
		if p.Skip != "" || r.mends != 0 {
			continue
		}
		last := cal.Never
		if p.Proposal.Kind == mapping.Orders {
			last = r.figures.LastDay
		}
		err := saveSource(ctx, tx, Source{
			Name: r.source, Layout: p.Proposal.Signature, Kind: p.Proposal.Kind, Profile: p.Proposal.Profile,
			Mapping: p.Proposal, VAT: p.VAT, Currency: p.Currency, LastDay: last, Notation: p.Notation, Plain: p.plain,
		}, r.instant())
		if err != nil {
			return err
		}
	}
	return nil
}

// finish notes the end of the import.
func (r *run) finish(ctx context.Context, tx *store.Tx, state State, failure *Failure) error {
	r.figures.Seconds = float64(r.now().Sub(r.started).Milliseconds()) / 1000
	text := ""
	if failure != nil {
		text = asJSON(failure)
	}
	n, err := tx.Exec(ctx, statements.Get("finish"), r.id, string(state), r.figures.text(), text, r.instant())
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "intakerun.given_up")
	}
	return err
}

// giveUp notes why nothing was written and returns what the caller is told.
func (r *run) giveUp(ctx, inner context.Context, cause error) error {
	state, told := Failed, cause
	if inner.Err() != nil || errors.Is(cause, context.Canceled) {
		state, told = Cancelled, fault.Wrap(cause, fault.Conflict, "intakerun.cancelled")
	} else if store.IsFull(cause) {
		told = fault.Wrap(cause, fault.Limit, "intakerun.disk_full")
	}
	told = r.request.named(told)
	failure := &Failure{Key: "intakerun.internal"}
	if f := fault.Of(told); f != nil {
		failure = &Failure{Key: f.Key, Args: f.Args}
	}
	r.figures = Figures{FirstDay: cal.Never, LastDay: cal.Never}
	ctx = context.WithoutCancel(ctx) // the end is noted also when nobody waits for it
	err := r.db.Update(ctx, func(tx *store.Tx) error { return r.finish(ctx, tx, state, failure) })
	if err != nil && fault.KindOf(err) != fault.Conflict {
		r.log.Error("import: the end could not be noted", "import", r.id, "error", err)
	}
	return told
}

// fill reads the file into the stage. Documents that are too long are known at its end
// only, and rows that were understood are no longer at hand as they stood in the file:
// then it is read once more without them.
func (r *run) fill(ctx context.Context, st *stage) error {
	if err := r.fillOnce(ctx, st); err != nil {
		return err
	}
	var err error
	if r.tooLong, err = st.longDocuments(ctx); err != nil {
		return err
	}
	if len(r.tooLong) > 0 {
		if err := st.clear(ctx); err != nil {
			return err
		}
		r.figures = Figures{SkippedParts: r.figures.SkippedParts, Joined: r.figures.Joined, MayJoin: r.figures.MayJoin}
		r.live.set(func(p *Progress) { p.Rows, p.Bytes = 0, 0 })
		if err := r.fillOnce(ctx, st); err != nil {
			return err
		}
	}
	persons, err := store.Value[int64](ctx, st.db, stageCountPersons)
	r.figures.Customers = persons
	return err
}

// fillOnce reads the file from its beginning to its end: one goroutine reads and
// understands rows while this one writes them.
func (r *run) fillOnce(ctx context.Context, st *stage) error {
	r.figures.FirstDay, r.figures.LastDay = cal.Never, cal.Never
	r.currencies = map[string]int64{}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	batches := make(chan *batch, 4)
	var readErr error
	go func() {
		defer close(batches)
		readErr = r.read(inner, func(b *batch) error {
			select {
			case batches <- b:
				return nil
			case <-inner.Done():
				return inner.Err()
			}
		})
	}()
	var err error
	for b := range batches {
		if err == nil {
			err = st.write(ctx, b)
		}
		if err != nil {
			stop()
			continue
		}
		r.figures.Rows += b.rows
		r.live.set(func(p *Progress) { p.Rows += b.rows })
	}
	if err == nil {
		err = readErr
	}
	if err != nil {
		return err
	}
	if err := st.finish(ctx); err != nil {
		return err
	}
	if r.figures.Rows == 0 {
		return fault.New(fault.Invalid, "intakerun.header_only", r.request.name())
	}
	return nil
}

var stageCountPersons = store.New("stage-count-persons", `SELECT COUNT(*) FROM person WHERE contact = 0`)

// read turns all parts of the file into batches.
func (r *run) read(ctx context.Context, ready func(*batch) error) error {
	g := newGatherer(ready)
	for i := range r.parts {
		if r.parts[i].Skip != "" {
			continue
		}
		if err := r.readPart(ctx, g, &r.parts[i]); err != nil {
			return err
		}
	}
	return g.end()
}

// lastDay is the last day that what happened may have: tomorrow, because clocks of tills and
// zones of shops differ.
func (r *run) lastDay() cal.Date {
	today := r.request.Today
	if today == 0 {
		today = r.house.today(r.now())
	}
	return today.Add(1)
}

func (r *run) readPart(ctx context.Context, g *gatherer, p *Part) (err error) {
	reader, err := r.file.ReadAs(p.Index, p.Notation.as())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	options := mapping.Options{Country: r.house.region, Location: r.house.loc, Minor: 2, Until: r.lastDay()}
	if p.Currency != "" {
		options.Minor = minorDigits(p.Currency)
	}
	if p.VAT != "" {
		gross := p.VAT == "gross"
		options.Gross = &gross
	}
	m, err := mapping.NewMapper(p.Proposal, options)
	if err != nil {
		return err
	}
	c := &converter{loc: r.house.loc, region: r.house.region, numbered: p.Proposal.Column(mapping.LineNumber) >= 0, columns: columnsOf(&p.Proposal)}
	serial := 0
	for n := 0; ; n++ {
		if n%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			read, _ := reader.Progress()
			r.live.set(func(p *Progress) { p.Bytes = read })
		}
		row, err := reader.Next()
		if eof(err) {
			r.figures.BlankRows += int64(reader.Blank())
			return nil
		}
		if err != nil {
			return err
		}
		// Files of a till count their lines each for themselves.
		number := rowNumber(p.Index, row.Line)
		if row.Part != "" {
			serial++
			number = rowNumber(p.Index, serial)
		}
		if row.Problem != nil {
			err = g.setAside(asideOf(number, p, row, row.Problem.Column, "", row.Problem.Key, row.Problem.Args))
		} else if rec, bad := m.Row(row.Line, p.cells(row)); bad != nil {
			err = g.setAside(asideOf(number, p, row, bad.Column, bad.Field.String(), bad.Key, bad.Args))
		} else if one := c.convert(number, rec); one.kind == chunkOrder && r.tooLong[one.head.document] > 0 {
			err = g.setAside(asideOf(number, p, row, p.Proposal.Column(mapping.OrderNumber), mapping.OrderNumber.String(),
				"intakerun.document_too_long", []any{one.head.document, r.tooLong[one.head.document], mostLines}))
		} else {
			r.figures.badValues(p, row.Line, rec.Customer.Bad)
			if rec.Kind == mapping.Orders && rec.Order.Currency != "" {
				r.currencies[rec.Order.Currency]++
			}
			if p.own > 0 {
				if was, err := strconv.ParseInt(strings.TrimSpace(row.Cells[0]), 10, 64); err == nil && r.mends != 0 {
					g.batch.mended = append(g.batch.mended, was)
				}
			}
			err = g.add(one)
		}
		if err != nil {
			return err
		}
	}
}

func asideOf(number int64, p *Part, row *table.Row, column int, field, key string, args []any) aside {
	reason, err := json.Marshal(Failure{Key: key, Args: args})
	if err != nil {
		reason = []byte(`{"key":"` + key + `"}`)
	}
	raw := row.Raw()
	if p.own > 0 {
		raw = mendRaw(p, row)
	}
	return aside{row: number, part: p.Index, line: row.Line, col: column, field: field, reason: string(reason), raw: clean(raw)}
}

// cells are the cells of a row that belong to the table.
func (p *Part) cells(row *table.Row) []string {
	if p.own == 0 {
		return row.Cells
	}
	return unguarded(row.Cells[p.own:])
}

// clean takes out what a database refuses in text.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

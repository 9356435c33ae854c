package intake

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Options of [New].
type Options struct {
	Dir    string           // folder of the program's data, for stages and files that were handed in
	Now    func() time.Time // the clock
	Log    *slog.Logger     // nil logs nothing
	Limits table.Limits     // of files; the zero value is the usual
	// Free returns the free bytes of the disk that holds a folder; nil asks the
	// system.
	Free func(dir string) (int64, error)
	// Judge publishes what insight says of customers who are about to be entered and of
	// whom nothing but their record is known; nil leaves it to the next computation.
	Judge func(context.Context, *store.Tx, []*customer.Customer) error
}

// Service brings files into the record. It may be used by several goroutines.
type Service struct {
	db     *store.DB
	dir    string
	now    func() time.Time
	log    *slog.Logger
	limits table.Limits
	free   func(string) (int64, error)
	judge  func(context.Context, *store.Tx, []*customer.Customer) error

	mu      sync.Mutex
	running map[int64]*running
	// sizes holds size and time of files in watched folders at the last look, and
	// under the path behind a NUL byte those of files that have been dealt with.
	sizes map[string]int64
	work  sync.WaitGroup // of started imports
}

// New returns the service; it makes the folder.
func New(db *store.DB, o Options) (*Service, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for imports: %w", err)
	}
	s := &Service{
		db: db, dir: o.Dir, now: o.Now, log: o.Log, limits: o.Limits, free: o.Free, judge: o.Judge,
		running: map[int64]*running{}, sizes: map[string]int64{},
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.free == nil {
		s.free = freeBytes
	}
	return s, nil
}

func (s *Service) instant() cal.Instant { return cal.At(s.now()) }

// house is what an import needs to know of the firm.
type house struct {
	currency string // "" while no import has decided it
	common   string // of the firm's country
	region   string
	rate     int // usual VAT in basis points
	loc      *time.Location
	exists   bool
	today    func(now time.Time) cal.Date
	calendar cal.Calendar
	secret   []byte // of the firm, for hashes
}

func loadHouse(ctx context.Context, q store.Querier) (house, error) {
	p, err := firm.Load(ctx, q)
	h := house{common: locale.DeDE.Currency(), region: customer.Region(locale.DeDE), rate: 1900, loc: time.UTC, today: func(now time.Time) cal.Date { return cal.Of(now, time.UTC) }}
	if fault.KindOf(err) == fault.NotFound {
		return h, nil
	}
	if err != nil {
		return h, err
	}
	h.exists, h.currency, h.common, h.region, h.rate = true, p.Currency, p.Locale.Currency(), customer.Region(p.Locale), p.VATBP
	if h.loc, err = time.LoadLocation(p.Timezone); err != nil {
		return h, fmt.Errorf("time zone of the firm: %w", err)
	}
	h.today = p.Day
	h.calendar, h.secret = p.Calendar(), []byte(p.Secret)
	return h, nil
}

// Progress tells how far a running import is.
type Progress struct {
	Import    int64
	Phase     Phase
	Rows      int64 // read, or written in the second phase
	Total     int64 // rows of the file, known in the second phase
	Bytes     int64 // read of the file
	Size      int64 // of the file; 0 when not known
	PerSecond int64 // rows
	Elapsed   time.Duration
	Remaining time.Duration // an estimate; negative while unknown
}

// Phase is a part of an import.
type Phase string

// The phases in their order.
const (
	Reading Phase = "reading" // the file is read and understood
	Writing Phase = "writing" // compared and written, visible all at once at the end
	Closing Phase = "closing"
)

// running is an import of this process.
type running struct {
	mu      sync.Mutex
	cancel  context.CancelCauseFunc // nil until it works
	stopped bool
	now     Progress
	started time.Time
}

// stop cancels the import, also one that has not begun to work.
func (r *running) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopped = true
	if r.cancel != nil {
		r.cancel(errStopped)
	}
}

func (r *running) cancelWith(cancel context.CancelCauseFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancel = cancel
	if r.stopped {
		cancel(errStopped)
	}
}

// Progress returns how far an import is that runs in this process.
func (s *Service) Progress(id int64) (Progress, bool) {
	s.mu.Lock()
	r := s.running[id]
	s.mu.Unlock()
	if r == nil {
		return Progress{}, false
	}
	return r.at(s.now()), true
}

// readingShare is the usual share of the first phase, for the estimate.
const readingShare = 0.4

func (r *running) at(now time.Time) Progress {
	r.mu.Lock()
	p := r.now
	r.mu.Unlock()
	p.Elapsed, p.Remaining = now.Sub(r.started), -1
	if s := p.Elapsed.Seconds(); s > 0 {
		p.PerSecond = int64(float64(p.Rows) / s)
	}
	done := 0.0
	switch {
	case p.Phase == Reading && p.Size > 0:
		done = readingShare * float64(p.Bytes) / float64(p.Size)
	case p.Phase != Reading && p.Total > 0:
		done = readingShare + (1-readingShare)*float64(p.Rows)/float64(p.Total)
	}
	if done > 0.01 {
		p.Remaining = time.Duration(float64(p.Elapsed) * (1 - min(done, 1)) / done)
	}
	return p
}

func (r *running) set(fn func(*Progress)) {
	r.mu.Lock()
	fn(&r.now)
	r.mu.Unlock()
}

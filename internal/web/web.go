package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/undo"
)

// House is everything that the pages need. What is marked optional may be nil; the
// page then leaves out what it would show.
type House struct {
	DB         *store.DB
	Desk       *care.Desk
	Team       *team.Desk
	Insight    *insight.Service
	Duplicates *duplicate.Desk
	Intake     *intake.Service
	Undo       *undo.Desk
	Files      *attachment.Store
	Now        func() time.Time
	Today      func(ctx context.Context) (cal.Date, error) // the firm's day, perhaps frozen
	Log        *slog.Logger
	Random     io.Reader // fit for secrets

	Version   string
	Secure    bool   // served over TLS: cookies never travel otherwise
	PublicURL string // address for the world, "" when there is none
	// BehindProxy says that every request comes through a proxy of our own, whose word
	// on where it came from is taken (X-Forwarded-For).
	BehindProxy bool
	// SetupCode must be typed at the first run; "" when only this machine can reach
	// the program.
	SetupCode string

	// UploadDir is where Intake keeps files that were handed in.
	UploadDir string
	// AfterImport brings insight and the lists up to date after facts came in bulk.
	AfterImport func(ctx context.Context, progress func(done, total int)) error

	Practice      func(ctx context.Context, trade string) error // fills in an invented firm's data
	LeavePractice func(ctx context.Context) error               // removes them again
	Refreshed     func(ctx context.Context) (time.Time, error)  // when the figures were computed; zero before
	Wake          func()                                        // something changed: refresh soon
	Changed       func()                                        // the firm's settings were saved; optional
	DataEnd       func(ctx context.Context) (cal.Date, error)   // day of the newest purchase, cal.Never without; optional
	Customers     func(ctx context.Context) (int64, error)      // how many customers there are; optional
	Backup        func(ctx context.Context, w io.Writer) error  // writes a dump of the database; optional

	// Bulk queues an act on many customers, in the transaction that starts it; optional.
	Bulk func(ctx context.Context, tx *store.Tx, id int64) error
	// Reprice queues what follows from changed margins, in their transaction; optional.
	Reprice func(ctx context.Context, tx *store.Tx, categories []int64) error
	// Redraw queues the drawing of moved lines of the portfolio, in their transaction; without
	// it they are drawn at once.
	Redraw         func(ctx context.Context, tx *store.Tx, p portfolio.Parts) error
	Jobs           Jobs                         // what goes on by itself; optional
	NightlyBackups func() ([]BackupFile, error) // newest first; optional
	Watching       func() Watching              // how the watched folders were found; optional
	Authority      []byte                       // certificate of the firm's own authority as PEM, which phones install; optional
}

// Jobs is the history of the work that goes on by itself.
type Jobs interface {
	// Recent returns the newest tasks of a kind.
	Recent(ctx context.Context, name string, limit int) ([]job.Task, error)
	// Failed returns the tasks that were given up, newest first.
	Failed(ctx context.Context, limit int) ([]job.Task, error)
}

// BackupFile is a nightly backup on the machine that runs the program.
type BackupFile struct {
	Name string
	At   time.Time
	Size int64 // bytes
}

// Watching tells how the watched folders were found.
type Watching struct {
	At, Next   time.Time // the last look, zero before the first, and the next one
	Unreadable []string  // folders that could not be read
}

// server answers requests; safe for concurrent use.
type server struct {
	House
	mux      *http.ServeMux
	facts    factsCache
	printers sync.Map // locale.Options -> *locale.Printer
	night    nightCache
	open     sync.Map // user id -> openCount, what stands beside "Heute"
	nets     netsCache
	members  groupCounts
	setup    throttle
	surveys  sends      // answers of surveys by address
	voices   sends      // what strangers tell, by address
	filling  sync.Mutex // one at a time fills in practice data
	seq      atomic.Int64
	runs     runs // imports that this process follows
}

// New returns the handler of all pages.
func New(h House) http.Handler {
	s := &server{House: h, mux: http.NewServeMux()}
	s.mux.Handle("GET "+look.StaticPath, look.Handler())
	for _, rt := range s.all() {
		s.mux.Handle(rt.pattern, s.handle(rt))
	}
	return s.guard(s.mux)
}

// all are the routes of all topics.
func (s *server) all() []route {
	return slices.Concat(s.routes(), s.partyRoutes(), s.winningRoutes(), s.logRoutes(), s.listRoutes(), s.counterRoutes(), s.callRoutes(), s.watchRoutes())
}

package intake

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"math"
	"os"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// State is where an import stands.
type State string

// The states. A running import becomes one of those that follow; done can become
// undone.
const (
	Running     State = "running"
	Cancelling  State = "cancelling" // somebody wants it to stop
	Done        State = "done"
	Checked     State = "checked" // a dry run: verdicts, nothing written
	Failed      State = "failed"
	Cancelled   State = "cancelled"
	Interrupted State = "interrupted" // its process ended; nothing was written
	Undone      State = "undone"
)

// Import is one run over one file.
type Import struct {
	ID       int64
	Source   string
	Kind     string // kinds of its tables, apart by blanks
	File     string // name as handed in
	Size     int64
	Digest   string // SHA-256 of the file
	State    State
	Figures  Figures
	Error    *Failure // of a failed import
	User     int64
	Started  cal.Instant
	Seen     cal.Instant // last sign of life
	Finished cal.Instant // 0 while running
	Undone   cal.Instant // 0 unless taken back
	Mends    int64       // the import whose rejected rows this one brings, or 0

	settings settings
}

// Failure is an error as it is kept: a message key with values.
type Failure struct {
	Key  string `json:"key"`
	Args []any  `json:"args,omitempty"`
}

// settings are how an import is run, kept so that it can be run again.
type settings struct {
	Request Request       `json:"request"`
	Process int           `json:"process"`
	Host    string        `json:"host"`
	Mends   int64         `json:"mends,omitempty"`
	Stage   string        `json:"stage"` // name of its stage, see stagePath
	Parts   []partSetting `json:"parts"`
}

// partSetting is what the file for mending needs to know of a part.
type partSetting struct {
	Index     int            `json:"index"`
	Name      string         `json:"name"`
	Header    []string       `json:"header"`
	Delimiter byte           `json:"delimiter"`
	Encoding  table.Encoding `json:"encoding"`
}

type importRow struct {
	Import
	settings, figures, failure string
}

func (r *importRow) scan() []any {
	return []any{
		&r.ID, &r.Source, &r.Kind, &r.File, &r.Size, &r.Digest, (*string)(&r.State), &r.settings, &r.figures, &r.failure, &r.User,
		&r.Started, &r.Seen, &r.Finished, &r.Undone,
	}
}

func (r *importRow) read() (Import, error) {
	i := r.Import
	if err := json.Unmarshal([]byte(r.settings), &i.settings); err != nil {
		return i, fmt.Errorf("settings of import %d: %w", i.ID, err)
	}
	if r.figures != "{}" {
		if err := json.Unmarshal([]byte(r.figures), &i.Figures); err != nil {
			return i, fmt.Errorf("figures of import %d: %w", i.ID, err)
		}
	}
	if r.failure != "" {
		if err := json.Unmarshal([]byte(r.failure), &i.Error); err != nil {
			return i, fmt.Errorf("failure of import %d: %w", i.ID, err)
		}
	}
	i.Mends = i.settings.Mends
	return i, nil
}

// Get returns an import, or fault.NotFound "intakerun.no_such_import". One whose process
// has died counts as interrupted, also before [Service.Recover] has written it down.
func (s *Service) Get(ctx context.Context, id int64) (Import, error) {
	imp, err := get(ctx, s.db, id)
	if err != nil {
		return imp, err
	}
	host, _ := os.Hostname()
	s.outlived(&imp, host)
	return imp, nil
}

// outlived takes an import that runs without a process for interrupted.
func (s *Service) outlived(imp *Import, host string) {
	if (imp.State == Running || imp.State == Cancelling) && !s.lives(*imp, host) {
		imp.State = Interrupted
	}
}

func get(ctx context.Context, q store.Querier, id int64) (Import, error) {
	row, found, err := store.One(ctx, q, statements.Get("import"), (*importRow).scan, id)
	if err != nil {
		return Import{}, fmt.Errorf("read import %d: %w", id, err)
	}
	if !found {
		return Import{}, fault.New(fault.NotFound, "intakerun.no_such_import")
	}
	return row.read()
}

// List returns up to limit imports with an id below before, newest first; before 0
// begins with the newest; for interrupted ones see [Service.Get].
func (s *Service) List(ctx context.Context, before int64, limit int) ([]Import, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	list, err := s.list(ctx, "imports", before, limit)
	host, _ := os.Hostname()
	for i := range list {
		s.outlived(&list[i], host)
	}
	return list, err
}

func (s *Service) list(ctx context.Context, query string, args ...any) ([]Import, error) {
	rows, err := store.All(ctx, s.db, statements.Get(query), (*importRow).scan, args...)
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	list := make([]Import, len(rows))
	for i := range rows {
		if list[i], err = rows[i].read(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

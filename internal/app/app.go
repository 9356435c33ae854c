package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
	_ "time/tzdata" // the firm's zone must not depend on the machine

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/undo"
	"github.com/stammkunde/stammkunde/internal/web"
)

// Settings say where the data is and how the program runs.
type Settings struct {
	DB       string    // path of an SQLite file or postgres:// address
	Data     string    // folder for backups and uploaded files
	Today    *cal.Date // the day to work on; nil means the firm's, or the real one
	Volatile bool      // no durability: demos in temporary folders and benchmarks
	Cache    int       // bytes of pages kept while writing, 0 for the usual; see store.Options
	Calm     bool      // work over many customers that nobody waits for never begins: while something is measured
	Now      func() time.Time
	Random   io.Reader
	Log      *slog.Logger
}

// App is the house on an open database.
type App struct {
	DB      *store.DB
	Team    *team.Desk
	Intake  *intake.Service
	Insight *insight.Service
	Desk    *care.Desk
	Jobs    *job.Queue

	Duplicates *duplicate.Desk
	Files      *attachment.Store
	Undoes     *undo.Desk
	Settings

	mu      sync.Mutex
	profile *firm.Profile
	read    time.Time

	customers int64 // as counted last
	counted   time.Time

	watch web.Watching // how the watched folders were found last
}

// profileAge is how long the firm's profile is believed without looking: another
// process may have changed it.
const profileAge = 2 * time.Second

// Open opens the database, brings it to this program's version after a backup, and
// builds the rooms.
func Open(ctx context.Context, s Settings) (*App, error) {
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Random == nil {
		s.Random = rand.Reader
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	db, err := store.Open(ctx, s.DB, store.Options{Volatile: s.Volatile, Cache: s.Cache})
	if err != nil {
		return nil, err
	}
	a := &App{DB: db, Settings: s}
	a.Files = a.files()
	err = schema.Apply(ctx, db, a.backupBefore)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	a.Team = team.New(db, s.Now, s.Random)
	a.Insight = insight.New(db, a.insightSettings, func() cal.Instant { return cal.At(s.Now()) })
	if a.Intake, err = intake.New(db, intake.Options{Dir: filepath.Join(s.Data, "imports"), Now: s.Now, Log: s.Log, Judge: a.judgeNewcomers}); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	a.Desk = &care.Desk{DB: db, Insight: a.Insight, Firm: a.careFirm, Now: s.Now, Zone: a.zone}
	a.Duplicates = a.duplicates()
	a.Undoes = a.undoes()
	a.Jobs = a.jobs()
	return a, nil
}

// Close ends running imports and closes the database.
func (a *App) Close() error {
	a.Intake.Close()
	return a.DB.Close()
}

// Profile returns the firm, or fault.NotFound "firm.not_set_up" before the first run.
func (a *App) Profile(ctx context.Context) (firm.Profile, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.profile != nil && a.Now().Sub(a.read) < profileAge {
		return *a.profile, nil
	}
	p, err := firm.Load(store.Fresh(ctx), a.DB)
	if err != nil {
		return p, err
	}
	a.profile, a.read = &p, a.Now()
	return p, nil
}

// Forget makes the next Profile read anew, after a change.
func (a *App) Forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.profile = nil
}

// Day returns the day on which the house works: the one of the settings, the firm's
// frozen day, or today in the firm's zone.
func (a *App) Day(ctx context.Context) (cal.Date, error) {
	if a.Settings.Today != nil {
		return *a.Settings.Today, nil
	}
	p, err := a.Profile(ctx)
	if err != nil {
		return 0, err
	}
	return p.Day(a.Now()), nil
}

// zone returns the firm's zone, UTC before the first run.
func (a *App) zone() *time.Location {
	p, err := a.Profile(context.Background())
	if err != nil {
		return time.UTC
	}
	return p.Location()
}

func (a *App) careFirm(ctx context.Context) (care.Firm, error) {
	p, err := a.Profile(ctx)
	if err != nil {
		return care.Firm{}, err
	}
	return care.Firm{Trade: care.Trade(p.Trade), Minutes: p.DayMinutes, Secret: []byte(p.Secret), Calendar: p.Calendar()}, nil
}

// Backup writes the whole database to a new file. A file that exists is not touched;
// a broken attempt leaves none.
func (a *App) Backup(ctx context.Context, path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of the backup: %w", err)
	}
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, "app.backup_exists", path)
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}()
	_, err = schema.Dump(ctx, a.DB, f, a.elsewhere()...)
	if err = errors.Join(err, f.Sync(), f.Close()); store.IsFull(err) {
		return fault.Wrap(err, fault.Limit, "app.disk_full", filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	return os.Rename(part, path)
}

// Restore fills the empty database from a backup.
func (a *App) Restore(ctx context.Context, path string) ([]schema.TableSum, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "app.no_such_file", path)
	}
	defer func() { _ = f.Close() }()
	sums, err := schema.Restore(ctx, a.DB, f)
	if err == nil {
		err = a.Files.Unpack(ctx)
	}
	a.Forget()
	return sums, err
}

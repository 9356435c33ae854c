package job

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var sql = store.Load(files)

const (
	lease       = time.Minute
	maxAttempts = 6
	keepHistory = 90 * 24 * time.Hour
)

// Kind is a kind of work.
type Kind struct {
	Name string
	// Every queues the work once per span of time (slots count from midnight UTC); Daily
	// once per day at this time of day in the firm's zone. With neither it runs only
	// when queued by [Queue.Enqueue].
	Every time.Duration
	Daily *Clock
	// When, if set, is asked first: the slot is queued only when there is something to
	// do, and a task that went well leaves no history. So work that is looked for every
	// few seconds writes nothing while nothing happens.
	When func(ctx context.Context) (bool, error)
	// Keep, with When, keeps the history of the runs that counted something.
	Keep bool
	// Limit ends a run that takes longer.
	Limit time.Duration
	// Run does the work for a slot; it must be repeatable. counts is kept in the history.
	Run func(ctx context.Context, slot, payload string, counts Counts) error
}

// Clock is a time of day.
type Clock struct{ Hour, Minute int }

// Counts is what a run did, by name.
type Counts map[string]int64

// Task is a row of the queue, for the page that shows it.
type Task struct {
	ID         int64
	Name, Slot string
	State      string // ready, running, done, failed
	Attempts   int
	Error      string
	Counts     string // JSON
	RunAt      int64  // microseconds UTC
	FinishedAt int64  // microseconds UTC, 0 while open
}

func taskFields(t *Task) []any {
	return []any{&t.ID, &t.Name, &t.Slot, &t.State, &t.Attempts, &t.Error, &t.Counts, &t.RunAt, &t.FinishedAt}
}

// Queue keeps and runs tasks.
type Queue struct {
	db     *store.DB
	now    func() time.Time
	zone   func() *time.Location
	worker string
	log    *slog.Logger
	kinds  []Kind
	queued map[string]string // name -> slot queued last by this process
	wake   chan struct{}
}

// New returns a queue on db. worker names this process among others; zone gives the
// firm's time zone for daily work.
func New(db *store.DB, worker string, now func() time.Time, zone func() *time.Location, log *slog.Logger) *Queue {
	return &Queue{db: db, now: now, zone: zone, worker: worker, log: log, queued: map[string]string{}, wake: make(chan struct{}, 1)}
}

// Add makes a kind of work known. All kinds are added before [Queue.Run].
func (q *Queue) Add(k Kind) { q.kinds = append(q.kinds, k) }

// Enqueue queues work in the transaction that causes it. A slot that was queued
// before is left as it is, even when it is done.
func (q *Queue) Enqueue(ctx context.Context, tx *store.Tx, name, slot, payload string) error {
	now := q.now().UnixMicro()
	if _, err := tx.Exec(ctx, sql.Get("enqueue"), name, slot, payload, now, now); err != nil {
		return fmt.Errorf("queue %s %s: %w", name, slot, err)
	}
	return nil
}

// Wake makes the worker look for work now instead of within a second.
func (q *Queue) Wake() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends. Failures of single tasks are logged and retried; they
// never end the worker.
func (q *Queue) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := q.schedule(ctx); err != nil && ctx.Err() == nil {
			q.log.Error("schedule jobs", "err", err)
		}
		for {
			ran, err := q.Step(ctx)
			if err != nil && ctx.Err() == nil {
				q.log.Error("run a job", "err", err)
			}
			if !ran || ctx.Err() != nil {
				break
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-q.wake:
		}
	}
}

// Drain does the work that is due now and what comes of it, and returns when nothing is
// left. A task that failed is not waited for: its next attempt comes later.
func (q *Queue) Drain(ctx context.Context) error {
	for {
		if err := q.schedule(ctx); err != nil {
			return err
		}
		worked := false
		for ran := true; ran; worked = worked || ran {
			var err error
			if ran, err = q.Step(ctx); err != nil {
				return err
			}
		}
		if !worked {
			return nil
		}
	}
}

// schedule queues the current slot of all periodic kinds.
func (q *Queue) schedule(ctx context.Context) error {
	now := q.now()
	open := map[string]string{}
	for _, k := range q.kinds {
		slot := k.slot(now, q.zone())
		if slot == "" || q.queued[k.Name] == slot {
			continue
		}
		if k.When != nil {
			if wanted, err := k.When(ctx); err != nil || !wanted {
				if err != nil {
					return fmt.Errorf("look for %s: %w", k.Name, err)
				}
				continue
			}
		}
		open[k.Name] = slot
	}
	if len(open) == 0 {
		return nil
	}
	err := q.db.Update(ctx, func(tx *store.Tx) error {
		for name, slot := range open {
			if err := q.Enqueue(ctx, tx, name, slot, "{}"); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, sql.Get("sweep"), now.Add(-keepHistory).UnixMicro())
		return err
	})
	if err != nil {
		return err
	}
	maps.Copy(q.queued, open)
	return nil
}

// slot returns the slot that is current at now, or "" when the kind is not periodic or
// today's time has not come.
func (k Kind) slot(now time.Time, zone *time.Location) string {
	switch {
	case k.Daily != nil:
		local := now.In(zone)
		if local.Hour()*60+local.Minute() < k.Daily.Hour*60+k.Daily.Minute {
			return ""
		}
		return local.Format("2006-01-02")
	case k.Every > 0:
		return now.UTC().Truncate(k.Every).Format(time.RFC3339)
	}
	return ""
}

type claimed struct {
	id                  int64
	name, slot, payload string
	attempts            int
}

// Step claims and runs one task. It reports whether there was one; the error is that
// of the queue, not of the work.
func (q *Queue) Step(ctx context.Context) (bool, error) {
	names, asked := make([]string, len(q.kinds)), []string{}
	for i, k := range q.kinds {
		names[i] = k.Name
		if k.Every == 0 && k.Daily == nil {
			asked = append(asked, k.Name)
		}
	}
	now := q.now()
	var c claimed
	var found bool
	err := q.db.Update(ctx, func(tx *store.Tx) (err error) {
		c, found, err = store.One(ctx, tx, sql.Get("claim"), func(c *claimed) []any {
			return []any{&c.id, &c.name, &c.slot, &c.payload, &c.attempts}
		}, now.UnixMicro(), now.Add(lease).UnixMicro(), q.worker, store.List(names), store.List(asked))
		return err
	})
	if err != nil || !found {
		return false, err
	}
	return true, q.run(ctx, c)
}

func (q *Queue) run(ctx context.Context, c claimed) error {
	var kind Kind
	for _, k := range q.kinds {
		if k.Name == c.name {
			kind = k
		}
	}
	work, cancel := ctx, context.CancelFunc(func() {})
	if kind.Limit > 0 {
		work, cancel = context.WithTimeout(ctx, kind.Limit)
	}
	defer cancel()
	stop := q.keepLease(work, cancel, c.id)
	counts := Counts{}
	started := q.now()
	err := guarded(func() error { return kind.Run(work, c.slot, c.payload, counts) })
	stop()
	if ctx.Err() != nil {
		// The process stops: the task is given back, and taken up again at the next start.
		return errors.Join(ctx.Err(), q.giveBack(context.WithoutCancel(ctx), c.id))
	}
	now := q.now()
	state, runAt, cause := "done", now, ""
	if err != nil {
		cause = err.Error()
		q.log.Error("job failed", "job", c.name, "slot", c.slot, "attempt", c.attempts, "err", err)
		if state = "failed"; c.attempts < maxAttempts {
			state, runAt = "ready", now.Add(Backoff(c.attempts))
		}
	} else {
		q.log.Debug("job done", "job", c.name, "slot", c.slot, "took", now.Sub(started).String(), "counts", counts)
	}
	text, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	return q.db.Update(ctx, func(tx *store.Tx) error {
		if kind.When != nil && state == "done" && !(kind.Keep && len(counts) > 0) {
			_, err := tx.Exec(ctx, sql.Get("drop"), c.id, q.worker)
			return err
		}
		_, err := tx.Exec(ctx, sql.Get("finish"), state, string(text), cause, runAt.UnixMicro(), now.UnixMicro(), c.id, q.worker)
		return err
	})
}

// giveBackTime is how long a stopping process tries to give a task back; if it cannot,
// the lease ends by itself.
const giveBackTime = 2 * time.Second

func (q *Queue) giveBack(ctx context.Context, id int64) error {
	ctx, cancel := context.WithTimeout(ctx, giveBackTime)
	defer cancel()
	return q.db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, sql.Get("give-back"), id, q.worker)
		return err
	})
}

// guarded turns a panic of the work into an error, so that one bad row does not end
// the program.
func guarded(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return fn()
}

// keepLease renews the lease while the work runs and cancels the work when the lease
// was lost to another worker.
func (q *Queue) keepLease(ctx context.Context, cancel context.CancelFunc, id int64) (stop func()) {
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(lease / 3)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			var held int64
			err := q.db.Update(ctx, func(tx *store.Tx) (err error) {
				held, err = tx.Exec(ctx, sql.Get("renew"), q.now().Add(lease).UnixMicro(), id, q.worker)
				return err
			})
			if err == nil && held == 0 {
				cancel()
				return
			}
			if err != nil && !errors.Is(err, context.Canceled) {
				q.log.Warn("renew a job's lease", "err", err)
			}
		}
	}()
	return func() { close(done); <-ended }
}

// Backoff is the pause after the n-th failed attempt: 5 s, 30 s, 3 min, 18 min, then an
// hour.
func Backoff(n int) time.Duration {
	pause := 5 * time.Second
	for i := 1; i < n && pause < time.Hour; i++ {
		pause *= 6
	}
	return min(pause, time.Hour)
}

// Recent returns the newest tasks of a kind.
func (q *Queue) Recent(ctx context.Context, name string, limit int) ([]Task, error) {
	return store.All(ctx, q.db, sql.Get("recent"), taskFields, name, limit)
}

// Failed returns the tasks that were given up, newest first.
func (q *Queue) Failed(ctx context.Context, limit int) ([]Task, error) {
	return store.All(ctx, q.db, sql.Get("failed"), taskFields, limit)
}

package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }
func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func queue(db *store.DB, worker string, c *clock) *job.Queue {
	return job.New(db, worker, c.now, func() *time.Location { return time.UTC }, slog.New(slog.DiscardHandler))
}

func enqueue(t *testing.T, db *store.DB, q *job.Queue, name, slot string) {
	t.Helper()
	if err := db.Update(t.Context(), func(tx *store.Tx) error { return q.Enqueue(t.Context(), tx, name, slot, "{}") }); err != nil {
		t.Fatal(err)
	}
}

func step(t *testing.T, q *job.Queue) bool {
	t.Helper()
	ran, err := q.Step(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return ran
}

func TestASlotRunsOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		c := &clock{t: time.Date(2026, 11, 24, 4, 30, 0, 0, time.UTC)}
		q := queue(db, "a", c)
		runs := 0
		q.Add(job.Kind{Name: "x", Run: func(context.Context, string, string, job.Counts) error { runs++; return nil }})
		for range 3 {
			enqueue(t, db, q, "x", "2026-11-24")
		}
		for step(t, q) {
		}
		enqueue(t, db, q, "x", "2026-11-24")
		if step(t, q) || runs != 1 {
			t.Errorf("the slot ran %d times", runs)
		}
	})
}

func TestAFailureIsTriedAgainAndGivenUp(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		c := &clock{t: time.Date(2026, 11, 24, 4, 30, 0, 0, time.UTC)}
		q := queue(db, "a", c)
		runs := 0
		q.Add(job.Kind{Name: "x", Run: func(context.Context, string, string, job.Counts) error {
			if runs++; runs == 3 {
				panic("bad row")
			}
			return errors.New("no luck")
		}})
		enqueue(t, db, q, "x", "1")
		for n := 1; n <= 6; n++ {
			if !step(t, q) {
				t.Fatalf("attempt %d did not come", n)
			}
			if step(t, q) {
				t.Fatalf("attempt %d came without a pause", n+1)
			}
			c.add(job.Backoff(n))
		}
		if step(t, q) || runs != 6 {
			t.Errorf("%d attempts, want 6", runs)
		}
		failed, err := q.Failed(t.Context(), 5)
		if err != nil || len(failed) != 1 || failed[0].Error != "no luck" || failed[0].Attempts != 6 {
			t.Errorf("failed tasks: %+v, %v", failed, err)
		}
	})
}

func TestADeadWorkersTaskIsTakenUp(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		c := &clock{t: time.Date(2026, 11, 24, 4, 30, 0, 0, time.UTC)}
		hanging := queue(db, "hanging", c)
		begun, release, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
		hanging.Add(job.Kind{Name: "x", Run: func(context.Context, string, string, job.Counts) error {
			close(begun)
			<-release
			return nil
		}})
		enqueue(t, db, hanging, "x", "1")
		go func() {
			defer close(ended)
			if _, err := hanging.Step(context.Background()); err != nil {
				t.Errorf("the hanging worker says %v", err)
			}
		}()
		<-begun
		other := queue(db, "other", c)
		runs := 0
		other.Add(job.Kind{Name: "x", Run: func(context.Context, string, string, job.Counts) error { runs++; return nil }})
		if step(t, other) {
			t.Fatal("the task was taken during its lease")
		}
		c.add(2 * time.Minute)
		if !step(t, other) || runs != 1 {
			t.Error("the task was not taken up after its lease")
		}
		close(release)
		<-ended
	})
}

func TestAStoppingWorkerGivesItsTaskBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		c := &clock{t: time.Date(2026, 11, 24, 4, 30, 0, 0, time.UTC)}
		stopping := queue(db, "stopping", c)
		ctx, stop := context.WithCancel(t.Context())
		stopping.Add(job.Kind{Name: "x", Run: func(context.Context, string, string, job.Counts) error { stop(); return nil }})
		enqueue(t, db, stopping, "x", "1")
		if _, err := stopping.Step(ctx); !errors.Is(err, context.Canceled) {
			t.Fatalf("the stopping worker says %v", err)
		}
		next := queue(db, "next", c)
		runs := 0
		next.Add(job.Kind{Name: "x", Run: func(context.Context, string, string, job.Counts) error { runs++; return nil }})
		if !step(t, next) || runs != 1 {
			t.Error("the next start does not take the task up at once")
		}
	})
}

func TestManyWorkersRunEachTaskOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		c := &clock{t: time.Date(2026, 11, 24, 4, 30, 0, 0, time.UTC)}
		var mu sync.Mutex
		runs := map[string]int{}
		kind := job.Kind{Name: "x", Run: func(_ context.Context, slot, _ string, _ job.Counts) error {
			mu.Lock()
			defer mu.Unlock()
			runs[slot]++
			return nil
		}}
		first := queue(db, "w0", c)
		for i := range 60 {
			enqueue(t, db, first, "x", fmt.Sprint(i))
		}
		var wg sync.WaitGroup
		for w := range 4 {
			q := queue(db, fmt.Sprint("w", w), c)
			q.Add(kind)
			wg.Go(func() {
				for {
					ran, err := q.Step(t.Context())
					if err != nil {
						t.Error(err)
					}
					if !ran {
						return
					}
				}
			})
		}
		wg.Wait()
		if len(runs) != 60 {
			t.Errorf("%d of 60 tasks ran", len(runs))
		}
		for slot, n := range runs {
			if n != 1 {
				t.Errorf("task %s ran %d times", slot, n)
			}
		}
	})
}

func TestPeriodicWorkComesOncePerSlot(t *testing.T) {
	db := schematest.SQLite(t)
	c := &clock{t: time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)}
	q := queue(db, "a", c)
	slots := make(chan string, 10)
	q.Add(job.Kind{Name: "night", Daily: &job.Clock{Hour: 4, Minute: 30}, Run: func(_ context.Context, slot, _ string, _ job.Counts) error {
		slots <- slot
		return nil
	}})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { q.Run(ctx); close(ended) }()
	q.Wake()
	c.add(31 * time.Minute)
	q.Wake()
	if got := <-slots; got != "2026-11-24" {
		t.Errorf("slot %s", got)
	}
	c.add(24 * time.Hour)
	q.Wake()
	if got := <-slots; got != "2026-11-25" {
		t.Errorf("slot %s", got)
	}
	stop()
	<-ended
	if len(slots) != 0 {
		t.Error("a slot ran twice")
	}
}

func TestWorkThatIsLookedForWritesNothingWhileIdle(t *testing.T) {
	db := schematest.SQLite(t)
	c := &clock{t: time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)}
	q := queue(db, "a", c)
	var mu sync.Mutex
	due, ran := 0, make(chan struct{}, 10)
	q.Add(job.Kind{Name: "due", Every: time.Second, When: func(context.Context) (bool, error) {
		mu.Lock()
		defer mu.Unlock()
		return due > 0, nil
	}, Run: func(context.Context, string, string, job.Counts) error {
		mu.Lock()
		defer mu.Unlock()
		due = 0
		ran <- struct{}{}
		return nil
	}})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { q.Run(ctx); close(ended) }()
	for range 3 {
		c.add(time.Second)
		mu.Lock()
		due = 1
		mu.Unlock()
		q.Wake()
		<-ran
	}
	stop()
	<-ended
	tasks, err := q.Recent(t.Context(), "due", 10)
	if err != nil || len(tasks) > 1 { // the last one may have been stopped before it was dropped
		t.Errorf("history: %+v, %v", tasks, err)
	}
}

func TestWorkThatIsLookedForKeepsTheRunsThatCountedSomething(t *testing.T) {
	db := schematest.SQLite(t)
	c := &clock{t: time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)}
	q := queue(db, "a", c)
	files := int64(0)
	q.Add(job.Kind{Name: "watch", Keep: true, When: func(context.Context) (bool, error) { return true, nil }, Run: func(_ context.Context, _, _ string, counts job.Counts) error {
		if files > 0 {
			counts["files"] = files
		}
		return nil
	}})
	for slot, n := range map[string]int64{"04:00": 0, "04:01": 2} {
		files = n
		enqueue(t, db, q, "watch", slot)
		if !step(t, q) {
			t.Fatal("nothing ran")
		}
	}
	tasks, err := q.Recent(t.Context(), "watch", 10)
	if err != nil || len(tasks) != 1 || tasks[0].Slot != "04:01" || tasks[0].State != "done" {
		t.Errorf("history: %+v, %v", tasks, err)
	}
}

func TestDrainDoesAllThatIsDueAndWhatComesOfIt(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		c := &clock{t: time.Date(2026, 11, 24, 4, 30, 0, 0, time.UTC)}
		q := queue(db, "a", c)
		left, failed, followed := 2, 0, 0 // the clock moves on, but not as far as the next attempt
		q.Add(job.Kind{
			Name: "due", Every: 2 * time.Second,
			When: func(context.Context) (bool, error) { return left > 0, nil },
			Run:  func(context.Context, string, string, job.Counts) error { left--; c.add(2 * time.Second); return nil },
		})
		q.Add(job.Kind{Name: "bad", Run: func(context.Context, string, string, job.Counts) error {
			failed++
			return errors.New("not now")
		}})
		q.Add(job.Kind{Name: "first", Run: func(ctx context.Context, _, _ string, _ job.Counts) error {
			return db.Update(ctx, func(tx *store.Tx) error { return q.Enqueue(ctx, tx, "next", "1", "{}") })
		}})
		q.Add(job.Kind{Name: "next", Run: func(context.Context, string, string, job.Counts) error { followed++; return nil }})
		enqueue(t, db, q, "bad", "1")
		enqueue(t, db, q, "first", "1")
		if err := q.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left != 0 || failed != 1 || followed != 1 {
			t.Errorf("%d left, failed %d times, followed %d times", left, failed, followed)
		}
	})
}

func TestWhatSomebodyAskedForGoesBeforeWhatGoesOnByItself(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		c := &clock{t: time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)}
		q := queue(db, "a", c)
		var order []string
		run := func(_ context.Context, _, payload string, _ job.Counts) error {
			order = append(order, payload)
			return nil
		}
		q.Add(job.Kind{Name: "night", Daily: &job.Clock{Hour: 4}, Run: run})
		q.Add(job.Kind{Name: "asked", Run: run})
		for i, name := range []string{"night", "asked", "asked"} {
			payload := fmt.Sprint(name, i)
			if err := db.Update(t.Context(), func(tx *store.Tx) error { return q.Enqueue(t.Context(), tx, name, payload, payload) }); err != nil {
				t.Fatal(err)
			}
			c.t = c.t.Add(time.Second)
		}
		for step(t, q) {
		}
		if got := fmt.Sprint(order); got != "[asked1 asked2 night0]" {
			t.Errorf("they ran as %s", got)
		}
	})
}

package complaint_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// staff is somebody who may own a task.
func staff(t *testing.T, db *store.DB) int64 {
	t.Helper()
	id, err := team.New(db, time.Now, rand.Reader).Create(ctx, 0, team.User{Login: "jana", Name: "Jana Brandt", Role: team.Owner}, "long enough for all")
	must(t, err)
	return id
}

func TestATaskEndsWhatComesAgain(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		owner, who := staff(t, db), person(t, db)
		today := cal.MustParse("2026-11-23")
		by := on("2026-11-23 10:00")
		task := complaint.Task{Cause: cost.Ours, Matter: feedback.Goods, Words: "Ofen prüfen", Owner: owner, Due: today.Add(7)}
		improve := func(x complaint.Task) (id int64, err error) {
			err = db.Update(ctx, func(tx *store.Tx) error { id, err = complaint.Improve(ctx, tx, by, today, x); return err })
			return id, err
		}
		for name, change := range map[string]func(*complaint.Task){
			"feedback.words": func(x *complaint.Task) { x.Words = " " }, "complaint.task.due": func(x *complaint.Task) { x.Due = today.Add(-1) },
			"feedback.complaint.matter": func(x *complaint.Task) { x.Matter = "" }, "feedback.complaint.owner": func(x *complaint.Task) { x.Owner = 99 },
		} {
			x := task
			change(&x)
			if _, err := improve(x); key(err) != name {
				t.Errorf("%v, want %s", err, name)
			}
		}
		id, err := improve(task)
		must(t, err)
		if _, err := improve(task); key(err) != "complaint.task.there" {
			t.Errorf("a second one for the same: %v", err)
		}
		end := func(words string, version int64) error {
			return db.Update(ctx, func(tx *store.Tx) error { return complaint.Improved(ctx, tx, by, today, id, version, words) })
		}
		if err := end(" ", 1); key(err) != "feedback.words" {
			t.Errorf("done without a word: %v", err)
		}
		must(t, end("Ofen neu eingestellt", 1))
		if err := end("Noch einmal", 2); fault.KindOf(err) != fault.Conflict {
			t.Errorf("done twice: %v", err)
		}
		for _, at := range []string{"2026-11-23 16:00", "2026-11-25 16:00", "2026-11-26 16:00"} {
			_, err := take(db, on(at), complaint.Taken{Customer: who, Channel: interaction.Counter, Words: "Wieder hart", Matter: feedback.Goods, Cause: cost.Ours, Remedy: feedback.Replaced})
			must(t, err)
		}
		ended, err := complaint.Ended(ctx, db, 9)
		must(t, err)
		if len(ended) != 1 || ended[0].Result != "Ofen neu eingestellt" {
			t.Fatalf("%+v", ended)
		}
		if n, err := complaint.Since(ctx, db, &ended[0], cal.MustParse("2026-11-30")); err != nil || n != 2 {
			t.Errorf("came again %d times, want 2: what was said on the day itself is none (%v)", n, err)
		}
		if _, err := improve(task); err != nil {
			t.Errorf("a new one after that: %v", err)
		}
		list, err := history.Of(ctx, db, complaint.Subject, id, 0, 9)
		must(t, err)
		if len(list) != 2 || list[0].Verb != "complaint.task.change" {
			t.Fatalf("%+v", list)
		}
		err = db.Update(ctx, func(tx *store.Tx) error { _, err := complaint.UndoTask(ctx, tx, by, list[0]); return err })
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("two would be open for the same: %v", err)
		}
	})
}

// A tailor promises to do it again: the promise stands on its day, the work is a cost of our
// mistakes, and he is asked once, a week after that day.
func TestReworkIsPromisedPaidAndAskedAboutOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		who := person(t, db)
		id, err := take(db, on("2026-11-02 10:00"), complaint.Taken{Customer: who, Channel: interaction.Counter, Words: "Naht offen"})
		must(t, err)
		until := cal.MustParse("2026-11-20")
		step := complaint.Step{ID: id, Version: 1, Words: "Neu nähen", Cause: cost.Ours, Remedy: feedback.Reworked, Goodwill: 1800, Rework: until, Promise: "Nachbessern: Naht offen"}
		wrong := step
		wrong.Remedy = feedback.Excused
		if err := do(db, on("2026-11-02 11:00"), complaint.Solved, wrong); key(err) != "feedback.complaint.rework" {
			t.Errorf("a day without rework: %v", err)
		}
		wrong = step
		wrong.Rework = cal.MustParse("2026-11-01")
		if err := do(db, on("2026-11-02 11:00"), complaint.Solved, wrong); key(err) != "feedback.complaint.rework" {
			t.Errorf("a day that is over: %v", err)
		}
		must(t, do(db, on("2026-11-02 11:00"), complaint.Solved, step))
		open, err := promise.OpenOf(ctx, db, who)
		must(t, err)
		if len(open) != 1 || open[0].Due != until || open[0].Text != "Nachbessern: Naht offen" || open[0].Party != interaction.Us || open[0].User != 3 {
			t.Errorf("%+v", open)
		}
		must(t, do(db, on("2026-11-02 12:00"), complaint.Answered, complaint.Step{ID: id, Version: 2, Channel: interaction.Counter}))
		c := read(t, db, id)
		if c.Task != feedback.Ask || c.Due != until.Add(7) {
			t.Errorf("asked on %s, want a week after %s", c.Due, until)
		}
		paid, err := cost.Of(ctx, db, who, 9)
		must(t, err)
		if len(paid) != 1 || paid[0].Cause != cost.Ours || paid[0].Amount != 1800 {
			t.Errorf("%+v", paid)
		}
		must(t, do(db, on("2026-11-28 12:00"), complaint.Asked, complaint.Step{ID: id, Version: c.Version, Result: feedback.Yes, Channel: interaction.Phone}))
		if c = read(t, db, id); c.Closed == 0 || c.Task != feedback.Nothing {
			t.Errorf("asked once, and still open: %+v", c)
		}
		for range 3 { // asked, answered, solved
			list, err := history.Of(ctx, db, row.Subject, who, 0, 50)
			must(t, err)
			for _, e := range list {
				if strings.HasPrefix(e.Verb, "feedback.complaint.") && !e.Undone && e.Undoes == 0 {
					must(t, db.Update(ctx, func(tx *store.Tx) error { _, err := complaint.Undo(ctx, tx, on("2026-11-29 10:00"), e); return err }))
					break
				}
			}
		}
		open, err = promise.OpenOf(ctx, db, who)
		must(t, err)
		if paid, err = cost.Of(ctx, db, who, 9); err != nil || len(paid)+len(open) != 0 {
			t.Errorf("taken back: %+v, %+v, %v", paid, open, err)
		}
		if c = read(t, db, id); c.Solved != 0 || c.Rework != 0 {
			t.Errorf("%+v", c)
		}
	})
}

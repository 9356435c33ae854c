package project

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func month(m int) cal.Date { return cal.On(2026, time.Month(m), 1) }

// Three months of ten hours: six used, then twelve, then nothing; minutes are hours here.
func TestWhatIsLeftOfAMonthGoesOnAsAgreed(t *testing.T) {
	used := []Used{{month(1), 6, 2}, {month(2), 12, 3}}
	for name, c := range map[string]struct {
		terms []Term
		want  string // carried in, left, beyond, onward of each month
	}{
		"it lapses":                       {[]Term{{Since: month(1), Minutes: 10, Carry: Lapses}}, "[0 4 0 0] [0 0 2 0] [0 10 0 0]"},
		"it is good in the next month":    {[]Term{{Since: month(1), Minutes: 10, Carry: Next}}, "[0 4 0 4] [4 2 0 2] [2 12 0 0]"},
		"it adds up":                      {[]Term{{Since: month(1), Minutes: 10, Carry: AddsUp}}, "[0 4 0 4] [4 2 0 2] [2 12 0 0]"},
		"more is agreed from March on":    {[]Term{{Since: month(1), Minutes: 10, Carry: Lapses}, {Since: month(3), Minutes: 20, Carry: Lapses}}, "[0 4 0 0] [0 0 2 0] [0 20 0 0]"},
		"the last word on a month counts": {[]Term{{Since: month(1), Minutes: 3, Carry: Next}, {Since: month(1), Minutes: 10, Carry: Lapses}}, "[0 4 0 0] [0 0 2 0] [0 10 0 0]"},
		"nothing is agreed":               {nil, ""},
	} {
		got := ""
		for i, m := range Balance(c.terms, used, cal.On(2026, 3, 20)) {
			if i > 0 {
				got += " "
			}
			got += fmt.Sprint([]int{m.Carried, m.Left, m.Over, m.Onward})
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	far := Balance([]Term{{Since: month(1), Minutes: 10, Carry: Next}}, nil, month(4))
	if far[3].Carried != 10 || far[3].Left != 20 {
		t.Errorf("the rest of January was good until February only: %+v", far[3])
	}
}

// Whatever was agreed and used, no minute appears or vanishes.
func TestPropBalanceKeepsEveryMinute(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		minutes := rapid.IntRange(0, 600)
		var terms []Term
		for m := 1; m <= 12; m++ {
			if m == 1 || rapid.IntRange(0, 4).Draw(rt, "new term") == 0 {
				terms = append(terms, Term{Since: month(m), Minutes: minutes.Draw(rt, "agreed"), Carry: rapid.SampledFrom(Carries).Draw(rt, "carry")})
			}
		}
		var used []Used
		for m := 1; m <= 12; m++ {
			used = append(used, Used{month(m), minutes.Draw(rt, "used"), 1})
		}
		list := Balance(terms, used, month(12))
		for i, m := range list {
			switch {
			case m.Carried+m.Agreed+m.Over != m.Used+m.Left:
				rt.Fatalf("a minute is lost: %+v", m)
			case m.Left > 0 && m.Over > 0:
				rt.Fatalf("left and beyond: %+v", m)
			case m.Onward > m.Left || i+1 < len(list) && list[i+1].Carried != m.Onward:
				rt.Fatalf("goes on: %+v", m)
			}
		}
	})
}

func TestAMonthIsBalancedFromWhatWasNoted(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		p := begin(t, db, Project{Customer: someone(t, db), Title: "Betreuung", Kind: "job", Stage: Work, Retainer: 145000})
		agree := func(since cal.Date, minutes int, c Carry) {
			update(t, db, func(tx *store.Tx) error {
				return Agree(ctx, tx, by, Term{Project: p.ID, Since: since, Minutes: minutes, Carry: c})
			})
		}
		agree(month(9), 600, Next)
		agree(month(11), 900, Lapses)
		version := get(t, db, p.ID).Version
		agree(month(11), 900, Lapses)
		if got := get(t, db, p.ID).Version; got != version {
			t.Errorf("what holds already was written again: %d, %d", version, got)
		}
		for _, h := range []Hours{{Day: cal.On(2026, 10, 1), Minutes: 300, Billable: 1}, {Day: cal.On(2026, 10, 31), Minutes: 400, Billable: 1}, {Day: day, Minutes: 60, Billable: 1}, {Day: day, Minutes: 500, Billable: 0}} {
			h.Project, h.User = p.ID, 7
			update(t, db, func(tx *store.Tx) error { _, err := NoteHours(ctx, tx, by, h); return err })
		}
		now := get(t, db, p.ID)
		list, err := Months(ctx, db, &now, day, time.UTC)
		if err != nil || len(list) != 3 {
			t.Fatalf("%+v, %v", list, err)
		}
		if want := (Month{First: month(11), Agreed: 900, Carry: Lapses, Carried: 500, Used: 60, Left: 1340, Notes: 1}); list[0] != want {
			t.Errorf("got %+v, want %+v", list[0], want)
		}
		entries, err := history.Of(ctx, db, Subject, p.ID, 0, 20)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries { // the newest term first
			if e.Verb == "project.term" {
				update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, p.ID, e.ID) })
				break
			}
		}
		if list, err = Months(ctx, db, &now, day, time.UTC); err != nil || list[0].Agreed != 600 {
			t.Errorf("after the way back %+v, %v", list, err)
		}
		now.Stage, now.StageAt = Closed, cal.At(cal.On(2026, 10, 20).Start(time.UTC))
		if list, err = Months(ctx, db, &now, day, time.UTC); err != nil || len(list) != 2 {
			t.Errorf("after the end %+v, %v", list, err)
		}
		for key, term := range map[string]Term{
			"project.bad_day": {Since: day, Minutes: 5, Carry: Next}, "project.bad_choice": {Since: month(1), Minutes: 5, Carry: "x"}, "project.bad_amount": {Since: month(1), Minutes: -5, Carry: Next},
		} {
			term.Project = p.ID
			err := db.Update(ctx, func(tx *store.Tx) error { return Agree(ctx, tx, by, term) })
			if f := fault.Of(err); f == nil || f.Key != key {
				t.Errorf("%s: %v", key, err)
			}
		}
		update(t, db, func(tx *store.Tx) error { return Forget(ctx, tx, p.Customer) })
		if terms, err := Terms(ctx, db, p.ID); err != nil || len(terms) != 0 {
			t.Errorf("terms of a forgotten project: %v, %v", terms, err)
		}
	})
}

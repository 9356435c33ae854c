package care_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/world"
)

var today = cal.MustParse("2026-11-24")

// bakery is a practice bakery of which everything is computed.
func bakery(t *testing.T, db *store.DB) (*care.Desk, *insight.Service) {
	t.Helper()
	w := world.Bakery()
	if err := world.Fill(t.Context(), db, w, world.Options{Today: today}); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return today.Start(time.UTC).Add(8 * time.Hour) }
	calendar := cal.NewCalendar(w.Closed, nil)
	in := insight.New(db, func(context.Context) (insight.Settings, error) {
		return insight.Settings{Calendar: calendar, Trade: w.Trade, Margin: 6000}, nil
	}, func() cal.Instant { return cal.At(now()) })
	if _, err := in.RefitIfNeeded(t.Context(), today); err != nil {
		t.Fatal(err)
	}
	if err := in.RefreshAll(t.Context(), today, nil); err != nil {
		t.Fatal(err)
	}
	return &care.Desk{
		DB: db, Insight: in, Now: now, Zone: func() *time.Location { return time.UTC },
		Firm: func(context.Context) (care.Firm, error) {
			return care.Firm{Trade: "bakery", Minutes: 10, Secret: []byte("secret"), Calendar: calendar}, nil
		},
	}, in
}

func list(t *testing.T, d *care.Desk, user int64) care.Day {
	t.Helper()
	if err := d.Plan(t.Context(), user, today); err != nil {
		t.Fatal(err)
	}
	day, planned, err := care.Today(t.Context(), d.DB, user, today)
	if err != nil || !planned {
		t.Fatalf("planned %v, %v", planned, err)
	}
	return day
}

func lines(d care.Day) (out []string) {
	for _, s := range d.Steps {
		out = append(out, fmt.Sprintf("%s %d %d", s.Line.Key, s.Line.Class, s.Line.Minutes))
	}
	return out
}

func TestTheDay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, _ := bakery(t, db)
		ctx := t.Context()
		first := list(t, desk, 1)
		t.Run("has thanks and danger within the limits", func(t *testing.T) {
			count := map[care.Class]int{}
			for _, s := range first.Steps {
				if s.Line.Customer != 0 {
					count[s.Line.Class]++
				}
			}
			if count[care.Appreciation] == 0 || count[care.Danger] == 0 || count[care.Danger] > 3 || len(first.Steps) > 9 {
				t.Errorf("lines per class: %v", count)
			}
		})
		t.Run("is the same when it is planned again", func(t *testing.T) {
			if diff := cmp.Diff(lines(first), lines(list(t, desk, 1))); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("is the same computed in memory", func(t *testing.T) {
			at, err := desk.At(ctx, today)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range at {
				got = append(got, fmt.Sprintf("%s %d %d", l.Key, l.Class, l.Minutes))
			}
			if diff := cmp.Diff(lines(first), got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("old silences are one number on the first day", func(t *testing.T) {
			if first.Rest == 0 {
				t.Error("nobody is silent beyond his window in a bakery of three years")
			}
		})
		step := first.Steps[0]
		dec := care.Decision{Actor: 1, Step: step.ID, Today: today}
		t.Run("done writes a contact once", func(t *testing.T) {
			if err := desk.Complete(ctx, dec); err != nil {
				t.Fatal(err)
			}
			if err := desk.Complete(ctx, dec); fault.KindOf(err) != fault.Conflict {
				t.Errorf("done twice: %v", err)
			}
			contacts, err := noted(ctx, db, step.Line.Customer)
			if err != nil || len(contacts) != 1 || contacts[0].Day != today || contacts[0].Minutes != step.Line.Minutes {
				t.Errorf("contacts: %+v, %v", contacts, err)
			}
		})
		t.Run("undo takes the contact back", func(t *testing.T) {
			for range 2 { // the second changes nothing
				if err := desk.Undo(ctx, dec); err != nil {
					t.Fatal(err)
				}
			}
			contacts, err := noted(ctx, db, step.Line.Customer)
			if err != nil || len(contacts) != 0 {
				t.Errorf("contacts: %+v, %v", contacts, err)
			}
			if got := list(t, desk, 1).Steps[0].State; got != care.Planned {
				t.Errorf("the line is %s", got)
			}
		})
		t.Run("undo ends with the day", func(t *testing.T) {
			if err := desk.Complete(ctx, dec); err != nil {
				t.Fatal(err)
			}
			late := dec
			late.Today = today.Add(1)
			if e := fault.Of(desk.Undo(ctx, late)); e == nil || e.Key != "care.day_over" {
				t.Errorf("got %v", e)
			}
		})
		t.Run("who was contacted is left alone for a week", func(t *testing.T) {
			if err := desk.Plan(ctx, 2, today); err != nil {
				t.Fatal(err)
			}
			other, _, err := care.Today(ctx, db, 2, today)
			if err != nil {
				t.Fatal(err)
			}
			if slices.ContainsFunc(other.Steps, func(s care.Step) bool { return s.Line.Customer == step.Line.Customer }) {
				t.Error("a colleague would contact the same customer on the same day")
			}
		})
		t.Run("an objection strikes the line", func(t *testing.T) {
			barred := first.Steps[1]
			err := db.Update(ctx, func(tx *store.Tx) error {
				return consent.Set(ctx, tx, consent.Statement{CustomerID: barred.Line.Customer, Kind: consent.Objected, Set: true, Day: today, Source: "counter"})
			})
			if err != nil {
				t.Fatal(err)
			}
			s := list(t, desk, 1).Steps[1]
			if s.State != care.Struck || s.Reason != "barred" {
				t.Errorf("the line is %s (%s)", s.State, s.Reason)
			}
			if err := desk.Complete(ctx, care.Decision{Actor: 1, Step: s.ID, Today: today}); fault.KindOf(err) != fault.Conflict {
				t.Errorf("a struck line was done: %v", err)
			}
		})
		t.Run("a deleted customer leaves no line", func(t *testing.T) {
			gone := first.Steps[1].Line.Customer
			if err := db.Update(ctx, func(tx *store.Tx) error { return care.Forget(ctx, tx, gone) }); err != nil {
				t.Fatal(err)
			}
			left := list(t, desk, 1).Steps
			if len(left) != len(first.Steps)-1 || slices.ContainsFunc(left, func(s care.Step) bool { return s.Line.Customer == gone }) {
				t.Errorf("%d lines are left of %d", len(left), len(first.Steps))
			}
		})
		t.Run("not suitable needs a known reason", func(t *testing.T) {
			s := first.Steps[len(first.Steps)-1]
			d := care.Decision{Actor: 1, Step: s.ID, Today: today}
			if err := desk.Reject(ctx, d, "whatever"); fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v", err)
			}
			if err := desk.Reject(ctx, d, "unwanted"); err != nil {
				t.Fatal(err)
			}
		})
	})
}

func TestTwoUsersDecideOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, _ := bakery(t, db)
		step := list(t, desk, 1).Steps[0]
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() {
				dec := care.Decision{Actor: int64(i), Step: step.ID, Today: today}
				if i%2 == 0 {
					errs[i] = desk.Complete(t.Context(), dec)
				} else {
					errs[i] = desk.Reject(t.Context(), dec, "unfitting")
				}
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Errorf("the loser hears %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of four decided", won)
		}
	})
}

func TestPutOffTwiceAtMost(t *testing.T) {
	db := schematest.SQLite(t)
	desk, _ := bakery(t, db)
	ctx := t.Context()
	few := desk.Firm
	desk.Firm = func(ctx context.Context) (care.Firm, error) {
		f, err := few(ctx)
		f.Minutes = 60
		return f, err
	}
	steps := list(t, desk, 1).Steps
	step := steps[slices.IndexFunc(steps, func(s care.Step) bool { return s.Line.Facts.Until > today.Add(3) })]
	put := func(id int64, day cal.Date) error {
		return desk.Postpone(ctx, care.Decision{Actor: 1, Step: id, Today: day}, day.Add(1))
	}
	if err := put(step.ID, today); err != nil {
		t.Fatal(err)
	}
	find := func(day cal.Date) (care.Step, bool) {
		if err := desk.Plan(ctx, 1, day); err != nil {
			t.Fatal(err)
		}
		d, _, err := care.Today(ctx, db, 1, day)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range d.Steps {
			if s.Line.Key == step.Line.Key {
				return s, true
			}
		}
		return care.Step{}, false
	}
	s, ok := find(today.Add(1))
	if !ok {
		t.Fatal("what was put off did not come back on its day")
	}
	if err := put(s.ID, today.Add(1)); err != nil {
		t.Fatal(err)
	}
	if s, ok = find(today.Add(2)); !ok {
		t.Fatal("what was put off twice did not come back")
	}
	if e := fault.Of(put(s.ID, today.Add(2))); e == nil || e.Key != "care.postponed_twice" {
		t.Errorf("a third time: %v", e)
	}
}

func TestALineBringsAlongWhatTheCustomerLikes(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, _ := bakery(t, db)
		liked := 0
		for _, s := range list(t, desk, 1).Steps {
			if s.Line.Customer == 0 {
				continue
			}
			want, err := care.Likes(t.Context(), db, s.Line.Customer, today)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, s.Line.Facts.Likes); diff != "" {
				t.Error(diff)
			}
			liked += len(want)
		}
		if liked == 0 {
			t.Error("nobody on the list likes anything")
		}
	})
}

package care

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/world"
)

// practice is a practice firm whose days are rolled one by one.
type practice struct {
	t     *testing.T
	db    *store.DB
	desk  *Desk
	in    *insight.Service
	firm  Firm
	today cal.Date
}

// newPractice fills a world up to end; today begins so many days before.
func newPractice(t *testing.T, w world.World, customers, days int) *practice {
	t.Helper()
	end := cal.MustParse("2026-11-24")
	p := &practice{t: t, db: schematest.SQLite(t), today: end.Add(-days)}
	if err := world.Fill(t.Context(), p.db, w, world.Options{Today: end, Customers: customers}); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return p.today.Start(time.UTC).Add(8 * time.Hour) }
	p.firm = Firm{Trade: Trade(w.Trade), Minutes: w.Minutes, Secret: []byte("secret"), Calendar: w.Calendar()}
	p.in = insight.New(p.db, func(context.Context) (insight.Settings, error) {
		return insight.Settings{Calendar: w.Calendar(), Trade: w.Trade, Margin: 4000}, nil
	}, func() cal.Instant { return cal.At(now()) })
	p.desk = &Desk{
		DB: p.db, Insight: p.in, Now: now, Zone: func() *time.Location { return time.UTC },
		Firm: func(context.Context) (Firm, error) { return p.firm, nil },
	}
	p.night()
	return p
}

func (p *practice) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// night is the nightly run for today.
func (p *practice) night() {
	p.t.Helper()
	_, err := p.in.RefitIfNeeded(p.t.Context(), p.today)
	p.must(err)
	p.must(p.in.RefreshAll(p.t.Context(), p.today, nil))
}

func (p *practice) plan(user int64) Day {
	p.t.Helper()
	p.must(p.desk.Plan(p.t.Context(), user, p.today))
	day, planned, err := Today(p.t.Context(), p.db, user, p.today)
	p.must(err)
	if !planned {
		p.t.Fatal("not planned")
	}
	return day
}

// forgetLists removes all lists and what was decided about them.
func (p *practice) forgetLists() {
	p.t.Helper()
	p.must(p.db.Update(p.t.Context(), func(tx *store.Tx) error {
		for _, text := range []string{"DELETE FROM care_member", "DELETE FROM care_step", "DELETE FROM care_day"} {
			if _, err := tx.Exec(p.t.Context(), store.New("forget", text)); err != nil {
				return err
			}
		}
		return nil
	}))
}

func keys(list []Line) (out []string) {
	for _, l := range list {
		out = append(out, fmt.Sprintf("%s %d %d %d %d %.6f", l.Key, l.Customer, l.Class, l.Minutes, l.Customers, l.Score))
	}
	return out
}

func linesOf(d Day) (out []Line) {
	for _, s := range d.Steps {
		out = append(out, s.Line)
	}
	return out
}

type sized struct {
	world     world.World
	customers int
}

func smallWorlds() []sized {
	return []sized{{world.Bakery(), 80}, {world.Dealer(), 120}, {world.Shop(), 300}}
}

func TestListOfStoredRowsIsTheListInMemoryOnEveryDay(t *testing.T) {
	for _, w := range smallWorlds() {
		t.Run(w.world.Name, func(t *testing.T) {
			p := newPractice(t, w.world, w.customers, 24)
			for range 8 {
				stored := p.plan(1)
				at, err := p.desk.At(t.Context(), p.today)
				p.must(err)
				if diff := cmp.Diff(keys(linesOf(stored)), keys(at)); diff != "" {
					t.Fatalf("%v: stored (-), in memory (+): %s", p.today, diff)
				}
				p.forgetLists()
				if diff := cmp.Diff(keys(linesOf(stored)), keys(linesOf(p.plan(1)))); diff != "" {
					t.Fatalf("%v: planned twice: %s", p.today, diff)
				}
				p.forgetLists()
				p.today = p.today.Add(3)
				p.night()
			}
		})
	}
}

// TestSixtyDaysOfAPractice works through the lists of sixty days, completing, putting
// off, rejecting or ignoring lines at random, with two users, and holds every contact
// against the rules.
func TestSixtyDaysOfAPractice(t *testing.T) {
	for _, w := range smallWorlds() {
		t.Run(w.world.Name, func(t *testing.T) { sixtyDays(newPractice(t, w.world, w.customers, 60)) })
	}
}

type contactOf struct {
	occasion Occasion
	last     cal.Date
}

func sixtyDays(p *practice) {
	t, ctx, random := p.t, p.t.Context(), rand.New(rand.NewPCG(3, 5))
	latest := map[int64]cal.Date{}
	times := map[int64]map[contactOf]int{}
	thanked := 0
	contact := func(s Step, id int64, last cal.Date) {
		if at, ok := latest[id]; ok && p.today.Sub(at) < 7 {
			t.Errorf("%v: customer %d (%s) was contacted %d days ago", p.today, id, s.Line.Key, p.today.Sub(at))
		}
		latest[id] = p.today
		if times[id] == nil {
			times[id] = map[contactOf]int{}
		}
		if s.Line.Occasion == Anniversary {
			last = cal.Never
		}
		k := contactOf{s.Line.Occasion, last}
		times[id][k]++
		most := 1
		if k.occasion == WinBack {
			most = 2
		}
		if times[id][k] > most {
			t.Errorf("%v: customer %d got %s %d times in one silence", p.today, id, k.occasion, times[id][k])
		}
	}
	for n := range 60 {
		for user := int64(1); user <= 2; user++ {
			day := p.plan(user)
			counted := map[Class]int{}
			for _, s := range day.Steps {
				if s.Line.Customer != 0 {
					counted[s.Line.Class]++
				}
			}
			if counted[Danger] > 3 || counted[Chance] > 2 || counted[Danger]+counted[Appreciation]+counted[Chance] > 9 {
				t.Errorf("%v: %v", p.today, counted)
			}
			thanked += counted[Appreciation]
			if n == 0 {
				t.Logf("first day: %d lines, rest %d", len(day.Steps), day.Rest)
			}
		}
		for user := int64(1); user <= 2; user++ {
			for _, old := range p.plan(user).Steps {
				s, err := Load(ctx, p.db, old.ID) // as it is after what was done meanwhile
				p.must(err)
				if s.State != Planned {
					continue
				}
				ids := []int64{s.Line.Customer}
				if s.Line.Customer == 0 {
					ids, _, err = Members(ctx, p.db, s.ID)
					p.must(err)
				}
				bars, err := consent.Many(ctx, p.db, ids)
				p.must(err)
				for id, b := range bars {
					if b.Any() {
						t.Errorf("%v: customer %d is barred, but stands in %s", p.today, id, s.Line.Key)
					}
				}
				dec := Decision{Actor: user, Step: s.ID, Today: p.today}
				switch chance := random.IntN(10); {
				case chance < 5:
					lasts := map[int64]cal.Date{}
					p.must(p.desk.of(ctx, ids, cal.Never, p.today, p.firm.Calendar, func(c Candidate) error {
						lasts[c.Customer] = c.Last
						return nil
					}))
					p.must(p.desk.Complete(ctx, dec))
					for _, id := range ids {
						contact(s, id, lasts[id])
					}
				case chance == 5:
					if err := p.desk.Postpone(ctx, dec, p.today.Add(2)); err != nil && s.Line.Customer == 0 {
						t.Error(err)
					}
				case chance == 6:
					p.must(p.desk.Reject(ctx, dec, Rejections[random.IntN(len(Rejections))]))
				case chance == 7 && s.Line.Customer != 0 && random.IntN(8) == 0:
					p.must(p.db.Update(ctx, func(tx *store.Tx) error {
						return consent.Set(ctx, tx, consent.Statement{CustomerID: s.Line.Customer, Kind: consent.Objected, Day: p.today, Source: "counter"})
					}))
				}
			}
		}
		p.today = p.today.Add(1)
		p.night()
	}
	if thanked == 0 {
		t.Error("nobody was thanked in sixty days")
	}
}

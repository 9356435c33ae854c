package world

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
)

// candidates are all customers of a practice firm as the list of the first day sees them.
func candidates(t *testing.T, w World, day cal.Date) []care.Candidate {
	t.Helper()
	var all []made
	for id := 1; id <= w.Customers; id++ {
		all = append(all, w.customer(w.Seed, day, id))
	}
	params, ok := lifecycle.Fit(func(yield func([]lifecycle.Occasion) bool) {
		for _, m := range all {
			if !yield(bought(m)) {
				return
			}
		}
	}, day, w.Calendar())
	if !ok {
		t.Fatal("the data do not suffice for a fit")
	}
	history, err := lifecycle.NewParamsHistory(params)
	if err != nil {
		t.Fatal(err)
	}
	var out []care.Candidate
	var stakes []money.Cents
	for _, m := range all {
		if list := bought(m); len(list) > 0 {
			c := candidate(m, list, lifecycle.Walk(list, nil, history, w.Calendar()), day, w.Calendar())
			out = append(out, c)
			if c.Activity == lifecycle.Active || c.Activity == lifecycle.Late {
				stakes = append(stakes, c.Stake)
			}
		}
	}
	slices.Sort(stakes)
	for i := range out {
		out[i].TopHalf = out[i].Stake >= stakes[len(stakes)/2]
	}
	return out
}

// bought are the purchase occasions among a customer's documents.
func bought(m made) []lifecycle.Occasion {
	back := map[string]bool{}
	for _, d := range m.docs {
		back[d.Order.Refers] = true
	}
	var purchases []lifecycle.Purchase
	for _, d := range m.docs {
		if d.Order.Kind == sales.Sale && !back[d.Order.Document] {
			purchases = append(purchases, lifecycle.Purchase{Day: d.Order.Day, Net: netOf(d.Lines), Counts: true})
		}
	}
	kind := lifecycle.Person
	if m.Firm {
		kind = lifecycle.Firm
	}
	return lifecycle.Occasions(purchases, kind)
}

func netOf(lines []sales.Line) (sum money.Cents) {
	for _, l := range lines {
		sum += l.Net
	}
	return sum
}

func candidate(m made, list []lifecycle.Occasion, r lifecycle.Result, day cal.Date, calendar cal.Calendar) care.Candidate {
	wait := r.WaitOn(day, calendar)
	c := care.Candidate{
		Customer: int64(m.ID), Firm: m.Firm, Standing: r.StandingOn(day), Activity: r.ActivityOn(day), Occasions: r.Occasions,
		First: r.First, Last: r.Last, Begun: m.First, LateFrom: r.LateFrom, DormantFrom: r.DormantFrom, Interval: r.IntervalDays,
		Unusual: wait.Unusual, Alive: wait.Alive, Barred: slices.ContainsFunc(m.bars, func(consent.Statement) bool { return true }),
		HasPhone: m.row.Customer.Phone != "", HasPlace: m.row.Customer.Street != "",
	}
	for _, o := range list {
		if o.Day > day.AddMonths(-12) {
			c.Stake += o.Net / 3
		}
	}
	c.LastNet = list[len(list)-1].Net
	if n := len(list) - 1; n >= 3 {
		usual := make([]money.Cents, n)
		for i := range n {
			usual[i] = list[i].Net
		}
		slices.Sort(usual)
		c.UsualNet = usual[n/2]
	}
	return c
}

// Whatever the day on which the practice begins, its first list thanks somebody and warns
// of somebody, and the reasons that need nothing but sales are to be seen.
func TestFirstListIsWorthReading(t *testing.T) {
	for _, w := range Worlds() {
		for _, start := range []string{"2026-01-01", "2026-03-31", "2026-08-15", "2026-11-22", "2026-11-23", "2026-11-24", "2026-11-27", "2028-02-29"} {
			t.Run(fmt.Sprintf("%s on %s", w.Name, start), func(t *testing.T) {
				t.Parallel()
				day := cal.MustParse(start)
				var lines []care.Line
				for _, c := range candidates(t, w, day) {
					lines = append(lines, care.Lines(c, day, care.Trade(w.Trade))...)
				}
				possible := map[care.Occasion]int{}
				for _, l := range lines {
					possible[l.Occasion]++
				}
				t.Log(possible)
				for _, o := range []care.Occasion{care.Anniversary, care.Late, care.WinBack} {
					if possible[o] == 0 {
						t.Errorf("nobody for %s", o)
					}
				}
				shown := map[care.Class]int{}
				for _, l := range care.Choose(lines, day, care.Budget{Minutes: w.Minutes, Secret: []byte("practice")}) {
					if l.Customer > 0 {
						shown[l.Class]++
					}
				}
				if shown[care.Appreciation] == 0 || shown[care.Danger] == 0 {
					t.Errorf("the list shows %v, want at least one of danger and of appreciation", shown)
				}
			})
		}
	}
}

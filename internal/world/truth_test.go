package world

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
)

var today = cal.MustParse("2026-11-23") // a Monday

// lives are the lives of all customers of a world as it is by default.
func lives(w World, seed uint64, day cal.Date, n int) []life {
	out := make([]life, n)
	for i := range out {
		out[i] = w.live(seed, day, i+1)
	}
	return out
}

func occasions(l life) []lifecycle.Occasion {
	purchases := make([]lifecycle.Purchase, len(l.days))
	for i, d := range l.days {
		purchases[i] = lifecycle.Purchase{Day: d, Net: 100, Counts: true}
	}
	kind := lifecycle.Person
	if l.Firm {
		kind = lifecycle.Firm
	}
	return lifecycle.Occasions(purchases, kind)
}

func TestTruthDependsOnSeedDayAndCustomerAlone(t *testing.T) {
	for _, w := range Worlds() {
		a, b := w.live(7, today, 17), w.live(7, today, 17)
		if diff := cmp.Diff(a.Truth, b.Truth); diff != "" || !slices.Equal(a.days, b.days) {
			t.Errorf("%s: the same customer made twice differs: %s", w.Name, diff)
		}
		if other := w.live(8, today, 17); slices.Equal(a.days, other.days) && a.Interval == other.Interval {
			t.Errorf("%s: another seed makes the same customer", w.Name)
		}
	}
}

// What is declared about a world is found in its customers.
func TestTruthIsDistributedAsDeclared(t *testing.T) {
	for _, w := range Worlds() {
		t.Run(w.Name, func(t *testing.T) {
			const n = 6000
			logs, squares := 0.0, 0.0
			kinds := map[Kind]int{}
			left, purchases, recent := 0, 0, 0
			calendar := w.Calendar()
			for _, l := range lives(w, 3, today, n) {
				v := math.Log(l.Interval)
				logs += v
				squares += v * v
				kinds[l.Kind]++
				purchases += l.Purchases
				if l.Left != cal.Never {
					left++
				}
				if l.First >= today.Add(-14) {
					recent++
				}
				if !slices.IsSorted(l.days) || len(slices.Compact(slices.Clone(l.days))) != l.Purchases {
					t.Fatalf("customer %d: days are not distinct and sorted", l.ID)
				}
				for _, d := range l.days {
					if d >= today || d < today.Add(-w.Years*365) || !calendar.Open(d) {
						t.Fatalf("customer %d bought on %s", l.ID, d)
					}
				}
				if l.Left != cal.Never && l.Left < l.Last {
					t.Fatalf("customer %d left on %s and bought on %s", l.ID, l.Left, l.Last)
				}
				if !slices.Contains(l.categories, w.goods.articles[l.favourite].category) {
					t.Fatalf("customer %d: his favourite is not among his interests", l.ID)
				}
			}
			near := func(what string, got, want, tolerance float64) {
				if math.Abs(got-want) > tolerance {
					t.Errorf("%s is %.3f, declared %.3f", what, got, want)
				}
			}
			mean := logs / n
			near("median interval (log)", mean, math.Log(w.rhythm.median), .04)
			near("spread of the intervals", math.Sqrt(squares/n-mean*mean), w.rhythm.spread, .03)
			near("share that leaves after a purchase", float64(left)/float64(purchases), w.rhythm.last, .1*w.rhythm.last+.001)
			near("share of the last fortnight", float64(recent)/n, w.rhythm.recent+(1-w.rhythm.recent)*14/float64(w.Years*365), .01)
			for i, k := range Kinds {
				near("share of "+string(k), float64(kinds[k])/n, w.customers.kinds[i], .03)
			}
		})
	}
}

// The specification's precision of dormant (less .05) is reached in every world at the
// size in which it is shown, with parameters fitted from its own data: an alarm is right
// when the customer has truly left.
func TestDormantIsAsPreciseAsSpecified(t *testing.T) {
	want := map[string]float64{"bakery": .74 - .05, "dealer": .78 - .05, "shop": .83 - .05}
	for _, w := range Worlds() {
		t.Run(w.Name, func(t *testing.T) {
			t.Parallel()
			right, wrong := 0, 0
			for seed := range uint64(20) {
				r, x := dormantAlarms(t, w, seed+1)
				right, wrong = right+r, wrong+x
			}
			precision := float64(right) / float64(right+wrong)
			t.Logf("%d alarms, precision %.3f", right+wrong, precision)
			if precision < want[w.Name] {
				t.Errorf("precision of dormant %.3f, want at least %.2f", precision, want[w.Name])
			}
		})
	}
}

// dormantAlarms counts the beginnings of dormant in all silences of a world.
func dormantAlarms(t *testing.T, w World, seed uint64) (right, wrong int) {
	t.Helper()
	all := lives(w, seed, today, w.Customers)
	calendar := w.Calendar()
	params, ok := lifecycle.Fit(func(yield func([]lifecycle.Occasion) bool) {
		for _, l := range all {
			if !yield(occasions(l)) {
				return
			}
		}
	}, today, calendar)
	if !ok {
		t.Fatal("the data do not suffice for a fit")
	}
	for _, l := range all {
		list := occasions(l)
		for i, o := range list {
			next := today
			if i+1 < len(list) {
				next = list[i+1].Day
			}
			r := lifecycle.Rhythm{Params: params, N: i, S: calendar.OpenDays(list[0].Day, o.Day)}
			wait := calendar.OpenDays(o.Day, next.Add(-1))
			if a := r.JudgeWait(wait); a != lifecycle.Dormant && a != lifecycle.Lost {
				continue
			}
			if !l.Active(calendar.AfterOpenDays(o.Day, r.Limits().Dormant)) {
				right++
			} else {
				wrong++
			}
		}
	}
	return right, wrong
}

func ExampleWorld_Truth() {
	t := Bakery().Truth(1, cal.MustParse("2026-11-23"), 1)
	fmt.Println(t.ID, t.Kind)
	// Output: 1 exchange
}

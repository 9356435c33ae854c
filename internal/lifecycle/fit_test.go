package lifecycle

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
)

func TestFitFindsTheTruthBehindTheData(t *testing.T) {
	s := scenario{shape: 3, mean: 60, sd: 0.5, p: 0.02, years: 12, customers: 3000, kind: Person}
	p := fitted(t, s.simulate(7), s.end())
	// A log-normal mean of sd 0.5 has the log variance that trigamma(a) = 0.25 gives: a = 4.48.
	// The mean of an interval is 60 exp(0.125) = 68 days.
	for name, c := range map[string]struct{ got, want, tolerance float64 }{
		"k":   {p.K, 3, 0.05},
		"a":   {p.A, 4.48, 0.10},
		"p":   {p.P, 0.02, 0.05},
		"I_g": {p.GroupInterval, 68, 0.05},
	} {
		if math.Abs(c.got-c.want) > c.tolerance*c.want {
			t.Errorf("%s = %.4f, want %.4f within %.0f %%", name, c.got, c.want, 100*c.tolerance)
		}
	}
	if p.Source != FromFit || p.ValidFrom != s.end() || p.Customers < 2000 {
		t.Errorf("fit carries %v, %v, %d customers", p.Source, p.ValidFrom, p.Customers)
	}
}

func TestFitNeedsThirtyCustomersWithFourPurchases(t *testing.T) {
	day := start.Add(2000)
	for _, c := range []struct {
		customers, purchases int
		want                 bool
	}{{30, 4, true}, {29, 4, false}, {300, 3, false}} {
		f := NewFitter(day, cal.Calendar{})
		for range c.customers {
			f.Add(every(10, c.purchases))
		}
		if _, ok := f.Params(); ok != c.want {
			t.Errorf("%d customers with %d purchases: fit %v, want %v", c.customers, c.purchases, ok, c.want)
		}
	}
}

func TestLastPurchaseShareLooksOnlyAtOldPurchases(t *testing.T) {
	// Equal steady customers: I_g is close to their ten days, so purchases older
	// than about 60 days count. Half of the customers stopped long ago.
	day := start.Add(1000)
	f := NewFitter(day, cal.Calendar{})
	for i := range 40 {
		until := 1000
		if i%2 == 0 {
			until = 500
		}
		var offsets []int
		for d := 0; d <= until; d += 10 {
			offsets = append(offsets, d)
		}
		f.Add(onDays(offsets...))
	}
	p, ok := f.Params()
	if !ok {
		t.Fatal("no fit")
	}
	old := 0
	for d := 0; d <= 1000; d += 10 {
		if float64(1000-d) > 6*p.GroupInterval {
			old++
		}
	}
	if want := float64(20+1) / float64(20*51+20*old+10); math.Abs(p.P-want) > 1e-12 {
		t.Errorf("p = %.6f, want %.6f", p.P, want)
	}
}

func TestFitLeavesOutWhatComesAfterItsDay(t *testing.T) {
	days := every(10, 40)
	early, cut := NewFitter(days[20].Day, cal.Calendar{}), NewFitter(days[20].Day, cal.Calendar{})
	for range 40 {
		early.Add(days)
		cut.Add(days[:21])
	}
	a, _ := early.Params()
	b, _ := cut.Params()
	if a != b {
		t.Errorf("with later purchases %+v, without %+v", a, b)
	}
}

func TestFitGivesUsableParametersForAnyHistory(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		weekdays := rapid.SampledFrom([][]int{nil, {0}, {1, 2, 3, 4, 5, 6}}).Draw(r, "closed weekdays")
		c := cal.NewCalendar(weekdays, nil)
		f := NewFitter(start.Add(3000), c)
		scale := rapid.IntRange(1, 2000).Draw(r, "scale")
		for range rapid.IntRange(30, 60).Draw(r, "customers") {
			var days []int
			at := 0
			for range rapid.IntRange(1, 12).Draw(r, "purchases") {
				days = append(days, at)
				at += rapid.IntRange(1, scale).Draw(r, "gap")
			}
			slices.Sort(days)
			f.Add(onDays(days...))
		}
		p, ok := f.Params()
		if !ok {
			return
		}
		if err := p.Check(); err != nil || p.A < 1.05 {
			r.Fatalf("fit gives %+v", p)
		}
		l := Rhythm{p, 3, 90}.Limits()
		if l.Late < 1 || l.Late > l.Dormant || l.Dormant > l.Lost {
			r.Fatalf("limits %+v under %+v", l, p)
		}
	})
}

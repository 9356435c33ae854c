package lifecycle

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// The golden values of the specification, within half a per cent, or half a unit of
// their last digit where they were rounded more coarsely (7.0 stands for 6.962).
func TestGoldenValuesOfTheRhythm(t *testing.T) {
	tests := []struct {
		trade          Trade
		n, s, t        int
		q, alive, days float64
	}{
		{Bakery, 10, 70, 14, 0.911, 0.898, 7.0},
		{Bakery, 10, 70, 21, 0.981, 0.652, 7.0},
		{Dealer, 8, 360, 90, 0.930, 0.616, 44.9},
		{Dealer, 8, 360, 120, 0.980, 0.312, 44.9},
		{Shop, 1, 100, 400, 0.970, 0.075, 96.9},
	}
	for _, c := range tests {
		r := Rhythm{Preset(c.trade, 0), c.n, c.s}
		q, alive := r.Wait(c.t)
		for what, pair := range map[string][3]float64{"q": {q, c.q, 0.0005}, "P": {alive, c.alive, 0.0005}, "I": {r.Interval(), c.days, 0.05}} {
			if math.Abs(pair[0]-pair[1]) > max(0.005*pair[1], pair[2]) {
				t.Errorf("%s after %d days: %s = %.4f, want %.4f", c.trade, c.t, what, pair[0], pair[1])
			}
		}
	}
}

func TestGroupIntervalsOfThePresets(t *testing.T) {
	for trade, want := range map[Trade]float64{Bakery: 6.6, Dealer: 44.25, Shop: 95.31} {
		if got := Preset(trade, 0).GroupInterval; math.Abs(got-want) > 0.01 {
			t.Errorf("%s: I_g = %.3f, want %.3f", trade, got, want)
		}
	}
}

func TestAWeeklyBakeryCustomerIsLateOnDay24(t *testing.T) {
	r := Rhythm{Preset(Bakery, 0), 10, 70}
	if got := r.Limits().Late; got != 24 {
		t.Errorf("late after %d days, want 24", got)
	}
	if got := r.JudgeWait(23); got != Active {
		t.Errorf("on day 23 he is %s, want active", got)
	}
	if got := r.JudgeWait(24); got != Late {
		t.Errorf("on day 24 he is %s, want late", got)
	}
}

func TestAFirstTimeBuyerIsNotLostBeforeTwoGroupIntervals(t *testing.T) {
	// Nearly everybody stays away after one purchase, so the rule alone would
	// call him lost as soon as the wait is unusual.
	p := Params{K: 40, A: 300, B: 200, P: 0.9}
	p.GroupInterval = p.expectedInterval(0, 0)
	limit := int(math.Ceil(2 * p.GroupInterval))
	for _, n := range []int{0, 1} {
		r := Rhythm{p, n, 10 * n}
		before, at := r.JudgeWait(limit-1), r.JudgeWait(limit)
		if n == 0 && (before == Lost || at != Lost) {
			t.Errorf("one purchase: %s, then %s; want lost only from 2 I_g on", before, at)
		}
		if n == 1 && before != Lost {
			t.Errorf("two purchases: %s on the day before, want lost (the guard is for first-time buyers only)", before)
		}
	}
}

func drawParams(r *rapid.T) Params {
	p := Params{
		K: math.Exp(rapid.Float64Range(-2, 4).Draw(r, "log k")),
		A: 1.05 + math.Exp(rapid.Float64Range(-4, 3.5).Draw(r, "log a")),
		B: math.Exp(rapid.Float64Range(-1, 8).Draw(r, "log b")),
		P: 1 / (1 + math.Exp(rapid.Float64Range(-2, 12).Draw(r, "logit p"))),
	}
	p.GroupInterval = p.expectedInterval(0, 0)
	return p
}

func TestLimitsAreTheFirstWaitsOfTheRule(t *testing.T) {
	rank := map[Activity]int{Active: 0, Late: 1, Dormant: 2, Lost: 3}
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(r, "n")
		rh := Rhythm{drawParams(r), n, n * rapid.IntRange(0, 400).Draw(r, "mean")}
		l := rh.Limits()
		if l.Late > l.Dormant || l.Dormant > l.Lost {
			r.Fatalf("limits %+v are not in order", l)
		}
		for want, first := range map[int]int{1: l.Late, 2: l.Dormant, 3: l.Lost} {
			for _, wait := range []int{first - 1, first, rapid.IntRange(0, never).Draw(r, "wait")} {
				if wait > never-1 {
					continue
				}
				if got := rank[rh.JudgeWait(wait)] >= want; got != (wait >= first) {
					r.Fatalf("after %d days %s, but limits are %+v", wait, rh.JudgeWait(wait), l)
				}
			}
		}
	})
}

func TestTheCheapBoundNeverChangesTheVerdict(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(r, "n")
		rh := Rhythm{drawParams(r), n, n * rapid.IntRange(0, 400).Draw(r, "mean")}
		wait := rapid.IntRange(0, 4*int(min(rh.Interval(), 5000))+5).Draw(r, "t")
		tail, bound := rh.tail(wait), rh.tailAtLeast(wait)
		if bound > tail*(1+1e-9)+1e-15 {
			r.Fatalf("bound %g above the tail %g", bound, tail)
		}
		if got, want := rh.dormant(wait), rh.Params.holds(limits[1], tail); got != want {
			r.Fatalf("after %d days dormant is %v with the bound, %v without", wait, got, want)
		}
	})
}

func TestWaitStaysBetweenNoughtAndOne(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 5000).Draw(r, "n")
		rh := Rhythm{drawParams(r), n, n * rapid.IntRange(0, 400).Draw(r, "mean")}
		q, alive := rh.Wait(rapid.IntRange(-5, 100000).Draw(r, "t"))
		if !(q >= 0 && q <= 1 && alive >= 0 && alive <= 1 && rh.Interval() > 0) {
			r.Fatalf("q %g, P %g, I %g", q, alive, rh.Interval())
		}
	})
}

func TestParamsHistoryUsesTheVersionOfTheDay(t *testing.T) {
	day := cal.MustParse("2026-03-01")
	h, err := NewParamsHistory(Preset(Shop, day.Add(100)), Preset(Bakery, day))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		day  cal.Date
		want float64
	}{
		"before the first version the first": {day.Add(-500), 2.2},
		"on its first day":                   {day, 2.2},
		"the day before the next":            {day.Add(99), 2.2},
		"on the next one's first day":        {day.Add(100), 1.04},
	} {
		if got := h.On(c.day).K; got != c.want {
			t.Errorf("%s: k = %g, want %g", name, got, c.want)
		}
	}
	if got := h.Until(day.Add(99)).On(day.Add(200)).K; got != 2.2 {
		t.Errorf("as known before the refit k = %g, want 2.2", got)
	}
	if _, err := NewParamsHistory(Params{K: math.NaN(), A: 2, B: 1, P: .5, GroupInterval: 1}); err == nil {
		t.Error("parameters that are no numbers are accepted")
	}
}

func BenchmarkLimits(b *testing.B) {
	r := Rhythm{Preset(Dealer, 0), 19, 19 * 45}
	b.ReportAllocs()
	for b.Loop() {
		r.Limits()
	}
}

package value

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/money"
)

// The published examples of the rule.
func TestForwardMeetsTheGoldenValues(t *testing.T) {
	for name, c := range map[string]struct {
		alive, margin, leave, interval, want float64
		count                                int
	}{
		"bread every week":             {.95, 6, .012, 7, 365.03, 156},
		"oil every six weeks":          {.90, 180, .05, 45, 2043.38, 24},
		"a shop three times a year":    {.60, 32, .30, 110, 56.52, 9},
		"gone":                         {0, 32, .30, 110, 0, 9},
		"rarer than the horizon":       {1, 32, .30, 1096, 0, 0},
		"costs more than it brings":    {.95, -6, .012, 7, -365.03, 156},
		"nobody leaves, nothing wanes": {1, 10, 0, 365, 10 * (1/1.1 + 1/1.21 + 1/1.331), 3},
	} {
		worth, n := Forward(c.alive, c.margin, c.leave, c.interval, .10, Horizon)
		if math.Abs(worth-c.want) > .005 || n != c.count {
			t.Errorf("%s: got %.3f from %d purchases, want %.2f from %d", name, worth, n, c.want, c.count)
		}
	}
	if all, _ := Forward(1, 1, 0, 73, 0, 365); all != 5 {
		t.Errorf("without discount and leaving every purchase counts once, got %v", all)
	}
}

func TestAWarningMovesTheOddsToLeave(t *testing.T) {
	for name, c := range map[string]struct {
		yellow, red bool
		want        float64
	}{"green": {false, false, .2}, "yellow": {true, false, .375 / 1.375}, "red": {false, true, .625 / 1.625}} {
		if got := Leave(.2, c.yellow, c.red); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

var firm = Group{Concept: AfterCost, Margin: 1800, Most: 9000, Spread: .6, Rate: .3, Basket: 6000, Customers: 40}

func regular() Prospect {
	return Prospect{Occasions: 9, Margin: 3000, Alive: .9, Leave: .05, Interval: 45, Shape: 27, Past: 12345}
}

func TestAShortHistoryLeansOnTheGroup(t *testing.T) {
	own := firm.Lifetime(regular())
	if own.State != Own || own.Shrunk != (9*3000+3*1800)/12. || own.Past != 12345 || own.Purchases != 24 {
		t.Errorf("got %+v", own)
	}
	if !(own.Low < own.Future && own.Future < own.High) {
		t.Errorf("the range %d to %d must hold %d", own.Low, own.High, own.Future)
	}
	once := regular()
	once.Occasions = 1
	if got := firm.Lifetime(once); got.State != OfGroup || got.Shrunk != firm.Margin {
		t.Errorf("one occasion: got %+v", got)
	}
	none := regular()
	none.Occasions = 0
	for name, got := range map[string]Lifetime{"no occasion": firm.Lifetime(none), "no group": (Group{}).Lifetime(regular())} {
		if got.State != Open || got.Future != 0 || got.High != 0 || got.Past != 12345 {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	gone := regular()
	gone.Alive = 0
	if got := firm.Lifetime(gone); got.Future != 0 || got.Low != 0 || got.High != 0 || got.State != Own {
		t.Errorf("gone: got %+v", got)
	}
}

// Of many customers drawn from the very distributions that the range assumes, about eight in
// ten lie inside; the pairs behind the range are only 200.
func TestRangeHoldsEightInTen(t *testing.T) {
	p := regular()
	low, high := firm.spread(p, firm.shrunk(p))
	inside := 0
	for _, d := range draws() {
		cube := 1 - 1/(9*p.Shape) + d.interval/(3*math.Sqrt(p.Shape))
		odds := p.Leave / (1 - p.Leave) * d.odds
		unsure := firm.Spread * firm.shrunk(p) / math.Sqrt(12)
		worth, _ := Forward(p.Alive, firm.shrunk(p)+d.margin*unsure, odds/(1+odds), p.Interval*(p.Shape-1)/p.Shape/(cube*cube*cube), Discount, Horizon)
		if worth >= low && worth <= high {
			inside++
		}
	}
	if inside < 158 || inside > 164 {
		t.Errorf("%d of 200 draws lie inside", inside)
	}
	unsure := p
	unsure.Occasions, unsure.Shape = 2, 4
	wideLow, wideHigh := firm.spread(unsure, firm.shrunk(unsure))
	if wideHigh-wideLow <= high-low {
		t.Errorf("who is less known has the wider range: %v against %v", wideHigh-wideLow, high-low)
	}
}

func TestLifetimeIsSensibleForAnyCustomer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := firm
		g.Margin, g.Spread = rapid.Float64Range(-1e6, 1e7).Draw(t, "group margin"), rapid.Float64Range(0, 3).Draw(t, "spread")
		p := Prospect{
			Occasions: rapid.IntRange(0, 100_000).Draw(t, "occasions"), Margin: rapid.Float64Range(-1e9, 1e10).Draw(t, "margin"),
			Alive: rapid.Float64Range(0, 1).Draw(t, "alive"), Leave: rapid.Float64Range(1e-9, .999).Draw(t, "leave"),
			Interval: rapid.Float64Range(0, 40_000).Draw(t, "interval"), Shape: rapid.Float64Range(1.05, 1e6).Draw(t, "shape"),
		}
		l := g.Lifetime(p)
		if !(l.Low <= l.Future && l.Future <= l.High) {
			t.Fatalf("got %+v", l)
		}
		if l.Shrunk > 0 && l.Future < 0 || l.Shrunk < 0 && l.Future > 0 {
			t.Fatalf("the sign of %v is lost in %d", l.Shrunk, l.Future)
		}
		more := p
		more.Alive = min(1, p.Alive+.1)
		if m := g.Lifetime(more); l.Shrunk > 0 && m.Future < l.Future {
			t.Fatalf("more likely still a customer and worth less: %d, %d", l.Future, m.Future)
		}
	})
}

func TestTwoDigitsAreShown(t *testing.T) {
	for c, want := range map[money.Cents]money.Cents{0: 0, 99: 99, 104: 100, 105: 110, 943_812: 940_000, 995_000: 1_000_000, -1_049: -1_000, -1_050: -1_100} {
		if got := TwoDigits(c); got != want {
			t.Errorf("%d is shown as %d, not %d", c, got, want)
		}
	}
}

func TestDaysAreSplitByConcept(t *testing.T) {
	day := cal.MustParse("2026-05-04")
	entries := []Entry{
		{day, Margin{Net: 1000, Cost: 400, NetMeasured: 1000}},
		{day, Margin{Net: 500}},
		{day.Add(7), Margin{Net: -300, Cost: -100, NetMeasured: -300}},
		{day.Add(9), Margin{Net: 2000, Cost: 900, NetMeasured: 2000}},
		{day.Add(30), Margin{Net: 9999}},
	}
	ever := Steps{Order: 50, Care: 70, Finance: 1000}
	after := DailyOf(entries, ever, AfterCost, .4, day.Add(20), nil)
	if len(after.Days) != 2 || after.Days[0] != 800 || after.Days[1] != 1100 || after.Rest != -200-120 || !after.Guessed {
		t.Errorf("after cost: %+v", after)
	}
	if mean := after.Mean(1000, 2); mean != (800+1000-320)/2. {
		t.Errorf("mean %v", mean)
	}
	net := DailyOf(entries, ever, Revenue, .4, day.Add(20), nil)
	if len(net.Days) != 2 || net.Days[0] != 1500 || net.Days[1] != 2000 || net.Rest != -300 || net.Guessed {
		t.Errorf("revenue: %+v", net)
	}
}

func fitted(t *testing.T, known bool) Group {
	t.Helper()
	day := cal.MustParse("2026-06-01")
	f := NewGroupFitter(day)
	for i := range 20 {
		var entries []Entry
		for k := range 10 {
			net := money.Cents(1000 + 100*i + 10*(k%3))
			m := Margin{Net: net}
			if known {
				m.Cost, m.NetMeasured = net/2, net
			}
			entries = append(entries, Entry{day.Add(-300 + 30*k), m})
		}
		entries[0].Margin.Net *= 100 // one large order each
		f.Add(entries, []cost.Charge{{Kind: cost.Minutes, Cause: cost.ByCustomer, Amount: 100, Day: day.Add(-5)}}, 10, Turnover{
			Now: 20_000, Before: 10_000, NowCount: 10, BeforeCount: 5, First: day.Add(-900), Day: day,
		})
	}
	g, ok := f.Group()
	if !ok || g.Customers != 20 || g.ValidFrom != day {
		t.Fatalf("got %+v, %v", g, ok)
	}
	return g
}

func TestGroupIsLearned(t *testing.T) {
	g := fitted(t, true)
	if g.Concept != Revenue {
		t.Errorf("the large orders have no known cost: %+v", g)
	}
	if _, ok := NewGroupFitter(0).Group(); ok {
		t.Error("nobody makes a group")
	}
	if g.Spread <= 0 || g.Basket <= 0 || math.Abs(g.Change-math.Log((20_000+g.Basket)/(10_000+g.Basket))) > 1e-12 {
		t.Errorf("got %+v", g)
	}
	if g.Most < 2900 || g.Margin >= float64(g.Most) {
		t.Errorf("large days must count as the 95th percentile: %+v", g)
	}
}

func TestGrowthIsToldAsFarAsItIsSure(t *testing.T) {
	day := cal.MustParse("2026-06-01")
	old, g := day.AddMonths(-40), firm
	g.Basket = 1000
	for name, c := range map[string]struct {
		turnover Turnover
		want     Trend
	}{
		"new":          {Turnover{Now: 9000, NowCount: 9, First: day.AddMonths(-14), Day: day}, TooEarly},
		"never bought": {Turnover{First: cal.Never, Day: day}, TooEarly},
		"the same":     {Turnover{Now: 12_000, Before: 12_000, NowCount: 12, BeforeCount: 12, First: old, Day: day}, Steady},
		"much more":    {Turnover{Now: 90_000, Before: 30_000, NowCount: 40, BeforeCount: 40, First: old, Day: day}, Figured},
		"rather more":  {Turnover{Now: 18_000, Before: 12_000, NowCount: 18, BeforeCount: 12, First: old, Day: day}, Rising},
		"rather less":  {Turnover{Now: 12_000, Before: 18_000, NowCount: 12, BeforeCount: 18, First: old, Day: day}, Falling},
		"came midway":  {Turnover{Now: 12_000, Before: 6_000, NowCount: 12, BeforeCount: 6, First: day.AddMonths(-18), Day: day}, Steady},
	} {
		if got := g.Growth(c.turnover, 10); got.Trend != c.want {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	got := g.Growth(Turnover{Now: 90_000, Before: 30_000, NowCount: 40, BeforeCount: 40, First: old, Day: day}, 30)
	raw := math.Log(91_000. / 31_000)
	if rate := 20 * raw / 24; math.Abs(got.Rate-rate) > 1e-12 || got.Next != money.Cents(math.Round(90_000./40*30*1.5)) {
		t.Errorf("got %+v, want %v, at most half more", got, rate)
	}
}

func TestGrowthIsSensibleForAnyTurnover(t *testing.T) {
	day := cal.MustParse("2026-06-01")
	rapid.Check(t, func(t *rapid.T) {
		u := Turnover{
			Now: rapid.Float64Range(-1e9, 1e12).Draw(t, "now"), Before: rapid.Float64Range(-1e9, 1e12).Draw(t, "before"),
			NowCount: rapid.IntRange(0, 100_000).Draw(t, "count"), BeforeCount: rapid.IntRange(0, 100_000).Draw(t, "count before"),
			First: day.Add(-rapid.IntRange(0, 5000).Draw(t, "age")), Day: day,
		}
		g := firm.Growth(u, rapid.Float64Range(0, 4000).Draw(t, "expected"))
		if math.IsNaN(g.Rate) || math.IsInf(g.Rate, 0) || g.Next < 0 || g.Trend != TooEarly && !(g.Error > 0) {
			t.Fatalf("got %+v", g)
		}
	})
}

func BenchmarkLifetime(b *testing.B) {
	p := regular()
	for b.Loop() {
		firm.Lifetime(p)
	}
}

package value

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

func TestUnknownCostIsNeverZero(t *testing.T) {
	tests := map[string]struct {
		m       Margin
		db1     money.Cents
		known   bool
		quality Quality
		shares  Shares
	}{
		"nothing sold":            {Margin{}, 0, false, Unknown, Shares{0, 0, 1}},
		"no cost known":           {Margin{Net: 1000}, 0, false, Unknown, Shares{0, 0, 1}},
		"all measured":            {Margin{1000, 600, 1000, 0}, 400, true, Measured, Shares{1, 0, 0}},
		"all estimated":           {Margin{1000, 700, 0, 1000}, 300, true, Estimated, Shares{0, 1, 0}},
		"half of each":            {Margin{1000, 600, 500, 500}, 400, true, Estimated, Shares{0.5, 0.5, 0}},
		"a quarter unknown":       {Margin{1000, 500, 750, 0}, 250, true, Partial, Shares{0.75, 0, 0.25}},
		"sold below cost":         {Margin{1000, 1200, 1000, 0}, -200, true, Measured, Shares{1, 0, 0}},
		"returned more than sold": {Margin{-1000, -600, -1000, 0}, -400, true, Measured, Shares{1, 0, 0}},
	}
	for name, c := range tests {
		db1, known := c.m.DB1()
		if db1 != c.db1 || known != c.known || c.m.Quality() != c.quality || c.m.Shares() != c.shares {
			t.Errorf("%s: DB I %d (%v), %s, %+v", name, db1, known, c.m.Quality(), c.m.Shares())
		}
	}
}

func TestAtStake(t *testing.T) {
	tests := map[string]struct {
		year Margin
		want Stake
	}{
		"DB I where cost is measured":           {Margin{1000, 600, 1000, 0}, Stake{400, false}},
		"DB I by a standard is estimated":       {Margin{1000, 600, 0, 1000}, Stake{400, true}},
		"else net by the preset margin":         {Margin{Net: 1000}, Stake{300, true}},
		"the preset fills only what is missing": {Margin{1000, 300, 500, 0}, Stake{350, true}},
		"half a cent is rounded up":             {Margin{Net: 5}, Stake{2, true}},
		"not below zero":                        {Margin{1000, 1200, 1000, 0}, Stake{0, false}},
		"nothing in the year":                   {Margin{}, Stake{0, false}},
	}
	for name, c := range tests {
		if got := AtStake(c.year, 3000); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestWindowsEndOnTheSameDayOfTheMonth(t *testing.T) {
	day := cal.MustParse("2026-06-15")
	at := func(s string) Entry { return Entry{cal.MustParse(s), Margin{Net: 1}} }
	tests := map[string]struct {
		entry            Entry
		year, past, ever money.Cents
		until            cal.Date
	}{
		"on the day":                         {at("2026-06-15"), 1, 0, 1, cal.MustParse("2027-06-15")},
		"tomorrow is not yet known":          {at("2026-06-16"), 0, 0, 0, cal.Never},
		"the day after twelve months ago":    {at("2025-06-16"), 1, 0, 1, cal.MustParse("2026-06-16")},
		"twelve months ago is the past year": {at("2025-06-15"), 0, 1, 1, cal.MustParse("2027-06-15")},
		"24 months ago is neither":           {at("2024-06-15"), 0, 0, 1, cal.Never},
		"the day after is":                   {at("2024-06-16"), 0, 1, 1, cal.MustParse("2026-06-16")},
	}
	for name, c := range tests {
		got := WindowsOn([]Entry{c.entry}, day)
		if got.Year.Net != c.year || got.YearPast.Net != c.past || got.Ever.Net != c.ever || got.Until != c.until {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func drawEntries(r *rapid.T) []Entry {
	return rapid.SliceOfN(rapid.Custom(func(r *rapid.T) Entry {
		cents := func(what string) money.Cents { return money.Cents(rapid.Int64Range(-5000, 50000).Draw(r, what)) }
		return Entry{cal.MustParse("2024-01-01").Add(rapid.IntRange(0, 1500).Draw(r, "day")), Margin{cents("net"), cents("cost"), cents("measured"), cents("estimated")}}
	}), 0, 30).Draw(r, "entries")
}

func TestWindowsStayRightUntilTheyTellSo(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		entries := drawEntries(r)
		day := cal.MustParse("2024-01-01").Add(rapid.IntRange(0, 2500).Draw(r, "day"))
		var known []Entry
		for _, e := range entries {
			if e.Day <= day {
				known = append(known, e)
			}
		}
		w := WindowsOn(entries, day)
		if w.Until <= day {
			r.Fatalf("on %v they end on %v", day, w.Until)
		}
		for d := day; d < min(w.Until, day.Add(800)); d++ {
			got := WindowsOn(known, d)
			if got.Year != w.Year || got.YearPast != w.YearPast || got.Ever != w.Ever {
				r.Fatalf("on %v the sums are others than on %v though they end on %v", d, day, w.Until)
			}
		}
	})
}

func TestTrendNeedsTwoWholeYears(t *testing.T) {
	day := cal.MustParse("2026-06-15")
	w := Windows{Year: Margin{Net: 120}, YearPast: Margin{Net: 100}}
	if got, ok := w.Trend(day.AddMonths(-24), day); !ok || math.Abs(got-0.2) > 1e-12 {
		t.Errorf("trend %g %v, want 0.2", got, ok)
	}
	if _, ok := w.Trend(day.AddMonths(-24).Add(1), day); ok {
		t.Error("a trend is told though the past year is not whole")
	}
	if _, ok := (Windows{Year: Margin{Net: 1}}).Trend(day.AddMonths(-30), day); ok {
		t.Error("a trend is told from nothing")
	}
}

// Sums over customers are the firm's: a margin can be cut and added in any way.
func TestMarginsAddUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		entries := drawEntries(r)
		cut := rapid.IntRange(0, len(entries)).Draw(r, "cut")
		day := cal.MustParse("2026-06-15")
		all, a, b := WindowsOn(entries, day), WindowsOn(entries[:cut], day), WindowsOn(entries[cut:], day)
		if all.Year != a.Year.Add(b.Year) || all.Ever.Sub(b.Ever) != a.Ever {
			r.Fatalf("%+v is not %+v and %+v", all, a, b)
		}
		s := all.Ever.Shares()
		if sum := s.Measured + s.Estimated + s.Unknown; math.Abs(sum-1) > 1e-12 || min(s.Measured, s.Estimated, s.Unknown) < 0 {
			r.Fatalf("shares %+v", s)
		}
	})
}

func TestConcentration(t *testing.T) {
	c := Concentrate([]money.Cents{10, 50, 20, 10, 5, 5}, 100)
	want := []Point{{0, 0}, {1. / 6, .5}, {2. / 6, .7}, {3. / 6, .8}, {4. / 6, .9}, {5. / 6, .95}, {1, 1}}
	if len(c.Curve) != len(want) {
		t.Fatalf("curve %v", c.Curve)
	}
	for i, p := range want {
		if math.Abs(c.Curve[i].Customers-p.Customers)+math.Abs(c.Curve[i].Share-p.Share) > 1e-12 {
			t.Errorf("point %d is %v, want %v", i, c.Curve[i], p)
		}
	}
	if c.Total != 100 || c.Largest != 0.5 || c.TopFive != 0.95 || c.Half != 1 || !c.Warns() {
		t.Errorf("%+v", c)
	}
	for name, amounts := range map[string][]money.Cents{"nobody": nil, "nothing": {0, 0}, "all back": {-5, 3}} {
		if c := Concentrate(amounts, 10); c.Curve != nil || c.Largest != 0 || c.Warns() || c.Customers != len(amounts) {
			t.Errorf("%s: %+v", name, c)
		}
	}
	if c := Concentrate([]money.Cents{10, -2, 10}, 10); c.Curve[2].Share <= 1 || c.Curve[3].Share != 1 {
		t.Errorf("who costs money comes last: %v", c.Curve)
	}
}

func TestCurveRisesEvenlyFromNoughtToOne(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		raw := rapid.SliceOfN(rapid.Int64Range(0, 1e9), 1, 500).Draw(r, "amounts")
		amounts := make([]money.Cents, len(raw))
		for i, v := range raw {
			amounts[i] = money.Cents(v)
		}
		amounts[0]++
		points := rapid.IntRange(1, 120).Draw(r, "points")
		c := Concentrate(amounts, points)
		last := len(c.Curve) - 1
		if last > points || c.Curve[0] != (Point{}) || c.Curve[last] != (Point{1, 1}) {
			r.Fatalf("curve %v", c.Curve)
		}
		for i := 1; i <= last; i++ {
			a, b := c.Curve[i-1], c.Curve[i]
			if b.Customers <= a.Customers || b.Share < a.Share || b.Share < b.Customers-1e-9 {
				r.Fatalf("curve falls or sags at %v, %v", a, b)
			}
			if gap := (b.Customers - a.Customers) * float64(min(points, len(amounts))); gap > 2 {
				r.Fatalf("points are uneven at %v, %v", a, b)
			}
		}
		if c.Largest > c.TopFive || c.Half < 1 || c.Half > len(amounts) {
			r.Fatalf("%+v", c)
		}
	})
}

func BenchmarkConcentrateMillion(b *testing.B) {
	amounts := make([]money.Cents, 1e6)
	b.ReportAllocs()
	for b.Loop() {
		for i := range amounts {
			amounts[i] = money.Cents(uint32(i) * 2654435761 >> 8)
		}
		Concentrate(amounts, 100)
	}
}

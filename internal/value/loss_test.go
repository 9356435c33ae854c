package value

import (
	"math/rand/v2"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

// world draws customers with quarters of margins, in euro: their means lie around 60 with
// a standard deviation of 80, quarters around them with 70, and in 8 of 100 quarters goodwill
// takes 150. The rule knows nothing of the means.
type world struct {
	quarters [][]money.Cents
	costly   []bool // what a quarter brings in the long run is below zero
}

func drawWorld(seed uint64, customers, quarters int) world {
	r := rand.New(rand.NewPCG(seed, 5))
	var w world
	for range customers {
		mean := 60 + 80*r.NormFloat64()
		var list []money.Cents
		for range quarters {
			x := mean + 70*r.NormFloat64()
			if r.Float64() < .08 {
				x -= 150
			}
			list = append(list, rounded(100*x))
		}
		w.quarters, w.costly = append(w.quarters, list), append(w.costly, mean-.08*150 < 0)
	}
	return w
}

// rates are the shares of healthy customers who are asked about, and of the others who are
// found.
func (w world) rates(asks func([]money.Cents) bool) (wrong, found float64) {
	var hits, misses, healthy, costly float64
	for i, q := range w.quarters {
		asked := asks(q)
		if w.costly[i] {
			costly++
			if asked {
				hits++
			}
			continue
		}
		healthy++
		if asked {
			misses++
		}
	}
	return misses / healthy, hits / costly
}

func caseOf(q []money.Cents) LossCase {
	day := cal.MustParse("2026-11-22")
	return LossCase{Quarters: q, Occasions: 20, First: day.AddMonths(-3 * len(q)), Day: day}
}

// TestTheQuestionAsksAboutFewWhoAreHealthy rebuilds the simulation behind the rule: at most
// 1.5 of 100 healthy customers, and at least 45 of 100 of the others.
func TestTheQuestionAsksAboutFewWhoAreHealthy(t *testing.T) {
	for _, quarters := range []int{4, 6, 8, 12} {
		w := drawWorld(uint64(quarters), 40_000, quarters)
		var f SpreadOf
		for _, q := range w.quarters {
			f.Add(q)
		}
		s := f.Spread()
		wrong, found := w.rates(func(q []money.Cents) bool { _, asks := s.Asks(caseOf(q)); return asks })
		t.Logf("%d quarters: asks about %.2f %% of the healthy, finds %.1f %% of the others", quarters, 100*wrong, 100*found)
		if wrong > .015 || found < .45 {
			t.Errorf("%d quarters: asks about %.4f of the healthy, finds %.4f of the others", quarters, wrong, found)
		}
		lastWrong, _ := w.rates(func(q []money.Cents) bool { return q[len(q)-1] < 0 })
		if lastWrong < 5*wrong {
			t.Errorf("%d quarters: the last quarter alone would ask about %.4f, hardly more than the rule", quarters, lastWrong)
		}
	}
}

func TestWhoIsNotAskedAbout(t *testing.T) {
	firm := Spread{Mean: 6000, Between: 64e6, Within: 64e6, Customers: 500}
	red := []money.Cents{-9000, -7000, -8000, -9000, -8000, 1000, -9000, -8000}
	base := caseOf(red)
	if l, asks := firm.Asks(base); !asks || l.Year != -24_000 || l.Negative != 3 || l.Quarters != 8 || l.Chance < .9 {
		t.Fatalf("got %+v, %v", l, asks)
	}
	for name, change := range map[string]func(*LossCase, *Spread){
		"fewer than four quarters":              func(c *LossCase, _ *Spread) { c.Quarters = red[5:] },
		"fewer than four purchases":             func(c *LossCase, _ *Spread) { c.Occasions = 3 },
		"the first year is an investment":       func(c *LossCase, _ *Spread) { c.First = c.Day.AddMonths(-12).Add(1) },
		"nobody who never bought":               func(c *LossCase, _ *Spread) { c.First = cal.Never },
		"a year that brings something":          func(c *LossCase, _ *Spread) { c.Quarters = append(red[:7:7], 20_000) },
		"two of four quarters":                  func(c *LossCase, _ *Spread) { c.Quarters = []money.Cents{-30_000, -30_000, 100, 100} },
		"half of the care makes the difference": func(c *LossCase, _ *Spread) { c.Care = 48_000 },
		"goods of unknown cost may have paid":   func(c *LossCase, _ *Spread) { c.Unpriced = 24_000 },
		"what is still to come makes up for it": func(c *LossCase, _ *Spread) { c.Ahead, c.AheadKnown = 1, true },
		"we caused half of the costs ourselves": func(c *LossCase, _ *Spread) { c.Charged, c.Ours = 10_000, 10_000 },
		"a firm with few customers":             func(_ *LossCase, s *Spread) { s.Customers = fewestMembers - 1 },
		"all alike":                             func(_ *LossCase, s *Spread) { s.Between = 0 },
		"quarters that swing widely":            func(_ *LossCase, s *Spread) { s.Within = 64e8 },
	} {
		t.Run(name, func(t *testing.T) {
			c, s := base, firm
			change(&c, &s)
			if l, asks := s.Asks(c); asks {
				t.Errorf("asks: %+v", l)
			}
		})
	}
}

func TestASpreadIsLearnedFromFourQuartersOn(t *testing.T) {
	var f SpreadOf
	f.Add([]money.Cents{1, 2, 3})
	if s := f.Spread(); s.Known() || s.Customers != 0 {
		t.Errorf("three quarters teach %+v", s)
	}
	w := drawWorld(9, 4000, 8)
	for _, q := range w.quarters {
		f.Add(q)
	}
	s := f.Spread()
	for name, x := range map[string][3]float64{ // what the world was drawn with: a shock takes 12 a quarter, and adds 150² · .08 · .92 to the variance
		"mean": {s.Mean / 100, 48, 3}, "between": {s.Between / 1e4, 6400, 500}, "within": {s.Within / 1e4, 4900 + 1656, 200},
	} {
		if x[0] < x[1]-x[2] || x[0] > x[1]+x[2] {
			t.Errorf("%s is %.1f, drawn with %.1f", name, x[0], x[1])
		}
	}
}

// The rule never fails and never answers with something that is no number.
func FuzzAsks(f *testing.F) {
	f.Add(int64(-9000), int64(-9000), int64(0), 6000.0, 64e6, 64e6)
	f.Add(int64(1)<<62, -int64(1)<<62, int64(5), 0.0, 1e-300, 1e300)
	f.Fuzz(func(t *testing.T, a, b, care int64, mean, between, within float64) {
		s := Spread{Mean: mean, Between: between, Within: within, Customers: 100}
		c := caseOf([]money.Cents{money.Cents(a), money.Cents(b), money.Cents(a), money.Cents(b), money.Cents(b)})
		c.Care = money.Cents(care)
		if l, asks := s.Asks(c); asks && (l.Chance < lossChance || l.Chance > 1) {
			t.Errorf("asks with a chance of %v", l.Chance)
		}
	})
}

package survey

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Done by hand: the ranks are 1, 2.5, 2.5, 4, 5 and 2, 1, 3.5, 3.5, 5; the products of the
// deviations sum to 7.25, the squares to 9.5 on both sides.
func TestRanksShareTheirPlaces(t *testing.T) {
	if got := ranks([]float64{1, 3, 3, 7, 9}); !slices.Equal(got, []float64{1, 2.5, 2.5, 4, 5}) {
		t.Error(got)
	}
	r, low, high := spearman([]float64{1, 3, 3, 7, 9}, []float64{20, 10, 30, 30, 50})
	if math.Abs(r-7.25/9.5) > 1e-12 || low >= r || high <= r {
		t.Errorf("%v in %v to %v", r, low, high)
	}
	if r, low, high := spearman([]float64{1, 1, 1, 1, 1}, []float64{1, 2, 3, 4, 5}); r != 0 || low != 0 || high != 0 {
		t.Error("one side is the same for all, and something is told")
	}
}

func TestPropARankCorrelation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 60).Draw(t, "n")
		x := rapid.SliceOfN(rapid.Float64Range(-9, 9), n, n).Draw(t, "x")
		y := rapid.SliceOfN(rapid.Float64Range(-9, 9), n, n).Draw(t, "y")
		r, low, high := spearman(x, y)
		back, _, _ := spearman(y, x)
		places := ranks(x) // in their place the ranks stay
		same, _, _ := spearman(places, y)
		if r < -1 || r > 1 || low > r || high < r || math.Abs(r-back) > 1e-12 || math.Abs(r-same) > 1e-12 {
			t.Fatalf("r %v in %v to %v, turned round %v, of ranks %v", r, low, high, back, same)
		}
	})
}

// world makes people whose stages hang together as given: with that chance a stage repeats the
// one before it, else it is drawn anew from the same values, so that the chance is the true
// correlation.
func world(n int, seed uint64, ties map[Stage]float64) []person {
	random := rand.New(rand.NewPCG(seed, 1))
	people := make([]person, n)
	for i := range people {
		next := func(before float64, s Stage) float64 {
			if random.Float64() < ties[s] {
				return before
			}
			return float64(random.IntN(5))
		}
		benefit := float64(random.IntN(5))
		satisfied := next(benefit, AtSatisfaction)
		liked := next(satisfied, AtAttitude)
		loyal := next(liked, AtLoyalty)
		brought := next(loyal, AtReferral)
		worth := next(brought, AtValue)
		people[i] = person{
			marks:  map[string]int{Benefit.Key: int(benefit) + 1, Core.Key: int(satisfied) + 1, Liked.Key: int(liked) + 1, Stay.Key: int(loyal) + 1, Trust.Key: int(loyal) + 1},
			rhythm: 1, brought: int(brought), margin: int64(worth) * 1000, buys: true,
		}
	}
	return people
}

func TestTheChainOfAKnownWorldIsFound(t *testing.T) {
	truth := map[Stage]float64{AtSatisfaction: 0.6, AtAttitude: 0.7, AtLoyalty: 0.1, AtReferral: 0.5, AtValue: 0.65}
	c := chainOf(world(4000, 7, truth), cal.MustParse("2026-11-23"))
	for _, tie := range c.Ties[:5] {
		if want := truth[tie.To]; math.Abs(tie.R-want) > 0.05 || tie.N != 4000 {
			t.Errorf("%s to %s: %.3f, want %.2f", tie.From, tie.To, tie.R, want)
		}
	}
	weak, ok := c.Weakest()
	if !ok || weak.From != AtAttitude || weak.To != AtLoyalty {
		t.Errorf("weakest %+v, %v", weak, ok)
	}
	beside := c.Ties[5:]
	if beside[0].From != AtTrust || beside[0].R < 0.99 || beside[1].N != 0 || beside[1].Shown() {
		t.Errorf("beside %+v", beside)
	}
}

// Of hundred worlds in which nothing hangs together, about one in twenty intervals leaves the
// truth out, and hardly ever a link is called the weakest.
func TestAWorldWithoutLinksNamesNone(t *testing.T) {
	named, missed, ties := 0, 0, 0
	for seed := range uint64(100) {
		c := chainOf(world(120, seed, nil), cal.MustParse("2026-11-23"))
		if _, ok := c.Weakest(); ok {
			named++
		}
		for _, tie := range c.Ties[:5] {
			if ties++; tie.Low > 0 || tie.High < 0 {
				missed++
			}
		}
	}
	if named > 2 {
		t.Errorf("a weakest link in %d of 100 worlds without any", named)
	}
	if part := float64(missed) / float64(ties); part > 0.08 || part < 0.02 {
		t.Errorf("%.1f %% of the intervals miss, want about 5", 100*part)
	}
}

func TestTooFewPairsSayNothing(t *testing.T) {
	strong := map[Stage]float64{AtSatisfaction: 1, AtAttitude: 1, AtLoyalty: 0, AtReferral: 1, AtValue: 1}
	c := chainOf(world(ChainFloor-1, 3, strong), cal.MustParse("2026-11-23"))
	for _, tie := range c.Ties {
		if tie.Shown() {
			t.Errorf("told of %d: %+v", tie.N, tie)
		}
	}
	if _, ok := c.Weakest(); ok {
		t.Error("a weakest link of too few")
	}
}

// Loyal is who would choose us again AND keeps his rhythm; one alone is not enough.
func TestLoyaltyNeedsBoth(t *testing.T) {
	for _, c := range []struct {
		stay   int
		rhythm float64
		want   float64
	}{{5, 1, 1}, {5, 0, 0}, {1, 1, 0}, {4, 1, 0.75}, {5, 2.0 / 3, 2.0 / 3}} {
		p := person{marks: map[string]int{Stay.Key: c.stay}, rhythm: c.rhythm}
		if v, ok := p.at(AtLoyalty); !ok || v != c.want {
			t.Errorf("%+v: %v", c, v)
		}
	}
	if _, ok := (&person{marks: map[string]int{Stay.Key: 5}, rhythm: -1}).at(AtLoyalty); ok {
		t.Error("loyal without ever having bought")
	}
}

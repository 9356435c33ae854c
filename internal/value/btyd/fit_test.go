package btyd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var allKinds = []Kind{MBGNBD, BGNBD, ParetoNBD, NBD}

// slopesAgree compares analytic slopes with central differences.
func slopesAgree(t *testing.T, what string, f target, u []float64) {
	t.Helper()
	grad, ignored := make([]float64, len(u)), make([]float64, len(u))
	value := f(u, grad)
	for i := range u {
		const h = 1e-5
		moved := append([]float64(nil), u...)
		moved[i] = u[i] + h
		up := f(moved, ignored)
		moved[i] = u[i] - h
		want := (up - f(moved, ignored)) / (2 * h)
		near(t, fmt.Sprintf("%s: slope %d at %.3g", what, i, u), grad[i], want, 1e-6*math.Abs(want)+1e-10*math.Abs(value)+1e-6)
	}
}

func TestSlopesMeetCentralDifferences(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	somewhere := func(around []float64) []float64 {
		u := append([]float64(nil), around...)
		for i := range u {
			u[i] += r.NormFloat64()
		}
		return u
	}
	b := baseOf(t, "cdnow.csv", 7)
	for _, kind := range allKinds {
		for _, few := range []bool{false, true} {
			p := problem{ix: b.indexed(), kind: kind, few: few}
			for range 4 {
				slopesAgree(t, string(kind), p.target(), somewhere(p.start()))
			}
		}
	}
	spend := newSpendTarget(valuesOf(t).bySize(), 1)
	slopesAgree(t, "gamma-gamma", func(u, grad []float64) float64 { return spend.at(spendModel(u, 30), grad) }, somewhere(spendCentre(30)))
	cohort := Cohort{{0, 1000}, {1, 700}, {3, 500}, {4, 500}, {7, 300}}
	slopesAgree(t, "sbg", func(u, grad []float64) float64 { return Contract{math.Exp(u[0]), math.Exp(u[1])}.at(cohort, grad) }, somewhere([]float64{0, 1}))
}

// A day counts like seven sevenths of a week: the fit only changes its unit, the
// log-likelihood by the logarithm of the unit for each repeat purchase.
func TestUnitOfTimeChangesNothing(t *testing.T) {
	weeks := baseOf(t, "cdnow.csv", 7)
	purchases, _ := weeks.indexed().bought()
	for _, kind := range allKinds {
		f := FitBase(weeks, Options{Kind: kind})
		for _, unit := range []float64{1, 1. / 24, 365} {
			g := FitBase(baseOf(t, "cdnow.csv", unit), Options{Kind: kind})
			near(t, "log-likelihood", g.LogLikelihood-purchases*math.Log(unit/7), f.LogLikelihood, 1e-6)
			for i, p := range g.Params {
				if p.Name == "alpha" || p.Name == "beta" {
					p.Value *= unit / 7
				}
				near(t, string(kind)+" "+p.Name, p.Value, f.Params[i].Value, 1e-5*f.Params[i].Value)
			}
		}
	}
}

func TestADoubledCustomerIsOneOfWeightTwo(t *testing.T) {
	once, twice := &Base{}, &Base{}
	for _, g := range baseOf(t, "cdnow.csv", 7).Groups() {
		add(t, once, g.History, 2*g.Weight)
		for range 2 {
			add(t, twice, g.History, g.Weight)
		}
	}
	for _, kind := range allKinds {
		a, b := FitBase(once, Options{Kind: kind}), FitBase(twice, Options{Kind: kind})
		if a.LogLikelihood != b.LogLikelihood || a.Unique != b.Unique || a.Customers != b.Customers {
			t.Errorf("%s: %+v and %+v", kind, a, b)
		}
	}
}

// truths are bases of which the parameters are known. Times are not rounded: whole days
// alone move r by one to three per cent.
var truths = map[string]struct {
	kind  Kind
	truth Process
	want  map[string]float64
}{
	"BG/NBD":     {BGNBD, Coin{R: .243, Alpha: 4.414, A: .793, B: 2.426}, map[string]float64{"r": .243, "alpha": 4.414, "a": .793, "b": 2.426}},
	"MBG/NBD":    {MBGNBD, Coin{R: .8, Alpha: 7, A: .9, B: 3, First: true}, map[string]float64{"r": .8, "alpha": 7, "a": .9, "b": 3}},
	"Pareto/NBD": {ParetoNBD, Pareto{.55, 10.6, .8, 12}, map[string]float64{"r": .55, "alpha": 10.6, "s": .8, "beta": 12}},
	"NBD":        {NBD, Coin{R: .7, Alpha: 9, B: 1}, map[string]float64{"r": .7, "alpha": 9}},
}

// recovered fails unless every parameter lies within three standard errors of the truth.
func recovered(t testing.TB, f Fit, want map[string]float64) {
	t.Helper()
	for _, p := range f.Params {
		if z := (p.Value - want[p.Name]) / p.Error; !(math.Abs(z) < 3) {
			t.Errorf("%s is %g +- %g, the truth %g", p.Name, p.Value, p.Error, want[p.Name])
		}
	}
	if !f.Converged || f.Outcome != Fitted {
		t.Errorf("got %+v", f)
	}
}

func TestFitFindsTheTruthBehindSimulatedBases(t *testing.T) {
	for name, c := range truths {
		t.Run(name, func(t *testing.T) {
			recovered(t, FitBase(simulated(t, c.truth, 100_000, 52, 11), Options{Kind: c.kind}), c.want)
		})
	}
}

func TestABaseWithoutDropoutIsDeclared(t *testing.T) {
	b := simulated(t, Coin{R: .7, Alpha: 9, B: 1}, 3000, 52, 5)
	for _, kind := range []Kind{MBGNBD, BGNBD, ParetoNBD} {
		if f := FitBase(b, Options{Kind: kind}); f.Kind != NBD || f.Outcome != NoDropout {
			t.Errorf("%s ends as %s, %s, %+v", kind, f.Kind, f.Outcome, f.Params)
		}
	}
}

// Of 60 draws of 50 customers plain likelihood runs away in 14; held loosely, none does,
// and the median error of the total stays below 30 %.
func TestSmallBasesAreHeld(t *testing.T) {
	truth := Coin{R: .525, Alpha: 6.183, A: .891, B: 1.614, First: true}
	var errors []float64
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		b := &Base{}
		actual := 0
		for range 50 {
			h, later := life(r, truth, 39*(1-r.Float64()/3), 39)
			add(t, b, h, 1)
			actual += later
		}
		f := FitBase(b, Options{MayBeFew: true})
		if f.Process == nil || !f.Converged || far(f.logs) {
			t.Fatalf("seed %d: got %+v", seed, f)
		}
		sum := 0.0
		for _, g := range b.Groups() {
			sum += g.Weight * f.Process.Expected(g.History, 39)
		}
		errors = append(errors, math.Abs(sum/float64(actual)-1))
	}
	if m := median(errors); !(m < .30) {
		t.Errorf("median error of the total %.3f", m)
	}
}

func TestTooLittleDataIsRefusedInWords(t *testing.T) {
	b := &Base{}
	for range 29 {
		add(t, b, History{2, 10, 20}, 1)
	}
	add(t, b, History{0, 0, 20}, 1000)
	if f := FitBase(b, Options{}); f.Outcome != TooLittle || f.Process != nil || f.Params != nil {
		t.Errorf("got %+v", f)
	}
	if f := FitBase(&Base{}, Options{MayBeFew: true}); f.Outcome != TooLittle {
		t.Errorf("an empty base gives %+v", f)
	}
	s := &Spending{}
	if err := s.Add(2, 10, 1); err != nil {
		t.Fatal(err)
	}
	if f := FitSpending(s); f.Outcome != TooLittle || f.Model != (GammaGamma{}) {
		t.Errorf("got %+v", f)
	}
	if f := FitTurns(Turned{{1, 1, 2}: 3}); f.Outcome != TooLittle {
		t.Errorf("got %+v", f)
	}
	if f, err := FitContracts(Cohort{{0, 20}, {1, 5}, {2, 1}}); err != nil || f.Outcome != TooLittle {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestImpossibleHistoriesAreRefused(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, h := range []History{{-1, 0, 1}, {1, 2, 1}, {1, -1, 1}, {1, nan, 1}, {1, 1, nan}, {1, 1, inf}, {1, inf, inf}, {MostPurchases + 1, 1, 2}} {
		if _, err := (&Base{}).Add(h, 1); err == nil {
			t.Errorf("%+v is taken", h)
		}
	}
	for _, w := range []float64{0, -1, nan, inf} {
		if _, err := (&Base{}).Add(History{}, w); err == nil {
			t.Errorf("weight %g is taken", w)
		}
	}
	for _, h := range []Turns{{2, 1, 3}, {1, 4, 3}, {-1, 0, 1}, {1, 0, 1}, {0, 1, 1}, {1, 1, MostTurns + 1}} {
		if h.Check() == nil {
			t.Errorf("%+v is taken", h)
		}
	}
	for _, c := range []Cohort{nil, {{0, 5}}, {{0, 5}, {1, 6}}, {{0, 5}, {0, 4}}, {{0, 5}, {1.5, 4}}, {{0, nan}, {1, 2}}, {{0, 5}, {1, -1}}} {
		if c.Check() == nil {
			t.Errorf("%v is taken", c)
		}
	}
	for _, v := range []float64{0, -3, nan, inf} {
		if (&Spending{}).Add(1, v, 1) == nil {
			t.Errorf("a value of %g is taken", v)
		}
	}
}

// anyHistory draws histories up to the absurd: no age, all on one day, endless purchases.
func anyHistory(r *rapid.T) History {
	h := History{X: rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(0, 2000), rapid.IntRange(0, 100000)).Draw(r, "x")}
	h.Age = rapid.OneOf(rapid.Just(0.), rapid.Float64Range(0, 1), rapid.Float64Range(0, 100), rapid.Float64Range(0, 20000)).Draw(r, "age")
	h.Last = rapid.OneOf(rapid.Just(0.), rapid.Just(1.), rapid.Float64Range(0, 1)).Draw(r, "last") * h.Age
	return h
}

func anyProcess(r *rapid.T) Process {
	shape := func(name string) float64 { return math.Exp(rapid.Float64Range(-6, 6).Draw(r, name)) }
	switch rapid.SampledFrom(allKinds).Draw(r, "kind") {
	case ParetoNBD:
		return Pareto{shape("r"), shape("alpha"), shape("s"), shape("beta")}
	case NBD:
		return Coin{R: shape("r"), Alpha: shape("alpha"), B: 1}
	case BGNBD:
		return Coin{R: shape("r"), Alpha: shape("alpha"), A: shape("a"), B: shape("b")}
	default:
		return Coin{R: shape("r"), Alpha: shape("alpha"), A: shape("a"), B: shape("b"), First: true}
	}
}

func within(r *rapid.T, what string, v, low, high float64) {
	if !(v >= low && v <= high) {
		r.Fatalf("%s = %g, not within %g and %g", what, v, low, high)
	}
}

func TestForecastsAreFiniteAndOrdered(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p, h := anyProcess(r), anyHistory(r)
		until := rapid.Float64Range(0, 300).Draw(r, "t")
		alive := p.Alive(h)
		within(r, "alive", alive, 0, 1)
		expected := p.Expected(h, until)
		within(r, "expected", expected, 0, math.MaxFloat64)
		within(r, "expected longer", p.Expected(h, until*1.5)*(1+1e-6)+1e-12, expected, math.MaxFloat64)
		within(r, "none", p.AtLeast(h, until, 0), 1, 1)
		one := p.AtLeast(h, until, 1)
		within(r, "one", one, 0, alive*(1+1e-9)+1e-300)
		within(r, "two", p.AtLeast(h, until, 2), 0, one*(1+1e-6)+1e-12)
		b := &Base{}
		if _, err := b.Add(h, 1); err != nil {
			r.Fatal(err)
		}
		within(r, "log-likelihood", p.LogLikelihood(b), -math.MaxFloat64, math.MaxFloat64)
		later := h
		later.Age += rapid.Float64Range(0, 100).Draw(r, "silence")
		within(r, "alive after silence", p.Alive(later), 0, alive*(1+1e-9)+1e-300)
	})
}

// The mean number is the sum of the chances of n or more, n = 1, 2, ...: two ways that
// share no formula.
func TestChancesSumToTheMean(t *testing.T) {
	for _, p := range []Process{
		Coin{R: .5, Alpha: 6, A: .9, B: 1.6, First: true},
		Coin{R: .24, Alpha: 4.4, A: .8, B: 2.4},
		Coin{R: .24, Alpha: 4.4, A: 1, B: 2.4},
		Coin{R: .2, Alpha: 4.4, A: .1, B: .2},
		Coin{R: .7, Alpha: 9, B: 1},
		Pareto{.55, 10.6, .6, 11.7},
		Pareto{.55, 2, 1, 40},
	} {
		for _, h := range []History{{0, 0, 20}, {3, 15, 30}, {40, 38, 39}} {
			for _, until := range []float64{1, 13, 60} {
				sum := 0.0
				for n := 1; n < 2000; n++ {
					c := p.AtLeast(h, until, n)
					sum += c
					if c < 1e-13 {
						break
					}
				}
				near(t, fmt.Sprintf("%+v %+v %g", p, h, until), p.Expected(h, until), sum, 2e-8*(1+sum))
			}
		}
	}
}

// Simulated customers with the same history as often as they come: the mean of what
// they do next is what the model expects.
func TestForecastsMeetSimulatedCustomers(t *testing.T) {
	for name, p := range map[string]Process{
		"BG/NBD":     Coin{R: .5, Alpha: 6, A: .9, B: 2.5},
		"MBG/NBD":    Coin{R: .5, Alpha: 6, A: .9, B: 2.5, First: true},
		"Pareto/NBD": Pareto{.55, 10.6, .6, 11.7},
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(2, 2))
			expected, actual, one, bought, variance := 0.0, 0.0, 0.0, 0.0, 0.0
			for range 12000 {
				h, n := life(r, p, 30, 30)
				mean, chance := p.Expected(h, 30), p.AtLeast(h, 30, 1)
				expected += mean
				actual += float64(n)
				variance += (float64(n) - mean) * (float64(n) - mean)
				one += chance
				if n > 0 {
					bought++
				}
			}
			near(t, "purchases", expected, actual, 3.5*math.Sqrt(variance))
			near(t, "buyers", one, bought, 3.5*math.Sqrt(12000*.2))
		})
	}
}

// Times at the edge of what numbers hold ended no climb: their curvature is no number.
func TestFitEndsOnVanishingTimes(t *testing.T) {
	for _, unit := range []float64{1e-320, 1e-300, 1e-200, 1e-13, 1e-12, 1e11} {
		b := &Base{}
		for x := range 60 {
			h := History{X: x % 7, Last: float64(x%7) * unit, Age: float64(8+x%5) * unit / 1.2}
			if _, err := b.Add(h, 3); err != nil {
				t.Fatal(err)
			}
		}
		for _, kind := range allKinds {
			f := FitBase(b, Options{Kind: kind})
			if unit < 1e-13 && f.Outcome != TooLittle {
				t.Errorf("%s with times of %g: %s, want %s", kind, unit, f.Outcome, TooLittle)
			}
			if unit >= 1e-12 && (f.Process == nil || !(math.Abs(f.LogLikelihood) < math.MaxFloat64)) {
				t.Errorf("%s with times of %g: %+v", kind, unit, f)
			}
		}
	}
}

func TestFitNeverFails(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := &Base{}
		for _, h := range rapid.SliceOfN(rapid.Custom(anyHistory), 1, 40).Draw(r, "histories") {
			if _, err := b.Add(h, float64(rapid.IntRange(1, 300).Draw(r, "weight"))); err != nil {
				r.Fatal(err)
			}
		}
		f := FitBase(b, Options{Kind: rapid.SampledFrom([]Kind{MBGNBD, BGNBD, ParetoNBD, NBD, Auto}).Draw(r, "kind"), MayBeFew: rapid.Bool().Draw(r, "few")})
		if f.Process == nil {
			return
		}
		within(r, "log-likelihood", f.LogLikelihood, -math.MaxFloat64, math.MaxFloat64)
		for _, p := range f.Params {
			within(r, p.Name, p.Value, 1e-300, math.MaxFloat64)
			within(r, "error of "+p.Name, p.Error, 0, math.MaxFloat64)
		}
		for _, g := range b.Groups() {
			within(r, "alive", f.Process.Alive(g.History), 0, 1)
			within(r, "expected", f.Process.Expected(g.History, 13), 0, math.MaxFloat64)
		}
	})
}

func TestOtherFitsNeverFail(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := &Spending{}
		for range rapid.IntRange(1, 60).Draw(r, "customers") {
			if err := s.Add(rapid.IntRange(1, 100000).Draw(r, "x"), math.Exp(rapid.Float64Range(-8, 14).Draw(r, "log mean")), float64(rapid.IntRange(1, 20).Draw(r, "weight"))); err != nil {
				r.Fatal(err)
			}
		}
		if f := FitSpending(s); f.Outcome != TooLittle {
			within(r, "log-likelihood", f.LogLikelihood, -math.MaxFloat64, math.MaxFloat64)
			within(r, "mean", f.Model.Expected(0, 0), 0, math.MaxFloat64)
			within(r, "expected", f.Model.Expected(3, 70), 0, math.MaxFloat64)
		}
		turned := Turned{}
		for range rapid.IntRange(1, 20).Draw(r, "histories") {
			h := Turns{N: rapid.IntRange(0, 60).Draw(r, "n")}
			h.Last = rapid.IntRange(0, h.N).Draw(r, "last")
			if h.Last > 0 {
				h.X = rapid.IntRange(1, h.Last).Draw(r, "x")
			}
			if err := turned.Add(h, float64(rapid.IntRange(1, 99).Draw(r, "weight"))); err != nil {
				r.Fatal(err)
			}
		}
		if f := FitTurns(turned); f.Outcome != TooLittle {
			within(r, "log-likelihood", f.LogLikelihood, -math.MaxFloat64, 0)
			for h := range turned {
				within(r, "alive", f.Model.Alive(h), 0, 1)
				within(r, "expected", f.Model.Expected(h, 5), 0, 5)
			}
		}
		cohort := Cohort{{0, float64(rapid.IntRange(0, 5000).Draw(r, "contracts"))}}
		for i := range rapid.IntRange(1, 12).Draw(r, "periods") {
			cohort = append(cohort, Running{float64(i + 1), math.Floor(cohort[i].Active * rapid.Float64Range(0, 1).Draw(r, "kept"))})
		}
		f, err := FitContracts(cohort)
		if err != nil {
			r.Fatal(err)
		}
		if f.Outcome != TooLittle {
			within(r, "log-likelihood", f.LogLikelihood, -math.MaxFloat64, 0)
			within(r, "survival", f.Model.Survival(5), 0, 1)
			within(r, "periods", f.Model.Periods(2, 60, .01), 0, 60)
		}
	})
}

// 40,000 customers are enough for the part on which the fit of values begins.
func TestValuesAreRecovered(t *testing.T) {
	truth := GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}
	r := rand.New(rand.NewPCG(8, 8))
	s := &Spending{}
	for range 60000 {
		x := 1 + r.IntN(5)
		rate := gammaOf(r, truth.Q) / truth.Gamma
		if err := s.Add(x, gammaOf(r, truth.P*float64(x))/rate/float64(x), 1); err != nil {
			t.Fatal(err)
		}
	}
	f := FitSpending(s)
	want := map[string]float64{"p": 6.25, "q": 3.74, "gamma": 15.44}
	for _, p := range f.Params {
		if z := (p.Value - want[p.Name]) / p.Error; !(math.Abs(z) < 3) {
			t.Errorf("%s is %g +- %g", p.Name, p.Value, p.Error)
		}
	}
}

func median(v []float64) float64 {
	s := append([]float64(nil), v...)
	slices.Sort(s)
	return s[len(s)/2]
}

package btyd

import (
	"math"
	"testing"
)

// Fader, Hardie, Lee (2005), Batislam et al. (2007) and Schmittlein et al. (1987) as
// applied to CDNOW; standard errors as CLVTools 0.12.1 prints them.
func TestCDNOWGivesThePublishedFigures(t *testing.T) {
	for kind, want := range map[Kind]struct {
		log    float64
		params []float64
		errors []float64
	}{
		BGNBD:     {-9582.42921, []float64{.2425945, 4.413602, .792922, 2.425907}, []float64{.012557, .378224, .185733, .705407}},
		MBGNBD:    {-9582.13571, []float64{.524843, 6.183086, .891359, 1.614002}, nil},
		ParetoNBD: {-9594.97618, []float64{.553277, 10.57768, .60624, 11.66874}, []float64{.0476264, .8427222, .1872594, 6.2105448}},
	} {
		t.Run(string(kind), func(t *testing.T) {
			f := FitBase(baseOf(t, "cdnow.csv", 7), Options{Kind: kind})
			near(t, "log-likelihood", f.LogLikelihood, want.log, 2e-5)
			if f.Kind != kind || f.Outcome != Fitted || !f.Converged || f.Customers != 2357 || f.Repeaters != 946 || f.Unique != 1016 {
				t.Errorf("got %+v", f)
			}
			for i, p := range f.Params {
				near(t, p.Name, p.Value, want.params[i], 2e-5*want.params[i])
				if want.errors != nil {
					near(t, "error of "+p.Name, p.Error, want.errors[i], 2e-3*want.errors[i])
				}
			}
		})
	}
}

func TestValuesOfCDNOWGiveThePublishedFigures(t *testing.T) {
	f := FitSpending(valuesOf(t))
	near(t, "log-likelihood", f.LogLikelihood, -4055.91769, 2e-5)
	want := map[string][2]float64{"p": {6.24957, 1.18997}, "q": {3.744225, .29014}, "gamma": {15.44353, 4.15953}}
	for _, p := range f.Params {
		near(t, p.Name, p.Value, want[p.Name][0], 2e-5*want[p.Name][0])
		near(t, "error of "+p.Name, p.Error, want[p.Name][1], 2e-3*want[p.Name][1])
	}
	if f.Outcome != Fitted || !f.Converged || f.Customers != 946 {
		t.Errorf("got %+v", f)
	}
	near(t, "dependence", f.Dependence, .11, .005)
}

// The peer raises an error or returns NaN on this base; no model sees anybody leave.
func TestOnlineRetailEndsAtTheDeclaredLimit(t *testing.T) {
	b := baseOf(t, "online-retail.csv", 7)
	for _, kind := range []Kind{BGNBD, MBGNBD, ParetoNBD, NBD, Auto} {
		f := FitBase(b, Options{Kind: kind})
		if f.Kind != NBD || !f.Converged || (f.Outcome == NoDropout) == (kind == NBD) {
			t.Errorf("%s: got %+v", kind, f)
		}
		near(t, "log-likelihood", f.LogLikelihood, -21755.348, 1e-3)
		near(t, "r", param(f.Params, "r"), .7226, 1e-4)
		near(t, "alpha", param(f.Params, "alpha"), 9.4246, 1e-4)
		for _, g := range b.Groups() {
			if v := f.Process.Expected(g.History, 14.2857); !(v > 0 && v < 100) || f.Process.Alive(g.History) != 1 {
				t.Fatalf("%s: %+v expects %g", kind, g, v)
			}
		}
	}
}

// Values asserted in the test suite of lifetimes for the published parameters.
func TestForecastsMeetPublishedValues(t *testing.T) {
	bg := Coin{R: .2425945, Alpha: 4.413602, A: .792922, B: 2.425907}
	near(t, "BG conditional", bg.Expected(History{2, 30.43, 38.86}, 39), 1.226, 1e-3)
	for at, want := range map[float64]float64{.1429: .0078, 1: .0532, 3: .1506, 31.8571: 1.0405, 32: 1.0437, 78: 1.8576} {
		near(t, "BG, somebody new", bg.Expected(History{}, at), want, 5e-4)
	}
	bg = Coin{R: .243, Alpha: 4.414, A: .793, B: 2.426}
	near(t, "P(X(39)=0)", 1-bg.AtLeast(History{}, 39, 1), .5737864, 1e-7)
	near(t, "P(X(2)=10)", bg.AtLeast(History{}, 2, 10)-bg.AtLeast(History{}, 2, 11), 1.07869e-7, 1e-12)

	pareto := Pareto{.5534, 10.5802, .6061, 11.6562}
	near(t, "Pareto conditional", pareto.Expected(History{26, 30.86, 31}, 52), 25.46, .01)
	near(t, "Pareto alive", pareto.Alive(History{26, 30.86, 31}), .9979, 1e-4)

	// Fader, Hardie (2013): the first customers of CDNOW with their means.
	gg := GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}
	near(t, "value of who is new", gg.Expected(0, 0), 35.22, .01)
	near(t, "value of two purchases", gg.Expected(2, 22.35), 24.65, .05)
}

// The donations of Fader, Hardie, Shang (2010): periods with a donation, the last one,
// customers; six years.
var donations = [][3]int{
	{6, 6, 1203},
	{5, 6, 728},
	{4, 6, 512},
	{3, 6, 357},
	{2, 6, 234},
	{1, 6, 129},
	{5, 5, 335},
	{4, 5, 284},
	{3, 5, 225},
	{2, 5, 173},
	{1, 5, 119},
	{4, 4, 240},
	{3, 4, 181},
	{2, 4, 155},
	{1, 4, 78},
	{3, 3, 322},
	{2, 3, 255},
	{1, 3, 129},
	{2, 2, 613},
	{1, 2, 277},
	{1, 1, 1091},
	{0, 0, 3464},
}

func donated(t testing.TB) Turned {
	t.Helper()
	turned := Turned{}
	for _, d := range donations {
		if err := turned.Add(Turns{d[0], d[1], 6}, float64(d[2])); err != nil {
			t.Fatal(err)
		}
	}
	return turned
}

func TestDonationsGiveThePublishedFigures(t *testing.T) {
	f := FitTurns(donated(t))
	near(t, "log-likelihood", f.LogLikelihood, -33225.6, .05)
	for name, want := range map[string]float64{"alpha": 1.204, "beta": .750, "gamma": .657, "delta": 2.783} {
		near(t, name, param(f.Params, name), want, 1e-3)
	}
	if f.Customers != 11104 || f.Unique != 22 || f.Outcome != Fitted {
		t.Errorf("got %+v", f)
	}
	sum := 0.0
	for h, weight := range donated(t) {
		sum += weight * f.Model.Expected(h, 5)
	}
	near(t, "donations of the next five years", sum, 12884.2, 1)
	near(t, "who gives never", 11104*math.Exp(f.Model.LogLikelihood(Turned{{0, 0, 6}: 1})), 3454.9, 1)
	near(t, "who gives always", 11104*math.Exp(f.Model.LogLikelihood(Turned{{6, 6, 6}: 1})), 1253.1, 1)
}

// Fader, Hardie (2007), tables 1 and 2: contracts of 1,000 customers over seven years.
func TestContractsGiveThePublishedFigures(t *testing.T) {
	for name, c := range map[string]struct {
		active           []float64
		alpha, beta, log float64
	}{
		"high end": {[]float64{1000, 869, 743, 653, 593, 551, 517, 491}, .668, 3.806, -1611.2},
		"regular":  {[]float64{1000, 631, 468, 382, 326, 289, 262, 241}, .704, 1.182, -1680.3},
	} {
		t.Run(name, func(t *testing.T) {
			var h Cohort
			for i, n := range c.active {
				h = append(h, Running{float64(i), n})
			}
			f, err := FitContracts(h)
			if err != nil || f.Outcome != Fitted || !f.Converged {
				t.Fatalf("got %+v, %v", f, err)
			}
			near(t, "alpha", f.Model.Alpha, c.alpha, 1e-3)
			near(t, "beta", f.Model.Beta, c.beta, 1e-3)
			near(t, "log-likelihood", f.LogLikelihood, c.log, .06)
		})
	}
}

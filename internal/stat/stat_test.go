package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !(math.Abs(got-want) <= rel*math.Abs(want)) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

// Closed forms: I_x(1,b) = 1-(1-x)^b, I_x(a,1) = x^a, I_x(2,2) = x²(3-2x),
// I_x(1/2,1/2) = (2/π) asin √x, I_x(3,2) = x³(4-3x).
func TestBetaMeetsClosedForms(t *testing.T) {
	for _, x := range []float64{1e-9, 0.01, 0.25, 0.5, 0.9, 0.999, 1 - 1e-9} {
		near(t, "I(1,b)", Beta(1, 7.5, x), -math.Expm1(7.5*math.Log1p(-x)), 1e-12)
		near(t, "I(a,1)", Beta(3.25, 1, x), math.Pow(x, 3.25), 1e-12)
		near(t, "I(2,2)", Beta(2, 2, x), x*x*(3-2*x), 1e-12)
		near(t, "I(1/2,1/2)", Beta(0.5, 0.5, x), 2/math.Pi*math.Asin(math.Sqrt(x)), 1e-9)
		near(t, "I(3,2)", Beta(3, 2, x), x*x*x*(4-3*x), 1e-12)
	}
}

// For whole numbers I_x(a,b) is a binomial tail, summed here term by term.
func TestBetaIsTheBinomialTail(t *testing.T) {
	for _, c := range []struct{ a, n int }{{3, 20}, {7, 60}, {40, 300}} {
		for _, x := range []float64{0.05, 0.13, 0.4} {
			want := 0.0
			for j := c.a; j <= c.n; j++ {
				lg := func(v int) float64 { g, _ := math.Lgamma(float64(v + 1)); return g }
				want += math.Exp(lg(c.n) - lg(j) - lg(c.n-j) + float64(j)*math.Log(x) + float64(c.n-j)*math.Log1p(-x))
			}
			near(t, "tail", Beta(float64(c.a), float64(c.n-c.a+1), x), want, 1e-9)
		}
	}
}

// Abramowitz and Stegun, Handbook of Mathematical Functions, chapter 6.
func TestPolygammaMeetsPublishedValues(t *testing.T) {
	const euler = 0.57721566490153286
	near(t, "ψ(1)", Digamma(1), -euler, 1e-9)
	near(t, "ψ(1/2)", Digamma(0.5), -euler-2*math.Ln2, 1e-9)
	near(t, "ψ'(1)", Trigamma(1), math.Pi*math.Pi/6, 1e-14)
	near(t, "ψ'(1/2)", Trigamma(0.5), math.Pi*math.Pi/2, 1e-14)
	near(t, "ψ'(2)", Trigamma(2), math.Pi*math.Pi/6-1, 1e-14)
	near(t, "ψ'(10)", Trigamma(10), 0.10516633568168575, 1e-13)
	near(t, "ψ'(100)", Trigamma(100), 0.010050166663333571, 1e-13)
}

func TestTrigammaInverseUndoesTrigamma(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x := math.Exp(rapid.Float64Range(-10, 15).Draw(r, "log x"))
		if got := TrigammaInverse(Trigamma(x)); !(math.Abs(got-x) <= 1e-6*x) {
			r.Fatalf("x = %g comes back as %g", x, got)
		}
	})
}

func TestBetaQuantileUndoesBeta(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := rapid.Float64Range(0.3, 60).Draw(r, "a")
		b := rapid.Float64Range(0.3, 2000).Draw(r, "b")
		p := rapid.Float64Range(0.001, 0.999).Draw(r, "p")
		x := BetaQuantile(a, b, p)
		step := Beta(a, b, math.Nextafter(x, 1)) - Beta(a, b, math.Nextafter(x, 0)) // near 1 no number lies closer
		if got := Beta(a, b, x); !(math.Abs(got-p) <= 1e-8+step) {
			r.Fatalf("a %g, b %g, p %g comes back as %g", a, b, p, got)
		}
	})
}

func TestBetaRisesWithX(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := rapid.Float64Range(0.2, 60).Draw(r, "a")
		b := rapid.Float64Range(1, 20000).Draw(r, "b")
		x := rapid.Float64Range(0, 1).Draw(r, "x")
		y := rapid.Float64Range(0, 1).Draw(r, "y")
		if x > y {
			x, y = y, x
		}
		if lo, hi := Beta(a, b, x), Beta(a, b, y); !(lo <= hi+1e-12 && lo >= 0 && hi <= 1) {
			r.Fatalf("I(%g) = %g, I(%g) = %g", x, lo, y, hi)
		}
	})
}

func TestBadArgumentsGiveNaN(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, v := range map[string]float64{
		"a zero": Beta(0, 1, .5), "b negative": Beta(1, -1, .5), "a endless": Beta(inf, 1, .5), "x missing": Beta(1, 1, nan),
		"p above one": BetaQuantile(1, 1, 1.5), "p missing": BetaQuantile(1, 1, nan),
		"ψ of zero": Digamma(0), "ψ' of minus one": Trigamma(-1), "inverse of zero": TrigammaInverse(0), "inverse of NaN": TrigammaInverse(nan),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s gives %g, want NaN", name, v)
		}
	}
}

func BenchmarkBeta(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Beta(25.3, 2.2, 0.85)
	}
}

package btyd

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// These tests compute the formulas as they are published, with hypergeometric functions
// by their power series, in numbers of 450 bits: their differences may lose 100 digits
// and still leave more than a float64 has. The program uses other formulas.

const digits = 450

func num(v float64) *big.Float { return new(big.Float).SetPrec(digits).SetFloat64(v) }
func plus(a, b *big.Float) *big.Float {
	return new(big.Float).SetPrec(digits).Add(a, b)
}

func minus(a, b *big.Float) *big.Float {
	return new(big.Float).SetPrec(digits).Sub(a, b)
}

func times(a, b *big.Float) *big.Float {
	return new(big.Float).SetPrec(digits).Mul(a, b)
}

func over(a, b *big.Float) *big.Float {
	return new(big.Float).SetPrec(digits).Quo(a, b)
}

func tiny(v, beside *big.Float) bool {
	return v.Sign() == 0 || beside.Sign() != 0 && v.MantExp(nil) < beside.MantExp(nil)-digits
}

// expOf sums the series of e^(v/2^40) and squares it 40 times.
func expOf(v *big.Float) *big.Float {
	const halvings = 40
	small := new(big.Float).SetMantExp(v, -halvings)
	sum, term := num(1), num(1)
	for n := 1.0; !tiny(term, sum); n++ {
		term = over(times(term, small), num(n))
		sum = plus(sum, term)
	}
	for range halvings {
		sum = times(sum, sum)
	}
	return sum
}

// logOf improves the float64 logarithm by Newton's method.
func logOf(v *big.Float) *big.Float {
	mantissa := new(big.Float)
	exponent := v.MantExp(mantissa)
	f, _ := mantissa.Float64()
	guess := num(math.Log(f) + float64(exponent)*math.Ln2)
	for range 6 {
		e := expOf(guess)
		guess = plus(guess, times(num(2), over(minus(v, e), plus(v, e))))
	}
	return guess
}

func powOf(base, exponent *big.Float) *big.Float { return expOf(times(exponent, logOf(base))) }

// risingOf is Γ(z+n)/Γ(z) for a whole n.
func risingOf(z *big.Float, n int) *big.Float {
	out := num(1)
	for i := range n {
		out = times(out, plus(z, num(float64(i))))
	}
	return out
}

// hyper is 2F1(a, b; c; z) by its power series, for 0 <= z < 1.
func hyper(a, b, c, z *big.Float) *big.Float {
	sum, term := num(1), num(1)
	for n := 0.0; !tiny(term, sum); n++ {
		term = times(term, over(times(plus(a, num(n)), plus(b, num(n))), times(plus(c, num(n)), num(n+1))))
		term = times(term, z)
		sum = plus(sum, term)
	}
	return sum
}

// preciseCoin returns log-likelihood, chance to be alive and expected purchases of
// BG/NBD and MBG/NBD as published.
func preciseCoin(c Coin, h History, t float64) (logChance, alive, expected float64) {
	r, alpha, a, b := num(c.R), num(c.Alpha), num(c.A), num(c.B)
	flips := int(c.flips(float64(h.X)))
	k := plus(r, num(float64(h.X)))
	end, last := plus(alpha, num(h.Age)), plus(alpha, num(h.Last))
	stay := over(risingOf(b, flips), risingOf(plus(a, b), flips))
	first := over(times(times(risingOf(r, h.X), powOf(alpha, r)), stay), powOf(end, k))
	odds := num(0)
	if flips > 0 {
		odds = times(over(a, plus(b, num(float64(flips-1)))), powOf(over(end, last), k))
	}
	one := num(1)
	logChance, _ = logOf(times(first, plus(one, odds))).Float64()
	living := over(one, plus(one, odds))
	alive, _ = living.Float64()

	n := num(float64(flips))
	top := minus(plus(plus(a, b), n), one)
	z := over(num(t), plus(end, num(t)))
	f := hyper(k, plus(b, n), top, z)
	inner := minus(one, times(powOf(over(end, plus(end, num(t))), k), f))
	expected, _ = times(living, times(over(top, minus(a, one)), inner)).Float64()
	return logChance, alive, expected
}

// precisePareto does the same for the Pareto/NBD.
func precisePareto(p Pareto, h History, t float64) (logChance, alive, expected float64) {
	r, alpha, s, beta := num(p.R), num(p.Alpha), num(p.S), num(p.Beta)
	k := plus(r, num(float64(h.X)))
	all, one := plus(k, s), num(1)
	apart := minus(alpha, beta)
	large, second := alpha, plus(s, one)
	if apart.Sign() < 0 {
		apart, large, second = minus(beta, alpha), beta, k
	}
	at := func(time float64) *big.Float {
		m := plus(large, num(time))
		return over(hyper(all, second, plus(all, one), over(apart, m)), powOf(m, all))
	}
	gone := times(over(s, all), minus(at(h.Last), at(h.Age)))
	endA, endB := plus(alpha, num(h.Age)), plus(beta, num(h.Age))
	here := over(one, times(powOf(endA, k), powOf(endB, s)))
	before := times(times(risingOf(r, h.X), powOf(alpha, r)), powOf(beta, s))
	logChance, _ = logOf(times(before, plus(here, gone))).Float64()
	living := over(here, plus(here, gone))
	alive, _ = living.Float64()
	less := minus(s, one)
	years := over(minus(one, powOf(over(endB, plus(endB, num(t))), less)), less)
	expected, _ = times(living, times(times(over(k, endA), endB), years)).Float64()
	return logChance, alive, expected
}

func closeTo(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !(math.Abs(got-want) <= rel*math.Abs(want)+1e-300) {
		t.Errorf("%s = %.17g, want %.17g", what, got, want)
	}
}

// vectors draws histories from the everyday to the absurd.
func vectors(n int) (out []History) {
	r := rand.New(rand.NewPCG(7, 7))
	out = []History{{}, {0, 0, 40}, {2, 30.43, 38.86}, {1, 1, 1}, {200, 38, 40}, {400, 364, 365}, {1500, 70, 78}, {3, .001, 500}}
	for len(out) < n {
		h := History{X: int(math.Exp(r.Float64() * 5)), Age: math.Exp(r.Float64()*5 - 1)}
		h.Last = h.Age * r.Float64()
		out = append(out, h)
	}
	return out
}

func TestCoinsMeetArithmeticOf450Bits(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for i, h := range vectors(24) {
		c := Coin{math.Exp(r.NormFloat64() - .5), math.Exp(r.NormFloat64() + 2), math.Exp(r.NormFloat64() - .3), math.Exp(r.NormFloat64() + .7), i%2 == 0}
		if i == 5 {
			c.A, c.B = .3, .2 // where the usual formula takes the logarithm of a negative number
		}
		later := math.Exp(r.NormFloat64() + 2)
		if later > 3*(h.Age+c.Alpha) {
			later = 3 * (h.Age + c.Alpha)
		}
		b := &Base{}
		add(t, b, h, 1)
		what := fmt.Sprintf("%+v %+v %g: ", c, h, later)
		logChance, alive, expected := preciseCoin(c, h, later)
		closeTo(t, what+"log-likelihood", c.LogLikelihood(b), logChance, 1e-12)
		closeTo(t, what+"alive", c.Alive(h), alive, 2e-11)
		closeTo(t, what+"expected", c.Expected(h, later), expected, 2e-8)
	}
}

func TestParetoMeetsArithmeticOf450Bits(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for i, h := range vectors(24) {
		p := Pareto{math.Exp(r.NormFloat64() - .5), math.Exp(r.NormFloat64() + 2), math.Exp(r.NormFloat64() - .5), math.Exp(r.NormFloat64() + 2)}
		if i == 3 {
			p.Alpha, p.Beta = 20, .5
		}
		later := math.Exp(r.NormFloat64() + 2)
		b := &Base{}
		add(t, b, h, 1)
		what := fmt.Sprintf("%+v %+v %g: ", p, h, later)
		logChance, alive, expected := precisePareto(p, h, later)
		closeTo(t, what+"log-likelihood", p.LogLikelihood(b), logChance, 1e-12)
		closeTo(t, what+"alive", p.Alive(h), alive, 2e-11)
		closeTo(t, what+"expected", p.Expected(h, later), expected, 2e-11)
	}
}

// For a very large b the difference of log-gammas loses its digits; the formula here
// must not.
func TestLargeShapesLoseNoDigits(t *testing.T) {
	for _, b := range []float64{1e5, 1e8, 1e12} {
		for _, x := range []int{1, 50, 70, 300} {
			c := Coin{.7, 9, b / 1000, b, true}
			h := History{x, 20, 30}
			base := &Base{}
			add(t, base, h, 1)
			logChance, alive, _ := preciseCoin(c, h, 1)
			closeTo(t, "log-likelihood", c.LogLikelihood(base), logChance, 1e-12)
			closeTo(t, "alive", c.Alive(h), alive, 1e-12)
		}
	}
}

// log Γ(z) in 450 bits: shifted to 200, then Stirling's series with Bernoulli's numbers.
func logGammaOf(z *big.Float) *big.Float {
	product := num(1)
	for z.Cmp(num(200)) < 0 {
		product = times(product, z)
		z = plus(z, num(1))
	}
	shift := logOf(product)
	half := num(.5)
	sum := plus(minus(times(minus(z, half), logOf(z)), z), times(half, logOf(times(num(2), piOf()))))
	square, power := times(z, z), z
	for n, b := range bernoulli(40) {
		m := float64(2 * (n + 1))
		sum = plus(sum, over(b, times(num(m*(m-1)), power)))
		power = times(power, square)
	}
	return minus(sum, shift)
}

// piOf is Machin's 16 atan(1/5) - 4 atan(1/239).
func piOf() *big.Float {
	atan := func(inv float64) *big.Float {
		term, sum := over(num(1), num(inv)), num(0)
		for n := 0.0; !tiny(term, num(1)); n++ {
			part := over(term, num(2*n+1))
			if int(n)%2 == 1 {
				part.Neg(part)
			}
			sum = plus(sum, part)
			term = over(term, num(inv*inv))
		}
		return sum
	}
	return minus(times(num(16), atan(5)), times(num(4), atan(239)))
}

// bernoulli returns B2, B4, ... B2n by their recurrence in fractions.
func bernoulli(n int) []*big.Float {
	b := []*big.Rat{big.NewRat(1, 1)}
	for m := int64(1); m <= int64(2*n); m++ {
		sum := new(big.Rat)
		for k := range m {
			c := new(big.Rat).SetInt(new(big.Int).Binomial(m+1, k))
			sum.Add(sum, c.Mul(c, b[k]))
		}
		b = append(b, sum.Mul(sum, big.NewRat(-1, m+1)))
	}
	var out []*big.Float
	for m := 2; m <= 2*n; m += 2 {
		out = append(out, new(big.Float).SetPrec(digits).SetRat(b[m]))
	}
	return out
}

func TestRiseMeetsArithmeticOf450Bits(t *testing.T) {
	for _, z := range []float64{1e-6, .01, .5, 1, 3.7, 11.9, 12, 40, 1e4} {
		for _, n := range []float64{.25, 1, 2.5, 7, 30, 800.5} {
			up := minus(logGammaOf(plus(num(z), num(n))), logGammaOf(num(z)))
			want, _ := up.Float64()
			got, psi := rise(z, n)
			near(t, fmt.Sprintf("rise(%g, %g)", z, n), got, want, 3e-14*(1+math.Abs(want)))
			// The slope by a difference of 10^-60, far below what a float64 can do.
			step := over(num(1), powOf(num(10), num(60)))
			moved := minus(logGammaOf(plus(plus(num(z), step), num(n))), logGammaOf(plus(num(z), step)))
			want, _ = over(minus(moved, up), step).Float64()
			near(t, fmt.Sprintf("slope of rise(%g, %g)", z, n), psi, want, 3e-14*(1+math.Abs(want)))
		}
	}
}

func TestValuesMeetArithmeticOf450Bits(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 20 {
		g := GammaGamma{P: math.Exp(r.NormFloat64() + 1), Q: math.Exp(r.NormFloat64() + 1), Gamma: math.Exp(r.NormFloat64() + 3)}
		x, mean := 1+r.IntN(30), math.Exp(r.NormFloat64()+4)
		px := times(num(g.P), num(float64(x)))
		q, total := num(g.Q), times(num(float64(x)), num(mean))
		sum := minus(minus(logGammaOf(plus(px, q)), logGammaOf(px)), logGammaOf(q))
		sum = plus(sum, times(q, logOf(num(g.Gamma))))
		sum = plus(sum, times(minus(px, num(1)), logOf(num(mean))))
		sum = plus(sum, times(px, logOf(num(float64(x)))))
		sum = minus(sum, times(plus(px, q), logOf(plus(num(g.Gamma), total))))
		want, _ := sum.Float64()
		s := &Spending{}
		if err := s.Add(x, mean, 1); err != nil {
			t.Fatal(err)
		}
		near(t, fmt.Sprintf("%+v, %d of %g", g, x, mean), g.LogLikelihood(s), want, 1e-12*(1+math.Abs(want)))
	}
}

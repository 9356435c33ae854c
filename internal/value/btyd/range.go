package btyd

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Mixed is the mean over processes that are equally credible: draws around a fit, so
// that ranges of a small base are as wide as its parameters are unsure.
type Mixed []Process

// Alive is the mean of the processes'.
func (m Mixed) Alive(h History) float64 {
	return m.mean(func(p Process) float64 { return p.Alive(h) })
}

// Expected is the mean of the processes'.
func (m Mixed) Expected(h History, t float64) float64 {
	return m.mean(func(p Process) float64 { return p.Expected(h, t) })
}

// AtLeast is the mean of the processes'.
func (m Mixed) AtLeast(h History, t float64, n int) float64 {
	return m.mean(func(p Process) float64 { return p.AtLeast(h, t, n) })
}

// LogLikelihood is the logarithm of the mean likelihood.
func (m Mixed) LogLikelihood(b *Base) float64 {
	terms := make([]term, len(m))
	for i, p := range m {
		terms[i].log = p.LogLikelihood(b)
	}
	return logSum(terms) - math.Log(float64(len(m)))
}

func (m Mixed) mean(of func(Process) float64) float64 {
	sum := 0.0
	for _, p := range m {
		sum += of(p)
	}
	return sum / float64(len(m))
}

// Draws returns n processes around the fit, by Laplace's approximation in the logarithms
// of the parameters, the same for the same seed. Without a curvature it is the fit alone.
func (f Fit) Draws(n int, seed uint64) Mixed {
	l, ok := lower(f.covariance)
	if !ok || f.Process == nil {
		if f.Process == nil {
			return nil
		}
		return Mixed{f.Process}
	}
	r := rand.New(rand.NewPCG(seed, 0))
	p := problem{kind: f.Kind}
	out := make(Mixed, n)
	z, u := make([]float64, len(f.logs)), make([]float64, len(f.logs))
	for i := range out {
		for k := range z {
			z[k] = min(max(r.NormFloat64(), -3), 3)
		}
		for k := range u {
			u[k] = f.logs[k]
			for j := range k + 1 {
				u[k] += l[k][j] * z[j]
			}
			u[k] = min(max(u[k], f.logs[k]-3), f.logs[k]+3)
		}
		out[i] = p.process(u)
	}
	return out
}

// lower returns the Cholesky factor of a covariance.
func lower(covariance [][]float64) ([][]float64, bool) {
	if covariance == nil {
		return nil, false
	}
	minus := make([][]float64, len(covariance))
	for i, row := range covariance {
		minus[i] = make([]float64, len(row))
		for k, v := range row {
			minus[i][k] = -v
		}
	}
	return cholesky(minus, 0)
}

// Quantile returns the least number of purchases that is not exceeded within t from now
// with a chance of q or more.
func Quantile(p Process, h History, t, q float64) int {
	above := func(n int) bool { return p.AtLeast(h, t, n+1) > 1-q }
	if !above(0) {
		return 0
	}
	low, high := 0, 1
	for above(high) && high < MostPurchases {
		low, high = high, 2*high
	}
	for high-low > 1 {
		if mid := (low + high) / 2; above(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// Next returns the time from now until which the next purchase comes with a chance of q;
// false when that chance is never reached, because he may have left.
func Next(p Process, h History, q float64) (float64, bool) {
	if c, ok := p.(Coin); ok {
		rest := 1 - q/c.Alive(h)
		t := (c.Alpha + h.Age) * math.Expm1(-math.Log(rest)/(c.R+float64(h.X)))
		return t, rest > 0 && t < furthest
	}
	if p.AtLeast(h, furthest, 1) < q {
		return 0, false
	}
	low, high := math.Log(1e-6), math.Log(furthest)
	for range 60 {
		if mid := (low + high) / 2; p.AtLeast(h, math.Exp(mid), 1) < q {
			low = mid
		} else {
			high = mid
		}
	}
	return math.Exp(high), true
}

// furthest is when "some day" is no answer any more, in units of time.
const furthest = 1e6

// Discounted returns what purchases within the next steps times step units are worth
// today: value each, in the unit of value, a purchase of the i-th step divided by
// (1+rate)^i.
//
// Source: Fader, Hardie, Lee (2005), "RFM and CLV", Journal of Marketing Research 42(4).
func Discounted(p Process, h History, step float64, steps int, value, rate float64) float64 {
	sum, before, factor := 0.0, 0.0, 1.0
	for i := 1; i <= steps; i++ {
		now := p.Expected(h, step*float64(i))
		factor /= 1 + rate
		sum += factor * value * (now - before)
		before = now
	}
	return sum
}

// Total is how many purchases are expected of a whole base.
type Total struct{ Mean, Low, High float64 } // Low and High are the 10 % and 90 % points

// Sum forecasts the purchases of a base within t from now: the range holds chance, the
// parameters, and bias, the relative size of the error that a backtest has found.
func (f Fit) Sum(b *Base, t, bias float64) Total {
	if f.Process == nil {
		return Total{}
	}
	var total Total
	for _, g := range b.Groups() {
		total.Mean += g.Weight * f.Process.Expected(g.History, t)
	}
	if total.Mean <= 0 {
		return total
	}
	// The parameters move all customers together: a part of the groups shows by how much,
	// and how large chance is.
	const part = 400
	step := max(1, b.Unique()/part)
	chance, seen := 0.0, 0.0
	for i := 0; i < b.Unique(); i += step {
		g := b.Groups()[i]
		m := f.Process.Expected(g.History, t)
		seen += g.Weight * m
		chance += g.Weight * variance(f.Process, g.History, t, m)
	}
	spread := 0.0
	if seen > 0 {
		chance *= total.Mean / seen
		spread = f.unsure(b, t, step) / seen
	}
	const tenth = 1.2816 // the 90 % point of the normal distribution
	width := tenth * math.Sqrt(chance+total.Mean*total.Mean*(spread*spread+bias*bias))
	total.Low, total.High = max(0, total.Mean-width), total.Mean+width
	return total
}

// unsure returns the standard deviation of the expected purchases of every step-th group
// together that comes from the parameters: by the slope in their logarithms, because along
// the ridge on which chances to leave are hardly known draws of them lie too far out.
func (f Fit) unsure(b *Base, t float64, step int) float64 {
	if f.covariance == nil {
		return 0
	}
	p := problem{kind: f.Kind}
	sum := func(i int, by float64) float64 {
		u := slices.Clone(f.logs)
		u[i] += by
		process, sum := p.process(u), 0.0
		for i := 0; i < b.Unique(); i += step {
			g := b.Groups()[i]
			sum += g.Weight * process.Expected(g.History, t)
		}
		return sum
	}
	const small = 0.01
	slope := make([]float64, len(f.logs))
	for i := range slope {
		slope[i] = (sum(i, small) - sum(i, -small)) / (2 * small)
	}
	square := 0.0
	for i, row := range f.covariance {
		for k, c := range row {
			square += slope[i] * slope[k] * c
		}
	}
	return math.Sqrt(max(square, 0))
}

// variance of the number of purchases: E[N²] is the sum of (2n-1) times the chance of n
// or more. For customers with very many it is that of a negative binomial number.
func variance(p Process, h History, t, mean float64) float64 {
	const most = 60
	square := 0.0
	for n := 1; n <= most; n++ {
		c := p.AtLeast(h, t, n)
		square += float64(2*n-1) * c
		if c < 1e-6 {
			return max(0, square-mean*mean)
		}
	}
	k := float64(h.X + 1)
	return mean + mean*mean/k
}

package btyd

import "math"

// Coin is a process in which a customer buys at a rate of his own and may leave right
// after a purchase, with a chance of his own: BG/NBD, MBG/NBD and, with A = 0, the NBD in
// which nobody leaves. Rates are Gamma(R, Alpha), chances to leave Beta(A, B) over the
// customers.
//
// Source: Fader, Hardie, Lee (2005), "Counting your customers the easy way", Marketing
// Science 24(2); Batislam, Denizel, Filiztekin (2007) for leaving after the first
// purchase.
type Coin struct {
	R, Alpha float64
	A, B     float64
	First    bool // he may leave right after the first purchase, too (MBG/NBD)
}

// flips is how often a customer with x repeat purchases has stayed, if he is still one.
func (c Coin) flips(x float64) float64 {
	if c.First {
		return x + 1
	}
	return x
}

// logOdds is the logarithm of "left after the last purchase" against "still a customer".
func (c Coin) logOdds(h History) float64 {
	stays := c.flips(float64(h.X))
	if stays == 0 || c.A == 0 {
		return math.Inf(-1)
	}
	silence := math.Log1p((h.Age - h.Last) / (c.Alpha + h.Last))
	return math.Log(c.A/(c.B+stays-1)) + (c.R+float64(h.X))*silence
}

// Alive returns the chance that he is still a customer.
func (c Coin) Alive(h History) float64 {
	_, left := softplus(-c.logOdds(h))
	return left
}

// LogLikelihood returns the log-likelihood of a base, in the unit of its times.
func (c Coin) LogLikelihood(b *Base) float64 {
	return newCoinTarget(b.indexed(), c.First).at(c, nil)
}

// coinTarget computes likelihood and slope over a base; its tables are reused.
type coinTarget struct {
	ix         *index
	first      bool
	logs, invs []float64 // log(Alpha+t) and its slope at each distinct time
}

func newCoinTarget(ix *index, first bool) *coinTarget {
	return &coinTarget{ix, first, make([]float64, len(ix.times)), make([]float64, len(ix.times))}
}

// slope of the log-likelihood in the parameters themselves.
type coinSlope struct{ r, alpha, a, b float64 }

// at returns the log-likelihood and, when s is given, its slope.
//
// With k = R+x and n flips the likelihood of a history is
//
//	Γ(k)/Γ(R) Alpha^R (Alpha+Age)^-k B(A,B+n)/B(A,B) [1 + A/(B+n-1) ((Alpha+Age)/(Alpha+Last))^k]
//
// where the last term is missing without a flip.
func (t *coinTarget) at(c Coin, s *coinSlope) float64 {
	ix := t.ix
	for i, time := range ix.times {
		t.logs[i] = math.Log(c.Alpha + time.t)
		t.invs[i] = 1 / (c.Alpha + time.t)
	}
	var d coinSlope
	sum, customers := 0.0, 0.0
	for i, time := range ix.times {
		if time.weight > 0 {
			k := c.R*time.weight + time.bought
			sum -= k * t.logs[i]
			d.r -= time.weight * t.logs[i]
			d.alpha -= k * t.invs[i]
			customers += time.weight
		}
	}
	logAlpha := math.Log(c.Alpha)
	sum += customers * c.R * logAlpha
	d.r += customers * logAlpha
	d.alpha += customers * c.R / c.Alpha

	up := climber{z: c.R}
	stay := stayer{a: c.A, b: c.B}
	for _, x := range ix.xs {
		up.to(x.x)
		flips := c.flips(x.x)
		stay.to(flips)
		sum += x.weight * (up.log + stay.log)
		d.r += x.weight * up.psi
		d.a += x.weight * stay.da
		d.b += x.weight * stay.db
		if flips > 0 && c.A > 0 {
			sum += t.left(c, x, flips, &d)
		}
	}
	if s != nil {
		*s = d
	}
	return sum
}

// left adds, for the customers with x purchases, that they may have left unseen.
func (t *coinTarget) left(c Coin, x xSum, flips float64, d *coinSlope) float64 {
	k := c.R + x.x
	odds := math.Log(c.A / (c.B + flips - 1))
	sum, gone, byR, byAlpha := 0.0, 0.0, 0.0, 0.0
	for _, r := range t.ix.rows[x.rows[0]:x.rows[1]] {
		silence := t.logs[r.age] - t.logs[r.last]
		value, slope := softplus(odds + k*silence)
		sum += r.weight * value
		slope *= r.weight
		gone += slope
		byR += slope * silence
		byAlpha += slope * (t.invs[r.age] - t.invs[r.last])
	}
	d.r += byR
	d.alpha += k * byAlpha
	d.a += gone / c.A
	d.b -= gone / (c.B + flips - 1)
	return sum
}

// climber walks log Γ(z+x) - log Γ(z) and its slope up through rising x.
type climber struct{ z, x, log, psi float64 }

func (c *climber) to(x float64) {
	if x == c.x {
		return
	}
	log, psi := rise(c.z+c.x, x-c.x)
	c.x, c.log, c.psi = x, c.log+log, c.psi+psi
}

// stayer walks log B(a,b+n)/B(a,b), the chance to stay n times, up through rising n.
type stayer struct{ a, b, n, log, da, db float64 }

func (s *stayer) to(n float64) {
	if s.a == 0 {
		return
	}
	for ; s.n < n && n-s.n <= 64; s.n++ {
		b, ab := s.b+s.n, s.a+s.b+s.n
		s.log -= math.Log1p(s.a / b)
		s.da -= 1 / ab
		s.db += s.a / (b * ab)
	}
	if s.n < n {
		low, lowPsi := rise(s.b+s.n, n-s.n)
		high, highPsi := rise(s.a+s.b+s.n, n-s.n)
		s.log += low - high
		s.da -= highPsi
		s.db += lowPsi - highPsi
		s.n = n
	}
}

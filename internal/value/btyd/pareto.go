package btyd

import (
	"math"
	"slices"
)

// Pareto is the Pareto/NBD process: a customer buys at a rate of his own, Gamma(R,
// Alpha) over the customers, and leaves at any time at a rate of his own, Gamma(S, Beta).
//
// Source: Schmittlein, Morrison, Colombo (1987), "Counting your customers", Management
// Science 33(1). The hypergeometric functions of the usual presentation are replaced by
// the integral behind them, which is positive, so that no digits are lost.
type Pareto struct{ R, Alpha, S, Beta float64 }

func paretoOf(u []float64) Pareto {
	return Pareto{math.Exp(u[0]), math.Exp(u[1]), math.Exp(u[2]), math.Exp(u[3])}
}

// gap is the integral over a span [from, to] of the chance to have left at u and not
// bought until then, against still being there at its start without having bought:
//
//	∫ ((α+from)/(α+u))^k ((β+from)/(β+u))^s s/(β+u) du
//
// with its slopes in k, α, s and β. stay is what remains at its end, ((α+from)/(α+to))^k
// ((β+from)/(β+to))^s.
type gap struct {
	value              float64
	dk, dalpha, ds, db float64
	stay               float64
	lenA, lenB         float64 // log((α+to)/(α+from)) and the same of β
	invA, invB         float64 // 1/(α+to) - 1/(α+from) and the same of β
}

// Nodes and weights of Gauss and Legendre on [0, 1]; the first ones for short panels.
var (
	gauss4 = [...][2]float64{
		{0.06943184420297371, 0.17392742256872693},
		{0.33000947820757187, 0.32607257743127307},
		{0.6699905217924281, 0.32607257743127307},
		{0.9305681557970263, 0.17392742256872693},
	}
	gauss10 = [...][2]float64{
		{0.013046735741414128, 0.033335672154344104},
		{0.06746831665550773, 0.07472567457529025},
		{0.16029521585048778, 0.10954318125799088},
		{0.2833023029353764, 0.13463335965499826},
		{0.4255628305091844, 0.14776211235737641},
		{0.5744371694908156, 0.14776211235737641},
		{0.7166976970646236, 0.13463335965499826},
		{0.8397047841495122, 0.10954318125799088},
		{0.9325316833444923, 0.07472567457529025},
		{0.9869532642585859, 0.033335672154344104},
	}
)

// over computes a gap. In the variable log(m+u), with m the smaller of α and β, the
// integrand is an exponential decay times a function without singularities nearer than
// π, so that a few nodes on panels of bounded decay give all digits.
func (p Pareto) over(k, from, to float64) gap {
	a0, b0 := p.Alpha+from, p.Beta+from
	span := to - from
	g := gap{
		lenA: math.Log1p(span / a0), lenB: math.Log1p(span / b0),
		invA: -span / (a0 * (p.Alpha + to)), invB: -span / (b0 * (p.Beta + to)),
	}
	decay := k*g.lenA + p.S*g.lenB
	g.stay = math.Exp(-decay)
	if span <= 0 {
		return g
	}
	m, length := min(a0, b0), max(g.lenA, g.lenB)
	if decay < 0.25 && length < 0.25 {
		for _, node := range gauss4 {
			p.node(&g, k, a0, b0, node[0]*span, node[1]*span)
		}
		return g
	}
	const perPanel, nothing, widest = 4.0, 42.0, 1.2
	for w, lost := 0.0, 0.0; w < length && lost < nothing; {
		u := m * math.Expm1(w)
		rate := (m + u) * (k/(a0+u) + p.S/(b0+u))
		step := min(widest, perPanel/rate)
		if w+1.25*step > length {
			step = length - w
		}
		for _, node := range gauss10 {
			v := m * math.Exp(w+node[0]*step)
			p.node(&g, k, a0, b0, v-m, v*node[1]*step)
		}
		w += step
		u = m * math.Expm1(w)
		lost = k*math.Log1p(u/a0) + p.S*math.Log1p(u/b0)
	}
	return g
}

// node adds the integrand at a time u from the start of the span.
func (p Pareto) node(g *gap, k, a0, b0, u, weight float64) {
	a, b := a0+u, b0+u
	logA, logB := math.Log(a/a0), math.Log(b/b0)
	v := p.S * math.Exp(-k*logA-p.S*logB) / b * weight
	g.value += v
	g.dk -= v * logA
	g.dalpha += v * k * u / (a0 * a)
	g.ds += v * (1/p.S - logB)
	g.db += v * (p.S*u/(b0*b) - 1/b)
}

// Alive returns the chance that he is still a customer.
func (p Pareto) Alive(h History) float64 {
	g := p.over(p.R+float64(h.X), h.Last, h.Age)
	return g.stay / (g.stay + g.value)
}

// LogLikelihood returns the log-likelihood of a base, in the unit of its times.
func (p Pareto) LogLikelihood(b *Base) float64 {
	return newParetoTarget(b.indexed()).at(p, nil)
}

func paretoLikelihood(ix *index) target {
	t := newParetoTarget(ix)
	return func(u, grad []float64) float64 {
		p := paretoOf(u)
		var s [4]float64
		value := t.at(p, &s)
		grad[0], grad[1], grad[2], grad[3] = s[0]*p.R, s[1]*p.Alpha, s[2]*p.S, s[3]*p.Beta
		return value
	}
}

// paretoTarget computes likelihood and slope over a base. For each number of purchases
// the integral is chained over the distinct times of these customers, so that each span
// between two neighbours is integrated once, whatever the number of customers.
type paretoTarget struct {
	ix     *index
	points [][]int32 // per number of purchases its distinct times, rising
	rows   []row     // as in the index, but times are numbers in points
	chain  []chained
}

// chained is a time t of the chain: the integral from t to the last time of all, against
// being there at t, and its slopes.
type chained struct {
	value, dk, dalpha, ds, db float64
	logA, logB, invA, invB    float64
}

func newParetoTarget(ix *index) *paretoTarget {
	t := &paretoTarget{ix: ix, points: make([][]int32, len(ix.xs)), rows: make([]row, len(ix.rows))}
	number := make([]int32, len(ix.times))
	seen := make([]bool, len(ix.times))
	most := 0
	for i, x := range ix.xs {
		rows := ix.rows[x.rows[0]:x.rows[1]]
		for _, r := range rows {
			seen[r.last], seen[r.age] = true, true
		}
		t.points[i] = distinct(rows, seen)
		for n, p := range t.points[i] {
			number[p] = int32(n)
			seen[p] = false
		}
		for n, r := range rows {
			t.rows[x.rows[0]+n] = row{number[r.last], number[r.age], r.weight}
		}
		most = max(most, len(t.points[i]))
	}
	t.chain = make([]chained, most)
	return t
}

// at returns the log-likelihood and, when slope is given, its slope in R, Alpha, S, Beta.
// With k = R+x, the chance of a history is
//
//	Γ(k)/Γ(R) Alpha^R (Alpha+Last)^-k (Beta/(Beta+Last))^S [stay + gap]
func (t *paretoTarget) at(p Pareto, slope *[4]float64) float64 {
	sum := 0.0
	var d [4]float64
	up := climber{z: p.R}
	logAlpha, logBeta := math.Log(p.Alpha), math.Log(p.Beta)
	for i, x := range t.ix.xs {
		up.to(x.x)
		sum += x.weight * (up.log + p.R*logAlpha + p.S*logBeta)
		d[0] += x.weight * (up.psi + logAlpha)
		d[1] += x.weight * p.R / p.Alpha
		d[2] += x.weight * logBeta
		d[3] += x.weight * p.S / p.Beta
		t.link(p, p.R+x.x, t.points[i])
		for _, r := range t.rows[x.rows[0]:x.rows[1]] {
			sum += t.add(p, p.R+x.x, r, &d)
		}
	}
	if slope != nil {
		*slope = d
	}
	return sum
}

// link computes the chain from the last point down.
func (t *paretoTarget) link(p Pareto, k float64, points []int32) {
	for i := len(points) - 1; i >= 0; i-- {
		at := t.ix.times[points[i]].t
		c := &t.chain[i]
		*c = chained{
			logA: math.Log(p.Alpha + at), logB: math.Log(p.Beta + at),
			invA: 1 / (p.Alpha + at), invB: 1 / (p.Beta + at),
		}
		if i == len(points)-1 {
			continue
		}
		g := p.over(k, at, t.ix.times[points[i+1]].t)
		next := &t.chain[i+1]
		rest := g.stay * next.value
		c.value = g.value + rest
		c.dk = g.dk + g.stay*next.dk - rest*g.lenA
		c.dalpha = g.dalpha + g.stay*next.dalpha - rest*k*g.invA
		c.ds = g.ds + g.stay*next.ds - rest*g.lenB
		c.db = g.db + g.stay*next.db - rest*p.S*g.invB
	}
}

// add returns the logarithm of what depends on both times of a row.
func (t *paretoTarget) add(p Pareto, k float64, r row, d *[4]float64) float64 {
	low, high := &t.chain[r.last], &t.chain[r.age]
	lenA, lenB := high.logA-low.logA, high.logB-low.logB
	stay := math.Exp(-k*lenA - p.S*lenB)
	// stay times the chain beyond the end is left out: what is not observed yet.
	open := stay * (1 - high.value)
	v := low.value + open
	w := r.weight
	d[0] += w * ((low.dk-stay*high.dk-open*lenA)/v - low.logA)
	d[1] += w * ((low.dalpha-stay*high.dalpha-open*k*(high.invA-low.invA))/v - k*low.invA)
	d[2] += w * ((low.ds-stay*high.ds-open*lenB)/v - low.logB)
	d[3] += w * ((low.db-stay*high.db-open*p.S*(high.invB-low.invB))/v - p.S*low.invB)
	return w * (math.Log(v) - k*low.logA - p.S*low.logB)
}

// distinct returns the times of rows, rising; seen marks them.
func distinct(rows []row, seen []bool) []int32 {
	var points []int32
	for _, r := range rows {
		for _, t := range [...]int32{r.last, r.age} {
			if seen[t] {
				points = append(points, t)
				seen[t] = false
			}
		}
	}
	slices.Sort(points)
	return points
}

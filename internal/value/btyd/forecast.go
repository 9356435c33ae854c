package btyd

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/stat"
)

// Most terms of a series that are summed one by one; what is left is integrated.
const mostTerms = 4096

// Expected returns the mean number of purchases within t from now.
//
// If he stayed, he would buy n times with a negative binomial chance, and the i-th of
// these happens only if he stayed i-1 times before. Summing chances only, the series
// has no differences: it is finite and rises with t also where the usual formula with a
// hypergeometric function is 0/0 (A = 1) or of the wrong sign (A + B < 1).
func (c Coin) Expected(h History, t float64) float64 {
	alive := c.Alive(h)
	if !(t > 0) || alive == 0 {
		return 0
	}
	n := c.chances(h, t)
	if c.A == 0 {
		return alive * n.k * n.odds
	}
	return alive * n.mean(c.A, c.B+c.flips(float64(h.X)))
}

// AtLeast returns the chance of n or more purchases within t from now.
func (c Coin) AtLeast(h History, t float64, n int) float64 {
	if n <= 0 {
		return 1
	}
	if !(t > 0) {
		return 0
	}
	chance := c.Alive(h) * c.chances(h, t).atLeast(n)
	if c.A > 0 && n > 1 {
		stay := stayer{a: c.A, b: c.B + c.flips(float64(h.X))}
		stay.to(float64(n - 1))
		chance *= math.Exp(stay.log)
	}
	return chance
}

// chances is how often he would buy within t if he stayed: negative binomial.
type chances struct {
	k    float64 // shape of his rate
	odds float64 // t against what is known: mean k odds
}

func (c Coin) chances(h History, t float64) chances {
	return chances{c.R + float64(h.X), min(t/(c.Alpha+h.Age), longestAhead)}
}

// longestAhead bounds a forecast against what is known of the past: beyond, numbers
// overflow and mean nothing.
const longestAhead = 1e12

// logAt returns the logarithm of the chance of n, for any real n >= 0.
func (c chances) logAt(n float64) float64 {
	up, _ := rise(n+1, c.k)
	g, _ := math.Lgamma(c.k)
	// Γ(n+k)/Γ(n+1) = Γ(n+1+k)/Γ(n+1)/(n+k)
	return up - math.Log(n+c.k) - g - c.k*math.Log1p(c.odds) - n*math.Log1p(1/c.odds)
}

// atLeast returns the chance of n or more, n > 0: that many purchases need less than t.
func (c chances) atLeast(n int) float64 {
	z := c.odds / (1 + c.odds)
	if n == 1 {
		return -math.Expm1(-c.k * math.Log1p(c.odds))
	}
	return stat.Beta(float64(n), c.k, z)
}

// mean returns the mean number that happens when he stays after each with a chance
// whose distribution is Beta(b, a).
func (c chances) mean(a, b float64) float64 {
	z := c.odds / (1 + c.odds)
	weight := math.Exp(-c.k * math.Log1p(c.odds)) // of n = 0
	if weight < 1e-280 || c.k*c.odds > mostTerms/2 {
		return c.meanFar(a, b)
	}
	sum, left := 0.0, 1-weight
	stays, happens := 1.0, 0.0
	for n := 1.0; n <= mostTerms; n++ {
		happens += stays
		stays *= (b + n - 1) / (a + b + n - 1)
		weight *= z * (c.k + n - 1) / n
		sum += weight * happens
		left -= weight
		if n > c.k*c.odds && weight*happens < 1e-17*sum {
			return sum
		}
	}
	return c.meanFar(a, b)
}

// meanFar is mean for many chances: by an integral over the number, whose weights are
// then smooth.
func (c chances) meanFar(a, b float64) float64 {
	mean, spread := c.k*c.odds, math.Sqrt(c.k*c.odds*(1+c.odds))
	near := math.Floor(max(0, mean-14*spread))
	far := mean + 14*spread + 50*(1+c.odds)
	sum, all := 0.0, 0.0
	exact := near
	const countable = 1e12 // above, one more makes no difference
	for ; exact < near+mostTerms && exact < far && near < countable; exact++ {
		w := math.Exp(c.logAt(exact))
		all += w
		sum += w * happening(a, b, exact)
	}
	// From here the number is so large, or so near to its mean, that its logarithm is a good variable.
	const panels = 48
	low, high := math.Log(max(exact-0.5, 0.5)), math.Log(far)
	for i := range panels {
		if exact >= far {
			break
		}
		width := (high - low) / panels
		for _, node := range gauss10 {
			n := math.Exp(low + width*(float64(i)+node[0]))
			w := math.Exp(c.logAt(n)) * n * width * node[1]
			all += w
			sum += w * happening(a, b, n)
		}
	}
	if !(all > 0) {
		return happening(a, b, mean)
	}
	return sum / all
}

// happening returns how many of n chances happen, on average, when staying after each
// has a chance with the distribution Beta(b, a): 1 + b/(a+b) + ... of n terms.
func happening(a, b, n float64) float64 {
	head := 0.0
	carry := 1.0
	for a+b <= 2 && n >= 1 { // the closed form needs a+b > 1
		head += carry
		carry *= b / (a + b)
		b++
		n--
	}
	if n <= 0 {
		return head
	}
	if n < 1 {
		return head + carry*n
	}
	d := a - 1
	if math.Abs(d) < 1e-7 {
		_, psi := rise(b, n)
		return head + carry*b*psi
	}
	// Γ(b+n)/Γ(b) against Γ(b+d+n)/Γ(b+d), in steps of d: n may be far larger than both.
	var log float64
	if d > 0 {
		here, _ := rise(b, d)
		there, _ := rise(b+n, d)
		log = here - there
	} else {
		here, _ := rise(b+d, -d)
		there, _ := rise(b+d+n, -d)
		log = there - here
	}
	return head + carry*(b+d)*-math.Expm1(log)/d
}

// Expected returns the mean number of purchases within t from now.
func (p Pareto) Expected(h History, t float64) float64 {
	if !(t > 0) {
		return 0
	}
	k := p.R + float64(h.X)
	ahead := min(t/(p.Beta+h.Age), longestAhead)
	length := math.Log1p(ahead)
	there := length // how long he stays within t, in (Beta+Age)
	if d := (p.S - 1) * length; d != 0 {
		there = -math.Expm1(-d) / (p.S - 1)
	}
	return p.Alive(h) * k * min(t/(p.Alpha+h.Age), longestAhead) * min(there/ahead, 1)
}

// AtLeast returns the chance of n or more purchases within t from now: that the n-th of
// an endless row of purchases comes before t and before he leaves.
func (p Pareto) AtLeast(h History, t float64, n int) float64 {
	if n <= 0 {
		return 1
	}
	if !(t > 0) {
		return 0
	}
	k, m := p.R+float64(h.X), float64(n)
	a, b := p.Alpha+h.Age, p.Beta+h.Age
	if n == 1 {
		// The race of buying and leaving is that of the likelihood with the parts exchanged.
		race := Pareto{S: k, Alpha: b, Beta: a}.over(p.S, 0, t)
		return p.Alive(h) * min(race.value, 1)
	}
	up, _ := rise(k, m)
	g, _ := math.Lgamma(m)
	// In the logarithm w of time the density is smooth; it begins where u^n is nothing.
	logAt := func(w float64) float64 {
		u := math.Exp(w)
		return up - g + m*(w-math.Log(a)) - (k+m)*math.Log1p(u/a) - p.S*math.Log1p(u/b)
	}
	high := math.Log(t)
	peak := min(high, math.Log(a*m/k))
	low := peak - 40/m - 6*math.Sqrt(1/m+1/k)
	if low >= high {
		return 0
	}
	panels := int(min(1+(high-low)*max(1, 0.8*math.Sqrt(m)), 2000))
	width, sum := (high-low)/float64(panels), 0.0
	for i := range panels {
		for _, node := range gauss10 {
			sum += math.Exp(logAt(low+width*(float64(i)+node[0]))) * width * node[1]
		}
	}
	return p.Alive(h) * min(sum, 1)
}

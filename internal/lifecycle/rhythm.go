package lifecycle

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/stat"
)

// Rhythm is what is known of a customer's way of buying: the group's parameters
// and his own N intervals that sum to S open days.
type Rhythm struct {
	Params Params
	N, S   int
}

// Interval returns I_i, the expected open days between two of his purchases.
func (r Rhythm) Interval() float64 { return r.Params.expectedInterval(r.N, r.S) }

// tail is 1 - q: the chance that a customer who still buys waits longer than t
// open days. It is computed directly, because 1 - q would lose the digits that
// tell dormant from lost.
func (r Rhythm) tail(t int) float64 {
	if t <= 0 {
		return 1
	}
	p := r.Params
	known := p.B + float64(r.S)
	return stat.Beta(p.A+float64(r.N)*p.K, p.K, known/(known+float64(t)))
}

// tailAtLeast is a cheap lower bound of tail: the chance with the shape rounded
// down to a whole number, where it is a short sum. It is a bound because the tail
// I_w(a, k) rises with k at fixed a and w. For shapes below 1 it is 0.
func (r Rhythm) tailAtLeast(t int) float64 {
	p := r.Params
	known, a := p.B+float64(r.S), p.A+float64(r.N)*p.K
	w := known / (known + float64(t))
	sum, term := 0.0, math.Pow(w, a)
	for j := range min(int(p.K), 12) {
		sum += term
		term *= (a + float64(j)) / float64(j+1) * (1 - w)
	}
	return sum
}

// Wait judges a silence of t open days: q tells how unusual it is (the share of
// waits that end earlier), alive is P, the chance that he is still a customer.
func (r Rhythm) Wait(t int) (q, alive float64) {
	s := r.tail(t)
	return 1 - s, r.Params.alive(s)
}

func (p Params) alive(tail float64) float64 {
	return (1 - p.P) * tail / ((1-p.P)*tail + p.P)
}

// limit is one row of the activity rule: the silence is at least this unusual,
// and he is less likely than this still a customer.
type limit struct{ unusual, alive float64 }

var limits = [3]limit{
	{0.90, 0.50}, // late
	{0.95, 0.20}, // dormant
	{0.99, 0.05}, // lost
}

// holds applies the limit to a wait whose tail chance is known.
func (p Params) holds(l limit, tail float64) bool {
	return 1-tail >= l.unusual && p.alive(tail) < l.alive
}

// tailLimit is the tail chance up to which l holds: both its conditions solved for
// the tail. It serves to find days; [Params.holds] decides.
func (p Params) tailLimit(l limit) float64 {
	return min(1-l.unusual, l.alive*p.P/((1-p.P)*(1-l.alive)))
}

// JudgeWait applies the activity rule to a silence of t open days. The result is
// Active, Late, Dormant or Lost; regained and notice need the history.
func (r Rhythm) JudgeWait(t int) Activity {
	s := r.tail(t)
	switch {
	case r.Params.holds(limits[2], s) && r.lostAllowed(t):
		return Lost
	case r.Params.holds(limits[1], s):
		return Dormant
	case r.Params.holds(limits[0], s):
		return Late
	}
	return Active
}

// dormant tells whether the rule for dormant holds after t open days. Most waits
// are so short that the cheap bound decides.
func (r Rhythm) dormant(t int) bool {
	const slack = 1 + 1e-9 // for rounding on both sides
	return r.tailAtLeast(t) <= slack*r.Params.tailLimit(limits[1]) && r.Params.holds(limits[1], r.tail(t))
}

// lostAllowed keeps first-time buyers from being called lost before two
// intervals of the group: of one purchase nothing is known but the group.
func (r Rhythm) lostAllowed(t int) bool {
	return r.N > 0 || float64(t) >= 2*r.Params.GroupInterval
}

// never is the wait that no customer lives to see.
const never = 40000

// Limits are the open days since the last purchase after which a customer is
// late, dormant, lost; never (40000) where no wait suffices.
type Limits struct{ Late, Dormant, Lost int }

// Limits returns the first waits on which each state holds. It inverts the rule
// in a few evaluations, so that a day's roll is a comparison.
func (r Rhythm) Limits() Limits {
	var out Limits
	out.Late = r.firstWait(limits[0], 0)
	out.Dormant = r.firstWait(limits[1], out.Late-1)
	out.Lost = r.firstWait(limits[2], out.Dormant-1)
	if r.N == 0 {
		out.Lost = max(out.Lost, min(int(math.Ceil(2*r.Params.GroupInterval)), never))
	}
	return out
}

// firstWait returns the smallest t > lo for which l holds, given that it does not
// hold at lo. The logarithm of the tail is nearly straight over log(b + s + t), so
// a straight line through the bracket finds the day in a few steps (regula falsi
// with the Illinois halving); every fourth step halves, as a safeguard.
func (r Rhythm) firstWait(l limit, lo int) int {
	p := r.Params
	known := p.B + float64(r.S)
	goal := math.Log(p.tailLimit(l))
	eval := func(t int) (u, g float64, holds bool) {
		s := r.tail(t)
		return math.Log(known + float64(t)), math.Log(s) - goal, p.holds(l, s)
	}
	uLo, gLo, _ := eval(lo)
	hi := min(lo+1+int(min(r.Interval(), never)), never)
	uHi, gHi, ok := eval(hi)
	for !ok {
		if hi >= never {
			return never
		}
		lo, uLo, gLo = hi, uHi, gHi
		hi = min(2*hi, never)
		uHi, gHi, ok = eval(hi)
	}
	for step, side := 0, 0; hi-lo > 1; step++ {
		mid := lo + (hi-lo)/2
		if u := uLo + (uHi-uLo)*gLo/(gLo-gHi); step%4 != 3 && !math.IsNaN(u) {
			mid = min(max(int(math.Exp(u)-known), lo+1), hi-1)
		}
		u, g, ok := eval(mid)
		if ok {
			hi, uHi, gHi = mid, u, g
			if side == 1 {
				gLo /= 2
			}
			side = 1
		} else {
			lo, uLo, gLo = mid, u, g
			if side == -1 {
				gHi /= 2
			}
			side = -1
		}
	}
	return hi
}

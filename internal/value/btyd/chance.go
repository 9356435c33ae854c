package btyd

import (
	"cmp"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// Turns is the history of a customer who has one chance per period to buy or not: a
// yearly order, a fair, a donation.
type Turns struct {
	X    int // periods with a purchase, the one that made him a customer not counted
	Last int // the last period with a purchase, 1 is the first one; 0 without any
	N    int // periods observed
}

// MostTurns is how many periods may be observed; for more, the time between purchases is
// the better measure.
const MostTurns = 1000

// Check refuses histories that cannot be.
func (h Turns) Check() error {
	if h.X < 0 || h.Last < h.X || h.Last > h.N || h.N > MostTurns || (h.X == 0) != (h.Last == 0) {
		return fault.New(fault.Invalid, "clv.impossible_turns", h.X, h.Last, h.N)
	}
	return nil
}

// Chance is the BG/BB process: he buys at each period with a chance of his own, Beta
// (Alpha, Beta) over the customers, and leaves before each with another, Beta(Gamma,
// Delta).
//
// Source: Fader, Hardie, Shang (2010), "Customer-base analysis in a discrete-time
// noncontractual setting", Marketing Science 29(6).
type Chance struct{ Alpha, Beta, Gamma, Delta float64 }

// Turned counts customers with equal histories of turns.
type Turned map[Turns]float64

// Add counts weight more customers. It fails with fault.Invalid when the history or the
// weight cannot be.
func (t Turned) Add(h Turns, weight float64) error {
	if err := h.Check(); err != nil {
		return err
	}
	if !(weight > 0 && weight < 1e15) {
		return fault.New(fault.Invalid, "clv.impossible_weight", weight)
	}
	t[h] += weight
	return nil
}

// Alive returns the chance that he is still a customer after the last observed period.
func (c Chance) Alive(h Turns) float64 {
	terms := c.terms(h)
	return math.Exp(terms[len(terms)-1].log - logSum(terms))
}

// Expected returns the mean number of purchases in the next n periods.
func (c Chance) Expected(h Turns, n int) float64 {
	stay := stayer{a: c.Gamma, b: c.Delta + float64(h.N)}
	sum := 0.0
	for i := 1; i <= n; i++ {
		stay.to(float64(i))
		sum += math.Exp(stay.log)
	}
	return c.Alive(h) * (c.Alpha + float64(h.X)) / (c.Alpha + c.Beta + float64(h.N)) * sum
}

// LogLikelihood returns the log-likelihood of histories.
func (c Chance) LogLikelihood(t Turned) float64 {
	sum := 0.0
	for h, weight := range t {
		sum += weight * logSum(c.terms(h))
	}
	return sum
}

// term is the logarithm of a chance with its slopes in the four parameters.
type term struct {
	log   float64
	slope [4]float64
}

// terms returns one term for each period after which he may have left, and as the last
// one that he has not: their sum is the chance of the history.
func (c Chance) terms(h Turns) []term {
	x := float64(h.X)
	buys, psiBuys := rise(c.Alpha, x)
	out := make([]term, 0, h.N-h.Last+1)
	stay := stayer{a: c.Gamma, b: c.Delta}
	misses := climber{z: c.Beta}
	all := climber{z: c.Alpha + c.Beta}
	for n := h.Last; n <= h.N; n++ {
		m := float64(n)
		misses.to(m - x)
		all.to(m)
		stay.to(m)
		t := term{buys + misses.log - all.log + stay.log, [4]float64{psiBuys - all.psi, misses.psi - all.psi, stay.da, stay.db}}
		if n < h.N { // and then he left
			t.log += math.Log(c.Gamma / (c.Gamma + c.Delta + m))
			t.slope[2] += 1/c.Gamma - 1/(c.Gamma+c.Delta+m)
			t.slope[3] -= 1 / (c.Gamma + c.Delta + m)
		}
		out = append(out, t)
	}
	return out
}

// logSum returns the logarithm of the sum of the chances.
func logSum(terms []term) float64 {
	top, sum := math.Inf(-1), 0.0
	for _, t := range terms {
		top = max(top, t.log)
	}
	for _, t := range terms {
		sum += math.Exp(t.log - top)
	}
	return top + math.Log(sum)
}

// ChanceFit is a fitted BG/BB model.
type ChanceFit struct {
	Outcome       Outcome
	Model         Chance // the zero model when there was too little data
	Params        []Param
	LogLikelihood float64
	Customers     float64
	Unique        int
	Converged     bool
}

// FitTurns fits the BG/BB model. When fewer than LeastRepeaters customers bought at all,
// the outcome is TooLittle; below FewRepeaters, or when the likelihood has no top within
// reach, weak expectations hold the parameters.
func FitTurns(t Turned) ChanceFit {
	f := ChanceFit{Outcome: Fitted, Unique: len(t)}
	bought := 0.0
	for h, weight := range t {
		f.Customers += weight
		if h.X > 0 {
			bought += weight
		}
	}
	if bought < LeastRepeaters {
		f.Outcome = TooLittle
		return f
	}
	rows := t.rows()
	o := climbTurns(rows, bought < FewRepeaters)
	if bought < FewRepeaters {
		f.Outcome = Leaning
	} else if !o.converged || far(o.at) {
		f.Outcome = Leaning
		o = climbTurns(rows, true)
	}
	f.Model = Chance{math.Exp(o.at[0]), math.Exp(o.at[1]), math.Exp(o.at[2]), math.Exp(o.at[3])}
	f.Converged = o.converged
	f.LogLikelihood = f.Model.LogLikelihood(t)
	f.Params = named([]string{"alpha", "beta", "gamma", "delta"}, o.at, invert(o.curvature))
	return f
}

// far reports whether a shape has run away to where only ratios matter.
func far(u []float64) bool {
	for _, v := range u {
		if !(math.Abs(v) < 9) {
			return true
		}
	}
	return false
}

type turnedRow struct {
	Turns
	weight float64
}

// rows returns the histories in a fixed order, so that sums come out the same.
func (t Turned) rows() []turnedRow {
	rows := make([]turnedRow, 0, len(t))
	for h, weight := range t {
		rows = append(rows, turnedRow{h, weight})
	}
	slices.SortFunc(rows, func(a, b turnedRow) int {
		return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.X, b.X), cmp.Compare(a.Last, b.Last))
	})
	return rows
}

func climbTurns(rows []turnedRow, lean bool) optimum {
	centre := []float64{0, 0, math.Log(0.5), math.Log(2)}
	return maximise(func(u, grad []float64) float64 {
		p := [4]float64{math.Exp(u[0]), math.Exp(u[1]), math.Exp(u[2]), math.Exp(u[3])}
		c := Chance{p[0], p[1], p[2], p[3]}
		sum := 0.0
		clear(grad)
		for _, r := range rows {
			terms := c.terms(r.Turns)
			log := logSum(terms)
			sum += r.weight * log
			for _, t := range terms {
				share := r.weight * math.Exp(t.log-log)
				for i := range grad {
					grad[i] += share * t.slope[i] * p[i]
				}
			}
		}
		for i := range grad {
			if z := u[i] - centre[i]; lean {
				sum -= z * z / 2
				grad[i] -= z
			}
		}
		return sum
	}, centre, nil)
}

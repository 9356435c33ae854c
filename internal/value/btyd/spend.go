package btyd

import (
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// Spending is what the customers of a base spent at a purchase: per customer the number
// of purchases and their mean value. The zero Spending is empty and ready.
type Spending struct {
	spent  []spent
	sorted bool
	weight float64
	value  float64 // weighted sum of the means
}

type spent struct{ x, mean, weight float64 }

// Add takes in a customer with x repeat purchases of a mean value. It fails with
// fault.Invalid when there is no purchase or the value is not positive: who costs money
// is no case for this model.
func (s *Spending) Add(x int, mean, weight float64) error {
	if x < 1 || x > MostPurchases || !(mean > 0 && mean < 1e15) || !(weight > 0 && weight < 1e15) {
		return fault.New(fault.Invalid, "clv.impossible_spend", x, mean)
	}
	s.spent = append(s.spent, spent{float64(x), mean, weight})
	s.sorted = false
	s.weight += weight
	s.value += weight * mean
	return nil
}

// Customers is the sum of all weights.
func (s *Spending) Customers() float64 { return s.weight }

// Unique is how many values there are.
func (s *Spending) Unique() int { return len(s.spent) }

// Mean is the mean over the customers of their mean value; 0 when there are none.
func (s *Spending) Mean() float64 {
	if s.weight == 0 {
		return 0
	}
	return s.value / s.weight
}

// Dependence is the correlation of the number of purchases with their mean value. The
// model takes it to be none; above about 0.3 its forecasts of value are doubtful.
func (s *Spending) Dependence() float64 {
	var sum, x, m, xx, mm, xm float64
	for _, c := range s.spent {
		sum += c.weight
		dx, dm := c.weight/sum*(c.x-x), c.weight/sum*(c.mean-m)
		xx += c.weight * (c.x - x) * (c.x - x - dx)
		mm += c.weight * (c.mean - m) * (c.mean - m - dm)
		xm += c.weight * (c.x - x) * (c.mean - m - dm)
		x, m = x+dx, m+dm
	}
	if !(xx > 0 && mm > 0) {
		return 0
	}
	return min(max(xm/math.Sqrt(xx)/math.Sqrt(mm), -1), 1)
}

// GammaGamma is the model of values: those of a customer are Gamma(P, v), and v is
// Gamma(Q, Gamma) over the customers. Gamma is in the unit of the values.
//
// Source: Fader, Hardie (2013), "The Gamma-Gamma model of monetary value", after Colombo
// and Jiang (1999).
type GammaGamma struct {
	P, Q, Gamma float64
	Mean        float64 // of the base, for whom the model gives no mean
}

// Expected returns the mean value of future purchases of a customer who made x
// purchases of a mean value; with x = 0 it is the mean of the population.
func (g GammaGamma) Expected(x int, mean float64) float64 {
	n := float64(x)
	if x <= 0 || !(mean > 0) {
		n, mean = 0, 0
	}
	const least = 0.05 // at P x + Q = 1 the mean is endless
	if g.P*n+g.Q-1 < least {
		if n > 0 {
			return mean
		}
		return g.Mean
	}
	return g.P * (g.Gamma + n*mean) / (g.P*n + g.Q - 1)
}

// LogLikelihood returns the log-likelihood of values.
func (g GammaGamma) LogLikelihood(s *Spending) float64 {
	return newSpendTarget(s.bySize(), 1).at(g, make([]float64, 3))
}

// bySize returns the customers sorted by their number of purchases.
func (s *Spending) bySize() []spent {
	if !s.sorted {
		slices.SortStableFunc(s.spent, func(a, b spent) int { return int(a.x - b.x) })
		s.sorted = true
	}
	return s.spent
}

// spendTarget computes likelihood and slope of the Gamma-Gamma model.
type spendTarget struct {
	sizes  []spendSize
	totals []float64 // x times the mean, per customer, in the order of the sizes
	weight []float64 // nil when all are 1
}

// spendSize sums what is the same for all customers with x purchases.
type spendSize struct {
	x, weight float64
	logTotal  float64 // weighted sum of log(x mean)
	logMean   float64
	end       int
}

// newSpendTarget takes every step-th customer.
func newSpendTarget(all []spent, step int) *spendTarget {
	t := &spendTarget{totals: make([]float64, 0, len(all)/step+1)}
	even := true
	for i := 0; i < len(all); i += step {
		c := all[i]
		if n := len(t.sizes); n == 0 || t.sizes[n-1].x != c.x {
			t.sizes = append(t.sizes, spendSize{x: c.x})
		}
		z := &t.sizes[len(t.sizes)-1]
		logMean := math.Log(c.mean)
		z.weight += c.weight
		z.logMean += c.weight * logMean
		z.logTotal += c.weight * (logMean + math.Log(c.x))
		t.totals = append(t.totals, c.x*c.mean)
		t.weight = append(t.weight, c.weight)
		z.end = len(t.totals)
		even = even && c.weight == 1
	}
	if even {
		t.weight = nil
	}
	return t
}

// at returns the log-likelihood and writes its slope in the logarithms of P, Q, Gamma.
func (t *spendTarget) at(g GammaGamma, grad []float64) float64 {
	sum, dp, dq, dg := 0.0, 0.0, 0.0, 0.0
	logGamma := math.Log(g.Gamma)
	lg, _ := math.Lgamma(g.Q)
	psiQ := digamma(g.Q)
	from := 0
	for _, z := range t.sizes {
		px := g.P * z.x
		logs, invs := t.sums(g.Gamma, from, z.end)
		from = z.end
		up, psi := rise(px, g.Q)
		sum += z.weight*(up-lg+g.Q*logGamma) + px*z.logTotal - z.logMean - (px+g.Q)*logs
		dp += z.x * (z.weight*psi + z.logTotal - logs)
		dq += z.weight*(psi+digamma(px)-psiQ+logGamma) - logs
		dg += z.weight*g.Q - (px+g.Q)*g.Gamma*invs
	}
	grad[0], grad[1], grad[2] = dp*g.P, dq*g.Q, dg
	return sum
}

// sums returns the sums of log(gamma + total) and of 1/(gamma + total) over a size.
func (t *spendTarget) sums(gamma float64, from, end int) (logs, invs float64) {
	if t.weight == nil {
		for _, total := range t.totals[from:end] {
			logs += math.Log(gamma + total)
			invs += 1 / (gamma + total)
		}
		return logs, invs
	}
	for i, total := range t.totals[from:end] {
		w := t.weight[from+i]
		logs += w * math.Log(gamma+total)
		invs += w / (gamma + total)
	}
	return logs, invs
}

// SpendFit is a fitted model of values.
type SpendFit struct {
	Outcome       Outcome
	Model         GammaGamma // the zero model when there was too little data
	Params        []Param
	LogLikelihood float64
	Customers     float64
	Dependence    float64 // see [Spending.Dependence]
	Converged     bool
}

// FitSpending fits the Gamma-Gamma model. Below LeastRepeaters customers the outcome is
// TooLittle, below FewRepeaters weak expectations hold the parameters.
func FitSpending(s *Spending) SpendFit {
	f := SpendFit{Outcome: Fitted, Customers: s.Customers(), Dependence: s.Dependence()}
	if f.Customers < LeastRepeaters {
		f.Outcome = TooLittle
		return f
	}
	all := s.bySize()
	t := newSpendTarget(all, 1)
	o := t.climb(s.Mean(), f.Customers < FewRepeaters, spendStart(all, s.Mean()))
	if f.Customers < FewRepeaters {
		f.Outcome = Leaning
	} else if !o.converged || !(math.Abs(o.at[0]) < 9 && math.Abs(o.at[1]) < 9) {
		f.Outcome = Leaning
		o = t.climb(s.Mean(), true, spendCentre(s.Mean()))
	}
	f.Model = spendModel(o.at, s.Mean())
	f.Converged = o.converged
	f.LogLikelihood = t.at(f.Model, make([]float64, 3))
	f.Params = named([]string{"p", "q", "gamma"}, o.at, invert(o.curvature))
	return f
}

// spendStart finds a start in a part of many customers: the whole then needs two or
// three steps.
func spendStart(all []spent, mean float64) []float64 {
	const many, part = 40000, 8000
	start := spendCentre(mean)
	if len(all) < many {
		return start
	}
	if o := newSpendTarget(all, len(all)/part).climb(mean, true, start); o.converged {
		return o.at
	}
	return start
}

// spendCentre is what is expected before any data: values vary by about 40 % around the
// mean of a customer and by about 80 % between the customers.
func spendCentre(mean float64) []float64 {
	return []float64{math.Log(6), math.Log(3.5), math.Log(mean * 2.5 / 6)}
}

func spendModel(u []float64, mean float64) GammaGamma {
	return GammaGamma{math.Exp(u[0]), math.Exp(u[1]), math.Exp(u[2]), mean}
}

// climb finds the best parameters; lean holds them near the centre, loosely.
func (t *spendTarget) climb(mean float64, lean bool, start []float64) optimum {
	centre := spendCentre(mean)
	return maximise(func(u, grad []float64) float64 {
		value := t.at(spendModel(u, mean), grad)
		if !lean {
			return value
		}
		// Loose in P and Q; the mean Gamma P/Q of the customers is better known.
		for i, spread := range []float64{1, 0.7} {
			z := (u[i] - centre[i]) / spread
			value -= z * z / 2
			grad[i] -= z / spread
		}
		z := (u[2] + u[0] - u[1] - centre[2] - centre[0] + centre[1]) / 0.7
		grad[2] -= z / 0.7
		grad[0] -= z / 0.7
		grad[1] += z / 0.7
		return value - z*z/2
	}, start, nil)
}

// named returns parameters from their logarithms and the covariance of these.
func named(names []string, u []float64, covariance [][]float64) []Param {
	out := make([]Param, len(u))
	for i, v := range u {
		out[i] = Param{Name: names[i], Value: math.Exp(v)}
		if covariance != nil {
			out[i].Error = out[i].Value * math.Sqrt(covariance[i][i])
		}
	}
	return out
}

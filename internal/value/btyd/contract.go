package btyd

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// Cohort is how many contracts of one beginning were still running in which period.
// Periods rise, counts do not; the first row is the beginning.
type Cohort []Running

// Running is a row of a cohort.
type Running struct{ Period, Active float64 }

// Check refuses cohorts that cannot be.
func (c Cohort) Check() error {
	if len(c) < 2 {
		return fault.New(fault.Invalid, "clv.short_cohort", len(c))
	}
	for i, r := range c {
		if !(r.Active >= 0 && r.Active < 1e15 && math.Abs(r.Period) < 1e6) || r.Period != math.Floor(r.Period) ||
			i > 0 && (r.Period <= c[i-1].Period || r.Active > c[i-1].Active) {
			return fault.New(fault.Invalid, "clv.impossible_cohort", i+1)
		}
	}
	return nil
}

// Contract is the shifted beta-geometric model of contracts: at each renewal a customer
// leaves with a chance of his own, Beta(Alpha, Beta) over the customers.
//
// Source: Fader, Hardie (2007), "How to project customer retention", Journal of
// Interactive Marketing 21(1).
type Contract struct{ Alpha, Beta float64 }

// Survival returns the share of contracts that run through n periods from their beginning.
func (c Contract) Survival(n float64) float64 {
	stay := stayer{a: c.Alpha, b: c.Beta}
	stay.to(n)
	return math.Exp(stay.log)
}

// Periods returns the mean number of further periods, of at most horizon, that a
// contract will be renewed for that has run for n; a period i from now counts
// 1/(1+discount)^i.
func (c Contract) Periods(n, horizon int, discount float64) float64 {
	stay := stayer{a: c.Alpha, b: c.Beta + float64(n)}
	sum, factor := 0.0, 1.0
	for i := 1; i <= horizon; i++ {
		stay.to(float64(i))
		factor /= 1 + discount
		sum += factor * math.Exp(stay.log)
	}
	return sum
}

// LogLikelihood returns the log-likelihood of a cohort.
func (c Contract) LogLikelihood(h Cohort) float64 { return c.at(h, make([]float64, 2)) }

// at returns the log-likelihood and writes its slope in the logarithms.
func (c Contract) at(h Cohort, grad []float64) float64 {
	stay := stayer{a: c.Alpha, b: c.Beta}
	sum := 0.0
	clear(grad)
	for i := 1; i < len(h); i++ {
		before := stay
		stay.to(h[i].Period - h[0].Period)
		if lost := h[i-1].Active - h[i].Active; lost > 0 {
			kept := stay.log - before.log
			sum += lost * (before.log + math.Log(-math.Expm1(kept)))
			odds := 1 / math.Expm1(-kept) // kept against left
			grad[0] += lost * (before.da + (before.da-stay.da)*odds)
			grad[1] += lost * (before.db + (before.db-stay.db)*odds)
		}
	}
	last := h[len(h)-1].Active
	grad[0] = (grad[0] + last*stay.da) * c.Alpha
	grad[1] = (grad[1] + last*stay.db) * c.Beta
	return sum + last*stay.log
}

// ContractFit is a fitted model of contracts.
type ContractFit struct {
	Outcome       Outcome
	Model         Contract // the zero model when there was too little data
	Params        []Param
	LogLikelihood float64
	Customers     float64
	Converged     bool
}

// FitContracts fits a cohort. Fewer than LeastRepeaters contracts, fewer than ten that
// ended, or a single period give the outcome TooLittle. A cohort that cannot be is
// refused with fault.Invalid.
func FitContracts(h Cohort) (ContractFit, error) {
	if err := h.Check(); err != nil {
		return ContractFit{}, err
	}
	const leastLost = 10
	f := ContractFit{Outcome: Fitted, Customers: h[0].Active}
	lost := h[0].Active - h[len(h)-1].Active
	if f.Customers < LeastRepeaters || lost < leastLost || len(h) < 3 {
		f.Outcome = TooLittle
		return f, nil
	}
	o := climbContracts(h, false)
	if !o.converged || far(o.at) {
		f.Outcome = Leaning
		o = climbContracts(h, true)
	}
	f.Model = Contract{math.Exp(o.at[0]), math.Exp(o.at[1])}
	f.Converged = o.converged
	f.LogLikelihood = f.Model.LogLikelihood(h)
	f.Params = named([]string{"alpha", "beta"}, o.at, invert(o.curvature))
	return f, nil
}

func climbContracts(h Cohort, lean bool) optimum {
	centre := []float64{0, math.Log(3)}
	return maximise(func(u, grad []float64) float64 {
		sum := Contract{math.Exp(u[0]), math.Exp(u[1])}.at(h, grad)
		for i := range grad {
			if z := u[i] - centre[i]; lean {
				sum -= z * z / 2
				grad[i] -= z
			}
		}
		return sum
	}, centre, nil)
}

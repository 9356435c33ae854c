package btyd

import "math"

// poisson is a regression of a count on features: its mean is e^(w x). Predictions stay
// within what was predicted when it was fitted, so that an odd customer cannot explode.
type poisson struct {
	weights   []float64
	low, high float64 // of w x over the training rows
}

// fitPoisson fits by iteratively reweighted least squares, with a small ridge that keeps
// the weights finite when features say the same. The first feature must be 1. It reports
// false when there is nothing to learn from.
//
// Source: McCullagh and Nelder (1989), chapters 2.5 and 6.
func fitPoisson(rows [][]float64, counts []float64) (poisson, bool) {
	sum := 0.0
	for _, c := range counts {
		sum += c
	}
	if len(rows) == 0 || sum == 0 {
		return poisson{}, false
	}
	n := len(rows[0])
	start := make([]float64, n)
	start[0] = math.Log(sum / float64(len(counts)))
	const ridge, tooMuch = 1e-2, 20
	o := maximise(func(w, grad []float64) float64 {
		value := 0.0
		clear(grad)
		for i, row := range rows {
			eta := min(dot(w, row), tooMuch)
			mean := math.Exp(eta)
			value += counts[i]*eta - mean
			for k, x := range row {
				grad[k] += (counts[i] - mean) * x
			}
		}
		for k := 1; k < n; k++ {
			value -= ridge * w[k] * w[k] / 2
			grad[k] -= ridge * w[k]
		}
		return value
	}, start, nil)
	p := poisson{weights: o.at, low: math.Inf(1), high: math.Inf(-1)}
	for _, row := range rows {
		eta := dot(p.weights, row)
		p.low, p.high = min(p.low, eta), max(p.high, eta)
	}
	return p, true
}

func (p poisson) predict(row []float64) float64 {
	return math.Exp(min(max(dot(p.weights, row), p.low), p.high))
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// features describe a customer at the end of a day for the regression: how often, how
// long, how long silent, how often lately, for how much, and what the model expects.
func (l *Log) features(customer, until int, unit, expected float64) []float64 {
	h, _ := l.History(customer, until, unit)
	days := h.Age * unit
	silent := (h.Age - h.Last) * unit
	_, mean := l.Value(customer, until)
	row := []float64{1, math.Log1p(float64(h.X)), math.Log1p(days), math.Log1p(silent), 0, 0, 0, math.Log1p(mean), math.Log(expected + 1e-3)}
	for i, back := range []int{30, 60, 180} {
		row[4+i] = math.Log1p(float64(l.bought(customer, until-back, until)))
	}
	return row
}

package btyd

import "math"

// target is a function to be maximised: it returns its value at u and writes its slope
// to grad. Where it is not finite, [maximise] ends unconverged at the last point that was.
type target func(u, grad []float64) float64

// optimum is what [maximise] found.
type optimum struct {
	at        []float64
	value     float64
	curvature [][]float64 // second derivatives at the optimum
	converged bool
}

// The search ends when a full Newton step promises less than gainLimit log units, and
// stays within bound logarithms of its start: farther away the data say nothing.
const (
	gainLimit = 1e-9
	bound     = 14.0
	longest   = 2.0 // of one step in one coordinate
	mostSteps = 100
)

// rounding is how exact the value of a likelihood is: its terms are some log units each, and
// their errors add up like the root of their number. Over a million customers that is more
// than gainLimit, but no thousandth of a standard error.
func rounding(value float64) float64 {
	value = math.Abs(value)
	return 1e-17 * value * math.Sqrt(value)
}

// maximise climbs from start by Newton's method with Levenberg's damping. Second
// derivatives are differences of the analytic slope. It ends early, not converged,
// where enough says so.
func maximise(f target, start []float64, enough func(u []float64, value float64) bool) optimum {
	n := len(start)
	o := optimum{at: append([]float64(nil), start...)}
	grad, step, trial, trialGrad := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	o.value = f(o.at, grad)
	damping := 0.0
	fresh := false
	for range mostSteps {
		if !fresh {
			o.curvature = slopeDifferences(f, o.at, grad)
			fresh = true
		}
		if !finite(grad) || !finite(o.curvature...) {
			return o
		}
		damping = newtonStep(o.curvature, grad, damping, step)
		gain := 0.0
		for i := range step {
			gain += grad[i] * step[i] / 2
		}
		if gain <= gainLimit+rounding(o.value) && damping < 1 {
			o.converged = true
			return o
		}
		moved := false
		for i := range step {
			trial[i] = min(max(o.at[i]+step[i], start[i]-bound), start[i]+bound)
			moved = moved || trial[i] != o.at[i]
		}
		if !moved {
			return o
		}
		value := f(trial, trialGrad)
		if value > o.value {
			copy(o.at, trial)
			copy(grad, trialGrad)
			o.value, fresh = value, false
			damping = shrink(damping)
			if enough != nil && enough(o.at, o.value) {
				return o
			}
			continue
		}
		if damping = max(4*damping, 1e-3*scaleOf(o.curvature)); damping > 1e12*scaleOf(o.curvature) {
			return o // nothing in reach is higher: the last digits are reached
		}
	}
	return o
}

// finite reports whether all are numbers.
func finite(rows ...[]float64) bool {
	for _, row := range rows {
		for _, v := range row {
			if v-v != 0 {
				return false
			}
		}
	}
	return true
}

func shrink(damping float64) float64 {
	if damping < 1e-6 {
		return 0
	}
	return damping / 8
}

// slopeDifferences returns the second derivatives by forward differences, made symmetric.
func slopeDifferences(f target, u, grad []float64) [][]float64 {
	const h = 1e-5
	n := len(u)
	out := make([][]float64, n)
	moved := append([]float64(nil), u...)
	for i := range out {
		out[i] = make([]float64, n)
		moved[i] = u[i] + h
		f(moved, out[i])
		moved[i] = u[i]
		for k := range out[i] {
			out[i][k] = (out[i][k] - grad[k]) / h
		}
	}
	for i := range out {
		for k := range i {
			mean := (out[i][k] + out[k][i]) / 2
			out[i][k], out[k][i] = mean, mean
		}
	}
	return out
}

// newtonStep writes the step from the slope and returns the damping that made the
// curvature negative definite.
func newtonStep(curvature [][]float64, grad []float64, damping float64, step []float64) float64 {
	scale := scaleOf(curvature)
	for {
		if l, ok := cholesky(curvature, damping); ok {
			solve(l, grad, step)
			break
		}
		damping = max(4*damping, 1e-4*scale)
	}
	for _, s := range step {
		if math.Abs(s) > longest {
			shorten(step, longest/math.Abs(s))
		}
	}
	return damping
}

func shorten(step []float64, by float64) {
	for i := range step {
		step[i] *= by
	}
}

func scaleOf(m [][]float64) float64 {
	scale := 1e-8
	for i := range m {
		scale = max(scale, math.Abs(m[i][i]))
	}
	return scale
}

// cholesky returns L with L L' = damping I - m, or false where that is not positive definite.
func cholesky(m [][]float64, damping float64) ([][]float64, bool) {
	n := len(m)
	l := make([][]float64, n)
	for i := range n {
		l[i] = make([]float64, n)
		for k := range i + 1 {
			sum := -m[i][k]
			if i == k {
				sum += damping
			}
			limit := 1e-13 * math.Abs(sum)
			for j := range k {
				sum -= l[i][j] * l[k][j]
			}
			if i != k {
				l[i][k] = sum / l[k][k]
				continue
			}
			if !(sum > limit) {
				return nil, false
			}
			l[i][i] = math.Sqrt(sum)
		}
	}
	return l, true
}

// solve writes the x with L L' x = b.
func solve(l [][]float64, b, x []float64) {
	n := len(l)
	for i := range n {
		x[i] = b[i]
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
}

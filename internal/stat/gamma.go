package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Digamma returns the derivative of log Γ at x > 0, to ten digits: the mean of the logarithm of
// a Gamma(x, 1) quantity. Bad arguments give NaN.
func Digamma(x float64) float64 {
	if !positive(x) {
		return math.NaN()
	}
	return mathext.Digamma(x)
}

// Trigamma returns the second derivative of log Γ at x > 0: the variance of the
// logarithm of a Gamma(x, 1) quantity. Bad arguments give NaN.
//
// Source: DLMF 5.15 and 25.11: the Hurwitz zeta function at 2.
func Trigamma(x float64) float64 {
	if !positive(x) {
		return math.NaN()
	}
	return mathext.Zeta(2, x)
}

// TrigammaInverse returns the x > 0 with Trigamma(x) = y, for y > 0. Bad
// arguments give NaN.
//
// Newton's method on 1/Trigamma, which is nearly straight, so that the start
// 0.5 + 1/y lies on the side from which every step goes towards the root.
// Source: Smyth (2004), "Linear models and empirical Bayes methods", appendix.
func TrigammaInverse(y float64) float64 {
	if !positive(y) {
		return math.NaN()
	}
	if y > 1e7 {
		return 1 / math.Sqrt(y)
	}
	if y < 1e-6 {
		return 1 / y
	}
	x := 0.5 + 1/y
	for range 50 {
		tri := Trigamma(x)
		step := tri * (1 - tri/y) / (-2 * mathext.Zeta(3, x))
		x += step
		if math.Abs(step) <= 1e-14*x {
			break
		}
	}
	return x
}

package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Beta returns the regularised incomplete beta function I_x(a, b), the chance
// that a Beta(a, b) quantity is at most x. a and b must be positive and finite;
// x is cut to [0, 1]. Bad arguments give NaN.
//
// Source: DLMF 8.17; computed by gonum after Cephes.
func Beta(a, b, x float64) float64 {
	if !positive(a) || !positive(b) || math.IsNaN(x) {
		return math.NaN()
	}
	if x <= 0 {
		return 0
	}
	if x >= 1 {
		return 1
	}
	return mathext.RegIncBeta(a, b, x)
}

// BetaQuantile returns the x in [0, 1] with Beta(a, b, x) = p. a and b must be
// positive and finite, p in [0, 1]. Bad arguments give NaN.
func BetaQuantile(a, b, p float64) float64 {
	if !positive(a) || !positive(b) || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	if p == 0 || p == 1 {
		return p
	}
	return mathext.InvRegIncBeta(a, b, p)
}

func positive(v float64) bool { return v > 0 && !math.IsInf(v, 1) }

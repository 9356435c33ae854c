package btyd

import "math"

// stirlingFrom is where the asymptotic series of log Γ and ψ are exact to the last digits.
const stirlingFrom = 12

// rise returns log Γ(z+n) - log Γ(z) and ψ(z+n) - ψ(z) for z > 0, n >= 0, without the
// loss of digits that the difference of two large logarithms has.
//
// Source: DLMF 5.5.1 to shift z upwards, 5.11.1 and 5.11.2 there.
func rise(z, n float64) (log, psi float64) {
	for z < stirlingFrom && n >= 1 {
		log += math.Log(z)
		psi += 1 / z
		z++
		n--
	}
	if n == 0 {
		return log, psi
	}
	if z < stirlingFrom {
		a, _ := math.Lgamma(z + n)
		b, _ := math.Lgamma(z)
		return log + (a - b), psi + (digamma(z+n) - digamma(z))
	}
	step := math.Log1p(n / z)
	log += (z-0.5)*step + n*math.Log(z+n) - n + stirling(z+n) - stirling(z)
	psi += step + stirlingSlope(z+n) - stirlingSlope(z)
	return log, psi
}

// stirling is log Γ(z) less its leading terms (z-1/2) log z - z + log(2π)/2.
func stirling(z float64) float64 {
	v := 1 / (z * z)
	return (1./12 - v*(1./360-v*(1./1260-v*(1./1680-v*(1./1188-v*(691./360360-v/156)))))) / z
}

// stirlingSlope is ψ(z) - log z.
func stirlingSlope(z float64) float64 {
	v := 1 / (z * z)
	return -0.5/z - v*(1./12-v*(1./120-v*(1./252-v*(1./240-v*(1./132-v*(691./32760-v/12))))))
}

// digamma returns ψ(x) for x > 0.
func digamma(x float64) float64 {
	low := 0.0
	for x < stirlingFrom {
		low -= 1 / x
		x++
	}
	return low + math.Log(x) + stirlingSlope(x)
}

// softplus returns log(1 + e^v) and its slope 1/(1 + e^-v).
func softplus(v float64) (value, slope float64) {
	if v > 0 {
		e := math.Exp(-v)
		return v + math.Log1p(e), 1 / (1 + e)
	}
	e := math.Exp(v)
	return math.Log1p(e), e / (1 + e)
}

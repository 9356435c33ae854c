package world

import (
	"math"
	"math/rand/v2"
)

// aspect separates the random draws about one customer, so that a change of one of them
// (another name list) leaves the others as they were.
type aspect uint64

const (
	aspectLife aspect = iota + 1
	aspectWho
	aspectBasket
	aspectBars
	aspectCounter // sales of a day without a customer; the day stands for the customer
	aspectWinning // hours of projects; the project stands for the customer
	aspectKnown   // interests and talks
	aspectTalks   // contacts of everybody, for measurements
)

// draws returns the random source of one aspect of one customer.
func draws(seed uint64, a aspect, id int) *rand.Rand {
	return rand.New(rand.NewPCG(scatter(seed+uint64(a)<<56), scatter(uint64(id))))
}

// scatter spreads neighbouring numbers over all 64 bits.
//
// Source: the output function of SplitMix64, Steele, Lea and Flood (2014), "Fast
// Splittable Pseudorandom Number Generators", OOPSLA.
func scatter(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// gamma draws from the gamma distribution with a shape of at least 1 and scale 1.
//
// Source: Marsaglia and Tsang (2000), "A simple method for generating gamma variables",
// ACM Transactions on Mathematical Software 26(3).
func gamma(r *rand.Rand, shape float64) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		u := r.Float64()
		if math.Log(u) < .5*x*x+d*(1-v+math.Log(v)) {
			return d * v
		}
	}
}

// choose draws an index in proportion to the weights.
func choose(r *rand.Rand, weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	u := r.Float64() * sum
	for i, w := range weights {
		if u -= w; u < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// one draws an element.
func one[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// chance is true with probability p.
func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

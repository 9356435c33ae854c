package kind

import "math"

// leastHalfLife is the half-life of evidence of who buys often, in days.
const leastHalfLife = 180

// quarter is a quarter of a year in days.
const quarter = 365.25 / 4

// Decay says what something still counts by its age. Its half-life is 180 days, or four
// times the customer's own interval where that is longer.
type Decay struct{ halfLife float64 }

// DecayOf returns the decay for somebody's own mean interval in days; 0 when it is unknown.
func DecayOf(interval float64) Decay { return Decay{max(leastHalfLife, 4*clean(interval))} }

func clean(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		return 0
	}
	return x
}

// HalfLife is after how many whole days something counts half.
func (d Decay) HalfLife() int { return int(d.halfLife) }

// At is what an event counts that is so many days old; 1 today, also for what lies ahead.
func (d Decay) At(days int) float64 { return math.Exp2(-float64(max(days, 0)) / d.halfLife) }

// Quarters is what the active quarters count that began so many days ago and ended so
// many days ago (0: still going on), decayed as events within them.
func (d Decay) Quarters(began, ended int) float64 {
	from, until := float64(max(began, 0)), float64(max(ended, 0))
	if from <= until {
		return 0
	}
	rate := math.Ln2 / d.halfLife
	return (math.Exp(-until*rate) - math.Exp(-from*rate)) / rate / quarter
}

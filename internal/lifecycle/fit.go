package lifecycle

import (
	"iter"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/stat"
)

// The conditions and limits of a fit.
const (
	fitCustomers = 30   // customers needed, each with fitOccasions
	fitOccasions = 4    // purchases of a customer whose rhythm is used
	minShape     = 0.2  // k below means measuring errors rather than a rhythm
	maxShape     = 50.0 // k and a above change no decision, but cost digits
	minLikeness  = 1.05 // a, so that I_g stays finite
	silentAfter  = 6.0  // group intervals without a successor: the purchase was the last one
	maxAge       = never
)

// Fitter learns the group's parameters from all customers of a firm, one at a
// time. Its memory does not grow with their number.
type Fitter struct {
	day      cal.Date
	calendar cal.Calendar

	customers     int     // with at least fitOccasions
	squares, free float64 // within customers: squared deviations of log intervals, degrees of freedom
	mean, moment  float64 // of the customers' mean log intervals: running mean, squared deviations
	noise         float64 // sum of 1/n: how much of the moment is chance
	ages, lasts   []int   // by open days before day: purchases, and those without a successor
}

// NewFitter begins a fit on the purchases before or on day.
func NewFitter(day cal.Date, calendar cal.Calendar) *Fitter {
	return &Fitter{day: day, calendar: calendar, ages: make([]int, maxAge+1), lasts: make([]int, maxAge+1)}
}

// Add takes one customer's occasions, sorted by day; those after the fitter's day
// are left out. An interval without any open day, as between a Saturday and an
// unusual Sunday sale, counts as one open day.
func (f *Fitter) Add(occasions []Occasion) {
	for len(occasions) > 0 && occasions[len(occasions)-1].Day > f.day {
		occasions = occasions[:len(occasions)-1]
	}
	if len(occasions) == 0 {
		return
	}
	age := 0
	for i := len(occasions) - 1; i >= 0; i-- {
		next := f.day
		if i+1 < len(occasions) {
			next = occasions[i+1].Day
		}
		age = min(age+f.calendar.OpenDays(occasions[i].Day, next), maxAge)
		f.ages[age]++
		if i+1 == len(occasions) {
			f.lasts[age]++
		}
	}
	if len(occasions) >= fitOccasions {
		f.addRhythm(occasions)
	}
}

func (f *Fitter) addRhythm(occasions []Occasion) {
	n, mean, squares := 0.0, 0.0, 0.0
	for i := 1; i < len(occasions); i++ {
		v := math.Log(float64(max(f.calendar.OpenDays(occasions[i-1].Day, occasions[i].Day), 1)))
		n++
		d := v - mean
		mean += d / n
		squares += d * (v - mean)
	}
	f.squares += squares
	f.free += n - 1
	f.noise += 1 / n
	f.customers++
	d := mean - f.mean
	f.mean += d / float64(f.customers)
	f.moment += d * (mean - f.mean)
}

// Params returns the fitted parameters, valid from the fitter's day. It reports
// false when fewer than 30 customers have at least four purchases; then the
// firm's preset stays in force.
//
// The logarithm of an interval is log G - log λ with G of shape k and the rate λ
// of shape a and rate b. So its variance within customers is ψ'(k), the variance
// of the customers' means is ψ'(a) + ψ'(k)/n, and the mean is ψ(k) - ψ(a) + log b.
// The chance p is the share of the purchases older than six group intervals that
// had no successor, smoothed to (x+1)/(n+10).
func (f *Fitter) Params() (Params, bool) {
	if f.customers < fitCustomers {
		return Params{}, false
	}
	within := f.squares / f.free
	c := float64(f.customers)
	between := f.moment/(c-1) - within*f.noise/c
	p := Params{
		K:         inverse(within, minShape, maxShape),
		A:         inverse(between, minLikeness, maxShape),
		ValidFrom: f.day, Source: FromFit, Customers: f.customers,
	}
	p.B = math.Exp(f.mean - stat.Digamma(p.K) + stat.Digamma(p.A))
	p.GroupInterval = p.expectedInterval(0, 0)
	p.P = f.lastShare(silentAfter * p.GroupInterval)
	return p, p.Check() == nil
}

// inverse is the shape whose log variance is v, between lo and hi; no variance at
// all means the highest.
func inverse(v, lo, hi float64) float64 {
	if !(v > stat.Trigamma(hi)) {
		return hi
	}
	return max(stat.TrigammaInverse(v), lo)
}

func (f *Fitter) lastShare(olderThan float64) float64 {
	n, x := 0, 0
	for age := maxAge; float64(age) > olderThan; age-- {
		n += f.ages[age]
		x += f.lasts[age]
	}
	return float64(x+1) / float64(n+10)
}

// Fit is a [Fitter] over all customers of a firm.
func Fit(customers iter.Seq[[]Occasion], day cal.Date, calendar cal.Calendar) (Params, bool) {
	f := NewFitter(day, calendar)
	for occasions := range customers {
		f.Add(occasions)
	}
	return f.Params()
}

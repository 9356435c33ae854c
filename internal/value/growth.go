package value

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Trend says how a growth may be told.
type Trend int

// The trends; the numbers are stored.
const (
	TooEarly Trend = 0 // fewer than 15 months of history
	Falling  Trend = 1 // rather falling, too unsure for a figure
	Steady   Trend = 2
	Rising   Trend = 3 // rather rising, too unsure for a figure
	Figured  Trend = 4 // sure enough for a figure
)

// What a growth rests on.
const (
	growthMonths = 15  // of history before anything is said
	growthPrior  = 4   // weight of the group's growth
	growthSure   = 1.3 // standard errors from which a growth is told as a figure
	growthBound  = 0.5 // a forecast lies at most this share off the expected revenue
)

// Turnover is what growth looks at: two years of revenue with their occasions.
type Turnover struct {
	Now, Before           float64 // net in cents: the last twelve months, the twelve before
	NowCount, BeforeCount int     // occasions in them
	First                 cal.Date
	Day                   cal.Date
}

// Growth is how revenue with a customer changes from year to year.
type Growth struct {
	Trend Trend
	Raw   float64 // g: logarithm of the ratio of both years
	Rate  float64 // g*: the same, shrunk to the group's
	Error float64 // standard error of Rate
	// Next is the revenue expected of the next twelve months, 0 when nothing was bought in the
	// last twelve or it is too early.
	Next money.Cents
}

// ratio is the logarithm of the ratio of both years and its weight. A year before that is
// known only in part, because he came in its course, counts as if it had gone on the same.
func (g Group) ratio(t Turnover) (growth, weight float64) {
	start := t.Day.AddMonths(-24)
	end := t.Day.AddMonths(-12)
	before := t.Before
	if t.First > start {
		before *= float64(end.Sub(start)) / float64(max(end.Sub(t.First)+1, 1))
	}
	c := max(g.Basket, 1)
	n, m := float64(t.NowCount), float64(t.BeforeCount)
	if n+m > 0 {
		weight = n * m / (n + m)
	}
	return math.Log((max(t.Now, 0) + c) / (max(before, 0) + c)), weight
}

// Growth judges one customer; expected is how often he will buy within twelve months, see
// [Forward] with a margin of 1 and no discount.
func (g Group) Growth(t Turnover, expected float64) Growth {
	if g.Customers == 0 || t.NowCount+t.BeforeCount == 0 || t.First > t.Day.AddMonths(-growthMonths) {
		return Growth{}
	}
	raw, weight := g.ratio(t)
	out := Growth{
		Trend: Figured, Raw: raw, Rate: (weight*raw + growthPrior*g.Change) / (weight + growthPrior),
		Error: 1 / math.Sqrt(weight+growthPrior),
	}
	switch size := math.Abs(out.Rate); {
	case size >= growthSure*out.Error:
	case size < growthSure*out.Error/2:
		out.Trend = Steady
	case out.Rate > 0:
		out.Trend = Rising
	default:
		out.Trend = Falling
	}
	if t.NowCount > 0 {
		factor := min(max(math.Exp(out.Rate/2), 1-growthBound), 1+growthBound)
		out.Next = inCents(max(t.Now, 0) / float64(t.NowCount) * expected * factor)
	}
	return out
}

package value

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

// LossRule names the version of the rule that asks whether working together covers its
// costs.
const LossRule = "value/loss/3"

const (
	lossQuarters  = 8   // the last ones that the rule looks at
	lossLeast     = 4   // complete quarters, and purchase occasions
	lossNegative  = 3   // of the last four
	lossChance    = .80 // probability that the mean is below zero
	lossOurs      = .50 // of all costs, from which the firm itself is the cause
	lossMonths    = 12  // after the first purchase: an investment
	spreadWeight  = 4   // quarters for which the firm's own spread counts in that of a customer
	fewestMembers = 20  // customers with four quarters, before the firm's own figures mean something
)

// Spread tells how margins DB IV of quarters lie over the firm's customers, in cents.
type Spread struct {
	Mean      float64 `json:"mean"`      // of the customers' means
	Between   float64 `json:"between"`   // variance of the means
	Within    float64 `json:"within"`    // variance of the quarters of one customer
	Customers int     `json:"customers"` // behind the figures
}

// Known tells whether enough customers stand behind the spread.
func (s Spread) Known() bool { return s.Customers >= fewestMembers && s.Within > 0 && s.Between > 0 }

// SpreadOf learns the spread from customers one by one.
type SpreadOf struct {
	n             int
	mean, m2      float64 // of the means, after Welford
	inside, freed float64
	shorts        float64 // sum of 1/T
}

// Add takes the margins of a customer's quarters, the oldest first. Fewer than four say
// nothing.
func (f *SpreadOf) Add(quarters []money.Cents) {
	x := recent(quarters)
	if len(x) < lossLeast {
		return
	}
	mean, squares := moments(x)
	f.n++
	d := mean - f.mean
	f.mean += d / float64(f.n)
	f.m2 += d * (mean - f.mean)
	f.inside += squares
	f.freed += float64(len(x) - 1)
	f.shorts += 1 / float64(len(x))
}

// Spread is what was learned. The variance of the means is that of what lies behind them:
// the part that chance gives to means of few quarters is taken off.
func (f *SpreadOf) Spread() Spread {
	if f.n < 2 || f.freed == 0 {
		return Spread{Customers: f.n}
	}
	within := f.inside / f.freed
	seen := f.m2 / float64(f.n-1)
	return Spread{Mean: f.mean, Between: max(seen-within*f.shorts/float64(f.n), seen/10), Within: within, Customers: f.n}
}

func recent(quarters []money.Cents) []money.Cents {
	return quarters[max(0, len(quarters)-lossQuarters):]
}

// moments are the mean and the sum of squares around it.
func moments(x []money.Cents) (mean, squares float64) {
	for _, v := range x {
		mean += float64(v)
	}
	mean /= float64(len(x))
	for _, v := range x {
		squares += (float64(v) - mean) * (float64(v) - mean)
	}
	return mean, squares
}

// ChanceBelowZero is the probability that the mean margin of a quarter lies below zero,
// from the last eight of a customer and what is usual for the firm.
func (s Spread) ChanceBelowZero(quarters []money.Cents) float64 {
	x := recent(quarters)
	if len(x) == 0 || !s.Known() {
		return 0
	}
	mean, squares := moments(x)
	n := float64(len(x))
	noise := (spreadWeight*s.Within + squares) / (spreadWeight + n - 1)
	precision := 1/s.Between + n/noise
	centre := (s.Mean/s.Between + n*mean/noise) / precision
	return .5 * math.Erfc(centre*math.Sqrt(precision)/math.Sqrt2)
}

// LossCase is what the rule looks at.
type LossCase struct {
	Quarters   []money.Cents // DB IV of complete quarters, the oldest first
	Unpriced   money.Cents   // net of the last twelve months whose cost of goods is not known, which no quarter counts
	Care       money.Cents   // cost of care in the last twelve months that he bears
	Charged    money.Cents   // all costs of them that he bears
	Ours       money.Cents   // those that the firm bears
	Ahead      money.Cents   // what he may still bring, recommendations included; counts where AheadKnown
	AheadKnown bool
	Occasions  int
	First      cal.Date // first purchase; cal.Never without
	Day        cal.Date
}

// Loss is a question to the owner: does working together cover its costs?
type Loss struct {
	Year     money.Cents // DB IV of the last four complete quarters
	Negative int         // of them below zero
	Quarters int         // that the rule has looked at
	Chance   float64     // that the mean of a quarter lies below zero
}

// Asks applies the rule. All of its conditions must hold: it is better to ask too late
// than about somebody who is a good customer. It decides nothing.
func (s Spread) Asks(c LossCase) (Loss, bool) {
	x := recent(c.Quarters)
	if len(x) < lossLeast || c.Occasions < lossLeast || c.First.AddMonths(lossMonths) > c.Day || c.First == cal.Never {
		return Loss{}, false
	}
	l := Loss{Quarters: len(x)}
	for _, v := range x[len(x)-lossLeast:] {
		l.Year += v
		if v < 0 {
			l.Negative++
		}
	}
	l.Chance = s.ChanceBelowZero(c.Quarters)
	ours := float64(max(c.Ours, 0))
	switch {
	case l.Year >= 0 || l.Negative < lossNegative || l.Chance < lossChance:
	case c.AheadKnown && c.Ahead >= 0:
	case l.Year+max(c.Unpriced, 0) >= 0: // those goods may have cost little
	case l.Year+max(c.Care, 0)/2 >= 0: // half of the care may not have been necessary
	case ours > 0 && ours >= lossOurs*(ours+float64(max(c.Charged, 0))):
	default:
		return l, true
	}
	return Loss{}, false
}

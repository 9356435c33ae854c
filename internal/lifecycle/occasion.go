package lifecycle

import (
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Kind is the kind of customer, as far as it changes how purchases are merged.
type Kind int

// The kinds of customers.
const (
	Person Kind = iota // purchases of one day are one occasion
	Firm               // purchases within three days are one occasion
)

func (k Kind) mergeDays() int {
	if k == Firm {
		return 3
	}
	return 1
}

// Purchase is one order as the rules see it.
//
// Counts is decided by the caller from the order's facts: false for orders
// returned in full, cancellations and credit notes, orders of free articles
// only, postage only, internal purchases, test articles and gift cards bought
// for others. Such orders leave no trace here.
type Purchase struct {
	Day    cal.Date
	Net    money.Cents // net of VAT and returned lines, in the firm's currency
	Counts bool
}

// Occasion is one or more purchases that belong together.
type Occasion struct {
	Day    cal.Date // of its first purchase; intervals and waits are measured from here
	Last   cal.Date // of its last purchase, at most two days later
	Orders int
	Net    money.Cents
}

// Occasions merges purchases to occasions: those of one day for a person, those
// within three days from the first one for a firm (the fourth day begins another
// occasion, so that daily orders are not one endless occasion). The purchases may
// come in any order; they are not changed. The result is sorted by day.
func Occasions(purchases []Purchase, kind Kind) []Occasion {
	return AppendOccasions(nil, purchases, kind)
}

// AppendOccasions is [Occasions] into a slice that the caller reuses.
func AppendOccasions(dst []Occasion, purchases []Purchase, kind Kind) []Occasion {
	byDay := func(a, b Purchase) int { return int(a.Day) - int(b.Day) }
	if !slices.IsSortedFunc(purchases, byDay) {
		purchases = slices.Clone(purchases)
		slices.SortStableFunc(purchases, byDay)
	}
	start := len(dst)
	for _, p := range purchases {
		if !p.Counts {
			continue
		}
		if i := len(dst) - 1; i >= start && p.Day.Sub(dst[i].Day) < kind.mergeDays() {
			dst[i].Last = p.Day
			dst[i].Orders++
			dst[i].Net += p.Net
			continue
		}
		dst = append(dst, Occasion{Day: p.Day, Last: p.Day, Orders: 1, Net: p.Net})
	}
	return dst
}

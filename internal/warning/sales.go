package warning

import (
	"cmp"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
)

// The points of the signs and what makes them.
const (
	pointsLate, pointsDormant = 2, 4
	pointsSpendDown           = 2
	pointsCategoryDropped     = 2
	pointsFirstOrder          = 3
	pointsPaysLater           = 1

	spendMean, spendNeeds = 6, 5 // occasions in the own mean, and the fewest that make one
	categoryIntervals     = 3
	categoryPercent       = 25
	categoryDays          = 365
	lateBy                = 15 // days beyond the own habit of paying
	habitMean, habitNeeds = 6, 3
)

// FromActivity gives the sign of the present silence: late, and from the day he is
// dormant that instead. Each lies on the day it begins, also in the future. Who
// bought only once gives no sign: of him only the group's habit is known.
// Who gave notice or is no longer served is past warning.
func FromActivity(r lifecycle.Result) []Sign {
	if r.Occasions < 2 || r.NoticeOn != cal.Never || r.EndedOn != cal.Never {
		return nil
	}
	var out []Sign
	if r.LateFrom < r.DormantFrom {
		out = append(out, Sign{Silent, r.LateFrom, r.DormantFrom, pointsLate, []any{r.LateFrom.Sub(r.Last)}})
	}
	if r.DormantFrom < cal.Never {
		out = append(out, Sign{Dormant, r.DormantFrom, cal.Never, pointsDormant, []any{r.DormantFrom.Sub(r.Last)}})
	}
	return out
}

// FromSpend gives a sign on each occasion with which the spend fell more than 30 %
// below the customer's own mean. The mean is that of the up to six occasions
// before, without the highest and the lowest of them, so that one large order does
// not set the measure; at least five are needed. While it stays low no further
// sign arises: it is one decline. Occasions are sorted by day.
func FromSpend(occasions []lifecycle.Occasion) []Sign {
	var out []Sign
	low := false
	for i := spendNeeds; i < len(occasions); i++ {
		sum, n := trimmed(occasions[max(i-spendMean, 0):i])
		net := occasions[i].Net
		was := low
		low = sum > 0 && 10*n*net < 7*sum
		if low && !was {
			usual := sum / n
			percent := int(100 - 100*float64(net)/(float64(sum)/float64(n)))
			out = append(out, Sign{SpendDown, occasions[i].Day, cal.Never, pointsSpendDown, []any{net, usual, percent}})
		}
	}
	return out
}

// trimmed is the sum and number of the occasions' amounts without highest and lowest.
func trimmed(occasions []lifecycle.Occasion) (sum, n money.Cents) {
	lo, hi := occasions[0].Net, occasions[0].Net
	for _, o := range occasions {
		sum += o.Net
		lo, hi = min(lo, o.Net), max(hi, o.Net)
	}
	return sum - lo - hi, money.Cents(len(occasions) - 2)
}

// Spend is what a customer bought of one category on one day.
type Spend struct {
	Day      cal.Date
	Category int64
	Net      money.Cents
}

// FromCategories gives a sign for each category that was a habit and is bought no
// more: at least a quarter of his spend in the year up to its last purchase, on
// at least two days, and he came back three own intervals later or more without
// it. The sign lies on that first visit without it, so that a customer who stays
// away altogether is late and not told to have dropped everything he bought.
// spends are sorted by day; interval is his expected interval in open days.
// The signs are sorted by day, then category.
func FromCategories(spends []Spend, interval float64, calendar cal.Calendar) []Sign {
	last := map[int64]cal.Date{}
	for _, s := range spends {
		last[s.Category] = s.Day
	}
	var out []Sign
	for category, day := range last {
		share, habit := yearShare(spends, category, day)
		if !habit || share < categoryPercent {
			continue
		}
		due := calendar.AfterOpenDays(day, int(math.Ceil(categoryIntervals*interval)))
		i := slices.IndexFunc(spends, func(s Spend) bool { return s.Day >= due })
		if i >= 0 {
			out = append(out, Sign{CategoryDropped, spends[i].Day, cal.Never, pointsCategoryDropped, []any{category, int(share), day}})
		}
	}
	slices.SortFunc(out, func(a, b Sign) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Values[0].(int64), b.Values[0].(int64)))
	})
	return out
}

// yearShare is the category's share of the spend in the year up to day, in per
// cent, and whether it was bought on two days of it.
func yearShare(spends []Spend, category int64, day cal.Date) (percent float64, habit bool) {
	var own, all money.Cents
	first := day
	for _, s := range spends {
		if s.Day > day || day.Sub(s.Day) >= categoryDays {
			continue
		}
		all += s.Net
		if s.Category == category {
			own += s.Net
			first = min(first, s.Day)
		}
	}
	if all <= 0 {
		return 0, false
	}
	return 100 * float64(own) / float64(all), first < day
}

// FromFirstOrder gives the sign of a first order that came late or was faulty, as
// known on day.
func FromFirstOrder(o lifecycle.FirstOrder, day cal.Date) []Sign {
	impression, since := o.On(day)
	switch impression {
	case lifecycle.ImpressionLate:
		return []Sign{{FirstLate, since, cal.Never, pointsFirstOrder, []any{o.Promised}}}
	case lifecycle.ImpressionFaulty:
		return []Sign{{FirstFaulty, since, cal.Never, pointsFirstOrder, nil}}
	case lifecycle.ImpressionOK, lifecycle.ImpressionOpen, lifecycle.ImpressionUnknown:
	}
	return nil
}

// Bill is one invoice and the day on which it was paid.
type Bill struct {
	Day  cal.Date
	Paid cal.Date // Never while open
}

// FromPayments gives a sign for each bill that was paid, or is open, 15 days or
// more beyond the customer's own habit: the median of the days he took for the up
// to six latest bills that he had paid when this one was written; at least three
// are needed. The sign lies on the day when those 15 days are over. Bills are
// sorted by day.
func FromPayments(bills []Bill) []Sign {
	var out []Sign
	for i, b := range bills {
		habit, ok := habitOn(bills[:i], b.Day)
		if !ok {
			continue
		}
		if due := b.Day.Add(habit + lateBy); b.Paid >= due {
			out = append(out, Sign{PaysLater, due, cal.Never, pointsPaysLater, []any{b.Day, habit}})
		}
	}
	return out
}

func habitOn(earlier []Bill, day cal.Date) (days int, ok bool) {
	var took []int
	for i := len(earlier) - 1; i >= 0 && len(took) < habitMean; i-- {
		if earlier[i].Paid <= day {
			took = append(took, max(earlier[i].Paid.Sub(earlier[i].Day), 0))
		}
	}
	if len(took) < habitNeeds {
		return 0, false
	}
	slices.Sort(took)
	return took[len(took)/2], true
}

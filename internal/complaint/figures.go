package complaint

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Figures are what a year of complaints tells: how often, about what, by whose fault, how soon
// they were answered and what became of them.
type Figures struct {
	From, Until cal.Date // both included: whole months up to now
	Purchases   int      // documents in that time
	All         feedback.Sums
	Causes      []feedback.Sums // by cause, the most frequent first
	Matters     []feedback.Sums // by matter, what cost most first, then the most frequent
	Repeated    []feedback.Sums // matters that came again and again by our own fault, see [RepeatedFrom]
	Answer      time.Duration   // median from the taking to our first word, 0 without any
	Solution    time.Duration   // median from the taking to the solution, 0 without any
}

const (
	// RepeatedFrom is from how many complaints on by our own fault about the same matter
	// within RepeatedDays days a matter asks for a remedy of its own.
	RepeatedFrom = 3
	RepeatedDays = 90
	monthsShown  = 12
)

// FiguresOf reads the figures of the twelve months up to a day, the one of the day included.
func FiguresOf(ctx context.Context, q store.Querier, day cal.Date) (Figures, error) {
	f := Figures{From: firstOfYear(day), Until: day}
	list, err := feedback.SumComplaints(ctx, q, f.From, day, day.Add(1-RepeatedDays))
	if err != nil {
		return f, err
	}
	totals, err := sales.Totals(ctx, q, f.From.MonthKey())
	if err != nil {
		return f, err
	}
	for _, t := range totals {
		if t.Month <= day.MonthKey() {
			f.Purchases += t.Orders
		}
	}
	f.add(list)
	f.Answer, f.Solution, err = feedback.ComplaintTimes(ctx, q, f.From, day, f.All.Acked, f.All.Solved)
	return f, err
}

// firstOfYear is the first day of the eleventh month before that of day.
func firstOfYear(day cal.Date) cal.Date {
	y, m, _ := day.Civil()
	month := int(m) - (monthsShown - 1)
	if month < 1 {
		y, month = y-1, month+12
	}
	return cal.On(y, time.Month(month), 1)
}

// add puts the sums together by cause, by matter, and as a whole.
func (f *Figures) add(list []feedback.Sums) {
	causes, matters, ours := map[cost.Cause]*feedback.Sums{}, map[feedback.Matter]*feedback.Sums{}, map[feedback.Matter]*feedback.Sums{}
	for i := range list {
		s := &list[i]
		f.All.Add(s)
		if causes[s.Cause] == nil {
			causes[s.Cause] = &feedback.Sums{Cause: s.Cause}
		}
		causes[s.Cause].Add(s)
		if matters[s.Matter] == nil {
			matters[s.Matter] = &feedback.Sums{Matter: s.Matter}
		}
		matters[s.Matter].Add(s)
		if s.Cause == cost.Ours && s.Matter != "" {
			ours[s.Matter] = s
		}
	}
	for _, s := range causes {
		f.Causes = append(f.Causes, *s)
	}
	for key, s := range matters {
		f.Matters = append(f.Matters, *s)
		if own := ours[key]; own != nil && own.Lately >= RepeatedFrom {
			f.Repeated = append(f.Repeated, *own)
		}
	}
	slices.SortFunc(f.Causes, func(a, b feedback.Sums) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.Cause, b.Cause))
	})
	slices.SortFunc(f.Matters, func(a, b feedback.Sums) int {
		return cmp.Or(cmp.Compare(b.Goodwill, a.Goodwill), b.Count-a.Count, cmp.Compare(a.Matter, b.Matter))
	})
	slices.SortFunc(f.Repeated, func(a, b feedback.Sums) int {
		return cmp.Or(b.Lately-a.Lately, cmp.Compare(a.Matter, b.Matter))
	})
}

// Per100 is how many complaints there were for a hundred purchases; ok is false without any.
func (f *Figures) Per100(count int) (per float64, ok bool) {
	if f.Purchases == 0 {
		return 0, false
	}
	return 100 * float64(count) / float64(f.Purchases), true
}

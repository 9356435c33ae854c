package care

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The data of a firm begin one day, and most of those who buy in the first weeks came
// long before. How long after the beginning a first purchase says nothing about the
// customer's own beginning: so many days, and so many of his own intervals, after which
// an earlier customer would have shown himself.
const (
	beginDays      = 60
	beginIntervals = 2
	beginDaysMax   = 730
	// beginShare: the oldest hundredth of the documents is passed over, so that one
	// mistyped year does not move the beginning.
	beginShare = 100
)

// knownFrom is the first day on which a first purchase counts as the customer's own
// beginning; interval is his rhythm in calendar days.
func knownFrom(begin cal.Date, interval float64) cal.Date {
	return begin.Add(min(beginDaysMax, max(beginDays, days(beginIntervals*interval))))
}

// begun is since when the customer is known to come: his first purchase, where the data
// reach back before it, else the day that was told of him, when it is not later; else
// Never. told is Never when nobody told it.
func begun(c Candidate, begin, told cal.Date) cal.Date {
	switch {
	case c.First >= cal.Latest:
		return cal.Never
	case c.First >= knownFrom(begin, c.Interval):
		return c.First
	case told <= c.First:
		return told
	}
	return cal.Never
}

// dataBegin is the day on which the firm's documents begin, Never without any.
func dataBegin(ctx context.Context, q store.Querier, day cal.Date) (cal.Date, error) {
	n, err := store.Value[int64](ctx, q, sql.Get("count-documents"), day)
	if err != nil || n == 0 {
		return cal.Never, err
	}
	begin, err := store.Value[cal.Date](ctx, q, sql.Get("document-day"), day, n/beginShare)
	if err != nil {
		return cal.Never, fmt.Errorf("beginning of the data: %w", err)
	}
	return begin, nil
}

// told is the day since when somebody is said to be a customer. A first contact that was
// noted on that very day or before is none: notes have a beginning, too.
func told(ctx context.Context, q store.Querier, customer int64, first cal.Date) (cal.Date, error) {
	noted, err := store.Value[int](ctx, q, sql.Get("contacts-until"), customer, first)
	if err != nil || noted > 0 {
		return cal.Never, err
	}
	return first, nil
}

// toldAnniversaries are regulars whose told beginning comes round near day and whose
// first purchase may say nothing; the rules decide.
func toldAnniversaries(ctx context.Context, q store.Querier, begin, day cal.Date) (ids []int64, err error) {
	type row struct {
		id   int64
		told cal.Date
	}
	err = store.Each(ctx, q, sql.Get("told-beginnings"), func(r *row) []any { return []any{&r.id, &r.told} }, func(r *row) error {
		if slices.ContainsFunc(celebrated, func(years int) bool {
			shift := day.Sub(r.told.AddMonths(12 * years))
			return shift >= -anniversaryDays-1 && shift <= anniversaryDays+1
		}) {
			ids = append(ids, r.id)
		}
		return nil
	}, begin.Add(beginDaysMax))
	return ids, err
}

package portfolio

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Recall gathers where customers stood at the beginning of months that are over, for a firm
// whose history is older than its portfolio.
type Recall struct {
	frame Frame
	month int // the present one
	sums  map[int]*[2][5]Sum
	marks map[int64][]mark
}

// WantsRecall reports whether there are lines and nothing is known of months before.
func WantsRecall(ctx context.Context, q store.Querier, today cal.Date) (bool, error) {
	first, err := store.Value[int](ctx, q, statements.Get("portfolio-first-month"))
	return first > 0 && first >= today.MonthKey(), err
}

// NewRecall begins with the lines of today.
func NewRecall(f Frame, today cal.Date) *Recall {
	return &Recall{frame: f, month: today.MonthKey(), sums: map[int]*[2][5]Sum{}, marks: map[int64][]mark{}}
}

// Add takes a customer as he was on the first day of a month.
func (r *Recall) Add(day cal.Date, c *Case) {
	month := day.MonthKey()
	sums := r.sums[month]
	if sums == nil {
		sums = &[2][5]Sum{}
		r.sums[month] = sums
	}
	if !c.Bought {
		return
	}
	p := PointOf(c)
	value, year := r.frame.Of(p)
	for m, f := range [2]Field{value, year} {
		t := &sums[m][f]
		t.Customers, t.Worth, t.Year = t.Customers+1, t.Worth+p.Worth, t.Year+p.Year
	}
	if month >= monthsBefore(r.month, Back) {
		r.marks[c.Customer] = append(r.marks[c.Customer], mark{month, p})
	}
}

// Write notes the pasts of the customers added since the last time.
func (r *Recall) Write(ctx context.Context, tx *store.Tx) error {
	for _, id := range slices.Sorted(maps.Keys(r.marks)) {
		list := r.marks[id]
		slices.SortFunc(list, func(a, b mark) int { return a.month - b.month })
		if _, err := tx.Exec(ctx, statements.Get("portfolio-past"), id, packPast(list)); err != nil {
			return fmt.Errorf("note the past of customer %d: %w", id, err)
		}
	}
	r.marks = map[int64][]mark{}
	return nil
}

// Done notes what the fields held in the months.
func (r *Recall) Done(ctx context.Context, tx *store.Tx) error {
	for _, month := range slices.Sorted(maps.Keys(r.sums)) {
		if err := KeepMonth(ctx, tx, month, *r.sums[month]); err != nil {
			return err
		}
	}
	return nil
}

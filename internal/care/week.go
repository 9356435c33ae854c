package care

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Jubilee is the anniversary of a regular.
type Jubilee struct {
	Customer int64
	Day      cal.Date
	Years    int
}

// Jubilees returns the anniversaries of the week of day, from Monday to Sunday, in order:
// those that rule K06 knows, whether they found a place on somebody's list or not.
func (d *Desk) Jubilees(ctx context.Context, day cal.Date) ([]Jubilee, error) {
	firm, err := d.Firm(ctx)
	if err != nil {
		return nil, err
	}
	begin, err := dataBegin(ctx, d.DB, day)
	if err != nil {
		return nil, err
	}
	monday := day.Add(-((int(day.Weekday()) + 6) % 7))
	ids, err := toldAnniversaries(ctx, d.DB, begin, day)
	if err != nil {
		return nil, fmt.Errorf("told anniversaries: %w", err)
	}
	for _, years := range celebrated {
		at := monday.AddMonths(-12 * years)
		more, err := store.All(ctx, d.DB, sql.Get("anniversaries"), func(id *int64) []any { return []any{id} }, at.Add(-1), at.Add(7))
		if err != nil {
			return nil, fmt.Errorf("anniversaries of the week: %w", err)
		}
		ids = append(ids, more...)
	}
	slices.Sort(ids)
	var list []Jubilee
	err = d.of(ctx, slices.Compact(ids), begin, day, firm.Calendar, func(c Candidate) error {
		for _, l := range Lines(c, day, firm.Trade) {
			if due := l.Facts.Due; l.Occasion == Anniversary && due >= monday && due < monday.Add(7) {
				list = append(list, Jubilee{c.Customer, due, l.Facts.Years})
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Jubilee) int {
		if a.Day != b.Day {
			return int(a.Day - b.Day)
		}
		return int(a.Customer - b.Customer)
	})
	return list, err
}

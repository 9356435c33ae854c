package sales

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// RecentDays returns the days in [from, until] on which the customers have bought, by
// customer and ascending, for the rhythm in the rows of a list.
func RecentDays(ctx context.Context, q store.Querier, customers []int64, from, until cal.Date) (map[int64][]cal.Date, error) {
	days := make(map[int64][]cal.Date, len(customers))
	if len(customers) == 0 {
		return days, nil
	}
	type row struct {
		id  int64
		day cal.Date
	}
	err := store.Each(ctx, q, salesSQL.Get("sales-recent-days"), func(r *row) []any { return []any{&r.id, &r.day} },
		func(r *row) error { days[r.id] = append(days[r.id], r.day); return nil }, store.List(customers), from, until)
	if err != nil {
		return nil, fmt.Errorf("read the latest purchases of %d customers: %w", len(customers), err)
	}
	return days, nil
}

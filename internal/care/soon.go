package care

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/warning"
)

const (
	soonDays   = 3   // how far the watch list looks ahead
	watchMost  = 4   // how many it shows
	yellowFrom = 300 // the stored score from which a warning is yellow
)

// Soon is a customer to keep an eye on: no line of today, perhaps one of the next days.
type Soon struct {
	Customer int64
	Kind     string
	Name     string   // the number where there is no name
	LateFrom cal.Date // cal.Never on a warning
	Interval float64  // own rhythm in calendar days
	Sign     string   // of a yellow warning, as in "care.sign.spend_down"; else ""
}

// WatchList returns at most four customers to keep an eye on: first yellow warnings, at
// most two, then regulars whose silence becomes unusual in the next days.
func WatchList(ctx context.Context, q store.Querier, day cal.Date) ([]Soon, error) {
	type row struct {
		Soon
		name, number, reasons string
	}
	var yellow, late []row
	err := store.Together(ctx, func() (err error) {
		yellow, err = store.All(ctx, q, sql.Get("yellow"), func(r *row) []any {
			return []any{&r.Customer, &r.Kind, &r.name, &r.number, &r.reasons}
		}, yellowFrom, redFrom, day)
		return err
	}, func() (err error) {
		late, err = store.All(ctx, q, sql.Get("soon-late"), func(r *row) []any {
			return []any{&r.Customer, &r.Kind, &r.name, &r.number, &r.LateFrom, &r.Interval}
		}, day, day.Add(soonDays))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("customers to keep an eye on: %w", err)
	}
	var list []Soon
	seen := map[int64]bool{}
	for i, r := range slices.Concat(yellow, late) {
		if i < len(yellow) {
			parts, err := warning.Decode(r.reasons)
			if err != nil {
				return nil, fmt.Errorf("yellow warning of customer %d: %w", r.Customer, err)
			}
			if len(parts) == 0 {
				continue
			}
			r.LateFrom, r.Sign = cal.Never, "care.sign."+string(parts[0].Sign.Reason)
		}
		if r.Name = r.name; r.Name == "" {
			r.Name = r.number
		}
		if !seen[r.Customer] && len(list) < watchMost {
			seen[r.Customer] = true
			list = append(list, r.Soon)
		}
	}
	return list, nil
}

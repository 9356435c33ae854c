package care

import (
	"context"
	"fmt"

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
	var list []Soon
	seen := map[int64]bool{}
	add := func(r *row) {
		r.Name = r.name
		if r.Name == "" {
			r.Name = r.number
		}
		if !seen[r.Customer] && len(list) < watchMost {
			seen[r.Customer] = true
			list = append(list, r.Soon)
		}
	}
	err := store.Each(ctx, q, sql.Get("yellow"), func(r *row) []any {
		return []any{&r.Customer, &r.Kind, &r.name, &r.number, &r.reasons}
	}, func(r *row) error {
		parts, err := warning.Decode(r.reasons)
		if err != nil || len(parts) == 0 {
			return err
		}
		r.LateFrom, r.Sign = cal.Never, "care.sign."+string(parts[0].Sign.Reason)
		add(r)
		return nil
	}, yellowFrom, redFrom)
	if err != nil {
		return nil, fmt.Errorf("yellow warnings: %w", err)
	}
	err = store.Each(ctx, q, sql.Get("soon-late"), func(r *row) []any {
		return []any{&r.Customer, &r.Kind, &r.name, &r.number, &r.LateFrom, &r.Interval}
	}, func(r *row) error {
		r.Sign = ""
		add(r)
		return nil
	}, day, day.Add(soonDays))
	if err != nil {
		return nil, fmt.Errorf("customers whose silence becomes unusual: %w", err)
	}
	return list, nil
}

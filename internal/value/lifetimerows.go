package value

import (
	"context"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// NoLifetime is the stored figure of who has none; it sorts before all others.
const NoLifetime money.Cents = -9_000_000_000_000_000

// LifetimeRow is what is published of one customer's value so far and to come on Day.
type LifetimeRow struct {
	Customer          int64
	State             State
	Concept           Concept // "" in state Open before anything is known of the firm's customers
	Past              money.Cents
	Low, Future, High money.Cents // 0 in state Open
	Shown             money.Cents // Future in two digits, NoLifetime in state Open
	Trend             Trend
	Growth            int         // g* in 1/100 %: 953 is exp(g*) = 1.1; 0 when it is too early
	Next              money.Cents // revenue expected of the next twelve months
	Group             int64       // version of the group
	Rule              string
	Day               cal.Date
}

// LifetimeRowOf publishes a lifetime value and a growth of a day.
func LifetimeRowOf(customer int64, l Lifetime, g Growth, group int64, day cal.Date) LifetimeRow {
	r := LifetimeRow{
		Customer: customer, State: l.State, Concept: l.Concept, Past: l.Past, Low: l.Low, Future: l.Future, High: l.High,
		Shown: NoLifetime, Trend: g.Trend, Growth: int(math.Round(1e4 * g.Rate)), Next: g.Next, Group: group, Rule: LifetimeRule, Day: day,
	}
	if l.State != Open {
		r.Shown = TwoDigits(l.Future)
	}
	return r
}

func (r *LifetimeRow) fields() []any {
	return []any{
		&r.Customer, &r.State, &r.Concept, &r.Past, &r.Low, &r.Future, &r.High, &r.Shown, &r.Trend, &r.Growth, &r.Next, &r.Group, &r.Rule, &r.Day,
	}
}

var lifetimeColumns = []string{
	"customer_id", "state", "concept", "past_cents", "low_cents", "future_cents", "high_cents", "shown_cents", "growth_state", "growth_bp",
	"next_net_cents", "param_id", "rule", "day",
}

// WriteLifetimes publishes rows, one per customer, in place of those before.
func WriteLifetimes(ctx context.Context, tx *store.Tx, rows []LifetimeRow) error {
	i := -1
	keep, merge := valueSQL.Get("value-keep-lifetime"), valueSQL.Get("value-merge-lifetimes")
	_, err := tx.MergeOver(ctx, "value_lifetime", lifetimeColumns, keep, merge, func(dst []any) (bool, error) {
		if i++; i == len(rows) {
			return false, nil
		}
		r := &rows[i]
		for n, v := range [...]any{
			r.Customer, int64(r.State), string(r.Concept), int64(r.Past), int64(r.Low), int64(r.Future), int64(r.High), int64(r.Shown),
			int64(r.Trend), int64(r.Growth), int64(r.Next), r.Group, r.Rule, r.Day,
		} {
			dst[n] = v
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("publish lifetime values: %w", err)
	}
	return nil
}

// GetLifetime returns what is published of a customer; found is false before the first
// computation.
func GetLifetime(ctx context.Context, q store.Querier, customer int64) (r LifetimeRow, found bool, err error) {
	return store.One(ctx, q, valueSQL.Get("value-lifetime"), (*LifetimeRow).fields, customer)
}

// Lifetimes returns what is published of some customers, by id.
func Lifetimes(ctx context.Context, q store.Querier, ids []int64) (map[int64]LifetimeRow, error) {
	rows, err := store.All(ctx, q, valueSQL.Get("value-lifetimes"), (*LifetimeRow).fields, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read lifetime values of %d customers: %w", len(ids), err)
	}
	out := make(map[int64]LifetimeRow, len(rows))
	for _, r := range rows {
		out[r.Customer] = r
	}
	return out, nil
}

// SaveForecast publishes what is expected of the base as of a day, in the form of the room
// that computed it.
func SaveForecast(ctx context.Context, tx *store.Tx, f FirmFigures) error {
	_, err := tx.Exec(ctx, valueSQL.Get("value-save-forecast"), f.Day, f.Figures, int64(f.ComputedAt))
	return err
}

// LatestForecast returns the latest one as of a day not after until; found is false before
// the first.
func LatestForecast(ctx context.Context, q store.Querier, until cal.Date) (f FirmFigures, found bool, err error) {
	return store.One(ctx, q, valueSQL.Get("value-forecast"), func(f *FirmFigures) []any {
		return []any{&f.Day, &f.Figures, &f.ComputedAt}
	}, until)
}

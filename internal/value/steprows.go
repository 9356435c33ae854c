package value

import (
	"context"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// StepRow is what is published of one customer's four margins on Day.
type StepRow struct {
	Customer    int64
	Known       bool // the margins of the year speak for something, see [Steps.Known]
	Year, Ever  StepSums
	LastQuarter Quarter // of Quarters; 0 without any
	Quarters    []money.Cents
	Rule        string
	Day         cal.Date
}

// StepSums are the margins of a span with what lies between them.
type StepSums struct {
	DB1, Order, Care, Finance, Ours, DB4 money.Cents
	Measured                             int // basis points of all costs that are measured
}

func sumsOf(s Steps) StepSums {
	return StepSums{s.DB1(), s.Order, s.Care, s.Finance, s.Ours, s.DB4(), int(math.Round(1e4 * s.MeasuredShare()))}
}

// DB2 is DB I less order cost.
func (s StepSums) DB2() money.Cents { return s.DB1 - s.Order }

// DB3 is DB II less the cost of care.
func (s StepSums) DB3() money.Cents { return s.DB1 - s.Order - s.Care }

// Range is that of [Steps.Range].
func (s StepSums) Range() (low, high money.Cents, wide bool) {
	half := max(s.Care, -s.Care) / 2
	return s.DB4 - half, s.DB4 + half, float64(s.Measured) < 1e4*enoughMeasured && half > 0
}

// Plus adds the margins of another customer. As much counts as measured as does of the less
// measured of the two; who has no cost and no margin at all says nothing about that.
func (s StepSums) Plus(t StepSums) StepSums {
	measured := min(s.Measured, t.Measured)
	switch (StepSums{}) {
	case s:
		measured = t.Measured
	case t:
		measured = s.Measured
	}
	return StepSums{s.DB1 + t.DB1, s.Order + t.Order, s.Care + t.Care, s.Finance + t.Finance, s.Ours + t.Ours, s.DB4 + t.DB4, measured}
}

// StepRowOf publishes the margins of a day.
func StepRowOf(customer int64, w StepWindows, day cal.Date) StepRow {
	r := StepRow{
		Customer: customer, Known: w.Year.Known(), Year: sumsOf(w.Year), Ever: sumsOf(w.Ever),
		Quarters: w.Quarters, Rule: StepsRule, Day: day,
	}
	if len(w.Quarters) > 0 {
		r.LastQuarter = w.LastQuarter
	}
	return r
}

func (s *StepSums) fields() []any {
	return []any{&s.DB1, &s.Order, &s.Care, &s.Finance, &s.Ours, &s.DB4, &s.Measured}
}

func (s *StepSums) values() []any {
	return []any{int64(s.DB1), int64(s.Order), int64(s.Care), int64(s.Finance), int64(s.Ours), int64(s.DB4), int64(s.Measured)}
}

var stepColumns = []string{
	"customer_id", "known",
	"db1_12m_cents", "order_12m_cents", "care_12m_cents", "finance_12m_cents", "ours_12m_cents", "db4_12m_cents", "measured_12m_bp",
	"db1_total_cents", "order_total_cents", "care_total_cents", "finance_total_cents", "ours_total_cents", "db4_total_cents", "measured_total_bp",
	"quarter_last", "quarters", "rule", "day",
}

// WriteSteps publishes rows, one per customer, in place of those before.
func WriteSteps(ctx context.Context, tx *store.Tx, rows []StepRow) error {
	i := -1
	_, err := tx.MergeOver(ctx, "value_steps", stepColumns, valueSQL.Get("value-keep-steps"), valueSQL.Get("value-merge-steps"), func(dst []any) (bool, error) {
		if i++; i == len(rows) {
			return false, nil
		}
		r := &rows[i]
		known, last := int64(0), int64(0)
		if r.Known {
			known = 1
		}
		if len(r.Quarters) > 0 {
			last = int64(r.LastQuarter.Key())
		}
		n := copy(dst, []any{r.Customer, known})
		n += copy(dst[n:], r.Year.values())
		n += copy(dst[n:], r.Ever.values())
		copy(dst[n:], []any{last, packQuarters(r.Quarters), r.Rule, r.Day})
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("publish margins: %w", err)
	}
	return nil
}

// GetSteps returns what is published of a customer's margins; found is false before the
// first computation.
func GetSteps(ctx context.Context, q store.Querier, customer int64) (r StepRow, found bool, err error) {
	var quarters string
	var last int
	r, found, err = store.One(ctx, q, valueSQL.Get("value-steps"), func(r *StepRow) []any {
		f := append([]any{&r.Customer, &r.Known}, r.Year.fields()...)
		return append(append(f, r.Ever.fields()...), &last, &quarters, &r.Rule, &r.Day)
	}, customer)
	if err != nil || !found {
		return r, found, err
	}
	if last != 0 {
		r.LastQuarter = quarterOfKey(last)
	}
	if r.Quarters, err = unpackQuarters(quarters); err != nil {
		return r, true, fmt.Errorf("quarters of customer %d: %w", customer, err)
	}
	return r, true, nil
}

// YearSteps returns the published margins of the twelve months of some customers, by id, of
// those for whom they say something.
func YearSteps(ctx context.Context, q store.Querier, ids []int64) (map[int64]StepSums, error) {
	out := make(map[int64]StepSums, len(ids))
	type row struct {
		id int64
		StepSums
	}
	err := store.Each(ctx, q, valueSQL.Get("value-year-steps"), func(r *row) []any { return append([]any{&r.id}, r.fields()...) }, func(r *row) error {
		out[r.id] = r.StepSums
		return nil
	}, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read margins of %d customers: %w", len(ids), err)
	}
	return out, nil
}

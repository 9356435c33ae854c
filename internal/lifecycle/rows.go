package lifecycle

import (
	"context"
	"embed"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var sqlFiles embed.FS

var lifecycleSQL = store.Load(sqlFiles)

// NoInterval is the stored interval of who never bought; it sorts last.
const NoInterval = 99999.0

// Row is what is published of one customer. It answers for Day and every later day
// by comparison, as long as nothing happens.
type Row struct {
	Customer      int64
	Standing      Standing // on Day; see StandingOn for later days
	StandingSince cal.Date // Never for a prospect
	FormerSince   cal.Date // Never unless a former regular
	RegularUntil  cal.Date
	RegainedUntil cal.Date // cal.Earliest when he never came back
	LateFrom      cal.Date
	DormantFrom   cal.Date
	LostFrom      cal.Date
	Occasions     int
	IntervalCount int     // own intervals, in number
	IntervalSum   int     // and in open days
	IntervalDays  float64 // expected interval in calendar days; NoInterval for who never bought
	First, Last   cal.Date
	Rule          string
	Params        int64 // version of the parameters, 0 for a preset that is not stored
	Day           cal.Date
}

var standings = [...]Standing{Prospect, First, Repeat, Regular, Ended, Cancelled}

// Code is the number under which a standing is stored; it rises with the standing,
// then 4 ended and 5 cancelled.
func (s Standing) Code() int {
	for i, known := range standings {
		if s == known {
			return i
		}
	}
	return 0
}

// Scan reads a standing from its number.
func (s *Standing) Scan(src any) error {
	n, ok := src.(int64)
	if !ok || n < 0 || int(n) >= len(standings) {
		return fmt.Errorf("a standing cannot be read from %v", src)
	}
	*s = standings[n]
	return nil
}

// RowOf publishes a result as of a day not before the last fact; params is the
// stored version of the parameters behind it.
func RowOf(customer int64, r Result, day cal.Date, params int64) Row {
	row := Row{
		Customer: customer, Standing: r.StandingOn(day), FormerSince: r.FormerOn(day),
		RegularUntil: r.RegularUntil, RegainedUntil: cal.Earliest,
		LateFrom: r.LateFrom, DormantFrom: r.DormantFrom, LostFrom: r.LostFrom,
		Occasions: r.Occasions, IntervalCount: r.Rhythm.N, IntervalSum: r.Rhythm.S, IntervalDays: r.IntervalDays,
		First: r.First, Last: r.Last, Rule: Rule, Params: params, Day: day,
	}
	if r.Occasions == 0 {
		row.IntervalDays = NoInterval
	}
	if r.RegainedSince != cal.Never {
		row.RegainedUntil = r.RegainedUntil
	}
	if r.Override.Kind == ActSet {
		row.RegularUntil = cal.Never // the owner's word holds until he takes it back
	}
	row.StandingSince = r.sinceOn(row.Standing, day)
	return row
}

// sinceOn is the day from which the standing found on day holds.
func (r Result) sinceOn(s Standing, day cal.Date) cal.Date {
	switch s {
	case Ended:
		return r.EndedOn
	case Cancelled:
		return r.NoticeOn
	case Regular:
		if r.Override.Kind == ActSet {
			return min(r.RegularSince, r.Override.Day)
		}
		return r.RegularSince
	case First:
		return r.First
	case Repeat:
		if r.Override.Kind == ActDeny && r.RegularSince <= day {
			return max(r.Override.Day, r.RegularSince)
		}
		if former := r.FormerOn(day); former != cal.Never {
			return former
		}
		for _, step := range r.Steps {
			if step.To == Repeat {
				return step.Day
			}
		}
		return r.Last
	case Prospect:
	}
	return cal.Never
}

// ActivityOn returns the activity on Day or later.
func (r Row) ActivityOn(day cal.Date) Activity {
	return Result{
		Occasions: r.Occasions, LateFrom: r.LateFrom, DormantFrom: r.DormantFrom, LostFrom: r.LostFrom,
		RegainedSince: r.Day, RegainedUntil: r.RegainedUntil,
	}.ActivityOn(day)
}

// StandingOn returns the standing on Day or later.
func (r Row) StandingOn(day cal.Date) Standing {
	if r.Standing == Regular && day >= r.RegularUntil {
		return Repeat
	}
	return r.Standing
}

func (r *Row) fields() []any {
	return []any{
		&r.Customer, &r.Standing, &r.StandingSince, &r.FormerSince, &r.RegularUntil, &r.RegainedUntil, &r.LateFrom, &r.DormantFrom,
		&r.LostFrom, &r.Occasions, &r.IntervalCount, &r.IntervalSum, &r.IntervalDays, &r.First, &r.Last, &r.Rule, &r.Params, &r.Day,
	}
}

var rowColumns = []string{
	"customer_id", "standing", "standing_since", "former_since", "regular_until", "regained_until", "late_from", "dormant_from",
	"lost_from", "occasions", "interval_count", "interval_sum", "interval_days", "first_day", "last_day", "rule", "param_id", "day",
}

// WriteRows publishes rows, one per customer, in place of those before.
func WriteRows(ctx context.Context, tx *store.Tx, rows []Row) error {
	i := -1
	_, err := tx.MergeOver(ctx, "lifecycle_current", rowColumns, lifecycleSQL.Get("lifecycle-keep-row"), lifecycleSQL.Get("lifecycle-merge-rows"), func(dst []any) (bool, error) {
		if i++; i == len(rows) {
			return false, nil
		}
		r := &rows[i]
		for n, v := range [...]any{
			r.Customer, int64(r.Standing.Code()), r.StandingSince, r.FormerSince, r.RegularUntil, r.RegainedUntil, r.LateFrom, r.DormantFrom,
			r.LostFrom, int64(r.Occasions), int64(r.IntervalCount), int64(r.IntervalSum), r.IntervalDays, r.First, r.Last, r.Rule, r.Params, r.Day,
		} {
			dst[n] = v
		}
		return true, nil
	})
	return err
}

// DeleteRow removes what is published of a customer who is gone.
func DeleteRow(ctx context.Context, tx *store.Tx, customer int64) error {
	_, err := tx.Exec(ctx, lifecycleSQL.Get("lifecycle-delete-row"), customer)
	return err
}

// GetRow returns what is published of a customer; found is false before the first
// computation.
func GetRow(ctx context.Context, q store.Querier, customer int64) (r Row, found bool, err error) {
	return store.One(ctx, q, lifecycleSQL.Get("lifecycle-row"), (*Row).fields, customer)
}

// Newest returns the day of the newest purchase of any customer, cal.Never without
// purchases.
func Newest(ctx context.Context, q store.Querier) (cal.Date, error) {
	day, found, err := store.One(ctx, q, lifecycleSQL.Get("lifecycle-newest"), func(d *cal.Date) []any { return []any{d} })
	if err != nil || !found {
		return cal.Never, err
	}
	return day, nil
}

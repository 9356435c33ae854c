package list

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Row is one customer of a list. Figures are zero while they are not computed yet;
// Computed tells.
type Row struct {
	ID          int64
	Kind        customer.Kind
	Number      string
	Name        string // empty for a customer shown by his number
	City        string
	Collective  bool
	Duplicate   bool
	LastContact cal.Date // cal.Never for none

	Computed bool // the lifecycle below is known
	Standing lifecycle.Standing
	Activity lifecycle.Activity // on the day of the query
	// Former is set for a customer who was a regular.
	Former       bool
	Occasions    int
	IntervalDays float64 // lifecycle.NoInterval for none
	First, Last  cal.Date

	Net12m    money.Cents
	NetTotal  money.Cents
	Margin12m money.Cents
	// Shares of the net sales of twelve months, in 1/100 %: with a known margin, and
	// with a measured one.
	KnownBP, MeasuredBP int

	WarningScore  int64 // in hundredths
	WarningColour int   // 0 green, 1 yellow, 2 red
	Bars          consent.Bars
}

// Shown returns how the customer is called: name, number, or "#17".
func (r *Row) Shown() string {
	c := customer.Customer{ID: r.ID, Name: r.Name, Number: r.Number}
	return c.Shown()
}

// Page is one page of a list.
type Page struct {
	Rows  []Row
	Next  string // cursor of the next page, "" on the last
	Count int    // matches, at most CountLimit; only on the first page
	More  bool   // there are more than Count
}

const rowColumns = `c.id, c.kind, c.number, c.name, c.city, c.collective, c.duplicate, c.last_contact,
 CASE WHEN l.customer_id IS NULL THEN 0 ELSE 1 END, COALESCE(l.standing, 0), COALESCE(l.former_since, '9999-12-31'),
 COALESCE(l.regular_until, '9999-12-31'), COALESCE(l.regained_until, '1900-01-01'), COALESCE(l.late_from, '9999-12-31'),
 COALESCE(l.dormant_from, '9999-12-31'), COALESCE(l.lost_from, '9999-12-31'), COALESCE(l.occasions, 0),
 COALESCE(l.interval_days, 99999.0), COALESCE(l.first_day, '9999-12-31'), COALESCE(l.last_day, '9999-12-31'),
 COALESCE(v.net_12m_cents, 0), COALESCE(v.net_total_cents, 0), COALESCE(v.margin_12m_cents, 0),
 COALESCE(v.known_12m_bp, 0), COALESCE(v.measured_12m_bp, 0),
 COALESCE(w.score, 0), COALESCE(w.colour, 0),
 COALESCE(b.objected, 0), COALESCE(b.do_not_contact, 0), COALESCE(b.deceased, 0)`

// record is a row as read, with what its states are computed from.
type record struct {
	Row
	life lifecycle.Row
	key  any // value of the sort column
}

func (r *record) fields() []any {
	return []any{
		&r.ID, &r.Kind, &r.Number, &r.Name, &r.City, &r.Collective, &r.Duplicate, &r.LastContact,
		&r.Computed, &r.life.Standing, &r.life.FormerSince, &r.life.RegularUntil, &r.life.RegainedUntil, &r.life.LateFrom,
		&r.life.DormantFrom, &r.life.LostFrom, &r.life.Occasions, &r.IntervalDays, &r.First, &r.Last,
		&r.Net12m, &r.NetTotal, &r.Margin12m, &r.KnownBP, &r.MeasuredBP,
		&r.WarningScore, &r.WarningColour, &r.Bars.Objected, &r.Bars.DoNotContact, &r.Bars.Deceased,
		&r.key,
	}
}

// finish computes what depends on the day.
func (r *record) finish(day cal.Date) Row {
	r.Standing, r.Activity = r.life.StandingOn(day), r.life.ActivityOn(day)
	r.Occasions = r.life.Occasions
	r.Former = r.life.FormerSince <= day || r.life.Standing == lifecycle.Regular && r.Standing != lifecycle.Regular
	return r.Row
}

// Find returns one page of q.
func Find(ctx context.Context, db store.Querier, q Query) (Page, error) {
	if err := q.check(); err != nil {
		return Page{}, err
	}
	var p Page
	ids, err := narrow(ctx, db, q, &p)
	if err != nil {
		return Page{}, err
	}
	statement, args, err := page(q, ids)
	if err != nil {
		return Page{}, err
	}
	records, err := read(ctx, db, statement, ids != nil, (*record).fields, args)
	if err != nil {
		return Page{}, fmt.Errorf("list customers: %w", err)
	}
	if len(records) > q.Limit {
		records = records[:q.Limit]
		last := records[q.Limit-1]
		p.Next = cursor{plain(last.key), last.ID}.encode(q)
	}
	p.Rows = make([]Row, len(records))
	for i := range records {
		p.Rows[i] = records[i].finish(q.Day)
	}
	return p, nil
}

// plain is a sort value as a cursor keeps it.
func plain(v any) any {
	if raw, ok := v.([]byte); ok {
		return string(raw)
	}
	return v
}

// narrow finds out how many customers fulfil the filters. Few are returned by id, to
// be fetched and sorted; nil means so many that walking the sort's index meets them
// soon. It also counts for the first page.
func narrow(ctx context.Context, db store.Querier, q Query, p *Page) ([]int64, error) {
	var found []int64
	if q.Search != "" {
		r, err := search.Find(ctx, db, q.Search)
		if err != nil {
			return nil, err
		}
		found, p.More = append([]int64{}, r.IDs...), r.More
	}
	filtered := q.Search != "" || q.Kind != "" || q.Standing != "" || q.Activity != "" || q.Duplicates || q.Bar != ""
	if !filtered {
		return nil, countAll(ctx, db, q, p)
	}
	statement, args := matches(q, found)
	ids, err := read(ctx, db, statement, found != nil, func(v *int64) []any { return []any{v} }, args)
	if err != nil {
		return nil, fmt.Errorf("count customers: %w", err)
	}
	p.Count, p.More = min(len(ids), CountLimit), p.More || len(ids) > CountLimit
	if q.After != "" {
		p.Count, p.More = 0, false
	}
	if len(ids) > CountLimit {
		return nil, nil
	}
	return append([]int64{}, ids...), nil
}

// countAll counts for the first page of an unfiltered list, in the database.
func countAll(ctx context.Context, db store.Querier, q Query, p *Page) error {
	if q.After != "" {
		return nil
	}
	statement, args := matches(q, nil)
	n, err := store.Value[int](ctx, db, store.New("count", "SELECT count(*) FROM ("+statement+") m"), args...)
	if err != nil {
		return fmt.Errorf("count customers: %w", err)
	}
	p.Count, p.More = min(n, CountLimit), n > CountLimit
	return nil
}

// read runs a built statement. One without an id list has one of few shapes and is
// kept prepared.
func read[T any](ctx context.Context, db store.Querier, statement string, single bool, fields func(*T) []any, args []any) ([]T, error) {
	if single {
		return store.AllText(ctx, db, statement, fields, args...)
	}
	return store.All(ctx, db, store.New("list", statement), fields, args...)
}

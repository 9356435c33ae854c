package list

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

// Row is one customer of a list. Figures are zero while they are not computed yet;
// Computed tells.
type Row struct {
	ID         int64
	Kind       customer.Kind
	Number     string
	Name       string // empty for a customer shown by his number
	City       string
	Collective bool
	Duplicate  bool

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
	// Members is how many persons live in a household today; its figures are theirs together.
	Members int

	WarningScore  int64 // in hundredths
	WarningColour int   // 0 green, 1 yellow, 2 red
	Bars          consent.Bars
	Recent        []cal.Date // days of purchases in the last insight.CardDays, ascending

	// Of a full query: the record, what is still to be learned of him, and the values of
	// own fields by the field's id. Known is nil before the first look.
	Record *customer.Customer
	Known  *knowledge.Row
	Own    map[int64]field.Value
	// Relation is the kind of relationship, of a full query; nil before the first computation.
	Relation *relationship.Row
	// Lifetime is of a full query, too; nil before the first computation.
	Lifetime *value.LifetimeRow
	// Referrals sums up his recommendations in a full query; nil where he stands in none.
	Referrals *value.ReferralRow
	// Steps are the margins of twelve months of a full query; nil where they say nothing.
	Steps *value.StepSums
}

// Shown returns how the customer is called: name, number, or "#17".
func (r *Row) Shown() string {
	c := customer.Customer{ID: r.ID, Name: r.Name, Number: r.Number}
	return c.Shown()
}

// Spoken is "yes" or "no" for somebody of a full query who buys again and again and has not
// stayed away: whether somebody has talked with him in his rhythm. It is "" for others.
func (r *Row) Spoken(day cal.Date) string {
	away := r.Activity == lifecycle.Dormant || r.Activity == lifecycle.Lost
	if r.Known == nil || !r.Computed || r.Occasions < 2 || away || r.IntervalDays >= lifecycle.NoInterval {
		return ""
	}
	if day > r.Known.TalkUntil {
		return "no"
	}
	return "yes"
}

// Page is one page of a list.
type Page struct {
	Rows  []Row
	Next  string // cursor of the next page, "" on the last
	Prev  string // cursor of the page before, for Query.Before; "" on the first
	Count int    // matches, at most CountLimit; only on the first page
	More  bool   // there are more than Count
}

// record is a row as read.
type record struct {
	id, flags          int64
	number, name, city string
	face               string
	key                any   // value of the sort column
	total              int64 // how many there are, on the first page of few
}

func (r *record) fields() []any {
	return []any{&r.id, &r.flags, &r.number, &r.name, &r.city, &r.face, &r.key, &r.total}
}

// finish computes what depends on the day; the days of purchases stand in room.
func (r *record) finish(day cal.Date, room *[]cal.Date) (Row, error) {
	row := Row{
		ID: r.id, Kind: kindOf(r.flags), Number: r.number, Name: r.name, City: r.city,
		Collective: r.flags&isCollective != 0, Duplicate: r.flags&isDuplicate != 0,
		Bars:     consent.Bars{Objected: r.flags&hasObjected != 0, DoNotContact: r.flags&notContacted != 0, Deceased: r.flags&isDeceased != 0},
		Standing: lifecycle.Prospect, Activity: lifecycle.NoActivity, IntervalDays: lifecycle.NoInterval, First: cal.Never, Last: cal.Never,
	}
	if r.face == "" {
		return row, nil
	}
	c, err := insight.ReadCard(r.face, room)
	if err != nil {
		return row, fmt.Errorf("card of customer %d: %w", r.id, err)
	}
	l := &c.Lifecycle
	row.Computed, row.Standing, row.Activity = true, l.StandingOn(day), l.ActivityOn(day)
	row.Former = l.FormerSince <= day || l.Standing == lifecycle.Regular && row.Standing != lifecycle.Regular
	row.Occasions, row.IntervalDays, row.First, row.Last = l.Occasions, l.IntervalDays, l.First, l.Last
	row.Net12m, row.NetTotal, row.Margin12m = c.NetYear, c.NetEver, c.MarginYear
	row.KnownBP, row.MeasuredBP, row.WarningScore, row.WarningColour = c.KnownYear, c.MeasuredYear, int64(c.Score), c.Colour
	row.Recent = c.Recent
	return row, nil
}

// Find returns one page of q. Going back to before the first full page leads to the first.
func Find(ctx context.Context, db store.Querier, q Query) (Page, error) {
	if err := q.check(); err != nil {
		return Page{}, err
	}
	at, err := decode(q)
	if err != nil {
		return Page{}, err
	}
	records, many, p, err := read(ctx, db, q, at)
	if err != nil {
		return Page{}, err
	}
	if q.Before != "" && len(records) <= q.Limit {
		q.Before, q.After = "", ""
		return Find(ctx, db, q)
	}
	more := len(records) > q.Limit
	if more {
		records = records[:q.Limit]
	}
	if q.Before != "" {
		slices.Reverse(records)
	}
	switch n := len(records); {
	case n == 0 && at != nil: // who stood here has gone
		p.Prev = at.encode(q)
	case n > 0:
		if more || q.Before != "" {
			p.Next = records[n-1].place(many).encode(q)
		}
		if at != nil {
			p.Prev = records[0].place(many).encode(q)
		}
	}
	p.Rows = make([]Row, len(records))
	room := make([]cal.Date, 0, 8*len(records))
	for i := range records {
		if p.Rows[i], err = records[i].finish(q.Day, &room); err != nil {
			return Page{}, err
		}
	}
	if q.Full {
		if err := complete(ctx, db, p.Rows); err != nil {
			return Page{}, err
		}
	}
	if q.Kind == customer.Household {
		err = gather(ctx, db, p.Rows, q.Day, q.Full)
	}
	return p, err
}

// read reads the rows of a page and one more, if there is; going back, the nearest first.
func read(ctx context.Context, db store.Querier, q Query, at *cursor) (records []record, many bool, p Page, err error) {
	if q.Before != "" {
		q.Desc = !q.Desc
	}
	if q.Search != "" {
		records, p, err = readFound(ctx, db, q, at)
		return records, false, p, err
	}
	if at == nil && !q.filtered() { // how many there are decides nothing
		err = store.Together(ctx, func() error { return counted(ctx, db, q, &p) }, func() (err error) {
			statement, args := q.plan(db.Dialect(), nil, true)
			records, err = rowsOf(ctx, db, statement, args)
			return err
		})
		return records, true, p, err
	}
	statement, args, many, err := choose(ctx, db, q, at, &p)
	if err != nil {
		return nil, false, p, err
	}
	records, err = rowsOf(ctx, db, statement, args)
	return records, many, p, err
}

func rowsOf(ctx context.Context, db store.Querier, statement string, args []any) ([]record, error) {
	records, err := store.All(ctx, db, store.New("list", statement), (*record).fields, args...)
	if err != nil {
		return nil, fmt.Errorf("list customers: %w", err)
	}
	return records, nil
}

// place is where the row stands.
func (r *record) place(many bool) cursor { return cursor{plain(r.key), r.id, many} }

// complete adds the records and own fields of rows.
func complete(ctx context.Context, db store.Querier, rows []Row) error {
	ids, at := make([]int64, len(rows)), make(map[int64]*Row, len(rows))
	for i := range rows {
		ids[i], at[rows[i].ID] = rows[i].ID, &rows[i]
	}
	people, err := customer.Many(ctx, db, ids)
	if err != nil {
		return err
	}
	for i := range people {
		at[people[i].ID].Record = &people[i]
	}
	known, err := knowledge.Many(ctx, db, ids)
	if err != nil {
		return err
	}
	for id, k := range known {
		at[id].Known = &k
	}
	kinds, err := relationship.Many(ctx, db, ids)
	if err != nil {
		return err
	}
	for id, k := range kinds {
		at[id].Relation = &k
	}
	steps, err := value.YearSteps(ctx, db, ids)
	if err != nil {
		return err
	}
	for id, s := range steps {
		at[id].Steps = &s
	}
	ahead, err := value.Lifetimes(ctx, db, ids)
	if err != nil {
		return err
	}
	for id, z := range ahead {
		at[id].Lifetime = &z
	}
	made, err := value.Referrals(ctx, db, ids)
	if err != nil {
		return err
	}
	for i := range made {
		at[made[i].Customer].Referrals = &made[i]
	}
	own, err := field.Many(ctx, db, ids)
	if err != nil {
		return err
	}
	for id, values := range own {
		at[id].Own = values
	}
	return nil
}

// plain is a sort value as a cursor keeps it.
func plain(v any) any {
	if raw, ok := v.([]byte); ok {
		return string(raw)
	}
	return v
}

// choose finds out how to get at the page. Few matches are sorted; many means that
// walking the sort's index meets them soon. The first page counts, and its cursor tells
// the later ones.
func choose(ctx context.Context, db store.Querier, q Query, at *cursor, p *Page) (statement string, args []any, many bool, err error) {
	if at != nil {
		many = at.many
	} else {
		if err := counted(ctx, db, q, p); err != nil {
			return "", nil, false, err
		}
		many = p.More || !q.filtered()
	}
	statement, args = q.plan(db.Dialect(), at, many)
	return statement, args, many, nil
}

// counted notes how many match.
func counted(ctx context.Context, db store.Querier, q Query, p *Page) error {
	n, err := count(ctx, db, q)
	p.Count, p.More = min(n, CountLimit), n > CountLimit
	return err
}

// plan is the statement for a page of few or many matches.
func (q *Query) plan(d store.Dialect, at *cursor, many bool) (statement string, args []any) {
	if many && q.Kind != customer.Household { // which have no index of an order to walk
		return walk(*q, at)
	}
	return sorted(*q, at, d, "")
}

// Count counts the matches of q, all of them.
func Count(ctx context.Context, db store.Querier, q Query) (int64, error) {
	if err := q.check(); err != nil {
		return 0, err
	}
	statement, args := matches(q, false)
	n, err := store.Value[int64](ctx, db, store.New("count", "SELECT count(*) FROM ("+statement+") m"), args...)
	if err != nil {
		return 0, fmt.Errorf("count customers: %w", err)
	}
	return n, nil
}

// IDs lists the customers whom q matches by their ids, at most most; the row of sales without
// a customer is not among them. It is one statement, however many they are.
func IDs(ctx context.Context, db store.Querier, q Query, most int) ([]int64, error) {
	if q.Search != "" {
		return idsFound(ctx, db, q, most)
	}
	if err := q.check(); err != nil {
		return nil, err
	}
	statement, args := matches(q, false)
	statement = "SELECT k.customer_id FROM (" + statement + ") m JOIN " + q.cards() + " ON k.customer_id = m.id WHERE k.collective = 0" +
		" ORDER BY k.customer_id LIMIT " + strconv.Itoa(most)
	ids, err := store.All(ctx, db, store.New("ids", statement), func(id *int64) []any { return []any{id} }, args...)
	if err != nil {
		return nil, fmt.Errorf("list customers: %w", err)
	}
	return ids, nil
}

// idsFound is IDs of a search, which finds some hundreds.
func idsFound(ctx context.Context, db store.Querier, q Query, most int) (ids []int64, err error) {
	q.Full, q.Limit = false, MaxPage
	for {
		p, err := Find(ctx, db, q)
		if err != nil {
			return nil, err
		}
		for i := range p.Rows {
			if !p.Rows[i].Collective && len(ids) < most {
				ids = append(ids, p.Rows[i].ID)
			}
		}
		if p.Next == "" || len(ids) == most {
			return ids, nil
		}
		q.After = p.Next
	}
}

// count counts the matches up to one more than CountLimit.
func count(ctx context.Context, db store.Querier, q Query) (int, error) {
	statement, args := matches(q, true)
	n, err := store.Value[int](ctx, db, store.New("count", "SELECT count(*) FROM ("+statement+") m"), args...)
	if err != nil {
		return 0, fmt.Errorf("count customers: %w", err)
	}
	return n, nil
}

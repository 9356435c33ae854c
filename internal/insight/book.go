package insight

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

// groupMonths is for how many months before this one the book tells product groups: they are
// summed from the lines, of which there are most.
const groupMonths = 24

// refreshBook computes the firm's book from all documents, contacts and costs up to today and
// publishes it.
func (s *Service) refreshBook(ctx context.Context, today cal.Date, facts *sales.FactBook) error {
	b, err := s.book(ctx, today, facts)
	if err != nil {
		return fmt.Errorf("the firm's book: %w", err)
	}
	b.At = s.now()
	return s.db.Update(ctx, func(tx *store.Tx) error { return value.SaveBook(ctx, tx, b) })
}

// Book computes the firm's book as of a day. It writes nothing. What belongs to no person and
// no firm is of nobody, so that both parts are all there is.
func (s *Service) Book(ctx context.Context, day cal.Date) (value.Book, error) {
	return s.book(ctx, day, nil)
}

func (s *Service) book(ctx context.Context, day cal.Date, facts *sales.FactBook) (value.Book, error) {
	rates, err := cost.LoadRates(ctx, s.db)
	if err != nil {
		return value.Book{}, err
	}
	t := newBookkeeper(day, rates)
	t.facts = facts
	for done := int64(0); done < math.MaxInt64; {
		subjects, err := customer.Subjects(ctx, s.db, done, viewChunk)
		if err != nil {
			return value.Book{}, err
		}
		to := int64(math.MaxInt64)
		if len(subjects) == viewChunk {
			to = subjects[viewChunk-1].ID
		}
		if err := t.span(ctx, s.db, done+1, to, subjects); err != nil {
			return value.Book{}, err
		}
		done = to
	}
	b := t.book()
	b.Groups, err = groups(ctx, s.db, day, b.Months)
	return b, err
}

// costKey names a row of costs.
type costKey struct {
	month int
	part  value.Part
	kind  cost.Kind
	cause cost.Cause
}

// cohortKey names a row of cohorts.
type cohortKey struct {
	first value.Quarter
	age   int
}

type monthKey struct {
	month int
	part  value.Part
}

// bookkeeper adds customers up by month.
type bookkeeper struct {
	day     cal.Date
	rates   cost.Rates
	facts   *sales.FactBook // of all, where they were read already
	months  map[monthKey]*value.BookMonth
	costs   map[costKey]*value.BookCost
	cohorts map[cohortKey]*value.Cohort
	amounts []money.Cents // DB III of the year
	charges []cost.Charge
	piece   int // documents of nobody that are held at once
}

func newBookkeeper(day cal.Date, rates cost.Rates) *bookkeeper {
	return &bookkeeper{
		day: day, rates: rates, months: map[monthKey]*value.BookMonth{}, costs: map[costKey]*value.BookCost{}, cohorts: map[cohortKey]*value.Cohort{},
		piece: piece,
	}
}

// span adds what belongs to the ids from one to the other, both included; subjects are the
// persons and firms among them, by id.
func (t *bookkeeper) span(ctx context.Context, q store.Querier, from, to int64, subjects []customer.Subject) error {
	end := to
	if end < math.MaxInt64 {
		end++
	}
	costs, talks := map[int64][]cost.Entry{}, map[int64][]cost.Contact{}
	if err := cost.Each(ctx, q, from, end, t.day, func(e *cost.Entry) error {
		costs[e.Customer] = append(costs[e.Customer], *e)
		return nil
	}); err != nil {
		return err
	}
	if err := cost.EachContact(ctx, q, from, end, t.day, func(c cost.Contact) { talks[c.Customer] = append(talks[c.Customer], c) }); err != nil {
		return err
	}
	add := func(id int64, orders []sales.OrderFact) error {
		f := Facts{Subject: customer.Subject{ID: id}, Orders: orders, Costs: costs[id], Talks: talks[id]}
		at, known := slices.BinarySearchFunc(subjects, id, func(s customer.Subject, id int64) int { return int(s.ID - id) })
		if known {
			f.Subject = subjects[at]
		}
		delete(costs, id)
		delete(talks, id)
		t.add(f, toldBy(f.Costs))
		return nil
	}
	if from <= customer.Without && customer.Without < end {
		if err := t.nobody(ctx, q, Facts{Costs: costs[customer.Without], Talks: talks[customer.Without]}); err != nil {
			return err
		}
		delete(costs, customer.Without)
		delete(talks, customer.Without)
		from = customer.Without + 1
	}
	if err := eachOrders(ctx, q, t.facts, from, end, t.day, add); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(costs)) { // who has costs and no documents
		if err := add(id, nil); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(talks)) {
		if err := add(id, nil); err != nil {
			return err
		}
	}
	return nil
}

// piece is how many documents of nobody are held at once: a till has millions of them.
const piece = 10_000

// nobody adds what belongs to no customer; f holds its costs and contacts.
func (t *bookkeeper) nobody(ctx context.Context, q store.Querier, f Facts) error {
	f.Subject.ID = customer.Without
	known := toldBy(f.Costs)
	add := func() {
		t.add(f, known)
		f.Orders, f.Costs, f.Talks = f.Orders[:0], nil, nil
	}
	err := sales.EachFact(ctx, q, customer.Without, customer.Without+1, t.day, func(_ int64, o *sales.OrderFact) error {
		if f.Orders = append(f.Orders, *o); len(f.Orders) == t.piece {
			add()
		}
		return nil
	})
	add()
	return err
}

func (t *bookkeeper) month(day cal.Date, part value.Part) *value.BookMonth {
	k := monthKey{day.MonthKey(), part}
	m := t.months[k]
	if m == nil {
		m = &value.BookMonth{Month: k.month, Part: part}
		t.months[k] = m
	}
	return m
}

// add adds all that is known of one customer, or a piece of what is of nobody; known are the
// costs of documents that entries tell, also those in other pieces.
func (t *bookkeeper) add(f Facts, known map[told]bool) {
	part := value.OfNobody
	if hasInsight(f.Subject) {
		part = value.OfCustomers
	}
	alone := part == value.OfCustomers && !f.Subject.Collective // one whose way can be told
	first := cal.Never
	if alone {
		first = t.purchases(f.Orders)
	}
	year := t.day.AddMonths(-12)
	var span value.Steps
	active := false
	for i := range f.Orders {
		o := &f.Orders[i]
		if !o.Figures || cost.OursToGive(o) {
			continue
		}
		margin := value.Margin{Net: o.Net, Cost: o.Cost, NetMeasured: o.NetMeasured, NetEstimated: o.NetEstimated}
		m := t.month(o.Day, part)
		m.Goods = m.Goods.Add(margin)
		db, _ := margin.DB1()
		t.went(first, o.Day, db)
		if o.Day > year {
			span.Goods, active = span.Goods.Add(margin), true
		}
	}
	t.charges = charges(t.charges[:0], t.rates, f, known)
	for _, c := range t.charges {
		if c.Day > t.day {
			continue
		}
		t.charge(c, part, alone, first)
		if c.Day > year {
			span.Charge(c)
			active = true
		}
	}
	if alone && active {
		t.amounts = append(t.amounts, span.DB3())
	}
}

// purchases counts what a customer bought for the first time and again, and returns the day
// of the first.
func (t *bookkeeper) purchases(orders []sales.OrderFact) cal.Date {
	first := cal.Never
	last := value.Quarter(-1)
	for i := range orders {
		o := &orders[i]
		if !o.Occasion() {
			continue
		}
		if first == cal.Never {
			first = o.Day
			t.month(o.Day, value.OfCustomers).First++
		} else {
			t.month(o.Day, value.OfCustomers).Repeat++
		}
		if q := value.QuarterOf(o.Day); q != last {
			last = q
			t.cohort(value.QuarterOf(first), q).Bought++
		}
	}
	return first
}

func (t *bookkeeper) cohort(first, now value.Quarter) *value.Cohort {
	k := cohortKey{first, int(now - first)}
	c := t.cohorts[k]
	if c == nil {
		c = &value.Cohort{First: first, Age: k.age}
		t.cohorts[k] = c
	}
	return c
}

// went adds to what a cohort brought; what lies before the first purchase counts with it.
func (t *bookkeeper) went(first, day cal.Date, amount money.Cents) {
	if first == cal.Never {
		return
	}
	q := value.QuarterOf(first)
	t.cohort(q, max(q, value.QuarterOf(day))).DB4 += amount
}

func (t *bookkeeper) charge(c cost.Charge, part value.Part, alone bool, first cal.Date) {
	m := t.month(c.Day, part)
	m.Charge(c)
	his, firm := c.Cause.Split(c.Amount)
	k := costKey{m.Month, part, c.Kind, c.Cause}
	row := t.costs[k]
	if row == nil {
		row = &value.BookCost{Month: k.month, Part: part, Kind: k.kind, Cause: k.cause}
		t.costs[k] = row
	}
	row.His, row.Firm, row.Number = row.His+his, row.Firm+firm, row.Number+1
	if !alone {
		return
	}
	t.went(first, c.Day, -his)
	switch {
	case c.Kind.Step() != cost.CareStep:
	case c.Day <= first: // also of those who have not bought yet
		m.Winning += c.Amount
	default:
		m.Keeping += c.Amount
	}
}

// book closes the tally.
func (t *bookkeeper) book() value.Book {
	b := value.Book{Day: t.day, Spread: value.Concentrate(t.amounts, curvePoints)}
	for _, m := range t.months {
		b.Months = append(b.Months, *m)
	}
	for _, c := range t.costs {
		b.Costs = append(b.Costs, *c)
	}
	for _, c := range t.cohorts {
		b.Cohorts = append(b.Cohorts, *c)
	}
	slices.SortFunc(b.Months, func(x, y value.BookMonth) int {
		return cmp.Or(cmp.Compare(x.Month, y.Month), cmp.Compare(x.Part, y.Part))
	})
	slices.SortFunc(b.Costs, func(x, y value.BookCost) int {
		return cmp.Or(cmp.Compare(x.Month, y.Month), cmp.Compare(x.Part, y.Part), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Cause, y.Cause))
	})
	slices.SortFunc(b.Cohorts, func(x, y value.Cohort) int { return cmp.Or(cmp.Compare(x.First, y.First), cmp.Compare(x.Age, y.Age)) })
	return b
}

// groups sums the lines by month and product group; what no line tells of a month is without
// a group, so that the groups sum to the month.
func groups(ctx context.Context, q store.Querier, day cal.Date, months []value.BookMonth) ([]value.BookGroup, error) {
	from := firstOfMonth(day).AddMonths(-groupMonths)
	var list []value.BookGroup
	told := map[int]value.Margin{}
	err := sales.EachGroup(ctx, q, from, day, func(g sales.GroupSum) {
		m := value.Margin{Net: g.Net, Cost: g.Cost, NetMeasured: g.NetMeasured, NetEstimated: g.NetEstimated}
		list = append(list, value.BookGroup{Month: g.Month, Group: g.Category, Margin: m})
		told[g.Month] = told[g.Month].Add(m)
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	whole := map[int]value.Margin{}
	for i := range months {
		if m := &months[i]; m.Month >= from.MonthKey() {
			whole[m.Month] = whole[m.Month].Add(m.Goods)
		}
	}
	for _, month := range slices.Sorted(maps.Keys(whole)) {
		if rest := whole[month].Sub(told[month]); rest != (value.Margin{}) {
			list = append(list, value.BookGroup{Month: month, Margin: rest})
		}
	}
	return list, nil
}

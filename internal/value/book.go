package value

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// BookRule names the version of the firm's book.
const BookRule = "value/book/1"

// Part says to whom an amount of the firm belongs.
type Part int8

// The parts; together they are the firm.
const (
	OfCustomers Part = iota // persons and firms
	OfNobody                // "ohne Kundenzuordnung"
)

// Book is the firm's money by month as a day saw it: what the margins of its customers and
// of what belongs to nobody sum to, to the cent.
type Book struct {
	Day     cal.Date
	At      cal.Instant // when it was written
	Months  []BookMonth // by month and part
	Costs   []BookCost
	Groups  []BookGroup
	Cohorts []Cohort
	// Spread is how DB III of the twelve months up to Day is spread over the customers who
	// bought or cost something in them.
	Spread Concentration
}

// BookMonth are the margins of a month.
type BookMonth struct {
	Month int // year*100 + month
	Part  Part
	Steps
	// Effort of care: for those who had not bought before the month's day of it, and for those who had.
	Winning, Keeping money.Cents
	First, Repeat    int // first purchases of customers, and further ones
}

// BookCost is what a kind of cost with one cause came to in a month.
type BookCost struct {
	Month     int
	Part      Part
	Kind      cost.Kind
	Cause     cost.Cause
	His, Firm money.Cents // what customers bear, and the firm's bucket of quality
	Number    int         // charges
}

// BookGroup is what a product group brought in a month. Group 0 is without a group.
type BookGroup struct {
	Month int
	Group int64
	Margin
}

// Cohort is how those whose first purchase fell into one quarter went on.
type Cohort struct {
	First  Quarter
	Age    int         // quarters later; 0 is the first itself
	Bought int         // of them, in that quarter
	DB4    money.Cents // of all of them, in that quarter
}

func (m *BookMonth) fields() []any {
	return []any{
		&m.Month, &m.Part, &m.Goods.Net, &m.Goods.Cost, &m.Goods.NetMeasured, &m.Goods.NetEstimated, &m.Order, &m.Care, &m.Finance, &m.Ours,
		&m.Measured, &m.Charged, &m.Winning, &m.Keeping, &m.First, &m.Repeat,
	}
}

func (m *BookMonth) values() []any {
	return []any{
		int64(m.Month), int64(m.Part), int64(m.Goods.Net), int64(m.Goods.Cost), int64(m.Goods.NetMeasured), int64(m.Goods.NetEstimated),
		int64(m.Order), int64(m.Care), int64(m.Finance), int64(m.Ours), int64(m.Measured), int64(m.Charged), int64(m.Winning), int64(m.Keeping),
		int64(m.First), int64(m.Repeat),
	}
}

func (c *BookCost) fields() []any {
	return []any{&c.Month, &c.Part, &c.Kind, &c.Cause, &c.His, &c.Firm, &c.Number}
}

func (c *BookCost) values() []any {
	return []any{int64(c.Month), int64(c.Part), string(c.Kind), string(c.Cause), int64(c.His), int64(c.Firm), int64(c.Number)}
}

func (g *BookGroup) fields() []any {
	return []any{&g.Month, &g.Group, &g.Net, &g.Cost, &g.NetMeasured, &g.NetEstimated}
}

func (g *BookGroup) values() []any {
	return []any{int64(g.Month), g.Group, int64(g.Net), int64(g.Cost), int64(g.NetMeasured), int64(g.NetEstimated)}
}

// tables of the book with their columns.
var (
	bookMonthColumns = []string{
		"month", "part", "net_cents", "cost_cents", "net_measured_cents", "net_estimated_cents", "order_cents", "care_cents", "finance_cents", "ours_cents",
		"measured_cents", "charged_cents", "winning_cents", "keeping_cents", "first_orders", "repeat_orders",
	}
	bookCostColumns   = []string{"month", "part", "kind", "cause", "his_cents", "firm_cents", "number"}
	bookGroupColumns  = []string{"month", "category_id", "net_cents", "cost_cents", "net_measured_cents", "net_estimated_cents"}
	bookCohortColumns = []string{"quarter", "age", "bought", "db4_cents"}
)

// SaveBook publishes a book in place of the one before.
func SaveBook(ctx context.Context, tx *store.Tx, b Book) error {
	spread, err := json.Marshal(b.Spread)
	if err != nil {
		return fmt.Errorf("publish the book: %w", err)
	}
	for _, name := range []string{"book-drop", "book-drop-months", "book-drop-costs", "book-drop-groups", "book-drop-cohorts"} {
		if _, err := tx.Exec(ctx, valueSQL.Get(name)); err != nil {
			return fmt.Errorf("publish the book: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, valueSQL.Get("book-save"), b.Day, BookRule, int64(b.At), string(spread)); err != nil {
		return fmt.Errorf("publish the book: %w", err)
	}
	err = insert(ctx, tx, "value_book_month", bookMonthColumns, len(b.Months), func(i int) []any { return b.Months[i].values() })
	if err == nil {
		err = insert(ctx, tx, "value_book_cost", bookCostColumns, len(b.Costs), func(i int) []any { return b.Costs[i].values() })
	}
	if err == nil {
		err = insert(ctx, tx, "value_book_group", bookGroupColumns, len(b.Groups), func(i int) []any { return b.Groups[i].values() })
	}
	if err == nil {
		err = insert(ctx, tx, "value_book_cohort", bookCohortColumns, len(b.Cohorts), func(i int) []any {
			c := &b.Cohorts[i]
			return []any{int64(c.First.Key()), int64(c.Age), int64(c.Bought), int64(c.DB4)}
		})
	}
	if err != nil {
		return fmt.Errorf("publish the book: %w", err)
	}
	return nil
}

// insert writes n rows into a table.
func insert(ctx context.Context, tx *store.Tx, table string, columns []string, n int, row func(i int) []any) error {
	i := -1
	_, err := tx.Bulk(ctx, table, columns, func(dst []any) (bool, error) {
		if i++; i == n {
			return false, nil
		}
		copy(dst, row(i))
		return true, nil
	})
	return err
}

// ReadBook returns the months from one to the other (year*100 + month, both included) of the
// published book, and its cohorts and spread; found is false before the first complete run.
func ReadBook(ctx context.Context, q store.Querier, from, to int) (b Book, found bool, err error) {
	var spread string
	b, found, err = store.One(ctx, q, valueSQL.Get("book-head"), func(b *Book) []any { return []any{&b.Day, &b.At, &spread} })
	if err != nil || !found {
		return b, found, err
	}
	if err := json.Unmarshal([]byte(spread), &b.Spread); err != nil {
		return b, true, fmt.Errorf("read the book: %w", err)
	}
	if b.Months, err = store.All(ctx, q, valueSQL.Get("book-months"), (*BookMonth).fields, from, to); err != nil {
		return b, true, fmt.Errorf("read the book: %w", err)
	}
	if b.Costs, err = store.All(ctx, q, valueSQL.Get("book-costs"), (*BookCost).fields, from, to); err != nil {
		return b, true, fmt.Errorf("read the book: %w", err)
	}
	if b.Groups, err = store.All(ctx, q, valueSQL.Get("book-groups"), (*BookGroup).fields, from, to); err != nil {
		return b, true, fmt.Errorf("read the book: %w", err)
	}
	type row struct {
		key int
		Cohort
	}
	list, err := store.All(ctx, q, valueSQL.Get("book-cohorts"), func(r *row) []any { return []any{&r.key, &r.Age, &r.Bought, &r.DB4} })
	if err != nil {
		return b, true, fmt.Errorf("read the book: %w", err)
	}
	for _, r := range list {
		r.First = quarterOfKey(r.key)
		b.Cohorts = append(b.Cohorts, r.Cohort)
	}
	return b, true, nil
}

// BookMonths returns the months for which there is anything, rising.
func BookMonths(ctx context.Context, q store.Querier) ([]int, error) {
	list, err := store.All(ctx, q, valueSQL.Get("book-known"), func(m *int) []any { return []any{m} })
	if err != nil {
		return nil, fmt.Errorf("read the months of the book: %w", err)
	}
	return list, nil
}

// Total sums the months of a part.
func (b *Book) Total(p Part) (sum BookMonth) {
	sum.Part = p
	for i := range b.Months {
		m := &b.Months[i]
		if m.Part != p {
			continue
		}
		sum.Steps = sum.Add(m.Steps)
		sum.Winning, sum.Keeping = sum.Winning+m.Winning, sum.Keeping+m.Keeping
		sum.First, sum.Repeat = sum.First+m.First, sum.Repeat+m.Repeat
	}
	return sum
}

// Firm sums both parts.
func (b *Book) Firm() Steps { return b.Total(OfCustomers).Add(b.Total(OfNobody).Steps) }

package sales

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Month is what a customer bought in one month; only amounts that enter figures.
type Month struct {
	Customer                  int64
	Month                     int // year*100 + month
	Net, Cost                 money.Cents
	NetMeasured, NetEstimated money.Cents
	Orders                    int // documents that count
}

func (m *Month) fields() []any {
	return []any{&m.Customer, &m.Month, &m.Net, &m.Cost, &m.NetMeasured, &m.NetEstimated, &m.Orders}
}

func (m *Month) at(customer int64) *Month {
	m.Customer = customer
	return m
}

// Total is what the firm sold in one month, documents without a customer included.
type Total struct {
	Month                     int // year*100 + month
	Net, NetUnassigned, Cost  money.Cents
	NetMeasured, NetEstimated money.Cents
	Orders                    int
}

// Months returns a customer's months from the given one (year*100+month) on; months
// without documents are absent.
func Months(ctx context.Context, q store.Querier, customer int64, from int) ([]Month, error) {
	return store.All(ctx, q, salesSQL.Get("sales-months"), (*Month).fields, customer, from)
}

// Totals returns the firm's months from the given one (year*100+month) on; months
// without documents are absent.
func Totals(ctx context.Context, q store.Querier, from int) ([]Total, error) {
	return store.All(ctx, q, salesSQL.Get("sales-totals"), func(t *Total) []any {
		return []any{&t.Month, &t.Net, &t.NetUnassigned, &t.Cost, &t.NetMeasured, &t.NetEstimated, &t.Orders}
	}, from)
}

func (o *Order) fields() []any {
	return []any{
		&o.ID, &o.Customer, &o.Source, &o.Document, &o.Number, &o.Kind, &o.Day, &o.At, &o.Currency, &o.Refers, &o.Channel,
		&o.Promised, &o.Delivered, &o.Faulty, &o.Due, &o.Paid, &o.Import, &o.Net, &o.Tax, &o.Discount, &o.Figures, &o.Counts,
		&o.Returned, &o.Cost, &o.NetMeasured, &o.NetEstimated, &o.LineCount, &o.ReturnLines,
	}
}

// Cursor is the place in a list of orders after which the next page begins.
type Cursor struct {
	Day cal.Date
	ID  int64
}

// Newest is the cursor before the newest document.
var Newest = Cursor{Day: cal.Never, ID: 1 << 62}

// After returns the cursor behind an order.
func After(o Order) Cursor { return Cursor{o.Day, o.ID} }

// Orders returns up to limit documents of a customer, newest first, each with its
// first lines (at most lines of them; Order.LineCount tells of how many).
func Orders(ctx context.Context, q store.Querier, customer int64, from Cursor, limit, lines int) ([]Document, error) {
	orders, err := store.All(ctx, q, salesSQL.Get("sales-orders-of"), (*Order).fields, customer, from.Day, from.ID, limit)
	if err != nil {
		return nil, err
	}
	docs, all := make([]Document, len(orders)), make([]*Document, len(orders))
	for i, o := range orders {
		docs[i].Order, all[i] = o, &docs[i]
	}
	return docs, FirstLines(ctx, q, all, lines)
}

// FirstLines adds to documents without lines their first ones, at most lines to each.
func FirstLines(ctx context.Context, q store.Querier, docs []*Document, lines int) (err error) {
	var short []int64
	for _, d := range docs {
		switch {
		case lines == 0 || d.Order.LineCount == 0:
		case d.Order.LineCount <= shortOrder:
			short = append(short, d.Order.ID)
		default:
			if d.Lines, err = linesOf(ctx, q, d.Order.ID, lines); err != nil {
				return err
			}
		}
	}
	return firstLines(ctx, q, docs, short, lines)
}

// shortOrder is how many lines of an order are read to show the first of them, so that
// those of many orders can be asked for together.
const shortOrder = 20

// firstLines adds the first lines of some documents.
func firstLines(ctx context.Context, q store.Querier, docs []*Document, orders []int64, most int) error {
	if len(orders) == 0 {
		return nil
	}
	lines, err := readLines(ctx, q, "sales-lines-of-many", store.List(orders))
	if err != nil {
		return err
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	of := map[int64][]Line{}
	for from := 0; from < len(lines); {
		until := from + 1
		for until < len(lines) && lines[until].Order == lines[from].Order {
			until++
		}
		of[lines[from].Order] = slices.Clip(lines[from:min(until, from+most)])
		from = until
	}
	for _, d := range docs {
		if list, ok := of[d.Order.ID]; ok {
			d.Lines = list
		}
	}
	return nil
}

// Get returns one document with all lines and payments. It fails with fault.NotFound
// "sales.no_such_order".
func Get(ctx context.Context, q store.Querier, id int64) (Document, error) {
	o, found, err := store.One(ctx, q, salesSQL.Get("sales-order-by-id"), (*Order).fields, id)
	if err != nil {
		return Document{}, fmt.Errorf("read order %d: %w", id, err)
	}
	if !found {
		return Document{}, fault.New(fault.NotFound, "sales.no_such_order")
	}
	d := Document{Order: o}
	if d.Lines, err = linesOf(ctx, q, id, 1<<30); err != nil {
		return Document{}, err
	}
	d.Payments, err = store.All(ctx, q, salesSQL.Get("sales-payments-of"), (*Payment).fields, id)
	return d, err
}

// Find returns the id of the document of a source; found is false when there is none.
func Find(ctx context.Context, q store.Querier, source, document string) (id int64, found bool, err error) {
	return store.One(ctx, q, salesSQL.Get("sales-order-id"), func(id *int64) []any { return []any{id} }, source, document)
}

func linesOf(ctx context.Context, q store.Querier, order int64, limit int) ([]Line, error) {
	return readLines(ctx, q, "sales-lines-of", order, limit)
}

func readLines(ctx context.Context, q store.Querier, statement string, args ...any) ([]Line, error) {
	type row struct {
		Line
		quantity string
	}
	var lines []Line
	err := store.Each(ctx, q, salesSQL.Get(statement), func(l *row) []any {
		return []any{
			&l.ID, &l.Order, &l.Position, &l.Product, &l.Description, &l.Class, &l.Returned, &l.quantity, &l.UnitPrice,
			&l.Net, &l.Tax, &l.Discount, &l.Cost, &l.Quality, &l.Digest,
		}
	}, func(l *row) (err error) {
		if l.Quantity, err = money.ParseDecimal(l.quantity); err != nil {
			return fmt.Errorf("quantity of line %d: %w", l.ID, err)
		}
		lines = append(lines, l.Line)
		return nil
	}, args...)
	return lines, err
}

// Favourite is an article that a customer buys.
type Favourite struct {
	Product int64 // 0 when known by its description only
	Name    string
	Orders  int // documents with it
	Net     money.Cents
	Last    cal.Date
}

// Favourites returns the articles that a customer has bought most often since a day,
// by number of documents and amount.
func Favourites(ctx context.Context, q store.Querier, customer int64, since cal.Date, limit int) ([]Favourite, error) {
	return store.All(ctx, q, salesSQL.Get("sales-top-products"), func(f *Favourite) []any {
		return []any{&f.Product, &f.Name, &f.Orders, &f.Net, &f.Last}
	}, customer, since, limit)
}

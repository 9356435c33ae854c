package sales

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"maps"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var sqlFiles embed.FS

var salesSQL = store.Load(sqlFiles)

// Books writes documents for a firm.
type Books struct {
	Currency string      // of the firm; documents in another one enter no figure
	At       cal.Instant // the time of the writing, for the marks of due insight
	// Sums, when set, gathers what Insert adds to the sums of months, and whom it marks as due,
	// over many batches; whoever sets it calls its Flush in the same transaction.
	Sums *Sums
}

// Sums are additions to the sums of months that wait to be written. Batches of a file in the
// order of time meet customers and months at random: gathered and sorted they are written
// once and side by side.
type Sums struct{ waiting deltas }

// mostSums is how many months of customers wait at most, some ten megabytes.
const mostSums = 80_000

// NewSums returns empty sums.
func NewSums() *Sums { return &Sums{newDeltas()} }

// Flush writes all that waits.
func (s *Sums) Flush(ctx context.Context, tx *store.Tx, b Books) error {
	if len(s.waiting.months) == 0 {
		return nil
	}
	d := s.waiting
	s.waiting = newDeltas()
	return d.write(ctx, tx, b.At)
}

var orderColumns = []string{
	"id", "customer_id", "source", "document", "number", "kind", "day", "at", "currency", "figures", "counts",
	"returned_day", "refers", "net_cents", "tax_cents", "discount_cents", "cost_cents", "net_measured_cents",
	"net_estimated_cents", "lines", "return_lines", "channel", "promised_day", "delivered_day", "faulty",
	"due_day", "paid_day", "import_id",
}

var lineColumns = []string{
	"id", "order_id", "position", "product_id", "description", "class", "returned", "quantity", "unit_price",
	"net_cents", "tax_cents", "discount_cents", "cost_cents", "cost_quality", "digest",
}

// Insert writes documents with their lines and payments, keeps the sums per customer
// and month, and marks the customers as due. It gives ids and decides in docs what
// follows from the lines: kind (where empty), sums, cost, whether it counts. After
// the last batch call SettleReturns for the customers. A document whose source and
// number exist already fails with a unique key error (store.IsUnique).
func (b Books) Insert(ctx context.Context, tx *store.Tx, docs []Document) error {
	if len(docs) == 0 {
		return nil
	}
	if err := b.price(ctx, tx, docs); err != nil {
		return fmt.Errorf("insert %d documents: %w", len(docs), err)
	}
	if err := giveIDs(ctx, tx, docs); err != nil {
		return fmt.Errorf("insert %d documents: %w", len(docs), err)
	}
	d := newDeltas()
	if b.Sums != nil {
		d = b.Sums.waiting
	}
	for i := range docs {
		docs[i].settle(b.Currency)
		docs[i].Order.Returned = cal.Never
		if err := docs[i].Order.pay(docs[i].Payments); err != nil {
			return err
		}
		d.add(docs[i].Order, 1)
	}
	if err := writeDocuments(ctx, tx, docs); err != nil {
		return fmt.Errorf("insert %d documents: %w", len(docs), err)
	}
	switch {
	case b.Sums == nil:
		return d.write(ctx, tx, b.At)
	case len(d.months) > mostSums:
		return b.Sums.Flush(ctx, tx, b)
	}
	return nil
}

// Remove deletes documents with their lines and payments and takes them out of the
// sums; ids that do not exist are passed over. Call SettleReturns for the customers
// it returns (sorted) after the last batch.
func (b Books) Remove(ctx context.Context, tx *store.Tx, ids []int64) (customers []int64, err error) {
	d := newDeltas()
	for _, id := range ids {
		o, found, err := store.One(ctx, tx, salesSQL.Get("sales-order-sums"), func(o *Order) []any {
			return []any{&o.Customer, &o.Day, &o.Figures, &o.Counts, &o.Net, &o.Cost, &o.NetMeasured, &o.NetEstimated}
		}, id)
		if err != nil {
			return nil, fmt.Errorf("remove order %d: %w", id, err)
		}
		if !found {
			continue
		}
		for _, name := range []string{"sales-delete-lines", "sales-delete-payments", "sales-delete-order"} {
			if _, err := tx.Exec(ctx, salesSQL.Get(name), id); err != nil {
				return nil, fmt.Errorf("remove order %d: %w", id, err)
			}
		}
		d.add(o, -1)
	}
	if err := d.write(ctx, tx, b.At); err != nil {
		return nil, err
	}
	customers = d.customers()
	for _, c := range customers {
		if _, err := tx.Exec(ctx, salesSQL.Get("sales-drop-empty-months"), c); err != nil {
			return nil, err
		}
	}
	return customers, nil
}

// Replace writes a document anew in the place of the order id, which keeps its id.
// Call SettleReturns for the customers of both afterwards.
func (b Books) Replace(ctx context.Context, tx *store.Tx, id int64, doc *Document) error {
	if _, err := b.Remove(ctx, tx, []int64{id}); err != nil {
		return err
	}
	doc.Order.ID = id
	one := []Document{*doc}
	err := b.Insert(ctx, tx, one)
	*doc = one[0]
	return err
}

// pay sets the day on which the payments of a document reached its amount.
func (o *Order) pay(payments []Payment) error {
	if o.Paid != cal.Never || len(payments) == 0 || o.Net <= 0 {
		return nil
	}
	slices.SortStableFunc(payments, func(a, b Payment) int { return cmp.Compare(a.Day, b.Day) })
	var sum money.Cents
	for _, p := range payments {
		if sum += p.Amount; sum >= o.Net+o.Tax && p.Currency == o.Currency {
			o.Paid = p.Day
			return nil
		}
	}
	return nil
}

// giveIDs reserves the ids of all rows at once; an order that has one keeps it.
func giveIDs(ctx context.Context, tx *store.Tx, docs []Document) error {
	orders, lines, payments := 0, 0, 0
	for i := range docs {
		if docs[i].Order.ID == 0 {
			orders++
		}
		lines += len(docs[i].Lines)
		payments += len(docs[i].Payments)
	}
	orderIDs, err := tx.IDs(ctx, "sales_order", orders)
	if err != nil {
		return err
	}
	lineIDs, err := tx.IDs(ctx, "sales_line", lines)
	if err != nil {
		return err
	}
	paymentIDs, err := tx.IDs(ctx, "sales_payment", payments)
	if err != nil {
		return err
	}
	for i := range docs {
		o := &docs[i].Order
		if o.ID == 0 {
			o.ID, orderIDs = orderIDs[0], orderIDs[1:]
		}
		for j := range docs[i].Lines {
			l := &docs[i].Lines[j]
			l.ID, l.Order, lineIDs = lineIDs[0], o.ID, lineIDs[1:]
			if l.Position == 0 {
				l.Position = j + 1
			}
		}
		for j := range docs[i].Payments {
			p := &docs[i].Payments[j]
			p.ID, p.Order, p.Customer, paymentIDs = paymentIDs[0], o.ID, o.Customer, paymentIDs[1:]
		}
	}
	return nil
}

func writeDocuments(ctx context.Context, tx *store.Tx, docs []Document) error {
	i := -1
	if _, err := tx.Bulk(ctx, "sales_order", orderColumns, func(dst []any) (bool, error) {
		if i++; i == len(docs) {
			return false, nil
		}
		docs[i].Order.row(dst)
		return true, nil
	}); err != nil {
		return err
	}
	doc, line := 0, -1
	if _, err := tx.Bulk(ctx, "sales_line", lineColumns, func(dst []any) (bool, error) {
		for line++; doc < len(docs) && line == len(docs[doc].Lines); doc++ {
			line = 0
		}
		if doc == len(docs) {
			return false, nil
		}
		docs[doc].Lines[line].row(dst)
		return true, nil
	}); err != nil {
		return err
	}
	var payments []Payment
	for i := range docs {
		payments = append(payments, docs[i].Payments...)
	}
	return writePayments(ctx, tx, payments)
}

func (o *Order) row(dst []any) {
	n := 0
	for _, v := range [...]any{
		o.ID, o.Customer, o.Source, o.Document, o.Number, string(o.Kind), o.Day, int64(o.At), o.Currency, bit(o.Figures), bit(o.Counts),
		o.Returned, o.Refers, int64(o.Net), int64(o.Tax), int64(o.Discount), int64(o.Cost), int64(o.NetMeasured),
		int64(o.NetEstimated), int64(o.LineCount), int64(o.ReturnLines), o.Channel, o.Promised, o.Delivered, int64(o.Faulty),
		o.Due, o.Paid, o.Import,
	} {
		dst[n] = v
		n++
	}
}

func (l *Line) row(dst []any) {
	n := 0
	for _, v := range [...]any{
		l.ID, l.Order, int64(l.Position), l.Product, l.Description, string(l.class()), bit(l.Returned), l.Quantity.String(), l.UnitPrice,
		int64(l.Net), int64(l.Tax), int64(l.Discount), int64(l.Cost), int64(l.Quality), l.Digest,
	} {
		dst[n] = v
		n++
	}
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func writePayments(ctx context.Context, tx *store.Tx, payments []Payment) error {
	if len(payments) == 0 {
		return nil
	}
	columns := []string{"id", "order_id", "customer_id", "source", "document", "day", "amount_cents", "currency", "method", "import_id", "reference"}
	i := -1
	_, err := tx.Bulk(ctx, "sales_payment", columns, func(dst []any) (bool, error) {
		if i++; i == len(payments) {
			return false, nil
		}
		p := payments[i]
		copy(dst, []any{p.ID, p.Order, p.Customer, p.Source, p.Document, p.Day, int64(p.Amount), p.Currency, p.Method, p.Import, p.Reference})
		return true, nil
	})
	return err
}

// deltas gathers what a batch changes in the sums, so that each sum is written once.
type deltas struct {
	months map[monthOf]*Month
}

type monthOf struct {
	customer int64
	month    int
}

func newDeltas() deltas { return deltas{map[monthOf]*Month{}} }

func (d deltas) of(customer int64, month int) *Month {
	key := monthOf{customer, month}
	m := d.months[key]
	if m == nil {
		m = &Month{Customer: customer, Month: month}
		d.months[key] = m
	}
	return m
}

func (d deltas) add(o Order, sign int64) {
	m := d.of(o.Customer, o.Day.MonthKey())
	if o.Counts {
		m.Orders += int(sign)
	}
	if o.Figures {
		s := money.Cents(sign)
		m.Net += s * o.Net
		m.Cost += s * o.Cost
		m.NetMeasured += s * o.NetMeasured
		m.NetEstimated += s * o.NetEstimated
	}
}

func (d deltas) customers() []int64 {
	ids := make([]int64, 0, len(d.months))
	for key := range d.months {
		ids = append(ids, key.customer)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// write adds the changes to the sums of customers and firm and marks the customers.
func (d deltas) write(ctx context.Context, tx *store.Tx, at cal.Instant) error {
	if err := d.merge(ctx, tx); err != nil {
		return err
	}
	if err := d.total(ctx, tx); err != nil {
		return err
	}
	return customer.MarkDue(ctx, tx, at, d.customers()...)
}

func (d deltas) merge(ctx context.Context, tx *store.Tx) error {
	months := slices.SortedFunc(maps.Values(d.months), func(a, b *Month) int {
		return cmp.Or(cmp.Compare(a.Customer, b.Customer), cmp.Compare(a.Month, b.Month))
	})
	columns := []string{"customer_id", "month", "net_cents", "cost_cents", "net_measured_cents", "net_estimated_cents", "orders"}
	i := -1
	_, err := tx.Merge(ctx, "sales_month", columns, salesSQL.Get("sales-merge-month"), func(dst []any) (bool, error) {
		if i++; i == len(months) {
			return false, nil
		}
		m := months[i]
		copy(dst, []any{m.Customer, int64(m.Month), int64(m.Net), int64(m.Cost), int64(m.NetMeasured), int64(m.NetEstimated), int64(m.Orders)})
		return true, nil
	})
	return err
}

func (d deltas) total(ctx context.Context, tx *store.Tx) error {
	totals := map[int]*Total{}
	for _, m := range d.months {
		t := totals[m.Month]
		if t == nil {
			t = &Total{}
			totals[m.Month] = t
		}
		t.Net += m.Net
		t.Cost += m.Cost
		t.NetMeasured += m.NetMeasured
		t.NetEstimated += m.NetEstimated
		t.Orders += m.Orders
		if m.Customer == Unassigned {
			t.NetUnassigned += m.Net
		}
	}
	for _, month := range slices.Sorted(maps.Keys(totals)) {
		t := totals[month]
		if _, err := tx.Exec(ctx, salesSQL.Get("sales-add-total"), month, int64(t.Net), int64(t.NetUnassigned), int64(t.Cost),
			int64(t.NetMeasured), int64(t.NetEstimated), t.Orders); err != nil {
			return err
		}
	}
	return nil
}

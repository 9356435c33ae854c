package world

import (
	"context"
	"fmt"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Options make a world concrete.
type Options struct {
	Seed      uint64   // 0 for the world's own
	Customers int      // 0 for the world's own; firms where the world has firms
	Today     cal.Date // the practice begins here; the last sales are of the day before
	// Talks is how many contacts a customer has on average beside the few that every world
	// has; for measurements.
	Talks int
	// Progress, if not nil, is told now and then how many customers are written.
	Progress func(done, total int)
}

func (o Options) of(w World) Options {
	if o.Seed == 0 {
		o.Seed = w.Seed
	}
	if o.Customers <= 0 {
		o.Customers = w.Customers
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	return o
}

const (
	batchCustomers = 1000 // of one transaction
	batchDays      = 100  // of sales without a customer
)

// Fill writes a world into a record that has no customers yet: goods with costs, customers
// with contact persons, duplicates and bars, documents with payments, and marks all
// customers as due for insight. It works in transactions of some thousand documents, so
// the program can serve meanwhile and memory stays the same for any number of customers;
// broken off, it leaves a part and cannot be taken up again. The firm's profile is not
// its business.
func Fill(ctx context.Context, db *store.DB, w World, o Options) error {
	o = o.of(w)
	f := filler{w: w, o: o, db: db, books: sales.Books{Currency: w.Currency, At: cal.At(o.Today.Time())}}
	if err := db.Update(ctx, func(tx *store.Tx) error { return f.goods(ctx, tx) }); err != nil {
		return fmt.Errorf("fill the world %s: goods: %w", w.Name, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := 0
	// A batch is short and is not broken off: a context that can end makes each of its
	// many small statements dearer.
	whole := context.WithoutCancel(ctx)
	for b := range f.batches(ctx) {
		if err := db.Update(whole, func(tx *store.Tx) error { return f.write(whole, tx, b) }); err != nil {
			return fmt.Errorf("fill the world %s: customers %d to %d: %w", w.Name, done+1, done+b.customers, err)
		}
		done += b.customers
		o.Progress(done, o.Customers)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := fillKnown(whole, db, w, o); err != nil || w.Name != "service" {
		return err
	}
	return fillWinning(ctx, db, w, o)
}

type filler struct {
	w        World
	o        Options
	db       *store.DB
	books    sales.Books
	products []int64 // ids by index of the article
}

// batch is what one transaction writes.
type batch struct {
	customers int // of the world, contact persons not counted
	rows      []customer.ImportRow
	docs      []sales.Document // Order.Customer is 1 + the index of the row, Unassigned where there are no rows
	bars      []consent.Statement
	talks     []interaction.Interaction // Customer is the index of the row
	returners []int                     // indexes of rows with documents that take something back
}

// goods writes categories and products.
func (f *filler) goods(ctx context.Context, tx *store.Tx) error {
	g := f.w.goods
	categories := make([]int64, len(g.categories))
	for i, c := range g.categories {
		id, _, err := sales.EnsureCategory(ctx, tx, c.name, locale.SearchKey(c.name))
		if err != nil {
			return err
		}
		if err := sales.SetMargin(ctx, tx, id, c.margin); err != nil {
			return err
		}
		categories[i] = id
	}
	products := make([]sales.Product, len(g.articles))
	for i, a := range g.articles {
		products[i] = sales.Product{
			Source: f.w.Source, Number: a.number, Name: a.name, Category: categories[a.category], UnitCost: a.cost,
		}
		if i == g.postage && i > 0 {
			products[i].Class = sales.Postage
		}
	}
	if err := sales.MergeProducts(ctx, tx, products); err != nil {
		return err
	}
	for _, p := range products {
		f.products = append(f.products, p.ID)
	}
	return nil
}

// batches makes the batches in the background while earlier ones are written.
func (f *filler) batches(ctx context.Context) <-chan *batch {
	out := make(chan *batch, 1)
	go func() {
		defer close(out)
		send := func(b *batch) bool {
			select {
			case out <- b:
				return true
			case <-ctx.Done():
				return false
			}
		}
		for first := 1; first <= f.o.Customers; first += batchCustomers {
			if !send(f.make(first, min(first+batchCustomers, f.o.Customers+1))) {
				return
			}
		}
		if !f.w.customers.anonymous {
			return
		}
		for day := f.w.start(f.o.Today); day < f.o.Today; day = day.Add(batchDays) {
			if !send(f.counter(day, min(day.Add(batchDays), f.o.Today))) {
				return
			}
		}
	}()
	return out
}

// make makes the customers [from, until) with all that belongs to them.
func (f *filler) make(from, until int) *batch {
	b := &batch{customers: until - from}
	for id := from; id < until; id++ {
		c := f.w.customer(f.o.Seed, f.o.Today, id)
		at := len(b.rows)
		b.rows = append(b.rows, c.row)
		b.rows = append(b.rows, c.contacts...)
		back := false
		for i := range c.docs {
			c.docs[i].Order.Customer = int64(at + 1)
			back = back || c.docs[i].Order.Kind != sales.Sale
		}
		if back {
			b.returners = append(b.returners, at)
		}
		b.docs = append(b.docs, c.docs...)
		b.talks = append(b.talks, f.talks(id, int64(at))...)
		for _, s := range c.bars {
			s.CustomerID = int64(at)
			b.bars = append(b.bars, s)
		}
	}
	return b
}

// counter makes the sales without a customer of the days [from, until).
func (f *filler) counter(from, until cal.Date) *batch {
	b := &batch{}
	for day := from; day < until; day++ {
		if d, ok := f.w.counter(f.o.Seed, day); ok {
			b.docs = append(b.docs, d)
		}
	}
	return b
}

// write writes a batch; it replaces the indexes in it by ids.
func (f *filler) write(ctx context.Context, tx *store.Tx, b *batch) error {
	by := customer.By{Actor: history.Program, At: f.books.At, Region: "DE"}
	ids, err := customer.InsertMany(ctx, tx, by, b.rows)
	if err != nil {
		return err
	}
	for i := range b.docs {
		d := &b.docs[i]
		if len(ids) > 0 {
			d.Order.Customer = ids[d.Order.Customer-1]
		}
		for j := range d.Lines {
			if p := d.Lines[j].Product; p > 0 {
				d.Lines[j].Product = f.products[p-1]
			}
		}
	}
	if err := f.books.Insert(ctx, tx, b.docs); err != nil {
		return err
	}
	back := make([]int64, len(b.returners))
	for i, at := range b.returners {
		back[i] = ids[at]
	}
	if err := f.books.SettleReturns(ctx, tx, back); err != nil {
		return err
	}
	for i := range b.bars {
		b.bars[i].CustomerID = ids[b.bars[i].CustomerID]
	}
	if _, err = consent.Fill(ctx, tx, b.bars); err != nil || len(b.talks) == 0 {
		return err
	}
	for i := range b.talks {
		b.talks[i].Customer = ids[b.talks[i].Customer]
	}
	return interaction.InsertMany(ctx, tx, b.talks)
}

// made is everything that the firm's systems know of one customer.
type made struct {
	life
	row      customer.ImportRow
	contacts []customer.ImportRow
	docs     []sales.Document
	bars     []consent.Statement
}

// customer makes customer id.
func (w World) customer(seed uint64, today cal.Date, id int) made {
	l := w.live(seed, today, id)
	m := made{life: l, docs: w.documents(seed, today, l), bars: w.bars(seed, l, today)}
	number := strconv.Itoa(10000 + id)
	m.row = customer.ImportRow{Customer: w.row(seed, l), Source: w.Source, Number: number}
	c := &m.row.Customer
	c.FirstContact, c.LastContact = l.First, l.Last
	if w.customers.cards {
		c.Card = fmt.Sprintf("4900%08d", id)
	}
	for _, person := range w.contacts(seed, l) {
		person.FirstContact, person.LastContact = cal.Never, cal.Never
		m.contacts = append(m.contacts, customer.ImportRow{Customer: person, Source: w.Source, FirmNumber: number})
	}
	return m
}

// start is the first day of the observed years.
func (w World) start(today cal.Date) cal.Date { return today.Add(-w.Years * 365) }

package cli

import (
	"context"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/value/btyd"
)

// clvData is what a file or the database gives to the models: one of the tables, or a
// log of purchases.
type clvData struct {
	base     *btyd.Base // table x, t_x, T
	groups   []int32    // of each customer in base
	spending *btyd.Spending
	values   []float64   // mean value of each customer's repeat purchases, 0 unknown
	turned   btyd.Turned // table x, t_x, n
	cohort   btyd.Cohort // table period, active
	log      *btyd.Log   // purchases
	first    cal.Date    // day 0 of the log
	last     cal.Date    // last day with a purchase
	priced   bool        // the log knows values
	names    []string    // of the customers; empty: they are numbered from 1
	aside    int         // rows that could not be used
	latest   cal.Date    // later purchases of a log are set aside, for nobody has made them yet; 0: none are
	each     bool        // customers are told apart: number and history of each are kept
	valued   bool        // values are kept
}

// clvColumns are the columns of the tables, with the names other libraries give them.
var clvColumns = map[string]string{
	"x": "x", "frequency": "x", "t_x": "t_x", "tx": "t_x", "recency": "t_x", "t": "T", "zbar": "zbar", "monetary_value": "zbar",
	"n": "n", "period": "period", "active": "active", "id": "id", "customer": "id", "customer_id": "id",
}

// readCLV reads a file, packed or not, into d, which says what is to be kept.
func readCLV(name string, d *clvData) error {
	f, err := table.Open(name, table.Limits{})
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := f.Read(0)
	if err != nil {
		return err
	}
	defer r.Close()
	return d.read(r)
}

// read tells by the header what the rows are.
func (d *clvData) read(r *table.Reader) error {
	at := map[string]int{}
	for i, h := range r.Header() {
		if c, ok := clvColumns[strings.ToLower(strings.TrimSpace(h))]; ok {
			if _, twice := at[c]; !twice {
				at[c] = i
			}
		}
	}
	has := func(columns ...string) bool {
		for _, c := range columns {
			if _, ok := at[c]; !ok {
				return false
			}
		}
		return true
	}
	switch {
	case has("x", "t_x", "T"):
		d.base, d.spending = &btyd.Base{}, &btyd.Spending{}
		return d.rows(r, at, d.history)
	case has("x", "t_x", "n"):
		d.turned = btyd.Turned{}
		return d.rows(r, at, d.turn)
	case has("period", "active"):
		return d.rows(r, at, d.running)
	case has("x", "zbar"):
		d.spending = &btyd.Spending{}
		return d.rows(r, at, d.spent)
	}
	return d.purchases(r)
}

// clvCells reads numbers of a row by the name of their column.
type clvCells struct {
	at    map[string]int
	cells []string
	bad   bool
}

func (c *clvCells) text(column string) string {
	if i, ok := c.at[column]; ok && i < len(c.cells) {
		return strings.TrimSpace(c.cells[i])
	}
	return ""
}

func (c *clvCells) number(column string) float64 {
	v, err := strconv.ParseFloat(strings.Replace(c.text(column), ",", ".", 1), 64)
	c.bad = c.bad || err != nil || math.IsNaN(v) || math.IsInf(v, 0)
	return v
}

func (c *clvCells) count(column string) int {
	v := c.number(column)
	if v != math.Trunc(v) || math.Abs(v) > btyd.MostPurchases {
		c.bad = true
		return 0
	}
	return int(v)
}

// rows hands every row to add, and counts those that it does not take.
func (d *clvData) rows(r *table.Reader, at map[string]int, add func(*clvCells) bool) error {
	taken := 0
	c := &clvCells{at: at}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		c.cells, c.bad = row.Cells, row.Problem != nil
		if c.bad || !add(c) {
			d.aside++
			continue
		}
		taken++
		if id := c.text("id"); id != "" && d.each {
			d.names = append(d.names, strings.Clone(id)) // a cell would keep its whole row
		}
	}
	if len(d.names) != taken {
		d.names = nil // not all have one
	}
	if taken == 0 {
		return fault.New(fault.Invalid, "clv.no_rows", d.aside)
	}
	return nil
}

func (d *clvData) history(c *clvCells) bool {
	h := btyd.History{X: c.count("x"), Last: c.number("t_x"), Age: c.number("T")}
	mean := 0.0
	if _, ok := c.at["zbar"]; ok && c.text("zbar") != "" {
		mean = c.number("zbar")
	}
	if c.bad {
		return false
	}
	group, err := d.base.Add(h, 1)
	if err != nil {
		return false
	}
	if d.each {
		d.groups = append(d.groups, int32(group))
		d.values = append(d.values, mean)
	}
	if d.valued && h.X > 0 && mean > 0 && d.spending.Add(h.X, mean, 1) != nil && d.each {
		d.values[len(d.values)-1] = 0
	}
	return true
}

func (d *clvData) turn(c *clvCells) bool {
	h := btyd.Turns{X: c.count("x"), Last: c.count("t_x"), N: c.count("n")}
	if c.bad || d.turned.Add(h, 1) != nil {
		return false
	}
	return true
}

func (d *clvData) running(c *clvCells) bool {
	row := btyd.Running{Period: c.number("period"), Active: c.number("active")}
	if c.bad {
		return false
	}
	d.cohort = append(d.cohort, row)
	return true
}

func (d *clvData) spent(c *clvCells) bool {
	x, mean := c.count("x"), c.number("zbar")
	return !c.bad && (x == 0 || d.spending.Add(x, mean, 1) == nil)
}

// purchases reads a log: customer, day and, where there is one, an amount. Columns are
// recognised as on import.
func (d *clvData) purchases(r *table.Reader) error {
	p := mapping.Recognise(r.Header(), r.Sample(), mapping.Hints{Kind: mapping.Orders})
	who, day := p.Column(mapping.CustomerNumber), p.Column(mapping.OrderDate)
	if who < 0 || day < 0 {
		return fault.New(fault.Invalid, "clv.no_columns")
	}
	mapper, err := mapping.NewMapper(p, mapping.Options{})
	d.priced = err == nil
	b := newLogBuilder(d)
	lines := p.Column(mapping.LineUnitPrice) >= 0 // rows are articles: a free one alone is no purchase
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if row.Problem != nil {
			d.aside++
			continue
		}
		if !d.priced {
			on, _, reason := mapping.ParseDate(row.Cells[day], p.Dates, nil)
			b.add(strings.TrimSpace(row.Cells[who]), on, 0, reason == "")
			continue
		}
		rec, problem := mapper.Row(row.Line, row.Cells)
		if problem != nil {
			d.aside++
			continue
		}
		o := &rec.Order
		if o.DocumentKind.TakesBack() || o.Return || o.Amount.Cents < 0 || o.Amount.Cents == 0 && lines {
			continue // no purchase, but nothing wrong with the row either
		}
		b.add(rec.Customer.Number, o.Date, float64(o.Amount.Cents)/100, true)
	}
	return b.done()
}

// logBuilder numbers customers as they come.
type logBuilder struct {
	d       *clvData
	numbers map[string]int
}

func newLogBuilder(d *clvData) *logBuilder {
	d.log, d.first, d.last = &btyd.Log{}, cal.Date(0), cal.Earliest
	return &logBuilder{d: d, numbers: map[string]int{}}
}

// add takes in a purchase; one without a customer belongs to nobody.
func (b *logBuilder) add(who string, on cal.Date, value float64, ok bool) {
	if !ok || !on.Valid() || b.d.latest > 0 && on > b.d.latest {
		b.d.aside++
		return
	}
	if who == "" {
		return
	}
	n, known := b.numbers[who]
	if !known {
		n = len(b.d.names)
		b.numbers[who] = n
		b.d.names = append(b.d.names, strings.Clone(who))
	}
	if b.d.log.Add(n, int(on), value) != nil {
		b.d.aside++
		return
	}
	b.d.last = max(b.d.last, on)
}

func (b *logBuilder) done() error {
	if len(b.d.names) == 0 {
		return fault.New(fault.Invalid, "clv.no_rows", b.d.aside)
	}
	return nil
}

// readCLVFirm reads the purchase occasions of the firm up to a day, as the standing
// counts them: goods with a positive amount that did not come back; a firm's purchases
// within three days are one.
func readCLVFirm(ctx context.Context, a *app.App, until cal.Date) (*clvData, error) {
	d := &clvData{priced: true}
	b := newLogBuilder(d)
	const chunk = 2000
	var purchases []lifecycle.Purchase
	for after := int64(0); ; {
		subjects, err := customer.Subjects(ctx, a.DB, after, chunk)
		if err != nil {
			return nil, err
		}
		if len(subjects) == 0 {
			return d, b.done()
		}
		kinds := map[int64]lifecycle.Kind{}
		for _, s := range subjects {
			if !s.Collective {
				kinds[s.ID] = lifecycle.Person
			}
			if s.Kind == customer.Firm && !s.Collective {
				kinds[s.ID] = lifecycle.Firm
			}
		}
		last := subjects[len(subjects)-1].ID
		err = sales.EachCustomerFacts(ctx, a.DB, after+1, last+1, until, func(id int64, orders []sales.OrderFact) error {
			kind, ok := kinds[id]
			if !ok {
				return nil
			}
			purchases = purchases[:0]
			for _, o := range orders {
				purchases = append(purchases, lifecycle.Purchase{Day: o.Day, Net: o.Net, Counts: o.Occasion()})
			}
			for _, o := range lifecycle.Occasions(purchases, kind) {
				b.add(strconv.FormatInt(id, 10), o.Day, float64(o.Net)/100, true)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		after = last
	}
}

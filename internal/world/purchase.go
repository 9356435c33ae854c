package world

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
)

// till writes the documents of one customer.
type till struct {
	w        World
	r        *rand.Rand
	calendar cal.Calendar
	today    cal.Date
	l        life
	docs     []sales.Document
}

// documents makes all documents of a customer before today, sorted by day within each
// kind of event: his purchases with what was cancelled, and what came back later right
// after its purchase. Order.Customer is 0, and Line.Product is 1 + the index of the
// article in the world's goods; both are for the writer to replace.
func (w World) documents(seed uint64, today cal.Date, l life) []sales.Document {
	t := till{w: w, r: draws(seed, aspectBasket, l.ID), calendar: w.Calendar(), today: today, l: l}
	for i, day := range l.days {
		t.purchase(i, day)
	}
	return t.docs
}

// document begins a document.
func (t *till) document(number string, day cal.Date, kind sales.Kind) sales.Document {
	o := sales.Blank()
	o.Source, o.Document, o.Number, o.Kind, o.Day, o.Currency = t.w.Source, number, number, kind, day, t.w.Currency
	return sales.Document{Order: o}
}

// purchase writes purchase number i (from 0).
func (t *till) purchase(i int, day cal.Date) {
	d := t.document(fmt.Sprintf("%06d-%03d", t.l.ID, i+1), day, sales.Sale)
	t.fill(&d, i)
	if t.w.customers.deliveries {
		t.deliver(&d, i)
	}
	if t.w.customers.onAccount {
		t.bill(&d)
	} else {
		d.Order.Paid = day
	}
	if chance(t.r, t.w.basket.storno) {
		t.mistype(d)
	}
	t.docs = append(t.docs, d)
	switch u := t.r.Float64() - t.w.basket.returns*returnShare[t.l.kind]; {
	case u < 0:
		t.takeBack(d)
	case u < t.w.basket.credit:
		t.credit(d)
	}
}

// fill puts the articles into a document.
func (t *till) fill(d *sales.Document, i int) {
	b, g := &t.w.basket, t.w.goods
	day := t.l.scale * math.Exp(b.spread*t.r.NormFloat64())
	off := 0.0
	if chance(t.r, b.bargain*bargainShare[t.l.kind]) {
		off = .1
	}
	var taken []int
	var amounts, discounts []money.Cents
	for range 1 + choose(t.r, b.lines[:]) {
		a := t.article(len(taken) == 0)
		if slices.Contains(taken, a) {
			continue
		}
		taken = append(taken, a)
		quantity := max(1, int64(math.Round(g.articles[a].amount*day)))
		full := money.Cents(quantity) * g.articles[a].price
		discount := money.Cents(math.Round(off * float64(full)))
		t.line(d, a, quantity, sales.Goods)
		amounts, discounts = append(amounts, full-discount), append(discounts, discount)
	}
	if sum := sumOf(amounts); b.postage > 0 && sum < b.sentFree {
		t.line(d, g.postage, 1, sales.Postage)
		taken, amounts, discounts = append(taken, g.postage), append(amounts, b.postage), append(discounts, 0)
	}
	if b.reward > 0 && (i+1)%b.reward == 0 || chance(t.r, b.free) {
		t.line(d, g.gift, 1, sales.Free)
		taken, amounts, discounts = append(taken, g.gift), append(amounts, 0), append(discounts, 0)
	}
	t.w.tax(d.Lines, taken, amounts, discounts)
}

// article draws what is bought: the favourite as often as his kind does, else something
// he likes, now and then anything.
func (t *till) article(first bool) int {
	g := t.w.goods
	if first && chance(t.r, sameShare[t.l.kind]) {
		return t.l.favourite
	}
	if chance(t.r, .1) {
		return g.pick(t.r, g.forSale)
	}
	return g.pick(t.r, t.l.categories)
}

func (t *till) line(d *sales.Document, a int, quantity int64, class sales.Class) {
	l := sales.Line{Product: int64(a + 1), Class: class, Quantity: money.Decimal{Digits: quantity}}
	if class != sales.Free {
		l.UnitPrice = t.w.goods.prices[a]
	}
	d.Lines = append(d.Lines, l)
}

// tax sets net amounts, taxes and discounts of lines from the amounts asked for.
func (w World) tax(lines []sales.Line, articles []int, amounts, discounts []money.Cents) {
	rates := make([]int, len(articles))
	for i, a := range articles {
		rates[i] = w.goods.articles[a].vat
	}
	net, off := amounts, discounts
	if w.basket.gross {
		net, off = withoutTax(amounts, rates), withoutTax(discounts, rates)
	}
	for i := range lines {
		l := &lines[i]
		l.Net, l.Discount = net[i], off[i]
		if w.basket.gross {
			l.Tax = amounts[i] - net[i]
		} else {
			l.Tax = percent(net[i], rates[i])
		}
	}
}

// withoutTax takes the tax out of gross amounts as the import of a file does.
func withoutTax(gross []money.Cents, rates []int) []money.Cents {
	net, err := sales.NetOfGross(gross, rates)
	if err != nil {
		panic(err) // no purchase here comes near the limit of an amount
	}
	return net
}

// percent is rate basis points of an amount, rounded half away from zero.
func percent(c money.Cents, rate int) money.Cents {
	part, err := money.Product(money.Decimal{Digits: int64(c)}, money.Decimal{Digits: int64(rate), Scale: 4}, 0)
	if err != nil {
		panic(err) // as above
	}
	return part
}

// deliver sets the promised day and, where it has passed, the day of delivery and whether
// anything was wrong. First orders go wrong a little more often.
func (t *till) deliver(d *sales.Document, i int) {
	o := &d.Order
	late, faulty := .05, .02
	if i == 0 {
		late, faulty = .09, .05
	}
	o.Promised = t.calendar.AfterOpenDays(o.Day, 3)
	came := t.calendar.AfterOpenDays(o.Day, 2+t.r.IntN(2))
	if chance(t.r, late) {
		came = t.calendar.AfterOpenDays(o.Promised, 1+t.r.IntN(5))
	}
	wrong := chance(t.r, faulty)
	if came >= t.today {
		return
	}
	o.Delivered, o.Faulty = came, 0
	if wrong {
		o.Faulty = 1
	}
}

// bill sets when the document is due and how he paid it.
func (t *till) bill(d *sales.Document) {
	o := &d.Order
	o.Due = o.Day.Add(30)
	paid := max(o.Due.Add(t.l.delay+int(4*t.r.NormFloat64())), o.Day.Add(1))
	if paid >= t.today {
		return
	}
	d.Payments = []sales.Payment{{
		Source: o.Source, Document: "Z" + o.Document, Day: paid, Amount: grossOf(d.Lines), Currency: o.Currency, Method: "Überweisung",
	}}
	o.Paid = paid
}

// mistype writes the same receipt once more before the right one, and its cancellation.
func (t *till) mistype(d sales.Document) {
	wrong := t.document(d.Order.Document+"-F", d.Order.Day, sales.Sale)
	wrong.Order.Paid = d.Order.Paid
	wrong.Lines = slices.Clone(d.Lines)
	back := t.document(d.Order.Document+"-S", d.Order.Day, sales.Cancellation)
	back.Order.Refers = wrong.Order.Document
	back.Lines = backOf(d.Lines)
	t.docs = append(t.docs, wrong, back)
}

// takeBack writes the return of a purchase, of all its goods in two of five cases.
func (t *till) takeBack(d sales.Document) {
	day := d.Order.Day.Add(6 + t.r.IntN(14))
	for !t.calendar.Open(day) {
		day++
	}
	whole := chance(t.r, .4)
	if day >= t.today {
		return
	}
	back := t.document(d.Order.Document+"-R", day, sales.Return)
	back.Order.Refers = d.Order.Document
	lines := slices.DeleteFunc(slices.Clone(d.Lines), func(l sales.Line) bool { return l.Class != sales.Goods })
	if !whole {
		lines = lines[:1]
	}
	back.Lines = backOf(lines)
	t.w.taxAgain(back.Lines)
	t.docs = append(t.docs, back)
}

// taxAgain takes the tax out of the lines of a document of its own, where prices include
// it: rounding depends on what stands together on a document.
func (w World) taxAgain(lines []sales.Line) {
	if !w.basket.gross {
		return
	}
	amounts, rates := make([]money.Cents, len(lines)), make([]int, len(lines))
	for i, l := range lines {
		amounts[i], rates[i] = l.Net+l.Tax, w.goods.articles[l.Product-1].vat
	}
	for i, net := range withoutTax(amounts, rates) {
		lines[i].Net, lines[i].Tax = net, amounts[i]-net
	}
}

// backOf turns sold lines into lines that take them back.
func backOf(lines []sales.Line) []sales.Line {
	out := slices.Clone(lines)
	for i := range out {
		l := &out[i]
		l.Returned, l.Quantity = true, l.Quantity.Neg()
		l.Net, l.Tax, l.Discount = -l.Net, -l.Tax, -l.Discount
	}
	return out
}

// credit writes off a tenth of a purchase, money without goods.
func (t *till) credit(d sales.Document) {
	day := t.calendar.AfterOpenDays(d.Order.Day, 8)
	if day >= t.today {
		return
	}
	note := t.document(d.Order.Document+"-G", day, sales.CreditNote)
	note.Order.Refers = d.Order.Document
	net := money.Cents(0)
	for _, l := range d.Lines {
		net += l.Net
	}
	note.Lines = []sales.Line{{
		Description: "Gutschrift Transportschaden", Class: sales.AdjustmentLine, Quantity: money.Decimal{Digits: 1},
		Net: -net / 10, Tax: percent(-net/10, t.w.VAT),
	}}
	t.docs = append(t.docs, note)
}

func grossOf(lines []sales.Line) money.Cents {
	sum := money.Cents(0)
	for _, l := range lines {
		sum += l.Net + l.Tax
	}
	return sum
}

func sumOf(amounts []money.Cents) money.Cents {
	sum := money.Cents(0)
	for _, a := range amounts {
		sum += a
	}
	return sum
}

// counter makes the sales of a day to people without a card, one document for the day;
// false where the world has none or the firm was closed.
func (w World) counter(seed uint64, day cal.Date) (sales.Document, bool) {
	if !w.customers.anonymous || !w.Calendar().Open(day) {
		return sales.Document{}, false
	}
	t := till{w: w, r: draws(seed, aspectCounter, int(day))}
	d := t.document("T"+day.String(), day, sales.Sale)
	d.Order.Customer, d.Order.Paid = sales.Unassigned, day
	var articles []int
	var amounts []money.Cents
	for i := range w.goods.articles {
		a := &w.goods.articles[i]
		quantity := int64(math.Round(3 * a.weight * a.amount * math.Exp(.25*t.r.NormFloat64())))
		if quantity < 2 {
			continue
		}
		t.line(&d, i, quantity, sales.Goods)
		articles, amounts = append(articles, i), append(amounts, money.Cents(quantity)*a.price)
	}
	w.tax(d.Lines, articles, amounts, make([]money.Cents, len(articles)))
	return d, true
}

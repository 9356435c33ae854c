package mapping

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

// order fills rec.Order and rec.Customer.
func (r row) order() {
	o := &r.rec.Order
	o.Promised, o.Delivered, o.Paid = cal.Never, cal.Never, cal.Never
	o.Number = r.text(OrderNumber)
	if r.continues(o.Number) {
		r.rec.Order, r.rec.Customer = r.prev.Order, r.prev.Customer
		o.Total, o.TotalNet, o.Shipping, o.OrderDiscount = Sum{}, Sum{}, Sum{}, Sum{}
	} else {
		r.hasPrev = false
		r.document(o)
		r.customer()
		if r.fillDown && r.problem.Column == -2 {
			r.prev, r.hasPrev = r.rec, true
		}
	}
	r.line(o)
	r.amounts(o)
	r.direction(o)
	o.finish(r.classOf(o))
}

// continues reports a follow-up row: the same document, its own fields left empty.
func (r row) continues(number string) bool {
	return r.hasPrev && number == r.prev.Order.Number && r.text(OrderDate) == ""
}

// document fills what concerns the whole document.
func (r row) document(o *OrderLine) {
	o.Date, o.Time = r.date(OrderDate, 0)
	if o.Date == cal.Never {
		r.fail(OrderDate, "intake.date_missing")
	}
	o.Time = r.clock(OrderTime, o.Time)
	o.Register, o.ZNumber = r.text(OrderRegister), r.text(OrderZNumber)
	o.Status, o.Channel, o.Note = r.text(OrderStatus), r.text(OrderChannel), r.text(OrderNote)
	o.Promised, _ = r.date(OrderPromised, 1)
	o.Delivered, _ = r.date(OrderDelivered, 1)
	o.Paid, _ = r.date(OrderPaid, 1)
	o.Currency = currency(r.text(OrderCurrency))
	if len(o.Currency) != 3 && o.Currency != "" {
		r.fail(OrderCurrency, "intake.currency_unknown", clip(r.text(OrderCurrency)))
	}
	o.Total, o.TotalNet = r.sum(OrderTotal), r.sum(OrderTotalNet)
	o.Shipping, o.OrderDiscount = r.sum(OrderShipping), r.sum(OrderDiscount)
	o.DocumentKind, r.rec.negative = r.documentKind(o)
}

// currency turns signs into ISO codes.
func currency(v string) string {
	switch v {
	case "€", "Euro", "EURO":
		return "EUR"
	case "$", "US$":
		return "USD"
	case "£":
		return "GBP"
	case "SFr.", "Fr.", "sFr.":
		return "CHF"
	}
	return strings.ToUpper(v)
}

// documentKind tells what the document is, and what it is when its sums are negative.
func (r row) documentKind(o *OrderLine) (kind, negative DocumentKind) {
	if len(o.Number) > 1 && o.Number[1] >= '0' && o.Number[1] <= '9' {
		if k, ok := r.rules.Prefixes[o.Number[0]&^0x20]; ok {
			return k, k
		}
	}
	if kind, negative = r.rules.KindOf(r.text(OrderKind)); kind == Sale {
		kind, negative = r.rules.KindOf(o.Status)
	}
	return kind, negative
}

// line fills what concerns the line, without money.
func (r row) line(o *OrderLine) {
	o.LineNumber, o.SKU, o.Description = r.text(LineNumber), r.text(LineSKU), r.text(LineDescription)
	o.Category, o.Subcategory = r.text(LineCategory), r.text(LineSubcategory)
	o.Quantity, o.UnitPrice = r.number(LineQuantity), r.number(LineUnitPrice)
	o.TaxRate = r.rate(LineTaxRate)
	o.WholeOrder = r.at[LineSKU] < 0 && r.at[LineDescription] < 0 && r.at[LineQuantity] < 0 &&
		r.at[LineAmount] < 0 && r.at[LineAmountNet] < 0 && r.at[LineAmountGross] < 0 && r.at[LineUnitPrice] < 0
}

var one = money.Decimal{Digits: 1}

// amounts fills the money of the line: the column that says it, else quantity
// times unit price.
func (r row) amounts(o *OrderLine) {
	o.Gross = r.gross
	o.Net, o.GrossAmount, o.Tax, o.Discount = r.sum(LineAmountNet), r.sum(LineAmountGross), r.sum(LineTax), r.sum(LineDiscount)
	switch own := r.sum(LineAmount); {
	case own.Known:
		o.Amount = own
	case o.Net.Known:
		o.Amount, o.Gross = o.Net, false
	case o.GrossAmount.Known:
		o.Amount, o.Gross = o.GrossAmount, true
	case o.WholeOrder && o.TotalNet.Known:
		o.Amount, o.Gross = o.TotalNet, false
	case o.WholeOrder:
		o.Amount = o.Total
	case o.UnitPrice.Known:
		r.priced(o)
	}
	r.cost(o)
	if !o.Amount.Known && !r.lineless(o) {
		r.fail(r.amountField(), "intake.amount_missing")
	}
}

// lineless reports a receipt that has no line at all (an aborted one, say).
func (r row) lineless(o *OrderLine) bool {
	return !o.WholeOrder && r.at[LineNumber] >= 0 && o.LineNumber == "" && o.SKU == "" && o.Description == "" && !o.Quantity.Known
}

func (r row) priced(o *OrderLine) {
	q := one
	if o.Quantity.Known {
		q = o.Quantity.Value
	} else if r.at[LineQuantity] >= 0 {
		r.fail(LineQuantity, "intake.quantity_missing")
	}
	c, err := money.Product(q, o.UnitPrice.Value, r.minor)
	o.Amount = r.checked(LineUnitPrice, c, err)
	if o.Discount.Known && o.Amount.Known {
		d := o.Discount.Cents
		if d < 0 {
			d = -d // some write the discount as the deduction that it is
		}
		if o.Amount.Cents < 0 {
			d = -d
		}
		o.Amount.Cents -= d
	}
}

func (r row) cost(o *OrderLine) {
	if o.Cost = r.sum(LineCost); o.Cost.Known {
		return
	}
	unit := r.number(LineUnitCost)
	if !unit.Known {
		return
	}
	q := one
	if o.Quantity.Known {
		q = o.Quantity.Value
	}
	c, err := money.Product(q, unit.Value, r.minor)
	o.Cost = r.checked(LineUnitCost, c, err)
}

// amountField is the field to name when no amount is given.
func (r row) amountField() Field {
	for _, f := range []Field{LineAmount, LineAmountNet, LineAmountGross, LineUnitPrice, OrderTotal, OrderTotalNet} {
		if r.at[f] >= 0 {
			return f
		}
	}
	return None
}

// direction settles which way the money of a cancelled document goes. A mark
// "cancelled" on a document with positive sums means that it never came about; on
// one with negative sums that it takes another one back. Returns and credit notes
// written with positive sums are turned round.
func (r row) direction(o *OrderLine) {
	sign := o.Amount.Cents
	if o.Total.Known && o.Total.Cents != 0 {
		sign = o.Total.Cents
	}
	flag := r.text(OrderCancelled)
	set, bad := ParseBool(flag)
	switch {
	case (set || bad != "") && o.DocumentKind == Sale && sign < 0:
		o.DocumentKind = Cancellation
		return
	case (set || bad != "") && o.DocumentKind == Sale:
		o.DocumentKind = Void
		return
	case sign < 0:
		o.DocumentKind = r.rec.negative
	}
	positive := o.Amount.Known && o.Amount.Cents > 0 && (!o.Quantity.Known || o.Quantity.Value.Sign() > 0)
	if !o.DocumentKind.TakesBack() || !positive || (o.Total.Known && o.Total.Cents < 0) {
		return
	}
	o.Quantity.Value = o.Quantity.Value.Neg()
	for _, s := range []*Sum{&o.Amount, &o.Net, &o.GrossAmount, &o.Tax, &o.Cost, &o.Total, &o.TotalNet, &o.Shipping} {
		s.Cents = -s.Cents
	}
}

// classOf remembers what lines with the same words are about.
func (r row) classOf(o *OrderLine) LineClass {
	w := lineWords{r.text(LineKind), o.SKU, o.Description, o.Category}
	if c, ok := r.classes[w]; ok {
		return c
	}
	c := r.rules.ClassOf(w.kind, w.sku, w.description, w.category)
	if len(r.classes) >= 20_000 {
		clear(r.classes)
	}
	// The cache must not hold whole rows.
	w = lineWords{strings.Clone(w.kind), strings.Clone(w.sku), strings.Clone(w.description), strings.Clone(w.category)}
	r.classes[w] = c
	return c
}

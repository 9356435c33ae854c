package intake

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
)

// amountsRule says how amounts of a file are read.
type amountsRule struct {
	currency string // of rows that name none
	rate     int    // VAT in basis points for gross lines that name none
}

// draft is a document as the file tells it, before customers and products are known.
type draft struct {
	head     head
	customer string // key of the person, "" for none
	lines    []draftLine
	net      money.Cents
	returns  int // lines that take back
	noOwner  int // lines of rows without a customer
	chunks   []chunk
}

// draftLine is one line of a draft with its amounts. A line that stands for shipping
// or discount of the whole document has chunk -1: no row of its own.
type draftLine struct {
	orderLine
	chunk, at int // index in the group, and in the chunk, for the verdict
	digest    int64
	net, vat  money.Cents
}

// assemble puts the chunks of one document together. Lines stand in the order of
// their numbers in the document where the file has them, else of the file.
func assemble(group []chunk, rule amountsRule) (*draft, error) {
	d := &draft{chunks: slices.Clone(group)}
	lines := 0
	for i := range group {
		h, err := unpackHead(group[i].head)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			d.head = h
			d.head.document = group[i].key
		} else {
			d.head.join(&h)
		}
		lines += group[i].lines
		if group[i].customer == "" {
			d.noOwner += group[i].lines
		}
	}
	d.customer = majority(group)
	d.lines = make([]draftLine, 0, lines)
	for i := range group {
		at := 0
		err := eachRow(group[i].body, group[i].first, func(_ int64, packed []byte) error {
			l, err := unpackLine(packed)
			if err != nil {
				return err
			}
			d.lines = append(d.lines, draftLine{orderLine: l, chunk: i, at: at, digest: lineDigest(packed)})
			at++
			return nil
		})
		if err != nil {
			return nil, err
		}
		d.chunks[i].head, d.chunks[i].body = nil, nil
	}
	if d.head.currency == "" {
		d.head.currency = rule.currency
	}
	d.addWhole()
	if d.head.numbered {
		slices.SortStableFunc(d.lines, func(a, b draftLine) int { return comparePositions(a.position, b.position) })
	}
	return d, d.reckon(rule)
}

// comparePositions orders line numbers as numbers where they are such.
func comparePositions(a, b string) int {
	if len(a) != len(b) && a != "" && b != "" {
		return cmp.Compare(len(a), len(b))
	}
	return cmp.Compare(a, b)
}

// majority is the customer with most lines, the smaller number on a tie; rows
// without a customer count only when all are.
func majority(group []chunk) string {
	if len(group) == 1 {
		return group[0].customer
	}
	count := map[string]int{}
	for _, c := range group {
		if c.customer != "" {
			count[c.customer] += c.lines
		}
	}
	best := ""
	for number, n := range count {
		if best == "" || n > count[best] || (n == count[best] && number < best) {
			best = number
		}
	}
	return best
}

// addWhole makes lines of what the file says about the whole document: shipping and
// a discount on all. Where a total is given, it tells whether the lines contain them
// already.
func (d *draft) addWhole() {
	h := &d.head
	if !h.shipping.Known && !h.discount.Known || len(d.lines) == 0 {
		return
	}
	var sum money.Cents
	for i := range d.lines {
		sum += d.lines[i].amount.Cents
	}
	ship, off := h.shipping.Cents, h.discount.Cents
	off = max(off, -off)
	if h.whole { // the row's amount is the total
		if ship > 0 && len(d.lines) == 1 && ship < d.lines[0].amount.Cents {
			d.lines[0].amount.Cents -= ship
			d.addLine(mapping.Service, "+shipping", ship)
		}
		return
	}
	if h.total.Known {
		switch h.total.Cents {
		case sum + ship - off:
		case sum + ship:
			off = 0
		case sum - off:
			ship = 0
		case sum:
			ship, off = 0, 0
		}
	}
	if ship != 0 {
		d.addLine(mapping.Service, "+shipping", ship)
	}
	if off != 0 {
		d.addLine(mapping.Discount, "+discount", -off)
	}
}

func (d *draft) addLine(class mapping.LineClass, what string, cents money.Cents) {
	l := orderLine{
		description: what, class: class, gross: d.lines[0].gross, rate: -1,
		amount: mapping.Sum{Cents: cents, Known: true},
	}
	digest := lineDigest(l.pack(nil))
	l.description = "" // the class says what it is, in every language
	d.lines = append(d.lines, draftLine{orderLine: l, chunk: -1, digest: digest})
}

// mostCents bounds one line, so that no sum over a firm's life can overflow.
const mostCents = 1_000_000_000_000 // ten thousand million in the currency

// reckon computes the net amounts of all lines. Gross amounts lose their VAT per
// document and rate, so that lines, document and tax agree to the cent.
func (d *draft) reckon(rule amountsRule) error {
	var gross []money.Cents
	var rates, at []int
	for i := range d.lines {
		l := &d.lines[i]
		if l.returned {
			d.returns++
		}
		if l.class == mapping.CashMove || l.class == mapping.Nothing {
			continue // money that moved without a sale is kept with the words, not the amount
		}
		switch total := l.amount.Cents; {
		case total > mostCents || total < -mostCents:
			return fault.New(fault.Invalid, "intakerun.amount_range")
		case !l.gross:
			l.net, l.vat = total, netTax(l)
		case l.tax.Known:
			l.net, l.vat = total-l.tax.Cents, l.tax.Cents
		default:
			rate := l.rate
			if rate < 0 {
				rate = rule.rate
			}
			gross, rates, at = append(gross, total), append(rates, rate), append(at, i)
		}
	}
	if len(gross) > 0 {
		net, err := sales.NetOfGross(gross, rates)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "intakerun.amount_range")
		}
		for j, i := range at {
			d.lines[i].net, d.lines[i].vat = net[j], gross[j]-net[j]
		}
	}
	for i := range d.lines {
		d.net += d.lines[i].net
	}
	return nil
}

// netTax is the tax on a net line: as the row says, else by its own rate, else not
// known and zero; the firm's usual rate would be invented here.
func netTax(l *draftLine) money.Cents {
	if l.tax.Known {
		return l.tax.Cents
	}
	if l.rate <= 0 {
		return 0
	}
	tax, err := money.Product(money.Decimal{Digits: int64(l.net)}, money.Decimal{Digits: int64(l.rate), Scale: 4}, 0)
	if err != nil {
		return 0 // cannot happen below mostCents
	}
	return tax
}

// kind tells what the document is for the books.
func (d *draft) kind() sales.Kind {
	switch d.head.kind {
	case mapping.Return:
		return sales.Return
	case mapping.Cancellation:
		return sales.Cancellation
	case mapping.CreditNote:
		return sales.CreditNote
	case mapping.Adjusting:
		return sales.Adjustment
	case mapping.Training:
		return sales.Training
	case mapping.Void, mapping.Draft, mapping.OtherVoucher:
		return sales.Aborted
	case mapping.Sale:
	}
	moved, adjusted := 0, 0
	for i := range d.lines {
		switch d.lines[i].class {
		case mapping.CashMove, mapping.Nothing:
			moved++
		case mapping.Adjustment:
			adjusted++
		default: // something was sold or came back
		}
	}
	switch len(d.lines) {
	case moved:
		return sales.Aborted
	case moved + adjusted:
		return sales.Adjustment
	case d.returns:
		return sales.Return
	}
	return sales.Sale
}

// articles finds the products of a source by number.
type articles map[string]sales.Product

// document turns a draft into what sales stores.
func (d *draft) document(source string, customerID int64, known articles, importID int64) sales.Document {
	o := sales.Blank()
	o.Customer, o.Source, o.Document, o.Number = customerID, source, d.head.document, d.head.number
	o.Kind, o.Day, o.At, o.Currency, o.Channel = d.kind(), d.head.day, d.head.at, d.head.currency, d.head.channel
	o.Promised, o.Delivered, o.Paid = d.head.promised, d.head.delivered, d.head.paid
	o.Import = importID
	doc := sales.Document{Order: o, Lines: make([]sales.Line, len(d.lines))}
	for i := range d.lines {
		doc.Lines[i] = d.lines[i].line(known)
	}
	return doc
}

func (l *draftLine) line(known articles) sales.Line {
	p := known[articleKey(&l.orderLine)]
	out := sales.Line{
		Product: p.ID, Description: l.description, Class: classOf(l.class), Returned: l.returned,
		Quantity: money.Decimal{Digits: 1}, Net: l.net, Tax: l.vat, Discount: l.discount.Cents, Digest: l.digest,
	}
	if l.quantity.Known {
		out.Quantity = l.quantity.Value
	}
	if n, err := strconv.Atoi(l.position); err == nil && n > 0 && n < 1<<31 {
		out.Position = n
	}
	if p.ID != 0 && p.Name == l.description {
		out.Description = "" // the product's name is shown
	}
	if l.price.Known {
		out.UnitPrice = l.price.Value.String()
	}
	if l.cost.Known {
		out.Cost, out.Quality = l.cost.Cents, sales.Given
	}
	return out
}

// classOf is the class of a line for the books, which know no discount lines and no
// moved money of their own: a discount stands beside the goods as a service does.
func classOf(c mapping.LineClass) sales.Class {
	switch c {
	case mapping.Goods:
		return sales.Goods
	case mapping.Free:
		return sales.Free
	case mapping.Service, mapping.Discount:
		return sales.Service
	case mapping.Voucher:
		return sales.Voucher
	case mapping.Test:
		return sales.Test
	case mapping.Adjustment, mapping.CashMove, mapping.Nothing:
		return sales.AdjustmentLine
	}
	return sales.Goods
}

// articleKey is the number of the product of a line; "" for none. An article without
// a number but with a category is known by its name.
func articleKey(l *orderLine) string {
	switch {
	case l.article != "":
		return l.article
	case l.category != "" && l.description != "" && len(l.description) <= 120:
		return "=" + l.description
	}
	return ""
}

// pairOf tells what makes a line the same in a corrected version of its document: its
// place where the file numbers lines, the one line of a whole document, else its
// article, 0 for nothing.
func pairOf(h *head, position int, product int64, description string) int64 {
	switch {
	case h.numbered:
		return int64(position)
	case h.whole:
		return 1
	case product != 0:
		return product
	case description != "":
		return digestOf([]byte(description))
	}
	return 0
}

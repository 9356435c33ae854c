package intake

import (
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
)

// record is one row in the form in which it is staged, for all kinds; unused parts
// are zero.
type record struct {
	row  int64
	kind int // chunkOrder and so on
	// columns are the fields of a customer for which the table has a column.
	columns map[customer.Field]bool
	person  string // number that the source gives the customer, or a key made of mail or name
	about   []told // what the row says about the customer beside his number
	second  string // key of a contact person at the customer's firm, "" for none
	extra   []told // what the row says about that contact
	head    head
	line    orderLine
	item    product
	talk    contact
	pay     payment
	spent   expense
}

// told is one field of a customer as the file writes it.
type told struct {
	field customer.Field
	value string
}

// head is what a row says about its document.
type head struct {
	document string // key of the document within its source
	number   string // as people know it
	pseudo   bool   // made up from customer and day, because the file has no number
	whole    bool   // a row is a whole document
	numbered bool   // the file numbers the lines of a document
	kind     mapping.DocumentKind
	day      cal.Date
	at       cal.Instant
	currency string
	channel  string

	promised, delivered, paid cal.Date
	total, shipping, discount mapping.Sum // of the whole document
}

// orderLine is what a row says about one line of a document.
type orderLine struct {
	position    string
	article     string
	description string
	category    string
	class       mapping.LineClass
	returned    bool
	gross       bool // amount contains VAT; follows from settings, so it is no content
	quantity    mapping.Number
	price       mapping.Number
	amount      mapping.Sum
	rate        int // VAT in basis points, -1 unknown
	tax         mapping.Sum
	discount    mapping.Sum
	cost        mapping.Sum // of the whole line
}

// product is what a row says about an article.
type product struct {
	number   string
	name     string
	category string
	class    sales.Class
	unitCost string
	margin   int // standard margin of the category in basis points, -1 unknown
}

// contact is a row of a list of contacts.
type contact struct {
	document  string
	day       cal.Date
	at        cal.Instant
	channel   string
	direction string
	reason    string
	note      string
}

// Tags of packed lines. They stand in stored digests: never change or reuse one.
const (
	tagPosition = iota + 1
	tagArticle
	tagDescription
	tagCategory
	tagClass
	tagReturned
	tagQuantity
	tagPrice
	tagAmount
	tagRate
	tagTax
	tagDiscount
	tagCost
)

// pack writes the content of a line behind one byte for what follows from settings;
// equal content gives equal bytes from the second on.
func (l *orderLine) pack(b []byte) []byte {
	flags := byte(0)
	if l.gross {
		flags = 1
	}
	b = append(b, flags)
	b = appendField(b, tagPosition, l.position)
	b = appendField(b, tagArticle, l.article)
	b = appendField(b, tagDescription, l.description)
	b = appendField(b, tagCategory, l.category)
	if l.class != mapping.Goods {
		b = appendField(b, tagClass, string(l.class))
	}
	if l.returned {
		b = appendInt(b, tagReturned, 1)
	}
	b = appendNumber(b, tagQuantity, l.quantity)
	b = appendNumber(b, tagPrice, l.price)
	b = appendSum(b, tagAmount, l.amount)
	if l.rate >= 0 {
		b = appendInt(b, tagRate, int64(l.rate))
	}
	b = appendSum(b, tagTax, l.tax)
	b = appendSum(b, tagDiscount, l.discount)
	return appendSum(b, tagCost, l.cost)
}

// lineDigest is what a stored line keeps to be recognised by.
func lineDigest(packed []byte) int64 { return digestOf(packed[1:]) }

func appendNumber(b []byte, tag byte, n mapping.Number) []byte {
	if !n.Known {
		return b
	}
	b = append(b, tag, 0)
	start := len(b)
	v := n.Value
	for v.Scale > 0 && v.Digits%10 == 0 { // 2.50 and 2.5 are the same content
		v.Digits /= 10
		v.Scale--
	}
	b = append(b, v.Scale)
	b = strconv.AppendInt(b, v.Digits, 36)
	b[start-1] = byte(len(b) - start)
	return b
}

func unpackNumber(v []byte) (mapping.Number, error) {
	if len(v) < 2 {
		return mapping.Number{}, errPacked
	}
	n, err := strconv.ParseInt(string(v[1:]), 36, 64)
	return mapping.Number{Value: money.Decimal{Digits: n, Scale: v[0]}, Known: true}, err
}

func appendSum(b []byte, tag byte, s mapping.Sum) []byte {
	if !s.Known {
		return b
	}
	return appendInt(b, tag, int64(s.Cents))
}

func sumField(v []byte) mapping.Sum { return mapping.Sum{Cents: money.Cents(intField(v)), Known: true} }

func unpackLine(b []byte) (orderLine, error) {
	if len(b) == 0 {
		return orderLine{}, errPacked
	}
	l := orderLine{rate: -1, class: mapping.Goods, gross: b[0] == 1}
	err := eachField(b[1:], func(tag byte, v []byte) (err error) {
		switch tag {
		case tagPosition:
			l.position = string(v)
		case tagArticle:
			l.article = string(v)
		case tagDescription:
			l.description = string(v)
		case tagCategory:
			l.category = string(v)
		case tagClass:
			l.class = mapping.LineClass(v)
		case tagReturned:
			l.returned = true
		case tagQuantity:
			l.quantity, err = unpackNumber(v)
		case tagPrice:
			l.price, err = unpackNumber(v)
		case tagAmount:
			l.amount = sumField(v)
		case tagRate:
			l.rate = int(intField(v))
		case tagTax:
			l.tax = sumField(v)
		case tagDiscount:
			l.discount = sumField(v)
		case tagCost:
			l.cost = sumField(v)
		}
		return err
	})
	return l, err
}

// Tags of packed heads; they live in the stage only.
const (
	tagNumber = iota + 1
	tagPseudo
	tagWhole
	tagNumbered
	tagKind
	tagDay
	tagAt
	tagCurrency
	tagChannel
	tagPromised
	tagDelivered
	tagPaid
	tagTotal
	tagShipping
	tagOff
)

func (h *head) pack(b []byte) []byte {
	b = appendField(b, tagNumber, h.number)
	for _, f := range [...]struct {
		tag byte
		on  bool
	}{{tagPseudo, h.pseudo}, {tagWhole, h.whole}, {tagNumbered, h.numbered}} {
		if f.on {
			b = appendInt(b, f.tag, 1)
		}
	}
	b = appendField(b, tagKind, string(h.kind))
	b = appendInt(b, tagDay, int64(h.day))
	if h.at != 0 {
		b = appendInt(b, tagAt, int64(h.at))
	}
	b = appendField(b, tagCurrency, h.currency)
	b = appendField(b, tagChannel, h.channel)
	b = appendDay(b, tagPromised, h.promised)
	b = appendDay(b, tagDelivered, h.delivered)
	b = appendDay(b, tagPaid, h.paid)
	b = appendSum(b, tagTotal, h.total)
	b = appendSum(b, tagShipping, h.shipping)
	return appendSum(b, tagOff, h.discount)
}

func appendDay(b []byte, tag byte, d cal.Date) []byte {
	if d == cal.Never {
		return b
	}
	return appendInt(b, tag, int64(d))
}

func unpackHead(b []byte) (head, error) {
	h := head{promised: cal.Never, delivered: cal.Never, paid: cal.Never}
	err := eachField(b, func(tag byte, v []byte) error {
		switch tag {
		case tagNumber:
			h.number = string(v)
		case tagPseudo:
			h.pseudo = true
		case tagWhole:
			h.whole = true
		case tagNumbered:
			h.numbered = true
		case tagKind:
			h.kind = mapping.DocumentKind(v)
		case tagDay:
			h.day = cal.Date(intField(v))
		case tagAt:
			h.at = cal.Instant(intField(v))
		case tagCurrency:
			h.currency = string(v)
		case tagChannel:
			h.channel = string(v)
		case tagPromised:
			h.promised = cal.Date(intField(v))
		case tagDelivered:
			h.delivered = cal.Date(intField(v))
		case tagPaid:
			h.paid = cal.Date(intField(v))
		case tagTotal:
			h.total = sumField(v)
		case tagShipping:
			h.shipping = sumField(v)
		case tagOff:
			h.discount = sumField(v)
		}
		return nil
	})
	return h, err
}

// join takes over what another row of the same document adds. The earliest time
// counts and otherwise who says something first in alphabetical order, so that the
// order of rows means nothing.
func (h *head) join(o *head) {
	h.day = min(h.day, o.day)
	if o.at != 0 && (h.at == 0 || o.at < h.at) {
		h.at = o.at
	}
	for _, p := range [...]struct{ to, from *string }{
		{&h.number, &o.number}, {&h.currency, &o.currency}, {&h.channel, &o.channel}, {(*string)(&h.kind), (*string)(&o.kind)},
	} {
		if *p.to == "" || (*p.from != "" && *p.from < *p.to) {
			*p.to = *p.from
		}
	}
	for _, p := range [...]struct{ to, from *cal.Date }{
		{&h.promised, &o.promised}, {&h.delivered, &o.delivered}, {&h.paid, &o.paid},
	} {
		*p.to = min(*p.to, *p.from) // Never is the latest day
	}
	for _, p := range [...]struct{ to, from *mapping.Sum }{
		{&h.total, &o.total}, {&h.shipping, &o.shipping}, {&h.discount, &o.discount},
	} {
		if p.from.Known && (!p.to.Known || p.from.Cents > p.to.Cents) {
			*p.to = *p.from
		}
	}
	h.whole = h.whole && o.whole
}

package mapping

import (
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/referral"
)

// Record is one row with its meaning. Which part is filled follows from Kind: an
// orders row fills Order and Customer, a customers row Customer, a products row
// Product, an interactions row Interaction and Customer. All text is valid UTF-8
// without NUL bytes and without blanks at its ends.
type Record struct {
	Kind        Kind
	Row         int // line of the file, as handed to Mapper.Row
	Order       OrderLine
	Customer    Customer
	Product     Product
	Interaction Interaction
	Payment     Payment
	Cost        Cost

	negative DocumentKind // what an order with negative sums is
}

// Sum is an amount that may be unknown; unknown is never zero.
type Sum struct {
	Cents money.Cents
	Known bool
}

// Number is a decimal that may be unknown.
type Number struct {
	Value money.Decimal
	Known bool
}

// DocumentKind tells what a document is. Only Sale, Return, Cancellation and
// CreditNote count in figures of sales.
type DocumentKind string

// The kinds of documents.
const (
	Sale         DocumentKind = "sale"
	Return       DocumentKind = "return"       // goods come back
	Cancellation DocumentKind = "cancellation" // another document is taken back as if it had not been
	CreditNote   DocumentKind = "credit_note"  // money goes back
	Adjusting    DocumentKind = "adjustment"   // bad debt and other bookkeeping
	Void         DocumentKind = "void"         // begun or ordered, never carried out
	Training     DocumentKind = "training"     // a till's training mode
	Draft        DocumentKind = "draft"        // offer, order not yet billed, open table
	OtherVoucher DocumentKind = "other"        // whatever else a till records
)

// TakesBack tells whether money goes back by a document of the kind.
func (k DocumentKind) TakesBack() bool { return k == Return || k == Cancellation || k == CreditNote }

// LineClass tells what a line is about.
type LineClass string

// The classes of lines.
const (
	Goods      LineClass = "goods"
	Free       LineClass = "free"       // an article for nothing
	Service    LineClass = "service"    // postage, fees, deposits, tips
	Voucher    LineClass = "voucher"    // gift voucher sold or redeemed
	Discount   LineClass = "discount"   // rebate or surcharge as its own line
	Test       LineClass = "test"       // test article
	Adjustment LineClass = "adjustment" // bad debt, stock correction
	CashMove   LineClass = "cash"       // cash in or out that is no sale
	Nothing    LineClass = "none"       // a receipt without lines
)

// OrderLine is one line of a document, or a whole document where the file has one
// row per order. Days that are not given are cal.Never, times NoTime.
type OrderLine struct {
	Number       string // of the document, "" when the file has none
	Register     string
	ZNumber      string
	Date         cal.Date
	Time         int // seconds since midnight
	DocumentKind DocumentKind
	Status       string // as written
	Channel      string
	Promised     cal.Date
	Delivered    cal.Date
	Paid         cal.Date
	Currency     string // ISO code, "" when the file has none
	Note         string

	LineNumber  string
	SKU         string
	Description string
	Category    string
	Subcategory string
	Class       LineClass
	Return      bool // the line takes back: it stands on a cancellation, or its amount is negative
	WholeOrder  bool // the row is a whole document without articles
	Quantity    Number
	UnitPrice   Number
	// Amount is the line's amount with its sign, net of discounts, in minor units:
	// the column where there is one, else quantity x unit price less discount, each
	// rounded half away from zero. It is unknown only where Class is Nothing.
	Amount Sum
	// Gross tells that Amount contains value added tax.
	Gross bool
	// Net and GrossAmount are what the file itself gives, beside Amount.
	Net, GrossAmount Sum
	TaxRate          int // in basis points, -1 when unknown
	Tax              Sum
	Discount         Sum
	Cost             Sum // of the whole line, with the sign of the quantity

	// Of the whole document, on its first row only.
	Total, TotalNet, Shipping, OrderDiscount Sum
}

// CustomerKind tells persons from firms.
type CustomerKind string

// The kinds of customers.
const (
	KindUnknown CustomerKind = ""
	Person      CustomerKind = "person"
	Firm        CustomerKind = "firm"
)

// Mark is a statement that may carry its day (cal.Never when it does not). Known
// is false when the file says nothing; Set false with Known true means "no".
type Mark struct {
	Known, Set bool
	On         cal.Date
}

// Birthday is a day of the year; the year of birth is not kept. Zero is unknown.
type Birthday struct{ Day, Month int }

// Phone is a number as written and, when it is a valid one and its customer has no
// number of his own, in E.164 form.
type Phone struct{ Raw, E164 string }

// Mail is an address as written and, when it has the form of one, normalised to
// small letters.
type Mail struct{ Raw, Address string }

// Customer is what a row says about a customer; empty text is unknown.
type Customer struct {
	Number      string
	Name        string // the whole name, where the file does not split it
	FirstName   string
	LastName    string
	Company     string
	Kind        CustomerKind
	Email       Mail
	Phone       Phone
	Mobile      Phone
	Street      string
	Postcode    string
	City        string
	Country     string // ISO 3166 alpha-2 where it could be told, else as written
	VATID       string // capitals without blanks
	Birthday    Birthday
	Salutation  string
	Title       string
	AddressForm string
	Origin      string
	Since       cal.Date
	Note        string
	Card        string

	Objected     Mark // to advertising
	DoNotContact Mark
	Deceased     Mark

	Interests []string
	Ways      string     // see table.CardWays
	Own       []OwnValue // fields of the firm that have a value
	Referrer  Referrer
	Bad       []Problem // values of own fields and recommendations that cannot be read; the row is used without them

	Contact Contact
}

// Referrer is who recommended us to a customer, and what is known of that. The words are
// those of package referral, "" where the file says none.
type Referrer struct {
	Who      string          `json:"who"` // number, mail or name as written; "" for nobody
	Day      cal.Date        `json:"day"`
	Known    referral.Known  `json:"known,omitempty"`
	Prompted referral.Answer `json:"prompted,omitempty"`
	Anyway   referral.Answer `json:"anyway,omitempty"`
}

// OwnField is a field of the firm's own that a column fills.
type OwnField struct {
	ID      int64
	Label   string
	Kind    string // as package field names it
	Options []string
}

// OwnValue is what a row says about an own field, in the form in which package field
// reads it.
type OwnValue struct {
	Field int64  `json:"field"`
	Text  string `json:"text"`
}

// Identified reports whether anything tells this customer from others.
func (c *Customer) Identified() bool {
	return c.Number != "" || c.Card != "" || c.Email.Address != "" || c.Phone.E164 != "" || c.Mobile.E164 != "" ||
		c.VATID != "" || c.Name != "" || c.LastName != "" || c.Company != ""
}

// Contact is a person at a firm.
type Contact struct {
	Name, FirstName, LastName, Role string
	Email                           Mail
	Phone                           Phone
}

// Product is what a row says about an article.
type Product struct {
	Number, Name, Category, Subcategory, EAN string
	Price                                    Number
	Cost                                     Number
	Margin                                   Number // in percent of the price
	TaxRate                                  int    // in basis points, -1 when unknown
}

// Interaction is one contact with a customer.
type Interaction struct {
	Date                                           cal.Date
	Time                                           int
	Kind, Direction, Subject, Text, Staff, Outcome string
}

// Payment is money received for a document or from a customer; negative when it went
// back.
type Payment struct {
	Number     string   // of the payment itself, "" when the file has none
	References []string // numbers that may be a document's
	Told       bool     // the one reference stands in a column of its own
	Date       cal.Date
	Amount     Sum
	Currency   string
	Method     string
}

// Cost is what a customer cost beside the goods.
type Cost struct {
	Date      cal.Date
	Kind      string // key of a kind of cost
	Cause     string // key of a cause, "" when the file says none
	Amount    Sum
	Reference string // number of the document that it belongs to
	Note      string
}

// Problem says why a row cannot be used: the column (from 0, -1 when the row as a
// whole is meant), its field, a message key and its values.
type Problem struct {
	Column int
	Field  Field
	Key    string
	Args   []any
}

package sales

import (
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Unassigned is the customer "ohne Kundenzuordnung", to whom documents without a
// customer belong.
const Unassigned int64 = 1

// Kind tells what a document is.
type Kind string

// The kinds of documents; the texts are stored keys.
const (
	Sale         Kind = "sale"
	Return       Kind = "return"       // goods come back
	Cancellation Kind = "cancellation" // a document is taken back as if it had not been
	CreditNote   Kind = "credit_note"  // money without goods
	Adjustment   Kind = "adjustment"   // bookings of the system, bad debt, fees
	Training     Kind = "training"     // practice receipts: kept, in no figure
	Aborted      Kind = "aborted"      // begun and not finished: kept, in no figure
)

// takesBack tells whether a document of this kind can bring goods back.
func (k Kind) takesBack() bool { return k == Return || k == Cancellation || k == CreditNote }

// Class tells what a line is.
type Class string

// The classes of lines and products; the texts are stored keys.
const (
	Goods          Class = "goods" // also work done for the customer that he came to buy
	Free           Class = "free"  // given away
	Postage        Class = "postage"
	Service        Class = "service" // fees and extras beside the goods
	Voucher        Class = "voucher" // gift cards: the purchase is made when they are redeemed
	Test           Class = "test"
	AdjustmentLine Class = "adjustment"
)

// Quality tells how well a cost is known.
type Quality int8

// The qualities of a line's cost, better ones higher.
const (
	Unknown   Quality = iota
	Estimated         // by the standard margin of the category
	ByProduct         // unit cost of the product
	Given             // given with the line
)

// Measured tells whether the cost is real rather than a standard.
func (q Quality) Measured() bool { return q >= ByProduct }

// Order is one document of a source system. Amounts are minor units of Currency.
type Order struct {
	ID       int64 // given by Insert
	Customer int64
	Source   string // with Document the key of the document
	Document string
	Number   string // as people know it
	Kind     Kind   // "" is decided by the lines
	Day      cal.Date
	At       cal.Instant // time of day, 0 when only the day is known
	Currency string
	Refers   string // Document of the same source that this one takes back, if known
	Internal bool   // the firm's own purchase; not stored, only keeps it from counting

	Channel             string
	Promised, Delivered cal.Date // cal.Never when not known
	Faulty              int8     // -1 unknown, 0 faultless, 1 faulty
	Due, Paid           cal.Date
	Import              int64 // 0 when made by hand

	Net, Tax, Discount money.Cents // sums of the lines; without lines as given

	// Decided by Insert and SettleReturns.
	Figures                   bool        // its amounts enter figures
	Counts                    bool        // can be (part of) a purchase occasion
	Returned                  cal.Date    // from this day on all its goods are known to have come back
	Cost                      money.Cents // of the net amounts below
	NetMeasured, NetEstimated money.Cents // net amount whose cost is measured, estimated
	LineCount, ReturnLines    int
}

// TakesBack tells whether the document brings any goods back, as far as its kind and lines say.
func (o *Order) TakesBack() bool { return o.ReturnLines > 0 || o.Kind.takesBack() }

// Blank returns an order with its missing days and flags set to "not known".
func Blank() Order {
	return Order{
		Promised: cal.Never, Delivered: cal.Never, Due: cal.Never, Paid: cal.Never, Returned: cal.Never, Faulty: -1,
	}
}

// Line is one line of a document. Net is authoritative; a price is for display.
type Line struct {
	ID          int64
	Order       int64
	Position    int   // counted from 1; 0 is set by Insert
	Product     int64 // 0 when the article is known by its description only
	Description string
	Class       Class         // "" is Goods
	Returned    bool          // takes back goods
	Quantity    money.Decimal // negative where goods come back
	UnitPrice   string        // decimal text in the currency, "" when unknown
	Net, Tax    money.Cents
	Discount    money.Cents
	Cost        money.Cents
	Quality     Quality // Given when Cost comes with the line, else decided by Insert
	Digest      int64   // of the imported content, to compare lines as a multiset
}

// Payment is money received for a document or a customer.
type Payment struct {
	ID       int64
	Order    int64 // 0 when it belongs to the customer only
	Customer int64
	Source   string
	Document string
	Day      cal.Date
	Amount   money.Cents
	Currency string
	Method   string
	Import   int64
	// Reference is the document that the payment names, which may not be known yet.
	Reference string
}

// Document is an order with its lines and payments.
type Document struct {
	Order    Order
	Lines    []Line
	Payments []Payment
}

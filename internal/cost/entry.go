package cost

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Cause says who caused a cost.
type Cause string

// The causes; the texts are stored keys.
const (
	ByCustomer Cause = "customer" // also what the firm gives him of its own will
	Unclear    Cause = "unclear"
	Ours       Cause = "ours"
	Third      Cause = "third" // a supplier, the carrier, the weather
)

// Causes lists the causes as forms offer them.
var Causes = []Cause{ByCustomer, Ours, Third, Unclear}

// Split shares an amount between the customer and the firm's own bucket of quality: what
// he caused is his, of what is unclear one half (rounded away from zero), the rest nothing.
// The parts sum to the amount.
func (c Cause) Split(amount money.Cents) (his, firm money.Cents) {
	switch c {
	case ByCustomer:
		his = amount
	case Unclear:
		his = amount/2 + amount%2
	case Ours, Third:
	}
	return his, amount - his
}

// Kind says what the cost was for.
type Kind string

// The kinds; the texts are stored keys.
const (
	Minutes  Kind = "minutes"
	Visit    Kind = "visit"
	Travel   Kind = "travel"
	Shipping Kind = "shipping"
	Packing  Kind = "packing" // picking and packing
	Fee      Kind = "fee"     // of a payment
	Return   Kind = "return"  // handling of goods that come back
	Goodwill Kind = "goodwill"
	Gift     Kind = "gift"
	Sample   Kind = "sample"
	Campaign Kind = "campaign" // a contact of a campaign
	Loyalty  Kind = "loyalty"  // benefit granted
	Interest Kind = "interest" // on late payment
	Reminder Kind = "reminder"
	Default  Kind = "default" // a payment that does not come
	Special  Kind = "special" // stock, tools, training for this customer
)

// Step is the margin from which a cost is deducted: 2 gives DB II, 3 DB III, 4 DB IV.
type Step int

// The steps after DB I.
const (
	OrderStep   Step = 2
	CareStep    Step = 3
	FinanceStep Step = 4
)

// Kinds lists the kinds by step, as forms offer them.
var Kinds = []Kind{
	Minutes, Visit, Travel, Goodwill, Gift, Sample, Campaign, Loyalty,
	Shipping, Packing, Fee, Return, Interest, Reminder, Default, Special,
}

// Step is the step of the kind.
func (k Kind) Step() Step {
	switch k {
	case Shipping, Packing, Fee, Return:
		return OrderStep
	case Interest, Reminder, Default, Special:
		return FinanceStep
	case Minutes, Visit, Travel, Goodwill, Gift, Sample, Campaign, Loyalty:
	}
	return CareStep
}

// Quality tells how well an amount is known, better ones higher.
type Quality int8

// The qualities.
const (
	Estimated Quality = iota
	Standard          // by a rate of the firm
	Measured
)

// Entry is one cost. Its Amount may be negative: that sets an earlier one right.
type Entry struct {
	row.Meta
	Customer    int64       `json:"customer_id"`              // 0 is customer.Without: the firm's without a customer
	Order       int64       `json:"order_id,omitempty"`       // the document that it belongs to, or 0
	Interaction int64       `json:"interaction_id,omitempty"` // the contact, or 0
	Kind        Kind        `json:"kind"`
	Cause       Cause       `json:"cause"`
	Amount      money.Cents `json:"amount_cents"`       // holds while Quantity is 0
	Quantity    int64       `json:"quantity,omitempty"` // minutes, visits, shipments ...: priced by the rate of Day
	Quality     Quality     `json:"quality"`
	Day         cal.Date    `json:"day"`
	Note        string      `json:"note,omitempty"`
	Source      string      `json:"source,omitempty"`   // the file's source or the room that adds it; "" by hand
	Document    string      `json:"document,omitempty"` // what makes it one of its source
	Import      int64       `json:"import_id,omitempty"`
	User        int64       `json:"user_id,omitempty"`
	At          cal.Instant `json:"made_at,omitempty"`
}

// Holder is the customer.
func (e *Entry) Holder() int64 { return e.Customer }

// Columns are the values behind id and version.
func (e *Entry) Columns() []any {
	return []any{
		&e.Customer, &e.Order, &e.Interaction, &e.Kind, &e.Cause, &e.Amount, &e.Quantity, &e.Quality, &e.Day, &e.Note,
		&e.Source, &e.Document, &e.Import, &e.User, &e.At,
	}
}

const maxNote = 500

// MaxAmount is the largest amount of one entry, either way: ten million euro.
const MaxAmount money.Cents = 1_000_000_000

// maxQuantity is a year of minutes.
const maxQuantity = 366 * 24 * 60

var entries = row.New[Entry]("cost.entry", statements, "entry")

// ready checks an entry and fills in what follows from the rest.
func (e *Entry) ready(by customer.By) error {
	if e.Customer == 0 {
		e.Customer = customer.Without
	}
	e.User, e.At = by.Actor, by.At
	switch {
	case !slices.Contains(Kinds, e.Kind):
		return fault.New(fault.Invalid, "cost.kind", string(e.Kind))
	case !slices.Contains(Causes, e.Cause):
		return fault.New(fault.Invalid, "cost.cause", string(e.Cause))
	case e.Quality < Estimated || e.Quality > Measured:
		return fault.New(fault.Invalid, "cost.quality", int(e.Quality))
	case e.Quantity == 0 && (e.Amount == 0 || max(e.Amount, -e.Amount) > MaxAmount):
		return fault.New(fault.Invalid, "cost.amount")
	case e.Quantity != 0 && (e.Amount != 0 || max(e.Quantity, -e.Quantity) > maxQuantity):
		return fault.New(fault.Invalid, "cost.quantity")
	case e.Quantity != 0 && !e.Kind.Priced():
		return fault.New(fault.Invalid, "cost.unpriced")
	case !e.Day.Valid() || e.Day >= cal.Latest:
		return fault.New(fault.Invalid, "cost.day")
	case utf8.RuneCountInString(e.Note) > maxNote:
		return fault.New(fault.Invalid, "cost.note", maxNote)
	}
	return nil
}

// Add writes down a cost in the transaction of its cause and marks the customer as due for
// insight. A source and document make the call safe to repeat: the second time the first
// one's id comes back and nothing is written. It fails with fault.Invalid "cost.*".
func Add(ctx context.Context, tx *store.Tx, by customer.By, e Entry) (int64, error) {
	if err := e.ready(by); err != nil {
		return 0, err
	}
	if e.Document != "" {
		id, found, err := store.One(ctx, tx, statements.Get("entry-known"), func(id *int64) []any { return []any{id} }, e.Source, e.Document)
		if err != nil || found {
			return id, err
		}
	}
	id, err := entries.Create(ctx, tx, row.By{Actor: by.Actor, At: by.At}, e)
	if err != nil {
		return 0, err
	}
	return id, customer.MarkDue(ctx, tx, by.At, e.Customer)
}

// Import writes down what a file says, without an entry in the history for each row: the
// import is taken back as a whole by [Withdraw]. It returns for each entry whether it is
// new; what its source said before changes nothing. dry writes nothing.
func Import(ctx context.Context, tx *store.Tx, by customer.By, list []Entry, dry bool) (fresh []bool, err error) {
	fresh = make([]bool, len(list))
	var due []int64
	for i := range list {
		e := &list[i]
		if err := e.ready(by); err != nil {
			return nil, err
		}
		_, known, err := store.One(ctx, tx, statements.Get("entry-known"), func(id *int64) []any { return []any{id} }, e.Source, e.Document)
		if err != nil {
			return nil, fmt.Errorf("look for the cost %s: %w", e.Document, err)
		}
		if fresh[i] = !known; known || dry {
			continue
		}
		if _, err := store.Value[int64](ctx, tx, statements.Get("entry-add"), e.Columns()...); err != nil {
			return nil, fmt.Errorf("note the cost %s: %w", e.Document, err)
		}
		due = append(due, e.Customer)
	}
	return fresh, customer.MarkDue(ctx, tx, by.At, distinct(due)...)
}

// Withdraw removes what an import wrote and returns how many entries that were.
func Withdraw(ctx context.Context, tx *store.Tx, at cal.Instant, imported int64) (int64, error) {
	due, err := store.All(ctx, tx, statements.Get("entry-withdraw"), func(id *int64) []any { return []any{id} }, imported)
	if err != nil {
		return 0, fmt.Errorf("withdraw the costs of import %d: %w", imported, err)
	}
	return int64(len(due)), customer.MarkDue(ctx, tx, at, distinct(due)...)
}

// distinct are the customers whose insight follows: the row without a customer has none.
func distinct(ids []int64) []int64 {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(id int64) bool { return id == customer.Without })
}

// Read returns the entry id, or fault.NotFound.
func Read(ctx context.Context, q store.Querier, id int64) (Entry, error) {
	return entries.Read(ctx, q, id)
}

// Remove takes out the cost of a cause that is taken back itself.
func Remove(ctx context.Context, tx *store.Tx, by customer.By, id int64) error {
	e, err := entries.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := entries.Remove(ctx, tx, row.By{Actor: by.Actor, At: by.At}, id, e.Version); err != nil {
		return err
	}
	return customer.MarkDue(ctx, tx, by.At, e.Customer)
}

// Undo takes an entry back, or brings back one that was; known is false for changes of
// other rooms.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	if !entries.Knows(e) {
		return false, nil
	}
	if err := entries.Undo(ctx, tx, row.By{Actor: by.Actor, At: by.At}, e); err != nil {
		return true, err
	}
	return true, customer.MarkDue(ctx, tx, by.At, e.SubjectID)
}

// Of returns the costs of a customer, the newest first, at most limit.
func Of(ctx context.Context, q store.Querier, id int64, limit int) ([]Entry, error) {
	list, err := store.All(ctx, q, statements.Get("entry-of"), row.Scan[Entry, *Entry], id, limit)
	if err != nil {
		return nil, fmt.Errorf("read the costs of customer %d: %w", id, err)
	}
	return list, nil
}

// Having returns those of some customers who have costs.
func Having(ctx context.Context, q store.Querier, ids []int64) ([]int64, error) {
	list, err := store.All(ctx, q, statements.Get("entry-having"), func(id *int64) []any { return []any{id} }, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("look for customers with costs: %w", err)
	}
	return list, nil
}

// Each calls fn with the costs of the customers in [from, to) up to the day until, by
// customer, day and id. An error of fn ends the reading.
func Each(ctx context.Context, q store.Querier, from, to int64, until cal.Date, fn func(*Entry) error) error {
	if none, err := store.Empty(ctx, q, "cost_entry"); none || err != nil {
		return err
	}
	return store.Each(ctx, q, statements.Get("entry-each"), row.Scan[Entry, *Entry], fn, from, to, until)
}

// EachBefore calls fn with the measured costs of the days after since up to day that were
// spent on winning new customers whom nobody has recommended.
func EachBefore(ctx context.Context, q store.Querier, since, day cal.Date, fn func(*Entry) error) error {
	return store.Each(ctx, q, statements.Get("entry-before"), row.Scan[Entry, *Entry], fn, since, day)
}

package cost

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Charge is a cost with its amount, whatever it came from.
type Charge struct {
	Day     cal.Date
	Kind    Kind
	Cause   Cause
	Quality Quality
	Amount  money.Cents
	Order   int64 // the document that it belongs to, or 0
	Contact int64 // the contact, or 0
	Entry   int64 // the entry, or 0 when the rates alone say it
}

// Charge prices an entry.
func (r Rates) Charge(e *Entry) Charge {
	return Charge{e.Day, e.Kind, e.Cause, e.Quality, r.Price(e), e.Order, e.Interaction, e.ID}
}

// Contact is what a contact tells of its cost.
type Contact struct {
	Customer, ID int64
	Day          cal.Date
	Channel      interaction.Channel
	Direction    interaction.Direction
	Reason       string
	Minutes      int
}

// complaint is a reason with minutes of its own, as is an offer.
const complaint = "complaint"

// OfContact appends what a contact costs: minutes, noted or by the rates, and what the
// way itself costs. Who caused a complaint is unclear until an entry says so.
func (r Rates) OfContact(list []Charge, c Contact) []Charge {
	one := Charge{Day: c.Day, Kind: Minutes, Cause: ByCustomer, Quality: Standard, Contact: c.ID}
	if c.Reason == complaint {
		one.Cause = Unclear
	}
	if c.Channel == interaction.Visit {
		one.Kind = Visit
	}
	if c.Minutes > 0 {
		one.Quality, one.Amount = Measured, r.minutes(1000*int64(c.Minutes), c.Day)
	} else {
		one.Amount = r.minutes(r.usual(c), c.Day)
	}
	list = keep(list, one)
	one.Quality = Standard
	switch {
	case c.Channel == interaction.Visit:
		one.Kind, one.Amount = Travel, round(r.On(TravelOfVisit, c.Day), 1000)
	case c.Direction == interaction.In:
		return list
	case c.Channel == interaction.Letter:
		one.Kind, one.Amount = Campaign, round(r.On(LetterCost, c.Day), 1000)
	case c.Channel == interaction.Mail:
		one.Kind, one.Amount = Campaign, round(r.On(MailCost, c.Day), 1000)
	case c.Channel == interaction.Message:
		one.Kind, one.Amount = Campaign, round(r.On(MessageCost, c.Day), 1000)
	default:
		return list
	}
	return keep(list, one)
}

func keep(list []Charge, c Charge) []Charge {
	if c.Amount == 0 {
		return list
	}
	return append(list, c)
}

// usual are the thousandths of minutes of a contact without a note of its length.
func (r Rates) usual(c Contact) int64 {
	switch c.Reason {
	case complaint:
		return r.On(ComplaintMinutes, c.Day)
	case interaction.Offer:
		return r.On(OfferMinutes, c.Day)
	}
	switch c.Channel {
	case interaction.Phone:
		return r.On(PhoneMinutes, c.Day)
	case interaction.Mail:
		return r.On(MailMinutes, c.Day)
	case interaction.Visit:
		return r.On(VisitMinutes, c.Day)
	case interaction.Counter:
		return r.On(CounterMinutes, c.Day)
	case interaction.Letter, interaction.Insert, interaction.Message, interaction.Other, interaction.Note:
	}
	return 0
}

// OursToGive tells whether a document is a credit note for a mistake of ours: its amounts are
// the firm's cost of quality and never lessen the margin of the customer.
func OursToGive(o *sales.OrderFact) bool {
	return o.Kind == sales.CreditNote && o.Faulty == 1 && o.Figures
}

// OfOrder appends what a document costs by the rates: shipping, packing and fee of a sale,
// the handling of a return, interest on what was paid late; and what a credit note for a
// mistake of ours gives away. place is where a sale is shipped to, see [Rates.Place]. told says of which kinds an
// entry names the document already: those are left out.
func (r Rates) OfOrder(list []Charge, o *sales.OrderFact, place string, told func(Kind) bool) []Charge {
	add := func(k Kind, c Cause, day cal.Date, amount money.Cents) {
		if amount != 0 && (told == nil || !told(k)) {
			list = append(list, Charge{Day: day, Kind: k, Cause: c, Quality: Standard, Amount: amount, Order: o.ID})
		}
	}
	switch {
	case !o.Figures:
	case OursToGive(o):
		if give := o.Cost - o.Net; give != 0 { // whatever else is noted of it, the amount is the document's
			list = append(list, Charge{Day: o.Day, Kind: Goodwill, Cause: Ours, Quality: Measured, Amount: give, Order: o.ID})
		}
	case o.Kind == sales.Return:
		add(Return, Unclear, o.Day, round(r.On(ReturnCost, o.Day), 1000))
	case shipped(o):
		add(Shipping, ByCustomer, o.Day, r.shipping(o, place))
		add(Packing, ByCustomer, o.Day, round(r.On(PackingCost, o.Day), 1000))
		add(Fee, ByCustomer, o.Day, share(o.Net, r.On(FeeShare, o.Day), 1, 1))
		if o.Due < cal.Latest && o.Paid < cal.Latest && o.Paid > o.Due {
			add(Interest, ByCustomer, o.Paid, share(o.Net, r.On(InterestYear, o.Paid), o.Paid.Sub(o.Due), 365))
		}
	}
	return list
}

// share takes thousandths of a per cent of net, times a fraction of times/of.
func share(net money.Cents, thousandths int64, times, of int) money.Cents {
	if net <= 0 || thousandths == 0 {
		return 0
	}
	c, err := money.Product(money.Decimal{Digits: int64(net)}, money.Decimal{Digits: thousandths * int64(times)}, 0)
	if err != nil {
		return 0 // more than all the money there is
	}
	return round(int64(c), 100_000*int64(of))
}

// EachContact calls fn with the contacts of the customers in [from, to) up to the day until
// that no entry names, by customer, day and id.
func EachContact(ctx context.Context, q store.Querier, from, to int64, until cal.Date, fn func(Contact)) error {
	err := store.Each(ctx, q, statements.Get("contacts-each"), (*Contact).fields, func(c *Contact) error {
		fn(*c)
		return nil
	}, from, to, until)
	if err != nil {
		return fmt.Errorf("read contacts: %w", err)
	}
	return nil
}

func (c *Contact) fields() []any {
	return []any{&c.Customer, &c.ID, &c.Day, &c.Channel, &c.Direction, &c.Reason, &c.Minutes}
}

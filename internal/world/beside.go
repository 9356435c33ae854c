package world

import (
	"cmp"
	"context"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

func (k known) acts(ago int) customer.By {
	return customer.By{Actor: history.Program, At: k.at(ago), Region: "DE"}
}

// ideas writes three suggestions, one in each state, and what one customer says of his need.
func (k known) ideas(ctx context.Context, tx *store.Tx) error {
	for i, a := range []feedback.Idea{
		{Words: "Bestellung bis Mittag, Abholung am selben Abend", State: feedback.Adopted, Outcome: "Seit dem Frühjahr so eingeführt", Low: 600_00, Mid: 1_200_00, High: 2_000_00},
		{Words: "Kleinere Packung für den Anfang", State: feedback.Open},
		{Words: "Lieferung auch am Sonntag", State: feedback.Declined, Outcome: "Dafür fehlen uns die Leute; so haben wir es gesagt"},
	} {
		ago := 200 - 60*i
		a.Customer, a.Day = k.ids[24+i], k.o.Today.Add(-ago)
		if a.State != feedback.Open {
			a.Settled = a.Day.Add(20)
		}
		if _, err := feedback.Note(ctx, tx, k.acts(ago), k.o.Today, a); err != nil {
			return err
		}
	}
	_, err := feedback.Tell(ctx, tx, k.acts(40), k.o.Today, feedback.Told{Customer: k.ids[24], Day: k.o.Today.Add(-40), Share: 6000, Words: "Gut die Hälfte kommt von uns"})
	return err
}

const (
	tripCustomers = 2
	tripOrders    = 10 // in the two years that the firm has noted its trips
	tripDays      = 730
)

// trips lets the two of those who buy often and little cost a trip of their own for each
// order: working together with them does not cover its costs, which is to be asked about.
func (k known) trips(ctx context.Context, tx *store.Tx) error {
	type buyer struct {
		id     int64
		orders []sales.OrderFact
		net    money.Cents
	}
	var list []buyer
	for _, id := range k.ids {
		b := buyer{id: id}
		first := k.o.Today
		if err := sales.EachCustomerFacts(ctx, tx, id, id+1, k.o.Today, func(_ int64, orders []sales.OrderFact) error {
			for _, o := range orders {
				first = min(first, o.Day)
				if o.Occasion() && o.Day > k.o.Today.Add(-tripDays) {
					b.orders, b.net = append(b.orders, o), b.net+o.Net
				}
			}
			return nil
		}); err != nil {
			return err
		}
		if len(b.orders) >= tripOrders && first < k.o.Today.Add(-tripDays) {
			list = append(list, b)
		}
	}
	slices.SortStableFunc(list, func(a, b buyer) int {
		return cmp.Compare(a.net/money.Cents(len(a.orders)), b.net/money.Cents(len(b.orders)))
	})
	for _, b := range list[:min(tripCustomers, len(list))] {
		for _, o := range b.orders {
			if _, err := cost.Add(ctx, tx, k.acts(1), cost.Entry{
				Customer: b.id, Order: o.ID, Kind: cost.Shipping, Cause: cost.ByCustomer, Amount: b.net/money.Cents(len(b.orders))*6/10 + 12_00,
				Quality: cost.Measured, Day: o.Day, Note: "Eigene Fahrt für eine kleine Lieferung",
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

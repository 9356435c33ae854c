package sales

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// OrderFact is a document as insight sees it: what was known of it on one day.
type OrderFact struct {
	ID                        int64
	Day                       cal.Date
	Kind                      Kind
	Net, Cost                 money.Cents // Cost belongs to the two net amounts below
	NetMeasured, NetEstimated money.Cents // net amount whose cost is measured, estimated
	Counts                    bool        // can be (part of) a purchase occasion, before returns
	Figures                   bool        // amounts are in the firm's currency; else they are 0
	ReturnedFull              bool        // all its goods had come back by that day
	Promised, Delivered       cal.Date    // cal.Never when not known on that day
	Due, Paid                 cal.Date
	Faulty                    int8 // -1 unknown, 0 faultless, 1 faulty
	Fetched                   bool // bought in a shop or fetched, by the words of its channel
}

// Occasion tells whether the document is (part of) a purchase occasion.
func (f OrderFact) Occasion() bool { return f.Counts && !f.ReturnedFull }

// EachCustomerFacts calls fn once per customer with an id in [from, to) who has
// documents up to the day until, by id; his orders come by day and id. orders is
// reused: copy what is kept. What happened after until (a return, a delivery, a
// payment) is not yet known. An error of fn ends the reading and is returned as it
// is.
func EachCustomerFacts(ctx context.Context, q store.Querier, from, to int64, until cal.Date,
	fn func(customer int64, orders []OrderFact) error,
) error {
	var orders []OrderFact
	current := int64(-1)
	err := EachFact(ctx, q, from, to, until, func(customer int64, f *OrderFact) error {
		if customer != current {
			if len(orders) > 0 {
				if err := fn(current, orders); err != nil {
					return err
				}
			}
			current, orders = customer, orders[:0]
		}
		orders = append(orders, *f)
		return nil
	})
	if err == nil && len(orders) > 0 {
		err = fn(current, orders)
	}
	return err
}

// EachFact does the same document by document, for whose number has no bound. f is reused.
func EachFact(ctx context.Context, q store.Querier, from, to int64, until cal.Date, fn func(customer int64, f *OrderFact) error) error {
	var (
		customer, flags int64
		days            string
		f               OrderFact
	)
	fields := []any{ // plain numbers and texts are read without reflection
		&customer, &f.ID, &f.Day, (*string)(&f.Kind), (*int64)(&f.Net), (*int64)(&f.Cost), (*int64)(&f.NetMeasured), (*int64)(&f.NetEstimated), &flags, &days,
	}
	return store.Each(ctx, q, salesSQL.Get("sales-facts"), func(*struct{}) []any { return fields }, func(*struct{}) error {
		f.flagged(flags)
		if err := f.readDays(days, until); err != nil {
			return fmt.Errorf("order %d: %w", f.ID, err)
		}
		f.settle()
		return fn(customer, &f)
	}, from, to, until)
}

// flagged reads the number that stands for the flags.
func (f *OrderFact) flagged(flags int64) {
	f.Counts, f.Figures, f.Faulty, f.Fetched = flags&1 != 0, flags&2 != 0, int8(flags>>2&3)-1, flags&16 != 0
}

// byDay orders the facts of a customer.
func byDay(a, b OrderFact) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID)) }

// BuyingDays returns the days from from to until on which a customer bought, rising; a day
// with several purchases comes several times.
func BuyingDays(ctx context.Context, q store.Querier, customer int64, from, until cal.Date) ([]cal.Date, error) {
	return store.All(ctx, q, salesSQL.Get("sales-buying-days"), func(d *cal.Date) []any { return []any{d} }, customer, from, until)
}

// settle takes the amounts out that enter no figure and the verdict on a delivery
// that has not come.
func (f *OrderFact) settle() {
	if !f.Figures {
		f.Net, f.Cost, f.NetMeasured, f.NetEstimated = 0, 0, 0, 0
	}
	if f.Delivered == cal.Never && f.Promised != cal.Never {
		f.Faulty = -1
	}
}

// readDays reads the days of return, promise, delivery, bill and payment, written one
// after the other; what came after until is not known yet.
func (f *OrderFact) readDays(text string, until cal.Date) error {
	const width = len("2006-01-02")
	if len(text) != 5*width {
		return fmt.Errorf("%q are not five days", text)
	}
	var days [5]cal.Date
	for i := range days {
		days[i] = cal.Never
		one := text[i*width : (i+1)*width]
		if one == never {
			continue
		}
		var err error
		if days[i], err = cal.Parse(one); err != nil {
			return err
		}
	}
	known := func(day cal.Date) cal.Date {
		if day > until {
			return cal.Never
		}
		return day
	}
	f.ReturnedFull = days[0] <= until
	f.Promised, f.Delivered, f.Due, f.Paid = days[1], known(days[2]), days[3], known(days[4])
	return nil
}

// never is how a day that does not come is stored.
var never = cal.Never.String()

// HasCategories tells whether articles of at least two categories exist.
func HasCategories(ctx context.Context, q store.Querier) (bool, error) {
	return store.Value[bool](ctx, q, salesSQL.Get("sales-has-categories"))
}

// Spend is what a customer bought of one category on one day.
type Spend struct {
	Day      cal.Date
	Category int64
	Net      money.Cents
}

// EachSpend calls fn with what a customer bought up to the day until, by day and category.
func EachSpend(ctx context.Context, q store.Querier, customer int64, until cal.Date, fn func(Spend)) error {
	var day []Spend // of one day
	tell := func() {
		slices.SortFunc(day, func(a, b Spend) int { return cmp.Compare(a.Category, b.Category) })
		for _, s := range day {
			fn(s)
		}
		day = day[:0]
	}
	err := store.Each(ctx, q, salesSQL.Get("sales-spends"), func(s *Spend) []any {
		return []any{&s.Day, &s.Category, (*int64)(&s.Net)}
	}, func(s *Spend) error {
		if len(day) > 0 && day[0].Day != s.Day {
			tell()
		}
		if i := slices.IndexFunc(day, func(known Spend) bool { return known.Category == s.Category }); i >= 0 {
			day[i].Net += s.Net
		} else {
			day = append(day, *s)
		}
		return nil
	}, customer, until)
	tell()
	return err
}

// spendOf is what one customer bought.
type spendOf struct {
	customer int64
	Spend
}

// EachSpends is [EachSpend] for many customers at once, by customer; those who bought nothing
// of a category do not come. The list is reused: copy what is kept.
func EachSpends(ctx context.Context, q store.Querier, customers []int64, until cal.Date, fn func(customer int64, spends []Spend)) error {
	switch len(customers) {
	case 0:
		return nil
	case 1: // as for a page: a list of one is planned and unpacked for nothing
		var one []Spend
		err := EachSpend(ctx, q, customers[0], until, func(s Spend) { one = append(one, s) })
		if err == nil && len(one) > 0 {
			fn(customers[0], one)
		}
		return err
	}
	var all []spendOf
	err := store.Each(ctx, q, salesSQL.Get("sales-spends-of"), func(s *spendOf) []any {
		return []any{&s.customer, &s.Day, &s.Category, (*int64)(&s.Net)}
	}, func(s *spendOf) error { all = append(all, *s); return nil }, store.List(customers), until)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b spendOf) int {
		return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Category, b.Category))
	})
	var one []Spend
	for i, s := range all {
		if n := len(one); n > 0 && one[n-1].Day == s.Day && one[n-1].Category == s.Category {
			one[n-1].Net += s.Net
		} else {
			one = append(one, s.Spend)
		}
		if i+1 == len(all) || all[i+1].customer != s.customer {
			fn(s.customer, one)
			one = one[:0]
		}
	}
	return nil
}

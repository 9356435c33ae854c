package cost_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	by    = customer.By{Actor: 3, At: 1000, Region: "DE"}
	today = cal.MustParse("2026-11-20")
)

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func update(t rapid.TB, db *store.DB, do func(tx *store.Tx) error) {
	t.Helper()
	must(t, db.Update(ctx, do))
}

func person(t rapid.TB, db *store.DB, last string) (id int64) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Person, LastName: last})
		return err
	})
	return id
}

func of(t rapid.TB, db *store.DB, id int64) []cost.Entry {
	t.Helper()
	list, err := cost.Of(ctx, db, id, 100)
	must(t, err)
	return list
}

func key(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}

func TestShareOfTheCause(t *testing.T) {
	for _, c := range []struct {
		cause             cost.Cause
		amount, his, firm money.Cents
	}{
		{cost.ByCustomer, 501, 501, 0},
		{cost.Unclear, 501, 251, 250},
		{cost.Unclear, -501, -251, -250},
		{cost.Ours, 501, 0, 501},
		{cost.Third, 501, 0, 501},
	} {
		if his, firm := c.cause.Split(c.amount); his != c.his || firm != c.firm {
			t.Errorf("%s of %d: %d and %d", c.cause, c.amount, his, firm)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		amount := money.Cents(rapid.Int64().Draw(t, "amount"))
		his, firm := rapid.SampledFrom(cost.Causes).Draw(t, "cause").Split(amount)
		if his+firm != amount {
			t.Fatalf("%d and %d are not %d", his, firm, amount)
		}
	})
}

func good(id int64) cost.Entry {
	return cost.Entry{Customer: id, Kind: cost.Goodwill, Cause: cost.ByCustomer, Amount: 1500, Quality: cost.Measured, Day: today}
}

func TestCostsAreCheckedBeforeTheyAreWritten(t *testing.T) {
	db := schematest.SQLite(t)
	id := person(t, db, "Berger")
	for want, spoil := range map[string]func(e *cost.Entry){
		"cost.kind":     func(e *cost.Entry) { e.Kind = "trip" },
		"cost.cause":    func(e *cost.Entry) { e.Cause = "" },
		"cost.quality":  func(e *cost.Entry) { e.Quality = 3 },
		"cost.amount":   func(e *cost.Entry) { e.Amount = 0 },
		"cost.quantity": func(e *cost.Entry) { e.Quantity = 5 },
		"cost.unpriced": func(e *cost.Entry) { e.Amount, e.Quantity = 0, 5 },
		"cost.day":      func(e *cost.Entry) { e.Day = cal.Never },
		"cost.note":     func(e *cost.Entry) { e.Note = string(make([]rune, 501)) },
	} {
		e := good(id)
		spoil(&e)
		err := db.Update(ctx, func(tx *store.Tx) error { _, err := cost.Add(ctx, tx, by, e); return err })
		if key(err) != want {
			t.Errorf("want %s, got %v", want, err)
		}
	}
}

func TestACostIsAddedOnceMarksTheCustomerAndGoesBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db, "Berger")
		e := good(id)
		e.Source, e.Document = "gifts", "7"
		for range 2 {
			update(t, db, func(tx *store.Tx) error { _, err := cost.Add(ctx, tx, by, e); return err })
		}
		if list := of(t, db, id); len(list) != 1 || list[0].Amount != 1500 || list[0].User != 3 {
			t.Fatalf("%+v", list)
		}
		due, err := customer.NextDue(ctx, db, 0, 10)
		must(t, err)
		if len(due) != 1 || due[0].ID != id {
			t.Errorf("due: %+v", due)
		}
		undo := func() {
			list, err := history.Of(ctx, db, "customer", id, 0, 1)
			must(t, err)
			update(t, db, func(tx *store.Tx) error {
				known, err := cost.Undo(ctx, tx, by, list[0])
				if !known {
					t.Errorf("%s is not known", list[0].Verb)
				}
				return err
			})
		}
		if undo(); len(of(t, db, id)) != 0 {
			t.Error("taken back, it is still there")
		}
		if undo(); len(of(t, db, id)) != 1 {
			t.Error("the taking back was taken back, it is not there")
		}
	})
}

func TestAnImportSaysACostOnceAndIsWithdrawn(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db, "Berger")
		e := good(id)
		e.Source, e.Document, e.Import = "erp", "a", 4
		free := e
		free.Customer, free.Document = 0, "b"
		for i, want := range []bool{true, false} {
			update(t, db, func(tx *store.Tx) error {
				fresh, err := cost.Import(ctx, tx, by, []cost.Entry{e, free}, false)
				if err == nil && (fresh[0] != want || fresh[1] != want) {
					t.Errorf("time %d: %v", i, fresh)
				}
				return err
			})
		}
		if n := len(of(t, db, id)) + len(of(t, db, customer.Without)); n != 2 {
			t.Errorf("%d entries", n)
		}
		update(t, db, func(tx *store.Tx) error {
			n, err := cost.Withdraw(ctx, tx, 5, 4)
			if n != 2 {
				t.Errorf("withdrew %d", n)
			}
			return err
		})
		if len(of(t, db, id)) != 0 {
			t.Error("withdrawn, it is still there")
		}
	})
}

// total is what all costs and contacts sum to.
func total(t rapid.TB, db *store.DB) (sum money.Cents) {
	t.Helper()
	rates, err := cost.LoadRates(ctx, db)
	must(t, err)
	must(t, cost.Each(ctx, db, 0, 1000, cal.Never, func(e *cost.Entry) error { sum += rates.Price(e); return nil }))
	must(t, cost.EachContact(ctx, db, 0, 1000, cal.Never, func(c cost.Contact) {
		for _, one := range rates.OfContact(nil, c) {
			sum += one.Amount
		}
	}))
	return sum
}

func TestADeletedCustomerLeavesTheSumsOfCosts(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db, "Berger")
		update(t, db, func(tx *store.Tx) error {
			e := good(id)
			e.Note = "Sahnetorte"
			if _, err := cost.Add(ctx, tx, by, e); err != nil {
				return err
			}
			for _, i := range []interaction.Interaction{
				{Channel: interaction.Phone}, {Channel: interaction.Phone, Minutes: 13}, {Channel: interaction.Letter, Direction: interaction.Out}, {Channel: interaction.Note},
			} {
				i.Customer, i.Day = id, today
				if _, err := interaction.Append(ctx, tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		before := total(t, db)
		update(t, db, func(tx *store.Tx) error {
			if err := cost.Forget(ctx, tx, id); err != nil {
				return err
			}
			return interaction.Forget(ctx, tx, id)
		})
		if after := total(t, db); after != before || before != 1500+360+780+120 {
			t.Errorf("%d before, %d after", before, after)
		}
		for _, e := range of(t, db, customer.Without) {
			if e.Note != "" {
				t.Errorf("words are left: %+v", e)
			}
		}
	})
}

func TestContactsCostTheirMinutesAndTheirWay(t *testing.T) {
	var rates cost.Rates
	for name, c := range map[string]struct {
		contact cost.Contact
		want    money.Cents
		cause   cost.Cause
	}{
		"a call takes six minutes":                {cost.Contact{Channel: interaction.Phone}, 360, cost.ByCustomer},
		"a mail to him takes four and is cheap":   {cost.Contact{Channel: interaction.Mail, Direction: interaction.Out}, 240, cost.ByCustomer},
		"minutes that were noted count":           {cost.Contact{Channel: interaction.Phone, Minutes: 30}, 1800, cost.ByCustomer},
		"a visit takes an hour":                   {cost.Contact{Channel: interaction.Visit}, 3600, cost.ByCustomer},
		"a complaint takes twenty, cause unclear": {cost.Contact{Channel: interaction.Phone, Reason: "complaint"}, 1200, cost.Unclear},
		"an offer takes twenty":                   {cost.Contact{Channel: interaction.Mail, Reason: "offer", Direction: interaction.In}, 1200, cost.ByCustomer},
		"his letter costs nothing":                {cost.Contact{Channel: interaction.Letter, Direction: interaction.In}, 0, cost.ByCustomer},
		"our letter costs the letter":             {cost.Contact{Channel: interaction.Letter, Direction: interaction.Out}, 120, cost.ByCustomer},
		"our short message costs eight cents":     {cost.Contact{Channel: interaction.Message, Direction: interaction.Out}, 8, cost.ByCustomer},
	} {
		c.contact.Day = today
		var sum money.Cents
		for _, one := range rates.OfContact(nil, c.contact) {
			sum += one.Amount
			if one.Cause != c.cause {
				t.Errorf("%s: cause %s", name, one.Cause)
			}
		}
		if sum != c.want {
			t.Errorf("%s: %d, want %d", name, sum, c.want)
		}
	}
}

func TestDocumentsCostByTheRatesUnlessAnEntrySaysIt(t *testing.T) {
	rates := cost.Rates{}.With(today.Add(-100), map[cost.Rate]int64{cost.ShippingCost: 490_000, cost.FeeShare: 1_900})
	sale := sales.OrderFact{ID: 5, Day: today, Kind: sales.Sale, Net: 10_000, Counts: true, Figures: true, Due: today, Paid: today.Add(73)}
	sum := func(o sales.OrderFact, told func(cost.Kind) bool) (all money.Cents) {
		for _, c := range rates.OfOrder(nil, &o, "", told) {
			all += c.Amount
		}
		return all
	}
	if got := sum(sale, nil); got != 490+190+200 {
		t.Errorf("shipping, fee and a fifth of a year of interest: %d", got)
	}
	if got := sum(sale, func(k cost.Kind) bool { return k == cost.Shipping }); got != 390 {
		t.Errorf("shipping is told by an entry: %d", got)
	}
	foreign := sale
	foreign.Figures = false
	back := sales.OrderFact{Day: today, Kind: sales.Return, Figures: true}
	old := sales.OrderFact{Day: today.Add(-200), Kind: sales.Sale, Net: 500, Counts: true, Figures: true, Due: cal.Never, Paid: cal.Never}
	for want, o := range map[money.Cents]sales.OrderFact{0: foreign, 600: back} {
		if got := sum(o, nil); got != want {
			t.Errorf("%+v costs %d", o, got)
		}
	}
	if got := sum(old, nil); got != 0 {
		t.Errorf("before the rates held: %d", got)
	}
}

func TestRatesHoldFromTheirDay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		since := cal.MustParse("2026-07-01")
		set := func(day cal.Date, amount int64) {
			update(t, db, func(tx *store.Tx) error {
				return cost.SetRates(ctx, tx, by, day, map[cost.Rate]int64{cost.Hour: amount, cost.PhoneMinutes: 6_000})
			})
		}
		set(since, 4_000_000)
		set(since, 4_200_000)
		load := func() cost.Rates {
			r, err := cost.LoadRates(ctx, db)
			must(t, err)
			return r
		}
		if r := load(); r.On(cost.Hour, since.Add(-1)) != 3_600_000 || r.On(cost.Hour, since) != 4_200_000 || len(r.Days()) != 1 {
			t.Errorf("%+v", r)
		}
		entries, err := history.Of(ctx, db, "cost.rate", 0, 0, 10)
		must(t, err)
		if len(entries) != 2 {
			t.Fatalf("%d entries", len(entries))
		}
		err = db.Update(ctx, func(tx *store.Tx) error { return cost.UndoRates(ctx, tx, by, entries[1]) })
		if key(err) != "cost.rate_changed" {
			t.Errorf("the older one: %v", err)
		}
		update(t, db, func(tx *store.Tx) error { return cost.UndoRates(ctx, tx, by, entries[0]) })
		if r := load(); r.On(cost.Hour, since) != 4_000_000 {
			t.Errorf("after the undo: %d", r.On(cost.Hour, since))
		}
		update(t, db, func(tx *store.Tx) error { return cost.UndoRates(ctx, tx, by, entries[1]) })
		if r := load(); r.On(cost.Hour, since) != 3_600_000 || len(r.Days()) != 0 {
			t.Errorf("after both: %+v", r)
		}
		for _, bad := range []map[cost.Rate]int64{{"coffee": 1}, {cost.Hour: -1}, {cost.InterestYear: 100_001}} {
			if err := db.Update(ctx, func(tx *store.Tx) error { return cost.SetRates(ctx, tx, by, since, bad) }); key(err) != "cost.rate" {
				t.Errorf("%v: %v", bad, err)
			}
		}
	})
}

func TestMinutesAndPiecesArePricedByTheRateOfTheirDay(t *testing.T) {
	rates := cost.Rates{}.With(today, map[cost.Rate]int64{cost.Hour: 4_800_000})
	for _, c := range []struct {
		entry cost.Entry
		want  money.Cents
	}{
		{cost.Entry{Kind: cost.Minutes, Quantity: 10, Day: today}, 800},
		{cost.Entry{Kind: cost.Minutes, Quantity: 10, Day: today.Add(-1)}, 600},
		{cost.Entry{Kind: cost.Visit, Quantity: 2, Day: today}, 9600},
		{cost.Entry{Kind: cost.Return, Quantity: -1, Day: today}, -600},
		{cost.Entry{Kind: cost.Gift, Amount: 77, Day: today}, 77},
	} {
		if got := rates.Price(&c.entry); got != c.want {
			t.Errorf("%+v: %d, want %d", c.entry, got, c.want)
		}
	}
}

func TestCostsFollowTheirCustomerAndGoBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := person(t, db, "Berger"), person(t, db, "Bergar")
		update(t, db, func(tx *store.Tx) error { _, err := cost.Add(ctx, tx, by, good(a)); return err })
		var moved []int64
		update(t, db, func(tx *store.Tx) (err error) { moved, err = cost.Moving.Relink(ctx, tx, a, b); return err })
		if len(of(t, db, a)) != 0 || len(of(t, db, b)) != 1 {
			t.Error("the cost did not follow")
		}
		update(t, db, func(tx *store.Tx) error { return cost.Moving.Unlink(ctx, tx, moved, a) })
		if len(of(t, db, a)) != 1 {
			t.Error("the cost did not go back")
		}
	})
}

func TestTheListOfShippingHoldsFromItsDayByCountryAndBand(t *testing.T) {
	list := cost.ShippingList{Since: today.Add(-50), Rows: []cost.ShippingRow{{Cost: 1900}, {Country: "DE", Cost: 0}, {Country: "DE", UpTo: 5000, Cost: 490}, {Country: "AT", UpTo: 10_000, Cost: 990}}}
	must(t, cost.CheckShipping(&list))
	rates := cost.Rates{}.With(today.Add(-400), map[cost.Rate]int64{cost.ShippingCost: 333_000}).WithShipping("DE", []cost.ShippingList{list})
	for name, c := range map[string]struct {
		who     customer.Subject
		net     money.Cents
		day     cal.Date
		fetched bool
		want    money.Cents
	}{
		"the narrowest band":                     {customer.Subject{ID: 2, Country: "Deutschland"}, 5000, today, false, 490},
		"above the band any net":                 {customer.Subject{ID: 2, Country: "DE"}, 5001, today, false, 0},
		"an address without country is at home":  {customer.Subject{ID: 2}, 100, today, false, 490},
		"a country that is not named":            {customer.Subject{ID: 2, Country: "FR"}, 100, today, false, 1900},
		"above the last band the rate of a sale": {customer.Subject{ID: 2, Country: "AT"}, 10_001, today, false, 333},
		"an unknown country: the rate":           {customer.Subject{ID: 2, Country: "Atlantis"}, 100, today, false, 333},
		"nobody has no address: the rate":        {customer.Subject{ID: customer.Without}, 100, today, false, 333},
		"who stands for many: the rate":          {customer.Subject{ID: 2, Collective: true}, 100, today, false, 333},
		"before the list the rate":               {customer.Subject{ID: 2}, 100, today.Add(-51), false, 333},
		"fetched in the shop":                    {customer.Subject{ID: 2}, 100, today, true, 0},
	} {
		o := sales.OrderFact{ID: 5, Day: c.day, Kind: sales.Sale, Net: c.net, Counts: true, Figures: true, Fetched: c.fetched, Due: cal.Never, Paid: cal.Never}
		var got money.Cents
		for _, one := range rates.OfOrder(nil, &o, rates.Place(c.who), nil) {
			if got += one.Amount; one.Kind != cost.Shipping || one.Quality != cost.Standard {
				t.Errorf("%s: %+v", name, one)
			}
		}
		if got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
		if told := rates.OfOrder(nil, &o, rates.Place(c.who), func(k cost.Kind) bool { return k == cost.Shipping }); len(told) > 0 {
			t.Errorf("%s: an entry tells it and it costs %+v again", name, told)
		}
	}
}

func TestListsOfShippingAreTakenBackAndKeepTheSumsOfWhoIsDeleted(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		rows := func(cents ...money.Cents) (list []cost.ShippingRow) {
			for i, c := range cents {
				list = append(list, cost.ShippingRow{Country: []string{"DE", "AT"}[i], Cost: c})
			}
			return list
		}
		set := func(list ...cost.ShippingRow) (entry int64) {
			update(t, db, func(tx *store.Tx) (err error) {
				entry, err = cost.SetShipping(ctx, tx, by, []cost.ShippingList{{Since: today.Add(-10), Rows: list}})
				return err
			})
			return entry
		}
		load := func() []cost.ShippingList {
			r, err := cost.LoadRates(ctx, db)
			must(t, err)
			return r.ShippingLists()
		}
		first := set(rows(490, 990)...)
		if first == 0 || set(rows(490, 990)...) != 0 || len(load()) != 1 || len(load()[0].Rows) != 2 {
			t.Fatalf("entry %d, %+v", first, load())
		}
		second := set(rows(590)...)
		undo := func(id int64) error {
			e, err := history.Get(ctx, db, id)
			must(t, err)
			return db.Update(ctx, func(tx *store.Tx) error { return cost.UndoShipping(ctx, tx, by, e) })
		}
		if key(undo(first)) != "cost.shipping_changed" {
			t.Error("the first list is taken back under the second")
		}
		must(t, undo(second))
		if len(load()[0].Rows) != 2 {
			t.Errorf("after the undo %+v", load())
		}
		if set(); len(load()) != 0 {
			t.Errorf("a list without lines stays: %+v", load())
		}
		for _, bad := range [][]cost.ShippingRow{{{Country: "XX"}}, {{Cost: -1}}, {{Cost: 1}, {Cost: 2}}, {{UpTo: -1}}} {
			err := db.Update(ctx, func(tx *store.Tx) error {
				_, err := cost.SetShipping(ctx, tx, by, []cost.ShippingList{{Since: today, Rows: bad}})
				return err
			})
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

package insight

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

// shelves gives the articles of the town two product groups; the third has none.
func (w *town) shelves(t *testing.T) {
	t.Helper()
	for _, q := range []string{
		"INSERT INTO sales_category (id, key, name) VALUES (1, 'brot', 'Brot'), (2, 'torte', 'Torten')",
		"INSERT INTO sales_product (id, source, number, name, category_id) VALUES (1, 'kasse', '1', 'Brot', 1), (2, 'kasse', '2', 'Torte', 2), (3, 'kasse', '3', 'Karte', 0)",
	} {
		if _, err := w.db.Raw().ExecContext(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
}

// costs writes costs by hand and by file, contacts and rates; one file is taken back again.
func (w *town) costs(t *testing.T) {
	t.Helper()
	by := customer.By{At: w.now()}
	for range 40 {
		w.spend(t, 1+w.random.Int64N(w.people+1))
	}
	w.unspend(t)
	for n, country := range []string{"DE", "AT", "FR", "Atlantis"} {
		if _, err := w.db.Raw().ExecContext(ctx, "UPDATE customer SET country = $1 WHERE id > 1 AND id % 6 = $2", country, n); err != nil {
			t.Fatal(err)
		}
	}
	w.update(t, func(tx *store.Tx) error {
		fair := cost.Entry{Kind: cost.Gift, Cause: cost.ByCustomer, Amount: 7700, Quality: cost.Measured, Day: today.Add(-90)} // of nobody
		if _, err := cost.Add(ctx, tx, by, fair); err != nil {
			return err
		}
		for range 40 {
			i := interaction.Interaction{
				Customer: 1 + w.random.Int64N(w.people+1), Day: today.Add(-w.random.IntN(600)), Minutes: w.random.IntN(3) * 7,
				Channel: []interaction.Channel{interaction.Phone, interaction.Visit, interaction.Letter, interaction.Mail}[w.random.IntN(4)],
				Reason:  []string{"", "complaint", "offer"}[w.random.IntN(3)],
			}
			if _, err := interaction.Append(ctx, tx, i); err != nil {
				return err
			}
		}
		for since, set := range map[cal.Date]map[cost.Rate]int64{
			today.Add(-400): {cost.ShippingCost: 490_000, cost.FeeShare: 1_900, cost.TravelOfVisit: 1_234_500},
			today.Add(-100): {cost.Hour: 4_800_000, cost.PackingCost: 123_456},
		} {
			if err := cost.SetRates(ctx, tx, by, since, set); err != nil {
				return err
			}
		}
		prices := []cost.ShippingList{
			{Since: today.Add(-300), Rows: []cost.ShippingRow{{Country: "DE", UpTo: 3_000, Cost: 590}, {Country: "DE", Cost: 123}, {Cost: 1_450}}},
			{Since: today.Add(-60), Rows: []cost.ShippingRow{{Country: "DE"}, {Country: "AT", Cost: 777}}},
		}
		if _, err := cost.SetShipping(ctx, tx, by, prices); err != nil {
			return err
		}
		for imported := int64(7); imported < 9; imported++ {
			var list []cost.Entry
			for n := range 20 {
				list = append(list, cost.Entry{
					Customer: w.random.Int64N(w.people + 2), Order: w.orders[w.random.IntN(len(w.orders))], Kind: cost.Shipping, Cause: cost.Causes[n%4],
					Amount: money.Cents(100 + n), Quality: cost.Measured, Day: today.Add(-w.random.IntN(500)), Source: "erp", Document: string(rune('a'+n)) + string(rune('0'+imported)), Import: imported,
				})
			}
			if _, err := cost.Import(ctx, tx, by, list, false); err != nil {
				return err
			}
		}
		_, err := cost.Withdraw(ctx, tx, w.now(), 8)
		return err
	})
}

// unspend takes single costs back through the history, brings some of them back again, and
// checks that exactly those remain.
func (w *town) unspend(t *testing.T) {
	t.Helper()
	read := func() map[int64]cost.Entry {
		found := map[int64]cost.Entry{}
		if err := cost.Each(ctx, w.db, 1, w.people+2, cal.Never, func(e *cost.Entry) error {
			kept := *e
			kept.Version = 0
			found[e.ID] = kept
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return found
	}
	undo := func(customerID int64) {
		last, err := history.Of(ctx, w.db, "customer", customerID, 0, 1)
		if err != nil || len(last) == 0 {
			t.Fatalf("the history of %d: %d entries, %v", customerID, len(last), err)
		}
		w.update(t, func(tx *store.Tx) error {
			known, err := cost.Undo(ctx, tx, customer.By{At: w.now()}, last[0])
			if err == nil && !known {
				t.Errorf("%s is not known", last[0].Verb)
			}
			return err
		})
	}
	ledger := read()
	for n := range 20 {
		id := 1 + w.random.Int64N(w.people+1)
		w.spend(t, id)
		switch n % 4 {
		case 0, 1: // a mistake
			undo(id)
		case 2: // taken back by mistake
			undo(id)
			undo(id)
			fallthrough
		default:
			for key, e := range read() {
				if _, known := ledger[key]; !known {
					ledger[key] = e
				}
			}
		}
	}
	if diff := cmp.Diff(ledger, read()); diff != "" || len(ledger) != 50 {
		t.Fatalf("of 40 and 20 costs %d remain, not 50: %s", len(ledger), diff)
	}
}

// causes sums costs by their cause.
func causes(b *value.Book) map[cost.Cause]money.Cents {
	sum := map[cost.Cause]money.Cents{}
	for _, c := range b.Costs {
		sum[c.Cause] += c.His + c.Firm
	}
	return sum
}

func (w *town) book(t *testing.T) *value.Book {
	t.Helper()
	b, err := w.insight.Book(ctx, today)
	if err != nil {
		t.Fatal(err)
	}
	return &b
}

// The firm's DB I to IV are the sums of its customers' and of what belongs to nobody, to the
// cent, and so is what each cause has cost, whatever was imported, corrected and taken back.
func TestTheBookIsTheSumOfAllCustomersAndOfNobody(t *testing.T) {
	for seed := range uint64(20) {
		w, _ := randomTown(t, schematest.SQLite(t), seed)
		w.shelves(t)
		w.costs(t)
		w.refreshAll(t)
		b := w.book(t)
		var rows value.StepSums
		by := map[cost.Cause]money.Cents{}
		for id := int64(2); id <= w.people+1; id++ {
			r, _, err := value.GetSteps(ctx, w.db, id)
			if err != nil {
				t.Fatal(err)
			}
			s := r.Ever
			rows.DB1, rows.Order, rows.Care, rows.Finance, rows.Ours, rows.DB4 = rows.DB1+s.DB1, rows.Order+s.Order, rows.Care+s.Care, rows.Finance+s.Finance, rows.Ours+s.Ours, rows.DB4+s.DB4
			why, err := w.insight.Why(ctx, id, today)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range why.Charges {
				by[c.Cause] += c.Amount
			}
		}
		own, nobody := b.Total(value.OfCustomers), b.Total(value.OfNobody)
		if own.DB1() != rows.DB1 || own.DB2() != rows.DB2() || own.DB3() != rows.DB3() || own.DB4() != rows.DB4 || own.Ours != rows.Ours {
			t.Errorf("seed %d: the book says %+v of customers, their rows %+v", seed, own, rows)
		}
		firm := b.Firm()
		if firm.DB4() != own.DB4()+nobody.DB4() || firm.DB1() != own.DB1()+nobody.DB1() || nobody.Goods.Net == 0 || nobody.Care == 0 {
			t.Errorf("seed %d: the firm has %+v, nobody %+v", seed, firm, nobody)
		}
		of := Facts{Subject: customer.Subject{ID: customer.Without}}
		for _, c := range nobodysCharges(t, w, of) {
			by[c.Cause] += c.Amount
		}
		if diff := cmp.Diff(by, causes(b)); diff != "" {
			t.Errorf("seed %d: causes of all (-) and of the book (+): %s", seed, diff)
		}
		w.checkMonths(t, b)
	}
}

// A till writes millions of documents of nobody: in pieces they tell the same.
func TestWhatIsOfNobodyIsAddedInPieces(t *testing.T) {
	w, _ := randomTown(t, schematest.SQLite(t), 3)
	w.shelves(t)
	w.costs(t)
	rates, err := cost.LoadRates(ctx, w.db)
	if err != nil {
		t.Fatal(err)
	}
	var books [2]value.Book
	for i, size := range []int{piece, 2} {
		b := newBookkeeper(today, rates)
		b.piece = size
		if err := b.span(ctx, w.db, 1, customer.Without, nil); err != nil {
			t.Fatal(err)
		}
		books[i] = b.book()
	}
	if len(books[0].Months) < 3 || len(books[0].Costs) < 3 {
		t.Fatalf("%d months and %d costs are of nobody", len(books[0].Months), len(books[0].Costs))
	}
	if diff := cmp.Diff(books[0], books[1]); diff != "" {
		t.Error(diff)
	}
}

// nobodysCharges are the costs of what belongs to nobody, read by themselves.
func nobodysCharges(t *testing.T, w *town, f Facts) []cost.Charge {
	t.Helper()
	rates, err := cost.LoadRates(ctx, w.db)
	if err != nil {
		t.Fatal(err)
	}
	if err := cost.Each(ctx, w.db, 1, 2, today, func(e *cost.Entry) error { f.Costs = append(f.Costs, *e); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := cost.EachContact(ctx, w.db, 1, 2, today, func(c cost.Contact) { f.Talks = append(f.Talks, c) }); err != nil {
		t.Fatal(err)
	}
	if err := sales.EachCustomerFacts(ctx, w.db, 1, 2, today, func(_ int64, o []sales.OrderFact) error { f.Orders = append(f.Orders, o...); return nil }); err != nil {
		t.Fatal(err)
	}
	return charges(nil, rates, f, toldBy(f.Costs))
}

// checkMonths compares the months of a book with those that are kept with every document,
// its product groups with its months, and its costs with its steps.
func (w *town) checkMonths(t *testing.T, b *value.Book) {
	t.Helper()
	totals, err := sales.Totals(ctx, w.db, 0)
	if err != nil {
		t.Fatal(err)
	}
	kept, mine, groups := map[int]value.Margin{}, map[int]value.Margin{}, map[int]value.Margin{}
	for _, m := range totals {
		if m.Month <= today.MonthKey() {
			kept[m.Month] = marginOf(m)
		}
	}
	var order, firm money.Cents
	for i := range b.Months {
		m := &b.Months[i]
		if mine[m.Month] = mine[m.Month].Add(m.Goods); mine[m.Month] == (value.Margin{}) {
			delete(mine, m.Month)
		}
		order, firm = order+m.Order+m.Care+m.Finance, firm+m.Ours
	}
	if diff := cmp.Diff(kept, mine); diff != "" {
		t.Errorf("months kept (-) and of the book (+): %s", diff)
	}
	for _, g := range b.Groups {
		groups[g.Month] = groups[g.Month].Add(g.Margin)
	}
	for month, m := range groups {
		if mine[month] != m {
			t.Errorf("%d: the month has %+v, its groups %+v", month, mine[month], m)
		}
	}
	if len(groups) < 12 {
		t.Errorf("groups of %d months", len(groups))
	}
	for _, c := range b.Costs {
		order, firm = order-c.His, firm-c.Firm
	}
	if order != 0 || firm != 0 {
		t.Errorf("costs miss %d of customers and %d of the firm", order, firm)
	}
}

// When a customer is deleted, all that he cost stays with nobody: no month changes.
func TestDeletingACustomerLeavesTheBook(t *testing.T) {
	w, _ := randomTown(t, schematest.SQLite(t), 3)
	w.costs(t)
	before := w.book(t)
	for range 4 {
		id := 2 + w.random.Int64N(w.people)
		w.update(t, func(tx *store.Tx) error {
			if err := cost.Forget(ctx, tx, id); err != nil {
				return err
			}
			if err := interaction.Forget(ctx, tx, id); err != nil {
				return err
			}
			return w.books().MoveToUnassigned(ctx, tx, id)
		})
	}
	after := w.book(t)
	sum := func(b *value.Book) map[int]value.Steps {
		out := map[int]value.Steps{}
		for i := range b.Months {
			out[b.Months[i].Month] = out[b.Months[i].Month].Add(b.Months[i].Steps)
		}
		return out
	}
	if diff := cmp.Diff(sum(before), sum(after)); diff != "" {
		t.Errorf("months before (-) and after (+): %s", diff)
	}
	if diff := cmp.Diff(causes(before), causes(after)); diff != "" {
		t.Errorf("causes before (-) and after (+): %s", diff)
	}
}

func TestTheBookIsReadAsItWasPublished(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w, _ := randomTown(t, db, 5)
		w.shelves(t)
		w.costs(t)
		w.refreshAll(t)
		w.refreshAll(t)
		got, found, err := value.ReadBook(ctx, db, 0, math.MaxInt32)
		if err != nil || !found || got.At == 0 {
			t.Fatal(found, err)
		}
		if diff := cmp.Diff(w.book(t), &got, cmpopts.IgnoreFields(value.Book{}, "At"), cmpopts.EquateApprox(1e-12, 0), cmpopts.SortSlices(func(a, b value.BookGroup) bool {
			return a.Month < b.Month || a.Month == b.Month && a.Group < b.Group
		})); diff != "" {
			t.Errorf("computed (-), read (+): %s", diff)
		}
		months, err := value.BookMonths(ctx, db)
		if err != nil || len(months) < 20 || months[len(months)-1] > today.MonthKey() {
			t.Errorf("months %v, %v", months, err)
		}
	})
}

// A cohort tells who of those whose first purchase fell into a quarter bought later, and what
// all of them brought.
func TestCohortsFollowThoseOfAQuarter(t *testing.T) {
	t.Parallel()
	start := cal.MustParse("2025-02-10")
	k := newBookkeeper(today, cost.Rates{})
	buy := func(id int64, collective bool, days ...int) {
		f := Facts{Subject: customer.Subject{ID: id, Kind: customer.Person, Collective: collective}}
		for _, d := range days {
			f.Orders = append(f.Orders, sales.OrderFact{ID: 1, Day: start.Add(d), Kind: sales.Sale, Net: 1000, Cost: 400, NetMeasured: 1000, Counts: true, Figures: true, Due: cal.Never, Paid: cal.Never})
		}
		if id == 2 {
			f.Costs = []cost.Entry{{Kind: cost.Sample, Cause: cost.Unclear, Amount: 300, Day: start.Add(-90)}, {Kind: cost.Gift, Cause: cost.ByCustomer, Amount: 50, Day: start.Add(95)}}
		}
		k.add(f, nil)
	}
	buy(2, false, 0, 5, 95)
	buy(3, false, 1)
	buy(4, true, 1, 95)
	buy(5, false, 100)
	b := k.book()
	q := value.QuarterOf(start)
	want := []value.Cohort{
		{First: q, Age: 0, Bought: 2, DB4: 3*600 - 150},
		{First: q, Age: 1, Bought: 1, DB4: 600 - 50},
		{First: q + 1, Age: 0, Bought: 1, DB4: 600},
	}
	if diff := cmp.Diff(want, b.Cohorts); diff != "" {
		t.Errorf("want (-), got (+): %s", diff)
	}
	total := b.Total(value.OfCustomers)
	if total.First != 3 || total.Repeat != 2 || total.Winning != 300 || total.Keeping != 50 {
		t.Errorf("first %d, repeat %d, winning %d, keeping %d", total.First, total.Repeat, total.Winning, total.Keeping)
	}
	if b.Spread.Customers != 2 || b.Spread.Largest == 0 {
		t.Errorf("spread over %+v", b.Spread)
	}
}

// What we give back for a mistake of ours is the firm's cost of quality; what we give back
// otherwise lessens the margin of the customer. The firm has the same left.
func TestACreditNoteForOurMistakeNeverBurdensTheCustomer(t *testing.T) {
	t.Parallel()
	note := func(faulty int8) Facts {
		order := func(kind sales.Kind, net, goods money.Cents, faulty int8) sales.OrderFact {
			return sales.OrderFact{
				ID: int64(net), Day: today.Add(-20), Kind: kind, Net: net, Cost: goods, NetMeasured: net, Counts: kind == sales.Sale, Figures: true,
				Faulty: faulty, Due: cal.Never, Paid: cal.Never, Promised: cal.Never, Delivered: cal.Never,
			}
		}
		return Facts{
			Subject: customer.Subject{ID: 2, Kind: customer.Person},
			Orders:  []sales.OrderFact{order(sales.Sale, 1000, 400, 1), order(sales.CreditNote, -200, 0, faulty)},
		}
	}
	for faulty, want := range map[int8][2]money.Cents{1: {600, 200}, 0: {400, 0}, -1: {400, 0}} {
		k := newBookkeeper(today, cost.Rates{})
		k.add(note(faulty), nil)
		b := k.book()
		his := Paint(Rules{Day: today, Settings: Settings{Calendar: cal.NewCalendar(nil, nil)}}, note(faulty)).Steps.Year
		if got := b.Firm(); got.DB4() != want[0] || got.Ours != want[1] || his.DB4() != want[0] || his.Ours != want[1] {
			t.Errorf("faulty %d: the firm has %d and bears %d, the customer has %d and %d", faulty, got.DB4(), got.Ours, his.DB4(), his.Ours)
		}
		if left := b.Firm().DB4() - b.Firm().Ours; left != 400 {
			t.Errorf("faulty %d: %d are left", faulty, left)
		}
	}
}

// What an offer took before the first purchase, or without one, is a cost of winning, whether
// minutes are noted or the rates tell them; after it, one of keeping.
func TestTheWorkForAnOfferIsACostOfWinning(t *testing.T) {
	bought := sales.OrderFact{ID: 1, Day: today.Add(-10), Kind: sales.Sale, Net: 1000, Figures: true, Counts: true, Due: cal.Never, Paid: cal.Never}
	for name, c := range map[string]struct {
		orders           []sales.OrderFact
		day              cal.Date
		minutes          int
		winning, keeping money.Cents
	}{
		"before the first purchase":     {[]sales.OrderFact{bought}, today.Add(-12), 0, 1200, 0},
		"with noted minutes":            {[]sales.OrderFact{bought}, today.Add(-12), 45, 2700, 0},
		"lost: nothing was ever bought": {nil, today.Add(-12), 0, 1200, 0},
		"to who buys already":           {[]sales.OrderFact{bought}, today.Add(-5), 0, 0, 1200},
	} {
		k := newBookkeeper(today, cost.Rates{})
		k.add(Facts{
			Subject: customer.Subject{ID: 2, Kind: customer.Firm}, Orders: c.orders,
			Talks: []cost.Contact{{Customer: 2, ID: 9, Day: c.day, Channel: interaction.Other, Direction: interaction.Out, Reason: interaction.Offer, Minutes: c.minutes}},
		}, nil)
		var winning, keeping money.Cents
		for _, m := range k.book().Months {
			winning, keeping = winning+m.Winning, keeping+m.Keeping
		}
		if winning != c.winning || keeping != c.keeping {
			t.Errorf("%s: winning %d, keeping %d, want %d and %d", name, winning, keeping, c.winning, c.keeping)
		}
	}
}

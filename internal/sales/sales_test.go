package sales

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	books = Books{Currency: "EUR", At: 1000}
)

func update(t testing.TB, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func addCustomers(t testing.TB, db *store.DB, ids ...int64) {
	t.Helper()
	for _, id := range ids {
		if _, err := db.Raw().ExecContext(ctx, "INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES ($1, 'person', 'Probe', 'probe', 0, 0)", id); err != nil {
			t.Fatal(err)
		}
	}
}

func doc(customer int64, number, day string, lines ...Line) Document {
	o := Blank()
	o.Customer, o.Source, o.Document, o.Number, o.Day, o.Currency = customer, "kasse", number, number, cal.MustParse(day), "EUR"
	return Document{Order: o, Lines: lines}
}

func bought(product int64, quantity string, net money.Cents) Line {
	return Line{Product: product, Quantity: dec(quantity), Net: net}
}

// sumsFromOrders adds up what the sums per month should hold.
func sumsFromOrders(t *testing.T, db *store.DB) (map[monthOf]Month, map[int]Total) {
	t.Helper()
	months, totals := map[monthOf]Month{}, map[int]Total{}
	rows, err := db.Raw().QueryContext(ctx, "SELECT customer_id, day, figures, counts, net_cents, cost_cents, net_measured_cents, net_estimated_cents FROM sales_order")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var o Order
		if err := rows.Scan(&o.Customer, &o.Day, &o.Figures, &o.Counts, &o.Net, &o.Cost, &o.NetMeasured, &o.NetEstimated); err != nil {
			t.Fatal(err)
		}
		if !o.Figures {
			o.Net, o.Cost, o.NetMeasured, o.NetEstimated = 0, 0, 0, 0
		}
		key := monthOf{o.Customer, o.Day.MonthKey()}
		m, total := months[key], totals[key.month]
		m.Customer, m.Month, total.Month = o.Customer, key.month, key.month
		m.Net, total.Net = m.Net+o.Net, total.Net+o.Net
		m.Cost, total.Cost = m.Cost+o.Cost, total.Cost+o.Cost
		m.NetMeasured, total.NetMeasured = m.NetMeasured+o.NetMeasured, total.NetMeasured+o.NetMeasured
		m.NetEstimated, total.NetEstimated = m.NetEstimated+o.NetEstimated, total.NetEstimated+o.NetEstimated
		if o.Counts {
			m.Orders, total.Orders = m.Orders+1, total.Orders+1
		}
		if o.Customer == Unassigned {
			total.NetUnassigned += o.Net
		}
		months[key], totals[key.month] = m, total
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return months, totals
}

func checkSums(t *testing.T, db *store.DB, customers []int64) {
	t.Helper()
	months, totals := sumsFromOrders(t, db)
	maps.DeleteFunc(months, func(_ monthOf, m Month) bool { return m == Month{Customer: m.Customer, Month: m.Month} })
	got := map[monthOf]Month{}
	for _, c := range customers {
		list, err := Months(ctx, db, c, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			if m != (Month{Customer: m.Customer, Month: m.Month}) {
				got[monthOf{c, m.Month}] = m
			}
		}
	}
	if diff := cmp.Diff(months, got, cmp.AllowUnexported(monthOf{})); diff != "" {
		t.Errorf("sums per customer: %s", diff)
	}
	list, err := Totals(ctx, db, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, total := range list {
		if want := totals[total.Month]; want != total && total != (Total{Month: total.Month}) {
			t.Errorf("sums of the firm: got %+v, want %+v", total, want)
		}
	}
}

func TestSumsFollowEveryChange(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		random := rand.New(rand.NewPCG(1, 2))
		customers := []int64{Unassigned, 10, 11, 12}
		addCustomers(t, db, customers[1:]...)
		var ids []int64
		make1 := func(n int) Document {
			d := doc(customers[random.IntN(4)], fmt.Sprint("b", n), fmt.Sprintf("2025-%02d-%02d", 1+random.IntN(3), 1+random.IntN(28)))
			for range 1 + random.IntN(3) {
				d.Lines = append(d.Lines, Line{
					Product: int64(random.IntN(3)), Quantity: dec(fmt.Sprint(random.IntN(7) - 2)), Net: money.Cents(random.IntN(3000) - 500),
					Cost: 100, Quality: Quality(3 * random.IntN(2)),
				})
			}
			if random.IntN(8) == 0 {
				d.Order.Currency = "CHF"
			}
			return d
		}
		for n := range 30 {
			update(t, db, func(tx *store.Tx) error {
				switch {
				case len(ids) > 4 && random.IntN(3) == 0:
					customers, err := books.Remove(ctx, tx, ids[:2])
					ids = ids[2:]
					if err != nil {
						return err
					}
					return books.SettleReturns(ctx, tx, customers)
				case len(ids) > 4 && random.IntN(3) == 0:
					d := make1(n)
					return books.Replace(ctx, tx, ids[0], &d)
				}
				docs := []Document{make1(1000 + 2*n), make1(1001 + 2*n)}
				if err := books.Insert(ctx, tx, docs); err != nil {
					return err
				}
				ids = append(ids, docs[0].Order.ID, docs[1].Order.ID)
				return books.SettleReturns(ctx, tx, []int64{docs[0].Order.Customer, docs[1].Order.Customer})
			})
		}
		checkSums(t, db, customers)
	})
}

func TestDeletingACustomerKeepsTheSums(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomers(t, db, 10)
		secret := Line{Description: "Gravur für Erika Beispiel", Quantity: dec("1"), Net: 900}
		update(t, db, func(tx *store.Tx) error {
			return books.Insert(ctx, tx, []Document{
				doc(10, "1", "2025-01-03", secret), doc(10, "2", "2025-02-03", secret), doc(Unassigned, "3", "2025-02-05", bought(0, "1", 50)),
			})
		})
		before, err := Totals(ctx, db, 0)
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error { return books.MoveToUnassigned(ctx, tx, 10) })
		after, err := Totals(ctx, db, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i := range before {
			before[i].NetUnassigned = before[i].Net // all is without a customer now
		}
		if !slices.Equal(before, after) {
			t.Errorf("sums were %v and are %v", before, after)
		}
		checkSums(t, db, []int64{Unassigned, 10})
		docs, err := Orders(ctx, db, Unassigned, Newest, 10, 5)
		if err != nil || len(docs) != 3 {
			t.Fatalf("%d documents, %v", len(docs), err)
		}
		for _, d := range docs {
			if d.Lines[0].Description != "" {
				t.Errorf("the text %q is left", d.Lines[0].Description)
			}
		}
	})
}

func TestFactsKnowOnlyWhatHadHappened(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomers(t, db, 10, 11)
		first := doc(10, "1", "2025-01-03", bought(5, "2", 900))
		first.Order.Promised, first.Order.Delivered, first.Order.Faulty = cal.MustParse("2025-01-05"), cal.MustParse("2025-01-08"), 1
		first.Payments = []Payment{{Source: "bank", Document: "p1", Day: cal.MustParse("2025-01-30"), Amount: 900, Currency: "EUR"}}
		update(t, db, func(tx *store.Tx) error {
			if err := books.Insert(ctx, tx, []Document{
				doc(10, "C1", "2025-01-20", bought(5, "-2", -900)), first, doc(11, "2", "2025-01-04", bought(5, "1", 450)),
			}); err != nil {
				return err
			}
			return books.SettleReturns(ctx, tx, []int64{10, 11})
		})
		facts := func(until string) map[int64][]OrderFact {
			out := map[int64][]OrderFact{}
			if err := EachCustomerFacts(ctx, db, 2, 1<<40, cal.MustParse(until), func(c int64, orders []OrderFact) error {
				out[c] = slices.Clone(orders)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return out
		}
		buys := func(from, until string) []cal.Date {
			days, err := BuyingDays(ctx, db, 10, cal.MustParse(from), cal.MustParse(until))
			if err != nil {
				t.Fatal(err)
			}
			return days
		}
		if got, want := buys("2025-01-03", "2025-01-19"), []cal.Date{cal.MustParse("2025-01-03")}; !slices.Equal(got, want) {
			t.Errorf("bought on %v before the return, want %v", got, want)
		}
		if got := append(buys("2025-01-03", "2025-01-20"), buys("2025-01-04", "2025-01-19")...); len(got) != 0 {
			t.Errorf("bought on %v, though all came back or it was earlier", got)
		}
		if got := facts("2025-01-02"); len(got) != 0 {
			t.Errorf("before all: %v", got)
		}
		f := facts("2025-01-06")[10]
		if len(f) != 1 || f[0].ReturnedFull || f[0].Delivered != cal.Never || f[0].Faulty != -1 || f[0].Paid != cal.Never || !f[0].Occasion() {
			t.Errorf("before the delivery: %+v", f)
		}
		if f := facts("2025-01-19")[10]; len(f) != 1 || !f[0].Occasion() || f[0].Faulty != 1 {
			t.Errorf("on the day before the return: %+v", f)
		}
		if f := facts("2025-01-20")[10]; len(f) != 2 || f[0].Occasion() || f[1].Kind != Return || f[1].Net != -900 {
			t.Errorf("on the day of the return: %+v", f)
		}
		all := facts("2025-02-01")
		if all[10][0].Paid != cal.MustParse("2025-01-30") || len(all[11]) != 1 || all[11][0].ReturnedFull {
			t.Errorf("in the end: %+v", all)
		}
	})
}

func TestUndoneReturnMakesThePurchaseCountAgain(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomers(t, db, 10)
		docs := []Document{doc(10, "1", "2025-01-03", bought(5, "2", 900)), doc(10, "C1", "2025-01-20", bought(5, "-2", -900))}
		update(t, db, func(tx *store.Tx) error {
			if err := books.Insert(ctx, tx, docs); err != nil {
				return err
			}
			return books.SettleReturns(ctx, tx, []int64{10})
		})
		if d, err := Get(ctx, db, docs[0].Order.ID); err != nil || d.Order.Returned != cal.MustParse("2025-01-20") {
			t.Fatalf("got %v, %v", d.Order.Returned, err)
		}
		update(t, db, func(tx *store.Tx) error {
			customers, err := books.Remove(ctx, tx, []int64{docs[1].Order.ID})
			if err != nil {
				return err
			}
			return books.SettleReturns(ctx, tx, customers)
		})
		if d, err := Get(ctx, db, docs[0].Order.ID); err != nil || d.Order.Returned != cal.Never {
			t.Fatalf("got %v, %v", d.Order.Returned, err)
		}
		if _, err := Get(ctx, db, docs[1].Order.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
	})
}

func TestRepriceFollowsCostsAndMargins(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomers(t, db, 10)
		products := []Product{{Source: "kasse", Number: "A", Name: "Brot"}, {Source: "kasse", Number: "B", Name: "Kuchen"}}
		var category int64
		docs := []Document{doc(10, "1", "2025-01-03", Line{}, Line{}, Line{Quantity: dec("1"), Net: 70, Cost: 30, Quality: Given})}
		update(t, db, func(tx *store.Tx) (err error) {
			if category, _, err = EnsureCategory(ctx, tx, "Backwaren", "backwaren"); err != nil {
				return err
			}
			products[1].Category = category
			if err := MergeProducts(ctx, tx, products); err != nil {
				return err
			}
			docs[0].Lines[0], docs[0].Lines[1] = bought(products[0].ID, "2", 600), bought(products[1].ID, "1", 400)
			docs[0].Lines[2].Product = products[0].ID
			return books.Insert(ctx, tx, docs)
		})
		update(t, db, func(tx *store.Tx) error {
			if err := SetMargin(ctx, tx, category, 2500); err != nil {
				return err
			}
			return SetUnitCost(ctx, tx, products[0].ID, "1.50")
		})
		if err := books.Reprice(ctx, db, products[0].ID, category, nil); err != nil {
			t.Fatal(err)
		}
		d, err := Get(ctx, db, docs[0].Order.ID)
		if err != nil {
			t.Fatal(err)
		}
		if o := d.Order; o.Cost != 300+300+30 || o.NetMeasured != 670 || o.NetEstimated != 400 {
			t.Errorf("cost %d, measured %d, estimated %d", o.Cost, o.NetMeasured, o.NetEstimated)
		}
		checkSums(t, db, []int64{10})
		update(t, db, func(tx *store.Tx) error { return SetMargin(ctx, tx, category, -1) })
		if err := books.Reprice(ctx, db, 0, category, nil); err != nil {
			t.Fatal(err)
		}
		checkSums(t, db, []int64{10})
		if months, err := Months(ctx, db, 10, 0); err != nil || months[0].NetEstimated != 0 || months[0].Cost != 330 {
			t.Errorf("got %+v, %v", months, err)
		}
		// a second import of the list that says less changes nothing
		again := []Product{{Source: "kasse", Number: "A"}}
		update(t, db, func(tx *store.Tx) error { return MergeProducts(ctx, tx, again) })
		if p, err := GetProduct(ctx, db, again[0].ID); err != nil || p.ID != products[0].ID || p.Name != "Brot" || p.UnitCost != "1.50" {
			t.Errorf("got %+v, %v", p, err)
		}
	})
}

func TestOrdersComeNewestFirstInPages(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomers(t, db, 10)
		var docs []Document
		for i := range 7 {
			docs = append(docs, doc(10, fmt.Sprint(i), fmt.Sprintf("2025-01-%02d", 1+i/2), bought(0, "1", 5), bought(0, "1", 6)))
		}
		update(t, db, func(tx *store.Tx) error { return books.Insert(ctx, tx, docs) })
		var got []string
		from := Newest
		for {
			page, err := Orders(ctx, db, 10, from, 3, 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range page {
				got = append(got, d.Order.Number)
				if len(d.Lines) != 1 || d.Order.LineCount != 2 {
					t.Fatalf("%d of %d lines", len(d.Lines), d.Order.LineCount)
				}
				from = After(d.Order)
			}
			if len(page) < 3 {
				break
			}
		}
		if want := []string{"6", "5", "4", "3", "2", "1", "0"}; !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
	})
}

func TestOrdersBringTheirFirstLinesInOrder(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomers(t, db, 10)
		var docs []Document
		for _, n := range []int{3, shortOrder + 1, 1, shortOrder} {
			var lines []Line
			for i := range n {
				lines = append(lines, bought(0, "1", money.Cents(100*n+i)))
			}
			docs = append(docs, doc(10, fmt.Sprint(n), "2025-01-01", lines...))
		}
		update(t, db, func(tx *store.Tx) error { return books.Insert(ctx, tx, docs) })
		page, err := Orders(ctx, db, 10, Newest, 10, 2)
		if err != nil || len(page) != len(docs) {
			t.Fatalf("%d documents, %v", len(page), err)
		}
		for _, d := range page {
			want := []money.Cents{money.Cents(100 * d.Order.LineCount), money.Cents(100*d.Order.LineCount + 1)}[:min(2, d.Order.LineCount)]
			var got []money.Cents
			for _, l := range d.Lines {
				got = append(got, l.Net)
			}
			if !slices.Equal(got, want) {
				t.Errorf("of %d lines %v came, not %v", d.Order.LineCount, got, want)
			}
		}
	})
}

func TestFavourites(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomers(t, db, 10)
		products := []Product{{Source: "kasse", Number: "A", Name: "Brot"}, {Source: "kasse", Number: "B", Name: "Kuchen"}}
		update(t, db, func(tx *store.Tx) error {
			if err := MergeProducts(ctx, tx, products); err != nil {
				return err
			}
			return books.Insert(ctx, tx, []Document{
				doc(10, "1", "2025-01-03", bought(products[0].ID, "1", 5), bought(products[1].ID, "1", 900)),
				doc(10, "2", "2025-01-04", bought(products[0].ID, "1", 5), Line{Description: "Tüte", Quantity: dec("1"), Net: 1}),
			})
		})
		got, err := Favourites(ctx, db, 10, cal.Earliest, 5)
		if err != nil {
			t.Fatal(err)
		}
		want := []Favourite{
			{products[0].ID, "Brot", 2, 10, cal.MustParse("2025-01-04")},
			{products[1].ID, "Kuchen", 1, 900, cal.MustParse("2025-01-03")},
			{0, "Tüte", 1, 1, cal.MustParse("2025-01-04")},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

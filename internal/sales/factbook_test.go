package sales

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// told are the facts of the customers from one id to before another, as a reader hands them
// over.
func told(t *testing.T, each func(from, to int64, fn func(int64, []OrderFact) error) error, from, to int64) (out [][]OrderFact) {
	t.Helper()
	if err := each(from, to, func(id int64, orders []OrderFact) error {
		out = append(out, append([]OrderFact{{ID: -id}}, orders...)) // who it is, and his documents
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestABookOfFactsTellsWhatTheDatabaseTells(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomers(t, db, 10, 11, 12)
		late := doc(10, "1", "2025-01-03", bought(5, "2", 900))
		late.Order.Promised, late.Order.Delivered, late.Order.Faulty = cal.MustParse("2025-01-05"), cal.MustParse("2025-01-08"), 1
		late.Order.Due = cal.MustParse("2025-01-20")
		late.Payments = []Payment{{Source: "bank", Document: "p1", Day: cal.MustParse("2025-01-30"), Amount: 900, Currency: "EUR"}}
		foreign := doc(12, "5", "2025-01-02", bought(5, "1", 70))
		foreign.Order.Currency = "CHF"
		update(t, db, func(tx *store.Tx) error {
			if err := books.Insert(ctx, tx, []Document{
				doc(10, "C1", "2025-01-20", bought(5, "-2", -900)), late, doc(11, "2", "2025-01-04", bought(5, "1", 450)),
				doc(11, "3", "2024-12-30", Line{Product: 7, Quantity: dec("1"), Net: 80, Cost: 30, Quality: Given}),
				foreign, doc(Unassigned, "6", "2025-01-01", bought(5, "1", 5)),
			}); err != nil {
				return err
			}
			return books.SettleReturns(ctx, tx, []int64{10, 11})
		})
		for _, day := range []string{"2024-12-01", "2025-01-02", "2025-01-06", "2025-01-19", "2025-01-20", "2025-02-01"} {
			until := cal.MustParse(day)
			book, err := ReadFacts(ctx, db, until)
			if err != nil {
				t.Fatal(err)
			}
			asked := func(from, to int64, fn func(int64, []OrderFact) error) error {
				return EachCustomerFacts(ctx, db, from, to, until, fn)
			}
			for _, span := range [][2]int64{{0, 1 << 40}, {10, 11}, {11, 13}, {13, 20}} {
				if diff := cmp.Diff(told(t, asked, span[0], span[1]), told(t, book.Each, span[0], span[1])); diff != "" {
					t.Errorf("customers %v on %s: %s", span, day, diff)
				}
			}
		}
	})
}

// Whatever stands in documents comes back, by day and id.
func TestPropABookOfFactsLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Custom(func(t *rapid.T) cal.Date {
			return rapid.SampledFrom([]cal.Date{cal.Never, cal.Earliest, 0, cal.Date(rapid.IntRange(10_000, 30_000).Draw(t, "day"))}).Draw(t, "which")
		})
		amount := rapid.Custom(func(t *rapid.T) money.Cents {
			return money.Cents(rapid.SampledFrom([]int64{0, rapid.Int64().Draw(t, "amount")}).Draw(t, "which"))
		})
		fact := rapid.Custom(func(t *rapid.T) OrderFact {
			return OrderFact{
				ID: rapid.Int64Range(1, 1<<50).Draw(t, "id"), Day: cal.Date(rapid.IntRange(-20_000, 60_000).Draw(t, "day")),
				Kind: rapid.SampledFrom(append([]Kind{"kind of tomorrow"}, factKinds...)).Draw(t, "kind"),
				Net:  amount.Draw(t, "net"), Cost: amount.Draw(t, "cost"), NetMeasured: amount.Draw(t, "measured"), NetEstimated: amount.Draw(t, "estimated"),
				Counts: rapid.Bool().Draw(t, "counts"), Figures: rapid.Bool().Draw(t, "figures"), ReturnedFull: rapid.Bool().Draw(t, "returned"),
				Promised: day.Draw(t, "promised"), Delivered: day.Draw(t, "delivered"), Due: day.Draw(t, "due"), Paid: day.Draw(t, "paid"),
				Faulty: int8(rapid.IntRange(-1, 1).Draw(t, "faulty")),
			}
		})
		some := rapid.SliceOfN(fact, 1, 50).Draw(t, "some")
		checkBook(t, some)
	})
}

func TestABookOfFactsGoesOnOverItsPages(t *testing.T) {
	var many []OrderFact
	for i := range 3 * factPage / 12 {
		many = append(many, OrderFact{
			ID: int64(3*i + 1), Day: cal.Date(20_000 - i%700), Kind: Sale, Net: money.Cents(i), Promised: cal.Never, Delivered: cal.Never, Due: cal.Never, Paid: cal.Never,
		})
	}
	if b := checkBook(t, many); len(b.pages) < 2 {
		t.Errorf("%d pages say nothing", len(b.pages))
	}
}

// checkBook packs the documents of one customer and reads them again.
func checkBook(t rapid.TB, docs []OrderFact) *FactBook {
	b, head := &FactBook{ids: []int64{7}}, uint32(0)
	for i := range docs {
		head = b.put(&docs[i], head)
	}
	b.heads = []uint32{head}
	for i, at := len(docs)-1, head; at != 0; i-- {
		var f OrderFact
		if f, at = b.get(at); f != docs[i] {
			t.Fatalf("document %d: %+v, was %+v", i, f, docs[i])
		}
	}
	want := slices.Clone(docs)
	slices.SortFunc(want, byDay)
	if err := b.Each(0, 8, func(_ int64, got []OrderFact) error {
		if !slices.EqualFunc(got, want, func(a, b OrderFact) bool { return byDay(a, b) == 0 }) {
			t.Fatalf("%d documents, want %d by day and id", len(got), len(want))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSumsThatWaitComeToTheSame(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		customers := []int64{Unassigned, 10, 11}
		addCustomers(t, db, 10, 11)
		update(t, db, func(tx *store.Tx) error {
			return books.Insert(ctx, tx, []Document{doc(10, "0", "2025-01-03", bought(5, "2", 900))})
		})
		waiting := books
		waiting.Sums = NewSums()
		update(t, db, func(tx *store.Tx) error {
			for _, docs := range [][]Document{
				{doc(11, "1", "2025-01-03", bought(5, "2", 900)), doc(10, "2", "2025-02-03", bought(5, "1", 300))},
				{doc(Unassigned, "3", "2025-01-30", bought(5, "2", 900)), doc(10, "4", "2025-01-03", bought(5, "-1", -300))},
			} {
				if err := waiting.Insert(ctx, tx, docs); err != nil {
					return err
				}
			}
			again := doc(10, "0", "2025-03-03", bought(5, "2", 950))
			id, err := store.Value[int64](ctx, tx, store.New("id-of-0", "SELECT id FROM sales_order WHERE document = '0'"))
			if err != nil {
				return err
			}
			if err := waiting.Replace(ctx, tx, id, &again); err != nil {
				return err
			}
			return waiting.Sums.Flush(ctx, tx, waiting)
		})
		checkSums(t, db, customers)
		due, err := store.AllText(ctx, db, "SELECT customer_id FROM customer_due ORDER BY customer_id", func(id *int64) []any { return []any{id} })
		if err != nil || !slices.Equal(due, []int64{10, 11}) {
			t.Errorf("due are %v, %v", due, err)
		}
	})
}

package sales

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// groupsByJoin is what EachGroup tells, asked of the database in one question.
var groupsByJoin = store.New("groups-by-join", `
SELECT CAST(substr(o.day, 1, 4) || substr(o.day, 6, 2) AS INTEGER), p.category_id, CAST(SUM(l.net_cents) AS BIGINT),
  CAST(SUM(l.cost_cents) AS BIGINT), CAST(SUM(CASE WHEN l.cost_quality >= 2 THEN l.net_cents ELSE 0 END) AS BIGINT),
  CAST(SUM(CASE WHEN l.cost_quality = 1 THEN l.net_cents ELSE 0 END) AS BIGINT)
FROM sales_order o JOIN sales_line l ON l.order_id = o.id JOIN sales_product p ON p.id = l.product_id
WHERE o.day >= $1 AND o.day <= $2 AND o.figures = 1 AND p.category_id > 0 AND NOT (o.kind = 'credit_note' AND o.faulty = 1)
GROUP BY 1, 2 ORDER BY 1, 2`)

// TestGroupsOfMonthsAreTheirLines: 2,500 documents of three years, of all kinds and in a
// foreign currency, with goods of three categories and of none, with and without known cost.
func TestGroupsOfMonthsAreTheirLines(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomers(t, db, 10)
		products := []Product{{Source: "kasse", Number: "lose", Name: "Lose Ware"}}
		dice := rand.New(rand.NewPCG(7, 11))
		update(t, db, func(tx *store.Tx) error {
			for i, name := range []string{"Brot", "Kuchen", "Kaffee"} {
				id, _, err := EnsureCategory(ctx, tx, name, name)
				if err != nil {
					return err
				}
				p := Product{Source: "kasse", Number: name, Name: name, Category: id}
				if i == 0 {
					p.UnitCost = "0.4"
				}
				products = append(products, p)
			}
			return MergeProducts(ctx, tx, products)
		})
		var documents []Document
		for i := range 2500 {
			day := cal.MustParse("2023-01-01").Add(dice.IntN(3 * 365)).String()
			d := doc([]int64{Unassigned, 10}[dice.IntN(2)], fmt.Sprint(i), day)
			for range 1 + dice.IntN(3) {
				d.Lines = append(d.Lines, bought(products[dice.IntN(len(products))].ID, "1", money.Cents(dice.IntN(5000)-500)))
			}
			switch dice.IntN(12) {
			case 0:
				d.Order.Currency = "CHF"
			case 1:
				d.Order.Kind, d.Order.Faulty = CreditNote, 1
			case 2:
				d.Order.Kind = CreditNote
			}
			documents = append(documents, d)
		}
		update(t, db, func(tx *store.Tx) error { return books.Insert(ctx, tx, documents) })
		from, until := cal.MustParse("2023-06-01"), cal.MustParse("2025-03-14")
		want, err := store.All(ctx, db, groupsByJoin, func(g *GroupSum) []any {
			return []any{&g.Month, &g.Category, &g.Net, &g.Cost, &g.NetMeasured, &g.NetEstimated}
		}, from, until)
		if err != nil {
			t.Fatal(err)
		}
		var got []GroupSum
		if err := EachGroup(ctx, db, from, until, func(g GroupSum) { got = append(got, g) }); err != nil {
			t.Fatal(err)
		}
		if len(got) != 22*3 {
			t.Errorf("%d groups, want three in each of 22 months", len(got))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("asked in one question (-), read (+): %s", diff)
		}
	})
}

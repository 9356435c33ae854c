package sales

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestSalesPerCategory(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomers(t, db, 10)
		var bread int64
		update(t, db, func(tx *store.Tx) (err error) {
			if bread, _, err = EnsureCategory(ctx, tx, "Brot", "brot"); err != nil {
				return err
			}
			products := []Product{{Source: "kasse", Number: "A", Name: "Kruste", Category: bread}, {Source: "kasse", Number: "B", Name: "Kaffee"}}
			if err := MergeProducts(ctx, tx, products); err != nil {
				return err
			}
			foreign := doc(10, "3", "2025-01-05", bought(products[0].ID, "1", 9000))
			foreign.Order.Currency = "CHF"
			return books.Insert(ctx, tx, []Document{
				doc(10, "1", "2025-01-03", bought(products[0].ID, "2", 600), bought(products[1].ID, "1", 400)),
				doc(10, "2", "2025-01-04", bought(products[0].ID, "1", 300)),
				doc(10, "4", "2024-12-31", bought(products[0].ID, "1", 5000)), foreign,
			})
		})
		got, err := CategoryNets(ctx, db, cal.MustParse("2025-01-01"), cal.MustParse("2025-01-31"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[int64]money.Cents{0: 400, bread: 900}, got); diff != "" {
			t.Error(diff)
		}
		update(t, db, func(tx *store.Tx) error { return SetSensitive(ctx, tx, bread, true) })
		list, err := Categories(ctx, db)
		if err != nil || len(list) != 1 || !list[0].Sensitive {
			t.Errorf("%+v, %v", list, err)
		}
		err = db.Update(ctx, func(tx *store.Tx) error { return SetSensitive(ctx, tx, bread+1, true) })
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("a category that is not there: %v", err)
		}
	})
}

package relationship_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// TestNothingForbiddenMovesAJudgement swaps what must never count (age, sex, name, origin,
// nationality, language, religion, family, where somebody lives; domain 5.9), also written into a
// note or a field of the firm's own: the kind of relationship, its reasons and the strain stay.
func TestNothingForbiddenMovesAJudgement(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		covered(t, db, .6)
		own := int64(0)
		must(t, db.Update(ctx, func(tx *store.Tx) (err error) {
			d, err := field.Define(ctx, tx, 1, 1, field.Definition{Label: "Religion", Kind: field.Text})
			own = d.ID
			return err
		}))
		plain := customer.Customer{Kind: customer.Person, LastName: "Weber", Country: "DE"}
		swaps := map[string]func(c *customer.Customer){
			"sex":         func(c *customer.Customer) { c.Salutation = "Frau" },
			"name":        func(c *customer.Customer) { c.FirstName, c.LastName = "Ayşe", "Yıldız" },
			"title":       func(c *customer.Customer) { c.Title = "Dr." },
			"age":         func(c *customer.Customer) { c.Birthday = "1938-02-03" },
			"nationality": func(c *customer.Customer) { c.Country = "TR" },
			"postcode":    func(c *customer.Customer) { c.Postcode, c.City = "12043", "Berlin" },
			"health":      func(c *customer.Customer) { c.Note = "Sitzt im Rollstuhl, verheiratet, spricht Türkisch" },
			"address":     func(c *customer.Customer) { c.AddressForm = "du" },
		}
		make1 := func(change func(c *customer.Customer), religion string) int64 {
			c := plain
			if change != nil {
				change(&c)
			}
			var id int64
			must(t, db.Update(ctx, func(tx *store.Tx) (err error) {
				if id, err = customer.Create(ctx, tx, by, c); err != nil || religion == "" {
					return err
				}
				return field.Set(ctx, tx, row.By{Actor: 1, At: 1}, id, []field.Change{{Field: own, To: religion}})
			}))
			talk(t, db, id, interaction.NoOccasion, "warm", 5, 20, 40, 60, 90)
			talk(t, db, id, "demand", "demanding", 3, 9, 14)
			return id
		}
		base := make1(nil, "")
		ids := map[string]int64{"religion": make1(nil, "Islam")}
		for what, change := range swaps {
			ids[what] = make1(change, "")
		}
		all(t, db, today)
		want := rowOf(t, db, base)
		if want.Events == 0 || want.Strain == 0 || want.Reasons == "" {
			t.Fatalf("nothing is judged: %+v", want)
		}
		for what, id := range ids {
			got := rowOf(t, db, id)
			got.Customer = want.Customer
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s moves the judgement: %s", what, diff)
			}
		}
	})
}

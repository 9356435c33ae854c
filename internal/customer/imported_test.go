package customer_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func city(s string) customer.Fields { return customer.Fields{customer.FieldCity: s} }

func updateImported(t *testing.T, db *store.DB, id int64, source string, f customer.Fields) []customer.Change {
	t.Helper()
	var changes []customer.Change
	within(t, db, func(tx *store.Tx) (err error) {
		changes, err = customer.UpdateImported(ctx, tx, by, []customer.ImportUpdate{{ID: id, Source: source, Fields: f}})
		return err
	})
	return changes
}

func TestThreeWayComparison(t *testing.T) {
	for name, c := range map[string]struct {
		first string // said by the source with the new customer
		hand  string // edited afterwards, "" for not
		now   string // said by the source now
		want  string
		moved bool
	}{
		"the same again changes nothing":             {"Ulm", "", "Ulm", "Ulm", false},
		"the source changed":                         {"Ulm", "", "Bonn", "Bonn", true},
		"a hand edit stays while the source repeats": {"Ulm", "Köln", "Ulm", "Köln", false},
		"a hand edit yields when the source changed": {"Ulm", "Köln", "Bonn", "Bonn", true},
		"both changed to the same":                   {"Ulm", "Bonn", "Bonn", "Bonn", false},
		"the source falls silent":                    {"Ulm", "", "", "", true},
		"silence does not take a hand edit":          {"Ulm", "Köln", "", "Köln", false},
	} {
		t.Run(name, func(t *testing.T) {
			schematest.Each(t, func(t *testing.T, db *store.DB) {
				id := insertMany(t, db, customer.ImportRow{Customer: customer.Customer{LastName: "A", City: c.first}, Source: "till", Number: "1", Fields: city(c.first)})[0]
				if c.hand != "" {
					within(t, db, func(tx *store.Tx) error {
						_, err := customer.Update(ctx, tx, by, id, 1, city(c.hand))
						return err
					})
				}
				before := get(t, db, id).City
				changes := updateImported(t, db, id, "till", city(c.now))
				if got := get(t, db, id).City; got != c.want {
					t.Errorf("city %q, want %q", got, c.want)
				}
				moved := len(changes) > 0 && changes[0].Changed()
				if moved != c.moved {
					t.Errorf("changes %+v", changes)
				}
				again := updateImported(t, db, id, "till", city(c.now))
				if len(again) != 0 {
					t.Errorf("the same file again: %+v", again)
				}
				within(t, db, func(tx *store.Tx) error {
					touched, err := customer.RevertImported(ctx, tx, by, changes)
					if len(touched) > 0 {
						t.Errorf("touched %v", touched)
					}
					return err
				})
				if got := get(t, db, id).City; got != before {
					t.Errorf("taken back to %q, want %q", got, before)
				}
				replayed := updateImported(t, db, id, "till", city(c.now))
				if d := cmp.Diff(changes, replayed); d != "" {
					t.Errorf("after taking back the source is remembered otherwise: %s", d)
				}
			})
		})
	}
}

func TestAnotherSourceFillsOnlyWhatIsEmpty(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := insertMany(t, db, customer.ImportRow{Customer: customer.Customer{LastName: "A", City: "Ulm"}, Source: "till", Number: "1", Fields: city("Ulm")})[0]
		updateImported(t, db, id, "shop", customer.Fields{customer.FieldCity: "Bonn", customer.FieldStreet: "Weg 1"})
		if c := get(t, db, id); c.City != "Ulm" || c.Street != "Weg 1" {
			t.Errorf("%q, %q", c.City, c.Street)
		}
		updateImported(t, db, id, "shop", customer.Fields{customer.FieldCity: "Köln"})
		if c := get(t, db, id); c.City != "Köln" || c.Street != "Weg 1" {
			t.Errorf("%q, %q", c.City, c.Street)
		}
	})
}

func TestTouchedCustomersAreNotTakenBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		row := func(n string) customer.ImportRow {
			return customer.ImportRow{Customer: customer.Customer{LastName: "A" + n, City: "Ulm"}, Source: "till", Number: n, Fields: city("Ulm")}
		}
		ids := insertMany(t, db, row("1"), row("2"), row("3"))
		changes := updateImported(t, db, ids[2], "till", city("Bonn"))
		within(t, db, func(tx *store.Tx) error {
			if _, err := customer.Update(ctx, tx, by, ids[1], 1, customer.Fields{customer.FieldNote: "Mag Roggen."}); err != nil {
				return err
			}
			_, err := customer.Update(ctx, tx, by, ids[2], 2, city("Köln"))
			return err
		})
		var removed, touched []int64
		within(t, db, func(tx *store.Tx) (err error) {
			removed, touched, err = customer.RemoveImported(ctx, tx, by, "till", ids[:2])
			return err
		})
		if d := cmp.Diff([][]int64{{ids[0]}, {ids[1]}}, [][]int64{removed, touched}); d != "" {
			t.Error(d)
		}
		due, err := customer.NextDue(ctx, db, ids[0]-1, 1) // what was computed of him has to go
		if err != nil || len(due) != 1 || due[0].ID != ids[0] || due[0].Kind != "" {
			t.Errorf("due %v, %v", due, err)
		}
		within(t, db, func(tx *store.Tx) (err error) {
			touched, err = customer.RevertImported(ctx, tx, by, changes)
			return err
		})
		if c := get(t, db, ids[2]); c.City != "Köln" || len(touched) != 1 {
			t.Errorf("city %s, touched %v", c.City, touched)
		}
		within(t, db, func(tx *store.Tx) error { return customer.EmptyImported(ctx, tx, by, "till", ids[1:2]) })
		if c := get(t, db, ids[1]); c.City != "" || c.Note != "Mag Roggen." || c.Number != "2" {
			t.Errorf("emptied: %+v", c)
		}
	})
}

func TestWhoComesToShareAMailIsMarkedWhoeverWasFirst(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		row := func(n, mail string) customer.ImportRow {
			return customer.ImportRow{Customer: customer.Customer{LastName: "A" + n, Email: mail}, Source: "till", Number: n}
		}
		for i := range 2 { // the older or the younger customer takes the other's address
			ids := insertMany(t, db, row(fmt.Sprint(i, 1), fmt.Sprint("anna", i, "@example.de")), row(fmt.Sprint(i, 2), fmt.Sprint("bea", i, "@example.de")))
			taken := get(t, db, ids[1-i]).Email
			within(t, db, func(tx *store.Tx) error {
				_, err := customer.Update(ctx, tx, by, ids[i], 1, customer.Fields{customer.FieldEmail: taken})
				return err
			})
			if a, b := get(t, db, ids[0]), get(t, db, ids[1]); !a.Duplicate || !b.Duplicate {
				t.Errorf("customer %d took the address of the other: marked %v and %v", i+1, a.Duplicate, b.Duplicate)
			}
		}
	})
}

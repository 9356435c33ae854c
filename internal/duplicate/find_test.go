package duplicate_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/match"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func person(first, last, street, phone, mail string) customer.Customer {
	return customer.Customer{Kind: customer.Person, FirstName: first, LastName: last, Street: street, Postcode: "99101", City: "Mustertal", Phone: phone, Email: mail}
}

func TestSearchFindsDoublesWithTheirPoints(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		h := newHouse(db)
		a := h.create(t, person("Jörg", "Meyer", "Hauptstr. 4", "09101 123456", ""), "till", "1")
		b := h.create(t, person("Joerg", "Maier", "Hauptstraße 4", "+49 9101 123456", ""), "till", "2")
		wife := h.create(t, person("Monika", "Meyer", "Hauptstr. 4", "09101 123456", ""), "till", "3")
		pairs := func() [][2]int64 {
			list, err := duplicate.List(ctx, db, customer.Scored{}, 50)
			if err != nil {
				t.Fatal(err)
			}
			var ids [][2]int64
			for _, p := range list {
				ids = append(ids, [2]int64{p.A.ID, p.B.ID})
			}
			return ids
		}
		if _, err := h.desk.Due(ctx, nil); err != nil {
			t.Fatal(err)
		}
		want := [][2]int64{{a, b}}
		if got := pairs(); !slices.Equal(got, want) {
			t.Errorf("the search for few finds %v, want %v and not the wife %d", got, want, wife)
		}
		found, err := h.desk.All(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := pairs(); !slices.Equal(got, want) || found.Same+found.Ask != 1 {
			t.Errorf("the search for all finds %v and counts %+v", got, found)
		}
		if !h.get(t, a).Duplicate {
			t.Error("the customer is not marked")
		}
		if err := h.desk.Dismiss(ctx, h.by(), b, a, true); err != nil {
			t.Fatal(err)
		}
		if _, err := h.desk.All(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if got := pairs(); len(got) != 0 {
			t.Errorf("who was called two comes again: %v", got)
		}
		if err := h.desk.Dismiss(ctx, h.by(), a, b, false); err != nil {
			t.Fatal(err)
		}
		h.update(t, func(tx *store.Tx) error {
			c := h.get(t, b)
			_, err := customer.Update(ctx, tx, h.by(), b, c.Version, customer.Fields{customer.FieldFirstName: "Wilhelm"})
			return err
		})
		if _, err := h.desk.Due(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if got := pairs(); len(got) != 0 {
			t.Errorf("who is not alike any more is still a pair: %v", got)
		}
	})
}

func TestNewEntryIsComparedWhileItIsTyped(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		a := h.create(t, person("Jörg", "Meyer", "Hauptstr. 4", "09101 123456", "joerg.meyer@example.de"), "till", "1")
		for name, c := range map[string]struct {
			typed customer.Customer
			found bool
		}{
			"the telephone alone":     {customer.Customer{Phone: "09101/123456"}, true},
			"the mail alone":          {customer.Customer{Email: "Joerg.Meyer@example.de"}, true},
			"name and street":         {person("Jörg", "Maier", "Hauptstr. 4", "", ""), true},
			"the name without a town": {customer.Customer{FirstName: "Jörg", LastName: "Meyer"}, false},
			"somebody else":           {person("Eva", "Haller", "Gartenweg 1", "09101 999999", ""), false},
		} {
			near, err := duplicate.Near(t.Context(), db, c.typed, "DE", 5)
			if err != nil {
				t.Fatal(err)
			}
			if got := len(near) == 1 && near[0].Customer.ID == a; got != c.found || !c.found && len(near) > 0 {
				t.Errorf("%s: found %d", name, len(near))
			}
		}
	})
}

// A large block is compared among neighbours, and the search says so.
func TestLargeBlocksAreCompared(t *testing.T) {
	h := newHouse(schematest.SQLite(t))
	var rows []customer.ImportRow
	for i := range match.LargeBlock + 60 {
		rows = append(rows, customer.ImportRow{Source: "till", Number: fmt.Sprint(i), Customer: person(string(rune('A'+i%26))+fmt.Sprint("x", i), "Haller", fmt.Sprintf("Weg %d", i), "", "")})
	}
	rows = append(rows, customer.ImportRow{Source: "till", Number: "d", Customer: person("Ax0", "Haller", "Weg 0", "", "")})
	h.update(t, func(tx *store.Tx) error {
		_, err := customer.InsertMany(t.Context(), tx, h.by(), rows)
		return err
	})
	found, err := h.desk.All(t.Context(), nil)
	if err != nil || found.Large == 0 || found.Ask+found.Same == 0 {
		t.Errorf("%+v, %v", found, err)
	}
	near, err := duplicate.Near(t.Context(), h.db, person("Ax0", "Haller", "Weg 0", "", ""), "DE", 5)
	if err != nil || len(near) != 2 {
		t.Errorf("among %d of one name in one town %d are found who are alike, want both, %v", len(rows), len(near), err)
	}
	near, err = duplicate.Near(t.Context(), h.db, person("Yrsa", "Haller", "Platz 7", "", ""), "DE", 5)
	if err != nil || len(near) != 0 {
		t.Errorf("%d are found who share nothing but a frequent name and the town, %v", len(near), err)
	}
}

// The budget for 100,000 customers is 60 s on two quiet cores, for one new one 20 ms; machines that run tests are not
// quiet, so the bounds are wide: they show what grows with the square.
func TestSearchKeepsItsBudget(t *testing.T) {
	h := newHouse(schematest.SQLite(t))
	names := []string{"Haller", "Meier", "Schmidt", "Uhlenbrock", "Vogt", "Wagner", "Becker", "Süß", "Krüger", "Lindner", "Pohl", "Raabe", "Stein", "Thiele", "Zander"}
	given := []string{"Max", "Eva", "Jörg", "Monika", "Peter", "Anna", "Lukas", "Greta", "Ida", "Felix", "Sabine", "Uwe"}
	for from := 0; from < 10_000; from += 1000 {
		var rows []customer.ImportRow
		for i := from; i < from+1000; i++ {
			c := person(given[i*7%len(given)], names[i%len(names)]+[]string{"", "er", "mann", "berg"}[i/60%4], fmt.Sprintf("%c%c%cweg %d", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26, i%90), fmt.Sprintf("09101 %06d", i*37), "")
			c.Postcode = fmt.Sprint(99101 + i%8)
			rows = append(rows, customer.ImportRow{Source: "till", Number: fmt.Sprint(i), Customer: c})
		}
		h.update(t, func(tx *store.Tx) error {
			_, err := customer.InsertMany(t.Context(), tx, h.by(), rows)
			return err
		})
	}
	began := time.Now()
	found, err := h.desk.All(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	all := time.Since(began)
	began = time.Now()
	const typed = 20
	for i := range typed {
		if _, err := duplicate.Near(t.Context(), h.db, person(given[i%len(given)], names[i%len(names)], fmt.Sprintf("Weg %d", i), "", ""), "DE", 5); err != nil {
			t.Fatal(err)
		}
	}
	one := time.Since(began) / typed
	t.Logf("%d customers in %v (%+v), one in %v", found.Customers, all, found, one)
	if all > time.Minute || one > time.Second {
		t.Errorf("all %v, one %v", all, one)
	}
}

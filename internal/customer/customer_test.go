package customer_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx = context.Background()
	by  = customer.By{Actor: 3, At: 1000, Region: "DE"}
)

// within runs fn in one transaction and fails the test on an error.
func within(t testing.TB, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func create(t testing.TB, db *store.DB, c customer.Customer) (id int64) {
	t.Helper()
	within(t, db, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, by, c)
		return err
	})
	return id
}

func insertMany(t testing.TB, db *store.DB, rows ...customer.ImportRow) (ids []int64) {
	t.Helper()
	within(t, db, func(tx *store.Tx) (err error) {
		ids, err = customer.InsertMany(ctx, tx, by, rows)
		return err
	})
	return ids
}

func get(t testing.TB, db *store.DB, id int64) customer.Customer {
	t.Helper()
	c, err := customer.Get(ctx, db, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func found(t *testing.T, db *store.DB, text string) []int64 {
	t.Helper()
	r, err := search.Find(ctx, db, text)
	if err != nil {
		t.Fatal(err)
	}
	return r.IDs
}

func TestCreatedCustomerIsRead(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := create(t, db, customer.Customer{
			FirstName: "Jörg", LastName: "Straßer", Email: "Joerg@Example.DE", Phone: "0171 5550123",
			Birthday: "--02-29", City: "Köln", Note: "Trinkt Tee.", FirstContact: cal.MustParse("2026-01-05"), LastContact: cal.MustParse("2026-01-05"),
		})
		got := get(t, db, id)
		want := customer.Customer{
			ID: id, Kind: customer.Person, Name: "Jörg Straßer", FirstName: "Jörg", LastName: "Straßer",
			Email: "Joerg@Example.DE", EmailKey: "joerg@example.de", Phone: "0171 5550123", PhoneKey: "+491715550123",
			Birthday: "--02-29", City: "Köln", Note: "Trinkt Tee.", SortKey: "strasser jorg", CreatedAt: 1000, UpdatedAt: 1000, Version: 1,
			FirstContact: cal.MustParse("2026-01-05"), LastContact: cal.MustParse("2026-01-05"),
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		for _, text := range []string{"straßer", "STRASSER", "joerg", "Jorg stra", "s", "kö", "0171-555", "+49 171"} {
			if ids := found(t, db, text); len(ids) != 1 || ids[0] != id {
				t.Errorf("%q finds %v", text, ids)
			}
		}
		due := takeDue(t, db)
		if len(due) != 1 || due[0] != id {
			t.Errorf("due: %v", due)
		}
		log, err := history.Of(ctx, db, "customer", id, 0, 10)
		if err != nil || len(log) != 1 || log[0].Verb != "customer.create" || log[0].Actor != 3 {
			t.Errorf("history %+v, %v", log, err)
		}
	})
}

func takeDue(t *testing.T, db *store.DB) (ids []int64) {
	t.Helper()
	within(t, db, func(tx *store.Tx) (err error) {
		marks, err := customer.NextDue(ctx, tx, 0, 100)
		if err != nil {
			return err
		}
		for _, m := range marks {
			ids = append(ids, m.ID)
		}
		_, err = customer.SettleDue(ctx, tx, marks)
		return err
	})
	return ids
}

func TestFieldsOfStruct(t *testing.T) {
	var c customer.Customer
	for _, f := range []customer.Field{
		customer.FieldKind, customer.FieldNumber, customer.FieldFirstName, customer.FieldLastName,
		customer.FieldCompany, customer.FieldSalutation, customer.FieldTitle, customer.FieldAddressForm, customer.FieldStreet,
		customer.FieldPostcode, customer.FieldCity, customer.FieldCountry, customer.FieldEmail, customer.FieldPhone,
		customer.FieldVATID, customer.FieldBirthday, customer.FieldCard, customer.FieldOrigin, customer.FieldFavourite,
		customer.FieldNote, customer.FieldFirm, customer.FieldRole, customer.FieldOwner, customer.FieldCollective,
	} {
		if err := c.Set(f, "1"); err != nil || c.Get(f) != "1" {
			t.Errorf("%s: got %q, %v", f, c.Get(f), err)
		}
	}
	if err := c.Set("shoe_size", "1"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an unknown field: %v", err)
	}
	if err := c.Set(customer.FieldOwner, "many"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a number that is none: %v", err)
	}
}

func TestUpdateNeedsTheVersionSeen(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := create(t, db, customer.Customer{LastName: "Ahrens", City: "Ulm"})
		takeDue(t, db)
		var version int64
		within(t, db, func(tx *store.Tx) (err error) {
			version, err = customer.Update(ctx, tx, by, id, 1, customer.Fields{customer.FieldLastName: "Zorn", customer.FieldCity: "Ulm"})
			return err
		})
		if version != 2 {
			t.Errorf("version %d", version)
		}
		if got := get(t, db, id); got.Name != "Zorn" || got.SortKey != "zorn" || got.Version != 2 {
			t.Errorf("got %+v", got)
		}
		if len(found(t, db, "Ahrens")) != 0 || len(found(t, db, "Zorn")) != 1 {
			t.Error("the search does not follow the name")
		}
		if due := takeDue(t, db); len(due) != 1 {
			t.Errorf("due %v", due)
		}
		err := db.Update(ctx, func(tx *store.Tx) error {
			_, err := customer.Update(ctx, tx, by, id, 1, customer.Fields{customer.FieldCity: "Bonn"})
			return err
		})
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("an old version: %v", err)
		}
		log, err := history.Of(ctx, db, "customer", id, 0, 1)
		if err != nil || string(log[0].Before) != `{"last_name":"Ahrens"}` || string(log[0].After) != `{"last_name":"Zorn"}` {
			t.Errorf("history %s %s %v", log[0].Before, log[0].After, err)
		}
	})
}

func TestRefusedCustomers(t *testing.T) {
	long := make([]byte, 401)
	for i := range long {
		long[i] = 'x'
	}
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		person := create(t, db, customer.Customer{LastName: "Ahrens"})
		for name, c := range map[string]customer.Customer{
			"without name and number":     {City: "Ulm"},
			"a mail address that is none": {LastName: "Ahrens", Email: "ahrens"},
			"a birthday that is none":     {LastName: "Ahrens", Birthday: "2025-02-29"},
			"an unknown kind":             {LastName: "Ahrens", Kind: "ghost"},
			"the reserved kind":           {LastName: "Ahrens", Kind: customer.Unassigned},
			"a contact without a firm":    {LastName: "Ahrens", Kind: customer.Contact},
			"a contact of a person":       {LastName: "Ahrens", Kind: customer.Contact, FirmID: person},
			"an address form":             {LastName: "Ahrens", AddressForm: "ihr"},
			"an overlong name":            {LastName: string(long)},
		} {
			err := db.Update(ctx, func(tx *store.Tx) error {
				_, err := customer.Create(ctx, tx, by, c)
				return err
			})
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if _, err := customer.Get(ctx, db, customer.Without); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the reserved row is visible: %v", err)
		}
	})
}

func TestDeleteLeavesNoTrace(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ids := insertMany(t, db,
			customer.ImportRow{
				Customer: customer.Customer{Company: "Zeisig GmbH", Email: "post@zeisig.example.de"}, Source: "till", Number: "7",
				Fields: customer.Fields{customer.FieldCompany: "Zeisig GmbH"},
			},
			customer.ImportRow{Customer: customer.Customer{Kind: customer.Contact, LastName: "Vogt"}, Source: "till", Number: "8", FirmNumber: "7"},
			customer.ImportRow{Customer: customer.Customer{LastName: "Amsel", Email: "post@zeisig.example.de"}, Source: "till", Number: "9"})
		within(t, db, func(tx *store.Tx) error {
			_, err := customer.Update(ctx, tx, by, ids[0], 1, customer.Fields{customer.FieldCity: "Ulm"})
			return err
		})
		if !get(t, db, ids[2]).Duplicate {
			t.Error("the same mail address marks nothing")
		}
		var gone []int64
		within(t, db, func(tx *store.Tx) (err error) {
			gone, err = customer.Delete(ctx, tx, by, ids[0], 2)
			return err
		})
		if d := cmp.Diff(ids[:2], gone); d != "" {
			t.Error(d)
		}
		if c := get(t, db, ids[2]); c.Duplicate {
			t.Error("the mark outlives the other")
		}
		for _, q := range []string{
			"SELECT count(*) FROM customer WHERE id > 1", "SELECT count(*) FROM customer_alias",
			"SELECT count(*) FROM search_entry", "SELECT count(*) + 1 FROM customer_imported", "SELECT count(*) + 1 FROM customer_duplicate",
		} {
			var n int
			if err := db.Raw().QueryRow(q).Scan(&n); err != nil || n != 1 {
				t.Errorf("%s: %d, %v; want 1", q, n, err)
			}
		}
		log, err := history.Of(ctx, db, "customer", ids[0], 0, 10)
		if err != nil || len(log) != 2 || string(log[1].After) != "{}" {
			t.Errorf("history %+v, %v", log, err)
		}
	})
}

func TestContactsFindTheirFirm(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		firm := insertMany(t, db, customer.ImportRow{Customer: customer.Customer{Company: "Zeisig GmbH", Phone: "0731 5550100"}, Source: "erp", Number: "70001"})[0]
		ids := insertMany(t, db,
			customer.ImportRow{Customer: customer.Customer{Kind: customer.Contact, LastName: "Vogt", Phone: "0731 5550100"}, Source: "erp", FirmNumber: "70001"},
			customer.ImportRow{Customer: customer.Customer{Kind: customer.Contact, LastName: "Amsel"}, Source: "erp", FirmNumber: "99"})
		contacts, err := customer.Contacts(ctx, db, firm)
		if err != nil || len(contacts) != 1 || contacts[0].ID != ids[0] {
			t.Errorf("contacts %+v, %v", contacts, err)
		}
		if contacts[0].Duplicate {
			t.Error("the telephone shared with the own firm marks a duplicate")
		}
		if c := get(t, db, ids[1]); c.Kind != customer.Person {
			t.Errorf("a contact of an unknown firm is a %s", c.Kind)
		}
	})
}

func TestPossibleDuplicates(t *testing.T) {
	base := customer.Customer{LastName: "Ahrens", Email: "a@example.de", Phone: "0171 5550123", VATID: "DE 123456789"}
	for name, c := range map[string]struct {
		other  customer.ImportRow
		reason customer.Reason
	}{
		"the same mail address in other case":  {customer.ImportRow{Customer: customer.Customer{LastName: "B", Email: "A@Example.de"}}, customer.SameEmail},
		"the same telephone written otherwise": {customer.ImportRow{Customer: customer.Customer{LastName: "B", Phone: "+49 (0)171/555-0123"}}, customer.SamePhone},
		"the same VAT number":                  {customer.ImportRow{Customer: customer.Customer{LastName: "B", VATID: "de123456789"}}, customer.SameVAT},
		"the same number in another source":    {customer.ImportRow{Customer: customer.Customer{LastName: "B"}, Source: "shop", Number: "10"}, customer.SameNumber},
		"the same name is none":                {customer.ImportRow{Customer: customer.Customer{LastName: "Ahrens"}, Source: "shop", Number: "11"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			schematest.Each(t, func(t *testing.T, db *store.DB) {
				first := insertMany(t, db, customer.ImportRow{Customer: base, Source: "till", Number: "10"})[0]
				second := insertMany(t, db, c.other)[0]
				pairs, err := customer.Duplicates(ctx, db, second)
				if err != nil {
					t.Fatal(err)
				}
				if c.reason == "" {
					if len(pairs) != 0 || get(t, db, second).Duplicate {
						t.Errorf("got %+v", pairs)
					}
					return
				}
				if d := cmp.Diff([]customer.Pair{{OtherID: first, Reason: c.reason}}, pairs); d != "" {
					t.Error(d)
				}
				if !get(t, db, first).Duplicate || !get(t, db, second).Duplicate {
					t.Error("one of the two is not marked")
				}
				within(t, db, func(tx *store.Tx) error { return customer.Dismiss(ctx, tx, customer.By{}, second, first, true) })
				if get(t, db, first).Duplicate || get(t, db, second).Duplicate {
					t.Error("the decision leaves a mark")
				}
			})
		})
	}
}

func TestChangedMailEndsAndFindsDuplicates(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a := create(t, db, customer.Customer{LastName: "A", Email: "a@example.de"})
		b := create(t, db, customer.Customer{LastName: "B", Email: "a@example.de"})
		c := create(t, db, customer.Customer{LastName: "C", Email: "a@example.de"})
		within(t, db, func(tx *store.Tx) error {
			_, err := customer.Update(ctx, tx, by, a, 1, customer.Fields{customer.FieldEmail: "other@example.de"})
			return err
		})
		if get(t, db, a).Duplicate {
			t.Error("the changed customer is still marked")
		}
		if !get(t, db, b).Duplicate || !get(t, db, c).Duplicate {
			t.Error("the two others lost their pair, which went through the changed one")
		}
	})
}

// Two of one file come to share what a third had before: he is marked as well, whoever of
// them stands first.
func TestWhoHadAValueFirstIsMarkedWhenTwoComeAtOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		var ids []int64
		var said []customer.ImportUpdate
		for _, name := range []string{"A", "B", "C"} {
			ids = append(ids, create(t, db, customer.Customer{LastName: name}))
		}
		within(t, db, func(tx *store.Tx) error {
			_, err := customer.Update(ctx, tx, by, ids[2], 1, customer.Fields{customer.FieldEmail: "c@example.de"})
			return err
		})
		for _, id := range ids[:2] {
			said = append(said, customer.ImportUpdate{ID: id, Source: "till", Fields: customer.Fields{customer.FieldEmail: "c@example.de"}})
		}
		within(t, db, func(tx *store.Tx) error {
			_, err := customer.UpdateImported(ctx, tx, by, said)
			return err
		})
		for _, id := range ids {
			if !get(t, db, id).Duplicate {
				t.Errorf("%d is not marked", id)
			}
		}
	})
}

// Rows of older versions had no name where only a card, an address or a telephone is known.
func TestWhoHasNoNameIsCalledByWhatIsKnown(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		card := create(t, db, customer.Customer{Number: "1", Card: "K204"})
		mail := create(t, db, customer.Customer{Number: "2", Email: "anna@example.de"})
		vogt := create(t, db, customer.Customer{LastName: "Vogt", Card: "K205"})
		if found, err := customer.AnyUnnamed(ctx, db); err != nil || found {
			t.Fatalf("somebody without a name (%v)", err)
		}
		within(t, db, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, store.New("old", "UPDATE customer SET number = '', name = '', sort_key = '' WHERE id IN ($1, $2)"), card, mail)
			return err
		})
		if found, err := customer.AnyUnnamed(ctx, db); err != nil || !found {
			t.Fatalf("nobody without a name (%v)", err)
		}
		if n, err := customer.NameUnnamed(ctx, db, by); err != nil || n != 2 {
			t.Fatalf("%d named (%v)", n, err)
		}
		for id, want := range map[int64]string{card: "Karte K204", mail: "anna@example.de", vogt: "Vogt"} {
			if c := get(t, db, id); c.Shown() != want {
				t.Errorf("%q, want %q", c.Shown(), want)
			}
		}
		if found, err := customer.AnyUnnamed(ctx, db); err != nil || found {
			t.Errorf("still somebody without a name (%v)", err)
		}
	})
}

func TestDueIsMarkedOnceAndTakenOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		within(t, db, func(tx *store.Tx) error { return customer.MarkDue(ctx, tx, 5, 7, 8, 7, customer.Without) })
		within(t, db, func(tx *store.Tx) error { return customer.MarkDue(ctx, tx, 6, 8, 9) })
		if n, err := customer.CountDue(ctx, db); err != nil || n != 3 {
			t.Errorf("%d due, %v", n, err)
		}
		if ids := takeDue(t, db); len(ids) != 3 {
			t.Errorf("took %v", ids)
		}
		if ids := takeDue(t, db); len(ids) != 0 {
			t.Errorf("took %v again", ids)
		}
		id := create(t, db, customer.Customer{Company: "Zeisig GmbH"})
		create(t, db, customer.Customer{Kind: customer.Contact, FirmID: id, LastName: "Vogt"})
		takeDue(t, db)
		within(t, db, func(tx *store.Tx) error { return customer.MarkAllDue(ctx, tx, 7) })
		if ids := takeDue(t, db); len(ids) != 1 || ids[0] != id {
			t.Errorf("all due: %v, want the firm alone", ids)
		}
	})
}

func TestSpanOfContactsGrows(t *testing.T) {
	d := cal.MustParse
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := create(t, db, customer.Customer{LastName: "A"})
		if c := get(t, db, id); c.FirstContact != cal.Never || c.LastContact != cal.Never {
			t.Errorf("a new customer has contacts: %v %v", c.FirstContact, c.LastContact)
		}
		for _, day := range []string{"2026-03-01", "2026-02-01", "2026-02-15", "2026-04-01"} {
			within(t, db, func(tx *store.Tx) error {
				return customer.TouchContacts(ctx, tx, []customer.Span{{CustomerID: id, First: d(day), Last: d(day)}})
			})
		}
		within(t, db, func(tx *store.Tx) error {
			return customer.TouchContacts(ctx, tx, []customer.Span{{CustomerID: id, First: d("2026-01-01"), Last: d("2026-01-31")}, {CustomerID: id, First: cal.Never, Last: cal.Never}})
		})
		if c := get(t, db, id); c.FirstContact != d("2026-01-01") || c.LastContact != d("2026-04-01") {
			t.Errorf("span %v to %v", c.FirstContact, c.LastContact)
		}
		within(t, db, func(tx *store.Tx) error {
			return customer.SetContacts(ctx, tx, []customer.Span{{CustomerID: id, First: d("2026-02-01"), Last: d("2026-02-15")}})
		})
		if c := get(t, db, id); c.FirstContact != d("2026-02-01") || c.LastContact != d("2026-02-15") {
			t.Errorf("span set to %v to %v", c.FirstContact, c.LastContact)
		}
	})
}

func TestManyRowsKeepTheirOrder(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		var rows []customer.ImportRow
		for i := range 250 {
			rows = append(rows, customer.ImportRow{Customer: customer.Customer{}, Source: "till", Number: fmt.Sprint(1000 + i)})
		}
		ids := insertMany(t, db, rows...)
		known, err := customer.Lookup(ctx, db, "till", []string{"1000", "1249", "5"})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(map[string]int64{"1000": ids[0], "1249": ids[249]}, known); d != "" {
			t.Error(d)
		}
		c := get(t, db, ids[249])
		if c.Name != "" || c.Shown() != "1249" || c.SortKey != "1249" {
			t.Errorf("a nameless customer: %+v", c)
		}
	})
}

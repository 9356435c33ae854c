package intake_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
)

// The nightly file knows both numbers of a customer who was merged. Its documents reach
// the one who stayed, his fields stay as they were chosen, and when the merge is undone
// what came under the other number goes back with him.
func TestNightlyFilesReachMergedCustomers(t *testing.T) {
	db := schematest.SQLite(t)
	d := newDesk(t, db)
	const people = "Kundennummer;Vorname;Nachname;Ort\n17;Max;Haller;Mustertal\n18;Maxi;Haller;Beispielhausen\n"
	const cols = "Rechnungsnummer;Rechnungsdatum;Kundennummer;Rechnungsbetrag\n"
	d.run(intake.Request{Path: d.file(people), Source: "laden"})
	d.run(intake.Request{Path: d.file(cols + "1;02.03.2026;17;10,00\n2;03.03.2026;18;20,00\n"), Source: "laden"})
	ids, err := customer.Lookup(t.Context(), db, "laden", []string{"17", "18"})
	if err != nil {
		t.Fatal(err)
	}
	stays, goes := ids["17"], ids["18"]
	desk := duplicate.Desk{
		DB: db, Ledgers: care.Registry(), Now: func() cal.Instant { return 1 },
		Day:      func(context.Context) (cal.Date, error) { return cal.MustParse("2026-03-04"), nil },
		Currency: func(context.Context) (string, error) { return "EUR", nil },
	}
	by := customer.By{Actor: 1, At: 1, Region: "DE"}
	version := func(id int64) int64 {
		c, err := customer.Get(t.Context(), db, id)
		if err != nil {
			t.Fatal(err)
		}
		return c.Version
	}
	merge, err := desk.Merge(t.Context(), by, duplicate.Request{Survivor: stays, SurvivorVersion: version(stays), Loser: goes, LoserVersion: version(goes)})
	if err != nil {
		t.Fatal(err)
	}
	d.run(intake.Request{Path: d.file("Kundennummer;Vorname;Nachname;Ort\n17;Max;Haller;Mustertal\n18;Maxi;Haller;Neumuster\n"), Source: "laden"})
	d.run(intake.Request{Path: d.file(cols + "3;04.03.2026;17;30,00\n4;04.03.2026;18;40,00\n"), Source: "laden"})
	if got := d.lines(fmt.Sprintf("SELECT first_name || ' ' || city FROM customer WHERE id = %d", stays)); fmt.Sprint(got) != "[Max Mustertal]" {
		t.Errorf("the fields of who stayed are %v", got)
	}
	owned := func(id int64) string {
		return fmt.Sprint(d.lines(fmt.Sprintf("SELECT document FROM sales_order WHERE customer_id = %d ORDER BY document", id)))
	}
	if got := owned(stays); got != "[1 2 3 4]" {
		t.Errorf("documents %v", got)
	}
	if err := desk.Unmerge(t.Context(), by, merge, false); err != nil {
		t.Fatal(err)
	}
	if a, b := owned(stays), owned(goes); a != "[1 3]" || b != "[2 4]" {
		t.Errorf("after the splitting %v and %v", a, b)
	}
}

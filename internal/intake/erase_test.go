package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// erase deletes a customer as the desk does, as far as imports are concerned.
func (d *desk) erase(last string) {
	d.t.Helper()
	ctx := context.Background()
	err := d.db.Update(ctx, func(tx *store.Tx) error {
		list, err := store.AllText(ctx, tx, "SELECT id FROM customer WHERE last_name = '"+last+"'", func(id *int64) []any { return []any{id} })
		if err != nil || len(list) != 1 {
			return fmt.Errorf("customers %v: %w", list, err)
		}
		c, err := customer.Get(ctx, tx, list[0])
		if err != nil {
			return err
		}
		if err := (intake.Eraser{}).Erase(ctx, tx, c.ID); err != nil {
			return err
		}
		if _, err := customer.Delete(ctx, tx, customer.By{}, c.ID, c.Version); err != nil {
			return err
		}
		if err := (sales.Books{Currency: "EUR"}).MoveToUnassigned(ctx, tx, c.ID); err != nil {
			return err
		}
		return intake.Forget(ctx, tx, c.ID)
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

const (
	listed = "Kundennummer;Nachname;Vorname;E-Mail;Kunde seit\n4711;Beispiel;Erika;erika@example.de;02.01.2020\n4712;Muster;Otto;otto@example.de;02.01.2020\n" +
		"4711;Beispiel;Erika;erika@example.de;99.99.2020\n4712;Muster;Otto;otto@example.de;99.99.2020\n"
	bought = "Datum;Kundennummer;Artikel;Betrag\n02.03.2026;4711;Brot;3,50\n02.03.2026;4712;Brot;4,50\n"
	total  = "SELECT CAST(SUM(net_cents) AS BIGINT) || '' FROM sales_order"
)

func TestWhoWasDeletedDoesNotComeBackWithTheNextFile(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.run(alt(d, listed))
		d.run(alt(d, bought))
		d.erase("Beispiel")
		kept := d.lines("SELECT raw FROM intake_reject")
		if len(kept) != 2 || kept[0] != "" || !strings.Contains(kept[1], "otto@") {
			t.Errorf("rows set aside: %q", kept)
		}
		for _, table := range []string{"intake_change", "intake_reject", "intake_erased", "sales_order", "customer_alias", "customer"} {
			column := map[string]string{"intake_change": "before || after", "intake_reject": "raw", "intake_erased": "hash", "sales_order": "document", "customer_alias": "number", "customer": "name || email"}[table]
			for _, text := range d.lines("SELECT " + column + " FROM " + table) {
				if strings.Contains(text, "4711") || strings.Contains(strings.ToLower(text), "erika") {
					t.Errorf("%s still tells %q", table, text)
				}
			}
		}
		r := d.run(alt(d, listed))
		d.want(r, 0, 0, 2, 2)
		if got := fmt.Sprint(r.Figures.ErasedRows); got != "[{0 2 intakerun.erased.customer}]" {
			t.Errorf("rows about her: %s", got)
		}
		// What is set aside now names her, too.
		list, err := d.Rejects(context.Background(), r.Import, 0, 10)
		if err != nil || len(list) != 2 || list[0].Raw != "" || list[0].Line != 4 || list[0].Reason.Key == "" || !strings.Contains(list[1].Raw, "otto@") {
			t.Errorf("set aside after her deletion: %+v, %v", list, err)
		}
		if r.Figures.Erased != 1 || fmt.Sprint(d.lines("SELECT last_name FROM customer WHERE id > 1")) != "[Muster]" {
			t.Errorf("%+v, customers %v", r.Figures, d.lines("SELECT last_name FROM customer WHERE id > 1"))
		}
		// The same purchases change nothing, new ones count without a customer.
		d.want(d.run(alt(d, bought)), 0, 0, 2, 0)
		more := d.run(alt(d, bought+"03.03.2026;4711;Brot;7,00\n"))
		d.want(more, 1, 0, 2, 0)
		if more.Figures.LinesWithoutCustomer != 2 || more.Figures.NetTotalWithoutCustomerCents != 1050 {
			t.Errorf("without a customer: %+v", more.Figures)
		}
		if got := fmt.Sprint(d.lines(total)); got != "[1500]" {
			t.Errorf("sum %s", got)
		}
		if got := fmt.Sprint(d.lines("SELECT CAST(SUM(net_unassigned_cents) AS BIGINT) || '' FROM sales_total")); got != "[1050]" {
			t.Errorf("sum without customers %s", got)
		}
	})
}

func TestWhoHasTheMailOfSomebodyDeletedDoesNotComeBackEither(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.run(alt(d, listed))
		d.erase("Beispiel")
		r := d.run(intake.Request{Path: d.file("Kundennummer;Nachname;E-Mail\n9;Beispiel;Erika@Example.de\n"), Source: "neu"})
		if d.want(r, 0, 0, 1, 0); r.Figures.Erased != 1 {
			t.Errorf("%+v", r.Figures)
		}
		// A firm that enters her anew on purpose lifts it.
		ctx := context.Background()
		if gone, err := (intake.Eraser{}).Erased(ctx, db, " ERIKA@example.de"); err != nil || !gone {
			t.Errorf("not known: %v", err)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return intake.Eraser{}.Readmit(ctx, tx, "erika@example.de") }); err != nil {
			t.Fatal(err)
		}
		d.want(d.run(alt(d, listed)), 1, 0, 1, 2)
	})
}

func TestContactsWithSomebodyDeletedAreNotWrittenDown(t *testing.T) {
	const talks = "Kontaktdatum;Kundennummer;Kontaktart;Gesprächsnotiz\n02.03.2026;4711;Telefon;fragt nach Erika\n02.03.2026;4712;Telefon;Termin\n"
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.run(alt(d, listed))
		d.erase("Beispiel")
		d.want(d.run(alt(d, talks)), 1, 0, 1, 0)
		if got := d.lines("SELECT note FROM interaction"); fmt.Sprint(got) != "[Termin]" {
			t.Error(got)
		}
	})
}

func TestADryRunTellsForEachRowThatItsCustomerWasDeleted(t *testing.T) {
	db := schematest.SQLite(t)
	d := newDesk(t, db)
	d.run(alt(d, listed))
	d.erase("Beispiel")
	for text, want := range map[string]string{listed: "intakerun.erased.customer", bought: "intakerun.erased.order"} {
		r := alt(d, text)
		r.DryRun = true
		rows, err := d.Rows(context.Background(), d.run(r).Import, 0, 0, 10)
		if err != nil || len(rows) != 2 {
			t.Fatalf("%+v, %v", rows, err)
		}
		if rows[0].Reason == nil || rows[0].Reason.Key != want || rows[1].Reason != nil {
			t.Errorf("%+v", rows)
		}
	}
}

func TestTheReasonOfAnEmptiedRowTellsNothingOfIt(t *testing.T) {
	db := schematest.SQLite(t)
	d := newDesk(t, db)
	d.run(alt(d, listed))
	d.erase("Beispiel")
	text := strings.Replace(listed, "4711;Beispiel;Erika;erika@example.de;99.99.2020", "4711;Beispiel;Erika;erika@example.de;seit Erikas Geburtstag", 1)
	d.run(alt(d, text))
	for _, reason := range d.lines("SELECT reason FROM intake_reject") {
		if strings.Contains(reason, "Erika") {
			t.Error(reason)
		}
	}
}

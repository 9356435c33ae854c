package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

const (
	billed = "Rechnungsnummer;Rechnungsdatum;Kundennummer;Rechnungsbetrag\nR1001;02.03.2026;17;119,00\nR1002;03.03.2026;18;50,00\n"
	paid   = "Zahlungsdatum;Belegnummer;Kundennummer;Betrag;Zahlungsart\n05.03.2026;R1001;17;100,00;Überweisung\n" +
		"09.03.2026;R1001;17;19,00;Überweisung\n09.03.2026;R9999;18;5,00;bar\n10.03.2026;;99;7,00;bar\n"
	allPayments = `SELECT p.day || ' ' || p.amount_cents || ' ' || p.currency || ' ' || COALESCE(o.document, '-') || ' ' || COALESCE(a.number, '-') || ' ' || p.reference
FROM sales_payment p LEFT JOIN sales_order o ON o.id = p.order_id LEFT JOIN customer_alias a ON a.customer_id = p.customer_id AND a.source = 'alt'`
	paidDays = "SELECT document || ' ' || paid_day FROM sales_order"
)

func alt(d *desk, text string) intake.Request {
	return intake.Request{Path: d.file(text), Source: "alt"}
}

func TestPaymentsFindTheirDocumentsWhicheverComesFirst(t *testing.T) {
	want := "[2026-03-05 10000 EUR R1001 17 R1001 2026-03-09 1900 EUR R1001 17 R1001 2026-03-09 500 EUR - 18 R9999 2026-03-10 700 EUR - - ]"
	for name, files := range map[string][]string{
		"documents first": {billed, paid}, "payments first": {paid, billed, paid}, "twice": {billed, paid, paid, billed},
	} {
		t.Run(name, func(t *testing.T) {
			schematest.Each(t, func(t *testing.T, db *store.DB) {
				d := newDesk(t, db)
				for _, text := range files {
					d.run(alt(d, text))
				}
				if got := fmt.Sprint(d.lines(allPayments)); got != want {
					t.Errorf("got %s\nwant %s", got, want)
				}
				if got := fmt.Sprint(d.lines(paidDays)); got != "[R1001 2026-03-09 R1002 9999-12-31]" {
					t.Errorf("paid on %s", got)
				}
				if r := d.run(alt(d, paid)); verdicts(r) != [4]int64{0, 0, 4, 0} || r.Figures.Payments != 4 || r.Figures.PaymentsTotalCents != 13100 || r.Figures.PaymentsOpen != 2 {
					t.Errorf("once more: %+v", r.Figures)
				}
			})
		})
	}
}

func TestEqualPaymentsAreCounted(t *testing.T) {
	const one = "Valuta;Kundennummer;Betrag\n05.03.2026;17;10,00\n"
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.run(alt(d, billed))
		d.want(d.run(alt(d, one)), 1, 0, 0, 0)
		d.want(d.run(alt(d, one+"05.03.2026;17;10,00\n06.03.2026;17;10,00\n")), 2, 0, 1, 0)
	})
}

func TestAPaymentWithANumberIsCorrected(t *testing.T) {
	const cols = "Zahlungsnummer;Zahlungsdatum;Rechnungsnummer;Betrag\n"
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.run(alt(d, billed))
		d.want(d.run(alt(d, cols+"Z1;05.03.2026;R1001;119,00\nZ1;05.03.2026;R1002;50,00\n")), 2, 0, 0, 0)
		fixed := d.run(alt(d, cols+"Z1;06.03.2026;R1001;119,00\n"))
		d.want(fixed, 0, 1, 0, 0)
		if _, err := d.Undo(context.Background(), fixed.Import, 0); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(d.lines("SELECT document || ' ' || day FROM sales_payment")); got != "[Z1~R1001 2026-03-05 Z1~R1002 2026-03-05]" {
			t.Error(got)
		}
	})
}

func TestThePurposeOfATransferNamesTheDocument(t *testing.T) {
	const text = "Buchungstag;Verwendungszweck;Betrag\n05.03.2026;Rechnung R1001, danke. Erika Muster;119,00\n" +
		"06.03.2026;R1001 und R1002;169,00\n07.03.2026;Miete März 2026;-900,00\n"
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.run(alt(d, billed))
		d.want(d.run(alt(d, text)), 3, 0, 0, 0)
		want := "[2026-03-05 11900 EUR R1001 17 R1001 2026-03-06 16900 EUR - -  2026-03-07 -90000 EUR - - ]"
		if got := fmt.Sprint(d.lines(allPayments)); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	})
}

func TestPaymentsAreTakenBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		orders := d.run(alt(d, billed))
		before, days := d.counts(), fmt.Sprint(d.lines(paidDays))
		payments := d.run(alt(d, paid))
		done, err := d.Undo(context.Background(), payments.Import, 0)
		if err != nil || done.Payments != 4 || len(done.Kept) > 0 {
			t.Fatalf("%+v, %v", done, err)
		}
		if now := d.counts(); now != before || fmt.Sprint(d.lines(paidDays)) != days {
			t.Errorf("before %s\nafter %s, %v", before, now, d.lines(paidDays))
		}
		// Documents that are taken back leave the payments, which wait for them again.
		d.run(alt(d, paid))
		if _, err := d.Undo(context.Background(), orders.Import, 0); err != nil {
			t.Fatal(err)
		}
		d.run(alt(d, billed))
		if got := fmt.Sprint(d.lines(paidDays)); got != "[R1001 2026-03-09 R1002 9999-12-31]" {
			t.Errorf("paid on %s", got)
		}
	})
}

// A list of payments with nothing but document numbers is a source of its own: its numbers
// mean the documents of any source, as long as one has them.
func TestPaymentsFindDocumentsOfOtherSourcesByNumberAlone(t *testing.T) {
	const list = "Zahlungsdatum;Belegnummer;Betrag;Zahlungsart\n05.03.2026;R1001;119,00;bar\n06.03.2026;R1002;59,50;bar\n07.03.2026;R7777;5,00;bar\n"
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.run(alt(d, billed))
		d.run(intake.Request{Path: d.file(strings.Replace(billed, "R1001", "X1", 1)), Source: "neu"})
		r := d.run(intake.Request{Path: d.file(list)})
		if r.Source == "alt" || r.Figures.PaymentsOpen != 2 || r.Figures.PaymentsAmbiguous != 1 {
			t.Errorf("source %q, %+v", r.Source, r.Figures)
		}
		if got := fmt.Sprint(d.lines("SELECT o.source || ' ' || o.document || ' ' || o.paid_day FROM sales_order o WHERE o.paid_day < '9999'")); got != "[alt R1001 2026-03-05]" {
			t.Errorf("paid: %s", got)
		}
		if _, err := d.Undo(context.Background(), r.Import, 0); err != nil {
			t.Fatal(err)
		}
		if r = d.run(intake.Request{Path: d.file(list), Source: "neu"}); r.Figures.PaymentsAmbiguous != 0 || r.Figures.PaymentsOpen != 1 {
			t.Errorf("with the name of the source: %+v", r.Figures)
		}
	})
}

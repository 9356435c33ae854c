package intake_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestProductsGiveLinesTheirCost(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		const cols = "Artikelnummer;Artikelbezeichnung;Warengruppe;Einkaufspreis\n"
		list := cols + "A1;Brot;Backwaren;1,20\nB2;Kuchen;Süßes;4,00\n"
		d.want(d.run(intake.Request{Path: d.file(list), Source: "laden"}), 2, 0, 0, 0)
		d.want(d.run(intake.Request{Path: d.file(list), Source: "laden"}), 0, 0, 2, 0)
		changed := d.run(intake.Request{Path: d.file(cols + "A1;Brot;Backwaren;1,30\nB2;Kuchen;Süßes;4,00\n"), Source: "laden"})
		d.want(changed, 0, 1, 1, 0)
		d.run(intake.Request{Path: d.file(day), Source: "laden"})
		if got := d.lines("SELECT cost_cents || ' of ' || net_measured_cents FROM sales_order WHERE document = '1001'"); fmt.Sprint(got) != "[920 of 2600]" {
			t.Errorf("cost %v", got)
		}
		// A list that comes after the sales gives them its costs, too.
		d.run(intake.Request{Path: d.file(list), Source: "laden"})
		if got := d.lines("SELECT cost_cents || ' of ' || net_measured_cents FROM sales_order WHERE document = '1001'"); fmt.Sprint(got) != "[880 of 2600]" {
			t.Errorf("cost after the new list %v", got)
		}
	})
}

func TestContactsAreTakenOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		text := "Kontaktdatum;Kundennummer;Kontaktart;Richtung;Betreff;Gesprächsnotiz\n" +
			"02.03.2026;17;Telefon;ein;Lieferung;Fragt nach dem Termin\n" +
			"02.03.2026;17;Telefon;ein;Lieferung;Fragt nach dem Termin\n" +
			"03.03.2026;17;E-Mail;aus;Angebot;Preis genannt\n"
		d.want(d.take(text), 3, 0, 0, 0)
		r := d.take(text)
		d.want(r, 0, 0, 3, 0)
		if got := d.lines("SELECT channel || ' ' || direction || ' ' || day FROM interaction"); fmt.Sprint(got) !=
			"[mail out 2026-03-03 phone in 2026-03-02 phone in 2026-03-02]" {
			t.Errorf("got %v", got)
		}
		if got := d.lines("SELECT first_contact || ' ' || last_contact FROM customer WHERE id > 1"); fmt.Sprint(got) != "[2026-03-02 2026-03-03]" {
			t.Errorf("contacts %v", got)
		}
	})
}

func TestListsOfOrdersAndOfTheirItemsAreOneDocument(t *testing.T) {
	const orders = "Rechnungsnummer;Rechnungsdatum;Kundennummer;Rechnungsbetrag\n4711;02.03.2026;17;15,50\n"
	const items = "Rechnungsnummer;Rechnungsdatum;Kundennummer;Artikelnummer;Artikelbezeichnung;Menge;Betrag\n" +
		"4711;02.03.2026;17;A;Brot;1;3,50\n4711;02.03.2026;17;B;Kuchen;1;12,00\n"
	for name, files := range map[string][]string{
		"articles take the place of the sum": {orders, items, orders},
		"a sum adds nothing to articles":     {items, orders, items},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, schematest.SQLite(t))
			for _, f := range files {
				d.run(intake.Request{Path: d.file(f), Source: "shop"})
			}
			if got := d.lines("SELECT lines || ' lines ' || net_cents FROM sales_order"); fmt.Sprint(got) != "[2 lines 1550]" {
				t.Errorf("stored %v", got)
			}
		})
	}
}

func TestCorrectedSumsReplaceTheDocument(t *testing.T) {
	d := newDesk(t, schematest.SQLite(t))
	const cols = "Rechnungsnummer;Rechnungsdatum;Kundennummer;Rechnungsbetrag\n"
	d.take(cols + "4711;02.03.2026;17;15,50\n")
	d.want(d.take(cols+"4711;02.03.2026;17;14,00\n"), 0, 1, 0, 0)
	d.want(d.take(cols+"4711;03.03.2026;17;14,00\n"), 0, 1, 0, 0)
	if got := d.lines("SELECT day || ' ' || net_cents FROM sales_order"); fmt.Sprint(got) != "[2026-03-03 1400]" {
		t.Errorf("stored %v", got)
	}
}

func TestLinesWithoutArticlesStayTheSame(t *testing.T) {
	d := newDesk(t, schematest.SQLite(t))
	text := "id,date,quantity,amount\n4,2026-01-01,2,29.33\n4,2026-01-01,2,29.73\n18,2026-01-04,1,14.96\n"
	r := intake.Request{Path: d.file(text), Map: map[string]string{
		"customer.number": "id", "order.date": "date", "line.quantity": "quantity", "line.amount": "amount",
	}, Kind: "orders"}
	d.want(d.run(r), 3, 0, 0, 0)
	d.want(d.run(r), 0, 0, 3, 0)
	d.want(d.take(text), 0, 0, 3, 0) // the columns are remembered
}

func TestOneZipBringsCustomersAndOrders(t *testing.T) {
	d := newDesk(t, schematest.SQLite(t))
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{
		{"umsatz.csv", day},
		{"kunden.csv", "Kundennummer;Vorname;Nachname;Ort\n17;Erika;Muster;Köln\n18;Max;Probe;Bonn\n"},
		{"liesmich.csv", "a,b\nx,y\n"},
	} {
		w, err := z.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path, err := d.Keep(t.Context(), "alles.zip", &b)
	if err != nil {
		t.Fatal(err)
	}
	r := d.run(intake.Request{Path: path, Name: "alles.zip"})
	d.want(r, 7, 0, 0, 0)
	if r.Figures.Customers != 2 || !slices.Equal(r.Figures.SkippedParts, []string{"liesmich.csv"}) {
		t.Errorf("figures %+v", r.Figures)
	}
	if got := d.lines("SELECT name FROM customer WHERE number = '17'"); fmt.Sprint(got) != "[Erika Muster]" {
		t.Errorf("customer %v", got)
	}
	list, err := d.List(t.Context(), 0, 1)
	if err != nil || list[0].File != "alles.zip" || list[0].State != intake.Done {
		t.Errorf("imports %+v, %v", list, err)
	}
}

func TestCollectiveAccountsAreAskedAbout(t *testing.T) {
	d := newDesk(t, schematest.SQLite(t))
	r := d.take("Kundennummer;Name;Ort\n1;Laufkundschaft;\n17;Erika Muster;Köln\n18;Muster GmbH;Bonn\n")
	if len(r.Figures.Collective) != 1 {
		t.Errorf("figures %+v", r.Figures)
	}
	if got := d.lines("SELECT kind || ' ' || name FROM customer WHERE id > 1"); fmt.Sprint(got) !=
		"[firm Muster GmbH person Erika Muster person Laufkundschaft]" {
		t.Errorf("got %v", got)
	}
}

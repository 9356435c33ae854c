package intake_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// state is everything that imports write, without ids, versions and times.
func (d *desk) state() []string {
	d.t.Helper()
	out := d.books()
	for _, query := range []string{
		`SELECT 'customer ' || c.kind || '|' || c.number || '|' || c.name || '|' || c.first_name || '|' || c.last_name || '|' || c.company || '|' || c.city || '|' || c.email || '|' ||
  c.phone || '|' || c.card || '|' || c.first_contact || '|' || c.last_contact || '|' || c.duplicate || '|' || c.firm_id FROM customer c WHERE id > 1`,
		`SELECT 'alias ' || a.source || '|' || a.number || '|' || c.name FROM customer_alias a JOIN customer c ON c.id = a.customer_id`,
		`SELECT 'said ' || i.source || '|' || i.fields || '|' || c.number FROM customer_imported i JOIN customer c ON c.id = i.customer_id`,
		`SELECT 'article ' || p.source || '|' || p.number || '|' || p.name || '|' || p.class || '|' || p.unit_cost || '|' || COALESCE(g.name, '') FROM sales_product p LEFT JOIN sales_category g ON g.id = p.category_id WHERE p.id > 1`,
		`SELECT 'category ' || name || '|' || COALESCE(margin_bp, -1) FROM sales_category`,
		`SELECT 'order ' || document || '|' || day || '|' || paid_day || '|' || net_cents || '|' || cost_cents FROM sales_order`,
		`SELECT 'payment ' || p.day || '|' || p.amount_cents || '|' || p.reference || '|' || p.method || '|' || COALESCE(o.document, '-') FROM sales_payment p LEFT JOIN sales_order o ON o.id = p.order_id`,
		`SELECT 'contact ' || day || '|' || channel || '|' || note FROM interaction`,
		`SELECT 'month ' || c.number || '|' || m.month || '|' || m.net_cents FROM sales_month m JOIN customer c ON c.id = m.customer_id`,
		`SELECT 'found ' || customer_id FROM search_entry`,
	} {
		lines := d.lines(query)
		if strings.HasPrefix(query, "SELECT 'found") {
			lines = []string{fmt.Sprint("found ", len(lines))}
		}
		out = append(out, lines...)
	}
	return out
}

// anyFile draws a small file of any kind about few people, documents and articles, so
// that files overlap.
func anyFile(t *rapid.T) string {
	some := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	var rows []string
	n := rapid.IntRange(1, 4).Draw(t, "rows")
	switch some("kind", "customers", "orders", "orders", "products", "payments", "contacts") {
	case "customers":
		rows = []string{"Kundennummer;Vorname;Nachname;Ort;E-Mail;Telefon"}
		for _, k := range rapid.Permutation([]string{"17", "18", "19", "20"}).Draw(t, "people")[:n] {
			rows = append(rows, fmt.Sprintf("%s;%s;Beispiel%s;%s;%s;%s", k, some("first", "Anna", "Anna", "Bea"), k,
				some("city", "Ulm", "Ulm", "Köln", ""), some("mail", "", "a"+k+"@example.de", "b@example.de"), some("phone", "", "0731 55500"+k)))
		}
	case "orders":
		rows = []string{"Rechnungsnummer;Position;Rechnungsdatum;Kundennummer;Artikelnummer;Artikelbezeichnung;Menge;Betrag netto;Bezahlt am"}
		for i := range n {
			doc := some("document", "R1", "R2", "R3")
			rows = append(rows, fmt.Sprintf("%s;%d;0%s.03.2026;%s;%s;Ware;%d;%d,00;%s", doc, i, doc[1:], some("buyer", "17", "18", ""),
				some("article", "A1", "B2"), i+1, rapid.IntRange(1, 3).Draw(t, "amount"), some("paid", "", "", "09.03.2026")))
		}
	case "products":
		rows = []string{"Artikelnummer;Artikelbezeichnung;Warengruppe;Einkaufspreis"}
		for _, a := range []string{"A1", "B2", "C3"}[:min(n, 3)] {
			rows = append(rows, fmt.Sprintf("%s;%s;%s;%d,00", a, some("name", "Brot", "Kuchen"), some("group", "Backwaren", "Süßes"), rapid.IntRange(1, 3).Draw(t, "cost")))
		}
	case "payments":
		rows = []string{"Zahlungsdatum;Belegnummer;Kundennummer;Betrag;Zahlungsart"}
		for range n {
			rows = append(rows, fmt.Sprintf("1%d.03.2026;%s;%s;%d,00;bar", rapid.IntRange(0, 2).Draw(t, "day"), some("bill", "R1", "R2", ""), some("payer", "17", "18"),
				rapid.IntRange(1, 3).Draw(t, "sum")))
		}
	case "contacts":
		rows = []string{"Kontaktdatum;Kundennummer;Kontaktart;Richtung;Betreff;Gesprächsnotiz"}
		for range n {
			rows = append(rows, fmt.Sprintf("0%d.03.2026;%s;Telefon;ein;Lieferung;Fragt nach", rapid.IntRange(1, 4).Draw(t, "day"), some("caller", "17", "19")))
		}
	}
	return strings.Join(rows, "\n") + "\n"
}

// Imports of overlapping files that are taken back in reverse order leave every time what
// was there before, to the last field, and in the end nothing.
func TestImportsTakenBackInReverseLeaveWhatWasBefore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t, schematest.SQLite(t))
		var before [][]string
		var files []string
		var imports []int64
		for range rapid.IntRange(2, 4).Draw(rt, "imports") {
			text := anyFile(rt)
			before, files = append(before, d.state()), append(files, text)
			report, err := d.Run(context.Background(), intake.Request{Path: d.file(text), Source: "alt"}, nil)
			if err != nil {
				rt.Fatalf("%v\n%s", err, text)
			}
			imports = append(imports, report.Import)
		}
		for i, id := range slices.Backward(imports) {
			done, err := d.Undo(context.Background(), id, 0)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(before[i], d.state()); diff != "" || len(done.Kept) > 0 {
				rt.Fatalf("import %d taken back, kept %v:\n%s\nof the files\n%s", i, done.Kept, diff, strings.Join(files, "\n"))
			}
		}
	})
}

// The same once on each database, with what a margin said and payments that came first.
func TestTheEmptyBookComesBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		const goods = "Artikelnummer;Artikelbezeichnung;Warengruppe;Handelsspanne\n"
		var before [][]string
		var imports []int64
		for _, text := range []string{
			paid,
			"Kundennummer;Vorname;Nachname;Ort;E-Mail\n17;Anna;Beispiel;Ulm;anna@example.de\n18;Bea;Beispiel;Ulm;\n",
			billed,
			"Kundennummer;Vorname;Nachname;Ort;E-Mail\n17;Anna;Beispiel;Köln;anna@example.de\n18;Bea;Muster;;anna@example.de\n19;Carl;Muster;Bonn;\n",
			goods + "A;Brot;Backwaren;40\n",
			goods + "A;Brot;Backwaren;55\n",
		} {
			before = append(before, append(d.state(), d.lines("SELECT name || ' ' || COALESCE(margin_bp, -1) FROM sales_category WHERE margin_bp IS NOT NULL")...))
			imports = append(imports, d.run(alt(d, text)).Import)
		}
		if got := d.lines("SELECT name || ' ' || margin_bp FROM sales_category"); fmt.Sprint(got) != "[Backwaren 5500]" {
			t.Fatalf("margins %v", got)
		}
		for i, id := range slices.Backward(imports) {
			done, err := d.Undo(context.Background(), id, 0)
			if err != nil {
				t.Fatal(err)
			}
			now := append(d.state(), d.lines("SELECT name || ' ' || COALESCE(margin_bp, -1) FROM sales_category WHERE margin_bp IS NOT NULL")...)
			if diff := cmp.Diff(before[i], now); diff != "" || len(done.Kept) > 0 {
				t.Errorf("import %d taken back, kept %v: %s", i, done.Kept, diff)
			}
		}
	})
}

// Whoever was edited by hand, or changed by an import that still stands, stays when the
// import that made him is taken back.
func TestChangesThatStandStillCount(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		const columns = "Kundennummer;Vorname;Nachname;Ort\n"
		first := d.run(alt(d, columns+"17;Anna;Beispiel;Ulm\n18;Bea;Beispiel;Ulm\n19;Carl;Beispiel;Ulm\n"))
		d.run(alt(d, columns+"17;Anna;Beispiel;Bonn\n"))
		err := db.Update(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(context.Background(), store.New("by-hand", "UPDATE customer SET note = 'Mag Roggen.', version = version + 1 WHERE number = '18'"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		done, err := d.Undo(context.Background(), first.Import, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.lines("SELECT number || ' ' || city FROM customer WHERE id > 1"); fmt.Sprint(got) != "[17 Bonn 18 Ulm]" || len(done.Kept) != 2 || done.Customers != 1 {
			t.Errorf("left %v, undo did %+v", got, done)
		}
	})
}

// A category goes with the last import that named it, whatever the order in which imports
// are taken back; what somebody has said of it keeps it.
func TestCategoriesGoWithTheirImports(t *testing.T) {
	const (
		bread = "Artikelnummer;Artikelbezeichnung;Warengruppe;Einkaufspreis\nA1;Brot;Backwaren;1,00\n"
		cake  = "Artikelnummer;Artikelbezeichnung;Warengruppe;Einkaufspreis\nA1;Brot;Brote;1,00\nB2;Kuchen;Backwaren;2,00\n"
	)
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d, ctx := newDesk(t, db), context.Background()
		categories := func(want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, d.lines("SELECT name FROM sales_category ORDER BY name")); diff != "" {
				t.Error(diff)
			}
		}
		undo := func(id int64) {
			t.Helper()
			if _, err := d.Undo(ctx, id, 0); err != nil {
				t.Fatal(err)
			}
		}
		for _, firstFirst := range []bool{false, true} {
			one, two := d.take(bread).Import, d.take(cake).Import
			categories("Backwaren", "Brote")
			if firstFirst {
				one, two = two, one
			}
			undo(two)
			undo(one)
			categories()
			if again := d.take(bread); again.Figures.Created != 1 {
				t.Errorf("taken in again: %+v", again.Figures)
			} else {
				categories("Backwaren")
				undo(again.Import)
				categories()
			}
		}
		kept := d.take(bread).Import
		if err := db.Update(ctx, func(tx *store.Tx) error {
			list, err := sales.Categories(ctx, tx)
			if err != nil {
				return err
			}
			return sales.SetMargin(ctx, tx, list[0].ID, 4000)
		}); err != nil {
			t.Fatal(err)
		}
		undo(kept)
		categories("Backwaren")
	})
}

// A row that says a new margin and nothing else has changed something; said again it has not.
func TestARowThatChangesOnlyTheMarginIsCounted(t *testing.T) {
	list := func(bread, cake string) string {
		return "Artikelnummer;Artikelbezeichnung;Warengruppe;Spanne\nA1;Brot;Backwaren;" + bread + "\nB2;Kuchen;Süßes;" + cake + "\n"
	}
	d := newDesk(t, schematest.SQLite(t))
	d.want(d.take(list("40", "50")), 2, 0, 0, 0)
	d.want(d.take(list("40", "50")), 0, 0, 2, 0)
	dry := d.run(intake.Request{Path: d.file(list("45", "50")), DryRun: true})
	d.want(dry, 0, 1, 1, 0)
	d.want(d.take(list("45", "50")), 0, 1, 1, 0)
	d.want(d.take(list("45", "50")), 0, 0, 2, 0)
	if got := d.lines("SELECT name || ' ' || margin_bp FROM sales_category ORDER BY name"); !slices.Equal(got, []string{"Backwaren 4500", "Süßes 5000"}) {
		t.Error(got)
	}
}

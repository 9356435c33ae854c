package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// people is a list of customers with numbers from to.
func people(from, to int) string {
	var b strings.Builder
	b.WriteString("Kundennummer;Nachname;Ort\n")
	for n := from; n <= to; n++ {
		fmt.Fprintf(&b, "%d;Muster%d;Ulm\n", n, n)
	}
	return b.String()
}

// bills is a file of orders of the customers with numbers from to.
func bills(header string, from, to int) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for n := from; n <= to; n++ {
		fmt.Fprintf(&b, "R%d;02.03.2026;%d;10,00;Muster%d\n", n, n, n)
	}
	return b.String()
}

// staff is a file of the contact persons of the firms with numbers from to.
func staff(from, to int) string {
	var b strings.Builder
	b.WriteString("Kundennummer;AP Vorname;AP Nachname;AP Funktion\n")
	for n := from; n <= to; n++ {
		fmt.Fprintf(&b, "%d;Petra;Beispiel%d;Einkauf\n%d;Konrad;Beispiel%d;Werkstatt\n", n, n, n, n)
	}
	return b.String()
}

// noNames takes the last column out.
func noNames(file string) string {
	var b strings.Builder
	for line := range strings.Lines(file) {
		b.WriteString(line[:strings.LastIndex(line, ";")] + "\n")
	}
	return b.String()
}

const billColumns = "Rechnungsnummer;Rechnungsdatum;Kundennummer;Rechnungsbetrag;Nachname"

func TestAFileBelongsToTheSourceThatKnowsItsNumbers(t *testing.T) {
	none := "none"
	for name, test := range map[string]struct {
		before []intake.Request // Path holds the text
		file   string
		source string
		joined string
	}{
		"orders of known customers join them":          {[]intake.Request{{Path: people(101, 140)}}, bills(billColumns, 110, 150), "Kunden 1", "31 of 41"},
		"customers of known orders join them":          {[]intake.Request{{Path: bills(billColumns, 101, 140)}}, people(100, 139), "Bestellungen 1", "39 of 40"},
		"contact persons in a file of their own":       {[]intake.Request{{Path: people(101, 140)}}, staff(101, 130), "Kunden 1", "30 of 30"},
		"a second list of customers is another one":    {[]intake.Request{{Path: people(101, 140)}}, strings.ReplaceAll(people(101, 140), "Ort", "PLZ"), "Kunden 2", none},
		"half of the numbers is enough":                {[]intake.Request{{Path: people(101, 120)}}, bills(billColumns, 111, 130), "Kunden 1", "10 of 20"},
		"less than half is chance":                     {[]intake.Request{{Path: people(101, 120)}}, bills(billColumns, 112, 132), "Bestellungen 1", none},
		"a few numbers with the same names are enough": {[]intake.Request{{Path: people(101, 140)}}, bills(billColumns, 101, 119), "Kunden 1", "19 of 19"},
		"a few with an unknown one decide nothing":     {[]intake.Request{{Path: people(101, 140)}}, bills(billColumns, 130, 141), "Bestellungen 1", none},
		"a few short numbers alone decide nothing":     {[]intake.Request{{Path: people(101, 140)}}, noNames(bills(billColumns, 101, 119)), "Bestellungen 1", none},
		"a single long number is enough":               {[]intake.Request{{Path: people(4711, 4740)}}, noNames(bills(billColumns, 4712, 4712)), "Kunden 1", "1 of 1"},
		"also the other way round":                     {[]intake.Request{{Path: noNames(bills(billColumns, 4711, 4713))}}, people(4711, 4712), "Bestellungen 1", "2 of 2"},
		"two systems with orders count from one":       {[]intake.Request{{Path: bills(billColumns, 101, 140)}}, bills("Bon;Datum;Kundennummer;Betrag;Nachname", 101, 140), "Bestellungen 2", none},
		"two sources that know the numbers":            {[]intake.Request{{Path: people(101, 140), Source: "a"}, {Path: people(101, 140), Source: "b"}}, bills(billColumns, 101, 140), "Bestellungen 1", none},
		"other names under the same numbers":           {[]intake.Request{{Path: people(101, 140)}}, strings.ReplaceAll(bills(billColumns, 101, 140), "Muster", "Beispiel"), "Bestellungen 1", none},
		"a name that is taken gets the next number":    {[]intake.Request{{Path: people(101, 140), Source: "Bestellungen 1"}}, bills(billColumns, 301, 340), "Bestellungen 2", none},
		"layouts of one system are one source":         {[]intake.Request{{Path: "Customer ID,First Name,Last Name,Email,Total Spent,Total Orders\n7,Erika,Muster,e@example.de,1,1\n"}}, "Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price\n#1,e@example.de,paid,2026-03-02 10:00:00 +0100,1,Tee,5.00\n", "Shopify", none},
		"also under the name that its firm gave one":   {[]intake.Request{{Path: "Customer ID,First Name,Last Name,Email,Total Spent,Total Orders\n7,Erika,Muster,e@example.de,1,1\n", Source: "mein Laden"}}, "Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price\n#1,e@example.de,paid,2026-03-02 10:00:00 +0100,1,Tee,5.00\n", "mein Laden", none},
	} {
		t.Run(name, func(t *testing.T) {
			schematest.Each(t, func(t *testing.T, db *store.DB) {
				d := newDesk(t, db)
				for _, r := range test.before {
					r.Path = d.file(r.Path)
					d.run(r)
				}
				joined := none
				r := d.take(test.file)
				if j := r.Figures.Joined; j != nil {
					joined = fmt.Sprintf("%d of %d", j.Shared, j.Numbers)
				}
				if r.Source != test.source || joined != test.joined {
					t.Errorf("source %s, joined %s; want %s, %s", r.Source, joined, test.source, test.joined)
				}
				again := d.take(test.file)
				if again.Source != test.source || again.Figures.Created+again.Figures.Updated != 0 {
					t.Errorf("the second time: source %s, %+v", again.Source, again.Figures)
				}
			})
		})
	}
}

func TestAListOfArticlesJoinsTheOrdersThatNameThem(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		orders, list := "Bon;Datum;Artikelnummer;Artikelbezeichnung;Menge;Betrag\n", "Artikelnummer;Artikelbezeichnung;Einkaufspreis\n"
		for n := range 25 {
			orders += fmt.Sprintf("%d;02.03.2026;A%d;Ware %d;1;10,00\n", n+1, n, n)
			list += fmt.Sprintf("A%d;Ware %d;4,00\n", n, n)
		}
		d.take(orders)
		if r := d.take(list); r.Source != "Bestellungen 1" {
			t.Errorf("source %s", r.Source)
		}
		if got := d.lines("SELECT CAST(SUM(cost_cents) AS BIGINT) || '' FROM sales_order"); fmt.Sprint(got) != "[10000]" {
			t.Errorf("cost %v", got)
		}
	})
}

func TestAColumnThatIsMissingTakesNothingAway(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.run(intake.Request{Path: d.file("Kundennummer;Firma;Straße;Ort;Telefon\n7;Haller GmbH;Kiesweg 3;Ulm;040 66969117\n"), Source: "waren"})
		d.run(intake.Request{Path: d.file("Kundennummer;AP Vorname;AP Nachname;AP Funktion\n7;Petra;Muster;Einkauf\n"), Source: "waren"})
		const firm = "SELECT kind || ' ' || company || ' ' || street || ' ' || city || ' ' || phone FROM customer WHERE number = '7'"
		if got := fmt.Sprint(d.lines(firm)); got != "[firm Haller GmbH Kiesweg 3 Ulm 040 66969117]" {
			t.Errorf("after a file of contact persons: %s", got)
		}
		if got := fmt.Sprint(d.lines("SELECT first_name || ' ' || last_name || ' ' || role FROM customer WHERE kind = 'contact'")); got != "[Petra Muster Einkauf]" {
			t.Errorf("contact persons: %s", got)
		}
		d.run(intake.Request{Path: d.file("Kundennummer;Firma;Straße;Ort\n7;Haller GmbH;;Neu-Ulm\n"), Source: "waren"})
		if got := fmt.Sprint(d.lines(firm)); got != "[firm Haller GmbH  Neu-Ulm 040 66969117]" {
			t.Errorf("an empty cell says that there is nothing, a missing column says nothing: %s", got)
		}
	})
}

package mapping_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
)

func TestAListOfPaymentsIsToldFromDocumentsWithADayOfPayment(t *testing.T) {
	for header, want := range map[string]mapping.Kind{
		"Zahlungseingang;Belegnummer;Betrag":                      mapping.Payments,
		"Valuta;Kundennummer;Betrag":                              mapping.Payments,
		"Buchungstag;Verwendungszweck;Betrag":                     mapping.Payments,
		"Payment Date;Invoice Number;Amount":                      mapping.Payments,
		"Rechnungsdatum;Rechnungsnummer;Betrag;Zahlungseingang":   mapping.Orders,
		"Datum;Belegnummer;Betrag":                                mapping.Orders,
		"Bezahlt am;Belegnummer;Artikelnummer;Menge;Gesamtbetrag": mapping.Orders,
	} {
		names := strings.Split(header, ";")
		row := make([]string, len(names))
		for i, n := range names {
			switch {
			case strings.Contains(n, "etrag"), n == "Amount":
				row[i] = "12,50"
			case strings.Contains(n, "nummer"), strings.Contains(n, "Number"), strings.Contains(n, "zweck"), n == "Menge":
				row[i] = "1001"
			default:
				row[i] = "05.03.2026"
			}
		}
		if p := mapping.Recognise(names, [][]string{row}, mapping.Hints{Delimiter: ';'}); p.Kind != want {
			t.Errorf("%s is taken for %s, want %s", header, p.Kind, want)
		}
	}
}

func TestTheSideOfTheLedgerTellsWhichWayMoneyWent(t *testing.T) {
	header := []string{"Valuta", "S/H", "Betrag"}
	for side, want := range map[string]int64{"H": 1250, "S": -1250, "Soll": -1250, "Haben": 1250, "": 1250} {
		cells := []string{"05.03.2026", side, "12,50"}
		m, err := mapping.NewMapper(mapping.Recognise(header, [][]string{cells}, mapping.Hints{Delimiter: ';'}), mapping.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rec, problem := m.Row(2, cells)
		if problem != nil || int64(rec.Payment.Amount.Cents) != want {
			t.Errorf("%q: %+v, %v; want %d", side, rec, problem, want)
		}
	}
}

// Whatever the purpose of a transfer says, a payment has a real day, a bounded amount
// and few and short numbers.
func FuzzPayment(f *testing.F) {
	f.Add("05.03.2026", "12,50", "Rechnung R-1001, Kdnr. 4711", "H")
	f.Add("2026-03-05", "-1.234,56", "RE2026/0012+RE2026/0013 DE02120300000000202051", "S")
	f.Add("32.13.2026", "1e9", "\x00\xff ((()))", "Soll")
	f.Fuzz(func(t *testing.T, date, amount, purpose, side string) {
		header := []string{"Buchungstag", "Betrag", "Verwendungszweck", "S/H"}
		cells := []string{date, amount, purpose, side}
		for i := range cells {
			cells[i] = strings.ToValidUTF8(cells[i], "")
		}
		p := mapping.Recognise(header, [][]string{cells}, mapping.Hints{Kind: mapping.Payments})
		m, err := mapping.NewMapper(p, mapping.Options{})
		if err != nil {
			return // the one value may belie its header
		}
		rec, problem := m.Row(2, cells)
		if problem != nil {
			return
		}
		pay := rec.Payment
		if !pay.Date.Valid() || pay.Date == cal.Never || pay.Amount.Cents > 1e13 || pay.Amount.Cents < -1e13 || len(pay.References) > 6 ||
			slices.ContainsFunc(pay.References, func(r string) bool { return r == "" || len(r) > 40 }) {
			t.Fatalf("%+v", pay)
		}
	})
}

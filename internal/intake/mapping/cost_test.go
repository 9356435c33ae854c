package mapping_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
)

func TestAListOfCostsSaysOfWhatKindTheyAre(t *testing.T) {
	for header, want := range map[string]mapping.Kind{
		"Kundennummer;Datum;Kostenart;Betrag;Ursache;Notiz": mapping.Costs,
		"Belegnummer;Datum;Kostenart;Kosten":                mapping.Costs,
		"Customer Number;Date;Cost Type;Amount":             mapping.Costs,
		"Kundennummer;Datum;Belegnummer;Betrag":             mapping.Orders,
	} {
		names := strings.Split(header, ";")
		row := make([]string, len(names))
		for i, n := range names {
			row[i] = "17"
			switch n {
			case "Datum", "Date":
				row[i] = "05.03.2026"
			case "Betrag", "Kosten", "Amount":
				row[i] = "12,50"
			}
		}
		if p := mapping.Recognise(names, [][]string{row}, mapping.Hints{Delimiter: ';'}); p.Kind != want {
			t.Errorf("%s is taken for %s, want %s", header, p.Kind, want)
		}
	}
}

func TestCostsAreReadInTheWordsOfFiles(t *testing.T) {
	header := strings.Split("Kundennummer;Datum;Kostenart;Betrag;Ursache;Notiz", ";")
	read := func(row string) (*mapping.Record, *mapping.Problem) {
		cells := strings.Split(row, ";")
		p := mapping.Recognise(header, [][]string{cells}, mapping.Hints{Delimiter: ';'})
		m, err := mapping.NewMapper(p, mapping.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return m.Row(1, cells)
	}
	for row, want := range map[string]string{
		"17;05.03.2026;Versandkosten;4,90;;":                 "shipping  490",
		"17;05.03.2026;Kulanz;20,00;von uns;Torte zerdrückt": "goodwill ours 2000",
		"17;05.03.2026;PORTO;-1,60;Paketdienst;":             "shipping third -160",
		"17;05.03.2026;payment default;99,00;Kunde;":         "!intake.cost_kind_unknown",
		"17;05.03.2026;Zahlungsausfall;99,00;der Wirt;":      "!intake.cost_cause_unknown",
		"17;05.03.2026;Geschenk;0,00;;":                      "!intake.amount_missing",
		"17;;Geschenk;5,00;;":                                "!intake.date_missing",
	} {
		rec, problem := read(row)
		switch {
		case problem != nil:
			if "!"+problem.Key != want {
				t.Errorf("%s: %s, want %s", row, problem.Key, want)
			}
		case rec.Cost.Date != cal.MustParse("2026-03-05") || rec.Customer.Number != "17":
			t.Errorf("%s: %+v", row, rec)
		default:
			if got := strings.Join([]string{rec.Cost.Kind, rec.Cost.Cause, fmt.Sprint(int64(rec.Cost.Amount.Cents))}, " "); got != want {
				t.Errorf("%s: %q, want %q", row, got, want)
			}
		}
	}
}

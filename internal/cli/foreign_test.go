package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// A document in another currency is in no sum, and the import says so.
func TestAnImportTellsOfOtherCurrencies(t *testing.T) {
	file := fileOf(t, "orders.csv", "Belegnr;Datum;Kundennr;Kunde;Artikel;Menge;Netto;Währung\n"+
		"R1;01.03.2026;K1;Anna Muster;Brot;1;10,00;EUR\nR2;03.03.2026;K2;Bert Probe;Torte;1;20,00;USD\n")
	text, said, code := run(t, "import", file, "--db", filepath.Join(t.TempDir(), "firm.db"), "--lang", "de-DE")
	if code != 0 || !strings.Contains(text, "netto 10,00") || !strings.Contains(text, "Ein Beleg in anderer Währung: ohne Kurs in keiner Summe") {
		t.Errorf("%d: %s%s", code, text, said)
	}
}

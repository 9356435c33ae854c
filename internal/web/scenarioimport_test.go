package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// inventoryFiles are files as a small dealer's inventory program writes them: its firms
// with numbers, two of which are one; their contact persons in a second file; a document a
// month of five years for each in a third.
func inventoryFiles() [][2]string {
	firms, people, documents := &strings.Builder{}, &strings.Builder{}, &strings.Builder{}
	firms.WriteString("Kundennummer;Firma;Straße;PLZ;Ort;Telefon\n")
	people.WriteString("Kundennummer;AP Vorname;AP Nachname;AP Funktion;AP Telefon;AP E-Mail\n")
	documents.WriteString("Kundennummer;Belegnummer;Belegdatum;Artikel;Menge;Betrag netto\n")
	trades := []string{"Ahrens Mühlenbau", "Brandt Kieswerk", "Clausen Fuhrbetrieb", "Dorn Landtechnik", "Ebert Sägewerk", "Falk Zerspanung", "Gerlach Baumaschinen"}
	for n := 1; n <= 24; n++ {
		name := fmt.Sprintf("%s %c", trades[n%len(trades)], 'A'+n)
		street, phone := fmt.Sprintf("Werkstraße %d", n), fmt.Sprintf("040 669690%02d", n)
		switch n {
		case 1:
			name = "Haller GmbH"
		case 2: // the same firm, entered a second time
			name, street, phone = "Fa. Haller", "Werkstr. 1", "040/66969-001"
		}
		fmt.Fprintf(firms, "%d;%s;%s;00100;Mustertal;%s\n", 4700+n, name, street, phone)
		if n != 2 {
			fmt.Fprintf(people, "%d;Petra;Muster%d;Einkauf;;einkauf%d@example.de\n%d;Konrad;Beispiel%d;Werkstatt;;\n", 4700+n, n, n, 4700+n, n)
		}
		for day := time.Date(2021, 1, 10, 0, 0, 0, 0, time.UTC); day.Year() < 2026; day = day.AddDate(0, 1, 0) {
			fmt.Fprintf(documents, "%d;R%d-%s;%s;Hydrauliköl;2;119,00\n", 4700+n, n, day.Format("0601"), day.Format("02.01.2006"))
		}
	}
	return [][2]string{{"kunden.csv", firms.String()}, {"ansprechpartner.csv", people.String()}, {"belege.csv", documents.String()}}
}

// B10: a small firm brings the files of its inventory program, three clicks each, sees its
// customers as they are there, is asked about the two that may be one, makes them one and
// takes that back. Nothing is merged by itself.
func TestBrowserTheFilesOfAnInventoryProgramComeIn(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	h.open()
	p := &clicks{Page: testkit.Chromium(t).Page(t, testkit.Desktop)}
	p.Open(h.server.URL + "/anmelden")
	p.Type("input[name=name]", "jana")
	p.Type("input[name=passwort]", password)
	p.Page.Follow("main form button")
	folder, began := t.TempDir(), time.Now()
	for _, f := range inventoryFiles() {
		path := filepath.Join(folder, f[0])
		if err := os.WriteFile(path, []byte(f[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		p.Open(h.server.URL + "/import")
		p.n++ // the file is chosen or dropped
		p.Upload("input[type=file]", path)
		p.Wait("select[name=spalte-0], form[action$='/uebernehmen']")
		if strings.Contains(p.Address(), "/importdatei/") {
			p.Follow("form[action^='/importdatei/'] button.primary")
		}
		p.Wait("form[action$='/uebernehmen']")
		p.Click("form[action$='/uebernehmen'] button")
		p.Wait("form[action$='/zuruecknehmen']")
		p.WaitGone("[id^='lauf-']")
		p.most(t, "B10, "+f[0], 3)
	}
	firms, haller := h.firms()
	if len(firms) != 24 || len(haller) != 2 {
		t.Fatalf("%d firms, of which %d may be Haller: %v", len(firms), len(haller), firms)
	}
	for _, name := range []string{"Haller GmbH", "Fa. Haller"} {
		p.Open(h.server.URL + customerPath(haller[name]))
		if text := p.Text("main"); !strings.Contains(text, "60 insgesamt") || strings.Contains(text, "Petra Muster1") != (name == "Haller GmbH") {
			t.Errorf("%s has not its own documents and contact persons: %s", name, text)
		}
	}
	t.Logf("from the first file to a customer with five years: %v", time.Since(began))

	if _, err := h.House.Duplicates.Due(ctx, nil); err != nil {
		t.Fatal(err)
	}
	p.Open(h.server.URL + "/dubletten")
	if text := p.Text("main"); !strings.Contains(text, "Haller GmbH") || !strings.Contains(text, "Fa. Haller") {
		t.Fatalf("the two are not proposed: %s", text)
	}
	p.Follow("main a[href*='/zusammen/']")
	p.Follow("main form[action*='/zusammen/'] button.primary")
	p.most(t, "B10, two made one", 2)
	list, err := duplicate.Recent(ctx, h.db, 0, 5)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d merges, %v", len(list), err)
	}
	p.Open(h.server.URL + customerPath(list[0].Survivor))
	if text := p.Text("main"); !strings.Contains(text, "120 insgesamt") {
		t.Errorf("the one does not have the documents of both: %s", text)
	}
	p.Open(fmt.Sprintf("%s/zusammen/%d", h.server.URL, list[0].ID))
	p.Follow("main form[action^='/zusammen/'] button")
	p.most(t, "B10, the merge taken back", 1)
	if again, both := h.firms(); len(again) != 24 || len(both) != 2 {
		t.Errorf("after taking back: %v", again)
	}
}

// firms lists the firms by name, and those called Haller with their ids.
func (h *house) firms() (names []string, haller map[string]int64) {
	h.t.Helper()
	haller = map[string]int64{}
	type row struct {
		id   int64
		name string
	}
	list, err := store.All(ctx, h.db, store.New("firms", "SELECT id, name FROM customer WHERE kind = 'firm'"), func(r *row) []any { return []any{&r.id, &r.name} })
	if err != nil {
		h.t.Fatal(err)
	}
	for _, r := range list {
		names = append(names, r.name)
		if strings.Contains(r.name, "Haller") {
			haller[r.name] = r.id
		}
	}
	slices.Sort(names)
	return names, haller
}

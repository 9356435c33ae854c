package web_test

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// booked is a bakery with customers, documents without one, and costs of both.
func booked(t testing.TB, tag locale.Tag) *house {
	t.Helper()
	h := fresh(t)
	h.found(tag)
	h.guests("Treu", 12, 2, 14, 40)
	h.guests("Fern", 10, 400, 7, 50) // they have stayed away, so there is a line for today
	h.guests("Neu", 3, 3, 7, 1)
	h.document(figuresDay.Add(-40), 100000, 40000)
	h.update(func(tx *store.Tx) error {
		for _, e := range []cost.Entry{
			{Customer: 2, Kind: cost.Goodwill, Cause: cost.Ours, Amount: 4200, Quality: cost.Measured, Day: figuresDay.Add(-20)},
			{Customer: 2, Kind: cost.Visit, Cause: cost.ByCustomer, Amount: 9000, Quality: cost.Measured, Day: figuresDay.Add(-20)},
			{Kind: cost.Shipping, Cause: cost.ByCustomer, Amount: 1500, Quality: cost.Measured, Day: figuresDay.Add(-20), Note: "=HYPERLINK"},
		} {
			if _, err := cost.Add(ctx, tx, customer.By{At: cal.At(h.now)}, e); err != nil {
				return err
			}
		}
		return nil
	})
	h.compute(figuresDay)
	return h.open()
}

const bookAddress = "/zahlen/deckungsbeitraege"

// cells are the texts of a row of a table.
func cells(p testkit.Node) (list []string) {
	for _, c := range p.All("td") {
		list = append(list, c.Text())
	}
	return list
}

func TestTheFirmsMarginsStandBesideTheirParts(t *testing.T) {
	v := booked(t, locale.DeDE).signedIn("jana")
	v.get("/zahlen").want(http.StatusOK).One(t, "main nav.tabs a[href='"+bookAddress+"']")
	p := v.get(bookAddress).want(http.StatusOK).says("Nach Ware, Auftrag, Betreuung und Finanzierung bleiben", "42 € tragen wir selbst", "Kulanz, von uns verursacht",
		"Von 12, die im", "Regel value/book/1, value/steps/1", "CSV für DATEV")
	want := map[string]string{"Wareneinsatz": "−400,00 €", "Auftragskosten": "−15,00 €", "DB II": "585,00 €", "DB IV": "585,00 €"}
	for _, r := range p.All("#stufen tbody tr") {
		row := cells(r)
		if nobody, asked := want[row[0]]; asked && row[2] != nobody {
			t.Errorf("%s of nobody is %s, want %s", row[0], row[2], nobody)
		}
		delete(want, row[0])
	}
	if len(want) > 0 {
		t.Errorf("rows are missing: %v", want)
	}
	v.get(bookAddress + "?zeitraum=202610").says("Oktober 2026")
	v.get(bookAddress+"?zeitraum=2025q4").says("4. Quartal 2025", "Das Jahr davor")
	v.get(bookAddress + "?zeitraum=unsinn").want(http.StatusOK).says("Zwölf Monate: Dezember 2025 bis November 2026")
}

func TestTablesOfTheBookAreFiles(t *testing.T) {
	v := booked(t, locale.DeDE).signedIn("jana")
	text := v.get(bookAddress + "/kosten.csv").want(http.StatusOK).body
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 4 || rows[0][0] != "Art" {
		t.Fatalf("%v, %v", rows, err)
	}
	seen := map[string]string{}
	for _, row := range rows[1:] {
		seen[row[0]] = row[3] + " " + row[4]
	}
	if seen["Kulanz"] != "0,00 42,00" || seen["Besuch"] != "90,00 0,00" || seen["Versand"] != "15,00 0,00" {
		t.Errorf("%v", seen)
	}
	windows := v.get(bookAddress + "/kohorten.csv?zeichen=windows").want(http.StatusOK)
	if strings.HasPrefix(windows.body, "\ufeff") || windows.head.Get("Content-Type") != "text/csv; charset=windows-1252" {
		t.Error("not in Windows-1252")
	}
	if x := v.get(bookAddress + "/stufen.xlsx").want(http.StatusOK).body; !strings.HasPrefix(x, "PK") {
		t.Error("no spreadsheet")
	}
	v.get(bookAddress + "/anderes.csv").want(http.StatusNotFound)
	v.get(bookAddress + "/stufen.pdf").want(http.StatusNotFound)
}

func TestFromAMarginDownToTheDocument(t *testing.T) {
	h := booked(t, locale.DeDE)
	v := h.signedIn("jana")
	p := v.get(bookAddress)
	month := p.All("#monate tbody a")[0]
	p = v.get(month.Attr("href")).want(http.StatusOK).says("Belege", "November 2026")
	p = v.get(p.All("tbody a")[0].Attr("href")).want(http.StatusOK).says("Zeilen", "DB I", "Was der Beleg daneben kostete")
	if to := p.One(t, ".crumb a").Attr("href"); !strings.HasPrefix(to, "/kunden/") {
		t.Errorf("the way back leads to %s", to)
	}
	p = v.get("/zahlen/belege?von=202601&bis=202612&nur=ohne").want(http.StatusOK).says("Januar 2026 bis Dezember 2026 · ohne Kundenzuordnung", "1.000,00 €", "600,00 €")
	v.get(p.One(t, "tbody a").Attr("href")).want(http.StatusOK).says("Torte", "400,00 €", "mit der Zeile angegeben", "600,00 €")
	v.get("/belege/999999").want(http.StatusNotFound)
}

func TestWithoutPurchasesTheBookSaysSo(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	h.open().signedIn("jana").get(bookAddress).want(http.StatusOK).says("Hier stehen bald Ihre Zahlen")
}

func TestBrowserFromTheBookToADocument(t *testing.T) {
	h := booked(t, locale.DeDE)
	b := testkit.Chromium(t)
	for name, view := range map[string]testkit.View{"deckungsbeitraege-desktop": testkit.Desktop, "deckungsbeitraege-phone": testkit.Phone, "deckungsbeitraege-desktop-dark": testkit.Desktop.InDark()} {
		p := b.Page(t, view)
		signIn(p, h)
		p.Open(h.server.URL + bookAddress)
		p.Wait("#stufen table")
		p.FullScreenshot(name)
		sound(t, p, name)
		p.Follow("#monate tbody a")
		p.Wait("main table")
		sound(t, p, name+" documents")
		p.Follow("main tbody a[href^='/belege/']")
		p.Wait("main table")
		p.FullScreenshot(name + "-beleg")
		sound(t, p, name+" document")
	}
	english := booked(t, locale.EnGB)
	p := b.Page(t, testkit.Desktop)
	signIn(p, english)
	p.Open(english.server.URL + bookAddress)
	p.Wait("#stufen table")
	p.FullScreenshot("deckungsbeitraege-english")
	sound(t, p, "the book in English")
}

// The report of a month is a file to print, offered where the book tells of the month.
func TestAMonthIsPrinted(t *testing.T) {
	for _, tag := range []locale.Tag{locale.DeDE, locale.EnGB} {
		v := booked(t, tag).signedIn("jana")
		month := figuresDay.AddMonths(-1).MonthKey()
		report := "/zahlen/monatsbericht/" + strconv.Itoa(month) + ".pdf"
		v.get(bookAddress).want(http.StatusOK).One(t, "main form a[href='"+report+"']")
		p := v.get(report).want(http.StatusOK)
		if got := p.head.Get("Content-Type"); got != "application/pdf" || !strings.HasPrefix(p.body, "%PDF-") {
			t.Errorf("%s: the report is %s of %d bytes", tag, got, len(p.body))
		}
		for _, path := range []string{"190001.pdf", strconv.Itoa(month), "202613.pdf", "2026.pdf", "x.pdf"} {
			v.get("/zahlen/monatsbericht/" + path).want(http.StatusNotFound)
		}
	}
}

// Sales and value stand beside what is measured of the relationship, month by month; what is
// not measured is named.
func TestOneAxisOfSalesValueAndRelationship(t *testing.T) {
	for tag, says := range map[locale.Tag][]string{
		locale.DeDE: {"Umsatz, Wert und Beziehung", "Stammkunden, die weiter kaufen", "Zufriedenheit ist noch nicht gefragt worden"},
		locale.EnGB: {"Sales, value and relationship", "Regulars who go on buying", "Satisfaction has not been asked about yet"},
	} {
		v := booked(t, tag).signedIn("jana")
		p := v.get(bookAddress).want(http.StatusOK).says(says...)
		if n := len(p.All("#achse svg")); n != 12 { // six measures for desks and for phones
			t.Errorf("%s: %d pictures", tag, n)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(v.get(bookAddress+"/verlauf.csv").want(http.StatusOK).body, "\ufeff")))
		r.Comma = ';'
		rows, err := r.ReadAll()
		if err != nil || len(rows) < 4 || len(rows[0]) != 7 {
			t.Errorf("%s: a file of %d rows, %v", tag, len(rows), err)
		}
	}
}

package web_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

var figuresDay = cal.MustParse("2026-11-24")

// guests adds n customers who bought every step days, times times, the last time from
// days ago.
func (h *house) guests(prefix string, n, from, step, times int) {
	h.t.Helper()
	for i := range n {
		var days []cal.Date
		for k := range times {
			days = append(days, figuresDay.Add(-from-step*k))
		}
		h.customer("Gast", fmt.Sprintf("%s%d", prefix, i), "Frau", days)
	}
}

// document writes a document without a customer.
func (h *house) document(day cal.Date, net, cost money.Cents) {
	h.t.Helper()
	o := sales.Blank()
	o.Customer, o.Source, o.Document, o.Number, o.Day, o.Currency = sales.Unassigned, "kasse", fmt.Sprint("ohne", day, net), "1", day, "EUR"
	line := sales.Line{Description: "Torte", Quantity: money.Decimal{Digits: 1}, Net: net}
	if cost != 0 {
		line.Cost, line.Quality = cost, sales.Given
	}
	h.update(func(tx *store.Tx) error {
		return sales.Books{Currency: "EUR", At: cal.At(h.now)}.Insert(ctx, tx, []sales.Document{{Order: o, Lines: []sales.Line{line}}})
	})
}

// regulars is a bakery with forty regulars of whom ten have stayed away, and five who
// came once.
func regulars(t testing.TB, tag locale.Tag) *house {
	t.Helper()
	h := fresh(t)
	h.found(tag)
	h.guests("Treu", 30, 2, 7, 110)
	h.guests("Fern", 10, 400, 7, 50)
	h.guests("Neu", 5, 3, 7, 1)
	h.document(figuresDay.Add(-40), 100000, 0)
	h.compute(figuresDay)
	return h.open()
}

func TestFiguresBeginWithAFinding(t *testing.T) {
	p := regulars(t, locale.DeDE).signedIn("jana").get("/zahlen").want(http.StatusOK)
	if got := p.One(t, "h1").Text(); got != "Von Ihren 30 Stammkunden kaufen 30 weiter bei Ihnen." {
		t.Errorf("heading %q", got)
	}
	p.says("Haben: Wer gehört zu Ihnen?", "Halten: Wer hat wieder gekauft?", "Gewinnen: Wer ist neu?", "Früher gehörten noch 10 Kunden dazu.",
		"Von 40, die im Jahr davor gekauft haben, haben 30 wieder gekauft.", "10 Kunden sind wohl nicht mehr da.",
		"In zwölf Monaten haben 5 Kunden zum ersten Mal gekauft.", "davon ohne Kundenzuordnung 1.000 €", "Die Hälfte des Umsatzes mit Kundenzuordnung kommt von 16 Kunden.")
	if p.Has("main .note[data-tone=honey]") {
		t.Error("a warning, though nobody is large")
	}
}

func TestEveryFigureSaysWhyByWhichRuleAndWhen(t *testing.T) {
	p := regulars(t, locale.DeDE).signedIn("jana").get("/zahlen").want(http.StatusOK)
	cards := p.All("main section.card")
	if len(cards) != 7 {
		t.Fatalf("%d cards", len(cards))
	}
	for _, c := range cards {
		if !c.Has("details.why dl") || !strings.Contains(c.Text(), "Regel figures/1, ") || !strings.Contains(c.Text(), "Stand 24.11.2026") {
			t.Errorf("does not explain itself: %s", c.Text())
		}
	}
	if got := len(p.All("main svg.chart[role=img]")); got != 4 {
		t.Errorf("%d charts, want two in two sizes", got)
	}
	if !p.Has("[data-print]") {
		t.Error("cannot be printed")
	}
}

func TestFewerThanAHundredPeopleAreNeverAPercentage(t *testing.T) {
	p := regulars(t, locale.DeDE).signedIn("jana").get("/zahlen")
	for _, c := range p.All("main section.card")[1:4] {
		if strings.Contains(c.Text(), "%") {
			t.Errorf("a percentage of few: %s", c.Text())
		}
	}
	h := fresh(t)
	h.found(locale.DeDE)
	h.guests("Treu", 60, 2, 14, 40)
	h.guests("Fern", 40, 400, 14, 10)
	h.compute(figuresDay)
	h.open().signedIn("jana").get("/zahlen").says("haben 60 wieder gekauft, das sind 60 %.")
}

func TestFewerThanThirtyAreTooLittleData(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := h.signedIn("jana").get("/zahlen").want(http.StatusOK)
	p.says("Von Ihren 2 Stammkunden kauf", "Für ein Urteil sind das zu wenig Daten: Nötig sind mindestens 30.", "zu wenig Daten", "Für eine Kurve gibt es noch zu wenige Umsätze")
	if p.Has("main svg.chart[aria-label*=Hälfte]") {
		t.Error("a curve of four customers")
	}
}

func TestUnknownCostStaysUnknown(t *testing.T) {
	h := regulars(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/zahlen").says("Keine Kosten bekannt", "auch keine Null")
	h.document(figuresDay.Add(-1), 100000, 40000)
	h.compute(figuresDay)
	p := v.get("/zahlen")
	p.says("Kosten zu 5 % bekannt", "Von 1.000 € Umsatz, dessen Kosten bekannt oder geschätzt sind, bleiben 600 € als Deckungsbeitrag I.", "bleibt unbekannt")
	p.hides("Keine Kosten bekannt")
}

func TestAFirmThatHangsOnFewIsTold(t *testing.T) {
	h := regulars(t, locale.DeDE)
	id := h.customer("Groß", "Abnehmer", "Herr", []cal.Date{figuresDay.Add(-9)})
	h.purchase(id, figuresDay.Add(-5), 5000000)
	h.compute(figuresDay)
	h.signedIn("jana").get("/zahlen").says("Viel hängt an wenigen", "kommt von einem Kunden.")
}

func TestFiguresSpeakEnglish(t *testing.T) {
	p := regulars(t, locale.EnGB).signedIn("jana").get("/zahlen").want(http.StatusOK)
	p.says("30 of your 30 regulars still buy from you.", "Have: who belongs to you?", "30 of 40 who bought in the year before have bought again.", "as of 24 Nov 2026")
	p.hides("webfigures.", "Kunden", "Umsatz", "Warum", "Monat")
}

func TestFiguresKeepTheGenderStyleAndSwissSpelling(t *testing.T) {
	h := regulars(t, locale.DeCH)
	h.change(func(p *firm.Profile) { p.GenderStyle, p.Currency = locale.Colon, "CHF" })
	h.now = h.now.Add(5 * time.Second)
	p := h.signedIn("jana").get("/zahlen")
	p.says("Von Ihren 30 Stammkund:innen kaufen 30 weiter", "CHF")
	p.hides("ß", "€", " Stammkunden")
}

// In Switzerland our words have ss, but nobody's name, street or note is rewritten.
func TestSwissSpellingRewritesNobodysName(t *testing.T) {
	h := regulars(t, locale.DeCH)
	id := h.customer("Jörg", "Weiß", "Herr", []cal.Date{figuresDay.Add(-60), figuresDay.Add(-46), figuresDay.Add(-32)})
	h.compute(figuresDay)
	v := h.signedIn("jana")
	for _, url := range []string{strings.TrimSuffix(at(id, ""), "/"), "/kunden?q=wei", "/", at(id, "protokoll"), at(id, "bearbeiten")} {
		p := v.get(url).want(http.StatusOK).hides("Weiss")
		if strings.Contains(strings.NewReplacer("Weiß", "").Replace(p.One(t, "main").Text()), "ß") {
			t.Errorf("%s has an ß of our own", url)
		}
	}
	v.get(strings.TrimSuffix(at(id, ""), "/")).says("Jörg Weiß")
}

func TestFiguresAreForThoseWhoMaySeeMoney(t *testing.T) {
	h := regulars(t, locale.DeDE)
	helper := h.signedIn("theo")
	helper.get("/zahlen").want(http.StatusForbidden).hides("€")
	helper.get("/zahlen/export.csv").want(http.StatusForbidden)
	if p := h.visitor("de").get("/zahlen"); !strings.HasPrefix(p.path, "/anmelden") {
		t.Errorf("a stranger arrives at %s", p.path)
	}
	h.signedIn("olga").get("/zahlen").want(http.StatusOK)
}

func TestFiguresAreAFileForSpreadsheets(t *testing.T) {
	h := regulars(t, locale.DeDE)
	h.document(figuresDay.Add(-70), -500000, 0)
	h.compute(figuresDay)
	p := h.signedIn("jana").get("/zahlen/export.csv").want(http.StatusOK)
	if !strings.Contains(p.head.Get("Content-Disposition"), "stammkunde-zahlen-2026-11-24.csv") {
		t.Error(p.head.Get("Content-Disposition"))
	}
	text, marked := strings.CutPrefix(p.body, "\ufeff")
	if !marked {
		t.Error("no mark of UTF-8")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, row := range rows {
		found[row[0]+"/"+row[1]] = row[2] + "/" + row[3] + "/" + row[4] + "/" + row[5]
	}
	for key, want := range map[string]string{
		"Teil/Größe":                                      "Wert/von/Regel/Stand",
		"Haben/Stammkunden, die weiter kaufen":            "30/30/figures/1/2026-11-24",
		"Halten/Wieder gekauft":                           "30/40/figures/1/2026-11-24",
		"Geld/Umsatz netto":                               "15406,00//value/1/2026-11-24",
		"Geld/September 2026: davon ohne Kundenzuordnung": "-5000,00//value/1/2026-11-24",
	} {
		if found[key] != want {
			t.Errorf("%s is %q, want %q", key, found[key], want)
		}
	}
}

// Every table of the page is a file too, for those who see the page.
func TestTablesOfTheFiguresAreFiles(t *testing.T) {
	h := regulars(t, locale.DeDE)
	h.document(figuresDay.Add(-70), -500000, 0)
	h.compute(figuresDay)
	v := h.signedIn("jana")
	var links []string
	for _, a := range v.get("/zahlen").want(http.StatusOK).All("main details a[download]") {
		links = append(links, a.Attr("href"))
	}
	if len(links) != 6 {
		t.Fatalf("%d files: %v", len(links), links)
	}
	for _, to := range links {
		p := v.get(to).want(http.StatusOK)
		if strings.Contains(to, "xlsx") != strings.HasPrefix(p.body, "PK") || p.head.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %.20q", to, p.body)
		}
		h.signedIn("theo").get(to).want(http.StatusForbidden)
	}
	v.get(links[0]).says("Monat;Umsatz netto;", "September 2026;", ";-5000,00;")
	v.get("/zahlen/tabelle/schultern.csv").says("Kunden, größter Umsatz zuerst;Anteil am Umsatz", "30;1")
	for _, wrong := range []string{"monate.pdf", "monate", "geheim.csv", ".csv"} {
		v.get("/zahlen/tabelle/" + wrong).want(http.StatusNotFound)
	}
}

func TestWithoutPurchasesTheFiguresSayHowToBegin(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	h.open()
	v := h.signedIn("jana")
	p := v.get("/zahlen").want(http.StatusOK).says("Hier stehen bald Ihre Zahlen", "Übungsdaten laden")
	if !p.Has("main a[href=/import]") || !p.Has("main form[action=/uebung]") {
		t.Error("no way on")
	}
	h.signedIn("olga").get("/zahlen").says("Einlesen kann sie").hides("Übungsdaten laden")
	if rows := strings.Count(v.get("/zahlen/export.csv").want(http.StatusOK).body, "\n"); rows != 1 {
		t.Errorf("%d rows of nothing", rows)
	}
}

func TestBeforeTheFirstRunTheFiguresAskForPatience(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	h.House.Customers = func(context.Context) (int64, error) { return 1, nil }
	h.customer("Ida", "Moos", "Frau", []cal.Date{figuresDay})
	h.open().signedIn("jana").get("/zahlen").says("Die Zahlen entstehen gerade")
}

func TestBrowserFigures(t *testing.T) {
	h := regulars(t, locale.DeDE)
	b := testkit.Chromium(t)
	for name, view := range map[string]testkit.View{
		"zahlen-desktop": testkit.Desktop, "zahlen-phone": testkit.Phone, "zahlen-desktop-dark": testkit.Desktop.InDark(), "zahlen-phone-dark": testkit.Phone.InDark(),
	} {
		p := b.Page(t, view)
		signIn(p, h)
		p.Open(h.server.URL + "/zahlen")
		p.Wait("dl.kpis")
		p.Click("main details.why summary")
		p.FullScreenshot(name)
		sound(t, p, name)
	}
	english := regulars(t, locale.EnGB)
	p := b.Page(t, testkit.Desktop)
	signIn(p, english)
	p.Open(english.server.URL + "/zahlen")
	p.Wait("dl.kpis")
	p.FullScreenshot("zahlen-english")
	sound(t, p, "the figures in English")
}

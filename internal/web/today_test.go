package web_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// line returns the element of the line about somebody.
func (p page) line(name string) testkit.Node {
	p.t.Helper()
	for _, li := range p.All("li.care") {
		if strings.Contains(li.Text(), name) {
			return li
		}
	}
	p.t.Fatalf("%s has no line about %s: %s", p.path, name, p.Text())
	return testkit.Node{}
}

// urlOf is where the line's forms go.
func (p page) urlOf(name string) string {
	p.t.Helper()
	for _, form := range p.line(name).All("form") {
		return form.Attr("action")
	}
	p.t.Fatalf("the line about %s has no form", name)
	return ""
}

func TestTodayIsASentencePerPerson(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := h.signedIn("jana").get("/").want(http.StatusOK)
	p.says("Guten Morgen, Frau Brandt.", "Dienstag, 24. November", "Zuerst", "Danken und mitfreuen",
		"Yusuf Demirbaş kommt sonst jede Woche. Jetzt sind es 26 Tage",
		"Hannelore Wackernagel kommt heute seit zwei Jahren zu Ihnen",
		"Leonie Fährmann hat heute zum ersten Mal bei Ihnen gekauft", "Stand: 08:12", "Ihre Tageskarte")
	if got := p.One(t, "h1").Text(); got != "Guten Morgen, Frau Brandt." {
		t.Errorf("heading %q", got)
	}
	open := p.One(t, "li.care.open")
	if !open.Has("svg.beat[role=img]") || !strings.Contains(open.Text(), "Yusuf Demirbaş") || open.Has("a[href^=tel:]") {
		t.Errorf("the first line of danger is not opened with its rhythm, or offers to call a private person: %s", open.Text())
	}
	if got := p.One(t, "#n-heute").Text(); got != "4" {
		t.Errorf("the navigation counts %s", got)
	}
	if !open.Has("details.why") || !strings.Contains(open.Text(), "Eigener Rhythmus") {
		t.Error("the line does not explain itself")
	}
}

func TestTodaySpeaksEnglish(t *testing.T) {
	h := bakery(t, locale.EnGB)
	h.change(func(p *firm.Profile) { p.Timezone = "Europe/Berlin" })
	h.now = h.now.Add(5 * time.Second)
	p := h.signedIn("jana").get("/").want(http.StatusOK)
	p.says("Good morning, Jana.", "Tuesday 24 November", "First", "Yusuf Demirbaş usually comes every week", "As of")
	p.hides("Erledigt", "Später", "web.", "look.", "care.")
}

func TestTheGreetingFollowsTheClock(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	for clock, want := range map[string]string{"03:00": "Guten Morgen", "10:59": "Guten Morgen", "11:00": "Guten Tag", "17:59": "Guten Tag", "18:00": "Guten Abend", "02:59": "Guten Abend"} {
		at, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-24 "+clock, berlin(t))
		if err != nil {
			t.Fatal(err)
		}
		h.now = at
		v.get("/").says(want)
	}
}

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestALineIsDecidedAndTakenBackWithoutScript(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	for _, c := range []struct {
		name, field, value, says string
	}{
		{"Yusuf Demirbaş", "act", "done", "Yusuf Demirbaş: erledigt, 8:12 Uhr"},
		{"Yusuf Demirbaş", "act", "later", "Yusuf Demirbaş: morgen wieder"},
		{"Yusuf Demirbaş", "reason", "week", "Yusuf Demirbaş: am 1. Dez. wieder"},
		{"Leonie Fährmann", "reason", "unwanted", "Leonie Fährmann: passt nicht (Möchte das nicht)"},
		{"Leonie Fährmann", "act", "no", "Leonie Fährmann: passt nicht (Passt nicht)"},
	} {
		url := v.get("/").urlOf(c.name)
		p := v.post(url, c.field, c.value).want(http.StatusOK)
		if p.path != "/" {
			t.Fatalf("arrived at %s", p.path)
		}
		p.says(c.says)
		if !strings.Contains(p.line(c.name).Attr("class"), "done") || p.One(t, "#n-heute").Text() != "3" {
			t.Errorf("%s is not settled, the navigation counts %s", c.name, p.One(t, "#n-heute").Text())
		}
		v.post(url, "act", "undo").hides(c.says)
		v.post(url, "act", "undo").want(http.StatusOK) // taking back twice changes nothing
	}
}

func TestWithScriptOnlyTheLineIsSent(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	first := v.get("/")
	url, id := first.urlOf("Leonie Fährmann"), first.line("Leonie Fährmann").Attr("id")
	p := v.htmx(url, "act", "done").want(http.StatusOK)
	if p.Has("main") || !strings.Contains(p.body, `id="`+id+`"`) {
		t.Errorf("not the line alone: %s", p.body)
	}
	p.says("Leonie Fährmann: erledigt", "1 von 4")
	for _, target := range []string{"#tageskarte", "#n-heute"} {
		if !p.Has(`hx-partial[hx-target=` + target + `]`) {
			t.Errorf("%s is not brought up to date", target)
		}
	}
	if !strings.Contains(p.body, "data-announce") {
		t.Error("nothing is read aloud")
	}
	if p = v.htmx(url, "act", "undo"); !strings.Contains(p.body, "stamp") || strings.Contains(p.body, "care done") {
		t.Errorf("the line does not come back: %s", p.body)
	}
}

func TestOfTwoWhoDecideAtOnceOneIsToldKindly(t *testing.T) {
	h := bakery(t, locale.DeDE)
	a, b := h.signedIn("jana"), h.signedIn("jana")
	url := a.get("/").urlOf("Yusuf Demirbaş")
	var wait sync.WaitGroup
	answers := make([]page, 2)
	for i, v := range []*visitor{a, b} {
		wait.Go(func() { answers[i] = v.htmx(url, "act", "done") })
	}
	wait.Wait()
	codes := map[int]page{answers[0].code: answers[0], answers[1].code: answers[1]}
	if _, ok := codes[http.StatusOK]; !ok {
		t.Errorf("nobody got through: %v", answers[0].Text())
	}
	late, ok := codes[http.StatusConflict]
	if !ok {
		t.Fatal("one word counted as two")
	}
	late.says("Yusuf Demirbaş: erledigt", "Das ist schon erledigt")
}

func TestTheListOfAnotherDoesNotExist(t *testing.T) {
	h := bakery(t, locale.DeDE)
	url := h.signedIn("jana").get("/").urlOf("Yusuf Demirbaş")
	v := h.signedIn("olga")
	v.get("/").says("Yusuf Demirbaş")
	v.post(url, "act", "done").want(http.StatusNotFound)
	v.get(url).want(http.StatusNotFound)
}

func TestTheEndOfTheDayIsAStateOfItsOwn(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	list := v.get("/")
	for _, name := range []string{"Yusuf", "Hannelore", "Leonie", "Matteo"} {
		v.post(list.urlOf(name), "act", "done")
	}
	p := v.get("/").says("Alle vier haben heute von Ihnen gehört.", "Zeit für einen Kaffee", "Das waren vier Kontakte", "Das war es für Dienstag")
	if got := len(p.All(".empty .stamp.on")); got != 4 {
		t.Errorf("%d stamps", got)
	}
	v.get("/?alles=1").says("Yusuf Demirbaş: erledigt", "4 von 4")
	undo := p.One(t, ".empty form")
	v.post(undo.Attr("action"), "act", "undo").says("Heute freut sich ein Mensch")
	// The last one by htmx leads to the celebration.
	if p := v.htmx(undo.Attr("action"), "act", "done"); p.head.Get("HX-Redirect") != "/" {
		t.Errorf("the finished day is not shown: %s", p.body)
	}
}

func TestNastyNamesStayWords(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	p := v.get("/")
	if strings.Contains(p.body, "<script>alert") {
		t.Error("a name became markup")
	}
	p.says("Matteo <script>alert(1)</script>")
	p = v.htmx(p.urlOf("Matteo"), "act", "done")
	if strings.Contains(p.body, "<script>alert") {
		t.Error("a name became markup in the part of a page")
	}
	p = v.post("/kennenlernen", "kind", "person", "last_name", `"><img src=x onerror=alert(1)>`, "note", "</textarea><script>")
	if strings.Contains(p.body, "<img src=x") || strings.Contains(p.body, "</textarea><script>") {
		t.Error("what was typed became markup")
	}
}

func TestAHelperSeesNoMoneyAndNoFigures(t *testing.T) {
	h := bakery(t, locale.DeDE)
	helper := h.signedIn("theo").get("/").want(http.StatusOK)
	if helper.path != "/tresen" {
		t.Errorf("a helper begins at %s", helper.path)
	}
	helper.hides("Yusuf Demirbaş", "€", "/zahlen", "/import", "Wert von zwölf Monaten")
	v := h.signedIn("theo")
	v.post("/einstellungen/betrieb", "name", "Meins").want(http.StatusForbidden)
	v.post("/einstellungen/personen", "name", "x").want(http.StatusForbidden)
	v.post("/uebung").want(http.StatusForbidden)
	v.get("/einstellungen/sicherung").want(http.StatusForbidden)
	v.get("/einstellungen").want(http.StatusOK).hides("Sicherung herunterladen", "/einstellungen/betrieb")
}

func TestAHelperLearnsNoAmountFromTheSentence(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	today := cal.MustParse("2026-11-24")
	id := h.customer("Marie", "Naumann", "Frau", []cal.Date{today.Add(-30), today.Add(-20), today.Add(-10)})
	h.purchase(id, today, 9990)
	h.compute(today)
	h.open()
	h.signedIn("jana").get("/").says("Marie Naumann hat heute für 99,90", "Sonst sind es etwa 12,40")
	h.signedIn("theo").get("/").hides("Marie Naumann", "99,90", "12,40", "€")
}

func TestTheTaxAdviserReadsFiguresOnly(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.user("steuer", "Kanzlei Klar", team.Adviser)
	v := h.visitor("de")
	v.post("/anmelden", "name", "steuer", "passwort", password)
	p := v.get("/einstellungen").want(http.StatusOK)
	if p.Has("a[href=/]") || p.Has("a[href=/import]") || !p.Has("a[href=/zahlen]") {
		t.Error("the navigation offers what he may not do")
	}
	if p := v.get("/"); p.path != "/zahlen" {
		t.Errorf("arrived at %s", p.path)
	}
	v.post("/kennenlernen", "last_name", "Moos").want(http.StatusForbidden)
}

// Many first purchases of one day become one line with a list behind it.
func TestAMassLineOpensItsListForPrintAndExport(t *testing.T) {
	h := fresh(t)
	h.server = nil
	h.found(locale.DeDE)
	today := cal.MustParse("2026-11-24")
	for i := range 40 {
		name := "Gast" + string(rune('A'+i%26)) + string(rune('a'+i/26))
		if i == 30 {
			name = "=HYPERLINK(1)"
		}
		h.customer("", name, "Frau", []cal.Date{today})
	}
	h.compute(today)
	h.open()
	v := h.signedIn("jana")
	p := v.get("/").want(http.StatusOK)
	mass := p.line("Kunden: gerade zum ersten Mal gekauft")
	href := mass.One(t, "a.btn").Attr("href")
	list := v.get(href).want(http.StatusOK)
	list.says("gerade zum ersten Mal gekauft", "Mustertal", "per Sie", "Warum?")
	if !list.Has("[data-print]") || len(list.All("tbody tr")) < 30 {
		t.Errorf("%d rows", len(list.All("tbody tr")))
	}
	export := v.get(href + "/export.csv").want(http.StatusOK)
	if !strings.HasPrefix(export.body, "\ufeffNummer;Name;") || strings.Contains(export.body, ";=HYPERLINK") || !strings.Contains(export.body, ";'=HYPERLINK") {
		t.Errorf("the file is %.300q", export.body)
	}
	if !strings.Contains(export.head.Get("Content-Disposition"), "stammkunde-k01-2026-11-24.csv") {
		t.Error(export.head.Get("Content-Disposition"))
	}
	list.says("Liste mit ", "freigeben", "Morgen ansehen")
	v.post(href, "act", "later").want(http.StatusOK)
	v.get(href).says("Kunden: morgen wieder")
	v.post(href, "act", "undo").want(http.StatusOK)
	v.post(href, "act", "done").want(http.StatusOK).says("Kunden: freigegeben, ")
	for _, li := range p.All("li.care form.do") {
		v.post(li.Attr("action"), "act", "done")
	}
	v.get("/").says("Alle fünf haben heute von Ihnen gehört.", "Dazu eine Sammelzeile.")
	v.get(href).says("freigegeben", "Rückgängig")
	single := p.urlOf("hat heute zum ersten Mal")
	v.get(single).want(http.StatusNotFound)
}

func TestAQuietDayAndADayBeforeTheFigures(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	h.customer("Ida", "Moos", "Frau", []cal.Date{cal.MustParse("2026-11-01")})
	h.open()
	v := h.signedIn("jana")
	v.get("/").says("Die Liste entsteht gerade")
	h.compute(cal.MustParse("2026-11-24"))
	h.now = h.now.Add(time.Minute)
	v.get("/").says("Heute ist es ruhig")
}

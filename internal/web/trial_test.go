package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// offer is the address of the calculator with entries.
func offer(takers, back, cost, worth, given, price string) string {
	return "/zahlen/auftrag-gratis?" + url.Values{
		"angenommen": {takers}, "wieder": {back}, "kosten": {cost}, "wert": {worth}, "nachlass": {given}, "preis": {price},
	}.Encode()
}

func TestTheCalculatorJudgesWithoutAnyData(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	v := h.open().signedIn("jana")
	v.get("/zahlen").want(http.StatusOK).One(t, "main a[href='/zahlen/auftrag-gratis']")
	p := v.get("/zahlen/auftrag-gratis").want(http.StatusOK).says("Hier steht gleich")
	v.get(p.One(t, "#antwort a").Attr("href")).want(http.StatusOK).says("lohnt sich nicht", "Von 100 kamen 5 wieder.", "müssen 14 wiederkommen", "13,3 %",
		"unter 1 %", "Ausgegeben haben Sie dafür 4.000 €.", "1.500 €", "100 % (Ihrer)", "15 €", "2,50 €", "noch offen", "Regel effect/trial/1")
	v.get(offer("100", "5", "15", "300", "50", "50")).says("noch offen", "Wenn noch etwa", "54 %")
	v.get(offer("40", "30", "4", "300", "", "")).says("lohnt sich", "über 99 %")
	v.get(offer("90", "9", "10", "100", "", "")).says("entscheiden es auch 100.000 weitere nicht")
	v.get(offer("0", "0", "10", "100", "", "")).says("Noch hat niemand das Angebot angenommen")
	v.get(offer("9", "9", "10", "5", "", "")).says("Selbst wenn von 9 alle wiederkämen")
	v.get(offer("9", "9", "-1", "5", "", "")).says("Das Angebot kostet Sie nichts")
}

func TestTheCalculatorNamesWhatItCannotRead(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	v := h.open().signedIn("jana")
	v.get(offer("9", "", "10", "100", "", "")).want(http.StatusOK).says("Noch fehlt: Wiedergekommen sind.")
	v.get(offer("9", "12", "10", "100", "", "")).says("Wieder kaufen können nicht mehr, als das Angebot angenommen haben.")
	v.get(offer("9", "3", "viel", "100", "", "")).says("viel")
	v.get(offer("9", "3", "10", "100", "150", "")).says("zwischen 0 und 100 Prozent")
	v.get(offer("2,5", "1", "10", "100", "", "")).says("eine ganze Zahl")
}

func TestBrowserTheCalculatorAnswersWhileOneTypes(t *testing.T) {
	h := bakery(t, locale.DeDE)
	b := testkit.Chromium(t)
	for name, view := range map[string]testkit.View{"rechner-desktop": testkit.Desktop, "rechner-phone": testkit.Phone, "rechner-phone-dark": testkit.Phone.InDark()} {
		p := b.Page(t, view)
		signIn(p, h)
		p.Open(h.server.URL + "/zahlen/auftrag-gratis")
		sound(t, p, name+" empty")
		for field, text := range map[string]string{"angenommen": "100", "wieder": "5", "kosten": "40", "wert": "300", "preis": "50"} {
			p.Type("#f-"+field, text)
		}
		p.Wait("#antwort table")
		p.FullScreenshot(name)
		sound(t, p, name)
	}
	english := bakery(t, locale.EnGB)
	p := b.Page(t, testkit.Desktop)
	signIn(p, english)
	p.Open(english.server.URL + offer("40", "9", "40", "300", "100", "50"))
	p.Wait("#antwort table")
	p.FullScreenshot("rechner-english")
	sound(t, p, "the calculator in English")
}

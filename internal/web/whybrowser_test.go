package web_test

import (
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// The way down from a margin: the rate that is taken, the charge that follows from it, and
// the document to which it belongs.
func TestBrowserAMarginLeadsDownToItsDocument(t *testing.T) {
	h := regulars(t, locale.DeDE)
	v := h.signedIn("jana")
	v.post("/einstellungen/versandliste", "act", "vorschau", "text", "Land;Kosten;gültig ab\nDE;4,90;01.01.2020\n").press(v, "Übernehmen")
	h.compute(figuresDay)
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	enter(p, h)
	p.Open(h.server.URL + "/portfolio?feld=protect")
	p.Follow("#feld .card-foot a.btn")
	p.Follow(`main table tbody a[href^="/kunden/"]`)
	customer := strings.SplitN(p.Address(), "?", 2)[0]
	p.Click("main details.why summary")
	p.Open(customer + "/kosten")
	says(p, "#deckungsbeitrag", "DB IV")
	says(p, "#herkunft", "· Versand")
	sound(t, p, "the costs of a customer")
	p.Screenshot("kosten-herkunft")
	p.Follow(`#herkunft a[href^="/belege/"]`)
	if !strings.Contains(p.Address(), "/belege/") {
		t.Errorf("the charge leads to %s", p.Address())
	}
	says(p, "main", "DB I")
	p.Open(h.server.URL + "/einstellungen/kostensaetze")
	says(p, "#versand", "DE: 4,90")
	sound(t, p, "the rates of costs")
	p.FullScreenshot("kostensaetze")
	phone := testkit.Chromium(t).Page(t, testkit.Phone.InDark())
	enter(phone, h)
	phone.Open(h.server.URL + "/einstellungen/kostensaetze")
	phone.Click("#versand details summary")
	sound(t, phone, "the rates of costs on a phone, dark")
	phone.FullScreenshot("kostensaetze-phone-dark")
}

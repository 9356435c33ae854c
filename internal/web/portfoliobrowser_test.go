package web_test

import (
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// From the picture to a field, from the field to its customers, and the field as a view.
func TestBrowserPortfolioLeadsToCustomers(t *testing.T) {
	h := regulars(t, locale.DeDE)
	b := testkit.Chromium(t)
	p := b.Page(t, testkit.Desktop)
	enter(p, h)
	p.Open(h.server.URL + "/portfolio")
	says(p, "main", "Noch nicht eingerechnet")
	sound(t, p, "the portfolio")
	p.Screenshot("portfolio-desktop")

	p.Follow(`main a[href*="feld=protect"]`)
	says(p, "#feld", "Pflegen und feiern")
	p.Follow("#feld .card-foot a.btn")
	if !strings.Contains(p.Address(), "/kunden?") {
		t.Errorf("the field leads to %s", p.Address())
	}
	says(p, "main", "Feld im Portfolio")

	p.Open(h.server.URL + "/portfolio?feld=protect")
	p.Follow("#feld form button")
	if !strings.Contains(p.Address(), "ansicht=") {
		t.Errorf("saving leads to %s", p.Address())
	}

	dark := b.Page(t, testkit.Phone.InDark())
	enter(dark, h)
	dark.Open(h.server.URL + "/portfolio?mass=jahr")
	sound(t, dark, "the portfolio on a phone, dark")
	dark.Screenshot("portfolio-phone-dark")
}

// enter signs in where nothing stands on the list of the day.
func enter(p *testkit.Page, h *house) {
	p.Open(h.server.URL + "/anmelden")
	p.Type("input[name=name]", "jana")
	p.Type("input[name=passwort]", password)
	p.Follow("main form button")
}

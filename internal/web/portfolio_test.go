package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
)

func TestPortfolioOfTheDemoFirm(t *testing.T) {
	h := regulars(t, locale.DeDE)
	v := h.signedIn("jana")
	p := v.get("/portfolio").want(http.StatusOK).says("Kundenportfolio", "Nähe gewinnen", "Noch nicht eingerechnet", "portfolio/1")
	p.hides("NaN", "Starkunde", "Mitnahmekunde")
	v.get("/portfolio?mass=jahr&feld=keep").want(http.StatusOK).says("Bedarf entdecken", "Nicht: teure Geschenke.").hides("NaN")
	v.get("/portfolio?feld=unsinn&mass=unsinn").want(http.StatusOK)
}

func TestPortfolioLeadsToItsCustomersAndIsSavedOnce(t *testing.T) {
	h := regulars(t, locale.DeDE)
	v := h.signedIn("jana")
	first := v.post("/portfolio/ansicht", "feld", "protect")
	if !strings.HasPrefix(first.path, "/kunden") {
		t.Fatalf("leads to %s", first.path)
	}
	first.says("Pflegen und feiern", "Feld im Portfolio")
	if again := v.post("/portfolio/ansicht", "feld", "protect"); again.path != first.path {
		t.Errorf("saved twice: %s and %s", first.path, again.path)
	}
	v.post("/portfolio/ansicht", "feld", "alle").want(http.StatusNotFound)
}

func TestPortfolioNeedsEnoughCustomers(t *testing.T) {
	h := bakery(t, locale.EnGB)
	h.open().signedIn("jana").get("/portfolio").want(http.StatusOK).says("It takes at least 20 customers")
}

func TestPortfolioIsForThoseWhoSeeFigures(t *testing.T) {
	h := regulars(t, locale.DeDE)
	h.signedIn("theo").get("/portfolio").want(http.StatusForbidden)
	h.signedIn("theo").get("/portfolio/minus").want(http.StatusForbidden)
}

func TestNoQuestionIsSaidAsSuch(t *testing.T) {
	h := regulars(t, locale.DeDE)
	h.signedIn("jana").get("/portfolio/minus?nach=x:y").want(http.StatusOK).says("Keine offene Frage")
}

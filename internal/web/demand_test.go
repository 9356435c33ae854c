package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/locale"
)

func TestADemandIsDecidedToldAndKept(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	id := h.id("Wackernagel")
	first := v.get(fmt.Sprint("/kunden/", id)).want(http.StatusOK)
	if n := len(first.All(fmt.Sprintf("a[href='/kunden/%d/forderungen']", id))); n == 0 {
		t.Error("the page is not two clicks away")
	}
	url := at(id, "forderungen")
	v.get(url).want(http.StatusOK).says("Was auf dem Spiel steht", "Deckungsbeitrag, 12 Monate", "Noch keine Forderung")
	v.post(url, "act", "aufnehmen", "worte", " ", "kanal", "phone").want(http.StatusUnprocessableEntity)
	v.post(url, "act", "aufnehmen", "worte", "Lieferung ohne Aufpreis", "kanal", "phone", "entscheidung", "no").want(http.StatusUnprocessableEntity).says("Zu einem Nein gehört ein Grund")
	v.post(url, "act", "aufnehmen", "worte", "Lieferung ohne Aufpreis", "kanal", "phone", "entscheidung", "priced").want(http.StatusUnprocessableEntity).says("größer als null")
	v.post(url, "act", "aufnehmen", "worte", "Lieferung heute bis 14 Uhr", "bis", "heute 14 Uhr", "kanal", "phone", "entscheidung", "priced", "preis", "25").want(http.StatusOK).
		says("ja, dauerhaft gegen Preis", "Es kostet 25", "Als Nächstes: sagen")
	v.get(fmt.Sprint("/kunden/", id)).says("Eine Forderung wartet auf eine Antwort", "Lieferung heute bis 14 Uhr")
	step := func(fields ...string) page {
		list, err := feedback.Demands(ctx, h.db, id, 9)
		if err != nil || len(list) == 0 {
			t.Fatal(err)
		}
		return v.post(url, append([]string{"id", fmt.Sprint(list[0].ID), "fassung", fmt.Sprint(list[0].Version)}, fields...)...)
	}
	step("act", "beachtet").want(http.StatusUnprocessableEntity).says("Erst sagen")
	step("act", "entscheiden", "entscheidung", "offer", "grund", "Morgen früh um sechs, ohne Aufpreis.").want(http.StatusOK).says("Was wir anbieten: Morgen früh um sechs")
	p := step("act", "gesagt", "kanal", "phone", "worte", "Morgen früh um sechs").want(http.StatusOK).says("nein, mit Angebot", "Bisher kein Ja und ein Nein")
	p.press(v, "Zurücknehmen").want(http.StatusOK).says("Als Nächstes: sagen")
	step("act", "gesagt", "kanal", "phone", "worte", "Morgen früh um sechs").want(http.StatusOK)
	step("act", "entscheiden", "entscheidung", "once").want(http.StatusConflict).says("schon gesagt")
	step("act", "beachtet").want(http.StatusOK).says("hält sich daran")
	v.get(fmt.Sprint("/kunden/", id)).hides("Eine Forderung wartet").says("Morgen früh um sechs")
	v.get(fmt.Sprint("/kunden/", id, "/protokoll")).says("Forderung", "Entscheidung").hides("log.", "Told at", "Kept day", "Decided at")
	h.signedIn("theo").get(url).want(http.StatusForbidden)
}

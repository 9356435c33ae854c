package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// Whoever asks what is known of him gets every note, promise and judgement in plain words,
// and nothing by keys.
func TestWhoAsksIsToldAll(t *testing.T) {
	h, v, id, link := shared(t, "Wackernagel")
	v.post(hisPage(id, "vereinbarung"), "act", "grund", "phase", "stays", "grund", "quality", "worte", "Das Brot hält lange", "quelle", "told", "tag", "2026-11-20").want(http.StatusOK)
	v.post(hisPage(id, "vereinbarung"), "act", "wunsch", "art", "partner", "schritt", "Zur Probe einladen").want(http.StatusOK)
	v.post(hisPage(id, "beschwerden"), "act", "aufnehmen", "worte", "Die Kruste war hart", "kanal", "phone").want(http.StatusOK)
	guest := h.visitor("de")
	guest.post(link, "act", "wunsch", "id", "0", "version", "0", "art", "attached", "anrede", "sie", "weg", "letter", "oft", "rarely").want(http.StatusOK)
	guest.post(link, "act", "wort", "was", "erwartung", "worte", "Mehr Dinkel").want(http.StatusOK)
	guest.post(link, "act", "thema", "themen", "Hefezopf").want(http.StatusOK)
	guest.post(link, "act", "nein").want(http.StatusOK)
	v.get(hisPage(id, "auskunft")).want(http.StatusOK).says(
		"Auskunft für Hannelore Wackernagel", "Nachname: Wackernagel", "Das Brot hält lange", "Zur Probe einladen", "Die Kruste war hart", "Ihre Erwartung: Mehr Dinkel", "Hefezopf",
		"höchstens zweimal im Jahr", "Stand der Beziehung", "Was wir über unsere Zusammenarbeit denken", "Persönlich verbunden", "Werbung ist nicht erwünscht", "105 Belege", "Aufsichtsbehörde",
	).hides("webdisclose.", "relationship", "list.standing", "exchange")
	v.get(fmt.Sprint("/kunden/", id)).says("Auskunft")
	h.signedIn("olga").get(hisPage(id, "auskunft")).want(http.StatusForbidden)
	h.visitor("de").get(hisPage(id, "auskunft")).says("Anmelden")
	english := bakery(t, locale.EnGB)
	english.signedIn("jana").get(hisPage(english.id("Wackernagel"), "auskunft")).want(http.StatusOK).says("Access for Hannelore Wackernagel", "105 documents")
}

package web_test

import (
	"net/http"
	"testing"
)

// A cost is entered on the customer's page, listed with its cause, and taken back there.
func TestCostsOfACustomer(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	v.get(at(anna, "kosten")).want(http.StatusOK).says("Noch keine einzelnen Kosten eingetragen.")
	cost := func(fields ...string) page {
		return v.post(at(anna, "kosten"), append([]string{"act", "kosten"}, fields...)...)
	}
	p := cost("art", "goodwill", "betrag", "12,50", "ursache", "ours", "guete", "2", "notiz", "Torte war zerdrückt").want(http.StatusOK)
	p.says("12,50 € · Kulanz", "von uns verursacht", "zählt hier nicht", "Torte war zerdrückt")
	p.press(v, "Zurücknehmen").want(http.StatusOK)
	v.get(at(anna, "kosten")).says("Noch keine einzelnen Kosten eingetragen.")
	cost("art", "minutes", "menge", "20", "ursache", "customer", "guete", "2").want(http.StatusOK).says("12,00 € · Arbeitszeit", "20 Minuten")
	v.get(at(anna, "kosten")).says("Deckungsbeitrag I bis IV", "Betreuung: −12,00 €", "DB IV: −12,00 €", "Gemessener Anteil der Kosten: 100 %")
	cost("art", "gift", "menge", "2", "ursache", "customer", "guete", "2").want(http.StatusUnprocessableEntity).says("gibt es keinen Kostensatz")
}

// A rate is previewed before it is taken, holds from its day and is taken back.
func TestRatesArePreviewedTakenAndTakenBack(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	const url = "/einstellungen/kostensaetze"
	v.post(at(anna, "kosten"), "act", "kosten", "art", "minutes", "menge", "20", "ursache", "customer", "guete", "2").want(http.StatusOK)
	v.get(url).want(http.StatusOK).says("Eine Stunde Betreuung", "Noch gelten die Standardsätze.")
	v.get("/einstellungen").says("Kostensätze ansehen")
	v.post(url, "act", "vorschau", "hour", "36").want(http.StatusUnprocessableEntity).says("Diese Sätze gelten an dem Tag schon.")
	v.post(url, "act", "vorschau", "hour", "-5").want(http.StatusUnprocessableEntity).says("außerhalb seiner Grenzen")
	p := v.post(url, "act", "vorschau", "hour", "48", "contact.mail", "0,002").want(http.StatusOK).says("Was das ändert", "−12,00 € → −16,00 €")
	p.press(v, "Übernehmen").want(http.StatusOK).says("Gesichert.", "Eigene Sätze gelten ab:")
	v.get(at(anna, "kosten")).says("16,00 € · Arbeitszeit", "DB IV: −16,00 €")
	v.get("/protokoll").says("Eine Stunde Betreuung Standardsatz → Eine Stunde Betreuung 48")
	v.get(url+"?gesichert=1").press(v, "Rückgängig").want(http.StatusOK)
	v.get(at(anna, "kosten")).says("12,00 € · Arbeitszeit")
}

// A price list of shipping is previewed, taken from its day on, listed, and taken back.
func TestAShippingListIsPreviewedTakenAndTakenBack(t *testing.T) {
	h, _, _, _, _ := people(t)
	v := h.signedIn("jana")
	const url, rates = "/einstellungen/versandliste", "/einstellungen/kostensaetze"
	v.get(rates).want(http.StatusOK).says("Versandliste", "Noch keine Liste.", "nicht bekannt, darum gibt es keine Staffel nach Gewicht")
	send := func(text string) page { return v.post(url, "act", "vorschau", "text", text) }
	send("Land;Bemerkung\nDE;x\n").want(http.StatusUnprocessableEntity).says("Keine Spalte nennt die Kosten.")
	send("Land;bis Gewicht kg;Kosten\nDE;5;4,90\n").want(http.StatusUnprocessableEntity).says("nach Gewicht gestaffelt")
	send("Land;Kosten\nDE;4,90\nAtlantis;5\n").want(http.StatusUnprocessableEntity).says("eine Zeile passt nicht", "Zeile 3 · Land", "„Atlantis“ ist kein bekanntes Land.")
	p := send("Land;bis Bestellwert;Kosten;gültig ab\nDE;50;4,90;01.01.2026\nDE;;0;01.01.2026\nübrige;;19,50;01.01.2026\n").want(http.StatusOK)
	p.says("Was das ändert", "Verkäufen stehen", "Gilt ab 01.01.2026", "DE, bis 50,00 € netto: 4,90 €", "Übrige Länder: 19,50 €")
	p = p.press(v, "Übernehmen").want(http.StatusOK).says("Gesichert.", "Gilt ab 01.01.2026", "3 Zeilen")
	v.get("/protokoll").says("Versandliste geändert", "Gilt ab 01.01.2026: 3 Zeilen")
	p.press(v, "Rückgängig").want(http.StatusOK)
	v.get(rates).says("Noch keine Liste.")
}

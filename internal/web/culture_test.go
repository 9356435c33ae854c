package web_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

func TestNextQuestionIsAnsweredInTwoClicks(t *testing.T) {
	h, house, _, _, anna := people(t)
	v := h.signedIn("jana")
	url := "/kunden/" + strconv.FormatInt(anna, 10)
	p := v.get(url).want(http.StatusOK).says("Worauf kommt es Ihnen bei uns an?", "zu 0 % bekannt")
	p.press(v, "Notieren", "antwort", "frisches Brot um sieben").want(http.StatusOK).says("Was interessiert Sie denn besonders?", "frisches Brot um sieben", "zu 22 % bekannt").
		press(v, "Notieren", "antwort", "Wandern").says("etwas, das wir hätten besser machen können").
		press(v, "Nichts zu sagen").says("Wie sind Sie eigentlich auf uns gekommen?").
		press(v, "Möchte es nicht sagen").says("Wie erreichen wir Sie am liebsten?").
		press(v, "Notieren", "antwort", "mail").hides("Wie erreichen wir Sie am liebsten?")
	likes, err := interest.Likes(ctx, h.db, anna)
	if err != nil || len(likes) != 1 || likes[0].Name != "Wandern" {
		t.Errorf("likes %+v, %v", likes, err)
	}
	row, found, err := knowledge.Get(ctx, h.db, anna)
	if err != nil || !found || row.Missing.Has(knowledge.Channel) {
		t.Errorf("published %+v %v %v", row, found, err)
	}
	firm := "/kunden/" + strconv.FormatInt(house, 10)
	for _, answer := range []string{"Lieferung vor acht", "Roggen", "Karton feucht", "Empfehlung der Innung"} {
		v.get(firm).press(v, "Notieren", "antwort", answer).want(http.StatusOK)
	}
	v.get(firm).says("Wer soll mit am Tisch sitzen").press(v, "Notieren", "antwort", "Frau Altmann").want(http.StatusOK).hides("am Tisch sitzen, wenn")
	v.post(url+"/wissen", "act", "antwort", "frage", "religion", "antwort", "x").want(http.StatusUnprocessableEntity)
	v.post(url+"/wissen", "act", "nichts", "frage", "spoken").want(http.StatusUnprocessableEntity)
}

func TestWhoSaysDuIsAskedSo(t *testing.T) {
	h, _, _, _, anna := people(t)
	h.update(func(tx *store.Tx) error {
		_, err := customer.Update(ctx, tx, customer.By{Actor: 1, At: cal.At(h.now), Region: "DE"}, anna, 1, customer.Fields{customer.FieldAddressForm: "du"})
		return err
	})
	h.signedIn("jana").get("/kunden/" + strconv.FormatInt(anna, 10)).says("Worauf kommt es dir bei uns an?").hides("Wie dürfen wir Sie ansprechen")
}

func TestColleagueWhoSharesTopicsIsSuggested(t *testing.T) {
	h, _, _, _, anna := people(t)
	v, olga := h.signedIn("jana"), h.signedIn("olga")
	url := "/kunden/" + strconv.FormatInt(anna, 10)
	if v.get(url).Has("#passt") {
		t.Error("somebody is suggested although nobody has told what he knows")
	}
	olga.post("/einstellungen/verantwortung", "act", "kann", "id", "2", "topic", "Wandern, Brot", "expertise", "Sauerteig", "language", "Polnisch").want(http.StatusOK).says("Wandern", "Polnisch")
	olga.post("/einstellungen/verantwortung", "act", "kann", "id", "1", "topic", "Golf").want(http.StatusForbidden)
	v.post(url+"/wissen", "act", "antwort", "frage", "likes", "antwort", "wandern").want(http.StatusOK).says("Olga Sommer", "verbindet: Wandern").
		press(v, "Zuständig machen").want(http.StatusOK).says("zuständig")
	if c, err := customer.Get(ctx, h.db, anna); err != nil || c.OwnerID != 2 {
		t.Errorf("owner %d, %v", c.OwnerID, err)
	}
	v.post(url+"/zustaendig", "person", "3", "version", "9").want(http.StatusConflict)
	v.post(url+"/zustaendig", "person", "77", "version", "9").want(http.StatusUnprocessableEntity)
}

func TestExactlyOneIsResponsible(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/einstellungen/verantwortung").want(http.StatusOK).says("Jana Brandt", "Verantwortliche Person", "Alle sind da.")
	p := v.post("/einstellungen/verantwortung", "act", "verantwortlich", "fassung", "1", "person", "1", "vertretung", "2").want(http.StatusOK).says("Olga Sommer", "Vertretung")
	if len(p.All("#verantwortlich .tag")) != 1 {
		t.Error("not exactly one is responsible today")
	}
	v.post("/einstellungen/verantwortung", "act", "verantwortlich", "fassung", "1", "person", "2", "vertretung", "1").want(http.StatusConflict)
	v.post("/einstellungen/verantwortung", "act", "verantwortlich", "fassung", "2", "person", "2", "vertretung", "2").want(http.StatusUnprocessableEntity).says("Niemand vertritt sich selbst")
	v.post("/einstellungen/verantwortung", "act", "weg", "person", "1", "von", "2026-11-24", "bis", "2026-11-30").want(http.StatusOK)
	if duty, err := team.OnDuty(ctx, h.db, cal.MustParse("2026-11-24")); err != nil || duty != 2 {
		t.Errorf("on duty %d, %v", duty, err)
	}
	v.get("/einstellungen/verantwortung").press(v, "Entfernen").want(http.StatusOK).says("Alle sind da.")
	h.signedIn("olga").post("/einstellungen/verantwortung", "act", "verantwortlich", "fassung", "2", "person", "2", "vertretung", "1").want(http.StatusForbidden)
}

func TestCultureIsReadAndChangedInPlace(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v, olga := h.signedIn("jana"), h.signedIn("olga")
	say := func(v *visitor, fields ...string) page { return v.post("/leitbild", fields...) }
	say(v, "act", "satz-vision", "worte", "Die Backstube des Viertels").want(http.StatusOK).says("Die Backstube des Viertels")
	say(v, "act", "satz-value", "worte", "Wir sind ehrlich", "beispiel1", "Wir sagen, wenn etwas von gestern ist").want(http.StatusOK).says("Wir sagen, wenn etwas von gestern ist")
	say(v, "act", "satz-value", "worte", "Wir sind pünktlich").want(http.StatusUnprocessableEntity).says("Beispiele")
	say(v, "act", "satz-promise", "worte", "Wir halten Zusagen", "zahl", "promise_kept", "ziel", "95 %").want(http.StatusOK).says("noch keine Zahl")
	h.update(func(tx *store.Tx) error {
		return culture.Save(ctx, tx, []culture.Result{{Measure: culture.PromiseKept, Day: cal.MustParse("2026-11-24"), Hits: 46, Total: 50}})
	})
	v.get("/leitbild").says("46 von 50", "92", "Ziel 95")
	v.get(fmt.Sprint("/kunden/", h.customer("Konrad", "Haller", "Herr", nil))).says("Wofür wir stehen: Wir ")
	say(v, "act", "mischung", "anteil-exchange", "70", "anteil-partner", "30").want(http.StatusOK).says("Kauft gern unkompliziert", "das ist das ganze Ziel")
	say(v, "act", "mischung", "anteil-exchange", "70").want(http.StatusUnprocessableEntity).says("zusammen 100 %")
	say(olga, "act", "satz-mission", "worte", "Brot").want(http.StatusForbidden)
	say(olga, "act", "satz-own", "worte", "Ich höre gern zu").want(http.StatusOK).says("Ich höre gern zu")
	v.get("/leitbild").hides("Ich höre gern zu")
	olga.get("/leitbild").says("Die Backstube des Viertels")
	v.get("/leitbild").press(v, "Gilt nicht mehr").want(http.StatusOK).says("Frühere Sätze", "Die Backstube des Viertels")
}

func TestOneIsAskedOnceAMonth(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v, olga := h.signedIn("jana"), h.signedIn("olga")
	v.post("/leitbild", "act", "satz-value", "worte", "Wir sind ehrlich", "beispiel1", "Altes Brot heißt altes Brot")
	if !v.get("/").says("Frage des Monats", "Altes Brot heißt altes Brot").Has("#frage") {
		t.Error("the day has no question")
	}
	olga.get("/").hides("Frage des Monats")
	olga.post("/leitbild", "act", "antwort", "id", "1", "antwort", "yes").want(http.StatusForbidden)
	p := v.post("/leitbild", "act", "antwort", "id", "1", "antwort", "partly", "gesehen", "Schild am Regal", "zurueck", "/").want(http.StatusOK).hides("Frage des Monats")
	if p.path != "/" {
		t.Errorf("answered, and led to %s", p.path)
	}
	v.get("/leitbild/jahr").want(http.StatusOK).says("Wir sind ehrlich (ja 0, teils 1, nein 0)", "Schild am Regal", "Zusagen rechtzeitig gehalten")
	h.now = h.now.AddDate(0, 1, 0)
	h.signedIn("jana").get("/").says("Frage des Monats")
}

func TestCulturePagesInEnglish(t *testing.T) {
	h := bakery(t, locale.EnGB)
	v := h.signedIn("jana")
	for path, text := range map[string]string{"/leitbild": "What we stand for", "/leitbild/jahr": "A look back on the year", "/einstellungen/verantwortung": "Responsibility and strengths"} {
		p := v.get(path).want(http.StatusOK).says(text)
		if strings.Contains(p.Text(), "webculture.") {
			t.Errorf("%s has words missing", path)
		}
	}
}

func TestBrowserCultureAndDuty(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.post("/leitbild", "act", "satz-value", "worte", "Wir sind ehrlich", "beispiel1", "Altes Brot heißt altes Brot")
	v.post("/leitbild", "act", "satz-promise", "worte", "Wir halten Zusagen", "zahl", "promise_kept", "ziel", "95")
	v.post("/leitbild", "act", "mischung", "anteil-exchange", "70", "anteil-partner", "30")
	h.update(func(tx *store.Tx) error {
		return culture.Save(ctx, tx, []culture.Result{{Measure: culture.PromiseKept, Day: cal.MustParse("2026-11-24"), Hits: 46, Total: 50}})
	})
	b := testkit.Chromium(t)
	for name, view := range map[string]testkit.View{"desktop": testkit.Desktop, "phone-dark": testkit.Phone.InDark()} {
		p := b.Page(t, view)
		signIn(p, h)
		sound(t, p, "Heute with the question of the month on "+name)
		for page, path := range map[string]string{"leitbild": "/leitbild", "leitbild-jahr": "/leitbild/jahr", "verantwortung": "/einstellungen/verantwortung", "kunde-frage": "/kunden/2"} {
			p.Open(h.server.URL + path)
			p.FullScreenshot(page + "-" + name)
			sound(t, p, path+" on "+name)
		}
	}
}

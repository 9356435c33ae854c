package web_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/testkit"
	"github.com/stammkunde/stammkunde/internal/watch"
)

// watched lets the job look for what went wrong and returns what is open.
func (h *house) watched() []watch.Waiting {
	h.t.Helper()
	if _, err := watch.Look(ctx, h.db, cal.At(h.now), cal.Of(h.now, time.UTC)); err != nil {
		h.t.Fatal(err)
	}
	list, err := watch.Open(ctx, h.db, 10)
	if err != nil {
		h.t.Fatal(err)
	}
	h.now = h.now.Add(5 * time.Second) // what pages know of the firm is read anew after three
	return list
}

// complained is an alert about a complaint whose clock ran out.
func (h *house) complained(name string) (who int64, w watch.Waiting) {
	h.t.Helper()
	who = h.id(name)
	h.signedIn("olga").post(fmt.Sprint("/kunden/", who, "/beschwerden"), "act", "aufnehmen", "worte", "Kruste war hart", "kanal", "mail").want(http.StatusOK)
	h.now = h.now.Add(4 * 24 * time.Hour)
	list := h.watched()
	if len(list) != 1 || list[0].Kind != watch.Complaint {
		h.t.Fatalf("%+v", list)
	}
	return who, list[0]
}

func TestAnAlertIsSeenAnsweredAndTakenBack(t *testing.T) {
	h := bakery(t, locale.DeDE)
	jana, olga := h.signedIn("jana"), h.signedIn("olga")
	jana.get("/").hides("wartet bei einer Beschwerde")
	_, w := h.complained("Demirbaş")
	url := fmt.Sprint("/alarme/", w.ID)

	jana.get("/").says("Yusuf Demirbaş", "wartet bei einer Beschwerde länger als zugesagt", "Sie sind zuständig", "Öffnen", "Gesehen")
	jana.get("/kunden").says("wartet bei einer Beschwerde länger als zugesagt")
	jana.get("/tresen").says("Ein Alarm wartet auf Sie").hides("wartet bei einer Beschwerde")
	for _, path := range []string{"/", "/kunden"} {
		olga.get(path).hides("wartet bei einer Beschwerde")
	}
	olga.get(url).want(http.StatusNotFound)
	olga.post(url, "act", "getan", "id", fmt.Sprint(w.ID), "fassung", "1", "worte", "x").want(http.StatusNotFound)
	jana.get("/alarme/neu?heute=1&rufe=").want(http.StatusOK).says("wartet bei einer Beschwerde")
	jana.get(fmt.Sprint("/alarme/neu?heute=1&rufe=a", w.ID)).want(http.StatusNoContent)
	olga.get("/alarme/neu?rufe=").want(http.StatusNoContent)
	h.visitor("de").get("/alarme/neu?rufe=").want(http.StatusNoContent)

	p := jana.get(url).says("Gemeldet am", "an Jana Brandt", "Was wir tun", "Die letzten 30 Tage", "Kruste war hart", "Warum?", "watch/1").hides("Gesehen am")
	if href := p.One(t, "#anlass a").Attr("href"); href != "/beschwerden/1" {
		t.Errorf("the cause leads to %s", href)
	}
	p.press(jana, "Gesehen").says("Gesehen am")
	jana.get("/kunden").hides("wartet bei einer Beschwerde") // told once; on Heute it stands until it is answered
	jana.get("/").says("wartet bei einer Beschwerde", "gesehen", "Übergeben")

	jana.post(url, "act", "getan", "id", fmt.Sprint(w.ID), "fassung", "1", "worte", " ").want(http.StatusUnprocessableEntity).says("was wir tun")
	p = jana.post(url, "act", "getan", "id", fmt.Sprint(w.ID), "fassung", "1", "worte", "Ich rufe heute an.").want(http.StatusOK).says("Ich rufe heute an.", "Die Antwort ist notiert")
	jana.post(url, "act", "getan", "id", fmt.Sprint(w.ID), "fassung", "1", "worte", "Ich auch.").want(http.StatusConflict).says("inzwischen jemand beantwortet")
	jana.get("/").hides("wartet bei einer Beschwerde länger")
	jana.get("/verantwortung").says("Zurzeit ist nichts offen", "Zuletzt erledigt", "Ich rufe heute an.", "noch offen: 1 von 5 nötigen Fällen", "Olga Sommer", "eine Beschwerde")
	p.press(jana, "Zurücknehmen").want(http.StatusOK).says("Was wir tun").hides("Ich rufe heute an.")
	jana.get(fmt.Sprint("/kunden/", w.Customer, "/protokoll")).says("Alarm", "Ich rufe heute an.").hides("log.", "Turn", "Subject id", "Alert kind")
}

func TestAnAlertIsHandedOver(t *testing.T) {
	h := bakery(t, locale.EnGB)
	jana, olga := h.signedIn("jana"), h.signedIn("olga")
	_, w := h.complained("Wackernagel")
	users, err := team.List(ctx, h.db)
	if err != nil {
		t.Fatal(err)
	}
	to := map[string]int64{}
	for _, u := range users {
		to[u.Login] = u.ID
	}
	url := fmt.Sprint("/alarme/", w.ID)
	jana.post(url, "act", "uebergeben", "id", fmt.Sprint(w.ID), "fassung", "1", "wer", "999").want(http.StatusUnprocessableEntity).says("somebody who works here")
	jana.post(url, "act", "uebergeben", "id", fmt.Sprint(w.ID), "fassung", "1", "wer", fmt.Sprint(to["olga"])).want(http.StatusOK).says("Responsibility", "Olga Sommer")
	h.now = h.now.Add(5 * time.Second)
	olga.get("/").says("has waited longer than promised", "You are responsible")
	olga.get("/verantwortung").says("Alerts", "Lesson of the month", "has waited longer than promised", "What lies with whom").hides("Jana Brandt one", "How quickly we react", "Needs a decision")
	olga.get(url).want(http.StatusOK)
	h.signedIn("theo").get(url).want(http.StatusForbidden)
}

func TestWhatNeedsADecisionAndTheLessonAreShown(t *testing.T) {
	h := bakery(t, locale.DeDE)
	jana := h.signedIn("jana")
	id := h.id("Demirbaş")
	jana.get("/verantwortung").says("Zurzeit wartet nichts auf eine Entscheidung", "gab es keinen Alarm", "Die erste kommt, sobald ein Monat vorbei ist", "Olga Sommer", "Theo Winter")
	jana.post(fmt.Sprint("/kunden/", id, "/forderungen"), "act", "aufnehmen", "worte", "Lieferung vor sieben", "kanal", "phone").want(http.StatusOK)
	jana.get("/verantwortung").says("Forderung von Yusuf Demirbaş: ja oder nein", "Lieferung vor sieben")
	h.update(func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, store.New("lesson", "INSERT INTO watch_lesson (month, lesson, facts, at) VALUES ('2026-10', 'promise', '{\"n\":20,\"good\":18,\"other_n\":14,\"other_good\":5}', 1)"))
		return err
	})
	jana.get("/verantwortung").says("Oktober 2026", "Von 20 Zusagen mit einer Uhrzeit haben wir 18 am Tag gehalten; von 14 ohne Uhrzeit 5.", "größer als Zufall", "gleich die Uhrzeit nennen")
	jana.get("/").hides("Lektion des Monats")
}

func TestBrowserAnAlertComesByItself(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	p.Open(h.server.URL + "/kunden")
	_, w := h.complained("Demirbaş")
	p.Wait("#rufe .banner")
	p.Screenshot("alarm-banner-desktop")
	p.Open(fmt.Sprint(h.server.URL, "/alarme/", w.ID))
	sound(t, p, "the alert")
	p.Open(h.server.URL + "/")
	p.Wait("#rufe .alarm")
	p.Screenshot("alarm-heute-desktop")
	p.Open(h.server.URL + "/verantwortung")
	p.Screenshot("verantwortung-desktop")
}

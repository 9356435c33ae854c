package web_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// id is the customer with a name.
func (h *house) id(name string) int64 {
	h.t.Helper()
	id, err := store.Value[int64](ctx, h.db, store.New("id", "SELECT id FROM customer WHERE last_name = $1"), name)
	if err != nil || id == 0 {
		h.t.Fatalf("no %s: %v", name, err)
	}
	return id
}

// newest is the last complaint of a customer.
func (h *house) newest(id int64) feedback.Complaint {
	h.t.Helper()
	list, err := feedback.ComplaintsBefore(ctx, h.db, id, cal.Never, 0, 10)
	if err != nil || len(list) == 0 {
		h.t.Fatalf("no complaint: %v", err)
	}
	return list[0]
}

func TestAComplaintIsTakenAnsweredAndAskedAbout(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	id := h.id("Demirbaş")
	v.get("/").says("Yusuf Demirbaş kommt sonst jede Woche")
	url := at(id, "beschwerden")
	v.get(url).says("Zurzeit ist nichts offen")
	v.post(url, "act", "aufnehmen", "worte", " ", "kanal", "mail").want(http.StatusUnprocessableEntity).says("worum es geht")
	v.post(url, "act", "aufnehmen", "worte", "Kruste war hart", "kanal", "mail", "wunsch", "Ein neues Brot").want(http.StatusOK).
		says("Als Nächstes: sagen, dass wir es haben", "nur an offenen Tagen", "Regel complaint/3", "Jana Brandt", "Ein neues Brot")
	v.get(fmt.Sprint("/kunden/", id)).says("Bis sie gelöst ist, bieten wir nichts an")
	v.get("/beschwerden").says("Eine Beschwerde ist offen", "Kruste war hart", "Bestätigung")
	v.get("/").says("Yusuf Demirbaş hat sich beschwert", "Eine Bestätigung ist").hides("Yusuf Demirbaş kommt sonst jede Woche. Jetzt")

	step := func(fields ...string) page {
		c := h.newest(id)
		return v.post(url, append([]string{"id", fmt.Sprint(c.ID), "fassung", fmt.Sprint(c.Version)}, fields...)...)
	}
	v.post(h.complaintLine(v), "act", "done").want(http.StatusOK)
	if c := h.newest(id); c.Ack == 0 || c.Task != feedback.Inform {
		t.Fatalf("after „erledigt“ on Heute: %+v", c)
	}
	step("act", "geloest", "worte", "Zwei neue Brote", "ursache", "ours", "abhilfe", "replaced", "kulanz", "3,90").want(http.StatusOK).
		says("Als Nächstes: die Lösung mitteilen", "ersetzt · Zwei neue Brote · bei uns", "3,90")
	step("act", "schliessen").want(http.StatusUnprocessableEntity).says("Eine Beschwerde endet mit einer Antwort")
	stale := h.newest(id)
	step("act", "beantwortet", "kanal", "phone", "worte", "Sie bekommen zwei neue").want(http.StatusOK).says("nachfragen, ob alles gut ist")
	v.post(url, "act", "uebergeben", "id", fmt.Sprint(stale.ID), "fassung", fmt.Sprint(stale.Version), "wer", "1").want(http.StatusConflict)
	step("act", "uebergeben", "wer", "999").want(http.StatusUnprocessableEntity).says("gehört immer jemandem")
	step("act", "nachgefragt", "ergebnis", "9").want(http.StatusUnprocessableEntity).says("ob es gelöst ist")
	paid, err := cost.Of(ctx, h.db, id, 5)
	if err != nil || len(paid) != 1 || paid[0].Amount != 390 || paid[0].Cause != cost.Ours {
		t.Errorf("goodwill %+v, %v", paid, err)
	}
	h.now = h.now.Add(8 * 24 * time.Hour)
	v.get("/").says("Die Lösung liegt eine Woche zurück")
	step("act", "nachgefragt", "ergebnis", "1", "umgang", "3", "worte", "Wieder hart").want(http.StatusOK).says("Chefsache", "Als Nächstes:")
	step("act", "geloest", "ursache", "ours", "abhilfe", "refunded").want(http.StatusOK)
	step("act", "beantwortet", "kanal", "phone").want(http.StatusOK)
	p := step("act", "nachgefragt", "ergebnis", "3", "umgang", "3", "ablauf", "2").want(http.StatusOK)
	p.says("wieder gut", "Zurzeit ist nichts offen")
	p.press(v, "Zurücknehmen").want(http.StatusOK).hides("Zurzeit ist nichts offen")
	v.get(fmt.Sprint("/kunden/", id, "/protokoll")).says("Beschwerde hinzugefügt", "Ist es gelöst?", "zum Teil").hides("log.", " id:", "Since at", "Due day", "Next step", "Late clocks")
}

// complaintLine is where the form of the complaint on Heute goes.
func (h *house) complaintLine(v *visitor) string {
	h.t.Helper()
	return v.get("/").urlOf("hat sich beschwert")
}

func TestAComplaintAtTheCounter(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	id := h.id("Wackernagel")
	card := fmt.Sprint("/tresen/", id)
	p := v.get(card)
	if cause, remedy := p.One(t, "select[name=ursache] option[selected]").Attr("value"), p.One(t, "select[name=abhilfe] option[selected]").Attr("value"); cause != "ours" || remedy != "replaced" {
		t.Errorf("the choices are %s and %s", cause, remedy)
	}
	p = v.post(card+"/beschwerde", "worte", "Kruste war hart", "ursache", "ours", "abhilfe", "replaced", "kulanz", "3,90").want(http.StatusOK)
	p.says("Danke, dass Sie es gesagt haben")
	c := h.newest(id)
	if c.Channel != interaction.Counter || c.Answered == 0 || c.Cost == 0 || c.Owner == 0 {
		t.Errorf("%+v", c)
	}
	p.press(v, "Rückgängig").want(http.StatusOK)
	if list, err := feedback.ComplaintsBefore(ctx, h.db, id, cal.Never, 0, 10); err != nil || len(list) != 0 {
		t.Errorf("taken back: %+v, %v", list, err)
	}
	if paid, err := cost.Of(ctx, h.db, id, 5); err != nil || len(paid) != 0 {
		t.Errorf("the goodwill stayed: %+v, %v", paid, err)
	}
	v.post(card+"/beschwerde", "worte", "", "ursache", "ours", "abhilfe", "replaced").want(http.StatusUnprocessableEntity)
	v.post(card+"/beschwerde", "worte", "x", "ursache", "", "abhilfe", "", "kulanz", "5").want(http.StatusUnprocessableEntity).says("Kulanz")
}

func TestComplaintsOfAYearAreCounted(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/beschwerden").want(http.StatusOK).says("Auswertung", "Zurzeit wartet niemand auf eine Lösung")
	v.get("/beschwerden/auswertung").want(http.StatusOK).says("Noch keine Beschwerde in dieser Zeit").hides("je 100 Käufe")
	url := at(h.id("Demirbaş"), "beschwerden")
	for range 3 {
		v.post(url, "act", "aufnehmen", "worte", "Kam zu spät", "kanal", "counter", "anlass", "delivery", "ursache", "ours", "abhilfe", "refunded", "kulanz", "2,50").want(http.StatusOK).says("Lieferung oder Termin")
	}
	v.post(url, "act", "aufnehmen", "worte", "x", "kanal", "mail", "anlass", "unfug").want(http.StatusUnprocessableEntity).says("Diesen Anlass gibt es nicht")
	v.get("/beschwerden/auswertung").want(http.StatusOK).says("Kommt immer wieder: Lieferung oder Termin", "3 Mal in 90 Tagen", "7,50", "je 100 Käufe", "sofort", "3 von 3", "noch niemand gefragt", "Noch wurde niemand danach gefragt", "Dafür braucht es Antworten aus Umfragen")
	v.get(fmt.Sprint("/kunden/", h.id("Demirbaş"), "/protokoll")).says("Anlass: Lieferung oder Termin")
	h.signedIn("theo").get("/beschwerden/auswertung").want(http.StatusForbidden)
}

func TestGoodwillStaysWithinItsFrame(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v, olga := h.signedIn("jana"), h.signedIn("olga")
	url := at(h.id("Demirbaş"), "beschwerden")
	take := func(who *visitor, amount string) page {
		return who.post(url, "act", "aufnehmen", "worte", "Kam zu spät", "kanal", "counter", "ursache", "ours", "abhilfe", "refunded", "kulanz", amount)
	}
	take(olga, "500").want(http.StatusOK) // no frame yet
	const frame = "/einstellungen/kulanz"
	v.get("/einstellungen").says("Rahmen für Kulanz")
	v.post(frame, "betrag", "", "anteil", "5").want(http.StatusUnprocessableEntity).says("ohne Betrag gibt es keinen Rahmen")
	v.post(frame, "betrag", "20", "anteil", "101").want(http.StatusUnprocessableEntity).says("zwischen 0 und 100")
	v.post(frame, "betrag", "20", "anteil", "").want(http.StatusOK).says("Gilt ab sofort", "Regel goodwill/1")
	olga.get(url).says("Ohne Rückfrage bis 20,00")
	take(olga, "20,01").want(http.StatusUnprocessableEntity).says("Über mehr entscheidet Jana Brandt")
	take(olga, "20").want(http.StatusOK)
	take(v, "50").want(http.StatusOK) // who runs the firm decides
	olga.get(frame).want(http.StatusForbidden)
	v.get("/protokoll").says("Rahmen für Kulanz: 20,00")
}

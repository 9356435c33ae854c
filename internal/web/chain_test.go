package web_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
)

// mistrusting damages the trust of a customer as a low answer does.
func (h *house) mistrusting(who int64) {
	h.t.Helper()
	h.update(func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, store.New("damage", "INSERT INTO survey_trust (customer_id, day, answer_id) VALUES ($1, '2026-11-20', 7)"), who)
		return err
	})
	h.now = h.now.Add(5 * time.Second)
}

func TestWhileTrustIsDamagedNothingIsSold(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	id := h.id("Demirbaş")
	v.get("/").says("Yusuf Demirbaş kommt sonst jede Woche")
	h.mistrusting(id)
	v.get("/").hides("Yusuf Demirbaş kommt sonst jede Woche. Jetzt")
	v.get(fmt.Sprint("/kunden/", id)).says("Vertrauen beschädigt")
	url := at(id, "vereinbarung")
	p := v.get(url).says("auf uns wenig Verlass ist", "Von selbst endet es nicht", "survey/trust/1")
	v.get(at(id, "auskunft")).says("auf uns wenig Verlass ist")
	version := p.One(t, "#vertrauen input[name=fassung]").Attr("value")
	row1 := p.One(t, "#vertrauen input[name=id]").Attr("value")
	v.post(url, "act", "vertrauen", "id", row1, "fassung", version, "worte", " ").want(http.StatusUnprocessableEntity).says("was es wieder gut gemacht hat")
	p = v.post(url, "act", "vertrauen", "id", row1, "fassung", version, "worte", "Am Freitag lange gesprochen").want(http.StatusOK).hides("auf uns wenig Verlass ist")
	v.post(url, "act", "vertrauen", "id", row1, "fassung", version, "worte", "Noch einmal").want(http.StatusConflict)
	h.now = h.now.Add(5 * time.Second)
	v.get(fmt.Sprint("/kunden/", id)).hides("Vertrauen beschädigt")
	p.press(v, "Zurücknehmen").want(http.StatusOK).says("auf uns wenig Verlass ist")
	v.get(fmt.Sprint("/kunden/", id, "/protokoll")).says("Vertrauen", "Am Freitag lange gesprochen").hides("log.", "Survey answer id")
	if list, err := history.Of(ctx, h.db, row.Subject, id, 0, 5); err != nil || len(list) < 2 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestTheChainOfEffectsIsShown(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/umfragen").says("Wirkungskette")
	v.get("/umfragen/kette").want(http.StatusOK).says("Noch keine Antworten mit Namen", "Ab 30 Menschen").hides("schwächste Glied")
	h.update(func(tx *store.Tx) error {
		add := store.New("answer", "INSERT INTO survey_answer (wave_id, link_id, customer_id, kind, day, marks) VALUES (1, $1, $2, 'unknown', '2026-11-20', $3)")
		for i := range int64(60) {
			m := i%5 + 1
			marks := fmt.Sprintf(`{"benefit":%d,"core":%d,"liked":%d,"trust":%d}`, m, m, (i*7)%5+1, m)
			if _, err := tx.Exec(ctx, add, i+1, 1000+i, marks); err != nil {
				return err
			}
		}
		return nil
	})
	if _, err := survey.RefreshChain(ctx, h.db, cal.MustParse("2026-11-24"), 1); err != nil {
		t.Fatal(err)
	}
	v.get("/umfragen/kette").want(http.StatusOK).says(
		"Nutzen → Zufriedenheit", "hängt zusammen, zwischen", "von 60 Menschen", "Zufriedenheit → Einstellung", "Einstellung → Treue", "noch offen: 0 von 30 nötigen Antworten",
		"Vertrauen und Wohlfühlen", "wie erwartet oder besser", "Warum?", "survey/chain/1", "Ein Zusammenhang ist kein Beweis", "schwächste Glied ist Zufriedenheit → Einstellung")
	h.signedIn("theo").get("/umfragen/kette").want(http.StatusForbidden)
}

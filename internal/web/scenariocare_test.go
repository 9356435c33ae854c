package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

func TestBrowserComplaintHelpAndDemand(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.user("rita", "Rita Ostermann", team.Responsible)
	rita := h.signedIn("rita")
	p := &clicks{Page: testkit.Chromium(t).Page(t, testkit.Desktop)}
	signIn(p.Page, h)
	id := h.id("Wackernagel")

	// A5: "Kruste war hart", said at the counter; cause and remedy stand as they usually are.
	p.Open(h.server.URL + "/tresen")
	p.Wait("#wer:focus")
	began := time.Now()
	p.Press("wack")
	p.Wait("#treffer a")
	p.Follow("#treffer a")
	p.Click("details:has(#f-beschwerde) > summary")
	p.Type("#f-beschwerde", "Kruste war hart")
	p.Type("#f-beschwerde-kulanz", "3,90")
	p.Follow("details:has(#f-beschwerde) button.primary")
	p.Wait("[data-key=u]")
	t.Logf("A5 took %v", time.Since(began))
	p.most(t, "A5, a complaint by mouth", 3)
	c := h.newest(id)
	if c.Cause != cost.Ours || c.Remedy != feedback.Replaced || c.Words != "Kruste war hart" {
		t.Errorf("%+v", c)
	}
	if paid, err := cost.Of(ctx, h.db, id, 5); err != nil || len(paid) != 1 || paid[0].Amount != 390 || paid[0].Cause != cost.Ours {
		t.Errorf("goodwill %+v, %v", paid, err)
	}

	// B3: somebody shouts. The one responsible calls herself, so it goes to the deputy.
	h.update(func(tx *store.Tx) error {
		chief, err := team.GetChief(ctx, tx)
		if err != nil {
			return err
		}
		chief.Deputy = h.people()["rita"]
		return team.SetChief(ctx, tx, team.By{Actor: 1}, chief)
	})
	h.now = h.now.Add(5 * time.Second)
	p.Open(h.server.URL + customerPath(id))
	p.Follow("form[action$='/hilfe'] button")
	p.most(t, "B3, help in one tap", 1)
	if text := p.Text("main"); !strings.Contains(text, "Das können Sie jetzt sagen") || !strings.Contains(text, "Die letzten 30 Tage") || !strings.Contains(text, "Kruste war hart") {
		t.Errorf("the page of the call says %s", text)
	}
	rita.get("/alarme/neu?rufe=").says("Jana Brandt bittet um Hilfe bei Hannelore Wackernagel")

	// B4: a demand, decided for a price, with the sentence to say.
	p.Open(h.server.URL + customerPath(id))
	p.Click("[popovertarget=weiteres]")
	p.Follow("a[href$='/forderungen']")
	p.Type("#f-aufnehmen-0-worte", "Lieferung bis heute 14 Uhr, sonst bin ich weg")
	p.Type("#f-aufnehmen-0-entscheidung", "ja, dauerhaft")
	p.Type("#f-aufnehmen-0-preis", "25")
	p.Follow("#neu button.primary")
	if text := p.Source(); !strings.Contains(text, "Es kostet 25") {
		t.Error("no sentence with the price")
	}
	p.Follow("form:has([value=gesagt]) button.primary")
	p.most(t, "B4, a demand decided and told", 4)
	list, err := feedback.Demands(ctx, h.db, id, 5)
	if err != nil || len(list) != 1 || list[0].Decision != feedback.Priced || list[0].Price != 2500 || list[0].Told == 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// people are the ids of colleagues by their login.
func (h *house) people() map[string]int64 {
	h.t.Helper()
	users, err := team.List(ctx, h.db)
	if err != nil {
		h.t.Fatal(err)
	}
	ids := map[string]int64{}
	for _, u := range users {
		ids[u.Login] = u.ID
	}
	return ids
}

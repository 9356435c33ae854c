package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

func TestHelpIsCalledSeenOnEveryPageAndClosedWithAWord(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.user("lena", "Lena Ott", team.Carer)
	jana, lena := h.signedIn("jana"), h.signedIn("lena")
	id := h.id("Demirbaş")
	for who, asks := range map[*visitor]bool{jana: true, lena: false} {
		if p := who.get("/kunden").hides("bittet um Hilfe"); strings.Contains(p.body, `hx-trigger="every 1s"`) != asks {
			t.Errorf("the page asks for calls: %v", !asks)
		}
	}
	jana.get("/alarme/neu?rufe=").want(http.StatusNoContent)
	lena.get(fmt.Sprint("/kunden/", id)).says("Hilfe holen")

	p := lena.post(fmt.Sprint("/kunden/", id, "/hilfe"))
	p.want(http.StatusOK).says("Hilfe bei Yusuf Demirbaş", "Jana Brandt weiß Bescheid", "Es liegt nicht an Ihnen", "Das können Sie jetzt sagen", "und hole dazu jemanden", "kümmert sich gleich persönlich", "Die letzten 30 Tage").hides("Was haben Sie getan?")
	calls, err := feedback.NewestCalls(ctx, h.db, 5)
	if err != nil || len(calls) != 1 {
		t.Fatal(calls, err)
	}
	url := fmt.Sprint("/hilferufe/", calls[0].ID)
	jana.get("/alarme/neu?rufe=").want(http.StatusOK).says("Lena Ott bittet um Hilfe bei Yusuf Demirbaş")
	jana.get(fmt.Sprint("/alarme/neu?rufe=h", calls[0].ID)).want(http.StatusNoContent)
	lena.get("/alarme/neu?rufe=").want(http.StatusNoContent)
	h.visitor("de").get("/alarme/neu?rufe=").want(http.StatusNoContent)
	jana.get("/tresen").says("Jemand braucht kurz Ihre Hilfe").hides("bittet um Hilfe")
	for _, path := range []string{"/", "/kunden", "/einstellungen"} {
		jana.get(path).says("Lena Ott bittet um Hilfe bei Yusuf Demirbaş")
		lena.get(path).hides("bittet um Hilfe")
	}
	lena.post(fmt.Sprint("/kunden/", id, "/hilfe")) // a second tap is the same call
	if calls, err = feedback.NewestCalls(ctx, h.db, 5); err != nil || len(calls) != 1 {
		t.Fatal(calls, err)
	}

	fields := []string{"id", fmt.Sprint(calls[0].ID), "fassung", fmt.Sprint(calls[0].Version), "act", "schliessen"}
	lena.post(url, append(fields, "worte", "ging von selbst")...).want(http.StatusForbidden)
	jana.post(url, append(fields, "worte", " ")...).want(http.StatusUnprocessableEntity).says("worum es geht")
	jana.post(url, append(fields, "worte", "Zwei Brote ersetzt und zugehört")...).want(http.StatusOK).says("Erledigt am", "Zwei Brote ersetzt und zugehört").hides("Das können Sie jetzt sagen")
	jana.get("/kunden").hides("bittet um Hilfe")
	jana.get("/hilferufe").says("Yusuf Demirbaş", "Zwei Brote ersetzt und zugehört")
	jana.post(url, append(fields, "worte", "noch einmal")...).want(http.StatusConflict).says("schon jemand erledigt")
}

func TestHelpAtTheCounterShowsOnlyWhatMayBeSeenThere(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.id("Demirbaş")
	theo := h.signedIn("theo")
	theo.get(fmt.Sprint("/tresen/", id)).says("Hilfe holen")
	theo.post(fmt.Sprint("/kunden/", id, "/hilfe")).want(http.StatusOK).says("Das können Sie jetzt sagen", "kümmert sich gleich persönlich").hides("Die letzten 30 Tage")
}

func TestTheResponsiblePersonCallsTheDeputy(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.user("rita", "Rita Ostermann", team.Responsible)
	id := h.id("Demirbaş")
	h.update(func(tx *store.Tx) error {
		c, err := team.GetChief(ctx, tx)
		if err != nil {
			return err
		}
		users, err := team.List(ctx, tx)
		if err != nil {
			return err
		}
		for _, u := range users {
			if strings.HasPrefix(u.Name, "Rita") {
				c.Deputy = u.ID
			}
		}
		return team.SetChief(ctx, tx, team.By{Actor: 1, At: cal.At(h.now)}, c)
	})
	h.now = h.now.Add(5 * time.Second) // who is named is read anew after three
	h.signedIn("jana").post(fmt.Sprint("/kunden/", id, "/hilfe")).want(http.StatusOK).says("Rita Ostermann weiß Bescheid")
	h.signedIn("rita").get("/kunden").says("bittet um Hilfe bei Yusuf Demirbaş")
}

package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestEachKindHasAPageOfHelp(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	v.get("/beziehungsarten").want(http.StatusOK).says("Kauft gern unkompliziert", "Noch unklar", "Die Arten werden in der Nacht berechnet")
	today := cal.Of(h.now, time.UTC)
	v.post(at(anna, "vereinbarung"), "act", "art-anders", "art", "partner").want(http.StatusOK)
	h.update(func(tx *store.Tx) error {
		return culture.Want(ctx, tx, culture.By{User: 1, Day: today}, culture.Mix{"exchange": 6000, "partner": 4000})
	})
	if _, err := relationship.RefreshAll(ctx, h.db, today, "default", 1); err != nil {
		t.Fatal(err)
	}
	v.get("/beziehungsarten").says(", gewünscht 40", "Aus Einkäufen allein")
	v.get("/beziehungsarten/partner").want(http.StatusOK).says("Jede Anregung in fünf Arbeitstagen beantworten", "business partners", "Freundlich, sicher und nicht unterwürfig")
	v.get("/beziehungsarten/demanding").want(http.StatusOK).says("erst, wenn jemand im Betrieb sie bestätigt hat")
	v.get("/beziehungsarten/friend").want(http.StatusNotFound)
	v.get(strings.TrimSuffix(at(anna, ""), "/")).says("Denkt mit", "Jede Anregung in fünf Arbeitstagen beantworten", "Keine allgemeinen Gutscheine")
	v.get(at(anna, "vereinbarung")).says("So gehen wir damit um")
	v.get("/kunden?spalte=relation").want(http.StatusOK)
}

// On the sheet before a talk a guess says that it is one; what somebody has confirmed does not.
func TestTheSheetTellsAGuessFromAWord(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	today := cal.Of(h.now, time.UTC)
	h.update(func(tx *store.Tx) error {
		for _, days := range []int{3, 20, 40, 60, 70, 90, 100, 120} {
			i := interaction.Interaction{Customer: anna, Day: today.Add(-days), Channel: interaction.Counter, Direction: interaction.In, Reason: interaction.NoOccasion, Tone: "warm"}
			if _, err := interaction.Append(ctx, tx, i); err != nil {
				return err
			}
		}
		return nil
	})
	judge := func() {
		t.Helper()
		if _, err := relationship.RefreshAll(ctx, h.db, today, "default", 1); err != nil {
			t.Fatal(err)
		}
	}
	judge()
	v.get(at(anna, "gespraech")).want(http.StatusOK).says("Vermutlich: ")
	v.post(at(anna, "vereinbarung"), "act", "art-anders", "art", "attached").want(http.StatusOK)
	judge()
	v.get(at(anna, "gespraech")).want(http.StatusOK).hides("Vermutlich: ")
}

// buzzwords are words of brochures, and those that nobody may read about himself.
var buzzwords = []string{
	"synerg", "holistisch", "ganzheitlich", "mehrwert", "360", "customer journey", "touchpoint", "wow", "engagement", "begeisterungs", "kundenzentr",
	"fokussier", "holistic", "leverage", "seamless", "delight", "empower", "best-in-class", "world-class", "value-add", "next-level", "game", "journey",
	"sklav", "slave", "klette", "affäre", "schwierig", "querulant", "tyrann", "wertlos", "flirt", "difficult", "worthless",
}

func TestThePlaybookIsInPlainWords(t *testing.T) {
	for _, tag := range []locale.Tag{locale.DeDE, locale.DeCH, locale.EnGB} {
		say := locale.For(tag)
		for k := range kind.Unknown + 1 {
			key := "playbook." + k.Key()
			keys := []string{key + ".expects", key + ".breaks", key + ".tone", key + ".channel", key + ".offers", key + ".service"}
			for _, n := range []string{"1", "2", "3", "4"} {
				keys = append(keys, key+".do."+n)
			}
			for _, n := range []string{"1", "2", "3"} {
				keys = append(keys, key+".dont."+n)
			}
			for _, x := range keys {
				text := strings.ToLower(say.T(x))
				for _, word := range buzzwords {
					if strings.Contains(text, word) {
						t.Errorf("%s, %s: %q holds %q", tag, x, text, word)
					}
				}
			}
		}
	}
}

func TestThePlaybookIsTheFirmsOwnWhereItWants(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	today, url := cal.Of(h.now, time.UTC), "/beziehungsarten/partner"
	v.post(at(anna, "vereinbarung"), "act", "art-anders", "art", "partner").want(http.StatusOK)
	if _, err := relationship.RefreshAll(ctx, h.db, today, "default", 1); err != nil {
		t.Fatal(err)
	}
	v.get(url).says("Eigene Worte schreiben", "Jede Anregung in fünf Arbeitstagen beantworten").hides("Zurück zur Vorlage")
	p := v.post(url, "act", "worte", "fassung", "0", "tun", "Montags anrufen\n\nMuster mitbringen", "lassen", "", "stance", "Wir hören zuerst zu.", "tone", "Ruhig und genau.",
		"channel", locale.For(locale.DeDE).T("playbook.partner.channel"), "offers", "", "service", "")
	p.want(http.StatusOK).says("Gesichert.", "Montags anrufen", "Muster mitbringen", "Wir hören zuerst zu.", "Ruhig und genau.", "Zurück zur Vorlage").hides("Jede Anregung in fünf Arbeitstagen beantworten")
	v.get(strings.TrimSuffix(at(anna, ""), "/")).says("Montags anrufen", "Muster mitbringen", "Keine allgemeinen Gutscheine")
	v.get(at(anna, "gespraech")).says("Montags anrufen")
	books, err := relationship.Playbooks(ctx, h.db)
	if b := books["partner"]; err != nil || b.Way != "" || b.Tone == "" || len(b.Dont) != 0 || b.Version != 1 {
		t.Errorf("what is as in the template is kept: %+v, %v", b, err)
	}
	v.post(url, "act", "worte", "fassung", "1", "tun", "Synergien heben").want(http.StatusUnprocessableEntity).says("„Synergien“ steht hier nicht", "Synergien heben")
	v.post(url, "act", "worte", "fassung", "0", "tun", "Zu spät").want(http.StatusConflict)
	h.signedIn("theo").post(url, "act", "vorlage", "fassung", "1").want(http.StatusForbidden)
	p.press(v, "Zurücknehmen").want(http.StatusOK).says("Jede Anregung in fünf Arbeitstagen beantworten").hides("Montags anrufen")
	v.post(url, "act", "worte", "fassung", "0", "stance", "Wir sagen Ja oder Nein, mit Datum.").want(http.StatusOK)
	v.post(url, "act", "vorlage", "fassung", "1").want(http.StatusOK).hides("Wir sagen Ja oder Nein, mit Datum.")
	v.get("/protokoll").says("Umgang mit einer Art der Beziehung geändert", "Wir hören zuerst zu.")
}

func TestWordsThatStandInNoPlaybook(t *testing.T) {
	for _, word := range buzzwords {
		if word == "360" || word == "game" || word == "customer journey" || word == "journey" || word == "holistisch" || word == "holistic" {
			continue // 360 days are fine, and so is a game
		}
		if got := relationship.Unfit("Wir sind „" + word + "“ gern."); got == "" {
			t.Errorf("%q is let through", word)
		}
	}
	for _, text := range []string{"Kletterwand im Herbst zeigen", "360 Tage Preisgarantie", "Spiele für Kinder", "Woche für Woche anrufen", ""} {
		if got := relationship.Unfit(text); got != "" {
			t.Errorf("%q is refused for %q", text, got)
		}
	}
	if got := relationship.Unfit("Ein ganzheitlicher Blick."); got != "ganzheitlicher" {
		t.Errorf("named %q", got)
	}
}

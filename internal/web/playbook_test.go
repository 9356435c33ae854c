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

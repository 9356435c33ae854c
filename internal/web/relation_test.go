package web_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestTheKindOfRelationshipIsGuessedAndConfirmed(t *testing.T) {
	h, house, _, _, anna := people(t)
	v := h.signedIn("jana")
	today, url := cal.Of(h.now, time.UTC), at(anna, "vereinbarung")
	v.get(url).want(http.StatusOK).says("Noch nichts bekannt", "Diese Einschätzung darf die betroffene Person jederzeit lesen", "relationship/kind/2")
	h.update(func(tx *store.Tx) error {
		for _, days := range []int{3, 20, 40, 70, 100} {
			i := interaction.Interaction{Customer: anna, Day: today.Add(-days), Channel: interaction.Counter, Direction: interaction.In, Reason: interaction.NoOccasion, Tone: "warm"}
			if _, err := interaction.Append(ctx, tx, i); err != nil {
				return err
			}
		}
		return nil
	})
	p := v.get(url)
	p.says("Vermutlich Persönlich verbunden", "in 5 Gesprächen meist herzlich. Stimmt das?", "Ja, stimmt")
	p = v.post(url, "act", "art-anders", "art", "attached", "worte", "kommt gern zum Reden").want(http.StatusOK)
	p.says("Persönlich verbunden: so bestätigt", "kommt gern zum Reden", "Bestätigung aufheben", "im Haus eingeschätzt")
	p.press(v, "Zurücknehmen").want(http.StatusOK)
	v.get(url).says("in 5 Gesprächen meist herzlich")
	v.post(url, "act", "art-worte", "art", "attached").says("eigene Worte der Kundschaft", "Ich mag es persönlich")
	v.post(url, "act", "art-anders", "art", "exchange").want(http.StatusOK)
	v.post(url, "act", "art-frei").says("Bestätigung aufgehoben")
	v.post(url, "act", "art-anders", "art", "friend").want(http.StatusUnprocessableEntity).says("Diese Art der Beziehung gibt es hier nicht")
	said, err := relationship.Labels(ctx, h.db, anna, today)
	if err != nil || len(said) != 3 {
		t.Errorf("%+v, %v", said, err)
	}
	v.get(at(house, "vereinbarung")).says("Noch nichts bekannt")
	h.signedIn("theo").post(url, "act", "art-anders", "art", "partner").want(http.StatusForbidden)
}

func TestOnlyWhoManagesMayCallSomebodyDemanding(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	v.post(at(anna, "vereinbarung"), "act", "art-anders", "art", "demanding").says("Anspruchsvoll: so bestätigt")
}

func TestTheFirstPageSaysWhatIsThoughtWhyAndAsks(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	today, page := cal.Of(h.now, time.UTC), fmt.Sprint("/kunden/", anna)
	refresh := func() {
		t.Helper()
		if _, err := relationship.RefreshDue(ctx, h.db, today, "default"); err != nil {
			t.Fatal(err)
		}
	}
	h.update(func(tx *store.Tx) error {
		for _, days := range []int{3, 20, 40, 70, 100} {
			i := interaction.Interaction{Customer: anna, Day: today.Add(-days), Channel: interaction.Counter, Direction: interaction.In, Reason: interaction.NoOccasion, Tone: "warm"}
			if _, err := interaction.Append(ctx, tx, i); err != nil {
				return err
			}
		}
		return nil
	})
	refresh()
	p := v.get(page)
	p.says("Vermutlich Persönlich verbunden", "in 5 Gesprächen meist herzlich", "Stimmt das?", "Ja, stimmt", "Anders, oder mehr dazu")
	p.press(v, "Ja, stimmt").want(http.StatusOK).says("Persönlich verbunden: so bestätigt")
	refresh()
	v.get(page).hides("Stimmt das?")
	r, _, err := relationship.Get(ctx, h.db, anna)
	if err != nil {
		t.Fatal(err)
	}
	if why, known, err := r.Why(); err != nil || !known || why.Said != today || len(why.For) == 0 {
		t.Errorf("%+v, %v", why, err)
	}
}

func TestWhoBeginsAndWhoGivesStandsOnTheAgreement(t *testing.T) {
	h, house, _, _, anna := people(t)
	v := h.signedIn("jana")
	today := cal.Of(h.now, time.UTC)
	v.get(at(house, "vereinbarung")).says("Gegenseitig und fest", "Noch keine Kontakte notiert", "erst 0 von fünf Teilen bekannt")
	h.update(func(tx *store.Tx) error {
		for i, d := range []interaction.Direction{interaction.In, interaction.In, interaction.In, interaction.Out, interaction.Out} {
			if _, err := interaction.Append(ctx, tx, interaction.Interaction{Customer: anna, Day: today.Add(-i - 1), Channel: interaction.Phone, Direction: d, Reason: "order"}); err != nil {
				return err
			}
		}
		return nil
	})
	v.get(at(anna, "vereinbarung")).says("60", "von 5 Kontakten begann die andere Seite. Das ist ausgewogen.", "keine Anregung, keine Empfehlung", "relationship/bond/2", "Mittel der bekannten Teile")
}

package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestASuggestionIsNotedDecidedAndToldBack(t *testing.T) {
	h, house, _, _, anna := people(t)
	v := h.signedIn("jana")
	url := at(anna, "anregungen")
	p := v.post(url, "act", "idee", "worte", "samstags früher öffnen", "tag", "2026-11-02", "wer", fmt.Sprint("/kunden/", house), "stand", "open")
	p.want(http.StatusOK)
	list, err := feedback.Of(ctx, h.db, anna)
	if err != nil || len(list) != 1 || list[0].Other != house || !bool(list[0].Shared) {
		t.Fatalf("%+v, %v", list, err)
	}
	v.get(url).says("samstags früher öffnen", "noch offen", "zusammen mit Haller GmbH", "1: 0 umgesetzt, 1 offen")
	i := list[0]
	v.post(url, "act", "aendern", "id", fmt.Sprint(i.ID), "fassung", fmt.Sprint(i.Version), "worte", i.Words, "tag", "2026-11-02", "wer", "Haller GmbH",
		"stand", "adopted", "ergebnis", "Seit November ab sechs Uhr", "wirkung", "1.200", "mindestens", "800", "hoechstens", "2.000").want(http.StatusOK)
	for _, id := range []int64{anna, house} {
		v.get(at(id, "anregungen")).says("Seit November ab sechs Uhr", "umgesetzt", "600 € nach Schätzung der Firma (400 € bis 1.000 €), indirekt", "kommt zu den anderen Beträgen nicht hinzu",
			"zählt zur Hälfte", "die Wirkung eines Jahres, einmal", "information/1")
		v.get(fmt.Sprint("/kunden/", id)).says("Das wurde hier angeregt", "Seit November ab sechs Uhr")
		v.get(fmt.Sprint("/kunden/", id, "?nur=anregungen")).says("Hat angeregt", "samstags früher öffnen")
	}
	for name, test := range map[string]struct {
		fields []string
		want   string
	}{
		"a range upside down is refused": {[]string{"worte", "x", "stand", "adopted", "wirkung", "10", "mindestens", "20"}, "Die Wirkung im Jahr ist nicht negativ"},
		"tomorrow is refused":            {[]string{"worte", "x", "stand", "open", "tag", "2031-01-01"}, "Dieser Tag liegt in der Zukunft"},
		"words are needed":               {[]string{"worte", " ", "stand", "open"}, "worum es geht"},
		"who is not known is said so":    {[]string{"worte", "x", "stand", "open", "wer", "Zwirbelquast"}, "Zwirbelquast"},
	} {
		t.Run(name, func(t *testing.T) {
			v.post(url, append([]string{"act", "idee"}, test.fields...)...).says(test.want)
		})
	}
	list, err = feedback.Of(ctx, h.db, anna)
	if err != nil || len(list) != 1 {
		t.Fatalf("what was refused is there: %+v, %v", list, err)
	}
	p = v.post(url, "act", "weg", "id", fmt.Sprint(i.ID), "fassung", fmt.Sprint(list[0].Version))
	p.press(v, "Zurücknehmen").want(http.StatusOK)
	if list, err = feedback.Of(ctx, h.db, anna); err != nil || len(list) != 1 || list[0].Mid != 1200_00 {
		t.Errorf("taken back: %+v, %v", list, err)
	}
}

func TestASuggestionFromATalkWaitsOnThePage(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	var talk int64
	if err := h.db.Update(ctx, func(tx *store.Tx) (err error) {
		talk, err = interaction.Append(ctx, tx, interaction.Interaction{Customer: anna, Day: cal.MustParse("2026-11-23"), At: 5, Channel: interaction.Phone, Direction: interaction.In, Reason: "suggestion", Note: "Brot in Scheiben"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	url := at(anna, "anregungen")
	v.get(url).says("Brot in Scheiben", "aus einem Gespräch, noch nicht eingetragen")
	v.post(url, "act", "idee", "worte", "Brot in Scheiben", "stand", "open", "gespraech", fmt.Sprint(talk)).want(http.StatusOK)
	if body := v.get(url).body; strings.Contains(body, "noch nicht eingetragen") || strings.Count(body, "Brot in Scheiben") == 0 {
		t.Error("the talk still waits beside the suggestion that was made of it")
	}
}

func TestWhatACustomerSaysOfHisNeedIsNotedOnce(t *testing.T) {
	h, house, _, _, _ := people(t)
	v := h.signedIn("jana")
	url := at(house, "anregungen")
	v.get(url).says("bis dahin wird geschätzt")
	v.post(url, "act", "anteil", "anteil", "30 %", "worte", "ungefähr ein Drittel").want(http.StatusOK)
	v.get(url).says("30 % des Bedarfs, gesagt", "ungefähr ein Drittel")
	for _, wrong := range []string{"", "-1", "101", "viel"} {
		v.post(url, "act", "anteil", "anteil", wrong).says("zwischen 0 und 100 %")
	}
	if list, err := feedback.Shares(ctx, h.db, house); err != nil || len(list) != 1 || list[0].Share != 3000 {
		t.Errorf("%+v, %v", list, err)
	}
}

package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/locale"
)

func TestEveryRegionAndHolidayHasAName(t *testing.T) {
	for _, r := range cal.Regions {
		if key := "region." + strings.ReplaceAll(strings.ToLower(string(r)), "-", "_"); !locale.Has(key) {
			t.Errorf("no message %s", key)
		}
		if key := "region.country." + strings.ToLower(r.Country()); string(r) != r.Country() && !locale.Has(key) {
			t.Errorf("no message %s", key)
		}
	}
	for _, key := range cal.HolidayKeys() {
		if !locale.Has("holiday." + key) {
			t.Errorf("no message holiday.%s", key)
		}
	}
}

func TestTimesHoldFromTomorrow(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	const at = "/einstellungen/zeiten"
	p := v.get(at).want(http.StatusOK).says("Zeiten und Feiertage", "gilt ab morgen", "Bayern (Deutschland)", "Zürich (Schweiz)")
	if got := p.One(t, "#f-tag3").Attr("value"); got != "09:00–18:00" {
		t.Errorf("Wednesday: %q", got)
	}
	war := p.One(t, "input[name=war]").Attr("value")
	week := []string{"war", war, "tag1", "8-12, 14 bis 18 Uhr", "tag2", "8-12, 14-18", "tag3", "8-13", "tag4", "8-12, 14-18", "tag5", "8-12, 14-18", "gegend", "DE-NI"}
	v.post(at, append(week, "tag6", "neun bis eins")...).want(http.StatusUnprocessableEntity).says("Samstag: Diese Zeiten lassen sich nicht lesen").hides("Gesichert")
	p = v.post(at, append(week, "tag6", "9-13")...).want(http.StatusOK).says("Gesichert. Gilt ab", "Vorgemerkt ist eine Änderung", "Montag–Sonntag: 09:00–18:00", "Reformationstag", "Zweiter Weihnachtstag")
	if got := p.One(t, "#f-tag1").Attr("value"); got != "08:00–12:00, 14:00–18:00" {
		t.Errorf("Monday: %q", got)
	}
	// Whoever looked before that is told what was saved, and keeps what he typed.
	v.post(at, append(week, "tag6", "")...).want(http.StatusConflict).says("Inzwischen hat jemand anders", "Samstag: 09:00–13:00")
	war = p.One(t, "input[name=war]").Attr("value")
	p = v.post(at, append(append([]string(nil), "war", war, "offen", "second_christmas", "offen", "unfug", "tag6", "9-13"), week[2:]...)...).want(http.StatusOK)
	if !p.One(t, "input[name=offen][value=second_christmas]").Has("[checked]") && p.One(t, "input[name=offen][value=second_christmas]").Attr("checked") != "" {
		t.Error("the holiday on which the firm works is not checked")
	}
	profile, err := firm.Load(ctx, h.db)
	if err != nil {
		t.Fatal(err)
	}
	times := profile.Settings.Times
	if len(times) != 1 || times[0].Region != "DE-NI" || strings.Join(times[0].Work, " ") != "second_christmas" || times[0].Week[3] != "08:00–13:00" {
		t.Fatalf("%+v", times)
	}
	open := profile.Calendar()
	if open.Open(cal.MustParse("2026-12-25")) || !open.Open(cal.MustParse("2026-12-26")) {
		t.Error("Christmas Day is closed, the day after it is not")
	}
	v.get("/protokoll").want(http.StatusOK).says("Zeiten und Feiertage")
	v.get("/einstellungen").says("Arbeitszeiten mit Pausen")
	v.get("/anfragen/formular").says("ohne Pausen und Feiertage", "Zeiten und Feiertage")
	h.signedIn("olga").get(at).want(http.StatusForbidden)
}

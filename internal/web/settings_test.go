package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/team"
)

var firmForm = []string{
	"name", "Backhaus Mustermühle & Söhne", "branche", "bakery", "sprache", "de-CH", "zeitzone", "Europe/Zurich", "gender", "colon",
	"anrede", "du", "minuten", "25", "spanne", "62,5", "zu", "0", "zu", "1", "tage", "24.12.2026 Heiligabend\n1. Januar 2027\n\n",
}

func TestTheFirmIsSavedShownAndWrittenDown(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/einstellungen").says("Backhaus Mustermühle", "1 von 10", "Rhythmus", "EUR", "Apache-2.0")
	p := v.post("/einstellungen/betrieb", firmForm...).want(http.StatusOK).says("Die Angaben zum Betrieb sind gesichert.", "Mustermühle & Söhne")
	got, err := firm.Load(ctx, h.db)
	if err != nil {
		t.Fatal(err)
	}
	if got.DayMinutes != 25 || got.MarginBP != 6250 || got.Locale != locale.DeCH || got.AddressForm != "du" || got.GenderStyle != locale.Colon || len(got.ClosedWeekdays) != 2 {
		t.Errorf("got %+v", got)
	}
	if len(got.ClosedDays) != 2 || got.ClosedDays[0].Note != "Heiligabend" || got.ClosedDays[1].Day != cal.MustParse("2027-01-01") {
		t.Errorf("closed days %+v", got.ClosedDays)
	}
	if p.One(t, "html").Attr("lang") != "de-CH" || strings.Contains(p.One(t, "main").Text(), "ß") {
		t.Error("the page does not speak Swiss German")
	}
	entries, err := history.Of(ctx, h.db, "firm", 1, 0, 5)
	if err != nil || len(entries) != 1 || !strings.Contains(string(entries[0].Before), "Europe/Berlin") || strings.Contains(string(entries[0].After), got.Secret) {
		t.Errorf("history %+v, %v", entries, err)
	}
	if got := p.One(t, "input[name=spanne]").Attr("value"); got != "62.50" {
		t.Errorf("the margin is shown as %q", got)
	}
}

func TestMistakesInTheSettingsAreToldAndNothingIsSaved(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	for field, c := range map[string]struct{ value, says string }{
		"name":     {"", "Namen des Betriebs"},
		"minuten":  {"viele", "zwischen 1 und 480"},
		"spanne":   {"120", "zwischen 0 und 100"},
		"zeitzone": {"Europe/Atlantis", "gibt es nicht"},
		"tage":     {"irgendwann", "ist kein Tag"},
	} {
		t.Run(field, func(t *testing.T) {
			form := values(firmForm)
			form.Set(field, c.value)
			v.send(http.MethodPost, "/einstellungen/betrieb", form, nil).want(http.StatusUnprocessableEntity).says(c.says)
			if p, err := firm.Load(ctx, h.db); err != nil || p.Name != "Backhaus Mustermühle" || p.DayMinutes != 10 {
				t.Errorf("saved %+v, %v", p, err)
			}
		})
	}
}

func TestEverybodyChoosesLanguageThemeAndKeys(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("theo")
	if v.get("/").One(t, "body").Attr("data-keys") != "on" {
		t.Error("keys are off from the start")
	}
	p := v.post("/einstellungen/zugang", "name", "Theo Winter", "sprache", "en-GB", "theme", "dark").want(http.StatusOK).says("Your account is saved.")
	if p.One(t, "html").Attr("data-theme") != "dark" || p.One(t, "body").Attr("data-keys") != "off" {
		t.Error("theme or keys were not taken over")
	}
	v.post("/einstellungen/zugang", "name", " ").want(http.StatusUnprocessableEntity)
}

func TestAPasswordIsChangedByWhoKnowsTheOldOne(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v, other := h.signedIn("olga"), h.signedIn("olga")
	v.post("/einstellungen/passwort", "alt", "falsch", "neu", "Neun kleine Brötchen").want(http.StatusForbidden).says("Das bisherige Passwort stimmt nicht")
	v.post("/einstellungen/passwort", "alt", password, "neu", "kurz").want(http.StatusUnprocessableEntity)
	v.post("/einstellungen/passwort", "alt", password, "neu", "Neun kleine Brötchen").want(http.StatusOK).says("Ihr Passwort ist geändert.")
	if p := other.get("/"); p.path == "/" {
		t.Error("another device is still signed in")
	}
	h.visitor("de").post("/anmelden", "name", "olga", "passwort", "Neun kleine Brötchen").want(http.StatusOK)
}

func TestTheOwnerManagesWhoWorksHere(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.post("/einstellungen/personen", "name", "Ben Berg", "login", "ben", "rolle", "carer", "passwort", password).want(http.StatusOK).says("Ben Berg", "Betreuung")
	v.post("/einstellungen/personen", "name", "Ben Zwei", "login", "ben", "rolle", "carer", "passwort", password).want(http.StatusConflict).says("gibt es schon")
	h.signedIn("ben").get("/").says("Guten Morgen, Ben Berg.")
	u, err := team.ByLogin(ctx, h.db, "ben")
	if err != nil {
		t.Fatal(err)
	}
	url := "/einstellungen/personen/" + strconv.FormatInt(u.ID, 10)
	v.post(url, "passwort", "Neun kleine Brötchen").want(http.StatusOK)
	h.visitor("de").post("/anmelden", "name", "ben", "passwort", password).want(http.StatusForbidden)
	v.post(url, "act", "aus").want(http.StatusOK).says("gesperrt")
	h.visitor("de").post("/anmelden", "name", "ben", "passwort", "Neun kleine Brötchen").want(http.StatusForbidden)
	v.post(url, "act", "ein").want(http.StatusOK)
	h.visitor("de").post("/anmelden", "name", "ben", "passwort", "Neun kleine Brötchen").want(http.StatusOK)
}

func TestTheOwnerTakesABackupAlong(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := h.signedIn("jana").get("/einstellungen/sicherung").want(http.StatusOK)
	if p.body == "" || !strings.Contains(p.head.Get("Content-Disposition"), "stammkunde-2026-11-24-0812.dump.gz") {
		t.Errorf("%q %s", p.body, p.head.Get("Content-Disposition"))
	}
}

package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// guest is a regular with a card, a favourite, a talk that names money, and a promise.
func (h *house) guest() int64 {
	h.t.Helper()
	var id int64
	h.update(func(tx *store.Tx) (err error) {
		by := customer.By{Actor: 1, At: cal.At(h.now)}
		if id, err = customer.Create(ctx, tx, by, customer.Customer{
			Kind: customer.Person, FirstName: "Ada", LastName: "Adam", Salutation: "Frau", AddressForm: "sie", Number: "K-100", Card: "4006381333931", Favourite: "Dinkel-Kruste", Note: "Geheimnis im Feld",
			Email: "ada@example.de", Phone: "0171 5550123", Birthday: "1980-02-03",
		}); err != nil {
			return err
		}
		note := interaction.By{Actor: 1, At: cal.At(h.now)}
		talk := interaction.Interaction{Customer: id, Day: cal.MustParse("2026-11-21"), At: cal.At(h.now), Channel: interaction.Counter, Direction: interaction.In, Note: "Enkel lernt Backen, Feier für 300 €"}
		if _, _, err := interaction.Log(ctx, tx, note, talk); err != nil {
			return err
		}
		_, _, err = promise.Make(ctx, tx, note, promise.Promise{
			Customer: id, Party: interaction.Us, Kind: promise.Thing, Text: "Rezept mitbringen", Due: cal.MustParse("2026-11-27"), Minute: promise.Anytime, Made: cal.MustParse("2026-11-21"), State: promise.Open, Settled: cal.Never,
		})
		return err
	})
	return id
}

func (h *house) pin(login, pin string) int64 {
	h.t.Helper()
	u, err := team.ByLogin(ctx, h.db, login)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.Team.SetPIN(ctx, u.ID, pin); err != nil {
		h.t.Fatal(err)
	}
	return u.ID
}

func card(id int64) string { return "/tresen/" + strconv.FormatInt(id, 10) }

func TestAScannedCardOpensAtOnce(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.guest()
	v := h.signedIn("theo")
	for _, q := range []string{"4006381333931", "K-100", "adam"} {
		if p := v.get("/tresen?q=" + q).want(http.StatusOK); p.path != card(id) {
			t.Errorf("%s opens %s", q, p.path)
		}
	}
	v.get("/tresen?q=e").want(http.StatusOK)
	v.get("/tresen?q=niemand").want(http.StatusOK).says("niemand in der Kartei")
	p := v.get(card(id)).says("Ada Adam", "Sie: Frau Adam", "Dinkel-Kruste", "Enkel lernt Backen", "Rezept mitbringen", "27.11.2026")
	if !p.Has("input[autofocus]") {
		t.Error("the field does not wait for the next scan")
	}
}

// What a customer must not read over the shoulder, as words and figures of the page.
var unseen = []string{
	"€", "300", "12,40", "EUR", "Umsatz", "Deckungsbeitrag", "Wert", "Stufe", "Stammkundschaft", "Erstkundschaft", "Mehrfachkundschaft", "Warnung", "Punkte", "überfällig",
	"Unkompliziert", "Denkt mit", "Verbunden", "Anspruchsvoll", "Geheimnis", "ada@example.de", "5550123", "1980", "Geburtstag",
}

func TestNothingStandsOnTheCardThatTheCustomerMustNotRead(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.guest()
	for i := range 8 {
		h.purchase(id, cal.MustParse("2026-11-20").Add(-7*i), 1240)
	}
	h.compute(cal.MustParse("2026-11-24"))
	h.now = h.now.Add(5 * time.Second)
	v := h.signedIn("jana")
	at := link(t, v, "Hannelore Wackernagel")
	for _, path := range []string{card(id), "/tresen/" + strings.TrimPrefix(at, "/kunden/"), "/tresen", "/tresen?q=e", "/tresen/jahrestage"} {
		v.get(path).want(http.StatusOK).hides(unseen...)
	}
	v.get(card(id)).says("am Freitag", "Dinkel-Kruste")
}

func TestOneTapNotesATalkAndUndoTakesItBack(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.guest()
	v := h.signedIn("theo")
	before := len(h.talks(id))
	for art, reason := range map[string]string{"erzaehlt": interaction.NoOccasion, "frage": "question", "lob": "praise", "notiz": ""} {
		p := v.post(card(id)+"/notiert", "art", art, "notiz", map[bool]string{true: "lernt Segeln"}[art == "notiz"]).want(http.StatusOK).says("Notiert")
		list := h.talks(id)
		if len(list) != before+1 || list[0].Channel != interaction.Counter || list[0].Reason != reason {
			t.Fatalf("%s: %+v", art, list)
		}
		undo := p.One(t, "form[action="+card(id)+"/zurueck]")
		v.post(undo.Attr("action"), "eintrag", undo.One(t, "input[name=eintrag]").Attr("value")).want(http.StatusOK)
		if n := len(h.talks(id)); n != before {
			t.Errorf("%s: %d talks after undo", art, n)
		}
	}
	v.post(card(id)+"/notiert", "art", "unsinn").want(http.StatusUnprocessableEntity)
	v.post(card(id)+"/notiert", "art", "lob", "blatt", "m1").want(http.StatusOK)
	v.post(card(id)+"/notiert", "art", "lob", "blatt", "m1").want(http.StatusOK)
	if n := len(h.talks(id)); n != before+1 {
		t.Errorf("one form sent twice made %d talks", n-before)
	}
}

func TestAHelperSeesTheCounterOnly(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("theo")
	for _, path := range []string{"/kunden", "/notieren", "/zahlen", "/anfragen", "/kunden/1/gespraech"} {
		v.get(path).want(http.StatusForbidden)
	}
	p := v.get("/tresen").want(http.StatusOK)
	for _, href := range []string{"/kunden", "/", "/zahlen", "/anfragen"} {
		if p.Has(`a[href="` + href + `"]`) {
			t.Errorf("a way leads a helper to %s", href)
		}
	}
	v.get("/einstellungen").want(http.StatusOK)
}

func TestASharedTillOpensTheCounterOnly(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.guest()
	h.pin("jana", "4711")
	theo := h.pin("theo", "2580")
	v := h.signedIn("jana")
	v.get("/tresen/wer").want(http.StatusOK).says("Jana Brandt", "Theo Winter").hides("Olga Sommer")
	who := strconv.FormatInt(theo, 10)
	v.post("/tresen/wer", "wer", who, "pin", "0000").want(http.StatusForbidden).says("Die PIN stimmt nicht")
	v.get("/kunden").want(http.StatusOK).says("Wackernagel")
	v.post("/tresen/wer", "wer", who, "pin", "2580").want(http.StatusOK).says("Es bedient: Theo Winter")
	for _, path := range []string{"/", "/kunden", "/zahlen", "/einstellungen", "/einstellungen/tresen"} {
		if p := v.get(path).want(http.StatusOK); p.path != "/tresen" {
			t.Errorf("%s opens %s at a shared till", path, p.path)
		}
	}
	v.post("/einstellungen/betrieb", "name", "Meins").want(http.StatusForbidden)
	v.post(card(id)+"/notiert", "art", "lob").want(http.StatusOK)
	if list := h.talks(id); list[0].User != theo {
		t.Errorf("noted by %d, want %d", list[0].User, theo)
	}
	h.now = h.now.Add(6 * time.Minute)
	if p := v.get(card(id)).want(http.StatusOK); p.path != "/tresen/wer" {
		t.Errorf("after six minutes %s is still open", p.path)
	}
	v.post(card(id)+"/notiert", "art", "lob").want(http.StatusForbidden)
	v.post("/tresen/beenden", "pin", "2580").want(http.StatusForbidden)
	v.post("/tresen/beenden", "pin", "4711").want(http.StatusOK)
	v.get("/kunden").want(http.StatusOK).says("Wackernagel")
}

func TestADeviceGetsItsCardsUntilItIsLost(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.guest()
	h.pin("jana", "4711")
	v := h.signedIn("jana")
	v.post("/tresen/karten").want(http.StatusGone)
	v.post("/tresen/geraet", "geraet", "Telefon", "pin", "0815").want(http.StatusForbidden)
	v.post("/tresen/geraet", "geraet", "Telefon", "pin", "4711").want(http.StatusOK)
	cards := v.post("/tresen/karten", "karte", strconv.FormatInt(id, 10)).want(http.StatusOK)
	for _, want := range []string{`"Ada Adam"`, "Dinkel-Kruste", "Wackernagel", `"seconds":86400`} {
		if !strings.Contains(cards.body, want) {
			t.Errorf("the cards lack %s", want)
		}
	}
	cards.hides("Enkel", "Rezept", "€", "12,40", "5550123")
	v.post("/einstellungen/tresen", "act", "regeln", "minuten", "5", "themen", "1").want(http.StatusOK)
	if p := v.post("/tresen/karten", "karte", strconv.FormatInt(id, 10)); !strings.Contains(p.body, "Enkel lernt Backen") || strings.Contains(p.body, "300") {
		t.Error("the firm's switch does not bring the topics, or brings money")
	}
	other := h.signedIn("jana")
	p := other.get("/einstellungen/tresen").want(http.StatusOK).says("Telefon", "Jana Brandt")
	other.post(p.One(t, "form[action=/einstellungen/geraete/1]").Attr("action")).want(http.StatusOK).says("Wird beim nächsten Kontakt geleert")
	if gone := v.post("/tresen/karten").want(http.StatusGone); gone.head.Get("Clear-Site-Data") != `"storage"` {
		t.Error("the browser is not told to drop what it keeps")
	}
	v.post("/tresen/karten", "geleert", "1").want(http.StatusOK)
	if p := v.get("/tresen"); !strings.HasPrefix(p.path, "/anmelden") {
		t.Errorf("the lost device still opens %s", p.path)
	}
	other.get("/einstellungen/tresen").says("Geleert")
}

func TestATalkWithoutNetworkIsWrittenOnce(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.guest()
	v := h.signedIn("theo")
	before := len(h.talks(id))
	at := h.now.Add(-26 * time.Hour)
	send := func(name, who string, at time.Time) page {
		return v.post("/tresen/nachtrag", "name", name, "kunde", who, "art", "erzaehlt", "am", strconv.FormatInt(at.UnixMilli(), 10))
	}
	who := strconv.FormatInt(id, 10)
	first := send("a", who, at).want(http.StatusOK)
	if again := send("a", who, at).want(http.StatusOK); again.body != first.body {
		t.Errorf("the second answer is %s, the first %s", again.body, first.body)
	}
	list := h.talks(id)
	if len(list) != before+1 || list[0].Day != cal.MustParse("2026-11-23") || list[0].Reason != interaction.NoOccasion {
		t.Errorf("%+v", list)
	}
	send("b", "4711", at).want(http.StatusNotFound)
	send("c", who, at.AddDate(0, 0, -20)).want(http.StatusUnprocessableEntity)
	send("", who, at).want(http.StatusUnprocessableEntity)
	if n := len(h.talks(id)); n != before+1 {
		t.Errorf("%d talks", n-before)
	}
}

func TestASecondNumberNeedsThePassword(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("theo")
	v.post("/einstellungen/tresen", "act", "pin", "passwort", "falsch", "pin", "2580").want(http.StatusForbidden)
	v.post("/einstellungen/tresen", "act", "pin", "passwort", password, "pin", "1111").want(http.StatusUnprocessableEntity).says("errät man zu leicht")
	v.post("/einstellungen/tresen", "act", "pin", "passwort", password, "pin", "2580").want(http.StatusOK).says("Ihre PIN gilt")
	v.post("/einstellungen/tresen", "act", "regeln", "minuten", "5").want(http.StatusForbidden)
}

func TestWithoutASecureConnectionTheDeviceSaysWhy(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.guest()
	v := h.signedIn("jana").as("laden.example.de")
	v.get("/tresen").want(http.StatusOK).says("nur über eine gesicherte Verbindung").hides("frei-form")
}

func TestTheCounterIsInstallable(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	if !v.get("/tresen").Has("head link[rel=manifest]") {
		t.Error("the page names no manifest")
	}
	m := v.get("/tresen/app.webmanifest").want(http.StatusOK)
	if !strings.Contains(m.body, `"start_url":"/tresen"`) || !strings.Contains(m.body, "512x512") {
		t.Errorf("manifest %s", m.body)
	}
	w := v.get("/tresen/sw.js").want(http.StatusOK)
	if w.head.Get("Service-Worker-Allowed") != "/tresen" || !strings.Contains(w.body, "/static/counter.") {
		t.Errorf("worker %q", w.head)
	}
	v.get("/tresen/ohne-netz").want(http.StatusOK).hides("Adam", "Wackernagel", "Mustermühle")
}

func TestAnniversariesOfTheWeekAreNamesOnly(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	today := cal.MustParse("2026-11-24")
	days := func(first cal.Date) (list []cal.Date) {
		for d := first; d <= today; d += 7 {
			list = append(list, d)
		}
		return list
	}
	h.customer("Berta", "Beginn", "Frau", days(today.AddMonths(-40)))
	h.customer("Marie", "Naumann", "Frau", days(today.AddMonths(-12)))
	h.compute(today)
	h.open()
	v := h.signedIn("theo")
	if !v.get("/tresen").Has("a[href=/tresen/jahrestage]") {
		t.Error("no way leads to the list")
	}
	p := v.get("/tresen/jahrestage").want(http.StatusOK).says("Marie Naumann", "Sie").hides("Berta Beginn", "€", "12,40")
	if !p.Has("[data-print]") {
		t.Error("the list cannot be printed")
	}
}

func TestTheSheetBeforeATalkIsBounded(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.guest()
	h.update(func(tx *store.Tx) error {
		for i := range 30 {
			p := promise.Promise{Customer: id, Party: interaction.Us, Kind: promise.Thing, Text: strings.Repeat("Wort ", 60), Due: cal.MustParse("2026-12-01").Add(i), Minute: promise.Anytime, Made: cal.MustParse("2026-11-21"), State: promise.Open, Settled: cal.Never}
			if _, _, err := promise.Make(ctx, tx, interaction.By{Actor: 1, At: cal.At(h.now)}, p); err != nil {
				return err
			}
		}
		return nil
	})
	at := "/kunden/" + strconv.FormatInt(id, 10)
	p := h.signedIn("jana").get(at+"/gespraech").want(http.StatusOK).
		says("Ada Adam", "Sehr geehrte Frau Adam", "Rezept mitbringen", "weitere", "Freundlich, sicher und nicht unterwürfig", "Enkel lernt Backen", "Dinkel-Kruste").
		hides("€", "12,40", "Umsatz", "Geheimnis")
	lines := p.Texts(".brief li")
	if len(lines) > 5+8+11+4+2 {
		t.Errorf("%d lines", len(lines))
	}
	for _, l := range lines {
		if n := len([]rune(l)); n > 121 {
			t.Errorf("%d characters: %s", n, l)
		}
	}
	v := h.signedIn("jana")
	if !v.get(at).Has(`a[href="` + at + `/gespraech"]`) {
		t.Error("no way leads from the customer to the sheet")
	}
}

func TestTheToneIsOneMoreTapAndGoesWithTheTalk(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.guest()
	v := h.signedIn("theo")
	before := len(h.talks(id))
	p := v.post(card(id)+"/notiert", "art", "lob").want(http.StatusOK)
	tones := p.One(t, "#ton")
	entry := tones.One(t, "input[name=eintrag]").Attr("value")
	if tones.Has("button[value=demanding]") {
		t.Error("the customer reads over the shoulder that he is demanding")
	}
	p = v.post(card(id)+"/ton", "eintrag", entry, "ton", "warm").want(http.StatusOK).says("Notiert")
	if list := h.talks(id); len(list) != before+1 || list[0].Tone != "warm" || p.Has("#ton") {
		t.Errorf("%+v", list)
	}
	v.post(card(id)+"/ton", "eintrag", entry, "ton", "demanding").want(http.StatusUnprocessableEntity)
	v.post(card(1)+"/ton", "eintrag", entry, "ton", "warm").want(http.StatusNotFound)
	v.post(card(id)+"/zurueck", "eintrag", entry).want(http.StatusOK)
	if n := len(h.talks(id)); n != before {
		t.Errorf("%d talks after taking back, want %d", n, before)
	}
}

package web_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

var firstRun = []string{
	"branche", "bakery", "anrede", "sie", "sprache", "de-DE", "waehrung", "", "betrieb", "Backhaus Mustermühle",
	"vorname", "Jana Brandt", "salutation", "Frau", "login", "jana", "passwort", password,
}

func TestUntilThereIsAFirmEveryPathLeadsToTheStart(t *testing.T) {
	h := fresh(t).open()
	v := h.visitor("de")
	for _, path := range []string{"/", "/einstellungen", "/anmelden", "/kennenlernen"} {
		if p := v.get(path).want(http.StatusOK); p.path != "/start" {
			t.Errorf("%s led to %s", path, p.path)
		}
	}
	v.get("/start").says("Schön, dass Sie da sind.", "Eigene Kunden mitbringen", "Übungsdaten laden", "Mit einem Menschen anfangen")
	h.visitor("en").get("/start").says("Good to have you here.")
}

func TestAMistakeKeepsWhatWasTypedAndSaysWhereItIs(t *testing.T) {
	h := fresh(t).open()
	p := h.visitor("de").post("/start", "branche", "dealer", "anrede", "du", "betrieb", "Fett & Söhne", "vorname", "Kurt Maier", "login", "kurt", "passwort", "kurz", "weg", "eigene").want(http.StatusUnprocessableEntity)
	p.says("mindestens 10 Zeichen")
	if p.One(t, "input[name=betrieb]").Attr("value") != "Fett & Söhne" || !p.Has("input[value=dealer][checked]") || !p.Has("input[value=du][checked]") {
		t.Error("what was typed is gone")
	}
	if !p.Has("input[name=passwort][aria-invalid]") {
		t.Error("the field is not marked")
	}
	if _, err := firm.Load(ctx, h.db); fault.KindOf(err) != fault.NotFound {
		t.Errorf("half a firm was written: %v", err)
	}
}

func TestThreeWaysIn(t *testing.T) {
	for way, want := range map[string]string{"eigene": "/import", "uebung": "/", "mensch": "/kennenlernen"} {
		t.Run(way, func(t *testing.T) {
			h := fresh(t)
			filled := ""
			h.Practice = func(_ context.Context, trade string) error { filled = trade; return nil }
			h.open()
			v := h.visitor("de")
			if p := v.post("/start", append(firstRun, "weg", way)...); p.path != want {
				t.Errorf("arrived at %s: %s", p.path, p.Text())
			}
			if (filled == "bakery") != (way == "uebung") {
				t.Errorf("practice data for %q", filled)
			}
			v.get("/einstellungen").want(http.StatusOK).says("Jana Brandt")
			if p := v.get("/start"); p.path != "/" {
				t.Errorf("the first run is still open: %s", p.path)
			}
			v.post("/start", firstRun...).hides("Schön, dass Sie da sind")
		})
	}
}

func TestTheFirstRunBelongsToWhoStartedTheProgram(t *testing.T) {
	h := fresh(t)
	h.SetupCode = "482-917"
	h.open()
	v := h.visitor("de")
	if !v.get("/start").Has("input[name=code]") {
		t.Fatal("no code is asked for")
	}
	for range 5 {
		v.post("/start", append(firstRun, "code", "000-000")...).want(http.StatusForbidden).says("Einrichtungscode stimmt nicht")
	}
	v.post("/start", append(firstRun, "code", "482-917")...).want(http.StatusTooManyRequests)
	h.now = h.now.Add(2 * time.Minute)
	if p := v.post("/start", append(firstRun, "code", "482-917", "weg", "mensch")...); p.path != "/kennenlernen" {
		t.Errorf("the right code: %s", p.Text())
	}
}

func TestWithoutACodeTheFirstRunWorksOnThisMachineOnly(t *testing.T) {
	h := fresh(t).open()
	v := h.visitor("de")
	req, err := http.NewRequest(http.MethodPost, h.server.URL+"/start", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "boese.example.org"
	res, err := v.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("a bent name got %d", res.StatusCode)
	}
}

func TestOnePersonGivesAQuestionABriefAndALineOnToday(t *testing.T) {
	h := fresh(t).open()
	v := h.visitor("de")
	v.post("/start", append(firstRun, "weg", "mensch")...)
	v.get("/").says("Hier entsteht Ihre Tagesliste", "Drei Wege")
	v.post("/kennenlernen", "kind", "person").want(http.StatusUnprocessableEntity).says("Es fehlt ein Name")
	p := v.post("/kennenlernen", "kind", "person", "first_name", "Dörte", "last_name", "Immergrün", "salutation", "Frau", "address_form", "du", "note", "mag es leise").want(http.StatusOK)
	p.says("Dörte Immergrün ist aufgenommen.", "Ihre nächste gute Frage: Was kauft sie am liebsten", "per Du", "mag es leise")
	if !p.Has("[data-print]") {
		t.Error("the brief cannot be printed")
	}
	list := v.get("/").want(http.StatusOK)
	list.says("Sie haben Dörte Immergrün heute aufgenommen", "Danken und mitfreuen")
	url := list.One(t, "li.care form.do").Attr("action")
	v.post(url, "act", "done").says("Ein Mensch hat heute von Ihnen gehört.", "Letzten zurücknehmen")
}

func TestALineByHandDoesNotKeepTheListEmptyAfterTheFirstImport(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/").says("Yusuf Demirbaş")
	v.post("/kennenlernen", "kind", "person", "first_name", "Ida", "last_name", "Moos").want(http.StatusOK)
	v.get("/").says("Yusuf Demirbaş", "Sie haben Ida Moos heute aufgenommen")
	other := h.signedIn("olga")
	other.get("/").says("Ida Moos")
}

func TestPracticeDataIsLeftInOneAct(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.server.Close()
	left := false
	h.LeavePractice = func(context.Context) error { left = true; return nil }
	h.open()
	v := h.signedIn("jana")
	v.post("/uebung/beenden")
	if left {
		t.Error("a firm with real data lost it")
	}
	h.change(func(p *firm.Profile) { p.Practice = true })
	h.now = h.now.Add(time.Minute)
	v.get("/").says("Sie sehen Übungsdaten", "Mit eigenen Daten beginnen")
	if v.post("/uebung/beenden"); !left {
		t.Error("the practice data stayed")
	}

	left = false
	v.post("/kunden/neu", "kind", "person", "first_name", "Ida", "last_name", "Moos").want(http.StatusOK)
	v.post("/uebung/beenden").says("Übungsdaten wegräumen?", "Auch ein Mensch, den Sie selbst aufgenommen haben: Ida Moos", "Das lässt sich nicht zurücknehmen")
	if left {
		t.Error("somebody entered by hand went without a word")
	}
	if v.post("/uebung/beenden", "trotzdem", "1"); !left {
		t.Error("the practice data stayed after it was asked")
	}
}

func TestOldDataOffersTheDayAfterItsEnd(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.server.Close()
	h.DataEnd = func(context.Context) (cal.Date, error) { return cal.MustParse("2011-12-09"), nil }
	h.open()
	v := h.signedIn("jana")
	p := v.get("/").says("Ihre Daten enden am 09.12.2011", "Als ob heute der 10.12.2011 wäre ansehen")
	day := p.One(t, ".banner input[name=tag]").Attr("value")
	v.post("/tag", "tag", day).says("als ob heute der 10.12.2011 wäre", "Samstag, 10. Dezember", "Die Liste entsteht gerade")
	v.post("/tag").says("Dienstag, 24. November")
	v.post("/tag", "tag", "gestern").want(http.StatusUnprocessableEntity)
}

// An import on the command line makes a firm without a name and without users; the
// first run then still asks for both and keeps what the import decided.
func TestFirstRunAfterAnImportOnTheCommandLine(t *testing.T) {
	h := fresh(t).open()
	p, err := firm.New("Mein Betrieb", firm.General, locale.DeDE, rand.NewChaCha8([32]byte{9}))
	if err != nil {
		t.Fatal(err)
	}
	p.Currency = "GBP"
	if err := h.db.Update(ctx, func(tx *store.Tx) error { return firm.Create(ctx, tx, p) }); err != nil {
		t.Fatal(err)
	}
	v := h.visitor("de")
	if got := v.get("/").path; got != "/start" {
		t.Fatalf("leads to %q, want the first run", got)
	}
	v.post("/start", append(firstRun, "weg", "eigene")...)
	got, err := firm.Load(ctx, h.db)
	if err != nil || got.Name == "Mein Betrieb" || got.Currency != "GBP" || got.Secret != p.Secret {
		t.Errorf("the firm is %q with %q, %v", got.Name, got.Currency, err)
	}
	if got := h.visitor("de").get("/start").path; got != "/anmelden" && got != "/" {
		t.Errorf("a second first run is possible: %q", got)
	}
}

// Before the first run there is no firm whose German would hold: a Swiss browser reads no ß.
func TestFirstRunSpeaksTheVisitorsGerman(t *testing.T) {
	h := fresh(t).open()
	for lang, want := range map[string]string{"de-CH": "Wie heisst Ihr Betrieb?", "de-AT": "Wie heißt Ihr Betrieb?", "fr": "Wie heißt Ihr Betrieb?", "en": "What is your firm called?"} {
		p := h.visitor(lang).get("/start").says(want)
		if got, chosen := p.One(t, "html").Attr("lang"), p.One(t, "select[name=sprache] option[selected]").Attr("value"); got != chosen {
			t.Errorf("%s: the page speaks %s and proposes %s", lang, got, chosen)
		}
	}
}

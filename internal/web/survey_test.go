package web_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

var surveyLink = regexp.MustCompile(`/u/[A-Za-z0-9_-]{16}`)

// surveying is a bakery that the world can reach, with the address of a new survey.
func surveying(t *testing.T, fields ...string) (h *house, v *visitor, at string) {
	t.Helper()
	h = bakery(t, locale.DeDE)
	h.server.Close()
	h.PublicURL = "https://kunden.example.de"
	h.open()
	v = h.signedIn("jana")
	return h, v, v.post("/umfragen", append([]string{"act", "beginnen", "name", "Herbst"}, fields...)...).want(http.StatusOK).path
}

func TestASurveyFromTheSheetToTheComplaint(t *testing.T) {
	h, v, at := surveying(t, "weg", "named", "selbstbild", "90")
	v.get(at).says("4 aus dieser Zielgruppe können gefragt werden", "Noch hat niemand einen Link", "Sie haben erwartet: 90")
	v.post(at, "act", "blaetter", "id", "1", "fassung", "1", "zahl", "0").want(http.StatusUnprocessableEntity).says("wie viele Blätter")
	sheets := v.post(at, "act", "blaetter", "id", "1", "fassung", "1", "zahl", "2").want(http.StatusOK).says("Yusuf Demirbaş", "https://kunden.example.de/u/", "Hannelore Wackernagel")
	if n := len(sheets.All("svg.code")); n != 2 {
		t.Errorf("%d codes", n)
	}
	links := surveyLink.FindAllString(sheets.body, -1)
	if len(links) == 0 {
		t.Fatal("no link")
	}
	guest := h.visitor("de")
	form := guest.get(links[0]).want(http.StatusOK).says("Eine Minute für Backhaus Mustermühle", "Verglichen mit dem, was Sie erwartet haben", "viel schlechter", "Was möchten Sie uns noch sagen?", "sieht, was Sie antworten", "Keine Umfragen mehr").
		hides("Demirbaş", "Wackernagel")
	if len(form.body) > 30<<10 || form.head.Get("Set-Cookie") != "" || form.head.Get("Cache-Control") != "no-store" {
		t.Errorf("%d bytes, %v", len(form.body), form.head)
	}
	h.visitor("en").get(links[0]).says("Compared with what you expected")
	if n, err := store.Value[int](ctx, h.db, store.New("n", "SELECT COUNT(*) FROM survey_answer")); err != nil || n != 0 {
		t.Errorf("opening it wrote %d answers, %v", n, err)
	}
	guest.post(links[0]).want(http.StatusUnprocessableEntity).says("mindestens eine Frage")
	guest.post(links[0], "q-core", "7").want(http.StatusUnprocessableEntity)
	guest.post(links[0], "q-core", "1", "q-open", "Die Kruste war hart", "rueckruf", "1").want(http.StatusOK).says("Ihre Antwort ist angekommen")
	guest.post(links[0], "q-core", "5").want(http.StatusOK).says("Schon beantwortet, danke.")
	guest.get(links[0]).says("Schon beantwortet, danke.")
	guest.get("/u/keinlinkkeinlink").want(http.StatusNotFound).says("Diesen Link kennen wir nicht")

	id := h.id("Demirbaş")
	c := h.newest(id)
	if c.Owner == 0 || !strings.Contains(c.Words, "Die Kruste war hart") || !strings.Contains(c.Words, "Rückmeldung aus der Umfrage „Herbst“") || !strings.Contains(c.Words, "viel schlechter") {
		t.Errorf("%+v", c)
	}
	v.get("/").says("Yusuf Demirbaş hat sich beschwert")
	v.get(at).says("1 von 2 haben geantwortet (50", "Erst eine Antwort: noch zu wenig", "Die Kruste war hart", "Noch nicht wieder gut", "darf zurückrufen")
	if href := v.get(at).One(t, "#offen a.who").Attr("href"); href != fmt.Sprint("/beschwerden/", c.ID) {
		t.Errorf("the low answer leads to %s", href)
	}
	own := hisPage(id, "anregungen")
	v.get(own).says("gefragt am 24.", "wurde zur Beschwerde", "viel schlechter", "Die Kruste war hart")
	v.get("/protokoll").says("Umfrage begonnen", "Links einer Umfrage übergeben").hides("survey.", "log.")
	v.post(fmt.Sprint("/kunden/", id, "/antwort"), "act", "loeschen", "id", "1", "fassung", "1").want(http.StatusOK).hides("Die Kruste war hart")
	if list, err := feedback.ComplaintsBefore(ctx, h.db, id, cal.Never, 0, 9); err != nil || len(list) != 1 {
		t.Errorf("%d complaints, %v", len(list), err)
	}
	v.post(at, "act", "beenden", "id", "1", "fassung", "1").want(http.StatusOK).says("nimmt keine Antworten mehr an")
	guest.get(links[len(links)-1]).want(http.StatusConflict).says("Diese Umfrage ist zu Ende")
}

func hisPage(id int64, section string) string { return fmt.Sprint("/kunden/", id, "/", section) }

func TestASurveyAfterATalk(t *testing.T) {
	h, v, at := surveying(t, "weg", "contact", "kurz", "1")
	id := h.id("Wackernagel")
	h.update(func(tx *store.Tx) error {
		c, err := customer.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		_, err = customer.Update(ctx, tx, customer.By{Actor: 1, At: cal.At(h.now), Region: "DE"}, id, c.Version, customer.Fields{customer.FieldAddressForm: "du"})
		return err
	})
	p := v.post(hisPage(id, "umfrage"), "act", "geben", "umfrage", "1").want(http.StatusOK).says("Hannelore Wackernagel", "/u/")
	link := surveyLink.FindString(p.body)
	guest := h.visitor("de")
	guest.get(link).says("was du erwartet hast", "Was möchtest du uns noch sagen?").hides("aufgehoben", "Sie erwartet")
	v.post(hisPage(id, "umfrage"), "act", "geben", "umfrage", "1").want(http.StatusConflict).says("keine Umfrage an der Reihe", "noch nicht lange her")
	guest.get(link + "/nein").says("keine Umfragen und keine Werbung")
	guest.post(link + "/nein").want(http.StatusOK).says("Ist notiert")
	if b, err := consent.Current(ctx, h.db, id); err != nil || !b.Objected {
		t.Errorf("%+v, %v", b, err)
	}
	guest.post(link, "q-core", "4").says("angekommen")
	v.get(at).says("1 von 1 haben geantwortet")

	waits := h.id("Demirbaş")
	v.post(hisPage(waits, "beschwerden"), "act", "aufnehmen", "worte", "Hart", "kanal", "phone").want(http.StatusOK)
	v.get(hisPage(waits, "anregungen")).says("Eine Beschwerde ist offen").hides("Link übergeben")
	v.post(hisPage(waits, "umfrage"), "act", "geben", "umfrage", "1").want(http.StatusConflict)
	h.visitor("de").post(hisPage(waits, "umfrage"), "act", "geben", "umfrage", "1").says("Anmelden")
}

// Who likes it simple gets no sheet but one tap at the counter, and it can be taken back.
func TestOneTapAtTheCounter(t *testing.T) {
	h, v, _ := surveying(t, "weg", "contact")
	id := h.id("Wackernagel")
	card := fmt.Sprint("/tresen/", id)
	v.get(card).hides("Hat alles gepasst?")
	h.update(func(tx *store.Tx) error {
		by := customer.By{Actor: 1, At: cal.At(h.now), Region: "DE"}
		if _, err := relationship.Say(ctx, tx, by, cal.MustParse("2026-11-24"), relationship.Label{Customer: id, Kind: kind.Exchange.Key(), Day: cal.MustParse("2026-11-24"), Source: relationship.Owner}); err != nil {
			return err
		}
		return relationship.Refresh(ctx, tx, cal.MustParse("2026-11-24"), "bakery", id)
	})
	v.get(card).says("Hat alles gepasst?")
	p := v.post(card+"/gepasst", "mark", "1").want(http.StatusOK).says("Danke, dass Sie es gesagt haben").hides(`/gepasst"`)
	if c := h.newest(id); c.Ack == 0 || c.Owner != 1 {
		t.Errorf("%+v", c)
	}
	p.press(v, "Rückgängig").want(http.StatusOK)
	v.get(card).says("Hat alles gepasst?")
	if list, err := feedback.ComplaintsBefore(ctx, h.db, id, cal.Never, 0, 9); err != nil || len(list) != 0 {
		t.Errorf("the complaint stayed: %+v, %v", list, err)
	}
	v.post(card+"/gepasst", "mark", "2").want(http.StatusOK)
	v.get(card).hides(`/gepasst"`)
	v.post(card+"/gepasst", "mark", "2").want(http.StatusConflict)
}

func TestAnAnonymousSurveyShowsNothingBelowFive(t *testing.T) {
	h, v, at := surveying(t, "weg", "anonymous", "empfehlung", "1")
	link := surveyLink.FindString(v.get(at + "/blaetter").says("Anonym").body)
	guest := h.visitor("de")
	guest.get(link).says("erfährt nicht, wer antwortet", "nur je Anschluss begrenzt", "weiterempfehlen").hides("zurückrufen", "Keine Umfragen mehr")
	for n := range 4 {
		guest.post(link, "q-core", "2", "q-recommend", "9", "q-open", fmt.Sprint("Wort ", n)).says("angekommen")
	}
	v.get(at).says("4 Antworten. Wie viele den Link gesehen haben", "Erst 4 Antworten: noch zu wenig").hides("Wort 1", "Nach Art der Beziehung", "±", "Erst 0")
	v.get(at + "/antworten.zip").want(http.StatusConflict).says("Erst ab 5")
	guest.post(link, "q-core", "4", "q-recommend", "0", "q-open", "Wort 5", "webseite", "x").says("angekommen")
	v.get(at).says("4 Antworten") // a program filled in what people do not see
	guest.post(link, "q-core", "4", "q-recommend", "0", "q-open", "Wort 5").says("angekommen")
	v.get(at).says("Wort 1", "20", "+60 ± ", "viel schlechter: 0")
	if n, err := store.Value[int](ctx, h.db, store.New("n", "SELECT COUNT(*) FROM feedback_complaint")); err != nil || n != 0 {
		t.Errorf("%d complaints, %v", n, err)
	}
	z := v.get(at + "/antworten.zip").want(http.StatusOK)
	files, err := zip.NewReader(bytes.NewReader([]byte(z.body)), int64(len(z.body)))
	if err != nil {
		t.Fatal(err)
	}
	text := map[string]string{}
	for _, f := range files.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text[f.Name] = string(b)
	}
	if !strings.Contains(text["answers.csv"], "Wort 5") || !strings.Contains(text["codebook.csv"], "core,3,wie erwartet") || !strings.Contains(text["response.csv"], "kind,asked") || !strings.Contains(text["analysis.R"], "read.csv") {
		t.Errorf("%v", text)
	}
	for range 20 {
		guest.post(link, "q-core", "3")
	}
	guest.post(link, "q-core", "3").want(http.StatusTooManyRequests).says("in einer Stunde")
}

func TestSurveysBeginWithWhatTheyNeed(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/umfragen").says("Noch keine", "braucht eine Erlaubnis")
	v.post("/umfragen", "act", "beginnen", "name", " ", "weg", "named").want(http.StatusUnprocessableEntity).says("einen Namen")
	v.post("/umfragen", "act", "beginnen", "name", "x", "weg", "mail").want(http.StatusUnprocessableEntity).says("welchem Weg")
	v.post("/umfragen", "act", "beginnen", "name", "x", "weg", "named", "bis", "2020-01-01").want(http.StatusUnprocessableEntity).says("letzten Tag")
	v.post("/umfragen", "act", "beginnen", "name", "x", "weg", "named", "selbstbild", "120").want(http.StatusUnprocessableEntity).says("0 bis 100")
	p := v.post("/umfragen", "act", "beginnen", "name", "x", "weg", "named").want(http.StatusOK)
	p.says("Noch keine Adresse von außen", "--public-url")
	sheets := v.post(p.path, "act", "blaetter", "id", "1", "fassung", "1", "zahl", "1").want(http.StatusOK).says("nur auf Geräten im Betrieb")
	if n := len(sheets.All("svg.code")); n != 0 {
		t.Errorf("%d codes that no phone can open", n)
	}
	h.signedIn("theo").get("/umfragen").want(http.StatusForbidden)
	if list, err := survey.Waves(ctx, h.db, 9); err != nil || len(list) != 1 || list[0].Guess != -1 {
		t.Errorf("%+v, %v", list, err)
	}
	if f, err := firm.Load(ctx, h.db); err != nil || f.Secret == "" {
		t.Error("no secret to make links from")
	}
}

func TestBrowserASurveyOnAPhOne(t *testing.T) {
	h, v, at := surveying(t, "weg", "named", "empfehlung", "1")
	link := surveyLink.FindString(v.post(at, "act", "blaetter", "id", "1", "fassung", "1", "zahl", "1").body)
	b := testkit.Chromium(t)
	p := b.Page(t, testkit.Phone)
	p.Open(h.server.URL + link + "?sprache=de")
	p.Screenshot("umfrage-phone")
	sound(t, p, "a survey on a phone")
	p.Follow("main form button")
	p.Wait("main .note")
	if text := p.Text("main"); !strings.Contains(text, "mindestens eine Frage") {
		t.Errorf("an empty answer: %q", text)
	}
	p.Click("input[name=q-core][value='4']")
	p.Follow("main form button")
	p.Wait("main h1")
	if text := p.Text("main"); !strings.Contains(text, "Danke.") {
		t.Fatalf("the form answers %q", text)
	}
	desk := b.Page(t, testkit.Desktop)
	signIn(desk, h)
	for name, url := range map[string]string{"umfragen": "/umfragen", "umfrage-ergebnis": at, "umfrage-blaetter": at + "/blaetter"} {
		v.post(at, "act", "blaetter", "id", "1", "fassung", "1", "zahl", "2")
		desk.Open(h.server.URL + url)
		desk.Screenshot(name)
		sound(t, desk, name)
	}
}

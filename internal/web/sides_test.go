package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

var sidesLink = regexp.MustCompile(`/b/[0-9a-z]+-[A-Za-z0-9_-]{16}`)

// shared is a bakery in which a customer got the link to his page.
func shared(t *testing.T, name string) (h *house, v *visitor, id int64, link string) {
	t.Helper()
	h = bakery(t, locale.DeDE)
	v = h.signedIn("jana")
	id = h.id(name)
	p := v.post(hisPage(id, "gemeinsam"), "act", "link").want(http.StatusOK).says("Gilt bis", "Noch keine Adresse von außen")
	if link = sidesLink.FindString(p.body); link == "" {
		t.Fatal("no link")
	}
	return h, v, id, link
}

func TestBothSidesReadTheSame(t *testing.T) {
	h, v, id, link := shared(t, "Wackernagel")
	v.post(hisPage(id, "vereinbarung"), "act", "vereinbart", "we_give", "Jeden Freitag ein Brot zur Seite", "they_give", "Bescheid bis Donnerstag").want(http.StatusOK)
	guest := h.visitor("de")
	entries := h.count("SELECT COUNT(*) FROM history_entry")
	p := guest.get(link).want(http.StatusOK).says("Ihre Seite bei Backhaus Mustermühle", "Jeden Freitag ein Brot zur Seite", "Das geben Sie", "Bescheid bis Donnerstag", "Keine Werbung")
	if len(p.body) > 30<<10 || p.head.Get("Set-Cookie") != "" || p.head.Get("Cache-Control") != "no-store" || p.head.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("%d bytes, %v", len(p.body), p.head)
	}
	if n := h.count("SELECT COUNT(*) FROM history_entry"); n != entries {
		t.Errorf("reading wrote %d entries", n-entries)
	}
	v.get(hisPage(id, "gemeinsam")).says("Jeden Freitag ein Brot zur Seite", "Bescheid bis Donnerstag")
	h.visitor("en").get(link).says("Your page at Backhaus Mustermühle", "What we agreed")
	v.get(hisPage(id, "gemeinsam")+"/blatt").says("Blatt zum Übergeben", link)
	// Whoever guesses learns nothing.
	for _, wrong := range []string{link + "x", link[:len(link)-1] + "!", "/b/1", "/b/2" + link[4:], "/b/0" + link[3:], "/b/-1-x"} {
		guest.get(wrong).want(http.StatusNotFound).says("Diesen Link gibt es nicht").hides("Wackernagel")
		guest.post(wrong, "act", "nein").want(http.StatusNotFound)
	}
	h.visitor("de").post(hisPage(id, "gemeinsam"), "act", "link").says("Anmelden")
	// Making one twice makes one; an ended one leads nowhere until that is taken back.
	again := v.post(hisPage(id, "gemeinsam"), "act", "link").want(http.StatusOK)
	if got := sidesLink.FindString(again.body); got != link {
		t.Errorf("a second link %s beside %s", got, link)
	}
	ended := v.post(hisPage(id, "gemeinsam"), "act", "ende", "id", "1", "fassung", "1").want(http.StatusOK).says("Noch gibt es keinen Link")
	guest.get(link).want(http.StatusNotFound)
	v.get(hisPage(id, "gemeinsam") + "/blatt").want(http.StatusNotFound)
	ended.press(v, "Zurücknehmen").want(http.StatusOK)
	guest.get(link).want(http.StatusOK)
	v.get("/protokoll").says("Link zur Seite beider Seiten").hides("feedback.page", "log.")
}

func TestWhatSomebodySaysOnHisPage(t *testing.T) {
	h, v, id, link := shared(t, "Wackernagel")
	guest := h.visitor("de")
	say := func(what, words string) page {
		return guest.post(link, "act", "wort", "was", what, "worte", words).want(http.StatusOK).says("Danke, das ist angekommen.")
	}
	for range 2 { // sent twice, noted once
		say("erwartung", "Mehr Dinkel am Samstag").says("Mehr Dinkel am Samstag", "noch offen")
		say("anregung", "Eine Bank vor dem Laden").says("Eine Bank vor dem Laden", "wird geprüft")
		say("nachricht", "Bitte rufen Sie mich an").hides("Bitte rufen Sie mich an")
	}
	hopes, err := promise.Expectations(ctx, h.db, id, 9)
	if err != nil || len(hopes) != 1 || hopes[0].Text != "Mehr Dinkel am Samstag" {
		t.Errorf("%+v, %v", hopes, err)
	}
	asked, err := enquiry.OfCustomer(ctx, h.db, id, 9)
	if err != nil || len(asked) != 1 || asked[0].Message != "Bitte rufen Sie mich an" || asked[0].Made || asked[0].DueAt == 0 {
		t.Errorf("%+v, %v", asked, err)
	}
	v.get("/").says("Nachricht von der eigenen Seite")
	guest.post(link, "act", "wort", "was", "erwartung", "worte", " ").want(http.StatusUnprocessableEntity)
	guest.post(link, "act", "wort", "was", "erwartung", "worte", strings.Repeat("ö", 501)).want(http.StatusUnprocessableEntity).says("Erlaubt sind 500 Zeichen")
	guest.post(link, "act", "wort", "was", "zusage", "worte", "x").want(http.StatusUnprocessableEntity)
	guest.post(link, "act", "loeschen").want(http.StatusUnprocessableEntity)
	guest.post(link, "act", "wort", "was", "anregung", "worte", "<script>alert(1)</script>").want(http.StatusOK).says("<script>alert(1)</script>")
	entries, err := history.Of(ctx, h.db, "promise", id, 0, 1)
	if err != nil || len(entries) != 1 || entries[0].Origin != history.Self || entries[0].Actor != history.Program {
		t.Errorf("%+v, %v", entries, err)
	}
	v.get("/protokoll").says("vom Kunden selbst")
}

func TestHowSomebodyWishesToBeTreated(t *testing.T) {
	h, v, id, link := shared(t, "Wackernagel")
	guest := h.visitor("de")
	send := func(fields ...string) page {
		return guest.post(link, append([]string{"act", "wunsch"}, fields...)...)
	}
	send("id", "0", "version", "0", "art", "attached", "anrede", "du", "weg", "letter", "zeiten", "9-11", "oft", "rarely", "ruhe", "7").
		want(http.StatusOK).says("Danke, so halten wir es.", "Deine Seite bei", "Am liebsten ist mir")
	p, err := interest.PreferenceOf(ctx, h.db, id)
	if err != nil || p.Channel != "letter" || p.Times != "09:00-11:00" || p.Often != "rarely" || p.QuietDays != "7" || p.Source != "page" {
		t.Errorf("%+v, %v", p, err)
	}
	labels, err := relationship.Labels(ctx, h.db, id, cal.MustParse("2026-11-24"))
	if err != nil || len(labels) != 1 || labels[0].Source != relationship.Self || labels[0].Is() != kind.Attached {
		t.Errorf("%+v, %v", labels, err)
	}
	forms, err := party.Forms(ctx, h.db, id)
	if err != nil || len(forms) != 1 || forms[0].Form != party.Du || forms[0].Offered != party.ByThem {
		t.Errorf("%+v, %v", forms, err)
	}
	// What he left as it was is not noted again; a form of before somebody changed it is told.
	entries := h.count("SELECT COUNT(*) FROM history_entry")
	send("id", fmt.Sprint(p.ID), "version", fmt.Sprint(p.Version), "art", "attached", "anrede", "du", "weg", "letter", "zeiten", "09:00-11:00", "oft", "rarely", "ruhe", "7").want(http.StatusOK)
	if n := h.count("SELECT COUNT(*) FROM history_entry"); n != entries {
		t.Errorf("saving the same wrote %d entries", n-entries)
	}
	send("id", "0", "version", "0", "art", "attached", "anrede", "du", "weg", "phone").want(http.StatusConflict)
	// Nobody says of himself what only the firm may find, and nothing by halves.
	for _, wrong := range []string{"demanding", "queen", ""} {
		send("id", fmt.Sprint(p.ID), "version", fmt.Sprint(p.Version), "anrede", "du", "art", wrong).want(http.StatusUnprocessableEntity)
	}
	send("id", fmt.Sprint(p.ID), "version", fmt.Sprint(p.Version), "art", "exchange", "anrede", "du", "weg", "pigeon").want(http.StatusUnprocessableEntity)
	if now, err := relationship.Labels(ctx, h.db, id, cal.MustParse("2026-11-24")); err != nil || len(now) != 1 {
		t.Errorf("a refused form left %+v, %v", now, err)
	}
	// Topics: new ones, and one that no longer interests.
	guest.post(link, "act", "thema", "themen", "Dinkel, Hefezopf").want(http.StatusOK).says("Dinkel", "Hefezopf")
	shown := guest.get(link)
	gone := ""
	for _, box := range shown.All("input[name=thema]") {
		gone = box.Attr("value")
	}
	guest.post(link, "act", "thema", "gezeigt", gone).want(http.StatusOK)
	if n := len(guest.get(link).All("input[name=thema]")); n != 1 {
		t.Errorf("%d topics are left, want 1", n)
	}
	guest.post(link, "act", "thema", "themen", strings.Repeat("a,", 13)).want(http.StatusUnprocessableEntity).says("höchstens 12")
	v.get(hisPage(id, "interessen")).says("höchstens zweimal im Jahr", "Brief")
	// A no is an objection at once, and nothing here is a consent.
	guest.post(link, "act", "nein").want(http.StatusOK).says("Notiert: keine Werbung mehr.", "Seit 24.11.2026 ist notiert").hides("Keine Werbung mehr</button>")
	guest.post(link, "act", "nein").want(http.StatusOK)
	said, err := consent.Of(ctx, h.db, id)
	if err != nil || len(said) != 1 || !said[0].Set || said[0].Kind != consent.Objected {
		t.Errorf("%+v, %v", said, err)
	}
}

func TestWhoHasNoPageOfHisOwn(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	house := v.post("/kunden/neu", "kind", "household", "last_name", "Ohlsen").path
	v.get(house + "/vereinbarung").hides("Beide Seiten")
	v.get(house + "/gemeinsam").want(http.StatusNotFound)
	v.post(house+"/gemeinsam", "act", "link").want(http.StatusNotFound)
	v.get(hisPage(h.id("Wackernagel"), "vereinbarung")).says("Beide Seiten")
}

func TestAPageTakesSoMuchAnHour(t *testing.T) {
	h, _, _, link := shared(t, "Wackernagel")
	guest := h.visitor("de")
	for i := range 20 {
		guest.post(link, "act", "wort", "was", "anregung", "worte", fmt.Sprint("Idee ", i)).want(http.StatusOK)
	}
	guest.post(link, "act", "wort", "was", "anregung", "worte", "Idee 21").want(http.StatusTooManyRequests)
	if n := h.count("SELECT COUNT(*) FROM feedback_idea"); n != 20 {
		t.Errorf("%d ideas", n)
	}
}

// The page follows a customer who is merged, and is gone with one who is deleted.
func TestThePageOfWhoIsDeleted(t *testing.T) {
	h, v, id, link := shared(t, "Wackernagel")
	sheet := v.get(hisPage(id, "loeschen")).want(http.StatusOK)
	v.post(sheet.One(t, "main form").Attr("action"), fieldsOf(sheet)...).want(http.StatusOK)
	h.visitor("de").get(link).want(http.StatusNotFound).says("Diesen Link gibt es nicht")
	if n, err := store.Value[int](ctx, h.db, store.New("n", "SELECT COUNT(*) FROM feedback_page")); err != nil || n != 0 {
		t.Errorf("%d links are left, %v", n, err)
	}
}

func TestBrowserTheOwnPageOnAPhone(t *testing.T) {
	h, _, id, link := shared(t, "Wackernagel")
	b := testkit.Chromium(t)
	p := b.Page(t, testkit.Phone)
	p.Open(h.server.URL + link + "?sprache=de")
	p.Screenshot("eigene-seite-phone")
	sound(t, p, "the own page on a phone")
	p.Type("textarea[name=worte]", "Eine Bank vor dem Laden")
	p.Follow("#sagen form button")
	p.Wait("main .note")
	if text := p.Text("main"); !strings.Contains(text, "Danke, das ist angekommen") || !strings.Contains(text, "Eine Bank vor dem Laden") {
		t.Fatalf("the page answers %q", text)
	}
	sound(t, p, "the own page after a word")
	if hopes, err := promise.Expectations(ctx, h.db, id, 9); err != nil || len(hopes) != 1 {
		t.Errorf("%+v, %v", hopes, err)
	}
	desk := b.Page(t, testkit.Desktop)
	signIn(desk, h)
	desk.Open(h.server.URL + hisPage(id, "gemeinsam"))
	desk.Screenshot("beide-seiten")
	sound(t, desk, "both sides")
}

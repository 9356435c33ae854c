package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// asking switches the form for the world on.
func asking(h *house) {
	h.change(func(p *firm.Profile) {
		p.Settings.Enquiry = firm.EnquirySettings{Form: true, From: 9, Until: 18, Target: 9}
	})
	h.now = h.now.Add(10 * time.Second) // what the server knew of the firm is old
}

// sendPublic fills the form for the world in as somebody without an account.
func sendPublic(h *house, v *visitor, wait time.Duration, fields ...string) page {
	ticket := v.get("/anfrage").want(http.StatusOK).One(h.t, "input[name=schein]").Attr("value")
	h.now = h.now.Add(wait)
	return v.post("/anfrage", append(fields, "schein", ticket)...)
}

var wedding = []string{"gesucht", "Hochzeitstorte für 60", "name", "Greta Ohlsen", "email", "greta@example.de", "wunsch", "mail", "zeiten", "abends"}

func TestTheFormForTheWorldIsOffUntilSwitchedOn(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.visitor("de").get("/anfrage").want(http.StatusNotFound)
	v := h.signedIn("jana")
	v.post("/anfragen/formular", "an", "1", "ziel", "0").want(http.StatusUnprocessableEntity).says("zwischen 1 und 1.000 offene Stunden")
	v.post("/anfragen/formular", "an", "1", "ziel", "4", "text", "Moin!").want(http.StatusOK).says("/anfrage")
	h.visitor("de").get("/anfrage").want(http.StatusOK).says("Moin!", "nicht für Werbung")
	h.visitor("en").get("/anfrage").says("How should we answer?")
}

// Who was deleted on his wish comes back by hand after a question only, and by himself
// with a word to the firm; files still tell nothing of him then.
func TestAnEnquiryBringsNobodyBackSilently(t *testing.T) {
	h := bakery(t, locale.DeDE)
	asking(h)
	v := h.signedIn("jana")
	at := v.post("/kunden/neu", "kind", "person", "first_name", "Greta", "last_name", "Ohlsen", "email", "greta@example.de").want(http.StatusOK).path
	sheet := v.get(at + "/loeschen").want(http.StatusOK)
	v.post(sheet.One(t, "main form").Attr("action"), fieldsOf(sheet)...).want(http.StatusOK)
	gone := func(want bool) {
		t.Helper()
		if n := h.count("SELECT COUNT(*) FROM intake_erased"); (n > 0) != want {
			t.Errorf("%d hashes keep her out of files", n)
		}
	}
	sendPublic(h, h.visitor("de"), time.Minute, wedding...).want(http.StatusOK).says("Danke")
	v.get("/anfragen/1").want(http.StatusOK).says("auf Wunsch gelöscht")
	gone(true)
	typed := []string{"herkunft", "phone", "gesucht", "Torte", "name", "Greta Ohlsen", "email", "greta@example.de"}
	v.post("/anfragen/neu", typed...).want(http.StatusConflict).says("trotzdem neu aufnehmen")
	gone(true)
	v.post("/anfragen/neu", append(typed, "neuanlegen", "1")...).want(http.StatusOK)
	gone(false)
}

func TestTheFormForTheWorldKeepsProgramsOut(t *testing.T) {
	h := bakery(t, locale.DeDE)
	asking(h)
	v := h.visitor("de")
	sendPublic(h, v, time.Second, wedding...).want(http.StatusUnprocessableEntity).says("Das ging sehr schnell")
	sendPublic(h, v, 25*time.Hour, wedding...).want(http.StatusUnprocessableEntity).says("lange offen")
	v.post("/anfrage", append(wedding, "schein", "abc.def")...).want(http.StatusUnprocessableEntity)
	sendPublic(h, v, time.Minute, "gesucht", "Torte", "name", "Greta").want(http.StatusUnprocessableEntity).says("damit wir antworten können")
	sendPublic(h, v, time.Minute, append(wedding, "webseite", "x")...).want(http.StatusOK).says("Danke")
	if n, err := enquiry.Count(ctx, h.db, enquiry.New, enquiry.Anybody); err != nil || n != 0 {
		t.Fatalf("%d enquiries, %v", n, err)
	}
	for range 5 {
		sendPublic(h, v, time.Minute, wedding...).want(http.StatusOK).says("Danke, Ihre Anfrage ist da")
	}
	if p := sendPublic(h, v, time.Minute, wedding...).want(http.StatusTooManyRequests).says("in einer Stunde"); p.One(t, "input[name=name]").Attr("value") != "Greta Ohlsen" {
		t.Error("what was typed is gone")
	}
	sendPublic(h, v, 2*time.Hour, wedding...).want(http.StatusOK)
}

func TestAnEnquiryGoesThroughItsStates(t *testing.T) {
	h := bakery(t, locale.DeDE)
	asking(h)
	sendPublic(h, h.visitor("de"), time.Minute, wedding...)
	v := h.signedIn("jana")
	board := v.get("/anfragen").want(http.StatusOK).says("Greta Ohlsen", "Hochzeitstorte für 60")
	if got := board.Texts("section[data-column=new] li"); len(got) != 1 || !strings.Contains(got[0], "Antwort bis") {
		t.Errorf("new: %q", got)
	}
	v.get("/").says("Greta Ohlsen fragt an: „Hochzeitstorte für 60“.")
	list, err := enquiry.Column(ctx, h.db, enquiry.New, enquiry.Anybody, enquiry.First, 1)
	if err != nil {
		t.Fatal(err)
	}
	at := fmt.Sprint("/anfragen/", list[0].ID)
	v.get(at).says("Guten Tag Greta Ohlsen,", "greta@example.de", "abends")
	version := func() string {
		e, err := enquiry.Get(ctx, h.db, list[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(e.Version)
	}
	old := version()
	v.post(at+"/schritt", "act", "answer", "version", old, "weg", "phone", "minuten", "12", "notiz", "ruft wieder an").says("Antwort gegeben", "Rückgängig")
	v.get("/").says("Schon erledigt")
	v.post(at+"/schritt", "act", "own", "version", old, "wer", "2").want(http.StatusConflict).says("wurde inzwischen geändert", "Jana Brandt: Antwort gegeben")
	v.post(at+"/schritt", "act", "offer", "version", version(), "betrag", "480", "bis", "2026-12-31", "text", "drei Böden").says("480,00", "drei Böden")
	v.post(at+"/schritt", "act", "close", "nach", "won", "version", version(), "grund", "advice", "worte", "so nett").says("Gute Beratung. so nett")
	v.get("/anfragen/liste?zustand=won").says("Greta Ohlsen")
	talks, err := interaction.Of(ctx, h.db, list[0].Customer, interaction.Newest, 5)
	if err != nil || len(talks) != 2 {
		t.Fatalf("%+v, %v", talks, err)
	}
	var minutes money.Cents // of the answer, and the usual ones of an offer
	if err := cost.EachContact(ctx, h.db, list[0].Customer, list[0].Customer+1, cal.Never, func(c cost.Contact) {
		for _, charge := range (cost.Rates{}).OfContact(nil, c) {
			if charge.Kind == cost.Minutes && charge.Cause == cost.ByCustomer {
				minutes += charge.Amount
			}
		}
	}); err != nil || minutes != (12+20)*60 {
		t.Errorf("answer and offer took minutes of %d cents, %v", minutes, err)
	}
	v.get(fmt.Sprint("/kunden/", list[0].Customer)).want(http.StatusOK)
}

func TestAnEnquiryForAFirmMakesAFirmWithItsPerson(t *testing.T) {
	h := bakery(t, locale.DeDE)
	asking(h)
	var there int64
	h.update(func(tx *store.Tx) (err error) {
		there, err = customer.Create(ctx, tx, customer.By{At: cal.At(h.now), Region: "DE"}, customer.Customer{Kind: customer.Firm, Company: "Ohlsen Messebau GmbH"})
		return err
	})
	sendPublic(h, h.visitor("de"), time.Minute, "gesucht", "Kuchen zur Messe", "name", "Greta Ohlsen", "firma", "Ohlsen Messebau GmbH", "email", "greta@example.de")
	v := h.signedIn("jana")
	v.get("/anfragen").says("Greta Ohlsen, Ohlsen Messebau GmbH")
	list, err := enquiry.Column(ctx, h.db, enquiry.New, enquiry.Anybody, enquiry.First, 1)
	if err != nil {
		t.Fatal(err)
	}
	e := list[0]
	at := fmt.Sprint("/anfragen/", e.ID)
	v.get(at).says("Eine Firma dieses Namens gibt es schon:", "Ist dieselbe Firma: zuordnen", "Guten Tag Greta Ohlsen,")
	v.get(fmt.Sprint("/kunden/", e.Contact)).says("Kuchen zur Messe")
	v.get(fmt.Sprint("/kunden/", e.Customer)).says("Kuchen zur Messe", "Greta Ohlsen")
	v.get("/vorhaben/neu?anfrage=" + fmt.Sprint(e.ID)).says("Greta Ohlsen")
	v.post(at+"/schritt", "act", "assign", "wer", fmt.Sprint(there), "version", fmt.Sprint(e.Version)).want(http.StatusOK).says("Rückgängig")
	v.get(fmt.Sprint("/kunden/", there)).says("Kuchen zur Messe", "Greta Ohlsen")
	p := v.get(fmt.Sprint("/anfragen/neu?kunde=", e.Contact))
	if got := p.One(t, "input[name=firma]").Attr("value"); got != "Ohlsen Messebau GmbH" {
		t.Errorf("the firm of the contact person is %q", got)
	}
}

// Whoever takes an enquiry down by mistake and takes that back is told of the entry that came
// with it, until that is gone as well.
func TestATakenBackEnquiryTellsOfTheEntryThatCameWithIt(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.post("/anfragen/neu", "herkunft", "phone", "gesucht", "Torte", "name", "Greta Ohlsen").want(http.StatusOK)
	e, err := enquiry.Get(ctx, h.db, 1)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := history.Of(ctx, h.db, enquiry.Subject, e.ID, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	v.get("/anfragen/1").hides("steht noch in der Kundenliste")
	v.post("/anfragen/1/schritt", "act", "undo", "eintrag", fmt.Sprint(entries[0].ID)).want(http.StatusOK)
	p := v.get("/anfragen/1").says("steht noch in der Kundenliste")
	where := fmt.Sprint("/kunden/", e.Customer, "/loeschen")
	if p.One(t, fmt.Sprintf("a[href=%q]", where)).Text() == "" {
		t.Error("the way to delete the entry has no words")
	}
	sheet := v.get(where).want(http.StatusOK)
	v.post(sheet.One(t, "main form").Attr("action"), fieldsOf(sheet)...).want(http.StatusOK)
	v.get("/anfragen/1").want(http.StatusNotFound)
}

// dropMail sends a file as the drop zone does.
func dropMail(v *visitor, text string) page {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("datei", "mail.eml")
	if err == nil {
		_, err = file.Write([]byte(text))
	}
	if err = errors.Join(err, form.Close()); err != nil {
		v.h.t.Fatal(err)
	}
	res, err := v.client.Post(v.h.server.URL+"/anfragen/mail", form.FormDataContentType(), &body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	return page{testkit.ParseHTML(v.h.t, bytes.NewReader(answer)), v.h.t, res.StatusCode, "/anfragen/mail", res.Header, string(answer)}
}

func TestAnEnquiryIsReadFromAMail(t *testing.T) {
	h := bakery(t, locale.EnGB)
	v := h.signedIn("jana")
	p := dropMail(v, "From: Greta Ohlsen <greta@example.de>\nSubject: Cake\n\nFor sixty, please.").want(http.StatusOK)
	dropMail(v, "%PDF-1.7").want(http.StatusUnprocessableEntity).says("This is no email.")
	if got := p.One(t, "input[name=gesucht]").Attr("value"); got != "Cake" {
		t.Errorf("sought %q", got)
	}
	if n, _ := enquiry.Count(ctx, h.db, enquiry.New, enquiry.Anybody); n != 0 {
		t.Error("it was kept before anybody looked at it")
	}
	v.post("/anfragen/neu", "gesucht", "Cake", "herkunft", "mail", "name", "Greta Ohlsen", "email", "greta@example.de", "nachricht", "For sixty, please.").want(http.StatusOK).says("Dear Greta Ohlsen", "For sixty, please.")
	v.post("/anfragen/neu", "gesucht", "").want(http.StatusUnprocessableEntity).says("Please write what is wanted.")
}

func TestAProjectCarriesStepsHoursAndTheLookBack(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Käthe", "Muster", "Frau", nil)
	v := h.signedIn("jana")
	p := v.post("/vorhaben/neu", "kunde", fmt.Sprint(id), "titel", "Festival", "art", "job", "stunden", "7,5", "satz", "80", "zugesagt", "2026-12-20", "stand", "work").want(http.StatusOK).says("Festival", "80,00")
	at := p.path
	v.post(at+"/schritt", "act", "step", "was", "Mengen nennen", "wer", "us", "bis", "2026-11-20", "zustaendig", "0").says("Mengen nennen", "fällig vor 4 Tagen")
	v.get("/").says("Mengen nennen (Festival). Das war vor 4 Tagen fällig.")
	v.post(at+"/schritt", "act", "hours", "dauer", "1,5", "notiz", "Planung", "abrechnen", "1").says("1,5 h", "6,0 h", "120")
	v.post(at+"/schritt", "act", "hours", "dauer", "30").want(http.StatusUnprocessableEntity).says("zwischen einer Minute und 24 Stunden")
	v.post(at+"/schritt", "act", "talk", "weg", "phone", "minuten", "5", "notiz", "will Laugenstangen").says("will Laugenstangen")
	v.get("/vorhaben?stand=work").says("Festival", "Käthe Muster")
	v.post(at+"/schritt", "act", "stage", "version", "1", "nach", "closed").want(http.StatusConflict).says("wurde inzwischen geändert", "Zeit notiert")
}

func TestTheHoursOfAMonthAreBalanced(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Käthe", "Muster", "Frau", nil)
	v := h.signedIn("jana")
	at := v.post("/vorhaben/neu", "kunde", fmt.Sprint(id), "titel", "Betreuung", "art", "job", "stand", "work", "pauschale", "480", "monat", "6", "rest", "next").want(http.StatusOK).
		says("Noch frei im November", "6,0 h", "gilt noch im Monat danach").path
	note := func(day, hours string) page {
		return v.post(at+"/schritt", "act", "hours", "dauer", hours, "tag", day, "abrechnen", "1").want(http.StatusOK)
	}
	note("2026-11-10", "1,5").says("1,5 h von 6,0 h", "4,5 h frei")
	v.get(fmt.Sprint("/kunden/", id)).says("November: 1,5 h von 6,0 h, 4,5 h frei")
	form := []string{"act", "months", "version", v.get(at).One(t, "#monate input[name=version]").Attr("value"), "monat", "2", "rest", "none", "ab", "2026-11-01"}
	v.post(at+"/schritt", form...).want(http.StatusOK).says("2,0 h", "Stunden je Monat vereinbart")
	note("2026-11-11", "2").says("1,5 h mehr als vereinbart").hides("Überschreitung", "überzogen")
	v.post(at+"/schritt", with(form, "monat", "3")...).want(http.StatusConflict).says("wurde inzwischen geändert")
	v.post(at+"/schritt", "act", "months", "version", "9", "monat", "viel").want(http.StatusUnprocessableEntity)
}

func TestBrowserEnquiryFromTheFormToTheAnswer(t *testing.T) {
	h := bakery(t, locale.DeDE)
	asking(h)
	b := testkit.Chromium(t)
	for _, name := range []string{"Greta Ohlsen", "Henk Visser"} {
		guest := b.Page(t, testkit.Phone)
		guest.Open(h.server.URL + "/anfrage?sprache=de")
		h.now = h.now.Add(time.Minute)
		guest.Type("input[name=gesucht]", "Torte von "+name)
		guest.Type("input[name=name]", name)
		guest.Type("input[name=email]", strings.ToLower(strings.Fields(name)[0])+"@example.de")
		guest.Screenshot("anfrage-phone")
		sound(t, guest, "the form for the world")
		guest.Follow("main form button")
		guest.Wait("main h1")
		if text := guest.Text("main"); !strings.Contains(text, "Danke") {
			t.Fatalf("the form answers %q", text)
		}
	}
	p := b.Page(t, testkit.Desktop)
	signIn(p, h)
	if text := p.Text("main"); !strings.Contains(text, "Torte von Greta Ohlsen") {
		t.Fatalf("Heute does not know the enquiry: %s", text)
	}
	p.Open(h.server.URL + "/anfragen")
	p.Wait("[data-column=new] [data-lead]")
	p.Screenshot("anfragen-desktop")
	sound(t, p, "the board")
	p.View(testkit.Desktop.InDark())
	sound(t, p, "the board in the dark")
	p.View(testkit.Desktop)
	testkit.Run(p, "focus a card", chromedp.Focus("[data-column=new] [data-lead] a.who"))
	p.Press(kb.ArrowRight)
	p.Wait("[data-column=answered] [data-lead] a.who:focus") // the next key goes on with the card
	p.Wait(".toast [data-key=u]")
	sound(t, p, "the board with a way back")
	p.Press("u")
	p.WaitGone("[data-column=answered] [data-lead]")
	for range 2 { // drag both, the browser's own events
		testkit.Run(p, "drag a card", chromedp.Evaluate[bool](dragNew))
		p.Wait(".toast")
		p.Open(h.server.URL + "/anfragen")
		p.Wait("[data-board]")
	}
	p.WaitGone("[data-column=new] [data-lead]")
	p.Open(h.server.URL + "/")
	p.Wait("li.care")
	if text := p.Text("main"); !strings.Contains(text, "Schon erledigt") {
		t.Errorf("Heute still waits: %s", text)
	}
	p.View(testkit.Phone)
	p.Open(h.server.URL + "/anfragen")
	p.Wait("[data-column=answered] a.who")
	sound(t, p, "the board on the phone")
	p.Follow("[data-column=answered] a.who")
	p.FullScreenshot("anfrage-detail-phone")
	sound(t, p, "an enquiry on the phone")
}

// dragNew drags the first new card onto the answered ones.
const dragNew = `(() => {
  const card = document.querySelector('[data-column=new] [data-lead]'), to = document.querySelector('[data-column=answered]');
  const data = new DataTransfer();
  const fire = (el, name) => el.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data }));
  fire(card, 'dragstart'); fire(to, 'dragover'); fire(to, 'drop'); fire(card, 'dragend');
  return true;
})()`

package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// listening is a bakery whose page for everybody is on.
func listening(t *testing.T) (*house, *visitor) {
	t.Helper()
	h := bakery(t, locale.DeDE)
	h.server.Close()
	h.PublicURL = "https://kunden.example.de"
	h.open()
	v := h.signedIn("jana")
	v.get("/stimmen").want(http.StatusOK).says("Die Seite ist ausgeschaltet")
	h.visitor("de").get("/sagen").want(http.StatusNotFound)
	v.post("/stimmen/seite", "act", "an").want(http.StatusOK).says("Aushang drucken")
	return h, v
}

// photo is a picture as a telephone makes it.
func photo(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	raw := b.String()
	note := "Ort 47.37 8.54"
	return raw[:2] + "\xff\xfe\x00" + string(rune(len(note)+2)) + note + raw[2:]
}

// tell sends the page for everybody, wait after it was opened.
func tell(h *house, v *visitor, wait time.Duration, file string, fields ...string) page {
	h.t.Helper()
	ticket := v.get("/sagen").want(http.StatusOK).One(h.t, "input[name=schein]").Attr("value")
	h.now = h.now.Add(wait)
	return tellAs(v, ticket, file, fields...)
}

func tellAs(v *visitor, ticket, file string, fields ...string) page {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	err := form.WriteField("schein", ticket)
	for i := 0; i+1 < len(fields); i += 2 {
		err = errors.Join(err, form.WriteField(fields[i], fields[i+1]))
	}
	if file != "" {
		part, e := form.CreateFormFile("foto", "x.jpg")
		if err = errors.Join(err, e); e == nil {
			_, e = part.Write([]byte(file))
			err = errors.Join(err, e)
		}
	}
	if err = errors.Join(err, form.Close()); err != nil {
		v.h.t.Fatal(err)
	}
	res, err := v.client.Post(v.h.server.URL+"/sagen", form.FormDataContentType(), &body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	return page{testkit.ParseHTML(v.h.t, bytes.NewReader(answer)), v.h.t, res.StatusCode, "/sagen", res.Header, string(answer)}
}

// rows counts the rows of a table.
func (h *house) rows(table string) int {
	h.t.Helper()
	n, err := store.Value[int](ctx, h.db, store.New("n", "SELECT COUNT(*) FROM "+table))
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func TestAStrangerComplainsWithAPhotoAndIsAssigned(t *testing.T) {
	h, v := listening(t)
	v.get("/stimmen/aushang").says("Sagen Sie es uns", "https://kunden.example.de/sagen").One(t, "svg.code")
	guest := h.visitor("de")
	form := guest.get("/sagen").want(http.StatusOK).says("Sagen Sie es uns: Backhaus Mustermühle", "Etwas nicht in Ordnung", "freiwillig")
	if len(form.body) > 30<<10 || form.head.Get("Set-Cookie") != "" || form.head.Get("Cache-Control") != "no-store" {
		t.Errorf("%d bytes, %v", len(form.body), form.head)
	}
	h.visitor("en").get("/sagen").says("Tell us: Backhaus Mustermühle", "Something wrong")
	people := h.rows("customer")
	if n := h.rows("feedback_complaint") + h.rows("feedback_idea"); n != 0 {
		t.Errorf("looking wrote %d rows", n)
	}
	tell(h, guest, 5*time.Second, photo(t), "art", "complaint", "worte", "Kruste <script>alert(1)</script> hart", "name", "Erika Muster", "erreichbar", "0170 000").want(http.StatusOK).says("Es ist angekommen")
	if h.rows("customer") != people || h.rows("feedback_complaint") != 1 || h.rows("attachment") != 1 {
		t.Fatalf("%d customers, %d complaints, %d files", h.rows("customer"), h.rows("feedback_complaint"), h.rows("attachment"))
	}
	v.get("/").says("Eine Rückmeldung von Unbekannten wartet")
	v.get("/stimmen").says("Erika Muster", "uns nicht bekannt", "Zwischenstand").hides("<script>alert")
	p := v.get("/beschwerden/1").want(http.StatusOK).says("Erreichbar: 0170 000", "Foto ansehen", "Jana Brandt", "Als Nächstes: sagen, wie weit wir sind", "Wer war das?")
	if strings.Contains(p.body, "<script>alert") {
		t.Error("what he wrote runs")
	}
	if got := v.get("/dateien/1").want(http.StatusOK); got.head.Get("Content-Type") != "image/jpeg" || strings.Contains(got.body, "47.37") || !strings.HasPrefix(got.head.Get("Content-Disposition"), "attachment") {
		t.Errorf("%v", got.head)
	}
	act := func(fields ...string) page {
		c, err := feedback.ReadComplaint(ctx, h.db, 1)
		if err != nil {
			t.Fatal(err)
		}
		return v.post("/beschwerden/1", append([]string{"id", "1", "fassung", fmt.Sprint(c.Version)}, fields...)...)
	}
	act("act", "geloest", "worte", "Neues Brot", "ursache", "ours", "abhilfe", "replaced", "kulanz", "3,90").want(http.StatusUnprocessableEntity).says("Kulanz braucht")
	act("act", "zwischenstand", "worte", "Wir fragen in der Backstube", "kanal", "phone").want(http.StatusOK).says("Gesichert")
	act("act", "zuordnen", "wer", "Niemand Namens").says("Niemand Namens")
	id := h.id("Wackernagel")
	p = act("act", "zuordnen", "wer", "Hannelore Wackernagel").want(http.StatusOK)
	v.get(at(id, "beschwerden")).says("Kruste", "Beschwerde vom")
	v.get(at(id, "dateien")).says("Foto.jpg")
	v.post("/stimmen/zurueck", "eintrag", "1", "seite", "/stimmen").want(http.StatusNotFound)
	p.press(v, "Zurücknehmen").want(http.StatusOK)
	v.get(at(id, "dateien")).hides("Foto.jpg")
	v.get("/beschwerden/1").says("Wer war das?")
	p = act("act", "anlegen", "name", "Erika Muster").want(http.StatusOK)
	if h.rows("customer") != people+1 || h.newest(h.id("Muster")).Words == "" {
		t.Error("nobody was made")
	}
	p.press(v, "Zurücknehmen").want(http.StatusOK)
	v.get("/beschwerden/1").says("Wer war das?")
	v.get("/protokoll").says("Unbekannt").hides("log.", "Heard at", "File id")
}

func TestSuggestionsAndPraiseGetAWord(t *testing.T) {
	h, v := listening(t)
	guest := h.visitor("de")
	tell(h, guest, 5*time.Second, "", "art", "praise", "worte", "So freundlich bedient").want(http.StatusOK).says("angekommen")
	id := h.id("Wackernagel")
	v.post(at(id, "anregungen"), "act", "idee", "worte", "Abends länger öffnen", "stand", "open").want(http.StatusOK).says("Abends länger öffnen", "Antwort")
	v.post(at(id, "anregungen"), "act", "lob", "worte", "Die Torte war wunderbar").want(http.StatusOK).says("Die Torte war wunderbar")
	v.get("/stimmen").says("So freundlich bedient", "Abends länger öffnen", "Die Torte war wunderbar", "Hannelore Wackernagel")
	v.get("/stimmen?art=praise").says("Die Torte").hides("Abends länger")
	v.get("/stimmen?art=idea").hides("Die Torte")
	v.get("/").hides("Hannelore Wackernagel hat gelobt")
	h.now = h.now.Add(3 * 24 * time.Hour)
	v.get("/").says("Hannelore Wackernagel hat gelobt: „Die Torte war wunderbar“")
	v.post(v.get("/").urlOf("hat gelobt"), "act", "done").want(http.StatusOK)
	list, err := feedback.Of(ctx, h.db, id)
	if err != nil || len(list) != 2 || list[0].Kind != feedback.Praise || list[0].Answered == 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	act := func(n int64, fields ...string) page {
		i, err := feedback.Read(ctx, h.db, n)
		if err != nil {
			t.Fatal(err)
		}
		return v.post(fmt.Sprint("/stimmen/", n), append([]string{"id", fmt.Sprint(n), "fassung", fmt.Sprint(i.Version)}, fields...)...)
	}
	idea := list[1].ID
	v.get(fmt.Sprint("/stimmen/", idea)).says("Guten Tag Hannelore Wackernagel", "Als Nächstes: antworten", "Regel voice/1")
	act(idea, "act", "unmoeglich", "worte", " ").want(http.StatusUnprocessableEntity).says("warum keine Antwort")
	act(idea, "act", "beantwortet", "kanal", "phone", "worte", "Umgesetzt: freitags bis 20 Uhr.", "stand", "adopted", "ergebnis", "Freitags bis 20 Uhr").want(http.StatusOK).says("gedankt am").press(v, "Zurücknehmen").want(http.StatusOK).says("Als Nächstes: antworten")
	act(idea, "act", "beantwortet", "kanal", "phone", "worte", "Umgesetzt: freitags bis 20 Uhr.", "stand", "adopted", "ergebnis", "Freitags bis 20 Uhr").want(http.StatusOK)
	v.get(at(id, "anregungen")).says("gedankt am", "Unsere Antwort: Umgesetzt: freitags bis 20 Uhr.")
	v.get(fmt.Sprint("/kunden/", id)).says("Umgesetzt: freitags bis 20 Uhr.")
	h.signedIn("theo").get("/stimmen").want(http.StatusForbidden)
}

// What strangers must not do: none of it leaves anything behind.
func TestThePageForEverybodyHoldsAgainstAbuse(t *testing.T) {
	h, _ := listening(t)
	guest := h.visitor("de")
	good := []string{"art", "idea", "worte", "Gut"}
	tell(h, guest, time.Second, "", good...).want(http.StatusUnprocessableEntity).says("Gut")
	tell(h, guest, 25*time.Hour, "", good...).want(http.StatusUnprocessableEntity)
	tell(h, guest, 5*time.Second, "", "art", "idea", "worte", " ").want(http.StatusUnprocessableEntity)
	tell(h, guest, 5*time.Second, "", "art", "reference", "worte", "Gut").want(http.StatusUnprocessableEntity)
	tell(h, guest, 5*time.Second, "<svg onload=alert(1)>", good...).want(http.StatusUnprocessableEntity).says("kein Foto", "Gut")
	tell(h, guest, 5*time.Second, strings.Repeat("\xff\xd8\xff", 3<<20), good...).says("MB")
	tell(h, guest, 5*time.Second, "", "art", "idea", "worte", strings.Repeat("x", 1001)).want(http.StatusUnprocessableEntity)
	tell(h, guest, 5*time.Second, "", "art", "idea", "worte", strings.Repeat("x", 9<<10)).want(http.StatusUnprocessableEntity)
	tell(h, guest, 5*time.Second, "", append([]string{"webseite", "https://example.com"}, good...)...).want(http.StatusOK).says("angekommen")
	guest.post("/sagen", good...).want(http.StatusUnprocessableEntity)
	if n := h.rows("feedback_idea") + h.rows("feedback_complaint") + h.rows("attachment"); n != 0 {
		t.Fatalf("%d rows were kept", n)
	}
	h.now = h.now.Add(2 * time.Hour)
	ticket := guest.get("/sagen").One(t, "input[name=schein]").Attr("value")
	h.now = h.now.Add(5 * time.Second)
	refused := 0
	for range 1000 {
		if tellAs(guest, ticket, "", good...).code == http.StatusTooManyRequests {
			refused++
		}
	}
	if n := h.rows("feedback_idea"); n != 20 || refused != 980 {
		t.Errorf("%d were kept, %d refused", n, refused)
	}
	if f, err := feedback.WaitingIdeas(ctx, h.db, 99); err != nil || len(f) != 20 || f[0].Day != cal.Of(h.now, time.UTC) && f[0].Owner == 0 {
		t.Errorf("%v", err)
	}
}

func TestBrowserTheSheetOnAPhone(t *testing.T) {
	h, v := listening(t)
	b := testkit.Chromium(t)
	p := b.Page(t, testkit.Phone)
	p.Open(h.server.URL + "/sagen?sprache=de")
	p.Screenshot("sagen-phone")
	sound(t, p, "the page for everybody on a phone")
	h.now = h.now.Add(10 * time.Second)
	p.Click("input[name=art][value=complaint]")
	p.Type("#f-worte", "Der Teig war roh")
	p.Follow("main form button")
	p.Wait("main h1")
	if text := p.Text("main"); !strings.Contains(text, "Es ist angekommen") {
		t.Fatalf("the form answers %q", text)
	}
	v.post(at(h.id("Wackernagel"), "anregungen"), "act", "idee", "worte", "Abends länger öffnen", "stand", "open").want(http.StatusOK)
	id := h.id("Wackernagel")
	for range 3 {
		v.post(at(id, "beschwerden"), "act", "aufnehmen", "worte", "Kruste hart", "kanal", "counter", "anlass", "goods", "ursache", "ours", "abhilfe", "replaced").want(http.StatusOK)
	}
	v.post(at(id, "forderungen"), "act", "aufnehmen", "worte", "Lieferung ohne Aufpreis", "kanal", "phone", "entscheidung", "offer", "grund", "Ab 50 Euro gern.").want(http.StatusOK)
	pages := map[string]string{
		"stimmen": "/stimmen", "stimme": "/stimmen/1", "unbekannt": "/beschwerden/1", "aushang": "/stimmen/aushang", "stimme-mail": "/stimmen/mail",
		"beschwerde-antwort": "/beschwerden/1/antwort", "aufgabe": "/beschwerden/auswertung", "forderung": at(id, "forderungen"),
	}
	for kind, device := range map[string]testkit.View{"": testkit.Desktop, "-phone": testkit.Phone} {
		desk := b.Page(t, device)
		signIn(desk, h)
		for name, url := range pages {
			desk.Open(h.server.URL + url)
			desk.Screenshot(name + kind)
			sound(t, desk, name+kind)
		}
	}
}

// mailVoice drops a mail on the page for complaints, suggestions and praise.
func mailVoice(v *visitor, text string) page {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("datei", "mail.eml")
	if err == nil {
		_, err = file.Write([]byte(text))
	}
	if err = errors.Join(err, form.Close()); err != nil {
		v.h.t.Fatal(err)
	}
	res, err := v.client.Post(v.h.server.URL+"/stimmen/mail", form.FormDataContentType(), &body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	return page{testkit.ParseHTML(v.h.t, bytes.NewReader(answer)), v.h.t, res.StatusCode, "/stimmen/mail", res.Header, string(answer)}
}

func TestAComplaintComesByMailAndIsAnswered(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	id := h.id("Wackernagel")
	v.get("/beschwerden").says("Aus einer E-Mail aufnehmen")
	v.get("/stimmen/mail").want(http.StatusOK).says("E-Mail")
	mailVoice(v, "%PDF-1.7").want(http.StatusUnprocessableEntity)
	long := strings.Repeat("Die Kruste war hart. ", 60)
	sent := h.now.Add(-2 * time.Hour)
	p := mailVoice(v, "From: Hannelore Wackernagel <hannelore@example.de>\nSubject: Kruste\nMessage-Id: <eins@example.de>\nDate: "+sent.Format(time.RFC1123Z)+"\n\n"+long).want(http.StatusOK)
	p.says("Bitte prüfen", "bleibt ganz als Datei dabei")
	if n := h.rows("feedback_complaint") + h.rows("attachment"); n != 0 {
		t.Fatalf("%d rows before anybody looked", n)
	}
	fields := []string{
		"art", "complaint", "worte", p.One(t, "textarea[name=worte]").Text(), "wer", fmt.Sprint("Hannelore Wackernagel /kunden/", id), "anlass", "goods",
		"mailid", p.One(t, "input[name=mailid]").Attr("value"), "eingang", p.One(t, "input[name=eingang]").Attr("value"), "ganz", p.One(t, "input[name=ganz]").Attr("value"),
	}
	v.post("/stimmen/neu", fields...).want(http.StatusOK).says("Die Kruste war hart", "Bestätigung", "Antwort schreiben")
	c := h.newest(id)
	if c.At.Time(time.UTC).Unix() != sent.Unix() || c.Ack != 0 || c.Channel != "mail" || c.Matter != feedback.Goods || c.Message == "" {
		t.Errorf("%+v", c)
	}
	if got := v.get(fmt.Sprint("/dateien/", c.File)).want(http.StatusOK); !strings.Contains(got.body, strings.TrimSpace(long)) {
		t.Error("the mail is not kept whole")
	}
	v.post("/stimmen/neu", fields...).want(http.StatusConflict)
	v.post("/stimmen/neu", "art", "praise", "worte", "Sehr freundlich", "name", "Erika Muster", "erreichbar", "erika@example.de", "eingang", "0").want(http.StatusOK).says("Sehr freundlich", "Erreichbar: erika@example.de", "Antwort")

	reply := fmt.Sprint("/beschwerden/", c.ID, "/antwort")
	p = v.get(reply).want(http.StatusOK).says("Bestätigung: Entwurf", "vielen Dank, dass Sie uns", "Das Programm verschickt nichts")
	if got := v.get(reply + ".pdf").want(http.StatusOK); got.head.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(got.body, "%PDF") {
		t.Errorf("%v", got.head)
	}
	if h.newest(id).Ack != 0 {
		t.Error("a draft stops no clock")
	}
	form := p.One(t, "#bestaetigen form")
	v.post(form.Attr("action"), "act", "bestaetigt", "id", fmt.Sprint(c.ID), "fassung", fmt.Sprint(c.Version), "kanal", "mail", "worte", "Danke, wir kümmern uns.").want(http.StatusOK).says("sagen, wie weit wir sind")
	c = h.newest(id)
	v.post(at(id, "beschwerden"), "act", "geloest", "id", fmt.Sprint(c.ID), "fassung", fmt.Sprint(c.Version), "worte", "Zwei neue Brote", "ursache", "ours", "abhilfe", "reworked",
		"nachbesserung", cal.Of(h.now, time.UTC).Add(3).String(), "minuten", "30").want(http.StatusOK).says("Nachbessern bis", "Kulanz 18")
	v.get(fmt.Sprint("/kunden/", id)).says("Nachbessern: Die Kruste")
	v.get(reply).want(http.StatusOK).says("Antwort: Entwurf", "Unsere Lösung: Zwei neue Brote")
}

func TestWhatComesAgainBecomesATask(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	id := h.id("Wackernagel")
	complain := func() {
		v.post(at(id, "beschwerden"), "act", "aufnehmen", "worte", "Kruste hart", "kanal", "counter", "anlass", "goods", "ursache", "ours", "abhilfe", "replaced").want(http.StatusOK)
	}
	for range 3 {
		complain()
	}
	const url = "/beschwerden/auswertung"
	v.get(url).says("Daraus eine Aufgabe machen", "Noch nichts.")
	task := []string{"act", "verbessern", "anlass", "goods", "ursache", "ours", "worte", "Ofen neu einstellen", "wer", "1", "bis", cal.Of(h.now, time.UTC).Add(2).String()}
	p := v.post(url, task...).want(http.StatusOK).says("Ofen neu einstellen", "Jana Brandt").hides("Daraus eine Aufgabe machen")
	p.press(v, "Zurücknehmen").want(http.StatusOK).says("Daraus eine Aufgabe machen")
	v.post(url, task...).want(http.StatusOK)
	v.post(url, task...).want(http.StatusConflict).says("schon eine offene Aufgabe")
	v.get("/").hides("Eine Verbesserung ist fällig")
	h.now = h.now.Add(3 * 24 * time.Hour)
	v.get("/").says("Eine Verbesserung ist fällig: Ofen neu einstellen")
	task1 := h.count("SELECT MAX(id) FROM complaint_task")
	v.post(url, "act", "erledigt", "id", fmt.Sprint(task1), "fassung", "1", "ergebnis", " ").want(http.StatusUnprocessableEntity)
	v.post(url, "act", "erledigt", "id", fmt.Sprint(task1), "fassung", "1", "ergebnis", "Ofen gewartet, Fühler getauscht").want(http.StatusOK).says("Ofen gewartet", "seitdem nicht wieder")
	h.now = h.now.Add(2 * 24 * time.Hour)
	complain()
	v.get(url).says("seitdem eine Beschwerde (2 Tage)")
	v.get("/protokoll").says("Aufgabe aus Beschwerden").hides("log.")
}

package web_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// till is what a small till of a bakery gives out: Windows-1252, semicolons, decimal
// commas, a return, a line without a customer and a row that cannot be read.
const till = "Bonnummer;Datum;Kundennummer;Kundenname;Artikel;Menge;Betrag brutto\r\n" +
	"4711;02.11.2026;K1;D\xf6rte Immergr\xfcn;Mohnzopf;1;5,40\r\n" +
	"4711;02.11.2026;K1;D\xf6rte Immergr\xfcn;Laugenstange;2;3,20\r\n" +
	"4712;03.11.2026;;;Kaffee;1;2,80\r\n" +
	"4713;09.11.2026;K2;Caf\xe9 Sonnenh\xfcgel;Landbrot;12;1.284,50\r\n" +
	"4714;32.11.2026;K2;Caf\xe9 Sonnenh\xfcgel;Landbrot;1;4,50\r\n" +
	"4715;10.11.2026;K1;D\xf6rte Immergr\xfcn;Mohnzopf;-1;-5,40\r\n"

// upload hands a file in as a browser does.
func (v *visitor) upload(path, name, content string) page {
	v.h.t.Helper()
	return v.uploadAll(path, name, content)
}

// uploadAll hands several files in at once: name, content, name, content.
func (v *visitor) uploadAll(path string, files ...string) page {
	v.h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(files); i += 2 {
		part, err := form.CreateFormFile("datei", files[i])
		if err != nil {
			v.h.t.Fatal(err)
		}
		if _, err := io.WriteString(part, files[i+1]); err != nil {
			v.h.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		v.h.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, v.h.server.URL+path, &body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	res, err := v.client.Do(req)
	if err != nil {
		v.h.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	return page{testkit.ParseHTML(v.h.t, bytes.NewReader(text)), v.h.t, res.StatusCode, res.Request.URL.RequestURI(), res.Header, string(text)}
}

func TestSeveralFilesAreAnImportEach(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	v := h.open().signedIn("jana")
	const foreign = "a;b;c\n1;x;2\n3;y;4\n"
	first := v.uploadAll("/import", "eins.csv", foreign, "zwei.csv", foreign).want(http.StatusOK)
	if first.One(t, "input[name=name]").Attr("value") != "eins.csv" {
		t.Fatalf("the first file is not asked about: %s", first.path)
	}
	if got := first.One(t, "input[name=noch]").Attr("value"); !strings.HasSuffix(got, "/zwei.csv") {
		t.Errorf("the second file waits as %q", got)
	}
	bad := v.uploadAll("/import", "leer.csv", "", "eins.csv", foreign).want(http.StatusUnprocessableEntity)
	bad.says("„leer.csv“ ist leer", "„eins.csv“ wartet auf Ihre Antwort")
	both := v.uploadAll("/import", "a.csv", till, "b.csv", strings.ReplaceAll(till, "47", "48")).want(http.StatusOK)
	next := v.post(both.One(t, "main form").Attr("action"), fieldsOf(both)...).want(http.StatusOK)
	if got := next.One(t, "input[name=name]").Attr("value"); got != "b.csv" {
		t.Errorf("after a.csv comes %q", got)
	}
	v.post(next.One(t, "main form").Attr("action"), fieldsOf(next)...).want(http.StatusOK)
	v.get("/import").want(http.StatusOK).says("a.csv", "b.csv")
}

// settled reads the stream of an import until it ends, then its page.
func (v *visitor) settled(path string) page {
	v.h.t.Helper()
	stream := v.get(path + "/lauf").want(http.StatusOK)
	if !strings.Contains(stream.body, "event: fertig") || !strings.Contains(stream.body, "role=\"progressbar\"") {
		v.h.t.Errorf("the stream of %s ended without saying so: %s", path, stream.body)
	}
	return v.get(path).want(http.StatusOK)
}

// fieldsOf collects the fields of the form on a page as a browser sends them.
func fieldsOf(p page) []string {
	var fields []string
	for _, f := range p.All("main form input") {
		if f.Attr("type") != "file" {
			fields = append(fields, f.Attr("name"), f.Attr("value"))
		}
	}
	for _, sel := range p.All("main form select") {
		value := ""
		for _, o := range sel.All("option[selected]") {
			value = o.Attr("value")
		}
		fields = append(fields, sel.Attr("name"), value)
	}
	return fields
}

func TestImportWithoutScriptFromFileToListAndBack(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	v := h.open().signedIn("jana")
	v.get("/import").want(http.StatusOK).says("Daten holen", "Noch keine Datei", "DATEV")

	page := v.upload("/import", "kasse.csv", till).want(http.StatusOK)
	if strings.HasPrefix(page.path, "/importdatei/") {
		page.says("Stimmt das so?", "Windows-1252", "Semikolon", "Dörte Immergrün")
		page = v.post(strings.SplitN(page.path, "?", 2)[0], fieldsOf(page)...).want(http.StatusOK)
	}
	check := v.settled(page.path)
	check.says("So würde es aussehen", "5 + 0 + 0 + 1 = 6 Zeilen", "zurückgestellt", "32.11.2026", "Mohnzopf")
	v.get("/kunden").hides("Immergrün")
	v.get(page.path + "?zeilen=zurueck").want(http.StatusOK).says("32.11.2026").hides("Laugenstange")
	v.get(page.path + "/spalten").want(http.StatusOK).says("Stimmt das so?")

	run := v.post(page.path + "/uebernehmen").want(http.StatusOK)
	done := v.settled(run.path)
	done.says("Die Datei ist übernommen", "Keine ging verloren", "Belege", "ohne Kundenzuordnung", "Zu Heute", "Eine Zeile wurde zurückgestellt")
	v.get("/kunden").says("Dörte Immergrün", "Café Sonnenhügel")
	v.get("/import").says("kasse.csv", "Zurücknehmen")

	file := v.get(run.path + "/zurueckgestellt.csv").want(http.StatusOK)
	if !strings.Contains(file.body, "32.11.2026") {
		t.Fatalf("the file for mending: %q", file.body)
	}
	mended := v.upload(run.path+"/nachreichen", "besser.csv", strings.ReplaceAll(file.body, "32.11.2026", "09.11.2026")).want(http.StatusOK)
	mended.says("Inzwischen nachgereicht")

	again := v.upload("/import", "ganz-anders.csv", till).want(http.StatusOK)
	if strings.HasPrefix(again.path, "/importdatei/") {
		t.Error("a layout that was imported before asks again")
	}
	v.settled(again.path).says("0 + 0 + 5 + 1 = 6 Zeilen")

	undone := v.post(run.path + "/zuruecknehmen").want(http.StatusOK).says("zurückgenommen")
	v.get("/kunden").hides("Sonnenhügel")
	v.post(undone.path[:strings.IndexByte(undone.path+"?", '?')] + "/zuruecknehmen").want(http.StatusConflict)
}

func TestImportRefusesBadFilesInWords(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	v := h.open().signedIn("jana")
	for name, content := range map[string]string{
		"leer.csv": "", "kopf.csv": "Bonnummer;Datum;Betrag\r\n", "bild.csv": "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d\xff\xfe",
		"nul.csv": strings.Repeat("\x00", 4000),
	} {
		page := v.upload("/import", name, content)
		if page.code < 400 || page.code >= 500 {
			t.Errorf("%s: status %d", name, page.code)
		}
		if !page.Has(".note[data-tone=bad]") {
			t.Errorf("%s: no words: %s", name, page.Text())
		}
	}
	v.post("/import").want(http.StatusUnprocessableEntity)
	v.upload("/import", "", "").want(http.StatusUnprocessableEntity)
	v.get("/import").want(http.StatusOK)
}

func TestWhatWasEditedByHandStaysWhenItsImportIsTakenBack(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	v := h.open().signedIn("jana")
	const list = "Kundennummer;Nachname;Vorname;Ort\n17;Amsel;Anna;Bonn\n18;Buche;Bert;Ulm\n"
	p := v.upload("/import", "liste.csv", list).want(http.StatusOK)
	if strings.HasPrefix(p.path, "/importdatei/") {
		p = v.post(strings.SplitN(p.path, "?", 2)[0], fieldsOf(p)...).want(http.StatusOK)
	}
	v.settled(p.path)
	run := v.post(p.path + "/uebernehmen").want(http.StatusOK)
	v.settled(run.path)
	at := link(t, v, "Anna Amsel")
	form := v.get(at + "/bearbeiten").want(http.StatusOK)
	v.post(at+"/bearbeiten", changed(form, "city", "Jena", "phone", "0228 123456")...).want(http.StatusOK)
	undone := v.post(run.path + "/zuruecknehmen").want(http.StatusOK)
	undone.says("zurückgenommen", "Ein Eintrag wurde seither geändert", "Anna Amsel")
	v.get("/kunden").want(http.StatusOK).hides("Bert Buche")
	if n := h.count("SELECT COUNT(*) FROM customer WHERE city = 'Jena'"); n != 1 {
		t.Errorf("%d customers with what was typed", n)
	}
}

func TestAPasswordBeforeASheetIsNamed(t *testing.T) {
	book := excelize.NewFile()
	var locked bytes.Buffer
	if err := errors.Join(book.SetCellStr("Sheet1", "A1", "Kundennummer"), book.Write(&locked, excelize.Options{Password: "geheim"})); err != nil {
		t.Fatal(err)
	}
	h := fresh(t)
	h.found(locale.DeDE)
	v := h.open().signedIn("jana")
	v.upload("/import", "kunden.xlsx", locked.String()).want(http.StatusUnprocessableEntity).says("kunden.xlsx", "Kennwort")
	v.get("/import").want(http.StatusOK).says("Daten holen")
}

func TestImportKeepsToItsFiles(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	v := h.open().signedIn("jana")
	for _, path := range []string{"/importdatei/upload-1x", "/importdatei/passwd", "/importdatei/..%2f..%2fetc%2fpasswd", "/import/77", "/import/77/lauf", "/import/77/zurueckgestellt.csv", "/import/x"} {
		v.get(path).want(http.StatusNotFound)
	}
	if code := v.get("/importdatei/upload-123456").code; code != http.StatusNotFound && code != http.StatusUnprocessableEntity {
		t.Errorf("a file that is gone: %d", code)
	}
	carer := h.signedIn("olga")
	carer.get("/import").want(http.StatusForbidden)
	carer.upload("/import", "kasse.csv", till).want(http.StatusForbidden)
}

func TestBrowserImportsATillFile(t *testing.T) {
	b := testkit.Chromium(t)
	for name, view := range map[string]testkit.View{"desktop": testkit.Desktop, "phone": testkit.Phone} {
		h := fresh(t)
		h.found(locale.DeDE)
		h.open()
		file := t.TempDir() + "/kasse_marktplatz.csv"
		if err := os.WriteFile(file, []byte(till), 0o600); err != nil {
			t.Fatal(err)
		}
		p := b.Page(t, view)
		p.Open(h.server.URL + "/anmelden")
		p.Type("input[name=name]", "jana")
		p.Type("input[name=passwort]", password)
		p.Follow("main form button")
		p.Open(h.server.URL + "/import")
		p.FullScreenshot("import-" + name)
		sound(t, p, "import "+name)
		p.Upload("input[type=file]", file)
		p.Wait("select[name=spalte-0], form[action$='/uebernehmen']")
		if strings.Contains(p.Address(), "/importdatei/") {
			p.FullScreenshot("import-zuordnung-" + name)
			sound(t, p, "columns "+name)
			p.Follow("form[action^='/importdatei/'] button.primary")
		}
		p.Wait("form[action$='/uebernehmen']")
		p.FullScreenshot("import-vorschau-" + name)
		sound(t, p, "preview "+name)
		p.Click("form[action$='/uebernehmen'] button")
		p.Wait("form[action$='/zuruecknehmen']")
		p.WaitGone("[id^='lauf-']") // the figures are computed, and the page has loaded itself anew
		p.FullScreenshot("import-ergebnis-" + name)
		sound(t, p, "result "+name)
		p.Open(h.server.URL + "/kunden")
		p.Wait("#kundenzeilen a.who")
		p.FullScreenshot("kunden-nach-import-" + name)
		sound(t, p, "customers "+name)
	}
}

// A browser that runs no scripts goes the whole way: file, columns read otherwise,
// preview, import, result, and back again.
func TestBrowserImportsWithoutScripts(t *testing.T) {
	b := testkit.Chromium(t)
	h := fresh(t)
	h.found(locale.DeDE)
	h.open()
	file := t.TempDir() + "/liste.csv"
	if err := os.WriteFile(file, []byte("Nr;Tag;Wer;Umsatz netto\n1;03/04/2026;17;1.234\n2;05/04/2026;18;2.345\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := b.Page(t, testkit.Desktop)
	p.Scripts(false)
	p.Open(h.server.URL + "/anmelden")
	p.Type("input[name=name]", "jana")
	p.Type("input[name=passwort]", password)
	p.Follow("main form button")
	p.Open(h.server.URL + "/import")
	p.Upload("input[type=file]", file)
	p.Follow("noscript button")
	if !strings.Contains(p.Address(), "/importdatei/") {
		t.Fatalf("the columns are not asked about: %s", p.Address())
	}
	choose(p, "dezimal", "1,234.56")
	choose(p, "tage", "12/31/2026")
	p.Follow("button[name=neu]")
	p.Follow("form[action^='/importdatei/'] button.primary")
	p.Wait("form[action$='/uebernehmen'] button") // the page of the running check loads itself anew
	for _, want := range []string{"2 + 0 + 0 + 0 = 2 Zeilen", "3,58"} {
		if !strings.Contains(p.Text("main"), want) {
			t.Errorf("the preview does not say %q: %s", want, p.Text("main"))
		}
	}
	p.FullScreenshot("import-ohne-skript")
	p.Follow("form[action$='/uebernehmen'] button")
	p.Wait("form[action$='/zuruecknehmen'] button")
	p.Follow("form[action$='/zuruecknehmen'] button")
	if text := p.Text("main"); !strings.Contains(text, "zurückgenommen") {
		t.Errorf("after the undo: %s", text)
	}
	if n := h.count("SELECT COUNT(*) FROM sales_order"); n != 0 {
		t.Errorf("%d documents are left", n)
	}
}

// choose picks an option by what it says, as somebody at the keyboard does.
func choose(p *testkit.Page, name, label string) {
	p.Type("select[name="+name+"]", label)
}

func TestBrowserListAndCustomer(t *testing.T) {
	h := bakery(t, locale.DeDE)
	b := testkit.Chromium(t)
	for name, view := range map[string]testkit.View{"desktop": testkit.Desktop, "phone": testkit.Phone, "phone-dark": testkit.Phone.InDark()} {
		p := b.Page(t, view)
		signIn(p, h)
		p.Open(h.server.URL + "/kunden")
		p.Wait("#kundenzeilen a.who")
		p.Screenshot("kunden-" + name)
		sound(t, p, "customers "+name)
		p.Type("input[name=q]", "wackern")
		p.Wait("#kundenzeilen tr:only-child a.who")
		if !strings.Contains(p.Address(), "q=wackern") {
			t.Errorf("%s: the search is not in the address: %s", name, p.Address())
		}
		p.Follow("#kundenzeilen a.who")
		p.Wait(".tl time")
		p.FullScreenshot("kunde-" + name)
		sound(t, p, "customer "+name)
		p.Click("#aelteres a")
		p.Wait(".tl li:nth-child(25)")
		p.Open(h.server.URL + "/kunden/neu")
		p.FullScreenshot("kunde-neu-" + name)
		sound(t, p, "new customer "+name)
	}
}

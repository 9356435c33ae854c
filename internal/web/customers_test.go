package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// link returns the address of the customer with a name, from the list.
func link(t *testing.T, v *visitor, name string) string {
	t.Helper()
	for _, a := range v.get("/kunden").want(http.StatusOK).All("a.who") {
		if a.Text() == name {
			return a.Attr("href")
		}
	}
	t.Fatalf("%s is not in the list", name)
	return ""
}

func TestListShowsEverybodyWithStandingAndFigures(t *testing.T) {
	h := bakery(t, locale.DeDE)
	page := h.signedIn("jana").get("/kunden").want(http.StatusOK)
	page.says("Yusuf Demirbaş", "Hannelore Wackernagel", "Stammkunde", "Umsatz, 12 Monate")
	page.hides("<script>alert")
	if rows := page.All("#kundenzeilen tr"); len(rows) != 4 {
		t.Errorf("%d rows, want 4", len(rows))
	}
	if minis := page.All("#kundenzeilen svg.mini"); len(minis) != 4 {
		t.Errorf("%d rhythm pictures, want 4", len(minis))
	}
}

func TestListAnswersLettersWithThePartThatChanges(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	part := v.send(http.MethodGet, "/kunden?q=demirbas", nil, map[string]string{"HX-Request": "true"}).want(http.StatusOK)
	part.says("Yusuf Demirbaş").hides("<html", "Wackernagel")
	none := v.get("/kunden?q=Zwiebelfisch").want(http.StatusOK).says("Zwiebelfisch")
	if !none.Has(`a[href=/kunden/neu?name=Zwiebelfisch]`) {
		t.Error("a name found nowhere is not offered as a new customer")
	}
}

func TestListKeepsFiltersSortsAndTabsInItsAddress(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/kunden?gruppe=stamm").want(http.StatusOK).says("Hannelore").hides("Leonie")
	v.get("/kunden?stufe=first&sort=-last").want(http.StatusOK).says("Leonie").hides("Hannelore")
	v.get("/kunden?zustand=still").want(http.StatusOK)
	v.get("/kunden?art=firm").want(http.StatusOK).says("Niemand in dieser Ansicht")
	for _, bad := range []string{"?gruppe=x", "?sort=x", "?zustand=x", "?art=x", "?nach=x", "?merkmal=x"} {
		v.get("/kunden" + bad).want(http.StatusUnprocessableEntity)
	}
}

func TestListLoadsMoreThreeTimesByItselfThenByButton(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	for i := range 230 {
		h.customer("Anna", strings.Repeat("b", 1+i%9)+string(rune('a'+i%26))+string(rune('a'+i/26)), "Frau", nil)
	}
	v := h.open().signedIn("jana")
	path, seen := "/kunden", map[string]bool{}
	for n := 1; path != ""; n++ {
		page := v.send(http.MethodGet, path, nil, map[string]string{"HX-Request": "true"}).want(http.StatusOK)
		for _, a := range page.All("a.who") {
			if seen[a.Attr("href")] {
				t.Fatalf("%s came twice", a.Attr("href"))
			}
			seen[a.Attr("href")] = true
		}
		path = ""
		for _, a := range page.All("a.btn[hx-get]") {
			path = a.Attr("href")
			if auto := a.Attr("hx-trigger") != ""; auto != (n < 3) {
				t.Errorf("page %d: loads by itself: %v", n, auto)
			}
		}
	}
	if len(seen) != 230 {
		t.Errorf("%d customers, want 230", len(seen))
	}
}

func TestHelperSeesNoMoneyAnywhere(t *testing.T) {
	h := bakery(t, locale.DeDE)
	at := link(t, h.signedIn("jana"), "Hannelore Wackernagel")
	v := h.signedIn("theo")
	for _, path := range []string{"/kunden", at, at + "/blatt", at + "/warum", at + "/warum?was=umsatz"} {
		v.get(path).want(http.StatusForbidden).hides("12,40", "Umsatz", "Deckungsbeitrag", "€")
	}
	v.get("/kunden?sort=-net").want(http.StatusForbidden)
	v.get("/kunden/export.csv").want(http.StatusForbidden)
}

func TestExportWritesTheFilteredList(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	file := v.get("/kunden/export.csv?gruppe=stamm").want(http.StatusOK)
	if !strings.Contains(file.body, "Hannelore Wackernagel") || strings.Contains(file.body, "Leonie") {
		t.Errorf("export: %s", file.body)
	}
	if sheet := v.get("/kunden/export.xlsx").want(http.StatusOK); !strings.HasPrefix(sheet.body, "PK") {
		t.Error("the sheet is no zip")
	}
}

func TestPaletteFindsPeopleCommandsAndPages(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/befehle?q=wackern").want(http.StatusOK).says("Hannelore Wackernagel")
	v.get("/befehle?q=impo").want(http.StatusOK).says("Datei importieren")
	v.get("/befehle").want(http.StatusOK).says("Leonie Fährmann", "Heute")
}

func TestCustomerPageTellsRhythmStandingValueAndHistory(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	page := v.get(link(t, v, "Hannelore Wackernagel")).want(http.StatusOK)
	page.says("Stammkundin seit", "Umsatz netto", "Kosten unbekannt", "jede Woche", "Dinkel-Kruste", "12,40", "Nächster guter Schritt", "lesen darf")
	page.says("Zwei Blicke auf die Beziehung", "Zufriedenheit", "noch nicht erfragt", "Kundenwert der nächsten 36 Monate", "direkt", "Entwicklung des Umsatzes")
	if !page.Has("svg.beat") {
		t.Error("no rhythm picture")
	}
	more := page.One(t, "#aelteres a").Attr("href")
	older := v.send(http.MethodGet, more, nil, map[string]string{"HX-Request": "true"}).want(http.StatusOK)
	if n := len(older.All("time")); n != 15 {
		t.Errorf("the next part has %d entries, want 15", n)
	}
	v.get(more).want(http.StatusOK).says("Verlauf")
	first := v.get(link(t, v, "Leonie Fährmann")).want(http.StatusOK)
	first.says("Erstkundin", "zum ersten Mal gekauft")
	evil := v.get(link(t, v, "Matteo <script>alert(1)</script>")).want(http.StatusOK)
	evil.hides("<script>alert")
}

func TestWhyIsAnsweredWhenSomebodyAsks(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	at := link(t, v, "Hannelore Wackernagel")
	asked := 0
	for _, a := range v.get(at).want(http.StatusOK).All("details a[data-fill]") {
		path, key, explains := strings.Cut(a.Attr("href"), "#")
		part := v.send(http.MethodGet, path, nil, map[string]string{"HX-Request": "true"}).want(http.StatusOK)
		part.hides("<html", "<main")
		whole := v.get(path).want(http.StatusOK)
		if !explains {
			part.One(t, "form button[type=submit]")
			whole.One(t, "main form button[type=submit]")
			continue
		}
		asked++
		part.One(t, "dl")
		part.says("Regel ", "gerechnet für den 24.11.2026")
		if text := whole.One(t, "#"+key).Text(); !strings.Contains(text, part.Text()) {
			t.Errorf("%s: as a part %q, on the page %q", path, part.Text(), text)
		}
	}
	if asked < 5 {
		t.Errorf("%d figures are explained", asked)
	}
	v.send(http.MethodGet, at+"/warum?was=nichts", nil, map[string]string{"HX-Request": "true"}).want(http.StatusNotFound)
	v.get(at + "/eintragen?was=nichts").want(http.StatusNotFound)
	v.get(at+"/warum").says("lifecycle/", "value/", "knowledge/")
}

func TestCustomerPageInEnglish(t *testing.T) {
	h := bakery(t, locale.EnGB)
	v := h.signedIn("jana")
	page := v.get(link(t, v, "Hannelore Wackernagel")).want(http.StatusOK)
	page.says("Regular since", "Net sales", "Cost unknown", "every week")
	page.says("Two views of the relationship", "not asked yet", "Customer value of the next 36 months")
	page.hides("webdata.", "worth.", "Umsatz", "Kauf")
	for _, path := range []string{"/kunden", "/kunden/neu", "/import"} {
		v.get(path).want(http.StatusOK).hides("webdata.")
	}
}

func TestForeignCustomersDoNotExist(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	for _, path := range []string{"/kunden/1", "/kunden/99999", "/kunden/x", "/kunden/99999/blatt", "/kunden/99999/bearbeiten", "/kunden/99999/loeschen", "/kunden/99999/verlauf"} {
		v.get(path).want(http.StatusNotFound)
	}
	v.post("/kunden/99999/notiz", "note", "x", "version", "1").want(http.StatusNotFound)
}

func TestCreateEditAndConflict(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	form := v.get("/kunden/neu?name=Dr.+Jana+Uhlenbrock").want(http.StatusOK)
	if got := form.One(t, "input[name=last_name]").Attr("value"); got != "Uhlenbrock" {
		t.Errorf("last name %q", got)
	}
	v.post("/kunden/neu", "kind", "person").want(http.StatusUnprocessableEntity).says("Namen")
	v.post("/kunden/neu", "kind", "person", "last_name", "Vogt", "email", "kein at").want(http.StatusUnprocessableEntity).says("kein at")
	page := v.post("/kunden/neu", "kind", "firm", "company", "Café Ahrensböck", "city", "Mustertal").want(http.StatusOK).says("Café Ahrensböck")
	edit := v.get(page.path + "/bearbeiten").want(http.StatusOK)
	version := edit.One(t, "input[name=version]").Attr("value")
	v.post(page.path+"/bearbeiten", "version", version, "city", "Neustadt").want(http.StatusOK).says("Neustadt")
	conflict := v.post(page.path+"/bearbeiten", "version", version, "city", "Altstadt").want(http.StatusConflict)
	conflict.says("Neustadt", "Inzwischen gesichert")
	if got := conflict.One(t, "input[name=city]").Attr("value"); got != "Altstadt" {
		t.Errorf("what was typed is gone: %q", got)
	}
	v.post(page.path+"/bearbeiten", "version", conflict.One(t, "input[name=version]").Attr("value"), "city", "Altstadt").want(http.StatusOK).says("Altstadt")
	contact := v.post("/kunden/neu", "firm_id", strings.TrimPrefix(page.path, "/kunden/"), "last_name", "Sommer", "role", "Einkauf").want(http.StatusOK)
	contact.says("Café Ahrensböck")
	v.get(page.path).says("Sommer", "Einkauf")
}

func TestBarsNotesContactsAndDecisions(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	at := link(t, v, "Hannelore Wackernagel")
	v.post(at+"/sperre", "art", "objected", "tag", "2026-11-01", "notiz", "am Telefon").want(http.StatusOK).says("Werbung widersprochen seit 01.11.2026")
	v.get("/kunden?merkmal=objected").says("Hannelore").hides("Leonie")
	v.post(at+"/sperre", "art", "objected", "act", "lift").want(http.StatusOK).says("Keine Sperre")
	v.get(at).says("Gespräch vorbereiten", "Zwei Blicke")
	v.post(at+"/sperre", "art", "deceased").want(http.StatusOK).says("Verstorben seit", "Kaufte ").
		hides("Gespräch vorbereiten", "Zwei Blicke", "Kauft wie gewohnt", "Als Nächstes fragen")
	v.post(at+"/sperre", "art", "deceased", "act", "lift").want(http.StatusOK).says("Keine Sperre")
	v.post(at+"/sperre", "art", "objected", "tag", "2027-01-01").want(http.StatusUnprocessableEntity)
	v.post(at+"/sperre", "art", "anything").want(http.StatusUnprocessableEntity)
	v.post(at+"/kontakte", "weg", "phone", "notiz", "fragt nach Stollen").want(http.StatusOK).says("Anruf", "fragt nach Stollen")
	version := v.get(at+"/bearbeiten").One(t, "input[name=version]").Attr("value")
	v.post(at+"/notiz", "note", "mag es knusprig", "version", version).want(http.StatusOK).says("mag es knusprig")
	v.post(at+"/stufe", "act", "deny", "grund", "").want(http.StatusUnprocessableEntity)
	v.post(at+"/stufe", "act", "deny", "grund", "zieht weg").want(http.StatusOK).says("zieht weg", "Mehrfachkundin")
	h.signedIn("theo").get(at).want(http.StatusForbidden) // a helper sees customers at the counter
}

func TestDeleteForgetsThePersonAndKeepsTheSums(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	at := link(t, v, "Hannelore Wackernagel")
	before, err := sales.Totals(ctx, h.db, 0)
	if err != nil {
		t.Fatal(err)
	}
	ask := v.get(at + "/loeschen").want(http.StatusOK).says("Belege ohne Namen")
	v.post(at+"/loeschen", "version", ask.One(t, "input[name=version]").Attr("value")).want(http.StatusOK).hides("Hannelore").
		says("Gelöscht: Angaben, Gespräche und Einschätzungen.")
	v.get("/kunden?geloescht=" + strings.TrimPrefix(link(t, v, "Leonie Fährmann"), "/kunden/")).hides("Gelöscht:")
	v.get(at).want(http.StatusNotFound)
	after, err := sales.Totals(ctx, h.db, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(before) != len(after) {
		t.Fatalf("%d months, before %d", len(after), len(before))
	}
	for i := range before {
		if before[i].Net != after[i].Net || before[i].Orders != after[i].Orders {
			t.Errorf("month %d: %v, before %v", after[i].Month, after[i].Net, before[i].Net)
		}
	}
	v.get("/kunden?q=Wackernagel").says("ist hier niemand")
	v.get("/").want(http.StatusOK).hides("Hannelore")
}

func TestTwinsAreShownSideBySideAndDismissed(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	var a int64
	h.update(func(tx *store.Tx) error {
		by := customer.By{At: cal.At(h.now), Region: "DE"}
		if _, err := customer.Create(ctx, tx, by, customer.Customer{LastName: "Ahrensböck", Email: "w@example.de"}); err != nil {
			return err
		}
		var err error
		a, err = customer.Create(ctx, tx, by, customer.Customer{LastName: "Ahrensboeck", Email: "w@example.de"})
		return err
	})
	at := customerPath(a)
	page := v.get(at).want(http.StatusOK).says("Vielleicht doppelt", "Ahrensböck", "dieselbe E-Mail-Adresse", "Zwei verschiedene")
	other := page.One(t, "input[name=anderer]").Attr("value")
	v.post(at+"/doppelt", "anderer", other).want(http.StatusOK).hides("Zwei verschiedene").says("als anderer Eintrag vermerkt", "Rückgängig")
	v.post(at+"/doppelt", "anderer", other, "zurueck", "1").want(http.StatusOK).says("Zwei verschiedene").hides("als anderer Eintrag vermerkt")
}

func TestHugeNamesStayReadable(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	long := strings.Repeat("Praxisgemeinschaft ", 9)
	page := v.post("/kunden/neu", "kind", "firm", "company", long).want(http.StatusOK)
	page.says(strings.TrimSpace(long))
	v.get("/kunden").want(http.StatusOK).says("Praxisgemeinschaft")
	v.post("/kunden/neu", "kind", "firm", "company", strings.Repeat("x", 5000)).want(http.StatusUnprocessableEntity)
}

func customerPath(id int64) string { return "/kunden/" + strconv.FormatInt(id, 10) }

func TestWhoWasDeletedOnRequestIsEnteredAnewOnPurposeOnly(t *testing.T) {
	for tag, words := range map[locale.Tag]string{locale.DeDE: "auf Wunsch gelöscht; trotzdem neu anlegen", locale.EnGB: "deleted on request; enter anew all the same"} {
		h := fresh(t)
		h.found(tag)
		h.open()
		v := h.signedIn("jana")
		entry := []string{"kind", "person", "first_name", "Erika", "last_name", "Beispiel", "email", "erika@example.de"}
		at := v.post("/kunden/neu", entry...).want(http.StatusOK).path
		sheet := v.get(at + "/loeschen").want(http.StatusOK)
		v.post(sheet.One(t, "main form").Attr("action"), fieldsOf(sheet)...).want(http.StatusOK)
		gone := h.count("SELECT COUNT(*) FROM intake_erased")
		if gone == 0 {
			t.Fatal("nobody was deleted")
		}
		asked := v.post("/kunden/neu", entry...).want(http.StatusConflict).says(words)
		if box := asked.One(t, "input[name=neuanlegen]"); box.Attr("type") != "checkbox" || len(asked.All("input[name=neuanlegen][checked]")) != 0 {
			t.Error("the box is no box, or ticked by itself")
		}
		if n := h.count("SELECT COUNT(*) FROM customer WHERE last_name = 'Beispiel'"); n != 0 {
			t.Errorf("%d customers were made", n)
		}
		v.post("/kunden/neu", append(entry, "neuanlegen", "1")...).want(http.StatusOK).says("Erika Beispiel")
		if n := h.count("SELECT COUNT(*) FROM intake_erased"); n != 0 {
			t.Errorf("%d hashes of %d keep her out of files", n, gone)
		}
	}
}

func TestWhatReadsAsNoNumberIsSaidSo(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	p := v.post("/kunden/neu", "kind", "person", "last_name", "\u202eKern", "phone", "abc").want(http.StatusOK)
	p.says("abc (liest sich nicht als Telefonnummer)")
	if strings.Contains(p.One(t, "h1").Text(), "\u202e") {
		t.Error("the name turns what stands beside it")
	}
	v.get("/kunden").says("Stammkunden 2", "Vielleicht doppelt 4")
}

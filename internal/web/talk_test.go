package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// talks are the contacts of a customer, newest first.
func (h *house) talks(id int64) []interaction.Interaction {
	h.t.Helper()
	list, err := interaction.Of(ctx, h.db, id, interaction.Newest, 20)
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

func (h *house) promises(id int64) []promise.Promise {
	h.t.Helper()
	list, err := promise.OpenOf(ctx, h.db, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// formOf reads what a browser would send of the form at url.
func formOf(t *testing.T, p page, url string) (fields []string) {
	t.Helper()
	form := p.One(t, `main form[action="`+url+`"][method=post]`)
	for _, n := range form.All("input") {
		if kind := n.Attr("type"); kind != "radio" && kind != "checkbox" {
			fields = append(fields, n.Attr("name"), n.Attr("value"))
		}
	}
	for _, n := range form.All("input[checked]") {
		fields = append(fields, n.Attr("name"), n.Attr("value"))
	}
	for _, n := range form.All("select") {
		value := n.All("option")[0].Attr("value")
		for _, o := range n.All("option[selected]") {
			value = o.Attr("value")
		}
		fields = append(fields, n.Attr("name"), value)
	}
	for _, n := range form.All("textarea") {
		fields = append(fields, n.Attr("name"), n.Text())
	}
	return fields
}

func valueOf(fields []string, name string) string {
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i] == name {
			return fields[i+1]
		}
	}
	return ""
}

func TestATypedLineIsUnderstoodConfirmedAndSaved(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	v := h.signedIn("jana")
	p := v.get("/notieren?zeile=Anruf+Haller+12+min+fragt+nach+Biofett,+ruft+Dienstag+zur%C3%BCck").want(http.StatusOK)
	fields := formOf(t, p, "/notieren")
	for name, want := range map[string]string{
		"kunde": fmt.Sprint(id), "weg": "phone", "minuten": "12", "grund": "question", "begonnen": "in", "notiz": "fragt nach Biofett",
		"zusage": "1", "wer": "customer", "art": "callback", "bis": "2026-12-01", "was": "fragt nach Biofett",
	} {
		if got := valueOf(fields, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	p.says("Konrad Haller")
	done := v.post("/notieren", fields...).want(http.StatusOK).says("Notiert: Anruf, Frage zum Produkt", "fragt nach Biofett", "Rückruf")
	list := h.talks(id)
	if len(list) != 1 || list[0].Minutes != 12 || list[0].StartedBy != interaction.Customer || list[0].User == 0 {
		t.Fatalf("%+v", list)
	}
	open := h.promises(id)
	if len(open) != 1 || open[0].Party != interaction.Customer || open[0].Due != cal.MustParse("2026-12-01") || open[0].Talk != list[0].ID {
		t.Fatalf("%+v", open)
	}
	v.post("/notieren", fields...).want(http.StatusOK)
	if n := len(h.talks(id)); n != 1 {
		t.Errorf("the same form sent twice made %d contacts", n)
	}
	undo := ""
	for _, n := range done.All("form") {
		if strings.HasSuffix(n.Attr("action"), "/zuruecknehmen") {
			undo = n.Attr("action")
		}
	}
	v.post(undo).want(http.StatusOK)
	if len(h.talks(id)) != 0 || len(h.promises(id)) != 0 {
		t.Errorf("undo leaves %v and %v", h.talks(id), h.promises(id))
	}
}

func TestWhatElseWasSoIsTickedShownAndChanged(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	v := h.signedIn("jana")
	form := []string{"kunde", fmt.Sprint(id), "weg", "phone", "begonnen", "in", "tag", "2026-11-20"}
	v.post("/notieren", append(form, "merkmal", "personal", "merkmal", "urgent")...).want(http.StatusOK).says("Persönliches erzählt", "dringend oder außerhalb der Zeiten")
	list := h.talks(id)
	if len(list) != 1 || list[0].Marks != interaction.PersonalMatter|interaction.Urgent {
		t.Fatalf("%+v", list)
	}
	url := fmt.Sprint("/kontakte/", list[0].ID)
	p := v.get(url).want(http.StatusOK)
	if !p.Has("input[name=merkmal][value=personal][checked]") || p.Has("input[name=merkmal][value=boss][checked]") {
		t.Error("the form does not show what was ticked")
	}
	v.post("/notieren", append(form, "merkmal", "rich")...).says("Dieses Merkmal gibt es hier nicht")
	v.get("/protokoll").says("Persönliches erzählt")
}

func TestALineAsksWhomItMeans(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.customer("Konrad", "Haller", "Herr", nil)
	h.customer("Petra", "Hallermann", "Frau", nil)
	v := h.signedIn("jana")
	p := v.get("/notieren?zeile=Anruf+Haller").want(http.StatusOK).says("Konrad Haller", "Petra Hallermann")
	fields := formOf(t, p, "/notieren")
	if valueOf(fields, "kunde") != "" {
		t.Error("somebody was chosen although two are possible")
	}
	v.post("/notieren", fields...).want(http.StatusUnprocessableEntity).says("Bitte wählen Sie")
	v.get("/notieren?zeile=Anruf+Niemandsland").want(http.StatusOK).says("niemand in der Kartei")
	v.get("/notieren").want(http.StatusOK)
	h.signedIn("theo").get("/notieren").want(http.StatusForbidden)
}

func TestOneTapNotesAndCanBeTakenBack(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	v := h.signedIn("jana")
	at := fmt.Sprintf("/kunden/%d", id)
	v.post(at+"/kontakte", "weg", "geplaudert").want(http.StatusOK).says("Notiert:", "ohne Anlass", "herzlich")
	list := h.talks(id)
	if len(list) != 1 || list[0].Reason != interaction.NoOccasion || list[0].Channel != interaction.Counter {
		t.Fatalf("%+v", list)
	}
	v.post(fmt.Sprintf("/kontakte/%d/ton", list[0].ID), "ton", "warm").want(http.StatusOK)
	if got := h.talks(id)[0].Tone; got != "warm" {
		t.Errorf("tone %q", got)
	}
	one := fmt.Sprintf("/kontakte/%d", list[0].ID)
	fields := formOf(t, v.get(one).want(http.StatusOK), one)
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i] == "notiz" {
			fields[i+1] = "ist ein Querulant"
		}
	}
	v.post(one, fields...).want(http.StatusOK).says("ist ein Querulant") // advice never blocks
	v.get(one).says("urteilt über den Menschen", "So würde es der Kunde lesen")
	v.post(one, fields...).want(http.StatusConflict).says("inzwischen geändert")
	v.post(one + "/entfernen").want(http.StatusOK).says("Rückgängig")
	if len(h.talks(id)) != 0 {
		t.Error("still there")
	}
	v.post(at+"/kontakte", "weg", "unsinn").want(http.StatusUnprocessableEntity)
	v.post(at+"/kontakte", "weg", "note", "notiz", "").want(http.StatusUnprocessableEntity).says("Eine Notiz braucht ein paar Worte")
}

func TestANoteThatPromisesIsConfirmed(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	v := h.signedIn("jana")
	p := v.post(fmt.Sprintf("/kunden/%d/kontakte", id), "weg", "visit", "notiz", "will Torte, ich schicke Angebot bis Freitag").want(http.StatusOK)
	if !strings.HasPrefix(p.path, "/notieren?") {
		t.Fatalf("led to %s", p.path)
	}
	fields := formOf(t, p, "/notieren")
	if valueOf(fields, "weg") != "visit" || valueOf(fields, "bis") != "2026-11-27" || valueOf(fields, "was") != "schicke Angebot" {
		t.Errorf("%v", fields)
	}
	if len(h.talks(id)) != 0 {
		t.Error("it was saved without confirmation")
	}
}

func TestPromisesOnThePageOfACustomer(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	v := h.signedIn("jana")
	at := fmt.Sprintf("/kunden/%d", id)
	v.post(at+"/zusagen", "wer", "us", "art", "promise", "was", "Muster schicken", "bis", "2026-11-24").want(http.StatusOK).says("Muster schicken", "heute")
	v.get("/").says("Für Konrad Haller ist heute zugesagt: Muster schicken.")
	open := h.promises(id)
	v.post(at+"/zusagen", "zusage", fmt.Sprint(open[0].ID), "stand", "kept").want(http.StatusOK).says("Bisher 1 von 1 eingehalten")
	v.get(at+"?nur=zusagen").says("Zugesagt bis 24.11.2026", "eingehalten")
	v.post(at+"/zusagen", "wer", "us", "art", "promise", "was", "", "bis", "2026-11-24").want(http.StatusUnprocessableEntity)
	other := h.customer("Petra", "Hallermann", "Frau", nil)
	v.post(fmt.Sprintf("/kunden/%d/zusagen", other), "zusage", fmt.Sprint(open[0].ID), "stand", "kept").want(http.StatusNotFound)
	v.post(at+"/erwartungen", "was", "Lieferung vor zehn").want(http.StatusOK).says("Lieferung vor zehn")
	expects, err := promise.Expectations(ctx, h.db, id, 5)
	if err != nil || len(expects) != 1 {
		t.Fatalf("%v %v", expects, err)
	}
	v.post(at+"/erwartungen", "erwartung", fmt.Sprint(expects[0].ID), "war", "open", "stand", "exceeded").want(http.StatusOK).says("Übertroffen")
	second := v.post(at+"/erwartungen", "erwartung", fmt.Sprint(expects[0].ID), "war", "open", "stand", "missed")
	second.want(http.StatusConflict).says("inzwischen jemand anders beurteilt", "Übertroffen")
	v.post(fmt.Sprintf("/kunden/%d/erwartungen", other), "erwartung", fmt.Sprint(expects[0].ID), "stand", "weg").want(http.StatusNotFound)
}

func TestTheStoryAndTheFilteredHistory(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", []cal.Date{cal.MustParse("2024-02-03"), cal.MustParse("2026-11-01"), cal.MustParse("2026-11-08")})
	h.update(func(tx *store.Tx) error {
		for n := range 40 {
			if _, _, err := interaction.Log(ctx, tx, interaction.By{Actor: 1}, interaction.Interaction{Customer: id, Day: cal.MustParse("2025-01-01").Add(n), Channel: interaction.Phone}); err != nil {
				return err
			}
		}
		return nil
	})
	v := h.signedIn("jana")
	at := fmt.Sprintf("/kunden/%d", id)
	v.get(at+"/geschichte").want(http.StatusOK).says("Am 3. Februar 2024 begann unsere Geschichte mit dem ersten Einkauf von Konrad Haller: Dinkel-Kruste.", "Bis heute sind es 3 Einkäufe.")
	if n := len(v.get(at).want(http.StatusOK).All(".tl .c")); n != 8 {
		t.Errorf("the page begins with %d entries", n)
	}
	p := v.get(at + "?nur=gespraeche").want(http.StatusOK)
	if n := len(p.All(".tl .c")); n != 15 {
		t.Errorf("%d entries on the first page", n)
	}
	p.says("Ältere")
	more := p.One(t, "#aelteres a").Attr("href")
	if next := v.get(more).want(http.StatusOK); !strings.Contains(next.path, "nur=gespraeche") {
		t.Errorf("older entries lead to %s", next.path)
	}
	v.get(at + "?verlauf=unsinn").want(http.StatusUnprocessableEntity)
}

func TestCoverageIsToldWithItsInputs(t *testing.T) {
	h := bakery(t, locale.DeDE)
	if _, err := interaction.Measure(ctx, h.db, cal.MustParse("2026-11-24"), "bakery"); err != nil {
		t.Fatal(err)
	}
	h.signedIn("jana").get("/notieren").want(http.StatusOK).says("ist etwa notiert: 0", "Zu erwarten", "coverage/1", "nichts über Beziehungen gefolgert")
}

func TestThePaletteOffersToNoteALine(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	v := h.signedIn("jana")
	p := v.get("/befehle?zweck=kontakt&q=Anruf+Haller+12+min").want(http.StatusOK)
	var links []string
	for _, a := range p.All("a") {
		links = append(links, a.Attr("href"))
	}
	want := []string{"/notieren?zeile=Anruf+Haller+12+min", fmt.Sprintf("/notieren?kunde=%d&weg=&zeile=Anruf+Haller+12+min", id)}
	if strings.Join(links, " ") != strings.Join(want, " ") {
		t.Errorf("%q", links)
	}
	if p := v.get("/befehle?zweck=kontakt&q=haller").want(http.StatusOK); len(p.All("a")) != 1 {
		t.Errorf("a name alone offers %s", p.Text())
	}
}

func TestBrowserALineTypedFromAnywhere(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	p.Press("a")
	p.Wait("#befehle [role=option]")
	p.Press("Anruf Haller 12 min fragt nach Biofett, ruft Dienstag an")
	p.Wait("#befehle [href^='/notieren?zeile=Anruf']")
	p.Press(kb.Enter)
	p.Wait("input[name=zusage]:checked")
	p.FullScreenshot("notieren-desktop")
	sound(t, p, "the line as it was understood")
	p.Follow("main form[data-save] button.primary")
	p.Wait("#notiert")
	p.Screenshot("notiert-desktop")
	sound(t, p, "the customer after noting")
	if list := h.talks(id); len(list) != 1 || len(h.promises(id)) != 1 {
		t.Errorf("%+v %+v", list, h.promises(id))
	}
	p.Press("u")
	p.WaitGone("#notiert")
	if list := h.talks(id); len(list) != 0 {
		t.Errorf("after U there is %+v", list)
	}
	phone := testkit.Chromium(t).Page(t, testkit.Phone)
	signIn(phone, h)
	phone.Open(h.server.URL + fmt.Sprintf("/kunden/%d", id))
	phone.Click("#kontakt label:has([value=geplaudert])")
	phone.Follow("#kontakt button.primary")
	phone.Wait("#notiert")
	phone.Screenshot("notiert-phone")
	sound(t, phone, "one tap on the phone")
}

func TestATalkIsTiedToAPurchaseAndSeenFromBothEnds(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", []cal.Date{cal.MustParse("2026-11-08")})
	v := h.signedIn("jana")
	fields := formOf(t, v.get(fmt.Sprintf("/notieren?kunde=%d&zeile=Anruf", id)).want(http.StatusOK).says("Es ging um"), "/notieren")
	p := v.get(fmt.Sprintf("/notieren?kunde=%d&zeile=Anruf", id))
	choice := p.All("select[name=zu] option")[1].Attr("value")
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i] == "zu" {
			fields[i+1] = choice
		}
	}
	v.post("/notieren", fields...).want(http.StatusOK).says("zu einem Einkauf", "Gespräch dazu am 24.11.2026")
	one := fmt.Sprintf("/kontakte/%d", h.talks(id)[0].ID)
	again := formOf(t, v.get(one).want(http.StatusOK), one)
	if valueOf(again, "zu") != choice {
		t.Errorf("the form has %q, want %q", valueOf(again, "zu"), choice)
	}
	for i := 0; i+1 < len(again); i += 2 {
		if again[i] == "zu" {
			again[i+1] = ""
		}
	}
	done := v.post(one, again...).want(http.StatusOK).hides("Gespräch dazu")
	for _, n := range done.All("form") {
		if strings.HasSuffix(n.Attr("action"), "/zuruecknehmen") {
			v.post(n.Attr("action")).want(http.StatusOK).says("Gespräch dazu")
		}
	}
	v.post("/notieren", "kunde", fmt.Sprint(id), "weg", "phone", "begonnen", "in", "zu", "order-999").want(http.StatusUnprocessableEntity)
}

// with sets a field of a form.
func with(fields []string, name, value string) []string {
	fields = slices.Clone(fields)
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i] == name {
			fields[i+1] = value
		}
	}
	return fields
}

func TestALineIsTiedToAProjectAndLaterToAnEnquiry(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	other := h.customer("Petra", "Hallermann", "Frau", nil)
	v := h.signedIn("jana")
	work := v.post("/vorhaben/neu", "kunde", fmt.Sprint(id), "titel", "Sommerfest", "art", "job", "stand", "work").want(http.StatusOK).path
	asked := v.post("/anfragen/neu", "kunde", fmt.Sprint(id), "gesucht", "Torte", "herkunft", "phone", "name", "Konrad Haller").want(http.StatusOK).path
	v.post("/anfragen/neu", "kunde", fmt.Sprint(other), "gesucht", "Brezeln", "herkunft", "phone", "name", "Petra Hallermann").want(http.StatusOK)

	p := v.get("/notieren?zeile=Anruf+Haller+5+min+will+mehr").want(http.StatusOK).says("Konrad Haller: Vorhaben: Sommerfest", "Petra Hallermann: Anfrage vom")
	zu := "project-" + strings.TrimPrefix(work, "/vorhaben/")
	fields := with(formOf(t, p, "/notieren"), "zu", zu)
	v.post("/notieren", append(fields, "kunde", fmt.Sprint(other))...).want(http.StatusUnprocessableEntity).says("gehört zu jemand anderem")
	v.post("/notieren", append(fields, "kunde", fmt.Sprint(id))...).want(http.StatusOK).says("zu einem Vorhaben", "Gespräch dazu am 24.11.2026")
	one := fmt.Sprintf("/kontakte/%d", h.talks(id)[0].ID)
	if got := v.get(work).want(http.StatusOK).One(t, `a[href="`+one+`"]`).Text(); got != "24.11.2026: Anruf" {
		t.Errorf("the project says %q", got)
	}

	again := formOf(t, v.get(one).want(http.StatusOK), one)
	if valueOf(again, "zu") != zu {
		t.Errorf("the form has %q, want %q", valueOf(again, "zu"), zu)
	}
	v.post(one, with(again, "zu", "enquiry-"+strings.TrimPrefix(asked, "/anfragen/"))...).want(http.StatusOK).says("zu einer Anfrage")
	v.get(work).hides("will mehr")
	v.get(asked).says("Gespräche dazu", "will mehr")
}

func TestWhatSeemsToInterestHimIsAskedWhereOneMeets(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	h.customer("Petra", "Hallermann", "Frau", nil)
	today := cal.MustParse("2026-11-24")
	h.update(func(tx *store.Tx) error {
		topic, err := interest.EnsureTopic(ctx, tx, "Angeln", 1)
		if err != nil {
			return err
		}
		for _, days := range []int{3, 9} {
			n := interest.Noted{Customer: id, Topic: topic, Kind: interest.Clicked, Day: today.Add(-days), Source: "shop", Document: fmt.Sprint(days)}
			if _, err := interest.Note(ctx, tx, customer.By{At: cal.At(h.now), Region: "DE"}, today, n); err != nil {
				return err
			}
		}
		return interest.Refresh(ctx, tx, today, id)
	})
	h.compute(today)
	v := h.signedIn("jana")
	at := fmt.Sprint("/kunden/", id)
	v.get(at).want(http.StatusOK).says("Neues Interesse: Angeln?", "bei Gelegenheit fragen")
	v.get(at + "/gespraech").says("Neues Interesse: Angeln?")
	all := v.get("/themen").want(http.StatusOK).One(t, "main a.btn").Attr("href")
	v.get(all).want(http.StatusOK).says("Konrad Haller", "Fragen zu Interessen").hides("Petra Hallermann")
	doubt := v.get(at+"/interessen").One(t, "#fragen").All("form")
	v.post(doubt[1].Attr("action"), "act", "antwort-nein", "thema", "1", "frage", "new").want(http.StatusOK)
	v.get(at).hides("Neues Interesse")
}

func TestARefusedPromiseKeepsWhatWasTyped(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	v := h.signedIn("jana")
	p := v.post(fmt.Sprintf("/kunden/%d/zusagen", id), "wer", "us", "art", "promise", "was", "Musterbrot", "bis", "", "uhr", "10:30").want(http.StatusUnprocessableEntity)
	for _, sel := range []string{"details[open] input[name=was][value=Musterbrot]", "details[open] input[name=uhr][value='10:30']", "details[open] input[name=bis][aria-invalid]"} {
		if !p.Has(sel) {
			t.Errorf("no %s", sel)
		}
	}
}

// Two look at one promise: the second settles what he saw, not what it has become.
func TestTheSecondWhoSettlesAPromiseIsTold(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.customer("Konrad", "Haller", "Herr", nil)
	v := h.signedIn("jana")
	at := fmt.Sprintf("/kunden/%d", id)
	v.post(at+"/zusagen", "wer", "us", "art", "promise", "was", "Muster schicken", "bis", "2026-11-24").want(http.StatusOK)
	stale := v.get(at)
	h.update(func(tx *store.Tx) error {
		_, err := promise.Move(ctx, tx, interaction.By{Actor: 2, At: cal.At(h.now)}, h.promises(id)[0].ID, cal.MustParse("2026-12-04"), promise.Anytime)
		return err
	})
	settle := func(p page) page {
		t.Helper()
		for _, f := range p.All("#zusagen form") {
			if f.Has("input[name=stand][value=broken]") {
				var sent []string
				for _, in := range f.All("input[type=hidden]") {
					sent = append(sent, in.Attr("name"), in.Attr("value"))
				}
				return v.post(f.Attr("action"), sent...)
			}
		}
		t.Fatal("no button to settle the promise")
		return page{}
	}
	p := settle(stale).want(http.StatusConflict).says("Die Zusage wurde inzwischen geändert", "Muster schicken")
	if open := h.promises(id); len(open) != 1 || open[0].State != promise.Open {
		t.Fatalf("%+v", open)
	}
	settle(p).want(http.StatusOK)
	settle(stale).want(http.StatusConflict).says("Diese Zusage ist schon erledigt")
}

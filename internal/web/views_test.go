package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
)

func TestAFilterIsBuiltShownAndSavedWithoutScript(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	page := v.get("/kunden/filter").want(http.StatusOK).says("Alle, die in der Liste stehen.")
	if !page.Has("select[name=f0.0]") {
		t.Fatal("the form begins without a condition")
	}
	tree := []string{"g0", "all", "f0.0", "standing", "o0.0", "is", "v0.0", "regular"}
	v.post("/kunden/filter", append(tree, "tun", "cond:0")...).want(http.StatusOK).says("Stand ist Stammkunde.")
	two := v.post("/kunden/filter", append(tree, "tun", "group:0")...).want(http.StatusOK)
	if !two.Has("select[name=g0.1]") || !two.Has("select[name=f0.1.0]") {
		t.Error("no group was added")
	}
	if one := v.post("/kunden/filter", append(tree, "tun", "drop:0.0")...).want(http.StatusOK); one.Has("select[name=f0.0]") {
		t.Error("the condition is still there")
	}
	list := v.post("/kunden/filter", append(tree, "tun", "zeigen")...).want(http.StatusOK)
	list.says("Hannelore Wackernagel", "Gefiltert: Stand ist Stammkunde").hides("Leonie")
	v.post("/kunden/filter", append(tree, "tun", "sichern", "name", "")...).want(http.StatusUnprocessableEntity).says("braucht einen Namen")
	saved := v.post("/kunden/filter", append(tree, "tun", "sichern", "name", "Unsere Besten", "fuer", "team", "spalte", "owner", "sort", "-last")...).want(http.StatusOK)
	saved.says("Unsere Besten", "Zuständig", "Hannelore").hides("Leonie")
	manage := v.get("/ansichten").want(http.StatusOK).says("Unsere Besten", "für alle im Haus")
	form := manage.One(t, "details form")
	v.post(form.Attr("action"), "tun", "weg", "version", "1").want(http.StatusOK).says("Die Ansicht ist entfernt.")
	v.post(form.Attr("action"), "tun", "zurueck").want(http.StatusOK).says("Unsere Besten")
	for _, bad := range [][]string{{}, {"g0", "x"}, {"g0", "all", "f0.0", "net_12m", "o0.0", "at_least", "v0.0", "viel"}} {
		if got := v.post("/kunden/filter", append(bad, "tun", "zeigen")...); got.code == http.StatusInternalServerError {
			t.Errorf("%q: %d", bad, got.code)
		}
	}
}

func TestOwnFieldsAreDefinedFilledShownAndEditedInTheList(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.post("/einstellungen/felder", "name", "Budget", "typ", "money").want(http.StatusOK).says("Budget", "Betrag")
	v.post("/einstellungen/felder", "name", "Größe", "typ", "choice", "moeglich", "klein\ngroß").want(http.StatusOK).says("klein, groß")
	v.post("/einstellungen/felder", "name", "Branche", "typ", "text", "fuer", "firm").want(http.StatusOK)
	v.post("/einstellungen/felder", "name", "Kinder", "typ", "text", "fuer", "household").want(http.StatusOK)
	v.get("/kunden/neu").want(http.StatusOK).hides("Kinder").One(t, ".only-firm input[name=eigen3]")
	alone := v.post("/kunden/neu", "kind", "person", "last_name", "Tamm", "eigen3", "Backwaren", "eigen3war", "").want(http.StatusOK).hides("Backwaren")
	v.get(alone.path + "/bearbeiten").hides("Branche")
	v.post("/kunden/neu", "kind", "firm", "company", "Tamm & Söhne", "eigen3", "Backwaren", "eigen3war", "").want(http.StatusOK).says("Backwaren")
	v.post("/einstellungen/felder", "name", "Budget", "typ", "text").want(http.StatusUnprocessableEntity).says("gibt es schon")
	at := link(t, v, "Hannelore Wackernagel")
	edit := v.get(at+"/bearbeiten").want(http.StatusOK).says("Eigene Felder", "Budget")
	version := edit.One(t, "input[name=version]").Attr("value")
	v.post(at+"/bearbeiten", "version", version, "eigen1", "1.250,50", "eigen1war", "", "eigen2", "groß", "eigen2war", "").want(http.StatusOK).says("1.250,50", "groß")
	version = v.get(at+"/bearbeiten").One(t, "input[name=version]").Attr("value")
	v.post(at+"/bearbeiten", "version", version, "eigen2", "klein", "eigen2war", "").want(http.StatusConflict).says("wurde inzwischen geändert")
	v.get("/kunden?spalte=own.budget&spalte=city&sort=-own.budget").want(http.StatusOK).says("1.250,50", "Hannelore").hides("Leonie")
	file := v.get("/kunden/export.csv?spalte=own.budget").want(http.StatusOK)
	if !strings.Contains(file.body, "Hannelore Wackernagel;1250,50") {
		t.Errorf("the file: %s", file.body)
	}
	cell := at + "/zelle?spalte=own.grosse"
	part := v.send(http.MethodGet, cell, nil, map[string]string{"HX-Request": "true"}).want(http.StatusOK).hides("<html")
	if part.One(t, "input[name=war]").Attr("value") != "groß" {
		t.Error("the field does not know what it held")
	}
	v.post(cell, "war", "klein", "wert", "klein").want(http.StatusConflict).says("wurde inzwischen geändert")
	v.post(cell, "war", "groß", "wert", "klein").want(http.StatusOK).says("klein")
	day := at + "/zelle?spalte=birthday"
	v.post(day, "war", "", "wert", "31.2.1990").want(http.StatusUnprocessableEntity).says("kein Geburtstag")
	v.post(day, "war", "", "wert", "12.1.").want(http.StatusOK).says("12. Jan")
	if value := v.get(at+"/bearbeiten").One(t, "input[name=birthday]").Attr("value"); value != "12.01." {
		t.Errorf("the birthday is typed as %q", value)
	}
	v.post(at+"/zelle?spalte=phone", "war", "", "wert", "030 7654321").want(http.StatusConflict)
	v.get(at+"/zelle?spalte=note").want(http.StatusOK).One(t, "textarea[name=wert]")
	v.post(at+"/zelle?spalte=note", "war", "", "wert", "mag Sesam").want(http.StatusOK).says("mag Sesam")
	number := v.get(at+"/zelle?spalte=number").says("Unter dieser Nummer").One(t, "input[name=war]").Attr("value")
	v.post(at+"/zelle?spalte=number", "war", number, "wert", "HW-7").want(http.StatusOK).says("HW-7")
	v.get(at + "/zelle?spalte=kind").want(http.StatusOK).says("Als Betrieb gilt der Firmenname")
	v.post(at+"/zelle?spalte=kind", "war", "person", "wert", "household").want(http.StatusUnprocessableEntity)
	v.post(at+"/zelle?spalte=kind", "war", "person", "wert", "firm").want(http.StatusOK)
	v.post("/kunden/neu", "firm_id", strings.TrimPrefix(at, "/kunden/"), "last_name", "Petersen").want(http.StatusOK)
	v.post(at+"/zelle?spalte=kind", "war", "firm", "wert", "person").want(http.StatusConflict).says("gehört noch eine Ansprechperson")
	v.get("/kunden?spalte=kind&spalte=number").want(http.StatusOK).says("HW-7")
	v.post("/einstellungen/felder/2", "act", "weg", "fassung", "1").want(http.StatusOK).says("Stillgelegt")
	v.get(at + "/bearbeiten").hides("Größe")
	v.get(at+"/protokoll").want(http.StatusOK).says("eigenes Feld hinzugefügt", "Größe:", "groß → klein", "1.250,50").hides("field add", "125050")
	h.signedIn("theo").get("/einstellungen/felder").want(http.StatusForbidden)
}

func TestManyAreChangedAfterAPreviewAndAllIsTakenBack(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	list := v.get("/kunden").want(http.StatusOK)
	ids := []string{}
	for _, box := range list.All("input[name=wer]") {
		ids = append(ids, box.Attr("value"))
	}
	if len(ids) != 4 {
		t.Fatalf("%d boxes", len(ids))
	}
	v.post("/kunden/sammel", "tun", "owner").want(http.StatusUnprocessableEntity).says("wählen Sie zuerst")
	who := strings.Join(ids[:3], ",")
	v.post("/kunden/sammel", "tun", "owner", "wer", who).want(http.StatusOK).says("Zuständig wird", "Für 3 Einträge")
	preview := v.post("/kunden/sammel", "tun", "owner", "wer", who, "wert", "1").want(http.StatusOK).says("3 Einträge würden geändert", "niemand → Jana")
	seen := preview.One(t, "input[name=stand]").Attr("value")
	done := v.post("/kunden/sammel/los", "tun", "owner", "wer", who, "wert", "1", "stand", seen).want(http.StatusOK).says("3 Einträge wurden geändert")
	v.get("/kunden?spalte=owner").want(http.StatusOK).says("Jana")
	v.post("/kunden/sammel", "tun", "owner", "alle", "1", "wert", "1").want(http.StatusOK).says("Ein Eintrag würde geändert", "Bei 3 steht es schon so")
	v.post(done.path + "/zuruecknehmen").want(http.StatusOK).says("3 Einträge sind wieder wie vorher")
	v.post(done.path + "/zuruecknehmen").want(http.StatusConflict)
	v.post("/kunden/sammel", "tun", "objection", "alle", "1", "wert", "Brief vom 3. März").want(http.StatusOK).says("4 Einträge würden geändert")
}

func TestViewsAndFieldsSpeakEnglish(t *testing.T) {
	h := bakery(t, locale.EnGB)
	v := h.signedIn("jana")
	for _, path := range []string{"/kunden?spalte=owner&spalte=phone", "/kunden/filter", "/ansichten", "/einstellungen/felder"} {
		v.get(path).want(http.StatusOK).hides("webviews.", "webfields.", "bulk.", "list.column", "Ansicht")
	}
}

func TestAFilterThatAsksForHouseholdsBesideOthersIsRefusedWhileItIsBuilt(t *testing.T) {
	v := bakery(t, locale.DeDE).signedIn("jana")
	tree := []string{"g0", "any", "f0.0", "kind", "o0.0", "is", "v0.0", "household", "f0.1", "city", "o0.1", "is", "v0.1", "Bonn"}
	for tun, code := range map[string]int{"satz": http.StatusOK, "zeigen": http.StatusUnprocessableEntity, "sichern": http.StatusUnprocessableEntity} {
		v.post("/kunden/filter", append(tree, "tun", tun, "name", "Alle")...).want(code).says("Haushalte stehen in einer Liste für sich")
	}
	alone := append([]string{"tun", "zeigen"}, "g0", "all", "f0.0", "kind", "o0.0", "is", "v0.0", "household")
	v.post("/kunden/filter", alone...).want(http.StatusOK).says("Gefiltert: Art ist Haushalt")
}

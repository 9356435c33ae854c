package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
)

// people is a firm with two contacts, and a person.
func people(t *testing.T) (h *house, house, first, second, anna int64) {
	t.Helper()
	h = fresh(t)
	h.found(locale.DeDE)
	by := customer.By{Actor: 1, At: cal.At(h.now), Region: "DE"}
	add := func(c customer.Customer) (id int64) {
		h.update(func(tx *store.Tx) (err error) { id, err = customer.Create(ctx, tx, by, c); return err })
		return id
	}
	house = add(customer.Customer{Kind: customer.Firm, Company: "Haller GmbH", Phone: "040 66969117"})
	contact := func(last string) int64 {
		return add(customer.Customer{Kind: customer.Contact, LastName: last, Salutation: "Frau", FirmID: house, Role: "Einkauf"})
	}
	first, second = contact("Altmann"), contact("Neumann")
	anna = add(customer.Customer{Kind: customer.Person, FirstName: "Anna", LastName: "Berger", Salutation: "Frau", Title: "Mag."})
	return h.open(), house, first, second, anna
}

func at(id int64, section string) string {
	return "/kunden/" + strconv.FormatInt(id, 10) + "/" + section
}

// press sends the form of a row as a browser does: all its hidden fields and what is
// typed.
func (p page) press(v *visitor, label string, fields ...string) page {
	p.t.Helper()
	for _, f := range p.All("form[method=post]") {
		for _, b := range f.All("button") {
			if !strings.Contains(b.Text(), label) {
				continue
			}
			var sent []string
			for _, x := range f.All("input[type=hidden]") {
				sent = append(sent, x.Attr("name"), x.Attr("value"))
			}
			return v.post(f.Attr("action"), append(sent, fields...)...)
		}
	}
	p.t.Fatalf("%s has no button %q", p.path, label)
	return page{}
}

// leadsToAllOf fails when a page of a customer does not lead to each other one of his.
func (p page) leadsToAllOf(id int64) {
	p.t.Helper()
	for _, section := range []string{"", "/person", "/empfehlungen", "/interessen", "/vereinbarung", "/anregungen", "/kosten", "/dateien"} {
		if href := strings.TrimSuffix(at(id, ""), "/") + section; !p.Has("nav.tabs a[href='" + href + "']") {
			p.t.Errorf("%s: no way to %s", p.path, href)
		}
	}
}

func TestEveryCustomerHasFurtherPages(t *testing.T) {
	h, house, first, _, anna := people(t)
	v, helper := h.signedIn("jana"), h.signedIn("theo")
	for _, id := range []int64{house, first, anna} {
		for _, section := range []string{"person", "empfehlungen", "interessen", "vereinbarung", "kosten", "jahresgespraech"} {
			p := v.get(at(id, section)).want(http.StatusOK)
			if section != "jahresgespraech" {
				p.leadsToAllOf(id)
			}
			ids := map[string]bool{}
			for _, n := range p.All("[id]") {
				if ids[n.Attr("id")] {
					t.Errorf("%s: id %s stands twice", p.path, n.Attr("id"))
				}
				ids[n.Attr("id")] = true
			}
			helper.get(at(id, section)).want(http.StatusForbidden)
		}
	}
	v.get(at(999, "person")).want(http.StatusNotFound)
}

func TestNumberIsAddedMadeFirstAndTakenBack(t *testing.T) {
	h, house, _, _, _ := people(t)
	v := h.signedIn("jana")
	p := v.post(at(house, "person"), "act", "punkt-phone", "wert", "0171 5550123", "art", "mobile").want(http.StatusOK)
	p.says("0171 5550123", "mobil", "Gesichert")
	p.press(v, "Zuerst nehmen").want(http.StatusOK)
	c, err := customer.Get(ctx, h.db, house)
	if err != nil || c.PhoneKey != "+491715550123" {
		t.Errorf("first is %q, %v", c.PhoneKey, err)
	}
	v.post(at(house, "person"), "act", "punkt-mail", "wert", "info@example.de").want(http.StatusOK).
		press(v, "Zurücknehmen").want(http.StatusOK)
	list, err := party.Points(ctx, h.db, &c, "DE")
	if err != nil || len(list) != 2 {
		t.Errorf("%d ways, %v", len(list), err)
	}
	v.post(at(house, "person"), "act", "punkt-phone", "wert", "abc").want(http.StatusUnprocessableEntity).says("keine Telefonnummer")
}

func TestSecondEditorIsTold(t *testing.T) {
	h, house, _, _, _ := people(t)
	v := h.signedIn("jana")
	v.post(at(house, "person"), "act", "punkt-mail", "wert", "info@example.de").want(http.StatusOK)
	stale := v.get(at(house, "person"))
	fields := []string{"wert", "neu@example.de"}
	edit := func() page {
		for _, f := range stale.All("details form") {
			if f.Has("input[value=info@example.de]") {
				var sent []string
				for _, x := range f.All("input[type=hidden]") {
					if x.Attr("name") != "blatt" { // another editor's form, not the same one again
						sent = append(sent, x.Attr("name"), x.Attr("value"))
					}
				}
				return v.post(f.Attr("action"), append(sent, fields...)...)
			}
		}
		t.Fatal("no form to change the mail")
		return page{}
	}
	edit().want(http.StatusOK).says("neu@example.de")
	edit().want(http.StatusConflict).says("inzwischen geändert")
}

func TestContactLeavesInTwoClicks(t *testing.T) {
	h, house, first, second, _ := people(t)
	v := h.signedIn("jana")
	v.get(at(house, "person")).press(v, "Ausscheiden vermerken", "nachfolge", strconv.FormatInt(second, 10)).
		want(http.StatusOK).says("Ausgeschieden am", "Nachfolge", "Besuch vorgeschlagen")
	gone, err := party.Departures(ctx, h.db, house)
	if err != nil || len(gone) != 1 || gone[0].Contact != first || gone[0].Successor != second {
		t.Fatalf("%+v, %v", gone, err)
	}
	v.get(at(first, "person")).want(http.StatusOK).press(v, "Zurücknehmen").want(http.StatusOK)
	if gone, err = party.Departures(ctx, h.db, house); err != nil || len(gone) != 0 {
		t.Errorf("after taking it back: %+v, %v", gone, err)
	}
	v.get(at(house, "person")).hides("Besuch vorgeschlagen")
}

func TestVisitIsAnswered(t *testing.T) {
	h, house, first, _, _ := people(t)
	v := h.signedIn("jana")
	v.get(at(first, "person")).press(v, "Ausscheiden vermerken").want(http.StatusOK)
	v.get(at(house, "person")).press(v, "Besucht").want(http.StatusOK).hides("Besuch vorgeschlagen")
}

func TestLinkIsSeenFromBothEnds(t *testing.T) {
	h, house, _, _, anna := people(t)
	v := h.signedIn("jana")
	v.post(at(anna, "person"), "act", "verbindung", "art", "works_for", "mit", "Haller GmbH", "wort", "Beratung").want(http.StatusOK).says("arbeitet für (Beratung)")
	v.get(at(house, "person")).says("Anna Berger", "beschäftigt (Beratung)")
	v.post(at(anna, "person"), "act", "verbindung", "art", "works_for", "mit", "Zwiebelfisch").want(http.StatusNotFound).says("Zwiebelfisch")
	v.post(at(anna, "person"), "act", "verbindung", "art", "member", "mit", "Haller GmbH").want(http.StatusUnprocessableEntity).says("Haushalt")
	v.post(at(anna, "person"), "act", "haushalt", "name", "Familie Berger").want(http.StatusOK).says("Familie Berger", "lebt im Haushalt")
	for range 2 {
		v.get(at(anna, "person")).press(v, "War ein Irrtum").want(http.StatusOK)
	}
	v.get(at(anna, "person")).hides("Beratung")
}

func TestFormOfAddressAndLetter(t *testing.T) {
	h, house, _, _, anna := people(t)
	v := h.signedIn("jana")
	v.get(at(anna, "person")).says("Sehr geehrte Frau Berger,")
	v.post(at(anna, "person"), "act", "anrede", "form", "du", "angeboten", "them").want(http.StatusOK).says("Liebe Anna,", "vom Gegenüber angeboten")
	v.get(at(house, "person")).says("Sehr geehrte Damen und Herren,")
	v.post(at(anna, "person"), "act", "anrede", "form", "du", "angeboten", "them", "seit", "2030-01-01").want(http.StatusUnprocessableEntity)
}

func TestInterestsAreNotedAndExcluded(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	v.post(at(anna, "interessen"), "act", "neu", "name", "Hunde", "art", "told").want(http.StatusOK).says("Hunde", "passt zu Angeboten")
	v.get(at(anna, "interessen")).press(v, "Bitte nicht").want(http.StatusOK).says("Einen Grund halten wir nicht fest").
		press(v, "Zurücknehmen").want(http.StatusOK)
	list, err := interest.Likes(ctx, h.db, anna)
	if err != nil || len(list) != 1 || list[0].Excluded {
		t.Errorf("%+v, %v", list, err)
	}
	v.post(at(anna, "interessen"), "act", "vorlieben", "weg", "phone", "zeiten", "9-11", "ruhe", "6", "ruhe", "7", "haltung", "brand").
		want(http.StatusOK).says("Samstag und Sonntag", "09:00–11:00", "eher auf die Marke")
	v.post(at(anna, "interessen"), "act", "vorlieben", "weg", "phone", "zeiten", "abends", "haltung", "brand").want(http.StatusUnprocessableEntity)
	v.post(at(anna, "interessen"), "act", "ruhe", "von", "2026-12-24", "bis", "2026-12-31").want(http.StatusOK).says("31.12.2026")
	v.post(at(anna, "interessen"), "act", "neu", "name", "Katzen", "art", "excluded").want(http.StatusOK)
	v.post(at(anna, "person"), "act", "anrede", "form", "neutral", "angeboten", "them", "seit", "2026-03-01").want(http.StatusOK)
	v.post(at(anna, "vereinbarung"), "act", "grund", "phase", "stays", "grund", "quality", "worte", "Hält lange.", "quelle", "told").want(http.StatusOK)
	v.post(at(anna, "person"), "act", "punkt-phone", "wert", "040 66969155", "art", "mobile").want(http.StatusOK)
	v.post(at(anna, "person"), "act", "punkt-phone", "wert", "4711", "art", "business", "quelle", "public").want(http.StatusOK).says("öffentlich angegeben")
	v.get(customerPath(anna)).want(http.StatusOK).
		says("Hunde", "Kein Thema: Katzen", "Am liebsten auf diesem Weg: Telefon", "Nicht an diesen Tagen: Samstag und Sonntag", "Achtet eher auf die Marke", "Keine Ansprache vom 24.12.2026",
			"Bleibt: Qualität", "„Hält lange.“", "Anrede: Anna Berger, ohne Frau und Herr", "4711 (geschäftlich)", "Nummer, E-Mail oder Anschrift hinzugefügt").
		hides("Frau, per Sie")
	v.get("/themen").want(http.StatusOK).says("Hunde")
	v.post("/themen", "act", "neu", "name", "Angeln").want(http.StatusOK).says("Angeln")
}

func TestAgreementAndYearlyTalk(t *testing.T) {
	h, house, _, _, _ := people(t)
	v, to := h.signedIn("jana"), at(house, "vereinbarung")
	v.post(to, "act", "grund", "phase", "stays", "grund", "quality", "worte", "Das Fett hält.", "quelle", "told").want(http.StatusOK).says("Bleibt: Qualität", "Das Fett hält.")
	v.post(to, "act", "wunsch", "art", "partner", "schritt", "Zur Probe einladen").want(http.StatusOK).says("Denkt mit", "Noch unklar", "Zur Probe einladen")
	v.post(to, "act", "vereinbart", "we_give", "Lieferung in 24 Stunden").want(http.StatusOK)
	v.post(to, "act", "vereinbart", "we_give", "Lieferung am selben Tag").want(http.StatusOK).says("Fassung 2", "Lieferung in 24 Stunden")
	v.post(to, "act", "vorhaben", "titel", "Neue Halle", "bis", "2027-03-01").want(http.StatusOK)
	step := v.get(to)
	for _, f := range step.All("form") {
		if f.Has("input[name=vorhaben]") {
			v.post(to, "act", "schritt", "vorhaben", f.One(t, "input[name=vorhaben]").Attr("value"), "was", "Muster schicken", "seite", "us", "bis", "2026-11-01").want(http.StatusOK).says("überfällig")
		}
	}
	v.get(to).press(v, "Erledigt").want(http.StatusOK).hides("überfällig")
	v.get(at(house, "jahresgespraech")).says("Jahresgespräch mit Haller GmbH, 2026", "Das Fett hält.", "Lieferung am selben Tag", "Neue Halle", "Zur Probe einladen").hides("Lieferung in 24 Stunden")
	v.get("/gruende").want(http.StatusOK).says("Qualität", "einmal")
}

func TestButtonPressedTwiceActsOnce(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	p := v.post(at(anna, "interessen"), "act", "neu", "name", "Hunde", "art", "told").want(http.StatusOK)
	for range 2 {
		p.press(v, "Stimmt noch").want(http.StatusOK)
	}
	list, err := interest.EvidenceOf(ctx, h.db, anna)
	if err != nil || len(list) != 2 {
		t.Errorf("%d pieces of evidence, want 2: %v", len(list), err)
	}
}

func TestRefusedFormKeepsWhatWasTyped(t *testing.T) {
	h, house, _, _, _ := people(t)
	v := h.signedIn("jana")
	p := v.post(at(house, "person"), "act", "punkt-phone", "wert", "abc", "notiz", "Zentrale").want(http.StatusUnprocessableEntity)
	if !p.Has("details[open] input[value=abc]") || !p.Has("details[open] input[value=Zentrale]") {
		t.Error("what was typed is lost")
	}
}

func TestHouseholdHasItsPageAndStaysOne(t *testing.T) {
	h, _, _, _, anna := people(t)
	v := h.signedIn("jana")
	v.post(at(anna, "person"), "act", "haushalt", "name", "Familie Berger").want(http.StatusOK)
	home := ""
	for _, a := range v.get(at(anna, "person")).All("a.who") {
		if a.Text() == "Familie Berger" {
			home = a.Attr("href")
		}
	}
	p := v.get(home).want(http.StatusOK).says("Haushalt")
	id, err := strconv.ParseInt(strings.TrimPrefix(home, "/kunden/"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	p.leadsToAllOf(id)
	if v.get(home + "/bearbeiten").want(http.StatusOK).Has("input[name=kind]") {
		t.Error("a household may become a firm")
	}
	v.get(home+"/person").want(http.StatusOK).says("Anna Berger", "Sehr geehrte Familie Berger,")
}

func TestReplacedNumberIsKept(t *testing.T) {
	h, house, _, _, _ := people(t)
	v := h.signedIn("jana")
	v.post(at(house, "bearbeiten"), "version", "1", "phone", "030 23125014").want(http.StatusOK)
	v.get(at(house, "person")).says("030 23125014", "040 66969117", "früher")
}

func TestWhoLeftStandsFoldedOnTheFirmsPage(t *testing.T) {
	h, house, first, second, _ := people(t)
	v := h.signedIn("jana")
	v.get(at(first, "person")).press(v, "Ausscheiden vermerken").want(http.StatusOK)
	p := v.get(customerPath(house)).want(http.StatusOK)
	names := func(sel string) string {
		text := ""
		for _, n := range p.All(sel) {
			text += n.Text() + ","
		}
		return text
	}
	if got := names("#ausgeschieden a.who"); got != "Frau Altmann," && got != "Altmann," {
		t.Errorf("folded: %q", got)
	}
	if !p.Has(`aside a.who[href="`+customerPath(second)+`"]`) || len(p.All(`aside a.who[href="`+customerPath(first)+`"]`)) != 1 {
		t.Errorf("people: %q", names("aside a.who"))
	}
}

func TestSettingsLeadToTheQuietPages(t *testing.T) {
	h, _, _, _, _ := people(t)
	v := h.signedIn("jana")
	p := v.get("/einstellungen").want(http.StatusOK).says("Noch aus.")
	for _, to := range []string{"/einstellungen/verantwortung", "/themen", "/gruende", "/dubletten", "/anfragen/formular"} {
		if !p.Has(`#orte a[href="` + to + `"]`) {
			t.Errorf("no way to %s", to)
		}
	}
	v.post("/anfragen/formular", "an", "1", "ziel", "4").want(http.StatusOK)
	v.get("/einstellungen").says("/anfrage", "--public-url")
	if h.signedIn("theo").get("/einstellungen").want(http.StatusOK).Has("#orte a") {
		t.Error("a helper is led to pages that are closed to him")
	}
}

func TestSecondEditorOfPreferencesSeesWhatTheFirstWrote(t *testing.T) {
	h, _, _, _, anna := people(t)
	v, olga := h.signedIn("jana"), h.signedIn("olga")
	to := at(anna, "interessen")
	version := func(p page) (fields []string) {
		t.Helper()
		for _, f := range p.All("#vorlieben form") {
			if f.Has("input[name=act][value=vorlieben]") {
				for _, in := range f.All("input[type=hidden]") {
					if in.Attr("name") != "blatt" {
						fields = append(fields, in.Attr("name"), in.Attr("value"))
					}
				}
			}
		}
		return fields
	}
	v.post(to, append(version(v.get(to)), "weg", "phone", "haltung", "brand")...).want(http.StatusOK)
	stale := version(olga.get(to))
	v.post(to, append(version(v.get(to)), "weg", "letter", "haltung", "price")...).want(http.StatusOK)
	p := olga.post(to, append(stale, "weg", "mail", "haltung", "brand")...).want(http.StatusConflict).says("inzwischen geändert")
	if text := strings.Join(p.Texts("#vorlieben"), " "); !strings.Contains(text, "Brief") {
		t.Errorf("the second editor does not see what the first wrote: %s", text)
	}
	set, err := interest.PreferenceOf(ctx, h.db, anna)
	if err != nil || set.Channel != "letter" || set.Orientation != "price" {
		t.Errorf("%+v, %v", set, err)
	}
}

// fields are the hidden fields of the form of an act, but for its mark.
func (p page) fields(act string) (list []string) {
	p.t.Helper()
	for _, f := range p.All("form") {
		if f.Has("input[name=act][value=" + act + "]") {
			for _, in := range f.All("input[type=hidden]") {
				if in.Attr("name") != "blatt" {
					list = append(list, in.Attr("name"), in.Attr("value"))
				}
			}
			return list
		}
	}
	p.t.Fatalf("no form for %s", act)
	return nil
}

func TestTwoWhoWriteTheSameAreToldOfEachOther(t *testing.T) {
	h, house, _, _, anna := people(t)
	v, olga := h.signedIn("jana"), h.signedIn("olga")
	for _, c := range map[string]struct {
		to, act   string
		first     []string
		second    []string
		both      string // what the second sees of the first
		unchanged string // what stands there afterwards
	}{
		"an agreement":            {at(house, "vereinbarung"), "vereinbart", []string{"we_give", "Lieferung in 24 Stunden"}, []string{"we_give", "Lieferung morgen"}, "Lieferung in 24 Stunden", "Lieferung in 24 Stunden"},
		"the relationship wished": {at(house, "vereinbarung"), "wunsch", []string{"art", "partner", "schritt", "Zur Probe einladen"}, []string{"art", "special", "schritt", "Anrufen"}, "Zur Probe einladen", "Zur Probe einladen"},
	} {
		v.post(c.to, append(v.get(c.to).fields(c.act), c.second...)...).want(http.StatusOK) // so that there is one
		stale := olga.get(c.to).fields(c.act)
		v.post(c.to, append(v.get(c.to).fields(c.act), c.first...)...).want(http.StatusOK)
		p := olga.post(c.to, append(stale, c.second...)...).want(http.StatusConflict).says("inzwischen geändert", c.both)
		v.get(c.to).says(c.unchanged)
		olga.post(c.to, append(p.fields(c.act), c.second...)...).want(http.StatusOK).says(c.second[len(c.second)-1])
	}

	to := at(anna, "interessen")
	v.post(to, "act", "neu", "name", "Hunde", "art", "told").want(http.StatusOK)
	stale := olga.get(to).fields("gesagt")
	v.post(to, v.get(to).fields("nicht")...).want(http.StatusOK)
	olga.post(to, stale...).want(http.StatusConflict).says("inzwischen geändert", "Einen Grund halten wir nicht fest")
	if list, err := interest.Likes(ctx, h.db, anna); err != nil || len(list) != 1 || !list[0].Excluded {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestTheSecondEditorOfATalkSeesWhatTheFirstWrote(t *testing.T) {
	h, _, _, _, anna := people(t)
	v, olga := h.signedIn("jana"), h.signedIn("olga")
	v.post(customerPath(anna)+"/kontakte", "weg", "phone", "notiz", "fragt nach Brot").want(http.StatusOK)
	list := h.talks(anna)
	if len(list) != 1 {
		t.Fatalf("%+v", list)
	}
	to := "/kontakte/" + strconv.FormatInt(list[0].ID, 10)
	write := func(who *visitor, version, minutes, note string) page {
		return who.post(to, "version", version, "weg", "phone", "tag", list[0].Day.String(), "minuten", minutes, "notiz", note)
	}
	write(v, "1", "5", "fragt nach Brot").want(http.StatusOK)
	p := write(olga, "1", "9", "fragt nach Brezeln").want(http.StatusConflict).says("inzwischen geändert", "Jetzt steht dort: Minuten: 5", "fragt nach Brot")
	if got := p.One(t, "input[name=version]").Attr("value"); got != "2" {
		t.Errorf("saving again would fail again: version %s", got)
	}
	write(olga, "2", "9", "fragt nach Brezeln").want(http.StatusOK)
	if after := h.talks(anna); after[0].Minutes != 9 || after[0].Note != "fragt nach Brezeln" {
		t.Errorf("%+v", after[0])
	}
}

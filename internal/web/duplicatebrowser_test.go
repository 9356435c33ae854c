package web_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// double is one of two entries of Jörg Ahrensböck.
func double(first, phone, mail string) customer.Customer {
	return customer.Customer{FirstName: first, LastName: "Ahrensböck", Street: "Am Bach 3", Postcode: "99101", City: "Mustertal", Phone: phone, Email: mail}
}

// Three outcomes by keys alone: the same is compared and merged with a choice for each
// field, who has to be asked is called two, different ones are not listed; and a merge is
// split again.
func TestBrowserDoublesAreDecidedByKeyboard(t *testing.T) {
	h := bakery(t, locale.DeDE)
	a, b := h.add(double("Jörg", "09101 445566", "alt@example.de")), h.add(double("Joerg", "+49 9101 445566", "joerg@example.de"))
	h.add(customer.Customer{FirstName: "Hanna", LastName: "Wohlers", Postcode: "99101", City: "Mustertal"})
	h.add(customer.Customer{FirstName: "Hanna", LastName: "Wohlers", Postcode: "99101", City: "Mustertal"})
	h.add(customer.Customer{Kind: customer.Firm, Company: "Haller GmbH", Postcode: "99101", City: "Mustertal"})
	h.add(customer.Customer{Kind: customer.Firm, Company: "Haller GmbH & Co. KG", Postcode: "99101", City: "Mustertal"})
	if _, err := h.House.Duplicates.Due(ctx, nil); err != nil {
		t.Fatal(err)
	}
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	p.Open(h.server.URL + "/dubletten")
	says(p, "main", "Sehr wahrscheinlich derselbe")
	says(p, "main", "Hanna Wohlers")
	if strings.Contains(p.Text("main"), "Haller GmbH") {
		t.Error("two legal forms are listed as one firm")
	}
	p.Screenshot("dubletten-desktop")
	sound(t, p, "the pairs")

	p.Press("v")
	p.Wait("main form[data-save]")
	at := p.Address()
	stays, goes := a, b
	if strings.Contains(at, fmt.Sprint("/kunden/", b, "/")) {
		stays, goes = b, a
	}
	testkit.Run(p, "go to the mail", chromedp.Focus("input[name=feld_email][value=bleibt]"))
	p.Press(" ") // the mail of who stays, the other first name
	testkit.Run(p, "go to the first name", chromedp.Focus("input[name=feld_first_name][value=anderer]"))
	p.Press(" ")
	p.Screenshot("zusammen-desktop")
	sound(t, p, "the comparison")
	mail, first := h.of(stays).Email, h.of(goes).FirstName
	testkit.Run(p, "leave the fields", chromedp.Evaluate[bool]("document.activeElement.blur() ?? true"))
	p.Press("m")
	p.Wait("main a[href^='/zusammen/']")
	if c := h.of(stays); c.Email != mail || c.FirstName != first {
		t.Errorf("chosen %s and %s, now %+v", mail, first, c)
	}

	list, err := duplicate.Into(ctx, h.db, stays)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	p.Open(h.server.URL + "/zusammen/" + strconv.FormatInt(list[0].ID, 10))
	p.Screenshot("trennen-desktop")
	sound(t, p, "the question before two are split")
	p.Follow("main form button")
	if c := h.of(goes); c.FirstName != first || h.of(stays).FirstName == first {
		t.Errorf("after the split: %+v", c)
	}

	if err := h.House.Duplicates.Dismiss(ctx, h.by(), a, b, true); err != nil {
		t.Fatal(err)
	}
	p.Open(h.server.URL + "/dubletten")
	says(p, "main", "Hanna Wohlers")
	p.Press("z")
	p.Wait("main .empty")
	if n, err := customer.CountSimilar(ctx, h.db); err != nil || n != 0 {
		t.Errorf("%d pairs wait, %v", n, err)
	}
}

// Who is typed in is warned while he is typed, also when the file of another system
// brought him.
func TestBrowserWhoIsKnownIsToldWhileTyping(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.take("erp", "Kundennummer;Firma;PLZ;Ort;Telefon\n70001;Haller GmbH;99101;Mustertal;09101 778899\n")
	h.take("kartei", "Kundennummer;Vorname;Nachname;PLZ;Ort;Telefon;E-Mail\nK7;Ute;Brandauer;99101;Mustertal;09101 556677;ute@example.de\n")
	p := &clicks{Page: testkit.Chromium(t).Page(t, testkit.Desktop)}
	signIn(p.Page, h)
	p.Open(h.server.URL + "/kunden/neu")
	p.Type("input[name=first_name]", "Ute")
	p.Type("input[name=last_name]", "Brandauer")
	p.Type("input[name=phone]", "+49 9101 556677\t")
	says(p.Page, "#doppelt", "Gibt es schon?")
	says(p.Page, "#doppelt", "Ute Brandauer")
	p.Screenshot("neu-bekannt-desktop")
	sound(t, p.Page, "the warning about a known customer")
	p.Follow("#doppelt a")
	p.most(t, "a known customer is opened instead of entered twice", 1)
	if got := p.Text("h1"); !strings.Contains(got, "Brandauer") {
		t.Errorf("leads to %q", got)
	}
}

// Two people decide about the same pair at once: one decides, the other is told, nothing
// is written twice.
func TestTwoPeopleDecideAboutOnePair(t *testing.T) {
	h := bakery(t, locale.DeDE)
	a, b := h.add(double("Jörg", "09101 445566", "")), h.add(double("Joerg", "09101 445566", "joerg@example.de"))
	jana, second := h.signedIn("jana"), h.signedIn("jana")
	form := func(v *visitor, stays, goes int64) (string, []string) {
		at := customerPath(stays) + "/zusammen/" + strconv.FormatInt(goes, 10)
		page := v.get(at).want(http.StatusOK)
		return at, []string{"version", page.One(t, "input[name=version]").Attr("value"), "version_anderer", page.One(t, "input[name=version_anderer]").Attr("value")}
	}
	atA, formA := form(jana, a, b)
	atB, formB := form(second, b, a) // the other way round
	jana.post(atA, formA...).want(http.StatusOK).says("Wieder trennen")
	if page := second.post(atB, formB...); page.code == http.StatusOK && !strings.Contains(page.Text(), "Ahrensböck") {
		t.Errorf("the second is told nothing: %s", page.Text())
	}
	second.post("/dubletten/zwei", "a", strconv.FormatInt(a, 10), "b", strconv.FormatInt(b, 10)).want(http.StatusNotFound)
	if n := h.count("SELECT count(*) FROM duplicate_merge"); n != 1 {
		t.Errorf("%d merges", n)
	}
	if c := h.of(a); c.LastName != "Ahrensböck" {
		t.Errorf("%+v", c)
	}
}

// A merge of a merge goes back step by step, the newest first.
func TestChainsOfMergesGoBackInReverse(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	ids := []int64{h.add(double("A", "", "a@example.de")), h.add(double("B", "", "b@example.de")), h.add(double("C", "", "c@example.de"))}
	for i := range 2 { // A into B, B into C
		at := customerPath(ids[i+1]) + "/zusammen/" + strconv.FormatInt(ids[i], 10)
		page := v.get(at).want(http.StatusOK)
		v.post(at, "version", page.One(t, "input[name=version]").Attr("value"), "version_anderer", page.One(t, "input[name=version_anderer]").Attr("value")).want(http.StatusOK)
	}
	v.get(customerPath(ids[0])).want(http.StatusOK).says("C Ahrensböck")
	merges, err := duplicate.Recent(ctx, h.db, 0, 5)
	if err != nil || len(merges) != 2 {
		t.Fatalf("%v, %v", merges, err)
	}
	undo := func(m duplicate.Merge) string { return "/zusammen/" + strconv.FormatInt(m.ID, 10) }
	first := v.get(undo(merges[1])).want(http.StatusOK).says("Bitte trennen Sie zuerst")
	if action := first.One(t, "main form").Attr("action"); action != undo(merges[0]) {
		t.Errorf("asked for the older merge, the page takes back %s", action)
	}
	v.post(undo(merges[1])).want(http.StatusConflict)
	for _, m := range merges {
		v.get(undo(m)).want(http.StatusOK)
		v.post(undo(m)).want(http.StatusOK)
	}
	for i, id := range ids {
		if c := h.of(id); c.FirstName != string(rune('A'+i)) || !strings.HasPrefix(c.Email, strings.ToLower(c.FirstName)) {
			t.Errorf("%d is %s, %s", id, c.FirstName, c.Email)
		}
	}
}

// of is the customer now.
func (h *house) of(id int64) customer.Customer {
	h.t.Helper()
	c, err := customer.Get(ctx, h.db, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *house) by() customer.By { return customer.By{Actor: 1, At: cal.At(h.now), Region: "DE"} }

package web_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// clicks is a page whose clicks and confirming keys are counted.
type clicks struct {
	*testkit.Page
	n int
}

func (c *clicks) Follow(selector string) {
	c.n++
	c.Page.Follow(selector)
}

func (c *clicks) Click(selector string) {
	c.n++
	c.Page.Click(selector)
}

func (c *clicks) Enter(text string) {
	c.n++
	c.Press(text + kb.Enter)
}

// most fails when more clicks were needed than the scenario allows.
func (c *clicks) most(t *testing.T, scenario string, limit int) {
	t.Helper()
	if c.n > limit {
		t.Errorf("%s takes %d clicks, at most %d are allowed", scenario, c.n, limit)
	}
	c.n = 0
}

func (h *house) add(c customer.Customer) (id int64) {
	h.t.Helper()
	h.update(func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, customer.By{Actor: 1, At: cal.At(h.now), Region: "DE"}, c)
		return err
	})
	return id
}

func TestBrowserACallIsLoggedWithTwoClicks(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.add(customer.Customer{Kind: customer.Person, FirstName: "Konrad", LastName: "Haller", Phone: "040 66969155"})
	p := &clicks{Page: testkit.Chromium(t).Page(t, testkit.Desktop)}
	signIn(p.Page, h)

	// A3: from the card, the kind of contact and one tap; words may be left out.
	p.Open(h.server.URL + customerPath(id))
	p.Click("#kontakt label:has([value=geplaudert])")
	p.Follow("#kontakt button.primary")
	p.Wait("#notiert")
	p.most(t, "A3, noting a call", 2)

	// B2: the number on the display is typed or pasted, the card opens, reason and minutes
	// are noted.
	p.Open(h.server.URL + "/")
	p.Press("/")
	p.Wait("#befehle[open] input")
	p.Press("+49 40 66969155")
	p.Wait("#befehle li:first-child [href^='" + customerPath(id) + "'][aria-selected=true]")
	p.Enter("")
	p.Wait("#notiz")
	p.Press("a")
	p.Wait("#notiz:focus")
	p.Enter("12 min fragt nach dem Preis")
	p.Wait(".tl li:has(.d[data-tone=good]) ~ li .d[data-tone=good]") // the second talk
	p.most(t, "B2, a call by its number", 3)
	list := h.talks(id)
	if len(list) != 2 || list[0].Minutes != 12 || list[0].Reason != "question" {
		t.Errorf("%+v", list)
	}
}

func TestBrowserAtTheCounterAndTheWeeksAnniversaries(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.guest()
	p := &clicks{Page: testkit.Chromium(t).Page(t, testkit.Desktop)}
	signIn(p.Page, h)

	// A2: a customer stands there; three letters of the name and one key open the card within
	// a second, with favourite and last talk and without any amount.
	p.Open(h.server.URL + "/tresen")
	p.Wait("#wer:focus")
	began := time.Now()
	p.Press("ada")
	p.Wait("#treffer a")
	p.Press(kb.ArrowDown)
	p.Wait("#treffer a:focus")
	p.Follow("#treffer a")
	p.Wait("#karte-name")
	t.Logf("from the first letter to the card: %v", time.Since(began))
	p.most(t, "A2, the card at the counter", 1)
	text := p.Text("main")
	if !strings.Contains(text, "Mag gern") || strings.Contains(text, "€") || strings.Contains(text, "Stammkund") {
		t.Errorf("the card says %s", text)
	}

	// A6: the names of the week on paper.
	p.Open(h.server.URL + "/tresen")
	p.Follow("a[href='/tresen/jahrestage']")
	testkit.Run(p.Page, "listen for printing", chromedp.Evaluate[chromedp.Void]("window.print = () => document.title = 'gedruckt'"))
	p.Click("[data-print]")
	if got := testkit.Run(p.Page, "read the title", chromedp.Evaluate[string]("document.title")); got != "gedruckt" {
		t.Errorf("nothing was printed: %q", got)
	}
	p.most(t, "A6, the anniversaries of the week printed", 2)
}

func TestBrowserAContactPersonLeaves(t *testing.T) {
	h := bakery(t, locale.DeDE)
	firm := h.add(customer.Customer{Kind: customer.Firm, Company: "Haller GmbH"})
	old := h.add(customer.Customer{Kind: customer.Contact, LastName: "Altmann", FirmID: firm, Note: "Mag Segeln"})
	next := h.add(customer.Customer{Kind: customer.Contact, LastName: "Neumann", FirmID: firm})
	h.update(func(tx *store.Tx) error {
		_, _, err := promise.Make(ctx, tx, interaction.By{Actor: 1, At: cal.At(h.now)}, promise.Promise{
			Customer: firm, Contact: old, Party: interaction.Us, Kind: promise.Callback, Due: cal.MustParse("2026-11-30"), Minute: promise.Anytime, Made: cal.MustParse("2026-11-20"),
		})
		return err
	})
	p := &clicks{Page: testkit.Chromium(t).Page(t, testkit.Desktop)}
	signIn(p.Page, h)
	p.Open(h.server.URL + at(old, "person"))
	form := "#gegangen form"
	p.Type(form+" select[name=nachfolge]", "Neumann")
	p.Follow(form + " button")
	p.Wait("#gegangen button")
	p.FullScreenshot("ausgeschieden-desktop")
	sound(t, p.Page, "the person who left")
	p.most(t, "B7, a contact person leaves", 2)
	if open := h.promises(firm); len(open) != 1 || open[0].Contact != next {
		t.Errorf("the promise is with %+v", open)
	}
	p.Open(h.server.URL + "/")
	if text := p.Text("main"); !strings.Contains(text, "Bei Haller GmbH ist Altmann ausgeschieden") {
		t.Errorf("Heute proposes no visit: %s", text)
	}
	p.Open(h.server.URL + at(old, "person"))
	p.Follow("#gegangen button") // he comes back, and so does what was promised to him
	if open := h.promises(firm); len(open) != 1 || open[0].Contact != old {
		t.Errorf("after his return the promise is with %+v", open)
	}
	p.Open(h.server.URL + customerPath(next))
	if strings.Contains(p.Text("body"), "Segeln") {
		t.Error("what was noted of the one who left is shown at his successor")
	}
}

func TestBrowserTwoEntriesBecomeOneAndTwoAgain(t *testing.T) {
	h := bakery(t, locale.DeDE)
	one := customer.Customer{FirstName: "Jörg", LastName: "Ahrensböck", Street: "Am Bach 3", Postcode: "99101", City: "Mustertal", Phone: "09101 445566"}
	a := h.add(one)
	one.FirstName, one.Phone, one.Email = "Joerg", "+49 9101 445566", "joerg@example.de"
	b := h.add(one)
	if _, err := h.House.Duplicates.Due(ctx, nil); err != nil {
		t.Fatal(err)
	}
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	p.Open(h.server.URL + "/dubletten")
	p.FullScreenshot("dubletten-desktop")
	sound(t, p, "possible doubles")
	p.Follow("main a[href*='/zusammen/']")
	p.FullScreenshot("zusammen-desktop")
	sound(t, p, "two entries side by side")
	p.Follow("main form[action*='/zusammen/'] button.primary")
	list, err := duplicate.Recent(ctx, h.db, 0, 5)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d merges, %v", len(list), err)
	}
	for _, id := range []int64{a, b} { // both addresses lead to the one who stays
		p.Open(h.server.URL + customerPath(id))
		if got := p.Address(); !strings.Contains(got, customerPath(list[0].Survivor)) {
			t.Errorf("%d leads to %s", id, got)
		}
	}
	p.Open(h.server.URL + "/zusammen/" + strconv.FormatInt(list[0].ID, 10))
	p.FullScreenshot("trennen-desktop")
	sound(t, p, "the question whether to split again")
	p.Follow("main form[action^='/zusammen/'] button")
	for _, id := range []int64{a, b} {
		if _, err := customer.Get(ctx, h.db, id); err != nil {
			t.Errorf("after splitting: %d: %v", id, err)
		}
	}
}

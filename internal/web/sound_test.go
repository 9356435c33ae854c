package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// furnished is a bakery in which the entry 2 of every kind exists, a customer with names as
// long as they may be among them.
func furnished(t *testing.T) *house {
	t.Helper()
	h := bakery(t, locale.DeDE)
	asking(h)
	v := h.signedIn("jana")
	long := strings.Repeat("Überaus-Langenbeck ", 20)
	c, err := customer.Get(ctx, h.db, 2)
	if err != nil {
		t.Fatal(err)
	}
	h.edit(c.ID, customer.Fields{customer.FieldFirstName: strings.Repeat("Annelieselotte", 28), customer.FieldLastName: long, customer.FieldNote: long})
	for n := range 2 {
		v.post("/anfragen/neu", "gesucht", fmt.Sprint("Hochzeitstorte ", n), "name", "Greta Ohlsen", "phone", "040 66969118", "herkunft", "phone").want(http.StatusOK)
		v.post("/vorhaben/neu", "kunde", "2", "titel", long[:120], "art", "job", "stand", "work").want(http.StatusOK)
		h.update(func(tx *store.Tx) error {
			_, _, err := interaction.Log(ctx, tx, interaction.By{Actor: 1, At: cal.At(h.now)}, interaction.Interaction{
				Customer: 2, Day: cal.MustParse("2026-11-24"), At: cal.At(h.now), Channel: interaction.Phone, Direction: interaction.In, Note: long,
			})
			return err
		})
	}
	return h
}

// TestBrowserEveryPageIsSound opens every page that the owner may read: axe finds nothing,
// neither in daylight nor in the evening, the console stays empty, and on a phone nothing
// must be pushed sideways and nothing is too small for a finger.
func TestBrowserEveryPageIsSound(t *testing.T) {
	h := furnished(t)
	v := h.signedIn("jana")
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	pages := 0
	for _, path := range append(readable(team.Owner), "/lizenzen", "/anfrage") {
		if answer := v.get(path); answer.code != http.StatusOK || !strings.HasPrefix(answer.body, "<!doctype html>") {
			continue // a file, a part of a page, or something that is not there
		}
		pages++
		p.View(testkit.Desktop)
		p.Open(h.server.URL + path)
		sound(t, p, path)
		p.View(testkit.Desktop.InDark())
		for _, v := range p.Contrast() {
			t.Errorf("%s in the evening: %s", path, v)
		}
		p.View(testkit.Phone)
		for _, v := range p.Targets() {
			t.Errorf("%s on a phone: %s", path, v)
		}
		if over := testkit.Run(p, "measure", chromedp.Evaluate[float64]("document.documentElement.scrollWidth - innerWidth")); over > 0 {
			t.Errorf("%s is %.0f pixels too wide for a phone", path, over)
		}
	}
	if pages < 40 {
		t.Errorf("only %d pages", pages)
	}
}

// printedPage is the mark of a page in a PDF.
var printedPage = regexp.MustCompile(`/Type\s*/Page\b`)

// TestBrowserSheetsFitOnOnePage prints what is taken along to a talk, of somebody of whom
// much is known and of somebody who is new.
func TestBrowserSheetsFitOnOnePage(t *testing.T) {
	h := furnished(t)
	v := h.signedIn("jana")
	for n := range 30 {
		v.post("/kunden/3/notiz", "note", strings.Repeat("Feiert gern und lange. ", 40), "version", "1")
		h.update(func(tx *store.Tx) error {
			_, _, err := promise.Make(ctx, tx, interaction.By{Actor: 1, At: cal.At(h.now)}, promise.Promise{
				Customer: 3, Party: interaction.Us, Kind: promise.Thing, Text: fmt.Sprintf("Rezept %d mitbringen und erklären, wie es gelingt", n), Due: cal.MustParse("2026-11-27"), Minute: promise.Anytime, Made: cal.MustParse("2026-11-21"), State: promise.Open, Settled: cal.Never,
			})
			return err
		})
		v.post("/kunden/3/interessen", "thema", fmt.Sprintf("Thema %d", n), "act", "topic")
	}
	fresh := h.add(customer.Customer{Kind: customer.Person, FirstName: "Neu", LastName: "Hier"})
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	for _, path := range []string{at(3, "gespraech"), at(fresh, "gespraech"), at(2, "gespraech"), at(3, "blatt"), at(fresh, "blatt"), fmt.Sprintf("/kennenlernen/%d", fresh), "/kennenlernen/3"} {
		p.Open(h.server.URL + path)
		if n := len(printedPage.FindAll(p.PDF(), -1)); n != 1 {
			t.Errorf("%s takes %d pages", path, n)
		}
	}
}

package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// The palette is used with the keyboard alone: it opens, says what it found to a screen
// reader by the mark of its field, and goes there; Esc leaves it where one was.
func TestBrowserPaletteByKeyboard(t *testing.T) {
	h := bakery(t, locale.DeDE)
	firm := int64(0)
	h.update(func(tx *store.Tx) (err error) {
		by := customer.By{At: cal.At(h.now), Region: "DE"}
		if firm, err = customer.Create(ctx, tx, by, customer.Customer{Company: "Café Sonnenuhr", City: "Mustertal", Email: "hallo@sonnenuhr.example.de"}); err != nil {
			return err
		}
		if _, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Contact, FirmID: firm, FirstName: "Gregor", LastName: "Tannhauser", Phone: "030 23125 987"}); err != nil {
			return err
		}
		o := sales.Blank()
		o.Customer, o.Source, o.Document, o.Number, o.Day, o.Currency = firm, "kasse", "R-20417", "R-20417", cal.MustParse("2026-11-02"), "EUR"
		if err = (sales.Books{Currency: "EUR", At: by.At}).Insert(ctx, tx, []sales.Document{{Order: o, Lines: []sales.Line{{Description: "Torte", Quantity: money.Decimal{Digits: 1}, Net: 990}}}}); err != nil {
			return err
		}
		_, err = interaction.Append(ctx, tx, interaction.Interaction{Customer: firm, Day: cal.MustParse("2026-11-03"), Channel: interaction.Phone, Note: "möchte Lebkuchenhäuser für den Advent"})
		return err
	})
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	start := p.Address()
	for _, c := range []struct{ typed, group, found string }{
		{"sonnenuhr", "Menschen und Betriebe", "Café Sonnenuhr"},
		{"tannhauser", "Ansprechpartner", "über Gregor Tannhauser"},
		{"23125987", "Ansprechpartner", "Café Sonnenuhr"},
		{"hallo@sonnen", "Menschen und Betriebe", "Café Sonnenuhr"},
		{"lebkuchen", "Notizen", "Lebkuchenhäuser für den Advent"},
		{"R-20417", "Belege", "Café Sonnenuhr"},
		{"sonenuhr", "Ähnlich geschrieben", "Café Sonnenuhr"},
	} {
		ctrlK(p)
		p.Press(c.typed)
		says(p, "#befehle", c.group)
		says(p, "#befehle", c.found)
		p.Press(kb.Escape)
		p.WaitGone("#befehle[open]")
	}
	if p.Address() != start {
		t.Errorf("Esc leads to %s", p.Address())
	}
	ctrlK(p)
	p.Press("sonnenuhr")
	says(p, "#befehle [aria-selected=true]", "Café Sonnenuhr")
	spoken(t, p)
	sound(t, p, "the palette")
	p.Screenshot("befehlsfeld-desktop")
	p.Press(kb.ArrowDown)
	p.Wait("#befehle [role=option]:not([aria-selected=true])")
	p.Press(kb.ArrowUp)
	says(p, "#befehle [aria-selected=true]", "Café Sonnenuhr")
	spoken(t, p)
	p.Press(kb.Enter)
	says(p, "main h1", "Café Sonnenuhr")
	if !strings.Contains(p.Address(), "/kunden/") {
		t.Errorf("Enter leads to %s", p.Address())
	}
}

// ctrlK opens the palette.
func ctrlK(p *testkit.Page) {
	testkit.Run(p, "press Ctrl and K", chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.Wait("#befehle[open] input[role=combobox]:focus")
}

// spoken checks that the field names the marked line, which a screen reader then says.
func spoken(t *testing.T, p *testkit.Page) {
	t.Helper()
	page := testkit.ParseHTML(t, strings.NewReader(p.Source()))
	marked := page.One(t, "#befehle [aria-selected=true]").Attr("id")
	if got := page.One(t, "#befehle input[role=combobox]").Attr("aria-activedescendant"); got != marked || marked == "" {
		t.Errorf("the field names %q, marked is %q", got, marked)
	}
}

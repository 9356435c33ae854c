package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// What a key opens takes the focus; Esc closes it and gives the focus back.
func TestBrowserEscClosesWhatAKeyOpened(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	p.Press("j")
	p.Wait(".care .say a:focus, .care a.who:focus")
	p.Press("x")
	p.Wait("[popover]:popover-open button:focus")
	p.Press(kb.Escape)
	p.Wait(".care .say a:focus, .care a.who:focus")
	p.WaitGone("[popover]:popover-open")
	testkit.Run(p, "go to the reason", chromedp.Focus(".care .why summary"))
	p.Press(kb.Enter)
	p.Wait(".care .why[open] dl")
	p.Press(kb.Escape)
	p.WaitGone(".care .why[open]")
	p.Wait(".care .why summary:focus")
	p.Press("?")
	p.Wait("#tasten[open]")
	p.Press(kb.Escape)
	p.WaitGone("#tasten[open]")
	p.Wait(".care .why summary:focus")
}

// A form that was refused goes on where it says what is wrong.
func TestBrowserRefusedFormGoesOnAtItsMistake(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	p.Press("n")
	p.Wait("#f-first_name:focus")
	p.Press("Wiebke")
	p.Type("#f-email", "keine Mail"+kb.Enter)
	p.Wait("#f-email[aria-invalid]:focus")
	for _, v := range p.Axe() {
		t.Errorf("the refused form: %s", v)
	}
}

// Paper has no links into the page, no boxes to tick in the program, and no table that
// is cut at its edge.
func TestBrowserPagesPrintWhole(t *testing.T) {
	h := furnished(t)
	p := testkit.Chromium(t).Page(t, testkit.Desktop.InDark())
	signIn(p, h)
	for _, path := range []string{"/", "/kunden", "/kunden/3", "/zahlen", "/zahlen/deckungsbeitraege", "/portfolio", "/protokoll"} {
		p.View(testkit.Desktop.InDark())
		p.Open(h.server.URL + path)
		p.Paper()
		wrong := testkit.Run(p, "measure", chromedp.Evaluate[[]string](`[...document.querySelectorAll('body *')].filter(e => {
			const box = e.getBoundingClientRect()
			if (!box.width || !e.checkVisibility()) return false
			return e.matches('.skip,.side,.tabbar,nav,.btn,[name=wer],[data-all]') || e.matches('table,.card,svg') && box.right > innerWidth + 1
		}).map(e => e.tagName + '.' + e.getAttribute('class') + ' ' + Math.round(e.getBoundingClientRect().right))`))
		for _, w := range wrong {
			t.Errorf("%s prints %s", path, w)
		}
		if paper := testkit.Run(p, "see the paper", chromedp.Evaluate[string]("getComputedStyle(document.body).backgroundColor")); paper != "rgb(255, 255, 255)" {
			t.Errorf("%s prints on %s", path, paper)
		}
	}
}

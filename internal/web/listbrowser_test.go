package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// signInAs signs somebody in who has no lines on Heute.
func signInAs(p *testkit.Page, h *house, login string) {
	p.Open(h.server.URL + "/anmelden")
	p.Type("input[name=name]", login)
	p.Type("input[name=passwort]", password)
	p.Follow("main form button")
}

// option takes an option of a select, as a person does by mouse.
func option(p *testkit.Page, selector, value string) {
	testkit.Run(p, "choose "+value, chromedp.Evaluate[bool](fmt.Sprintf(`(() => {
		const s = document.querySelector(%q); s.value = %q;
		for (const kind of ['input', 'change']) s.dispatchEvent(new Event(kind, {bubbles: true}));
		return true; })()`, selector, value)))
}

// says waits until an element holds a text.
func says(p *testkit.Page, selector, text string) {
	testkit.Run(p, "wait for "+text, chromedp.Evaluate[bool](fmt.Sprintf(
		`new Promise(done => { const look = () => document.querySelector(%q)?.textContent.includes(%q) ? done(true) : requestAnimationFrame(look); look(); })`,
		selector, text), chromedp.EvalAwaitPromise))
}

func TestBrowserFilterIsBuiltSavedAndReopened(t *testing.T) {
	h := bakery(t, locale.DeDE)
	b := testkit.Chromium(t)
	p := b.Page(t, testkit.Desktop)
	signIn(p, h)
	p.Open(h.server.URL + "/kunden")
	p.Follow(".tabs a:last-child")
	says(p, "#regelsatz .big", "4")
	p.Click("input[name='v0.0'][value=regular]")
	p.Click("input[name='v0.0'][value=repeat]")
	says(p, "#regelsatz", "Stand ist Mehrfachkunde oder Stammkunde")
	says(p, "#regelsatz .big", "2")
	p.Follow("button[value='group:0']")
	option(p, "select[name='g0.1']", "none")
	option(p, "select[name='f0.1.0']", "name")
	p.Wait("input[name='v0.1.0']")
	p.Type("input[name='v0.1.0']", "demir")
	says(p, "#regelsatz .big", "1")
	says(p, "#regelsatz", "enthält „demir“")
	p.FullScreenshot("filter-desktop")
	sound(t, p, "the builder")
	p.Type("input[name=name]", "Treu, ohne Yusuf")
	p.Click(".seg label:has(input[value=ich])")
	p.Follow("button[value=sichern]")
	says(p, ".tabs a[aria-current]", "Treu, ohne Yusuf")
	says(p, "#kundenzeilen", "Hannelore Wackernagel")

	p.Click(".top > details summary")
	for _, column := range []string{"standing", "rhythm", "last", "net", "margin"} {
		p.Click("input[name=spalte][value=" + column + "]")
	}
	for _, column := range []string{"gaps", "known", "city", "phone", "email"} {
		p.Click("input[name=spalte][value=" + column + "]")
	}
	p.FullScreenshot("spalten-desktop")
	sound(t, p, "the choice of columns")
	p.Follow(".top > details button")
	if head := p.Text("thead"); !strings.Contains(head, "Fehlt noch") || strings.Contains(head, "Umsatz") {
		t.Errorf("the columns are %q", head)
	}
	p.Follow("thead a.sort")
	p.Wait("th[aria-sort=descending]")
	p.Screenshot("liste-eigene-spalten-desktop")
	sound(t, p, "the list with other columns")
	p.View(testkit.Phone)
	p.Screenshot("liste-eigene-spalten-phone")
	sound(t, p, "the list with other columns on a phone")
	p.View(testkit.Desktop)

	p.Follow(".tabs a:nth-last-child(2)")
	p.Wait("select[name='f0.1.0']")
	p.Type("input[name=name]", kb.End+" im Haus")
	p.Click(".seg label:has(input[value=team])")
	p.Follow("button[value=sichern]")
	if head := p.Text("thead"); !strings.Contains(head, "Fehlt noch") {
		t.Errorf("the view has forgotten its columns: %q", head)
	}
	olga := b.Page(t, testkit.Desktop)
	signInAs(olga, h, "olga")
	olga.Open(h.server.URL + "/kunden")
	if tabs := olga.Text(".tabs"); !strings.Contains(tabs, "Treu, ohne Yusuf im Haus") || strings.Count(tabs, "Treu") != 1 {
		t.Errorf("a colleague sees the tabs %q", tabs)
	}
}

func TestBrowserManyAreChangedAndTakenBack(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	p.Open(h.server.URL + "/kunden")
	p.Click("tr:nth-child(1) input[name=wer]")
	p.Click("tr:nth-child(3) input[name=wer]")
	p.Wait("#sammel.afloat")
	says(p, "#sammelzahl", "2 ausgewählt")
	p.Screenshot("auswahl-desktop")
	sound(t, p, "two are ticked")
	p.View(testkit.Desktop.InDark())
	p.Screenshot("auswahl-dark")
	sound(t, p, "two are ticked in the dark")
	p.View(testkit.Desktop)
	p.Click("[data-clear]")
	p.WaitGone("#sammel.afloat")
	p.Click("[data-all=wer]")
	says(p, "#sammelzahl", "4 ausgewählt")
	p.Click("tr:nth-child(2) input[name=wer]")
	says(p, "#sammelzahl", "3 ausgewählt")
	p.Follow("#sammel button[value=owner]")
	option(p, "select[name=wert]", "2")
	p.Follow("main form button")
	says(p, "#vorschau", "3 Einträge würden geändert")
	p.Screenshot("sammel-vorschau-desktop")
	sound(t, p, "the preview")
	p.Follow("#vorschau form button")
	says(p, "#sammellauf", "3 Einträge wurden geändert")
	sound(t, p, "what was done")
	p.Follow("#sammellauf form button")
	says(p, "#sammellauf", "3 Einträge sind wieder wie vorher")

	p.Open(h.server.URL + "/kunden?gruppe=stamm")
	file := testkit.Run(p, "load the file", chromedp.Evaluate[string](
		`fetch(document.querySelector("a[href*='export.csv']").href).then(r => r.text())`, chromedp.EvalAwaitPromise))
	if !strings.Contains(file, "Hannelore Wackernagel;") || strings.Contains(file, "Leonie") {
		t.Errorf("the file holds %q", file)
	}
}

func TestBrowserTwoEditTheSameValueOfTheList(t *testing.T) {
	h := bakery(t, locale.DeDE)
	b := testkit.Chromium(t)
	first, second := b.Page(t, testkit.Desktop), b.Page(t, testkit.Desktop)
	signIn(first, h)
	signInAs(second, h, "olga")
	for _, p := range []*testkit.Page{first, second} {
		p.Open(h.server.URL + "/kunden?spalte=city&q=hannelore")
		p.Click("td a.edit")
		p.Wait("td input[name=wert]:focus")
	}
	sound(t, first, "a value is edited")
	first.Press("Neuhausen" + kb.Enter)
	first.WaitGone("td form")
	says(first, "td a.edit", "Neuhausen")
	second.Press("Beispielstadt" + kb.Enter)
	second.Wait("td .err")
	says(second, "td .err", "wurde inzwischen geändert")
	says(second, "td .err", "Dort steht jetzt: Neuhausen")
	second.Screenshot("zelle-zweiter-desktop")
	second.Click("td input[name=wert]")
	second.Press(kb.Escape)
	says(second, "td a.edit", "Neuhausen")
	second.Click("td a.edit")
	second.Wait("td input[name=wert]:focus")
	second.Press("Neustadt" + kb.Enter)
	second.WaitGone("td form")
	h.signedIn("jana").get("/kunden?spalte=city").want(http.StatusOK).says("Neustadt")
}

// Names of 500 letters without a space, written from right to left or in pictures break no
// page; nobody found is said, with a way on.
func TestBrowserListHoldsEveryName(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.update(func(tx *store.Tx) error {
		for _, c := range []customer.Customer{
			{FirstName: strings.Repeat("Annamaria ", 10), LastName: strings.Repeat("Donaudampf", 40), City: strings.Repeat("Mustertal", 20)}, {FirstName: "שרה", LastName: "בן־דוד"}, {Company: "🎂🥐 👩‍🍳 Zuckerwerk"},
		} {
			if _, err := customer.Create(ctx, tx, customer.By{At: cal.At(h.now), Region: "DE"}, c); err != nil {
				return err
			}
		}
		return nil
	})
	p := testkit.Chromium(t).Page(t, testkit.Phone)
	signIn(p, h)
	for path, name := range map[string]string{"/kunden": "voll", "/kunden?spalte=gaps&spalte=city&spalte=last_name": "voll-spalten", "/suche?q=donaudampf": "voll-suche", "/kunden?q=xqzzk": "niemand"} {
		p.Open(h.server.URL + path)
		p.Screenshot("liste-" + name + "-phone")
		if wide := testkit.Run(p, "measure", chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth")); wide {
			t.Errorf("%s is wider than the phone", path)
		}
		sound(t, p, path)
	}
	p.Open(h.server.URL + "/kunden?q=xqzzk")
	says(p, "main", "xqzzk")
	p.Follow(".empty a.btn")
	if !strings.Contains(p.Address(), "/kunden/neu?name=xqzzk") {
		t.Errorf("nobody found leads to %s", p.Address())
	}
}

// While somebody searches the list says that it shows what fits best; emptied by Escape it
// says, and has, its own order again.
func TestBrowserEscapeEmptiesTheSearch(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	p.Open(h.server.URL + "/kunden")
	names := func() []string {
		return testkit.Run(p, "read the names", chromedp.Evaluate[[]string](`[...document.querySelectorAll("#kundenliste a.who")].map(a => a.textContent)`))
	}
	told := func(want string) {
		t.Helper()
		says(p, "select[name=sort] option:checked", want)
	}
	all := names()
	told("Üblich: nach Name")
	p.Type("[data-search]", "wackernagel")
	told("Passend sortiert")
	if got := names(); len(got) != 1 {
		t.Errorf("found %v", got)
	}
	p.Press(kb.Escape)
	told("Üblich: nach Name")
	if got := names(); !slices.Equal(got, all) {
		t.Errorf("%v, before %v", got, all)
	}
	if reset := testkit.Run(p, "look for the reset", chromedp.Evaluate[bool](`[...document.querySelectorAll("#kundenliste .card-foot a")].some(a => a.getAttribute("href") == "/kunden")`)); reset {
		t.Error("an empty search offers to be taken away")
	}
}

// On paper neither the time of the figures nor the number of rows takes a line of its own at
// the end, where it could stand alone on a last sheet.
func TestBrowserPaperHasNothingAlone(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	p.Open(h.server.URL + "/kunden")
	p.Paper()
	for _, selector := range []string{".stand", "#kundenliste .card-foot"} {
		where := testkit.Run(p, "look where "+selector+" stands", chromedp.Evaluate[string](fmt.Sprintf(`getComputedStyle(document.querySelector(%q)).position`, selector)))
		if where != "absolute" {
			t.Errorf("%s is %s", selector, where)
		}
	}
}

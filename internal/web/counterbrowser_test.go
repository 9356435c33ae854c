package web_test

import (
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// away lets the house vanish from the network; the returned function brings it back under
// the same address.
func (h *house) away() (back func()) {
	h.t.Helper()
	at := h.server.Listener.Addr().String()
	h.server.CloseClientConnections()
	h.server.Close()
	return func() {
		h.t.Helper()
		l, err := net.Listen("tcp", at)
		if err != nil {
			h.t.Fatal(err)
		}
		again := httptest.NewUnstartedServer(h.server.Config.Handler)
		_ = again.Listener.Close()
		again.Listener = l
		again.Start()
		h.t.Cleanup(again.Close)
	}
}

func TestBrowserCounterIsFastByKeyboard(t *testing.T) {
	h := bakery(t, locale.DeDE)
	id := h.guest()
	p := testkit.Chromium(t).Page(t, testkit.Desktop)
	signIn(p, h)
	p.Open(h.server.URL + "/tresen")
	p.Wait("#wer:focus") // a scanner types and ends with Enter
	p.Press("4006381333931" + kb.Enter)
	p.Wait("#karte-name")
	if got := p.Text("#karte-name"); got != "Ada Adam" {
		t.Errorf("the card of %q", got)
	}
	p.Type("#wer", "adam")
	p.Wait("#treffer a")
	p.Press(kb.ArrowDown)
	p.Wait("#treffer a:focus")
	p.Follow("#treffer a")
	p.Wait("#karte-name")
	p.Screenshot("tresen-desktop")
	sound(t, p, "the card")
	before := len(h.talks(id))
	p.Follow("button[value=erzaehlt]")
	p.Wait(".card [role=status]")
	if n := len(h.talks(id)); n != before+1 {
		t.Errorf("one tap noted %d talks", n-before)
	}
	p.View(testkit.Desktop.InDark())
	sound(t, p, "the card in the dark")
	p.Follow(".card [role=status] button")
	if n := len(h.talks(id)); n != before {
		t.Errorf("after undo there are %d", n-before)
	}
	p.Open(h.server.URL + "/kunden/" + strings.TrimPrefix(card(id), "/tresen/") + "/gespraech")
	p.FullScreenshot("gespraech-desktop")
	sound(t, p, "the sheet in the dark")
	p.View(testkit.Desktop)
	sound(t, p, "the sheet")
}

func TestBrowserCounterWithoutNetwork(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.pin("jana", "4711")
	h.now = time.Now() // browsers have a clock of their own
	b := testkit.Chromium(t)
	p := b.Page(t, testkit.View{Width: 360, Height: 740, Touch: true})
	p.Open(h.server.URL + "/anmelden")
	p.Type("input[name=name]", "jana")
	p.Type("input[name=passwort]", password)
	p.Follow("main form button")
	p.Open(h.server.URL + "/tresen")
	p.Wait("#frei-nein summary")
	p.Click("#frei-nein summary")
	p.Type("#frei-form [name=geraet]", "Telefon")
	p.Type("#frei-pin", "4711")
	sound(t, p, "the form for a device")
	p.Click("#frei-form button")
	p.Wait("#frei-ja")
	p.Screenshot("tresen-phone")

	back := h.away()
	p.Open(h.server.URL + "/tresen")
	p.Wait("#pin")
	p.Type("#pin", "4712"+kb.Enter)
	p.Wait("#falsch")
	p.Type("#pin", "4711"+kb.Enter)
	p.Wait("#wer")
	p.Type("#wer", "wackern"+kb.Enter)
	p.Wait("[data-teil=name]")
	if got := p.Text("[data-teil=name]"); got != "Hannelore Wackernagel" {
		t.Errorf("the card of %q", got)
	}
	p.Click("button[data-art=erzaehlt]")
	p.Wait("#wartet")
	p.Screenshot("tresen-ohne-netz-phone")
	for _, v := range p.Axe() {
		t.Errorf("without network: %s", v)
	}

	back()
	p.Open(h.server.URL + "/tresen/ohne-netz")
	p.Wait("#wieder-da")
	p.WaitGone("#wartet:not([hidden])")
	p.Open(h.server.URL + "/tresen")
	p.Wait("#frei-ja")
	if n := h.count("SELECT count(*) FROM interaction WHERE channel = 'counter' AND reason = $1", interaction.NoOccasion); n != 1 {
		t.Errorf("the talk was written %d times", n)
	}

	list, err := team.Devices(ctx, h.db)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	if err := h.Team.LoseDevice(ctx, 0, list[0].ID); err != nil {
		t.Fatal(err)
	}
	p.Open(h.server.URL + "/tresen")
	p.Wait("input[name=passwort]")
	kept := testkit.Run(p, "look what is kept", chromedp.Evaluate[int]("indexedDB.databases().then(l => l.length)", chromedp.EvalAwaitPromise))
	if list, err = team.Devices(ctx, h.db); err != nil || kept != 0 || list[0].WipedAt == 0 {
		t.Errorf("the lost device keeps %d, %+v %v", kept, list, err)
	}
}

package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// asked writes an enquiry by hand and returns its id.
func asked(h *house, v *visitor, sought, name string) int64 {
	h.t.Helper()
	v.post("/anfragen/neu", "gesucht", sought, "herkunft", "counter", "name", name, "telefon", "040 66969177").want(http.StatusOK)
	list, err := enquiry.Column(ctx, h.db, enquiry.New, enquiry.Anybody, enquiry.First, 50)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := range list {
		if list[i].Sought == sought {
			return list[i].ID
		}
	}
	h.t.Fatalf("%q is no enquiry", sought)
	return 0
}

func TestWithoutScriptTheReasonIsAskedOnAPage(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	id := asked(h, v, "Torte", "Greta Ohlsen")
	at := fmt.Sprint("/anfragen/", id)
	p := v.post(at+"/schritt", "act", "move", "version", "1", "nach", "lost", "zurueck", "/anfragen?wer=ich").want(http.StatusOK)
	form := p.One(t, "#lost form")
	if form.One(t, "input[name=zurueck]").Attr("value") != "/anfragen?wer=ich" {
		t.Error("the way back to the board is lost")
	}
	v.post(form.Attr("action"), "act", "close", "nach", "lost", "version", form.One(t, "input[name=version]").Attr("value"), "grund", "price", "worte", "zu teuer").want(http.StatusOK).says("zu teuer")
}

func TestBrowserAnEnquiryEndsInAWindow(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	won, lost := asked(h, v, "Torte", "Greta Ohlsen"), asked(h, v, "Brezeln", "Henk Visser")
	p := &clicks{Page: testkit.Chromium(t).Page(t, testkit.Desktop)}
	signIn(p.Page, h)

	p.Open(h.server.URL + "/anfragen")
	testkit.Run(p.Page, "drag a card", chromedp.Evaluate[bool](fmt.Sprintf(dragTo, won, "won")))
	p.Wait("#ende-won[open]")
	if who := p.Text("#ende-won [data-who]"); who != "Greta Ohlsen" {
		t.Errorf("the window is about %q", who)
	}
	p.Screenshot("anfrage-gewonnen-desktop")
	sound(t, p.Page, "the window that asks why")
	p.Type("#ende-won select", "Gute Beratung")
	p.Follow("#ende-won form button:not([type=button])")
	p.Wait(fmt.Sprintf("[data-column=won] #a-%d", won))

	p.n = 0
	p.Open(h.server.URL + fmt.Sprint("/anfragen/", lost))
	p.Click("[data-open=ende-lost]")
	p.Wait("#ende-lost[open]")
	p.Type("#ende-lost select", "Preis")
	p.Follow("#ende-lost form button:not([type=button])")
	p.WaitGone("[data-open=ende-lost]")
	p.most(t, "an enquiry is closed with its reason", 2)
	for id, state := range map[int64]enquiry.State{won: enquiry.Won, lost: enquiry.Lost} {
		if e, err := enquiry.Get(ctx, h.db, id); err != nil || e.State != state || e.Reason == "" {
			t.Errorf("%s: %+v, %v", state, e, err)
		}
	}

	// by keys: from an offer to the right is "won", and Escape leaves all as it was
	open := asked(h, v, "Stollen", "Ida Petersen")
	v.post(fmt.Sprint("/anfragen/", open, "/schritt"), "act", "move", "version", "1", "nach", "offered").want(http.StatusOK)
	p.Open(h.server.URL + "/anfragen")
	testkit.Run(p.Page, "focus a card", chromedp.Focus("[data-column=offered] [data-lead] a.who"))
	p.Press(kb.ArrowRight)
	p.Wait("#ende-won[open]")
	p.Press(kb.Escape)
	p.WaitGone("#ende-won[open]")
	if e, err := enquiry.Get(ctx, h.db, open); err != nil || e.State != enquiry.Offered {
		t.Errorf("%+v, %v", e, err)
	}
}

// dragTo drags the card of an enquiry onto a column.
const dragTo = `(() => {
  const card = document.getElementById('a-%d'), to = document.querySelector('[data-column=%s]');
  const data = new DataTransfer();
  const fire = (el, name) => el.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data }));
  fire(card, 'dragstart'); fire(to, 'dragover'); fire(to, 'drop'); fire(card, 'dragend');
  return true;
})()`

// dropMailFile drops a mail as a file onto the zone for it.
const dropMailFile = `(() => {
  const data = new DataTransfer();
  data.items.add(new File(['From: Greta Ohlsen <greta@example.de>\nSubject: Hochzeitstorte\n\nBitte für sechzig Gäste.'], 'anfrage.eml', { type: 'message/rfc822' }));
  const zone = document.querySelector('[data-drop]');
  ['dragover', 'drop'].forEach(name => zone.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data })));
  return true;
})()`

func TestBrowserAMailBecomesAnEnquiry(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := &clicks{Page: testkit.Chromium(t).Page(t, testkit.Desktop)}
	signIn(p.Page, h)
	save := func(name, sought string) {
		t.Helper()
		p.Wait("form input[name=gesucht][value='" + sought + "']")
		sound(t, p.Page, "what was read from the mail of "+name)
		p.Follow("main form:has(input[name=gesucht]) .acts button")
		p.Wait("#entwurf")
		if text := p.Text("main"); !strings.Contains(text, name) || !strings.Contains(text, sought) {
			t.Errorf("the enquiry says %s", text)
		}
	}
	p.Open(h.server.URL + "/anfragen/neu")
	testkit.Run(p.Page, "drop a mail", chromedp.Evaluate[bool](dropMailFile))
	p.Follow("main form[action='/anfragen/mail'] .acts button")
	save("Greta Ohlsen", "Hochzeitstorte")
	p.most(t, "an enquiry from a dropped mail", 2)

	p.Open(h.server.URL + "/anfragen/neu")
	p.Type("main form[action='/anfragen/mail'] textarea", "Von: Henk Visser <henk@example.de>\nBetreff: Brezeln zum Fest\n\nVierzig Stück, geht das?")
	p.Follow("main form[action='/anfragen/mail'] .acts button")
	save("Henk Visser", "Brezeln zum Fest")
	p.most(t, "an enquiry from a pasted mail", 2)
	if n, err := enquiry.Count(ctx, h.db, enquiry.New, enquiry.Anybody); err != nil || n != 2 {
		t.Errorf("%d enquiries, %v", n, err)
	}
}

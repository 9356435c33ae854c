package web_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// count returns how many rows a statement finds.
func (h *house) count(text string, args ...any) int {
	h.t.Helper()
	n, err := store.Value[int](ctx, h.db, store.New("count", text), args...)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func TestAFormSentTwiceMakesOneCustomer(t *testing.T) {
	for _, c := range []struct{ form, start string }{{"/kunden/neu", "/kunden/"}, {"/kennenlernen", "/kennenlernen/"}} {
		t.Run(c.form, func(t *testing.T) {
			h := bakery(t, locale.DeDE)
			v := h.signedIn("jana")
			form := v.get(c.form).want(http.StatusOK)
			if form.head.Get("Cache-Control") == "no-store" {
				t.Error("on the way back the form is a new one")
			}
			mark := form.One(t, `main input[name=blatt]`).Attr("value")
			before, err := customer.Count(ctx, h.db)
			if err != nil {
				t.Fatal(err)
			}
			send := func(mark string) page {
				return v.post(c.form, "kind", "person", "last_name", "Ahrensböck", "blatt", mark).want(http.StatusOK)
			}
			var paths [4]string
			var all sync.WaitGroup
			for i := range paths {
				all.Go(func() { paths[i] = send(mark).path })
			}
			all.Wait()
			after, err := customer.Count(ctx, h.db)
			if err != nil || after != before+1 {
				t.Errorf("%d customers more, %v", after-before, err)
			}
			for _, path := range paths {
				if path != paths[0] || !strings.HasPrefix(path, c.start) {
					t.Errorf("led to %v", paths)
				}
			}
			if again := send(v.get(c.form).One(t, `main input[name=blatt]`).Attr("value")); again.path == paths[0] {
				t.Error("a second form is taken for the first")
			}
		})
	}
}

func TestAContactNotedTwiceIsOne(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	at := link(t, v, "Hannelore Wackernagel")
	mark := func() string { return v.get(at).One(t, `#kontakt input[name=blatt]`).Attr("value") }
	noted := func() int { return h.count("SELECT count(*) FROM interaction") }
	first := mark()
	for range 2 {
		v.post(at+"/kontakte", "weg", "phone", "notiz", "fragt nach Stollen", "blatt", first).want(http.StatusOK)
	}
	v.post(at+"/kontakte", "weg", "phone", "notiz", "fragt nach Stollen", "blatt", mark()).want(http.StatusOK)
	if n := noted(); n != 1 {
		t.Errorf("%d contacts of one", n)
	}
	v.post(at+"/kontakte", "weg", "phone", "notiz", "fragt nach Brezeln", "blatt", mark()).want(http.StatusOK)
	if n := noted(); n != 2 {
		t.Errorf("%d contacts of two", n)
	}
}

func TestAColleagueAddedTwiceIsOne(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	mark := v.get("/einstellungen").One(t, `form[action=/einstellungen/personen] input[name=blatt]`).Attr("value")
	for range 2 {
		v.post("/einstellungen/personen", "name", "Pia Kern", "login", "pia", "rolle", string(team.Carer), "passwort", password, "blatt", mark).want(http.StatusOK).says("Pia Kern")
	}
}

func TestTheSecondClickOfTheFirstRunLeadsOn(t *testing.T) {
	h := fresh(t)
	fills := 0
	h.Practice = func(context.Context, string) error {
		fills++
		h.customer("Leonie", "Fährmann", "Frau", nil)
		h.House.Changed()
		return nil
	}
	h.House.Changed = func() {}
	h.open()
	for range 2 { // the browser gave up the first answer, and its cookie
		if p := h.visitor("de").post("/start", append(firstRun, "weg", "uebung")...).want(http.StatusOK); p.path != "/" {
			t.Errorf("led to %s", p.path)
		}
	}
	if fills != 1 {
		t.Errorf("filled %d times", fills)
	}
	wrong := append([]string{}, firstRun...)
	wrong[len(wrong)-1] = "Tee am Abend"
	if p := h.visitor("de").post("/start", append(wrong, "weg", "eigene")...); !strings.HasPrefix(p.path, "/anmelden") {
		t.Errorf("a stranger is led to %s", p.path)
	}
}

func TestWhatIsTooLongComesBackWithWordsAtTheField(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	at := link(t, v, "Hannelore Wackernagel")
	version := v.get(at+"/bearbeiten").One(t, "input[name=version]").Attr("value")
	long, most := strings.Repeat("ä", 10_001), strings.Repeat("ä", 10_000)
	line := strings.Repeat("x", 201)
	before := h.count("SELECT count(*) FROM customer")
	for name, c := range map[string]struct {
		path, field, value string
		more               []string
	}{
		"the words of a contact": {at + "/kontakte", "notiz", long, []string{"weg", "phone"}},
		"the note":               {at + "/notiz", "note", long, []string{"version", version}},
		"why a bar is set":       {at + "/sperre", "notiz", long, []string{"art", "objected"}},
		"why he is no regular":   {at + "/stufe", "grund", line, []string{"act", "deny"}},
		"a new customer's name":  {"/kunden/neu", "last_name", line, []string{"kind", "person"}},
		"a new customer's note":  {"/kunden/neu", "note", long, []string{"kind", "person", "last_name", "Kern"}},
		"a favourite customer":   {"/kennenlernen", "favourite", line, []string{"last_name", "Kern"}},
		"a known one's city":     {at + "/bearbeiten", "city", line, []string{"version", version}},
		"a colleague's name":     {"/einstellungen/personen", "name", line, []string{"login", "pia", "rolle", "carer", "passwort", password}},
		"my own name":            {"/einstellungen/zugang", "name", line, nil},
		"the firm's name":        {"/einstellungen/betrieb", "name", line, []string{"minuten", "10", "spanne", "60"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := v.post(c.path, append(c.more, c.field, c.value)...).want(http.StatusUnprocessableEntity).says("Das ist zu lang")
			found := false
			for _, n := range p.All("[name=" + c.field + "]") {
				if n.Attr("aria-invalid") != "true" {
					continue
				}
				found = true
				if got := n.Attr("value") + n.Text(); got != c.value {
					t.Errorf("%d characters came back", len(got))
				}
			}
			if !found {
				t.Error("no field is marked")
			}
		})
	}
	if n := h.count("SELECT count(*) FROM customer"); n != before {
		t.Errorf("%d customers were made", n-before)
	}
	v.post(at+"/kontakte", "weg", "phone", "notiz", most).want(http.StatusOK).says("ääää")
}

func TestABrokenRuleIsToldAtItsField(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	at := link(t, v, "Hannelore Wackernagel")
	v.post(at+"/stufe", "act", "deny", "grund", "").want(http.StatusUnprocessableEntity).One(t, `details[open] [name=grund][aria-invalid=true]`)
	v.post(at+"/sperre", "art", "objected", "tag", "2027-01-01").want(http.StatusUnprocessableEntity).One(t, `details[open] [name=tag][aria-invalid=true]`)
}

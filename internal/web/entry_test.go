package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// cookie returns the value of the visitor's session cookie.
func (v *visitor) cookie() string {
	req, err := http.NewRequest(http.MethodGet, v.h.server.URL, nil)
	if err != nil {
		v.h.t.Fatal(err)
	}
	for _, c := range v.client.Jar.Cookies(req.URL) {
		if c.Name == "sitzung" {
			return c.Value
		}
	}
	return ""
}

func TestAStrangerIsAskedWhoHeIsAndThenGoesWhereHeWanted(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.visitor("de")
	p := v.get("/einstellungen").want(http.StatusOK)
	if !strings.HasPrefix(p.path, "/anmelden?weiter=") {
		t.Fatalf("arrived at %s", p.path)
	}
	p.says("Backhaus Mustermühle", "Anmelden")
	next := p.One(t, "input[name=weiter]").Attr("value")
	if p = v.post("/anmelden", "name", "jana", "passwort", password, "weiter", next); p.path != "/einstellungen" {
		t.Errorf("after signing in at %s", p.path)
	}
}

func TestWhatIsSentAfterTheSessionEndedWaitsForTheSignIn(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.post("/abmelden")
	p := v.post("/kunden/3/kontakte", "weg", "phone", "notiz", "fragt nach Stollen & Brezeln").want(http.StatusUnauthorized).says("Ihre Eingabe ist noch da")
	typed, next := p.One(t, "input[name=eingabe]").Attr("value"), p.One(t, "input[name=weiter]").Attr("value")
	p = v.post("/anmelden", "name", "jana", "passwort", "falsch", "weiter", next, "eingabe", typed).want(http.StatusForbidden)
	if got := p.One(t, "input[name=eingabe]").Attr("value"); got != typed {
		t.Fatalf("a mistyped password loses it: %q", got)
	}
	p = v.post("/anmelden", "name", "jana", "passwort", password, "weiter", next, "eingabe", typed).want(http.StatusOK).says("Ihre Eingabe ist noch da.")
	form := p.One(t, "main form")
	var fields []string
	for _, f := range form.All("input") {
		fields = append(fields, f.Attr("name"), f.Attr("value"))
	}
	if form.Attr("action") != "/kunden/3/kontakte" {
		t.Fatalf("it would go to %s", form.Attr("action"))
	}
	v.get("/kunden/3").hides("Stollen")
	v.post(form.Attr("action"), fields...).want(http.StatusOK)
	v.get("/kunden/3").says("fragt nach Stollen & Brezeln")

	stranger := h.visitor("de")
	if p := stranger.post("/einstellungen/passwort", "alt", password, "neu", "ein ganz neues Wort"); strings.Contains(p.body, password) || strings.Contains(p.body, "neues+Wort") {
		t.Error("a password is written into the page")
	}
}

func TestNobodyIsLedAwayAfterSigningIn(t *testing.T) {
	h := bakery(t, locale.DeDE)
	for _, next := range []string{"//example.org/", "https://example.org/", `/\example.org`, "javascript:alert(1)", "\t//example.org"} {
		if p := h.visitor("de").post("/anmelden", "name", "jana", "passwort", password, "weiter", next); p.path != "/" {
			t.Errorf("%q led to %s", next, p.path)
		}
	}
}

func TestAWrongNameAndAWrongPasswordSoundAlike(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.visitor("de")
	unknown := v.post("/anmelden", "name", "niemand", "passwort", "irgendetwas").want(http.StatusForbidden)
	wrong := v.post("/anmelden", "name", "jana", "passwort", "irgendetwas").want(http.StatusForbidden)
	if a, b := unknown.One(t, ".note[role=alert]").Text(), wrong.One(t, ".note[role=alert]").Text(); a != b || a == "" {
		t.Errorf("%q and %q tell who works here", a, b)
	}
	if got := wrong.One(t, "input[name=name]").Attr("value"); got != "jana" {
		t.Errorf("what was typed is gone: %q", got)
	}
	if wrong.One(t, "input[name=passwort]").Attr("value") != "" {
		t.Error("the password came back")
	}
}

func TestGuessingIsSlowedDownWithATimeToWait(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.visitor("de")
	for range 10 {
		v.post("/anmelden", "name", "jana", "passwort", "geraten").want(http.StatusForbidden)
	}
	p := v.post("/anmelden", "name", "jana", "passwort", password).want(http.StatusTooManyRequests)
	p.says("15 Minuten")
	if p.head.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	h.now = h.now.Add(16 * time.Minute)
	v.post("/anmelden", "name", "jana", "passwort", password).want(http.StatusOK)
}

func TestASessionIsNewAfterSigningInAndGoneAfterSigningOut(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	first := v.cookie()
	v.post("/anmelden", "name", "jana", "passwort", password).want(http.StatusOK)
	second := v.cookie()
	if first == "" || first == second {
		t.Fatal("signing in kept the session that was there")
	}
	thief := h.visitor("de")
	if p := thief.send(http.MethodGet, "/", nil, map[string]string{"Cookie": "sitzung=" + first}); p.path == "/" {
		t.Error("the session from before still opens the door")
	}
	v.post("/abmelden").want(http.StatusOK)
	if p := thief.send(http.MethodGet, "/", nil, map[string]string{"Cookie": "sitzung=" + second}); p.path == "/" {
		t.Error("a session lives on after signing out")
	}
}

func TestTheSessionCookieIsOutOfReachOfScripts(t *testing.T) {
	for _, secure := range []bool{false, true} {
		h := bakery(t, locale.DeDE)
		h.server.Close()
		h.Secure = secure
		h.open()
		v := h.visitor("de")
		v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		p := v.post("/anmelden", "name", "jana", "passwort", password, "bleiben", "1").want(http.StatusSeeOther)
		c := p.head.Get("Set-Cookie")
		for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"} {
			if !strings.Contains(c, part) {
				t.Errorf("%s lacks %s", c, part)
			}
		}
		if strings.Contains(c, "Secure") != secure || strings.HasPrefix(c, "__Host-") != secure {
			t.Errorf("TLS %v: %s", secure, c)
		}
	}
}

func TestTheSignInPageSpeaksTheVisitorsLanguage(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := h.visitor("en-GB,en").get("/anmelden").says("Sign in", "Password")
	if p.One(t, "html").Attr("lang") != "en-GB" {
		t.Error("lang is wrong")
	}
	h.visitor("en").get("/anmelden?sprache=de").says("Passwort")
	h.visitor("de").get("/anmelden?sprache=en").says("Sign in")
	h.visitor("de").post("/anmelden?sprache=en", "name", "x", "passwort", "y").says("Sign in")
}

package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/stammkunde/stammkunde/internal/locale"
)

func TestEveryAnswerCarriesThePolicy(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	for _, path := range []string{"/", "/einstellungen", "/gibt-es-nicht", "/anmelden", "/static/nichts"} {
		head := v.get(path).head
		if p := head.Get("Content-Security-Policy"); !strings.Contains(p, "script-src 'self'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: policy %q", path, p)
		}
		if head.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be sniffed", path)
		}
	}
}

// No page carries anything that the policy would refuse.
func TestPagesHaveNothingInline(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	for _, path := range []string{"/", "/einstellungen", "/kennenlernen", "/gibt-es-nicht"} {
		root, err := html.Parse(strings.NewReader(v.get(path).body))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
					t.Errorf("%s: <%s %s=%q>", path, n.Data, a.Key, a.Val)
				}
			}
			if n.Type == html.ElementNode && (n.Data == "style" || n.Data == "script" && n.FirstChild != nil) {
				t.Errorf("%s: inline <%s>", path, n.Data)
			}
		}
	}
}

func TestAFormOfAnotherSiteIsRefusedInWords(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	for name, head := range map[string]map[string]string{
		"by Sec-Fetch-Site": {"Sec-Fetch-Site": "cross-site"},
		"by Origin":         {"Origin": "https://example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			v.send(http.MethodPost, "/abmelden", values(nil), head).want(http.StatusForbidden).says("fremden Seite")
		})
	}
	v.get("/").want(http.StatusOK).says("Guten Morgen")
}

func TestUnknownAddressesAndMethodsAreToldInWords(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.get("/gibt-es-nicht").want(http.StatusNotFound).says("Diese Seite gibt es nicht", "Zur Tagesliste")
	v.get("/heute/zeilen/abc").want(http.StatusNotFound)
	v.get("/heute/zeilen/99").want(http.StatusNotFound)
	p := v.get("/abmelden").want(http.StatusMethodNotAllowed)
	if p.head.Get("Allow") != "POST" {
		t.Errorf("Allow %q", p.head.Get("Allow"))
	}
	v.send(http.MethodDelete, "/", nil, nil).want(http.StatusMethodNotAllowed)
}

func TestPagesTravelCompressed(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	req, err := http.NewRequest(http.MethodGet, h.server.URL+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "br;q=0.5, gzip")
	res, err := v.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(res.Header.Get("Vary"), "Accept-Encoding") {
		t.Fatalf("headers %v", res.Header)
	}
	z, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil || !strings.Contains(string(text), "</html>") {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

func TestAFormThatIsTooLargeIsRefused(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	v.post("/kennenlernen", "note", strings.Repeat("x", 2<<20)).want(http.StatusRequestEntityTooLarge).says("zu groß")
}

func TestAFailureOfTheProgramIsLoggedAndToldWithoutItsCause(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	h.Practice = nil // as if a room was forgotten: calling it panics
	h.open()
	v := h.signedIn("jana")
	p := v.post("/uebung").want(http.StatusInternalServerError).says("Im Protokoll steht der Grund unter")
	p.hides("panic", "goroutine", "nil pointer")
	if !strings.Contains(h.log.String(), "panic") {
		t.Error("the log does not know of it")
	}
}

// PostgreSQL keeps neither NUL bytes nor broken UTF-8; a form with them is refused in
// words on both databases.
func TestAFormWithTextThatCannotBeKeptIsRefused(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	for _, text := range []string{"a\x00b", "\xff"} {
		v.send(http.MethodPost, "/anmelden", values([]string{"name", text, "passwort", "x"}), nil).
			want(http.StatusUnprocessableEntity).says("kam unvollständig an")
		v.send(http.MethodPost, "/kunden/neu", values([]string{"kind", "person", "last_name", text}), nil).
			want(http.StatusUnprocessableEntity)
	}
}

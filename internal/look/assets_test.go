package look

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
)

func get(t *testing.T, method, url, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, url, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestFilesAreKeptForEverAndComeCompressed(t *testing.T) {
	for name, kind := range map[string]string{
		"app.css": "text/css", "stamm.js": "javascript", "htmx.js": "javascript", "sse.js": "javascript",
		"icons.svg": "image/svg+xml", "figtree-latin.woff2": "font/woff2", "figtree-latin-ext.woff2": "font/woff2", "figtree-latin-rare.woff2": "font/woff2",
	} {
		t.Run(name, func(t *testing.T) {
			plain, packed := get(t, "GET", URL(name), ""), get(t, "GET", URL(name), "br, gzip")
			if plain.StatusCode != http.StatusOK || !strings.Contains(plain.Header.Get("Content-Type"), kind) {
				t.Fatalf("status %d, type %q", plain.StatusCode, plain.Header.Get("Content-Type"))
			}
			if !strings.Contains(plain.Header.Get("Cache-Control"), "immutable") || plain.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("headers %v", plain.Header)
			}
			want, _ := io.ReadAll(plain.Body)
			got := packed.Body
			if packed.Header.Get("Content-Encoding") == "gzip" {
				unpacked, err := gzip.NewReader(packed.Body)
				if err != nil {
					t.Fatal(err)
				}
				got = unpacked
			} else if kind != "font/woff2" {
				t.Error("not compressed")
			}
			if body, _ := io.ReadAll(got); !bytes.Equal(body, want) || len(want) == 0 {
				t.Errorf("%d bytes compressed, %d plain", len(body), len(want))
			}
		})
	}
}

func TestAnOldOrForeignAddressIsNotFoundAndNothingCanBeSent(t *testing.T) {
	for _, url := range []string{"/static/app.css", "/static/app.000000000000.css", "/static/../doc.go", "/static/"} {
		if got := get(t, "GET", url, "").StatusCode; got != http.StatusNotFound {
			t.Errorf("%s answers %d", url, got)
		}
	}
	if got := get(t, "POST", URL("app.css"), "").StatusCode; got != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", got)
	}
	head := get(t, "HEAD", URL("app.css"), "")
	if body, _ := io.ReadAll(head.Body); len(body) > 0 || head.StatusCode != http.StatusOK {
		t.Errorf("HEAD answers %d with %d bytes", head.StatusCode, len(body))
	}
}

func TestTheStyleSheetNamesTheTypefacesByTheirFinalAddress(t *testing.T) {
	css, _ := io.ReadAll(get(t, "GET", URL("app.css"), "").Body)
	for _, m := range regexp.MustCompile(`url\("([^"]*)"\)`).FindAllStringSubmatch(string(css), -1) {
		if got := get(t, "GET", m[1], "").StatusCode; got != http.StatusOK {
			t.Errorf("the style sheet asks for %s, which answers %d", m[1], got)
		}
	}
}

// What a browser loads for the first page: the page, style, two scripts, symbols, one typeface.
func TestTheFirstVisitStaysWithinEightyKilobytesAndEightRequests(t *testing.T) {
	p := samplePage(locale.For(locale.DeDE))
	p.Live = false
	page := rendered(t, around(Page(p), Bausteine(locale.For(locale.DeDE))))
	loaded := map[string]bool{}
	for _, m := range regexp.MustCompile(`/static/[a-z.0-9-]+`).FindAllString(page, -1) {
		loaded[m] = true
	}
	sum := len(gzipped([]byte(page)))
	for url := range loaded {
		body, _ := io.ReadAll(get(t, "GET", url, "gzip").Body)
		sum += len(body)
	}
	if sum > 80<<10 || len(loaded)+1 > 8 {
		t.Errorf("%d bytes in %d requests", sum, len(loaded)+1)
	}
	if own := len(gzipped(mustRead(t, "static/stamm.js"))); own > 5<<10 {
		t.Errorf("our own script weighs %d bytes", own)
	}
	t.Logf("%d bytes in %d requests", sum, len(loaded)+1)
}

func mustRead(t *testing.T, name string) []byte {
	t.Helper()
	b, err := files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheScriptAsksForNoEval(t *testing.T) {
	if own := string(mustRead(t, "static/stamm.js")); regexp.MustCompile(`\beval\(|new Function|innerHTML\s*=|setAttribute\('style`).MatchString(own) {
		t.Error("stamm.js uses what the content policy forbids")
	}
}

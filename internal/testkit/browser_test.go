package testkit

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shop serves a sound page at / and one with faults at /poor, both under a policy as
// strict as the product's.
func shop(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'self'")
			fmt.Fprint(w, `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Laden</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="/s.css"><link rel="stylesheet" href="/s.css"></head><body>`+body+`</body></html>`)
		}
	}
	mux.HandleFunc("/{$}", page(`<main><h1>Guten Morgen</h1><p id="light">hell</p><p id="dark">dunkel</p>
<form action="/next"><label>Name <input id="n" name="n"></label><button>Weiter</button></form>
<noscript>ohne Skript</noscript></main>`))
	mux.HandleFunc("/next", func(w http.ResponseWriter, r *http.Request) {
		page("<main><h1>Hallo "+r.FormValue("n")+"</h1></main>")(w, r)
	})
	mux.HandleFunc("/poor", page(`<main><h1>Arm</h1><img src="/none.png"><input></main><script>alert(1)</script>`))
	mux.HandleFunc("/s.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, `#dark { display: none } @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } #dark { display: block } #light { display: none } }`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestBrowser(t *testing.T) {
	address := shop(t)
	browser := Chromium(t)

	t.Run("a visitor reads, writes and moves on", func(t *testing.T) {
		page := browser.Page(t, Desktop)
		page.Open(address)
		page.Type("#n", "Wiebke")
		if status := page.Follow("button"); status != http.StatusOK {
			t.Errorf("status %d", status)
		}
		if got := page.Text("h1"); got != "Hallo Wiebke" {
			t.Errorf("got %q", got)
		}
		if !strings.Contains(page.Address(), "/next?n=Wiebke") {
			t.Errorf("at %s", page.Address())
		}
	})

	t.Run("dark is dark and the phone is narrow", func(t *testing.T) {
		t.Setenv("STAMMKUNDE_TEST_OUTPUT", t.TempDir())
		page := browser.Page(t, Phone.InDark())
		page.Open(address)
		page.Wait("#dark")
		page.Screenshot("phone")
		page.View(Phone)
		page.Wait("#light")
		if width := pictureWidth(t, "phone"); int64(width) != Phone.Width {
			t.Errorf("the picture is %d wide", width)
		}
	})

	t.Run("a sound page has no faults", func(t *testing.T) {
		page := browser.Page(t, Desktop)
		page.Open(address)
		if faults := page.Axe(); len(faults) > 0 {
			t.Errorf("faults: %v", faults)
		}
		if problems := page.Problems(); len(problems) > 0 {
			t.Errorf("problems: %v", problems)
		}
	})

	t.Run("a poor page has", func(t *testing.T) {
		page := browser.Page(t, Desktop)
		page.Open(address + "/poor")
		var rules []string
		for _, fault := range page.Axe() {
			rules = append(rules, fault.ID)
		}
		for _, want := range []string{"image-alt", "label"} {
			if !slices.Contains(rules, want) {
				t.Errorf("axe found %v, not %s", rules, want)
			}
		}
		problems := strings.Join(page.Problems(), "\n")
		if !strings.Contains(problems, "404") || !strings.Contains(problems, "Content Security Policy") {
			t.Errorf("problems: %s", problems)
		}
	})

	t.Run("a first visit is measured", func(t *testing.T) {
		page := browser.Page(t, Desktop)
		visit := page.Measure(address)
		if visit.Requests != 2 && visit.Requests != 3 { // the icon is asked for when Chromium likes
			t.Errorf("%d requests", visit.Requests)
		}
		if visit.Bytes < 500 || visit.Bytes > 5000 {
			t.Errorf("%d bytes", visit.Bytes)
		}
		if visit.LCP <= 0 {
			t.Errorf("largest paint after %v", visit.LCP)
		}
	})

	t.Run("without scripts the page says so", func(t *testing.T) {
		page := browser.Page(t, Desktop)
		page.Scripts(false)
		page.Open(address)
		if got := ParseHTML(t, strings.NewReader(page.Source())).One(t, "noscript").Text(); got != "ohne Skript" {
			t.Errorf("got %q", got)
		}
	})
}

func pictureWidth(t *testing.T, name string) int {
	t.Helper()
	file, err := os.Open(filepath.Join(OutputFolder(t), "shots", name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.DecodeConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	return picture.Width
}

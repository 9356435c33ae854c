package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/testkit"
)

// Without script every page of the list leads on and back, with the filter that it has.
func TestEveryPageOfTheListLeadsBack(t *testing.T) {
	h := fresh(t)
	h.found(locale.DeDE)
	for i := range 170 {
		h.customer("Anna", strings.Repeat("b", 1+i%9)+string(rune('a'+i%26))+string(rune('a'+i/26)), "Frau", nil)
	}
	v := h.open().signedIn("jana")
	people := func(p page) (names []string) {
		for _, a := range p.All("a.who") {
			names = append(names, a.Attr("href"))
		}
		return names
	}
	back := func(p page) string {
		for _, a := range p.All("nav a.btn") {
			if strings.Contains(a.Text(), "Vorherige 50") {
				return a.Attr("href")
			}
		}
		return ""
	}
	var pages [][]string
	var last page
	for path := "/kunden?art=person&sort=-name"; path != ""; {
		last = v.get(path).want(http.StatusOK)
		if first := len(pages) == 0; (back(last) == "") != first {
			t.Errorf("page %d leads back to %q", len(pages)+1, back(last))
		} else if !first {
			last.says("Seite " + strconv.Itoa(len(pages)+1))
		}
		pages = append(pages, people(last))
		path = ""
		for _, a := range last.All("a.btn[hx-get]") {
			path = a.Attr("href")
		}
	}
	if len(pages) != 4 {
		t.Fatalf("%d pages", len(pages))
	}
	for i := 2; i >= 0; i-- {
		at := back(last)
		if q := mustParse(t, at).Query(); q.Get("art") != "person" || q.Get("sort") != "-name" {
			t.Errorf("the way back to page %d is %s", i+1, at)
		}
		last = v.get(at).want(http.StatusOK)
		if !slices.Equal(people(last), pages[i]) {
			t.Errorf("back on page %d stand %v, before %v", i+1, people(last), pages[i])
		}
	}
	if last.says("170"); back(last) != "" {
		t.Error("the first page leads back")
	}
}

func mustParse(t interface{ Fatal(...any) }, text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Whatever is chosen in the list stands in the address of what follows from it, and the
// form shows it as chosen.
func TestListAddressesKeepEveryCombination(t *testing.T) {
	h := bakery(t, locale.DeDE)
	v := h.signedIn("jana")
	choices := map[string][]string{
		"gruppe": {"alle", "stamm", "verspaetet", "still", "neu", "doppelt"}, "art": {"person", "firm"},
		"stufe":   {"prospect", "first", "repeat", "regular", "ended", "cancelled"},
		"zustand": {"rhythmus", "zurueck", "verspaetet", "still", "verloren"},
		"merkmal": {"doppelt", "any", "objected", "do_not_contact", "deceased"},
		"sort":    {"name", "-last", "-first", "interval", "-occasions", "-warning", "-contact", "known", "-net", "-total", "-margin", "-name"},
		"q":       {"wackernagel", "ä & ß+=%", "Bäckerei \"x\""},
	}
	names := slices.Sorted(maps.Keys(choices))
	checks := 0
	rapid.Check(t, func(rt *rapid.T) {
		if checks++; checks > 60 {
			return
		}
		want := url.Values{}
		for _, name := range names {
			if rapid.Bool().Draw(rt, name+"?") {
				want.Set(name, rapid.SampledFrom(choices[name]).Draw(rt, name))
			}
		}
		p := v.get("/kunden?" + want.Encode()).want(http.StatusOK)
		for _, a := range p.All("a.btn") {
			at := mustParse(rt, a.Attr("href"))
			if !strings.HasPrefix(at.Path, "/kunden/export.") {
				continue
			}
			kept := at.Query()
			if strings.HasSuffix(at.Path, ".vcf") { // says of itself whether notes come along
				kept.Del("notizen")
			}
			if !reflect.DeepEqual(kept, want) {
				rt.Fatalf("%v became %v", want, kept)
			}
		}
		chosen := url.Values{}
		for _, name := range []string{"art", "stufe", "zustand", "merkmal", "sort"} {
			for _, o := range p.All("select[name=" + name + "] option[selected]") {
				chosen.Set(name, o.Attr("value"))
			}
			if got := chosen.Get(name); got != want.Get(name) {
				rt.Fatalf("%s is %q, the form shows %q", name, want.Get(name), got)
			}
		}
		if !slices.ContainsFunc(p.All("input[name=q]"), func(i testkit.Node) bool { return i.Attr("value") == want.Get("q") }) {
			rt.Fatalf("looked for %q, which the form does not show", want.Get("q"))
		}
	})
}

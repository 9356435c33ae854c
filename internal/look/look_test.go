package look

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"github.com/stammkunde/stammkunde/internal/locale"
)

func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// around puts content into a frame, as a page does.
func around(frame, content templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return frame.Render(templ.WithChildren(ctx, content), w)
	})
}

func samplePage(w Words) PageView {
	return PageView{
		Words: w, Lang: "de-DE", Theme: "dark", Title: "Bausteine", Wide: true, Keys: true, Live: true, AsOf: "04:30",
		Firm: FirmView{Name: "Backhaus Mustermühle", Note: "2 Filialen"}, User: UserView{Name: "Jana Brandt", Role: "Inhaberin"},
		Nav: []NavGroup{
			{Items: []NavItem{
				{Label: "Heute", Href: "/", Icon: "sun", Count: "6", CountID: "n-heute", Warm: true, Go: "h", Current: true},
				{Label: "Kunden", Href: "/kunden", Icon: "users", Count: "1.284", Go: "k"},
			}},
			{Title: "Verstehen", Items: []NavItem{{Label: "Zahlen", Href: "/zahlen", Icon: "chart-column", Go: "z"}}},
			{Title: "Daten", Items: []NavItem{{Label: "Import", Href: "/import", Icon: "upload"}, {Label: "Einstellungen", Href: "/einstellungen", Icon: "settings"}}},
		},
		Tabs: []NavItem{{Label: "Heute", Href: "/", Icon: "sun", Current: true}, {Label: "Kunden", Href: "/kunden", Icon: "users"}, {Label: "Zahlen", Href: "/zahlen", Icon: "chart-column"}},
		Add:  &LinkView{Label: "Neuer Kunde", Href: "/kunden/neu"}, Find: "/kunden", Palette: "/befehle", SignOut: "/abmelden",
		Banners: []BannerView{{Text: "Sie sehen Übungsdaten.", Act: &ActView{URL: "/uebung/beenden", Button: ButtonView{Label: "Beenden", Size: "s"}}}},
		Toasts:  []ToastView{{Text: "Gesichert."}},
	}
}

// pages is every component of the package, inside both frames.
func pages(w Words) map[string]templ.Component {
	return map[string]templ.Component{
		"page": around(Page(samplePage(w)), Bausteine(w)),
		"bare": around(Bare(BareView{Words: w, Lang: "en-GB", Title: "Anmelden", Width: "slim", Centre: true}), Hello("Backhaus Mustermühle", "Melden Sie sich an.", false)),
	}
}

func eachNode(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		eachNode(c, visit)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	eachNode(n, func(c *html.Node) {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestPagesKeepTheContentPolicyAndCanBeReadAloud(t *testing.T) {
	for _, tag := range locale.Tags {
		for name, c := range pages(locale.For(tag)) {
			t.Run(name+" "+tag.String(), func(t *testing.T) {
				doc, err := html.Parse(strings.NewReader(rendered(t, c)))
				if err != nil {
					t.Fatal(err)
				}
				checkPage(t, doc)
			})
		}
	}
}

func checkPage(t *testing.T, doc *html.Node) {
	t.Helper()
	ids, count, labelled := map[string]int{}, map[string]int{}, map[string]bool{}
	eachNode(doc, func(n *html.Node) {
		if n.Type != html.ElementNode {
			return
		}
		count[n.Data]++
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
		if n.Data == "label" {
			labelled[attr(n, "for")] = true
		}
	})
	for id, n := range ids {
		if n > 1 {
			t.Errorf("id %q stands %d times on the page", id, n)
		}
	}
	if count["main"] != 1 || count["h1"] < 1 {
		t.Errorf("main: %d, h1: %d; each page has one main and a heading", count["main"], count["h1"])
	}
	eachNode(doc, func(n *html.Node) {
		if n.Type == html.ElementNode {
			checkPolicy(t, n)
			checkNamed(t, n, ids, labelled)
		}
	})
}

func checkPolicy(t *testing.T, n *html.Node) {
	t.Helper()
	if n.Data == "style" || n.Data == "script" && (attr(n, "src") == "" || n.FirstChild != nil) {
		t.Errorf("inline <%s>", n.Data)
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "style", strings.HasPrefix(a.Key, "on"), strings.HasPrefix(a.Key, "hx-on"):
			t.Errorf("<%s> carries %s=%q", n.Data, a.Key, a.Val)
		case a.Key == "hx-trigger" && strings.Contains(a.Val, "["), strings.HasPrefix(a.Val, "javascript:"), strings.HasPrefix(a.Val, "js:"):
			t.Errorf("<%s> %s=%q needs eval", n.Data, a.Key, a.Val)
		}
	}
}

func checkNamed(t *testing.T, n *html.Node, ids map[string]int, labelled map[string]bool) {
	t.Helper()
	named := attr(n, "aria-label") != "" || ids[attr(n, "aria-labelledby")] > 0
	switch n.Data {
	case "button", "a":
		if !named && words(n) == "" && n.FirstChild != nil && n.FirstChild.Data != "rect" {
			t.Errorf("<%s class=%q> has no name", n.Data, attr(n, "class"))
		}
	case "nav", "aside", "dialog":
		if !named {
			t.Errorf("<%s class=%q> has no label", n.Data, attr(n, "class"))
		}
	case "svg":
		if attr(n, "aria-hidden") != "true" && (attr(n, "role") != "img" || !named) {
			t.Errorf("a picture is neither hidden nor named: %v", n.Attr)
		}
	case "input", "select", "textarea":
		inLabel := false
		for p := n.Parent; p != nil; p = p.Parent {
			inLabel = inLabel || p.Data == "label"
		}
		if attr(n, "type") != "hidden" && !named && !inLabel && !labelled[attr(n, "id")] {
			t.Errorf("<%s name=%q> has no label", n.Data, attr(n, "name"))
		}
	case "form":
		if attr(n, "method") == "" || attr(n, "action") == "" {
			t.Errorf("a form works only with script: %v", n.Attr)
		}
	}
	for _, key := range []string{"aria-describedby", "aria-controls", "popovertarget", "for"} {
		for _, id := range strings.Fields(attr(n, key)) {
			if ids[id] == 0 {
				t.Errorf("%s=%q points nowhere", key, id)
			}
		}
	}
}

func TestEveryMessageOfTheComponentsExistsInBothLanguages(t *testing.T) {
	used := regexp.MustCompile(`"(look\.[a-z.]+)"`)
	for _, pattern := range []string{"*.templ", "*.go"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range used.FindAllStringSubmatch(string(source), -1) {
				if key := strings.TrimSuffix(m[1], "."); !strings.HasSuffix(m[1], ".") && !locale.Has(key) {
					t.Errorf("%s uses %s, which no message file holds", name, key)
				}
			}
		}
	}
	for _, k := range Kinds() {
		for _, key := range []string{"look.kind." + k.key(), "look.kind." + k.key() + ".short"} {
			if !locale.Has(key) {
				t.Errorf("no message %s", key)
			}
		}
	}
}

func TestEverySymbolOnThePagesIsInTheSprite(t *testing.T) {
	sprite, _ := files.ReadFile("static/icons.svg")
	use := regexp.MustCompile(`icons\.[0-9a-f]+\.svg#(i-[a-z0-9-]+)`)
	for name, c := range pages(locale.For(locale.DeDE)) {
		for _, m := range use.FindAllStringSubmatch(rendered(t, c), -1) {
			if !strings.Contains(string(sprite), `id="`+m[1]+`"`) {
				t.Errorf("%s: symbol %s is missing", name, m[1])
			}
		}
	}
}

func TestTheNameInASentenceIsTheLinkAndNoSpaceIsAddedOrLost(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Hotel Beispiel, seit 2019 da, wartet.", `<a href="/k">Hotel Beispiel</a>, seit 2019 da, wartet.`},
		{"Heute kommt Hotel Beispiel wieder.", `Heute kommt <a href="/k">Hotel Beispiel</a> wieder.`},
		{"Wartet auf Antwort.", `<a href="/k">Hotel Beispiel</a>: Wartet auf Antwort.`},
	} {
		if got := rendered(t, Text(Say(c.text, "Hotel Beispiel", "/k"))); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestWordsOfCustomersAreEscapedEverywhere(t *testing.T) {
	bad := `<img src=x onerror=alert(1)>"'`
	for name, c := range map[string]templ.Component{
		"care":   Care(locale.For(locale.DeDE), CareView{ID: "c-1", URL: "/p", Say: Say(bad, bad, "/k"), How: bad, With: bad}),
		"beat":   Beat(BeatView{Days: 9, Label: bad, Start: bad, Now: bad}),
		"mini":   Mini(MiniView{Days: 9, Label: bad}),
		"months": Months(MonthsView{Bars: []MonthBar{{Value: 1, Label: bad, Text: bad, Href: bad}}, Label: bad, Top: bad}),
		"lorenz": Lorenz(LorenzView{Points: []Point{{0, 0}, {1, 1}}, Marks: []CurveMark{{At: Point{.5, .5}, Text: bad, Axis: bad}}, Label: bad, Last: bad, Percent: func(float64) string { return bad }}),
		"span":   Span(SpanView{Max: 1, Label: bad}),
		"scale":  Scale([]ScaleMark{{.5, bad}}),
	} {
		if out := rendered(t, c); strings.Contains(out, "<img") || strings.Contains(out, `x"'`) {
			t.Errorf("%s lets markup through: %s", name, out)
		}
	}
}

func TestAScriptAddressNeverBecomesALink(t *testing.T) {
	out := rendered(t, Button(ButtonView{Label: "x", Href: "javascript:alert(1)"})) +
		rendered(t, Months(MonthsView{Bars: []MonthBar{{Value: 1, Href: "javascript:alert(1)"}}})) +
		rendered(t, Text(Sentence{{Text: "x", Href: "javascript:alert(1)"}}))
	if strings.Contains(out, "javascript:") {
		t.Errorf("a script address went through: %s", out)
	}
}

func TestInitialsSkipTitles(t *testing.T) {
	for name, want := range map[string]string{
		"Wiebke Ahrensböck": "WA", "Dr. Silke Uhlenbrock": "SU", "Carla Mühlbächler-Oberhuber": "CM", "Ölmühle": "Ö",
		"Café Ahrensböck GmbH": "CG", "": "", "4711": "#", "KD-4711": "K", "Dr.": "D", "élise": "É",
	} {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}

package look

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// outside are the fields of a page that no kept part shows.
var outside = []string{"Words", "Lang", "Theme", "Title", "Wide", "Keys", "Live", "AsOf", "App", "Alerts", "Banners", "Toasts"}

// texts calls visit for every text and every yes or no inside v, by its name.
func texts(name string, v reflect.Value, visit func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i).Name; !slices.Contains(outside, field) || strings.Contains(name, ".") {
				texts(name+"."+field, v.Field(i), visit)
			}
		}
	case reflect.Pointer:
		texts(name, v.Elem(), visit)
	case reflect.Slice:
		for i := range v.Len() {
			texts(name, v.Index(i), visit)
		}
	default:
		visit(name, v)
	}
}

func keyPage() PageView {
	return PageView{
		Nav: []NavGroup{{Items: []NavItem{{Label: "Heute"}, {Label: "Kunden"}}}, {Title: "Daten", Items: []NavItem{{}}}}, Tabs: []NavItem{{}, {}},
		Add: &LinkView{}, Contact: &LinkView{},
	}
}

func TestEveryFieldOfTheFrameIsInItsKey(t *testing.T) {
	p := keyPage()
	before, n := p.appendKey(nil), 0
	texts("Page", reflect.ValueOf(&p), func(string, reflect.Value) { n++ })
	if n < 50 {
		t.Fatalf("only %d fields were looked at", n)
	}
	for i := range n {
		p, at, name := keyPage(), 0, ""
		texts("Page", reflect.ValueOf(&p), func(field string, v reflect.Value) {
			if at++; at-1 != i {
				return
			}
			name = field
			if v.Kind() == reflect.Bool {
				v.SetBool(!v.Bool())
				return
			}
			v.SetString(v.String() + "x")
		})
		if bytes.Equal(before, p.appendKey(nil)) {
			t.Errorf("%s changed, the key did not", name)
		}
	}
	p = keyPage()
	p.Add = nil
	if bytes.Equal(before, p.appendKey(nil)) {
		t.Error("a page with and one without the round button have the same key")
	}
}

func TestAKeptFrameIsTheFrameWrittenAnew(t *testing.T) {
	for _, tag := range []locale.Tag{locale.DeDE, locale.EnGB} {
		p := samplePage(locale.New(locale.Options{Tag: tag}))
		for _, count := range []string{"6", "5", "6"} {
			p.Nav[0].Items[0].Count = count
			want := rendered(t, sidebar(p)) + rendered(t, topbar(p)) + rendered(t, foot(p))
			for range 2 {
				if got := rendered(t, kept(p, "side", sidebar(p))) + rendered(t, kept(p, "top", topbar(p))) + rendered(t, kept(p, "foot", foot(p))); got != want {
					t.Fatalf("kept  %s\nanew  %s", got, want)
				}
			}
		}
	}
}

package testkit

import (
	"strings"
	"testing"
)

const small = `<!doctype html><html lang="de"><body class="plain wide">
<main id="top"><h1>Heute,   <b>Diens</b>tag</h1>
<form method="post" action="/a"><button class="primary" type="submit">Erledigt</button></form>
<form method="get"><button class="quiet" disabled>Später</button></form>
<ul><li>eins</li><li data-kind="x">zwei</li></ul><script>var x = "kein Text"</script></main></body></html>`

func TestSelectors(t *testing.T) {
	page := ParseHTML(t, strings.NewReader(small))
	for selector, want := range map[string]string{
		"h1":                              "Heute, Dienstag",
		"#top h1":                         "Heute, Dienstag",
		"body.wide.plain h1":              "Heute, Dienstag",
		"form[method=post] button":        "Erledigt",
		`form[method="get"] button.quiet`: "Später",
		"button[disabled]":                "Später",
		"li[data-kind]":                   "zwei",
		"*.primary":                       "Erledigt",
		"li":                              "eins|zwei",
		"form.primary":                    "",
		"h1 button":                       "",
		"body.narrow h1":                  "",
		"":                                "",
	} {
		t.Run(selector, func(t *testing.T) {
			if got := strings.Join(page.Texts(selector), "|"); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestSelectorsLookBelowTheNodeOnly(t *testing.T) {
	form := ParseHTML(t, strings.NewReader(small)).One(t, "form[method=post]")
	if form.Has("body button") {
		t.Error("an ancestor of the node counted")
	}
	if !form.Has("form button") {
		t.Error("the node itself did not count as an ancestor")
	}
	if form.Attr("action") != "/a" || form.Attr("id") != "" || form.Tag() != "form" {
		t.Errorf("got action %q, id %q, tag %q", form.Attr("action"), form.Attr("id"), form.Tag())
	}
}

func TestTextIsWhatIsRead(t *testing.T) {
	page := ParseHTML(t, strings.NewReader(small))
	if got, want := page.One(t, "main").Text(), "Heute, Dienstag Erledigt Später eins zwei"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

package locale

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestEveryMessageExistsInBothLanguagesWithTheSameValues(t *testing.T) {
	for _, err := range Problems() {
		t.Error(err)
	}
	if len(Keys()) < 60 {
		t.Errorf("only %d messages found", len(Keys()))
	}
}

func TestUnsoundFilesAreTold(t *testing.T) {
	tests := map[string]string{
		"no equals sign":              "a.b text",
		"no text":                     "a.b =",
		"a key with a capital":        "a.B = x",
		"a key twice":                 "a.b = x\na.b = y",
		"a brace not closed":          "a.b = x {0",
		"a brace not opened":          "a.b = x }",
		"a choice without other":      "a.b = {0|one=x}",
		"a choice not closed":         "a.b = {0|one=x|other=y",
		"a branch without a name":     "a.b = {0|x|other=y}",
		"an unknown form":             "a.b = {0:wrod}",
		"an unknown form in a choice": "a.b = {0|other={0:wrod}}",
		"an unknown generic noun":     "a.b = {g:Kundn}",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			c := load(fstest.MapFS{"x.de.txt": {Data: []byte(text)}})
			if len(c.problems) != 1 {
				t.Errorf("problems %v, want one", c.problems)
			} else if !strings.Contains(c.problems[0].Error(), "x.de.txt:") {
				t.Errorf("%v does not name the file and line", c.problems[0])
			}
		})
	}
	if c := load(fstest.MapFS{"x.fr.txt": {Data: []byte("a = b")}}); len(c.problems) != 1 {
		t.Errorf("a file of a third language gives %v", c.problems)
	}
	if c := load(fstest.MapFS{"x.en.txt": {Data: []byte("a = {g:Kunden}")}}); len(c.problems) != 1 {
		t.Errorf("a German noun in an English file gives %v", c.problems)
	}
}

func TestNotationOfMessages(t *testing.T) {
	frau := Person{Name: "Wiebke Ahrensböck", Salutation: Frau}
	tests := map[string]struct {
		text string
		args []any
		want string
	}{
		"values by position":                 {"{1} vor {0}", []any{"A", "B"}, "B vor A"},
		"values by name":                     {"{name} kommt", []any{V{"name": "Jo"}}, "Jo kommt"},
		"a missing value stays visible":      {"{0} und {1}", []any{"A"}, "A und {1}"},
		"a backslash joins lines":            {"lang \\\n   und länger", nil, "lang und länger"},
		"a line break":                       {`oben\nunten`, nil, "oben\nunten"},
		"doubled braces":                     {"{{0}}", nil, "{0}"},
		"one":                                {"{n|one=ein Tag|other=# Tage}", []any{V{"n": 1}}, "ein Tag"},
		"other with thousands":               {"{n|one=ein Tag|other=# Tage}", []any{V{"n": 1200}}, "1.200 Tage"},
		"zero without its branch is other":   {"{n|one=ein Tag|other=# Tage}", []any{V{"n": 0}}, "0 Tage"},
		"zero":                               {"{0|zero=nichts|other=#}", []any{0}, "nichts"},
		"a value inside a choice":            {"{0|one={1}|other={1} und # mehr}", []any{int64(2), "A"}, "A und 2 mehr"},
		"a choice inside a choice":           {"{0|yes={1|one=x|other=#}|other=nein}", []any{true, 3}, "3"},
		"a woman":                            {"{who|f=Sie|m=Er|other=Es}", []any{V{"who": frau}}, "Sie"},
		"a firm":                             {"{who|f=Sie|firm=Der Betrieb|other=Es}", []any{V{"who": Person{Firm: true}}}, "Der Betrieb"},
		"a word picks its branch":            {"{0|post=per Brief|other=anders}", []any{"post"}, "per Brief"},
		"a number word":                      {"alle {0:word} Tage", []any{9}, "alle neun Tage"},
		"a year without marks":               {"seit {0:plain}", []any{2019}, "seit 2019"},
		"a list":                             {"{0}", []any{[]string{"A", "B", "C"}}, "A, B und C"},
		"a hash outside a choice is a hash":  {"Nr. #{0}", []any{5}, "Nr. #5"},
		"a bar outside a choice is a bar":    {"a | b", nil, "a | b"},
		"a share":                            {"{0:percent1}", []any{0.931}, "93,1\u00a0%"},
		"an interval":                        {"kommt {0:interval}", []any{9.2}, "kommt alle neun Tage"},
		"a generic noun":                     {"Ihre {g:Kunden}", nil, "Ihre Kunden"},
		"the genitive of a name":             {"{0:gen} Einkauf", []any{frau}, "Wiebke Ahrensböcks Einkauf"},
		"a pronoun at the sentence's begin":  {"{0:Er} mag {0:seine} Tasse", []any{frau}, "Sie mag ihre Tasse"},
		"the standing noun follows the name": {"{0:Stammkunde} seit 2019", []any{frau}, "Stammkundin seit 2019"},
	}
	p := For(DeDE)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := load(fstest.MapFS{"x.de.txt": {Data: []byte("k = " + tt.text)}})
			if len(c.problems) > 0 {
				t.Fatal(c.problems)
			}
			var b strings.Builder
			p.render(&b, c.messages[0]["k"], tt.args, nil)
			if b.String() != tt.want {
				t.Errorf("got %q, want %q", b.String(), tt.want)
			}
		})
	}
}

func TestUnknownKeyIsReturned(t *testing.T) {
	if got := T(EnGB, "no.such_key", 1); got != "no.such_key" {
		t.Errorf("got %q", got)
	}
}

func BenchmarkLoad(b *testing.B) {
	sub, err := fs.Sub(files, "messages")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		load(sub)
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"", "{0}", "{n|one=a|other=#}", "{{}}", "{a|other={b|other=}}", "{0:word}", "{g:Kunden}", "{|", "{0|", "{0|=}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := compile(text, true)
		if err != nil {
			return
		}
		var b strings.Builder
		For(DeCH).render(&b, m, []any{1, V{"n": 2, "a": "x"}}, nil)
	})
}

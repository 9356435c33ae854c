package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// called runs the command line and returns its code and all that it printed.
func called(args ...string) (int, string) {
	var out bytes.Buffer
	code := Main("test", args, strings.NewReader(""), &out, &out)
	return code, out.String()
}

func TestEveryCommandAndFlagHasHelpInBothLanguages(t *testing.T) {
	for _, tag := range []locale.Tag{locale.DeDE, locale.EnGB} {
		var c commands
		parser, err := kong.New(&c, kong.Name("stammkunde"))
		if err != nil {
			t.Fatal(err)
		}
		speak(parser.Model.Node, locale.For(tag))
		n := 0
		var walk func(path string, node *kong.Node)
		walk = func(path string, node *kong.Node) {
			check := func(of, help string) {
				n++
				if strings.HasPrefix(help, "clihelp.") {
					t.Errorf("%v: %s has no help: %q", tag, of, help)
				}
			}
			for _, f := range node.Flags {
				check(path+" --"+f.Name, f.Help)
			}
			for _, v := range node.Positional {
				check(path+" <"+v.Name+">", v.Help)
			}
			for _, child := range node.Children {
				check(path+" "+child.Name, child.Help)
				walk(path+" "+child.Name, child)
			}
		}
		walk("stammkunde", parser.Model.Node)
		if n < 100 {
			t.Errorf("%v: only %d words of help were looked at", tag, n)
		}
	}
}

func TestHelpSpeaksTheLanguageThatIsAskedFor(t *testing.T) {
	for _, c := range []struct {
		args  []string
		words []string
	}{
		{[]string{"demo", "--help", "--lang", "de-DE"}, []string{"Aufruf: stammkunde demo [Schalter]", "\nSchalter:\n", "Möglich: bakery, dealer, shop,"}},
		{[]string{"--lang=de-AT", "import", "--help"}, []string{"\nAngaben:\n", "Möglich: net, gross."}},
		{[]string{"--lang=en-GB", "--help"}, []string{"Usage: stammkunde <command> [flags]", "\nCommands:\n", "stammkunde <command> --help"}},
		{[]string{"--lang=de-DE", "--help"}, []string{"\nBefehle:\n", "stammkunde <Befehl> --help"}},
	} {
		code, got := called(c.args...)
		for _, want := range c.words {
			if code != exitFine || !strings.Contains(got, want) {
				t.Errorf("%v ends with %d and does not say %q:\n%s", c.args, code, want, got)
			}
		}
	}
}

func TestAWrongCallIsToldInWordsOfTheLanguage(t *testing.T) {
	for call, want := range map[string]string{
		"--lang=de-DE custmers":                  "stammkunde: „custmers“ gibt es hier nicht. Vielleicht customers, customer?\n",
		"--lang=de-DE customers --srot=name":     "stammkunde: Den Schalter --srot gibt es hier nicht. Vielleicht --sort?\n",
		"--lang=de-DE import":                    "stammkunde: Es fehlt: <file>.\n",
		"--lang=de-DE imports undo x":            "stammkunde: <id>: „x“ passt nicht hierher.\n",
		"--lang=de-DE demo --world=moon":         "stammkunde: --world kennt nur bakery, dealer, shop, service, nicht „moon“.\n",
		"--lang=de-DE figures --at=31.12.2026":   "stammkunde: --at: „31.12.2026“ ist kein Tag. Gefragt ist JJJJ-MM-TT, von 1900 bis 2199.\n",
		"--lang=en-GB figures --at=2999-01-01":   "stammkunde: --at: “2999-01-01” is not a day. Write YYYY-MM-DD, from 1900 to 2199.\n",
		"--lang=en-GB serve --public-url=here":   "stammkunde: --public-url must begin with https:// or http://.\n",
		"--lang=de-DE serve --public-url=ftp://": "stammkunde: --public-url muss mit https:// oder http:// beginnen.\n",
	} {
		if code, got := called(strings.Fields(call)...); code != exitUsage || got != want {
			t.Errorf("%s ends with %d and says %q, want %q", call, code, got, want)
		}
	}
}

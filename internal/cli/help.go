package cli

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// printerOf speaks the language that a call asks for, which its help needs before the call
// is read: the flag, else the environment, else German as everywhere.
func printerOf(args []string) *locale.Printer {
	e := env{lang: os.Getenv("STAMMKUNDE_LANG")}
	for i, a := range args {
		if tag, ok := strings.CutPrefix(a, "--lang="); ok {
			e.lang = tag
		} else if a == "--lang" && i+1 < len(args) {
			e.lang = args[i+1]
		}
	}
	return locale.For(e.tag(nil))
}

// speak puts words in place of the message keys that the tags of the commands hold.
func speak(n *kong.Node, p *locale.Printer) {
	word := func(text *string) {
		if strings.HasPrefix(*text, "clihelp.") {
			*text = p.T(*text)
		}
	}
	word(&n.Help)
	for _, f := range n.Flags {
		if f.Name == "help" {
			f.Help = "clihelp.help"
		}
		word(&f.Help)
	}
	for _, v := range n.Positional {
		word(&v.Help)
	}
	for _, child := range n.Children {
		speak(child, p)
	}
}

// valueHelp adds to the help of a flag what it knows, when its words do not name it.
func valueHelp(p *locale.Printer) kong.HelpValueFormatter {
	return func(v *kong.Value) string {
		text := kong.DefaultHelpValueFormatter(v)
		known := slices.DeleteFunc(v.EnumSlice(), func(s string) bool { return s == "" })
		if v.Enum == "" || !slices.ContainsFunc(known, func(s string) bool { return !strings.Contains(text, s) }) {
			return text
		}
		return text + " " + p.T("clihelp.one_of", strings.Join(known, ", "))
	}
}

// helper prints the parser's own page with its headings in words of the language.
func helper(p *locale.Printer) kong.HelpPrinter {
	return func(o kong.HelpOptions, c *kong.Context) error {
		var page bytes.Buffer
		out := c.Stdout
		c.Stdout = &page
		err := kong.DefaultHelpPrinter(o, c)
		c.Stdout = out
		if err != nil {
			return err
		}
		_, err = out.Write([]byte(worded(p, page.String())))
		return err
	}
}

var moreOnCommand = regexp.MustCompile(`(?m)^Run "(.*) --help" for more information on a command\.$`)

func worded(p *locale.Printer, page string) string {
	usage, rest, _ := strings.Cut(page, "\n")
	usage = strings.NewReplacer("Usage:", p.T("clihelp.usage"), "<command>", p.T("clihelp.one_command"), "[flags]", p.T("clihelp.some_flags")).Replace(usage)
	for heading, key := range map[string]string{"Arguments:": "clihelp.arguments", "Flags:": "clihelp.flags", "Commands:": "clihelp.commands"} {
		rest = strings.Replace(rest, "\n"+heading+"\n", "\n"+p.T(key)+"\n", 1)
	}
	rest = moreOnCommand.ReplaceAllStringFunc(rest, func(line string) string {
		return p.T("clihelp.more", strings.Replace(moreOnCommand.FindStringSubmatch(line)[1], "<command>", p.T("clihelp.one_command"), 1))
	})
	return usage + "\n" + rest
}

// misreadings are what the parser says of a call that it cannot read, with our words for it.
// What is not among them stays as the parser says it.
var misreadings = []struct {
	said *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^unexpected argument (.*)$`), "clihelp.wrong.command"},
	{regexp.MustCompile(`^unknown flag (.*)$`), "clihelp.wrong.flag"},
	{regexp.MustCompile(`^expected one of (.*)$`), "clihelp.wrong.expected_one"},
	{regexp.MustCompile(`^expected "([^ ]*).*"$`), "clihelp.wrong.expected"},
	{regexp.MustCompile(`^missing flags: (.*)$`), "clihelp.wrong.missing_flags"},
	{regexp.MustCompile(`^(\S+) must be one of (.*) but got "(.*)"$`), "clihelp.wrong.one_of"},
	{regexp.MustCompile(`^(\S+): day "?([^ "]*)"? .*$`), "clihelp.wrong.day"},
	{regexp.MustCompile(`^(\S+): .*got "(.*)".*$`), "clihelp.wrong.value"},
	{regexp.MustCompile(`^(\S+) and (\S+) can't be used together$`), "clihelp.wrong.together"},
}

var perhaps = regexp.MustCompile(`^(.*), did you mean (?:one of )?(.*)\?$`)

// misread words what the parser says.
func misread(p *locale.Printer, said string) string {
	hint := ""
	if m := perhaps.FindStringSubmatch(said); m != nil {
		said, hint = m[1], " "+p.T("clihelp.wrong.perhaps", strings.ReplaceAll(m[2], `"`, ""))
	}
	for _, r := range misreadings {
		m := r.said.FindStringSubmatch(said)
		if m == nil {
			continue
		}
		args := make([]any, len(m)-1)
		for i, text := range m[1:] {
			args[i] = strings.ReplaceAll(strings.ReplaceAll(text, `"`, ""), ",", ", ")
		}
		return p.T(r.key, args...) + hint
	}
	return said + hint
}

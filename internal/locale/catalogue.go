package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed messages/*.txt
var files embed.FS

// catalogue holds the messages of both languages, parsed.
type catalogue struct {
	messages [2]map[string]message // German, English
	problems []error
}

func langIndex(t Tag) int {
	if t.English() {
		return 1
	}
	return 0
}

// messages parses all files once, at the first use.
var messages = sync.OnceValue(func() *catalogue {
	sub, err := fs.Sub(files, "messages")
	if err != nil {
		return &catalogue{problems: []error{err}}
	}
	return load(sub)
})

// load reads every *.de.txt and *.en.txt of the folder. What cannot be read is
// left out and told in problems, so that one bad line does not stop the program;
// a test fails for it.
func load(dir fs.FS) *catalogue {
	c := &catalogue{messages: [2]map[string]message{{}, {}}}
	names, err := fs.Glob(dir, "*.txt")
	if err != nil {
		c.problems = append(c.problems, err)
	}
	for _, name := range names {
		lang := 0
		switch {
		case strings.HasSuffix(name, ".de.txt"):
		case strings.HasSuffix(name, ".en.txt"):
			lang = 1
		default:
			c.problems = append(c.problems, fmt.Errorf("%s: the name must end in .de.txt or .en.txt", name))
			continue
		}
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			c.problems = append(c.problems, err)
			continue
		}
		c.add(name, lang, string(text))
	}
	return c
}

// add takes the messages of one file.
func (c *catalogue) add(name string, lang int, text string) {
	number := 0
	problem := func(format string, args ...any) {
		c.problems = append(c.problems, fmt.Errorf("%s:%d: "+format, append([]any{name, number}, args...)...))
	}
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		at := number
		for strings.HasSuffix(line, `\`) && text != "" {
			var more string
			more, text, _ = strings.Cut(text, "\n")
			at++
			line = line[:len(line)-1] + strings.TrimSpace(more)
		}
		key, value, found := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch _, twice := c.messages[lang][key]; {
		case !found:
			problem("not of the form key = text: %q", line)
		case !validKey(key):
			problem("key %q is not made of a-z, 0-9, _ and points", key)
		case value == "":
			problem("%s has no text", key)
		case twice:
			problem("%s is there twice", key)
		default:
			m, err := compile(value, lang == 0)
			if err != nil {
				problem("%s: %v", key, err)
			} else {
				c.messages[lang][key] = m
			}
		}
		number = at
	}
}

func validKey(s string) bool {
	for _, part := range strings.Split(s, ".") {
		if part == "" {
			return false
		}
		for _, r := range []byte(part) {
			if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
				return false
			}
		}
	}
	return true
}

// Has reports whether there is a German message for key.
func Has(key string) bool {
	_, ok := messages().messages[0][key]
	return ok
}

// Keys returns the keys of all messages that exist in German or English, sorted.
func Keys() []string {
	c := messages()
	var keys []string
	for k := range c.messages[0] {
		keys = append(keys, k)
	}
	for k := range c.messages[1] {
		if _, ok := c.messages[0][k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// Problems returns what is wrong with the message files: lines that cannot be
// read, keys that one language lacks, values that only one language names. It is
// empty in a sound build.
func Problems() []error {
	c := messages()
	problems := slices.Clone(c.problems)
	for _, key := range Keys() {
		de, okDe := c.messages[0][key]
		en, okEn := c.messages[1][key]
		switch {
		case !okEn:
			problems = append(problems, fmt.Errorf("%s has no English text", key))
		case !okDe:
			problems = append(problems, fmt.Errorf("%s has no German text", key))
		default:
			if a, b := de.values(), en.values(); !slices.Equal(a, b) {
				problems = append(problems, fmt.Errorf("%s: German uses the values %v, English %v", key, a, b))
			}
		}
	}
	return problems
}

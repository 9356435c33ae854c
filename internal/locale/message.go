package locale

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// message is a parsed text: plain pieces and slots in order.
type message []piece

// piece is plain text, or, where value is set, a slot for a value.
type piece struct {
	text   string
	value  string // name or position of the value; "g" for a generic noun, "#" for the chosen number
	form   string // after the colon
	choice []branch
}

type branch struct {
	when string
	text message
}

// compile parses the text of a message. German texts may hold generic nouns.
func compile(text string, german bool) (message, error) {
	text = strings.ReplaceAll(text, `\n`, "\n")
	m, rest, err := parseMessage(text, false)
	if err != nil {
		return nil, err
	}
	if rest != "" {
		return nil, fmt.Errorf("a closing brace too many before %q", rest)
	}
	return m, checkForms(m, german)
}

// parseMessage reads pieces to the end of text or, inside a choice, to the bar or
// brace that ends the branch, which stays in rest.
func parseMessage(text string, inside bool) (m message, rest string, err error) {
	stop := "{}"
	if inside {
		stop = "{}|#"
	}
	var plain strings.Builder
	flush := func() {
		if plain.Len() > 0 {
			m = append(m, piece{text: plain.String()})
			plain.Reset()
		}
	}
	for {
		i := strings.IndexAny(text, stop)
		if i < 0 {
			plain.WriteString(text)
			flush()
			return m, "", nil
		}
		plain.WriteString(text[:i])
		text = text[i:]
		switch {
		case strings.HasPrefix(text, "{{"):
			plain.WriteByte('{')
			text = text[2:]
		case text[0] == '#':
			flush()
			m = append(m, piece{value: "#"})
			text = text[1:]
		case text[0] == '{':
			flush()
			var p piece
			if p, text, err = parseSlot(text[1:]); err != nil {
				return nil, "", err
			}
			m = append(m, p)
		case strings.HasPrefix(text, "}}") && !inside:
			plain.WriteByte('}')
			text = text[2:]
		default:
			flush()
			return m, text, nil
		}
	}
}

// parseSlot reads what stands after an opening brace, up to its closing brace.
func parseSlot(text string) (p piece, rest string, err error) {
	i := strings.IndexAny(text, ":|}{")
	if i < 0 {
		return p, "", errors.New("a brace is not closed")
	}
	if p.value = text[:i]; !validName(p.value) {
		return p, "", fmt.Errorf("%q is not the name of a value", p.value)
	}
	text = text[i:]
	switch text[0] {
	case '{':
		return p, "", errors.New("a brace inside a name")
	case '}':
		return p, text[1:], nil
	case ':':
		form, rest, closed := strings.Cut(text[1:], "}")
		if !closed || form == "" {
			return p, "", fmt.Errorf("the form of {%s: is not closed", p.value)
		}
		p.form = form
		return p, rest, nil
	}
	for text[0] == '|' {
		when, after, found := strings.Cut(text[1:], "=")
		if !found || !validName(when) {
			return p, "", fmt.Errorf("a branch of {%s| is not of the form name=text", p.value)
		}
		b := branch{when: when}
		if b.text, text, err = parseMessage(after, true); err != nil {
			return p, "", err
		}
		if text == "" {
			return p, "", fmt.Errorf("the choice {%s| is not closed", p.value)
		}
		p.choice = append(p.choice, b)
	}
	if !slices.ContainsFunc(p.choice, func(b branch) bool { return b.when == "other" }) {
		return p, "", fmt.Errorf("the choice {%s| has no branch other", p.value)
	}
	return p, text[1:], nil
}

func validName(s string) bool {
	for _, r := range []byte(s) {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return false
		}
	}
	return s != ""
}

// checkForms refuses nouns that the gender table does not know, and forms that no
// value has: a typing error must not reach the reader.
func checkForms(m message, german bool) error {
	for _, p := range m {
		if p.value == "g" {
			if _, known := generics[p.form]; !known || !german {
				return fmt.Errorf("{g:%s} is not a generic noun of this language", p.form)
			}
		} else if p.form != "" && !knownForm(p.form, german) {
			return fmt.Errorf("there is no form %q", p.form)
		}
		for _, b := range p.choice {
			if err := checkForms(b.text, german); err != nil {
				return err
			}
		}
	}
	return nil
}

// values returns the names of the values that the message uses, sorted.
func (m message) values() []string {
	var names []string
	var walk func(message)
	walk = func(m message) {
		for _, p := range m {
			if p.value != "" && p.value != "g" && p.value != "#" && !slices.Contains(names, p.value) {
				names = append(names, p.value)
			}
			for _, b := range p.choice {
				walk(b.text)
			}
		}
	}
	walk(m)
	slices.Sort(names)
	return names
}

// V holds the values of a message by name.
type V map[string]any

// find returns the value for a slot.
func find(name string, args []any) (any, bool) {
	if name[0] >= '0' && name[0] <= '9' {
		i, err := strconv.Atoi(name)
		if err != nil || i >= len(args) {
			return nil, false
		}
		return args[i], true
	}
	for _, a := range args {
		if v, ok := a.(V); ok {
			if x, ok := v[name]; ok {
				return x, true
			}
		}
	}
	return nil, false
}

// render writes the message with its values. A value that is missing leaves its
// slot standing, so that the fault is seen and nothing panics. Only our own words are
// spelt as the reader does: a Herr Weiß keeps his name in Switzerland.
func (p *Printer) render(b *strings.Builder, m message, args []any, chosen any) {
	for _, piece := range m {
		switch {
		case piece.value == "":
			b.WriteString(p.Text(piece.text))
			continue
		case piece.value == "g":
			b.WriteString(p.Text(generics[piece.form][p.gender]))
			continue
		case piece.value == "#":
			b.WriteString(p.spelt(chosen, ""))
			continue
		}
		v, ok := find(piece.value, args)
		switch {
		case !ok:
			b.WriteString("{" + piece.value + "}")
		case piece.choice != nil:
			p.render(b, choose(piece.choice, v), args, v)
		default:
			b.WriteString(p.spelt(v, piece.form))
		}
	}
}

// spelt writes a value; what people have written stays as it is.
func (p *Printer) spelt(v any, form string) string {
	switch v.(type) {
	case string, []string, Person:
		return p.value(v, form)
	}
	return p.Text(p.value(v, form))
}

// choose returns the branch for v.
func choose(branches []branch, v any) message {
	var wanted []string
	switch x := v.(type) {
	case Person:
		wanted = []string{x.category()}
	case bool:
		if x {
			wanted = []string{"yes"}
		}
	case string:
		wanted = []string{x}
	default:
		if n, ok := integer(v); ok {
			switch n {
			case 0:
				wanted = []string{"zero"}
			case 1, -1:
				wanted = []string{"one"}
			}
		}
	}
	for _, w := range append(wanted, "other") {
		for _, b := range branches {
			if b.when == w {
				return b.text
			}
		}
	}
	return nil
}

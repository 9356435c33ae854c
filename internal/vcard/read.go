package vcard

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime/quotedprintable"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Property is one line of a card.
type Property struct {
	Group  string              // "item1" in item1.TEL
	Name   string              // in capitals
	Params map[string][]string // names in capitals, values as given; a bare word of 2.1 is a TYPE
	Parts  []string            // the value at its semicolons, unescaped; most have one
	Line   int                 // where it begins, from 1
}

// Text is the whole value as one text.
func (p *Property) Text() string { return strings.Join(p.Parts, ";") }

// Part is the n-th part, "" when there are fewer.
func (p *Property) Part(n int) string {
	if n < len(p.Parts) {
		return p.Parts[n]
	}
	return ""
}

// Is tells whether the property has the type, as in TYPE=work; case does not matter.
func (p *Property) Is(kind string) bool {
	for _, t := range p.Params["TYPE"] {
		if strings.EqualFold(t, kind) {
			return true
		}
	}
	return false
}

// Card is one card.
type Card struct {
	Version    string
	Properties []Property
	Line       int // of its BEGIN
}

// First returns the first property of the name that has a value, the preferred one
// before others; nil for none.
func (c *Card) First(name string) *Property {
	var first *Property
	for i := range c.Properties {
		p := &c.Properties[i]
		if p.Name != name || strings.Trim(p.Text(), "; ") == "" {
			continue
		}
		if p.Is("pref") || len(p.Params["PREF"]) > 0 && p.Params["PREF"][0] == "1" {
			return p
		}
		if first == nil {
			first = p
		}
	}
	return first
}

// All returns the properties of the name that have a value.
func (c *Card) All(name string) []*Property {
	var out []*Property
	for i := range c.Properties {
		if p := &c.Properties[i]; p.Name == name && strings.Trim(p.Text(), "; ") != "" {
			out = append(out, p)
		}
	}
	return out
}

// Problem is a line that cannot be read.
type Problem struct { //nolint:errname // a problem in a file, read as one
	Line   int
	Reason string // "begin", "end", "property", "long", "encoding": keys for messages
}

func (p *Problem) Error() string { return fmt.Sprintf("vcard: line %d: %s", p.Line, p.Reason) }

const (
	// maxLine bounds one unfolded line: pictures are longer than every text, and are not
	// kept.
	maxLine = 64 << 10
	// maxProperties bounds a card.
	maxProperties = 1000
)

// Read yields the cards of r, or a [*Problem] for a line that cannot be read; the card
// around such a line is yielded without it. Any other error is one of r and the last.
func Read(r io.Reader) iter.Seq2[Card, error] {
	return func(yield func(Card, error) bool) {
		s := &scanner{r: bufio.NewReaderSize(r, 32<<10)}
		var card *Card
		for {
			text, line, err := s.next()
			switch {
			case errors.Is(err, io.EOF):
				if card != nil {
					yield(*card, &Problem{card.Line, "end"})
				}
				return
			case err != nil:
				var p *Problem
				if !yield(Card{Line: line}, err) || !errors.As(err, &p) {
					return
				}
				continue
			case strings.TrimSpace(text) == "":
				continue
			}
			var out *Card
			card, out, err = step(card, text, line)
			if err != nil && !yield(Card{Line: line}, err) {
				return
			}
			if out != nil && !yield(*out, nil) {
				return
			}
		}
	}
}

// step takes one line into the open card, nil for none. It returns the card that is open
// then and the one that the line finished.
func step(card *Card, text string, line int) (open, done *Card, err error) {
	p, ok := parse(text, line)
	switch {
	case !ok:
		return card, nil, &Problem{line, "property"}
	case p.Name == "BEGIN" && strings.EqualFold(p.Text(), "VCARD"):
		fresh := &Card{Line: line}
		if card != nil {
			return fresh, card, &Problem{card.Line, "end"}
		}
		return fresh, nil, nil
	case card == nil:
		return nil, nil, &Problem{line, "begin"}
	case p.Name == "END":
		return nil, card, nil
	case p.Name == "VERSION":
		card.Version = p.Text()
		return card, nil, nil
	case len(card.Properties) >= maxProperties:
		return card, nil, &Problem{line, "long"}
	}
	err = decode(&p)
	if err == nil {
		card.Properties = append(card.Properties, p)
	}
	return card, nil, err
}

// scanner unfolds lines.
type scanner struct {
	r    *bufio.Reader
	line int // of the last line read
}

// next returns one logical line and where it begins. A longer one than maxLine is passed
// over and told as a Problem.
func (s *scanner) next() (text string, line int, err error) {
	var b strings.Builder
	long := false
	line = s.line + 1
	for {
		part, more, cut, err := s.physical()
		if err != nil && (b.Len() == 0 || !errors.Is(err, io.EOF)) {
			return "", line, err
		}
		if cut || b.Len()+len(part) > maxLine {
			long, part = true, ""
		}
		b.WriteString(part)
		if !more {
			more = s.softBreak(b.String())
			if more {
				soft := b.String()
				b.Reset()
				b.WriteString(strings.TrimSuffix(soft, "="))
			}
		}
		if !more {
			break
		}
	}
	if long {
		return "", line, &Problem{line, "long"}
	}
	return b.String(), line, nil
}

// physical reads a line up to its end; more tells that the next one continues it, cut
// that the line was too long to keep.
func (s *scanner) physical() (text string, more, cut bool, err error) {
	var b strings.Builder
	for {
		chunk, err := s.r.ReadSlice('\n')
		if cut = cut || b.Len()+len(chunk) > maxLine+2; !cut {
			b.Write(chunk)
		}
		if err == nil {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			if b.Len() == 0 {
				return "", false, false, err
			}
			break
		}
	}
	s.line++
	next, err := s.r.Peek(1)
	more = err == nil && (next[0] == ' ' || next[0] == '\t')
	if more {
		if _, err := s.r.Discard(1); err != nil {
			return "", false, false, err
		}
	}
	return strings.TrimRight(b.String(), "\r\n"), more, cut, nil
}

// softBreak tells whether a quoted-printable value of 2.1 goes on in the next line.
func (s *scanner) softBreak(text string) bool {
	head, _, found := strings.Cut(text, ":")
	return found && strings.HasSuffix(text, "=") && strings.Contains(strings.ToUpper(head), "QUOTED-PRINTABLE")
}

// parse splits a line into its name, parameters and raw value, which stays in Parts[0].
func parse(text string, line int) (Property, bool) {
	p := Property{Line: line}
	i := 0
	for i < len(text) && text[i] != ':' && text[i] != ';' {
		i++
	}
	if i == 0 || i == len(text) {
		return p, false
	}
	p.Name = strings.ToUpper(text[:i])
	if group, name, found := strings.Cut(p.Name, "."); found {
		p.Group, p.Name = strings.ToLower(group), name
	}
	if p.Name == "" || strings.ContainsFunc(p.Name, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return p, false
	}
	rest := text[i:]
	for strings.HasPrefix(rest, ";") {
		var ok bool
		if rest, ok = p.param(rest[1:]); !ok {
			return p, false
		}
	}
	if !strings.HasPrefix(rest, ":") {
		return p, false
	}
	p.Parts = []string{rest[1:]}
	return p, true
}

// param reads one parameter and returns what follows it.
func (p *Property) param(s string) (rest string, ok bool) {
	i := strings.IndexAny(s, "=;:")
	if i < 0 {
		return "", false
	}
	if p.Params == nil {
		p.Params = map[string][]string{}
	}
	name := strings.ToUpper(s[:i])
	if s[i] != '=' { // 2.1: TEL;HOME;VOICE:
		key := "TYPE"
		if name == "QUOTED-PRINTABLE" || name == "BASE64" {
			key = "ENCODING"
		}
		p.Params[key] = append(p.Params[key], name)
		return s[i:], true
	}
	s = s[i+1:]
	for {
		value := ""
		if strings.HasPrefix(s, `"`) {
			end := strings.IndexByte(s[1:], '"')
			if end < 0 {
				return "", false
			}
			value, s = s[1:1+end], s[2+end:]
		} else {
			end := strings.IndexAny(s, ",;:")
			if end < 0 {
				return "", false
			}
			value, s = s[:end], s[end:]
		}
		for part := range strings.SplitSeq(value, ",") { // TYPE="work,voice"
			p.Params[name] = append(p.Params[name], part)
		}
		if !strings.HasPrefix(s, ",") {
			return s, s != ""
		}
		s = s[1:]
	}
}

// decode takes encodings and escapes off. Pictures and other bytes are left out.
func decode(p *Property) error {
	raw := p.Parts[0]
	if enc := p.Params["ENCODING"]; len(enc) > 0 {
		switch strings.ToUpper(enc[0]) {
		case "QUOTED-PRINTABLE":
			text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(raw)))
			if err != nil {
				return &Problem{p.Line, "encoding"}
			}
			raw = string(text)
		case "B", "BASE64":
			if _, err := base64.StdEncoding.DecodeString(raw); err != nil {
				return &Problem{p.Line, "encoding"}
			}
			p.Parts = []string{""}
			return nil
		}
	}
	if !utf8.ValidString(raw) {
		text, err := charmap.Windows1252.NewDecoder().String(raw)
		if err != nil {
			return &Problem{p.Line, "encoding"}
		}
		raw = text
	}
	if strings.ContainsRune(raw, 0) {
		return &Problem{p.Line, "encoding"}
	}
	p.Parts = split(raw)
	return nil
}

// split divides a value at semicolons that are not escaped, and takes the escapes off.
func split(s string) []string {
	var parts []string
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			if s[i] == 'n' || s[i] == 'N' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(s[i])
			}
		case s[i] == ';':
			parts = append(parts, strings.TrimSpace(b.String()))
			b.Reset()
		default:
			b.WriteByte(s[i])
		}
	}
	return append(parts, strings.TrimSpace(b.String()))
}

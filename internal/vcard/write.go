package vcard

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// The versions that are written.
const (
	V3 = "3.0"
	V4 = "4.0"
)

// Write writes one card in its Version, V4 when that is empty. Types are written in
// small letters, lines are folded at 75 bytes without cutting a letter.
func Write(w io.Writer, c Card) error {
	version := c.Version
	if version == "" {
		version = V4
	}
	var b strings.Builder
	fold(&b, "BEGIN:VCARD")
	fold(&b, "VERSION:"+version)
	for i := range c.Properties {
		fold(&b, line(&c.Properties[i]))
	}
	fold(&b, "END:VCARD")
	_, err := io.WriteString(w, b.String())
	return err
}

func line(p *Property) string {
	var b strings.Builder
	if p.Group != "" {
		b.WriteString(p.Group + ".")
	}
	b.WriteString(p.Name)
	names := make([]string, 0, len(p.Params))
	for name := range p.Params {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range p.Params[name] {
			b.WriteString(";" + name + "=" + quote(value))
		}
	}
	b.WriteByte(':')
	for i, part := range p.Parts {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(escape.Replace(part))
	}
	return b.String()
}

var escape = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// quote writes a parameter's value; quotes and line ends cannot stand in one.
func quote(value string) string {
	value = strings.Map(func(r rune) rune {
		if r == '"' || r < ' ' {
			return -1
		}
		return r
	}, value)
	if strings.ContainsAny(value, ",;:") {
		return `"` + value + `"`
	}
	return value
}

// foldAt is how many bytes a line has at most, without its end (RFC 6350, 3.2).
const foldAt = 75

func fold(b *strings.Builder, text string) {
	room := foldAt
	for len(text) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		if cut == 0 { // no UTF-8: cut anywhere
			cut = room
		}
		b.WriteString(text[:cut] + "\r\n ")
		text, room = text[cut:], foldAt-1
	}
	b.WriteString(text + "\r\n")
}

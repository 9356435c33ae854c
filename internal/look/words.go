package look

import (
	"strings"
	"unicode"
)

// Words prints a message of the reader's language: key as in the message files, args for the placeholders {0}, {1}.
type Words interface {
	T(key string, args ...any) string
}

// Part is a stretch of a sentence: plain text, a link (Href set) or a stressed word.
type Part struct {
	Text   string
	Href   string
	Strong bool
}

// Sentence is a text whose subject is a human being: the name in it is the link.
type Sentence []Part

// Say makes name, at its first occurrence in text, the link to href. A text that does not hold the name gets it in
// front, so that no line is ever without the person it is about.
func Say(text, name, href string) Sentence {
	if name == "" {
		return Sentence{{Text: text}}
	}
	who := Part{Text: name, Href: href, Strong: true}
	before, after, found := strings.Cut(text, name)
	if !found {
		return Sentence{who, {Text: ": " + text}}
	}
	s := make(Sentence, 0, 3)
	if before != "" {
		s = append(s, Part{Text: before})
	}
	s = append(s, who)
	if after != "" {
		s = append(s, Part{Text: after})
	}
	return s
}

// Initials takes the first letters of the first and the last word that begin with a letter or digit, in capitals.
// Titles ("Dr.", "Prof.") are passed over while other words remain. Who is known by a number only has no initials
// but the sign "#".
func Initials(name string) string {
	if !strings.ContainsFunc(name, unicode.IsLetter) && name != "" {
		return "#"
	}
	var words []string
	for _, w := range strings.Fields(name) {
		if r := firstLetter(w); r != "" && !strings.HasSuffix(w, ".") {
			words = append(words, r)
		}
	}
	switch len(words) {
	case 0:
		return firstLetter(name)
	case 1:
		return words[0]
	}
	return words[0] + words[len(words)-1]
}

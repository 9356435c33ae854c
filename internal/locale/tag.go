package locale

import (
	"fmt"
	"strconv"
	"strings"
)

// Tag is a language with a country. The zero Tag is [DeDE], the default.
type Tag uint8

// The four tags that the program speaks.
const (
	DeDE Tag = iota
	DeAT
	DeCH
	EnGB
)

// Tags lists all tags, the default first.
var Tags = []Tag{DeDE, DeAT, DeCH, EnGB}

var tagNames = [...]string{"de-DE", "de-AT", "de-CH", "en-GB"}

// String returns the tag as in "de-AT".
func (t Tag) String() string {
	if int(t) < len(tagNames) {
		return tagNames[t]
	}
	return tagNames[DeDE]
}

// Lang returns the language of the messages, "de" or "en".
func (t Tag) Lang() string { return t.String()[:2] }

// English reports whether the tag's language is English.
func (t Tag) English() bool { return t == EnGB }

// Currency returns the ISO code of the currency of the tag's country.
func (t Tag) Currency() string {
	switch t {
	case DeCH:
		return "CHF"
	case EnGB:
		return "GBP"
	case DeDE, DeAT:
		return "EUR"
	}
	return "EUR"
}

// ParseTag reads "de-AT", also in other case, with an underscore, or the language
// alone ("de" is de-DE, "en" and every other English is en-GB, de-LI is de-CH).
func ParseTag(s string) (Tag, error) {
	lang, rest, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "_", "-"), "-")
	switch lang {
	case "en":
		return EnGB, nil
	case "de", "gsw":
		switch {
		case hasPart(rest, "at"):
			return DeAT, nil
		case hasPart(rest, "ch"), hasPart(rest, "li"), lang == "gsw":
			return DeCH, nil
		}
		return DeDE, nil
	}
	return DeDE, fmt.Errorf("language %q is neither German nor English", s)
}

func hasPart(rest, part string) bool {
	for p := range strings.SplitSeq(rest, "-") {
		if p == part {
			return true
		}
	}
	return false
}

// Accept picks the tag for a visitor from the header Accept-Language. A visitor
// who asks for German gets the firm's German, so that a Swiss firm's pages have no
// ß whatever the browser says; only at a firm with English pages the browser's own
// German is used. With nothing that fits the firm's tag is returned.
func Accept(header string, firm Tag) Tag {
	t, ok := Asked(header)
	if !ok || !t.English() && !firm.English() {
		return firm
	}
	return t
}

// Asked is what a visitor wants most of what there is, by the header Accept-Language; ok is
// false when he wants none of it. It holds as it stands only where there is no firm yet.
func Asked(header string) (best Tag, ok bool) {
	bestQ := 0.0
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			var err error
			if q, err = strconv.ParseFloat(v, 64); err != nil {
				continue
			}
		}
		t, err := ParseTag(name)
		if err != nil || !(q > bestQ) {
			continue
		}
		best, bestQ, ok = t, q, true
	}
	return best, ok
}

// MarshalText writes the tag as in "de-AT".
func (t Tag) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what [ParseTag] reads.
func (t *Tag) UnmarshalText(b []byte) error {
	v, err := ParseTag(string(b))
	if err != nil {
		return err
	}
	*t = v
	return nil
}

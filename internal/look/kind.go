package look

import (
	"strings"
	"unicode"
)

// Kind is a kind of relationship as it is stored: the key, never the word on the screen.
type Kind string

// The kinds of relationship. KindUnknown is also what the empty Kind is drawn as.
const (
	KindExchange  Kind = "exchange"
	KindPartner   Kind = "partner"
	KindSpecial   Kind = "special"
	KindAttached  Kind = "attached"
	KindInformed  Kind = "informed"
	KindDemanding Kind = "demanding"
	KindUnknown   Kind = "unknown"
)

// Kinds lists all kinds in the order of legends and choices.
func Kinds() []Kind {
	return []Kind{KindExchange, KindPartner, KindSpecial, KindAttached, KindInformed, KindDemanding, KindUnknown}
}

var kindIcons = map[Kind]string{
	KindExchange: "shopping-basket", KindPartner: "handshake", KindSpecial: "sparkles",
	KindAttached: "heart", KindInformed: "coffee", KindDemanding: "clipboard-check",
}

// Icon names the symbol of the kind; empty for what is not yet clear.
func (k Kind) Icon() string { return kindIcons[k] }

// key is the value of the data-t attribute, which chooses the colour.
func (k Kind) key() string {
	if _, ok := kindIcons[k]; ok {
		return string(k)
	}
	return string(KindUnknown)
}

// Label is the long name of the kind ("Kauft gern unkompliziert").
func (k Kind) Label(w Words) string { return w.T("look.kind." + k.key()) }

// Short is the name for pills, legends and tables ("Unkompliziert").
func (k Kind) Short(w Words) string { return w.T("look.kind." + k.key() + ".short") }

func firstLetter(word string) string {
	for _, r := range word {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return strings.ToUpper(string(r))
		}
	}
	return ""
}

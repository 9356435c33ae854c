package locale

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Salutation is how a person wants to be addressed, from the record, never guessed.
type Salutation uint8

// The salutations; the zero Salutation is not known.
const (
	Unknown Salutation = iota
	Frau
	Herr
)

// salutations are the words for which a record's salutation is read, folded.
var salutations = map[string]Salutation{
	"frau": Frau, "fr": Frau, "fr.": Frau, "frl.": Frau, "mrs": Frau, "mrs.": Frau, "ms": Frau, "ms.": Frau, "miss": Frau, "madame": Frau, "w": Frau, "f": Frau, "female": Frau, "weiblich": Frau,
	"herr": Herr, "herrn": Herr, "hr": Herr, "hr.": Herr, "mr": Herr, "mr.": Herr, "monsieur": Herr, "m": Herr, "male": Herr, "mannlich": Herr, "maennlich": Herr,
}

// ParseSalutation reads a salutation as records and files have it: "Frau", "Hr.",
// "Mrs", "Herr Dr.". Everything else is [Unknown], also "Familie" and "Firma".
func ParseSalutation(s string) Salutation {
	first, _, _ := strings.Cut(strings.TrimSpace(Fold(s)), " ")
	if strings.Contains(s, "&") || strings.Contains(Fold(s), " und ") || strings.Contains(Fold(s), " and ") {
		return Unknown
	}
	return salutations[first]
}

// Person is somebody a sentence speaks of: a human being or a firm.
type Person struct {
	Name       string // the full name as it is shown: "Dr. Jana Uhlenbrock", "Café Ahrensböck"
	Family     string // the family name; empty means it is found in Name
	Salutation Salutation
	Firm       bool
}

// category is the branch of a choice: f, m, firm or other.
func (s Person) category() string {
	switch {
	case s.Firm:
		return "firm"
	case s.Salutation == Frau:
		return "f"
	case s.Salutation == Herr:
		return "m"
	}
	return "other"
}

// Address returns the polite way to name the person in a sentence: "Frau Dr.
// Uhlenbrock", "Herr Vogt", and the full name where the salutation is not known or
// it is a firm. English: the full name.
func (p *Printer) Address(s Person) string { return p.address(s, Nominative) }

func (p *Printer) address(s Person, c Case) string {
	if p.tag.English() || s.Firm || s.Salutation == Unknown {
		return s.Name
	}
	title, family := splitName(s)
	if family == "" {
		return s.Name
	}
	word := "Frau "
	if s.Salutation == Herr {
		word = "Herr "
		if c != Nominative {
			word = "Herrn "
		}
	}
	return word + title + family
}

// particles belong to the family name when they stand before its last word.
var particles = map[string]bool{
	"von": true, "vom": true, "van": true, "de": true, "den": true, "der": true, "dem": true, "zu": true, "zur": true, "zum": true,
	"ten": true, "ter": true, "te": true, "la": true, "le": true, "du": true, "del": true, "della": true, "di": true, "da": true,
	"dos": true, "el": true, "al": true, "bin": true, "und": true, "auf": true, "am": true, "af": true,
}

// splitName returns the academic title ("Dr. ", "Prof. Dr. ") and the family name.
func splitName(s Person) (title, family string) {
	words := strings.Fields(s.Name)
	n := 0
	for n < len(words)-1 && (strings.HasPrefix(words[n], "Dr.") || strings.HasPrefix(words[n], "Prof.")) {
		title += words[n] + " "
		n++
	}
	if s.Family != "" {
		return title, s.Family
	}
	words = words[n:]
	if len(words) < 2 {
		return title, strings.Join(words, " ")
	}
	first := len(words) - 1
	for first > 1 && particles[words[first-1]] {
		first--
	}
	return title, strings.Join(words[first:], " ")
}

// pronounRow holds the forms for f, m, firm in this order.
type pronounRow [3]string

var pronounsDe = map[string]pronounRow{
	"er":     {"sie", "er", "der Betrieb"},
	"ihn":    {"sie", "ihn", "den Betrieb"},
	"ihm":    {"ihr", "ihm", "dem Betrieb"},
	"sein":   {"ihr", "sein", "sein"},
	"seine":  {"ihre", "seine", "seine"},
	"seinen": {"ihren", "seinen", "seinen"},
	"seinem": {"ihrem", "seinem", "seinem"},
	"seiner": {"ihrer", "seiner", "seiner"},
	"seines": {"ihres", "seines", "seines"},
}

var pronounsEn = map[string]pronounRow{
	"they":  {"she", "he", "it"},
	"them":  {"her", "him", "it"},
	"their": {"her", "his", "its"},
}

// personNoun is a noun whose form follows the person: by case the form for a woman,
// a man and a firm, and the generic styles for somebody whose gender is not known.
type personNoun struct {
	f, m, firm [4]string
	unknown    [5]string // by gender style
}

func standingNoun(stem string) personNoun {
	return personNoun{
		f:       same(stem + "kundin"),
		m:       [4]string{stem + "kunde", stem + "kunden", stem + "kunden", stem + "kunden"},
		firm:    same(stem + "kundschaft"),
		unknown: [5]string{stem + "kunde", stem + "kundin oder " + stem + "kunde", stem + "kund:in", stem + "kund*in", stem + "kundschaft"},
	}
}

var personNouns = map[string]personNoun{
	"Stammkunde":    standingNoun("Stamm"),
	"Neukunde":      standingNoun("Neu"),
	"Erstkunde":     standingNoun("Erst"),
	"Mehrfachkunde": standingNoun("Mehrfach"),
	"Kunde": {
		f:       same("Kundin"),
		m:       [4]string{"Kunde", "Kunden", "Kunden", "Kunden"},
		firm:    [4]string{"Betrieb", "Betrieb", "Betrieb", "Betriebs"},
		unknown: [5]string{"Kunde", "Kundin oder Kunde", "Kund:in", "Kund*in", "Kundschaft"},
	},
	"Privatkunde": standingNoun("Privat"),
	"Empfehler": {
		f:       same("Empfehlerin"),
		m:       [4]string{"Empfehler", "Empfehler", "Empfehler", "Empfehlers"},
		firm:    same("Empfiehlt uns"),
		unknown: [5]string{"Empfehler", "Empfehlerin oder Empfehler", "Empfehler:in", "Empfehler*in", "Empfiehlt uns"},
	},
}

// Noun returns a noun such as Stammkunde as it fits the person: "Stammkundin",
// "Stammkunde" (accusative "Stammkunden"), for a firm "Stammkundschaft", and in the
// printer's gender style where the salutation is not known. Words that are not in
// the table and English readers get the word itself.
func (p *Printer) Noun(word string, s Person, c Case) string {
	n, ok := personNouns[word]
	if !ok || p.tag.English() {
		return word
	}
	switch s.category() {
	case "f":
		return n.f[c&3]
	case "m":
		return n.m[c&3]
	case "firm":
		return n.firm[c&3]
	}
	if p.gender == Generic {
		return n.m[c&3]
	}
	return n.unknown[p.gender]
}

var caseEndings = map[string]Case{"akk": Accusative, "dat": Dative, "gen": Genitive}

// knownPersonForm reports whether {who:form} means something in the language.
func knownPersonForm(form string, german bool) bool {
	low := lowerFirst(form)
	if !german {
		_, ok := pronounsEn[low]
		return ok
	}
	if _, ok := pronounsDe[low]; ok {
		return true
	}
	noun, end, cased := strings.Cut(form, ".")
	if _, ok := personNouns[noun]; ok {
		_, known := caseEndings[end]
		return known || !cased
	}
	return noun == "address" && (end == "akk" || end == "dat")
}

// personForm writes the person in the form of a message.
func (p *Printer) personForm(s Person, form string) string {
	switch form {
	case "", "name":
		return s.Name
	case "address":
		return p.address(s, Nominative)
	case "address.akk", "address.dat":
		return p.address(s, Dative)
	case "gen":
		return p.GenitiveName(s.Name)
	}
	noun, end, _ := strings.Cut(form, ".")
	if _, ok := personNouns[noun]; ok {
		return p.Noun(noun, s, caseEndings[end])
	}
	return p.Pronoun(s, form)
}

// Pronoun returns the pronoun for the person: German er, ihn, ihm, sein, seine and
// so on, English they, them, their; with a capital at the beginning of a sentence.
// Where the salutation is not known German takes the name (its genitive for the
// possessive), English they. A firm is "der Betrieb", "it". An unknown form gives
// the name.
func (p *Printer) Pronoun(s Person, form string) string {
	low := lowerFirst(form)
	table := pronounsDe
	if p.tag.English() {
		table = pronounsEn
	}
	row, ok := table[low]
	word := s.Name
	switch c := s.category(); {
	case !ok:
		return s.Name
	case c == "f":
		word = row[0]
	case c == "m":
		word = row[1]
	case c == "firm":
		word = row[2]
	case p.tag.English():
		word = low
	case strings.HasPrefix(low, "sein"):
		word = p.GenitiveName(s.Name)
	}
	if low != form {
		return upperFirst(word)
	}
	return word
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

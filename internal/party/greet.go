package party

import (
	"slices"
	"strings"
	"unicode"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/locale"
)

// Letter is what the opening line of a letter depends on.
type Letter struct {
	Kind       customer.Kind
	First      string
	Last       string
	Company    string // of a firm or household: its name
	Salutation string // as recorded: "Frau", "Herr", "Herr Dr."
	Title      string // as recorded: "Mag. Dr."
	Form       Form
	Tag        locale.Tag    // language and country of the letter
	Style      locale.Gender // the firm's gender style, for those whose names are not known
}

// LetterTo is the letter to a customer.
func LetterTo(c *customer.Customer, form Form, tag locale.Tag, style locale.Gender) Letter {
	return Letter{c.Kind, c.FirstName, c.LastName, c.Company, c.Salutation, c.Title, form, tag, style}
}

// Greeting opens a letter.
type Greeting struct {
	Text    string // with its comma, where the country writes one
	Capital bool   // the letter goes on with a capital, whatever its first word
}

// Greet returns the opening line. Titles: in Austria all that stand before a name, in
// the order office, profession, degree, doctor; elsewhere professor and doctor only;
// what follows a name (MBA, BSc) never. Nobody's gender is guessed: without a recorded
// salutation, and in the neutral form, the full name follows a greeting. In Switzerland
// no comma follows and the letter goes on with a capital, as it does in English.
func Greet(l Letter) Greeting {
	text := ""
	if l.Tag.English() {
		text = l.english()
	} else {
		text = l.german()
	}
	if l.Tag == locale.DeCH {
		return Greeting{strings.ReplaceAll(text, "ß", "ss"), true}
	}
	return Greeting{text + ",", l.Tag.English()}
}

func (l *Letter) german() string {
	if l.Kind == customer.Firm || l.nameless() {
		return l.germanHouse()
	}
	if l.Kind == customer.Household {
		return l.germanHousehold()
	}
	who := locale.ParseSalutation(l.Salutation)
	switch {
	case l.Form == Du && l.First != "":
		return map[locale.Salutation]string{locale.Frau: "Liebe ", locale.Herr: "Lieber "}[who] + hello(who) + l.First
	case l.Form == Neutral || who == locale.Unknown || l.Last == "":
		return l.goodDay() + " " + l.full()
	case l.Form == Du: // without a first name Du needs the friendlier Sie
		return l.goodDay() + " " + map[locale.Salutation]string{locale.Frau: "Frau ", locale.Herr: "Herr "}[who] + l.titled()
	case who == locale.Frau:
		return "Sehr geehrte Frau " + l.titled()
	}
	return "Sehr geehrter Herr " + l.titled()
}

// hello greets somebody whose gender is not recorded.
func hello(who locale.Salutation) string {
	if who == locale.Unknown {
		return "Hallo "
	}
	return ""
}

// goodDay greets without a gender, as the country does.
func (l *Letter) goodDay() string {
	if l.Tag == locale.DeCH {
		return "Grüezi"
	}
	return "Guten Tag"
}

// germanHouse greets people whose names are not known.
func (l *Letter) germanHouse() string {
	switch {
	case l.Form == Du:
		return "Hallo zusammen"
	case l.Form == Neutral || l.Style == locale.Colon || l.Style == locale.Star || l.Style == locale.Neutral:
		return l.goodDay()
	}
	return "Sehr geehrte Damen und Herren"
}

func (l *Letter) germanHousehold() string {
	name, family := familyName(l)
	switch {
	case !family:
		return l.goodDay() + " " + name
	case l.Form == Du:
		return "Liebe Familie " + name
	case l.Form == Neutral:
		return l.goodDay() + " Familie " + name
	}
	return "Sehr geehrte Familie " + name
}

// familyName reads "Familie Berger" as Berger.
func familyName(l *Letter) (name string, family bool) {
	name = strings.TrimSpace(l.Company)
	if name == "" {
		return strings.TrimSpace(l.Last), true
	}
	for _, word := range []string{"Familie ", "Fam. ", "Family "} {
		if rest, ok := strings.CutPrefix(name, word); ok {
			return rest, true
		}
	}
	return name, false
}

func (l *Letter) english() string {
	switch {
	case l.Kind == customer.Firm || l.nameless():
		if l.Form != Du && l.Form != Neutral && (l.Style == locale.Generic || l.Style == locale.Pair) {
			return "Dear Sir or Madam"
		}
		return "Hello"
	case l.Kind == customer.Household:
		if name, family := familyName(l); family {
			return "Dear " + name + " family"
		}
		return "Dear " + l.Company
	case l.Form == Du && l.First != "":
		return "Dear " + l.First
	}
	who := locale.ParseSalutation(l.Salutation)
	if l.Last == "" || l.Form == Neutral {
		return "Dear " + l.full()
	}
	titles := l.titles()
	switch {
	case slices.ContainsFunc(titles, func(t title) bool { return t.rank == professor }):
		return "Dear Professor " + l.Last
	case slices.ContainsFunc(titles, func(t title) bool { return t.rank == doctor }):
		return "Dear Dr " + l.Last
	case who == locale.Frau:
		return "Dear Ms " + l.Last
	case who == locale.Herr:
		return "Dear Mr " + l.Last
	}
	return "Dear " + l.full()
}

func (l *Letter) nameless() bool {
	return l.Kind != customer.Household && strings.TrimSpace(l.First+l.Last) == ""
}

// full is the name without titles.
func (l *Letter) full() string { return strings.TrimSpace(l.First + " " + l.Last) }

// titled is the family name behind the titles that the country speaks.
func (l *Letter) titled() string {
	var words []string
	for _, t := range l.titles() {
		if l.Tag == locale.DeAT || t.rank == professor || t.rank == doctor {
			words = append(words, t.text)
		}
	}
	return strings.Join(append(words, l.Last), " ")
}

// rank is the place of a title before a name.
type rank int

// The ranks in the order in which they are written.
const (
	office rank = iota
	professor
	engineer
	degree
	doctor
)

type title struct {
	rank rank
	text string
}

// titleWords are the titles before a name by their beginning in small letters; the first
// that fits counts.
var titleWords = []struct {
	start string
	rank  rank
	text  string // how it is written; empty: as it was given
}{
	{"kommr", office, ""},
	{"kommerzialr", office, ""},
	{"hofr", office, ""},
	{"hr.", office, ""},
	{"medr", office, ""},
	{"univ.-prof", professor, "Prof."},
	{"univ.prof", professor, "Prof."},
	{"hon.-prof", professor, "Prof."},
	{"prof", professor, "Prof."},
	{"dipl.-ing", degree, "DI"},
	{"dipl.ing", degree, "DI"},
	{"di", degree, "DI"},
	{"mag", degree, ""},
	{"ing", engineer, "Ing."},
	{"ddr", doctor, "DDr."},
	{"dr", doctor, "Dr."},
}

// exact are beginnings that must be the whole word: "di" is no "Dipl.-Kfm.".
var exact = map[string]bool{"di": true, "ing": true, "hr.": true, "dr": true, "ddr": true}

// titles reads the titles of a letter, each once, in the order in which they are
// written. Words that are none, such as the "med." of a "Dr. med.", are left out.
func (l *Letter) titles() []title {
	var found []title
	text := l.Title
	if _, rest, ok := strings.Cut(strings.TrimSpace(l.Salutation), " "); ok {
		text = rest + " " + text
	}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		if t, ok := readTitle(word); ok && !slices.Contains(found, t) {
			found = append(found, t)
		}
	}
	slices.SortStableFunc(found, func(a, b title) int { return int(a.rank - b.rank) })
	return found
}

func readTitle(word string) (title, bool) {
	low := strings.ToLower(word)
	for _, w := range titleWords {
		if !strings.HasPrefix(low, w.start) {
			continue
		}
		if exact[w.start] && strings.TrimRight(low, ".") != strings.TrimRight(w.start, ".") && !strings.HasPrefix(low, w.start+".") {
			continue
		}
		text := w.text
		if text == "" {
			text = word
		}
		return title{w.rank, text}, true
	}
	return title{}, false
}

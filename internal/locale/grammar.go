package locale

import (
	"strings"
	"unicode/utf8"
)

// Case is a German grammatical case. English texts ignore it.
type Case uint8

// The four cases.
const (
	Nominative Case = iota
	Accusative
	Dative
	Genitive
)

// Unit is a unit of time that can be counted.
type Unit uint8

// The units of time.
const (
	Minute Unit = iota
	Hour
	Day
	Week
	Month
	Year
	Workday
	Weekend
)

// unitNoun holds the German forms of a unit: gender and the case forms of singular
// and plural (nominative, accusative, dative, genitive).
type unitNoun struct {
	gender  byte // m, f or n
	one     [4]string
	many    [4]string
	english string
}

var units = [...]unitNoun{
	Minute:  {'f', same("Minute"), same("Minuten"), "minute"},
	Hour:    {'f', same("Stunde"), same("Stunden"), "hour"},
	Day:     {'m', [4]string{"Tag", "Tag", "Tag", "Tages"}, [4]string{"Tage", "Tage", "Tagen", "Tage"}, "day"},
	Week:    {'f', same("Woche"), same("Wochen"), "week"},
	Month:   {'m', [4]string{"Monat", "Monat", "Monat", "Monats"}, [4]string{"Monate", "Monate", "Monaten", "Monate"}, "month"},
	Year:    {'n', [4]string{"Jahr", "Jahr", "Jahr", "Jahres"}, [4]string{"Jahre", "Jahre", "Jahren", "Jahre"}, "year"},
	Workday: {'m', [4]string{"Arbeitstag", "Arbeitstag", "Arbeitstag", "Arbeitstages"}, [4]string{"Arbeitstage", "Arbeitstage", "Arbeitstagen", "Arbeitstage"}, "working day"},
	Weekend: {'n', [4]string{"Wochenende", "Wochenende", "Wochenende", "Wochenendes"}, [4]string{"Wochenenden", "Wochenenden", "Wochenenden", "Wochenenden"}, "weekend"},
}

func same(s string) [4]string { return [4]string{s, s, s, s} }

// Article returns the German indefinite article for a gender (m, f, n) and case.
func Article(gender byte, c Case) string {
	switch gender {
	case 'f':
		return [4]string{"eine", "eine", "einer", "einer"}[c&3]
	case 'n':
		return [4]string{"ein", "ein", "einem", "eines"}[c&3]
	}
	return [4]string{"ein", "einen", "einem", "eines"}[c&3]
}

// Span writes n units as running text does, with number words up to twelve: "einen
// Tag" (accusative), "neun Tagen" (dative), "25 Tage"; English "a day", "nine days".
func (p *Printer) Span(n int, u Unit, c Case) string { return p.count(int64(n), u, c, true) }

// Count writes n units as tables do, always with digits: "1 Tag", "9 Tage".
func (p *Printer) Count(n int, u Unit) string { return p.count(int64(n), u, Nominative, false) }

func (p *Printer) count(n int64, u Unit, c Case, words bool) string {
	noun, one := units[u], n == 1 || n == -1
	number := p.Int(n)
	if words {
		number = p.NumberWord(n)
	}
	if p.tag.English() {
		switch {
		case one && words && n == 1 && u == Hour:
			return "an hour"
		case one && words && n == 1:
			return "a " + noun.english
		case one:
			return number + " " + noun.english
		}
		return number + " " + noun.english + "s"
	}
	switch {
	case n == 1 && words:
		return Article(noun.gender, c) + " " + noun.one[c&3]
	case one:
		return number + " " + noun.one[c&3]
	}
	return number + " " + noun.many[c&3]
}

var (
	wordsDe = [...]string{"null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"}
	wordsEn = [...]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	ordsDe  = [...]string{"nullt", "erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt", "elft", "zwölft"}
	ordsEn  = [...]string{"zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"}
)

// NumberWord returns n as a word from 0 to 12 ("neun"), beyond with digits. One is
// "eins"; before a noun the article stands instead, which the message chooses.
func (p *Printer) NumberWord(n int64) string {
	switch {
	case n < 0 || n >= int64(len(wordsDe)):
		return p.Int(n)
	case p.tag.English():
		return wordsEn[n]
	}
	return wordsDe[n]
}

// Ordinal returns the ordinal of n from 0 to 12 as a word with a German ending, as
// in Ordinal(3, "en") = "dritten"; beyond twelve "13." and in English "13th". The
// ending is ignored in English.
func (p *Printer) Ordinal(n int64, ending string) string {
	word := n >= 0 && n < int64(len(ordsDe))
	if !p.tag.English() {
		if word {
			return ordsDe[n] + ending
		}
		return p.Int(n) + "."
	}
	if word {
		return ordsEn[n]
	}
	u := n % 100
	if u < 0 {
		u = -u
	}
	suffix := "th"
	if u < 11 || u > 13 {
		switch u % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return p.Int(n) + suffix
}

// GenitiveName returns a name in the genitive: "Wiebke Ahrensböcks", "Hans’",
// "Café Lorenz’"; English "Hans’s".
func (p *Printer) GenitiveName(name string) string {
	if name == "" {
		return ""
	}
	if p.tag.English() {
		return name + "’s"
	}
	last, _ := utf8.DecodeLastRuneInString(name)
	if strings.ContainsRune("sßxzSXZẞ", last) || strings.HasSuffix(name, "ce") {
		return name + "’"
	}
	return name + "s"
}

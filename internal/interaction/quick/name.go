package quick

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// maxName is how many words a name may have.
const maxName = 5

// titles begin a name and are no part of what is searched.
var titles = []string{"herr", "herrn", "frau", "hr", "fr", "fa", "firma", "familie", "fam", "mr", "mrs", "ms", "dr", "prof", "kunde", "kundin", "customer"}

// verbs end a name where it was typed without capitals.
var verbs = []string{
	"fragt", "fragte", "sagt", "sagte", "sagen", "ruft", "rief", "will", "wollte", "moechte", "braucht", "hat", "hatte", "ist", "war", "kommt", "kam", "bestellt",
	"bestellte", "meldet", "schickt", "lobt", "erzaehlt", "beschwert", "reklamiert", "sucht", "interessiert", "bedankt", "wuenscht", "bringt", "holt", "zahlt",
	"schlaegt", "plant", "findet", "zieht", "heiratet", "wegen", "nach", "ueber", "zum", "zur", "und", "mit", "lange", "kurz", "fordert", "verlangt", "kuendigt",
	"asks", "asked", "says", "said", "wants", "wanted", "calls", "needs", "orders", "ordered", "complains", "complained", "about", "is", "was", "has", "had", "and",
	"will", "thanked", "suggests", "chatted", "looks", "came", "told", "ich", "wir", "i", "we", "es", "er", "sie", "he", "she", "they",
}

// linking words stand inside names in small letters.
var linking = []string{"von", "van", "der", "de", "zu", "am", "den", "ten", "und", "&", "la", "le", "dos", "el", "al"}

// name takes the words that may name the customer: the first ones that are not understood
// as anything else, up to a verb or the end of the clause. Words with a capital, or in a
// line typed small the first word alone.
func (p *parser) name() {
	from := 0
	for from < len(p.words) && (p.used[from] || slices.Contains(titles, p.key(from)) || p.leads(from)) {
		if !p.used[from] && slices.Contains(titles, p.key(from)) && p.words[from].stop && len(p.words[from].key) > 4 {
			return // "Kunde," speaks of somebody not named
		}
		from++
	}
	until := from
	for until < len(p.words) && until-from < maxName && !p.used[until] && p.belongs(from, until) {
		until++
		if p.words[until-1].stop {
			break
		}
	}
	for until > from && slices.Contains(linking, p.key(until-1)) {
		until--
	}
	if until == from {
		return
	}
	for i := from; i < until; i++ {
		p.Name = append(p.Name, p.words[i].text)
	}
	first := from
	for first > 0 && !p.used[first-1] { // titles and "mit" before it
		first--
	}
	p.take(OfName, first, until)
}

// leads reports whether word i leads to the name without being part of it; behind a title
// "von" is.
func (p *parser) leads(i int) bool {
	return slices.Contains([]string{"mit", "von", "bei", "with", "from"}, p.key(i)) && !slices.Contains(titles, p.key(i-1))
}

// belongs reports whether word i goes on the name that began at from.
func (p *parser) belongs(from, i int) bool {
	key := p.key(i)
	r, _ := utf8.DecodeRuneInString(p.words[i].text)
	small := unicode.IsLetter(r) && !unicode.IsUpper(r)
	switch {
	case slices.Contains(verbs, key) && key != "und" && (small || i == from), !lettered(key), i > from && p.reasons(i):
		return false
	case unicode.IsDigit(r): // a telephone number, not the number of something
		before, _ := utf8.DecodeRuneInString(p.text(i - 1))
		return i == from || unicode.IsDigit(before)
	case !small:
		return true
	}
	if i == from {
		return true
	}
	next, _ := utf8.DecodeRuneInString(p.text(i + 1))
	return slices.Contains(linking, key) && unicode.IsUpper(next)
}

// reasons reports whether word i was understood as the reason.
func (p *parser) reasons(i int) bool {
	return slices.ContainsFunc(p.Spans, func(s Span) bool {
		return s.Part == OfReason && p.words[i].from >= s.From && p.words[i].until <= s.Until
	})
}

func (p *parser) text(i int) string {
	if i < 0 || i >= len(p.words) {
		return ""
	}
	return p.words[i].text
}

func lettered(key string) bool {
	for _, r := range key {
		if unicode.IsLetter(r) || r == '&' || unicode.IsDigit(r) {
			return true
		}
	}
	return false
}

package quick

import (
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
)

// vow is a way in which a promise begins. lead are the words with which a clause says so,
// tail a word that must follow later in the same clause ("ruft ... zurück").
type vow struct {
	lead     string
	tail     string
	party    interaction.Party
	callback bool
	channel  interaction.Channel
	bare     bool // the words say nothing but that somebody gets in touch
}

// vows are read in their order; the longer before the shorter. A verb in the first person
// is our word, one in the third the customer's.
var vows = []vow{
	{"bitte um rueckruf", "", interaction.Us, true, interaction.Phone, true},
	{"bittet um rueckruf", "", interaction.Us, true, interaction.Phone, true},
	{"wuenscht rueckruf", "", interaction.Us, true, interaction.Phone, true},
	{"moechte rueckruf", "", interaction.Us, true, interaction.Phone, true},
	{"moechte zurueckgerufen werden", "", interaction.Us, true, interaction.Phone, true},
	{"rueckruf versprochen", "", interaction.Us, true, interaction.Phone, true},
	{"rueckruf zugesagt", "", interaction.Us, true, interaction.Phone, true},
	{"asks for a call back", "", interaction.Us, true, interaction.Phone, true},
	{"wants a call back", "", interaction.Us, true, interaction.Phone, true},
	{"wants a callback", "", interaction.Us, true, interaction.Phone, true},
	{"call back", "", interaction.Us, true, interaction.Phone, true},
	{"callback", "", interaction.Us, true, interaction.Phone, true},
	{"rueckruf", "", interaction.Us, true, interaction.Phone, true},
	{"zurueckrufen", "", interaction.Us, true, interaction.Phone, true},
	{"i will call back", "", interaction.Us, true, interaction.Phone, true},
	{"i'll call back", "", interaction.Us, true, interaction.Phone, true},
	{"will call back", "", interaction.Customer, true, interaction.Phone, true},
	{"calls back", "", interaction.Customer, true, interaction.Phone, true},
	{"will get back", "", interaction.Customer, true, "", true},
	{"gets back", "", interaction.Customer, true, "", true},
	{"rufe", "zurueck", interaction.Us, true, interaction.Phone, true},
	{"rufe", "an", interaction.Us, true, interaction.Phone, true},
	{"ich rufe", "", interaction.Us, true, interaction.Phone, true},
	{"wir rufen", "", interaction.Us, true, interaction.Phone, true},
	{"rufen", "zurueck", interaction.Us, true, interaction.Phone, true},
	{"ruft", "zurueck", interaction.Customer, true, interaction.Phone, true},
	{"ruft", "an", interaction.Customer, true, interaction.Phone, true},
	{"ruft wieder", "", interaction.Customer, true, interaction.Phone, true},
	{"melde mich", "", interaction.Us, true, "", true},
	{"melde ich mich", "", interaction.Us, true, "", true},
	{"wir melden uns", "", interaction.Us, true, "", true},
	{"melden uns", "", interaction.Us, true, "", true},
	{"meldet sich", "", interaction.Customer, true, "", true},
	{"i'll get back", "", interaction.Us, true, "", true},
	{"i will get back", "", interaction.Us, true, "", true},
	{"we will", "", interaction.Us, false, "", false},
	{"we'll", "", interaction.Us, false, "", false},
	{"i will", "", interaction.Us, false, "", false},
	{"i'll", "", interaction.Us, false, "", false},
	{"ich", "", interaction.Us, false, "", false},
	{"wir", "", interaction.Us, false, "", false},
	{"versprochen:", "", interaction.Us, false, "", false},
	{"versprochen", "", interaction.Us, false, "", false},
	{"zugesagt", "", interaction.Us, false, "", false},
	{"promised", "", interaction.Us, false, "", false},
	{"to do", "", interaction.Us, false, "", false},
	{"todo", "", interaction.Us, false, "", false},
}

// doing are verbs of the first person, with which our word begins without "ich".
var doing = []string{
	"schicke", "schicken", "sende", "senden", "bringe", "bringen", "liefere", "liefern", "pruefe", "pruefen", "klaere", "klaeren", "bestelle", "mache", "machen",
	"lege", "hebe", "besorge", "besorgen", "reserviere", "komme", "kommen", "faxe", "maile", "notiere", "erstelle", "kalkuliere", "organisiere", "send", "bring", "deliver",
	"check", "prepare", "reserve", "repariere", "rechne", "stelle", "gebe", "backe",
}

// giving are verbs of the third person, with which the customer's word begins.
var giving = []string{
	"schickt", "sendet", "bringt", "liefert", "prueft", "klaert", "ueberweist", "zahlt", "will", "entscheidet", "kommt", "holt", "reicht",
	"sends", "brings", "pays", "decides", "comes", "picks",
}

// promise finds the first clause in which somebody promises something. A verb of doing or
// giving alone is a promise only with a day in its clause: "bringt immer seinen Hund mit"
// is none.
func (p *parser) promise() {
	for from := 0; from < len(p.words); {
		until := from + 1
		for until < len(p.words) && !p.words[until-1].stop && !p.joins(until) {
			until++
		}
		if p.clause(from, until) {
			return
		}
		from = until
	}
}

// joins reports whether a new clause begins with word i although no sign stands before it.
func (p *parser) joins(i int) bool {
	return (p.key(i-1) == "und" || p.key(i-1) == "and") && (slices.Contains(doing, p.key(i)) || p.key(i) == "ruft" || p.key(i) == "rufe" || p.key(i) == "melde" || p.key(i) == "meldet")
}

// clause looks for a promise in words [from, until).
func (p *parser) clause(from, until int) bool {
	for i := from; i < until; i++ {
		if p.used[i] {
			continue
		}
		day, dayFrom, dayUntil := p.dayNear(from, i, until)
		for _, v := range vows {
			n, ok := p.vowAt(v, i, until)
			if !ok || v.party == interaction.Us && (v.lead == "ich" || v.lead == "wir") && day == cal.Never {
				continue
			}
			p.promised(v, from, i, i+n, until, day, dayFrom, dayUntil)
			return true
		}
	}
	for i := from; i < until; i++ {
		day, dayFrom, dayUntil := p.dayNear(from, i, until)
		if p.used[i] || day == cal.Never {
			continue
		}
		switch {
		case slices.Contains(doing, p.key(i)):
			p.promised(vow{party: interaction.Us}, from, i, i, until, day, dayFrom, dayUntil)
			return true
		case slices.Contains(giving, p.key(i)):
			p.promised(vow{party: interaction.Customer}, from, i, i, until, day, dayFrom, dayUntil)
			return true
		}
	}
	return false
}

// vowAt reports whether v stands at word i, and of how many words.
func (p *parser) vowAt(v vow, i, until int) (n int, ok bool) {
	lead := strings.Fields(v.lead)
	if i+len(lead) > until {
		return 0, false
	}
	for n, w := range lead {
		if strings.TrimRight(p.key(i+n), ":") != strings.TrimRight(w, ":") || p.used[i+n] {
			return 0, false
		}
	}
	if v.tail == "" {
		return len(lead), true
	}
	for j := i + len(lead); j < until; j++ {
		if p.key(j) == v.tail {
			return len(lead), true
		}
	}
	return 0, false
}

// dayNear finds the day of a verb at word i of the clause [from, until): behind it, or else
// before it, so that Mrs Sonntag may call on a Sonntag.
func (p *parser) dayNear(from, i, until int) (day cal.Date, dayFrom, dayUntil int) {
	if day, a, b := p.dayIn(i, until); day != cal.Never {
		return day, a, b
	}
	return p.dayIn(from, i)
}

// dayIn finds the first day in words [from, until); cal.Never without one.
func (p *parser) dayIn(from, until int) (day cal.Date, dayFrom, dayUntil int) {
	for i := from; i < until; i++ {
		if p.used[i] {
			continue
		}
		if d, a, b, ok := p.when(i); ok && b <= until {
			return d, a, b
		}
	}
	return cal.Never, 0, 0
}

// promised writes the promise down whose vow stands in words [from, after) of the clause
// [start, until).
func (p *parser) promised(v vow, start, from, after, until int, day cal.Date, dayFrom, dayUntil int) {
	pr := &Promise{Party: v.party, Callback: v.callback, Due: day, Minute: -1, Channel: v.channel}
	taken := map[int]bool{}
	mark := func(a, b int) {
		for i := a; i < b; i++ {
			taken[i] = true
		}
	}
	if day != cal.Never {
		mark(dayFrom, dayUntil)
	}
	for i := from; i < until; i++ {
		if taken[i] {
			continue
		}
		if m, n := p.clock(i); n > 0 && (day != cal.Never || v.callback) {
			if pr.Minute = m; day == cal.Never {
				pr.Due = p.today
			}
			p.Spans = append(p.Spans, Span{OfTime, p.words[i].from, p.words[i+n-1].until})
			mark(i, i+n)
			break
		}
	}
	var text []string
	for i := from; i < until; i++ {
		switch {
		case taken[i], i < after, v.bare && p.key(i) == v.tail && v.tail != "":
		case len(text) == 0 && slices.Contains([]string{"und", "and", "bis", "dann", "noch", "wieder", "to"}, p.key(i)):
		default:
			text = append(text, p.words[i].text)
		}
	}
	pr.Text = strings.Join(text, " ")
	p.Promise = pr
	for start < from && p.used[start] {
		start++
	}
	if !taken[start] { // a name may stand before it
		start = from
	}
	p.vowed = Span{OfPromise, p.words[start].from, p.words[until-1].until}
	if day != cal.Never {
		p.Spans = append(p.Spans, Span{OfDay, p.words[dayFrom].from, p.words[dayUntil-1].until})
	}
	if after == from {
		after = from + 1
	}
	p.Spans = append(p.Spans, Span{OfPromise, p.words[from].from, p.words[after-1].until})
	for i := start; i < until; i++ {
		p.used[i] = true
	}
}

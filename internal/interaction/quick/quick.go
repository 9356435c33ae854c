package quick

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
)

// Part names what a piece of the line was understood as.
type Part string

// The parts.
const (
	OfKind    Part = "kind"
	OfName    Part = "name"
	OfMinutes Part = "minutes"
	OfReason  Part = "reason"
	OfTone    Part = "tone"
	OfPromise Part = "promise"
	OfDay     Part = "day"
	OfTime    Part = "time"
)

// Span is a piece of the line: bytes [From, Until).
type Span struct {
	Part        Part
	From, Until int
}

// Promise is what somebody promised in the line.
type Promise struct {
	Party    interaction.Party // interaction.Us or interaction.Customer
	Callback bool
	Text     string   // what, in the words of the line; "" for a bare call back
	Due      cal.Date // cal.Never when the line names no day
	Minute   int      // of the day, -1 without a time
	Channel  interaction.Channel
}

// Entry is what a line was understood as.
type Entry struct {
	Channel   interaction.Channel   // "" when the line does not tell
	Direction interaction.Direction // as told, or NoDirection
	Name      []string              // words that may name the customer, in their order; the first are the likeliest
	Minutes   int                   // 0 when none are named
	Reason    string                // one of interaction.Reasons, or ""
	Tone      string                // one of interaction.Tones, or ""
	Promise   *Promise              // nil when nothing was promised
	Note      string                // the line without kind, name and minutes
	Spans     []Span                // in the order of the line, without overlap
}

// maxLine is how many bytes of a line are read; the rest is note.
const maxLine = 2000

// Parse reads a line typed on day today. It never fails.
func Parse(line string, today cal.Date) Entry {
	p := parser{line: line, today: today}
	p.words = tokens(line[:cut(line, maxLine)])
	p.used = make([]bool, len(p.words))
	p.minutes()
	p.kind()
	p.promise()
	p.reason()
	p.tone()
	p.name()
	p.note()
	slices.SortFunc(p.Spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	return p.Entry
}

// cut is at most n, at the beginning of a character.
func cut(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// token is a word of the line. stop tells that a clause ends behind it.
type token struct {
	text, key   string // as typed, and in small letters without umlauts
	from, until int
	stop        bool
}

// fold writes a word in small letters with ae, oe, ue and ss.
var fold = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "’", "'")

// announcing are words whose colon does not end the clause.
var announcing = []string{"versprochen", "zugesagt", "promised", "todo", "rueckruf"}

// tokens splits a line at blanks and signs. Points and colons inside numbers stay.
func tokens(line string) []token {
	var list []token
	from := -1
	end := func(at int) {
		if from < 0 {
			return
		}
		until := at
		for until > from && strings.ContainsRune(".:", rune(line[until-1])) && !digitBefore(line[from:until]) {
			until--
		}
		if until > from {
			text := line[from:until]
			list = append(list, token{text: text, key: fold.Replace(strings.ToLower(text)), from: from, until: until})
			if until < at && !slices.Contains(announcing, list[len(list)-1].key) {
				list[len(list)-1].stop = true
			}
		}
		from = -1
	}
	for at, r := range line {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune("-'’&/@_+", r):
			if from < 0 {
				from = at
			}
		case (r == '.' || r == ':') && from >= 0:
		default:
			end(at)
			if strings.ContainsRune(",;.!?–—\n", r) && len(list) > 0 {
				list[len(list)-1].stop = true
			}
		}
	}
	end(len(line))
	return list
}

// digitBefore reports whether a word that ends with a point is a number, as in "3.12.".
func digitBefore(word string) bool {
	trimmed := strings.TrimRight(word, ".:")
	return trimmed != "" && trimmed[len(trimmed)-1] >= '0' && trimmed[len(trimmed)-1] <= '9' && strings.HasSuffix(word, ".")
}

type parser struct {
	Entry
	line  string
	today cal.Date
	words []token
	used  []bool
	vowed Span // the words of the promise
}

// take marks words [from, until) as understood.
func (p *parser) take(part Part, from, until int) {
	for i := from; i < until; i++ {
		p.used[i] = true
	}
	p.Spans = append(p.Spans, Span{part, p.words[from].from, p.words[until-1].until})
}

func (p *parser) key(i int) string {
	if i < 0 || i >= len(p.words) {
		return ""
	}
	return p.words[i].key
}

// kindWord is how a kind of contact is written.
type kindWord struct {
	channel   interaction.Channel
	direction interaction.Direction
}

var kinds = map[string]kindWord{
	"anruf": {interaction.Phone, interaction.In}, "telefonat": {interaction.Phone, ""}, "telefon": {interaction.Phone, ""}, "tel": {interaction.Phone, ""},
	"angerufen": {interaction.Phone, ""}, "telefoniert": {interaction.Phone, ""}, "call": {interaction.Phone, interaction.In}, "phone": {interaction.Phone, ""},
	"phoned": {interaction.Phone, ""}, "called": {interaction.Phone, interaction.In}, "rueckruf": {interaction.Phone, interaction.Out},
	"besuch": {interaction.Visit, ""}, "besucht": {interaction.Visit, interaction.Out}, "termin": {interaction.Visit, ""}, "visit": {interaction.Visit, ""},
	"visited": {interaction.Visit, interaction.Out}, "meeting": {interaction.Visit, ""},
	"tresen": {interaction.Counter, interaction.In}, "theke": {interaction.Counter, interaction.In}, "laden": {interaction.Counter, interaction.In},
	"counter": {interaction.Counter, interaction.In}, "shop": {interaction.Counter, interaction.In},
	"mail": {interaction.Mail, interaction.In}, "email": {interaction.Mail, interaction.In}, "e-mail": {interaction.Mail, interaction.In},
	"brief": {interaction.Letter, ""}, "letter": {interaction.Letter, ""}, "karte": {interaction.Letter, ""},
	"nachricht": {interaction.Message, interaction.In}, "whatsapp": {interaction.Message, interaction.In}, "sms": {interaction.Message, interaction.In},
	"chat": {interaction.Message, ""}, "message": {interaction.Message, interaction.In},
	"notiz": {interaction.Note, ""}, "note": {interaction.Note, ""}, "memo": {interaction.Note, ""},
}

// strangers are words behind which "Laden" or "Karte" are things, not kinds.
var strangers = []string{"im", "in", "den", "der", "die", "das", "the", "a", "an", "eine", "einen", "seine", "seinen", "ihre", "ihren", "neue", "neuen"}

// kind looks for the kind of contact among the first words and, for words that can only
// mean that, anywhere.
func (p *parser) kind() {
	for i := range p.words {
		if n := p.rang(i); n > 0 {
			p.Channel, p.Direction = interaction.Phone, interaction.In
			p.take(OfKind, i, i+n)
			return
		}
		k, ok := kinds[p.key(i)]
		if !ok || p.used[i] || p.key(i) == "call" && p.key(i+1) == "back" || p.key(i) == "rueckruf" && i > 0 {
			continue
		}
		plain := i < 3 || k.channel == interaction.Phone && strings.HasSuffix(p.key(i), "t")
		if !plain || slices.Contains(strangers, p.key(i-1)) && p.key(i-1) != "im" {
			continue
		}
		p.Channel, p.Direction = k.channel, k.direction
		from, until := i, i+1
		switch {
		case p.key(i-1) == "im" || p.key(i-1) == "am":
			from = i - 1
		case p.key(i) == "angerufen" && p.key(i-1) == "hat":
			p.Direction, from = interaction.In, i-1
		case p.key(i) == "angerufen" && i == 0:
			p.Direction = interaction.Out
		case slices.Contains([]string{"an", "bei", "to"}, p.key(i+1)) && i+2 < len(p.words):
			p.Direction, until = interaction.Out, i+2
		case slices.Contains([]string{"von", "from", "durch"}, p.key(i+1)) && i+2 < len(p.words):
			p.Direction, until = interaction.In, i+2
		case slices.Contains([]string{"mit", "with"}, p.key(i+1)) && i+2 < len(p.words):
			until = i + 2
		}
		p.take(OfKind, from, until)
		return
	}
}

// rang is how many words from i on say that somebody rang up: "rief an", "ruft uns an".
func (p *parser) rang(i int) int {
	if p.used[i] || p.key(i) != "rief" && p.key(i) != "ruft" {
		return 0
	}
	n := 1
	if slices.Contains([]string{"uns", "mich", "hier", "heute"}, p.key(i+1)) {
		n = 2
	}
	if p.key(i+n) != "an" {
		return 0
	}
	return n + 1
}

// minuteWords and hourWords follow a number.
var (
	minuteWords = []string{"min", "mins", "minute", "minuten", "minutes", "m", "min."}
	hourWords   = []string{"h", "std", "stunde", "stunden", "hour", "hours"}
	numberWords = map[string]int{
		"eine": 1, "ein": 1, "one": 1, "an": 1, "zwei": 2, "two": 2, "drei": 3, "three": 3, "vier": 4, "four": 4, "fuenf": 5, "five": 5,
		"sechs": 6, "six": 6, "sieben": 7, "seven": 7, "acht": 8, "eight": 8, "neun": 9, "nine": 9, "zehn": 10, "ten": 10,
		"zwanzig": 20, "twenty": 20, "dreissig": 30, "thirty": 30, "halbe": -1, "half": -1, "viertelstunde": -2,
	}
)

// minutes looks for "12 min", "12min", "eine halbe Stunde", "1 h", "20'".
func (p *parser) minutes() {
	set := func(m, from, until int) bool {
		if m <= 0 || m > 24*60 {
			return false
		}
		p.Minutes = m
		p.take(OfMinutes, from, until)
		return true
	}
	for i := range p.words {
		n, unit := leadingNumber(p.key(i))
		if unit == "" {
			unit = p.key(i + 1)
			if n == 0 {
				n = numberWords[p.key(i)]
			}
			if n > 0 && after(unit, minuteWords) && unit != "m" && set(n, i, i+2) || n > 0 && after(unit, hourWords) && unit != "h" && set(n*60, i, i+2) ||
				n > 0 && unit == "h" && set(n*60, i, i+2) {
				return
			}
			if n == -1 && after(unit, hourWords) {
				from := i
				if k := p.key(i - 1); k == "eine" || k == "a" {
					from--
				}
				if set(30, from, i+2) {
					return
				}
			}
			if n == -2 && set(15, i, i+1) {
				return
			}
			continue
		}
		if n > 0 && (after(unit, minuteWords) || unit == "'") && set(n, i, i+1) || n > 0 && after(unit, hourWords) && set(n*60, i, i+1) {
			return
		}
	}
}

func after(unit string, words []string) bool {
	return slices.Contains(words, strings.TrimRight(unit, "."))
}

// leadingNumber splits "12min" into 12 and "min"; n is 0 without a number of at most four
// digits at the beginning.
func leadingNumber(word string) (n int, rest string) {
	i := 0
	for i < len(word) && i < 5 && word[i] >= '0' && word[i] <= '9' {
		n = n*10 + int(word[i]-'0')
		i++
	}
	if i == 0 || i == 5 {
		return 0, ""
	}
	return n, word[i:]
}

// reasonWords are the beginnings of words by which a reason is known; the first that is
// found in the line counts.
var reasonWords = []struct{ begin, reason string }{
	{"beschwer", "complaint"},
	{"reklam", "complaint"},
	{"beanstand", "complaint"},
	{"complain", "complaint"},
	{"lobt", "praise"},
	{"lob", "praise"},
	{"bedankt", "praise"},
	{"praise", "praise"},
	{"thanked", "praise"},
	{"schlaegt", "suggestion"},
	{"vorschlag", "suggestion"},
	{"anregung", "suggestion"},
	{"regt", "suggestion"},
	{"suggest", "suggestion"},
	{"fordert", "demand"},
	{"verlangt", "demand"},
	{"demand", "demand"},
	{"insists", "demand"},
	{"rechnung", "invoice"},
	{"mahnung", "invoice"},
	{"invoice", "invoice"},
	{"bill", "invoice"},
	{"sagt ab", "refusal"},
	{"absage", "refusal"},
	{"abgesagt", "refusal"},
	{"kuendigt", "refusal"},
	{"cancelled", "refusal"},
	{"cancels", "refusal"},
	{"termin", "appointment"},
	{"verabred", "appointment"},
	{"appointment", "appointment"},
	{"bestell", "order"},
	{"order", "order"},
	{"nachbestell", "order"},
	{"fragt", "question"},
	{"frage", "question"},
	{"wollte wissen", "question"},
	{"asks", "question"},
	{"asked", "question"},
	{"question", "question"},
	{"geplaudert", interaction.NoOccasion},
	{"plausch", interaction.NoOccasion},
	{"plaudert", interaction.NoOccasion},
	{"erzaehlt", interaction.NoOccasion},
	{"schwatz", interaction.NoOccasion},
	{"einfach so", interaction.NoOccasion},
	{"ohne anlass", interaction.NoOccasion},
	{"chatted", interaction.NoOccasion},
	{"just to talk", interaction.NoOccasion},
}

// reason looks for the reason; its words stay in the note.
func (p *parser) reason() {
	for i := range p.words {
		if k := p.key(i); (k == "sagt" || k == "sagte") && !p.used[i] {
			for j := i + 1; j < len(p.words) && !p.words[j-1].stop; j++ {
				if p.key(j) == "ab" {
					p.Reason = "refusal"
					p.Spans = append(p.Spans, Span{OfReason, p.words[i].from, p.words[j].until})
					return
				}
			}
		}
	}
	for _, w := range reasonWords {
		begin := strings.Fields(w.begin)
		for i := range p.words {
			if p.used[i] || !strings.HasPrefix(p.key(i), begin[0]) || len(begin) > 1 && p.key(i) != begin[0] {
				continue
			}
			if !p.follow(i, begin) {
				continue
			}
			p.Reason = w.reason
			p.Spans = append(p.Spans, Span{OfReason, p.words[i].from, p.words[i+len(begin)-1].until})
			return
		}
	}
}

// follow reports whether the words from i on are words; the last may go on.
func (p *parser) follow(i int, words []string) bool {
	for n, w := range words {
		if i+n >= len(p.words) || p.used[i+n] || !strings.HasPrefix(p.key(i+n), w) {
			return false
		}
		if n > 0 && n < len(words)-1 && p.key(i+n) != w {
			return false
		}
	}
	return true
}

var toneWords = map[string]string{
	"sachlich": "factual", "factual": "factual", "herzlich": "warm", "freundlich": "warm", "warm": "warm", "friendly": "warm",
	"begeistert": "enthusiastic", "enthusiastic": "enthusiastic", "delighted": "enthusiastic", "neugierig": "curious", "curious": "curious",
	"fordernd": "demanding", "demanding": "demanding", "aufgebracht": "demanding", "ungeduldig": "demanding", "impatient": "demanding",
}

// tone looks for a word that names the tone.
func (p *parser) tone() {
	for i := range p.words {
		if tone, ok := toneWords[p.key(i)]; ok && !p.used[i] {
			p.Tone = tone
			p.take(OfTone, i, i+1)
			return
		}
	}
}

// note is what is left for people to read: everything but kind, name, minutes, tone and
// the promise.
func (p *parser) note() {
	gone := []Span{p.vowed}
	for _, s := range p.Spans {
		if s.Part == OfKind || s.Part == OfName || s.Part == OfMinutes || s.Part == OfTone {
			gone = append(gone, s)
		}
	}
	slices.SortFunc(gone, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	var b strings.Builder
	at := 0
	for _, s := range gone {
		if s.From >= at {
			b.WriteString(p.line[at:s.From])
			at = s.Until
		} else {
			at = max(at, s.Until)
		}
	}
	b.WriteString(p.line[at:])
	p.Note = tidy(b.String())
}

// tidy puts single blanks and takes signs away that stand alone.
func tidy(s string) string {
	fields := strings.Fields(s)
	out := fields[:0]
	for _, f := range fields {
		if strings.Trim(f, ",;.:–-") == "" {
			if len(out) > 0 && strings.HasPrefix(f, ",") && !strings.HasSuffix(out[len(out)-1], ",") {
				out[len(out)-1] += ","
			}
			continue
		}
		out = append(out, strings.TrimLeft(f, ",;"))
	}
	text := strings.Trim(strings.Join(out, " "), " ,;:")
	for _, w := range []string{" und", " and"} {
		text = strings.TrimSuffix(text, w)
	}
	return strings.TrimRight(text, " ,;:")
}

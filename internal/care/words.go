package care

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
)

// Subject is the customer a line speaks of, as far as words need him. Everything
// here may be read by the customer.
type Subject struct {
	Person  locale.Person
	Du      bool // per Du, else per Sie
	Article string
}

// Text is a line in words: the sentence with the name apart, because the name is the
// link, then how and with what.
type Text struct {
	Before, Name, After string
	How, With           string
}

// Reason returns the whole sentence.
func (t Text) Reason() string { return t.Before + t.Name + t.After }

// nameMark stands for the name while the sentence is made.
const nameMark = "\x01"

// Words writes the line in the printer's language. trade decides whether customers
// come or order.
func (l Line) Words(p *locale.Printer, who Subject, trade Trade) Text {
	f := l.Facts
	verb := "visit"
	if trade == Dealer || trade == Shop {
		verb = "order"
	}
	values := locale.V{
		"name": nameMark, "who": who.Person, "verb": verb, "interval": p.Interval(f.Interval), "days": f.Days,
		"never": f.Longest > 0 && f.Days > f.Longest, "since": p.Since(f.Last, f.Day), "when": p.Relative(f.Last, f.Day),
		"net": f.Net, "usual": f.Usual, "years": f.Years, "due": f.Due, "n": l.Customers, "firm": who.Person.Firm,
		"added": p.Relative(f.From, f.Day), "from": f.From, "article": who.Article,
	}
	signs := make([]string, len(f.Signs))
	for i, s := range f.Signs {
		signs[i] = p.T("care.sign." + s)
	}
	values["signs"] = p.List(signs)
	if f.Duty != nil {
		values["text"], values["clock"], values["overdue"], values["due"] = f.Duty.Text, f.Duty.Clock, f.Due < f.Day, p.Relative(f.Due, f.Day)
		values["task"] = f.Duty.Task
		values["timed"], values["about"], values["theirs"] = f.Duty.Clock != "", f.Duty.Text != "", f.Duty.Party == string(interaction.Customer)
	}
	t := Text{How: p.T(l.howKey(), locale.V{"form": form(p, who.Du)}), With: offer(p, l, who)}
	sentence := p.T(l.key(), values)
	t.Before, t.After, _ = strings.Cut(sentence, nameMark)
	if l.Customer != 0 {
		t.Name = who.Person.Name
	}
	return t
}

// howKey names the words for the way of contact; an answer needs no reason of its own.
func (l Line) howKey() string {
	if key := "care.how.duty." + string(l.Channel); l.Class == Duty && locale.Has(key) {
		return key
	}
	return "care.how." + string(l.Channel)
}

// key names the template of the line's sentence.
func (l Line) key() string {
	code := "care." + strings.ToLower(string(l.Occasion))
	if l.Customer == 0 {
		return code + ".mass"
	}
	f := l.Facts
	switch l.Occasion {
	case Promised, Callback:
		return l.promiseKey()
	case Welcome:
		if f.Article != "" {
			return "care.k30.known"
		}
	case Thanks:
		if f.Net > 0 {
			return "care.k01.big"
		}
		return "care.k01.first"
	case WinBack:
		if f.Attempt == 2 && f.Greeted {
			return "care.k12.second"
		}
		return "care.k12.first"
	case Anniversary:
		switch {
		case f.Due == f.Day:
			return "care.k06.today"
		case f.Due > f.Day:
			return "care.k06.soon"
		}
		return "care.k06.past"
	case Late, Warning, Rest, Calm, Enquiry, Complaint, Content, Suggested, Praised, ProjectStep, Joint, Visit: // one template each
	}
	return code + ".one"
}

func form(p *locale.Printer, du bool) string {
	if du {
		return p.T("care.form.du")
	}
	return p.T("care.form.sie")
}

func offer(p *locale.Printer, l Line, who Subject) string {
	key := "care.with." + strings.ToLower(string(l.Occasion))
	if l.Customer == 0 {
		return p.T(key + ".mass")
	}
	if who.Article != "" && locale.Has(key+".article") {
		return p.T(key+".article", locale.V{"article": who.Article})
	}
	return p.T(key)
}

// Why returns the inputs of the line as labelled values, for "So gerechnet".
func (l Line) Why(p *locale.Printer) [][2]string {
	f := l.Facts
	row := func(key, value string) [2]string { return [2]string{p.T("care.why." + key), value} }
	if l.Customer == 0 {
		return [][2]string{row("rule", f.Rule), row("day", p.Date(f.Day)), row("customers", p.Int(int64(l.Customers))), row("held", p.Int(int64(len(l.HeldBack))))}
	}
	if l.Occasion == Welcome {
		return l.welcomeWhy(p)
	}
	if f.Duty != nil {
		return [][2]string{row("since", p.Date(f.From)), row("due", strings.TrimSpace(p.Date(f.Due)+" "+f.Duty.Clock)), row("rule", f.Rule), row("day", p.Date(f.Day))}
	}
	out := [][2]string{
		row("last", p.Date(f.Last)), row("occasions", p.Int(int64(f.Occasions))),
	}
	if f.Occasions > 1 {
		out = append(out, row("interval", p.Interval(f.Interval)), row("unusual", p.Percent(f.Unusual, 1)), row("alive", p.Percent(f.Alive, 1)))
	}
	quality := [...]string{"unknown", "estimated", "measured"}[min(max(f.Quality, 0), 2)]
	if f.Begun != 0 {
		out = append(out, row("begun", p.Date(f.Begun)))
	}
	if f.Wish != "" {
		out = append(out, row("wish", p.T("care.wish."+f.Wish)))
	}
	out = append(out, row("stake", p.MoneyExact(f.Stake, "")+" ("+p.T("care.quality."+quality)+")"),
		row("window", p.Date(f.From)+" – "+p.Date(lastDay(f.Until))), row("effect", p.Percent(f.Effect, 0)),
		row("minutes", p.Int(int64(l.Minutes))), row("score", p.Float(l.Score, 2)), row("rule", f.Rule), row("day", p.Date(f.Day)))
	return out
}

func lastDay(until cal.Date) cal.Date {
	if until >= cal.Latest {
		return until
	}
	return until.Add(-1)
}

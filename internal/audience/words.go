package audience

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Names tells how entries are called that stand in rules by their id: interests,
// colleagues. A name that is not there is told as "#id".
type Names func(field, id string) string

// Words says a rule as a sentence without full stop, as in "Stand ist Stammkunde und Ort
// ist Köln oder Bonn". The empty rule is "".
func (c Catalogue) Words(p *locale.Printer, r Rule, names Names) string {
	return c.words(p, r, names, true)
}

func (c Catalogue) words(p *locale.Printer, r Rule, names Names, outermost bool) string {
	join := func(rules []Rule, key string) string {
		parts := make([]string, len(rules))
		for i, sub := range rules {
			parts[i] = c.words(p, sub, names, false)
		}
		text := strings.Join(parts, " "+p.T(key)+" ")
		if outermost || len(rules) == 1 {
			return text
		}
		return "(" + text + ")"
	}
	switch {
	case len(r.All) > 0:
		return join(r.All, "audience.and")
	case len(r.Any) > 0:
		return join(r.Any, "audience.or")
	case r.Not != nil:
		return p.T("audience.not", c.words(p, *r.Not, names, false))
	case r.Field == "":
		return ""
	}
	f, ok := c.Field(r.Field)
	if !ok {
		return p.T("audience.retired", r.Field)
	}
	values := make([]any, 0, 3)
	values = append(values, f.Name(p))
	switch r.Op {
	case Is, IsNot:
		said := make([]string, len(r.Values))
		for i, v := range r.Values {
			said[i] = f.say(p, r.Op, v, names)
		}
		values = append(values, oneOf(p, said))
	default:
		for _, v := range r.Values {
			values = append(values, f.say(p, r.Op, v, names))
		}
	}
	return p.T("audience.cond."+string(r.Op), values...)
}

// oneOf is "A, B oder C".
func oneOf(p *locale.Printer, said []string) string {
	if len(said) < 2 {
		return strings.Join(said, "")
	}
	last := len(said) - 1
	return strings.Join(said[:last], ", ") + " " + p.T("audience.or") + " " + said[last]
}

// Name is what the field is called.
func (f *Field) Name(p *locale.Printer) string {
	if f.Label != "" {
		return f.Label
	}
	return p.T("audience.field." + f.Key)
}

// Option is what an option of the field is called.
func (f *Field) Option(p *locale.Printer, option string) string {
	switch {
	case f.Kind == Flag:
		return p.T("audience.option." + option)
	case f.own > 0:
		return option
	}
	return p.T("audience.option." + f.Key + "." + option)
}

// say writes one value; what does not fit is written as it stands.
func (f *Field) say(p *locale.Printer, op Op, text string, names Names) string {
	v, ok := f.value(op, text)
	if !ok {
		return text
	}
	switch v := v.(type) {
	case cal.Date:
		return p.T("audience.day", v)
	case int64:
		switch f.Kind {
		case Money:
			return p.T("audience.money", money.Cents(v))
		case Entry:
			if name := names(f.Key, text); name != "" {
				return name
			}
			return "#" + text
		default:
			return p.T("audience.number", v)
		}
	case int, float64:
		return p.T("audience.number", v)
	case string:
		if len(f.Options) > 0 {
			return f.Option(p, v)
		}
	}
	return text
}

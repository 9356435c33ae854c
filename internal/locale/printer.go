package locale

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/memo"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Options say for whom a [Printer] writes. The zero Options are German for
// Germany, generic nouns ("Kunden") and euros.
type Options struct {
	Tag      Tag
	Gender   Gender
	Currency string // ISO code; empty means the currency of the tag's country
}

// Printer writes texts, numbers, amounts and days for one reader. It is
// immutable and safe for concurrent use.
type Printer struct {
	tag      Tag
	gender   Gender
	currency string
}

// New returns the Printer for o.
func New(o Options) *Printer {
	if int(o.Tag) >= len(tagNames) {
		o.Tag = DeDE
	}
	if int(o.Gender) >= len(genderNames) {
		o.Gender = Generic
	}
	if o.Currency == "" {
		o.Currency = o.Tag.Currency()
	}
	return &Printer{tag: o.Tag, gender: o.Gender, currency: o.Currency}
}

// For returns the Printer of a tag with generic nouns and the country's currency.
func For(tag Tag) *Printer { return New(Options{Tag: tag}) }

// Tag returns the printer's tag.
func (p *Printer) Tag() Tag { return p.tag }

// Currency returns the ISO code of the printer's currency.
func (p *Printer) Currency() string { return p.currency }

// Gender returns the style of generic nouns.
func (p *Printer) Gender() Gender { return p.gender }

// AppendKey adds the printer to a key: two printers with the same key say all alike.
func (p *Printer) AppendKey(k memo.Key) memo.Key {
	return k.Int(int64(p.tag)).Int(int64(p.gender)).Text(p.currency)
}

// T returns the message of key with its values: by position, or by name in one
// [V]. An unknown key is returned as it is.
func (p *Printer) T(key string, args ...any) string {
	m, ok := messages().messages[langIndex(p.tag)][key]
	if !ok {
		return key
	}
	if len(m) == 1 && m[0].value == "" {
		return p.Text(m[0].text)
	}
	var b strings.Builder
	p.render(&b, m, args, nil)
	return b.String()
}

// T returns the message of key for a reader of tag, see [Printer.T].
func T(tag Tag, key string, args ...any) string { return For(tag).T(key, args...) }

// Text returns one of our own texts that was written elsewhere as this reader spells it:
// in Switzerland with ss for ß and without a blank before %. Other tags get it unchanged.
// Names, addresses, notes and whatever else people have written are never passed through it.
func (p *Printer) Text(s string) string {
	if p.tag == DeCH && strings.ContainsAny(s, "ßẞ%") {
		return swiss.Replace(s)
	}
	return s
}

var swiss = strings.NewReplacer("ß", "ss", "ẞ", "SS", " %", "%", space+"%", "%")

// Fault tells a failure in one or two sentences: what is, what follows, what to
// do. A [fault.Error] is told by the message of its key, or where there is none by
// that of its kind; of every other error only that it did not work, its cause
// belongs into the log.
func (p *Printer) Fault(err error) string {
	e := fault.Of(err)
	if e == nil {
		return p.T("fault.internal")
	}
	if Has(e.Key) {
		return p.T(e.Key, e.Args...)
	}
	switch e.Kind {
	case fault.Invalid:
		return p.T("fault.invalid")
	case fault.NotFound:
		return p.T("fault.not_found")
	case fault.Conflict:
		return p.T("fault.conflict")
	case fault.Forbidden:
		return p.T("fault.forbidden")
	case fault.Limit:
		return p.T("fault.limit")
	case fault.Internal:
		return p.T("fault.internal")
	}
	return p.T("fault.internal")
}

// value writes v in the given form, or as its type asks.
func (p *Printer) value(v any, form string) string {
	switch x := v.(type) {
	case string:
		return x
	case Person:
		return p.personForm(x, form)
	case cal.Date:
		return p.dateForm(x, form)
	case money.Cents:
		return p.amountForm(Amount{x, p.currency}, form)
	case Amount:
		return p.amountForm(x, form)
	case money.Decimal:
		return p.Decimal(x)
	case []string:
		return p.List(x)
	case float64:
		return p.floatForm(x, form)
	case fmt.Stringer:
		return x.String()
	}
	if n, ok := integer(v); ok {
		return p.intForm(n, form)
	}
	return fmt.Sprint(v)
}

func (p *Printer) dateForm(d cal.Date, form string) string {
	switch form {
	case "day":
		return p.DayMonth(d)
	case "long":
		return p.DateLong(d)
	case "full":
		return p.DateFull(d)
	case "month":
		return p.MonthYear(d)
	}
	return p.Date(d)
}

func (p *Printer) amountForm(a Amount, form string) string {
	switch form {
	case "exact":
		return p.MoneyExact(a.Cents, a.Currency)
	case "compact":
		return p.MoneyCompact(a.Cents, a.Currency)
	}
	return p.Money(a.Cents, a.Currency)
}

func (p *Printer) floatForm(x float64, form string) string {
	switch form {
	case "percent":
		return p.Percent(x, 0)
	case "percent1":
		return p.Percent(x, 1)
	case "interval":
		return p.Interval(x)
	case "0", "1", "2":
		return p.Float(x, int(form[0]-'0'))
	}
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return p.intForm(int64(x), form)
	}
	s := p.Float(x, 2)
	return strings.TrimSuffix(s, "0")
}

func (p *Printer) intForm(n int64, form string) string {
	switch form {
	case "word":
		return p.NumberWord(n)
	case "ordinal":
		return p.Ordinal(n, "en")
	case "ordinal.e":
		return p.Ordinal(n, "e")
	case "ordinal.er":
		return p.Ordinal(n, "er")
	case "plain":
		return fmt.Sprint(n)
	case "interval":
		return p.Interval(float64(n))
	case "days":
		return p.count(n, Day, Nominative, false)
	case "days.dat":
		return p.count(n, Day, Dative, false)
	case "money", "exact", "compact":
		return p.amountForm(Amount{money.Cents(n), p.currency}, form)
	case "percent", "percent1", "1", "2":
		return p.floatForm(float64(n), form)
	}
	return p.Int(n)
}

// integer returns whole numbers of any type as int64.
func integer(v any) (int64, bool) {
	switch n := v.(type) {
	case nil:
		return 0, false
	case int:
		return int64(n), true
	case int64:
		return n, true
	case float64:
		return int64(n), n == math.Trunc(n) && math.Abs(n) < 1e15
	}
	rv := reflect.ValueOf(v)
	if rv.CanInt() {
		return rv.Int(), true
	}
	return 0, false
}

// knownForm reports whether a message may ask for the form.
func knownForm(form string, german bool) bool {
	switch form {
	case "word", "ordinal", "plain", "0", "1", "2", "percent", "percent1", "interval", "days", "money", "exact", "compact",
		"date", "day", "long", "full", "month", "name", "address", "gen":
		return true
	case "ordinal.e", "ordinal.er", "days.dat":
		return german
	}
	return knownPersonForm(form, german)
}

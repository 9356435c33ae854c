package audience

import (
	"slices"
	"strings"
)

// Kind says what a field holds and so how it can be compared.
type Kind int

// The kinds of fields.
const (
	Text   Kind = iota
	Choice      // one of Options
	Flag        // Options are yes and no
	Whole
	Number // with decimals
	Money  // cents of the firm's currency
	Day
	Yearly // a day of each year, as a birthday
	State  // a choice that depends on the day of the question
	Entry  // the id of something that the customer has or has not, as an interest
)

// Field is something that a rule can compare.
type Field struct {
	Key     string
	Kind    Kind
	Options []string // of choices, flags and states
	Group   string   // the heading under which a builder offers it: person, relation, purchases, value, own

	// Label is the name of a field that the firm made; others have the message
	// "audience.field.<key>".
	Label string

	place  int
	column string                                        // SQL of the value
	none   string                                        // SQL literal that stands for "not known" in column; "" when there is always a value
	known  string                                        // what the index of column holds; who has no figure fulfils no comparison
	states func(option string, day func() string) string // day is a parameter when it is asked for
	entry  string                                        // statement of the customers that have the entry {v}
	own    int64                                         // id of the firm's own field, 0 for others
	scale  float64
	tells  bool // follows from amounts
}

// Ops are the comparisons that fit the field's kind, the most usual first.
func (f *Field) Ops() []Op {
	var ops []Op
	switch f.Kind {
	case Choice, State, Entry:
		return []Op{Is, IsNot}
	case Flag:
		return []Op{Is}
	case Whole, Number, Money:
		ops = []Op{AtLeast, AtMost, Between, Is}
	case Day:
		ops = []Op{Within, Before, From, Until, Between}
	case Yearly:
		ops = []Op{Ahead}
	case Text:
		ops = []Op{Contains, Is, IsNot, Begins}
	}
	if f.none != "" || f.own > 0 {
		ops = append(ops, Known, Unknown)
	}
	return ops
}

var yesNo = []string{"yes", "no"}

// Catalogue holds the fields that rules of one firm may use, in the order in which a
// builder offers them.
type Catalogue struct {
	fields []Field
}

// Field finds a field by its key.
func (c Catalogue) Field(key string) (*Field, bool) {
	i := slices.IndexFunc(c.fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return nil, false
	}
	return &c.fields[i], true
}

// Fields lists all fields.
func (c Catalogue) Fields() []Field { return c.fields }

// WithoutMoney leaves out what tells amounts or follows from them, for those who may not see them.
func (c Catalogue) WithoutMoney() Catalogue {
	return Catalogue{slices.DeleteFunc(slices.Clone(c.fields), func(f Field) bool { return f.Kind == Money || f.tells })}
}

// Stored tells where the values of a firm's own field stand: the id of the field and the
// column of field_value x. It reports false for other fields.
func (f *Field) Stored() (id int64, column string, own bool) { return f.own, f.column, f.own > 0 }

// Own is a field that the firm made for itself: its values stand in field_value.
type Own struct {
	ID      int64
	Key     string // letters, digits and _
	Label   string
	Kind    Kind // Text, Choice, Flag, Number, Money or Day
	Options []string
}

// OwnScale is by what a Number of an own field is multiplied before it is stored as a
// whole number.
const OwnScale = 10_000

// With adds the firm's own fields; their keys become "own.<key>".
func (c Catalogue) With(own ...Own) Catalogue {
	out := Catalogue{slices.Clone(c.fields)}
	for _, o := range own {
		f := Field{Key: "own." + o.Key, Kind: o.Kind, Options: o.Options, Group: "own", Label: o.Label, own: o.ID, column: "x.int_value"}
		switch o.Kind {
		case Text, Choice, Day:
			f.column = "x.text_value"
		case Flag:
			f.Options = yesNo
			f.states = flagOf(f.column)
		case Number:
			f.scale = OwnScale
		case Whole, Money, Yearly, State, Entry:
		}
		out.fields = append(out.fields, f)
	}
	return out
}

// spellings are the forms in which a text can stand in the database for it to count as
// equal, all in small ASCII letters: SQLite's lower() knows no others. So there are the
// umlauts in both cases and written out.
func spellings(text string) []string {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	var out []string
	for _, written := range []string{
		text,
		strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(text),
		strings.NewReplacer("ae", "ä", "oe", "ö", "ue", "ü").Replace(text),
		strings.NewReplacer("ss", "ß").Replace(text),
	} {
		for _, form := range []string{written, strings.Map(upperForeign, written), upperFirst(written)} {
			if !slices.Contains(out, form) {
				out = append(out, form)
			}
		}
	}
	return out
}

func upperForeign(r rune) rune {
	if r < 0x80 || r == 'ß' {
		return r
	}
	return []rune(strings.ToUpper(string(r)))[0]
}

// upperFirst has the first letter of each word in the form of a name, if it is not one
// of ASCII.
func upperFirst(s string) string {
	out := []rune(s)
	for i, r := range out {
		if i == 0 || out[i-1] == ' ' || out[i-1] == '-' {
			out[i] = upperForeign(r)
		}
	}
	return string(out)
}

package field

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Kind is what a field holds.
type Kind string

// The kinds.
const (
	Text   Kind = "text"
	Choice Kind = "choice" // one of the definition's options
	Flag   Kind = "flag"   // yes or no
	Number Kind = "number" // up to four decimals
	Money  Kind = "money"  // in the firm's currency
	Day    Kind = "day"
)

// Kinds lists the kinds in the order in which they are offered.
var Kinds = []Kind{Text, Choice, Flag, Number, Money, Day}

const (
	// MaxFields is how many fields a firm can have in use: more are no longer filled in.
	MaxFields = 60
	// MaxOptions bounds the options of a choice.
	MaxOptions = 100

	maxLabel = 60
	maxValue = 2000
)

// Definition is one field of the firm.
type Definition struct {
	ID       int64
	Key      string // letters, digits and _, made from the first label and never changed
	Label    string
	Kind     Kind
	Whom     customer.Kind // "" for all
	Options  []string
	Position int
	Archived bool
	Version  int64
}

// For tells whether customers of the kind have the field.
func (d *Definition) For(k customer.Kind) bool { return d.Whom == "" || d.Whom == k }

func (d *Definition) fields(options *string) []any {
	return []any{&d.ID, &d.Key, &d.Label, &d.Kind, &d.Whom, options, &d.Position, &d.Archived, &d.Version}
}

type stored struct {
	Definition
	options string
}

func (s *stored) definition() (Definition, error) {
	d := s.Definition
	if err := json.Unmarshal([]byte(s.options), &d.Options); err != nil {
		return d, fmt.Errorf("options of field %d: %w", d.ID, err)
	}
	return d, nil
}

// All returns the fields of the firm in their order, archived ones last.
func All(ctx context.Context, db store.Querier) ([]Definition, error) {
	rows, err := store.All(ctx, db, statements.Get("all"), func(s *stored) []any { return s.fields(&s.options) })
	if err != nil {
		return nil, fmt.Errorf("read the firm's fields: %w", err)
	}
	out := make([]Definition, len(rows))
	for i := range rows {
		if out[i], err = rows[i].definition(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// InUse returns the fields that are not archived.
func InUse(ctx context.Context, db store.Querier) ([]Definition, error) {
	all, err := All(ctx, db)
	return slices.DeleteFunc(all, func(d Definition) bool { return d.Archived }), err
}

// Get returns a field, or fault.NotFound "field.gone".
func Get(ctx context.Context, db store.Querier, id int64) (Definition, error) {
	s, found, err := store.One(ctx, db, statements.Get("get"), func(s *stored) []any { return s.fields(&s.options) }, id)
	if err != nil {
		return Definition{}, fmt.Errorf("read field %d: %w", id, err)
	}
	if !found {
		return Definition{}, fault.New(fault.NotFound, "field.gone")
	}
	return s.definition()
}

// subject is the name of definitions in the history.
const subject = "field"

// Define makes a new field and returns it. Its key is made from the label. It fails
// with fault.Invalid when the definition is not complete, and with "field.many" above
// MaxFields.
func Define(ctx context.Context, tx *store.Tx, actor int64, at cal.Instant, d Definition) (Definition, error) {
	all, err := All(ctx, tx)
	if err != nil {
		return d, err
	}
	if err := d.check(all); err != nil {
		return d, err
	}
	if n := len(slices.DeleteFunc(slices.Clone(all), func(d Definition) bool { return d.Archived })); n >= MaxFields {
		return d, fault.New(fault.Invalid, "field.many", MaxFields)
	}
	d.Key, d.Position, d.Version, d.Archived = freeKey(d.Label, all), len(all)+1, 1, false
	d.ID, err = store.Value[int64](ctx, tx, statements.Get("add"), d.Key, d.Label, string(d.Kind), string(d.Whom), list(d.Options), d.Position)
	if err != nil {
		return d, fmt.Errorf("make field %s: %w", d.Key, err)
	}
	_, err = history.Append(ctx, tx, history.Entry{At: at, Actor: actor, Verb: "field.define", Subject: subject, SubjectID: d.ID, After: history.Values(d)})
	return d, err
}

// Redefine changes label, options, for whom and order of a field, or archives it. The
// kind stays as it is: values would no longer fit. Options that customers have stay
// known even when they are no longer offered.
func Redefine(ctx context.Context, tx *store.Tx, actor int64, at cal.Instant, d Definition) error {
	old, err := Get(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	all, err := All(ctx, tx)
	if err != nil {
		return err
	}
	if d.Version != old.Version {
		return fault.New(fault.Conflict, "field.changed", old.Label)
	}
	d.Key, d.Kind = old.Key, old.Kind
	if err := d.check(all); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, statements.Get("put"), d.ID, d.Version, d.Label, string(d.Whom), list(d.Options), d.Position, flag(d.Archived))
	if err != nil {
		return fmt.Errorf("change field %d: %w", d.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "field.changed", old.Label)
	}
	_, err = history.Append(ctx, tx, history.Entry{
		At: at, Actor: actor, Verb: "field.redefine", Subject: subject, SubjectID: d.ID,
		Before: history.Values(old), After: history.Values(d),
	})
	return err
}

// check completes and checks a definition beside those there are.
func (d *Definition) check(all []Definition) error {
	d.Label = strings.Join(strings.Fields(d.Label), " ")
	for i := range d.Options {
		d.Options[i] = strings.Join(strings.Fields(d.Options[i]), " ")
	}
	d.Options = slices.DeleteFunc(d.Options, func(s string) bool { return s == "" })
	switch {
	case d.Label == "" || utf8.RuneCountInString(d.Label) > maxLabel:
		return fault.New(fault.Invalid, "field.label", maxLabel)
	case !slices.Contains(Kinds, d.Kind):
		return fault.New(fault.Invalid, "field.kind", string(d.Kind))
	case !slices.Contains([]customer.Kind{"", customer.Person, customer.Firm, customer.Contact, customer.Household}, d.Whom):
		return fault.New(fault.Invalid, "field.whom", string(d.Whom))
	case d.Kind == Choice && (len(d.Options) < 2 || len(d.Options) > MaxOptions):
		return fault.New(fault.Invalid, "field.options", MaxOptions)
	}
	seen := map[string]bool{}
	for _, o := range d.Options {
		key := locale.SearchKey(o)
		if seen[key] || utf8.RuneCountInString(o) > maxLabel {
			return fault.New(fault.Invalid, "field.option", o)
		}
		seen[key] = true
	}
	for _, other := range all {
		if other.ID != d.ID && !other.Archived && !d.Archived && locale.SearchKey(other.Label) == locale.SearchKey(d.Label) {
			return fault.New(fault.Invalid, "field.twice", d.Label)
		}
	}
	return nil
}

// freeKey makes a key that no field has from a label: "Größe des Hundes" is
// "grosse_des_hundes".
func freeKey(label string, all []Definition) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(locale.SearchKey(label)) {
		word = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, word)
		if word != "" && b.Len() > 0 {
			b.WriteByte('_')
		}
		b.WriteString(word)
	}
	stem := b.String()
	if stem == "" {
		stem = "feld"
	}
	key := stem
	for n := 2; slices.ContainsFunc(all, func(d Definition) bool { return d.Key == key }); n++ {
		key = stem + "_" + strconv.Itoa(n)
	}
	return key
}

func list(options []string) string {
	if options == nil {
		options = []string{}
	}
	return string(history.Values(options))
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

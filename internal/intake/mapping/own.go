package mapping

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Own gives columns that mean nothing else to the firm's own fields: headers as "Eigenes
// Feld: X" and "Own field: X", or the label itself. A field takes one column.
func (p *Proposal) Own(fields []OwnField) {
	used := map[int64]bool{}
	for i := range p.Columns {
		c := &p.Columns[i]
		name, said := ownName(c.Header)
		if c.Own = nil; c.Field != None && !said {
			continue
		}
		at := slices.IndexFunc(fields, func(f OwnField) bool { return fold(f.Label) == fold(name) })
		if at < 0 || used[fields[at].ID] {
			continue
		}
		used[fields[at].ID] = true
		c.Field, c.Own, c.Certainty, c.Why = None, &fields[at], 1, "intake.why.own"
	}
}

// ownName is the name of an own field in a header, and whether the header says that it
// is one.
func ownName(header string) (name string, said bool) {
	before, after, found := strings.Cut(header, ":")
	switch fold(before) {
	case "eigenesfeld", "ownfield", "customfield":
		return after, found
	}
	return header, false
}

type ownColumn struct {
	column int
	field  *OwnField
}

// ownFields reads the own fields of a customer. A bad value is set aside, not its row.
func (r row) ownFields(c *Customer) {
	for _, o := range r.own {
		if o.column >= len(r.cells) {
			continue
		}
		v := clean(r.cells[o.column])
		if v == "" {
			continue
		}
		text, ok := r.ownValue(o.field, v)
		if !ok {
			c.Bad = append(c.Bad, Problem{Column: o.column, Key: "intake.own." + o.field.Kind, Args: []any{o.field.Label, clip(v)}})
			continue
		}
		c.Own = append(c.Own, OwnValue{o.field.ID, text})
	}
}

// maxOwn bounds a text, in letters.
const maxOwn = 2000

func (r row) ownValue(f *OwnField, v string) (text string, ok bool) {
	switch f.Kind {
	case "flag":
		set, bad := ParseBool(v)
		return map[bool]string{true: "yes", false: "no"}[set], bad == ""
	case "number":
		d, bad := parseNumber(v, r.mark)
		return d.String(), bad == ""
	case "money":
		d, bad := parseNumber(v, r.mark)
		if bad != "" {
			return "", false
		}
		cents, err := d.Cents(r.minor)
		return strconv.FormatInt(int64(cents), 10), err == nil && cents <= mostCents && cents >= -mostCents
	case "day":
		day, _, bad := parseDate(v, r.dates, r.loc)
		return day.String(), bad == ""
	case "choice":
		at := slices.IndexFunc(f.Options, func(o string) bool { return o == v })
		if at < 0 {
			at = slices.IndexFunc(f.Options, func(o string) bool { return fold(o) == fold(v) })
		}
		if at < 0 {
			return "", false
		}
		return f.Options[at], true
	}
	return v, utf8.RuneCountInString(v) <= maxOwn
}

// The most interests of one cell, and the most bytes of one.
const (
	mostListed = 40
	maxListed  = 120
)

// listed splits a cell with several values. What is too long for a name is no interest.
func listed(v string) []string {
	if v == "" {
		return nil
	}
	var list []string
	for one := range strings.FieldsFuncSeq(v, func(c rune) bool { return strings.ContainsRune(",;/|\n\r", c) }) {
		one = strings.Join(strings.Fields(one), " ")
		known := slices.ContainsFunc(list, func(o string) bool { return fold(o) == fold(one) })
		if fold(one) != "" && len(one) <= maxListed && !known && len(list) < mostListed {
			list = append(list, one)
		}
	}
	return list
}

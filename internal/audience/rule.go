package audience

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
)

// Op compares a field with values; the texts stand in stored rules and addresses.
type Op string

// The comparisons. How many values each takes stands in arity.
const (
	Is       Op = "is"       // equal; of a choice: one of the values
	IsNot    Op = "is_not"   // not equal, also where nothing is known
	Contains Op = "contains" // part of a text, spelling forgiven
	Begins   Op = "begins"   // beginning of a text, spelling forgiven
	Known    Op = "known"    // there is a value
	Unknown  Op = "unknown"  // there is none
	AtLeast  Op = "at_least" // >= value
	AtMost   Op = "at_most"  // <= value
	Between  Op = "between"  // from the first value to the second, both included
	From     Op = "from"     // on the day or later
	Until    Op = "until"    // on the day or before
	Within   Op = "within"   // in the last n days, today included
	Before   Op = "before"   // longer than n days ago
	Ahead    Op = "ahead"    // a yearly day that comes in the next n days, today included
)

// Rule is a node of the tree. Exactly one of All, Any, Not and Field is set. An empty
// rule is fulfilled by everybody.
type Rule struct {
	All    []Rule   `json:"all,omitempty"`
	Any    []Rule   `json:"any,omitempty"`
	Not    *Rule    `json:"not,omitempty"`
	Field  string   `json:"field,omitempty"`
	Op     Op       `json:"op,omitempty"`
	Values []string `json:"values,omitempty"` // money in cents, days as YYYY-MM-DD
}

const (
	// MaxDepth is how deep groups may stand in each other; nobody reads deeper ones.
	MaxDepth = 6
	// MaxConditions bounds a rule.
	MaxConditions = 60
	// maxValues bounds the values of one condition.
	maxValues = 200
	// maxText bounds one value.
	maxText = 200
)

// Parse reads a stored rule. It fails with fault.Invalid "audience.rule".
func Parse(text string) (Rule, error) {
	var r Rule
	if text == "" {
		return r, nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Rule{}, fault.Wrap(err, fault.Invalid, "audience.rule")
	}
	return r, nil
}

// String is the rule as it is stored; "" for the empty one.
func (r Rule) String() string {
	if r.Empty() {
		return ""
	}
	text, err := json.Marshal(r)
	if err != nil {
		panic(err) // strings and lists of strings always become JSON
	}
	return string(text)
}

// Empty tells whether the rule has no condition at all.
func (r Rule) Empty() bool {
	return r.Field == "" && len(r.All) == 0 && len(r.Any) == 0 && r.Not == nil
}

// And joins rules; empty ones fall away.
func And(rules ...Rule) Rule {
	rules = slices.DeleteFunc(slices.Clone(rules), Rule.Empty)
	if len(rules) == 1 {
		return rules[0]
	}
	return Rule{All: rules}
}

// Conditions counts the leaves.
func (r Rule) Conditions() int {
	n := 0
	for _, sub := range r.All {
		n += sub.Conditions()
	}
	for _, sub := range r.Any {
		n += sub.Conditions()
	}
	if r.Not != nil {
		n += r.Not.Conditions()
	}
	if r.Field != "" {
		n++
	}
	return n
}

// Check fails with fault.Invalid when the catalogue does not know a field or its
// values do not fit: "audience.shape" (a node that is two things), "audience.deep",
// "audience.many", "audience.field", "audience.op", "audience.value".
func (c Catalogue) Check(r Rule) error {
	if n := r.Conditions(); n > MaxConditions {
		return fault.New(fault.Invalid, "audience.many", n, MaxConditions)
	}
	return c.check(r, 1)
}

func (c Catalogue) check(r Rule, depth int) error {
	if depth > MaxDepth {
		return fault.New(fault.Invalid, "audience.deep", MaxDepth)
	}
	forms := 0
	for _, there := range []bool{len(r.All) > 0, len(r.Any) > 0, r.Not != nil, r.Field != ""} {
		if there {
			forms++
		}
	}
	if forms > 1 || forms == 0 && depth > 1 {
		return fault.New(fault.Invalid, "audience.shape")
	}
	for _, sub := range slices.Concat(r.All, r.Any) {
		if err := c.check(sub, depth+1); err != nil {
			return err
		}
	}
	if r.Not != nil {
		return c.check(*r.Not, depth+1)
	}
	if r.Field == "" {
		return nil
	}
	f, ok := c.Field(r.Field)
	if !ok {
		return fault.New(fault.Invalid, "audience.field", r.Field)
	}
	_, err := f.values(r)
	return err
}

// values reads the values of a condition by the field's kind.
func (f *Field) values(r Rule) ([]any, error) {
	if !slices.Contains(f.Ops(), r.Op) {
		return nil, fault.New(fault.Invalid, "audience.op", f.Key, string(r.Op))
	}
	least, most := arity(r.Op)
	if len(r.Values) < least || len(r.Values) > most {
		return nil, fault.New(fault.Invalid, "audience.value", f.Key, strings.Join(r.Values, ", "))
	}
	out := make([]any, len(r.Values))
	for i, text := range r.Values {
		v, ok := f.value(r.Op, text)
		if !ok {
			return nil, fault.New(fault.Invalid, "audience.value", f.Key, text)
		}
		out[i] = v
	}
	return out, nil
}

// arity is how many values a comparison takes, at least and at most.
func arity(op Op) (least, most int) {
	switch op {
	case Known, Unknown:
		return 0, 0
	case Between:
		return 2, 2
	case Is, IsNot:
		return 1, maxValues
	default:
		return 1, 1
	}
}

// maxDays is the farthest that a rule looks back or ahead: a hundred years.
const maxDays = 36525

func (f *Field) value(op Op, text string) (any, bool) {
	if len(text) > maxText || strings.ContainsRune(text, 0) {
		return nil, false
	}
	switch {
	case op == Within || op == Before || op == Ahead:
		n, err := strconv.Atoi(text)
		return n, err == nil && n >= 0 && n <= maxDays
	case f.Kind == Day:
		d, err := cal.Parse(text)
		return d, err == nil
	case f.Kind == Choice || f.Kind == Flag || f.Kind == State:
		return text, slices.Contains(f.Options, text)
	case f.Kind == Entry:
		id, err := strconv.ParseInt(text, 10, 64)
		return id, err == nil && id >= 0
	case f.Kind == Whole || f.Kind == Money:
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil
	case f.Kind == Number:
		x, err := strconv.ParseFloat(text, 64)
		return x, err == nil && x > -1e15 && x < 1e15
	default:
		return text, strings.TrimSpace(text) != ""
	}
}

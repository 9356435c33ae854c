package audience

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Compile turns a rule into a condition on k, a row of insight_card, as the rule holds on
// day. arg takes a value and returns its parameter's name, as $3. The empty rule becomes
// "". It fails like [Catalogue.Check].
func (c Catalogue) Compile(r Rule, day cal.Date, arg func(any) string) (string, error) {
	if err := c.Check(r); err != nil {
		return "", err
	}
	if r.Empty() {
		return "", nil
	}
	m := maker{c, day, arg, false, nil}
	return m.rule(r), nil
}

// CompileEach is Compile for a statement that looks at one row of k after the other and
// ends when it has enough: conditions beside the card are looked up for each row instead
// of being listed for all customers first.
func (c Catalogue) CompileEach(r Rule, day cal.Date, arg func(any) string) (string, error) {
	if err := c.Check(r); err != nil {
		return "", err
	}
	if r.Empty() {
		return "", nil
	}
	m := maker{c, day, arg, true, nil}
	return m.rule(r), nil
}

type maker struct {
	Catalogue
	day  cal.Date
	arg  func(any) string
	each bool // row by row

	facts []string // conditions that stand before the one being made and hold with it
}

// wrap makes a condition on a value one on the customer, by where the value stands.
// Conditions beside the card are lists of ids, which the databases find by an index of
// the other table where there is one, or are asked row by row.
func (m maker) wrap(f *Field, condition string) string {
	from, id := "", ""
	switch {
	case f.own > 0:
		from, id = "field_value x", "x.customer_id"
		own := "x.field_id = " + strconv.FormatInt(f.own, 10)
		if condition != "" {
			own += " AND " + condition
		}
		condition = own
	case f.place == onCustomer:
		from, id = "customer c", "c.id"
	case f.place == onTalk:
		from, id = "interaction_last t", "t.customer_id"
	case f.place == onKnowledge:
		from, id = "knowledge_current n", "n.customer_id"
	case f.place == onLifetime:
		from, id = "value_lifetime z", "z.customer_id"
		condition = "z.shown_cents > " + noLifetime + " AND " + condition // as its index says
	case f.place == onReferral:
		from, id = "value_referral g", "g.customer_id"
	case f.place == onSteps:
		from, id = "value_steps y", "y.customer_id"
		condition = "y.known = 1 AND " + condition // as its index says
	case f.place == onPortfolio:
		from, id = "portfolio_current f", "f.customer_id"
	case f.place == onRelation:
		from, id = "relationship_current r", "r.customer_id"
	default:
		return condition
	}
	if m.each {
		return "EXISTS (SELECT 1 FROM " + from + " WHERE " + id + " = " + customerID + " AND (" + condition + "))"
	}
	return customerID + " IN (SELECT " + id + " FROM " + from + " WHERE " + condition + ")"
}

func (m maker) rule(r Rule) string {
	switch {
	case len(r.All) > 0:
		return m.all(r.All)
	case len(r.Any) > 0:
		parts := make([]string, len(r.Any))
		for i, sub := range r.Any {
			parts[i] = m.rule(sub)
		}
		return "(" + strings.Join(parts, " OR ") + ")"
	case r.Not != nil:
		return "NOT (" + m.rule(*r.Not) + ")"
	}
	f, _ := m.Field(r.Field)
	values, err := f.values(r)
	if err != nil {
		panic(err) // Check has read them before
	}
	return m.condition(f, r.Op, values)
}

// all joins rules that hold together: the databases look at them in this order, so what
// costs least comes first, and what several need is said once.
func (m maker) all(rules []Rule) string {
	rules = slices.Clone(rules)
	slices.SortStableFunc(rules, func(a, b Rule) int { return cmp.Compare(m.price(a), m.price(b)) })
	var parts []string
	for _, r := range rules {
		if f, ok := m.Field(r.Field); ok && f.known != "" && r.Op != Known && r.Op != Unknown && !slices.Contains(m.facts, f.known) {
			m.facts = append(slices.Clip(m.facts), f.known)
			parts = append(parts, f.known)
		}
	}
	said := map[string]bool{} // SQLite finds no plan at all for some conditions that stand there twice
	for _, r := range rules {
		if text := r.String(); !said[text] {
			said[text] = true
			parts = append(parts, m.rule(r))
		}
	}
	return "(" + strings.Join(parts, " AND ") + ")"
}

// What it costs to look at a condition, see price.
const (
	cheap    = iota // a number of the card
	moderate        // a short text of the card, in the index of figures as well
	dear            // another text of the card
	elsewhere
)

// price is what it costs to look at r in one row.
func (c Catalogue) price(r Rule) int {
	most := cheap
	for _, sub := range append(slices.Clone(r.All), r.Any...) {
		most = max(most, c.price(sub))
	}
	if r.Not != nil {
		return c.price(*r.Not)
	}
	f, ok := c.Field(r.Field)
	switch {
	case !ok:
		return most
	case f.place != onCard || f.own > 0 || f.Kind == Entry:
		return elsewhere
	case f.Kind == Text:
		return dear
	case f.Kind == Day, f.Key == "kind", f.Key == "activity":
		return moderate
	}
	return cheap
}

// condition is one leaf.
func (m maker) condition(f *Field, op Op, values []any) string {
	switch op {
	case IsNot:
		return "NOT (" + m.condition(f, Is, values) + ")"
	case Unknown:
		return "NOT (" + m.condition(f, Known, nil) + ")"
	case Known:
		if f.own > 0 {
			return m.wrap(f, "")
		}
		return m.wrap(f, f.column+" <> "+f.none)
	case Is:
		return m.is(f, values)
	case Contains, Begins:
		return m.wrap(f, m.like(f, op, values[0].(string)))
	case Ahead:
		return m.wrap(f, m.ahead(f, values[0].(int)))
	case Within, Before, From, Until, Between, AtLeast, AtMost:
	}
	return m.wrap(f, m.compare(f, op, values))
}

func (m maker) is(f *Field, values []any) string {
	switch {
	case f.Kind == Entry:
		return m.entries(f, values)
	case f.states != nil:
		parts := make([]string, len(values))
		for i, v := range values {
			state := f.states(v.(string), func() string { return m.arg(m.day) })
			if slices.Contains(m.facts, computed) {
				state = strings.TrimPrefix(state, computed+" AND ")
			}
			parts[i] = "(" + state + ")"
		}
		return m.wrap(f, "("+strings.Join(parts, " OR ")+")")
	case f.Kind == Text && f.own == 0:
		var parts []string
		for _, v := range values {
			for _, form := range spellings(v.(string)) {
				parts = append(parts, "lower("+f.column+") = "+m.arg(form))
			}
		}
		return m.wrap(f, "("+strings.Join(parts, " OR ")+")")
	}
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = f.column + " = " + m.arg(f.stored(v))
	}
	return m.wrap(f, m.indexed(f)+"("+strings.Join(parts, " OR ")+")")
}

// entries are the customers that have at least one of the entries.
func (m maker) entries(f *Field, values []any) string {
	parts := make([]string, len(values))
	for i, v := range values {
		text := f.entry
		if before, after, dated := strings.Cut(text, "{day}"); dated {
			text = before + m.arg(m.day) + after
		}
		parts[i] = customerID + " IN (" + strings.Replace(text, "{v}", m.arg(v), 1) + ")"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// like compares parts of texts, in any spelling.
func (m maker) like(f *Field, op Op, text string) string {
	var parts []string
	for _, form := range spellings(text) {
		form = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(form) + "%"
		if op == Contains {
			form = "%" + form
		}
		parts = append(parts, "lower("+f.column+") LIKE "+m.arg(form)+` ESCAPE '\'`)
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// ahead compares month and day; at the turn of the year the span has two parts. Who was
// born on 29 February is found on that day and, in other years, with the 28th.
func (m maker) ahead(f *Field, days int) string {
	known := f.column + " <> " + f.none
	if days >= 365 {
		return known
	}
	from, until := m.day.String()[5:], m.day.Add(days).String()[5:]
	if until == "02-28" {
		until = "02-29"
	}
	md := "substr(" + f.column + ", 6, 5)"
	low, high := md+" >= "+m.arg(from), md+" <= "+m.arg(until)
	if from <= until {
		return known + " AND " + low + " AND " + high
	}
	return known + " AND (" + low + " OR " + high + ")"
}

// indexed is the condition of the field's partial index, to stand before others unless
// it stands there already.
func (m maker) indexed(f *Field) string {
	if f.known == "" || slices.Contains(m.facts, f.known) {
		return ""
	}
	return f.known + " AND "
}

// compare handles days and amounts. What is not known fulfils no comparison.
func (m maker) compare(f *Field, op Op, values []any) string {
	col := f.column
	known := m.indexed(f)
	if f.none != "" && f.known == "" {
		known += col + " <> " + f.none + " AND "
	}
	a := func(i int) string { return m.arg(f.stored(values[i])) }
	switch op {
	case Within:
		return known + col + " > " + m.arg(m.day.Add(-values[0].(int)).String()) + " AND " + col + " <= " + m.arg(m.day.String())
	case Before:
		return known + col + " < " + m.arg(m.day.Add(-values[0].(int)).String())
	case From, AtLeast:
		return known + col + " >= " + a(0)
	case Until, AtMost:
		return known + col + " <= " + a(0)
	default:
		return known + col + " >= " + a(0) + " AND " + col + " <= " + a(1)
	}
}

// stored is a value in the form in which the column holds it.
func (f *Field) stored(v any) any {
	switch v := v.(type) {
	case float64:
		if f.scale > 0 {
			return int64(roundHalfAway(v * f.scale))
		}
		return v
	case cal.Date:
		return v.String()
	}
	return v
}

func roundHalfAway(x float64) float64 {
	if x < 0 {
		return float64(int64(x - .5))
	}
	return float64(int64(x + .5))
}

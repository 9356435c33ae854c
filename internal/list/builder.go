package list

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/store"
)

// This file is the one place of the room where SQL is put together. Values are
// parameters or integers; names are constants of this file.

type valueKind int

const (
	text valueKind = iota
	whole
	fraction
)

// order is a sort's column: the index on (column, id) gives the order.
type order struct {
	column string
	kind   valueKind
	bound  string // who has no such figure is not in the list; the index holds only these
	table  string // where the column stands when not on the card, with its alias
	id     string // the customer in that table; "" on the card
}

var orders = map[Sort]order{
	ByName:      {column: "k.sort_key", kind: text},
	ByLast:      {column: "k.last_day", kind: text, bound: "k.last_day < '9999-12-31'"},
	ByFirst:     {column: "k.first_day", kind: text, bound: "k.first_day < '9999-12-31'"},
	ByInterval:  {column: "k.interval_days", kind: fraction, bound: "k.interval_days < 99999"},
	ByStanding:  {column: "k.standing", kind: whole, bound: computed},
	ByOccasions: {column: "k.occasions", kind: whole, bound: computed},
	ByNet:       {column: "k.net_12m_cents", kind: whole, bound: computed},
	ByTotal:     {column: "k.net_total_cents", kind: whole, bound: computed},
	ByMargin:    {column: "k.margin_12m_cents", kind: whole, bound: computed},
	ByWarning:   {column: "k.score", kind: whole, bound: computed},
	ByContact:   {column: "c.last_contact", kind: text, bound: "c.last_contact < '9999-12-31'", table: "customer c", id: "c.id"},
	ByBest:      {column: "m.key", kind: whole}, // the place in the list of the search
	ByLifetime:  {column: "z.shown_cents", kind: whole, bound: "z.shown_cents > -9000000000000000", table: "value_lifetime z", id: "z.customer_id"},
	ByDB4:       {column: "y.db4_12m_cents", kind: whole, bound: "y.known = 1", table: "value_steps y", id: "y.customer_id"},
	ByReferral:  {column: "g.gain_cents", kind: whole, table: "value_referral g", id: "g.customer_id"},
	ByRelation:  {column: "r.place", kind: whole, table: "relationship_current r", id: "r.customer_id"},
	ByKnown:     {column: "n.score", kind: whole, table: "knowledge_current n", id: "n.customer_id"},
}

// order is q's order; a field of the firm's own is sorted by its own index.
func (q *Query) order() (order, bool) {
	if o, ok := householdOrders[q.Sort]; ok && q.Kind == customer.Household {
		return o, true
	}
	if o, ok := orders[q.Sort]; ok {
		return o, true
	}
	f, ok := q.Fields.Field(string(q.Sort))
	if !ok {
		return order{}, false
	}
	id, column, own := f.Stored()
	if !own || !slices.Contains(sortable, f.Kind) {
		return order{}, false
	}
	o := order{column: column, kind: whole, bound: "x.field_id = " + strconv.FormatInt(id, 10), table: "field_value x", id: "x.customer_id"}
	if f.Kind == audience.Day || f.Kind == audience.Choice {
		o.kind = text
	}
	return o, true
}

// sortable are the kinds of own fields whose order says something.
var sortable = []audience.Kind{audience.Number, audience.Money, audience.Day, audience.Choice}

const computed = "k.computed = 1"

// builder gathers a statement and its parameters.
type builder struct {
	args  []any
	conds []string
	walk  bool // the index of the order is walked: no condition may lead to another one
}

func (b *builder) arg(v any) string {
	b.args = append(b.args, v)
	return "$" + strconv.Itoa(len(b.args))
}

// where adds a condition. During a walk it is wrapped, so that SQLite does not leave the
// order's index for one of the condition and sorts all that it finds there. PostgreSQL takes
// an inequality for true of nearly all, an equality for true of one in 200, for which it
// would read and sort everybody; a walk is for many.
func (b *builder) where(format string, values ...any) {
	marks := make([]any, len(values))
	for i, v := range values {
		marks[i] = b.arg(v)
	}
	b.raw(fmt.Sprintf(format, marks...))
}

// raw adds a condition whose parameters have names already; "" is none.
func (b *builder) raw(cond string) {
	if cond == "" {
		return
	}
	if b.walk {
		cond = "CASE WHEN " + cond + " THEN 1 ELSE 0 END <> 0"
	}
	b.conds = append(b.conds, cond)
}

// bound adds what the index of an order holds; id is the customer of the other tables.
func (b *builder) bound(o order, id string) {
	if o.bound != "" {
		b.conds = append(b.conds, o.bound)
	}
	if o.table != "" {
		b.conds = append(b.conds, o.id+" = "+id)
	}
}

// beside are the tables of an order behind others.
func (o order) beside() string {
	if o.table == "" {
		return ""
	}
	return " CROSS JOIN " + o.table
}

// key is the customer in the index of the order.
func (o order) key() string {
	if o.id == "" {
		return "k.customer_id"
	}
	return o.id
}

func (b *builder) text() string {
	if len(b.conds) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(b.conds, " AND ")
}

// filters adds the conditions of q; states of the day are looked for in the table with
// the alias states.
func (b *builder) filters(q Query, states string) {
	if q.Kind != "" {
		b.where("k.kind = %s", string(q.Kind))
	}
	b.raw(audience.StandingOn(q.Standing, func() string { return b.arg(q.Day) }))
	b.raw(audience.ActivityOn(q.Activity, states, func() string { return b.arg(q.Day) }))
	b.rule(q)
	switch q.Bar {
	case BarAny:
		b.where("k.bars > 0")
	case BarObjected:
		b.where("k.bars > 0 AND (k.bars & 1) = 1")
	case BarDoNotContact:
		b.where("k.bars > 0 AND (k.bars & 2) = 2")
	case BarDeceased:
		b.where("k.bars > 0 AND (k.bars & 4) = 4")
	}
	if q.Duplicates {
		b.where("k.duplicate = 1")
	}
}

// rule adds the conditions of q's rule.
func (b *builder) rule(q Query) {
	compile := q.Fields.Compile
	if b.walk {
		compile = q.Fields.CompileEach
	}
	cond, err := compile(q.Rule, q.Day, b.arg)
	if err != nil {
		panic(err) // check has compiled it before
	}
	b.raw(cond)
}

// matches is the statement for the ids that fulfil q's filters, at most one more than
// CountLimit when they are only counted. States of the day have their indexes on
// lifecycle's own row, everything else on the card.
func matches(q Query, counted bool) (string, []any) {
	var b builder
	o, _ := q.order()
	id, tables, end := "k.customer_id", q.cards(), ""
	switch {
	case q.Activity != "" && q.Activity != lifecycle.NoActivity && q.Kind != customer.Household:
		b.filters(q, "l")
		id, tables = "l.customer_id", "lifecycle_current l"
		if q.Kind != "" || q.Standing != "" || q.Bar != "" || q.Duplicates || !q.Rule.Empty() {
			tables += " CROSS JOIN insight_card k"
			b.conds = append(b.conds, "k.customer_id = l.customer_id")
		}
		if o.table != "" { // who has a state of the day has bought, and has every figure of the card
			tables += o.beside()
			b.bound(o, id)
		}
		if counted { // the latest of them are the likeliest matches
			switch q.Activity {
			case lifecycle.Late:
				end = " ORDER BY l.late_from DESC"
			case lifecycle.Dormant:
				end = " ORDER BY l.dormant_from DESC"
			case lifecycle.NoActivity, lifecycle.Active, lifecycle.Regained, lifecycle.Lost:
			}
		}
	case o.table != "" && !q.filtered():
		tables = o.table + " CROSS JOIN insight_card k"
		b.bound(o, id)
	default:
		tables += o.beside()
		b.filters(q, "k")
		b.bound(o, id)
	}
	if counted {
		end += " LIMIT " + strconv.Itoa(CountLimit+1)
	}
	return "SELECT " + id + " AS id FROM " + tables + b.text() + end, b.args
}

// rowColumns are what [record.fields] reads. Flags are one number, because every column
// costs a list as much as finding a row.
const rowColumns = `k.customer_id, CASE WHEN k.kind = 'firm' THEN 32 ELSE 0 END + k.collective + 2 * k.duplicate + 4 * k.bars,
 k.number, k.name, k.city, k.face`

// walk is the statement for q's page when many fulfil its filters: the index of the sort
// is walked from the cursor on, and rows that do not fulfil them are passed over.
func walk(q Query, at *cursor) (string, []any) {
	b := builder{walk: true}
	o, _ := q.order()
	from := "insight_card k"
	if o.table != "" {
		from = o.table + " CROSS JOIN insight_card k"
	}
	b.filters(q, "k")
	b.bound(o, "k.customer_id")
	b.behind(q, at, o.column, o.key())
	return "SELECT " + rowColumns + ", " + o.column + ", 0 FROM " + from + b.text() +
		inOrder(q, o.column, o.key()) + " LIMIT " + strconv.Itoa(q.Limit+1), b.args
}

// sorted is the statement for q's page when few fulfil its filters, or those that the
// search found (a JSON list of ids, best first): they are sorted by key alone before the rows of the
// page are fetched. The last column is how many there are, on a first page.
func sorted(q Query, at *cursor, d store.Dialect, found string) (string, []any) {
	b := builder{walk: true}
	o, _ := q.order()
	from := ""
	switch {
	case q.Search != "":
		ids := "json_each(" + b.arg(found) + ") m"
		b.conds = append(b.conds, "k.customer_id = m.value")
		if d == store.Postgres {
			ids = "(SELECT CAST(e AS BIGINT) AS value, o AS key FROM json_array_elements_text(CAST($1 AS json)) WITH ORDINALITY f(e, o)) m"
		}
		from = ids + " CROSS JOIN " + q.cards()
		b.filters(q, "k")
	case d == store.Postgres && (q.Activity == "" || q.Activity == lifecycle.NoActivity):
		b.walk = false // it knows by itself which index leads to few, and need not join the card with itself
		from = q.cards()
		b.filters(q, "k")
	default:
		inner, args := matches(q, false)
		from, b.args = "("+inner+") m CROSS JOIN "+q.cards(), args
		b.conds = append(b.conds, "k.customer_id = m.id")
	}
	from += o.beside()
	b.bound(o, "k.customer_id")
	b.behind(q, at, o.column, "k.customer_id")
	inner := "SELECT k.customer_id AS id, " + o.column + " AS place, count(*) OVER () AS n FROM " + from + b.text() +
		inOrder(q, o.column, "k.customer_id") + " LIMIT " + strconv.Itoa(q.Limit+1)
	return "SELECT " + rowColumns + ", s.place, s.n FROM (" + inner + ") s CROSS JOIN " + q.cards() + " WHERE k.customer_id = s.id" +
		inOrder(q, "s.place", "s.id"), b.args
}

// behind adds the condition that a row stands behind the cursor.
func (b *builder) behind(q Query, at *cursor, column, id string) {
	if at == nil {
		return
	}
	sign := ">"
	if q.Desc {
		sign = "<"
	}
	b.conds = append(b.conds, "("+column+", "+id+") "+sign+" ("+b.arg(at.value)+", "+b.arg(at.id)+")")
}

func inOrder(q Query, column, id string) string {
	direction := ""
	if q.Desc {
		direction = " DESC"
	}
	return " ORDER BY " + column + direction + ", " + id + direction
}

// flags as rowColumns gives them.
const (
	isCollective = 1 << iota
	isDuplicate
	hasObjected
	notContacted
	isDeceased
	isFirm
)

func kindOf(flags int64) customer.Kind {
	if flags&isFirm != 0 {
		return customer.Firm
	}
	return customer.Person
}

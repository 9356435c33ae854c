package list

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
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

// order is a sort's column: the index on (column, customer_id) gives the order.
type order struct {
	column string
	kind   valueKind
	bound  string // who has no such figure is not in the list; the index holds only these
}

var orders = map[Sort]order{
	ByName:      {"k.sort_key", text, ""},
	ByLast:      {"k.last_day", text, "k.last_day < '9999-12-31'"},
	ByFirst:     {"k.first_day", text, "k.first_day < '9999-12-31'"},
	ByInterval:  {"k.interval_days", fraction, "k.interval_days < 99999"},
	ByStanding:  {"k.standing", whole, computed},
	ByOccasions: {"k.occasions", whole, computed},
	ByNet:       {"k.net_12m_cents", whole, computed},
	ByTotal:     {"k.net_total_cents", whole, computed},
	ByMargin:    {"k.margin_12m_cents", whole, computed},
	ByWarning:   {"k.score", whole, computed},
}

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
// order's index for one of the condition and sorts all that it finds there.
func (b *builder) where(format string, values ...any) {
	marks := make([]any, len(values))
	for i, v := range values {
		marks[i] = b.arg(v)
	}
	cond := fmt.Sprintf(format, marks...)
	if b.walk {
		cond = "CASE WHEN " + cond + " THEN 1 ELSE 0 END = 1"
	}
	b.conds = append(b.conds, cond)
}

func (b *builder) bound(o order) {
	if o.bound != "" {
		b.conds = append(b.conds, o.bound)
	}
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
	b.standing(q.Standing, q.Day)
	b.activity(q.Activity, q.Day, states)
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

// standing compares the stored standing with the day: a regular is one until the day
// on which silence ends the standing.
func (b *builder) standing(s lifecycle.Standing, day cal.Date) {
	switch s {
	case lifecycle.Regular:
		b.where(computed+" AND k.standing = 3 AND k.regular_until > %s", day)
	case lifecycle.Repeat:
		b.where(computed+" AND k.standing IN (2, 3) AND (k.standing = 2 OR k.regular_until <= %s)", day)
	case lifecycle.Prospect, lifecycle.First, lifecycle.Ended, lifecycle.Cancelled:
		b.where(computed + " AND k.standing = " + strconv.Itoa(s.Code()))
	}
}

// activity is lifecycle.Row.ActivityOn in SQL; a test compares the two. The days come
// one after the other, and without a purchase they never come.
func (b *builder) activity(a lifecycle.Activity, day cal.Date, states string) {
	t := states + "."
	switch a {
	case lifecycle.NoActivity:
		b.where("k.computed = 1 AND k.occasions = 0")
	case lifecycle.Lost:
		b.where(t+"lost_from <= %s", day)
	case lifecycle.Dormant:
		b.where(t+"dormant_from <= %s AND "+t+"lost_from > %s", day, day)
	case lifecycle.Late:
		b.where(t+"late_from <= %s AND "+t+"dormant_from > %s", day, day)
	case lifecycle.Regained:
		b.where(t+"regained_until > %s AND "+t+"late_from > %s", day, day)
	case lifecycle.Active:
		b.where(t+"late_from > %s AND "+t+"regained_until <= %s AND "+t+"occasions > 0", day, day)
	}
}

// matches is the statement for the ids that fulfil q's filters, at most one more than
// CountLimit when they are only counted. States of the day have their indexes on
// lifecycle's own row, everything else on the card.
func matches(q Query, counted bool) (string, []any) {
	var b builder
	o := orders[q.Sort]
	id, tables, end := "k.customer_id", "insight_card k", ""
	if q.Activity != "" && q.Activity != lifecycle.NoActivity {
		b.filters(q, "l")
		id, tables = "l.customer_id", "lifecycle_current l"
		if q.Kind != "" || q.Standing != "" || q.Bar != "" || q.Duplicates {
			tables += " CROSS JOIN insight_card k"
			b.conds = append(b.conds, "k.customer_id = l.customer_id")
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
	} else { // who has a state of the day has bought, and has every figure
		b.filters(q, "k")
		b.bound(o)
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
	o := orders[q.Sort]
	b.filters(q, "k")
	b.bound(o)
	b.behind(q, at, o.column, "k.customer_id")
	return "SELECT " + rowColumns + ", " + o.column + ", 0 FROM insight_card k" + b.text() +
		inOrder(q, o.column, "k.customer_id") + " LIMIT " + strconv.Itoa(q.Limit+1), b.args
}

// sorted is the statement for q's page when few fulfil its filters, or those that the
// search found (a JSON list of ids): they are sorted by key alone before the rows of the
// page are fetched. The last column is how many there are, on a first page.
func sorted(q Query, at *cursor, d store.Dialect, found string) (string, []any) {
	b := builder{walk: true}
	o := orders[q.Sort]
	from := ""
	if q.Search != "" {
		ids := "json_each(" + b.arg(found) + ") m"
		b.conds = append(b.conds, "k.customer_id = m.value")
		if d == store.Postgres {
			ids = "(SELECT CAST(e AS BIGINT) AS value FROM json_array_elements_text(CAST($1 AS json)) e) m"
		}
		from = ids + " CROSS JOIN insight_card k"
		b.filters(q, "k")
	} else {
		inner, args := matches(q, false)
		from, b.args = "("+inner+") m CROSS JOIN insight_card k", args
		b.conds = append(b.conds, "k.customer_id = m.id")
	}
	b.bound(o)
	b.behind(q, at, o.column, "k.customer_id")
	inner := "SELECT k.customer_id AS id, " + o.column + " AS place, count(*) OVER () AS n FROM " + from + b.text() +
		inOrder(q, o.column, "k.customer_id") + " LIMIT " + strconv.Itoa(q.Limit+1)
	return "SELECT " + rowColumns + ", s.place, s.n FROM (" + inner + ") s CROSS JOIN insight_card k WHERE k.customer_id = s.id" +
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

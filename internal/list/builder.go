package list

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
)

// This file is the one place of the room where SQL is put together. Values are
// parameters or integers; names are constants of this file.

type valueKind int

const (
	text valueKind = iota
	whole
	fraction
)

// order is a sort's column: the index on (column, id) gives the order, so the table
// that has it is walked first and the others are looked up row by row.
type order struct {
	table  string // alias
	column string
	kind   valueKind
	bound  string // keeps "no such day" out
}

var orders = map[Sort]order{
	ByName:      {"c", "c.sort_key", text, ""},
	ByLast:      {"l", "l.last_day", text, "l.last_day < '9999-12-31'"},
	ByFirst:     {"l", "l.first_day", text, "l.first_day < '9999-12-31'"},
	ByInterval:  {"l", "l.interval_days", fraction, "l.interval_days < 99999"},
	ByStanding:  {"l", "l.standing", whole, ""},
	ByOccasions: {"l", "l.occasions", whole, ""},
	ByNet:       {"v", "v.net_12m_cents", whole, ""},
	ByTotal:     {"v", "v.net_total_cents", whole, ""},
	ByMargin:    {"v", "v.margin_12m_cents", whole, ""},
	ByWarning:   {"w", "w.score", whole, ""},
}

// joins are the tables beside customer, always in this order.
var joins = []struct{ alias, table string }{
	{"l", "lifecycle_current"}, {"v", "value_current"}, {"w", "warning_current"}, {"b", "consent_current"},
}

func idColumn(alias string) string {
	if alias == "c" {
		return "c.id"
	}
	return alias + ".customer_id"
}

// builder gathers a statement and its parameters.
type builder struct {
	args  []any
	conds []string
	walk  bool // the index of a sort is walked: other tables are looked up row by row
}

func (b *builder) arg(v any) string {
	b.args = append(b.args, v)
	return "$" + strconv.Itoa(len(b.args))
}

func (b *builder) where(format string, values ...any) {
	marks := make([]any, len(values))
	for i, v := range values {
		marks[i] = b.arg(v)
	}
	b.conds = append(b.conds, fmt.Sprintf(format, marks...))
}

// whereRow is a condition on a row that may be missing. During a walk it is wrapped,
// or SQLite would read the whole other table first to make a Bloom filter of it.
func (b *builder) whereRow(format string, values ...any) {
	if b.walk {
		format = "CASE WHEN " + format + " THEN 1 ELSE 0 END = 1"
	}
	b.where(format, values...)
}

// from puts first, customer, then what conditions need, then the rest behind each
// other. CROSS JOIN keeps SQLite to that order; PostgreSQL finds its own. need lists
// the aliases that must have a row.
func (b *builder) from(first string, need []string, rest bool) string {
	out := "customer c"
	later := ""
	for _, j := range joins {
		switch {
		case j.alias == first:
			out = j.table + " " + j.alias + " CROSS JOIN customer c"
			b.conds = append(b.conds, "c.id = "+idColumn(first))
		case slices.Contains(need, j.alias):
			later += " CROSS JOIN " + j.table + " " + j.alias
			b.conds = append(b.conds, idColumn(j.alias)+" = c.id")
		}
	}
	for _, j := range joins {
		if rest && j.alias != first && !slices.Contains(need, j.alias) {
			later += " LEFT JOIN " + j.table + " " + j.alias + " ON " + idColumn(j.alias) + " = c.id"
		}
	}
	return out + later
}

// people leaves contacts and the reserved row out. It is not an IN: that would lead
// SQLite to the index of kinds instead of the order's.
const people = "c.kind NOT IN ('contact', 'unassigned')"

// filters adds the conditions of q and returns the tables they need and the one whose
// index finds the matches best.
func (b *builder) filters(q Query, ids []int64) (need []string, first string) {
	first = "c"
	if q.Kind != "" {
		b.where("c.kind = %s", string(q.Kind))
	}
	if q.Standing != "" {
		need, first = append(need, "l"), "l"
		b.standing(q.Standing, q.Day)
	}
	if q.Activity != "" {
		need, first = append(need, "l"), "l"
		b.activity(q.Activity, q.Day)
	}
	if q.Bar != "" {
		need, first = append(need, "b"), "b"
		switch q.Bar {
		case BarAny:
			b.whereRow("(b.objected = 1 OR b.do_not_contact = 1 OR b.deceased = 1)")
		case BarObjected:
			b.whereRow("b.objected = 1")
		case BarDoNotContact:
			b.whereRow("b.do_not_contact = 1")
		case BarDeceased:
			b.whereRow("b.deceased = 1")
		}
	}
	if q.Duplicates {
		first = "c"
		b.where("c.duplicate = 1")
	}
	if ids != nil {
		first = "c"
		b.where("c.id IN (" + idList(ids) + ")")
	}
	return need, first
}

func idList(ids []int64) string {
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(id, 10))
	}
	if len(ids) == 0 {
		return "0" // nobody
	}
	return b.String()
}

// standing compares the stored standing with the day: a regular is one until the day
// on which silence ends the standing.
func (b *builder) standing(s lifecycle.Standing, day cal.Date) {
	switch s {
	case lifecycle.Regular:
		b.whereRow("l.standing = 3 AND l.regular_until > %s", day)
	case lifecycle.Repeat:
		b.whereRow("l.standing IN (2, 3) AND (l.standing = 2 OR l.regular_until <= %s)", day)
	case lifecycle.Prospect, lifecycle.First, lifecycle.Ended, lifecycle.Cancelled:
		b.whereRow("l.standing = " + strconv.Itoa(s.Code()))
	}
}

// activity is lifecycle.Row.ActivityOn in SQL; a test compares the two. The days come
// one after the other, and without a purchase they never come.
func (b *builder) activity(a lifecycle.Activity, day cal.Date) {
	switch a {
	case lifecycle.NoActivity:
		b.whereRow("l.occasions = 0")
	case lifecycle.Lost:
		b.whereRow("l.lost_from <= %s", day)
	case lifecycle.Dormant:
		b.whereRow("l.dormant_from <= %s AND l.lost_from > %s", day, day)
	case lifecycle.Late:
		b.whereRow("l.late_from <= %s AND l.dormant_from > %s", day, day)
	case lifecycle.Regained:
		b.whereRow("l.regained_until > %s AND l.late_from > %s", day, day)
	case lifecycle.Active:
		b.whereRow("l.late_from > %s AND l.regained_until <= %s AND l.occasions > 0", day, day)
	}
}

// matches is the statement for the first CountLimit+1 ids that fulfil q's filters,
// found by the filter's own index.
func matches(q Query, ids []int64) (string, []any) {
	var b builder
	need, first := b.filters(q, ids)
	o := orders[q.Sort]
	if o.table != "c" { // who has no figure is not in a list sorted by it
		need = append(need, o.table)
		if first == "c" && q.Kind == "" && !q.Duplicates && ids == nil {
			first = o.table
		}
	}
	if o.bound != "" {
		b.conds = append(b.conds, o.bound)
	}
	end := ""
	if first == "l" {
		switch q.Activity { // the latest of them are the likeliest matches
		case lifecycle.Late:
			end = " ORDER BY l.late_from DESC"
		case lifecycle.Dormant:
			end = " ORDER BY l.dormant_from DESC"
		case lifecycle.NoActivity, lifecycle.Active, lifecycle.Regained, lifecycle.Lost:
		}
	}
	alone := first != "c" && q.Kind == "" && !q.Duplicates && ids == nil && !slices.ContainsFunc(need, func(n string) bool { return n != first })
	tables := tableOf(first) + " " + first
	if alone { // insight and bars know no contacts
		b.conds = append(b.conds, idColumn(first)+" > 1")
	} else {
		tables = b.from(first, need, false)
		b.conds = append(b.conds, people)
	}
	return "SELECT " + idColumn(first) + " FROM " + tables + " WHERE " + strings.Join(b.conds, " AND ") + end +
		" LIMIT " + strconv.Itoa(CountLimit+1), b.args
}

func tableOf(alias string) string {
	for _, j := range joins {
		if j.alias == alias {
			return j.table
		}
	}
	return "customer"
}

// page is the statement for q's page, in one of two ways. With ids, those few are
// sorted and the rows of the page fetched. Without, the index of the sort is walked
// from the cursor on, and rows that do not fulfil the filters are passed over.
func page(q Query, ids []int64) (string, []any, error) {
	if ids != nil {
		return pageOf(q, ids)
	}
	b := builder{walk: true}
	o := orders[q.Sort]
	b.filters(q, nil)
	b.conds = append(b.conds, people)
	if o.bound != "" {
		b.conds = append(b.conds, o.bound)
	}
	if err := b.behind(q, o.column, idColumn(o.table)); err != nil {
		return "", nil, err
	}
	tables := b.from(o.table, nil, true)
	return "SELECT " + rowColumns + ", " + o.column + " FROM " + tables + " WHERE " + strings.Join(b.conds, " AND ") +
		inOrder(q, o.column, idColumn(o.table)) + " LIMIT " + strconv.Itoa(q.Limit+1), b.args, nil
}

// pageOf sorts customers by id and key alone before it fetches the page's rows.
func pageOf(q Query, ids []int64) (string, []any, error) {
	var b builder
	o := orders[q.Sort]
	b.conds = append(b.conds, people)
	b.where("c.id IN (" + idList(ids) + ")")
	if o.bound != "" {
		b.conds = append(b.conds, o.bound)
	}
	if err := b.behind(q, o.column, "c.id"); err != nil {
		return "", nil, err
	}
	tables := b.from("c", []string{o.table}, false)
	inner := "SELECT c.id AS id, " + o.column + " AS place FROM " + tables + " WHERE " + strings.Join(b.conds, " AND ") +
		inOrder(q, o.column, "c.id") + " LIMIT " + strconv.Itoa(q.Limit+1)
	var outer builder
	return "SELECT " + rowColumns + ", s.place FROM (" + inner + ") s CROSS JOIN " + outer.from("c", nil, true) + " WHERE c.id = s.id" +
		inOrder(q, "s.place", "s.id"), b.args, nil
}

// behind adds the condition that a row stands behind q's cursor.
func (b *builder) behind(q Query, column, id string) error {
	if q.After == "" {
		return nil
	}
	at, err := decode(q)
	if err != nil {
		return err
	}
	sign := ">"
	if q.Desc {
		sign = "<"
	}
	b.where("("+column+", "+id+") "+sign+" (%s, %s)", at.value, at.id)
	return nil
}

func inOrder(q Query, column, id string) string {
	direction := ""
	if q.Desc {
		direction = " DESC"
	}
	return " ORDER BY " + column + direction + ", " + id + direction
}

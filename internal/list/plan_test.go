package list_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// plan returns SQLite's plan of a statement, one step per line.
func plan(t *testing.T, db *store.DB, statement string, args []any) []string {
	t.Helper()
	type step struct {
		id, parent, unused int
		detail             string
	}
	steps, err := store.AllText(ctx, db, "EXPLAIN QUERY PLAN "+statement,
		func(s *step) []any { return []any{&s.id, &s.parent, &s.unused, &s.detail} }, args...)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range steps {
		lines = append(lines, s.detail)
	}
	return lines
}

// A page walks an index in its order, a filter is counted by its own index, and only few
// are sorted, by key alone. Nothing but lists of ids and sorted pages is read whole.
func TestEveryOrderAndFilterHasAnIndex(t *testing.T) {
	db := schematest.SQLite(t)
	fill(t, db, 3000) // and analysed, which changes what SQLite dares
	filters := map[string]list.Query{
		"all": {}, "firms": {Kind: customer.Firm}, "regulars": {Standing: lifecycle.Regular}, "repeat": {Standing: lifecycle.Repeat},
		"late": {Activity: lifecycle.Late}, "dormant": {Activity: lifecycle.Dormant}, "lost": {Activity: lifecycle.Lost},
		"active": {Activity: lifecycle.Active}, "regained": {Activity: lifecycle.Regained}, "never bought": {Activity: lifecycle.NoActivity},
		"duplicates": {Duplicates: true}, "barred": {Bar: list.BarAny}, "objected": {Bar: list.BarObjected},
		"late firms":         {Activity: lifecycle.Late, Kind: customer.Firm},
		"regulars as a rule": {Rule: audience.Rule{Field: "standing", Op: audience.Is, Values: []string{"regular"}}},
		"an own field":       {Rule: audience.Rule{Field: "own.hund", Op: audience.Is, Values: []string{"yes"}}},
	}
	for _, s := range append([]list.Sort{"own.budget", "own.vertrag"}, list.Sorts...) {
		for _, desc := range []bool{false, true} {
			for name, q := range filters {
				q.Day, q.Sort, q.Desc, q.Limit, q.Fields = day, s, desc, list.PageSize, fields()
				checkPlans(t, db, name, q)
				q.After = list.CursorFor(q)
				checkPlans(t, db, name+", next page", q)
				q.Before, q.After = q.After, ""
				checkPlans(t, db, name+", page before", q)
			}
		}
	}
}

// On PostgreSQL a page with many matches walks the index of its order, and one with few
// sorts these few: nothing reads and sorts the whole table.
func TestNoPageSortsEverybodyOnPostgreSQL(t *testing.T) {
	db := schematest.Postgres(t)
	fill(t, db, 20_000)
	filters := map[string]list.Query{
		"all": {}, "firms": {Kind: customer.Firm}, "regulars": {Standing: lifecycle.Regular}, "first": {Standing: lifecycle.First},
		"late": {Activity: lifecycle.Late}, "dormant": {Activity: lifecycle.Dormant}, "lost": {Activity: lifecycle.Lost},
		"active": {Activity: lifecycle.Active}, "duplicates": {Duplicates: true}, "barred": {Bar: list.BarAny},
	}
	for _, s := range list.Sorts {
		for _, desc := range []bool{false, true} {
			for name, q := range filters {
				q.Day, q.Sort, q.Desc = day, s, desc
				p, err := list.Find(ctx, db, q)
				if err != nil {
					t.Fatal(err)
				}
				page := name + fmt.Sprintf(" by %s desc=%v", s, desc)
				checkPostgresPlan(t, db, page, q)
				if q.After = p.Next; q.After != "" {
					checkPostgresPlan(t, db, page+", next page", q)
				}
				for range 5 {
					if p.Next == "" {
						break
					}
					q.After, q.Before = p.Next, ""
					if p, err = list.Find(ctx, db, q); err != nil {
						t.Fatal(err)
					}
				}
				if q.Before, q.After = p.Prev, ""; q.Before != "" {
					checkPostgresPlan(t, db, page+", going back", q)
				}
			}
		}
	}
}

func checkPostgresPlan(t *testing.T, db *store.DB, name string, q list.Query) {
	t.Helper()
	statement, args, many, err := list.Chosen(ctx, db, q)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := store.AllText(ctx, db, "EXPLAIN "+statement, func(s *string) []any { return []any{s} }, args...)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		bad := many && (strings.Contains(line, "Seq Scan") || strings.Contains(line, "Sort"))
		if sort := sortedRows.FindStringSubmatch(line); sort != nil && !many {
			n, err := strconv.Atoi(sort[1])
			bad = err != nil || n > 2*list.CountLimit
		}
		if bad {
			t.Errorf("%s, many=%v: %s\nin\n%s\nof %s", name, many, strings.TrimSpace(line), strings.Join(lines, "\n"), statement)
			return
		}
	}
}

// sortedRows is how many rows PostgreSQL expects to sort.
var sortedRows = regexp.MustCompile(`->  Sort  \(cost=\S+ rows=(\d+) `)

func checkPlans(t *testing.T, db *store.DB, name string, q list.Query) {
	t.Helper()
	statements, err := list.Statements(q, store.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	for statement, args := range statements {
		lines := plan(t, db, statement, args)
		few := strings.Contains(statement, "OVER ()")
		for _, line := range lines {
			scan := strings.HasPrefix(line, "SCAN") && !strings.Contains(line, "INDEX")
			if few {
				scan = scan && strings.Contains(line, "insight_card")
			}
			temp := strings.Contains(line, "TEMP B-TREE") && !few
			if scan || temp || strings.Contains(line, "BLOOM") || strings.Contains(line, "AUTOMATIC") {
				t.Errorf("%s by %s: %s\nin\n%s\nof %s", name, q.Sort, line, strings.Join(lines, "\n"), statement)
			}
		}
	}
}

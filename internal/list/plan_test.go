package list_test

import (
	"strings"
	"testing"

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

// A page walks an index in its order, and a filter is counted by its own index.
// Only consent_current, which has a row per bar ever set, may be read whole.
func TestEveryOrderAndFilterHasAnIndex(t *testing.T) {
	db := schematest.SQLite(t)
	fill(t, db, 3000) // and analysed, which changes what SQLite dares
	check := func(name string, lines []string) {
		for _, line := range lines {
			scan := strings.HasPrefix(line, "SCAN") && !strings.Contains(line, "INDEX") && line != "SCAN b" && line != "SCAN s"
			if scan || strings.Contains(line, "TEMP B-TREE") || strings.Contains(line, "BLOOM") || strings.Contains(line, "AUTOMATIC") {
				t.Errorf("%s: %s\nin\n%s", name, line, strings.Join(lines, "\n"))
			}
		}
	}
	for _, s := range list.Sorts {
		for _, desc := range []bool{false, true} {
			q := list.Query{Day: day, Sort: s, Desc: desc, Limit: list.PageSize}
			for _, filter := range []func(*list.Query){
				func(*list.Query) {}, func(q *list.Query) { q.Kind = customer.Firm }, func(q *list.Query) { q.Standing = lifecycle.Regular },
				func(q *list.Query) { q.Activity = lifecycle.Late }, func(q *list.Query) { q.Bar = list.BarObjected },
			} {
				q := q
				filter(&q)
				statement, args, err := list.PageStatement(q, nil)
				if err != nil {
					t.Fatal(err)
				}
				check("first page by "+string(s), plan(t, db, statement, args))
				q.After = list.CursorFor(q)
				if statement, args, err = list.PageStatement(q, nil); err != nil {
					t.Fatal(err)
				}
				check("next page by "+string(s), plan(t, db, statement, args))
			}
		}
	}
	for name, q := range map[string]list.Query{
		"all": {}, "firms": {Kind: customer.Firm}, "regulars": {Standing: lifecycle.Regular}, "repeat": {Standing: lifecycle.Repeat},
		"late": {Activity: lifecycle.Late}, "dormant": {Activity: lifecycle.Dormant}, "lost": {Activity: lifecycle.Lost},
		"active": {Activity: lifecycle.Active}, "regained": {Activity: lifecycle.Regained}, "never bought": {Activity: lifecycle.NoActivity},
		"duplicates": {Duplicates: true}, "barred": {Bar: list.BarAny},
	} {
		q.Day, q.Sort = day, list.ByName
		statement, args := list.MatchesStatement(q, nil)
		check("count of "+name, plan(t, db, statement, args))
	}
}

package project

import (
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The projects of a customer are walked in the order of his index, also from a place in
// the middle: a page costs the same after twenty years.
func TestProjectsOfACustomerAreWalkedByIndex(t *testing.T) {
	db := schematest.SQLite(t)
	for name, args := range map[string][]any{"of-customer": {2, 5}, "before": {2, "2026-01-01", 7, 5}} {
		lines, err := store.AllText(t.Context(), db, "EXPLAIN QUERY PLAN "+statements.Get(name).Text(store.SQLite), func(s *[4]string) []any {
			return []any{&s[0], &s[1], &s[2], &s[3]}
		}, args...)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if !strings.HasPrefix(l[3], "SEARCH project USING INDEX project_customer") {
				t.Errorf("%s: %s", name, l[3])
			}
		}
	}
}

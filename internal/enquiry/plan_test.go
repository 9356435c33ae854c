package enquiry

import (
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Every page and count walks an index in its order.
func TestEveryListHasAnIndex(t *testing.T) {
	db := schematest.SQLite(t)
	for name, args := range map[string][]any{
		"column": {"new", 1, 1, 5}, "column-of-owner": {"new", 1, 1, 5, 3}, "count": {"won", 10}, "count-of-owner": {"won", 10, 3},
		"waiting": {3, 5}, "of-customer": {2, 5}, "before": {2, "2026-01-01", 7, 5}, "by-message": {"x"}, "same-mail": {"x", 1, 0}, "same-phone": {"x", 1, 0}, "same-firm": {"x", 1, 0},
		"ids-of-customer": {2}, "of-contact": {2, 5}, "ids-of-contact": {2},
	} {
		lines, err := store.AllText(ctx, db, "EXPLAIN QUERY PLAN "+statements.Get(name).Text(store.SQLite), func(s *[4]string) []any {
			return []any{&s[0], &s[1], &s[2], &s[3]}
		}, args...)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			whole := strings.HasPrefix(l[3], "SCAN") && l[3] != "SCAN t" && !strings.Contains(l[3], "INDEX")
			if whole || strings.Contains(l[3], "TEMP B-TREE") {
				t.Errorf("%s: %s", name, l[3])
			}
		}
	}
}

package store

import "testing"

func TestABoundLimitDoesNotMakeSQLitePlanAnew(t *testing.T) {
	set := Set{}
	if err := Parse(set, "a.sql", "-- name: a\nSELECT id FROM t\nORDER BY id LIMIT $12\n-- name: b\nSELECT id FROM t LIMIT 1 OFFSET $2\n-- name: c\nSELECT id FROM t LIMIT 7"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][2]string{
		"a": {"SELECT id FROM t\nORDER BY id LIMIT $12 + 0", "SELECT id FROM t\nORDER BY id LIMIT $12"},
		"b": {"SELECT id FROM t LIMIT 1 OFFSET $2 + 0", "SELECT id FROM t LIMIT 1 OFFSET $2"},
		"c": {"SELECT id FROM t LIMIT 7", "SELECT id FROM t LIMIT 7"},
	} {
		q := set.Get(name)
		if q.Text(SQLite) != want[0] || q.Text(Postgres) != want[1] {
			t.Errorf("%s: got %q and %q", name, q.Text(SQLite), q.Text(Postgres))
		}
	}
}

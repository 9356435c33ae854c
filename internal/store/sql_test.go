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

func TestParametersInOrderNeedNoNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT 1":                              "SELECT 1",
		"UPDATE t SET a = $1, b = $2":           "UPDATE t SET a = ?, b = ?",
		"UPDATE t SET b = $2 WHERE a = $1":      "UPDATE t SET b = $2 WHERE a = $1",
		"UPDATE t SET a = $1 WHERE a <> $1":     "UPDATE t SET a = $1 WHERE a <> $1",
		"SELECT $1, $2, $3, $4, $5, $6, $7 ,$8": "SELECT ?, ?, ?, ?, ?, ?, ? ,?",
	} {
		if got := New("t", text).text(SQLite); got != want {
			t.Errorf("%s: got %s", text, got)
		}
	}
}

func TestMergeOfSeveralRowsOnSQLite(t *testing.T) {
	got := manyRows(positional("INSERT INTO t (a, b)\nVALUES ($1, $2)\nON CONFLICT (a) DO NOTHING"), "(?, ?)", 3, 2)
	if want := "INSERT OR FAIL INTO t (a, b)\nVALUES (?, ?), (?, ?), (?, ?)\nON CONFLICT (a) DO NOTHING"; got != want {
		t.Errorf("got %s", got)
	}
}

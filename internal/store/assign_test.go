package store_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

type (
	kind  string
	cents int64
	flag  bool
	byte8 uint8
	raw   []byte
)

// Every value arrives as it does through database/sql, also what it refuses.
func TestValuesArriveAsThroughDatabaseSQL(t *testing.T) {
	ctx := context.Background()
	db := openWith(t, tableT)
	targets := map[string]func() any{
		"string": func() any { return new(string) }, "kind": func() any { return new(kind) },
		"int": func() any { return new(int) }, "int64": func() any { return new(int64) }, "int32": func() any { return new(int32) },
		"cents": func() any { return new(cents) }, "uint8": func() any { return new(byte8) },
		"bool": func() any { return new(bool) }, "flag": func() any { return new(flag) },
		"float": func() any { return new(float64) }, "any": func() any { return new(any) },
		"bytes": func() any { return new([]byte) }, "raw": func() any { return new(raw) },
		"pointer": func() any { return new(*int64) }, "pointer to text": func() any { return new(*kind) },
		"pointer to a day": func() any { return new(*cal.Date) },
		"day":              func() any { return new(cal.Date) }, "null": func() any { return new(sql.NullString) },
		"struct": func() any { return new(struct{}) },
	}
	for _, value := range []string{"1", "0", "-3", "300", "9223372036854775807", "1.5", "'text'", "'12'", "'1.25'", "'true'", "'2026-11-22'", "''", "x'4142'", "NULL"} {
		for name, make := range targets {
			q := store.New("value", "SELECT "+value)
			want := make()
			refused := db.Raw().QueryRow("SELECT " + value).Scan(want)
			got := make()
			_, _, err := store.One(ctx, db, q, func(*struct{}) []any { return []any{got} })
			if (err != nil) != (refused != nil) {
				t.Errorf("%s to %s: %v, database/sql: %v", value, name, err, refused)
				continue
			}
			if err == nil && !cmp.Equal(got, want) {
				t.Errorf("%s to %s: %s", value, name, cmp.Diff(want, got))
			}
		}
	}
}

func TestAsManyPlacesAsColumns(t *testing.T) {
	db := openWith(t, tableT)
	_, _, err := store.One(context.Background(), db, store.New("two", "SELECT 1, 2"), func(v *int64) []any { return []any{v} })
	if err == nil {
		t.Error("a column without a place was passed over")
	}
}

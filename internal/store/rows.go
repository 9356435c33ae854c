package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// All runs q and returns one T per row; fields gives the scan targets in the order
// of the selected columns. Without rows the result is nil.
func All[T any](ctx context.Context, db Querier, q SQL, fields func(*T) []any, args ...any) ([]T, error) {
	var out []T
	err := Each(ctx, db, q, fields, func(v *T) error { out = append(out, *v); return nil }, args...)
	return out, err
}

// Each runs q and calls fn for every row with a T that is reused: copy what is
// kept. An error of fn stops the reading and is returned as it is.
func Each[T any](ctx context.Context, db Querier, q SQL, fields func(*T) []any, fn func(*T) error, args ...any) error {
	ask := question{name: q.Name, text: q.text(db.Dialect()), short: true, args: args}
	if rows, err := rowsOf(ctx, db, ask); rows != nil || err != nil {
		return drainLite(rows, err, fields, fn)
	}
	rows, err := db.Query(ctx, q, args...)
	if err != nil {
		return err
	}
	return drain(rows, q.Name, fields, fn)
}

func drainLite[T any](rows *liteRows, failed error, fields func(*T) []any, fn func(*T) error) (err error) {
	if failed != nil {
		return failed
	}
	defer func() { err = errors.Join(err, rows.close()) }()
	var v T
	for {
		more, err := rows.next()
		if err != nil || !more {
			return err
		}
		var zero T
		v = zero
		if err := rows.scan(fields(&v)); err != nil {
			return err
		}
		if err := fn(&v); err != nil {
			return err
		}
	}
}

// AllText is All for a statement made by the builder of lists and target groups.
func AllText[T any](ctx context.Context, db Querier, text string, fields func(*T) []any, args ...any) ([]T, error) {
	var out []T
	keep := func(v *T) error { out = append(out, *v); return nil }
	if rows, err := rowsOf(ctx, db, question{name: "built query", text: text, args: args}); rows != nil || err != nil {
		err = drainLite(rows, err, fields, keep)
		return out, err
	}
	rows, err := db.QueryText(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("built query: %w", err)
	}
	err = drain(rows, "built query", fields, keep)
	return out, err
}

func drain[T any](rows *sql.Rows, name string, fields func(*T) []any, fn func(*T) error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	var v T
	for rows.Next() {
		var zero T
		v = zero
		if err := rows.Scan(fields(&v)...); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := fn(&v); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// One runs q and returns its first row; found is false when there is none.
func One[T any](ctx context.Context, db Querier, q SQL, fields func(*T) []any, args ...any) (v T, found bool, err error) {
	err = Each(ctx, db, q, fields, func(row *T) error { v, found = *row, true; return errEnough }, args...)
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err != nil {
		return v, false, err
	}
	return v, found, nil
}

var errEnough = errors.New("one row is enough")

// Value runs q and returns the single column of its first row, or the zero T
// when there is no row.
func Value[T any](ctx context.Context, db Querier, q SQL, args ...any) (T, error) {
	v, _, err := One(ctx, db, q, func(v *T) []any { return []any{v} }, args...)
	return v, err
}

// ForIDs runs a named statement once for each id, its only parameter.
func (tx *Tx) ForIDs(ctx context.Context, q SQL, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	run, done, err := tx.Batch(ctx, q)
	if err != nil {
		return err
	}
	defer done()
	for _, id := range ids {
		if err := run(id); err != nil {
			return fmt.Errorf("id %d: %w", id, err)
		}
	}
	return nil
}

// List hands a list of any length to a statement as one parameter, a JSON list.
func List[T int64 | string](values []T) string {
	if len(values) == 0 {
		return "[]"
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // integers and text always marshal
	}
	return string(text)
}

// Bulk inserts rows into table; next fills dst (one value per column) and reports
// whether there was another row. The values are kept for some rows, so a []byte must not
// be used anew. SQLite runs statements of several rows, PostgreSQL a COPY. It returns
// the number of rows written.
func (tx *Tx) Bulk(ctx context.Context, table string, columns []string, next func(dst []any) (bool, error)) (int64, error) {
	if tx.db.dialect == Postgres {
		return tx.bulkLists(ctx, table, columns, next)
	}
	g := tx.group("bulk "+table, len(columns), func(row string, rows int) string {
		return orFail + table + " (" + strings.Join(columns, ", ") + ") VALUES " + repeated(row, rows)
	})
	for n := int64(0); ; n++ {
		more, err := next(g.next())
		if err != nil {
			return n, err
		}
		if !more {
			g.drop()
			return n, g.write(ctx, true)
		}
		if err := g.write(ctx, false); err != nil {
			return n, err
		}
	}
}

// orFail begins a statement of several rows. Such a statement would copy every page that
// it changes, to take itself back when a row fails; here a failure ends the transaction
// or its savepoint anyway.
const orFail = "INSERT OR FAIL INTO "

// marks returns "(?, ?)" for a row of width values.
func marks(width int) string { return "(?" + strings.Repeat(", ?", width-1) + ")" }

// repeated returns "(?, ?), (?, ?)" for two rows.
func repeated(row string, rows int) string { return row + strings.Repeat(", "+row, rows-1) }

var sequenceNext = New("store-sequence-next", `
INSERT INTO store_sequence (name, next) VALUES ($1, 1 + CAST($2 AS INTEGER))
ON CONFLICT (name) DO UPDATE SET next = store_sequence.next + CAST($2 AS INTEGER)
RETURNING next - CAST($2 AS INTEGER)`)

// IDs reserves n new ids for table and returns them in ascending order, so that
// rows that refer to each other can be written in bulk. On SQLite they are
// contiguous; on PostgreSQL they come from the sequence seq_<table>, which is
// never rolled back, so a failed import leaves a gap but never the same id twice.
func (tx *Tx) IDs(ctx context.Context, table string, n int) ([]int64, error) {
	if n <= 0 {
		return nil, nil
	}
	ids := make([]int64, 0, n)
	if tx.db.dialect == Postgres {
		return tx.sequenceIDs(ctx, table, ids[:0], n)
	}
	first, err := Value[int64](ctx, tx, sequenceNext, table, n)
	if err != nil {
		return nil, fmt.Errorf("reserve ids of %s: %w", table, err)
	}
	for i := range n {
		ids = append(ids, first+int64(i))
	}
	return ids, nil
}

// sequenceIDs takes n ids of a sequence of PostgreSQL. They mostly follow each other, so that
// the first and the last say all; where somebody else took some in between they are taken
// once more, one by one, and those stay unused.
func (tx *Tx) sequenceIDs(ctx context.Context, table string, ids []int64, n int) ([]int64, error) {
	name := "reserve ids of " + table
	taken := "SELECT nextval('seq_" + table + "') AS id FROM generate_series(1, CAST($1 AS BIGINT))"
	type span struct{ first, last int64 }
	s, _, err := One(ctx, tx, SQL{Name: name, postgres: "SELECT min(id), max(id) FROM (" + taken + ") taken"},
		func(s *span) []any { return []any{&s.first, &s.last} }, n)
	if err != nil {
		return nil, err
	}
	if s.last-s.first+1 == int64(n) {
		for id := s.first; id <= s.last; id++ {
			ids = append(ids, id)
		}
		return ids, nil
	}
	return All(ctx, tx, SQL{Name: name, postgres: taken}, func(id *int64) []any { return []any{id} }, n)
}

package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// mostLists is up to how many rows one statement of PostgreSQL takes, a list of values for
// each column. That is one turn to the server; a COPY is three and can only add, so that
// rows to be merged would go through a temporary table.
const mostLists = 500

var columnTypes = SQL{Name: "store-column-types", postgres: `
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`}

// unnested is a table of PostgreSQL made of lists: "unnest($1::bigint[], $2::text[])".
func (tx *Tx) unnested(ctx context.Context, table string, columns []string) (string, error) {
	key := table + " " + strings.Join(columns, " ")
	if text, ok := tx.db.lists.Load(key); ok {
		return text.(string), nil
	}
	type column struct{ name, kind string }
	known := map[string]string{}
	err := Each(ctx, tx, columnTypes, func(c *column) []any { return []any{&c.name, &c.kind} }, func(c *column) error {
		known[c.name] = c.kind
		return nil
	}, table)
	if err != nil {
		return "", err
	}
	lists := make([]string, len(columns))
	for i, c := range columns {
		if known[c] == "" {
			return "", fmt.Errorf("table %s has no column %s", table, c)
		}
		lists[i] = "$" + strconv.Itoa(i+1) + "::" + known[c] + "[]"
	}
	text := "unnest(" + strings.Join(lists, ", ") + ")"
	tx.db.lists.Store(key, text)
	return text, nil
}

// lists are up to mostLists rows, column by column.
type lists struct {
	columns []any // each a []any
	rows    int
}

// gather takes rows from next until there is no more or there are most of them.
func gather(width, most int, next func([]any) (bool, error)) (lists, error) {
	l, row := lists{columns: make([]any, width)}, make([]any, width)
	values := make([][]any, width)
	for l.rows < most {
		more, err := next(row)
		if err != nil {
			return l, err
		}
		if !more {
			break
		}
		l.rows++
		for i, v := range row {
			plain, err := plainValue(v)
			if err != nil {
				return l, err
			}
			values[i] = append(values[i], plain)
		}
	}
	for i, v := range values {
		l.columns[i] = v
	}
	return l, nil
}

// rowsFrom hands out the rows of l and then those of next.
func (l lists) rowsFrom(next func([]any) (bool, error)) func([]any) (bool, error) {
	n := 0
	return func(dst []any) (bool, error) {
		if n == l.rows {
			return next(dst)
		}
		for i := range dst {
			dst[i] = l.columns[i].([]any)[n]
		}
		n++
		return true, nil
	}
}

// fewLists is up to how many new rows a statement with lists takes less time than a COPY.
const fewLists = 100

// bulkLists is [Tx.Bulk] on PostgreSQL: few rows with one statement, more by COPY.
func (tx *Tx) bulkLists(ctx context.Context, table string, columns []string, next func([]any) (bool, error)) (int64, error) {
	l, err := gather(len(columns), fewLists, next)
	if err != nil || l.rows == 0 {
		return 0, err
	}
	n := int64(l.rows)
	if l.rows < fewLists {
		from, err := tx.unnested(ctx, table, columns)
		if err != nil {
			return 0, err
		}
		text := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") SELECT * FROM " + from
		if _, err := tx.tell(ctx, "bulk "+table, text, l.columns...); err != nil {
			return 0, err
		}
	} else if n, err = tx.copyFrom(ctx, table, columns, l.rowsFrom(next)); err != nil {
		return n, err
	}
	return n, tx.copied(ctx, table, n)
}

// mergeLists is [Tx.Merge] on PostgreSQL.
func (tx *Tx) mergeLists(ctx context.Context, table string, columns []string, merge SQL, next func([]any) (bool, error)) (int64, error) {
	from, err := tx.unnested(ctx, table, columns)
	if err != nil {
		return 0, err
	}
	text := "WITH new_" + table + " (" + strings.Join(columns, ", ") + ") AS (SELECT * FROM " + from + ") " + merge.postgres
	for n := int64(0); ; {
		l, err := gather(len(columns), mostLists, next)
		if err != nil {
			return n, err
		}
		if l.rows > 0 {
			if _, err := tx.tell(ctx, merge.Name, text, l.columns...); err != nil {
				return n, err
			}
			n += int64(l.rows)
		}
		if l.rows < mostLists {
			return n, tx.copied(ctx, table, n)
		}
	}
}

func (tx *Tx) copyFrom(ctx context.Context, table string, columns []string, next func(dst []any) (bool, error)) (int64, error) {
	if err := tx.ready(ctx); err != nil {
		return 0, fmt.Errorf("bulk %s: %w", table, err)
	}
	src := &copySource{next: next, dst: make([]any, len(columns))}
	n, err := tx.server.CopyFrom(ctx, pgx.Identifier{table}, columns, src)
	if src.err != nil {
		return n, src.err
	}
	if err != nil {
		return n, fmt.Errorf("bulk %s: %w", table, err)
	}
	return n, nil
}

type copySource struct {
	next func([]any) (bool, error)
	dst  []any
	err  error
}

func (s *copySource) Next() bool {
	more, err := s.next(s.dst)
	s.err = err
	return more && err == nil
}

func (s *copySource) Values() ([]any, error) {
	out := make([]any, len(s.dst))
	for i, v := range s.dst {
		plain, err := plainValue(v)
		if err != nil {
			return nil, err
		}
		out[i] = plain
	}
	return out, nil
}
func (s *copySource) Err() error { return s.err }

// plainValue applies driver.Valuer as database/sql would, because COPY goes past it.
func plainValue(v any) (any, error) {
	switch v.(type) {
	case int64, string, float64, bool, []byte, nil:
		return v, nil
	}
	return defaultConverter.ConvertValue(v)
}

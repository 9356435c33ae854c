package store

import (
	"context"
	"regexp"
	"strings"
)

// Merge is [Tx.Bulk] for rows that may exist already. merge is a statement with
// two texts: on SQLite it is run for some rows at a time, written for one with the
// columns as $1, $2, ... ("INSERT ... VALUES ($1, $2) ON CONFLICT DO UPDATE"); on
// PostgreSQL too, where the rows stand under the name new_<table> ("INSERT INTO t (...)
// SELECT ... FROM new_t ON CONFLICT DO UPDATE"). A key must not come twice. It returns
// the number of rows handed over.
func (tx *Tx) Merge(ctx context.Context, table string, columns []string, merge SQL, next func(dst []any) (bool, error)) (int64, error) {
	return tx.MergeOver(ctx, table, columns, SQL{}, merge, next)
}

// MergeOver is [Tx.Merge] for rows that mostly stay as they are. SQLite writes every
// index of a column that an UPDATE names, also when its value stays. So keep, with the
// columns as $1, $2, ..., is run first: an UPDATE of the columns that no index has, on
// the condition that the others are equal. Only rows that it does not find are merged.
// PostgreSQL compares the values by itself and needs no keep.
func (tx *Tx) MergeOver(ctx context.Context, table string, columns []string, keep, merge SQL, next func(dst []any) (bool, error)) (int64, error) {
	if tx.db.dialect == Postgres {
		return tx.mergeLists(ctx, table, columns, merge, next)
	}
	kept := func(...any) (int64, error) { return 0, nil }
	if keep.Name != "" {
		run, err := tx.counted(ctx, keep)
		if err != nil {
			return 0, err
		}
		kept = run
	}
	g := tx.group(merge.Name, len(columns), func(row string, rows int) string { return manyRows(merge.lite, row, rows, len(columns)) })
	missed := 0 // rows in a row that keep did not find
	for n := int64(0); ; n++ {
		row := g.next()
		more, err := next(row)
		if err != nil {
			return n, err
		}
		if !more {
			g.drop()
			return n, g.write(ctx, true)
		}
		if missed < mostMissed {
			found, err := kept(row...)
			if err != nil {
				return n, err
			}
			if found > 0 {
				missed = 0
				g.drop()
				continue
			}
			missed++
		}
		if err := g.write(ctx, false); err != nil {
			return n, err
		}
	}
}

// Change is [Tx.Merge] for an UPDATE of rows that exist: on SQLite it is run once for each
// row, with the columns as $1, $2, ...; on PostgreSQL for many, which stand under the name
// new_<table>.
func (tx *Tx) Change(ctx context.Context, table string, columns []string, change SQL, next func(dst []any) (bool, error)) (int64, error) {
	if tx.db.dialect == Postgres {
		return tx.mergeLists(ctx, table, columns, change, next)
	}
	run, err := tx.counted(ctx, change)
	if err != nil {
		return 0, err
	}
	row := make([]any, len(columns))
	for n := int64(0); ; n++ {
		more, err := next(row)
		if err != nil || !more {
			return n, err
		}
		if _, err := run(row...); err != nil {
			return n, err
		}
	}
}

// mostMissed is after how many rows in a row that are all new or different MergeOver no
// longer asks whether the next one is.
const mostMissed = 8

// oneRow is the VALUES of a statement whose parameters stand there, each once.
var oneRow = regexp.MustCompile(`VALUES\s*\(\?(?:, \?)*\)`)

// manyRows gives the statement for one row of width values the VALUES of several rows.
func manyRows(text, row string, rows, width int) string {
	if found := oneRow.FindString(text); strings.Count(found, "?") != width || strings.Count(text, "?") != width {
		panic("store: not a statement for one row: " + text)
	}
	text = strings.Replace(text, "INSERT INTO ", orFail, 1)
	return oneRow.ReplaceAllLiteralString(text, "VALUES "+repeated(row, rows))
}

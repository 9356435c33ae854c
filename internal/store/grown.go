package store

import (
	"context"
	"sync"
)

// grown counts the rows that were copied into the tables of PostgreSQL. The server plans
// by what it knew of a table when it last looked, and keeps the plan of a prepared
// statement: one made while a table was empty reads it whole for every customer of a
// large first import. The server's own helper looks once a minute at best and never sees
// what a transaction has not committed.
type grown struct {
	mu     sync.Mutex
	tables map[string]*growth
}

type growth struct {
	known, pages int64 // rows and size of the table when the statistics were last made
	copied       int64 // rows written since then, new ones and others
}

// fewRows is up to how many rows a plan does not matter.
const fewRows = 2000

var knownRows = SQL{Name: "store-known-rows", postgres: `
SELECT greatest(CAST(reltuples AS BIGINT), 0), CAST(relpages AS BIGINT) FROM pg_class WHERE oid = to_regclass($1)`}

var pagesNow = SQL{Name: "store-pages-now", postgres: `
SELECT pg_relation_size(to_regclass($1)) / CAST(current_setting('block_size') AS BIGINT)`}

// copied notes rows that were written into a table, and makes its statistics anew when it
// has four times as many as when they were made last; rows that replace others do not make
// the table larger. A table that somebody else looks at in the same moment is left to
// him.
func (tx *Tx) copied(ctx context.Context, table string, rows int64) error {
	if rows == 0 {
		return nil
	}
	due, err := tx.db.grown.due(ctx, tx, table, rows)
	if err != nil || !due {
		return err
	}
	_, err = tx.tell(ctx, "statistics of "+table, "ANALYZE (SKIP_LOCKED) "+table)
	return err
}

func (g *grown) due(ctx context.Context, tx *Tx, table string, rows int64) (bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t := g.tables[table]
	if t == nil {
		known, _, err := One(ctx, tx, knownRows, func(t *growth) []any { return []any{&t.known, &t.pages} }, table)
		if err != nil {
			return false, err
		}
		if g.tables == nil {
			g.tables = map[string]*growth{}
		}
		t = &known
		g.tables[table] = t
	}
	t.copied += rows
	if t.copied < max(fewRows, 3*t.known) {
		return false, nil
	}
	pages, err := Value[int64](ctx, tx, pagesNow, table)
	if err != nil {
		return false, err
	}
	if pages < 2*t.pages {
		t.copied = 0
		return false, nil
	}
	t.known, t.pages, t.copied = t.known+t.copied, pages, 0
	return true, nil
}

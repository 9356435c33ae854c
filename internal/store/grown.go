package store

import (
	"context"
	"fmt"
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
	known  int64 // rows when the statistics were last made
	copied int64 // rows since then
}

// fewRows is up to how many rows a plan does not matter.
const fewRows = 2000

var knownRows = SQL{Name: "store-known-rows", postgres: `
SELECT greatest(CAST(reltuples AS BIGINT), 0) FROM pg_class WHERE oid = to_regclass($1)`}

// copied notes rows that were copied into a table, and makes its statistics anew when it
// has doubled since they were made last. A table that somebody else looks at in the same
// moment is left to him.
func (tx *Tx) copied(ctx context.Context, table string, rows int64) error {
	if rows == 0 {
		return nil
	}
	due, err := tx.db.grown.due(ctx, tx, table, rows)
	if err != nil || !due {
		return err
	}
	if _, err := tx.tx.ExecContext(ctx, "ANALYZE (SKIP_LOCKED) "+table); err != nil {
		return fmt.Errorf("statistics of %s: %w", table, err)
	}
	return nil
}

func (g *grown) due(ctx context.Context, tx *Tx, table string, rows int64) (bool, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t := g.tables[table]
	if t == nil {
		known, err := Value[int64](ctx, tx, knownRows, table)
		if err != nil {
			return false, err
		}
		if g.tables == nil {
			g.tables = map[string]*growth{}
		}
		t = &growth{known: known}
		g.tables[table] = t
	}
	t.copied += rows
	if t.copied < max(fewRows, t.known) {
		return false, nil
	}
	t.known, t.copied = t.known+t.copied, 0
	return true, nil
}

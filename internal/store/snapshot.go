package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Snapshot runs fn on one unchanging state of the database, whatever is written
// meanwhile. fn must only read.
func (db *DB) Snapshot(ctx context.Context, fn func(Querier) error) error {
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{Isolation: db.snapshotLevel(), ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin a snapshot: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	return fn(&snapshot{db: db, tx: tx})
}

func (db *DB) snapshotLevel() sql.IsolationLevel {
	if db.dialect == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

type snapshot struct {
	db *DB
	tx *sql.Tx
}

func (s *snapshot) Dialect() Dialect { return s.db.dialect }

func (s *snapshot) Query(ctx context.Context, q SQL, args ...any) (*sql.Rows, error) {
	rows, err := s.tx.QueryContext(ctx, q.text(s.db.dialect), args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.Name, err)
	}
	return rows, nil
}

func (s *snapshot) QueryText(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(ctx, text, args...)
}

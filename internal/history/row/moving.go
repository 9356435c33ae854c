package row

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/store"
)

// Moving is how the rows of a table follow their customer when two records of one
// customer become one, and go back when that is taken back.
type Moving struct {
	Table  string
	relink store.SQL // moves rows of $1 to $2 and returns their ids
	unlink store.SQL // moves the row $1 to $2
}

// Move describes a table by its two statements. What would be there twice stays where
// it is.
func Move(table string, relink, unlink store.SQL) Moving {
	return Moving{Table: table, relink: relink, unlink: unlink}
}

// Relink moves the rows of the customer from to the customer to and returns which.
func (m Moving) Relink(ctx context.Context, tx *store.Tx, from, to int64) (moved []int64, err error) {
	moved, err = store.All(ctx, tx, m.relink, func(v *int64) []any { return []any{v} }, from, to)
	if err != nil {
		return nil, fmt.Errorf("move %s of customer %d: %w", m.Table, from, err)
	}
	return moved, nil
}

// Unlink gives rows that were moved back to the customer back. Rows deleted meanwhile
// stay deleted.
func (m Moving) Unlink(ctx context.Context, tx *store.Tx, moved []int64, back int64) error {
	run, done, err := tx.Batch(ctx, m.unlink)
	if err != nil {
		return err
	}
	defer done()
	for _, id := range moved {
		if err := run(id, back); err != nil {
			return fmt.Errorf("move %s back to customer %d: %w", m.Table, back, err)
		}
	}
	return nil
}

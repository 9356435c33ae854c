package store

import (
	"context"
	"fmt"
)

// Try runs fn as a part of the transaction that is taken back alone when fn fails: the
// transaction goes on as it was before, and the caller decides what the error means. Only
// when the part cannot be taken back does the returned error end the transaction for good;
// it is then not fn's.
func (tx *Tx) Try(ctx context.Context, fn func() error) error {
	if err := tx.say(ctx, "SAVEPOINT try"); err != nil {
		return err
	}
	err := fn()
	if err == nil {
		return tx.say(ctx, "RELEASE SAVEPOINT try")
	}
	tx.queue = queue{} // what the part has not said yet is not said at all
	for _, text := range []string{"ROLLBACK TO SAVEPOINT try", "RELEASE SAVEPOINT try"} {
		if e := tx.say(ctx, text); e != nil {
			return fmt.Errorf("take a part of a transaction back: %w", e)
		}
	}
	return err
}

// say runs a statement without values or rows.
func (tx *Tx) say(ctx context.Context, text string) error {
	if tx.db.dialect == Postgres {
		_, err := tx.tell(ctx, text, text)
		return err
	}
	s, err := tx.prepare(ctx, text, text)
	if err != nil {
		return err
	}
	_, err = tx.run(ctx, s, nil, true)
	return err
}

package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// queue are statements of a [Tx.Batch] that PostgreSQL has not been told yet: a turn to the
// server takes longer than a short statement, so many go together. They go before anything
// else is said or asked in the transaction, and before its end.
type queue struct {
	batch pgx.Batch
	names []string
}

// mostQueued is how many statements go together.
const mostQueued = 500

// later queues a statement; args are kept until it has run.
func (tx *Tx) later(ctx context.Context, name, text string, args []any) error {
	if err := tx.open(ctx); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	tx.queue.batch.Queue(text, slices.Clone(args)...)
	tx.queue.names = append(tx.queue.names, name)
	if len(tx.queue.names) < mostQueued {
		return nil
	}
	return tx.flush(ctx)
}

// flush runs what is queued, in its order. Nothing is queued on SQLite.
func (tx *Tx) flush(ctx context.Context) (err error) {
	if len(tx.queue.names) == 0 {
		return nil
	}
	q := tx.queue
	tx.queue = queue{}
	sent := tx.server.SendBatch(ctx, &q.batch)
	for _, name := range q.names {
		if _, err = sent.Exec(); err != nil {
			err = fmt.Errorf("%s: %w", name, err)
			break
		}
	}
	if e := sent.Close(); err == nil && e != nil {
		err = errors.Join(err, e)
	}
	return err
}

// ready tells why nothing can be done in the transaction any more, and runs what is queued.
func (tx *Tx) ready(ctx context.Context) error {
	if err := tx.open(ctx); err != nil {
		return err
	}
	return tx.flush(ctx)
}

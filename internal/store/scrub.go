package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Scrub writes the file of an SQLite database anew and empties its log, so that nothing of
// rows that were deleted or changed is left in either: not in free pages, nor in the gaps
// within pages that [blankRows] does not reach. Meanwhile writing waits, a few seconds for
// each 100 MB; it needs twice the file's room, and leaves all as it was when there is none.
// On PostgreSQL it does nothing: there the server clears away dead rows by itself.
func (db *DB) Scrub(ctx context.Context) error {
	if db.dialect != SQLite {
		return nil
	}
	fail := func(err error) error { return fmt.Errorf("write the database anew: %w", err) }
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fail(err)
	}
	defer func() { _ = conn.Close() }()
	for _, text := range []string{"PRAGMA temp_store = 1", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} { // beside it on the disk, not in memory
		if err = readOut(ctx, conn, text); err != nil {
			break
		}
	}
	if err = errors.Join(err, readOut(context.WithoutCancel(ctx), conn, "PRAGMA temp_store = 2")); err != nil {
		return fail(err)
	}
	return nil
}

// readOut runs a statement whose answer is of no use: a log that is just read stays as long
// as it is and is written over from its beginning.
func readOut(ctx context.Context, conn *sql.Conn, text string) error {
	rows, err := conn.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	for rows.Next() {
	}
	return errors.Join(rows.Err(), rows.Close())
}

package store

import (
	"context"
	"errors"
	"fmt"
)

// view is what one page reads with: one reading connection, and on SQLite one
// transaction. Without it every statement takes a connection, and on SQLite asks the
// operating system for the locks of a transaction of its own.
type view struct {
	db      *DB
	reader  *reader // nil until something is read, and after something was written; SQLite
	server  *pgView // the same for PostgreSQL
	open    int     // answers that are being read
	stale   bool    // something was written meanwhile
	over    bool
	moment  int  // counts the transactions
	known   bool // what the connection keeps is of this moment; on PostgreSQL: version is
	version string
	turn    func([]*asked) bool // while Together runs: asks, and returns false when it has failed
}

type viewKey struct{}

// View returns a context in which all that is read from db is of one moment, until end is
// called or something is written with that context; what was written is seen by what is
// read afterwards. Such a context is for one goroutine, and for some milliseconds: there
// are few connections to read with, and SQLite's log grows while one is held. One connection
// is left to who reads without a view, so a view may wait for such a reading, with
// [Fresh]. On PostgreSQL it is one connection, but every statement sees the newest: a
// transaction would be two more turns to the server.
func (db *DB) View(ctx context.Context) (_ context.Context, end func()) {
	if db.dialect == SQLite && cap(db.readers.views) == 0 {
		return ctx, func() {}
	}
	v := &view{db: db}
	return context.WithValue(ctx, viewKey{}, v), v.end
}

// Fresh returns a context without a view: for what is kept longer than a page and must
// therefore be the newest, and for goroutines that read beside each other.
func Fresh(ctx context.Context) context.Context {
	if v, ok := ctx.Value(viewKey{}).(*view); ok && v != nil {
		return context.WithValue(ctx, viewKey{}, (*view)(nil))
	}
	return ctx
}

// viewOf returns the view of a context, nil without one.
func (db *DB) viewOf(ctx context.Context) *view {
	if v, ok := ctx.Value(viewKey{}).(*view); ok && v != nil && v.db == db && !v.over {
		return v
	}
	return nil
}

func (v *view) end() {
	v.release()
	v.over = true
}

// release ends the transaction and gives the connection back; what is read next begins
// another one.
func (v *view) release() {
	if v.open > 0 {
		v.stale = true
		return
	}
	v.known, v.version, v.stale = false, "", false
	if v.server != nil {
		v.leaveServer()
	}
	r := v.reader
	v.reader = nil
	if r == nil {
		return
	}
	if err := r.run("COMMIT"); err != nil {
		_ = v.db.readers.lose(r) // it is in a state that nobody knows
	} else {
		_ = v.db.readers.give(r) // fails only while the database is closed
	}
	<-v.db.readers.views
}

// begin takes a connection and begins the transaction.
func (v *view) begin(ctx context.Context) error {
	pool := v.db.readers
	select {
	case pool.views <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	r, err := pool.take(ctx)
	if err == nil {
		if err = r.run("BEGIN"); err == nil {
			v.reader, v.known = r, false
			v.moment++
			return nil
		}
		err = errors.Join(err, pool.lose(r))
	}
	<-pool.views
	return err
}

// ready begins a transaction when there is none that may be read in.
func (v *view) ready(ctx context.Context) error {
	if v.stale {
		v.release()
	}
	if v.reader == nil {
		return v.begin(ctx)
	}
	return nil
}

func (v *view) ask(ctx context.Context, q question) (*liteRows, error) {
	if v.db.dialect == Postgres {
		return v.askServer(ctx, q)
	}
	if err := v.ready(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", q.name, err)
	}
	rows, err := v.reader.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	v.open++
	rows.give = func() error { v.open--; return nil }
	return rows, nil
}

// written lets what is read from now on see what is written with this context. It is
// called before, so that who waits for the writer holds no reader, and after.
func (db *DB) written(ctx context.Context) {
	if v := db.viewOf(ctx); v != nil {
		v.release()
	}
}

// Warm opens the connections that pages read with, so that nobody waits for it later: each
// reads the whole schema first. On PostgreSQL it does nothing.
func (db *DB) Warm(ctx context.Context) error {
	if db.dialect != SQLite {
		return nil
	}
	if err := db.readers.warm(ctx); err != nil {
		return fmt.Errorf("open the connections for reading: %w", err)
	}
	return nil
}

const shrinkMemory = "PRAGMA shrink_memory"

// Rest gives back the memory in which SQLite keeps pages of the file, of all connections
// that are not in use; what is read next fills it again. On PostgreSQL it does nothing.
func (db *DB) Rest(ctx context.Context) error {
	if db.dialect != SQLite {
		return nil
	}
	err := db.readers.shrink()
	if err == nil && db.write.Stats().InUse == 0 {
		_, err = db.write.ExecContext(ctx, shrinkMemory)
	}
	if err != nil {
		return fmt.Errorf("give back the memory of the database: %w", err)
	}
	return nil
}

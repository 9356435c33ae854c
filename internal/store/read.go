package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"
)

// What SQLite reads goes past database/sql as well: a page asks a dozen short questions,
// and a goroutine, two locks and the conversions of each cost more than the answer.

// reader is one reading connection with its prepared statements.
type reader = direct

// readers are the reading connections of an SQLite database, opened when they are
// needed.
type readers struct {
	open  func() (driver.Conn, error)
	turn  chan struct{} // one place for each connection
	views chan struct{} // one place for each view, one less

	mu     sync.Mutex
	idle   []*reader
	closed bool
}

func newReaders(n int, open func() (driver.Conn, error)) *readers {
	return &readers{open: open, turn: make(chan struct{}, n), views: make(chan struct{}, n-1)}
}

var errClosed = errors.New("the database is closed")

// take returns a connection for one reading goroutine, the one that was used last.
func (p *readers) take(ctx context.Context) (*reader, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case p.turn <- struct{}{}:
	default:
		select {
		case p.turn <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		r := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return r, nil
	}
	closed := p.closed
	p.mu.Unlock()
	err := errClosed
	if !closed {
		var conn driver.Conn
		if conn, err = p.open(); err == nil {
			var r *reader
			if r, err = newDirect(conn); err == nil {
				return r, nil
			}
			err = errors.Join(err, conn.Close())
		}
	}
	<-p.turn
	return nil, err
}

// warm opens the connections of pages that nobody has needed yet, and lets them read the
// schema. The one for who reads without a view is opened when it is needed: each holds a
// megabyte.
func (p *readers) warm(ctx context.Context) error {
	most := max(1, cap(p.views))
	for range most {
		p.mu.Lock()
		enough := p.closed || len(p.idle)+len(p.turn) >= most
		p.mu.Unlock()
		if enough || ctx.Err() != nil {
			return ctx.Err()
		}
		conn, err := p.open()
		if err != nil {
			return err
		}
		r, err := newDirect(conn)
		if err != nil {
			return errors.Join(err, conn.Close())
		}
		if err := r.run("SELECT COUNT(*) FROM sqlite_schema"); err != nil {
			return errors.Join(err, r.close())
		}
		p.mu.Lock()
		spare := p.closed || len(p.idle)+len(p.turn) >= most
		if !spare {
			p.idle = append(p.idle, r)
		}
		p.mu.Unlock()
		if spare {
			return r.close()
		}
	}
	return nil
}

// shrink lets the connections that nobody uses give back the pages they keep.
func (p *readers) shrink() (err error) {
	var held []*reader
	defer func() {
		for _, r := range held {
			err = errors.Join(err, p.give(r))
		}
	}()
	for range cap(p.turn) {
		select {
		case p.turn <- struct{}{}:
		default:
			return nil // all others are at work
		}
		p.mu.Lock()
		n := len(p.idle)
		if n == 0 {
			p.mu.Unlock()
			<-p.turn
			return nil
		}
		r := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		held = append(held, r)
		if err := r.run(shrinkMemory); err != nil {
			return err
		}
	}
	return nil
}

// lose closes a connection instead of giving it back.
func (p *readers) lose(r *reader) error {
	<-p.turn
	return r.close()
}

func (p *readers) give(r *reader) error {
	r.bound()
	p.mu.Lock()
	if !p.closed {
		p.idle = append(p.idle, r)
		r = nil
	}
	p.mu.Unlock()
	<-p.turn
	if r == nil {
		return nil
	}
	return r.close()
}

func (p *readers) close() (err error) {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, r := range idle {
		err = errors.Join(err, r.close())
	}
	return err
}

// liteRows is the answer of a database to one question, past database/sql.
type liteRows struct {
	name string
	ctx  context.Context
	give func() error // nil in a transaction

	server *serverRows // of PostgreSQL

	// Of a reader.
	direct *directStmt
	calm   func() // ends the watch over the context, if there is one

	// In a transaction.
	rows driver.Rows
	stmt *liteStmt
	row  []driver.Value
}

// reads is a [Querier] whose rows come past database/sql; nil rows mean that they do not.
type reads interface {
	lite(ctx context.Context, ask question) (*liteRows, error)
}

// question is a statement that reads, with its values. A short one is not interrupted
// by the end of its context, which spares a goroutine: it is asked no more when the
// context has ended, and reading stops between two rows.
type question struct {
	name, text string
	short      bool
	args       []any
}

var (
	_ reads = (*DB)(nil)
	_ reads = (*Tx)(nil)
)

// rowsOf asks db; when its rows come through database/sql both results are nil.
func rowsOf(ctx context.Context, db Querier, ask question) (*liteRows, error) {
	if r, ok := db.(reads); ok {
		return r.lite(ctx, ask)
	}
	return nil, nil
}

func (db *DB) lite(ctx context.Context, ask question) (*liteRows, error) {
	if v := db.viewOf(ctx); v != nil {
		return v.ask(ctx, ask)
	}
	if db.dialect != SQLite {
		return nil, nil
	}
	r, err := db.readers.take(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ask.name, err)
	}
	rows, err := r.ask(ctx, ask)
	if err != nil {
		return nil, errors.Join(err, db.readers.give(r))
	}
	rows.give = func() error { return db.readers.give(r) }
	return rows, nil
}

// next reads the next row into the places that fields gives.
func (r *liteRows) next() (bool, error) {
	if err := r.ctx.Err(); err != nil {
		return false, fmt.Errorf("%s: %w", r.name, err)
	}
	if r.server != nil {
		more, err := r.server.next()
		if err != nil {
			return false, fmt.Errorf("%s: %w", r.name, err)
		}
		return more, nil
	}
	if r.direct != nil {
		more, err := r.direct.step()
		if err != nil && r.ctx.Err() != nil { // it was interrupted
			err = r.ctx.Err()
		}
		if err != nil {
			return false, fmt.Errorf("%s: %w", r.name, err)
		}
		return more, nil
	}
	switch err := r.rows.Next(r.row); {
	case errors.Is(err, io.EOF):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("%s: %w", r.name, err)
	}
	return true, nil
}

func (r *liteRows) scan(dst []any) error {
	if r.server != nil {
		return r.server.scan(r.name, dst)
	}
	if r.direct != nil {
		return r.direct.scan(dst)
	}
	if len(dst) != len(r.row) {
		return fmt.Errorf("%s: %d places for %d columns", r.name, len(dst), len(r.row))
	}
	for i, d := range dst {
		if err := assign(d, r.row[i]); err != nil {
			return fmt.Errorf("%s: column %d: %w", r.name, i+1, err)
		}
	}
	return nil
}

func (r *liteRows) close() (err error) {
	switch {
	case r.server != nil:
		r.server.rows.Close()
	case r.direct != nil:
		if r.calm != nil {
			r.calm()
		}
		r.direct.reset()
		r.direct.busy = false
	default:
		err = r.rows.Close()
		clear(r.row)
		r.stmt.busy = false
	}
	if r.give != nil {
		err = errors.Join(err, r.give())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	return nil
}

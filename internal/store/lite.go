package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// SQLite gets what is written by its driver and not by database/sql, which takes as long
// for one execution as SQLite for a short row: locks, conversions, and a goroutine that
// waits for the context to end. There is one writing connection, and it keeps its
// statements prepared from one transaction to the next.

// liteStmt is a prepared statement of the writing connection.
type liteStmt struct {
	name string
	stmt driver.Stmt
	args []driver.NamedValue
}

// liteCache holds the statements of the writing connection. Only who holds the
// connection may use it.
type liteCache struct {
	conn  any
	stmts map[string]*liteStmt
}

// mostStmts is how many statements stay prepared, a few dozen kilobytes each.
const mostStmts = 200

func (c *liteCache) drop() (err error) {
	for _, s := range c.stmts {
		err = errors.Join(err, s.stmt.Close())
	}
	c.stmts = nil
	return err
}

// lite returns the statement text, prepared.
func (tx *Tx) lite(ctx context.Context, name, text string) (s *liteStmt, err error) {
	err = tx.raw(ctx, func(c any) error {
		cache := &tx.db.lite
		if cache.conn != c { // the connection before took its statements along
			cache.conn, cache.stmts = c, map[string]*liteStmt{}
		}
		if s = cache.stmts[text]; s != nil {
			return nil
		}
		stmt, err := c.(driver.ConnPrepareContext).PrepareContext(context.WithoutCancel(ctx), text)
		if err != nil {
			return err
		}
		s = &liteStmt{name: name, stmt: stmt}
		if cache.stmts == nil {
			cache.stmts = map[string]*liteStmt{}
		}
		cache.stmts[text] = s
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// raw hands the driver's connection to fn, unless the transaction is over: whoever ends
// its context rolls it back from elsewhere, and what came then would stand by itself.
func (tx *Tx) raw(ctx context.Context, fn func(c any) error) error {
	return tx.conn.Raw(func(c any) error {
		if err := errors.Join(tx.ctx.Err(), ctx.Err()); err != nil {
			return err
		}
		return fn(c)
	})
}

// run runs a statement once and returns the number of rows that it changed. A short one
// is not interrupted by the end of ctx, which spares a goroutine.
func (tx *Tx) run(ctx context.Context, s *liteStmt, args []any, short bool) (n int64, err error) {
	s.args = s.args[:0]
	for i, v := range args {
		plain, err := plainValue(v)
		if err != nil {
			return 0, fmt.Errorf("%s: value %d: %w", s.name, i+1, err)
		}
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: plain})
	}
	err = tx.raw(ctx, func(any) error {
		inner := ctx
		if short {
			inner = context.Background()
		}
		r, err := s.stmt.(driver.StmtExecContext).ExecContext(inner, s.args)
		if err == nil {
			n, err = r.RowsAffected()
		}
		return err
	})
	clear(s.args)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", s.name, err)
	}
	return n, nil
}

// release keeps the number of prepared statements within bounds.
func (tx *Tx) release() error {
	if len(tx.db.lite.stmts) <= mostStmts {
		return nil
	}
	err := tx.conn.Raw(func(any) error { return tx.db.lite.drop() })
	if errors.Is(err, sql.ErrConnDone) {
		return nil // the connection took them along
	}
	return err
}

// closeLite gives back all prepared statements, for the end of the database. Who still
// writes then keeps the connection, and the statements go with it.
func (db *DB) closeLite() error {
	if db.dialect != SQLite {
		return nil
	}
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Second)
	defer stop()
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil
	}
	return errors.Join(conn.Raw(func(any) error { return db.lite.drop() }), conn.Close())
}

// mostValues is how many values one statement of several rows takes. SQLite opens a
// table and its indexes once for a statement, so more rows together cost less; beyond a
// few hundred values there is nothing more to gain.
const mostValues = 512

// rowGroup gathers rows for statements of several rows.
type rowGroup struct {
	tx        *Tx
	name      string
	text      func(rows int) string
	one, many *liteStmt // nil until they are needed
	width     int
	values    []any // of the rows that wait
	most      int   // values of one statement
}

// group returns a gatherer of rows of some values each; text makes the statement for a
// number of rows.
func (tx *Tx) group(name string, width int, text func(rows int) string) *rowGroup {
	most := max(1, mostValues/width) * width
	return &rowGroup{tx: tx, name: name, text: text, width: width, most: most, values: make([]any, 0, most)}
}

// next returns the place for the values of another row.
func (g *rowGroup) next() []any {
	n := len(g.values)
	g.values = g.values[:n+g.width]
	return g.values[n:]
}

// drop takes back the last place.
func (g *rowGroup) drop() { g.values = g.values[:len(g.values)-g.width] }

// write writes the rows that wait when there are enough of them, or all of them.
func (g *rowGroup) write(ctx context.Context, all bool) error {
	s, size := &g.one, g.width
	switch {
	case len(g.values) == g.most:
		s, size = &g.many, g.most
	case !all || len(g.values) == 0:
		return nil
	}
	if *s == nil {
		var err error
		if *s, err = g.tx.lite(ctx, g.name, g.text(size/g.width)); err != nil {
			return err
		}
	}
	for v := g.values; len(v) > 0; v = v[size:] {
		if _, err := g.tx.run(ctx, *s, v[:size], true); err != nil {
			return err
		}
	}
	g.values = g.values[:0]
	return nil
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// liteStmt is a statement of SQLite that is run very often within one transaction. It
// goes past database/sql, which takes as long for one execution as SQLite for a short
// row: locks, conversions, and a goroutine that waits for the context to end.
type liteStmt struct {
	tx   *Tx
	name string
	stmt driver.StmtExecContext
	args []driver.NamedValue
}

// lite prepares text once for the transaction; the transaction releases it.
func (tx *Tx) lite(ctx context.Context, name, text string) (*liteStmt, error) {
	if s, ok := tx.stmts[text]; ok {
		return s, nil
	}
	var stmt driver.Stmt
	err := tx.raw(ctx, func(c any) (err error) {
		stmt, err = c.(driver.ConnPrepareContext).PrepareContext(context.WithoutCancel(ctx), text)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s := &liteStmt{tx: tx, name: name, stmt: stmt.(driver.StmtExecContext)}
	if tx.stmts == nil {
		tx.stmts = map[string]*liteStmt{}
	}
	tx.stmts[text] = s
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

// exec runs the statement once and returns the number of rows that it changed.
func (s *liteStmt) exec(ctx context.Context, args []any) (n int64, err error) {
	s.args = s.args[:0]
	for i, v := range args {
		plain, err := plainValue(v)
		if err != nil {
			return 0, fmt.Errorf("%s: value %d: %w", s.name, i+1, err)
		}
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: plain})
	}
	err = s.tx.raw(ctx, func(any) error {
		r, err := s.stmt.ExecContext(context.Background(), s.args)
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

// release gives back what the transaction has prepared.
func (tx *Tx) release() error {
	if len(tx.stmts) == 0 {
		return nil
	}
	err := tx.conn.Raw(func(any) (err error) {
		for _, s := range tx.stmts {
			if stmt, ok := s.stmt.(driver.Stmt); ok {
				err = errors.Join(err, stmt.Close())
			}
		}
		return err
	})
	tx.stmts = nil
	if errors.Is(err, sql.ErrConnDone) {
		return nil // the connection took them along
	}
	return err
}

// mostValues is how many values one statement of several rows takes. SQLite opens a
// table and its indexes once for a statement, so more rows together cost less; beyond a
// few hundred values there is nothing more to gain.
const mostValues = 512

// rowGroup gathers rows for statements of several rows.
type rowGroup struct {
	one, many *liteStmt
	width     int
	values    []any // of the rows that wait
	most      int   // values of one statement
}

// group prepares the statements of one row and of several rows that text makes for a
// number of rows.
func (tx *Tx) group(ctx context.Context, name string, width int, text func(rows int) string) (g *rowGroup, err error) {
	rows := max(1, mostValues/width)
	g = &rowGroup{width: width, most: rows * width}
	g.values = make([]any, 0, g.most)
	if g.one, err = tx.lite(ctx, name, text(1)); err != nil {
		return nil, err
	}
	g.many = g.one
	if rows > 1 {
		g.many, err = tx.lite(ctx, name, text(rows))
	}
	return g, err
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
	if len(g.values) == g.most {
		_, err := g.many.exec(ctx, g.values)
		g.values = g.values[:0]
		return err
	}
	if !all {
		return nil
	}
	for v := g.values; len(v) > 0; v = v[g.width:] {
		if _, err := g.one.exec(ctx, v[:g.width]); err != nil {
			return err
		}
	}
	g.values = g.values[:0]
	return nil
}

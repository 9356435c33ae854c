package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"
)

// SQLite is asked by its driver and not by database/sql, which takes as long for one
// execution as SQLite for a short row: locks, conversions, and a goroutine that waits
// for the context to end. Each connection keeps its statements prepared from one
// transaction to the next.

// liteStmt is a prepared statement of one connection.
type liteStmt struct {
	name string
	stmt driver.Stmt
	args []driver.NamedValue
	row  []driver.Value // of the answer
	busy bool           // while its rows are read
}

// liteStmts holds the prepared statements of a connection. Only who holds the
// connection may use it.
type liteStmts struct {
	list map[string][]*liteStmt // by text; a second one while the first is read
	n    int
}

// mostStmts is how many statements stay prepared, a few dozen kilobytes each.
const mostStmts = 200

func (c *liteStmts) drop() (err error) {
	for _, same := range c.list {
		for _, s := range same {
			err = errors.Join(err, s.stmt.Close())
		}
	}
	c.list, c.n = nil, 0
	return err
}

// bound keeps the number of prepared statements within bounds; none may be in use.
func (c *liteStmts) bound() error {
	if c.n <= mostStmts {
		return nil
	}
	return c.drop()
}

// prepare returns the statement text, free for use.
func (c *liteStmts) prepare(conn driver.Conn, name, text string) (*liteStmt, error) {
	for _, s := range c.list[text] {
		if !s.busy {
			s.name = name
			return s, nil
		}
	}
	stmt, err := conn.Prepare(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s := &liteStmt{name: name, stmt: stmt}
	if c.list == nil {
		c.list = map[string][]*liteStmt{}
	}
	c.list[text] = append(c.list[text], s)
	c.n++
	return s, nil
}

// ask begins to read the answer of a question.
func (c *liteStmts) ask(ctx context.Context, conn driver.Conn, q question) (*liteRows, error) {
	s, err := c.prepare(conn, q.name, q.text)
	if err != nil {
		return nil, err
	}
	if err := s.bind(q.args); err != nil {
		return nil, err
	}
	inner := ctx
	if q.short {
		inner = context.Background()
	}
	rows, err := s.stmt.(driver.StmtQueryContext).QueryContext(inner, s.args)
	clear(s.args)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.name, err)
	}
	if n := len(rows.Columns()); len(s.row) != n {
		s.row = make([]driver.Value, n)
	}
	s.busy = true
	return &liteRows{name: q.name, ctx: ctx, rows: rows, stmt: s, row: s.row}, nil
}

// bind sets the values of the next execution.
func (s *liteStmt) bind(args []any) error {
	s.args = s.args[:0]
	for i, v := range args {
		plain, err := plainValue(v)
		if err != nil {
			return fmt.Errorf("%s: value %d: %w", s.name, i+1, err)
		}
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: plain})
	}
	return nil
}

// open tells why nothing can be done in the transaction any more.
func (tx *Tx) open(ctx context.Context) error {
	if tx.over {
		return sql.ErrTxDone
	}
	if err := tx.ctx.Err(); err != nil {
		return err
	}
	return ctx.Err()
}

// prepare returns a statement of the writing connection.
func (tx *Tx) prepare(ctx context.Context, name, text string) (*liteStmt, error) {
	if err := tx.open(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return tx.db.writing.prepare(tx.driver, name, text)
}

func (tx *Tx) lite(ctx context.Context, ask question) (*liteRows, error) {
	if err := tx.open(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", ask.name, err)
	}
	if tx.db.dialect != SQLite {
		if err := tx.flush(ctx); err != nil {
			return nil, err
		}
		return askServer(ctx, tx.server, ask)
	}
	ask.short = tx.shared // alone, a long one ends with its context and frees the writer
	return tx.db.writing.ask(ctx, tx.driver, ask)
}

// run runs a statement once and returns the number of rows that it changed. A short one
// is not interrupted by the end of ctx, which spares a goroutine; neither is one of a
// shared transaction, because SQLite rolls all of it back at an interruption.
func (tx *Tx) run(ctx context.Context, s *liteStmt, args []any, short bool) (int64, error) {
	if err := tx.open(ctx); err != nil {
		return 0, fmt.Errorf("%s: %w", s.name, err)
	}
	if err := s.bind(args); err != nil {
		return 0, err
	}
	if short || tx.shared {
		ctx = context.Background()
	}
	r, err := s.stmt.(driver.StmtExecContext).ExecContext(ctx, s.args)
	clear(s.args)
	var n int64
	if err == nil {
		n, err = r.RowsAffected()
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", s.name, err)
	}
	return n, nil
}

// closeLite gives back all prepared statements, for the end of the database. Who still
// writes then keeps the connection, and the statements go with it.
func (db *DB) closeLite() error {
	if db.dialect != SQLite {
		return nil
	}
	err := db.readers.close()
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Second)
	defer stop()
	conn, failed := db.write.Conn(ctx)
	if failed != nil {
		return err
	}
	return errors.Join(err, conn.Raw(func(c any) error {
		if c != db.writer {
			return nil // the one that they were prepared on is closed
		}
		return db.writing.drop()
	}), conn.Close())
}

// mostValues is how many values one statement of several rows takes. SQLite opens a
// table and its indexes once for a statement, so more rows together cost less; beyond a
// few hundred values there is nothing more to gain.
const mostValues = 512

// rowGroup gathers rows for statements of several rows.
type rowGroup struct {
	tx     *Tx
	name   string
	text   func(row string, rows int) string
	one    *liteStmt // nil until it is needed
	many   *liteStmt // for shape
	shape  string    // one row of many
	width  int
	values []any // of the rows that wait
	args   []any
	most   int // values of one statement
}

// group returns a gatherer of rows of some values each; text makes the statement for a
// number of rows with the marks of one row, as in "(?, ”, ?)".
func (tx *Tx) group(name string, width int, text func(row string, rows int) string) *rowGroup {
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
func (g *rowGroup) write(ctx context.Context, all bool) (err error) {
	switch {
	case len(g.values) == g.most && g.most > g.width:
		err = g.writeMany(ctx)
	case len(g.values) == g.most || all && len(g.values) > 0:
		err = g.writeEach(ctx)
	default:
		return nil
	}
	g.values = g.values[:0]
	return err
}

func (g *rowGroup) writeEach(ctx context.Context) (err error) {
	if g.one == nil {
		if g.one, err = g.tx.prepare(ctx, g.name, g.text(marks(g.width), 1)); err != nil {
			return err
		}
	}
	for v := g.values; len(v) > 0; v = v[g.width:] {
		if _, err := g.tx.run(ctx, g.one, v[:g.width], true); err != nil {
			return err
		}
	}
	return nil
}

// writeMany writes all rows that wait in one statement. Binding a value takes a fifth of
// the time of a row; so columns in which all rows are empty, or have the same plain
// value, stand in the text of the statement.
func (g *rowGroup) writeMany(ctx context.Context) error {
	for i, v := range g.values {
		plain, err := plainValue(v)
		if err != nil {
			return fmt.Errorf("%s: value %d: %w", g.name, i+1, err)
		}
		g.values[i] = plain
	}
	var room [mostValues]bool
	bound, row := room[:0], marks(g.width)
	for c := range g.width {
		bound = append(bound, !g.plain(c))
	}
	if known := len(g.tx.db.writing.list); known < mostStmts/2 { // else any text that may be new is one too many
		row = g.row(bound)
	} else {
		for c := range bound {
			bound[c] = true
		}
	}
	if g.many == nil || g.shape != row {
		var err error
		if g.many, err = g.tx.prepare(ctx, g.name, g.text(row, len(g.values)/g.width)); err != nil {
			return err
		}
		g.shape = row
	}
	g.args = g.args[:0]
	for i, v := range g.values {
		if bound[i%g.width] {
			g.args = append(g.args, v)
		}
	}
	_, err := g.tx.run(ctx, g.many, g.args, true)
	clear(g.args)
	return err
}

// plain tells whether a column has the same plain value in all rows.
func (g *rowGroup) plain(column int) bool {
	first := g.values[column]
	if literal(first) == "" {
		return false
	}
	for i := column + g.width; i < len(g.values); i += g.width {
		if g.values[i] != first {
			return false
		}
	}
	return true
}

// row is the text of a row whose other columns are plain.
func (g *rowGroup) row(bound []bool) string {
	var b strings.Builder
	for c, marked := range bound {
		text := "?"
		if !marked {
			text = literal(g.values[c])
		}
		if c > 0 {
			b.WriteString(", ")
		}
		b.WriteString(text)
	}
	return "(" + b.String() + ")"
}

// literal is the text of the few values that stand in most rows, "" of all others.
func literal(v any) string {
	switch v {
	case "":
		return "''"
	case int64(0):
		return "0"
	case int64(1):
		return "1"
	case "9999-12-31":
		return "'9999-12-31'"
	}
	return ""
}

package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// What a page reads goes past the driver, too: for each answer the driver asks SQLite anew
// for the name and the declared type of every column, and for each value it makes an
// allocation of its own. Connections are still opened by the driver, with all their
// settings; statements are prepared, bound and read here, by SQLite's own interface
// (https://sqlite.org/c3ref/intro.html).

// direct is a connection that this package talks to itself. Only one goroutine may use it
// at a time.
type direct struct {
	conn driver.Conn
	tls  *libc.TLS // what the translated library needs of a thread
	db   uintptr
	list map[string][]*directStmt // prepared, by text; a second one while the first is read
	n    int
	kept kept
}

var errDriver = errors.New("the driver keeps its connection otherwise than expected")

// newDirect takes over a connection that the driver opened.
func newDirect(conn driver.Conn) (*direct, error) {
	v := reflect.Indirect(reflect.ValueOf(conn))
	if v.Kind() != reflect.Struct || databaseOf(conn) == nil {
		return nil, errDriver
	}
	tls := v.FieldByName("tls")
	if tls.Kind() != reflect.Pointer || tls.Type() != reflect.TypeFor[*libc.TLS]() {
		return nil, errDriver
	}
	return &direct{
		conn: conn, tls: (*libc.TLS)(tls.UnsafePointer()), db: uintptr(v.FieldByName("db").Uint()), list: map[string][]*directStmt{},
	}, nil
}

// liteError is a failure that SQLite tells.
type liteError struct {
	code int
	text string
}

func (e *liteError) Error() string { return e.text + " (" + strconv.Itoa(e.code) + ")" }

// Code is SQLite's number of it.
func (e *liteError) Code() int { return e.code }

func (c *direct) failure(rc int32) error {
	return &liteError{int(rc), libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db))}
}

// directStmt is a prepared statement with room for the texts that are bound to it.
type directStmt struct {
	c       *direct
	name    string
	stmt    uintptr
	columns int
	args    []int // which value each of its parameters takes
	busy    bool  // while its rows are read
	done    bool  // there are no more
	room    uintptr
	size    int
}

// prepare returns the statement text, free for use.
func (c *direct) prepare(name, text string) (*directStmt, error) {
	for _, s := range c.list[text] {
		if !s.busy {
			s.name = name
			return s, nil
		}
	}
	s := &directStmt{c: c, name: name}
	if err := s.compile(text); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s.columns = int(sqlite3.Xsqlite3_column_count(c.tls, s.stmt))
	for i := range sqlite3.Xsqlite3_bind_parameter_count(c.tls, s.stmt) {
		at := int(i)
		if mark := libc.GoString(sqlite3.Xsqlite3_bind_parameter_name(c.tls, s.stmt, i+1)); mark != "" { // "$3"
			n, err := strconv.Atoi(mark[1:])
			if err != nil {
				s.close()
				return nil, fmt.Errorf("%s: parameter %s: %w", name, mark, err)
			}
			at = n - 1
		}
		s.args = append(s.args, at)
	}
	c.list[text] = append(c.list[text], s)
	c.n++
	return s, nil
}

func (s *directStmt) compile(text string) error {
	c := s.c
	z, err := libc.CString(text)
	if err != nil {
		return err
	}
	defer libc.Xfree(c.tls, z)
	out := c.tls.Alloc(int(unsafe.Sizeof(s.stmt)))
	defer c.tls.Free(int(unsafe.Sizeof(s.stmt)))
	if rc := sqlite3.Xsqlite3_prepare_v3(c.tls, c.db, z, -1, sqlite3.SQLITE_PREPARE_PERSISTENT, out, 0); rc != sqlite3.SQLITE_OK {
		return c.failure(rc)
	}
	s.stmt = **(**uintptr)(unsafe.Pointer(&out))
	return nil
}

func (s *directStmt) close() {
	sqlite3.Xsqlite3_finalize(s.c.tls, s.stmt) //nolint:misspell // SQLite's name; it tells again how the last execution ended
	sqlite3.Xsqlite3_free(s.c.tls, s.room)
	s.stmt, s.room = 0, 0
}

// drop gives back all prepared statements.
func (c *direct) drop() {
	for _, same := range c.list {
		for _, s := range same {
			s.close()
		}
	}
	c.list, c.n = map[string][]*directStmt{}, 0
}

// bound keeps the number of prepared statements within bounds; none may be in use.
func (c *direct) bound() {
	if c.n > mostStmts {
		c.drop()
	}
}

func (c *direct) close() error {
	c.drop()
	return c.conn.Close()
}

// run runs a statement without values and rows.
func (c *direct) run(text string) error {
	s, err := c.prepare(text, text)
	if err != nil {
		return err
	}
	s.done = false
	if _, err = s.step(); err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	s.reset()
	return nil
}

// ask begins to read the answer of a question.
func (c *direct) ask(ctx context.Context, q question) (*liteRows, error) {
	s, err := c.prepare(q.name, q.text)
	if err != nil {
		return nil, err
	}
	if err := s.bind(q.args); err != nil {
		return nil, fmt.Errorf("%s: %w", q.name, err)
	}
	s.busy, s.done = true, false
	r := &liteRows{name: q.name, ctx: ctx, direct: s}
	if !q.short && ctx.Done() != nil {
		r.calm = c.interruptAt(ctx)
	}
	return r, nil
}

// interruptAgain is when an interruption is repeated: SQLite forgets one that comes just
// before a statement begins.
const interruptAgain = 20 * time.Millisecond

// interruptAt lets the end of ctx end what runs. The function that it returns ends that,
// and waits for an interruption that is just under way, so that none meets another
// statement.
func (c *direct) interruptAt(ctx context.Context) func() {
	calm, over := make(chan struct{}), make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(over)
		for {
			sqlite3.Xsqlite3_interrupt(c.tls, c.db) // sets a mark that SQLite looks at; it may be called at any time
			select {
			case <-calm:
				return
			case <-time.After(interruptAgain):
			}
		}
	})
	return func() {
		close(calm)
		if !stop() {
			<-over
		}
	}
}

// bind sets the values of the next execution. Texts are copied into the statement's own
// room, which stays until the next execution, so that SQLite need not copy them again.
func (s *directStmt) bind(args []any) error {
	size := 0
	var fixed [12]any
	plain := fixed[:0]
	for _, at := range s.args {
		if at >= len(args) {
			return fmt.Errorf("value %d is missing", at+1)
		}
		v, err := plainValue(args[at])
		if err != nil {
			return fmt.Errorf("value %d: %w", at+1, err)
		}
		switch t := v.(type) {
		case string:
			size += len(t)
		case []byte:
			size += len(t)
		}
		plain = append(plain, v)
	}
	if size > s.size || s.room == 0 && len(plain) > 0 {
		sqlite3.Xsqlite3_free(s.c.tls, s.room)
		s.size = max(64, size)
		if s.room = sqlite3.Xsqlite3_malloc64(s.c.tls, sqlite3.Tsqlite3_uint64(s.size)); s.room == 0 {
			s.size = 0
			return s.c.failure(sqlite3.SQLITE_NOMEM)
		}
	}
	at := s.room
	for i, v := range plain {
		rc, n := s.bindOne(int32(i+1), at, v)
		if rc != sqlite3.SQLITE_OK {
			return fmt.Errorf("value %d: %w", s.args[i]+1, s.c.failure(rc))
		}
		at += uintptr(n)
	}
	return nil
}

// bindOne sets one value; what is not a number is kept at room, and n bytes of it are
// used.
func (s *directStmt) bindOne(i int32, room uintptr, value any) (rc int32, n int) {
	c := s.c
	switch v := value.(type) {
	case int64:
		return sqlite3.Xsqlite3_bind_int64(c.tls, s.stmt, i, v), 0
	case float64:
		return sqlite3.Xsqlite3_bind_double(c.tls, s.stmt, i, v), 0
	case bool:
		if v {
			return sqlite3.Xsqlite3_bind_int64(c.tls, s.stmt, i, 1), 0
		}
		return sqlite3.Xsqlite3_bind_int64(c.tls, s.stmt, i, 0), 0
	case string:
		n = copy(memory(room, len(v)), v)
		return sqlite3.Xsqlite3_bind_text(c.tls, s.stmt, i, room, int32(n), sqlite3.SQLITE_STATIC), n
	case []byte:
		n = copy(memory(room, len(v)), v)
		return sqlite3.Xsqlite3_bind_blob(c.tls, s.stmt, i, room, int32(n), sqlite3.SQLITE_STATIC), n
	case nil:
		return sqlite3.Xsqlite3_bind_null(c.tls, s.stmt, i), 0
	}
	return sqlite3.SQLITE_MISMATCH, 0
}

// memory is n bytes of the library's memory, which Go does not move.
func memory(at uintptr, n int) []byte {
	if n == 0 {
		return nil
	}
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&at)), n)
}

// step goes to the next row.
func (s *directStmt) step() (bool, error) {
	if s.done {
		return false, nil
	}
	switch rc := sqlite3.Xsqlite3_step(s.c.tls, s.stmt); rc {
	case sqlite3.SQLITE_ROW:
		return true, nil
	case sqlite3.SQLITE_DONE:
		s.done = true
		return false, nil
	default:
		err := s.c.failure(rc)
		s.reset()
		s.done = true
		return false, err
	}
}

// reset ends the execution and what it holds of the database.
func (s *directStmt) reset() {
	sqlite3.Xsqlite3_reset(s.c.tls, s.stmt) // tells again how the execution ended
}

// scan reads the columns of the row into the places.
func (s *directStmt) scan(dst []any) error {
	if len(dst) != s.columns {
		return fmt.Errorf("%s: %d places for %d columns", s.name, len(dst), s.columns)
	}
	for i, d := range dst {
		if err := s.column(int32(i), d); err != nil {
			return fmt.Errorf("%s: column %d: %w", s.name, i+1, err)
		}
	}
	return nil
}

// column reads a value into its place, by the rules of assign.
func (s *directStmt) column(i int32, dst any) error {
	c := s.c
	kind := sqlite3.Xsqlite3_column_type(c.tls, s.stmt, i)
	switch d := dst.(type) {
	case *int64:
		if kind == sqlite3.SQLITE_INTEGER {
			*d = sqlite3.Xsqlite3_column_int64(c.tls, s.stmt, i)
			return nil
		}
	case *int:
		if kind == sqlite3.SQLITE_INTEGER {
			*d = int(sqlite3.Xsqlite3_column_int64(c.tls, s.stmt, i))
			return nil
		}
	case *string:
		if kind == sqlite3.SQLITE_TEXT {
			*d = s.text(i)
			return nil
		}
	}
	return assign(dst, s.value(i, kind))
}

func (s *directStmt) text(i int32) string {
	p := sqlite3.Xsqlite3_column_text(s.c.tls, s.stmt, i)
	return string(memory(p, int(sqlite3.Xsqlite3_column_bytes(s.c.tls, s.stmt, i))))
}

func (s *directStmt) value(i, kind int32) driver.Value {
	c := s.c
	switch kind {
	case sqlite3.SQLITE_INTEGER:
		return sqlite3.Xsqlite3_column_int64(c.tls, s.stmt, i)
	case sqlite3.SQLITE_FLOAT:
		return sqlite3.Xsqlite3_column_double(c.tls, s.stmt, i)
	case sqlite3.SQLITE_TEXT:
		return s.text(i)
	case sqlite3.SQLITE_BLOB:
		p := sqlite3.Xsqlite3_column_blob(c.tls, s.stmt, i)
		return append([]byte{}, memory(p, int(sqlite3.Xsqlite3_column_bytes(c.tls, s.stmt, i)))...)
	}
	return nil
}

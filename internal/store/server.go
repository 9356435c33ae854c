package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// Pages and transactions of PostgreSQL go past database/sql too. It still opens and pools
// the connections; but who holds one talks to it directly, without locks, conversions and a
// goroutine for each of the dozens of short questions of a page.

// openPages opens the connections that n views read with. Their questions are about one
// customer or one day, and planning one anew for its values takes longer than answering it:
// they are planned once for each connection, whatever the values.
func openPages(dsn string, n int) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("address of the PostgreSQL database: %w", err)
	}
	pages := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET plan_cache_mode = force_generic_plan")
		return err
	}))
	pages.SetMaxOpenConns(n)
	pages.SetMaxIdleConns(n)
	pages.SetConnMaxIdleTime(5 * time.Minute)
	return pages, nil
}

// serverOf returns what a connection of the pool stands for. It may be used as long as conn
// is held, by one goroutine.
func serverOf(conn *sql.Conn) (server *pgx.Conn, err error) {
	err = conn.Raw(func(c any) error {
		known, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("unexpected driver connection %T", c)
		}
		server = known.Conn()
		return nil
	})
	return server, err
}

// pgView is the connection that a view holds.
type pgView struct {
	conn   *sql.Conn
	server *pgx.Conn
	fresh  bool // nothing was read with it yet
}

// enterServer takes a connection for the view, unless it holds one.
func (v *view) enterServer(ctx context.Context) error {
	if v.stale {
		v.release()
	}
	if v.server != nil {
		return nil
	}
	select {
	case v.db.views <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	conn, err := v.db.pages.Conn(ctx)
	if err == nil {
		var server *pgx.Conn
		if server, err = serverOf(conn); err == nil {
			v.server = &pgView{conn: conn, server: server, fresh: true}
			return nil
		}
		_ = conn.Close()
	}
	<-v.db.views
	return err
}

// leaveServer gives the connection back; the pool finds out itself when it is broken.
func (v *view) leaveServer() {
	_ = v.server.conn.Close()
	v.server = nil
	<-v.db.views
}

// askServer asks on the connection of the view. While an answer is read there, another
// question goes to another connection, through database/sql, as does what the builder of
// lists makes, whose plan depends on its values: both results are nil.
func (v *view) askServer(ctx context.Context, q question) (*liteRows, error) {
	if v.open > 0 || !q.short {
		return nil, nil
	}
	if v.turn != nil {
		return v.askTogether(ctx, q)
	}
	for {
		if err := v.enterServer(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", q.name, err)
		}
		fresh := v.server.fresh
		v.server.fresh = false
		rows, err := askServer(ctx, v.server.server, q)
		if err == nil {
			v.open++
			rows.give = func() error { v.open--; return nil }
			return rows, nil
		}
		closed := v.server.server.IsClosed()
		if closed {
			v.release()
		}
		// The server may have closed a connection while nobody used it.
		if !closed || !fresh || ctx.Err() != nil || !pgconn.SafeToRetry(err) {
			return nil, err
		}
	}
}

// same is what [Same] has read on PostgreSQL, and the version of the database of which it is.
type same struct {
	mu      sync.Mutex
	version string
	values  map[string]any
}

// snapshotNow names the transactions whose changes are seen. As long as it stays the same,
// nothing was changed; that others write elsewhere on the server changes it, too.
var snapshotNow = SQL{Name: "store-snapshot-now", postgres: "SELECT CAST(txid_current_snapshot() AS TEXT)"}

// versionNow is the version of the database, asked once for a view; "" while an answer is
// read on its connection.
func (v *view) versionNow(ctx context.Context) (string, error) {
	if v.known || v.open > 0 {
		return v.version, nil
	}
	version, err := Value[string](ctx, v.db, snapshotNow)
	if err == nil {
		v.version, v.known = version, true
	}
	return version, err
}

// sameServer is [Same] on PostgreSQL. What is read may be newer than the version under
// which it is kept, never older, and a version does not come back.
func sameServer[T any](ctx context.Context, v *view, key string, read func(context.Context) (T, error)) (T, error) {
	version, err := v.versionNow(ctx)
	if err != nil {
		var zero T
		return zero, fmt.Errorf("%s: %w", key, err)
	}
	if version == "" {
		return read(ctx)
	}
	k := &v.db.same
	k.mu.Lock()
	if k.version != version || len(k.values) >= mostSame {
		k.version, k.values = version, map[string]any{}
	}
	have, ok := k.values[key].(T)
	k.mu.Unlock()
	if ok {
		return have, nil
	}
	value, err := read(ctx)
	if err != nil {
		return value, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.version == version {
		k.values[key] = value
	}
	return value, nil
}

// tell runs a statement in a transaction of PostgreSQL and returns the number of rows that
// it changed.
func (tx *Tx) tell(ctx context.Context, name, text string, args ...any) (int64, error) {
	err := tx.ready(ctx)
	var done pgconn.CommandTag
	if err == nil {
		done, err = tx.server.Exec(ctx, text, args...)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return done.RowsAffected(), nil
}

// binaryKinds are the types that arrive as numbers; all others arrive as text.
var binaryKinds = pgx.QueryResultFormatsByOID{
	pgtype.BoolOID:   pgx.BinaryFormatCode,
	pgtype.ByteaOID:  pgx.BinaryFormatCode,
	pgtype.Int2OID:   pgx.BinaryFormatCode,
	pgtype.Int4OID:   pgx.BinaryFormatCode,
	pgtype.Int8OID:   pgx.BinaryFormatCode,
	pgtype.Float4OID: pgx.BinaryFormatCode,
	pgtype.Float8OID: pgx.BinaryFormatCode,
}

// answerRows are rows as they come, or kept; see [pgx.Rows].
type answerRows interface {
	Next() bool
	RawValues() [][]byte
	FieldDescriptions() []pgconn.FieldDescription
	Err() error
	Close()
}

// serverRows is the answer of PostgreSQL to one question.
type serverRows struct {
	rows  answerRows
	first bool // its first row was fetched and not handed out
	more  bool // there is one
}

func askServer(ctx context.Context, server *pgx.Conn, q question) (*liteRows, error) {
	args := make([]any, 1, 1+len(q.args))
	args[0] = binaryKinds
	rows, err := server.Query(ctx, q.text, append(args, q.args...)...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.name, err)
	}
	s := &serverRows{rows: rows, first: true, more: rows.Next()} // its failure is known with the first row
	if err := rows.Err(); err != nil {
		rows.Close()
		return nil, fmt.Errorf("%s: %w", q.name, err)
	}
	return &liteRows{name: q.name, ctx: ctx, server: s}, nil
}

func (s *serverRows) next() (bool, error) {
	if s.first {
		s.first = false
	} else {
		s.more = s.rows.Next()
	}
	if s.more {
		return true, nil
	}
	return false, s.rows.Err()
}

// scan reads the columns of the row into the places.
func (s *serverRows) scan(name string, dst []any) error {
	raw, fields := s.rows.RawValues(), s.rows.FieldDescriptions()
	if len(dst) != len(raw) {
		return fmt.Errorf("%s: %d places for %d columns", name, len(dst), len(raw))
	}
	for i, d := range dst {
		if err := column(fields[i].DataTypeOID, raw[i], d); err != nil {
			return fmt.Errorf("%s: column %d: %w", name, i+1, err)
		}
	}
	return nil
}

// column reads a value into its place, by the rules of assign.
func column(kind uint32, raw []byte, dst any) error {
	if raw != nil {
		switch d := dst.(type) {
		case *int64:
			if kind == pgtype.Int8OID {
				*d = int64(binary.BigEndian.Uint64(raw))
				return nil
			}
		case *int:
			if kind == pgtype.Int8OID {
				*d = int(int64(binary.BigEndian.Uint64(raw)))
				return nil
			}
		case *string:
			if kind == pgtype.TextOID {
				*d = string(raw)
				return nil
			}
		}
	}
	return assign(dst, serverValue(kind, raw))
}

// serverValue is what database/sql would hand over: a number, a truth value, bytes or text.
func serverValue(kind uint32, raw []byte) driver.Value {
	if raw == nil {
		return nil
	}
	switch kind {
	case pgtype.Int8OID:
		return int64(binary.BigEndian.Uint64(raw))
	case pgtype.Int4OID:
		return int64(int32(binary.BigEndian.Uint32(raw)))
	case pgtype.Int2OID:
		return int64(int16(binary.BigEndian.Uint16(raw)))
	case pgtype.Float8OID:
		return math.Float64frombits(binary.BigEndian.Uint64(raw))
	case pgtype.Float4OID:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(raw)))
	case pgtype.BoolOID:
		return raw[0] != 0
	case pgtype.ByteaOID, pgtype.JSONOID, pgtype.JSONBOID:
		return append([]byte{}, raw...)
	}
	return string(raw)
}

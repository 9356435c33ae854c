package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
)

// Dialect names the database behind a [DB].
type Dialect int

const (
	SQLite Dialect = iota
	Postgres
)

// String returns "sqlite" or "postgres".
func (d Dialect) String() string {
	if d == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Options of [Open]. The zero value is the safe choice.
type Options struct {
	// Volatile gives up durability against power loss (SQLite synchronous=OFF);
	// only for throw-away databases of tests and benchmarks.
	Volatile bool
	// Readers is the number of reader connections; 0 means on SQLite one more than there
	// are processors, between 3 and 9, and 8 on PostgreSQL.
	Readers int
	// Cache is how many bytes of pages the writing connection of SQLite keeps; 0 means
	// 16 MiB. A large database that is filled at one go reads less of itself again with
	// more.
	Cache int
}

// DB is an open database.
type DB struct {
	dialect Dialect
	path    string // SQLite file, else ""
	write   *sql.DB
	read    *sql.DB
	stmts   sync.Map // text -> *sql.Stmt on the reader pool

	// SQLite only.
	readers *readers
	writing liteStmts // of the writing connection
	writer  any       // the driver's connection that they belong to
	group   group

	// PostgreSQL only.
	grown grown
	lists sync.Map      // table and columns -> what [Tx.unnested] makes of them
	pages *sql.DB       // for views, see openPages
	views chan struct{} // one place for each view
	same  same
}

// IsPostgres reports whether dsn addresses a PostgreSQL server.
func IsPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// Open opens the database at dsn: a postgres:// address or the path of an SQLite
// file, which is made if it does not exist. It does not migrate.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	if IsPostgres(dsn) {
		return openPostgres(ctx, dsn, o)
	}
	return openSQLite(ctx, dsn, o)
}

func openPostgres(ctx context.Context, dsn string, o Options) (*DB, error) {
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, fmt.Errorf("open the PostgreSQL database: %w", err)
	}
	n := o.Readers
	if n == 0 {
		n = 8
	}
	pool.SetMaxOpenConns(n + 4)
	pool.SetMaxIdleConns(n)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pages, err := openPages(dsn, n)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	db := &DB{dialect: Postgres, write: pool, read: pool, pages: pages, views: make(chan struct{}, n)}
	if err := pool.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("reach the PostgreSQL database: %w", err)
	}
	return db, nil
}

func openSQLite(ctx context.Context, path string, o Options) (*DB, error) {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the folder of the database: %w", err)
		}
	}
	sync := "FULL"
	if o.Volatile {
		sync = "OFF"
	}
	cache := o.Cache
	if cache == 0 {
		cache = 16 << 20
	}
	readers := o.Readers
	if readers == 0 {
		readers = min(max(runtime.GOMAXPROCS(0)+1, 3), 9)
	}
	writing, err := newConnector(sqliteDSN(path, "synchronous("+sync+")", fmt.Sprintf("cache_size(-%d)", cache>>10), walPages, blankRows, "_txlock=immediate"))
	if err != nil {
		return nil, fmt.Errorf("open the database %s: %w", path, err)
	}
	write := sql.OpenDB(writing)
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open the database %s: %w", path, err)
	}
	reading, err := newConnector(sqliteDSN(path, readerPragmas...))
	if err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open the database %s for reading: %w", path, err)
	}
	read := sql.OpenDB(reading)
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(1) // for what is read for long, past the readers
	pool := newReaders(readers, func() (driver.Conn, error) { return reading.Connect(context.Background()) })
	return &DB{dialect: SQLite, path: path, write: write, read: read, readers: pool}, nil
}

// walPages is after how many pages of the log they are copied into the file. Many
// transactions in a row, an import with its insight or a night, change the same pages
// again and again; 16 MB of log, four times SQLite's own measure, spare most of the copies.
const walPages = "wal_autocheckpoint(4000)"

// blankRows makes SQLite overwrite deleted rows within pages that are written anyway: who
// is forgotten shall not stand in the file. [DB.Scrub] does the rest.
const blankRows = "secure_delete(fast)"

// Few readers with more cache each hold more of what pages deep in a list read than many
// with little, and no more of them can be at work than there are processors.
var readerPragmas = []string{"query_only(1)", "cache_size(-10240)"}

func sqliteDSN(path string, extra ...string) string {
	var b strings.Builder
	b.WriteString("file:" + (&url.URL{Path: path}).EscapedPath() + "?_dqs=0")
	for _, p := range append([]string{"busy_timeout(5000)", "journal_mode(WAL)", "foreign_keys(1)", "temp_store(2)", "journal_size_limit(67108864)"}, extra...) {
		if strings.HasPrefix(p, "_") {
			b.WriteString("&" + p)
		} else {
			b.WriteString("&_pragma=" + p)
		}
	}
	return b.String()
}

// Dialect tells which database this is.
func (db *DB) Dialect() Dialect { return db.dialect }

// Path returns the SQLite file, or "" on PostgreSQL.
func (db *DB) Path() string { return db.path }

// Close closes all connections.
func (db *DB) Close() error {
	err := errors.Join(db.closeLite(), db.read.Close())
	if db.pages != nil {
		err = errors.Join(err, db.pages.Close())
	}
	if db.write != db.read {
		err = errors.Join(err, db.write.Close())
	}
	return err
}

// Raw returns the writer pool, for migrations and backup only.
func (db *DB) Raw() *sql.DB { return db.write }

// Querier is what reading needs; *DB and *Tx have it.
type Querier interface {
	// Query runs a named statement; the caller closes the rows.
	Query(ctx context.Context, q SQL, args ...any) (*sql.Rows, error)
	// QueryText runs a statement made by the one builder of lists and target groups.
	QueryText(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	// Dialect tells which database this is.
	Dialect() Dialect
}

var (
	_ Querier = (*DB)(nil)
	_ Querier = (*Tx)(nil)
)

func prepared(ctx context.Context, pool *sql.DB, cache *sync.Map, text string) (*sql.Stmt, error) {
	if s, ok := cache.Load(text); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := pool.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if old, loaded := cache.LoadOrStore(text, s); loaded {
		_ = s.Close()
		return old.(*sql.Stmt), nil
	}
	return s, nil
}

// Query runs a named statement on a reader connection, prepared once.
func (db *DB) Query(ctx context.Context, q SQL, args ...any) (*sql.Rows, error) {
	s, err := prepared(ctx, db.read, &db.stmts, q.text(db.dialect))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.Name, err)
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.Name, err)
	}
	return rows, nil
}

// QueryText runs text on a reader connection without keeping it prepared.
func (db *DB) QueryText(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return db.read.QueryContext(ctx, text, args...)
}

// Tx is a writing transaction.
type Tx struct {
	db   *DB
	ctx  context.Context // its end rolls the transaction back
	conn *sql.Conn
	over bool

	// PostgreSQL only.
	tx     *sql.Tx
	server *pgx.Conn // what conn stands for
	queue  queue

	// SQLite only.
	driver driver.Conn
	shared bool // others are in the same transaction
}

// tries is how many times [DB.Update] begins anew after a deadlock.
const tries = 4

// Update runs fn in one writing transaction and commits it when fn returns nil;
// otherwise, and on panic, everything is rolled back. On SQLite transactions run
// one after the other; a caller whose turn does not come before ctx ends gets
// ctx's error. On PostgreSQL two may stand in each other's way, and one of them is
// begun anew: what fn gathers outside the transaction it must begin anew too.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	db.written(ctx)
	defer db.written(ctx)
	err := db.update(ctx, fn)
	for n := 1; isDeadlock(err) && n < tries && ctx.Err() == nil; n++ {
		err = db.update(ctx, fn)
	}
	return err
}

func (db *DB) update(ctx context.Context, fn func(*Tx) error) error {
	if db.dialect == SQLite {
		return db.updateLite(ctx, fn)
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("wait for the database: %w", err)
	}
	defer func() { _ = conn.Close() }()
	// The end of ctx ends the statements, but not a commit under way: the server might
	// have done what the caller is told was broken off.
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	server, err := serverOf(conn)
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	t := &Tx{db: db, ctx: ctx, conn: conn, tx: tx, server: server}
	done := false
	defer func() {
		if t.over = true; !done {
			_ = tx.Rollback()
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	if err := t.flush(ctx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	done, t.over = true, true
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Dialect tells which database this is.
func (tx *Tx) Dialect() Dialect { return tx.db.dialect }

// Query runs a named statement in the transaction; the caller closes the rows.
func (tx *Tx) Query(ctx context.Context, q SQL, args ...any) (*sql.Rows, error) {
	rows, err := tx.QueryText(ctx, q.text(tx.db.dialect), args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.Name, err)
	}
	return rows, nil
}

// QueryText runs text in the transaction.
func (tx *Tx) QueryText(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if tx.db.dialect == SQLite {
		if err := tx.open(ctx); err != nil {
			return nil, err
		}
		// The end of ctx would close the rows beside whoever uses the connection then.
		return tx.conn.QueryContext(context.WithoutCancel(ctx), text, args...)
	}
	if err := tx.ready(ctx); err != nil {
		return nil, err
	}
	return tx.tx.QueryContext(ctx, text, args...)
}

// Exec runs a named statement and returns the number of rows it changed.
func (tx *Tx) Exec(ctx context.Context, q SQL, args ...any) (int64, error) {
	if tx.db.dialect == SQLite {
		s, err := tx.prepare(ctx, q.Name, q.lite)
		if err != nil {
			return 0, err
		}
		return tx.run(ctx, s, args, false)
	}
	return tx.tell(ctx, q.Name, q.postgres, args...)
}

// Batch prepares a named statement for many executions within the transaction.
// The returned function runs it once; done releases it. PostgreSQL is told many at a time:
// an execution that fails may be reported by a later one, by the next statement of the
// transaction or by its end.
func (tx *Tx) Batch(ctx context.Context, q SQL) (run func(args ...any) error, done func(), err error) {
	if tx.db.dialect == Postgres {
		return func(args ...any) error { return tx.later(ctx, q.Name, q.postgres, args) }, func() {}, nil
	}
	count, err := tx.counted(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	return func(args ...any) error { _, err := count(args...); return err }, func() {}, nil
}

// counted prepares a statement of SQLite; each execution tells how many rows it changed.
func (tx *Tx) counted(ctx context.Context, q SQL) (run func(args ...any) (int64, error), err error) {
	s, err := tx.prepare(ctx, q.Name, q.lite)
	if err != nil {
		return nil, err
	}
	return func(args ...any) (int64, error) { return tx.run(ctx, s, args, true) }, nil
}

// IsUnique reports whether err is a violated unique key.
func IsUnique(err error) bool { return code(err, "23505", 2067, 1555) }

// isDeadlock reports whether PostgreSQL rolled a transaction back because another one
// held what it waited for and waited for what it held.
func isDeadlock(err error) bool { return code(err, "40P01") || code(err, "40001") }

// isBusy reports whether another process wrote for as long as SQLite would wait.
func isBusy(err error) bool { return code(err, "", 5) }

// IsFull reports whether err says that the disk of the database, or of a file, is full.
func IsFull(err error) bool { return code(err, "53100", 13) || fileFull(err) }

func code(err error, pg string, lite ...int) bool {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.Code == pg
	}
	var l interface{ Code() int } // the driver's failure, or ours
	if errors.As(err, &l) {
		for _, c := range lite {
			if l.Code() == c {
				return true
			}
		}
	}
	return false
}

// Package schema holds the migrations of all rooms in one sequence and applies
// them. It answers: does this database fit this program, and if not, how does it
// get there without a risk? Before a migration of a database that holds data a
// backup is made by the function handed in; a database that was left half
// migrated, or that a newer program has written, is refused.
package schema

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed migrations/*.sql
var files embed.FS

// sequences are the tables whose ids are reserved in blocks by store.Tx.IDs; on
// PostgreSQL each has the sequence seq_<table>.
var sequences = []string{
	"customer", "sales_product", "sales_order", "sales_line", "sales_payment",
	"interaction", "intake_change", "intake_reject",
}

// Backup saves the database before it is migrated from version to the next.
type Backup func(ctx context.Context, version int64) error

// Apply brings db to the newest version. backup is called once before the first
// migration of a database that is not empty; nil means none is wanted (tests). It
// fails with fault.Conflict "schema.half" when an earlier migration broke off
// and with "schema.newer" when a newer program has written the database.
func Apply(ctx context.Context, db *store.DB, backup Backup) error {
	return apply(ctx, db, files, backup)
}

// apply is Apply with the migrations in the folder "migrations" of fsys.
func apply(ctx context.Context, db *store.DB, fsys fs.FS, backup Backup) error {
	dialect := goose.DialectSQLite3
	if db.Dialect() == store.Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, db.Raw(), dialectFS{db.Dialect(), fsys}, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	if have > want {
		return fault.New(fault.Conflict, "schema.newer", have, want)
	}
	if have == want {
		return settle(ctx, db)
	}
	if err := guard(ctx, db, have); err != nil {
		return err
	}
	if have > 0 && backup != nil {
		if err := backup(ctx, have); err != nil {
			return fmt.Errorf("back up before migrating: %w", err)
		}
	}
	if err := mark(ctx, db, true); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return mark(ctx, db, false)
}

// guard refuses a database in which an earlier migration was begun and not ended. A new
// one that was broken off while its tables were made holds nothing that could be lost:
// every migration is a transaction, so the rest follows.
func guard(ctx context.Context, db *store.DB, have int64) error {
	if _, err := db.Raw().ExecContext(ctx, "CREATE TABLE IF NOT EXISTS schema_state (id INTEGER PRIMARY KEY, migrating INTEGER NOT NULL)"); err != nil {
		return fmt.Errorf("prepare the database: %w", err)
	}
	var migrating int
	err := db.Raw().QueryRowContext(ctx, "SELECT coalesce(max(migrating), 0) FROM schema_state").Scan(&migrating)
	if err != nil {
		return fmt.Errorf("read the state of the database: %w", err)
	}
	if migrating == 0 {
		return nil
	}
	var held int64
	err = db.Raw().QueryRowContext(ctx, "SELECT (SELECT count(*) FROM firm_profile) + (SELECT coalesce(max(id), 1) - 1 FROM customer)").Scan(&held)
	if have == 0 && err != nil || err == nil && held == 0 {
		return nil //nolint:nilerr // no tables, or nothing in them
	}
	return fault.New(fault.Conflict, "schema.half")
}

// settle takes the mark away from a database whose last migration went through, but
// whose program was killed before it could; otherwise the next one would be refused.
func settle(ctx context.Context, db *store.DB) error {
	var migrating int
	err := db.Raw().QueryRowContext(ctx, "SELECT coalesce(max(migrating), 0) FROM schema_state").Scan(&migrating)
	if err != nil {
		return fmt.Errorf("read the state of the database: %w", err)
	}
	if migrating == 0 {
		return nil
	}
	return mark(ctx, db, false)
}

func mark(ctx context.Context, db *store.DB, migrating bool) error {
	v := 0
	if migrating {
		v = 1
	}
	_, err := db.Raw().ExecContext(ctx, "INSERT INTO schema_state (id, migrating) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET migrating = excluded.migrating", v)
	if err != nil {
		return fmt.Errorf("note the state of the database: %w", err)
	}
	return nil
}

// dialectFS shows the migrations with the types of one database.
type dialectFS struct {
	dialect store.Dialect
	all     fs.FS
}

var words = map[store.Dialect]*strings.Replacer{
	store.SQLite: strings.NewReplacer(
		"${ID}", "INTEGER PRIMARY KEY", "${INT}", "INTEGER", "${REAL}", "REAL",
		"${KEY}", "TEXT", "${STRICT}", " STRICT"),
	store.Postgres: strings.NewReplacer(
		"${ID}", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", "${INT}", "BIGINT",
		"${REAL}", "DOUBLE PRECISION", "${KEY}", `TEXT COLLATE "C"`, "${STRICT}", ""),
}

// Fingerprint names the migrations as they are now: another one, another name.
func Fingerprint() string {
	h := sha256.New()
	entries, err := files.ReadDir("migrations")
	for _, e := range entries {
		var text []byte
		if text, err = files.ReadFile("migrations/" + e.Name()); err != nil {
			break
		}
		fmt.Fprintf(h, "%s %d %s", e.Name(), len(text), text)
	}
	if err != nil {
		panic(err) // they are part of the program
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Text returns a migration as dialect runs it: types replaced, and the parts
// between "-- only DIALECT" and "-- end" kept for that database alone.
func Text(text string, dialect store.Dialect) string {
	var out []string
	only := ""
	for _, line := range strings.Split(text, "\n") {
		if rest, ok := strings.CutPrefix(line, "-- only "); ok && (rest == store.SQLite.String() || rest == store.Postgres.String()) {
			only = rest
			continue
		}
		if strings.TrimSpace(line) == "-- end" {
			only = ""
			continue
		}
		if only == "" || only == dialect.String() {
			out = append(out, line)
		}
	}
	return words[dialect].Replace(strings.Join(out, "\n"))
}

func (f dialectFS) Open(name string) (fs.File, error) {
	sub, err := fs.Sub(f.all, "migrations")
	if err != nil {
		return nil, err
	}
	file, err := sub.Open(name)
	if err != nil || name == "." {
		return file, err
	}
	defer func() { _ = file.Close() }()
	raw, err := fs.ReadFile(sub, name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	text := []byte(Text(string(raw), f.dialect))
	return &memFile{Reader: bytes.NewReader(text), info: memInfo{info, int64(len(text))}}, nil
}

// ReadDir lists the migrations.
func (f dialectFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, errors.New("no such folder of migrations")
	}
	return fs.ReadDir(f.all, "migrations")
}

type memFile struct {
	*bytes.Reader
	info memInfo
}

func (m *memFile) Stat() (fs.FileInfo, error) { return m.info, nil }
func (m *memFile) Close() error               { return nil }

type memInfo struct {
	fs.FileInfo
	size int64
}

func (m memInfo) Size() int64        { return m.size }
func (m memInfo) ModTime() time.Time { return time.Time{} }

// Package schematest gives the tests of a room a migrated, empty database of each
// kind: always SQLite, and PostgreSQL when STAMMKUNDE_TEST_PG names a server.
package schematest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/store"
)

var counter atomic.Int64

// Each runs fn once per kind of database as a subtest ("sqlite", "postgres").
func Each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	if os.Getenv("STAMMKUNDE_TEST_PG") != "" {
		t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
	}
}

// SQLite returns a migrated database in a file of the test's folder.
func SQLite(tb testing.TB) *store.DB {
	tb.Helper()
	return open(tb, filepath.Join(tb.TempDir(), "test.db"))
}

// Postgres returns a migrated database of its own on the server that
// STAMMKUNDE_TEST_PG names; it is dropped at the end of the test. Without one the test is
// skipped and says so.
func Postgres(tb testing.TB) *store.DB {
	tb.Helper()
	return open(tb, create(tb, migrated(tb)))
}

// PostgresDSN makes an empty database on the test server, without tables, and
// returns its address.
func PostgresDSN(tb testing.TB) string {
	tb.Helper()
	return create(tb, "template0")
}

// create makes a database on the test server as a copy of another one.
func create(tb testing.TB, template string) string {
	tb.Helper()
	server := os.Getenv("STAMMKUNDE_TEST_PG")
	if server == "" {
		tb.Skip("STAMMKUNDE_TEST_PG names no PostgreSQL server")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		tb.Fatal(err)
	}
	name := fmt.Sprintf("t%d_%d_%d", os.Getpid(), time.Now().UnixNano(), counter.Add(1))
	ctx := context.Background()
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template+likeOurs); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if _, err := admin.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			tb.Error(err)
		}
		if err := admin.Close(); err != nil {
			tb.Error(err)
		}
	})
	return address(tb, server, name)
}

// likeOurs are the settings of every database.
const likeOurs = " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"

// address is that of another database of the server. Its commits do not wait for the disk.
func address(tb testing.TB, server, name string) string {
	tb.Helper()
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatal(err)
	}
	u.Path = "/" + name
	settings := u.Query()
	settings.Set("synchronous_commit", "off")
	u.RawQuery = settings.Encode()
	return u.String()
}

// migrated makes, once for these migrations and this server, the database with tables and no
// rows that the tests' own are copies of, and returns it as CREATE DATABASE wants it: all
// migrations one after the other take longer than most tests. It stays on the server.
func migrated(tb testing.TB) string {
	tb.Helper()
	server := os.Getenv("STAMMKUNDE_TEST_PG")
	if server == "" {
		tb.Skip("STAMMKUNDE_TEST_PG names no PostgreSQL server")
	}
	template.Lock()
	defer template.Unlock()
	if template.text == "" {
		name := "migrated_" + schema.Fingerprint()
		files, err := makeTemplate(tb, server, name)
		if err != nil {
			tb.Fatal(err)
		}
		template.text = name
		if files {
			template.text += " STRATEGY file_copy"
		}
	}
	return template.text
}

var template struct {
	sync.Mutex
	text string
}

// turn is the lock under which packages that are tested beside each other make the template
// one after the other.
const turn = 7205311

// makeTemplate makes the database unless it is there. files says that its files are copied
// faster than its pages: on a server that waits for no disk, as that of the tests.
func makeTemplate(tb testing.TB, server, name string) (files bool, err error) {
	tb.Helper()
	ctx := context.Background()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, admin.Close()) }()
	conn, err := admin.Conn(ctx) // the lock ends with it
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", turn); err != nil {
		return false, err
	}
	var known bool
	if err := conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1),
		current_setting('fsync') = 'off' AND current_setting('server_version_num')::int >= 150000`, name).Scan(&known, &files); err != nil || known {
		return files, err
	}
	half := name + "_half" // what is not done bears another name, also when the process ends
	for _, text := range []string{"DROP DATABASE IF EXISTS " + half + " WITH (FORCE)", "CREATE DATABASE " + half + " TEMPLATE template0" + likeOurs} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return false, err
		}
	}
	db, err := store.Open(ctx, address(tb, server, half), store.Options{})
	if err != nil {
		return false, err
	}
	if err := errors.Join(schema.Apply(ctx, db, nil), db.Close()); err != nil {
		return false, err
	}
	_, err = conn.ExecContext(ctx, "ALTER DATABASE "+half+" RENAME TO "+name)
	return files, err
}

func open(tb testing.TB, dsn string) *store.DB {
	tb.Helper()
	db, err := store.Open(context.Background(), dsn, store.Options{Volatile: true})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	if err := schema.Apply(context.Background(), db, nil); err != nil {
		tb.Fatal(err)
	}
	return db
}

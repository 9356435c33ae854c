// Package schematest gives the tests of a room a migrated, empty database of each
// kind: always SQLite, and PostgreSQL when STAMMKUNDE_TEST_PG names a server.
package schematest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
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
	return open(tb, PostgresDSN(tb))
}

// PostgresDSN makes an empty database on the test server, without tables, and
// returns its address.
func PostgresDSN(tb testing.TB) string {
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
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"); err != nil {
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
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
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

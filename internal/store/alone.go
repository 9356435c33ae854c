package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"unsafe"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// connector opens connections to an SQLite file.
type connector struct{ driver.Connector }

func newConnector(dsn string) (*connector, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("address of the database: %w", err)
	}
	return &connector{c}, nil
}

// Connect opens a connection that is used by one goroutine at a time.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err == nil {
		unlock(conn)
	}
	return conn, err
}

// unlock takes from a connection the mutex that the driver opens each with
// (SQLITE_OPEN_FULLMUTEX). SQLite takes it for every value that is bound or read: a
// seventh of all its time here. database/sql and the readers lend a connection to one
// goroutine at a time, which is all that SQLite asks of who goes without
// (SQLITE_OPEN_NOMUTEX, https://sqlite.org/threadsafe.html); the interruption by another
// goroutine needs no mutex. The driver has no option for it, so this reaches into the
// driver's connection; it reports false where that looks otherwise, and all stays right
// and slower.
func unlock(conn driver.Conn) bool {
	p := databaseOf(conn)
	if p == nil {
		return false
	}
	p.Fmutex = 0 // never freed: some dozens of bytes for each connection
	return true
}

// databaseOf is SQLite's own side of a connection, nil when it is not where it was.
func databaseOf(conn driver.Conn) *sqlite3.Tsqlite3 {
	v := reflect.Indirect(reflect.ValueOf(conn))
	if v.Kind() != reflect.Struct {
		return nil
	}
	f := v.FieldByName("db")
	if f.Kind() != reflect.Uintptr {
		return nil
	}
	address := uintptr(f.Uint()) // outside of Go's memory, so it does not move
	return *(**sqlite3.Tsqlite3)(unsafe.Pointer(&address))
}

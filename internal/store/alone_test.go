package store

import (
	"path/filepath"
	"testing"
)

// The driver keeps its connection to itself: this fails when a new version keeps it
// elsewhere, and unlock must be looked at again.
func TestConnectionsToSQLiteHaveNoMutex(t *testing.T) {
	c, err := newConnector(sqliteDSN(filepath.Join(t.TempDir(), "a.db")))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := c.Connector.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if db := databaseOf(plain); db == nil || db.Fmutex == 0 {
		t.Error("a connection as the driver makes it has no mutex, or it is not found")
	}
	if !unlock(plain) || databaseOf(plain).Fmutex != 0 {
		t.Error("the mutex is not taken off")
	}
	if err := plain.Close(); err != nil {
		t.Error(err)
	}
	if unlock(nil) {
		t.Error("no connection at all was unlocked")
	}
}

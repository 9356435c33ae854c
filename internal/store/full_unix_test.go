//go:build unix

package store_test

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"

	"github.com/stammkunde/stammkunde/internal/store"
)

// Uploads and backups are files beside the database; their full disk is the same one.
func TestFullDiskOfAFileIsAFullDisk(t *testing.T) {
	full := fmt.Errorf("keep a file: %w", &os.PathError{Op: "write", Path: "upload", Err: syscall.ENOSPC})
	if !store.IsFull(errors.Join(full, errors.New("close"))) {
		t.Error("a file that found no room does not count as a full disk")
	}
	if store.IsFull(&os.PathError{Op: "write", Path: "upload", Err: syscall.EIO}) {
		t.Error("a broken disk counts as a full one")
	}
}

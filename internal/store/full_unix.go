//go:build unix

package store

import (
	"errors"
	"syscall"
)

// fileFull reports whether a file could not be written for want of room.
func fileFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

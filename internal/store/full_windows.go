package store

import (
	"errors"
	"syscall"
)

// What Windows says when a disk is full: ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
const (
	handleDiskFull syscall.Errno = 39
	diskFull       syscall.Errno = 112
)

// fileFull reports whether a file could not be written for want of room.
func fileFull(err error) bool {
	return errors.Is(err, handleDiskFull) || errors.Is(err, diskFull)
}

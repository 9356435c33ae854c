package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// backupBefore saves the database before it is migrated. On SQLite that is a copy of the
// file: a program of then goes on with it as it is, and a newer one migrates it again,
// while a dump is of one version only and takes many times as long. PostgreSQL has a dump.
func (a *App) backupBefore(ctx context.Context, version int64) error {
	end := ".db"
	if a.DB.Dialect() == store.Postgres {
		end = ".dump.gz"
	}
	path := filepath.Join(a.backups(), fmt.Sprintf("before-%05d-%s%s", version, a.Now().UTC().Format("20060102-150405"), end))
	a.Log.Info("backup before migrating", "file", path)
	if a.DB.Dialect() == store.Postgres {
		return a.Backup(ctx, path)
	}
	return a.copyTo(ctx, path)
}

// copyTo writes the database of SQLite to a new file. A broken attempt leaves none.
func (a *App) copyTo(ctx context.Context, path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of the backup: %w", err)
	}
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, "app.backup_exists", path)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("write the backup: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part) // it may not have been begun
		}
	}()
	if _, err := a.DB.Raw().ExecContext(ctx, "VACUUM INTO $1", part); store.IsFull(err) {
		return fault.Wrap(err, fault.Limit, "app.disk_full", filepath.Dir(path))
	} else if err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	if err := sound(ctx, part); err != nil {
		return err
	}
	return settleFile(part, path)
}

// settleFile gives a written file its name once the disk has it.
func settleFile(part, path string) error {
	f, err := os.OpenFile(part, os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	return os.Rename(part, path)
}

// sound fails with fault.Invalid "app.copy_broken" when a file is no database of this
// program, or a damaged one.
func sound(ctx context.Context, path string) error {
	db, err := store.Open(ctx, path, store.Options{Volatile: true, Readers: 1})
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "app.copy_broken", filepath.Base(path))
	}
	var said string
	err = db.Raw().QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said)
	if err == nil && said != "ok" {
		err = errors.New(said)
	}
	if err == nil {
		_, err = db.Raw().ExecContext(ctx, "SELECT id FROM customer WHERE id = 1")
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return fault.Wrap(err, fault.Invalid, "app.copy_broken", filepath.Base(path))
	}
	return nil
}

// IsCopy tells whether a backup is a copy of an SQLite file and no dump.
func IsCopy(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, fault.Wrap(err, fault.NotFound, "app.no_such_file", path)
	}
	defer func() { _ = f.Close() }()
	const magic = "SQLite format 3\x00"
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(f, head); err != nil {
		return false, nil // too short to be one; as a dump it is told what is wrong
	}
	return bytes.Equal(head, []byte(magic)), nil
}

// RestoreCopy makes a copy the database file to, which must not exist yet. It is brought
// to the version of this program when it is opened.
func RestoreCopy(ctx context.Context, from, to string) (err error) {
	if store.IsPostgres(to) {
		return fault.New(fault.Invalid, "app.copy_sqlite")
	}
	if _, err := os.Stat(to); err == nil {
		return fault.New(fault.Conflict, "app.copy_exists", to)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return fmt.Errorf("make the folder of the database: %w", err)
	}
	part := to + ".part"
	if err := copyFile(from, part); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := sound(ctx, part); err != nil {
		_ = os.Remove(part)
		return err
	}
	return settleFile(part, to)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "app.no_such_file", from)
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

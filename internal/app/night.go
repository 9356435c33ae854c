package app

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/web"
)

// Names of nightly backups; the night stands between. They sort by age.
const (
	nightlyPrefix = "nightly-"
	nightlySuffix = ".dump.gz"
)

func (a *App) backups() string { return filepath.Join(a.Data, "backups") }

// nightlyFiles are the names of the nightly backups in dir, oldest first.
func nightlyFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), nightlyPrefix) && strings.HasSuffix(e.Name(), nightlySuffix) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// NightlyBackups lists the nightly backups on this machine, newest first.
func (a *App) NightlyBackups() ([]web.BackupFile, error) {
	names, err := nightlyFiles(a.backups())
	if err != nil {
		return nil, err
	}
	var list []web.BackupFile
	for _, name := range slices.Backward(names) {
		info, err := os.Stat(filepath.Join(a.backups(), name))
		if err != nil {
			return nil, err
		}
		list = append(list, web.BackupFile{Name: name, At: info.ModTime(), Size: info.Size()})
	}
	return list, nil
}

// lookedInto remembers how the watched folders were found. A folder that could be read
// until now is logged and counted once, not every minute.
func (a *App) lookedInto(unreadable []string, counts job.Counts) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, path := range unreadable {
		if !slices.Contains(a.watch.Unreadable, path) {
			counts["unreadable"]++
			a.Log.Warn("a watched folder cannot be read", "folder", path)
		}
	}
	a.watch.At, a.watch.Unreadable = a.Now(), unreadable
}

// Watching tells how the watched folders were found last and when they are looked into
// next.
func (a *App) Watching() web.Watching {
	a.mu.Lock()
	defer a.mu.Unlock()
	w := a.watch
	w.Next = a.Now().Truncate(watchEvery).Add(watchEvery)
	return w
}

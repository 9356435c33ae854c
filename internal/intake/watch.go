package intake

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Arrival is a file that came into a watched folder and what became of it.
type Arrival struct {
	File   string
	Report Report
	Err    error
}

// Watch looks once into all watched folders and imports the files that are new and
// complete: their size has not changed since the last look, and their content was
// not taken over before. A file that was refused is tried again only when it has
// changed. Files stay where they are.
func (s *Service) Watch(ctx context.Context) ([]Arrival, error) {
	folders, err := s.folders(ctx)
	if err != nil {
		return nil, err
	}
	var all []Arrival
	for _, f := range folders {
		entries, err := os.ReadDir(f.path)
		if err != nil {
			all = append(all, Arrival{File: f.path, Err: fault.Wrap(err, fault.NotFound, "intake.no_such_file", f.path)})
			continue
		}
		for _, e := range entries {
			if e.Name()[0] == '.' {
				continue
			}
			a, err := s.arrive(ctx, filepath.Join(f.path, e.Name()), f.source, e.IsDir())
			if err != nil {
				return all, err
			}
			if a != nil {
				all = append(all, *a)
			}
		}
	}
	return all, nil
}

type watched struct{ path, source string }

// folders are those of the sources and the one of the firm, each once.
func (s *Service) folders(ctx context.Context) ([]watched, error) {
	sources, err := s.Sources(ctx)
	if err != nil {
		return nil, err
	}
	var list []watched
	for _, src := range sources {
		if src.WatchFolder != "" && !slices.ContainsFunc(list, func(w watched) bool { return w.path == src.WatchFolder }) {
			list = append(list, watched{src.WatchFolder, src.Name})
		}
	}
	p, err := firm.Load(ctx, s.db)
	if fault.KindOf(err) == fault.NotFound {
		return list, nil
	}
	if folder := p.Settings.ImportFolder; err == nil && folder != "" &&
		!slices.ContainsFunc(list, func(w watched) bool { return w.path == folder }) {
		list = append(list, watched{folder, ""})
	}
	return list, err
}

// arrive imports one file if it is new and complete; nil means that there was
// nothing to do.
func (s *Service) arrive(ctx context.Context, path, source string, isDir bool) (*Arrival, error) {
	if isDir {
		if _, err := os.Stat(filepath.Join(path, "index.xml")); err != nil {
			return nil, nil //nolint:nilerr // a folder that is no till export
		}
	}
	size, err := sizeOf(path)
	if err != nil || size == 0 {
		return nil, nil //nolint:nilerr // gone again, or not begun
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil //nolint:nilerr // gone again
	}
	state := size ^ info.ModTime().UnixNano()
	s.mu.Lock()
	last, known := s.sizes[path]
	handled := s.sizes["\x00"+path] == state && known
	s.sizes[path] = state
	s.mu.Unlock()
	if !known || last != state || handled {
		return nil, nil
	}
	digest, err := digestFile(ctx, path)
	if err != nil {
		return nil, err
	}
	n, err := store.Value[int64](ctx, s.db, statements.Get("imported-digest"), digest)
	if err != nil {
		return nil, err
	}
	a := &Arrival{File: path}
	if n == 0 {
		a.Report, a.Err = s.Run(ctx, Request{Path: path, Source: source}, nil)
	}
	if a.Err != nil && ctx.Err() != nil {
		return a, ctx.Err()
	}
	s.mu.Lock()
	s.sizes["\x00"+path] = state
	s.mu.Unlock()
	if n > 0 {
		return nil, nil
	}
	return a, nil
}

// Missing is a source whose daily file did not come.
type Missing struct {
	Source  string
	LastDay cal.Date // of its documents
	Day     cal.Date // the last open day that is missing
}

// MissingDaily returns the sources from which a file is expected for every open day
// and which have brought nothing for the last open day before today.
func (s *Service) MissingDaily(ctx context.Context, today cal.Date, calendar cal.Calendar) ([]Missing, error) {
	sources, err := s.Sources(ctx)
	if err != nil {
		return nil, err
	}
	day := today.Add(-1)
	for n := 0; !calendar.Open(day) && n < 60; n++ {
		day = day.Add(-1)
	}
	var list []Missing
	for _, src := range sources {
		if src.ExpectDaily && (src.LastDay == cal.Never || src.LastDay < day) {
			list = append(list, Missing{src.Name, src.LastDay, day})
		}
	}
	return list, nil
}

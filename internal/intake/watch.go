package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Arrival is a file that came into a watched folder and what became of it.
type Arrival struct {
	File   string
	Folder bool // File is a watched folder that cannot be read
	Report Report
	Err    error
}

// Feed is how the files of a source come by themselves.
type Feed struct {
	Source  string
	Folder  string   // "" for the firm's own
	Daily   bool     // a file is expected for every open day
	Dated   bool     // it brings documents with a day; without them none can be missed
	LastDay cal.Date // of its documents, cal.Never without any
}

// Feeds returns one row for each source, by name. A source whose columns changed has
// several layouts; its newest document counts.
func (s *Service) Feeds(ctx context.Context) ([]Feed, error) {
	rows, err := store.All(ctx, s.db, statements.Get("feeds"), func(f *Feed) []any {
		return []any{&f.Source, &f.Folder, &f.Daily, &f.Dated, &f.LastDay}
	})
	if err != nil {
		return nil, fmt.Errorf("list the sources: %w", err)
	}
	var list []Feed
	for _, r := range rows {
		if n := len(list); n == 0 || list[n-1].Source != r.Source {
			list = append(list, r)
			continue
		}
		f := &list[len(list)-1]
		if f.Folder == "" {
			f.Folder = r.Folder
		}
		if r.LastDay != cal.Never && (f.LastDay == cal.Never || f.LastDay < r.LastDay) {
			f.LastDay = r.LastDay
		}
		f.Daily, f.Dated = f.Daily || r.Daily, f.Dated || r.Dated
	}
	return list, nil
}

// Arrangement says where files come by themselves.
type Arrangement struct {
	Folder string // the firm's, for files of any source; "" for none
	Feeds  []Feed
}

// Arranged returns where files come by themselves now.
func (s *Service) Arranged(ctx context.Context) (a Arrangement, err error) {
	if a.Feeds, err = s.Feeds(ctx); err != nil {
		return a, err
	}
	p, err := firm.Load(ctx, s.db)
	if fault.KindOf(err) == fault.NotFound {
		return a, nil
	}
	a.Folder = p.Settings.ImportFolder
	return a, err
}

// Arrange changes where files come by themselves to what want says of the firm and of
// the sources that it names, and writes the changes into the history. Only a source
// with dated documents can be expected daily: otherwise fault.Invalid
// "intakerun.daily_needs_orders".
func (s *Service) Arrange(ctx context.Context, actor int64, want Arrangement) error {
	is, err := s.Arranged(ctx)
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *store.Tx) error {
		if want.Folder != is.Folder {
			if err := CheckFolder(want.Folder); err != nil {
				return err
			}
			if err := firm.ChangeSettings(ctx, tx, actor, s.instant(), func(f *firm.Settings) { f.ImportFolder = want.Folder }); err != nil {
				return err
			}
		}
		for _, f := range want.Feeds {
			i := slices.IndexFunc(is.Feeds, func(old Feed) bool { return old.Source == f.Source })
			if i < 0 {
				return fault.New(fault.NotFound, "intakerun.no_such_source")
			}
			if err := s.setFeed(ctx, tx, actor, is.Feeds[i], f); err != nil {
				return err
			}
		}
		return nil
	})
}

// UndoFeed takes a change of a watched folder back unless it was changed since: then
// fault.Conflict "intakerun.feed_changed".
func (s *Service) UndoFeed(ctx context.Context, tx *store.Tx, actor int64, e history.Entry) error {
	var was, then struct {
		Source, Folder string
		Daily          bool
	}
	if err := errors.Join(json.Unmarshal(e.Before, &was), json.Unmarshal(e.After, &then)); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	feeds, err := s.Feeds(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(feeds, func(f Feed) bool { return f.Source == then.Source })
	if i < 0 || feeds[i].Folder != then.Folder || feeds[i].Daily != then.Daily {
		return fault.New(fault.Conflict, "intakerun.feed_changed")
	}
	back := feeds[i]
	back.Folder, back.Daily = was.Folder, was.Daily
	return s.setFeed(ctx, tx, actor, feeds[i], back)
}

func (s *Service) setFeed(ctx context.Context, tx *store.Tx, actor int64, old, f Feed) error {
	switch {
	case f.Folder == old.Folder && f.Daily == old.Daily:
		return nil
	case f.Daily && !old.Dated:
		return fault.New(fault.Invalid, "intakerun.daily_needs_orders", f.Source)
	case f.Folder != old.Folder:
		if err := CheckFolder(f.Folder); err != nil {
			return err
		}
	}
	expect := 0
	if f.Daily {
		expect = 1
	}
	if _, err := tx.Exec(ctx, statements.Get("set-feed"), f.Source, f.Folder, expect); err != nil {
		return err
	}
	kept := func(f Feed) map[string]any {
		return map[string]any{"source": f.Source, "folder": f.Folder, "daily": f.Daily}
	}
	_, err := history.Append(ctx, tx, history.Entry{
		At: s.instant(), Actor: actor, Verb: "firm.feed", Subject: "firm", SubjectID: 1, Before: history.Values(kept(old)), After: history.Values(kept(f)),
	})
	return err
}

// CheckFolder refuses a folder that cannot be watched: it must be named from the root
// of this machine, exist and be readable. "" is fine and watches nothing.
func CheckFolder(path string) error {
	if path == "" {
		return nil
	}
	if !filepath.IsAbs(path) {
		return fault.New(fault.Invalid, "intakerun.folder_relative", path)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fault.New(fault.Invalid, "intakerun.folder_missing", path)
	case err != nil:
		return fault.Wrap(err, fault.Invalid, "intakerun.folder_unreadable", path)
	case !info.IsDir():
		return fault.New(fault.Invalid, "intakerun.folder_file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "intakerun.folder_unreadable", path)
	}
	_, err = f.Readdirnames(1)
	if err = errors.Join(ignoreEOF(err), f.Close()); err != nil {
		return fault.Wrap(err, fault.Invalid, "intakerun.folder_unreadable", path)
	}
	return nil
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// Watch looks once into all watched folders and imports the files that are new and
// complete: their size has not changed since the last look, and their content was
// not taken over before. A file that was refused is tried again only when it has
// changed; [Service.Refused] remembers it. Files stay where they are. A folder that
// cannot be read is an arrival with Folder set.
func (s *Service) Watch(ctx context.Context) ([]Arrival, error) {
	folders, err := s.folders(ctx)
	if err != nil {
		return nil, err
	}
	var all []Arrival
	for _, f := range folders {
		entries, err := os.ReadDir(f.path)
		if err != nil {
			all = append(all, Arrival{File: f.path, Folder: true, Err: fault.Wrap(err, fault.NotFound, "intakerun.folder_unreadable", f.path)})
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
	return all, s.letGo(ctx)
}

type watched struct{ path, source string }

// folders are those of the sources and the one of the firm, each once.
func (s *Service) folders(ctx context.Context) ([]watched, error) {
	feeds, err := s.Feeds(ctx)
	if err != nil {
		return nil, err
	}
	var list []watched
	for _, f := range feeds {
		if f.Folder != "" && !slices.ContainsFunc(list, func(w watched) bool { return w.path == f.Folder }) {
			list = append(list, watched{f.Folder, f.Source})
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
		a.Report, a.Err = s.Run(ctx, Request{Path: path, Source: source, Watched: true}, nil)
	}
	if a.Err != nil && ctx.Err() != nil {
		return a, ctx.Err()
	}
	if a.Err != nil && a.Report.Import == 0 {
		if err := s.noteRefusal(ctx, path, size, digest, a.Err); err != nil {
			return a, err
		}
	}
	s.mu.Lock()
	s.sizes["\x00"+path] = state
	s.mu.Unlock()
	if n > 0 {
		return nil, nil
	}
	return a, nil
}

// noteRefusal writes down a file that was refused before its import began, once for
// the same content.
func (s *Service) noteRefusal(ctx context.Context, path string, size int64, digest string, cause error) error {
	failure := Failure{Key: "intakerun.internal"}
	if f := fault.Of(cause); f != nil {
		failure = Failure{Key: f.Key, Args: f.Args}
	}
	name, none := filepath.Base(path), Figures{FirstDay: cal.Never, LastDay: cal.Never}
	return s.db.Update(ctx, func(tx *store.Tx) error {
		n, err := store.Value[int64](ctx, tx, statements.Get("refused-before"), digest, name)
		if err != nil || n > 0 {
			return err
		}
		set := settings{Request: Request{Path: path, Watched: true}}
		id, err := store.Value[int64](ctx, tx, statements.Get("open-import"), "", "", name, size, digest, asJSON(set), int64(0), s.instant())
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, statements.Get("finish"), id, string(Failed), none.text(), asJSON(failure), s.instant())
		return err
	})
}

// refusedSpan is how long a refused file is told.
const refusedSpan = 14 * 24 * time.Hour

// Refused returns the files of watched folders that could not be taken over in the
// last two weeks, newest first and each once. A file is forgotten when one of its name
// or content was taken over since, or when it was removed from the folder.
func (s *Service) Refused(ctx context.Context) ([]Import, error) {
	list, err := s.list(ctx, "refused", cal.At(s.now().Add(-refusedSpan)))
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(i Import) bool {
		path := i.settings.Request.Path
		again := seen[path]
		seen[path] = true
		return again
	}), nil
}

// letGo forgets refused files that somebody took out of their folder. A folder that is
// not there at all proves nothing.
func (s *Service) letGo(ctx context.Context) error {
	refused, err := s.list(ctx, "refused", cal.At(s.now().Add(-refusedSpan)))
	if err != nil {
		return err
	}
	for _, i := range refused {
		path := i.settings.Request.Path
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) || CheckFolder(filepath.Dir(path)) != nil {
			continue
		}
		err := s.db.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, statements.Get("let-go"), i.ID)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
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
	feeds, err := s.Feeds(ctx)
	if err != nil {
		return nil, err
	}
	day := today.Add(-1)
	for n := 0; !calendar.Open(day) && n < 60; n++ {
		day = day.Add(-1)
	}
	var list []Missing
	for _, f := range feeds {
		if f.Daily && f.Dated && (f.LastDay == cal.Never || f.LastDay < day) {
			list = append(list, Missing{f.Source, f.LastDay, day})
		}
	}
	return list, nil
}

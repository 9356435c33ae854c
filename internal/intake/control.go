package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Keep stores a file that was handed in and returns its path for [Request]. It is
// removed when an import of it is done, or by [Service.Discard]. A file that fills
// more than a third of the free disk is refused with fault.Limit.
func (s *Service) Keep(ctx context.Context, name string, r io.Reader) (path string, err error) {
	free, err := s.free(s.dir)
	if err != nil {
		return "", fmt.Errorf("look for free disk space: %w", err)
	}
	f, err := os.CreateTemp(s.dir, "upload-*")
	if err != nil {
		return "", fmt.Errorf("keep %s: %w", name, err)
	}
	n, err := io.Copy(f, io.LimitReader(contextReader{ctx, r}, free/3+1))
	if errors.Is(err, io.ErrUnexpectedEOF) { // of reading: the sender gave up
		err = fault.Wrap(err, fault.Invalid, "intakerun.broken_off", name)
	}
	err = errors.Join(err, f.Close())
	if err == nil && n > free/3 {
		err = fault.New(fault.Limit, "intakerun.disk", name, megabytes(n), megabytes(free))
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// owned tells whether a file was stored by Keep.
func (s *Service) owned(path string) bool {
	dir, err := filepath.Abs(s.dir)
	return err == nil && filepath.Dir(path) == dir && strings.HasPrefix(filepath.Base(path), "upload-")
}

func (s *Service) dropFile(path string) {
	if !s.owned(path) {
		return
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		s.log.Warn("import: a file that was handed in could not be removed", "error", err)
	}
}

// Start begins an import and returns its id; it goes on when ctx ends. Refusals of
// the file come at once, later failures stand with the import. See [Service.Progress]
// and [Service.Cancel].
func (s *Service) Start(ctx context.Context, r Request) (int64, error) {
	run, err := s.prepare(ctx, r, 0)
	if err != nil {
		return 0, err
	}
	s.work.Add(1)
	go func() {
		defer s.work.Done()
		if _, err := run.do(context.WithoutCancel(ctx), nil); err != nil && fault.Of(err) == nil {
			s.log.Error("import", "import", run.id, "error", err)
		}
	}()
	return run.id, nil
}

// Close stops the imports of this process and waits for them. Nothing of them is
// taken over; they can be started again.
func (s *Service) Close() {
	s.mu.Lock()
	for _, r := range s.running {
		r.stop()
	}
	s.mu.Unlock()
	s.work.Wait()
}

// Cancel asks a running import to stop, in whichever process it runs. It fails with
// fault.Conflict "intakerun.not_running".
func (s *Service) Cancel(ctx context.Context, id int64) error {
	s.mu.Lock()
	r := s.running[id]
	s.mu.Unlock()
	if r != nil {
		r.stop()
		return nil
	}
	return s.db.Update(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, statements.Get("ask-cancel"), id)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "intakerun.not_running")
		}
		return err
	})
}

// Repeat runs the file of an import again as it was asked for: for real after a dry
// run, and anew after one that was cancelled, failed or interrupted. It fails with
// fault.NotFound "intakerun.file_gone".
func (s *Service) Repeat(ctx context.Context, id int64, progress func(Progress)) (Report, error) {
	r, err := s.again(ctx, id)
	if err != nil {
		return Report{}, err
	}
	return s.Run(ctx, r, progress)
}

// StartAgain is Repeat in the way of [Service.Start].
func (s *Service) StartAgain(ctx context.Context, id int64) (int64, error) {
	r, err := s.again(ctx, id)
	if err != nil {
		return 0, err
	}
	return s.Start(ctx, r)
}

func (s *Service) again(ctx context.Context, id int64) (Request, error) {
	imp, err := s.Get(ctx, id)
	if err != nil {
		return Request{}, err
	}
	r := imp.settings.Request
	if _, err := os.Stat(r.Path); err != nil {
		return r, fault.Wrap(err, fault.NotFound, "intakerun.file_gone")
	}
	if imp.State == Checked {
		if err := removeStage(stagePath(s.dir, imp.settings.Stage)); err != nil {
			return r, err
		}
	}
	r.DryRun = false
	return r, nil
}

// Discard throws away what a dry run or a broken import has left behind.
func (s *Service) Discard(ctx context.Context, id int64) error {
	imp, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	if imp.State == Running || imp.State == Cancelling {
		return fault.New(fault.Conflict, "intakerun.cancelled")
	}
	s.dropFile(imp.settings.Request.Path)
	return removeStage(stagePath(s.dir, imp.settings.Stage))
}

// silence is after how long without a sign of life a process of another computer is
// taken for dead.
const silence = 2 * time.Minute

// stageAge is how long the preview of a dry run is kept.
const stageAge = 7 * 24 * time.Hour

// Recover finds imports whose process has died, marks them as interrupted (nothing
// of them was written) and removes what they and old dry runs left in the data
// folder. It is called at the start of the program and now and then.
func (s *Service) Recover(ctx context.Context) ([]Import, error) {
	live, err := s.list(ctx, "live-imports")
	if err != nil {
		return nil, err
	}
	host, _ := os.Hostname() // unknown is never equal to a known one
	var dead []Import
	for _, imp := range live {
		if s.lives(imp, host) {
			continue
		}
		if err := s.db.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, statements.Get("interrupt"), imp.ID, s.instant())
			return err
		}); err != nil {
			return dead, fmt.Errorf("mark import %d as interrupted: %w", imp.ID, err)
		}
		imp.State = Interrupted
		dead = append(dead, imp)
		if err := removeStage(stagePath(s.dir, imp.settings.Stage)); err != nil {
			return dead, err
		}
	}
	if err := s.clearEnded(ctx, host); err != nil {
		return dead, err
	}
	return dead, s.sweep()
}

// clearEnded removes what imports of this database left that ended well but whose process
// died before it had cleaned up: their stages, and files that were handed in and taken in.
func (s *Service) clearEnded(ctx context.Context, host string) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("look for what ended imports left: %w", err)
	}
	for _, e := range entries {
		path := filepath.Join(s.dir, e.Name())
		stage, isStage := strings.CutPrefix(strings.TrimSuffix(e.Name(), ".stage"), stagePrefix)
		isStage = isStage && strings.HasSuffix(path, ".stage")
		if !isStage && !s.owned(path) {
			continue
		}
		mark := stage // names are drawn: they stand in no other setting
		if !isStage {
			mark = e.Name()
		}
		uses, err := s.list(ctx, "imports-with", "%"+mark+`"%`)
		if err != nil {
			return err
		}
		switch {
		case slices.ContainsFunc(uses, func(i Import) bool { return s.lives(i, host) }):
		case isStage && slices.ContainsFunc(uses, func(i Import) bool { return i.State != Checked }):
			if err := removeStage(path); err != nil {
				return err
			}
		case !isStage && slices.ContainsFunc(uses, func(i Import) bool { return i.State == Done || i.State == Undone }):
			s.dropFile(path)
		}
	}
	return nil
}

func (s *Service) lives(imp Import, host string) bool {
	s.mu.Lock()
	_, mine := s.running[imp.ID]
	s.mu.Unlock()
	set := imp.settings
	switch {
	case mine:
		return true
	case set.Host == host && host != "" && set.Process != os.Getpid():
		return alive(set.Process)
	case set.Host == host && host != "":
		return false
	}
	return s.now().Sub(imp.Seen.Time(time.UTC)) < silence
}

// sweep removes old previews and files that were handed in and forgotten. Age decides
// and not this database, which may not be the only one that uses the folder.
func (s *Service) sweep() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("look for left stages: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || s.now().Sub(info.ModTime()) <= stageAge {
			continue // gone meanwhile, or young
		}
		name := filepath.Join(s.dir, e.Name())
		if s.owned(name) {
			s.dropFile(name)
		} else if strings.HasPrefix(e.Name(), stagePrefix) && strings.HasSuffix(name, ".stage") {
			if err := removeStage(name); err != nil {
				return err
			}
		}
	}
	return nil
}

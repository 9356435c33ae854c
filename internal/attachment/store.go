package attachment

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

const (
	// Keep is how long the content of a removed file stays.
	Keep = 30 * 24 * time.Hour
	// lostAfter is how old a content in the folder must be that no row names, and a part
	// of an upload, before it is removed: younger ones may be on their way.
	lostAfter = 24 * time.Hour
	// chunkBytes is the size of a piece in the database; as base64 it has 64 kB.
	chunkBytes = 48 << 10
)

// Store keeps contents: in Dir on SQLite, in the database on PostgreSQL, where Dir only
// holds what is being uploaded.
type Store struct {
	DB  *store.DB
	Dir string
	Now func() time.Time

	mu sync.RWMutex // the sweep must not remove a content that an upload found there
}

func (s *Store) inFolder() bool { return s.DB.Dialect() == store.SQLite }

func (s *Store) path(hash string) string { return filepath.Join(s.Dir, hash[:2], hash) }

// Add reads r to its end and gives it to a customer as a file. most is the size limit in
// bytes. It fails with fault.Limit "attachment.too_large", with fault.Invalid
// "attachment.empty" and as [Sniff] does; then nothing is kept. Equal content under the
// same name is there already: the row that exists is returned.
func (s *Store) Add(ctx context.Context, by row.By, who int64, name string, r io.Reader, most int64) (File, error) {
	part, err := s.spool(r, most)
	if err != nil {
		return File{}, err
	}
	defer func() { _ = os.Remove(part.path) }()
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.inFolder() {
		if err := s.place(part); err != nil {
			return File{}, fmt.Errorf("keep a file: %w", err)
		}
	}
	f := File{Customer: who, Name: Name(name, part.kind), Kind: part.kind.MIME, Size: part.size, Hash: part.hash, By: by.Actor, At: by.At}
	err = s.DB.Update(ctx, func(tx *store.Tx) error {
		if old, found, err := same(ctx, tx, &f); err != nil || found {
			f = old
			return err
		}
		if !s.inFolder() {
			if err := putChunks(ctx, tx, part); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, statements.Get("keep-blob"), f.Hash, f.Size); err != nil {
			return err
		}
		f.ID, err = files.Create(ctx, tx, by, f)
		f.Version = 1
		return err
	})
	return f, err
}

// same finds the file that a customer has already with this name and content.
func same(ctx context.Context, tx *store.Tx, f *File) (File, bool, error) {
	if f.Customer == 0 {
		return *f, false, nil
	}
	if _, err := customer.Get(ctx, tx, f.Customer); err != nil {
		return *f, false, err
	}
	have, err := Of(ctx, tx, f.Customer)
	for _, old := range have {
		if old.Hash == f.Hash && old.Name == f.Name {
			return old, true, nil
		}
	}
	return *f, false, err
}

// part is an upload in a temporary file.
type part struct {
	path, hash string
	size       int64
	kind       Kind
}

func (s *Store) spool(r io.Reader, most int64) (p part, err error) {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return p, fmt.Errorf("make the folder of files: %w", err)
	}
	f, err := os.CreateTemp(s.Dir, "part-*")
	if err != nil {
		return p, fmt.Errorf("take in a file: %w", err)
	}
	p.path = f.Name()
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			_ = os.Remove(p.path)
			if store.IsFull(err) {
				err = fault.Wrap(err, fault.Limit, "app.disk_full", s.Dir)
			}
		}
	}()
	sum := sha256.New()
	if p.size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, most+1)); err != nil {
		return p, err
	}
	switch {
	case p.size > most:
		return p, fault.New(fault.Limit, "attachment.too_large", most>>20)
	case p.size == 0:
		return p, fault.New(fault.Invalid, "attachment.empty")
	}
	p.hash = hex.EncodeToString(sum.Sum(nil))
	if p.kind, err = Sniff(f, p.size); err != nil {
		return p, err
	}
	return p, f.Sync()
}

// place gives a spooled content its name in the folder. One that is there stays.
func (s *Store) place(p part) error {
	to := s.path(p.hash)
	if info, err := os.Stat(to); err == nil && info.Size() == p.size {
		now := s.Now()
		return os.Chtimes(to, now, now) // young again, should the row not be written
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := os.Rename(p.path, to); err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}

// syncDir makes a new name in a folder durable; systems that cannot do that do it
// themselves.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, fs.ErrPermission) {
		return errors.Join(err, d.Close())
	}
	return d.Close()
}

func putChunks(ctx context.Context, tx *store.Tx, p part) error {
	n, err := store.Value[int64](ctx, tx, statements.Get("count-chunks"), p.hash)
	if err != nil || n > 0 {
		return err
	}
	f, err := os.Open(p.path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return eachChunk(f, func(n int64, content string) error {
		_, err := tx.Exec(ctx, statements.Get("add-chunk"), p.hash, n, content)
		return err
	})
}

// eachChunk cuts a content into pieces as the database and a dump hold them.
func eachChunk(r io.Reader, fn func(n int64, content string) error) error {
	buf := make([]byte, chunkBytes)
	for n := int64(0); ; n++ {
		have, err := io.ReadFull(r, buf)
		if have > 0 {
			if err := fn(n, base64.StdEncoding.EncodeToString(buf[:have])); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// Open returns the content of a file, to be closed. A content that is missing fails with
// fault.NotFound "attachment.missing".
func (s *Store) Open(ctx context.Context, f File) (io.ReadCloser, error) {
	if !s.inFolder() {
		n, err := store.Value[int64](ctx, s.DB, statements.Get("count-chunks"), f.Hash)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "attachment.missing", f.Name)
		}
		return &chunks{ctx: ctx, db: s.DB, hash: f.Hash}, err
	}
	r, err := os.Open(s.path(f.Hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(err, fault.NotFound, "attachment.missing", f.Name)
	}
	return r, err
}

// chunks reads the pieces of a content one after the other.
type chunks struct {
	ctx  context.Context
	db   store.Querier
	hash string
	n    int64
	have []byte
}

func (c *chunks) Read(p []byte) (int, error) {
	for len(c.have) == 0 {
		text, found, err := store.One(c.ctx, c.db, statements.Get("chunk"), func(s *string) []any { return []any{s} }, c.hash, c.n)
		if err != nil {
			return 0, err
		}
		if !found {
			return 0, io.EOF
		}
		if c.have, err = base64.StdEncoding.DecodeString(text); err != nil {
			return 0, fmt.Errorf("piece %d of content %s: %w", c.n, c.hash, err)
		}
		c.n++
	}
	n := copy(p, c.have)
	c.have = c.have[n:]
	return n, nil
}

func (c *chunks) Close() error { return nil }

// Sweep removes contents that no file has named for [Keep], and what broken uploads left
// in the folder. It returns how many contents went.
func (s *Store) Sweep(ctx context.Context) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	var due []string
	err := s.DB.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, statements.Get("named-again")); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, statements.Get("orphan"), cal.At(now)); err != nil {
			return err
		}
		var err error
		due, err = store.All(ctx, tx, statements.Get("due"), func(h *string) []any { return []any{h} }, cal.At(now.Add(-Keep)))
		if err != nil {
			return err
		}
		for _, hash := range due {
			for _, name := range []string{"drop-chunks", "drop-blob"} {
				if _, err := tx.Exec(ctx, statements.Get(name), hash); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("remove contents without a file: %w", err)
	}
	return len(due), s.sweepFolder(ctx, due, now.Add(-lostAfter))
}

// sweepFolder removes the contents gone from the folder, and those that were never
// written down and are older than before.
func (s *Store) sweepFolder(ctx context.Context, gone []string, before time.Time) error {
	if s.inFolder() {
		for _, hash := range gone {
			if err := os.Remove(s.path(hash)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	known, err := s.blobs(ctx)
	if err != nil {
		return err
	}
	err = filepath.WalkDir(s.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := d.Name()
		_, kept := known[name]
		if kept || !strings.HasPrefix(name, "part-") && len(name) != 2*sha256.Size {
			return nil
		}
		info, err := d.Info()
		if err != nil || info.ModTime().After(before) {
			return err
		}
		return os.Remove(path)
	})
	if errors.Is(err, fs.ErrNotExist) { // no file was ever kept
		return nil
	}
	return err
}

// blobs are the sizes of all contents by hash.
func (s *Store) blobs(ctx context.Context) (map[string]int64, error) {
	type blob struct {
		hash string
		size int64
	}
	list, err := store.All(ctx, s.DB, statements.Get("blobs"), func(b *blob) []any { return []any{&b.hash, &b.size} })
	known := make(map[string]int64, len(list))
	for _, b := range list {
		known[b.hash] = b.size
	}
	return known, err
}

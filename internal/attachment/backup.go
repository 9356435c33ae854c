package attachment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/stammkunde/stammkunde/internal/store"
)

// Table is the table of pieces, which a dump holds whatever database it comes from.
const Table = "attachment_chunk"

// Dump yields the rows of [Table] as q, a snapshot, and the folder have them: hash, number
// and content. Contents that are missing are left out; [Store.Missing] tells them.
func (s *Store) Dump(ctx context.Context, q store.Querier, row func(values []any) error) error {
	hashes, err := store.All(ctx, q, statements.Get("blobs"), func(h *string) []any { return []any{h, new(int64)} })
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		f, err := os.Open(s.path(hash))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		err = eachChunk(f, func(n int64, content string) error { return row([]any{hash, n, content}) })
		if err = errors.Join(err, f.Close()); err != nil {
			return fmt.Errorf("content %s: %w", hash, err)
		}
	}
	return nil
}

// Folder reports whether contents are files, so that a dump has to ask Dump for them.
func (s *Store) Folder() bool { return s.inFolder() }

// Unpack writes contents that a restore brought into the database to the folder, where
// the database is SQLite. Done twice, or broken off and done again, it does the rest.
func (s *Store) Unpack(ctx context.Context) error {
	if !s.inFolder() {
		return nil
	}
	hashes, err := store.All(ctx, s.DB, statements.Get("chunked"), func(h *string) []any { return []any{h} })
	if err != nil {
		return fmt.Errorf("read the contents of a backup: %w", err)
	}
	for _, hash := range hashes {
		if err := s.unpack(ctx, hash); err != nil {
			return fmt.Errorf("unpack content %s: %w", hash, err)
		}
	}
	return nil
}

func (s *Store) unpack(ctx context.Context, hash string) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(s.Dir, "part-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), &chunks{ctx: ctx, db: s.DB, hash: hash})
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return errors.New("the content is not what its hash says")
	}
	if err := s.place(part{path: f.Name(), hash: hash, size: n}); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, statements.Get("drop-chunks"), hash)
		return err
	})
}

// Missing returns the hashes of contents that should be there and are not, or are not
// what their hash says.
func (s *Store) Missing(ctx context.Context) ([]string, error) {
	known, err := s.blobs(ctx)
	if err != nil {
		return nil, err
	}
	var bad []string
	for hash := range known {
		r, err := s.content(ctx, hash)
		if err != nil {
			return nil, err
		}
		sum := sha256.New()
		if r != nil {
			_, err = io.Copy(sum, r)
			if err = errors.Join(err, r.Close()); err != nil && s.inFolder() {
				return nil, err
			}
		}
		if r == nil || hex.EncodeToString(sum.Sum(nil)) != hash {
			bad = append(bad, hash)
		}
	}
	return bad, nil
}

// content opens a content by its hash; nil when it is not there.
func (s *Store) content(ctx context.Context, hash string) (io.ReadCloser, error) {
	if !s.inFolder() {
		return &chunks{ctx: ctx, db: s.DB, hash: hash}, nil
	}
	f, err := os.Open(s.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

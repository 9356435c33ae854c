package intake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/stammkunde/stammkunde/internal/store"
)

// stageTables is the whole schema of a stage. A chunk is a run of neighbouring rows
// of one document (or one customer, product, contact); its key finds the other runs
// of the same document. A person is what rows tell about a customer beside his
// number, the latest row winning.
const stageTables = `
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key TEXT NOT NULL, customer TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, lines INTEGER NOT NULL,
  head BLOB NOT NULL, body BLOB NOT NULL, verdicts BLOB, again INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE person (
  number TEXT PRIMARY KEY, at INTEGER NOT NULL, digest INTEGER NOT NULL, row INTEGER NOT NULL,
  fields BLOB NOT NULL, contact INTEGER NOT NULL, customer INTEGER NOT NULL DEFAULT 0, verdict INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE article (
  number TEXT PRIMARY KEY, row INTEGER NOT NULL, fields BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE aside (
  row INTEGER PRIMARY KEY, part INTEGER NOT NULL, line INTEGER NOT NULL, col INTEGER NOT NULL,
  field TEXT NOT NULL, reason TEXT NOT NULL, raw TEXT NOT NULL
) STRICT;
CREATE TABLE mended (row INTEGER PRIMARY KEY) STRICT;`

// stage is the temporary database of one import: the rows as they were understood,
// compact, so that memory does not grow with the file. It is thrown away with the
// import and never needs to survive a crash.
type stage struct {
	db   *store.DB
	path string
}

func newStage(ctx context.Context, path string) (*stage, error) {
	if err := removeStage(path); err != nil {
		return nil, err
	}
	s, err := openStage(ctx, path)
	if err != nil {
		return nil, errors.Join(err, removeStage(path))
	}
	if _, err := s.db.Raw().ExecContext(ctx, stageTables); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the stage: %w", err), s.drop())
	}
	return s, nil
}

func openStage(ctx context.Context, path string) (*stage, error) {
	db, err := store.Open(ctx, path, store.Options{Volatile: true, Readers: 2})
	if err != nil {
		return nil, fmt.Errorf("open the stage: %w", err)
	}
	return &stage{db: db, path: path}, nil
}

func (s *stage) close() error { return s.db.Close() }

func (s *stage) drop() error { return errors.Join(s.db.Close(), removeStage(s.path)) }

func removeStage(path string) error {
	// The file itself goes last: by it the others are found when this is broken off.
	for _, suffix := range []string{"-wal", "-shm", "-journal", ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove the stage: %w", err)
		}
	}
	return nil
}

// stagePath is where a stage lies. Its name is drawn and noted with the import: the
// ids of imports repeat when two databases share a folder.
func stagePath(dir, name string) string {
	return filepath.Join(dir, stagePrefix+name+".stage")
}

const stagePrefix = "import-"

// The kinds of chunks, in the order in which they are applied: orders need the
// customers and products that the same file brings.
const (
	chunkCustomer = iota + 1
	chunkProduct
	chunkOrder
	chunkInteraction
	chunkPayment
	chunkCost
)

// chunk is a run of neighbouring rows with the same key.
type chunk struct {
	id          int64
	kind        int
	key         string
	customer    string
	first, last int64 // row numbers, see rowNumber
	lines       int
	head        []byte
	body        []byte
	again       bool // the key occurs in another chunk too
}

func (c *chunk) fields() []any {
	return []any{&c.id, &c.key, &c.customer, &c.first, &c.last, &c.lines, &c.head, &c.body, &c.again}
}

// rowNumber orders the rows of a file with several parts. line is the physical line.
func rowNumber(part, line int) int64 { return int64(part)<<40 | int64(line) }

func rowPart(row int64) int { return int(row >> 40) }
func rowLine(row int64) int { return int(row & (1<<40 - 1)) }

var (
	stagePutChunk  = store.New("stage-put-chunk", `INSERT INTO chunk (kind, key, customer, first, last, lines, head, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	stagePutPerson = store.New("stage-put-person", `
INSERT INTO person (number, at, digest, row, fields, contact) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (number) DO UPDATE SET at = excluded.at, digest = excluded.digest, row = excluded.row, fields = excluded.fields,
  contact = excluded.contact
WHERE excluded.at > person.at OR (excluded.at = person.at AND excluded.digest > person.digest)`)
	stagePutArticle = store.New("stage-put-article", `
INSERT INTO article (number, row, fields) VALUES ($1, $2, $3)
ON CONFLICT (number) DO UPDATE SET row = excluded.row, fields = excluded.fields WHERE excluded.fields > article.fields`)
	stagePutAside = store.New("stage-put-aside", `INSERT INTO aside (row, part, line, col, field, reason, raw) VALUES ($1, $2, $3, $4, $5, $6, $7)`)

	// The sum keeps SQLite from taking the index of keys and sorting the whole kind for
	// every page.
	stageChunks = store.New("stage-chunks", `
SELECT id, key, customer, first, last, lines, head, body, again FROM chunk WHERE kind + 0 = $1 AND id > $2 ORDER BY id LIMIT $3`)
	stageChunksOfKey = store.New("stage-chunks-of-key", `
SELECT id, key, customer, first, last, lines, head, body, again FROM chunk WHERE kind = $1 AND key = $2 ORDER BY id`)
	stagePersons = store.New("stage-persons", `
SELECT p.number, p.row, p.fields, coalesce((SELECT CAST(SUM(c.lines) AS INTEGER) FROM chunk c WHERE c.kind = 1 AND c.key = p.number), 0)
FROM person p WHERE p.contact = $1 AND p.number > $2 ORDER BY p.number LIMIT $3`)
	stageArticles = store.New("stage-articles", `SELECT number, row, fields FROM article WHERE number > $1 ORDER BY number LIMIT $2`)
	stageAsides   = store.New("stage-asides", `SELECT row, part, line, col, field, reason, raw FROM aside WHERE row > $1 ORDER BY row LIMIT $2`)
	stageSetOwner = store.New("stage-set-owner", `UPDATE person SET customer = $1, verdict = $2 WHERE number = $3`)
	stageOwners   = store.New("stage-owners", `
SELECT p.number, p.customer FROM person p WHERE p.customer <> 0 AND p.number IN (SELECT value FROM json_each($1))`)
	stagePutMended = store.New("stage-put-mended", `INSERT INTO mended (row) VALUES ($1) ON CONFLICT DO NOTHING`)

	stageVerdict = store.New("stage-verdict", `UPDATE chunk SET verdicts = $1 WHERE id = $2`)
)

// finish makes the index over keys and marks the chunks whose document goes on
// elsewhere in the file, so that the common case needs no look-up.
func (s *stage) finish(ctx context.Context) error {
	for _, text := range []string{
		`PRAGMA temp_store = FILE`,  // sorting the keys of millions of documents in memory takes some hundred megabytes
		`PRAGMA cache_size = -4096`, // of which as much is sorted at a time
		`CREATE INDEX chunk_key ON chunk (kind, key)`,
		`UPDATE chunk SET again = 1 WHERE (kind, key) IN (SELECT kind, key FROM chunk GROUP BY kind, key HAVING COUNT(*) > 1)`,
		`PRAGMA cache_size = -16384`,
	} {
		if _, err := s.db.Raw().ExecContext(ctx, text); err != nil {
			return fmt.Errorf("order the stage: %w", err)
		}
	}
	return nil
}

// mostLines is how many lines a document may have. It is compared and written as a
// whole; the longest receipts and collective invoices of small firms have some hundreds,
// and 20,000 lines take about 20 MB.
const mostLines = 20_000

var stageLongDocuments = store.New("stage-long-documents", `
SELECT key, CAST(SUM(lines) AS INTEGER) FROM chunk WHERE kind = $1 GROUP BY key HAVING SUM(lines) > $2`)

// longDocuments returns the documents with more lines than mostLines, and their lines.
func (s *stage) longDocuments(ctx context.Context) (map[string]int64, error) {
	type long struct {
		key   string
		lines int64
	}
	found := map[string]int64{}
	err := store.Each(ctx, s.db, stageLongDocuments, func(l *long) []any { return []any{&l.key, &l.lines} },
		func(l *long) error { found[l.key] = l.lines; return nil }, chunkOrder, mostLines)
	return found, err
}

// clear makes a stage that has been filled empty again.
func (s *stage) clear(ctx context.Context) error {
	for _, text := range []string{
		`DELETE FROM chunk`, `DELETE FROM person`, `DELETE FROM article`, `DELETE FROM aside`, `DELETE FROM mended`, `DROP INDEX chunk_key`,
	} {
		if _, err := s.db.Raw().ExecContext(ctx, text); err != nil {
			return fmt.Errorf("empty the stage: %w", err)
		}
	}
	return nil
}

// groups calls fn for every key of a kind in the file's order with all its chunks.
// The slice is reused.
func (s *stage) groups(ctx context.Context, kind int, fn func([]chunk) error) error {
	const page = 256
	var after int64
	for {
		list, err := store.All(ctx, s.db, stageChunks, (*chunk).fields, kind, after, page)
		if err != nil {
			return err
		}
		for i := range list {
			group := list[i : i+1 : i+1]
			if list[i].again {
				if group, err = store.All(ctx, s.db, stageChunksOfKey, (*chunk).fields, kind, list[i].key); err != nil {
					return err
				}
				if group[0].id != list[i].id {
					continue // came with its first chunk
				}
			}
			if err := fn(group); err != nil {
				return err
			}
		}
		if len(list) < page {
			return nil
		}
		after = list[len(list)-1].id
	}
}

// note is something that rows say about a customer or product beside its number.
type note struct {
	number string
	row    int64
	fields []byte
}

func (n *note) scan() []any { return []any{&n.number, &n.row, &n.fields} }

// listed is a person of the stage and how many rows of a list of customers are his.
type listed struct {
	note
	lines int64
}

func (l *listed) scan() []any { return append(l.note.scan(), &l.lines) }

// aside is a row that was set aside.
type aside struct {
	row       int64
	part      int
	line, col int
	field     string
	reason    string // JSON of the message key and its values
	raw       string
}

func (a *aside) scan() []any {
	return []any{&a.row, &a.part, &a.line, &a.col, &a.field, &a.reason, &a.raw}
}

// pages reads a keyed list of the stage page by page; the values before stand in
// front of key and page size.
func pages[T any, K any](ctx context.Context, db *store.DB, q store.SQL, scan func(*T) []any, first K, key func(T) K, fn func([]T) error, before ...any) error {
	const page = 500
	after := first
	for {
		list, err := store.All(ctx, db, q, scan, append(before[:len(before):len(before)], after, page)...)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			if err := fn(list); err != nil {
				return err
			}
			after = key(list[len(list)-1])
		}
		if len(list) < page {
			return nil
		}
	}
}

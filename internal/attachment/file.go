package attachment

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var sources embed.FS

var statements = store.Load(sources)

// File is a file of a customer.
type File struct {
	row.Meta
	Customer int64       `json:"customer_id"`
	Name     string      `json:"name"`
	Kind     string      `json:"kind"` // MIME type of the content
	Size     int64       `json:"size"` // bytes
	Hash     string      `json:"hash"` // SHA-256 in hex
	By       int64       `json:"added_by"`
	At       cal.Instant `json:"added_at"`
}

// Holder is the customer.
func (f *File) Holder() int64 { return f.Customer }

// Alone is the subject of a file that came from somebody whom we do not know.
func (f *File) Alone() string { return "attachment" }

// Columns are the values behind id and version.
func (f *File) Columns() []any {
	return []any{&f.Customer, &f.Name, &f.Kind, &f.Size, &f.Hash, &f.By, &f.At}
}

var files = row.New[File]("attachment.file", statements, "file")

// Of returns the files of a customer, newest first.
func Of(ctx context.Context, db store.Querier, customer int64) ([]File, error) {
	list, err := store.All(ctx, db, statements.Get("of-customer"), row.Scan[File], customer)
	if err != nil {
		return nil, fmt.Errorf("read the files of customer %d: %w", customer, err)
	}
	return list, nil
}

// Count returns how many files a customer has.
func Count(ctx context.Context, db store.Querier, customer int64) (int, error) {
	n, err := store.Value[int64](ctx, db, statements.Get("count"), customer)
	return int(n), err
}

// Get returns a file, or fault.NotFound "history.no_such_row".
func Get(ctx context.Context, db store.Querier, id int64) (File, error) {
	return files.Read(ctx, db, id)
}

// Give gives a file that belongs to nobody, or to another, to a customer; 0 gives it to nobody
// again. One that is gone stays so.
func Give(ctx context.Context, tx *store.Tx, by row.By, id, who int64) error {
	if id == 0 {
		return nil
	}
	f, err := files.Read(ctx, tx, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	f.Customer = who
	return files.Change(ctx, tx, by, f)
}

// Remove takes a file away from its customer. The content stays for [Keep].
func Remove(ctx context.Context, tx *store.Tx, by row.By, id, version int64) error {
	return files.Remove(ctx, tx, by, id, version)
}

// Undo takes an adding or removing back, see [row.Table.Undo]. When the content has gone
// meanwhile it fails with fault.Conflict "attachment.gone".
func Undo(ctx context.Context, tx *store.Tx, by row.By, e history.Entry) error {
	if !files.Knows(e) {
		return fault.New(fault.NotFound, "history.no_such_entry")
	}
	var was File
	if err := json.Unmarshal(e.Before, &was); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	if was.Hash != "" {
		n, err := tx.Exec(ctx, statements.Get("wanted"), was.Hash)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "attachment.gone", was.Name)
		}
	}
	return files.Undo(ctx, tx, by, e)
}

// Forget removes the files of a deleted customer; contents that no other customer has go
// with the next sweep.
func Forget(ctx context.Context, tx *store.Tx, customer int64) error {
	for _, name := range []string{"forget-blobs", "forget"} {
		if _, err := tx.Exec(ctx, statements.Get(name), customer); err != nil {
			return fmt.Errorf("forget the files of customer %d: %w", customer, err)
		}
	}
	return nil
}

// Moving is how files follow their customer.
var Moving = row.Move("attachment", statements.Get("relink"), statements.Get("unlink"))

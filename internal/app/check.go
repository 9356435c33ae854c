package app

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var sql = store.Load(files)

// Finding is the answer of one check.
type Finding struct {
	Check string `json:"check"` // message key app.check.<check>, with underscores
	Bad   int64  `json:"bad"`   // rows that break it; 0 is fine
	Note  string `json:"note,omitempty"`
}

// checks are the invariants that hold between the rooms, in the order of the report.
var checks = []string{
	"orders-without-customer", "lines-without-order", "order-sums", "customer-months", "firm-months", "value", "states",
	"missing-insight", "contacts", "search", "bars", "cards",
}

// Check looks at the database's own integrity and at the invariants between the rooms.
func (a *App) Check(ctx context.Context) ([]Finding, error) {
	integrity, err := a.integrity(ctx)
	if err != nil {
		return nil, err
	}
	out := []Finding{integrity}
	for _, name := range checks {
		bad, err := store.Value[int64](ctx, a.DB, sql.Get("check-"+name))
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", name, err)
		}
		out = append(out, Finding{Check: name, Bad: bad})
	}
	files, err := a.checkFiles(ctx)
	if err != nil {
		return nil, fmt.Errorf("check files: %w", err)
	}
	return append(out, files), nil
}

// integrity asks SQLite to look at its pages; PostgreSQL checks its own.
func (a *App) integrity(ctx context.Context) (Finding, error) {
	f := Finding{Check: "integrity"}
	if a.DB.Dialect() == store.Postgres {
		return f, nil
	}
	lines, err := store.All(ctx, a.DB, store.New("integrity", "PRAGMA integrity_check"), func(s *string) []any { return []any{s} })
	if err != nil {
		return f, fmt.Errorf("check the integrity of the file: %w", err)
	}
	if len(lines) != 1 || lines[0] != "ok" {
		f.Bad, f.Note = int64(len(lines)), strings.Join(lines, "; ")
	}
	return f, nil
}

package app

import (
	"context"
	"path/filepath"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/undo"
)

// files keeps contents beside the database file, or in PostgreSQL.
func (a *App) files() *attachment.Store {
	return &attachment.Store{DB: a.DB, Dir: filepath.Join(a.Data, "files"), Now: a.Now}
}

// undoes is the desk that takes changes back.
func (a *App) undoes() *undo.Desk {
	return &undo.Desk{DB: a.DB, Now: a.Now, Day: a.Day, Care: a.Desk, Duplicates: a.Duplicates, Intake: a.Intake, Reprice: a.Reprice, Redraw: a.Redraw}
}

// elsewhere are the rows that a dump takes from beside the database.
func (a *App) elsewhere() []schema.Rows {
	if a.Files == nil || !a.Files.Folder() { // before the rooms are built, an older program's backup
		return nil
	}
	return []schema.Rows{{Table: attachment.Table, Each: a.Files.Dump}}
}

// jobSweepFiles removes contents that no file names any more.
func (a *App) jobSweepFiles(ctx context.Context, _, _ string, counts job.Counts) error {
	n, err := a.Files.Sweep(ctx)
	counts["contents"] = int64(n)
	return err
}

// checkFiles counts the contents that are missing or not what they were.
func (a *App) checkFiles(ctx context.Context) (Finding, error) {
	bad, err := a.Files.Missing(ctx)
	f := Finding{Check: "files", Bad: int64(len(bad))}
	if len(bad) > 0 {
		f.Note = bad[0]
	}
	return f, err
}

package cli

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/customer"
)

type backupCmd struct {
	File string `arg:"" help:"clihelp.backup_to"`
}

// Run writes the backup.
func (c *backupCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		if err := a.Backup(ctx, c.File); err != nil {
			return err
		}
		if e.json {
			return e.print(map[string]string{"file": c.File})
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		e.say("%s", p.T("cli.backup_written", c.File))
		return nil
	})
}

type restoreCmd struct {
	File string `arg:"" help:"clihelp.backup_from"`
}

// Run fills the empty database named by --db and shows what came.
func (c *restoreCmd) Run(ctx context.Context, e *env) error {
	if is, err := app.IsCopy(c.File); err != nil || is {
		if err == nil {
			err = c.copied(ctx, e)
		}
		return err
	}
	return e.with(ctx, false, func(a *app.App) error {
		sums, err := a.Restore(ctx, c.File)
		if err != nil {
			return err
		}
		rows := int64(0)
		tables := map[string]any{}
		for _, s := range sums {
			rows += s.Rows
			tables[s.Table] = map[string]any{"rows": s.Rows, "sha256": s.Hash}
		}
		if e.json {
			return e.print(map[string]any{"file": c.File, "rows": rows, "tables": tables})
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		e.say("%s", p.T("cli.restored", rows, len(sums)))
		return nil
	})
}

// copied makes a copy of an SQLite file the database named by --db, and brings it to the
// version of this program.
func (c *restoreCmd) copied(ctx context.Context, e *env) error {
	if err := app.RestoreCopy(ctx, c.File, e.db); err != nil {
		return err
	}
	return e.with(ctx, true, func(a *app.App) error {
		n, err := customer.Count(ctx, a.DB)
		if err != nil {
			return err
		}
		if e.json {
			return e.print(map[string]any{"file": c.File, "customers": n})
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		e.say("%s", p.T("cli.restored_copy", n))
		return nil
	})
}

package cli

import (
	"context"
	"strings"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
)

type checkCmd struct {
	Types bool `help:"Check instead how kinds of relationship are inferred, in simulated firms whose truth is known. No database is opened."`
}

// Run prints every check and refuses when one finds something.
func (c *checkCmd) Run(ctx context.Context, e *env) error {
	if c.Types {
		return e.checkTypes(locale.For(e.tag(nil)))
	}
	return e.with(ctx, true, func(a *app.App) error {
		findings, err := a.Check(ctx)
		if err != nil {
			return err
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		bad := 0
		for _, f := range findings {
			if f.Bad > 0 {
				bad++
			}
		}
		if e.json {
			if err := e.print(findings); err != nil {
				return err
			}
		} else {
			for _, f := range findings {
				mark := "ok"
				if f.Bad > 0 {
					mark = p.T("cli.check_bad", f.Bad)
				}
				e.say("%-60s %s %s", p.T("app.check."+strings.ReplaceAll(f.Check, "-", "_")), mark, f.Note)
			}
		}
		if bad > 0 {
			return fault.New(fault.Conflict, "cli.check_failed", bad)
		}
		return nil
	})
}

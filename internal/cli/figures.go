package cli

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/insight"
)

type figuresCmd struct {
	At *day `help:"clihelp.at" placeholder:"YYYY-MM-DD"`
}

// Run prints the firm's figures.
func (c *figuresCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		f, err := c.figures(ctx, a)
		if err != nil {
			return err
		}
		if e.json {
			return e.print(f)
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		e.say("%s", p.T("cli.figures_have", f.Customers, f.ActiveRegulars.Part, f.ActiveRegulars.Whole))
		e.say("%s", p.T("cli.figures_keep", f.Kept.Part, f.Kept.Whole))
		e.say("%s", p.T("cli.figures_spoken", f.Spoken.Part, f.Spoken.Whole))
		e.say("%s", p.T("cli.figures_win", f.New, f.NewPast))
		e.say("%s", p.T("cli.figures_net", p.MoneyExact(f.Year.Net, ""), p.MoneyExact(f.Past.Net, "")))
		if db1, known := f.Year.DB1(); known {
			e.say("%s", p.T("cli.figures_db1", p.MoneyExact(db1, ""), p.MoneyExact(f.Year.NetUnknown(), "")))
		}
		e.say("%s", p.T("cli.customer_rules", p.List(f.Rules), p.Date(f.Day)))
		return nil
	})
}

func (c *figuresCmd) figures(ctx context.Context, a *app.App) (insight.Figures, error) {
	if c.At != nil {
		return a.Insight.FiguresAt(ctx, c.At.Date)
	}
	if err := a.AfterImport(ctx, nil); err != nil {
		return insight.Figures{}, err
	}
	today, err := a.Day(ctx)
	if err != nil {
		return insight.Figures{}, err
	}
	f, _, found, err := insight.LatestFigures(ctx, a.DB, today)
	if err != nil || found {
		return f, err
	}
	return a.Insight.FiguresAt(ctx, today)
}

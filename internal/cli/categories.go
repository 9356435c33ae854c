package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/sales"
)

type categoriesCmd struct {
	List   categoriesListCmd   `cmd:"" default:"withargs" help:"clihelp.categories_list"`
	Margin categoriesMarginCmd `cmd:"" help:"clihelp.categories_margin"`
}

type categoriesListCmd struct{}

// Run lists the categories.
func (c *categoriesListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		list, err := sales.Categories(ctx, a.DB)
		if err != nil {
			return err
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		rows := make([]map[string]any, 0, len(list))
		for _, c := range list {
			row := map[string]any{"id": c.ID, "name": c.Name, "products": c.Products, "margin_percent": nil}
			margin := p.T("cli.margin_none")
			if c.Margin >= 0 {
				row["margin_percent"] = float64(c.Margin) / 100
				margin = p.Percent(float64(c.Margin)/10000, 1)
			}
			rows = append(rows, row)
			if !e.json {
				e.say("%-40s %s", c.Name, margin)
			}
		}
		if e.json {
			return e.print(rows)
		}
		if len(list) == 0 {
			e.say("%s", p.T("cli.no_categories"))
		}
		return nil
	})
}

type categoriesMarginCmd struct {
	Name    string `arg:"" help:"clihelp.categories_name"`
	Percent string `arg:"" help:"clihelp.categories_percent"`
}

// Run sets the margin and computes what follows from it.
func (c *categoriesMarginCmd) Run(ctx context.Context, e *env) error {
	margin := -1
	if c.Percent != "none" {
		percent, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSuffix(c.Percent, "%"), ",", "."), 64)
		if err != nil || percent < 0 || percent > 100 {
			return wrongUse("clihelp.wrong.margin")
		}
		margin = int(percent*100 + .5)
	}
	return e.with(ctx, true, func(a *app.App) error {
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		list, err := sales.Categories(ctx, a.DB)
		if err != nil {
			return err
		}
		for _, one := range list {
			if one.Key != locale.Fold(c.Name) && one.Name != c.Name {
				continue
			}
			bar := e.progress(p)
			if err := a.SetMargin(ctx, one.ID, margin, bar.count("cli.reprice_progress")); err != nil {
				return err
			}
			bar.end()
			if e.json {
				row := map[string]any{"id": one.ID, "name": one.Name, "margin_percent": nil}
				if margin >= 0 {
					row["margin_percent"] = float64(margin) / 100
				}
				return e.print(row)
			}
			e.say("%s", p.T("cli.margin_set", one.Name))
			return nil
		}
		return fault.New(fault.NotFound, "sales.no_such_category")
	})
}

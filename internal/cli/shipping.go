package cli

import (
	"context"
	"errors"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

type shippingCmd struct {
	List   shippingListCmd   `cmd:"" default:"withargs" help:"clihelp.shipping_list"`
	Import shippingImportCmd `cmd:"" help:"clihelp.shipping_import"`
}

type shippingListCmd struct{}

// Run shows the lists.
func (c *shippingListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		rates, err := cost.LoadRates(ctx, a.DB)
		if err != nil {
			return err
		}
		if e.json {
			return e.print(append([]cost.ShippingList{}, rates.ShippingLists()...))
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		if len(rates.ShippingLists()) == 0 {
			e.say("%s", p.T("webcost.shipping.none"))
		}
		sayShipping(e, p, rates.ShippingLists())
		return nil
	})
}

func sayShipping(e *env, p *locale.Printer, lists []cost.ShippingList) {
	for _, l := range lists {
		e.say("%s", p.T("webcost.shipping.since", p.Date(l.Since)))
		for _, r := range l.Rows {
			country := r.Country
			if country == "" {
				country = p.T("webcost.shipping.others")
			}
			if r.UpTo == 0 {
				e.say("  %s", p.T("webcost.shipping.any", country, p.MoneyExact(r.Cost, "")))
			} else {
				e.say("  %s", p.T("webcost.shipping.upto", country, p.MoneyExact(r.UpTo, ""), p.MoneyExact(r.Cost, "")))
			}
		}
	}
}

type shippingImportCmd struct {
	File   string `arg:"" help:"clihelp.shipping_file"`
	Since  string `help:"clihelp.shipping_since" placeholder:"2026-01-01"`
	DryRun bool   `help:"clihelp.shipping_dry"`
}

// Run reads a list, shows what it changes, and takes it.
func (c *shippingImportCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		day, err := a.Day(ctx)
		if err != nil {
			return err
		}
		since := day
		if c.Since != "" {
			if since, err = cal.Parse(c.Since); err != nil {
				return err
			}
		}
		lists, err := c.read(e, p, since)
		if err != nil {
			return err
		}
		profile, err := a.Profile(ctx)
		if err != nil {
			return err
		}
		rates, err := cost.LoadRates(ctx, a.DB)
		if err != nil {
			return err
		}
		region := customer.Region(profile.Locale)
		preview, err := a.Insight.PreviewRates(ctx, day, rates.WithShipping(region, lists))
		if err != nil {
			return err
		}
		entry := int64(0)
		if !c.DryRun {
			by := customer.By{Actor: history.Program, At: cal.At(a.Now()), Region: region}
			if err := a.DB.Update(ctx, func(tx *store.Tx) (err error) {
				entry, err = cost.SetShipping(ctx, tx, by, lists)
				return err
			}); err != nil {
				return err
			}
		}
		return c.tell(e, p, lists, preview, entry)
	})
}

// read reads the file and says which lines do not fit.
func (c *shippingImportCmd) read(e *env, p *locale.Printer, since cal.Date) (lists []cost.ShippingList, err error) {
	f, err := table.Open(c.File, table.Limits{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lists, wrong, err := intake.ReadShipping(f, p, since)
	if err != nil {
		return nil, err
	}
	for _, w := range wrong {
		e.say("%s, %s: %s", p.T("webcost.shipping.line", w.Line), w.Column, p.Fault(w.Err))
	}
	if len(wrong) > 0 {
		return nil, fault.New(fault.Invalid, "webcost.shipping.wrong", len(wrong))
	}
	return lists, nil
}

func (c *shippingImportCmd) tell(e *env, p *locale.Printer, lists []cost.ShippingList, preview insight.RatesPreview, entry int64) error {
	if e.json {
		return e.print(map[string]any{
			"lists": lists, "customers": preview.Customers, "all_customers": preview.All, "sales": preview.Sales, "sales_listed": preview.Listed,
			"db4_before_cents": preview.Before.DB4(), "db4_after_cents": preview.After.DB4(), "history_entry": entry,
		})
	}
	sayShipping(e, p, lists)
	e.say("%s", p.T("webcost.shipping.covered", preview.Listed, preview.Sales))
	e.say("%s: %s", p.T("webcost.db4"), p.T("webcost.rates.before_after", p.MoneyExact(preview.Before.DB4(), ""), p.MoneyExact(preview.After.DB4(), "")))
	switch {
	case c.DryRun:
		e.say("%s", p.T("cli.shipping_dry"))
	case entry == 0:
		e.say("%s", p.T("cli.shipping_same"))
	default:
		e.say("%s", p.T("cli.shipping_taken"))
	}
	return nil
}

package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/locale"
)

type importCmd struct {
	Files     []string          `arg:"" name:"file" help:"clihelp.import_files"`
	Kind      string            `help:"clihelp.import_kind" enum:",orders,customers,products,interactions,payments,costs" default:""`
	Source    string            `help:"clihelp.import_source"`
	Currency  string            `help:"clihelp.import_currency" placeholder:"ISO"`
	VAT       string            `help:"clihelp.import_vat" enum:",net,gross" default:"" name:"vat"`
	Map       map[string]string `help:"clihelp.import_map" placeholder:"FIELD=COLUMN"`
	Encoding  string            `help:"clihelp.import_encoding" placeholder:"NAME"`
	Delimiter string            `help:"clihelp.import_delimiter"`
	Decimal   string            `help:"clihelp.import_decimal"`
	DateOrder string            `help:"clihelp.import_date_order" name:"date-order"`
	Today     *day              `help:"clihelp.import_today" placeholder:"YYYY-MM-DD"`
	DryRun    bool              `help:"clihelp.import_dry_run"`
}

// Run imports the files one after the other and brings insight up to date.
func (c *importCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, false, func(a *app.App) error {
		if err := a.EnsureFirm(ctx, e.tag(nil)); err != nil {
			return err
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		if _, err := a.Intake.Recover(ctx); err != nil { // what an import that was killed has left
			return err
		}
		var failed error
		for _, file := range c.Files {
			if err := c.one(ctx, e, a, p, file); err != nil {
				if len(c.Files) == 1 || ctx.Err() != nil {
					return err
				}
				fmt.Fprintf(e.err, "%s: %s\n", file, e.told(err))
				failed = fault.New(fault.Invalid, "cli.some_files_failed")
			}
		}
		return failed
	})
}

// imported is the result of one file for machines.
type imported struct {
	File   string `json:"file"`
	Import int64  `json:"import"`
	Source string `json:"source"`
	State  string `json:"state"`
	figures
}

// figures are those of an import for machines: the days of its documents only where it
// has any.
type figures struct {
	intake.Figures
	FirstDay *cal.Date `json:"first_day,omitempty"`
	LastDay  *cal.Date `json:"last_day,omitempty"`
}

func figuresOf(f intake.Figures) figures {
	out := figures{Figures: f}
	if f.FirstDay < cal.Latest {
		out.FirstDay, out.LastDay = &f.FirstDay, &f.LastDay
	}
	return out
}

// afterwards brings insight up to date after something that stands whatever comes of
// it: when that fails the next start or the nightly run makes up for it.
func (e *env) afterwards(ctx context.Context, a *app.App, p *locale.Printer, progress func(done, total int)) error {
	err := a.AfterImport(ctx, progress)
	if err == nil || ctx.Err() != nil {
		return err
	}
	fmt.Fprintln(e.err, p.T("cli.insight_later", e.told(err)))
	return nil
}

func (c *importCmd) one(ctx context.Context, e *env, a *app.App, p *locale.Printer, file string) error {
	start := a.Now()
	bar := e.progress(p)
	path, err := filepath.Abs(file) // for imports again, called from elsewhere
	if err != nil {
		return err
	}
	request := intake.Request{
		Path: path, Kind: mapping.Kind(c.Kind), Source: c.Source, Currency: strings.ToUpper(c.Currency), VAT: c.VAT, Map: c.Map, DryRun: c.DryRun,
		Notation: intake.Notation{Encoding: c.Encoding, Delimiter: c.Delimiter, Decimal: c.Decimal, Dates: c.DateOrder},
	}
	if c.Today != nil {
		request.Today = c.Today.Date
	}
	report, err := a.Intake.Run(ctx, request, func(now intake.Progress) {
		if bar.due() {
			bar.line(progressLine(p, now))
		}
	})
	bar.end()
	if err != nil {
		return err
	}
	if !c.DryRun {
		err := e.afterwards(ctx, a, p, bar.count("cli.insight_progress"))
		bar.end()
		if err != nil {
			return err
		}
	}
	f := report.Figures
	f.Seconds = a.Now().Sub(start).Seconds()
	if e.json {
		return e.print(imported{File: file, Import: report.Import, Source: report.Source, State: string(report.State), figures: figuresOf(f)})
	}
	sayFigures(e, p, file, report, f, c.DryRun)
	return nil
}

func progressLine(p *locale.Printer, now intake.Progress) string {
	line := p.T("cli.import_progress."+string(now.Phase), now.Rows, now.PerSecond)
	if now.Remaining >= 0 {
		line += " " + p.T("cli.import_remaining", int(now.Remaining.Seconds()))
	}
	return line
}

func sayFigures(e *env, p *locale.Printer, file string, r intake.Report, f intake.Figures, dry bool) {
	head := "cli.imported"
	if dry {
		head = "cli.would_import"
	}
	e.say("%s", p.T(head, file, r.Source, f.Rows))
	e.say("  %s", p.T("cli.import_verdicts", f.Created, f.Updated, f.Unchanged, f.SetAside))
	if j := f.Joined; j != nil {
		e.say("  %s", p.T("cli.import_joined", j.Source, j.Shared, j.Numbers))
	}
	if j := f.MayJoin; j != nil {
		e.say("  %s", p.T("cli.import_may_join", j.Source, j.Shared, j.Numbers, r.Import))
	}
	if f.Orders > 0 {
		e.say("  %s", p.T("cli.import_orders", f.Orders, f.OrderLines, f.ReturnLines, f.Customers, f.LinesWithoutCustomer))
		e.say("  %s", p.T("cli.import_sums", p.MoneyExact(moneyOf(f.NetTotalCents), ""), p.MoneyExact(moneyOf(f.NetTotalWithoutCustomerCents), "")))
		if f.ForeignOrders > 0 {
			e.say("  %s", p.T("cli.import_foreign", f.ForeignOrders))
		}
	}
	if f.Payments > 0 {
		e.say("  %s", p.T("cli.import_payments", f.Payments, p.MoneyExact(moneyOf(f.PaymentsTotalCents), ""), f.PaymentsOpen))
	}
	if f.PaymentsAmbiguous > 0 {
		e.say("  %s", p.T("cli.import_payments_ambiguous", f.PaymentsAmbiguous, r.Import))
	}
	if f.Costs > 0 {
		e.say("  %s", p.T("cli.import_costs", f.Costs, p.MoneyExact(moneyOf(f.CostsTotalCents), "")))
	}
	if f.Erased > 0 {
		e.say("  %s", p.T("cli.import_erased", f.Erased))
		for _, r := range f.ErasedRows {
			e.say("    %d: %s", r.Line, p.T(r.Reason))
		}
	}
	if f.BadValues > 0 {
		e.say("  %s", p.T("cli.import_bad_values", f.BadValues))
		for _, b := range f.BadValueList {
			e.say("    %d, %s: %s", b.Line, b.Column, p.T(b.Reason.Key, b.Reason.Args...))
		}
	}
	if f.SetAside > 0 {
		e.say("  %s", p.T("cli.import_set_aside", f.SetAside, r.Import))
	}
	e.say("  %s", p.T("cli.import_seconds", p.Float(f.Seconds, 1), r.Import))
}

type importsCmd struct {
	List  importsListCmd  `cmd:"" default:"withargs" help:"clihelp.imports_list"`
	Undo  importsUndoCmd  `cmd:"" help:"clihelp.imports_undo"`
	Mend  importsMendCmd  `cmd:"" help:"clihelp.imports_mend"`
	Aside importsAsideCmd `cmd:"" name:"set-aside" help:"clihelp.imports_set_aside"`
	Again importsAgainCmd `cmd:"" help:"clihelp.imports_again"`

	Sources importsSourcesCmd `cmd:"" help:"clihelp.imports_sources"`
	Watch   importsWatchCmd   `cmd:"" help:"clihelp.imports_watch"`
}

type importsListCmd struct {
	Limit int `help:"clihelp.limit" default:"20"`
}

// Run lists the imports.
func (c *importsListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		list, err := a.Intake.List(ctx, 0, c.Limit)
		if err != nil {
			return err
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		profile, err := a.Profile(ctx)
		if err != nil {
			return err
		}
		rows := make([]map[string]any, 0, len(list))
		for _, i := range list {
			rows = append(rows, map[string]any{
				"id": i.ID, "source": i.Source, "kind": i.Kind, "file": i.File, "state": i.State, "figures": figuresOf(i.Figures),
				"started": i.Started.Time(profile.Location()).Format("2006-01-02T15:04:05Z07:00"),
			})
			if !e.json {
				at := i.Started.Time(profile.Location())
				e.say("%4d  %s %s  %-11s  %s (%s): %s", i.ID, p.Date(cal.Of(at, profile.Location())), p.ClockShort(at), p.T("intakerun.state."+string(i.State)),
					i.File, i.Source, p.T("cli.import_verdicts", i.Figures.Created, i.Figures.Updated, i.Figures.Unchanged, i.Figures.SetAside))
				if i.State == intake.Interrupted {
					e.say("      %s", p.T("cli.import_interrupted", i.ID))
				}
			}
		}
		if e.json {
			return e.print(rows)
		}
		if len(list) == 0 {
			e.say("%s", p.T("cli.no_imports"))
		}
		return nil
	})
}

type importsAgainCmd struct {
	ID int64 `arg:"" help:"clihelp.imports_id"`
}

// Run reads the file of the import once more; nothing of a broken run was taken over.
func (c *importsAgainCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		imp, err := a.Intake.Get(ctx, c.ID)
		if err != nil {
			return err
		}
		bar := e.progress(p)
		report, err := a.Intake.Repeat(ctx, c.ID, func(now intake.Progress) {
			if bar.due() {
				bar.line(progressLine(p, now))
			}
		})
		bar.end()
		if err != nil {
			return err
		}
		if err := e.afterwards(ctx, a, p, nil); err != nil {
			return err
		}
		if e.json {
			return e.print(imported{File: imp.File, Import: report.Import, Source: report.Source, State: string(report.State), figures: figuresOf(report.Figures)})
		}
		sayFigures(e, p, imp.File, report, report.Figures, false)
		return nil
	})
}

type importsUndoCmd struct {
	ID int64 `arg:"" help:"clihelp.imports_id"`
}

// Run takes the import back and tells what was touched since and therefore kept.
func (c *importsUndoCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		undone, err := a.Intake.Undo(ctx, c.ID, 0)
		if err != nil {
			return err
		}
		if err := e.afterwards(ctx, a, p, nil); err != nil {
			return err
		}
		if e.json {
			return e.print(undone)
		}
		e.say("%s", p.T("cli.undone", c.ID, undone.Orders, undone.Customers, undone.Restored))
		if n := undone.Emptied + len(undone.Kept); n > 0 {
			e.say("%s", p.T("cli.undone_kept", undone.Emptied, len(undone.Kept)))
		}
		return nil
	})
}

type importsMendCmd struct {
	ID   int64  `arg:"" help:"clihelp.imports_id"`
	File string `arg:"" help:"clihelp.imports_mended"`
}

// Run brings the mended rows into their import.
func (c *importsMendCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		report, err := a.Intake.Mend(ctx, c.ID, c.File, nil)
		if err != nil {
			return err
		}
		if err := e.afterwards(ctx, a, p, nil); err != nil {
			return err
		}
		if e.json {
			return e.print(imported{File: c.File, Import: report.Import, Source: report.Source, State: string(report.State), figures: figuresOf(report.Figures)})
		}
		sayFigures(e, p, c.File, report, report.Figures, false)
		return nil
	})
}

type importsAsideCmd struct {
	ID int64 `arg:"" help:"clihelp.imports_id"`
}

// Run writes the rows that were set aside, with line, column and reason.
func (c *importsAsideCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		return a.Intake.RejectFile(ctx, c.ID, func(f intake.Failure) string { return p.T(f.Key, f.Args...) }, e.out)
	})
}

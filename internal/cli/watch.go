package cli

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
)

type importsSourcesCmd struct{}

// Run lists the sources and how their files come.
func (c *importsSourcesCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error { return e.sayFeeds(ctx, a) })
}

type importsWatchCmd struct {
	Source  string `help:"clihelp.watch_source"`
	Folder  string `help:"clihelp.watch_folder" placeholder:"DIR" xor:"folder"`
	Off     bool   `help:"clihelp.watch_off" xor:"folder"`
	Daily   bool   `help:"clihelp.watch_daily" xor:"daily"`
	NoDaily bool   `help:"clihelp.watch_no_daily" name:"no-daily" xor:"daily"`
}

// Run says where files come by themselves, and shows how it is then.
func (c *importsWatchCmd) Run(ctx context.Context, e *env) error {
	if c.Source == "" && (c.Daily || c.NoDaily) {
		return wrongUse("clihelp.wrong.daily_source")
	}
	if c.Folder == "" && !c.Off && !c.Daily && !c.NoDaily {
		return wrongUse("clihelp.wrong.watch")
	}
	folder := c.Folder
	if folder != "" {
		var err error
		if folder, err = filepath.Abs(folder); err != nil {
			return err
		}
	}
	return e.with(ctx, true, func(a *app.App) error {
		want, err := a.Intake.Arranged(ctx)
		if err != nil {
			return err
		}
		if err := c.change(&want, folder); err != nil {
			return err
		}
		if err := a.Intake.Arrange(ctx, 0, want); err != nil {
			return err
		}
		a.Forget()
		return e.sayFeeds(ctx, a)
	})
}

// change sets the folder of the firm, or folder and expectation of the source.
func (c *importsWatchCmd) change(a *intake.Arrangement, folder string) error {
	if c.Source == "" {
		a.Folder, a.Feeds = folder, nil
		return nil
	}
	i := slices.IndexFunc(a.Feeds, func(f intake.Feed) bool { return f.Source == c.Source })
	if i < 0 {
		return fault.New(fault.NotFound, "intakerun.no_such_source")
	}
	f := a.Feeds[i]
	if c.Folder != "" || c.Off {
		f.Folder = folder
	}
	if c.Daily || c.NoDaily {
		f.Daily = c.Daily
	}
	a.Feeds = []intake.Feed{f}
	return nil
}

// fed is a source for machines.
type fed struct {
	Source  string `json:"source"`
	Folder  string `json:"folder"`
	Daily   bool   `json:"daily"`
	LastDay string `json:"last_day"` // "" without purchases
	Missing string `json:"missing"`  // the open day whose file did not come, or ""
}

// sayFeeds tells where files come by themselves and what is missing today.
func (e *env) sayFeeds(ctx context.Context, a *app.App) error {
	now, err := a.Intake.Arranged(ctx)
	if err != nil {
		return err
	}
	profile, err := a.Profile(ctx)
	if err != nil {
		return err
	}
	today, err := a.Day(ctx)
	if err != nil {
		return err
	}
	missing, err := a.Intake.MissingDaily(ctx, today, profile.Calendar())
	if err != nil {
		return err
	}
	p, err := e.printer(ctx, a)
	if err != nil {
		return err
	}
	rows := make([]fed, 0, len(now.Feeds))
	if !e.json {
		e.say("%s", p.T("cli.feed_firm", orNone(p.T("cli.feed_no_folder"), now.Folder)))
	}
	for _, f := range now.Feeds {
		row := fed{Source: f.Source, Folder: f.Folder, Daily: f.Daily}
		last := p.T("cli.feed_no_day")
		if f.LastDay != cal.Never {
			row.LastDay, last = f.LastDay.String(), p.Date(f.LastDay)
		}
		if i := slices.IndexFunc(missing, func(m intake.Missing) bool { return m.Source == f.Source }); i >= 0 {
			row.Missing = missing[i].Day.String()
		}
		rows = append(rows, row)
		if e.json {
			continue
		}
		e.say("%s", p.T("cli.feed", f.Source, orNone(p.T("cli.feed_no_folder"), f.Folder), last, f.Daily))
		if row.Missing != "" {
			e.say("  %s", p.T("cli.feed_missing", cal.MustParse(row.Missing)))
		}
	}
	if e.json {
		return e.print(map[string]any{"folder": now.Folder, "sources": rows})
	}
	return nil
}

func orNone(none, text string) string {
	if text == "" {
		return none
	}
	return text
}

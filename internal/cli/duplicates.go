package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/match"
)

type duplicatesCmd struct {
	Find    duplicatesFindCmd    `cmd:"" help:"clihelp.duplicates_find"`
	List    duplicatesListCmd    `cmd:"" help:"clihelp.duplicates_list"`
	Merge   duplicatesMergeCmd   `cmd:"" help:"clihelp.duplicates_merge"`
	Unmerge duplicatesUnmergeCmd `cmd:"" help:"clihelp.duplicates_unmerge"`
	Dismiss duplicatesDismissCmd `cmd:"" help:"clihelp.duplicates_dismiss"`
}

type duplicatesFindCmd struct{}

// Run compares all customers.
func (c *duplicatesFindCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		show := e.progress(p).count("duplicate.cli.progress")
		found, err := a.Duplicates.All(ctx, func(done, total int64) { show(int(done), int(total)) })
		if err != nil {
			return err
		}
		if e.json {
			return e.print(map[string]int64{
				"customers": found.Customers, "blocks": found.Blocks, "large_blocks": found.Large, "compared": found.Compared, "same": found.Same, "ask": found.Ask,
			})
		}
		e.say("%s", p.T("duplicate.cli.found", found.Customers, found.Compared, found.Same, found.Ask, found.Large))
		return nil
	})
}

type duplicatesListCmd struct {
	Limit int `help:"clihelp.limit" default:"50"`
}

// pairLine is a pair for machines.
type pairLine struct {
	IDs     [2]int64 `json:"ids"`
	Names   []string `json:"names"`
	Outcome string   `json:"outcome"`
	Points  float64  `json:"points"`
	Reasons []string `json:"reasons"`
}

// Run lists pairs.
func (c *duplicatesListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		pairs, err := duplicate.List(ctx, a.DB, customer.Scored{}, c.Limit)
		if err != nil {
			return err
		}
		lines := make([]pairLine, len(pairs))
		for i := range pairs {
			one := &pairs[i]
			lines[i] = pairLine{IDs: [2]int64{one.A.ID, one.B.ID}, Names: []string{one.A.Shown(), one.B.Shown()}, Outcome: one.Verdict.Outcome.Key(), Points: one.Verdict.Points}
			for _, r := range one.Verdict.Reasons {
				lines[i].Reasons = append(lines[i].Reasons, r.Key)
			}
			if !e.json {
				e.say("%7d %7d  %s", one.A.ID, one.B.ID, p.T("duplicate.cli.pair", one.A.Shown(), one.B.Shown(), p.T("duplicate.outcome."+one.Verdict.Outcome.Key()),
					p.Float(one.Verdict.Points, 1), reasonWords(p, one.Verdict)))
			}
		}
		if e.json {
			return e.print(map[string]any{"pairs": lines})
		}
		if len(pairs) == 0 {
			e.say("%s", p.T("duplicate.list.none"))
		}
		return nil
	})
}

func reasonWords(p *locale.Printer, v match.Verdict) string {
	words := make([]string, len(v.Reasons))
	for i, r := range v.Reasons {
		words[i] = p.T("duplicate." + r.Key)
	}
	return strings.Join(words, ", ")
}

type duplicatesMergeCmd struct {
	Stays int64    `arg:"" help:"clihelp.duplicates_stays"`
	Goes  int64    `arg:"" help:"clihelp.duplicates_goes"`
	Take  []string `help:"clihelp.duplicates_take" placeholder:"FIELD"`
}

// Run merges two customers.
func (c *duplicatesMergeCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		stays, err := customer.Get(ctx, a.DB, c.Stays)
		if err != nil {
			return err
		}
		goes, err := customer.Get(ctx, a.DB, c.Goes)
		if err != nil {
			return err
		}
		r := duplicate.Request{Survivor: stays.ID, SurvivorVersion: stays.Version, Loser: goes.ID, LoserVersion: goes.Version}
		for _, f := range c.Take {
			r.Take = append(r.Take, customer.Field(f))
		}
		if len(c.Take) == 0 {
			for _, f := range duplicate.Fields {
				if v := stays.Get(f); v == "" || v == "0" {
					r.Take = append(r.Take, f)
				}
			}
		}
		by, err := e.byProgram(ctx, a)
		if err != nil {
			return err
		}
		id, err := a.Duplicates.Merge(ctx, by, r)
		if err != nil {
			return err
		}
		return e.answer(ctx, a, map[string]any{"merge": id, "survivor": stays.ID, "loser": goes.ID}, "duplicate.cli.merged", goes.ID, stays.ID, id)
	})
}

// byProgram is the actor of a command.
func (e *env) byProgram(ctx context.Context, a *app.App) (customer.By, error) {
	p, err := a.Profile(ctx)
	return customer.By{Actor: history.Program, At: cal.At(a.Now()), Region: customer.Region(p.Locale)}, err
}

// answer says a result as JSON or in words.
func (e *env) answer(ctx context.Context, a *app.App, result any, key string, args ...any) error {
	if e.json {
		return e.print(result)
	}
	p, err := e.printer(ctx, a)
	if err != nil {
		return err
	}
	e.say("%s", p.T(key, args...))
	return nil
}

type duplicatesUnmergeCmd struct {
	ID   int64 `arg:"" help:"clihelp.duplicates_id"`
	Keep bool  `help:"clihelp.duplicates_keep"`
}

// Run takes a merge back.
func (c *duplicatesUnmergeCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		by, err := e.byProgram(ctx, a)
		if err != nil {
			return err
		}
		if err := a.Duplicates.Unmerge(ctx, by, c.ID, c.Keep); err != nil {
			return err
		}
		return e.answer(ctx, a, map[string]any{"merge": c.ID, "state": "undone"}, "duplicate.cli.unmerged", c.ID)
	})
}

type duplicatesDismissCmd struct {
	A int64 `arg:"" help:"clihelp.duplicates_one"`
	B int64 `arg:"" help:"clihelp.duplicates_other"`
}

// Run notes that two customers are two.
func (c *duplicatesDismissCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		by, err := e.byProgram(ctx, a)
		if err != nil {
			return err
		}
		if err := a.Duplicates.Dismiss(ctx, by, c.A, c.B, true); err != nil {
			return err
		}
		return e.answer(ctx, a, map[string]any{"ids": []int64{c.A, c.B}, "state": "dismissed"}, "duplicate.cli.two", fmt.Sprint(c.A), fmt.Sprint(c.B))
	})
}

package cli

import (
	"context"
	"encoding/json"
	"time"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/undo"
	"github.com/stammkunde/stammkunde/internal/web"
)

type historyCmd struct {
	Customer int64  `help:"clihelp.history_customer" placeholder:"ID"`
	Limit    int    `help:"clihelp.limit" default:"50"`
	After    string `help:"clihelp.after" placeholder:"CURSOR"`
}

// changeLine is an entry of the log for machines.
type changeLine struct {
	ID      int64           `json:"id"`
	At      string          `json:"at"`
	Actor   int64           `json:"actor"`
	Origin  history.Origin  `json:"origin"`
	Verb    string          `json:"verb"`
	Subject string          `json:"subject"`
	About   int64           `json:"subject_id"`
	Before  json.RawMessage `json:"before"`
	After   json.RawMessage `json:"after"`
	Undoes  int64           `json:"undoes,omitempty"`
	Undone  bool            `json:"undone,omitempty"`
	Bulk    int64           `json:"bulk,omitempty"`
	CanUndo bool            `json:"can_undo"`
}

// Run lists what was changed, newest first.
func (c *historyCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		from, err := history.ParseCursor(c.After)
		if err != nil {
			return err
		}
		var f history.Filter
		if c.Customer != 0 {
			f.ID, f.Subjects = c.Customer, undo.CustomerSubjects
		}
		entries, next, more, err := history.Stream(ctx, a.DB, f, from, min(max(c.Limit, 1), 1000))
		if err != nil {
			return err
		}
		if e.json {
			lines := make([]changeLine, len(entries))
			for i, h := range entries {
				lines[i] = changeLine{
					ID: h.ID, At: h.At.Time(time.UTC).Format(time.RFC3339), Actor: h.Actor, Origin: h.Origin, Verb: h.Verb, Subject: h.Subject, About: h.SubjectID,
					Before: h.Before, After: h.After, Undoes: h.Undoes, Undone: h.Undone, Bulk: h.Bulk, CanUndo: undo.WayOf(h).Can,
				}
			}
			out := map[string]any{"entries": lines}
			if more {
				out["next"] = next.String()
			}
			return e.print(out)
		}
		return e.sayHistory(ctx, a, entries)
	})
}

// sayHistory prints entries in the words of the page Protokoll.
func (e *env) sayHistory(ctx context.Context, a *app.App, entries []history.Entry) error {
	p, err := e.printer(ctx, a)
	if err != nil {
		return err
	}
	f, err := firm.Load(ctx, a.DB)
	if err != nil {
		return err
	}
	told, err := web.Tell(ctx, a.DB, p, f, entries)
	if err != nil {
		return err
	}
	for i, h := range entries {
		mark, origin := " ", ""
		if undo.WayOf(h).Can {
			mark = "*"
		}
		if h.Origin != "" && h.Origin != history.Web {
			origin = " (" + p.T("log.origin."+string(h.Origin)) + ")"
		}
		t := &told[i]
		at := h.At.Time(f.Location())
		e.say("%7d%s %s %s  %s: %s%s", h.ID, mark, p.Date(cal.Of(at, f.Location())), p.ClockShort(at), t.Who+origin, t.Did, about(t.About))
		for _, l := range t.Lines {
			e.say("%9s%s", "", l)
		}
	}
	if len(entries) == 0 {
		e.say("%s", p.T("log.none"))
	}
	return nil
}

func about(name string) string {
	if name == "" {
		return ""
	}
	return ", " + name
}

type undoCmd struct {
	Entry int64 `arg:"" help:"clihelp.undo_id"`
}

// Run takes a change back unless it was changed since.
func (c *undoCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		h, err := history.Get(ctx, a.DB, c.Entry)
		if err != nil {
			return err
		}
		if h.Subject == undo.BulkSubject {
			r, err := a.Undoes.Bulk(ctx, history.Program, c.Entry)
			if err != nil {
				return err
			}
			return e.answer(ctx, a, map[string]any{"entry": c.Entry, "undone": r.Undone, "kept": len(r.Kept)}, "log.cli.bulk", r.Undone, len(r.Kept))
		}
		if err := a.Undoes.Undo(ctx, history.Program, c.Entry); err != nil {
			return err
		}
		return e.answer(ctx, a, map[string]any{"entry": c.Entry, "state": "undone"}, "log.cli.undone", c.Entry)
	})
}

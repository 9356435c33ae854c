package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/list"
)

type vcardCmd struct {
	Export vcardExportCmd `cmd:"" help:"clihelp.vcard_export"`
}

type vcardExportCmd struct {
	File     string `arg:"" optional:"" help:"clihelp.vcard_file"`
	Customer int64  `help:"clihelp.vcard_customer" placeholder:"ID"`
	Search   string `help:"clihelp.vcard_search"`
	Version  string `help:"clihelp.vcard_version" enum:"3.0,4.0" default:"4.0"`
	Notes    bool   `help:"clihelp.vcard_notes"`
}

// Run writes cards.
func (c *vcardExportCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) (err error) {
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		f, err := a.Profile(ctx)
		if err != nil {
			return err
		}
		to := e.out
		if c.File != "" {
			file, err := os.OpenFile(c.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, file.Close()) }()
			to = file
		}
		out := bufio.NewWriter(to)
		cards := list.Cards{Version: c.Version, Words: func(key string) string { return p.T(key) }, Region: customer.Region(f.Locale), Notes: c.Notes}
		if err := c.write(ctx, a, cards, out); err != nil {
			return err
		}
		return out.Flush()
	})
}

func (c *vcardExportCmd) write(ctx context.Context, a *app.App, cards list.Cards, out io.Writer) error {
	if c.Customer != 0 {
		one, err := customer.Get(ctx, a.DB, c.Customer)
		if err != nil {
			return err
		}
		return cards.Write(ctx, a.DB, out, &one)
	}
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	return cards.Export(ctx, a.DB, out, list.Query{Day: day, Search: c.Search})
}

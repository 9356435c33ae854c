package cli

import (
	"context"
	"strings"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

type fieldsCmd struct {
	List    fieldsListCmd    `cmd:"" default:"withargs" help:"clihelp.fields_list"`
	Add     fieldsAddCmd     `cmd:"" help:"clihelp.fields_add"`
	Archive fieldsArchiveCmd `cmd:"" help:"clihelp.fields_archive"`
}

type fieldsListCmd struct{}

// fieldLine is an own field for machines.
func fieldLine(d *field.Definition) map[string]any {
	return map[string]any{"key": d.Key, "label": d.Label, "kind": d.Kind, "for": d.Whom, "options": d.Options, "archived": d.Archived}
}

// Run lists the fields.
func (c *fieldsListCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		defs, err := field.All(ctx, a.DB)
		if err != nil {
			return err
		}
		rows := make([]map[string]any, len(defs))
		for i := range defs {
			rows[i] = fieldLine(&defs[i])
		}
		if e.json {
			return e.print(rows)
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		for i := range defs {
			d := &defs[i]
			line := []string{p.T("field.kind." + string(d.Kind))}
			line = append(line, d.Options...)
			if d.Archived {
				line = append(line, p.T("webfields.archived"))
			}
			e.say("%-24s %-32s %s", d.Key, d.Label, strings.Join(line, ", "))
		}
		if len(defs) == 0 {
			e.say("%s", p.T("webfields.none"))
		}
		return nil
	})
}

type fieldsAddCmd struct {
	Label   string   `arg:"" help:"clihelp.fields_label"`
	Kind    string   `help:"clihelp.fields_kind" enum:"text,choice,flag,number,money,day" default:"text"`
	For     string   `help:"clihelp.fields_for" enum:",person,firm,contact,household" default:""`
	Options []string `help:"clihelp.fields_options" placeholder:"A,B"`
}

// Run makes the field.
func (c *fieldsAddCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		d := field.Definition{Label: c.Label, Kind: field.Kind(c.Kind), Whom: customer.Kind(c.For), Options: c.Options}
		err := a.DB.Update(ctx, func(tx *store.Tx) (err error) {
			d, err = field.Define(ctx, tx, history.Program, cal.At(a.Now()), d)
			return err
		})
		if err != nil {
			return err
		}
		if e.json {
			return e.print(fieldLine(&d))
		}
		e.say("%s", d.Key)
		return nil
	})
}

type fieldsArchiveCmd struct {
	Key string `arg:"" help:"clihelp.fields_key"`
}

// Run archives the field.
func (c *fieldsArchiveCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		return a.DB.Update(ctx, func(tx *store.Tx) error {
			defs, err := field.InUse(ctx, tx)
			if err != nil {
				return err
			}
			for _, d := range defs {
				if d.Key == c.Key {
					d.Archived = true
					return field.Redefine(ctx, tx, history.Program, cal.At(a.Now()), d)
				}
			}
			return fault.New(fault.NotFound, "field.gone")
		})
	})
}

package cli

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/portfolio"
)

type portfolioCmd struct {
	At *day `help:"clihelp.at_short" placeholder:"YYYY-MM-DD"`
}

// portfolioLine is where a customer stands, for machines. Fields are protect, decide, keep,
// standard, or outside for who is lost or ended.
type portfolioLine struct {
	Customer  int64    `json:"customer"`
	Day       string   `json:"day"`
	Rule      string   `json:"rule"`
	Field     string   `json:"field"`      // by customer value
	FieldYear string   `json:"field_year"` // by what twelve months brought
	Position  float64  `json:"position"`   // 0 to 1
	Share     *float64 `json:"share_of_need,omitempty"`
	Told      bool     `json:"share_told,omitempty"`  // by the customer, not estimated
	Worth     *int64   `json:"worth_cents,omitempty"` // lifetime value; absent before anything can be said
	Rank      *float64 `json:"worth_rank,omitempty"`  // part of the customers with less
	Year      int64    `json:"year_cents"`
	LinesFrom string   `json:"lines_from,omitempty"` // absent before any lines were drawn
}

// Run prints where every customer who has bought stands, with --json one object a line.
func (c *portfolioCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		day, err := a.Day(ctx)
		if err != nil {
			return err
		}
		if c.At != nil {
			day = c.At.Date
		} else if err := a.AfterImport(ctx, nil); err != nil {
			return err
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		rules, err := a.Insight.Rules(ctx, day)
		if err != nil {
			return err
		}
		return a.Insight.At(ctx, day, func(one *insight.Portrait) error {
			if !one.Place.Bought {
				return nil
			}
			line := portfolioLineOf(one, &rules.Lines)
			if e.json {
				return e.print(line)
			}
			e.say("%s", p.T("cli.portfolio_line", line.Customer, p.T("webfolio.field."+line.Field), p.Percent(line.Position, 0),
				p.MoneyExact(one.Place.Worth, ""), p.MoneyExact(one.Place.Year, "")))
			return nil
		})
	})
}

func portfolioLineOf(one *insight.Portrait, lines *portfolio.Frame) portfolioLine {
	r := one.PlaceRow()
	line := portfolioLine{
		Customer: r.Customer, Day: r.Day.String(), Rule: r.Rule, Field: r.Field.Key(), FieldYear: r.FieldYear.Key(),
		Position: float64(r.Position) / 1e4, Year: int64(r.Year),
	}
	if r.Share >= 0 {
		share := float64(r.Share) / 1e4
		line.Share, line.Told = &share, r.Told
	}
	if r.Valued {
		worth, rank := int64(r.Worth), lines.Value.Rank(r.Worth)
		line.Worth, line.Rank = &worth, &rank
	}
	if lines.Known() {
		line.LinesFrom = lines.From.String()
	}
	return line
}

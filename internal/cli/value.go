package cli

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/value"
)

type valueCmd struct {
	At *day `help:"As of a day, from the facts up to then." placeholder:"YYYY-MM-DD"`
}

// valueLine is a customer's contribution margins for machines, in cents.
type valueLine struct {
	Customer int64     `json:"customer"`
	Day      string    `json:"day"`
	Rule     string    `json:"rule"`
	Year     valueSpan `json:"12m"`
	Total    valueSpan `json:"total"`
	Quarters []int64   `json:"db4_quarters_cents"` // complete ones, the oldest first
	Last     int       `json:"last_quarter,omitempty"`
}

type valueSpan struct {
	Known    bool    `json:"known"` // false: bought, and of nothing is the cost of goods known
	DB1      int64   `json:"db1_cents"`
	DB2      int64   `json:"db2_cents"`
	DB3      int64   `json:"db3_cents"`
	DB4      int64   `json:"db4_cents"`
	Low      int64   `json:"db4_low_cents"`
	High     int64   `json:"db4_high_cents"`
	Ours     int64   `json:"ours_cents"` // borne by the firm
	Measured float64 `json:"measured_share"`
}

func spanOf(s value.Steps) valueSpan {
	low, high, wide := s.Range()
	if !wide {
		low, high = s.DB4(), s.DB4()
	}
	return valueSpan{
		s.Known(), int64(s.DB1()), int64(s.DB2()), int64(s.DB3()), int64(s.DB4()), int64(low), int64(high), int64(s.Ours), s.MeasuredShare(),
	}
}

// Run prints the margins of every customer by id, with --json one object a line.
func (c *valueCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		day, err := a.Day(ctx)
		if err != nil {
			return err
		}
		if c.At != nil {
			day = c.At.Date
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		return a.Insight.At(ctx, day, func(one *insight.Portrait) error {
			w := one.Steps
			if !e.json {
				y := spanOf(w.Year)
				e.say("%s", p.T("cli.value_line", one.Customer, p.MoneyExact(moneyOf(y.DB1), ""), p.MoneyExact(moneyOf(y.DB2), ""),
					p.MoneyExact(moneyOf(y.DB3), ""), p.MoneyExact(moneyOf(y.Low), ""), p.MoneyExact(moneyOf(y.High), ""), p.Percent(y.Measured, 0)))
				return nil
			}
			line := valueLine{Customer: one.Customer, Day: day.String(), Rule: value.StepsRule, Year: spanOf(w.Year), Total: spanOf(w.Ever), Quarters: []int64{}}
			for _, q := range w.Quarters {
				line.Quarters, line.Last = append(line.Quarters, int64(q)), w.LastQuarter.Key()
			}
			return e.print(line)
		})
	})
}

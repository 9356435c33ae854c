package cli

import (
	"context"
	"math"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/value"
)

type valueCmd struct {
	At *day `help:"clihelp.at_short" placeholder:"YYYY-MM-DD"`
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

	Lifetime *valueAhead  `json:"lifetime,omitempty"` // absent before anything can be said
	Growth   *valueGrowth `json:"growth,omitempty"`   // absent before 15 months of history

	Information *valueInformation `json:"information,omitempty"` // absent where nothing was suggested
}

// valueInformation is what suggestions are worth, indirect and beside the margins.
type valueInformation struct {
	Ideas      int    `json:"suggestions"`
	Open       int    `json:"open"`
	Adopted    int    `json:"adopted"`
	Declined   int    `json:"declined"`
	Estimated  int    `json:"estimated"` // adopted ones with an effect
	References int    `json:"references"`
	Low        int64  `json:"low_cents"`
	Mid        int64  `json:"cents"`
	High       int64  `json:"high_cents"`
	Rule       string `json:"rule"`
}

// suggested reads the ideas of all customers: people type them, so they are few.
func suggested(ctx context.Context, a *app.App) (map[int64][]feedback.Idea, error) {
	of := map[int64][]feedback.Idea{}
	err := feedback.Each(ctx, a.DB, func(i *feedback.Idea) error {
		of[i.Customer] = append(of[i.Customer], *i)
		if i.Other != 0 && i.Other != i.Customer {
			of[i.Other] = append(of[i.Other], *i)
		}
		return nil
	})
	return of, err
}

// told adds what a customer suggested, as of a day.
func (l *valueLine) told(ideas []feedback.Idea, day cal.Date) {
	sum := value.InformationOf(ideas, l.Customer, day)
	if sum.Known() {
		l.Information = &valueInformation{
			sum.Ideas, sum.Open, sum.Adopted, sum.Declined, sum.Estimated, sum.References, int64(sum.Low), int64(sum.Mid), int64(sum.High), value.InformationRule,
		}
	}
}

// valueAhead is a lifetime value with what it rests on: so far and, within 36 months, to
// come. Both are direct; concept says whether they are counted after cost or as revenue.
type valueAhead struct {
	Concept  string  `json:"concept"`
	Own      bool    `json:"own"` // false: fewer than two occasions, the group's average
	Past     int64   `json:"past_cents"`
	Low      int64   `json:"future_low_cents"` // 10 % point
	Future   int64   `json:"future_cents"`
	High     int64   `json:"future_high_cents"` // 90 % point
	Margin   float64 `json:"margin_per_occasion_cents"`
	Alive    float64 `json:"p_alive"`
	Leave    float64 `json:"p_last"`
	Interval float64 `json:"interval_days"`
	Count    int     `json:"occasions_ahead"`
	Rule     string  `json:"rule"`
}

// valueGrowth is how revenue changes from year to year; the rate is absent where it is not
// sure enough for a figure.
type valueGrowth struct {
	Trend string   `json:"trend"` // falling, steady, rising, figure
	Rate  *float64 `json:"rate,omitempty"`
	Next  int64    `json:"next_12m_net_cents"`
}

var trendKeys = map[value.Trend]string{value.Falling: "falling", value.Steady: "steady", value.Rising: "rising", value.Figured: "figure"}

// ahead adds what may be expected of a customer.
func (l *valueLine) ahead(one *insight.Portrait) {
	if a := one.Lifetime; a.State != value.Open {
		l.Lifetime = &valueAhead{
			string(a.Concept), a.State == value.Own, int64(a.Past), int64(a.Low), int64(a.Future), int64(a.High),
			a.Shrunk, a.Alive, a.Leave, a.Interval, a.Purchases, value.LifetimeRule,
		}
	}
	if g := one.Growth; g.Trend != value.TooEarly {
		l.Growth = &valueGrowth{Trend: trendKeys[g.Trend], Next: int64(g.Next)}
		if g.Trend == value.Figured {
			rate := math.Expm1(g.Rate)
			l.Growth.Rate = &rate
		}
	}
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
		ideas, err := suggested(ctx, a)
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
			line.ahead(one)
			line.told(ideas[one.Customer], day)
			return e.print(line)
		})
	})
}

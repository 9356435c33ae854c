package interaction

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// CoverageRule names the version of the rule for the coverage of notes.
const CoverageRule = "coverage/1"

// CoverageOff is the share below which what staff note says nothing about a relationship.
const CoverageOff = 0.02

// noted are the events that staff can note, with how often each is expected per active
// quarter of a customer of the kinds exchange, partner, special, attached, informed and
// demanding (rates of the inference, version 1). Personal matters, urgency and threats
// cannot be noted as such yet, so they are neither counted nor expected.
var noted = []struct {
	reason string
	rate   [6]float64
}{
	{NoOccasion, [6]float64{.05, .20, .15, 1.20, .50, .25}},
	{"suggestion", [6]float64{.02, .90, .08, .15, .20, .25}},
	{"demand", [6]float64{.05, .15, .10, .05, .05, 1.20}},
	{"complaint", [6]float64{.10, .20, .12, .10, .06, .60}},
}

// priors are the shares of the kinds before anything is known, by preset.
var priors = map[string][6]float64{
	"default": {.50, .08, .08, .14, .14, .06},
	"dealer":  {.45, .25, .02, .13, .08, .07},
}

// ExpectedNotes returns how many events staff would note in so many active quarters if
// every one of them were noted. A preset that is not known counts as "default".
func ExpectedNotes(preset string, quarters int64) float64 {
	prior, ok := priors[preset]
	if !ok {
		prior = priors["default"]
	}
	sum := 0.0
	for _, n := range noted {
		for kind, rate := range n.rate {
			sum += prior[kind] * rate
		}
	}
	return sum * float64(quarters)
}

// Coverage is how completely a firm notes its talks: events noted in twelve months by
// events expected, between 0 and 1, with what it was computed from.
type Coverage struct {
	Day       cal.Date // first day after the twelve months
	Preset    string
	Logged    int64 // events noted
	Quarters  int64 // quarters in which a customer bought, summed over customers
	Customers int64 // how many customers bought at all
	Expected  float64
	Share     float64
	Rule      string
}

func (c *Coverage) fields() []any {
	return []any{&c.Day, &c.Preset, &c.Logged, &c.Quarters, &c.Customers, &c.Expected, &c.Share, &c.Rule}
}

// Off reports whether so little is noted that the notes say nothing.
func (c *Coverage) Off() bool { return c.Share < CoverageOff }

// Measure computes the coverage of the twelve months before the month of day and keeps it;
// measuring twice gives the same row. It reads the months of all customers: not for pages.
func Measure(ctx context.Context, db *store.DB, day cal.Date, preset string) (Coverage, error) {
	until := day.Add(1 - day.Day())
	from := until.AddMonths(-12)
	c := Coverage{Day: until, Preset: preset, Rule: CoverageRule}
	err := db.Update(ctx, func(tx *store.Tx) error {
		type row struct{ quarters, customers int64 }
		r, _, err := store.One(ctx, tx, interactionSQL.Get("coverage-quarters"), func(r *row) []any { return []any{&r.quarters, &r.customers} },
			from.MonthKey(), until.MonthKey(), from.Year()*12+int(from.Month())-1)
		if err != nil {
			return err
		}
		c.Quarters, c.Customers = r.quarters, r.customers
		for _, n := range noted {
			count, err := store.Value[int64](ctx, tx, interactionSQL.Get("coverage-logged"), from, until, n.reason)
			if err != nil {
				return err
			}
			c.Logged += count
		}
		c.Expected = ExpectedNotes(preset, c.Quarters)
		if c.Expected > 0 {
			c.Share = min(1, float64(c.Logged)/c.Expected)
		}
		_, err = tx.Exec(ctx, interactionSQL.Get("coverage-keep"), c.Day, c.Preset, c.Logged, c.Quarters, c.Customers, c.Expected, c.Share, c.Rule)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("measure how completely talks are noted: %w", err)
	}
	return c, nil
}

// LastCoverage returns the newest coverage up to day; found is false before the first.
func LastCoverage(ctx context.Context, q store.Querier, day cal.Date) (c Coverage, found bool, err error) {
	return store.One(ctx, q, interactionSQL.Get("coverage-last"), (*Coverage).fields, day)
}

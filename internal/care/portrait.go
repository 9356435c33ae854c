package care

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/warning"
)

// candidateOf takes from a portrait what the rules of care look at. How the customer can
// be reached is added by reach.
func candidateOf(p *insight.Portrait, calendar cal.Calendar) Candidate {
	r := p.Lifecycle
	wait := r.WaitOn(p.Day, calendar)
	row := p.ValueRow()
	c := Candidate{
		Customer: p.Customer, Firm: p.Kind == customer.Firm,
		Standing: r.StandingOn(p.Day), Activity: r.ActivityOn(p.Day), Occasions: r.Occasions, First: r.First, Last: r.Last,
		LateFrom: r.LateFrom, DormantFrom: r.DormantFrom, Interval: r.IntervalDays, Unusual: wait.Unusual, Alive: wait.Alive,
		Stake: row.Stake, StakeQuality: row.StakeQuality,
		Red: p.Warning.Colour == warning.Red, RedSince: cal.Never,
	}
	c.LastNet, c.UsualNet = baskets(p.Occasions)
	c.Longest = longest(p.Occasions)
	for _, part := range p.Warning.Reasons {
		if c.RedSince == cal.Never || part.Sign.Day > c.RedSince {
			c.RedSince, c.RedBy = part.Sign.Day, string(part.Sign.Reason)
		}
		c.Signs = append(c.Signs, string(part.Sign.Reason))
	}
	return c
}

// baskets returns the amount of the last occasion and the median of those before it, 0
// with fewer than three.
func baskets(list []lifecycle.Occasion) (last, usual money.Cents) {
	if len(list) == 0 {
		return 0, 0
	}
	last = list[len(list)-1].Net
	before := list[max(0, len(list)-13) : len(list)-1]
	if len(before) < 3 {
		return last, 0
	}
	amounts := make([]money.Cents, len(before))
	for i, o := range before {
		amounts[i] = o.Net
	}
	slices.Sort(amounts)
	return last, amounts[len(amounts)/2]
}

// longest returns the longest wait between two occasions in days.
func longest(list []lifecycle.Occasion) int {
	most := 0
	for i := 1; i < len(list); i++ {
		most = max(most, list[i].Day.Sub(list[i-1].Day))
	}
	return most
}

const reachBatch = 200

// gatherer turns portraits into candidates, asking in batches how they can be reached.
type gatherer struct {
	ctx      context.Context
	desk     *Desk
	calendar cal.Calendar
	day      cal.Date
	begin    cal.Date // of the firm's data
	waiting  []Candidate
	fn       func(Candidate) error
}

func (g *gatherer) add(p *insight.Portrait) error {
	if p.Collective {
		return nil
	}
	g.waiting = append(g.waiting, candidateOf(p, g.calendar))
	if len(g.waiting) < reachBatch {
		return nil
	}
	return g.flush()
}

func (g *gatherer) flush() error {
	ids := make([]int64, len(g.waiting))
	for i := range g.waiting {
		ids[i] = g.waiting[i].Customer
	}
	people, err := customer.Many(g.ctx, g.desk.DB, ids)
	if err != nil {
		return fmt.Errorf("how candidates can be reached: %w", err)
	}
	bars, err := consent.Many(g.ctx, g.desk.DB, ids)
	if err != nil {
		return fmt.Errorf("which candidates must not be approached: %w", err)
	}
	complaining, err := feedback.Complaining(g.ctx, g.desk.DB)
	if err != nil {
		return err
	}
	strained, err := relationship.Strained(g.ctx, g.desk.DB, g.day)
	if err != nil {
		return err
	}
	mistrusting, err := survey.Mistrusting(g.ctx, g.desk.DB)
	if err != nil {
		return err
	}
	calmed, err := relationship.Calmed(g.ctx, g.desk.DB, g.day.Add(-calmDays), g.day)
	if err != nil {
		return err
	}
	wishes, err := interest.Wishes(g.ctx, g.desk.DB, ids, g.day)
	if err != nil {
		return err
	}
	known := make(map[int64]*customer.Customer, len(people))
	for i := range people {
		known[people[i].ID] = &people[i]
	}
	for _, c := range g.waiting {
		c.Begun = begun(c, g.begin, cal.Never)
		if one := known[c.Customer]; one != nil {
			c.HasPhone = one.Phone != ""
			c.HasPlace = one.Street != "" && one.City != ""
			if c.Begun, err = g.begun(c, one.FirstContact); err != nil {
				return err
			}
		}
		c.Barred = bars[c.Customer].Any() || complaining[c.Customer] || strained[c.Customer] || mistrusting[c.Customer]
		if wish, said := wishes[c.Customer]; said {
			if err := c.heed(g.ctx, g.desk.DB, wish, g.day); err != nil {
				return err
			}
		}
		c.Calmed = cal.Never
		if since, ok := calmed[c.Customer]; ok {
			c.Calmed = since
		}
		if err := g.fn(c); err != nil {
			return err
		}
	}
	g.waiting = g.waiting[:0]
	return nil
}

// heed takes what the customer wishes into account.
func (c *Candidate) heed(ctx context.Context, q store.Querier, wish interest.Wish, day cal.Date) error {
	last, err := interaction.LastOf(ctx, q, c.Customer)
	c.Wish, c.Shy = wish.Channel, !wish.Allows(day, last.Out)
	return err
}

// begun is since when a candidate is known to come. What was told of him is looked into
// only where it would make a line.
func (g *gatherer) begun(c Candidate, first cal.Date) (cal.Date, error) {
	c.Begun = begun(c, g.begin, first)
	if c.Begun != first || c.Begun == c.First && c.First >= knownFrom(g.begin, c.Interval) {
		return c.Begun, nil
	}
	if _, ok := anniversary(c, g.day); !ok {
		return c.Begun, nil
	}
	return told(g.ctx, g.desk.DB, c.Customer, first)
}

// of calls fn for some customers as they stand on day; begin is where the firm's data do.
func (d *Desk) of(ctx context.Context, ids []int64, begin, day cal.Date, calendar cal.Calendar, fn func(Candidate) error) error {
	g := &gatherer{ctx: ctx, desk: d, calendar: calendar, day: day, begin: begin, fn: fn}
	if err := d.Insight.Of(ctx, ids, day, g.add); err != nil {
		return err
	}
	return g.flush()
}

// all calls fn for every customer as of day.
func (d *Desk) all(ctx context.Context, begin, day cal.Date, calendar cal.Calendar, fn func(Candidate) error) error {
	g := &gatherer{ctx: ctx, desk: d, calendar: calendar, day: day, begin: begin, fn: fn}
	if err := d.Insight.At(ctx, day, g.add); err != nil {
		return err
	}
	return g.flush()
}

package insight

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
)

// year is how far ahead growth looks, in days.
const year = 365

// ahead judges what may still come of a customer, after everything else.
func (w *painter) ahead(p *Portrait) {
	group, version := w.rules.Groups.On(p.Day)
	p.group = version
	r := &p.Lifecycle
	daily := value.DailyOf(w.entries, p.Steps.Ever, group.Concept, group.Rate, p.Day, w.days)
	w.days = daily.Days
	one := value.Prospect{
		Occasions: r.Occasions, Margin: daily.Mean(group.Most, r.Occasions), Guessed: daily.Guessed,
		Past: p.Steps.Ever.DB4(),
	}
	if group.Concept != value.AfterCost {
		one.Past = p.Steps.Ever.Goods.Net
	}
	if r.Occasions > 0 {
		params := r.Rhythm.Params
		one.Leave = value.Leave(params.P, p.Warning.Colour == warning.Yellow, p.Warning.Colour == warning.Red)
		one.Interval, one.Shape = r.IntervalDays, params.A+float64(r.Rhythm.N)*params.K
		if p.Day < r.NoticeOn && p.Day < r.EndedOn {
			one.Alive = r.WaitOn(p.Day, w.rules.Calendar).Alive
		}
	}
	p.Lifetime = group.Lifetime(one)
	purchases, _ := value.Forward(one.Alive, 1, one.Leave, one.Interval, 0, year)
	p.Growth = group.Growth(w.turnover(p), purchases)
}

// turnover sums up two years of revenue with their occasions.
func (w *painter) turnover(p *Portrait) value.Turnover {
	t := value.Turnover{
		Now: float64(p.Value.Year.Net), Before: float64(p.Value.YearPast.Net), First: p.Lifecycle.First, Day: p.Day,
	}
	now, before := p.Day.AddMonths(-12), p.Day.AddMonths(-24)
	for _, o := range w.occasions {
		switch {
		case o.Day > p.Day:
		case o.Day > now:
			t.NowCount++
		case o.Day > before:
			t.BeforeCount++
		}
	}
	return t
}

// groupSample is of how many customers at most the group is learned: they are spread over
// all ids in stretches, and more would not change what is shown.
const groupSample = 100_000

// refitGroup learns what customers have in common, under the conditions of
// [Service.RefitIfNeeded].
func (s *Service) refitGroup(ctx context.Context, today cal.Date, facts readOnce) (bool, error) {
	rules, err := s.rulesOn(ctx, s.db, today)
	if err != nil {
		return false, err
	}
	last, found := rules.Groups.Last()
	if found && last.ValidFrom >= today {
		return false, nil
	}
	count, err := customer.Count(ctx, s.db)
	if err != nil {
		return false, err
	}
	if found && today.Sub(last.ValidFrom) < refitDays && min(count, groupSample) < 2*int64(last.Customers) {
		return false, nil
	}
	g, ok, err := s.fitGroup(ctx, rules, count, facts)
	if err != nil || !ok || found && today.Sub(last.ValidFrom) < refitDays && g.Customers < 2*last.Customers {
		return false, err
	}
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		if err := value.SaveGroup(ctx, tx, g, s.now()); err != nil {
			return err
		}
		return customer.MarkAllDue(ctx, tx, s.now())
	})
	if e := fault.Of(err); e != nil && e.Key == "insight.params_exist" {
		return false, nil // another process was quicker
	}
	return err == nil, err
}

func (s *Service) fitGroup(ctx context.Context, rules Rules, count int64, facts readOnce) (value.Group, bool, error) {
	book, err := facts()
	if err != nil {
		return value.Group{}, false, err
	}
	fitter, w := value.NewGroupFitter(rules.Day), &painter{rules: rules}
	skip := max(count/groupSample-1, 0) * viewChunk // ids between two stretches
	after := int64(0)
	for {
		subjects, err := customer.Subjects(ctx, s.db, after, viewChunk)
		if err != nil {
			return value.Group{}, false, fmt.Errorf("fit the group: %w", err)
		}
		if len(subjects) == 0 {
			g, ok := fitter.Group()
			return g, ok, nil
		}
		after = subjects[len(subjects)-1].ID + skip
		if err := eachFacts(ctx, s.db, rules.Day, all(book), subjects, func(f Facts) error {
			if f.Subject.Collective || len(f.Orders) == 0 {
				return nil
			}
			p := w.paint(f)
			fitter.Add(w.entries, w.charges, p.Lifecycle.Occasions, w.turnover(&p))
			return nil
		}); err != nil {
			return value.Group{}, false, fmt.Errorf("fit the group: %w", err)
		}
	}
}

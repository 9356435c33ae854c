package insight

import (
	"context"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

// stand collects what a customer's place in the portfolio rests on, after everything else.
// told is the share of his need that he named, in basis points: it goes before the estimate.
func (w *painter) stand(p *Portrait, told *int) {
	l := &p.Lifecycle
	p.Place = portfolio.Case{
		Customer: p.Customer, Standing: l.StandingOn(p.Day), Lost: l.Occasions > 0 && p.Day >= l.LostFrom,
		Bought: l.Occasions > 0 && !p.Collective, Share: -1, Valued: p.Lifetime.State != value.Open, Worth: p.Lifetime.Future,
	}
	if !p.Place.Bought {
		return
	}
	w.dates, w.nets = w.dates[:0], w.nets[:0]
	for _, e := range w.entries {
		w.dates, w.nets = append(w.dates, e.Day), append(w.nets, e.Margin.Net)
	}
	p.Place.Share = portfolio.ShareOf(w.dates, w.nets, p.Day)
	if told != nil {
		p.Place.Share, p.Place.Told = float64(*told)/feedback.Whole, true
	}
	group, _ := w.rules.Groups.On(p.Day)
	p.Place.Year = yearOf(p.Steps.Year, group)
}

// yearOf is what twelve months brought: DB IV, where net without a known cost counts at the
// firm's own rate of DB I; net sales while the firm's costs are not known enough.
func yearOf(s value.Steps, g value.Group) money.Cents {
	if g.Concept != value.AfterCost {
		return s.Goods.Net
	}
	return s.DB4() + money.Cents(math.Round(float64(s.Goods.NetUnknown())*g.Rate))
}

// closePortfolio ends a complete run: lines, sums, movement and who is drawn.
func (s *Service) closePortfolio(ctx context.Context, today cal.Date) error {
	if _, err := portfolio.LearnIfNeeded(ctx, s.db, today, s.now()); err != nil {
		return err
	}
	rules, err := s.rulesOn(ctx, s.db, today)
	if err != nil {
		return err
	}
	return portfolio.Close(ctx, s.db, today, s.now(), conceptOf(rules))
}

// MovePortfolio draws the lines of the portfolio so that the parts strong and worth of the
// customers, between .1 and .9, lie beyond them, and places everybody anew, after what is
// being computed. It fails with fault.Invalid "portfolio.part" for other parts.
func (s *Service) MovePortfolio(ctx context.Context, today cal.Date, strong, worth float64) error {
	if err := (portfolio.Parts{Strong: strong, Worth: worth}).Check(); err != nil {
		return err
	}
	s.whole.Lock()
	defer s.whole.Unlock()
	if err := portfolio.MoveLines(ctx, s.db, today, s.now(), strong, worth); err != nil {
		return err
	}
	return s.closePortfolio(ctx, today)
}

// conceptOf is what the amounts of the portfolio are counted in.
func conceptOf(rules Rules) string {
	if g, _ := rules.Groups.On(rules.Day); g.Concept == value.AfterCost {
		return string(value.AfterCost)
	}
	return string(value.Revenue)
}

// recalled are the months before this one that are looked back on once, when the first lines
// are drawn, so that movement can be told from the first day.
var recalled = []int{1, 2, 3, 6, 9, 12}

// RecallPortfolio computes where everybody stood at the beginning of months before, by the
// lines of today, where nothing is known of months before: once, and apart from the runs
// for which people wait.
func (s *Service) RecallPortfolio(ctx context.Context, today cal.Date) error {
	s.whole.Lock()
	defer s.whole.Unlock()
	wanted, err := portfolio.WantsRecall(ctx, s.db, today)
	if err != nil || !wanted {
		return err
	}
	rules, err := s.rulesOn(ctx, s.db, today)
	if err != nil {
		return err
	}
	if err := s.recall(ctx, rules); err != nil {
		return fmt.Errorf("look back for the portfolio: %w", err)
	}
	return portfolio.Close(ctx, s.db, today, s.now(), conceptOf(rules))
}

func (s *Service) recall(ctx context.Context, now Rules) error {
	first := firstOfMonth(now.Day)
	painters := make([]*painter, len(recalled))
	for i, n := range recalled {
		rules, err := s.rulesOn(ctx, s.db, first.AddMonths(-n))
		if err != nil {
			return err
		}
		rules.Lines = now.Lines
		painters[i] = &painter{rules: rules}
	}
	back := portfolio.NewRecall(now.Lines, now.Day)
	for after := int64(0); ; {
		subjects, err := customer.Subjects(ctx, s.db, after, viewChunk)
		if err != nil {
			return err
		}
		if len(subjects) == 0 {
			break
		}
		after = subjects[len(subjects)-1].ID
		for _, w := range painters {
			if err := eachFacts(ctx, s.db, w.rules.Day, nil, subjects, func(f Facts) error {
				p := w.paint(f)
				back.Add(w.rules.Day, &p.Place)
				return nil
			}); err != nil {
				return err
			}
		}
		if err := s.db.Update(ctx, func(tx *store.Tx) error { return back.Write(ctx, tx) }); err != nil {
			return err
		}
	}
	return s.db.Update(ctx, func(tx *store.Tx) error { return back.Done(ctx, tx) })
}

package insight

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/store"
)

// refitDays is how long fitted parameters stay at least, unless the number of
// customers behind them has doubled.
const refitDays = 30

// RefitIfNeeded learns the parameters of the group from the firm's own purchases as
// soon as they allow it, and later again at most every 30 days or when the customers
// with a rhythm have doubled; then, likewise, what they bring. New parameters are valid
// from today and mark all customers as due. It reports whether there are new ones.
func (s *Service) RefitIfNeeded(ctx context.Context, today cal.Date) (bool, error) {
	rhythm, err := s.refitRhythm(ctx, today)
	if err != nil {
		return false, err
	}
	group, err := s.refitGroup(ctx, today)
	return rhythm || group, err
}

func (s *Service) refitRhythm(ctx context.Context, today cal.Date) (bool, error) {
	rules, err := s.rulesOn(ctx, s.db, cal.Never)
	if err != nil {
		return false, err
	}
	if n := len(rules.Params.Rows); n > 0 {
		last := rules.Params.Rows[n-1]
		if last.ValidFrom >= today {
			return false, nil
		}
		if today.Sub(last.ValidFrom) < refitDays {
			rhythms, err := store.Value[int](ctx, s.db, insightSQL.Get("insight-rhythms"))
			if err != nil || rhythms < 2*last.Customers {
				return false, err
			}
		}
	}
	rules.Day = today
	p, ok, err := s.fit(ctx, rules)
	if err != nil || !ok {
		return false, err
	}
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := lifecycle.SaveParams(ctx, tx, p, s.now()); err != nil {
			return err
		}
		return customer.MarkAllDue(ctx, tx, s.now())
	})
	if e := fault.Of(err); e != nil && e.Key == "insight.params_exist" {
		return false, nil // another process was quicker
	}
	return err == nil, err
}

func (s *Service) fit(ctx context.Context, rules Rules) (lifecycle.Params, bool, error) {
	fitter := lifecycle.NewFitter(rules.Day, rules.Calendar)
	w := &painter{rules: rules}
	r := &reader{q: s.db, day: rules.Day} // what was bought does not matter here
	after := int64(0)
	for {
		subjects, err := customer.Subjects(ctx, s.db, after, viewChunk)
		if err != nil {
			return lifecycle.Params{}, false, fmt.Errorf("fit the parameters: %w", err)
		}
		if len(subjects) == 0 {
			p, ok := fitter.Params()
			return p, ok, nil
		}
		after = subjects[len(subjects)-1].ID
		if err := r.each(ctx, subjects, func(f Facts) error {
			fitter.Add(w.occasionsOf(f))
			return nil
		}); err != nil {
			return lifecycle.Params{}, false, fmt.Errorf("fit the parameters: %w", err)
		}
	}
}

package insight

import (
	"context"
	"fmt"
	"sync"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/sales"
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
	facts := sync.OnceValues(func() (*sales.FactBook, error) { return sales.ReadFacts(ctx, s.db, today) })
	rhythm, err := s.refitRhythm(ctx, today, facts)
	if err != nil {
		return false, err
	}
	group, err := s.refitGroup(ctx, today, facts)
	return rhythm || group, err
}

// readOnce reads the facts of all customers when it is called first.
type readOnce func() (*sales.FactBook, error)

// all takes a book for everybody.
func all(book *sales.FactBook) func(customer.Subject) *sales.FactBook {
	return func(customer.Subject) *sales.FactBook { return book }
}

func (s *Service) refitRhythm(ctx context.Context, today cal.Date, facts readOnce) (bool, error) {
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
	p, ok, err := s.fit(ctx, rules, facts)
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

func (s *Service) fit(ctx context.Context, rules Rules, facts readOnce) (lifecycle.Params, bool, error) {
	book, err := facts()
	if err != nil {
		return lifecycle.Params{}, false, fmt.Errorf("fit the parameters: %w", err)
	}
	fitter := lifecycle.NewFitter(rules.Day, rules.Calendar)
	w := &painter{rules: rules}
	r := &reader{q: s.db, day: rules.Day, book: all(book)} // what was bought does not matter here
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

package insight

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
)

// Of calls fn with the portraits of some customers as of a day, in the order of ids,
// which must be ascending. Ids without insight are passed over. The portrait is
// reused: copy what is kept.
func (s *Service) Of(ctx context.Context, ids []int64, day cal.Date, fn func(*Portrait) error) error {
	rules, err := s.rulesOn(ctx, s.db, day)
	if err != nil {
		return err
	}
	var subjects []customer.Subject
	for _, id := range ids {
		one, found, err := customer.SubjectOf(ctx, s.db, id)
		if err != nil {
			return fmt.Errorf("portrait of customer %d: %w", id, err)
		}
		if found {
			subjects = append(subjects, one)
		}
	}
	w := &painter{rules: rules}
	return eachFacts(ctx, s.db, day, nil, subjects, func(f Facts) error {
		p := w.paint(f)
		return fn(&p)
	})
}

// Rules returns what portraits of a day depend on.
func (s *Service) Rules(ctx context.Context, day cal.Date) (Rules, error) {
	return s.rulesOn(ctx, s.db, day)
}

package insight

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

// pastMonths is for how many months that are over the firm's figures are kept as they stood
// at their end.
const pastMonths = 24

// History returns the firm's figures as they stood at the end of the last months, and as of
// today, oldest first; months of which nothing is known are absent.
func History(ctx context.Context, q store.Querier, today cal.Date) ([]Figures, error) {
	stored, err := value.FirmMonths(ctx, q, firstOfMonth(today).AddMonths(-pastMonths), today)
	if err != nil {
		return nil, fmt.Errorf("figures of the last months: %w", err)
	}
	list := make([]Figures, len(stored))
	for i, s := range stored {
		if err := json.Unmarshal([]byte(s.Figures), &list[i]); err != nil {
			return nil, fmt.Errorf("figures of %v: %w", s.Day, err)
		}
	}
	return list, nil
}

// MissingMonth returns the last day of the newest month whose figures nobody has computed,
// because the firm was not here yet; found is false when there is none, or no document so
// old.
func MissingMonth(ctx context.Context, q store.Querier, today cal.Date) (day cal.Date, found bool, err error) {
	totals, err := sales.Totals(ctx, q, 0)
	if err != nil || len(totals) == 0 {
		return 0, false, err
	}
	first := firstOfMonth(today)
	known, err := value.FirmMonths(ctx, q, first.AddMonths(-pastMonths), first.Add(-1))
	if err != nil {
		return 0, false, err
	}
	for n := range pastMonths {
		day := first.AddMonths(-n).Add(-1)
		if day.MonthKey() < totals[0].Month {
			break
		}
		if !slices.ContainsFunc(known, func(f value.FirmFigures) bool { return f.Day.MonthKey() == day.MonthKey() }) {
			return day, true, nil
		}
	}
	return 0, false, nil
}

// FillMonth computes the firm's figures as of a day that is over and keeps them.
func (s *Service) FillMonth(ctx context.Context, day cal.Date) error {
	f, err := s.FiguresAt(ctx, day)
	if err != nil {
		return err
	}
	text, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("figures of %v: %w", day, err)
	}
	return s.db.Update(ctx, func(tx *store.Tx) error {
		return value.SaveFirm(ctx, tx, value.FirmFigures{Day: day, Figures: string(text), ComputedAt: s.now()})
	})
}

// ForgetPast drops the figures of earlier days, after facts of those days have come in bulk;
// [Service.FillMonth] computes them again.
func (s *Service) ForgetPast(ctx context.Context, today cal.Date) error {
	return s.db.Update(ctx, func(tx *store.Tx) error { return value.ForgetFirm(ctx, tx, today) })
}

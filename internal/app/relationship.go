package app

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/relationship"
)

// preset names the shares of the kinds of relationship that the firm's trade begins with.
func (a *App) preset(ctx context.Context) (string, error) {
	p, err := a.Profile(ctx)
	return p.Trade.Kinds(), err
}

// kindsBehind reports whether everybody was computed since all kinds were judged last, and
// that may be done now.
func (a *App) kindsBehind(ctx context.Context) (bool, error) {
	ok, err := a.unhurried(ctx)
	if err != nil || !ok {
		return false, err
	}
	day, err := a.Day(ctx)
	if err != nil {
		return false, err
	}
	_, at, known, err := insight.LatestFigures(ctx, a.DB, day)
	if err != nil || !known {
		return false, err
	}
	last, err := relationship.Firms(ctx, a.DB, 1)
	return len(last) == 0 || last[0].At < at, err
}

// anyKindDue reports whether something became known of a customer, or of all.
func (a *App) anyKindDue(ctx context.Context) (bool, error) {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return false, err
	}
	if n, err := relationship.CountDue(ctx, a.DB); err != nil || n > 0 {
		return n > 0, err
	}
	return a.kindsBehind(ctx)
}

// jobKind brings kinds of relationship up to date after single changes, and all of them after
// a file or a new day of few customers.
func (a *App) jobKind(ctx context.Context, _, _ string, counts job.Counts) error {
	behind, err := a.kindsBehind(ctx)
	if err != nil {
		return err
	}
	if behind {
		return a.judgeKinds(ctx, counts)
	}
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	preset, err := a.preset(ctx)
	if err != nil {
		return err
	}
	n, err := relationship.RefreshDue(ctx, a.DB, day, preset)
	counts["customers"] = int64(n)
	return err
}

// jobKinds judges the kinds of all customers for the new day.
func (a *App) jobKinds(ctx context.Context, _, _ string, counts job.Counts) error {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return err
	}
	return a.judgeKinds(ctx, counts)
}

func (a *App) judgeKinds(ctx context.Context, counts job.Counts) error {
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	firm, err := a.JudgeKinds(ctx, day)
	counts["customers"] = firm.Customers
	return err
}

// JudgeKinds judges which kind of relationship every customer wants, as of a day.
func (a *App) JudgeKinds(ctx context.Context, day cal.Date) (relationship.Firm, error) {
	preset, err := a.preset(ctx)
	if err != nil {
		return relationship.Firm{}, err
	}
	return relationship.RefreshAll(ctx, a.DB, day, preset, cal.At(a.Now()))
}

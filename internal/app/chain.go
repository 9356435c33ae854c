package app

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/survey"
)

// chainBehind reports whether somebody answered, or a day began, since the chain from benefit to
// value was computed.
func (a *App) chainBehind(ctx context.Context) (bool, error) {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return false, err
	}
	day, err := a.Day(ctx)
	if err != nil {
		return false, err
	}
	return survey.ChainBehind(ctx, a.DB, day)
}

// jobChain computes it.
func (a *App) jobChain(ctx context.Context, _, _ string, counts job.Counts) error {
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	c, err := survey.RefreshChain(ctx, a.DB, day, cal.At(a.Now()))
	counts["customers"] = int64(c.People)
	return err
}

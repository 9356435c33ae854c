package app

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/watch"
)

// anyAlert reports whether something went wrong and nobody was told yet, or the lesson of last
// month is not written.
func (a *App) anyAlert(ctx context.Context) (bool, error) {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return false, err
	}
	day, err := a.Day(ctx)
	if err != nil {
		return false, err
	}
	if stirs, err := watch.Stirs(ctx, a.DB, cal.At(a.Now()), day); err != nil || stirs {
		return stirs, err
	}
	taught, err := watch.Taught(ctx, a.DB, day)
	return !taught, err
}

// jobAlert tells who is responsible what went wrong, and writes the lesson of a month.
func (a *App) jobAlert(ctx context.Context, _, _ string, counts job.Counts) error {
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	now := cal.At(a.Now())
	n, err := watch.Look(ctx, a.DB, now, day)
	counts["alerts"] = int64(n)
	if err != nil {
		return err
	}
	p, err := a.Profile(ctx)
	if err != nil {
		return err
	}
	_, err = watch.Teach(ctx, a.DB, p.Hours(), now, day)
	return err
}

package app

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/job"
)

// interestsAt is when interests are computed anew: after the figures of the night.
var interestsAt = job.Clock{Hour: 5}

// jobInterests computes what customers like from evidence and purchases, and what to ask.
func (a *App) jobInterests(ctx context.Context, _, _ string, counts job.Counts) error {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return err
	}
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	counts["customers"], err = interest.RefreshAll(ctx, a.DB, day)
	return err
}

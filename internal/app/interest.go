package app

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/store"
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

// interestsDue computes the interests of those whose facts have changed, or of all, where
// anything is known of interests. It comes before insight, which takes their marks off.
func (a *App) interestsDue(ctx context.Context, day cal.Date, all bool) error {
	known, err := interest.Concerned(ctx, a.DB)
	if err != nil || !known {
		return err
	}
	if all {
		_, err := interest.RefreshAll(ctx, a.DB, day)
		return err
	}
	const page = 200
	for after := int64(0); ; {
		marks, err := customer.NextDue(ctx, a.DB, after, page)
		if err != nil || len(marks) == 0 {
			return err
		}
		ids := make([]int64, len(marks))
		for i := range marks {
			ids[i] = marks[i].ID
		}
		if err := a.DB.Update(ctx, func(tx *store.Tx) error { return interest.Refresh(ctx, tx, day, ids...) }); err != nil {
			return fmt.Errorf("refresh interests after an import: %w", err)
		}
		after = ids[len(ids)-1]
	}
}

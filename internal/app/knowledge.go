package app

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/store"
)

// learnedAt is when gaps and promises are looked at: after figures and interests of the
// night.
var learnedAt = job.Clock{Hour: 5, Minute: 30}

// anyKnowledgeDue reports whether somebody learned something of a customer.
func (a *App) anyKnowledgeDue(ctx context.Context) (bool, error) {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return false, err
	}
	return knowledge.AnyDue(ctx, a.DB)
}

// jobKnowledge brings what is missing up to date after single changes.
func (a *App) jobKnowledge(ctx context.Context, _, _ string, counts job.Counts) error {
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	n, err := knowledge.RefreshDue(ctx, a.DB, day)
	counts["customers"] = int64(n)
	return err
}

// jobLearned looks at what is missing of every customer.
func (a *App) jobLearned(ctx context.Context, _, _ string, counts job.Counts) error {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return err
	}
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	counts["customers"], err = knowledge.RefreshAll(ctx, a.DB, day)
	return err
}

// jobCulture counts the figures that stand against the firm's promises.
func (a *App) jobCulture(ctx context.Context, _, _ string, _ job.Counts) error {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return err
	}
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	return a.MeasureCulture(ctx, day)
}

// MeasureCulture counts the figures that stand against the firm's promises as of a day.
func (a *App) MeasureCulture(ctx context.Context, day cal.Date) error {
	results, err := culture.Compute(ctx, a.DB, day)
	if err != nil {
		return err
	}
	return a.DB.Update(ctx, func(tx *store.Tx) error { return culture.Save(ctx, tx, results) })
}

package app

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/match"
)

// duplicates is the desk at which two entries become one, with the ledgers of all rooms.
func (a *App) duplicates() *duplicate.Desk {
	return &duplicate.Desk{
		DB: a.DB, Ledgers: care.Registry(), Day: a.Day,
		Now: func() cal.Instant { return cal.At(a.Now()) },
		Currency: func(ctx context.Context) (string, error) {
			p, err := a.Profile(ctx)
			return p.Currency, err
		},
	}
}

// anyCompare reports whether entries wait to be compared.
func (a *App) anyCompare(ctx context.Context) (bool, error) {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return false, err
	}
	n, err := match.CountDue(ctx, a.DB)
	return n > 0, err
}

// jobCompare looks for the doubles of entries that were written since the last time.
func (a *App) jobCompare(ctx context.Context, _, _ string, counts job.Counts) error {
	found, err := a.Duplicates.Due(ctx, nil)
	counts["customers"], counts["same"], counts["ask"] = found.Customers, found.Same, found.Ask
	return err
}

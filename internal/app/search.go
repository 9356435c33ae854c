package app

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/search"
)

// searchBehind reports whether search has words or notes to take in or to drop.
func (a *App) searchBehind(ctx context.Context) (bool, error) {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return false, err
	}
	return search.Behind(ctx, a.DB)
}

// jobSearch takes in what an older version of the program left, and drops the words whose
// last customer has gone.
func (a *App) jobSearch(ctx context.Context, _, _ string, counts job.Counts) error {
	if err := search.Learn(ctx, a.DB, search.Readers{Customers: customer.Notes, Interactions: interaction.Notes}); err != nil {
		return err
	}
	n, err := search.Sweep(ctx, a.DB)
	counts["words"] = int64(n)
	return err
}

// jobTidy rids the file of what is left in it of people who were deleted, and brings the
// indexes of the search together, which a large import leaves in parts.
func (a *App) jobTidy(ctx context.Context, _, _ string, counts job.Counts) error {
	erased, err := search.Untidy(ctx, a.DB)
	if err != nil {
		return err
	}
	if !erased {
		n, err := search.Join(ctx, a.DB)
		counts["joined"] = int64(n)
		return err
	}
	counts["erased"] = 1
	if err := search.Tidy(ctx, a.DB); err != nil {
		return err
	}
	return a.DB.Scrub(ctx)
}

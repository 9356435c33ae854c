package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// SetMargin gives a category of goods a standard margin in basis points of the net
// amount, -1 for none, and computes what follows from it: costs of all its lines whose
// own cost is not known, sums, and insight. progress may be nil.
func (a *App) SetMargin(ctx context.Context, category int64, margin int, progress func(done, total int)) error {
	if err := a.DB.Update(ctx, func(tx *store.Tx) error { return sales.SetMargin(ctx, tx, category, margin) }); err != nil {
		return err
	}
	return a.reprice(ctx, []int64{category}, progress)
}

// few is up to how many categories the lines are looked through one category at a time.
const few = 2

func (a *App) reprice(ctx context.Context, categories []int64, progress func(done, total int)) error {
	p, err := a.Profile(ctx)
	if err != nil {
		return err
	}
	books := sales.Books{Currency: p.Currency, At: cal.At(a.Now())}
	product := int64(0)
	if len(categories) > few {
		product, categories = sales.AllProducts, []int64{0}
	}
	for i, category := range categories {
		err := books.Reprice(ctx, a.DB, product, category, func(done, total int64) {
			if progress != nil {
				progress(i*int(total)+int(done), len(categories)*int(total))
			}
		})
		if err != nil {
			return err
		}
	}
	return a.AfterImport(ctx, nil)
}

// Reprice queues the computing of what follows from changed margins of categories, in the
// transaction that changes them.
func (a *App) Reprice(ctx context.Context, tx *store.Tx, categories []int64) error {
	payload, err := json.Marshal(categories)
	if err != nil {
		return err
	}
	return a.Jobs.Enqueue(ctx, tx, "sales.reprice", fmt.Sprint(a.Now().UnixMicro()), string(payload))
}

func (a *App) jobReprice(ctx context.Context, _, payload string, counts job.Counts) error {
	var categories []int64
	if err := json.Unmarshal([]byte(payload), &categories); err != nil {
		return fmt.Errorf("categories of %s: %w", payload, err)
	}
	counts["categories"] = int64(len(categories))
	return a.reprice(ctx, categories, nil)
}

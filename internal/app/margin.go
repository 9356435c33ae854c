package app

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// SetMargin gives a category of goods a standard margin in basis points of the net
// amount, -1 for none, and computes what follows from it: costs of all its lines whose
// own cost is not known, sums, and insight. progress may be nil.
func (a *App) SetMargin(ctx context.Context, category int64, margin int, progress func(done, total int)) error {
	p, err := a.Profile(ctx)
	if err != nil {
		return err
	}
	if err := a.DB.Update(ctx, func(tx *store.Tx) error { return sales.SetMargin(ctx, tx, category, margin) }); err != nil {
		return err
	}
	books := sales.Books{Currency: p.Currency, At: cal.At(a.Now())}
	err = books.Reprice(ctx, a.DB, 0, category, func(done, total int64) {
		if progress != nil {
			progress(int(done), int(total))
		}
	})
	if err != nil {
		return err
	}
	return a.AfterImport(ctx, nil)
}

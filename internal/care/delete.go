package care

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// DeleteCustomer forgets a customer in every room in one transaction, the contact
// persons of a firm included. Documents stay without a name, so that the sums of all
// periods stay what they were. version is the one that the actor saw; it fails with
// fault.Conflict when somebody has changed the customer since.
func (d *Desk) DeleteCustomer(ctx context.Context, by customer.By, currency string, id, version int64) error {
	firm, err := d.Firm(ctx)
	if err != nil {
		return fmt.Errorf("delete customer %d: %w", id, err)
	}
	books := sales.Books{Currency: currency, At: cal.At(d.Now())}
	err = d.DB.Update(ctx, func(tx *store.Tx) error {
		if err := (intake.Eraser{Secret: firm.Secret, At: books.At}).Erase(ctx, tx, id); err != nil {
			return err
		}
		gone, err := customer.Delete(ctx, tx, by, id, version)
		if err != nil {
			return err
		}
		for _, g := range gone {
			if err := forgetEverywhere(ctx, tx, books, g); err != nil {
				return err
			}
		}
		return search.Erase(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("delete customer %d: %w", id, err)
	}
	return nil
}

// forgetEverywhere empties all ledgers of a customer and of those who went into him.
func forgetEverywhere(ctx context.Context, tx *store.Tx, books sales.Books, id int64) error {
	absorbed, err := duplicate.Absorbed(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := books.MoveToUnassigned(ctx, tx, id); err != nil {
		return err
	}
	for _, who := range append([]int64{id}, absorbed...) {
		for _, l := range Registry() {
			if l.Forget == nil {
				continue
			}
			if err := l.Forget(ctx, tx, who); err != nil {
				return fmt.Errorf("forget customer %d in %s: %w", who, l.Name, err)
			}
		}
	}
	for _, who := range append([]int64{id}, absorbed...) {
		if err := customer.ForgetMerged(ctx, tx, who); err != nil {
			return err
		}
		if err := duplicate.Forget(ctx, tx, who); err != nil {
			return err
		}
	}
	return nil
}

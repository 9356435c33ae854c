package care

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
)

// DeleteCustomer forgets a customer in every room in one transaction, the contact
// persons of a firm included. Documents stay without a name, so that the sums of all
// periods stay what they were. version is the one that the actor saw; it fails with
// fault.Conflict when somebody has changed the customer since.
func (d *Desk) DeleteCustomer(ctx context.Context, by customer.By, currency string, id, version int64) error {
	books := sales.Books{Currency: currency, At: cal.At(d.Now())}
	err := d.DB.Update(ctx, func(tx *store.Tx) error {
		gone, err := customer.Delete(ctx, tx, by, id, version)
		if err != nil {
			return err
		}
		for _, g := range gone {
			if err := books.MoveToUnassigned(ctx, tx, g); err != nil {
				return err
			}
			for _, forget := range []func(context.Context, *store.Tx, int64) error{
				interaction.Forget, promise.Forget, enquiry.Forget, project.Forget, Forget, lifecycle.Forget, lifecycle.DeleteRow, value.DeleteRow, warning.DeleteRow,
			} {
				if err := forget(ctx, tx, g); err != nil {
					return err
				}
			}
		}
		if err := intake.Forget(ctx, tx, gone...); err != nil {
			return err
		}
		return consent.Forget(ctx, tx, gone...)
	})
	if err != nil {
		return fmt.Errorf("delete customer %d: %w", id, err)
	}
	return nil
}

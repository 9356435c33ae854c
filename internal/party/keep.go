package party

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Undo takes back a change of this room unless the row was changed since. It reports
// false for an entry of another room.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	switch {
	case links.Knows(e):
		return true, links.Undo(ctx, tx, noted(by), e)
	case points.Knows(e):
		return true, points.Undo(ctx, tx, noted(by), e)
	case forms.Knows(e):
		if err := forms.Undo(ctx, tx, noted(by), e); err != nil {
			return true, err
		}
		return true, showForm(ctx, tx, by, e.SubjectID)
	case proposals.Knows(e):
		return true, proposals.Undo(ctx, tx, noted(by), e)
	case departures.Knows(e) && (e.Verb == "party.departure.change" || e.Verb == "party.departure.undo"): // the successor
		return true, departures.Undo(ctx, tx, noted(by), e)
	case departures.Knows(e): // it hangs together with roles and a visit: see Return
		return true, fault.New(fault.Conflict, "party.return_instead")
	}
	return false, nil
}

// forgets are the statements that remove what is known of a customer, by id.
var forgets = []string{
	"link-forget-from", "link-forget-to", "point-forget", "form-forget", "proposal-forget",
	"departure-forget-firm", "departure-forget-contact", "departure-forget-successor",
}

// Forget removes everything about customers who are deleted.
func Forget(ctx context.Context, tx *store.Tx, ids ...int64) error {
	for _, name := range forgets {
		if err := tx.ForIDs(ctx, statements.Get(name), ids); err != nil {
			return fmt.Errorf("forget links and addresses of customers: %w", err)
		}
	}
	return nil
}

// Movings are the tables that follow a customer when two records become one.
func Movings() []row.Moving {
	move := func(table, name, end string) row.Moving {
		return row.Move(table, statements.Get(name+"-relink"+end), statements.Get(name+"-unlink"+end))
	}
	return []row.Moving{
		move("party_link", "link", "-from"), move("party_link", "link", "-to"),
		move("party_point", "point", ""), move("party_form", "form", ""), move("party_proposal", "proposal", ""),
		move("party_departure", "departure", "-firm"), move("party_departure", "departure", "-contact"), move("party_departure", "departure", "-successor"),
	}
}

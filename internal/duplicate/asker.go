package duplicate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// errHangs says that something hangs on a prospect, so that he stays.
var errHangs = errors.New("something hangs on the prospect")

// Assign says who asked, see [enquiry.Assign]. The prospect who was taken down with the
// enquiry then goes into its customer by a merge, which taking the assignment back undoes,
// unless anything else is known of him or he is a person and the customer a firm: stays
// tells that he is still there.
func (d *Desk) Assign(ctx context.Context, by customer.By, id, version, to int64) (stays bool, err error) {
	move := Move{By: by}
	if err := d.settings(ctx, &move); err != nil {
		return false, err
	}
	err = d.DB.Update(ctx, func(tx *store.Tx) error {
		was, err := enquiry.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := enquiry.Assign(ctx, tx, by, id, version, to); err != nil || !was.Made {
			return err
		}
		is, err := enquiry.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		move.From, move.To = was.Customer, is.Customer
		return d.absorb(ctx, tx, move, is.Contact != 0)
	})
	if errors.Is(err, errHangs) {
		return true, d.DB.Update(ctx, func(tx *store.Tx) error { return enquiry.Assign(ctx, tx, by, id, version, to) })
	}
	return false, err
}

// absorb merges a prospect of whom nothing but his entry is known. asker tells that the
// person who asked is known as a contact person of the firm that he goes into.
func (d *Desk) absorb(ctx context.Context, tx *store.Tx, move Move, asker bool) error {
	if move.From == move.To {
		return nil
	}
	from, err := customer.Get(ctx, tx, move.From)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	to, err := customer.Get(ctx, tx, move.To)
	if err != nil {
		return err
	}
	if from.Kind != to.Kind && !asker {
		return errHangs
	}
	told, err := history.Of(ctx, tx, "customer", from.ID, 0, 2)
	if err != nil {
		return err
	}
	aliases, err := customer.Aliases(ctx, tx, from.ID)
	if err != nil {
		return err
	}
	if len(told) != 1 || told[0].Verb != "customer.create" || len(aliases) > 0 {
		return errHangs
	}
	_, counts, err := d.merge(ctx, tx, move, Request{Survivor: to.ID, SurvivorVersion: to.Version, Loser: from.ID, LoserVersion: from.Version, Take: lacking(&to, &from)})
	if err != nil {
		return err
	}
	for _, c := range counts {
		if c.Ledger != "history" && c.Rows > 0 {
			return errHangs
		}
	}
	return nil
}

// lacking are the ways to reach somebody that one customer lacks and another of his kind has.
func lacking(to, from *customer.Customer) (take []customer.Field) {
	if to.Kind != from.Kind {
		return nil
	}
	for _, f := range []customer.Field{customer.FieldEmail, customer.FieldPhone} {
		if to.Get(f) == "" && from.Get(f) != "" {
			take = append(take, f)
		}
	}
	return take
}

// UndoEnquiry takes a change of an enquiry back, see [enquiry.Undo]. When it said who had
// asked, the prospect who went then comes back.
func (d *Desk) UndoEnquiry(ctx context.Context, tx *store.Tx, by customer.By, id, entry int64) error {
	e, err := history.Get(ctx, tx, entry)
	if err != nil {
		return err
	}
	if e.Verb == "enquiry.assign" && e.Subject == enquiry.Subject && !e.Undone {
		if err := d.release(ctx, tx, by, e); err != nil {
			return err
		}
	}
	return enquiry.Undo(ctx, tx, by, id, entry)
}

// release takes back the merge by which a prospect went at an assignment. After a newer
// merge that is not possible; then enquiry.Undo takes him down anew.
func (d *Desk) release(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) error {
	var was, is struct {
		Customer int64 `json:"customer_id"`
	}
	if err := errors.Join(json.Unmarshal(e.Before, &was), json.Unmarshal(e.After, &is)); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	m, found, err := ofLoser(ctx, tx, was.Customer)
	if err != nil || !found || m.Survivor != is.Customer || m.Actor != e.Actor || m.At != e.At {
		return err
	}
	move := Move{From: m.Loser, To: m.Survivor, By: by}
	if err := d.settings(ctx, &move); err != nil {
		return err
	}
	if err := customer.Seize(ctx, tx, m.Survivor); err != nil {
		return err
	}
	if _, newer, err := Newer(ctx, tx, m); err != nil || newer {
		return err
	}
	return d.unmerge(ctx, tx, move, m, true)
}

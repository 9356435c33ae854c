package duplicate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

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
		stays, err = d.absorb(ctx, tx, move, id, was.Customer)
		return err
	})
	return stays, err
}

// absorb lets the prospect with whom an enquiry was taken down go into the customer it has
// now, unless something hangs on him: then he stays.
func (d *Desk) absorb(ctx context.Context, tx *store.Tx, move Move, id, prospect int64) (stays bool, err error) {
	is, err := enquiry.Get(ctx, tx, id)
	if err != nil {
		return false, err
	}
	move.From, move.To = prospect, is.Customer
	err = tx.Try(ctx, func() error { return d.absorbed(ctx, tx, move, is.Contact != 0) })
	if errors.Is(err, errHangs) {
		return true, nil
	}
	return false, err
}

// absorbed merges a prospect of whom nothing but his entry is known. asker tells that the
// person who asked is known as a contact person of the firm that he goes into.
func (d *Desk) absorbed(ctx context.Context, tx *store.Tx, move Move, asker bool) error {
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
	known, err := told(ctx, tx, from.ID)
	if err != nil {
		return err
	}
	if known {
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

// mostReturns is how many entries of a prospect are read: one, and one for each time that
// he came back.
const mostReturns = 100

// told tells whether anything is known of a prospect but that he was entered, and that he
// came back from merges that were undone.
func told(ctx context.Context, tx *store.Tx, id int64) (bool, error) {
	aliases, err := customer.Aliases(ctx, tx, id)
	if err != nil || len(aliases) > 0 {
		return true, err
	}
	list, err := history.Of(ctx, tx, "customer", id, 0, mostReturns)
	return len(list) == mostReturns || slices.ContainsFunc(list, func(e history.Entry) bool {
		return e.Verb != "customer.create" && e.Verb != "customer.unmerge"
	}), err
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

// UndoEnquiry takes a change of an enquiry back, see [enquiry.Undo]. Where it said who had
// asked, the prospect who went then comes back; where it had brought him back, he goes
// again unless something hangs on him since.
func (d *Desk) UndoEnquiry(ctx context.Context, tx *store.Tx, by customer.By, id, entry int64) error {
	e, err := history.Get(ctx, tx, entry)
	if err != nil {
		return err
	}
	if e.Subject != enquiry.Subject || e.SubjectID != id || e.Undone {
		return enquiry.Undo(ctx, tx, by, id, entry) // says why not
	}
	was, is, err := askers(e)
	if err != nil {
		return err
	}
	if was.Made && !is.Made {
		if err := d.release(ctx, tx, by, e, was.Customer, is.Customer); err != nil {
			return err
		}
	}
	if err := enquiry.Undo(ctx, tx, by, id, entry); err != nil {
		return err
	}
	if was.Made || !is.Made || is.Customer == 0 {
		return nil
	}
	move := Move{By: by}
	if err := d.settings(ctx, &move); err != nil {
		return err
	}
	_, err = d.absorb(ctx, tx, move, id, is.Customer)
	return err
}

// asker is whose an enquiry was, and whether he was taken down with it.
type asker struct {
	Customer int64 `json:"customer_id"`
	Made     bool  `json:"made"`
}

// askers reads from an entry whose the enquiry was before it and after it; 0 where that
// did not change.
func askers(e history.Entry) (was, is asker, err error) {
	if err := errors.Join(json.Unmarshal(e.Before, &was), json.Unmarshal(e.After, &is)); err != nil {
		return was, is, fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	if was.Customer == 0 || is.Customer == 0 {
		return asker{}, asker{}, nil
	}
	return was, is, nil
}

// release takes back the merge by which a prospect went into a customer when the entry was
// written. After a newer merge that is not possible; then enquiry.Undo takes him down anew.
func (d *Desk) release(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry, prospect, into int64) error {
	m, found, err := ofLoser(ctx, tx, prospect)
	if err != nil || !found || m.Survivor != into || m.Actor != e.Actor || m.At != e.At {
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

package undo

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/bulk"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// BulkSubject is the subject of entries that stand for a bulk action.
const BulkSubject = history.BulkSubject

// Result is what taking a bulk action back did.
type Result struct {
	Undone int
	Kept   []Kept // left as they are, because they were changed since or cannot be taken back
}

// Kept is a change of a bulk action that stays.
type Kept struct {
	Entry history.Entry
	Cause error
}

// bulkStep is how many changes are taken back in one transaction: enough to be quick,
// few enough that others who want to write do not wait long.
const bulkStep = 200

// Bulk takes all changes of a bulk action back that nobody has changed since, newest
// first, and lists the others. It is a bulk action itself. When it breaks off, what was
// taken back stays so, and doing it again takes back the rest.
func (d *Desk) Bulk(ctx context.Context, actor, head int64) (Result, error) {
	var r Result
	e, err := history.Get(ctx, d.DB, head)
	if err != nil {
		return r, err
	}
	if e.Subject != BulkSubject {
		return r, fault.New(fault.NotFound, "history.no_such_entry")
	}
	if e.Undone {
		return r, fault.New(fault.Conflict, "history.already_undone")
	}
	by, err := d.by(ctx, actor)
	if err != nil {
		return r, err
	}
	if e.Verb == bulk.Verb {
		return d.run(ctx, by, e)
	}
	list, err := history.Bulk(ctx, d.DB, head)
	if err != nil {
		return r, err
	}
	var together context.Context
	err = d.DB.Update(ctx, func(tx *store.Tx) (err error) {
		together, _, err = history.Together(ctx, tx, history.Entry{ //nolint:fatcontext // made anew by every try, so it cannot grow
			At: by.At, Actor: by.Actor, Verb: "bulk.undo", Subject: BulkSubject, SubjectID: e.SubjectID, After: e.Before, Before: e.After, Undoes: head,
		})
		return err
	})
	for len(list) > 0 && err == nil {
		n := min(bulkStep, len(list))
		err = d.step(together, by, list[:n], &r)
		list = list[n:]
	}
	return r, err
}

// run takes a bulk action of the list of customers back as its own page does.
func (d *Desk) run(ctx context.Context, by customer.By, e history.Entry) (r Result, err error) {
	day, err := d.Day(ctx)
	if err != nil {
		return r, err
	}
	if err := d.DB.Update(ctx, func(tx *store.Tx) error { return bulk.Undo(ctx, tx, by, e.SubjectID) }); err != nil {
		return r, err
	}
	if err := bulk.Work(ctx, d.DB, by, day, e.SubjectID); err != nil {
		return r, err
	}
	list, err := history.Bulk(ctx, d.DB, e.ID)
	for _, one := range list {
		if one.Undone {
			r.Undone++
		} else {
			r.Kept = append(r.Kept, Kept{one, fault.New(fault.Conflict, "history.row_changed")})
		}
	}
	return r, err
}

// step takes some changes back in one transaction; when the database itself refuses one,
// each for itself.
func (d *Desk) step(ctx context.Context, by customer.By, list []history.Entry, r *Result) error {
	var done Result
	err := d.DB.Update(ctx, func(tx *store.Tx) error {
		done = Result{}
		for _, e := range list {
			if e.Undone {
				continue
			}
			err := d.one(ctx, tx, by, e.ID)
			switch {
			case err == nil:
				done.Undone++
			case kept(err) && !store.IsUnique(err):
				done.Kept = append(done.Kept, Kept{e, err})
			default:
				return err
			}
		}
		return nil
	})
	switch {
	case err == nil:
		r.Undone += done.Undone
		r.Kept = append(r.Kept, done.Kept...)
		return nil
	case len(list) == 1 && kept(err):
		r.Kept = append(r.Kept, Kept{list[0], err})
		return nil
	case len(list) == 1 || ctx.Err() != nil:
		return err
	}
	for i := range list {
		if err := d.step(ctx, by, list[i:i+1], r); err != nil {
			return err
		}
	}
	return nil
}

// kept tells whether a failure means that a change stays as it is.
func kept(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Conflict || k == fault.NotFound || k == fault.Invalid
}

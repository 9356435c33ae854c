package bulk

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// States of a run.
const (
	Ready   = "ready"
	Running = "running"
	Done    = "done"
	Undoing = "undoing"
	Back    = "undone"
)

// Run is an act on many customers.
type Run struct {
	Plan
	ID    int64
	Actor int64
	At    cal.Instant
	State string
	Total int
	// Outcomes counts the customers by what came out; Waiting ones are to come.
	Outcomes map[string]int
}

// Over tells whether nothing more happens by itself.
func (r *Run) Over() bool { return r.State == Done || r.State == Back }

// Left returns how many customers a run, or the taking back, has still to come to.
func (r *Run) Left() int {
	if r.State == Undoing {
		return r.Outcomes[Changed]
	}
	return r.Outcomes[Waiting]
}

// Get returns a run, or fault.NotFound "bulk.gone".
func Get(ctx context.Context, db store.Querier, id int64) (Run, error) {
	r, found, err := store.One(ctx, db, statements.Get("run"), func(r *Run) []any {
		return []any{&r.ID, &r.Act, &r.Field, &r.Value, &r.Source, &r.Day, &r.Actor, &r.Seen, &r.At, &r.State, &r.Total}
	}, id)
	if err != nil {
		return r, fmt.Errorf("read bulk act %d: %w", id, err)
	}
	if !found {
		return r, fault.New(fault.NotFound, "bulk.gone")
	}
	type count struct {
		outcome string
		n       int
	}
	counts, err := store.All(ctx, db, statements.Get("outcomes"), func(c *count) []any { return []any{&c.outcome, &c.n} }, id)
	if err != nil {
		return r, fmt.Errorf("count bulk act %d: %w", id, err)
	}
	r.Outcomes = map[string]int{}
	for _, c := range counts {
		r.Outcomes[c.outcome] = c.n
	}
	return r, nil
}

// item is one customer of a run.
type item struct {
	id, customer int64
	outcome      string
	entry        int64 // of the history
}

func (i *item) fields() []any { return []any{&i.id, &i.customer, &i.outcome, &i.entry} }

// Passed lists customers of a run who were not changed as wished, with their names.
func Passed(ctx context.Context, db store.Querier, id int64, limit int) ([]Left, error) {
	items, err := store.All(ctx, db, statements.Get("passed"), (*item).fields, id, limit)
	if err != nil {
		return nil, fmt.Errorf("read whom bulk act %d passed over: %w", id, err)
	}
	ids := make([]int64, len(items))
	for i := range items {
		ids[i] = items[i].customer
	}
	people, err := customer.Many(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	for i := range people {
		names[people[i].ID] = people[i].Shown()
	}
	out := make([]Left, len(items))
	for i, it := range items {
		out[i] = Left{it.customer, names[it.customer], it.outcome}
		if out[i].Name == "" {
			out[i].Name = (*one)(nil).name(it.customer)
		}
	}
	return out, nil
}

// Undo lets Work take a run back. It fails with fault.Conflict "bulk.not_over" for one
// that still runs or was taken back before.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, id int64) error {
	n, err := tx.Exec(ctx, statements.Get("put-state"), id, Done, Undoing)
	if err != nil {
		return fmt.Errorf("take back bulk act %d: %w", id, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "bulk.not_over")
	}
	h, err := head(ctx, tx, id)
	if err != nil {
		return err
	}
	_, _, err = history.Together(ctx, tx, history.Entry{
		At: by.At, Actor: by.Actor, Verb: "bulk.undo", Subject: history.BulkSubject, SubjectID: id, Before: h.After, Undoes: h.ID,
	})
	return err
}

// head returns the newest entry that stands for a run or for its taking back; runs of
// older programs have none.
func head(ctx context.Context, db store.Querier, id int64) (history.Entry, error) {
	list, err := history.Of(ctx, db, history.BulkSubject, id, 0, 1)
	if err != nil || len(list) == 0 {
		return history.Entry{}, err
	}
	return list[0], nil
}

// Work carries a run out, or takes it back, from where it stands. day is the firm's day,
// by who acts now. It can be called again after a crash.
func Work(ctx context.Context, db *store.DB, by customer.By, day cal.Date, id int64) error {
	r, err := Get(ctx, db, id)
	if err != nil || r.Over() {
		return err
	}
	h, err := head(ctx, db, id)
	if err != nil {
		return err
	}
	ctx = history.Within(ctx, h.ID)
	from, to := Waiting, Done
	if r.State == Undoing {
		from, to = Changed, Back
	}
	for {
		n := 0
		err := db.Update(ctx, func(tx *store.Tx) error {
			items, err := store.All(ctx, tx, statements.Get("next"), (*item).fields, id, from, step)
			if err != nil {
				return fmt.Errorf("read whom bulk act %d comes to: %w", id, err)
			}
			if n = len(items); n == 0 {
				_, err := tx.Exec(ctx, statements.Get("put-state"), id, r.State, to)
				return err
			}
			return r.batch(ctx, tx, by, day, items)
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// batch does what is to be done for a few customers.
func (r *Run) batch(ctx context.Context, tx *store.Tx, by customer.By, day cal.Date, items []item) error {
	ids := make([]int64, len(items))
	for i := range items {
		ids[i] = items[i].customer
	}
	people, err := gather(ctx, tx, r.Plan, ids)
	if err != nil {
		return err
	}
	for _, it := range items {
		if r.State == Undoing {
			it.outcome, err = r.takeBack(ctx, tx, by, day, people[it.customer], it)
		} else {
			it.outcome, it.entry, err = r.do(ctx, tx, by, people[it.customer])
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, statements.Get("put-item"), it.id, it.outcome, it.entry); err != nil {
			return fmt.Errorf("note what came out at customer %d: %w", it.customer, err)
		}
	}
	return nil
}

// do acts on one customer and returns what came out and the entry of his history.
func (r *Run) do(ctx context.Context, tx *store.Tx, by customer.By, o *one) (string, int64, error) {
	why := o.why(r.Plan)
	if why != Changed {
		return why, 0, nil
	}
	if o.c.UpdatedAt > r.Seen {
		return ChangedSince, 0, nil
	}
	by.Actor = r.Actor
	var err error
	switch id := o.c.ID; r.Act {
	case Owner:
		_, err = customer.Update(ctx, tx, by, id, o.c.Version, customer.Fields{customer.FieldOwner: r.Value})
	case Field:
		err = field.Set(ctx, tx, row.By{Actor: by.Actor, At: by.At}, id, []field.Change{{Field: r.Field, From: o.value, To: r.Value}})
	case Topic:
		n := interest.Noted{Customer: id, Kind: interest.Told, Day: r.Day, Source: "bulk", User: by.Actor}
		if _, err := fmt.Sscan(r.Value, &n.Topic); err != nil {
			return "", 0, fmt.Errorf("topic of bulk act %d: %w", r.ID, err)
		}
		_, err = interest.Note(ctx, tx, by, r.Day, n)
	case Objection:
		err = consent.Set(ctx, tx, consent.Statement{
			CustomerID: id, Kind: consent.Objected, Set: true, Day: r.Day, Source: "bulk", Note: r.Source, Actor: by.Actor, At: by.At,
		})
	}
	if err != nil {
		return "", 0, err
	}
	newest, err := history.Of(ctx, tx, row.Subject, o.c.ID, 0, 1)
	if err != nil {
		return "", 0, err
	}
	if len(newest) == 0 {
		return Changed, 0, nil
	}
	return Changed, newest[0].ID, nil
}

// takeBack undoes what was done to one customer, unless he was changed since.
func (r *Run) takeBack(ctx context.Context, tx *store.Tx, by customer.By, day cal.Date, o *one, it item) (string, error) {
	if o == nil {
		return Gone, nil
	}
	if r.Act == Objection && it.entry == 0 { // of an older program
		if !o.bars.Objected {
			return ChangedSince, nil
		}
		return Undone, consent.Lift(ctx, tx, consent.Statement{
			CustomerID: it.customer, Kind: consent.Objected, Day: day, Source: "bulk", Note: r.Source, Actor: by.Actor, At: by.At,
		})
	}
	e, err := history.Get(ctx, tx, it.entry)
	if err != nil {
		return "", err
	}
	switch r.Act {
	case Owner:
		return r.ownerBack(history.TakingBack(ctx, e), tx, by, o.c, e)
	case Field:
		err = field.Undo(ctx, tx, row.By{Actor: by.Actor, At: by.At}, e)
	case Topic:
		_, err = interest.Undo(ctx, tx, by, day, e)
	case Objection:
		err = consent.Undo(ctx, tx, by.Actor, by.At, day, e)
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Conflict || k == fault.NotFound) {
		return ChangedSince, nil
	}
	return Undone, err
}

func (r *Run) ownerBack(ctx context.Context, tx *store.Tx, by customer.By, c *customer.Customer, e history.Entry) (string, error) {
	var before customer.Fields
	if err := json.Unmarshal(e.Before, &before); err != nil {
		return "", fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	old, there := before[customer.FieldOwner]
	if !there || c.Get(customer.FieldOwner) != r.Value {
		return ChangedSince, nil
	}
	_, err := customer.Update(ctx, tx, by, c.ID, c.Version, customer.Fields{customer.FieldOwner: old})
	return Undone, err
}

package knowledge

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Row is what is published of a customer.
type Row struct {
	Customer int64
	Score    int
	Missing  Set
	Next     Key
	Worth    int
	Day      cal.Date // since when it stands so
	Rule     string
	// TalkUntil is the last day on which he counts as spoken to in his rhythm; NoTalk without
	// a talk or a rhythm.
	TalkUntil cal.Date
}

func (r *Row) fields() []any {
	return []any{&r.Customer, &r.Score, &r.Missing, &r.Next, &r.Worth, &r.Day, &r.Rule, &r.TalkUntil}
}

// rowOf is the row of what is known of a customer and the verdict about it.
func rowOf(f *Facts, v *Verdict, day cal.Date) Row {
	return Row{f.Customer, v.Score, v.Gaps, v.Next, v.Worth, day, Rule, f.TalkUntil()}
}

// Get returns the published row of a customer; found is false before the first look.
func Get(ctx context.Context, db store.Querier, id int64) (r Row, found bool, err error) {
	r, found, err = store.One(ctx, db, statements.Get("get"), (*Row).fields, id)
	if err != nil {
		return r, false, fmt.Errorf("read what we know of customer %d: %w", id, err)
	}
	return r, found, nil
}

// Many returns the published rows of customers, by id: for a column of a list.
func Many(ctx context.Context, db store.Querier, ids []int64) (map[int64]Row, error) {
	rows, err := store.All(ctx, db, statements.Get("many"), (*Row).fields, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read what we know of %d customers: %w", len(ids), err)
	}
	out := make(map[int64]Row, len(rows))
	for _, r := range rows {
		out[r.Customer] = r
	}
	return out, nil
}

// Why applies the rule to the facts as they are now and returns both. It fails with
// fault.NotFound "knowledge.none" for who has no such row: contact persons, households,
// collective accounts.
func Why(ctx context.Context, db store.Querier, id int64) (Facts, Verdict, error) {
	list, err := read(ctx, db, cal.Latest, id, id+1)
	if err != nil {
		return Facts{}, Verdict{}, err
	}
	if len(list) == 0 {
		return Facts{}, Verdict{}, fault.New(fault.NotFound, "knowledge.none")
	}
	return list[0].Facts, Judge(list[0].Facts), nil
}

// found are the facts of a customer with the row that stands.
type found struct {
	Facts
	row Row
}

// read returns facts as of day and rows of the customers with ids in [from, to), by id.
func read(ctx context.Context, db store.Querier, day cal.Date, from, to int64) ([]found, error) {
	var list []found
	var asked []Asked
	err := store.Together(ctx, func() (err error) {
		list, err = store.All(ctx, db, statements.Get("facts"), func(f *found) []any {
			return append([]any{&f.Customer, &f.Kind, &f.Known, &f.Occasions, &f.Interval, &f.Silent}, append(f.row.fields(), &f.Talk)...)
		}, from, to, day)
		if err != nil {
			return fmt.Errorf("read what is known of customers %d to %d: %w", from, to, err)
		}
		return nil
	}, func() error {
		none, err := store.Empty(ctx, db, "knowledge_asked")
		if err == nil && !none {
			asked, err = store.All(ctx, db, statements.Get("asked-between"), row.Scan[Asked], from, to)
		}
		if err != nil {
			return fmt.Errorf("read what customers were asked: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	at := map[int64]*found{}
	for i := range list {
		if list[i].Interval > maxInterval {
			list[i].Interval = 0
		}
		if list[i].Talk != cal.Never {
			list[i].Known |= bit(Spoken)
		}
		at[list[i].Customer] = &list[i]
	}
	for _, a := range asked { // the newest comes last and counts
		f := at[a.Customer]
		if f == nil || !slices.Contains(Questions(), a.Question) {
			continue
		}
		f.Nothing, f.Declined = f.Nothing&^bit(a.Question), f.Declined&^bit(a.Question)
		if a.Outcome == Declined {
			f.Declined |= bit(a.Question)
		} else {
			f.Nothing |= bit(a.Question)
		}
	}
	return list, nil
}

// next is the row as the rule says it, and whether another one stands. A later talk is no
// change of what is known: the day stays.
func (f *found) next(day cal.Date) (r Row, changed bool) {
	verdict := Judge(f.Facts)
	r = rowOf(&f.Facts, &verdict, f.row.Day)
	if changed = r != f.row; !changed {
		return r, false
	}
	was := f.row
	if was.TalkUntil = r.TalkUntil; r != was {
		r.Day = day
	}
	return r, true
}

// maxInterval is above every interval that is one; more stands for none.
const maxInterval = 20_000

// Refresh writes the rows of some customers as of day, in the caller's transaction.
func Refresh(ctx context.Context, tx *store.Tx, day cal.Date, ids ...int64) error {
	ids = slices.Sorted(slices.Values(ids))
	for len(ids) > 0 {
		n := 1 // neighbours are read together
		for n < len(ids) && ids[n]-ids[n-1] <= 1 {
			n++
		}
		list, err := read(ctx, tx, day, ids[0], ids[n-1]+1)
		if err != nil {
			return err
		}
		if err := write(ctx, tx, day, list); err != nil {
			return err
		}
		for _, id := range ids[:n] {
			if _, there := slices.BinarySearchFunc(list, id, func(f found, id int64) int { return cmp.Compare(f.Customer, id) }); there {
				continue
			}
			if err := drop(ctx, tx, id); err != nil {
				return err
			}
		}
		ids = ids[n:]
	}
	return nil
}

func drop(ctx context.Context, tx *store.Tx, id int64) error {
	if _, err := tx.Exec(ctx, statements.Get("drop"), id); err != nil {
		return fmt.Errorf("drop what is known of customer %d: %w", id, err)
	}
	return nil
}

// write publishes the rows that have changed.
func write(ctx context.Context, tx *store.Tx, day cal.Date, list []found) error {
	run, done, err := tx.Batch(ctx, statements.Get("put"))
	if err != nil {
		return err
	}
	defer done()
	for i := range list {
		f := &list[i]
		r, changed := f.next(day)
		if !changed {
			continue
		}
		if err := run(r.Customer, r.Score, int64(r.Missing), string(r.Next), r.Worth, r.Day, r.Rule, r.TalkUntil); err != nil {
			return fmt.Errorf("write what is known of customer %d: %w", r.Customer, err)
		}
	}
	return nil
}

// chunk is how many customers one writing transaction of the night takes.
const chunk = 500

// dueChunk is the same while people work, who wait for each of these transactions; dueRest
// is left to them between two.
const (
	dueChunk = 20
	dueRest  = 20 * time.Millisecond
)

// RefreshDue works the marks off, in small steps that nobody notices, and returns how many
// there were.
func RefreshDue(ctx context.Context, db *store.DB, day cal.Date) (int, error) {
	done := 0
	for {
		n := 0
		err := db.Update(ctx, func(tx *store.Tx) error {
			ids, err := store.All(ctx, tx, statements.Get("take-due"), func(id *int64) []any { return []any{id} }, dueChunk)
			if err != nil {
				return fmt.Errorf("read which customers are due: %w", err)
			}
			n = len(ids)
			return Refresh(ctx, tx, day, ids...)
		})
		done += n
		if err != nil || n < dueChunk {
			return done, err
		}
		select {
		case <-time.After(dueRest):
		case <-ctx.Done():
			return done, ctx.Err()
		}
	}
}

// AnyDue reports whether there is a mark.
func AnyDue(ctx context.Context, db store.Querier) (bool, error) {
	n, err := store.Value[int64](ctx, db, statements.Get("any-due"))
	return n > 0, err
}

// RefreshAll looks at every person and firm: the nightly run, a few hundred at a time.
// It returns how many customers there are.
func RefreshAll(ctx context.Context, db *store.DB, day cal.Date) (customers int64, err error) {
	if err := db.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, statements.Get("clear-due")); err != nil {
			return fmt.Errorf("clear the marks: %w", err)
		}
		if _, err := tx.Exec(ctx, statements.Get("drop-gone")); err != nil {
			return fmt.Errorf("drop rows of nobody: %w", err)
		}
		return nil
	}); err != nil {
		return 0, err
	}
	last, err := store.Value[int64](ctx, db, statements.Get("last"))
	if err != nil {
		return 0, fmt.Errorf("find the last customer: %w", err)
	}
	for from := customer.Without + 1; from <= last; from += chunk {
		n, err := refreshSpan(ctx, db, day, from, min(from+chunk, last+1))
		customers += int64(n)
		if err != nil {
			return customers, err
		}
	}
	return customers, nil
}

// refreshSpan looks at the customers with ids in [from, to). It reads outside of a
// transaction that writes; where something changed, it reads anew within one.
func refreshSpan(ctx context.Context, db *store.DB, day cal.Date, from, to int64) (int, error) {
	list, err := read(ctx, db, day, from, to)
	if err != nil || !slices.ContainsFunc(list, func(f found) bool { _, changed := f.next(day); return changed }) {
		return len(list), err
	}
	err = db.Update(ctx, func(tx *store.Tx) error {
		if list, err = read(ctx, tx, day, from, to); err != nil {
			return err
		}
		return write(ctx, tx, day, list)
	})
	return len(list), err
}

// Asked is a question that had no answer to write down.
type Asked struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Question Key      `json:"question"`
	Outcome  State    `json:"outcome"` // Nothing or Declined
	Day      cal.Date `json:"day"`
	User     int64    `json:"user_id"`
}

// Holder is the customer.
func (a *Asked) Holder() int64 { return a.Customer }

// Columns are the values behind id and version.
func (a *Asked) Columns() []any { return []any{&a.Customer, &a.Question, &a.Outcome, &a.Day, &a.User} }

var asked = row.New[Asked]("knowledge.asked", statements, "asked")

// Ask notes that a question was asked and there is nothing to tell, or that the customer
// does not want to. It can be taken back by [Undo].
func Ask(ctx context.Context, tx *store.Tx, by customer.By, a Asked) error {
	if !slices.Contains(Questions(), a.Question) || a.Outcome != Nothing && a.Outcome != Declined {
		return fault.New(fault.Invalid, "knowledge.question", string(a.Question))
	}
	if _, err := customer.Get(ctx, tx, a.Customer); err != nil {
		return err
	}
	_, err := asked.Create(ctx, tx, row.By{Actor: by.Actor, At: by.At}, a)
	return err
}

// AskedOf returns what a customer was asked without an answer, the newest first.
func AskedOf(ctx context.Context, db store.Querier, id int64) ([]Asked, error) {
	list, err := store.All(ctx, db, statements.Get("asked-between"), row.Scan[Asked], id, id+1)
	if err != nil {
		return nil, fmt.Errorf("read what customer %d was asked: %w", id, err)
	}
	slices.Reverse(list)
	return list, nil
}

// Undo takes back a change of this room; it reports false for an entry of another one.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	if !asked.Knows(e) {
		return false, nil
	}
	return true, asked.Undo(ctx, tx, row.By{Actor: by.Actor, At: by.At}, e)
}

// Forget removes everything about a customer who is deleted.
func Forget(ctx context.Context, tx *store.Tx, id int64) error {
	for _, name := range []string{"asked-forget", "drop", "drop-due"} {
		if _, err := tx.Exec(ctx, statements.Get(name), id); err != nil {
			return fmt.Errorf("forget what is known of customer %d: %w", id, err)
		}
	}
	return nil
}

// Moving gives what a customer was asked to another when two records become one.
var Moving = row.Move("knowledge_asked", statements.Get("asked-relink"), statements.Get("asked-unlink"))

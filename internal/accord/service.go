package accord

import (
	"context"
	"embed"
	"fmt"

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

var (
	reasons    = row.New[Reason]("accord.reason", statements, "reason")
	wishes     = row.New[Wish]("accord.wish", statements, "wish")
	agreements = row.New[Agreement]("accord.agreement", statements, "agreement")
	matters    = row.New[Matter]("accord.matter", statements, "matter")
	tasks      = row.New[Task]("accord.task", statements, "task")
)

func noted(by customer.By) row.By { return row.By{Actor: by.Actor, At: by.At} }

// Say writes down a reason that a customer gave, or changes the one with r's id and
// version.
func Say(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, r Reason) error {
	if err := r.settle(); err != nil {
		return err
	}
	if r.Day > today {
		return fault.New(fault.Invalid, "accord.future")
	}
	return save(ctx, tx, by, reasons, r)
}

// Unsay removes a reason that was a mistake.
func Unsay(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	return reasons.Remove(ctx, tx, noted(by), id, version)
}

// WishFor writes down which relationship the firm wishes from now on.
func WishFor(ctx context.Context, tx *store.Tx, by customer.By, w Wish) error {
	if err := w.settle(); err != nil {
		return err
	}
	return save(ctx, tx, by, wishes, w)
}

// Agree writes down a new version of the agreement with a customer.
func Agree(ctx context.Context, tx *store.Tx, by customer.By, a Agreement) error {
	if err := a.settle(); err != nil {
		return err
	}
	return save(ctx, tx, by, agreements, a)
}

// Plan writes down a joint matter, or changes the one with m's id and version.
func Plan(ctx context.Context, tx *store.Tx, by customer.By, m Matter) error {
	if err := m.settle(); err != nil {
		return err
	}
	return save(ctx, tx, by, matters, m)
}

// Step writes down a step of a joint matter, or changes the one with t's id and version.
func Step(ctx context.Context, tx *store.Tx, by customer.By, t Task) error {
	if err := t.settle(); err != nil {
		return err
	}
	m, err := matters.Read(ctx, tx, t.Matter)
	if err != nil {
		return err
	}
	if m.Customer != t.Customer {
		return fault.New(fault.NotFound, "history.no_such_row")
	}
	return save(ctx, tx, by, tasks, t)
}

// ReadMatter returns the matter id, or fault.NotFound.
func ReadMatter(ctx context.Context, db store.Querier, id int64) (Matter, error) {
	return matters.Read(ctx, db, id)
}

// ReadTask returns the step id, or fault.NotFound.
func ReadTask(ctx context.Context, db store.Querier, id int64) (Task, error) {
	return tasks.Read(ctx, db, id)
}

func save[T any, P interface {
	*T
	row.Held
}](ctx context.Context, tx *store.Tx, by customer.By, t row.Table[T, P], v T) error {
	if P(&v).Named().ID != 0 {
		return t.Change(ctx, tx, noted(by), v)
	}
	if _, err := customer.Get(ctx, tx, P(&v).Holder()); err != nil {
		return err
	}
	_, err := t.Create(ctx, tx, noted(by), v)
	return err
}

// Reasons returns the reasons of a customer, the newest first.
func Reasons(ctx context.Context, db store.Querier, id int64) ([]Reason, error) {
	return all[Reason](ctx, db, "reasons-of", id)
}

// Wishes returns the relationships wished with a customer; the first holds.
func Wishes(ctx context.Context, db store.Querier, id int64) ([]Wish, error) {
	return all[Wish](ctx, db, "wishes-of", id)
}

// Agreements returns the versions of an agreement, the newest first.
func Agreements(ctx context.Context, db store.Querier, id int64) ([]Agreement, error) {
	return all[Agreement](ctx, db, "agreements-of", id)
}

// Matters returns the joint matters with a customer, open ones first.
func Matters(ctx context.Context, db store.Querier, id int64) ([]Matter, error) {
	return all[Matter](ctx, db, "matters-of", id)
}

// Tasks returns the steps of all joint matters with a customer by matter and day.
func Tasks(ctx context.Context, db store.Querier, id int64) ([]Task, error) {
	return all[Task](ctx, db, "tasks-of", id)
}

// Due returns at most limit steps of ours in open matters that are due by a day, the oldest
// first: those with a user's customers and with customers of nobody in particular.
func Due(ctx context.Context, db store.Querier, user int64, day cal.Date, limit int) ([]Task, error) {
	return all[Task](ctx, db, "tasks-due", day, limit, user)
}

// ToldOf returns who named which reason in a phase, for [Tally].
func ToldOf(ctx context.Context, db store.Querier, phase string) ([]Told, error) {
	list, err := store.All(ctx, db, statements.Get("reasons-coded"), func(t *Told) []any { return []any{&t.Customer, &t.Phase, &t.Code} }, phase)
	if err != nil {
		return nil, fmt.Errorf("read who named which reason: %w", err)
	}
	return list, nil
}

func all[T any, P interface {
	*T
	row.Held
}](ctx context.Context, db store.Querier, name string, args ...any) ([]T, error) {
	list, err := store.All(ctx, db, statements.Get(name), row.Scan[T, P], args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return list, nil
}

// Undo takes back a change of this room unless the row was changed since. It reports
// false for an entry of another room.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	switch {
	case reasons.Knows(e):
		return true, reasons.Undo(ctx, tx, noted(by), e)
	case wishes.Knows(e):
		return true, wishes.Undo(ctx, tx, noted(by), e)
	case agreements.Knows(e):
		return true, agreements.Undo(ctx, tx, noted(by), e)
	case matters.Knows(e):
		return true, matters.Undo(ctx, tx, noted(by), e)
	case tasks.Knows(e):
		return true, tasks.Undo(ctx, tx, noted(by), e)
	}
	return false, nil
}

var tables = []string{"reason", "wish", "agreement", "matter", "task"}

// Forget removes everything about customers who are deleted.
func Forget(ctx context.Context, tx *store.Tx, ids ...int64) error {
	for _, name := range tables {
		if err := tx.ForIDs(ctx, statements.Get(name+"-forget"), ids); err != nil {
			return fmt.Errorf("forget agreements with customers: %w", err)
		}
	}
	return nil
}

// Movings are the tables that follow a customer when two records become one.
func Movings() []row.Moving {
	var list []row.Moving
	for _, name := range tables {
		list = append(list, row.Move("accord_"+name, statements.Get(name+"-relink"), statements.Get(name+"-unlink")))
	}
	return list
}

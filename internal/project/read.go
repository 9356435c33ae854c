package project

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Cursor is the place in a list after which the next page begins.
type Cursor struct {
	At cal.Instant
	ID int64
}

// First is the cursor before the newest project.
var First = Cursor{At: 1 << 62, ID: 1 << 62}

// After returns the cursor behind a project.
func After(p Project) Cursor { return Cursor{p.StageAt, p.ID} }

// Anybody is the owner filter that lets everybody's projects through.
const Anybody int64 = -1

// InStage returns up to limit projects in a stage, the last moved there first. owner is a
// user or [Anybody].
func InStage(ctx context.Context, q store.Querier, stage Stage, owner int64, from Cursor, limit int) ([]Project, error) {
	if owner == Anybody {
		return store.All(ctx, q, statements.Get("in-stage"), (*Project).fields, string(stage), from.At, from.ID, limit)
	}
	return store.All(ctx, q, statements.Get("in-stage-of-owner"), (*Project).fields, string(stage), from.At, from.ID, limit, owner)
}

// CountUpTo is how far stages are counted.
const CountUpTo = 1000

// Count returns how many projects are in a stage, at most [CountUpTo].
func Count(ctx context.Context, q store.Querier, stage Stage, owner int64) (int, error) {
	if owner == Anybody {
		return store.Value[int](ctx, q, statements.Get("count"), string(stage), CountUpTo)
	}
	return store.Value[int](ctx, q, statements.Get("count-of-owner"), string(stage), CountUpTo, owner)
}

// OfCustomer returns up to limit projects of a customer, the newest first.
func OfCustomer(ctx context.Context, q store.Querier, customer int64, limit int) ([]Project, error) {
	if none, err := store.Empty(ctx, q, "project"); none || err != nil {
		return nil, err
	}
	return store.All(ctx, q, statements.Get("of-customer"), (*Project).fields, customer, limit)
}

// Before returns a customer's projects before a day, and those of the day with an id below id, the
// newest first.
func Before(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Project, error) {
	if none, err := store.Empty(ctx, q, "project"); none || err != nil {
		return nil, err
	}
	return store.All(ctx, q, statements.Get("before"), (*Project).fields, customer, day, id, limit)
}

// OfEnquiry returns the projects that came from an enquiry.
func OfEnquiry(ctx context.Context, q store.Querier, enquiry int64, limit int) ([]Project, error) {
	return store.All(ctx, q, statements.Get("of-enquiry"), (*Project).fields, enquiry, limit)
}

// Steps returns the joint steps of a project by due day.
func Steps(ctx context.Context, q store.Querier, id int64) ([]Step, error) {
	return store.All(ctx, q, statements.Get("steps"), (*Step).fields, id)
}

// Due is a step of ours that is due, with its project.
type Due struct {
	Step
	Customer int64
	Title    string
}

// DueSteps returns up to limit steps of ours that a user is to do by day, the longest due
// first.
func DueSteps(ctx context.Context, q store.Querier, user int64, day cal.Date, limit int) ([]Due, error) {
	return store.All(ctx, q, statements.Get("due-steps"), func(d *Due) []any {
		return append(d.fields(), &d.Customer, &d.Title)
	}, day, user, limit)
}

// NotedHours returns up to limit notes of time, the newest first.
func NotedHours(ctx context.Context, q store.Querier, id int64, limit int) ([]Hours, error) {
	return store.All(ctx, q, statements.Get("hours"), (*Hours).fields, id, limit)
}

// SumHours returns the time noted for a project.
func SumHours(ctx context.Context, q store.Querier, id int64) (Sum, error) {
	s, _, err := store.One(ctx, q, statements.Get("sum-hours"), func(s *Sum) []any { return []any{&s.All, &s.Billable} }, id)
	return s, err
}

// TalksOf returns up to limit contacts that belong to a project, the newest first, with id,
// day, channel, direction, minutes, note and user.
func TalksOf(ctx context.Context, q store.Querier, id int64, limit int) ([]interaction.Interaction, error) {
	return store.All(ctx, q, statements.Get("talks"), func(i *interaction.Interaction) []any {
		return []any{&i.ID, &i.Day, (*string)(&i.Channel), (*string)(&i.Direction), &i.Minutes, &i.Note, &i.User}
	}, id, limit)
}

// Since returns the changes that an editor of an older version has not seen, newest first.
func Since(ctx context.Context, q store.Querier, id, version int64) ([]history.Entry, error) {
	now, err := Get(ctx, q, id)
	if err != nil || now.Version <= version {
		return nil, err
	}
	return history.Of(ctx, q, Subject, id, 0, int(min(now.Version-version, 100)))
}

// Forget removes all projects of a customer who is deleted, with what the history holds
// of them; as a contact person he leaves the projects of his firm.
func Forget(ctx context.Context, tx *store.Tx, customer int64) error {
	ids, err := store.All(ctx, tx, statements.Get("ids-of-customer"), func(id *int64) []any { return []any{id} }, customer)
	if err != nil {
		return fmt.Errorf("forget the projects of customer %d: %w", customer, err)
	}
	for _, id := range ids {
		if err := history.Erase(ctx, tx, Subject, id); err != nil {
			return err
		}
		for _, name := range []string{"forget-steps", "forget-hours", "forget-terms", "forget"} {
			if _, err := tx.Exec(ctx, statements.Get(name), id); err != nil {
				return err
			}
		}
	}
	_, err = tx.Exec(ctx, statements.Get("leave"), customer)
	return err
}

// Relink gives the projects of one customer to another, also his place as contact person,
// and returns what it moved: ids of projects, negative where he was the contact.
func Relink(ctx context.Context, tx *store.Tx, from, to int64) (moved []int64, err error) {
	for _, name := range []string{"relink", "relink-contact"} {
		ids, err := store.All(ctx, tx, statements.Get(name), func(id *int64) []any { return []any{id} }, from, to)
		if err != nil {
			return nil, err
		}
		moved = append(moved, ids...)
	}
	return moved, nil
}

// Unlink takes [Relink] back.
func Unlink(ctx context.Context, tx *store.Tx, moved []int64, back int64) error {
	for _, id := range moved {
		name := "unlink"
		if id < 0 {
			name = "unlink-contact"
		}
		if _, err := tx.Exec(ctx, statements.Get(name), id, back); err != nil {
			return err
		}
	}
	return nil
}

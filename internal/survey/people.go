package survey

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
)

// People reads of customers what [May] needs to know. wave may be 0.
func People(ctx context.Context, q store.Querier, today cal.Date, wave int64, ids ...int64) (map[int64]Person, error) {
	people, err := customer.Many(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	bars, err := consent.Many(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	kinds, err := relationship.Many(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	waiting, err := feedback.Complaining(ctx, q)
	if err != nil {
		return nil, err
	}
	last := map[int64]cal.Date{}
	if err := store.Each(ctx, q, statements.Get("asked"), (*askedOn).fields, func(a *askedOn) error {
		last[a.customer] = a.day
		return nil
	}, today.Add(-SimpleDays)); err != nil {
		return nil, fmt.Errorf("read who was asked lately: %w", err)
	}
	in := map[int64]bool{}
	if wave != 0 {
		if err := store.Each(ctx, q, statements.Get("in-wave"), func(id *int64) []any { return []any{id} }, func(id *int64) error {
			in[*id] = true
			return nil
		}, wave); err != nil {
			return nil, fmt.Errorf("read who has a link of survey %d: %w", wave, err)
		}
	}
	out := make(map[int64]Person, len(people))
	for i := range people {
		c := &people[i]
		p := Person{
			Nobody: c.Collective || c.Kind == customer.Household, Barred: bars[c.ID].Any(), Complains: waiting[c.ID],
			Kind: kind.Unknown, Asked: cal.Earliest, InWave: in[c.ID],
		}
		if r, known := kinds[c.ID]; known {
			p.Kind, p.Strained = r.Kind, r.StrainedOn(today)
		}
		if day, asked := last[c.ID]; asked {
			p.Asked = day
		}
		out[c.ID] = p
	}
	return out, nil
}

type askedOn struct {
	customer int64
	day      cal.Date
}

func (a *askedOn) fields() []any { return []any{&a.customer, &a.day} }

// Reach is how many of a target group may be asked, and why others are not.
type Reach struct {
	Free []int64 // by id
	Not  map[Reason]int
}

// Reached asks [May] for a target group.
func Reached(ctx context.Context, q store.Querier, today cal.Date, wave int64, ids []int64) (Reach, error) {
	r := Reach{Not: map[Reason]int{}}
	people, err := People(ctx, q, today, wave, ids...)
	if err != nil {
		return r, err
	}
	for _, id := range ids {
		p, known := people[id]
		if !known {
			continue
		}
		if why := May(p, today, false); why != Free {
			r.Not[why]++
			continue
		}
		r.Free = append(r.Free, id)
	}
	return r, nil
}

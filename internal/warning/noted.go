package warning

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Limits of the signs that follow from what was noted.
const (
	refusedDays  = 60  // so long a refused demand is a sign
	suppliedDays = 360 // named suppliers of longer ago count for nothing, eight half-lives
	friendDays   = 3 * 365
	friendGaps   = 3  // gaps between contacts that tell what is usual
	friendTimes  = 3  // so many usual gaps without one are silence
	friendLeast  = 14 // days that are no silence whatever is usual
)

// Noted is something noted of a customer that speaks against the relationship, or, for
// [FriendSilent], a contact whose absence later does.
type Noted struct {
	Reason Reason
	Day    cal.Date
	Points float64
}

// NamesSuppliers reports whether somebody notes when customers name another supplier.
func NamesSuppliers(ctx context.Context, q store.Querier, day cal.Date) (bool, error) {
	n, err := store.Value[int](ctx, q, warningSQL.Get("names-suppliers"), int64(interaction.OtherSupplier), day.Add(-suppliedDays))
	return n > 0, err
}

// EachNoted calls fn with what was noted of the customers with ids in [from, until) up to
// a day, those of a customer in no particular order. suppliers tells whether named suppliers are looked for,
// see [NamesSuppliers].
func EachNoted(ctx context.Context, q store.Querier, from, until int64, day cal.Date, suppliers bool, fn func(customer int64, n Noted)) error {
	type row struct {
		customer int64
		reason   string
		day      string
		at       cal.Instant
		points   int
	}
	read := func(name string, args ...any) error {
		err := store.Each(ctx, q, warningSQL.Get(name), func(r *row) []any { return []any{&r.customer, &r.reason, &r.day, &r.at, &r.points} }, func(r *row) error {
			n := Noted{Reason: Reason(r.reason), Points: float64(r.points)}
			if r.at > 0 {
				n.Day = cal.Of(r.at.Time(time.UTC), time.UTC)
			} else {
				var err error
				if n.Day, err = cal.Parse(r.day); err != nil {
					return err
				}
			}
			fn(r.customer, n)
			return nil
		}, args...)
		if err != nil {
			return fmt.Errorf("read what was noted of customers %d to %d: %w", from, until, err)
		}
		return nil
	}
	if err := read("friends", from, until, day, day.Add(-friendDays)); err != nil {
		return err
	}
	if none, err := nothing(ctx, q); err != nil || none && !suppliers {
		return err
	}
	mark := int64(0)
	if suppliers {
		mark = int64(interaction.OtherSupplier)
	}
	return read("noted", from, until, day, day.Add(-suppliedDays), mark)
}

// nothing tells, for a page, that nobody of the firm has noted anything of the kind yet.
func nothing(ctx context.Context, q store.Querier) (bool, error) {
	for _, table := range []string{"feedback_complaint", "promise_expectation", "feedback_demand", "consent_current", "enquiry"} {
		if none, err := store.Empty(ctx, q, table); err != nil || !none {
			return false, err
		}
	}
	return true, nil
}

// FromNoted gives the signs of what was noted, in the order of their days.
func FromNoted(list []Noted) []Sign {
	var out []Sign
	var talks []cal.Date
	for _, n := range list {
		s := Sign{n.Reason, n.Day, cal.Never, n.Points, nil}
		switch n.Reason {
		case FriendSilent:
			talks = append(talks, n.Day)
			continue
		case ComplaintLate, Unanswered:
			s.Day = n.Day.Add(1) // when the day of the clock is over
		case DemandRefused:
			s.Until = n.Day.Add(refusedDays)
		case ComplaintUnhappy, Disconfirmed, Objected, OtherSupplier:
		case Silent, Dormant, SpendDown, CategoryDropped, FirstLate, FirstFaulty, PaysLater, ContactLeft, PromisesMissed: // never noted here
		}
		out = append(out, s)
	}
	if s, ok := silentFriend(talks); ok {
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b Sign) int { return a.Day.Sub(b.Day) })
	return out
}

// silentFriend is the sign of somebody who used to look in without an occasion and does so
// no longer: from three of his own usual gaps after the last time, at least two weeks.
func silentFriend(talks []cal.Date) (Sign, bool) {
	talks = slices.Compact(slices.Sorted(slices.Values(talks)))
	if len(talks) <= friendGaps {
		return Sign{}, false
	}
	var gaps []int
	for i := max(1, len(talks)-12); i < len(talks); i++ {
		gaps = append(gaps, talks[i].Sub(talks[i-1]))
	}
	slices.Sort(gaps)
	usual := gaps[len(gaps)/2]
	return Sign{FriendSilent, talks[len(talks)-1].Add(max(friendLeast, friendTimes*usual)), cal.Never, 2, []any{usual}}, true
}

package watch

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/relationship/strain"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/warning"
)

// The limits of early warnings that are alerts.
const (
	fresh    = 7  // days in which a sign is news
	coolDown = 30 // days in which the same reason raises no other alert about somebody
	// perDay is how many alerts a day come from figures alone, those with the most at stake. The
	// others stand under "Im Blick behalten": a hundred alerts are none.
	perDay = 5
)

const (
	chunk = 500 // customers whose early warning is looked at together
	most  = 500 // causes that are taken up in one look
)

// cause is something that went wrong and has no alert.
type cause struct {
	kind              Kind
	customer, subject int64
	turn              string
	owner             int64 // 0: who is responsible
}

func (c *cause) fields() []any {
	return []any{(*string)(&c.kind), &c.customer, &c.subject, &c.turn, &c.owner}
}

// Stirs reports whether [Look] has anything to do.
func Stirs(ctx context.Context, q store.Querier, now cal.Instant, today cal.Date) (bool, error) {
	due, err := store.Value[int](ctx, q, statements.Get("any-due"))
	if err != nil || due > 0 {
		return due > 0, err
	}
	found, err := causes(ctx, q, now, today, 1)
	if err != nil || len(found) > 0 {
		return len(found) > 0, err
	}
	gone, err := gone(ctx, q, now, today, 1)
	return len(gone) > 0, err
}

// Look raises an alert for whatever went wrong and has none, and closes those whose cause is
// gone. It returns how many it raised. Without anybody who could take them it does nothing.
func Look(ctx context.Context, db *store.DB, now cal.Instant, today cal.Date) (raised int, err error) {
	owner, err := team.OnDuty(ctx, db, today)
	if fault.KindOf(err) == fault.NotFound {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	found, err := causes(ctx, db, now, today, most)
	if err != nil {
		return 0, err
	}
	over, err := gone(ctx, db, now, today, most)
	if err != nil {
		return 0, err
	}
	if len(found)+len(over) > 0 {
		err = db.Update(ctx, func(tx *store.Tx) error {
			raised = 0
			for _, id := range over {
				if _, err := tx.Exec(ctx, statements.Get("alert-over"), id, now); err != nil {
					return fmt.Errorf("close alert %d: %w", id, err)
				}
			}
			last := int64(0)
			for i := range found {
				c := &found[i]
				if c.kind == Answer || c.kind == Complaint {
					if c.subject == last { // one case, one alert
						continue
					}
					last = c.subject
				}
				if c.owner == 0 {
					c.owner = owner
				}
				n, err := raise(ctx, tx, Alert{Customer: c.customer, Kind: c.kind, Subject: c.subject, Turn: c.turn, Day: today, At: now, Owner: c.owner})
				if err != nil {
					return err
				}
				raised += n
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	n, err := reds(ctx, db, now, today, owner)
	return raised + n, err
}

func causes(ctx context.Context, q store.Querier, now cal.Instant, today cal.Date, limit int) ([]cause, error) {
	list, err := store.All(ctx, q, statements.Get("causes"), (*cause).fields, now, today, today.Add(-fresh), int64(strain.Alarm), limit)
	if err != nil {
		return nil, fmt.Errorf("read what went wrong: %w", err)
	}
	return list, nil
}

func gone(ctx context.Context, q store.Querier, now cal.Instant, today cal.Date, limit int) ([]int64, error) {
	list, err := store.All(ctx, q, statements.Get("gone"), func(id *int64) []any { return []any{id} }, now, today, limit)
	if err != nil {
		return nil, fmt.Errorf("read which alerts are over: %w", err)
	}
	return list, nil
}

// raise writes an alert and returns 1, or 0 where another process was quicker.
func raise(ctx context.Context, tx *store.Tx, a Alert) (int, error) {
	n, err := tx.Exec(ctx, statements.Get("alert-raise"), a.Columns()...)
	if err != nil {
		return 0, fmt.Errorf("raise an alert: %w", err)
	}
	return int(n), nil
}

// red is a customer whose early warning is red.
type red struct {
	customer, since int64
	colour          warning.Colour
	parts           []warning.Part
	stake           money.Cents
	news            []warning.Reason

	reasons string // as stored
}

func (r *red) fields() []any {
	return []any{&r.customer, &r.since, &r.colour, &r.reasons, (*int64)(&r.stake)}
}

// reds looks at the early warnings that are red and were written anew. What people noted is an
// alert at once; of what figures tell, the five of a day with the most at stake.
func reds(ctx context.Context, db *store.DB, now cal.Instant, today cal.Date, owner int64) (raised int, err error) {
	var waiting []red
	for more := true; more; {
		err := db.Update(ctx, func(tx *store.Tx) error {
			list, err := store.All(ctx, tx, statements.Get("due"), (*red).fields, chunk)
			if err != nil {
				return fmt.Errorf("read whose early warning is red: %w", err)
			}
			more = len(list) == chunk
			for i := range list {
				r := &list[i]
				if _, err := tx.Exec(ctx, statements.Get("due-done"), r.customer, r.since); err != nil {
					return fmt.Errorf("read whose early warning is red: %w", err)
				}
				if r.colour != warning.Red {
					continue
				}
				if r.parts, err = warning.Decode(r.reasons); err != nil {
					return fmt.Errorf("early warning of customer %d: %w", r.customer, err)
				}
				if r.news = news(r.parts, today); len(r.news) == 0 {
					continue
				}
				if r.news, err = unheard(ctx, tx, r, today); err != nil {
					return err
				}
				switch {
				case len(r.news) == 0:
				case slices.ContainsFunc(r.news, warning.Reason.Noted):
					n, err := raise(ctx, tx, r.alert(now, today, owner, false))
					if err != nil {
						return err
					}
					raised += n
				default:
					waiting = append(waiting, *r)
				}
			}
			return nil
		})
		if err != nil {
			return raised, err
		}
	}
	if len(waiting) == 0 {
		return raised, nil
	}
	slices.SortStableFunc(waiting, func(a, b red) int { return int(b.stake - a.stake) })
	err = db.Update(ctx, func(tx *store.Tx) error {
		told, err := store.Value[int](ctx, tx, statements.Get("computed-today"), today)
		if err != nil {
			return err
		}
		for i := range waiting[:min(len(waiting), max(0, perDay-told))] {
			n, err := raise(ctx, tx, waiting[i].alert(now, today, owner, true))
			if err != nil {
				return err
			}
			raised += n
		}
		return nil
	})
	return raised, err
}

func (r *red) alert(now cal.Instant, today cal.Date, owner int64, computed bool) Alert {
	list := make([]string, len(r.news))
	for i, reason := range r.news {
		list[i] = string(reason)
	}
	a := Alert{Customer: r.customer, Kind: Red, Subject: r.customer, Day: today, At: now, Reasons: strings.Join(list, ","), Owner: owner}
	a.Turn = strconv.FormatInt(int64(now), 10)
	if computed {
		a.Computed = true
	}
	return a
}

// news are the reasons whose sign arose within the last seven days, each once, the weightiest
// first.
func news(parts []warning.Part, today cal.Date) []warning.Reason {
	var list []warning.Reason
	for _, p := range parts {
		if r := p.Sign.Reason; p.Sign.Day <= today && today.Sub(p.Sign.Day) < fresh && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	return list
}

// unheard are the news of which no alert of the last thirty days told; none while one is open.
func unheard(ctx context.Context, tx *store.Tx, r *red, today cal.Date) ([]warning.Reason, error) {
	type heard struct {
		reasons string
		closed  cal.Instant
	}
	list, err := store.All(ctx, tx, statements.Get("heard"), func(h *heard) []any { return []any{&h.reasons, &h.closed} }, r.customer, today.Add(-coolDown))
	if err != nil {
		return nil, fmt.Errorf("read the alerts about customer %d: %w", r.customer, err)
	}
	rest := r.news
	for _, h := range list {
		if h.closed == 0 {
			return nil, nil
		}
		told := (&Alert{Reasons: h.reasons}).Signs()
		rest = slices.DeleteFunc(slices.Clone(rest), func(w warning.Reason) bool { return slices.Contains(told, w) })
	}
	return rest, nil
}

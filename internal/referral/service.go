package referral

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

var referrals = row.New[Referral]("referral", statements, "referral")

func noted(by customer.By) row.By { return row.By{Actor: by.Actor, At: by.At} }

// due marks both ends: the figures of each hang on the recommendation.
func due(ctx context.Context, tx *store.Tx, by customer.By, r *Referral) error {
	return customer.MarkDue(ctx, tx, by.At, r.Referred, r.Referrer)
}

// Note writes down a recommendation and returns its id; today is the firm's day. It fails
// with fault.Invalid "referral.*" when it cannot be one, and with fault.Conflict
// "referral.twice", "referral.circle", "referral.shares" or "referral.order" when it
// contradicts what is known.
func Note(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, r Referral) (int64, error) {
	if err := check(ctx, tx, by, today, &r); err != nil {
		return 0, err
	}
	id, err := referrals.Create(ctx, tx, noted(by), r)
	if err != nil {
		return 0, err
	}
	return id, due(ctx, tx, by, &r)
}

// Correct replaces the recommendation that r names by id and version. Who recommended may
// be another one; who was recommended stays.
func Correct(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, r Referral) error {
	was, err := referrals.Read(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	r.Referred, r.Source, r.Import = was.Referred, was.Source, was.Import
	if err := check(ctx, tx, by, today, &r); err != nil {
		return err
	}
	r.User, r.At = was.User, was.At
	if err := referrals.Change(ctx, tx, noted(by), r); err != nil {
		return err
	}
	return customer.MarkDue(ctx, tx, by.At, r.Referred, r.Referrer, was.Referrer)
}

// End lets nothing be counted for a recommendation from a day on.
func End(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, until cal.Date) error {
	r, err := referrals.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if r.Day != cal.Never && until <= r.Day {
		return fault.New(fault.Invalid, "referral.until")
	}
	r.Version, r.Until = version, until
	if err := referrals.Change(ctx, tx, noted(by), r); err != nil {
		return err
	}
	return due(ctx, tx, by, &r)
}

// Remove takes out a recommendation that was a mistake.
func Remove(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	r, err := referrals.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := referrals.Remove(ctx, tx, noted(by), id, version); err != nil {
		return err
	}
	return due(ctx, tx, by, &r)
}

// Read returns the recommendation id, or fault.NotFound.
func Read(ctx context.Context, q store.Querier, id int64) (Referral, error) {
	return referrals.Read(ctx, q, id)
}

// Undo takes a change of this room back unless the recommendation was changed since, or
// bringing it back would close a circle. It reports false for an entry of another room.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	if !referrals.Knows(e) {
		return false, nil
	}
	if err := referrals.Undo(ctx, tx, noted(by), e); err != nil {
		return true, err
	}
	list, err := all(ctx, tx, "referral-to", e.SubjectID)
	if err != nil {
		return true, err
	}
	marks := []int64{e.SubjectID}
	for i := range list {
		if err := sound(ctx, tx, &list[i]); err != nil {
			return true, err
		}
		marks = append(marks, list[i].Referrer)
	}
	for _, side := range [][]byte{e.Before, e.After} {
		if r, there, err := row.Decode[Referral](side); err != nil {
			return true, err
		} else if there {
			marks = append(marks, r.Referrer)
		}
	}
	return true, customer.MarkDue(ctx, tx, by.At, marks...)
}

func all(ctx context.Context, q store.Querier, name string, id int64) ([]Referral, error) {
	list, err := store.All(ctx, q, statements.Get(name), row.Scan[Referral], id)
	if err != nil {
		return nil, fmt.Errorf("read the recommendations of customer %d: %w", id, err)
	}
	return list, nil
}

// check compares a recommendation with its two customers and the others.
func check(ctx context.Context, q store.Querier, by customer.By, today cal.Date, r *Referral) error {
	if err := r.ready(by, today); err != nil {
		return err
	}
	referred, err := customer.Get(ctx, q, r.Referred)
	if err != nil {
		return err
	}
	referrer, err := customer.Get(ctx, q, r.Referrer)
	if err != nil {
		return err
	}
	if err := fits(&referred, &referrer); err != nil {
		return err
	}
	bought := map[int64]cal.Date{}
	for _, id := range []int64{r.Referred, r.Referrer} {
		day, found, err := store.One(ctx, q, statements.Get("referral-first-purchase"), func(d *cal.Date) []any { return []any{d} }, id)
		if err != nil {
			return fmt.Errorf("first purchase of customer %d: %w", id, err)
		}
		if found {
			bought[id] = day
		}
	}
	if err := wellOrdered(&referred, &referrer, bought); err != nil {
		return err
	}
	return sound(ctx, q, r)
}

// sound reports what in the graph speaks against a recommendation, itself left aside.
func sound(ctx context.Context, q store.Querier, r *Referral) error {
	around, err := all(ctx, q, "referral-to", r.Referred)
	if err != nil {
		return err
	}
	taken := 0
	for i := range around {
		o := &around[i]
		switch {
		case o.ID == r.ID:
		case o.Referrer == r.Referrer:
			return fault.New(fault.Conflict, "referral.twice")
		default:
			taken += o.Share
		}
	}
	switch {
	case taken >= Whole:
		return fault.New(fault.Conflict, "referral.taken")
	case taken+r.Share > Whole:
		return fault.New(fault.Conflict, "referral.shares", (Whole-taken)/100)
	}
	circle, err := above(ctx, q, r.Referrer, r.Referred, r.ID)
	if err == nil && circle {
		err = fault.New(fault.Conflict, "referral.circle")
	}
	return err
}

// above tells whether wanted is at, or anywhere above, the customer at; the recommendation
// without does not count.
func above(ctx context.Context, q store.Querier, at, wanted, without int64) (bool, error) {
	seen, open := map[int64]bool{}, []int64{at}
	for len(open) > 0 {
		at, open = open[0], open[1:]
		if at == wanted {
			return true, nil
		}
		if seen[at] {
			continue
		}
		seen[at] = true
		list, err := all(ctx, q, "referral-to", at)
		if err != nil {
			return false, err
		}
		for i := range list {
			if list[i].ID != without {
				open = append(open, list[i].Referrer)
			}
		}
	}
	return false, nil
}

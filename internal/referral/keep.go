package referral

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Relinked are the recommendations that moved when two records became one.
type Relinked struct {
	Referred []int64 `json:"referred"` // in which he was recommended
	Referrer []int64 `json:"referrer"` // that he made
}

// Relink gives the recommendations of the customer from to the customer to. What would
// then recommend itself, stand there twice, close a circle or share more than the whole
// stays where it is, and comes to count again when the merge is taken back.
func Relink(ctx context.Context, tx *store.Tx, from, to int64, at cal.Instant) (moved Relinked, err error) {
	marks := []int64{to}
	for _, end := range []struct {
		list, move string
		put        func(*Referral)
		moved      *[]int64
	}{
		{"referral-to", "referral-move-referred", func(r *Referral) { r.Referred = to }, &moved.Referred},
		{"referral-from", "referral-move-referrer", func(r *Referral) { r.Referrer = to }, &moved.Referrer},
	} {
		list, err := all(ctx, tx, end.list, from)
		if err != nil {
			return moved, err
		}
		for i := range list {
			r := &list[i]
			marks = append(marks, r.Referred, r.Referrer)
			end.put(r)
			if r.Referred == r.Referrer {
				continue
			}
			if err := sound(ctx, tx, r); fault.KindOf(err) == fault.Conflict {
				continue
			} else if err != nil {
				return moved, err
			}
			if _, err := tx.Exec(ctx, statements.Get(end.move), r.ID, to); err != nil {
				return moved, fmt.Errorf("move recommendations of customer %d: %w", from, err)
			}
			*end.moved = append(*end.moved, r.ID)
		}
	}
	return moved, mark(ctx, tx, at, from, marks)
}

// Unlink gives what moved back to the customer back. Rows deleted meanwhile stay deleted.
func Unlink(ctx context.Context, tx *store.Tx, moved Relinked, back int64, at cal.Instant) error {
	var marks []int64
	for _, end := range []struct {
		move  string
		moved []int64
	}{{"referral-move-referrer", moved.Referrer}, {"referral-move-referred", moved.Referred}} {
		for _, id := range end.moved {
			r, err := Read(ctx, tx, id)
			if fault.KindOf(err) == fault.NotFound {
				continue
			} else if err != nil {
				return err
			}
			marks = append(marks, r.Referred, r.Referrer)
			if _, err := tx.Exec(ctx, statements.Get(end.move), id, back); err != nil {
				return fmt.Errorf("move recommendations back to customer %d: %w", back, err)
			}
		}
	}
	return mark(ctx, tx, at, 0, marks)
}

// mark marks the ends as due, without one who goes.
func mark(ctx context.Context, tx *store.Tx, at cal.Instant, gone int64, ids []int64) error {
	var list []int64
	for _, id := range ids {
		if id != gone {
			list = append(list, id)
		}
	}
	return customer.MarkDue(ctx, tx, at, list...)
}

// Forget removes the recommendations in which a customer stands who is deleted. The other
// ends are computed anew.
func Forget(ctx context.Context, tx *store.Tx, id int64) error {
	ends, err := store.All(ctx, tx, statements.Get("referral-forget"), func(p *[2]int64) []any { return []any{&p[0], &p[1]} }, id)
	if err != nil {
		return fmt.Errorf("forget the recommendations of customer %d: %w", id, err)
	}
	var marks []int64
	for _, p := range ends {
		marks = append(marks, p[0], p[1])
	}
	return mark(ctx, tx, 0, id, marks)
}

package lifecycle

import (
	"context"
	"fmt"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// decision is an act as it is stored.
type decision struct {
	row.Meta
	Customer int64       `json:"customer_id"`
	Kind     ActKind     `json:"standing_act"`
	Day      cal.Date    `json:"day"`
	Reason   string      `json:"reason_text"`
	Actor    int64       `json:"user_id"`
	At       cal.Instant `json:"at"`
}

// Holder is the customer.
func (d *decision) Holder() int64 { return d.Customer }

// Columns are the values behind id and version.
func (d *decision) Columns() []any {
	return []any{&d.Customer, &d.Kind, &d.Day, &d.Reason, &d.Actor, &d.At}
}

var decisions = row.New[decision]("lifecycle.act", lifecycleSQL, "act")

// Decide appends a decision of a person about a customer, with its reason, and marks
// him as due. It can be taken back by [Undo]. It fails with fault.Invalid
// "insight.reason_needed" without a reason and "insight.act_too_early" for a day before
// the last decision.
func Decide(ctx context.Context, tx *store.Tx, id int64, act Act, actor int64, at cal.Instant) error {
	if strings.TrimSpace(act.Reason) == "" {
		return fault.New(fault.Invalid, "insight.reason_needed")
	}
	switch act.Kind {
	case ActSet, ActDeny, ActFree, ActEnd, ActNotice, ActReopen:
	default:
		return fmt.Errorf("decide about customer %d: no such act %q", id, act.Kind)
	}
	last, err := store.Value[cal.Date](ctx, tx, lifecycleSQL.Get("lifecycle-last-act"), id)
	if err != nil {
		return fmt.Errorf("decide about customer %d: %w", id, err)
	}
	if act.Day < last {
		return fault.New(fault.Invalid, "insight.act_too_early", last)
	}
	d := decision{Customer: id, Kind: act.Kind, Day: act.Day, Reason: act.Reason, Actor: actor, At: at}
	if _, err := decisions.Create(ctx, tx, row.By{Actor: actor, At: at}, d); err != nil {
		return fmt.Errorf("decide about customer %d: %w", id, err)
	}
	return customer.MarkDue(ctx, tx, at, id)
}

// Undo takes a decision back that was a mistake, as if it had not been made, or a taking
// back of one; those before and after it stay. It reports false for an entry of another
// room.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	if !decisions.Knows(e) {
		return false, nil
	}
	if err := decisions.Undo(ctx, tx, row.By{Actor: by.Actor, At: by.At}, e); err != nil {
		return true, err
	}
	return true, customer.MarkDue(ctx, tx, by.At, e.SubjectID)
}

package feedback

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Decision is what we say to a demand.
type Decision string

// The decisions; the texts are stored keys.
const (
	Undecided Decision = ""
	Once      Decision = "once"   // yes, this time
	Priced    Decision = "priced" // yes, from now on, at a price
	Offered   Decision = "offer"  // no, but something else
	Refused   Decision = "no"
)

// Decisions lists the decisions as forms offer them.
var Decisions = []Decision{Once, Priced, Offered, Refused}

// Agrees reports whether it is a yes.
func (d Decision) Agrees() bool { return d == Once || d == Priced }

// Demand is what a customer asks for beyond what was agreed, what we decided and said, and
// whether he keeps to it. Instants are 0 as long as a step was not made.
type Demand struct {
	row.Meta
	Customer  int64       `json:"customer_id"`
	Day       cal.Date    `json:"day"`
	At        cal.Instant `json:"made_at"`
	Words     string      `json:"words"`
	Wanted    string      `json:"wanted,omitempty"` // until when, in his words
	Decision  Decision    `json:"decision,omitempty"`
	Price     money.Cents `json:"price_cents,omitempty"`
	Reason    string      `json:"reason,omitempty"` // why not, or what we offer instead
	Decided   cal.Instant `json:"decided_at,omitempty"`
	DecidedBy int64       `json:"decided_by,omitempty"`
	Told      cal.Instant `json:"told_at,omitempty"`
	Said      int64       `json:"said_id,omitempty"`        // the contact that the last change noted
	Kept      Verdict     `json:"kept,omitempty"`           // does he keep to it: No or Yes
	KeptDay   cal.Date    `json:"kept_day"`                 // cal.Never while nobody knows
	Talk      int64       `json:"interaction_id,omitempty"` // in which he asked
	User      int64       `json:"user_id,omitempty"`
}

// Holder is the customer.
func (d *Demand) Holder() int64 { return d.Customer }

// Columns are the values behind id and version.
func (d *Demand) Columns() []any {
	return []any{
		&d.Customer, &d.Day, &d.At, &d.Words, &d.Wanted, (*string)(&d.Decision), &d.Price, &d.Reason, &d.Decided, &d.DecidedBy, &d.Told, &d.Said,
		(*int64)(&d.Kept), &d.KeptDay, &d.Talk, &d.User,
	}
}

// ready reports the first rule that the demand breaks.
func (d *Demand) ready() error {
	d.Words, d.Wanted, d.Reason = strings.TrimSpace(d.Words), strings.TrimSpace(d.Wanted), strings.TrimSpace(d.Reason)
	switch {
	case d.Words == "":
		return fault.New(fault.Invalid, "feedback.words")
	case slices.ContainsFunc([]string{d.Words, d.Wanted, d.Reason}, func(s string) bool { return utf8.RuneCountInString(s) > maxWords }):
		return fault.New(fault.Invalid, "feedback.too_long", maxWords)
	case d.Decision != Undecided && !slices.Contains(Decisions, d.Decision):
		return fault.New(fault.Invalid, "feedback.demand.decision")
	case (d.Decision == Offered || d.Decision == Refused) && d.Reason == "":
		return fault.New(fault.Invalid, "feedback.demand.reason")
	case d.Price < 0 || d.Price > maxEffect || d.Decision == Priced && d.Price == 0 || d.Decision != Priced && d.Price != 0:
		return fault.New(fault.Invalid, "feedback.demand.price")
	case d.Told != 0 && d.Decision == Undecided:
		return fault.New(fault.Invalid, "feedback.demand.undecided")
	case d.Kept != Unasked && d.Told == 0:
		return fault.New(fault.Invalid, "feedback.demand.untold")
	case d.Kept != Unasked && d.Kept != No && d.Kept != Yes:
		return fault.New(fault.Invalid, "feedback.complaint.verdict")
	}
	return nil
}

// Asked writes down what a customer demands, with the contact in which he asked for it, and what
// was decided at once. It returns its id and fails with fault.Invalid "feedback.*".
func Asked(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, channel interaction.Channel, d Demand) (int64, error) {
	if err := giver(ctx, tx, d.Customer); err != nil {
		return 0, err
	}
	d.Day, d.At, d.User, d.Told, d.Kept, d.KeptDay = today, by.At, max(by.Actor, 0), 0, Unasked, cal.Never
	if d.Decision != Undecided {
		d.Decided, d.DecidedBy = by.At, max(by.Actor, 0)
	}
	if err := d.ready(); err != nil {
		return 0, err
	}
	var err error
	d.Talk, err = interaction.Append(ctx, tx, interaction.Interaction{
		Customer: d.Customer, Day: today, At: by.At, Channel: channel, Direction: interaction.In, Reason: "demand", Note: known(d.Words, d.Wanted), User: max(by.Actor, 0),
	})
	if err != nil {
		return 0, err
	}
	d.Said = d.Talk
	return demands.Create(ctx, tx, noted(by), d)
}

func known(words, until string) string {
	if until == "" {
		return words
	}
	return words + " (" + until + ")"
}

// Decide notes what we say to a demand, and why. It can be decided anew as long as nobody said
// it.
func Decide(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, what Decision, price money.Cents, reason string) error {
	return changeDemand(ctx, tx, by, id, version, func(d *Demand) error {
		if d.Told != 0 {
			return fault.New(fault.Conflict, "feedback.demand.told")
		}
		if what == Undecided {
			return fault.New(fault.Invalid, "feedback.demand.decision")
		}
		d.Decision, d.Price, d.Reason, d.Decided, d.DecidedBy, d.Said = what, price, reason, by.At, max(by.Actor, 0), 0
		return nil
	})
}

// DecisionTold notes that he was told, as a contact.
func DecisionTold(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, id, version int64, channel interaction.Channel, words string) error {
	return changeDemand(ctx, tx, by, id, version, func(d *Demand) (err error) {
		if d.Told != 0 {
			return fault.New(fault.Conflict, "feedback.demand.told")
		}
		d.Told = by.At
		d.Said, err = interaction.Append(ctx, tx, interaction.Interaction{
			Customer: d.Customer, Day: today, At: by.At, Channel: channel, Direction: interaction.Out, Reason: "demand", Note: strings.TrimSpace(words), User: max(by.Actor, 0),
		})
		return err
	})
}

// DecisionKept notes whether he keeps to what he was told.
func DecisionKept(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, id, version int64, kept Verdict) error {
	return changeDemand(ctx, tx, by, id, version, func(d *Demand) error {
		if kept == Unasked {
			return fault.New(fault.Invalid, "feedback.complaint.verdict")
		}
		d.Kept, d.KeptDay, d.Said = kept, today, 0
		return nil
	})
}

func changeDemand(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, act func(*Demand) error) error {
	d, err := demands.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if d.Version != version {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	if err := act(&d); err != nil {
		return err
	}
	if err := d.ready(); err != nil {
		return err
	}
	return demands.Change(ctx, tx, noted(by), d)
}

// ReadDemand returns the demand id, or fault.NotFound.
func ReadDemand(ctx context.Context, q store.Querier, id int64) (Demand, error) {
	return demands.Read(ctx, q, id)
}

// Demands returns what a customer demanded, the newest first, at most limit.
func Demands(ctx context.Context, q store.Querier, customer int64, limit int) ([]Demand, error) {
	if none, err := store.Empty(ctx, q, "feedback_demand"); none || err != nil {
		return nil, err
	}
	list, err := store.All(ctx, q, statements.Get("demand-of"), row.Scan[Demand], customer, limit)
	if err != nil {
		return nil, fmt.Errorf("read what customer %d demanded: %w", customer, err)
	}
	return list, nil
}

// undoDemand takes back a change of a demand with the contact that it noted. What was taken
// back with a contact does not come again: fault.Conflict "feedback.complaint.redo".
func undoDemand(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) error {
	before, had, err := row.Decode[Demand](e.Before)
	if err != nil {
		return err
	}
	after, has, err := row.Decode[Demand](e.After)
	if err != nil {
		return err
	}
	if strings.HasSuffix(e.Verb, ".undo") && (had != has || before.Said != after.Said) {
		return fault.New(fault.Conflict, "feedback.complaint.redo")
	}
	if err := demands.Undo(ctx, tx, noted(by), e); err != nil || !has || after.Said == 0 || after.Said == before.Said {
		return err
	}
	_, err = interaction.Remove(ctx, tx, interaction.By{Actor: by.Actor, At: by.At}, after.Said)
	if fault.KindOf(err) == fault.NotFound {
		err = nil
	}
	return err
}

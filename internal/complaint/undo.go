package complaint

import (
	"context"
	"strings"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
)

// verbs is how the changes of complaints are called in the history.
const verbs = "feedback.complaint."

// TakeBack takes back the newest change of a complaint.
func TakeBack(ctx context.Context, tx *store.Tx, by customer.By, id int64) error {
	c, err := feedback.ReadComplaint(ctx, tx, id)
	if err != nil {
		return err
	}
	subject, at := row.Subject, c.Customer
	if at == 0 {
		subject, at = c.Alone(), c.ID
	}
	entries, err := history.Of(ctx, tx, subject, at, 0, lookBack)
	if err != nil {
		return err
	}
	for _, e := range entries {
		after, has, err := row.Decode[feedback.Complaint](e.After)
		if strings.HasPrefix(e.Verb, verbs) && err == nil && has && after.ID == id {
			_, err := Undo(ctx, tx, by, e)
			return err
		}
	}
	return fault.New(fault.NotFound, "history.no_such_entry")
}

// lookBack is among how many entries of a customer the newest about a complaint is looked for.
const lookBack = 100

// Undo takes back a change of a complaint with the contact and the cost that it wrote down. It
// reports false for an entry of another room. What was taken back is not brought again when
// it had either: fault.Conflict "feedback.complaint.redo".
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	if !strings.HasPrefix(e.Verb, verbs) {
		return false, nil
	}
	before, had, err := row.Decode[feedback.Complaint](e.Before)
	if err != nil {
		return true, err
	}
	after, has, err := row.Decode[feedback.Complaint](e.After)
	if err != nil {
		return true, err
	}
	if strings.HasSuffix(e.Verb, ".undo") && (had != has || before.Said != after.Said || before.Cost != after.Cost || before.Rework != after.Rework) {
		return true, fault.New(fault.Conflict, "feedback.complaint.redo")
	}
	if _, err := feedback.Undo(ctx, tx, by, e); err != nil || !has {
		return true, err
	}
	if after.Rework != 0 && after.Rework != before.Rework && after.Talk != 0 {
		if err := promise.Unmake(ctx, tx, interaction.By{Actor: by.Actor, At: by.At}, after.Talk); err != nil {
			return true, err
		}
	}
	if had && before.Customer == 0 && after.Customer != 0 {
		if err := attachment.Give(ctx, tx, row.By{Actor: by.Actor, At: by.At}, before.File, 0); err != nil {
			return true, err
		}
	}
	if after.Said != 0 && after.Said != before.Said {
		_, err := interaction.Remove(ctx, tx, interaction.By{Actor: by.Actor, At: by.At}, after.Said)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return true, err
		}
	}
	if after.Cost != 0 && after.Cost != before.Cost {
		if err := cost.Remove(ctx, tx, by, after.Cost); err != nil && fault.KindOf(err) != fault.NotFound {
			return true, err
		}
	}
	return true, nil
}

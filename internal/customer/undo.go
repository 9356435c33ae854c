package customer

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Undo takes back what an entry of the history says about the fields of a customer, also
// an undo. It fails with fault.Conflict "customer.changed_since" and the number of fields
// when some of them are no longer as the entry left them, and with
// "customer.nothing_kept" when the values were erased.
func Undo(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	if e.Subject != subject || e.Verb != "customer.update" && e.Verb != "customer.undo" {
		return fault.New(fault.NotFound, "history.no_such_entry")
	}
	was, is := Fields{}, Fields{}
	if err := json.Unmarshal(e.Before, &was); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	if err := json.Unmarshal(e.After, &is); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	if len(was) == 0 {
		return fault.New(fault.Conflict, "customer.nothing_kept")
	}
	c, err := Get(ctx, tx, e.SubjectID)
	if err != nil {
		return err
	}
	since, err := differs(c, is, by.Region)
	if err != nil {
		return err
	}
	if since > 0 {
		return fault.New(fault.Conflict, "customer.changed_since", since)
	}
	return takeBack(ctx, tx, by, &c, was, e.ID)
}

// differs counts the fields that have other values than a change left behind. What is
// computed from a value, as the form of a number, counts as equal.
func differs(now Customer, is Fields, region string) (int, error) {
	as := now
	for f, v := range is {
		if err := as.Set(f, v); err != nil {
			return 0, err
		}
	}
	Prepare(&as, region)
	n := 0
	for f := range is {
		if as.Get(f) != now.Get(f) {
			n++
		}
	}
	return n, nil
}

func takeBack(ctx context.Context, tx *store.Tx, by By, c *Customer, was Fields, entry int64) error {
	before, after := Fields{}, Fields{}
	for f, v := range was {
		before[f] = c.Get(f)
		if err := c.Set(f, v); err != nil {
			return err
		}
	}
	Prepare(c, by.Region)
	for f := range was {
		after[f] = c.Get(f)
	}
	if err := Check(c); err != nil {
		return err
	}
	if err := checkFirm(ctx, tx, c); err != nil {
		return err
	}
	if err := rewrite(ctx, tx, by, []*Customer{c}); err != nil {
		return fmt.Errorf("take back entry %d of customer %d: %w", entry, c.ID, err)
	}
	_, err := history.Append(ctx, tx, history.Entry{
		At: by.At, Actor: by.Actor, Verb: "customer.undo", Subject: subject, SubjectID: c.ID, Undoes: entry,
		Before: history.Values(before), After: history.Values(after),
	})
	return err
}

package undo

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/sales"
)

// goods is what the history keeps of a category that a person decided about.
type goods struct {
	Margin    int  `json:"margin_bp"`
	Sensitive bool `json:"sensitive"`
}

// margins takes decisions about categories back where nobody decided anew since.
func margins(ctx context.Context, a *act) error {
	var was, is map[int64]goods
	if err := json.Unmarshal(a.e.Before, &was); err != nil {
		return fmt.Errorf("read entry %d: %w", a.e.ID, err)
	}
	if err := json.Unmarshal(a.e.After, &is); err != nil {
		return fmt.Errorf("read entry %d: %w", a.e.ID, err)
	}
	list, err := sales.Categories(ctx, a.tx)
	if err != nil {
		return err
	}
	now := map[int64]goods{}
	for _, c := range list {
		now[c.ID] = goods{c.Margin, c.Sensitive}
	}
	var moved []int64
	for id, left := range is {
		if now[id] != left {
			return fault.New(fault.Conflict, "undo.margins_changed")
		}
		if err := sales.SetMargin(ctx, a.tx, id, was[id].Margin); err != nil {
			return err
		}
		if err := sales.SetSensitive(ctx, a.tx, id, was[id].Sensitive); err != nil {
			return err
		}
		if was[id].Margin != left.Margin {
			moved = append(moved, id)
		}
	}
	slices.Sort(moved)
	if len(moved) > 0 && a.Reprice != nil {
		if err := a.Reprice(ctx, a.tx, moved); err != nil {
			return err
		}
	}
	_, err = history.Append(ctx, a.tx, history.Entry{
		At: a.by.At, Actor: a.by.Actor, Verb: a.e.Verb, Subject: a.e.Subject, SubjectID: a.e.SubjectID, Undoes: a.e.ID,
		Before: a.e.After, After: a.e.Before,
	})
	return err
}

// traded tells whether a customer has documents.
func (d *Desk) traded(ctx context.Context, id int64) (bool, error) {
	found := false
	err := sales.EachCustomerFacts(ctx, d.DB, id, id+1, cal.Latest, func(int64, []sales.OrderFact) error {
		found = true
		return nil
	})
	return found, err
}

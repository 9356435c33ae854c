package consent

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

const subject = "customer"

// Correction is the source of a statement that corrects a mistaken one. What was written
// down stays: an objection is evidence, also one that was noted at the wrong customer.
const Correction = "correction"

// entry is what the history keeps of a statement. Its id is the bar, so that the history
// finds what was said of the same bar since.
type entry struct {
	ID        Kind     `json:"id"`
	Bar       Kind     `json:"bar"`
	State     string   `json:"state"`
	Day       cal.Date `json:"day,omitempty"`
	How       string   `json:"how,omitempty"`
	Note      string   `json:"note,omitempty"`
	Statement int64    `json:"statement,omitempty"`
}

// verbCorrect is the verb of a correction.
const verbCorrect = "consent.correct"

func verbOf(s Statement) string {
	if s.Set {
		return "consent.set"
	}
	return "consent.lift"
}

// note writes the history of a statement.
func note(ctx context.Context, tx *store.Tx, s Statement, id int64, verb string, undoes int64) error {
	_, err := history.Append(ctx, tx, history.Entry{
		At: s.At, Actor: s.Actor, Verb: verb, Subject: subject, SubjectID: s.CustomerID, Undoes: undoes,
		Before: history.Values(entry{ID: s.Kind, Bar: s.Kind, State: word(!s.Set)}),
		After:  history.Values(entry{s.Kind, s.Kind, word(s.Set), s.Day, s.Source, s.Note, id}),
	})
	return err
}

// Undo corrects a mistaken statement by a new one of the firm's day: what held before it
// holds again. That is the reverse, but for a customer who has been merged with one who
// had said the same: the other's objection stays. It fails with fault.Conflict
// "consent.said_since" when something was said about the bar since.
func Undo(ctx context.Context, tx *store.Tx, actor int64, at cal.Instant, day cal.Date, e history.Entry) error {
	var is entry
	if err := json.Unmarshal(e.After, &is); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	fail := func(err error) error { return fmt.Errorf("correct a bar of customer %d: %w", e.SubjectID, err) }
	since, err := saidSince(ctx, tx, e, is)
	if err != nil {
		return fail(err)
	}
	if is.Statement == 0 || since {
		return fault.New(fault.Conflict, "consent.said_since")
	}
	before, err := said(ctx, tx, e.SubjectID, is.Statement)
	if err != nil {
		return fail(err)
	}
	s := Statement{CustomerID: e.SubjectID, Kind: is.Bar, Day: day, Source: Correction, Actor: actor, At: at}
	_, s.Set = Holds(before, is.Bar)
	id, err := put(ctx, tx, s)
	if err != nil {
		return err
	}
	if err := settle(ctx, tx, s.CustomerID); err != nil {
		return fail(err)
	}
	return note(ctx, tx, s, id, verbCorrect, e.ID)
}

// saidSince tells whether a later statement about the bar holds: one that was corrected
// does not, nor does its correction.
func saidSince(ctx context.Context, tx *store.Tx, e history.Entry, is entry) (bool, error) {
	later, err := store.All(ctx, tx, statements.Get("later"), func(v *int64) []any { return []any{v} }, e.SubjectID, string(is.Bar), is.Statement)
	if err != nil || len(later) == 0 {
		return false, err
	}
	entries, err := history.Since(ctx, tx, e, 1000)
	if err != nil {
		return false, err
	}
	void := map[int64]bool{}
	for _, one := range entries {
		var said entry
		if err := json.Unmarshal(one.After, &said); err != nil {
			return false, fmt.Errorf("read entry %d: %w", one.ID, err)
		}
		void[said.Statement] = one.Undone || one.Undoes > e.ID
	}
	return slices.ContainsFunc(later, func(id int64) bool { return !void[id] }), nil
}

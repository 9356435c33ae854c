package culture

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Undo takes a change back unless somebody has changed the same since (fault.Conflict
// "culture.changed_since"). Words are only said further: what was said before is said
// again, what was new ends.
func Undo(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	switch e.Verb {
	case "culture.say", "culture.reword", "culture.retire":
		return undoWords(ctx, tx, by, e)
	case "culture.reply", "culture.unreply":
		return undoReply(ctx, tx, by, e)
	case "culture.want":
		return undoMix(ctx, tx, by, e)
	}
	return fault.New(fault.NotFound, "history.no_such_entry")
}

var errSince = fault.New(fault.Conflict, "culture.changed_since")

func read(e history.Entry, was, is any) error {
	return errors.Join(json.Unmarshal(e.Before, was), json.Unmarshal(e.After, is))
}

// undoWords needs the words: of a person's own image the history keeps none.
func undoWords(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	var was, is Statement
	if err := read(e, &was, &is); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	if was.Kind == "" && is.Kind == "" {
		return fault.New(fault.Conflict, "culture.own_words")
	}
	if is.Kind == "" { // it was retired: say it again, under a new id
		return again(ctx, tx, by, e, was)
	}
	now, err := get(ctx, tx, by.User, e.SubjectID)
	if err != nil {
		return err
	}
	if now.Until != cal.Never || !alike(now, is) {
		return errSince
	}
	if was.Kind == "" {
		return Retire(ctx, tx, by, now.ID, now.Version)
	}
	was.ID, was.Version = now.ID, now.Version
	id, err := Say(ctx, tx, by, was)
	if err != nil || id == now.ID {
		return err
	}
	return note(ctx, tx, by, "culture.retire", now.ID, &now, nil)
}

// again lets retired words hold once more.
func again(ctx context.Context, tx *store.Tx, by By, e history.Entry, was Statement) error {
	now, err := get(ctx, tx, by.User, e.SubjectID)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, statements.Get("revive"), now.ID, now.Version, cal.Never)
	if err != nil {
		return fmt.Errorf("say statement %d again: %w", now.ID, err)
	}
	if n == 0 {
		return errSince
	}
	if err := enough(ctx, tx, by, &now); err != nil {
		return err
	}
	return note(ctx, tx, by, "culture.say", now.ID, nil, &was)
}

// alike compares what two statements say.
func alike(a, b Statement) bool {
	a.Since, a.Until, b.Since, b.Until = 0, 0, 0, 0
	a.ID, b.ID = 0, 0
	return string(history.Values(a)) == string(history.Values(b))
}

// replied is what the history keeps of a monthly answer.
type replied struct {
	Month  int      `json:"month"`
	User   int64    `json:"user"`
	Day    cal.Date `json:"day"`
	Answer Answer   `json:"answer"`
	Words  string   `json:"words"`
}

func undoReply(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	var was, is replied
	if err := read(e, &was, &is); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	month := max(was.Month, is.Month)
	now, err := reply(ctx, tx, e.SubjectID, month)
	if err != nil {
		return err
	}
	if month == 0 || now != is {
		return errSince
	}
	if was.Month == 0 {
		_, err = tx.Exec(ctx, statements.Get("unreply"), e.SubjectID, month)
	} else {
		_, err = tx.Exec(ctx, statements.Get("reply"), e.SubjectID, month, was.User, was.Day, string(was.Answer), was.Words)
	}
	if err != nil {
		return fmt.Errorf("take back the answer about statement %d: %w", e.SubjectID, err)
	}
	return noteReply(ctx, tx, by, "culture.unreply", e.SubjectID, is, was)
}

// reply returns the answer of a month; without one it is empty.
func reply(ctx context.Context, db store.Querier, statement int64, month int) (replied, error) {
	r, _, err := store.One(ctx, db, statements.Get("reply-of"), func(r *replied) []any {
		return []any{&r.Month, &r.User, &r.Day, &r.Answer, &r.Words}
	}, statement, month)
	if err != nil {
		return r, fmt.Errorf("read the answer about statement %d: %w", statement, err)
	}
	return r, nil
}

func noteReply(ctx context.Context, tx *store.Tx, by By, verb string, statement int64, before, after replied) error {
	e := history.Entry{At: by.At, Actor: by.User, Verb: verb, Subject: subject, SubjectID: statement}
	if before.Month != 0 {
		e.Before = history.Values(before)
	}
	if after.Month != 0 {
		e.After = history.Values(after)
	}
	_, err := history.Append(ctx, tx, e)
	return err
}

func undoMix(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	var was, is Mix
	if err := read(e, &was, &is); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	now, since, err := Wanted(ctx, tx)
	if err != nil {
		return err
	}
	if !maps.Equal(now, is) {
		return errSince
	}
	if len(was) > 0 {
		return Want(ctx, tx, by, was)
	}
	if _, err := tx.Exec(ctx, statements.Get("unwant"), since); err != nil {
		return fmt.Errorf("take back the wanted mix: %w", err)
	}
	return noteMix(ctx, tx, by, now, nil)
}

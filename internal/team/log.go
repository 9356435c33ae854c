package team

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

// The subjects of entries in the history: a user, and the firm's one person responsible.
const (
	userSubject = "user"
	teamSubject = "team"
)

// By tells who changes something about the team, and when.
type By struct {
	Actor int64 // user, or history.Program
	At    cal.Instant
}

// kept is what the history keeps of a user; never a password.
type kept struct {
	Login      string `json:"login,omitempty"`
	Name       string `json:"name"`
	Salutation string `json:"salutation"`
	Role       Role   `json:"role"`
	Keys       bool   `json:"keys"`
	Theme      string `json:"theme"`
	Locale     string `json:"locale"`
	Disabled   bool   `json:"disabled"`
}

func keptOf(u *User) kept {
	return kept{"", u.Name, u.Salutation, u.Role, u.KeysOn, u.Theme, u.Locale, u.DisabledAt != 0}
}

// named is what the history keeps of the person responsible.
type named struct {
	User   int64 `json:"responsible"`
	Deputy int64 `json:"deputy"`
}

// away is what the history keeps of an absence.
type away struct {
	ID    int64    `json:"id"`
	From  cal.Date `json:"from"`
	Until cal.Date `json:"until"`
}

func note(ctx context.Context, tx *store.Tx, by By, verb, subject string, id int64, before, after any) error {
	e := history.Entry{At: by.At, Actor: by.Actor, Verb: verb, Subject: subject, SubjectID: id}
	if before != nil {
		e.Before = history.Values(before)
	}
	if after != nil {
		e.After = history.Values(after)
	}
	_, err := history.Append(ctx, tx, e)
	return err
}

// Undo takes a change of the team back by the verbs that made it, unless somebody has
// changed it since (fault.Conflict "team.changed_since"). It never leaves the firm without
// an owner ("team.last_owner") or takes the one who is responsible away ("team.is_chief").
func Undo(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	switch e.Verb {
	case "team.create", "team.change":
		return undoUser(ctx, tx, by, e)
	case "team.chief":
		return undoChief(ctx, tx, by, e)
	case "team.away", "team.back":
		return undoAbsence(ctx, tx, by, e)
	case "team.skills":
		return undoSkills(ctx, tx, by, e)
	}
	return fault.New(fault.NotFound, "history.no_such_entry")
}

// undoUser brings a user's fields back; one who was added can no longer sign in, since
// others may have named him meanwhile.
func undoUser(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	u, err := Get(ctx, tx, e.SubjectID)
	if err != nil {
		return err
	}
	was := keptOf(&u)
	switch {
	case e.Verb == "team.create" && was.Disabled:
		return fault.New(fault.Conflict, "team.changed_since")
	case e.Verb == "team.create":
		was.Disabled = true
	default:
		since, err := history.Restore(&was, e.Before, e.After)
		if err != nil {
			return err
		}
		if len(since) > 0 {
			return fault.New(fault.Conflict, "team.changed_since")
		}
	}
	u.Name, u.Salutation, u.Role, u.KeysOn, u.Theme, u.Locale = was.Name, was.Salutation, was.Role, was.Keys, was.Theme, was.Locale
	switch {
	case !was.Disabled:
		u.DisabledAt = 0
	case u.DisabledAt == 0:
		u.DisabledAt = by.At
	}
	if err := staysChief(ctx, tx, &u); err != nil {
		return err
	}
	return Save(ctx, tx, by, u)
}

// staysChief fails when the one who is named responsible could no longer be it.
func staysChief(ctx context.Context, tx *store.Tx, u *User) error {
	if mayAnswer(u) {
		return nil
	}
	chief, err := store.Value[int64](ctx, tx, statements.Get("named"))
	if err != nil {
		return fmt.Errorf("read who is responsible: %w", err)
	}
	if chief == u.ID {
		return fault.New(fault.Conflict, "team.is_chief", u.Name)
	}
	return nil
}

func undoChief(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	var was, is named
	if err := read(e, &was, &is); err != nil {
		return err
	}
	c, err := GetChief(ctx, tx)
	if err != nil {
		return err
	}
	if c.User != is.User || c.Deputy != is.Deputy {
		return fault.New(fault.Conflict, "team.changed_since")
	}
	return SetChief(ctx, tx, by, Chief{was.User, was.Deputy, c.Version})
}

func undoAbsence(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	var was, is away
	if err := read(e, &was, &is); err != nil {
		return err
	}
	if is.ID == 0 {
		_, err := AddAbsence(ctx, tx, by, Absence{User: e.SubjectID, From: was.From, Until: was.Until})
		return err
	}
	gone, err := RemoveAbsence(ctx, tx, by, e.SubjectID, is.ID)
	if err == nil && !gone {
		err = fault.New(fault.Conflict, "team.changed_since")
	}
	return err
}

func undoSkills(ctx context.Context, tx *store.Tx, by By, e history.Entry) error {
	var was, is map[Skill][]string
	if err := read(e, &was, &is); err != nil {
		return err
	}
	for skill, words := range is {
		now, err := skillsOf(ctx, tx, e.SubjectID, skill)
		if err != nil {
			return err
		}
		if !slices.Equal(now, words) {
			return fault.New(fault.Conflict, "team.changed_since")
		}
		if err := SetSkills(ctx, tx, by, e.SubjectID, skill, was[skill]); err != nil {
			return err
		}
	}
	return nil
}

func read(e history.Entry, was, is any) error {
	if err := json.Unmarshal(e.Before, was); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	if err := json.Unmarshal(e.After, is); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	return nil
}

package voice

import (
	"context"
	"strings"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// Kind is what somebody tells on the public page.
type Kind string

// The kinds in the order of the page.
const (
	Suggestion Kind = "idea"
	Praise     Kind = "praise"
	Complaint  Kind = "complaint"
)

// Kinds lists the kinds as the page offers them.
var Kinds = []Kind{Suggestion, Praise, Complaint}

// Said is what somebody whom we do not know wrote on the public page.
type Said struct {
	Kind  Kind
	Words string
	Name  string // as he wrote it, "" when he did not
	Reach string // how he can be reached, "" when he does not want that
	File  int64  // a photo, 0 without
}

// Receive takes down what came from the public page. It belongs to whoever answers for the
// relationships, from the first second, and to no customer. It fails with fault.Invalid "feedback.*".
func Receive(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Said) (int64, error) {
	today := cal.Of(by.At.Time(clock.Zone()), clock.Zone())
	owner, err := team.OnDuty(ctx, tx, today)
	if err != nil {
		return 0, err
	}
	s.Words = clean(s.Words)
	s.Name, s.Reach = line(s.Name), line(s.Reach)
	switch s.Kind {
	case Complaint:
		return complaint.Take(ctx, tx, by, clock, complaint.Taken{Channel: interaction.Other, Words: s.Words, Owner: owner, Name: s.Name, Reach: s.Reach, File: s.File})
	case Suggestion, Praise:
		i := feedback.Idea{Kind: feedback.Kind(s.Kind), Day: today, Words: s.Words, Owner: owner, Name: s.Name, Reach: s.Reach, File: s.File}
		return Note(ctx, tx, by, clock, i)
	}
	return 0, fault.New(fault.Invalid, "feedback.kind", string(s.Kind))
}

// clean is a text without the signs that are none.
func clean(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "")))
}

func line(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

// oldAfter is how many days after it was said something counts as told long ago: it is noted for
// the record, and nobody waits for an answer.
const oldAfter = 30

// Note writes down a suggestion or praise, or changes the one with i's id and version, and sets
// its clock: what is noted on a later day than it was said has used up some of its time. What
// was decided already, or said long ago, and older entries that never had a clock get none.
func Note(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, i feedback.Idea) (int64, error) {
	today := cal.Of(by.At.Time(clock.Zone()), clock.Zone())
	if i.ID == 0 && i.Kind != feedback.Reference && (i.State == feedback.Open || i.State == "") && i.Day > today.Add(-oldAfter) {
		switch {
		case i.At != 0 && i.At <= by.At: // of a mail it is known to the minute
		case i.Day < today && i.Day.Valid():
			i.At = cal.At(i.Day.Start(clock.Zone()))
		default:
			i.At = by.At
		}
		if i.Owner == 0 {
			i.Owner = max(by.Actor, 0)
		}
	}
	i.DueAt = due(&i, clock, by.At)
	if i.ID == 0 && i.Customer != 0 {
		if err := attachment.Give(ctx, tx, row.By{Actor: by.Actor, At: by.At}, i.File, i.Customer); err != nil {
			return 0, err
		}
	}
	return feedback.Note(ctx, tx, by, today, i)
}

// Step is a word that was given.
type Step struct {
	ID, Version int64
	Words       string              // what he was told; why nothing could be told, where it did not go
	Channel     interaction.Channel // by which he was told
	State       feedback.State      // what becomes of a suggestion; "" leaves it
	Outcome     string              // what became of it, in words; "" leaves it
	Untold      bool                // nobody could be told: Words says why
}

// Told notes that he was answered or thanked, whichever was due. The clock stops only with that.
// An answer that tells of a suggestion being done thanks him too.
func Told(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s.ID, s.Version, func(i *feedback.Idea) error {
		if i.DueAt == 0 {
			return fault.New(fault.Conflict, "feedback.told")
		}
		s.Words = clean(s.Words)
		if s.Untold && s.Words == "" {
			return fault.New(fault.Invalid, "feedback.untold")
		}
		if s.Outcome != "" {
			i.Outcome = s.Outcome
		}
		if s.State != "" && s.State != i.State {
			i.State, i.Settled = s.State, cal.Never
		}
		if by.At > i.DueAt {
			i.Late = true
		}
		if TaskOf(i) == Answer {
			i.Answered, i.Answer = by.At, s.Words
		}
		if i.State == feedback.Adopted && i.Kind == feedback.Suggestion {
			i.Thanked = by.At
		}
		i.Said = 0
		if i.Customer == 0 || s.Untold {
			return nil
		}
		var err error
		i.Said, err = interaction.Append(ctx, tx, contact(by, clock, i, interaction.Out, s.Channel, s.Words))
		return err
	})
}

// Assigned says who it was: what came is noted as a contact of the day on which it came, and the
// photo goes with it.
func Assigned(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, id, version, who int64) error {
	return change(ctx, tx, by, clock, id, version, func(i *feedback.Idea) error {
		if i.Customer != 0 {
			return fault.New(fault.Conflict, "feedback.told")
		}
		if err := feedback.Gives(ctx, tx, who); err != nil {
			return err
		}
		i.Customer = who
		talk := contact(by, clock, i, interaction.In, interaction.Other, i.Words)
		talk.Day, talk.At = i.Day, i.At
		var err error
		if i.Talk, err = interaction.Append(ctx, tx, talk); err != nil {
			return err
		}
		i.Said = i.Talk
		return attachment.Give(ctx, tx, row.By{Actor: by.Actor, At: by.At}, i.File, who)
	})
}

// Handed gives what somebody said to another colleague, who answers it.
func Handed(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, id, version, owner int64) error {
	u, err := team.Get(ctx, tx, owner)
	if fault.KindOf(err) == fault.NotFound || err == nil && (u.DisabledAt != 0 || !u.Role.Writes()) {
		return fault.New(fault.Invalid, "feedback.complaint.owner")
	}
	if err != nil {
		return err
	}
	return change(ctx, tx, by, clock, id, version, func(i *feedback.Idea) error {
		i.Owner = owner
		return nil
	})
}

func contact(by customer.By, clock cal.Hours, i *feedback.Idea, way interaction.Direction, channel interaction.Channel, words string) interaction.Interaction {
	reason := "suggestion"
	if i.Kind == feedback.Praise {
		reason = "praise"
	}
	if channel == "" {
		channel = interaction.Other
	}
	return interaction.Interaction{
		Customer: i.Customer, Day: cal.Of(by.At.Time(clock.Zone()), clock.Zone()), At: by.At, Channel: channel, Direction: way, Reason: reason,
		Note: strings.TrimSpace(words), User: max(by.Actor, 0),
	}
}

func change(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, id, version int64, act func(*feedback.Idea) error) error {
	i, err := feedback.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if i.Version != version {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	if err := act(&i); err != nil {
		return err
	}
	i.DueAt = due(&i, clock, by.At)
	return feedback.Keep(ctx, tx, by, cal.Of(by.At.Time(clock.Zone()), clock.Zone()), i)
}

// Undo takes back a change of a suggestion or praise with the contact that it noted. It reports
// false for an entry of another room. What was taken back with a contact does not come again:
// fault.Conflict "feedback.complaint.redo".
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	if !strings.HasPrefix(e.Verb, "feedback.idea.") {
		return false, nil
	}
	before, had, err := row.Decode[feedback.Idea](e.Before)
	if err != nil {
		return true, err
	}
	after, has, err := row.Decode[feedback.Idea](e.After)
	if err != nil {
		return true, err
	}
	if strings.HasSuffix(e.Verb, ".undo") && had && has && before.Said != after.Said {
		return true, fault.New(fault.Conflict, "feedback.complaint.redo")
	}
	if _, err := feedback.Undo(ctx, tx, by, e); err != nil || !had || !has {
		return true, err
	}
	if before.Customer == 0 && after.Customer != 0 {
		if err := attachment.Give(ctx, tx, row.By{Actor: by.Actor, At: by.At}, before.File, 0); err != nil {
			return true, err
		}
	}
	if after.Said == 0 || after.Said == before.Said {
		return true, nil
	}
	_, err = interaction.Remove(ctx, tx, interaction.By{Actor: by.Actor, At: by.At}, after.Said)
	if fault.KindOf(err) == fault.NotFound {
		err = nil
	}
	return true, err
}

// TakeBack takes back the newest change of what a customer said.
func TakeBack(ctx context.Context, tx *store.Tx, by customer.By, id int64) error {
	i, err := feedback.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	subject, at := row.Subject, i.Customer
	if at == 0 {
		subject, at = i.Alone(), i.ID
	}
	entries, err := history.Of(ctx, tx, subject, at, 0, lookBack)
	if err != nil {
		return err
	}
	for _, e := range entries {
		after, has, err := row.Decode[feedback.Idea](e.After)
		if strings.HasPrefix(e.Verb, "feedback.idea.") && err == nil && has && after.ID == id {
			_, err := Undo(ctx, tx, by, e)
			return err
		}
	}
	return fault.New(fault.NotFound, "history.no_such_entry")
}

// lookBack is among how many entries the newest about one thing is looked for.
const lookBack = 100

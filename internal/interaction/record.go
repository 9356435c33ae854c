package interaction

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// subject names the contacts of one customer in the history; its id is the customer's,
// so that deleting him erases what the history keeps of them.
const subject = "interaction"

// Link is what a contact is about.
type Link struct {
	Subject string `json:"subject"` // one of LinkSubjects
	ID      int64  `json:"id"`
}

// LinkSubjects are the kinds of things that a contact may be about.
var LinkSubjects = []string{"order", "enquiry", "project", "complaint", "campaign"}

// By tells who writes, and when.
type By struct {
	Actor int64
	At    cal.Instant
}

// record is a contact as the history keeps it.
type record struct {
	ID        int64       `json:"id"`
	Customer  int64       `json:"customer"`
	Day       cal.Date    `json:"day"`
	At        cal.Instant `json:"at"`
	Channel   Channel     `json:"channel"`
	Direction Direction   `json:"direction"`
	StartedBy Party       `json:"started_by"`
	Contact   int64       `json:"contact,omitempty"`
	Reason    string      `json:"reason,omitempty"`
	Tone      string      `json:"tone,omitempty"`
	Marks     Marks       `json:"marks,omitempty"`
	Minutes   int         `json:"minutes,omitempty"`
	Note      string      `json:"note,omitempty"`
	User      int64       `json:"user"`
	Source    string      `json:"source"`
	Document  string      `json:"document"`
	Links     []Link      `json:"links,omitempty"`
}

func recordOf(i *Interaction, links []Link) *record {
	return &record{
		ID: i.ID, Customer: i.Customer, Day: i.Day, At: i.At, Channel: i.Channel, Direction: i.Direction, StartedBy: i.StartedBy,
		Contact: i.Contact, Reason: i.Reason, Tone: i.Tone, Marks: i.Marks, Minutes: i.Minutes, Note: i.Note, User: i.User, Source: i.Source,
		Document: i.Document, Links: links,
	}
}

func (r *record) interaction() Interaction {
	return Interaction{
		ID: r.ID, Customer: r.Customer, Day: r.Day, At: r.At, Channel: r.Channel, Direction: r.Direction, StartedBy: r.StartedBy,
		Contact: r.Contact, Reason: r.Reason, Tone: r.Tone, Marks: r.Marks, Minutes: r.Minutes, Note: r.Note, User: r.User, Source: r.Source,
		Document: r.Document,
	}
}

// Check fails with fault.Invalid when a contact noted by hand holds a value that the
// lists of this package do not know, or more minutes than a day has.
func Check(i *Interaction) error {
	switch {
	case !slices.Contains(Channels, i.Channel):
		return fault.New(fault.Invalid, "interaction.bad_channel", string(i.Channel))
	case !slices.Contains([]Direction{In, Out, NoDirection}, i.Direction), !slices.Contains([]Party{Customer, Us, Nobody}, i.StartedBy):
		return fault.New(fault.Invalid, "interaction.bad_direction")
	case i.Tone != "" && !slices.Contains(Tones, i.Tone):
		return fault.New(fault.Invalid, "interaction.bad_tone")
	case i.Minutes < 0 || i.Minutes > 24*60:
		return fault.New(fault.Invalid, "interaction.bad_minutes", i.Minutes)
	}
	return nil
}

// Log writes a contact noted by hand and remembers it in the history, so that it can be
// taken back by [Undo] with the entry that is returned. Failures are those of Check.
func Log(ctx context.Context, tx *store.Tx, by By, i Interaction, links ...Link) (id, entry int64, err error) {
	if err := Check(&i); err != nil {
		return 0, 0, err
	}
	i.Source, i.Document, i.User = Own, "", by.Actor
	one := []Interaction{i}
	if err := InsertMany(ctx, tx, one); err != nil {
		return 0, 0, err
	}
	if err := link(ctx, tx, one[0].ID, links); err != nil {
		return 0, 0, err
	}
	entry, err = remember(ctx, tx, by, "interaction.log", nil, recordOf(&one[0], links), 0)
	return one[0].ID, entry, err
}

// Get returns a contact with what it is about, or fault.NotFound "interaction.gone".
func Get(ctx context.Context, q store.Querier, id int64) (Interaction, []Link, error) {
	i, found, err := store.One(ctx, q, interactionSQL.Get("interaction-one"), (*Interaction).fields, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "interaction.gone")
	}
	if err != nil {
		return i, nil, err
	}
	links, err := store.All(ctx, q, interactionSQL.Get("interaction-links"), func(l *Link) []any { return []any{&l.Subject, &l.ID} }, id)
	return i, links, err
}

// Amend corrects a contact that was not read from a file and returns the entry of the
// history. Key, source and customer stay. It fails with fault.Conflict
// "interaction.changed_since" when i is not the newest version, and as Check does.
func Amend(ctx context.Context, tx *store.Tx, by By, i Interaction, links ...Link) (entry int64, err error) {
	old, oldLinks, err := Get(ctx, tx, i.ID)
	if err != nil {
		return 0, err
	}
	if old.Import != 0 {
		return 0, fault.New(fault.Conflict, "interaction.not_own")
	}
	if err := Check(&i); err != nil {
		return 0, err
	}
	i.Customer, i.User, i.Source, i.Document = old.Customer, old.User, old.Source, old.Document
	if err := write(ctx, tx, &old, &i, links); err != nil {
		return 0, err
	}
	return remember(ctx, tx, by, "interaction.amend", recordOf(&old, oldLinks), recordOf(&i, links), 0)
}

// write replaces the row old by i, whose version must be the newest, and what follows
// from it.
func write(ctx context.Context, tx *store.Tx, old, i *Interaction, links []Link) error {
	i.ready()
	n, err := tx.Exec(ctx, interactionSQL.Get("interaction-amend"), i.ID, i.Customer, i.Day, int64(i.At), string(i.Channel), string(i.Direction),
		string(i.StartedBy), i.Contact, i.Reason, i.Tone, i.Minutes, i.Note, i.Version, int64(i.Marks))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "interaction.changed_since")
	}
	if err := search.PutNote(ctx, tx, search.OfInteraction, i.ID, i.Note); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, interactionSQL.Get("interaction-unlink"), i.ID); err != nil {
		return err
	}
	if err := link(ctx, tx, i.ID, links); err != nil {
		return err
	}
	return settle(ctx, tx, *old, *i)
}

// Remove takes away a contact noted by hand and returns the entry by which it can be
// brought back. What the daily list or a file wrote is taken back there: fault.Conflict
// "interaction.not_own".
func Remove(ctx context.Context, tx *store.Tx, by By, id int64) (entry int64, err error) {
	old, links, err := Get(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	if old.Source != Own {
		return 0, fault.New(fault.Conflict, "interaction.not_own")
	}
	if _, err := RemoveMany(ctx, tx, []int64{id}); err != nil {
		return 0, err
	}
	return remember(ctx, tx, by, "interaction.remove", recordOf(&old, links), nil, 0)
}

// Undo takes back what an entry of the history says about a contact, also an undo. It
// fails with fault.Conflict "interaction.changed_since" when the contact is not as the
// entry left it, and as [history.Append] does for an entry taken back before.
func Undo(ctx context.Context, tx *store.Tx, by By, entry int64) error {
	e, err := history.Get(ctx, tx, entry)
	if err != nil {
		return err
	}
	if e.Subject != subject {
		return fault.New(fault.NotFound, "history.no_such_entry")
	}
	was, is, err := states(e)
	if err != nil {
		return fmt.Errorf("undo entry %d: %w", entry, err)
	}
	if was == nil && is == nil { // erased
		return fault.New(fault.NotFound, "history.no_such_entry")
	}
	if err := restore(ctx, tx, is, was); err != nil {
		return err
	}
	_, err = remember(ctx, tx, by, "interaction.undo", is, was, entry)
	return err
}

// restore brings a contact from one state to another; nil is "not there".
func restore(ctx context.Context, tx *store.Tx, is, was *record) error {
	changed := fault.New(fault.Conflict, "interaction.changed_since")
	if is == nil {
		if _, _, err := Get(ctx, tx, was.ID); fault.KindOf(err) != fault.NotFound {
			return changed
		}
		return insert(ctx, tx, was)
	}
	now, links, err := Get(ctx, tx, is.ID)
	if fault.KindOf(err) == fault.NotFound {
		return changed
	}
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(recordOf(&now, links), is) {
		return changed
	}
	if was == nil {
		_, err := RemoveMany(ctx, tx, []int64{is.ID})
		return err
	}
	back := was.interaction()
	back.Version = now.Version
	return write(ctx, tx, &now, &back, was.Links)
}

// insert writes a row again under its old id.
func insert(ctx context.Context, tx *store.Tx, r *record) error {
	if _, err := customer.Get(ctx, tx, r.Customer); err != nil {
		return err
	}
	i := r.interaction()
	i.ready()
	done := false
	if _, err := tx.Bulk(ctx, "interaction", columns, func(dst []any) (bool, error) {
		if done {
			return false, nil
		}
		done = true
		copy(dst, i.values())
		return true, nil
	}); err != nil {
		return err
	}
	if err := findable(ctx, tx, i); err != nil {
		return err
	}
	if err := link(ctx, tx, i.ID, r.Links); err != nil {
		return err
	}
	return settle(ctx, tx, i)
}

func link(ctx context.Context, tx *store.Tx, id int64, links []Link) error {
	for _, l := range links {
		if !slices.Contains(LinkSubjects, l.Subject) || l.ID <= 0 {
			return fault.New(fault.Invalid, "interaction.bad_link")
		}
		if _, err := tx.Exec(ctx, interactionSQL.Get("interaction-link"), id, l.Subject, l.ID); err != nil {
			return err
		}
	}
	return nil
}

func states(e history.Entry) (before, after *record, err error) {
	read := func(raw json.RawMessage) (*record, error) {
		var r record
		if err := json.Unmarshal(raw, &r); err != nil || r.ID == 0 {
			return nil, err
		}
		return &r, nil
	}
	if before, err = read(e.Before); err != nil {
		return nil, nil, err
	}
	after, err = read(e.After)
	return before, after, err
}

func remember(ctx context.Context, tx *store.Tx, by By, verb string, before, after *record, undoes int64) (int64, error) {
	e := history.Entry{At: by.At, Actor: by.Actor, Verb: verb, Subject: subject, Undoes: undoes}
	for _, r := range []*record{before, after} {
		if r != nil {
			e.SubjectID = r.Customer
		}
	}
	if before != nil {
		e.Before = history.Values(before)
	}
	if after != nil {
		e.After = history.Values(after)
	}
	return history.Append(ctx, tx, e)
}

// About returns the newest contacts about one thing.
func About(ctx context.Context, q store.Querier, l Link, limit int) ([]int64, error) {
	return store.All(ctx, q, interactionSQL.Get("interaction-about"), func(id *int64) []any { return []any{id} }, l.Subject, l.ID, limit)
}

// Noted returns the contact that an entry of the history wrote down; ok is false for
// every other entry.
func Noted(e history.Entry) (id int64, ok bool) {
	if e.Subject != subject || e.Verb != "interaction.log" {
		return 0, false
	}
	_, after, err := states(e)
	if err != nil || after == nil {
		return 0, false
	}
	return after.ID, true
}

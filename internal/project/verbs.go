package project

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Subject is the name of projects in the history; steps and hours are entries of their
// project.
const Subject = "project"

// By tells who changes a project and when.
type By struct {
	Actor int64
	At    cal.Instant
	Day   cal.Date // the firm's day of At; 0 where no contact is to be noted
}

// Get returns the project id, or fault.NotFound "project.no_such_project".
func Get(ctx context.Context, q store.Querier, id int64) (Project, error) {
	p, found, err := store.One(ctx, q, statements.Get("get"), (*Project).fields, id)
	if err != nil {
		return p, fmt.Errorf("read project %d: %w", id, err)
	}
	if !found {
		return p, fault.New(fault.NotFound, "project.no_such_project")
	}
	return p, nil
}

// Begin writes a new project and returns its id.
func Begin(ctx context.Context, tx *store.Tx, by By, p Project) (int64, error) {
	if p.Stage == "" {
		p.Stage = Enquiry
	}
	if p.Kind == "" {
		p.Kind = Kinds[0]
	}
	p.StageAt = by.At
	if err := p.tidy(); err != nil {
		return 0, err
	}
	if _, err := customer.Get(ctx, tx, p.Customer); err != nil {
		return 0, err
	}
	id, err := store.Value[int64](ctx, tx, statements.Get("insert"), p.values()...)
	if err != nil {
		return 0, fmt.Errorf("begin a project: %w", err)
	}
	p.ID = id
	if p.Stage == Offer && p.Enquiry == 0 { // else the enquiry has told what its offer cost
		if err := offered(ctx, tx, by, &p); err != nil {
			return 0, err
		}
	}
	return id, note(ctx, tx, by, id, "project.begin", nil, history.Values(p), 0)
}

// offered notes the contact that an offer is, whether it wins or not: so what offers cost
// counts. Its minutes are those of the rates until somebody notes others.
func offered(ctx context.Context, tx *store.Tx, by By, p *Project) error {
	if by.Day == 0 {
		return nil
	}
	_, err := interaction.Append(ctx, tx, interaction.Interaction{
		Customer: p.Customer, Contact: p.Contact, Day: by.Day, At: by.At, User: by.Actor,
		Channel: interaction.Other, Direction: interaction.Out, Reason: interaction.Offer,
	}, interaction.Link{Subject: Subject, ID: p.ID})
	return err
}

// unoffered removes the contact that a change has noted.
func unoffered(ctx context.Context, tx *store.Tx, change history.Entry) error {
	const most = 1000
	ids, err := interaction.About(ctx, tx, interaction.Link{Subject: Subject, ID: change.SubjectID}, most)
	if err != nil || len(ids) == 0 {
		return err
	}
	talks, err := interaction.Many(ctx, tx, ids)
	if err != nil {
		return err
	}
	var gone []int64
	for i := range talks {
		if talks[i].Reason == interaction.Offer && talks[i].At == change.At {
			gone = append(gone, talks[i].ID)
		}
	}
	if len(gone) > 0 {
		_, err = interaction.RemoveMany(ctx, tx, gone)
	}
	return err
}

func note(ctx context.Context, tx *store.Tx, by By, id int64, verb string, before, after json.RawMessage, undoes int64) error {
	_, err := history.Append(ctx, tx, history.Entry{
		At: by.At, Actor: by.Actor, Verb: verb, Subject: Subject, SubjectID: id, Before: before, After: after, Undoes: undoes,
	})
	return err
}

// Change runs fn on a project whose version the editor has seen and notes the difference.
// A project changed meanwhile fails with fault.Conflict "project.changed_meanwhile".
func Change(ctx context.Context, tx *store.Tx, by By, id, version int64, fn func(*Project) error) error {
	was, err := Get(ctx, tx, id)
	if err != nil {
		return err
	}
	if was.Version != version {
		return fault.New(fault.Conflict, "project.changed_meanwhile", was.Title)
	}
	is := was
	if err := fn(&is); err != nil {
		return err
	}
	if is.Stage == Offer && (was.Stage == Enquiry || was.Stage == Talks) {
		if err := offered(ctx, tx, by, &is); err != nil {
			return err
		}
	}
	return save(ctx, tx, by, was, is, "project.edit", 0)
}

func save(ctx context.Context, tx *store.Tx, by By, was, is Project, verb string, undoes int64) error {
	if is.Stage != was.Stage && undoes == 0 {
		is.StageAt = by.At
	}
	if err := is.tidy(); err != nil {
		return err
	}
	before, after, err := history.Diff(was, is)
	if err != nil || before == nil {
		return err
	}
	n, err := tx.Exec(ctx, statements.Get("save"), append(is.values(), is.ID, was.Version)...)
	if err != nil {
		return fmt.Errorf("save project %d: %w", is.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "project.changed_meanwhile", was.Title)
	}
	return note(ctx, tx, by, is.ID, verb, before, after, undoes)
}

// Seen fails with fault.Conflict "project.changed_meanwhile" when a project has changed
// since its editor saw the version.
func Seen(ctx context.Context, q store.Querier, id, version int64) error {
	p, err := Get(ctx, q, id)
	if err == nil && p.Version != version {
		err = fault.New(fault.Conflict, "project.changed_meanwhile", p.Title)
	}
	return err
}

// part is a step, what is agreed a month or a note of time: a row of a project with a history of its own.
type part interface{ tidy() error }

// put writes a part that stands in the project and notes the change under its name.
func put(ctx context.Context, tx *store.Tx, by By, projectID int64, verb, name string, was any, is part, write func() error, undoes int64) error {
	if err := is.tidy(); err != nil {
		return err
	}
	if err := write(); err != nil {
		return fmt.Errorf("save %s of project %d: %w", name, projectID, err)
	}
	if _, err := tx.Exec(ctx, statements.Get("touch"), projectID); err != nil {
		return err
	}
	var before json.RawMessage
	if was != nil {
		before = history.Values(map[string]any{name: was})
	}
	return note(ctx, tx, by, projectID, verb, before, history.Values(map[string]any{name: is}), undoes)
}

// AddStep adds a joint step and returns its id.
func AddStep(ctx context.Context, tx *store.Tx, by By, s Step) (int64, error) {
	if _, err := Get(ctx, tx, s.Project); err != nil {
		return 0, err
	}
	s.ID, s.Done, s.Gone = 0, cal.Never, 0
	err := put(ctx, tx, by, s.Project, "project.step_add", "step", nil, &s, func() (err error) {
		s.ID, err = store.Value[int64](ctx, tx, statements.Get("add-step"), s.Project, s.Party, s.What, s.Owner, s.Due, s.Done, s.Gone)
		return err
	}, 0)
	return s.ID, err
}

// GetStep returns a step, or fault.NotFound "project.no_such_part".
func GetStep(ctx context.Context, q store.Querier, id int64) (Step, error) {
	s, found, err := store.One(ctx, q, statements.Get("step"), (*Step).fields, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "project.no_such_part")
	}
	return s, err
}

// ChangeStep changes a step: done, due, who, what, gone.
func ChangeStep(ctx context.Context, tx *store.Tx, by By, id int64, verb string, fn func(*Step)) error {
	was, err := GetStep(ctx, tx, id)
	if err != nil {
		return err
	}
	is := was
	if fn(&is); is == was {
		return nil
	}
	return putStep(ctx, tx, by, verb, was, is, 0)
}

func putStep(ctx context.Context, tx *store.Tx, by By, verb string, was, is Step, undoes int64) error {
	return put(ctx, tx, by, is.Project, verb, "step", was, &is, func() error {
		_, err := tx.Exec(ctx, statements.Get("save-step"), is.Project, is.Party, is.What, is.Owner, is.Due, is.Done, is.Gone, is.ID)
		return err
	}, undoes)
}

// Finish marks a step as done on day; cal.Never opens it again. One that is so already
// fails with fault.Conflict "project.step_done".
func Finish(ctx context.Context, tx *store.Tx, by By, id int64, day cal.Date) error {
	s, err := GetStep(ctx, tx, id)
	if err != nil {
		return err
	}
	if s.Gone != 0 || (s.Done == cal.Never) == (day == cal.Never) {
		return fault.New(fault.Conflict, "project.step_done", s.What)
	}
	verb := "project.step_done"
	if day == cal.Never {
		verb = "project.step_open"
	}
	return ChangeStep(ctx, tx, by, id, verb, func(s *Step) { s.Done = day })
}

// NoteHours notes time and returns the id of the note.
func NoteHours(ctx context.Context, tx *store.Tx, by By, h Hours) (int64, error) {
	if _, err := Get(ctx, tx, h.Project); err != nil {
		return 0, err
	}
	h.ID, h.Gone = 0, 0
	err := put(ctx, tx, by, h.Project, "project.hours_add", "hours", nil, &h, func() (err error) {
		h.ID, err = store.Value[int64](ctx, tx, statements.Get("add-hours"), h.Project, h.Day, h.Minutes, h.User, h.Note, h.Billable, h.Gone)
		return err
	}, 0)
	return h.ID, err
}

// DropHours takes a note of time out.
func DropHours(ctx context.Context, tx *store.Tx, by By, id int64) error {
	was, err := getHours(ctx, tx, id)
	if err != nil || was.Gone != 0 {
		return err
	}
	is := was
	is.Gone = 1
	return putHours(ctx, tx, by, "project.hours_drop", was, is, 0)
}

func getHours(ctx context.Context, q store.Querier, id int64) (Hours, error) {
	h, found, err := store.One(ctx, q, statements.Get("hours-row"), (*Hours).fields, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "project.no_such_part")
	}
	return h, err
}

func putHours(ctx context.Context, tx *store.Tx, by By, verb string, was, is Hours, undoes int64) error {
	return put(ctx, tx, by, is.Project, verb, "hours", was, &is, func() error {
		_, err := tx.Exec(ctx, statements.Get("save-hours"), is.Project, is.Day, is.Minutes, is.User, is.Note, is.Billable, is.Gone, is.ID)
		return err
	}, undoes)
}

// Talk notes a contact with the project's customer that belongs to it and returns the
// contact's id.
func Talk(ctx context.Context, tx *store.Tx, id int64, contact interaction.Interaction) (int64, error) {
	p, err := Get(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	contact.Customer, contact.Contact = p.Customer, p.Contact
	if contact.Reason == "" {
		contact.Reason = "project"
	}
	return interaction.Append(ctx, tx, contact, interaction.Link{Subject: Subject, ID: id})
}

// Undo takes one change of a project, its steps or hours back unless the same was changed
// since: then it fails with fault.Conflict "project.changed_since". One that was begun is
// withdrawn as long as nothing belongs to it.
func Undo(ctx context.Context, tx *store.Tx, by By, id, entry int64) error {
	h, err := history.Get(ctx, tx, entry)
	if err != nil {
		return err
	}
	if h.Subject != Subject || h.SubjectID != id {
		return fault.New(fault.NotFound, "history.no_such_entry")
	}
	if h.Undone {
		return fault.New(fault.Conflict, "history.already_undone")
	}
	var was, is struct {
		Step  *Step  `json:"step"`
		Hours *Hours `json:"hours"`
		Term  *Term  `json:"term"`
	}
	if err := json.Unmarshal(h.After, &is); err != nil {
		return err
	}
	if err := json.Unmarshal(h.Before, &was); err != nil {
		return err
	}
	switch {
	case is.Step != nil:
		return undoStep(ctx, tx, by, was.Step, *is.Step, entry)
	case is.Hours != nil:
		return undoHours(ctx, tx, by, was.Hours, *is.Hours, entry)
	case is.Term != nil:
		return undoTerm(ctx, tx, by, *is.Term, entry)
	}
	p, err := Get(ctx, tx, id)
	if err != nil {
		return err
	}
	back := p
	since, err := history.Restore(&back, h.Before, h.After)
	if err != nil {
		return err
	}
	if len(since) > 0 {
		return fault.New(fault.Conflict, "project.changed_since")
	}
	if p.Stage == Offer && (back.Stage != Offer || h.Verb == "project.begin") {
		if err := unoffered(ctx, tx, h); err != nil {
			return err
		}
	}
	if h.Verb == "project.begin" {
		return withdraw(ctx, tx, by, p, entry)
	}
	return save(ctx, tx, by, p, back, "project.undo", entry)
}

// withdraw takes back that a project was begun, see [Withdrawn], unless something belongs to
// it: fault.Conflict "project.in_use".
func withdraw(ctx context.Context, tx *store.Tx, by By, was Project, entry int64) error {
	parts, err := store.Value[int64](ctx, tx, statements.Get("count-parts"), was.ID)
	if err != nil {
		return fmt.Errorf("look what belongs to project %d: %w", was.ID, err)
	}
	if parts > 0 {
		return fault.New(fault.Conflict, "project.in_use")
	}
	is := was
	is.Stage, is.StageAt = Withdrawn, by.At
	return save(ctx, tx, by, was, is, "project.withdraw", entry)
}

// undoStep brings a step back to was; one that was added, nil, goes.
func undoStep(ctx context.Context, tx *store.Tx, by By, was *Step, is Step, entry int64) error {
	now, err := GetStep(ctx, tx, is.ID)
	if err != nil {
		return err
	}
	if now != is {
		return fault.New(fault.Conflict, "project.changed_since")
	}
	back := is
	if back.Gone = 1; was != nil {
		back = *was
	}
	return putStep(ctx, tx, by, "project.undo", now, back, entry)
}

func undoHours(ctx context.Context, tx *store.Tx, by By, was *Hours, is Hours, entry int64) error {
	now, err := getHours(ctx, tx, is.ID)
	if err != nil {
		return err
	}
	if now != is {
		return fault.New(fault.Conflict, "project.changed_since")
	}
	back := is
	if back.Gone = 1; was != nil {
		back = *was
	}
	return putHours(ctx, tx, by, "project.undo", now, back, entry)
}

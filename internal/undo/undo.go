package undo

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/counter"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/voice"
	"github.com/stammkunde/stammkunde/internal/watch"
)

// Desk takes changes back. Reprice may be nil.
type Desk struct {
	DB         *store.DB
	Now        func() time.Time
	Day        func(ctx context.Context) (cal.Date, error) // the firm's
	Care       *care.Desk
	Duplicates *duplicate.Desk
	Intake     *intake.Service
	// Reprice queues what follows from changed margins of categories.
	Reprice func(ctx context.Context, tx *store.Tx, categories []int64) error
	// Redraw queues the drawing of the lines of the portfolio; may be nil too.
	Redraw func(ctx context.Context, tx *store.Tx, p portfolio.Parts) error
}

// Way says whether and how an entry is taken back.
type Way struct {
	Can    bool
	Merge  int64  // the merge that the entry tells of: it has a page of its own
	Import int64  // likewise the import
	Bulk   bool   // the entry stands for a bulk action: all of it at once
	Why    string // when it cannot: the end of the message key "undo.never." that says why
}

// act is one taking back as the rooms see it.
type act struct {
	*Desk
	tx  *store.Tx
	by  customer.By
	day cal.Date
	e   history.Entry
}

func (a *act) row() row.By          { return row.By{Actor: a.by.Actor, At: a.by.At} }
func (a *act) talk() interaction.By { return interaction.By{Actor: a.by.Actor, At: a.by.At} }
func (a *act) project() project.By  { return project.By{Actor: a.by.Actor, At: a.by.At} }

// undoer takes back the changes whose verbs begin with a prefix, or says why it cannot.
type undoer struct {
	verbs string
	never string
	do    func(ctx context.Context, a *act) error
}

// known asks a room whose Undo reports whether the entry is its own.
func known(undo func(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (bool, error)) func(context.Context, *act) error {
	return func(ctx context.Context, a *act) error {
		ok, err := undo(ctx, a.tx, a.by, a.e)
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "history.no_such_entry")
		}
		return err
	}
}

// undoers is the list of who takes back what; the first that fits counts.
var undoers = []undoer{
	{verbs: "customer.update", do: fields},
	{verbs: "customer.undo", do: fields},
	{verbs: "customer.two", do: decision},
	{verbs: "customer.maybe_one", do: decision},
	{verbs: "customer.delete", never: "deleted"},
	{verbs: "customer.unmerge", never: "unmerged"},
	{verbs: "party.departure.add", do: departure},
	{verbs: "party.departure.change", do: known(party.Undo)},
	{verbs: "party.departure.undo", do: known(party.Undo)},
	{verbs: "party.departure", never: "departure"},
	{verbs: "party.", do: known(party.Undo)},
	{verbs: "referral.", do: known(referral.Undo)},
	{verbs: "interest.", do: func(ctx context.Context, a *act) error {
		return known(func(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (bool, error) {
			return interest.Undo(ctx, tx, by, a.day, e)
		})(ctx, a)
	}},
	{verbs: "accord.", do: known(accord.Undo)},
	{verbs: "complaint.task.", do: known(complaint.UndoTask)},
	{verbs: "feedback.complaint.", do: known(complaint.Undo)},
	{verbs: "feedback.idea.", do: known(voice.Undo)},
	{verbs: "feedback.", do: known(feedback.Undo)},
	{verbs: "watch.", do: known(watch.Undo)},
	{verbs: "survey.erase", never: "erased"},
	{verbs: "survey.undo", never: "survey"},
	{verbs: "survey.", do: known(survey.Undo)},
	{verbs: "relationship.", do: known(relationship.Undo)},
	{verbs: "lifecycle.", do: known(lifecycle.Undo)},
	{verbs: "attachment.", do: func(ctx context.Context, a *act) error { return attachment.Undo(ctx, a.tx, a.row(), a.e) }},
	{verbs: "field.define", do: definition},
	{verbs: "field.redefine", do: definition},
	{verbs: "field.", do: func(ctx context.Context, a *act) error { return field.Undo(ctx, a.tx, a.row(), a.e) }},
	{verbs: "interaction.", do: func(ctx context.Context, a *act) error { return interaction.Undo(ctx, a.tx, a.talk(), a.e.ID) }},
	{verbs: "promise.expect", do: expectation},
	{verbs: "promise.judge", do: expectation},
	{verbs: "promise.unmake", never: "unmade"},
	{verbs: "promise.", do: func(ctx context.Context, a *act) error { return promise.Undo(ctx, a.tx, a.talk(), a.e.ID) }},
	{verbs: "enquiry.", do: func(ctx context.Context, a *act) error {
		return a.Duplicates.UndoEnquiry(ctx, a.tx, a.by, a.e.SubjectID, a.e.ID)
	}},
	{verbs: "project.", do: func(ctx context.Context, a *act) error {
		return project.Undo(ctx, a.tx, a.project(), a.e.SubjectID, a.e.ID)
	}},
	{verbs: "firm.save", do: profile},
	{verbs: "firm.settings", do: profile},
	{verbs: "firm.feed", do: func(ctx context.Context, a *act) error { return a.Intake.UndoFeed(ctx, a.tx, a.by.Actor, a.e) }},
	{verbs: "firm.", never: "settings"},
	{verbs: "sales.margins", do: margins},
	{verbs: portfolio.LinesVerb, do: lines},
	{verbs: "cost.rate", do: func(ctx context.Context, a *act) error { return cost.UndoRates(ctx, a.tx, a.by, a.e) }},
	{verbs: "cost.shipping", do: func(ctx context.Context, a *act) error { return cost.UndoShipping(ctx, a.tx, a.by, a.e) }},
	{verbs: "cost.", do: known(cost.Undo)},
	{verbs: "counter.", do: func(ctx context.Context, a *act) error {
		return counter.UndoSetting(ctx, a.tx, a.by.Actor, a.by.At, a.e)
	}},
	{verbs: "consent.", do: bars},
	{verbs: "team.password", never: "password"},
	{verbs: "team.reset_password", never: "password"},
	{verbs: "team.pin", never: "password"},
	{verbs: "team.device", never: "device"},
	{verbs: "team.create", do: people},
	{verbs: "team.change", do: people},
	{verbs: "team.chief", do: people},
	{verbs: "team.away", do: people},
	{verbs: "team.back", do: people},
	{verbs: "team.skills", do: people},
	{verbs: "list.view_", do: view},
	{verbs: "backup.", never: "nothing"},
	{verbs: "care.", never: "today"},
	{verbs: "culture.", do: words},
	{verbs: "knowledge.", do: asked},
	{verbs: "intake.", never: "import"},
}

func undoerOf(e history.Entry) *undoer {
	i := slices.IndexFunc(undoers, func(u undoer) bool { return strings.HasPrefix(e.Verb, u.verbs) })
	if i < 0 {
		return nil
	}
	return &undoers[i]
}

// WayOf says how an entry is taken back. Whether it was changed since is known only when
// it is tried.
func WayOf(e history.Entry) Way {
	var after struct {
		Merge int64 `json:"merge"`
	}
	switch {
	case e.Undone:
		return Way{Why: "undone"}
	case e.Subject == BulkSubject:
		return Way{Can: true, Bulk: true}
	case e.Verb == "intake.import":
		return Way{Can: true, Import: e.SubjectID}
	case e.Verb == "customer.merge" && json.Unmarshal(e.After, &after) == nil && after.Merge != 0:
		return Way{Can: true, Merge: after.Merge}
	case empty(e):
		return never(e, "erased")
	case e.Verb == "customer.create":
		return Way{Can: true}
	}
	u := undoerOf(e)
	switch {
	case u == nil:
		return Way{Why: "unknown"}
	case u.never != "":
		return Way{Why: u.never}
	}
	return Way{Can: true}
}

// never is the reason of the verb, else another one.
func never(e history.Entry, other string) Way {
	if u := undoerOf(e); u != nil && u.never != "" {
		return Way{Why: u.never}
	}
	return Way{Why: other}
}

func empty(e history.Entry) bool { return string(e.Before) == "{}" && string(e.After) == "{}" }

// Undo takes the entry back. It fails with fault.Conflict when what it changed was changed
// since or it was taken back before, and with fault.Invalid "undo.never.*" when such a
// change is never taken back. A bulk action is taken back by Bulk.
func (d *Desk) Undo(ctx context.Context, actor, entry int64) error {
	e, err := history.Get(ctx, d.DB, entry)
	if err != nil {
		return err
	}
	w := WayOf(e)
	switch {
	case e.Undone:
		return fault.New(fault.Conflict, "history.already_undone")
	case !w.Can:
		return fault.New(fault.Invalid, "undo.never."+w.Why)
	case w.Bulk:
		_, err := d.Bulk(ctx, actor, entry)
		return err
	case w.Import != 0:
		_, err := d.Intake.Undo(ctx, w.Import, actor)
		return err
	}
	by, err := d.by(ctx, actor)
	if err != nil {
		return err
	}
	switch {
	case w.Merge != 0:
		return d.Duplicates.Unmerge(ctx, by, w.Merge, false)
	case e.Verb == "customer.create":
		return d.uncreate(ctx, by, e)
	}
	return d.DB.Update(ctx, func(tx *store.Tx) error { return d.one(ctx, tx, by, entry) })
}

func (d *Desk) by(ctx context.Context, actor int64) (customer.By, error) {
	p, err := firm.Load(ctx, d.DB)
	return customer.By{Actor: actor, At: cal.At(d.Now()), Region: customer.Region(p.Locale)}, err
}

// one takes a single change back in tx. The entry is read anew there, so that two who
// take it back at once do not both succeed.
func (d *Desk) one(ctx context.Context, tx *store.Tx, by customer.By, entry int64) error {
	e, err := history.Get(ctx, tx, entry)
	if err != nil {
		return err
	}
	if e.Undone {
		return fault.New(fault.Conflict, "history.already_undone")
	}
	u := undoerOf(e)
	if u == nil || u.do == nil {
		return fault.New(fault.Invalid, "undo.never."+WayOf(e).Why)
	}
	a := &act{Desk: d, tx: tx, by: by, e: e}
	if a.day, err = d.Day(ctx); err != nil {
		return err
	}
	if err := u.do(history.TakingBack(ctx, e), a); err != nil {
		return err
	}
	return nil
}

func fields(ctx context.Context, a *act) error { return customer.Undo(ctx, a.tx, a.by, a.e) }

// profile takes back answers of the firm; all figures may hang on them.
func profile(ctx context.Context, a *act) error {
	saved, err := firm.Undo(ctx, a.tx, a.by.Actor, a.by.At, a.e)
	if err != nil || !saved {
		return err
	}
	return customer.MarkAllDue(ctx, a.tx, a.by.At)
}

// bars corrects what was noted by mistake; the customer's plans hang on it.
func bars(ctx context.Context, a *act) error {
	if err := consent.Undo(ctx, a.tx, a.by.Actor, a.by.At, a.day, a.e); err != nil {
		return err
	}
	return customer.MarkDue(ctx, a.tx, a.by.At, a.e.SubjectID)
}

// lines lets the lines of the portfolio be drawn as they were.
func lines(ctx context.Context, a *act) error {
	was, err := portfolio.UndoLines(ctx, a.tx, a.by.Actor, a.by.At, a.e)
	if err != nil || a.Redraw == nil {
		return err
	}
	return a.Redraw(ctx, a.tx, was)
}

func decision(ctx context.Context, a *act) error {
	return customer.UndoDecision(ctx, a.tx, a.by, a.e)
}

func expectation(ctx context.Context, a *act) error {
	return promise.UndoExpectation(ctx, a.tx, a.talk(), a.e)
}

// departure lets who left be there again, with his roles and open promises, without the proposed visit.
func departure(ctx context.Context, a *act) error {
	var left party.Departure
	if err := json.Unmarshal(a.e.After, &left); err != nil {
		return fmt.Errorf("read entry %d: %w", a.e.ID, err)
	}
	return promise.ComeBack(ctx, a.tx, a.by, left.ID, left.Version)
}

func words(ctx context.Context, a *act) error {
	return culture.Undo(ctx, a.tx, culture.By{User: a.by.Actor, At: a.by.At, Day: a.day}, a.e)
}

// asked takes an answer without content back; what we know of the customer is told anew.
func asked(ctx context.Context, a *act) error {
	if err := known(knowledge.Undo)(ctx, a); err != nil {
		return err
	}
	return knowledge.Refresh(ctx, a.tx, a.day, a.e.SubjectID)
}

func people(ctx context.Context, a *act) error {
	return team.Undo(ctx, a.tx, team.By{Actor: a.by.Actor, At: a.by.At}, a.e)
}

// view takes a change of a saved view back; the command line acts for an owner.
func view(ctx context.Context, a *act) error {
	by := team.User{Role: team.Owner}
	if a.by.Actor != history.Program {
		var err error
		if by, err = team.Get(ctx, a.tx, a.by.Actor); err != nil {
			return err
		}
	}
	return list.UndoView(ctx, a.tx, &by, a.by.At, a.e)
}

// definition brings a field that people made back to what it was; one that was made is
// archived, since customers may have values in it.
func definition(ctx context.Context, a *act) error {
	var is, was field.Definition
	if err := json.Unmarshal(a.e.After, &is); err != nil {
		return fmt.Errorf("read entry %d: %w", a.e.ID, err)
	}
	now, err := field.Get(ctx, a.tx, a.e.SubjectID)
	if err != nil {
		return err
	}
	was = now
	was.Archived = true
	if a.e.Verb == "field.redefine" {
		was = field.Definition{}
		if err := json.Unmarshal(a.e.Before, &was); err != nil {
			return fmt.Errorf("read entry %d: %w", a.e.ID, err)
		}
	}
	version := now.Version
	now.Version, is.Version = 0, 0
	if string(history.Values(now)) != string(history.Values(is)) {
		return fault.New(fault.Conflict, "field.changed", now.Label)
	}
	was.ID, was.Version = a.e.SubjectID, version
	return field.Redefine(ctx, a.tx, a.by.Actor, a.by.At, was)
}

// uncreate removes a customer about whom nothing has been noted since he was entered. His
// data is deleted as by any other deletion, so this cannot be taken back in turn.
func (d *Desk) uncreate(ctx context.Context, by customer.By, e history.Entry) error {
	c, err := customer.Get(ctx, d.DB, e.SubjectID)
	if err != nil {
		return err
	}
	for _, subject := range CustomerSubjects {
		list, err := history.Of(ctx, d.DB, subject, e.SubjectID, 0, 1)
		if err != nil {
			return err
		}
		if len(list) > 0 && list[0].ID != e.ID {
			return fault.New(fault.Conflict, "undo.customer_in_use", c.Shown())
		}
	}
	people, err := customer.Contacts(ctx, d.DB, c.ID)
	if err != nil {
		return err
	}
	if c.Version != 1 || c.FirstContact < cal.Latest || len(people) > 0 {
		return fault.New(fault.Conflict, "undo.customer_in_use", c.Shown())
	}
	has, err := d.traded(ctx, c.ID)
	if err != nil {
		return err
	}
	if has {
		return fault.New(fault.Conflict, "undo.customer_in_use", c.Shown())
	}
	p, err := firm.Load(ctx, d.DB)
	if err != nil {
		return err
	}
	return d.Care.DeleteCustomer(ctx, by, p.Currency, c.ID, c.Version)
}

// CustomerSubjects are the subjects of entries that bear the id of a customer.
var CustomerSubjects = duplicate.HistorySubjects()

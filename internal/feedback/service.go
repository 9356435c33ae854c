package feedback

import (
	"context"
	"embed"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

var (
	ideas = row.New[Idea]("feedback.idea", statements, "idea")
	told  = row.New[Told]("feedback.share", statements, "share")

	complaints = row.New[Complaint]("feedback.complaint", statements, "complaint")
	calls      = row.New[Call]("feedback.call", statements, "call")
	pages      = row.New[Page]("feedback.page", statements, "page")
	demands    = row.New[Demand]("feedback.demand", statements, "demand")
)

func noted(by customer.By) row.By { return row.By{Actor: by.Actor, At: by.At} }

// Gives fails with fault.Invalid "feedback.nobody" for whom nothing can be noted here.
func Gives(ctx context.Context, q store.Querier, id int64) error { return giver(ctx, q, id) }

// giver reports whether a customer can tell us something: a household and a collective
// account cannot.
func giver(ctx context.Context, q store.Querier, id int64) error {
	c, err := customer.Get(ctx, q, id)
	if err != nil {
		return err
	}
	if c.Collective || c.Kind == customer.Household {
		return fault.New(fault.Invalid, "feedback.nobody")
	}
	return nil
}

// Note writes down an idea and returns its id, or changes the one with i's id and version;
// today is the firm's day. It fails with fault.Invalid "feedback.*" when it cannot be one.
// Who gave it first stays.
func Note(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, i Idea) (int64, error) {
	if i.User == 0 {
		i.User = max(by.Actor, 0)
	}
	if err := i.ready(today); err != nil {
		return 0, err
	}
	if err := givers(ctx, tx, &i); err != nil {
		return 0, err
	}
	if i.ID == 0 {
		return ideas.Create(ctx, tx, noted(by), i)
	}
	was, err := ideas.Read(ctx, tx, i.ID)
	if err != nil {
		return 0, err
	}
	i.Customer, i.User, i.Talk = was.Customer, was.User, was.Talk
	return i.ID, ideas.Change(ctx, tx, noted(by), i)
}

func givers(ctx context.Context, q store.Querier, i *Idea) error {
	for _, id := range []int64{i.Customer, i.Other} {
		if id == 0 {
			continue
		}
		if err := giver(ctx, q, id); err != nil {
			return err
		}
	}
	return nil
}

// Keep writes an idea as it is, also whose it is: of a stranger somebody finds out who he was.
func Keep(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, i Idea) error {
	if err := i.ready(today); err != nil {
		return err
	}
	if err := givers(ctx, tx, &i); err != nil {
		return err
	}
	return ideas.Change(ctx, tx, noted(by), i)
}

// MailKnown reports whether something was written down from the mail with an id before.
func MailKnown(ctx context.Context, q store.Querier, message string) (bool, error) {
	if message == "" {
		return false, nil
	}
	n, err := store.Value[int](ctx, q, statements.Get("message-known"), message)
	return n > 0, err
}

// DueIdeas returns suggestions and praise of customers for which somebody waits for a word
// before an instant, the longest first: those of an owner, or all.
func DueIdeas(ctx context.Context, q store.Querier, owner int64, all bool, before cal.Instant, limit int) ([]Idea, error) {
	every := 0
	if all {
		every = 1
	}
	return ideasBy(ctx, q, "idea-due", owner, every, before, limit)
}

// WaitingIdeas returns all suggestions and praise for which somebody waits for a word, the
// longest first, those of strangers too.
func WaitingIdeas(ctx context.Context, q store.Querier, limit int) ([]Idea, error) {
	return ideasBy(ctx, q, "idea-waiting", limit)
}

// SettledIdeas returns those for which nobody waits any more, the newest first: of a kind, ""
// for every kind, before day, and those of day with an id below id.
func SettledIdeas(ctx context.Context, q store.Querier, kind Kind, day cal.Date, id int64, limit int) ([]Idea, error) {
	return ideasBy(ctx, q, "idea-settled", string(kind), day, id, limit)
}

func ideasBy(ctx context.Context, q store.Querier, name string, args ...any) ([]Idea, error) {
	list, err := store.All(ctx, q, statements.Get(name), row.Scan[Idea], args...)
	if err != nil {
		return nil, fmt.Errorf("read what was suggested: %w", err)
	}
	return list, nil
}

// Read returns the idea id, or fault.NotFound.
func Read(ctx context.Context, q store.Querier, id int64) (Idea, error) {
	return ideas.Read(ctx, q, id)
}

// Remove takes out an idea that was a mistake.
func Remove(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	return ideas.Remove(ctx, tx, noted(by), id, version)
}

// Of returns the ideas of a customer, those that he had with another one too, newest first.
func Of(ctx context.Context, q store.Querier, id int64) ([]Idea, error) {
	return before(ctx, q, id, cal.Never, 0, -1)
}

// Before returns the ideas of a customer newest first: those before day, and those of day with
// an id below id, at most limit.
func Before(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Idea, error) {
	if none, err := store.Empty(ctx, q, "feedback_idea"); none || err != nil {
		return nil, err
	}
	return before(ctx, q, customer, day, id, limit)
}

func before(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Idea, error) {
	if limit < 0 {
		limit = maxIdeas
	}
	list, err := store.All(ctx, q, statements.Get("idea-before"), row.Scan[Idea], customer, day, id, limit)
	if err != nil {
		return nil, fmt.Errorf("read what customer %d suggested: %w", customer, err)
	}
	return list, nil
}

// maxIdeas bounds what is read of one customer at once.
const maxIdeas = 1000

// Each calls fn with every idea of every customer, by customer and id; one that two had
// comes once.
func Each(ctx context.Context, q store.Querier, fn func(*Idea) error) error {
	if none, err := store.Empty(ctx, q, "feedback_idea"); none || err != nil {
		return err
	}
	return store.Each(ctx, q, statements.Get("idea-each"), row.Scan[Idea], fn)
}

// Tell writes down which share of his need a customer says he covers with us, or changes the
// statement with t's id and version. His place in the portfolio hangs on it.
func Tell(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, t Told) (int64, error) {
	if t.User == 0 {
		t.User = max(by.Actor, 0)
	}
	if err := t.ready(today); err != nil {
		return 0, err
	}
	if t.ID != 0 {
		was, err := told.Read(ctx, tx, t.ID)
		if err != nil {
			return 0, err
		}
		t.Customer, t.User = was.Customer, was.User
		if err := told.Change(ctx, tx, noted(by), t); err != nil {
			return 0, err
		}
		return t.ID, customer.MarkDue(ctx, tx, by.At, t.Customer)
	}
	if err := giver(ctx, tx, t.Customer); err != nil {
		return 0, err
	}
	id, err := told.Create(ctx, tx, noted(by), t)
	if err != nil {
		return 0, err
	}
	return id, customer.MarkDue(ctx, tx, by.At, t.Customer)
}

// ReadTold returns the statement id, or fault.NotFound.
func ReadTold(ctx context.Context, q store.Querier, id int64) (Told, error) {
	return told.Read(ctx, q, id)
}

// Untell removes a statement that was a mistake.
func Untell(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	t, err := told.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := told.Remove(ctx, tx, noted(by), id, version); err != nil {
		return err
	}
	return customer.MarkDue(ctx, tx, by.At, t.Customer)
}

// Shares returns what a customer said of his need, newest first; the first counts.
func Shares(ctx context.Context, q store.Querier, id int64) ([]Told, error) {
	list, err := store.All(ctx, q, statements.Get("share-of"), row.Scan[Told], id)
	if err != nil {
		return nil, fmt.Errorf("read the share of need of customer %d: %w", id, err)
	}
	return list, nil
}

// EachShare calls fn with what the customers in [from, to) said of their need up to a day, by
// customer and from the oldest to the newest.
func EachShare(ctx context.Context, q store.Querier, from, to int64, day cal.Date, fn func(customer int64, share int)) error {
	if none, err := store.Empty(ctx, q, "feedback_share"); none || err != nil {
		return err
	}
	return store.Each(ctx, q, statements.Get("share-each"), func(p *[2]int64) []any { return []any{&p[0], &p[1]} }, func(p *[2]int64) error {
		fn(p[0], int(p[1]))
		return nil
	}, from, to, day)
}

// Undo takes back a change of this room unless the row was changed since. It reports false for
// an entry of another room.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	switch {
	case ideas.Knows(e):
		return true, ideas.Undo(ctx, tx, noted(by), e)
	case told.Knows(e):
		if err := told.Undo(ctx, tx, noted(by), e); err != nil {
			return true, err
		}
		return true, customer.MarkDue(ctx, tx, by.At, e.SubjectID)
	case complaints.Knows(e):
		return true, complaints.Undo(ctx, tx, noted(by), e)
	case demands.Knows(e):
		return true, undoDemand(ctx, tx, by, e)
	case calls.Knows(e):
		return true, calls.Undo(ctx, tx, noted(by), e)
	case pages.Knows(e):
		return true, pages.Undo(ctx, tx, noted(by), e)
	}
	return false, nil
}

// Movings are the tables that follow a customer when two records become one: the ideas that he
// had first, those that he had too, what he said of his need, what he complained about and
// demanded, the calls for help with him, and the links to his page.
func Movings() []row.Moving {
	var list []row.Moving
	for _, name := range []string{"idea", "idea-other", "share", "complaint", "call", "page", "demand"} {
		list = append(list, row.Move("feedback "+name, statements.Get(name+"-relink"), statements.Get(name+"-unlink")))
	}
	return list
}

// Forget removes what customers who are deleted told us, with their words. An idea that they
// only had too stays with who had it first, and goes on counting half.
func Forget(ctx context.Context, tx *store.Tx, ids ...int64) error {
	for _, id := range ids {
		for _, of := range [][2]string{{"idea-ids", StrangeIdea}, {"complaint-ids", StrangeComplaint}} {
			own, err := store.All(ctx, tx, statements.Get(of[0]), func(id *int64) []any { return []any{id} }, id)
			if err != nil {
				return fmt.Errorf("forget what customers told: %w", err)
			}
			for _, one := range own { // what was noted of it before we knew whose it is
				if err := history.Erase(ctx, tx, of[1], one); err != nil {
					return err
				}
			}
		}
	}
	for _, name := range []string{"idea-leave", "idea-forget", "share-forget", "complaint-forget", "call-forget", "page-forget", "demand-forget"} {
		if err := tx.ForIDs(ctx, statements.Get(name), ids); err != nil {
			return fmt.Errorf("forget what customers told: %w", err)
		}
	}
	return nil
}

// Heard is a contact that was about a suggestion.
type Heard struct {
	Talk  int64
	Day   cal.Date
	Words string
}

// HeardOf returns the contacts of a customer about suggestions of which no idea was made yet,
// newest first.
func HeardOf(ctx context.Context, q store.Querier, id int64, limit int) ([]Heard, error) {
	list, err := store.All(ctx, q, statements.Get("heard"), func(h *Heard) []any { return []any{&h.Talk, &h.Day, &h.Words} }, id, limit)
	if err != nil {
		return nil, fmt.Errorf("read what customer %d suggested in talks: %w", id, err)
	}
	return list, nil
}

// Complaints counts the contacts of a customer that were a complaint. They are worth no money.
func Complaints(ctx context.Context, q store.Querier, id int64, day cal.Date) (int, error) {
	return store.Value[int](ctx, q, statements.Get("complaints"), id, day)
}

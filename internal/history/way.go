package history

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/store"
)

// Origin says from where a change came.
type Origin string

// The origins. Entries of older programs have none.
const (
	Web    Origin = "web"    // a page
	CLI    Origin = "cli"    // the command line
	Import Origin = "import" // a file
	Job    Origin = "job"    // work that goes on by itself
	Self   Origin = "self"   // the customer, on his own page
)

// Origins are all origins in the order of choices.
var Origins = []Origin{Web, CLI, Import, Job, Self}

// The way of a change travels with the context and is read in one place, Append: no verb
// of a room has to hand it on, and a room that is built later has it without asking.
type (
	originKey struct{}
	bulkKey   struct{}
	undoesKey struct{}
)

// From returns a context whose changes come from origin.
func From(ctx context.Context, origin Origin) context.Context {
	return context.WithValue(ctx, originKey{}, origin)
}

func originOf(ctx context.Context) Origin {
	origin, _ := ctx.Value(originKey{}).(Origin)
	return origin
}

func bulkOf(ctx context.Context) int64 {
	id, _ := ctx.Value(bulkKey{}).(int64)
	return id
}

// TakingBack returns a context in which the next entry about the subject of e takes e back:
// for rooms that undo by one of their ordinary verbs.
func TakingBack(ctx context.Context, e Entry) context.Context {
	return context.WithValue(ctx, undoesKey{}, &e)
}

// takesBack gives an entry the id of the one that it takes back, once.
func takesBack(ctx context.Context, e *Entry) {
	earlier, _ := ctx.Value(undoesKey{}).(*Entry)
	if earlier == nil || earlier.ID == 0 || earlier.Subject != e.Subject || earlier.SubjectID != e.SubjectID {
		return
	}
	if e.Undoes == 0 {
		e.Undoes = earlier.ID
	}
	earlier.ID = 0
}

// BulkSubject is the subject of entries that stand for a bulk action.
const BulkSubject = "bulk"

// Within returns a context whose changes belong to the bulk action head: for one that goes
// on in later transactions.
func Within(ctx context.Context, head int64) context.Context {
	return context.WithValue(ctx, bulkKey{}, head)
}

// Together begins a bulk action: it writes head, the entry that stands for it, and returns
// a context whose changes belong to it and can be taken back at once. head's Before and
// After tell what was done with how many; the values of each thing stand in its own entry.
func Together(ctx context.Context, tx *store.Tx, head Entry) (context.Context, int64, error) {
	id, err := Append(ctx, tx, head)
	if err != nil {
		return ctx, 0, err
	}
	return Within(ctx, id), id, nil
}

// Bulk returns the changes of a bulk action, newest first.
func Bulk(ctx context.Context, db store.Querier, id int64) ([]Entry, error) {
	list, err := store.All(ctx, db, statements.Get("bulk"), (*Entry).fields, id)
	if err != nil {
		return nil, fmt.Errorf("read the bulk action %d: %w", id, err)
	}
	return list, nil
}

// BulkSize returns how many changes belong to the bulk action that the entry id stands
// for; 0 when it stands for none.
func BulkSize(ctx context.Context, db store.Querier, id int64) (int, error) {
	n, err := store.Value[int64](ctx, db, statements.Get("bulk-count"), id)
	if err != nil {
		return 0, fmt.Errorf("count the bulk action %d: %w", id, err)
	}
	return int(n), nil
}

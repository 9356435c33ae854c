package history

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Program is the actor of changes that no person made.
const Program int64 = 0

// Entry is one change. Before and After are JSON objects of the changed fields;
// nil is written as an empty object. Origin and Bulk are written as the context says, see
// [From] and [Together].
type Entry struct {
	ID        int64
	At        cal.Instant
	Actor     int64  // id of the user, or [Program]
	Verb      string // as in "customer.update"
	Subject   string // the kind of thing, as in "customer"
	SubjectID int64
	Before    json.RawMessage
	After     json.RawMessage
	Undoes    int64 // id of the entry that this one takes back, or 0
	Origin    Origin
	Bulk      int64 // id of the entry that stands for a whole bulk action, or 0
	Undone    bool  // a later entry took this one back; set by reading only
}

// Append writes e and returns its id. It fails with fault.Conflict
// "history.already_undone" when e takes back an entry that was taken back before,
// and with fault.NotFound when there is no such entry of the same subject.
func Append(ctx context.Context, tx *store.Tx, e Entry) (int64, error) {
	takesBack(ctx, &e)
	if e.Undoes != 0 {
		earlier, err := Get(ctx, tx, e.Undoes)
		if err != nil {
			return 0, err
		}
		if earlier.Subject != e.Subject || earlier.SubjectID != e.SubjectID {
			return 0, fault.New(fault.NotFound, "history.no_such_entry")
		}
		if earlier.Undone {
			return 0, fault.New(fault.Conflict, "history.already_undone")
		}
	}
	before, err := object(e.Before)
	if err != nil {
		return 0, fmt.Errorf("append %s to the history: %w", e.Verb, err)
	}
	after, err := object(e.After)
	if err != nil {
		return 0, fmt.Errorf("append %s to the history: %w", e.Verb, err)
	}
	id, err := store.Value[int64](ctx, tx, statements.Get("append"),
		e.At, e.Actor, e.Verb, e.Subject, e.SubjectID, before, after, e.Undoes, string(originOf(ctx)), bulkOf(ctx))
	if err != nil {
		return 0, fmt.Errorf("append %s to the history: %w", e.Verb, err)
	}
	return id, nil
}

// Values returns v as the JSON of Before or After; it panics on what JSON cannot
// hold, which a caller's type rules out.
func Values(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

func object(raw json.RawMessage) (string, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return "{}", nil
	}
	if !json.Valid(raw) {
		return "", fmt.Errorf("values %q are not JSON", raw)
	}
	return string(raw), nil
}

// Get returns the entry id, or fault.NotFound "history.no_such_entry".
func Get(ctx context.Context, db store.Querier, id int64) (Entry, error) {
	e, found, err := store.One(ctx, db, statements.Get("one"), (*Entry).fields, id)
	if err != nil {
		return e, fmt.Errorf("read entry %d of the history: %w", id, err)
	}
	if !found {
		return e, fault.New(fault.NotFound, "history.no_such_entry")
	}
	return e, nil
}

// Of returns at most limit changes of a subject, newest first, that are older than
// the entry before; before 0 begins with the newest.
func Of(ctx context.Context, db store.Querier, subject string, id, before int64, limit int) ([]Entry, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	list, err := store.All(ctx, db, statements.Get("of-subject"), (*Entry).fields, subject, id, before, limit)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s %d: %w", subject, id, err)
	}
	return list, nil
}

// Erase takes the values out of all entries of a subject, because a deleted
// person's data must not live on in the log; the entries themselves stay.
func Erase(ctx context.Context, tx *store.Tx, subject string, id int64) error {
	if _, err := tx.Exec(ctx, statements.Get("erase"), subject, id); err != nil {
		return fmt.Errorf("erase the history of %s %d: %w", subject, id, err)
	}
	return nil
}

// ErasePairs takes the values out of the entries that tell of a link with a deleted
// customer and stand in the history of its other end.
func ErasePairs(ctx context.Context, tx *store.Tx, customer int64) error {
	if _, err := tx.Exec(ctx, statements.Get("erase-pairs"), fmt.Sprintf(`%%"from_id":%d,%%`, customer), fmt.Sprintf(`%%"to_id":%d,%%`, customer)); err != nil {
		return fmt.Errorf("erase the links of customer %d from the history: %w", customer, err)
	}
	if _, err := tx.Exec(ctx, statements.Get("erase-referrals"), fmt.Sprintf(`%%"referred_id":%d,%%`, customer), fmt.Sprintf(`%%"referrer_id":%d,%%`, customer)); err != nil {
		return fmt.Errorf("erase the recommendations of customer %d from the history: %w", customer, err)
	}
	return nil
}

// EraseEntries takes the values out of single entries.
func EraseEntries(ctx context.Context, tx *store.Tx, ids ...int64) error {
	if err := tx.ForIDs(ctx, statements.Get("erase-one"), ids); err != nil {
		return fmt.Errorf("erase entries of the history: %w", err)
	}
	return nil
}

func (e *Entry) fields() []any {
	return []any{&e.ID, &e.At, &e.Actor, &e.Verb, &e.Subject, &e.SubjectID, (*rawText)(&e.Before), (*rawText)(&e.After), &e.Undoes, &e.Origin, &e.Bulk, &e.Undone}
}

// rawText reads JSON from a text column on both databases.
type rawText json.RawMessage

func (r *rawText) Scan(src any) error {
	switch v := src.(type) {
	case string:
		*r = rawText(v)
	case []byte:
		*r = append(rawText(nil), v...)
	default:
		return fmt.Errorf("JSON cannot be read from %T", src)
	}
	return nil
}

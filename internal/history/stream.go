package history

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Filter chooses entries of the log; a zero field asks for nothing.
type Filter struct {
	Actor    *int64 // also Program
	Subjects []string
	ID       int64 // of the subjects
	Origin   Origin
	From     cal.Instant // from this instant on
	To       cal.Instant // before this instant
}

// Cursor is the entry behind which a page goes on; the zero value begins with the newest.
type Cursor struct {
	At cal.Instant
	ID int64
}

// String is the cursor in an address.
func (c Cursor) String() string {
	if c.ID == 0 {
		return ""
	}
	return strconv.FormatInt(int64(c.At), 36) + "." + strconv.FormatInt(c.ID, 36)
}

// ParseCursor reads what String wrote; it fails with fault.Invalid "history.bad_cursor".
func ParseCursor(text string) (Cursor, error) {
	if text == "" {
		return Cursor{}, nil
	}
	a, b, _ := strings.Cut(text, ".")
	at, err := strconv.ParseInt(a, 36, 64)
	if err == nil {
		var id int64
		if id, err = strconv.ParseInt(b, 36, 64); err == nil && id > 0 {
			return Cursor{cal.Instant(at), id}, nil
		}
	}
	return Cursor{}, fault.Wrap(err, fault.Invalid, "history.bad_cursor")
}

// Stream returns at most limit entries of all subjects, newest first, and where the next
// page begins; more is false at the end.
func Stream(ctx context.Context, db store.Querier, f Filter, from Cursor, limit int) (list []Entry, next Cursor, more bool, err error) {
	where, args := f.conditions(from)
	text := `SELECT h.id, h.at, h.actor, h.verb, h.subject, h.subject_id, h.before, h.after, h.undoes, h.origin, h.bulk,
       CASE WHEN EXISTS (SELECT 1 FROM history_entry u
                         WHERE u.subject = h.subject AND u.subject_id = h.subject_id AND u.undoes = h.id) THEN 1 ELSE 0 END
FROM history_entry h` + where + ` ORDER BY h.at DESC, h.id DESC LIMIT ` + strconv.Itoa(limit+1)
	list, err = store.All(ctx, db, store.New("history-stream", text), (*Entry).fields, args...)
	if err != nil {
		return nil, next, false, fmt.Errorf("read the log: %w", err)
	}
	if len(list) > limit {
		list, more = list[:limit], true
		next = Cursor{list[limit-1].At, list[limit-1].ID}
	}
	return list, next, more, nil
}

// conditions are built for each question, so that the database sees which index fits.
func (f *Filter) conditions(from Cursor) (string, []any) {
	var parts []string
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	if f.Actor != nil {
		parts = append(parts, "h.actor = "+arg(*f.Actor))
	}
	if len(f.Subjects) > 0 {
		var marks []string
		for _, s := range f.Subjects {
			marks = append(marks, arg(s))
		}
		parts = append(parts, "h.subject IN ("+strings.Join(marks, ", ")+")")
	}
	if f.ID != 0 {
		parts = append(parts, "h.subject_id = "+arg(f.ID))
	}
	if f.Origin != "" {
		parts = append(parts, "h.origin = "+arg(string(f.Origin)))
	}
	if f.From != 0 {
		parts = append(parts, "h.at >= "+arg(f.From))
	}
	if f.To != 0 {
		parts = append(parts, "h.at < "+arg(f.To))
	}
	if from.ID != 0 {
		at := arg(from.At)
		parts = append(parts, "h.at <= "+at+" AND (h.at < "+at+" OR h.id < "+arg(from.ID)+")")
	}
	if len(parts) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(parts, " AND "), args
}

// Subjects returns the kinds of things that have entries, sorted.
func Subjects(ctx context.Context, db store.Querier) ([]string, error) {
	list, err := store.All(ctx, db, statements.Get("subjects"), func(s *string) []any { return []any{s} })
	if err != nil {
		return nil, fmt.Errorf("read the subjects of the log: %w", err)
	}
	return list, nil
}

// Since returns the changes after e that concern what e changed: the same row where the
// entries hold whole rows, else at least one of the same fields. They are why e cannot
// be taken back.
func Since(ctx context.Context, db store.Querier, e Entry, limit int) ([]Entry, error) {
	later, err := store.All(ctx, db, statements.Get("since"), (*Entry).fields, e.Subject, e.SubjectID, e.ID, 1000)
	if err != nil {
		return nil, fmt.Errorf("read what changed since entry %d: %w", e.ID, err)
	}
	var out []Entry
	for _, one := range later {
		if len(out) < limit && touches(one, e) {
			out = append(out, one)
		}
	}
	return out, nil
}

// touches tells whether two entries of one subject speak of the same.
func touches(a, b Entry) bool {
	roomA, _, _ := strings.Cut(a.Verb, ".")
	roomB, _, _ := strings.Cut(b.Verb, ".")
	if roomA != roomB {
		return false
	}
	va, vb := valuesOf(a), valuesOf(b)
	if idA, idB := va["id"], vb["id"]; idA != nil && idB != nil {
		return bytes.Equal(idA, idB)
	}
	for key := range va {
		if _, both := vb[key]; both {
			return true
		}
	}
	return false
}

// valuesOf are the members of both sides, those of after first.
func valuesOf(e Entry) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for _, side := range []json.RawMessage{e.Before, e.After} {
		var m map[string]json.RawMessage
		if json.Unmarshal(side, &m) == nil {
			for k, v := range m {
				out[k] = v
			}
		}
	}
	return out
}

package culture

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Kind says what a statement is about.
type Kind string

// The kinds of statements.
const (
	Vision    Kind = "vision"     // where the firm wants to be
	Mission   Kind = "mission"    // what it is there for
	Worth     Kind = "value"      // what it holds to; with examples
	Promise   Kind = "promise"    // what every customer can count on; with a measure
	SelfImage Kind = "self_image" // how the firm, or a person, sees itself
	Role      Kind = "role"       // do we need customers who collaborate, and who?
)

// Kinds lists the kinds in the order in which they are read.
var Kinds = []Kind{Vision, Mission, Worth, Promise, Role, SelfImage}

// one tells whether the firm has only one statement of the kind at a time.
func (k Kind) one() bool { return k == Vision || k == Mission || k == SelfImage || k == Role }

// Measure is the figure that stands against a promise.
type Measure string

// The measures; each is hits of a total in the last 365 days.
const (
	Unmeasured  Measure = ""
	OnTime      Measure = "on_time"      // orders delivered on the promised day or before, of those with both days
	FaultFree   Measure = "fault_free"   // first orders without a fault, of those of which it is known
	PromiseKept Measure = "promise_kept" // promises of ours kept, of those settled or past their day
)

// Measures lists the measures.
var Measures = []Measure{OnTime, FaultFree, PromiseKept}

const (
	// MaxExamples is how many examples a value can have.
	MaxExamples = 3
	// MaxValues is how many values and how many promises are possible: more guide nobody.
	MaxValues = 7

	maxWords = 400
)

// Statement is one thing that the firm, or one person, says of itself.
type Statement struct {
	ID       int64    `json:"id"`
	Kind     Kind     `json:"kind"`
	User     int64    `json:"user,omitempty"` // 0 for the firm
	Words    string   `json:"words"`
	Examples []string `json:"examples,omitempty"`
	Measure  Measure  `json:"measure,omitempty"`
	TargetBP int      `json:"target_bp,omitempty"` // 0 is no target
	Since    cal.Date `json:"since"`
	Until    cal.Date `json:"until"`
	Version  int64    `json:"-"`
}

type stored struct {
	Statement
	examples string
}

func (s *stored) fields() []any {
	return []any{&s.ID, &s.Kind, &s.User, &s.Words, &s.examples, &s.Measure, &s.TargetBP, &s.Since, &s.Until, &s.Version}
}

func (s *stored) statement() (Statement, error) {
	if err := json.Unmarshal([]byte(s.examples), &s.Examples); err != nil {
		return s.Statement, fmt.Errorf("examples of statement %d: %w", s.ID, err)
	}
	return s.Statement, nil
}

func plain(rows []stored, err error) ([]Statement, error) {
	if err != nil {
		return nil, fmt.Errorf("read what the firm says of itself: %w", err)
	}
	out := make([]Statement, len(rows))
	for i := range rows {
		if out[i], err = rows[i].statement(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b Statement) int {
		return slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind)
	})
	return out, nil
}

// Now returns the statements that hold: the firm's, and reader's own.
func Now(ctx context.Context, db store.Querier, reader int64) ([]Statement, error) {
	return plain(store.All(ctx, db, statements.Get("now"), (*stored).fields, reader, cal.Never))
}

// Past returns the statements that no longer hold, the newest first, at most limit.
func Past(ctx context.Context, db store.Querier, reader int64, limit int) ([]Statement, error) {
	return plain(store.All(ctx, db, statements.Get("past"), (*stored).fields, reader, cal.Never, limit))
}

func get(ctx context.Context, db store.Querier, reader, id int64) (Statement, error) {
	s, found, err := store.One(ctx, db, statements.Get("get"), (*stored).fields, id)
	if err != nil {
		return Statement{}, fmt.Errorf("read statement %d: %w", id, err)
	}
	if !found || s.User != 0 && s.User != reader {
		return Statement{}, fault.New(fault.NotFound, "culture.gone")
	}
	return s.statement()
}

// By tells who changes a statement, and when.
type By struct {
	User int64
	At   cal.Instant
	Day  cal.Date
}

const subject = "culture"

// Say writes a statement: a new one when s.ID is 0, else other words for the one with
// this version. What was said before today is kept as past words. It fails with
// fault.Invalid for what is empty, too long or too many, with fault.Conflict
// "culture.changed" when somebody else was faster.
func Say(ctx context.Context, tx *store.Tx, by By, s Statement) (int64, error) {
	if err := s.check(); err != nil {
		return 0, err
	}
	if s.User != 0 && s.User != by.User {
		return 0, fault.New(fault.NotFound, "culture.gone")
	}
	if err := enough(ctx, tx, by, &s); err != nil {
		return 0, err
	}
	var old *Statement
	if s.ID != 0 {
		o, err := get(ctx, tx, by.User, s.ID)
		if err != nil {
			return 0, err
		}
		if o.Kind != s.Kind || o.User != s.User {
			return 0, fault.New(fault.NotFound, "culture.gone")
		}
		old = &o
	}
	return say(ctx, tx, by, s, old)
}

// enough fails when there is no room for a further statement of the kind.
func enough(ctx context.Context, tx *store.Tx, by By, s *Statement) error {
	now, err := Now(ctx, tx, by.User)
	if err != nil {
		return err
	}
	same := slices.DeleteFunc(now, func(o Statement) bool { return o.Kind != s.Kind || o.User != s.User || o.ID == s.ID })
	if s.Kind.one() && len(same) > 0 || len(same) >= MaxValues {
		return fault.New(fault.Invalid, "culture.enough", MaxValues)
	}
	return nil
}

func say(ctx context.Context, tx *store.Tx, by By, s Statement, old *Statement) (int64, error) {
	if old != nil && old.Until == cal.Never && old.Since == by.Day { // of today: nobody has lived by it
		n, err := tx.Exec(ctx, statements.Get("reword"), s.ID, s.Version, s.Words, string(history.Values(nonNil(s.Examples))), string(s.Measure), s.TargetBP)
		if err != nil {
			return 0, fmt.Errorf("reword statement %d: %w", s.ID, err)
		}
		if n == 0 {
			return 0, fault.New(fault.Conflict, "culture.changed")
		}
		return s.ID, note(ctx, tx, by, "culture.reword", s.ID, old, &s)
	}
	if old != nil {
		if err := end(ctx, tx, by, s.ID, s.Version); err != nil {
			return 0, err
		}
	}
	s.Since, s.Until = by.Day, cal.Never
	id, err := store.Value[int64](ctx, tx, statements.Get("add"), string(s.Kind), s.User, s.Words,
		string(history.Values(nonNil(s.Examples))), string(s.Measure), s.TargetBP, s.Since, s.Until)
	if err != nil {
		return 0, fmt.Errorf("add a statement: %w", err)
	}
	return id, note(ctx, tx, by, "culture.say", id, old, &s)
}

// Retire ends a statement.
func Retire(ctx context.Context, tx *store.Tx, by By, id, version int64) error {
	s, err := get(ctx, tx, by.User, id)
	if err != nil {
		return err
	}
	if err := end(ctx, tx, by, id, version); err != nil {
		return err
	}
	return note(ctx, tx, by, "culture.retire", id, &s, nil)
}

func end(ctx context.Context, tx *store.Tx, by By, id, version int64) error {
	n, err := tx.Exec(ctx, statements.Get("end"), id, version, by.Day, cal.Never)
	if err != nil {
		return fmt.Errorf("end statement %d: %w", id, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "culture.changed")
	}
	return nil
}

// note writes the history; of a person's own image only that it changed.
func note(ctx context.Context, tx *store.Tx, by By, verb string, id int64, before, after *Statement) error {
	e := history.Entry{At: by.At, Actor: by.User, Verb: verb, Subject: subject, SubjectID: id}
	if before != nil && before.User == 0 {
		e.Before = history.Values(before)
	}
	if after != nil && after.User == 0 {
		e.After = history.Values(after)
	}
	_, err := history.Append(ctx, tx, e)
	return err
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func (s *Statement) check() error {
	s.Words = tidy(s.Words)
	for i := range s.Examples {
		s.Examples[i] = tidy(s.Examples[i])
	}
	s.Examples = slices.DeleteFunc(s.Examples, func(e string) bool { return e == "" })
	tooLong := func(t string) bool { return utf8.RuneCountInString(t) > maxWords || strings.ContainsRune(t, 0) }
	switch {
	case !slices.Contains(Kinds, s.Kind):
		return fault.New(fault.Invalid, "culture.kind", string(s.Kind))
	case s.Words == "":
		return fault.New(fault.Invalid, "culture.empty")
	case tooLong(s.Words) || slices.ContainsFunc(s.Examples, tooLong):
		return fault.New(fault.Invalid, "culture.long", maxWords)
	case s.Kind == Worth && (len(s.Examples) == 0 || len(s.Examples) > MaxExamples), s.Kind != Worth && len(s.Examples) > 0:
		return fault.New(fault.Invalid, "culture.examples", MaxExamples)
	case s.Measure != Unmeasured && (s.Kind != Promise || !slices.Contains(Measures, s.Measure)):
		return fault.New(fault.Invalid, "culture.measure", string(s.Measure))
	case s.TargetBP < 0 || s.TargetBP > 10_000 || s.TargetBP > 0 && s.Measure == Unmeasured:
		return fault.New(fault.Invalid, "culture.target")
	case s.User != 0 && s.Kind != SelfImage:
		return fault.New(fault.Invalid, "culture.own")
	}
	return nil
}

func tidy(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
}

// Guiding returns the value or promise of the firm that guides this week, by turns, so
// that each is read; found is false while there is none. Every reader sees the same.
func Guiding(ctx context.Context, db store.Querier, day cal.Date) (s Statement, found bool, err error) {
	now, err := Now(ctx, db, 0)
	if err != nil {
		return s, false, err
	}
	s, found = guiding(now, day)
	return s, found, nil
}

func guiding(now []Statement, day cal.Date) (Statement, bool) {
	guides := slices.DeleteFunc(slices.Clone(now), func(s Statement) bool { return s.Kind != Worth && s.Kind != Promise })
	if len(guides) == 0 {
		return Statement{}, false
	}
	week := (int(day) + 3) / 7 // 1 January 1970 was a Thursday
	return guides[week%len(guides)], true
}

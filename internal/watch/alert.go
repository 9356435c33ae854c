package watch

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/warning"
)

//go:embed *.sql
var files embed.FS

var (
	statements = store.Load(files)
	alerts     = row.New[Alert]("watch.alert", statements, "alert")
)

// Rule names the version of the rules by which alerts are raised and passed on.
const Rule = "watch/1"

// Kind is what happened.
type Kind string

// The kinds; the texts are stored keys. The subject of an alert is the id of the row that tells
// of it: for Red and Strained the customer.
const (
	Red       Kind = "red"       // the early warning turned red by something new
	Strained  Kind = "strained"  // a strained phase began, with the level of an alarm
	Complaint Kind = "complaint" // a clock of a complaint ran out, or it was put before who is responsible
	Answer    Kind = "answer"    // a low answer in a survey with names
	Enquiry   Kind = "enquiry"   // an enquiry beyond its clock
	Voice     Kind = "voice"     // a suggestion or praise beyond its clock
	Callback  Kind = "callback"  // we did not call back on the day that was promised
)

// Kinds lists the kinds.
var Kinds = []Kind{Red, Strained, Complaint, Answer, Enquiry, Voice, Callback}

// Alert is that something went wrong with a customer: it waits until somebody says what is done
// about it, or its cause is gone.
type Alert struct {
	row.Meta
	Customer int64       `json:"customer_id"` // 0 for somebody whom we do not know
	Kind     Kind        `json:"alert_kind"`
	Subject  int64       `json:"subject_id"`
	Turn     string      `json:"turn"` // tells it from an earlier one of the same subject
	Day      cal.Date    `json:"day"`
	At       cal.Instant `json:"at"`
	Reasons  string      `json:"reasons,omitempty"` // of Red: keys of [warning.Reason], joined by commas
	Computed row.Flag    `json:"computed,omitempty"`
	Owner    int64       `json:"owner_id"`
	Seen     cal.Instant `json:"seen_at,omitempty"`
	SeenBy   int64       `json:"seen_by,omitempty"`
	Closed   cal.Instant `json:"closed_at,omitempty"`
	ClosedBy int64       `json:"closed_by,omitempty"` // 0 where the cause went by itself
	Words    string      `json:"words,omitempty"`     // what we do
}

// Subject is the name of alerts about nobody known in the history.
const Subject = "watch.alert"

// Holder is the customer.
func (a *Alert) Holder() int64 { return a.Customer }

// Alone is the subject of an alert about somebody whom we do not know.
func (a *Alert) Alone() string { return Subject }

// Columns are the values behind id and version.
func (a *Alert) Columns() []any {
	return []any{
		&a.Customer, (*string)(&a.Kind), &a.Subject, &a.Turn, &a.Day, &a.At, &a.Reasons, &a.Computed, &a.Owner, &a.Seen, &a.SeenBy, &a.Closed,
		&a.ClosedBy, &a.Words,
	}
}

// Raised reports whether a complaint was put before who is responsible, as against a clock of it
// that ran out.
func (a *Alert) Raised() bool { return a.Kind == Complaint && strings.HasPrefix(a.Turn, "raised ") }

// Signs are the reasons of an early warning that were news.
func (a *Alert) Signs() []warning.Reason {
	var list []warning.Reason
	for _, text := range strings.Split(a.Reasons, ",") {
		if r := warning.Reason(text); slices.Contains(warning.Reasons, r) {
			list = append(list, r)
		}
	}
	return list
}

// maxWords is how long the word about what is done may be.
const maxWords = 1000

// Read returns the alert id, or fault.NotFound.
func Read(ctx context.Context, q store.Querier, id int64) (Alert, error) {
	return alerts.Read(ctx, q, id)
}

// Saw notes that somebody has read an alert; the first time counts. It is no change of the
// customer and stands in no history.
func Saw(ctx context.Context, tx *store.Tx, by customer.By, id int64) error {
	if _, err := tx.Exec(ctx, statements.Get("alert-saw"), id, by.At, max(by.Actor, 0)); err != nil {
		return fmt.Errorf("note that alert %d was seen: %w", id, err)
	}
	return nil
}

// Answered closes an alert with a word on what is done about it. It fails with fault.Invalid
// without one, and with fault.Conflict when somebody was quicker.
func Answered(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, words string) error {
	words = strings.TrimSpace(words)
	switch {
	case words == "":
		return fault.New(fault.Invalid, "watch.words")
	case utf8.RuneCountInString(words) > maxWords:
		return fault.New(fault.Invalid, "feedback.too_long", maxWords)
	}
	return change(ctx, tx, by, id, version, func(a *Alert) error {
		a.Closed, a.ClosedBy, a.Words = by.At, max(by.Actor, 0), words
		if a.Seen == 0 {
			a.Seen, a.SeenBy = by.At, a.ClosedBy
		}
		return nil
	})
}

// Passed gives an alert to a colleague, who has not seen it yet.
func Passed(ctx context.Context, tx *store.Tx, by customer.By, id, version, to int64) error {
	u, err := team.Get(ctx, tx, to)
	if fault.KindOf(err) == fault.NotFound || err == nil && (u.DisabledAt != 0 || !u.Role.Writes()) {
		return fault.New(fault.Invalid, "watch.nobody")
	}
	if err != nil {
		return err
	}
	return change(ctx, tx, by, id, version, func(a *Alert) error {
		if a.Owner != to {
			a.Owner, a.Seen, a.SeenBy = to, 0, 0
		}
		return nil
	})
}

func change(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, act func(*Alert) error) error {
	a, err := alerts.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if a.Closed != 0 || a.Version != version {
		return fault.New(fault.Conflict, "watch.closed")
	}
	if err := act(&a); err != nil {
		return err
	}
	return alerts.Change(ctx, tx, row.By{Actor: by.Actor, At: by.At}, a)
}

// Undo takes a change of an alert back. It reports false for an entry of another room.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	if !alerts.Knows(e) {
		return false, nil
	}
	return true, alerts.Undo(ctx, tx, row.By{Actor: by.Actor, At: by.At}, e)
}

// Waiting is an open alert with the name of whom it is about.
type Waiting struct {
	Alert
	Name string // his number where there is no name; "" for somebody whom we do not know
}

// Open returns the alerts that nobody answered, the oldest first, at most limit.
func Open(ctx context.Context, q store.Querier, limit int) ([]Waiting, error) {
	if none, err := store.Empty(ctx, q, "watch_alert"); none || err != nil {
		return nil, err
	}
	return named(ctx, q, "alert-open", limit)
}

// Ended returns the alerts that were answered, or whose cause went, the newest first.
func Ended(ctx context.Context, q store.Querier, limit int) ([]Waiting, error) {
	return named(ctx, q, "alert-ended", limit)
}

// Of returns the alerts about a customer, the newest first.
func Of(ctx context.Context, q store.Querier, customer int64, limit int) ([]Waiting, error) {
	return named(ctx, q, "alert-of", customer, limit)
}

func named(ctx context.Context, q store.Querier, name string, args ...any) ([]Waiting, error) {
	list, err := store.All(ctx, q, statements.Get(name), func(w *Waiting) []any { return append(row.Scan(&w.Alert), &w.Name) }, args...)
	if err != nil {
		return nil, fmt.Errorf("read the alerts: %w", err)
	}
	return list, nil
}

// Time after which an alert that nobody has seen is shown to more people.
const deputyAfter = 4 * time.Hour // of open time; after an open day the owners of the firm see it too

// Sees reports whether an alert is shown to somebody: to whom it went and to who is responsible;
// to the deputy too when nobody has seen it for four open hours, and to the owners of the firm
// after an open day.
func (a *Alert) Sees(u *team.User, chief team.Chief, hours cal.Hours, now time.Time) bool {
	if u.ID == 0 {
		return false
	}
	if u.ID == a.Owner || u.ID == chief.User {
		return true
	}
	if a.Seen != 0 {
		return false
	}
	at := a.At.Time(hours.Zone())
	return u.ID == chief.Deputy && !now.Before(hours.After(at, deputyAfter)) ||
		u.Role == team.Owner && !now.Before(hours.After(at, hours.Day(a.Day)))
}

// Movings are how alerts follow a customer when two records become one.
func Movings() []row.Moving {
	return []row.Moving{row.Move("watch_alert", statements.Get("alert-relink"), statements.Get("alert-unlink"))}
}

// Forget removes the alerts about customers who are deleted.
func Forget(ctx context.Context, tx *store.Tx, ids ...int64) error {
	for _, id := range ids {
		for _, name := range []string{"alert-forget", "due-forget"} {
			if _, err := tx.Exec(ctx, statements.Get(name), id); err != nil {
				return fmt.Errorf("forget alerts about customer %d: %w", id, err)
			}
		}
	}
	return nil
}

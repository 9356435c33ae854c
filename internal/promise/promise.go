package promise

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var sql = store.Load(files)

// subject names the promises of one customer in the history; its id is the customer's, so
// that deleting him erases what the history keeps of them.
const subject = "promise"

// Kind tells a call back from other promises.
type Kind string

// The kinds; the texts are stored keys.
const (
	Thing    Kind = "promise"
	Callback Kind = "callback"
)

// State is what became of a promise.
type State string

// The states; the texts are stored keys.
const (
	Open      State = "open"
	Kept      State = "kept"
	Broken    State = "broken"
	Withdrawn State = "withdrawn"
)

// Anytime is the minute of a promise without a time.
const Anytime = -1

const maxText = 500 // characters of a promise or an expectation

// Promise is one promise.
type Promise struct {
	ID       int64               `json:"id"`
	Customer int64               `json:"customer"`
	Contact  int64               `json:"contact,omitempty"` // person of a firm to whom or by whom, or 0
	Party    interaction.Party   `json:"party"`             // who promised
	Kind     Kind                `json:"kind"`
	Text     string              `json:"text"`              // what; a call back may have none
	Channel  interaction.Channel `json:"channel,omitempty"` // wished way of a call back, "" is open
	Due      cal.Date            `json:"due"`
	Minute   int                 `json:"minute"`         // of the day, or Anytime
	User     int64               `json:"user,omitempty"` // who of us is to keep it or to ask, 0 everybody
	Talk     int64               `json:"talk,omitempty"` // the interaction in which it was given, or 0
	Made     cal.Date            `json:"made"`           // day on which it was given
	State    State               `json:"state"`
	Settled  cal.Date            `json:"settled"`              // cal.Never while open
	By       int64               `json:"settled_by,omitempty"` // who settled it
	Moves    int                 `json:"moves,omitempty"`      // how often its day was changed
	Version  int64               `json:"-"`
}

func (p *Promise) fields() []any {
	return []any{
		&p.ID, &p.Customer, &p.Contact, &p.Party, &p.Kind, &p.Text, &p.Channel, &p.Due, &p.Minute, &p.User, &p.Talk, &p.Made,
		&p.State, &p.Settled, &p.By, &p.Moves, &p.Version,
	}
}

func (p *Promise) values() []any {
	return []any{
		p.Customer, p.Contact, string(p.Party), string(p.Kind), p.Text, string(p.Channel), p.Due, p.Minute, p.User, p.Talk, p.Made,
		string(p.State), p.Settled, p.By, p.Moves,
	}
}

// Clock returns the time of the due day as HH:MM, "" without one.
func (p *Promise) Clock() string {
	if p.Minute < 0 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", p.Minute/60, p.Minute%60)
}

// ParseClock reads HH:MM or H.MM; "" is Anytime. It fails with fault.Invalid
// "promise.bad_time".
func ParseClock(text string) (minute int, err error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Anytime, nil
	}
	var h, m int
	n, err := fmt.Sscanf(strings.Replace(text, ".", ":", 1), "%d:%d", &h, &m)
	if err != nil || n != 2 || h < 0 || h > 23 || m < 0 || m > 59 {
		return Anytime, fault.New(fault.Invalid, "promise.bad_time", text)
	}
	return h*60 + m, nil
}

// Late reports whether the promise is open although its day is over.
func (p *Promise) Late(today cal.Date) bool { return p.State == Open && p.Due < today }

func check(p *Promise) error {
	switch {
	case p.Party != interaction.Us && p.Party != interaction.Customer, p.Kind != Thing && p.Kind != Callback,
		p.Minute < Anytime || p.Minute >= 24*60:
		return fault.New(fault.Invalid, "promise.incomplete")
	case p.Kind == Thing && strings.TrimSpace(p.Text) == "":
		return fault.New(fault.Invalid, "promise.no_text")
	case utf8.RuneCountInString(p.Text) > maxText:
		return fault.New(fault.Invalid, "promise.too_long", maxText)
	case !p.Due.Valid():
		return fault.New(fault.Invalid, "promise.no_day")
	case p.Channel != "" && !slices.Contains(interaction.Channels, p.Channel):
		return fault.New(fault.Invalid, "interaction.bad_channel", string(p.Channel))
	}
	return nil
}

// Make writes a promise and returns its id and the entry of the history. The state is
// Open whatever is handed in. Failures are fault.Invalid "promise.incomplete",
// "promise.no_text", "promise.too_long" and "promise.no_day".
func Make(ctx context.Context, tx *store.Tx, by interaction.By, p Promise) (id, entry int64, err error) {
	p.Text = strings.TrimSpace(p.Text)
	p.State, p.Settled, p.By, p.Moves = Open, cal.Never, 0, 0
	if p.Kind == Thing {
		p.Channel = ""
	}
	if err := check(&p); err != nil {
		return 0, 0, err
	}
	if p.ID, err = store.Value[int64](ctx, tx, sql.Get("promise-add"), p.values()...); err != nil {
		return 0, 0, fmt.Errorf("write down a promise: %w", err)
	}
	entry, err = remember(ctx, tx, by, "promise.make", nil, &p, 0)
	return p.ID, entry, err
}

// Get returns a promise, or fault.NotFound "promise.gone".
func Get(ctx context.Context, q store.Querier, id int64) (Promise, error) {
	p, found, err := store.One(ctx, q, sql.Get("promise-one"), (*Promise).fields, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "promise.gone")
	}
	return p, err
}

// change loads a promise, lets fn change it and writes it with an entry of the history.
func change(ctx context.Context, tx *store.Tx, by interaction.By, id int64, verb string, fn func(p *Promise) error) (entry int64, err error) {
	old, err := Get(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	p := old
	if err := fn(&p); err != nil {
		return 0, err
	}
	if err := check(&p); err != nil {
		return 0, err
	}
	if err := save(ctx, tx, &p); err != nil {
		return 0, err
	}
	return remember(ctx, tx, by, verb, &old, &p, 0)
}

// save writes a promise whose version must be the newest.
func save(ctx context.Context, tx *store.Tx, p *Promise) error {
	n, err := tx.Exec(ctx, sql.Get("promise-save"), append(p.values(), p.ID, p.Version)...)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "promise.changed_since")
	}
	return err
}

// Settle says what became of an open promise: Kept, Broken or Withdrawn. It fails with
// fault.Conflict "promise.settled" when that was said before.
func Settle(ctx context.Context, tx *store.Tx, by interaction.By, id int64, to State, day cal.Date) (entry int64, err error) {
	if to != Kept && to != Broken && to != Withdrawn {
		return 0, fault.New(fault.Invalid, "promise.incomplete")
	}
	return change(ctx, tx, by, id, "promise."+string(to), func(p *Promise) error {
		if p.State != Open {
			return fault.New(fault.Conflict, "promise.settled")
		}
		p.State, p.Settled, p.By = to, day, by.Actor
		return nil
	})
}

// Move gives an open promise another day and time, and counts that.
func Move(ctx context.Context, tx *store.Tx, by interaction.By, id int64, due cal.Date, minute int) (entry int64, err error) {
	return change(ctx, tx, by, id, "promise.move", func(p *Promise) error {
		if p.State != Open {
			return fault.New(fault.Conflict, "promise.settled")
		}
		p.Due, p.Minute = due, minute
		p.Moves++
		return nil
	})
}

// Amend corrects the words, side, kind, day, person and wished way of a promise; a
// corrected day is not counted as moved. It fails with fault.Conflict
// "promise.changed_since" when want is not the newest version.
func Amend(ctx context.Context, tx *store.Tx, by interaction.By, want Promise) (entry int64, err error) {
	return change(ctx, tx, by, want.ID, "promise.amend", func(p *Promise) error {
		if p.Version != want.Version {
			return fault.New(fault.Conflict, "promise.changed_since")
		}
		p.Text, p.Party, p.Kind, p.Due, p.Minute = strings.TrimSpace(want.Text), want.Party, want.Kind, want.Due, want.Minute
		p.Contact, p.Channel, p.User = want.Contact, want.Channel, want.User
		return nil
	})
}

// handed is the verb of a promise that went to another person of a firm.
const handed = "promise.hand"

// Hand gives the open promises to and by one person of a firm to another, 0 for nobody in
// particular: who leaves cannot keep his word, and ours is owed to who follows.
func Hand(ctx context.Context, tx *store.Tx, by interaction.By, from, to int64) error {
	list, err := store.All(ctx, tx, sql.Get("promise-open-with"), (*Promise).fields, from)
	if err != nil {
		return fmt.Errorf("read the promises with contact %d: %w", from, err)
	}
	for i := range list {
		if _, err := change(ctx, tx, by, list[i].ID, handed, func(p *Promise) error { p.Contact = to; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// Return makes a promise open again with the day that it had before, for a decision of
// the daily list that is taken back. It fails with fault.Conflict "promise.changed_since"
// when the promise was moved more than once since.
func Return(ctx context.Context, tx *store.Tx, by interaction.By, id int64, due cal.Date, moves int) error {
	_, err := change(ctx, tx, by, id, "promise.return", func(p *Promise) error {
		if p.Moves < moves || p.Moves > moves+1 {
			return fault.New(fault.Conflict, "promise.changed_since")
		}
		p.State, p.Settled, p.By, p.Due, p.Moves = Open, cal.Never, 0, due, moves
		return nil
	})
	return err
}

// Unmake removes the open promises that a contact brought, when the contact is taken back.
// What was settled meanwhile stays.
func Unmake(ctx context.Context, tx *store.Tx, by interaction.By, talk int64) error {
	list, err := FromTalk(ctx, tx, talk)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].State != Open {
			continue
		}
		if _, err := tx.Exec(ctx, sql.Get("promise-remove"), list[i].ID); err != nil {
			return fmt.Errorf("take back promise %d: %w", list[i].ID, err)
		}
		if _, err := remember(ctx, tx, by, "promise.unmake", &list[i], nil, 0); err != nil {
			return err
		}
	}
	return nil
}

// Undo takes back what an entry of the history says about a promise. It fails with
// fault.Conflict "promise.changed_since" when the promise is not as the entry left it, and
// as [history.Append] does for an entry taken back before.
func Undo(ctx context.Context, tx *store.Tx, by interaction.By, entry int64) error {
	e, err := history.Get(ctx, tx, entry)
	if err != nil {
		return err
	}
	was, is, err := states(e)
	if err != nil {
		return fmt.Errorf("undo entry %d: %w", entry, err)
	}
	if e.Subject != subject || is == nil {
		return fault.New(fault.NotFound, "history.no_such_entry")
	}
	now, err := Get(ctx, tx, is.ID)
	if err != nil {
		return err
	}
	is.Version = now.Version
	if now != *is {
		return fault.New(fault.Conflict, "promise.changed_since")
	}
	if was == nil {
		_, err = tx.Exec(ctx, sql.Get("promise-remove"), is.ID)
	} else {
		was.Version = now.Version
		err = save(ctx, tx, was)
	}
	if err != nil {
		return fmt.Errorf("undo entry %d: %w", entry, err)
	}
	_, err = remember(ctx, tx, by, "promise.undo", is, was, entry)
	return err
}

func states(e history.Entry) (before, after *Promise, err error) {
	read := func(raw json.RawMessage) (*Promise, error) {
		var p Promise
		if err := json.Unmarshal(raw, &p); err != nil || p.ID == 0 {
			return nil, err
		}
		return &p, nil
	}
	if before, err = read(e.Before); err != nil {
		return nil, nil, err
	}
	after, err = read(e.After)
	return before, after, err
}

func remember(ctx context.Context, tx *store.Tx, by interaction.By, verb string, before, after *Promise, undoes int64) (int64, error) {
	e := history.Entry{At: by.At, Actor: by.Actor, Verb: verb, Subject: subject, Undoes: undoes}
	for _, p := range []*Promise{before, after} {
		if p != nil {
			e.SubjectID = p.Customer
		}
	}
	if before != nil {
		e.Before = history.Values(before)
	}
	if after != nil {
		e.After = history.Values(after)
	}
	if byUs(before) || byUs(after) { // a missed one is a sign of early warning
		if err := customer.MarkDue(ctx, tx, by.At, e.SubjectID); err != nil {
			return 0, err
		}
	}
	return history.Append(ctx, tx, e)
}

func byUs(p *Promise) bool { return p != nil && p.Party == interaction.Us }

// Due returns the open promises of both sides that are due by day, the earliest
// first: those of the user and of nobody in particular.
func Due(ctx context.Context, q store.Querier, user int64, day cal.Date) ([]Promise, error) {
	return store.All(ctx, q, sql.Get("promise-due"), (*Promise).fields, day, user)
}

// DueAt returns everybody's promises that were open and due on a day, as known now.
func DueAt(ctx context.Context, q store.Querier, day cal.Date) ([]Promise, error) {
	return store.All(ctx, q, sql.Get("promise-due-at"), (*Promise).fields, day)
}

// OpenOf returns the open promises of a customer, the earliest due first.
func OpenOf(ctx context.Context, q store.Querier, customer int64) ([]Promise, error) {
	return store.All(ctx, q, sql.Get("promise-open-of"), (*Promise).fields, customer)
}

// FromTalk returns the promises that a contact brought, in their order.
func FromTalk(ctx context.Context, q store.Querier, talk int64) ([]Promise, error) {
	return store.All(ctx, q, sql.Get("promise-of-talk"), (*Promise).fields, talk)
}

// Cursor is the place in a list of promises after which the next page begins.
type Cursor struct {
	Day cal.Date
	ID  int64
}

// Of returns up to limit promises of a customer by the day on which they were given,
// newest first.
func Of(ctx context.Context, q store.Querier, customer int64, from Cursor, limit int) ([]Promise, error) {
	return store.All(ctx, q, sql.Get("promise-of-customer"), (*Promise).fields, customer, from.Day, from.ID, limit)
}

// Record is how many promises of the firm were settled in a span, and how.
type Record struct{ Kept, Late, Broken, Withdrawn int }

// RecordOf counts what became of our promises settled in [from, until): Late are those
// among Kept that were kept after their day. customer 0 is the whole firm.
func RecordOf(ctx context.Context, q store.Querier, customer int64, from, until cal.Date) (Record, error) {
	r, _, err := store.One(ctx, q, sql.Get("promise-record"), func(r *Record) []any {
		return []any{&r.Kept, &r.Late, &r.Broken, &r.Withdrawn}
	}, from, until, customer)
	return r, err
}

// EachMissed calls fn with the days, up to day, on which promises of ours to the customers
// with ids in [from, until) were missed: the day after the due one unless something became
// of them by then, or the day on which they were said to be broken if that is earlier. It
// serves early warning.
func EachMissed(ctx context.Context, q store.Querier, from, until int64, day cal.Date, fn func(customer int64, missed cal.Date)) error {
	type row struct {
		customer     int64
		due, settled cal.Date
	}
	return store.Each(ctx, q, sql.Get("promise-missed"), func(r *row) []any { return []any{&r.customer, &r.due, &r.settled} }, func(r *row) error {
		fn(r.customer, min(r.due.Add(1), r.settled))
		return nil
	}, from, until, day)
}

// Forget removes everything of a customer who is deleted, also from the history.
func Forget(ctx context.Context, tx *store.Tx, id int64) error {
	for _, name := range []string{"promise-forget", "expectation-forget", "promise-forget-contact"} {
		if _, err := tx.Exec(ctx, sql.Get(name), id); err != nil {
			return fmt.Errorf("forget the promises of customer %d: %w", id, err)
		}
	}
	return history.Erase(ctx, tx, subject, id)
}

// The parts of what Relink moved: an id times parts plus one of these.
const (
	ofPromise = iota
	ofContact
	ofExpectation
	parts
)

// Relink gives the promises and expectations of one customer to another and returns what
// moved, for [Unlink].
func Relink(ctx context.Context, tx *store.Tx, from, to int64) (moved []int64, err error) {
	for part, name := range map[int64]string{ofPromise: "promise-relink", ofContact: "promise-relink-contact", ofExpectation: "expectation-relink"} {
		ids, err := store.All(ctx, tx, sql.Get(name), func(id *int64) []any { return []any{id} }, from, to)
		if err != nil {
			return nil, fmt.Errorf("move promises of customer %d: %w", from, err)
		}
		for _, id := range ids {
			moved = append(moved, id*parts+part)
		}
	}
	slices.Sort(moved)
	return moved, nil
}

// Unlink gives back what Relink moved.
func Unlink(ctx context.Context, tx *store.Tx, moved []int64, back int64) error {
	names := [parts]string{"promise-unlink", "promise-unlink-contact", "expectation-unlink"}
	for _, m := range moved {
		if _, err := tx.Exec(ctx, sql.Get(names[m%parts]), m/parts, back); err != nil {
			return fmt.Errorf("give promises back to customer %d: %w", back, err)
		}
	}
	return nil
}

// Expectation is what a customer expects, in his words.
type Expectation struct {
	ID       int64
	Customer int64
	Text     string
	Since    cal.Date
	Talk     int64  // the interaction in which he said so, or 0
	State    string // Met, Exceeded, Missed or "open"
	Judged   cal.Date
	By       int64
}

// What became of an expectation; until then it is Open.
const (
	Met      = "met"
	Exceeded = "exceeded"
	Missed   = "missed"
)

// Verdicts are the states an expectation may be judged by, in their order.
var Verdicts = []string{Met, Exceeded, Missed}

// Expect writes down an expectation and returns its id.
func Expect(ctx context.Context, tx *store.Tx, by interaction.By, e Expectation) (int64, error) {
	e.Text = strings.TrimSpace(e.Text)
	switch {
	case e.Text == "":
		return 0, fault.New(fault.Invalid, "promise.no_text")
	case utf8.RuneCountInString(e.Text) > maxText:
		return 0, fault.New(fault.Invalid, "promise.too_long", maxText)
	}
	if _, err := customer.Get(ctx, tx, e.Customer); err != nil {
		return 0, err
	}
	id, err := store.Value[int64](ctx, tx, sql.Get("expectation-add"), e.Customer, e.Text, e.Since, e.Talk)
	if err != nil {
		return 0, fmt.Errorf("write down an expectation: %w", err)
	}
	e.ID, e.State, e.Judged, e.By = id, string(Open), cal.Never, 0
	return id, note(ctx, tx, by, "promise.expect", nil, &e, 0)
}

// Judge says whether an expectation was met, exceeded or missed; "open" takes the verdict
// back.
func Judge(ctx context.Context, tx *store.Tx, by interaction.By, id int64, verdict string, day cal.Date) error {
	if verdict != string(Open) && !slices.Contains(Verdicts, verdict) {
		return fault.New(fault.Invalid, "promise.incomplete")
	}
	e, err := OneExpectation(ctx, tx, id)
	if err != nil {
		return err
	}
	was := e
	if e.State, e.Judged, e.By = verdict, day, by.Actor; verdict == string(Open) {
		e.Judged, e.By = cal.Never, 0
	}
	if err := judge(ctx, tx, &e); err != nil {
		return err
	}
	return note(ctx, tx, by, "promise.judge", &was, &e, 0)
}

// Drop removes an expectation that was written down by mistake.
func Drop(ctx context.Context, tx *store.Tx, by interaction.By, id int64) error {
	e, err := OneExpectation(ctx, tx, id)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sql.Get("expectation-remove"), id); err != nil {
		return fmt.Errorf("remove expectation %d: %w", id, err)
	}
	return note(ctx, tx, by, "promise.expect_drop", &e, nil, 0)
}

func judge(ctx context.Context, tx *store.Tx, e *Expectation) error {
	if _, err := tx.Exec(ctx, sql.Get("expectation-judge"), e.ID, e.State, e.Judged, e.By); err != nil {
		return fmt.Errorf("judge expectation %d: %w", e.ID, err)
	}
	return nil
}

// expected is what the history keeps of an expectation. Its id is apart from those of
// promises, so that what changed since is found among changes of its own kind.
type expected struct {
	ID       string   `json:"id"`
	Row      int64    `json:"expectation"`
	Text     string   `json:"text"`
	Since    cal.Date `json:"since"`
	Talk     int64    `json:"talk,omitempty"`
	State    string   `json:"state"`
	Judged   cal.Date `json:"judged"`
	JudgedBy int64    `json:"by,omitempty"`
}

func expectedOf(e *Expectation) *expected {
	if e == nil {
		return nil
	}
	return &expected{"expectation " + strconv.FormatInt(e.ID, 10), e.ID, e.Text, e.Since, e.Talk, e.State, e.Judged, e.By}
}

// note writes the history of an expectation; nil was not, or is no longer, there.
func note(ctx context.Context, tx *store.Tx, by interaction.By, verb string, before, after *Expectation, undoes int64) error {
	h := history.Entry{At: by.At, Actor: by.Actor, Verb: verb, Subject: subject, Undoes: undoes}
	if before != nil {
		h.SubjectID, h.Before = before.Customer, history.Values(expectedOf(before))
	}
	if after != nil {
		h.SubjectID, h.After = after.Customer, history.Values(expectedOf(after))
	}
	_, err := history.Append(ctx, tx, h)
	return err
}

// UndoExpectation takes back what an entry of the history says about an expectation. It
// fails with fault.Conflict "promise.changed_since" when the expectation is not as the
// entry left it.
func UndoExpectation(ctx context.Context, tx *store.Tx, by interaction.By, entry history.Entry) error {
	var was, is expected
	if err := json.Unmarshal(entry.Before, &was); err != nil {
		return fmt.Errorf("undo entry %d: %w", entry.ID, err)
	}
	if err := json.Unmarshal(entry.After, &is); err != nil {
		return fmt.Errorf("undo entry %d: %w", entry.ID, err)
	}
	if is.ID == "" { // it was dropped
		e := Expectation{Customer: entry.SubjectID, Text: was.Text, Since: was.Since, Talk: was.Talk, State: was.State, Judged: was.Judged, By: was.JudgedBy}
		if was.ID == "" {
			return fault.New(fault.Conflict, "promise.changed_since")
		}
		var err error
		if e.ID, err = store.Value[int64](ctx, tx, sql.Get("expectation-put-back"), was.Row, e.Customer, e.Text, e.Since, e.Talk, e.State, e.Judged, e.By); err != nil {
			return fmt.Errorf("bring expectation %d back: %w", was.Row, err)
		}
		return note(ctx, tx, by, "promise.expect_undo", nil, &e, entry.ID)
	}
	now, err := OneExpectation(ctx, tx, is.Row)
	if fault.KindOf(err) == fault.NotFound || err == nil && *expectedOf(&now) != is {
		return fault.New(fault.Conflict, "promise.changed_since")
	}
	if err != nil {
		return err
	}
	if was.ID == "" {
		if _, err := tx.Exec(ctx, sql.Get("expectation-remove"), is.Row); err != nil {
			return fmt.Errorf("remove expectation %d: %w", is.Row, err)
		}
		return note(ctx, tx, by, "promise.expect_undo", &now, nil, entry.ID)
	}
	back := now
	back.State, back.Judged, back.By = was.State, was.Judged, was.JudgedBy
	if err := judge(ctx, tx, &back); err != nil {
		return err
	}
	return note(ctx, tx, by, "promise.expect_undo", &now, &back, entry.ID)
}

func (e *Expectation) fields() []any {
	return []any{&e.ID, &e.Customer, &e.Text, &e.Since, &e.Talk, &e.State, &e.Judged, &e.By}
}

// OneExpectation returns an expectation, or fails with fault.NotFound "promise.gone".
func OneExpectation(ctx context.Context, q store.Querier, id int64) (Expectation, error) {
	e, found, err := store.One(ctx, q, sql.Get("expectation-one"), (*Expectation).fields, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "promise.gone")
	}
	return e, err
}

// Expectations returns up to limit expectations of a customer, newest first.
func Expectations(ctx context.Context, q store.Querier, customer int64, limit int) ([]Expectation, error) {
	if none, err := store.Empty(ctx, q, "promise_expectation"); none || err != nil {
		return nil, err
	}
	return store.All(ctx, q, sql.Get("expectations"), (*Expectation).fields, customer, limit)
}

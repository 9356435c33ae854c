package feedback

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Kind is what a customer gave.
type Kind string

// The kinds; the texts are stored keys.
const (
	Suggestion Kind = "idea"      // what could be better or new
	Reference  Kind = "reference" // his name or logo may be shown
	Praise     Kind = "praise"    // what he liked
)

// State is what became of it.
type State string

// The states; the texts are stored keys.
const (
	Open     State = "open"
	Adopted  State = "adopted"  // done; a reference: allowed
	Declined State = "declined" // not done; a reference: withdrawn
)

// States lists the states as forms offer them.
var States = []State{Open, Adopted, Declined}

// Whole is the share of one who had an idea alone.
const Whole = 10_000

const (
	maxWords  = 1000
	maxReach  = 200 // name of a stranger, and how he can be reached
	maxEffect = money.Cents(100_000_000_00)
)

// Idea is a suggestion or a reference.
type Idea struct {
	row.Meta
	Customer int64       `json:"customer_id"`
	Other    int64       `json:"other_id,omitempty"` // had it too
	Shared   row.Flag    `json:"shared,omitempty"`   // two had it, even where one is no longer kept
	Kind     Kind        `json:"kind"`
	Day      cal.Date    `json:"day"`
	Words    string      `json:"words"`
	State    State       `json:"state"`
	Settled  cal.Date    `json:"settled"` // when the state was decided; cal.Never while open
	Outcome  string      `json:"outcome,omitempty"`
	Low      money.Cents `json:"low_cents,omitempty"` // effect of a year as estimated; all 0: not estimated
	Mid      money.Cents `json:"mid_cents,omitempty"`
	High     money.Cents `json:"high_cents,omitempty"`
	Talk     int64       `json:"interaction_id,omitempty"`
	User     int64       `json:"user_id,omitempty"`

	At       cal.Instant `json:"heard_at,omitempty"` // 0 for what was noted before there were clocks
	Owner    int64       `json:"owner_id,omitempty"` // who answers
	DueAt    cal.Instant `json:"due_at,omitempty"`   // 0 when nothing waits
	Answered cal.Instant `json:"answered_at,omitempty"`
	Answer   string      `json:"answer,omitempty"` // what he was told, or why nothing could be told
	Thanked  cal.Instant `json:"thanked_at,omitempty"`
	Late     row.Flag    `json:"late,omitempty"`    // an answer or thanks came after their time
	Said     int64       `json:"said_id,omitempty"` // the contact that the last change noted
	Name     string      `json:"stranger,omitempty"`
	Reach    string      `json:"reach,omitempty"` // how a stranger can be reached, as he wrote it
	File     int64       `json:"file_id,omitempty"`
	Message  string      `json:"message_id,omitempty"` // of the mail with which it came
}

// Strange is the subject of the history under which stands what nobody known told us.
const (
	StrangeIdea      = "feedback.idea"
	StrangeComplaint = "feedback.complaint"
)

// Holder is the customer in whose history changes are noted: the first who had the idea.
func (i *Idea) Holder() int64 { return i.Customer }

// Alone is the subject of what came from somebody whom we do not know.
func (i *Idea) Alone() string { return StrangeIdea }

// Waits reports whether somebody waits for a word from us: for an answer, or for thanks once
// we do what he suggested.
func (i *Idea) Waits() bool { return i.DueAt != 0 }

// Columns are the values behind id and version.
func (i *Idea) Columns() []any {
	return []any{
		&i.Customer, &i.Other, &i.Shared, &i.Kind, &i.Day, &i.Words, &i.State, &i.Settled, &i.Outcome, &i.Low, &i.Mid, &i.High, &i.Talk, &i.User,
		&i.At, &i.Owner, &i.DueAt, &i.Answered, &i.Answer, &i.Thanked, &i.Late, &i.Said, &i.Name, &i.Reach, &i.File, &i.Message,
	}
}

// Estimated reports whether somebody said what the idea brings.
func (i *Idea) Estimated() bool { return i.High > 0 }

// Share is the part of the effect that counts for a customer, in basis points.
func (i *Idea) Share(customer int64) int {
	switch {
	case !bool(i.Shared) && i.Customer == customer || i.Customer == customer && i.Other == customer:
		return Whole
	case i.Customer == customer || i.Other == customer:
		return Whole / 2
	}
	return 0
}

// On is the state that an idea had at the end of a day.
func (i *Idea) On(day cal.Date) State {
	if i.Settled > day {
		return Open
	}
	return i.State
}

// ready fills in what is left open and reports the first rule that the idea breaks.
func (i *Idea) ready(today cal.Date) error {
	i.Words, i.Outcome, i.Answer = strings.TrimSpace(i.Words), strings.TrimSpace(i.Outcome), strings.TrimSpace(i.Answer)
	if i.Kind == "" {
		i.Kind = Suggestion
	}
	if i.State == "" {
		i.State = Open
	}
	switch {
	case i.State == Open:
		i.Settled = cal.Never
	case i.Settled == 0 || i.Settled == cal.Never:
		i.Settled = today
	}
	if i.Mid > 0 && i.Low == 0 && i.High == 0 {
		i.Low, i.High = i.Mid, i.Mid
	}
	i.Shared = i.Shared || i.Other != 0
	switch {
	case i.Words == "":
		return fault.New(fault.Invalid, "feedback.words")
	case max(utf8.RuneCountInString(i.Words), utf8.RuneCountInString(i.Outcome), utf8.RuneCountInString(i.Answer)) > maxWords:
		return fault.New(fault.Invalid, "feedback.too_long", maxWords)
	case max(utf8.RuneCountInString(i.Name), utf8.RuneCountInString(i.Reach)) > maxReach:
		return fault.New(fault.Invalid, "feedback.too_long", maxReach)
	case i.Kind != Suggestion && i.Kind != Reference && i.Kind != Praise:
		return fault.New(fault.Invalid, "feedback.kind", string(i.Kind))
	case !slices.Contains(States, i.State):
		return fault.New(fault.Invalid, "feedback.state", string(i.State))
	case !i.Day.Valid() || i.Day > today:
		return fault.New(fault.Invalid, "feedback.day")
	case i.State != Open && (!i.Settled.Valid() || i.Settled < i.Day || i.Settled > today):
		return fault.New(fault.Invalid, "feedback.settled")
	case i.Low < 0 || i.Low > i.Mid || i.Mid > i.High || i.High > maxEffect:
		return fault.New(fault.Invalid, "feedback.effect")
	case i.Other != 0 && i.Other == i.Customer && i.ID == 0:
		return fault.New(fault.Invalid, "feedback.twice")
	}
	return nil
}

// Told is which share of his need a customer says he covers with us.
type Told struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Day      cal.Date `json:"day"`
	Share    int      `json:"share_bp"`
	Words    string   `json:"words,omitempty"`
	User     int64    `json:"user_id,omitempty"`
}

// Holder is the customer.
func (t *Told) Holder() int64 { return t.Customer }

// Columns are the values behind id and version.
func (t *Told) Columns() []any { return []any{&t.Customer, &t.Day, &t.Share, &t.Words, &t.User} }

func (t *Told) ready(today cal.Date) error {
	t.Words = strings.TrimSpace(t.Words)
	switch {
	case t.Share < 0 || t.Share > Whole:
		return fault.New(fault.Invalid, "feedback.share")
	case !t.Day.Valid() || t.Day > today:
		return fault.New(fault.Invalid, "feedback.day")
	case utf8.RuneCountInString(t.Words) > maxWords:
		return fault.New(fault.Invalid, "feedback.too_long", maxWords)
	}
	return nil
}

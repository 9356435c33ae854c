package relationship

import (
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
)

// Source is who said it.
type Source string

// The sources; the texts are stored keys.
const (
	Owner Source = "owner" // somebody of the firm confirms or corrects: locks the kind
	Heard Source = "heard" // the customer's own words as somebody noted them: evidence, no lock
	Self  Source = "self"  // he said it himself, on his own page: above everything else
)

const maxWords = 500

// againMonths is after how many months it is asked whether a confirmed kind still holds.
const againMonths = 12

// Label is what somebody said of a customer's kind.
type Label struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Source   Source   `json:"source"`
	Kind     string   `json:"kind"` // key of a kind; unknown: what was said before no longer holds
	Day      cal.Date `json:"day"`
	Words    string   `json:"words,omitempty"`
	Guess    string   `json:"guess"`              // what stood there as the likeliest
	GuessBP  int      `json:"guess_bp,omitempty"` // and how likely, in basis points
	User     int64    `json:"user_id,omitempty"`
	Evidence string   `json:"evidence,omitempty"` // what was seen of him then, as the program learns from it
}

// Holder is the customer.
func (l *Label) Holder() int64 { return l.Customer }

// Columns are the values behind id and version.
func (l *Label) Columns() []any {
	return []any{&l.Customer, &l.Source, &l.Kind, &l.Day, &l.Words, &l.Guess, &l.GuessBP, &l.User, &l.Evidence}
}

// Is is the kind that was said.
func (l *Label) Is() kind.Kind {
	k, _ := kind.Parse(l.Kind)
	return k
}

// AskAgain reports whether it was said so long ago that it should be asked again.
func (l *Label) AskAgain(day cal.Date) bool { return l.Day.AddMonths(againMonths) <= day }

func (l *Label) ready(today cal.Date) error {
	l.Words = strings.TrimSpace(l.Words)
	if l.Guess == "" {
		l.Guess = kind.Unknown.Key()
	}
	said, known := kind.Parse(l.Kind)
	switch {
	case !known:
		return fault.New(fault.Invalid, "relationship.kind", l.Kind)
	case l.Source != Owner && l.Source != Heard && l.Source != Self:
		return fault.New(fault.Invalid, "relationship.source", string(l.Source))
	case l.Source != Owner && said == kind.Demanding: // nobody says that of himself
		return fault.New(fault.Invalid, "relationship.kind", l.Kind)
	case !l.Day.Valid() || l.Day > today:
		return fault.New(fault.Invalid, "relationship.day")
	case utf8.RuneCountInString(l.Words) > maxWords:
		return fault.New(fault.Invalid, "relationship.too_long", maxWords)
	}
	return nil
}

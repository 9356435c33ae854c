package warning

import (
	"cmp"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Rule names the version of the rules; it is stored and shown beside every score.
const Rule = "warning/4"

// The limits of the score.
const (
	halfLife = 45.0 // days after which a sign counts half
	coolDown = 30   // days in which the same reason is not renewed
	yellowAt = 3.0
	redAt    = 6.0
)

// Reason is the kind of a sign; its message key is "warning." and the text.
type Reason string

// The reasons of this version with the values of their messages, in order.
const (
	Silent          Reason = "late"             // days since the last occasion at which it begins
	Dormant         Reason = "dormant"          // the same
	SpendDown       Reason = "spend_down"       // net of the occasion, usual net, per cent below it
	CategoryDropped Reason = "category_dropped" // category id, share of spend in per cent, day of its last purchase
	FirstLate       Reason = "first_late"       // promised day
	FirstFaulty     Reason = "first_faulty"     // none
	PaysLater       Reason = "pays_later"       // day of the invoice, usual days to pay
	ContactLeft     Reason = "contact_left"     // none
	PromisesMissed  Reason = "promises_missed"  // how many in the 180 days up to the sign

	ComplaintLate    Reason = "complaint_late"    // open beyond its clock; none
	ComplaintUnhappy Reason = "complaint_unhappy" // closed, and he is not content; none
	Disconfirmed     Reason = "disconfirmed"      // what he expected was not met; none
	DemandRefused    Reason = "demand_refused"    // none
	Objected         Reason = "objected"          // to advertising; none
	Unanswered       Reason = "unanswered"        // an enquiry beyond its clock; none
	OtherSupplier    Reason = "other_supplier"    // he named one; none
	FriendSilent     Reason = "friend_silent"     // his usual gap in days
)

// Reasons are all reasons of this version. Two signs of the method have no source here: a
// public review, and asking for an offer to compare with.
var Reasons = []Reason{
	Silent, Dormant, SpendDown, CategoryDropped, FirstLate, FirstFaulty, PaysLater, ContactLeft, PromisesMissed,
	ComplaintLate, ComplaintUnhappy, Disconfirmed, DemandRefused, Objected, Unanswered, OtherSupplier, FriendSilent,
}

// Noted reports whether people wrote a reason down, as against one that figures tell.
func (r Reason) Noted() bool {
	switch r {
	case ContactLeft, PromisesMissed, ComplaintLate, ComplaintUnhappy, Disconfirmed, DemandRefused, Objected, Unanswered, OtherSupplier:
		return true
	case Silent, Dormant, SpendDown, CategoryDropped, FirstLate, FirstFaulty, PaysLater, FriendSilent:
	}
	return false
}

// Sign is something that happened and speaks against the relationship.
type Sign struct {
	Reason Reason
	Day    cal.Date // the day on which it arose; it fades from here
	Until  cal.Date // it is void from this day on (a stronger one took its place); else Never
	Points float64
	Values []any // of the message, in the reason's order
}

// Key is the message key of the sign.
func (s Sign) Key() string { return "warning." + string(s.Reason) }

// Colour is the level of a warning.
type Colour string

// The colours; the texts are stored keys.
const (
	Green  Colour = "green"
	Yellow Colour = "yellow" // score of 3: to the owner of the relationship in the daily list
	Red    Colour = "red"    // score of 6: to the person responsible, at once
)

func colourOf(score float64) Colour {
	switch {
	case score >= redAt:
		return Red
	case score >= yellowAt:
		return Yellow
	}
	return Green
}

// Part is a sign and what it still counts.
type Part struct {
	Sign  Sign
	Score float64
}

// Result is the warning of one customer on one day.
type Result struct {
	Score   float64
	Colour  Colour
	Reasons []Part // what counts on the day, the weightiest first, then the latest
}

// Score adds up the reasons that count on day: each once, with the points of its
// latest sign, halved every 45 days since that arose. So a reason that comes back is
// renewed and not doubled, and a basket that goes up and down is never an alarm by
// itself. A sign within 30 days after a counted one of the same reason renews nothing.
// Signs may come in any order and may lie in the future of day, as the day from which
// a silent customer will be late.
func Score(signs []Sign, day cal.Date) Result {
	out := Result{}
	list := counted(signs)
	for i, s := range list {
		if s.Day > day || day >= s.Until || renewed(list[i+1:], s.Reason, day) {
			continue
		}
		p := Part{s, s.Points * math.Exp2(-float64(day.Sub(s.Day))/halfLife)}
		out.Score += p.Score
		out.Reasons = append(out.Reasons, p)
	}
	slices.SortStableFunc(out.Reasons, func(a, b Part) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Sign.Day, a.Sign.Day))
	})
	out.Colour = colourOf(out.Score)
	return out
}

// renewed reports whether a later sign takes the place of one of its reason on day.
func renewed(later []Sign, reason Reason, day cal.Date) bool {
	return slices.ContainsFunc(later, func(s Sign) bool {
		return s.Reason == reason && s.Day <= day && day < s.Until
	})
}

// counted sorts the signs by day and reason and leaves out those that the
// cool-down of their reason silences.
func counted(signs []Sign) []Sign {
	sorted := slices.Clone(signs)
	slices.SortStableFunc(sorted, func(a, b Sign) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Reason, b.Reason))
	})
	out := sorted[:0]
	for _, s := range sorted {
		silenced := slices.ContainsFunc(out, func(c Sign) bool {
			return c.Reason == s.Reason && s.Day.Sub(c.Day) < coolDown
		})
		if !silenced {
			out = append(out, s)
		}
	}
	return out
}

package warning

import (
	"cmp"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Rule names the version of the rules; it is stored and shown beside every score.
const Rule = "warning/1"

// The limits of the score.
const (
	halfLife = 45.0 // days after which a sign counts half
	coolDown = 30   // days in which the same reason does not count again
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
)

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

// Score adds up the signs that count on day: each with its points, halved every
// 45 days since it arose. A sign within 30 days after a counted one of the same
// reason does not count again. Signs may come in any order and may lie in the
// future of day, as the day from which a silent customer will be late.
func Score(signs []Sign, day cal.Date) Result {
	out := Result{}
	for _, s := range counted(signs) {
		if s.Day > day || day >= s.Until {
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

// Span is a run of days with one colour: [From, Until).
type Span struct {
	Colour      Colour
	From, Until cal.Date
}

// Course returns the colours from a day on, if nothing else happens: spans without
// gaps, neighbours of different colours, the last one green and until Never. So a
// stored course answers for every later day by comparison.
func Course(signs []Sign, from cal.Date) []Span {
	turns := []cal.Date{from}
	for _, s := range counted(signs) {
		for _, d := range [2]cal.Date{s.Day, s.Until} {
			if d > from && d != cal.Never {
				turns = append(turns, d)
			}
		}
	}
	slices.Sort(turns)
	turns = slices.Compact(turns)
	var out []Span
	for i, day := range turns {
		end := cal.Never
		if i+1 < len(turns) {
			end = turns[i+1]
		}
		for day < end {
			score := Score(signs, day).Score
			next := min(fades(score, day), end)
			out = appendSpan(out, Span{colourOf(score), day, next})
			day = next
		}
	}
	return out
}

// fades is the first day on which a score that only fades has another colour.
func fades(score float64, day cal.Date) cal.Date {
	limit := redAt
	switch colourOf(score) {
	case Green:
		return cal.Never
	case Yellow:
		limit = yellowAt
	case Red:
	}
	days := int(halfLife * math.Log2(score/limit))
	for colourOf(score*math.Exp2(-float64(days)/halfLife)) == colourOf(score) {
		days++
	}
	return day.Add(days)
}

func appendSpan(spans []Span, s Span) []Span {
	if i := len(spans) - 1; i >= 0 && spans[i].Colour == s.Colour {
		spans[i].Until = s.Until
		return spans
	}
	return append(spans, s)
}

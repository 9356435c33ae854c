package interest

import (
	"cmp"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Rule is the version of the rule behind the rows of this room.
const Rule = "interest/1"

// Kind is how the firm knows of an interest.
type Kind string

// The kinds. Denied ends an interest, Excluded is "bitte nicht", Allowed lifts that.
const (
	Told     Kind = "told"
	Bought   Kind = "bought" // never stored: read from sales
	Clicked  Kind = "clicked"
	Opened   Kind = "opened"
	Imported Kind = "imported" // a file says what somebody once told
	Denied   Kind = "denied"
	Excluded Kind = "excluded"
	Allowed  Kind = "allowed"
)

// adds is what a piece of evidence adds to the weight. A file's word counts as told.
var adds = map[Kind]float64{Told: .6, Imported: .6, Bought: .25, Clicked: .05, Opened: .02}

// Limits of the rule: from Fits on an offer may refer to a topic, below Known it is no
// longer shown as an interest; who liked a topic at Strong can lose it noticeably.
const (
	Fits   = .4
	Known  = .1
	Strong = .5
)

const (
	leastHalfLife = 270 // days
	halfLives     = 4   // of a topic's own purchase interval
	newDays       = 60  // in which two pieces of evidence make a new interest
)

// Evidence is one piece, on a day.
type Evidence struct {
	Kind Kind
	Day  cal.Date
}

// State is what evidence says of one topic.
type State struct {
	Excluded bool
	Weight   float64  // on Day; -1 when excluded, 0 without any evidence
	Day      cal.Date // of the last piece that counts
	HalfLife float64  // days
	Since    cal.Date // of the first piece since it was last denied; cal.Never for none
	Until    cal.Date // of the denial; cal.Never while it lasts
	Last     Kind
	Peak     float64 // the highest weight since then
	Bought   int     // purchase days
	Interval float64 // mean days between them, 0 with fewer than two
	New      bool    // two pieces in 60 days, or told, since then
}

// Weigh computes the state of one topic from all its evidence; pieces of one day count in
// the order given, but for purchases, which come first and are one piece. Source: section 6.4 of the method, weight x 2^(-days/half-life)
// plus what a piece adds, at most 1; half-life max(270, 4 purchase intervals) days.
func Weigh(list []Evidence) State {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(said(a.Kind), said(b.Kind)))
	})
	list = slices.CompactFunc(list, func(a, b Evidence) bool { return a == b && a.Kind == Bought })
	s := State{Day: cal.Never, Since: cal.Never, Until: cal.Never}
	s.rhythm(list)
	before := cal.Never // day of the piece before, since the last denial
	for _, e := range list {
		s.Last = e.Kind
		switch e.Kind {
		case Denied:
			s.Weight, s.Peak, s.Day, s.Until, s.New = 0, 0, e.Day, e.Day, false
			before = cal.Never
		case Excluded:
			s.Excluded, s.Weight, s.Day = true, -1, e.Day
		case Allowed:
			s.Excluded, s.Weight, s.Day = false, max(s.Weight, 0), e.Day
		case Told, Bought, Clicked, Opened, Imported:
			if s.Excluded { // what he bought nevertheless was perhaps a present
				continue
			}
			if before == cal.Never {
				s.Since, s.Until = e.Day, cal.Never
			}
			s.New = s.New || e.Kind == Told || before != cal.Never && e.Day.Sub(before) <= newDays
			s.Weight, s.Day, before = min(1, s.On(e.Day)+adds[e.Kind]), e.Day, e.Day
			s.Peak = max(s.Peak, s.Weight)
		}
	}
	return s
}

// said puts what was said behind the purchases of the same day.
func said(k Kind) int {
	if k == Bought {
		return 0
	}
	return 1
}

// rhythm finds the purchase interval of the topic and its half-life.
func (s *State) rhythm(list []Evidence) {
	first, last := cal.Never, cal.Never
	for _, e := range list {
		if e.Kind != Bought {
			continue
		}
		if s.Bought++; s.Bought == 1 {
			first = e.Day
		}
		last = e.Day
	}
	if s.Bought > 1 {
		s.Interval = float64(last.Sub(first)) / float64(s.Bought-1)
	}
	s.HalfLife = max(leastHalfLife, halfLives*s.Interval)
}

// On is the weight on a day that is not before the last piece.
func (s *State) On(day cal.Date) float64 {
	if s.Excluded || s.Weight <= 0 {
		return s.Weight
	}
	return s.Weight * math.Exp2(-float64(day.Sub(s.Day))/s.HalfLife)
}

// Below is the first day on which the weight is below limit; it is long past (the zero
// day) when it is already, and for an exclusion.
func (s *State) Below(limit float64) cal.Date {
	if s.Excluded || s.Weight < limit {
		return 0
	}
	day := s.Day.Add(int(math.Floor(s.HalfLife * math.Log2(s.Weight/limit))))
	for s.On(day) < limit { // rounding of the logarithm
		day--
	}
	for s.On(day) >= limit {
		day++
	}
	return day
}

// unusual is how large a share of waits must end earlier for a topic to be late.
const unusual = .95

// Late reports whether somebody who bought a topic with the mean interval stays away from
// it for unusually long. Waits are taken as memoryless, since a topic has few purchases:
// the share of waits that end within t is 1 - 2^(-t/median) = 1 - exp(-t/mean).
func (s *State) Late(day, lastBought cal.Date) bool {
	return s.Interval > 0 && 1-math.Exp(-float64(day.Sub(lastBought))/s.Interval) >= unusual
}

// Question is what may be asked of a customer about a topic.
type Question string

// The questions; "" is none.
const (
	AskNew      Question = "new"
	AskVanished Question = "vanished"
)

// Ask finds the question about a topic on a day. lastBought is the day of the last
// purchase of the topic, active whether he bought something else since. A vanished
// interest was strong, is late, while he buys other things. A new one began in the last
// 60 days.
func (s *State) Ask(day, lastBought cal.Date, active bool) Question {
	switch {
	case s.Excluded || s.Since == cal.Never || s.Until != cal.Never:
		return ""
	case s.Peak >= Strong && active && lastBought != cal.Never && s.Late(day, lastBought):
		return AskVanished
	case s.New && s.Last != Told && day.Sub(s.Since) <= newDays:
		return AskNew
	}
	return ""
}

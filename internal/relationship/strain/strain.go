// Package strain answers whether a customer is in a strained phase: whether demands,
// complaints whose cause is not ours, urgency and threats come closer together than is
// usual for him. In go the days of such events and since when he is known; out comes the
// phase as of a day, if there is one, with the figures behind it. It does not guess at causes.
//
// It is pure: no database, no clock. The rule is that of the specification (4.10).
package strain

import (
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Rule names the version of the rule.
const Rule = "relationship/strain/1"

// The numbers of the rule.
const (
	Window     = 21   // days in which events count together
	quarter    = 90.0 // days
	priorRate  = 0.25 // events a quarter of whom nothing is known yet
	priorTime  = 2.0  // quarters that this counts as
	size       = 2.0  // of the negative binomial
	hintLeast  = 2
	hintBelow  = 0.01
	alarmLeast = 3
	alarmBelow = 0.005
	calmLeast  = 30 // days without an event that end a phase
	calmMost   = 90
)

// Level is how clear the strain is.
type Level uint8

// The levels.
const (
	None Level = iota
	Hint
	Alarm
)

// Phase is a strained phase as of a day. The zero Phase is none.
type Phase struct {
	Level Level    // the highest that was reached in it
	First cal.Date // the earliest event that counted when it was noticed
	Since cal.Date // the day on which it was noticed
	Alarm cal.Date // the day of the alarm; cal.Never while it is a hint only
	Last  cal.Date // the last event
	Ends  cal.Date // the first day after it if nothing more happens
	// What was seen on the day when the level was reached.
	Events int
	Usual  float64 // events that are usual for him in such a time
	Chance float64 // of so many by chance, 0 to 1
}

// Calm returns after how many days without an event a phase is over: thirty, or his own
// mean interval where that is longer, but ninety at most.
func Calm(interval float64) int {
	if !(interval > calmLeast) { // what is no number, too
		return calmLeast
	}
	return int(math.Min(interval, calmMost))
}

// Of returns the phases of somebody who is known since began, in the order in which they
// came, as far as they are known on day; one that lasts has Ends after day. The events need
// no order; those after day or before began are passed over.
func Of(events []cal.Date, began, day cal.Date, interval float64) (phases []Phase) {
	days := make([]cal.Date, 0, len(events))
	for _, e := range events {
		if e >= began && e <= day {
			days = append(days, e)
		}
	}
	slices.Sort(days)
	calm := Calm(interval)
	var now *Phase
	first := 0 // of those in the window
	for i, at := range days {
		if i+1 < len(days) && days[i+1] == at {
			continue // all events of a day are looked at together
		}
		for days[first] <= at.Add(-Window) {
			first++
		}
		seen := judge(i+1-first, first, at.Add(1-Window).Sub(began))
		if now != nil && at >= now.Ends {
			now = nil
		}
		if now == nil {
			if seen.Level == None {
				continue
			}
			phases = append(phases, Phase{First: days[first], Since: at, Alarm: cal.Never})
			now = &phases[len(phases)-1]
		}
		if seen.Level > now.Level {
			now.Level, now.Events, now.Usual, now.Chance = seen.Level, seen.Events, seen.Usual, seen.Chance
			if seen.Level == Alarm {
				now.Alarm = at
			}
		}
		now.Last, now.Ends = at, at.Add(calm)
	}
	return phases
}

// Now returns the phase that lasts on day.
func Now(phases []Phase, day cal.Date) (Phase, bool) {
	if n := len(phases); n > 0 && phases[n-1].Ends > day {
		return phases[n-1], true
	}
	return Phase{}, false
}

// judge says how unusual n events within the window are, after so many earlier ones in so
// many days before it.
func judge(n, earlier, days int) Phase {
	quarters := float64(max(days, 0)) / quarter
	usual := (priorRate*priorTime + float64(earlier)) / (priorTime + quarters) * Window / quarter
	p := Phase{Events: n, Usual: usual, Chance: tail(n, usual)}
	switch {
	case n >= alarmLeast && p.Chance < alarmBelow:
		p.Level = Alarm
	case n >= hintLeast && p.Chance < hintBelow:
		p.Level = Hint
	}
	return p
}

// tail is the chance of n events or more where mean are usual.
func tail(n int, mean float64) float64 {
	p := math.Pow(size/(size+mean), size) // of none
	less := 0.0
	for i := range n {
		less += p
		p *= (size + float64(i)) / float64(i+1) * mean / (size + mean)
	}
	return max(0, 1-less)
}

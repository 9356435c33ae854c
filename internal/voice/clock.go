package voice

import (
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/feedback"
)

// How long an answer may take (domain 6.1, K16 and K17), in open days of the firm.
const (
	ideaDays   = 5
	praiseDays = 2
	thanksDays = 2 // from the day on which somebody decided to do it
)

// Rule names the version of these clocks.
const Rule = "voice/1"

// due is until when a word to who said it is due; 0 when nothing waits.
func due(i *feedback.Idea, clock cal.Hours, now cal.Instant) cal.Instant {
	switch {
	case i.Kind == feedback.Reference:
		return 0
	case i.Answered == 0 && i.At != 0:
		days := ideaDays
		if i.Kind == feedback.Praise {
			days = praiseDays
		}
		return after(clock, i.At, days)
	case i.Answered != 0 && i.Kind == feedback.Suggestion && i.State == feedback.Adopted && i.Thanked == 0:
		if i.DueAt != 0 { // it was decided before: the clock runs on
			return i.DueAt
		}
		return after(clock, now, thanksDays)
	}
	return 0
}

// after is the instant by which the time of work of n average open days has passed.
func after(clock cal.Hours, from cal.Instant, n int) cal.Instant {
	at := from.Time(clock.Zone())
	return cal.At(clock.After(at, time.Duration(n)*clock.Day(cal.Of(at, clock.Zone()))))
}

// Task is which word is due.
type Task string

// The tasks; the texts are stored keys.
const (
	Answer Task = "answer"
	Thank  Task = "thank" // what he suggested is done
)

// TaskOf is which word is due for what somebody said.
func TaskOf(i *feedback.Idea) Task {
	if i.Answered != 0 {
		return Thank
	}
	return Answer
}

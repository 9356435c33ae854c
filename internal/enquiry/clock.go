package enquiry

import (
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/firm"
)

// Clock is the answer clock of a firm: an answer is due after Target of its hours of work.
type Clock struct {
	Hours  cal.Hours
	Target time.Duration
}

// UsualClock is that of a firm that has set no hours.
func UsualClock(open cal.Calendar, zone *time.Location) Clock {
	return Clock{Hours: firm.UsualHours(open, zone), Target: firm.UsualAnswer}
}

// Due is when the answer to what came in at received is due.
func (c Clock) Due(received time.Time) time.Time { return c.Hours.After(received, c.Target) }

// Light is the colour of the clock.
type Light string

// The lights; each has words beside it.
const (
	Calm    Light = "calm"    // there is time
	Soon    Light = "soon"    // less than a third of the time is left
	Overdue Light = "overdue" // the answer is late
	Stopped Light = "stopped" // answered or closed
)

// Light returns the colour of the enquiry's clock at now.
func (e *Enquiry) Light(now cal.Instant) Light {
	switch {
	case e.State != New:
		return Stopped
	case now > e.DueAt:
		return Overdue
	case (e.DueAt-now)*3 < e.DueAt-e.ReceivedAt:
		return Soon
	}
	return Calm
}

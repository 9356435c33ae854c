package enquiry

import (
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Hours are the times at which the firm answers: on its open days from From to Until, in
// whole hours of its zone. Target is how many of these hours an answer may take.
type Hours struct {
	From, Until int
	Target      int
}

// Usual are the hours until the firm says others: those in which one may call people, and
// an answer within one day of them.
var Usual = Hours{From: 9, Until: 18, Target: 9}

// sound replaces hours that make no sense by the usual ones.
func (h Hours) sound() Hours {
	if h.From < 0 || h.Until > 24 || h.Until <= h.From || h.Target < 1 {
		return Usual
	}
	return h
}

// Due returns when the answer to what came in at received is due: after Target open hours.
// What comes in outside of them begins to count when the firm opens next.
func (h Hours) Due(received time.Time, open cal.Calendar, zone *time.Location) time.Time {
	h = h.sound()
	left := time.Duration(h.Target) * time.Hour
	at := received.In(zone)
	day := cal.Of(at, zone)
	for ; day <= cal.Latest; day++ {
		if !open.Open(day) {
			continue
		}
		from, until := h.on(day, zone)
		if at.Before(from) {
			at = from
		}
		if rest := until.Sub(at); rest >= left {
			return at.Add(left)
		} else if rest > 0 {
			left -= rest
		}
	}
	return at
}

// Waited returns how much of the firm's open time lies between two instants.
func (h Hours) Waited(from, until time.Time, open cal.Calendar, zone *time.Location) time.Duration {
	h = h.sound()
	var sum time.Duration
	last := cal.Of(until, zone)
	for day := cal.Of(from, zone); day <= last && day <= cal.Latest; day++ {
		if !open.Open(day) {
			continue
		}
		begin, end := h.on(day, zone)
		if begin.Before(from) {
			begin = from
		}
		if end.After(until) {
			end = until
		}
		if end.After(begin) {
			sum += end.Sub(begin)
		}
	}
	return sum
}

// on returns the open hours of a day.
func (h Hours) on(day cal.Date, zone *time.Location) (from, until time.Time) {
	y, m, d := day.Civil()
	return time.Date(y, m, d, h.From, 0, 0, 0, zone), time.Date(y, m, d, h.Until, 0, 0, 0, zone)
}

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

package complaint

import (
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/feedback"
)

// How long each step may take (domain 3.7), in open days of the firm.
const (
	ackDays      = 1
	interimDays  = 3 // after the last word from us
	solutionDays = 5
	answerDays   = 1 // after the solution is known, and never before the solution was due
)

// The question whether all is well again comes so many days after the answer, or after the day
// until which rework is promised.
const (
	askFrom  = 7
	askUntil = 14
)

// Rule names the version of these clocks.
const Rule = "complaint/3"

// due is what a complaint needs next, and until when; the zero time when nothing.
func due(c *feedback.Complaint, clock cal.Hours) (feedback.Task, time.Time) {
	since := c.Since.Time(clock.Zone())
	solution := days(clock, since, solutionDays)
	switch {
	case c.Closed != 0:
		return feedback.Nothing, time.Time{}
	case c.Ack == 0:
		return feedback.Acknowledge, days(clock, since, ackDays)
	case c.Solved == 0:
		if word := days(clock, max(c.Ack, c.Interim).Time(clock.Zone()), interimDays); word.Before(solution) {
			return feedback.Inform, word
		}
		return feedback.Solve, solution
	case c.Answered == 0 && c.Unanswered == "":
		reply := days(clock, c.Solved.Time(clock.Zone()), answerDays)
		if reply.Before(solution) {
			reply = solution
		}
		return feedback.Reply, reply
	}
	// Nobody is asked on the last evening of a window: the end of its last day counts.
	last := cal.Of(max(c.Answered, c.Solved, c.Rework).Time(clock.Zone()), clock.Zone()).Add(askUntil)
	y, m, d := last.Add(1).Civil()
	return feedback.Ask, time.Date(y, m, d, 0, 0, 0, 0, clock.Zone()).Add(-time.Second)
}

// days is the instant by which the time of work of n average open days has passed. Counted
// in hours, a short Saturday is not a whole day, and two waits of a day are one of two.
func days(clock cal.Hours, from time.Time, n int) time.Time {
	return clock.After(from, time.Duration(n)*clock.Day(cal.Of(from, clock.Zone())))
}

// wind sets the next task of a complaint. The day is the one on which somebody should see to
// it: for the acknowledgement that is at once, for the question afterwards the first one on
// which it fits.
func wind(c *feedback.Complaint, clock cal.Hours) {
	task, at := due(c, clock)
	c.Task, c.DueAt, c.Due = task, 0, cal.Never
	if task == feedback.Nothing {
		return
	}
	c.DueAt, c.Due = cal.At(at), cal.Of(at, clock.Zone())
	switch task {
	case feedback.Acknowledge:
		c.Due = cal.Of(c.Since.Time(clock.Zone()), clock.Zone())
	case feedback.Ask:
		c.Due = cal.Of(max(c.Answered, c.Solved, c.Rework).Time(clock.Zone()), clock.Zone()).Add(askFrom)
	case feedback.Inform, feedback.Solve, feedback.Reply, feedback.Nothing: // on the day itself
	}
}

// clocks are which clock belongs to a task.
var clocks = map[feedback.Task]feedback.Lateness{
	feedback.Acknowledge: feedback.LateAck, feedback.Inform: feedback.LateInterim, feedback.Solve: feedback.LateSolution, feedback.Reply: feedback.LateAnswer,
}

// stop writes the verdict of the clock that runs, when task is what it waited for.
func stop(c *feedback.Complaint, now cal.Instant, tasks ...feedback.Task) {
	for _, task := range tasks {
		if c.Task == task && now > c.DueAt {
			c.Late |= clocks[task]
		}
	}
}

// Overdue reports whether the clock has run out.
func Overdue(c *feedback.Complaint, now cal.Instant) bool {
	return c.Closed == 0 && c.DueAt != 0 && now > c.DueAt
}

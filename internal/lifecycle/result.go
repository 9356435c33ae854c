package lifecycle

import (
	"github.com/stammkunde/stammkunde/internal/cal"
)

// Result is all that is known of one customer's lifecycle after his last fact.
// It answers for every day from that fact on; earlier days need a walk over the
// facts up to then. Days that do not come are cal.Never.
type Result struct {
	Occasions   int
	First, Last cal.Date // of the first and the last occasion

	// The present rhythm, by the parameters valid after the last occasion.
	Rhythm       Rhythm
	Interval     float64 // I_i in open days
	IntervalDays float64 // I_i in calendar days, for sentences and windows
	GroupDays    float64 // I_g in calendar days
	Window       float64 // W in calendar days

	// Activity holds from these days on; each is at or after the one before.
	LateFrom, DormantFrom, LostFrom cal.Date
	RegainedSince, RegainedUntil    cal.Date // of the latest return; [since, until)

	// The computed standing, before the owner's hand.
	RegularSince cal.Date // Never unless a regular after the last occasion
	RegularUntil cal.Date // first day on which a regular has lost the standing by silence or notice
	FormerSince  cal.Date // lost the standing before the last occasion and has not regained it
	Clauses      [5]Clause
	Steps        []Step // changes of the computed standing up to the last occasion, by day

	// Decisions in force.
	Override Act      // Kind is empty, ActSet or ActDeny
	EndedOn  cal.Date // service ended by the firm
	NoticeOn cal.Date // notice given by the customer and not followed by a purchase
}

// Result judges the walk so far.
func (w *Walker) Result() Result {
	out := Result{
		Occasions: w.n, First: w.first, Last: w.last,
		LateFrom: cal.Never, DormantFrom: cal.Never, LostFrom: cal.Never,
		RegainedSince: w.regainedSince, RegainedUntil: w.regainedUntil,
		RegularSince: w.regularSince, RegularUntil: cal.Never, FormerSince: w.formerSince,
		Clauses: w.clauses, Steps: w.steps[:len(w.steps):len(w.steps)],
		Override: w.acted.override, EndedOn: w.acted.ended, NoticeOn: w.acted.notice,
	}
	if w.n == 0 {
		return out
	}
	s := w.silence(cal.Never)
	out.Rhythm = Rhythm{w.params.latest(w.last), w.n - 1, w.sum}
	out.Interval = out.Rhythm.Interval()
	out.IntervalDays = w.stretch() * out.Interval
	out.GroupDays = w.stretch() * out.Rhythm.Params.GroupInterval
	out.Window = ownWindow(out.IntervalDays)
	out.LateFrom = min(s.limits.late, out.NoticeOn)
	out.DormantFrom = min(s.limits.dormant, out.NoticeOn)
	out.LostFrom = min(s.limits.lost, out.NoticeOn)
	if w.regular {
		out.RegularUntil = s.loss
	}
	return out
}

// ActivityOn returns the activity on a day not before the last fact.
func (r Result) ActivityOn(day cal.Date) Activity {
	switch {
	case r.Occasions == 0:
		return NoActivity
	case day >= r.LostFrom:
		return Lost
	case day >= r.DormantFrom:
		return Dormant
	case day >= r.LateFrom:
		return Late
	case r.RegainedSince <= day && day < r.RegainedUntil:
		return Regained
	}
	return Active
}

// StandingOn returns the standing on a day not before the last fact, with the
// owner's decisions applied.
func (r Result) StandingOn(day cal.Date) Standing {
	switch {
	case day >= r.EndedOn:
		return Ended
	case day >= r.NoticeOn:
		return Cancelled
	case r.Override.Kind == ActSet && day >= r.Override.Day:
		return Regular
	case r.Occasions == 0:
		return Prospect
	case r.Occasions == 1:
		return First
	case r.Override.Kind == ActDeny && day >= r.Override.Day:
		return Repeat
	case day >= r.RegularSince && day < r.RegularUntil:
		return Regular
	}
	return Repeat
}

// FormerOn returns since when the customer is a former regular, as known on day;
// Never when he is a regular or never was one.
func (r Result) FormerOn(day cal.Date) cal.Date {
	if day >= r.RegularUntil {
		return r.RegularUntil
	}
	return r.FormerSince
}

// OneTime reports whether there was exactly one purchase occasion. Such customers
// are shown as "no second purchase yet" instead of by their activity.
func (r Result) OneTime() bool { return r.Occasions == 1 }

// Wait is the evidence for the activity on one day ("Warum?").
type Wait struct {
	Days     int     // calendar days since the last occasion
	OpenDays int     // t, the open days of them
	Unusual  float64 // q
	Alive    float64 // P
}

// WaitOn returns the evidence for the activity on a day not before the last fact.
// Without any occasion it is zero.
func (r Result) WaitOn(day cal.Date, calendar cal.Calendar) Wait {
	if r.Occasions == 0 {
		return Wait{}
	}
	out := Wait{Days: day.Sub(r.Last), OpenDays: calendar.OpenDays(r.Last, day)}
	out.Unusual, out.Alive = r.Rhythm.Wait(out.OpenDays)
	return out
}

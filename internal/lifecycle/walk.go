package lifecycle

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Step is a change of the computed standing, without the owner's hand.
type Step struct {
	Day cal.Date
	To  Standing
}

// Walk judges a customer from his whole history. Occasions are sorted by day, as
// [Occasions] returns them, acts by day. The calendar and the parameters are the
// firm's; an occasion is judged with the parameters valid on its day, a day of
// silence with those valid on that day.
//
// For a view back in time hand in the occasions and acts up to that day and
// params.Until(day).
func Walk(occasions []Occasion, acts []Act, params ParamsHistory, calendar cal.Calendar) Result {
	w := NewWalker(params, calendar)
	for _, o := range occasions {
		for len(acts) > 0 && acts[0].Day < o.Day {
			w.Act(acts[0])
			acts = acts[1:]
		}
		w.Add(o.Day)
	}
	for _, a := range acts {
		w.Act(a)
	}
	return w.Result()
}

// Walker judges a history occasion by occasion. Occasions and acts are added in
// order of their days; Result can be asked at any time, so walking a part and
// then the rest gives the same as walking all.
type Walker struct {
	params   ParamsHistory
	calendar cal.Calendar

	n             int // occasions
	first, last   cal.Date
	sum           int         // open days between first and last
	recent        [4]cal.Date // newest first
	regular       bool
	regularSince  cal.Date
	formerSince   cal.Date
	sinceLoss     int // occasions since the standing of a regular was lost
	regainedSince cal.Date
	regainedUntil cal.Date
	clauses       [5]Clause
	acted         acted
	steps         []Step
}

// NewWalker begins the history of a customer without purchases.
func NewWalker(params ParamsHistory, calendar cal.Calendar) *Walker {
	w := &Walker{
		params: params, calendar: calendar, first: cal.Never, last: cal.Never,
		regularSince: cal.Never, formerSince: cal.Never, regainedSince: cal.Never, regainedUntil: cal.Never,
		acted: newActed(),
	}
	for i := range w.recent {
		w.recent[i] = cal.Never
	}
	for i := range w.clauses {
		w.clauses[i] = Clause{Key: byte('a' + i), Since: cal.Never}
	}
	return w
}

// Act takes a decision of the owner or the customer's notice into account.
func (w *Walker) Act(a Act) { w.acted.apply(a) }

// Add takes the next occasion into account. A day not after the last one is
// ignored: merged occasions have distinct, rising days.
func (w *Walker) Add(day cal.Date) {
	if w.n > 0 && day <= w.last {
		return
	}
	if w.n == 0 {
		w.first = day
	} else {
		w.endSilence(day)
		w.sum += w.calendar.OpenDays(w.last, day)
	}
	w.n++
	if w.formerSince != cal.Never {
		w.sinceLoss++
	}
	copy(w.recent[1:], w.recent[:3])
	w.recent[0] = day
	w.acted.notice = cal.Never // who buys again has taken back his notice
	w.last = day
	w.judge()
}

// endSilence settles what happened between the last occasion and the next one.
func (w *Walker) endSilence(day cal.Date) {
	s := w.silence(day)
	if s.loss < day {
		w.lose(s.loss)
	}
	if s.dormant < day || w.acted.notice != cal.Never {
		r := Rhythm{w.params.On(day), w.n, w.sum + w.calendar.OpenDays(w.last, day)}
		w.regainedSince = day
		w.regainedUntil = w.calendar.AfterOpenDays(day, ceil(regainedIntervals*r.Interval()))
	}
}

func (w *Walker) lose(day cal.Date) {
	if !w.regular {
		return
	}
	w.regular, w.regularSince = false, cal.Never
	w.formerSince, w.sinceLoss = day, 0
	w.steps = append(w.steps, Step{day, Repeat})
}

// judge applies the rule for regulars on the day of the last occasion.
func (w *Walker) judge() {
	p := w.params.On(w.last)
	r := Rhythm{p, w.n - 1, w.sum}
	stretch := w.stretch()
	found := occasionFacts{
		day: w.last, ever: w.n, tenure: w.last.Sub(w.first), recent: w.recent,
		intervalDays: stretch * r.Interval(), groupDays: stretch * p.GroupInterval,
		regainedUntil: w.regainedUntil, regained: w.regainedSince != cal.Never && w.last < w.regainedUntil,
	}.judge()
	all := true
	for i, c := range found {
		c.Since = cal.Never
		if c.Holds {
			c.Since = min(w.clauses[i].Since, w.last)
		}
		all = all && c.Holds
		w.clauses[i] = c
	}
	back := w.formerSince != cal.Never && w.sinceLoss >= 2 &&
		float64(w.calendar.OpenDays(w.recent[1], w.last)) <= returnIntervals*r.Interval()
	switch {
	case w.regular:
	case all || back:
		w.regular, w.regularSince = true, w.last
		w.formerSince, w.sinceLoss = cal.Never, 0
		w.steps = append(w.steps, Step{w.last, Regular})
	case w.n == 1:
		w.steps = append(w.steps, Step{w.last, First})
	case w.n == 2:
		w.steps = append(w.steps, Step{w.last, Repeat})
	}
}

// stretch is how many calendar days one open day stands for, measured over the
// year before the last occasion, so that windows told in days fit a firm that
// closes on Sundays or for a season.
func (w *Walker) stretch() float64 {
	const year = 364 // whole weeks
	return year / float64(max(w.calendar.OpenDays(w.last.Add(-year), w.last), 1))
}

// spell is a silence after the last occasion: the first days on which he was
// dormant and on which a regular would lose the standing; Never if not within it.
// limits are the days by the parameters valid at its end, where they were needed.
type spell struct {
	dormant, loss cal.Date
	limits        limitDays
}

// silence judges the days after the last occasion and before until, each with the
// parameters valid on it.
func (w *Walker) silence(until cal.Date) spell {
	out := spell{dormant: cal.Never, loss: cal.Never}
	for i := w.params.index(w.last); i < max(len(w.params.rows), 1); i++ {
		from, end := w.last, until
		if i < len(w.params.rows) && w.params.rows[i].ValidFrom > from {
			from = w.params.rows[i].ValidFrom
		}
		if from >= until {
			break
		}
		if i+1 < len(w.params.rows) {
			end = min(end, w.params.rows[i+1].ValidFrom)
		}
		w.judgeSpan(&out, w.params.On(from), from, end)
	}
	out.loss = min(out.loss, w.acted.notice)
	return out
}

// judgeSpan adds to out what the parameters p find on the days [from, end).
func (w *Walker) judgeSpan(out *spell, p Params, from, end cal.Date) {
	r := Rhythm{p, w.n - 1, w.sum}
	if end != cal.Never {
		lossOpen := w.regular && out.loss == cal.Never && float64(end.Sub(w.last)) > silenceMin
		if out.dormant != cal.Never && !lossOpen {
			return // nothing is left to find, however many versions follow
		}
		if !r.dormant(w.calendar.OpenDays(w.last, end.Add(-1))) {
			return // not dormant on the last of the days, so on none
		}
	}
	d := w.days(r)
	out.limits = d
	if at := max(d.dormant, from); at < end {
		out.dormant = min(out.dormant, at)
	}
	if at := max(w.lossDay(r, d), from); at < end {
		out.loss = min(out.loss, at)
	}
}

// lossDay is the first day on which a regular is lost and has been silent since
// the dormant day for at least max(W, 180) days.
func (w *Walker) lossDay(r Rhythm, d limitDays) cal.Date {
	if d.lost == cal.Never {
		return cal.Never
	}
	patience := ceil(max(ownWindow(w.stretch()*r.Interval()), silenceMin))
	return max(d.lost, d.dormant.Add(patience))
}

// limitDays are the first days on which late, dormant and lost hold.
type limitDays struct{ late, dormant, lost cal.Date }

func (w *Walker) days(r Rhythm) limitDays {
	l := r.Limits()
	return limitDays{
		w.calendar.AfterOpenDays(w.last, l.Late),
		w.calendar.AfterOpenDays(w.last, l.Dormant),
		w.calendar.AfterOpenDays(w.last, l.Lost),
	}
}

func ceil(v float64) int { return int(math.Ceil(min(v, never))) }

package firm

import (
	"slices"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
)

// Times are the hours of work and the holidays from a day on. They are never changed
// backwards: what was promised for a day, and whether it was kept, was told by the times that
// held then.
type Times struct {
	From   cal.Date   `json:"from"`             // first day on which they hold
	Week   [7]string  `json:"week"`             // spans of each weekday as [cal.ParseSpans] reads them; time.Sunday = 0
	Region cal.Region `json:"region,omitempty"` // whose holidays are closed days; "" for none
	Work   []string   `json:"work,omitempty"`   // keys of its holidays on which the firm works all the same
}

// usualFrom and usualUntil are the hours until the firm says others: those in which one may
// call people.
const (
	usualFrom  = 9 * 60
	usualUntil = 18 * 60
)

// UsualAnswer is how much time of work an answer may take until the firm says otherwise.
const UsualAnswer = 9 * time.Hour

// UsualHours are the hours of a firm that has set none.
func UsualHours(open cal.Calendar, zone *time.Location) cal.Hours {
	return cal.NewHours(cal.Daily(usualFrom, usualUntil), open, zone)
}

// Check reports as fault.Invalid what cannot be: "firm.times.day" with the weekday,
// "firm.times.none", "firm.times.region".
func (t *Times) Check() error {
	week, bad := t.week()
	switch {
	case bad >= 0:
		return fault.New(fault.Invalid, "firm.times.day", bad)
	case !week.Sound():
		return fault.New(fault.Invalid, "firm.times.none")
	case t.Region != "" && !t.Region.Known():
		return fault.New(fault.Invalid, "firm.times.region")
	}
	return nil
}

// week are the spans; bad is the first weekday that does not read, or -1.
func (t *Times) week() (week cal.Week, bad int) {
	for d, text := range t.Week {
		spans, ok := cal.ParseSpans(text)
		if !ok {
			return week, d
		}
		week[d] = spans
	}
	return week, -1
}

// TimesOn are the times that hold on a day.
func (p *Profile) TimesOn(day cal.Date) Times {
	now := p.firstTimes()
	for _, t := range p.Settings.Times {
		if t.From <= day {
			now = t
		}
	}
	return now
}

// firstTimes are those before the firm set any: every day the same hours.
func (p *Profile) firstTimes() Times {
	span := cal.Span{From: usualFrom, Until: usualUntil}
	if e := p.Settings.Enquiry; e.Until > e.From {
		span = cal.Span{From: e.From * 60, Until: e.Until * 60}
	}
	t := Times{From: cal.Earliest}
	for d := range t.Week {
		t.Week[d] = span.String()
	}
	return t
}

// SetTimes puts in times from their day on; those that were to begin then or later go.
func (s *Settings) SetTimes(t Times) error {
	if err := t.Check(); err != nil {
		return err
	}
	s.Times = slices.DeleteFunc(slices.Clone(s.Times), func(was Times) bool { return was.From >= t.From })
	s.Times = append(s.Times, t)
	return nil
}

// Hours are the firm's hours of work, from version to version.
func (p *Profile) Hours() cal.Hours {
	first := p.firstTimes()
	week, _ := first.week()
	if !week.Sound() {
		week = cal.Daily(usualFrom, usualUntil)
	}
	h := cal.NewHours(week, p.Calendar(), p.Location())
	for _, t := range p.Settings.Times {
		if week, bad := t.week(); bad < 0 && week.Sound() { // else it came from another version of the program
			h = h.From(t.From, week)
		}
	}
	return h
}

// AnswerTime is how much time of work an answer may take.
func (p *Profile) AnswerTime() time.Duration {
	if n := p.Settings.Enquiry.Target; n > 0 {
		return time.Duration(n) * time.Hour
	}
	return UsualAnswer
}

// Calendar returns the firm's open days: without the weekdays and the single days on which
// it is closed, and without the holidays of its region from the day on that it named one.
func (p *Profile) Calendar() cal.Calendar {
	days := make([]cal.Date, 0, len(p.ClosedDays))
	for _, d := range p.ClosedDays {
		days = append(days, d.Day)
	}
	for i, t := range p.Settings.Times {
		until := cal.Latest
		if i+1 < len(p.Settings.Times) {
			until = p.Settings.Times[i+1].From - 1
		}
		for _, h := range t.Holidays(t.From, min(until, t.From.Add(holidayDays))) {
			days = append(days, h.Day)
		}
	}
	return cal.NewCalendar(p.ClosedWeekdays, days)
}

// holidayDays is how far ahead holidays are closed days: no clock and no rhythm of a
// customer looks farther than thirty years.
const holidayDays = 30 * 366

// Holidays are the holidays from one day until another on which the firm is closed.
func (t *Times) Holidays(from, until cal.Date) []cal.Holiday {
	if t.Region == "" {
		return nil
	}
	var list []cal.Holiday
	for _, h := range holidaysOf(t.Region, from.Year(), until.Year()) {
		if h.Day >= from && h.Day <= until && !slices.Contains(t.Work, h.Key) {
			list = append(list, h)
		}
	}
	return list
}

// holidaysOf are the holidays of some years; each year is computed once.
func holidaysOf(r cal.Region, from, until int) []cal.Holiday {
	var list []cal.Holiday
	for year := from; year <= until; year++ {
		key := regionYear{r, year}
		kept, ok := holidays.Load(key)
		if !ok {
			kept, _ = holidays.LoadOrStore(key, cal.Holidays(r, year))
		}
		list = append(list, kept.([]cal.Holiday)...)
	}
	return list
}

type regionYear struct {
	region cal.Region
	year   int
}

// holidays keeps what was computed: at most some ten thousand days.
var holidays sync.Map

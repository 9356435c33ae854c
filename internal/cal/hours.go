package cal

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Span is a piece of a day in minutes since midnight: From belongs to it, Until does not.
type Span struct{ From, Until int }

// dayMinutes are those of a day; the clock counts them as the wall shows them.
const dayMinutes = 24 * 60

// Week are the spans of the weekdays (time.Sunday = 0), each in order and apart.
type Week [7][]Span

// Daily is a week with the same span on each day, in minutes.
func Daily(from, until int) Week {
	var w Week
	for d := range w {
		w[d] = []Span{{from, until}}
	}
	return w
}

// Minutes are those of a weekday.
func (w *Week) Minutes(d time.Weekday) int {
	n := 0
	for _, s := range w[d] {
		n += s.Until - s.From
	}
	return n
}

// Sound tells whether every span lies within its day, begins before it ends, and begins
// after the one before it, and whether there is a span at all.
func (w *Week) Sound() bool {
	some := false
	for _, day := range w {
		last := -1
		for _, s := range day {
			if s.From <= last || s.Until <= s.From || s.Until > dayMinutes {
				return false
			}
			last, some = s.Until, true
		}
	}
	return some
}

// ParseSpans reads times of a day as people write them: "8-12:30, 14-18", "08:00–18:00 Uhr",
// "8.30 bis 12 und 13.00 bis 17.30". Nothing or a dash is a day without times. ok is false
// for what does not read so, overlaps or touches.
func ParseSpans(text string) (spans []Span, ok bool) {
	text = strings.NewReplacer("–", "-", "—", "-", "−", "-", " bis ", "-", " to ", "-", " und ", ",", " and ", ",", ";", ",", "/", ",", "+", ",").Replace(strings.ToLower(text))
	text = strings.NewReplacer("uhr", "", "h", "", " ", "", "\t", "", "\u00a0", "").Replace(text)
	if text == "" || text == "-" {
		return nil, true
	}
	for part := range strings.SplitSeq(text, ",") {
		a, b, found := strings.Cut(part, "-")
		from, okFrom := minuteOf(a)
		until, okUntil := minuteOf(b)
		if !found || !okFrom || !okUntil || until <= from {
			return nil, false
		}
		spans = append(spans, Span{from, until})
	}
	slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
	for i := 1; i < len(spans); i++ {
		if spans[i].From <= spans[i-1].Until {
			return nil, false
		}
	}
	return spans, true
}

// minuteOf reads a time of day: "8", "8:30", "8.30", "0830", "24".
func minuteOf(s string) (int, bool) {
	h, m, cut := strings.Cut(strings.Replace(s, ".", ":", 1), ":")
	if !cut && len(h) >= 3 {
		h, m = h[:len(h)-2], h[len(h)-2:]
	} else if cut && len(m) != 2 {
		return 0, false
	}
	hour, okHour := small(h)
	minute, okMinute := small(m)
	if m == "" {
		minute, okMinute = 0, true
	}
	at := hour*60 + minute
	return at, okHour && okMinute && minute < 60 && at <= dayMinutes
}

// small reads a number of one or two digits.
func small(s string) (int, bool) {
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(s) == 1 || len(s) == 2
}

// String writes the spans of a day: "08:00–12:30, 14:00–18:00", or "" without any.
func (s Span) String() string {
	return fmt.Sprintf("%02d:%02d–%02d:%02d", s.From/60, s.From%60, s.Until/60, s.Until%60)
}

// Hours are a firm's hours of work: weeks by the first day on which each holds, on the open
// days of a calendar, in a zone.
type Hours struct {
	weeks []weekFrom // by day; the first holds for all days before it too
	open  Calendar
	zone  *time.Location
}

type weekFrom struct {
	from Date
	week Week
}

// NewHours are hours with one week. The week must be sound.
func NewHours(week Week, open Calendar, zone *time.Location) Hours {
	return Hours{weeks: []weekFrom{{Earliest, week}}, open: open, zone: zone}
}

// From are the hours with another week from a day on. Days are given in order.
func (h Hours) From(day Date, week Week) Hours {
	h.weeks = append(slices.Clip(h.weeks), weekFrom{day, week})
	return h
}

// Zone is where the hours are told.
func (h Hours) Zone() *time.Location { return h.zone }

// week is the week that holds on a day.
func (h Hours) week(day Date) *Week {
	at := 0
	for i := range h.weeks {
		if h.weeks[i].from <= day {
			at = i
		}
	}
	return &h.weeks[at].week
}

// spans are those of a day; none when the firm is closed.
func (h Hours) spans(day Date) []Span {
	if !h.open.Open(day) {
		return nil
	}
	return h.week(day)[day.Weekday()]
}

// Day is how much time an average day on which there is any counts: the measure of a
// "working day" for clocks that run over days of different length.
func (h Hours) Day(day Date) time.Duration {
	week, sum, n := h.week(day), 0, 0
	for d := range time.Weekday(7) {
		if m := week.Minutes(d); m > 0 && !h.open.closedWeekdays[d] {
			sum, n = sum+m, n+1
		}
	}
	if n == 0 { // the week's only days are closed
		return time.Hour
	}
	return time.Duration(sum) * time.Minute / time.Duration(n)
}

// farthest is how many days ahead a clock looks: whoever has no time for ten years has none.
const farthest = 3653

// After is the instant at which so much time of work has passed since from. What begins
// outside of it begins to count when the firm opens next. Where there is no time of work at
// all it is from.
func (h Hours) After(from time.Time, work time.Duration) time.Time {
	at := from.In(h.zone)
	first := Of(at, h.zone)
	left := work
	for day := first; day <= Latest && day.Sub(first) < farthest; day++ {
		for _, s := range h.spans(day) {
			begin, end := h.at(day, s.From), h.at(day, s.Until)
			if begin.Before(at) {
				begin = at
			}
			rest := end.Sub(begin)
			if rest <= 0 {
				continue
			}
			if rest >= left {
				return begin.Add(left)
			}
			left -= rest
		}
	}
	return at
}

// Between is how much time of work lies between two instants, 0 when until is not after
// from.
func (h Hours) Between(from, until time.Time) time.Duration {
	var sum time.Duration
	last := Of(until, h.zone)
	for day := Of(from, h.zone); day <= last && day <= Latest; day++ {
		for _, s := range h.spans(day) {
			begin, end := h.at(day, s.From), h.at(day, s.Until)
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
	}
	return sum
}

// At tells whether an instant is within the hours.
func (h Hours) At(t time.Time) bool {
	t = t.In(h.zone)
	day := Of(t, h.zone)
	for _, s := range h.spans(day) {
		if !t.Before(h.at(day, s.From)) && t.Before(h.at(day, s.Until)) {
			return true
		}
	}
	return false
}

// at is a minute of a day as the clock on the wall shows it.
func (h Hours) at(day Date, minute int) time.Time {
	y, m, d := day.Civil()
	return time.Date(y, m, d, minute/60, minute%60, 0, 0, h.zone)
}

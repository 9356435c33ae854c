package locale

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
)

const (
	daysPerMonth = 30.436875 // mean month of the Gregorian calendar
	daysPerYear  = 365.2425
)

// Interval tells a rhythm of so many days: "jeden Tag", "alle neun Tage", "jede
// Woche" (6.5 to 7.5 days), "alle zwei Wochen", "etwa jeden Monat", "etwa alle drei
// Monate", "etwa einmal im Jahr". From 26 days on the phrase is rounded to weeks,
// months or years and says "etwa". What is no positive number gives "".
func (p *Printer) Interval(days float64) string {
	switch {
	case !(days > 0) || math.IsInf(days, 1):
		return ""
	case days < 1.5:
		return p.T("interval.daily")
	case days >= 6.5 && days <= 7.5:
		return p.T("interval.weekly")
	case near(days, 14) || near(days, 21):
		return p.T("interval.weeks", round(days/7))
	case days < 26:
		return p.T("interval.days", round(days))
	case days < 36:
		return p.T("interval.monthly")
	case days < 53:
		return p.T("interval.about_weeks", round(days/7))
	case days < 320:
		return p.T("interval.about_months", round(days/daysPerMonth))
	case days < 411:
		return p.T("interval.yearly")
	case days < 640:
		return p.T("interval.about_months", round(days/daysPerMonth))
	}
	return p.T("interval.about_years", round(days/daysPerYear))
}

func near(x, target float64) bool { return x >= target-1 && x <= target+1 }

func round(x float64) int64 { return int64(math.Floor(x + 0.5)) }

// Since tells how long something lasts that began on from: "seit heute", "seit
// neun Tagen", "seit drei Wochen", "seit zwei Monaten", "seit einem Jahr", "seit
// vier Jahren"; English "for four years". Full units are counted; a day in the
// future counts as today.
func (p *Printer) Since(from, today cal.Date) string {
	n, u := elapsed(from, today)
	if n <= 0 {
		return p.T("since.today")
	}
	return p.T("since.span", p.Span(n, u, Dative))
}

// elapsed returns the full units between the days: days up to two weeks, weeks up
// to two months, months up to a year, then years.
func elapsed(from, today cal.Date) (int, Unit) {
	days := today.Sub(from)
	months := FullMonths(from, today)
	switch {
	case days < 14:
		return days, Day
	case months < 2:
		return days / 7, Week
	case months < 12:
		return months, Month
	}
	return months / 12, Year
}

// FullMonths counts the full months from one day to a later one; 0 where it is not
// later.
func FullMonths(from, until cal.Date) int {
	if until <= from {
		return 0
	}
	y1, m1, _ := from.Civil()
	y2, m2, _ := until.Civil()
	n := (y2-y1)*12 + int(m2) - int(m1)
	if from.AddMonths(n) > until {
		n--
	}
	return n
}

// Relative tells a day as seen from today, to stand in a sentence: "heute",
// "gestern", "vor 3 Tagen" up to seven days back, "morgen", "am Freitag" up to six
// days ahead, else "am 17. Nov." and with another year "am 24.11.2025".
func (p *Printer) Relative(d, today cal.Date) string {
	if d == cal.Never {
		return p.T("date.never")
	}
	switch n := d.Sub(today); {
	case n == 0:
		return p.T("date.today")
	case n == -1:
		return p.T("date.yesterday")
	case n == 1:
		return p.T("date.tomorrow")
	case n < 0 && n >= -7:
		return p.T("date.days_ago", -n)
	case n > 0 && n <= 6:
		return p.T("date.on", p.WeekdayName(d.Weekday()))
	}
	return p.T("date.on", p.dateNear(d, today))
}

// RelativeLabel is Relative for lists and labels, without the preposition: "17. Nov.",
// "Freitag".
func (p *Printer) RelativeLabel(d, today cal.Date) string {
	n := d.Sub(today)
	switch {
	case d == cal.Never, n >= -7 && n <= 1:
		return p.Relative(d, today)
	case n > 1 && n <= 6:
		return p.WeekdayName(d.Weekday())
	}
	return p.dateNear(d, today)
}

// dateNear leaves out the year where it is the current one.
func (p *Printer) dateNear(d, today cal.Date) string {
	if d.Year() == today.Year() {
		return p.DayMonth(d)
	}
	return p.Date(d)
}

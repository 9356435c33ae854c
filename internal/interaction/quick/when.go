package quick

import (
	"slices"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
)

var weekdays = map[string]time.Weekday{
	"montag": 1, "dienstag": 2, "mittwoch": 3, "donnerstag": 4, "freitag": 5, "samstag": 6, "sonnabend": 6, "sonntag": 0,
	"mo": 1, "di": 2, "mi": 3, "do": 4, "fr": 5, "sa": 6, "so": 0,
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
	"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 0,
}

// bare weekdays of two letters are words as well ("so", "do"); they need a word before.
func short(key string) bool { return len(key) == 2 }

var months = map[string]time.Month{
	"januar": 1, "jaenner": 1, "januar.": 1, "jan": 1, "february": 2, "februar": 2, "feb": 2, "maerz": 3, "march": 3, "mar": 3, "april": 4, "apr": 4,
	"mai": 5, "may": 5, "juni": 6, "june": 6, "jun": 6, "juli": 7, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sep": 9, "sept": 9,
	"oktober": 10, "october": 10, "okt": 10, "oct": 10, "november": 11, "nov": 11, "dezember": 12, "december": 12, "dez": 12, "dec": 12, "january": 1,
}

// before may stand before a day and belongs to it.
var before = []string{"bis", "am", "zum", "naechsten", "naechster", "naechste", "kommenden", "kommende", "diesen", "dieser", "diese", "by", "on", "next", "this", "until", "ab", "den", "der", "in"}

var plain = map[string]int{"heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "uebermorgen": 2}

var units = map[string]int{
	"tag": 1, "tagen": 1, "tage": 1, "day": 1, "days": 1, "woche": 7, "wochen": 7, "week": 7, "weeks": 7,
	"monat": -1, "monaten": -1, "monate": -1, "month": -1, "months": -1, "jahr": -12, "jahren": -12, "year": -12, "years": -12,
}

// when reads a day that begins with word i, relative to today: a weekday is the next one,
// never today; KW is the Friday of that week. The day lies behind words [from, until).
func (p *parser) when(i int) (day cal.Date, from, until int, ok bool) {
	from = i
	for i < len(p.words) && slices.Contains(before, p.key(i)) && i-from < 3 && !p.used[i] {
		i++
	}
	if i >= len(p.words) || p.used[i] {
		return 0, 0, 0, false
	}
	key := strings.TrimRight(p.key(i), ".")
	if n, found := plain[key]; found {
		if key == "morgen" && slices.Contains([]string{"am", "jeden", "guten"}, p.key(i-1)) {
			return 0, 0, 0, false // "am Morgen"
		}
		return p.today.Add(n), from, i + 1, true
	}
	if w, found := weekdays[key]; found && (!short(key) || i > from) {
		ahead := (int(w) - int(p.today.Weekday()) + 7) % 7
		if ahead == 0 {
			ahead = 7
		}
		if i > from && p.key(i+1) == "in" && p.key(i+2) == "einer" && p.key(i+3) == "woche" {
			return p.today.Add(ahead + 7), from, i + 4, true
		}
		return p.today.Add(ahead), from, i + 1, true
	}
	if day, n, found := p.dated(i); found {
		return day, from, i + n, true
	}
	if key == "kw" || key == "week" && i == from {
		if n, rest := leadingNumber(strings.TrimRight(p.key(i+1), ".")); n >= 1 && n <= 53 && rest == "" {
			return p.week(n), from, i + 2, true
		}
	}
	if rest, found := strings.CutPrefix(key, "kw"); found {
		if n, tail := leadingNumber(rest); n >= 1 && n <= 53 && tail == "" {
			return p.week(n), from, i + 1, true
		}
	}
	if i > from && p.key(i-1) != "in" && p.key(i-1) != "bis" {
		if key == "woche" || key == "week" {
			return p.friday(p.today.Add(7)), from, i + 1, true
		}
		if key == "monat" || key == "month" {
			return p.today.AddMonths(1), from, i + 1, true
		}
	}
	if i > from && p.key(i-1) == "in" {
		n, rest := leadingNumber(key)
		if rest != "" || n == 0 {
			n = numberWords[key]
			if key == "einer" || key == "einem" || key == "a" {
				n = 1
			}
		}
		if unit, found := units[p.key(i+1)]; found && n > 0 {
			if unit < 0 {
				return p.today.AddMonths(-unit * n), from, i + 2, true
			}
			return p.today.Add(unit * n), from, i + 2, true
		}
	}
	return 0, 0, 0, false
}

// dated reads "3.12.", "3.12.2026", "2026-12-03", "3. Dezember", "3 December" and
// "December 3" at word i and tells how many words that are. A day without a year that is
// over is next year's.
func (p *parser) dated(i int) (day cal.Date, n int, ok bool) {
	key := p.key(i)
	if d, err := cal.Parse(key); err == nil && d.Valid() {
		return d, 1, true
	}
	if parts := strings.Split(strings.Trim(key, "."), "."); len(parts) == 2 || len(parts) == 3 {
		d, a := leadingNumber(parts[0])
		m, b := leadingNumber(parts[1])
		y := 0
		if len(parts) == 3 {
			var c string
			if y, c = leadingNumber(parts[2]); c != "" || y == 0 {
				return 0, 0, false
			}
			if y < 100 {
				y += 2000
			}
		}
		if a == "" && b == "" && d > 0 && m > 0 && (len(parts) == 3 || strings.HasSuffix(key, ".")) {
			day, ok := p.civil(y, m, d)
			return day, 1, ok
		}
	}
	name := func(j int) time.Month { return months[strings.TrimRight(p.key(j), ".")] }
	number := func(j int) int {
		d, rest := leadingNumber(p.key(j))
		if rest != "" && rest != "." && rest != "th" && rest != "st" && rest != "nd" && rest != "rd" {
			return 0
		}
		return d
	}
	if d := number(i); d > 0 && name(i+1) > 0 {
		day, ok := p.civil(0, int(name(i+1)), d)
		return day, 2, ok
	}
	if m := name(i); m > 0 {
		if d := number(i + 1); d > 0 {
			day, ok := p.civil(0, int(m), d)
			return day, 2, ok
		}
	}
	return 0, 0, false
}

// civil is a day that exists; year 0 is the next one on which it is not over.
func (p *parser) civil(y, m, d int) (cal.Date, bool) {
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return 0, false
	}
	year := y
	if y == 0 {
		year = p.today.Year()
	}
	day := cal.On(year, time.Month(m), d)
	if y == 0 && day < p.today {
		day = cal.On(year+1, time.Month(m), d)
	}
	return day, day.Day() == d && day.Valid()
}

// week is the Friday of a week of the calendar, this year or, when it is over, the next.
func (p *parser) week(n int) cal.Date {
	for year := p.today.Year(); ; year++ {
		fourth := cal.On(year, time.January, 4) // always in week 1
		monday := fourth.Add(-(int(fourth.Weekday()) + 6) % 7)
		if friday := monday.Add(7*(n-1) + 4); friday >= p.today {
			return friday
		}
	}
}

// friday is the Friday of the week of a day.
func (p *parser) friday(d cal.Date) cal.Date {
	return d.Add(4 - (int(d.Weekday())+6)%7)
}

// clock reads a time at word i: "um 14:30", "14:30", "um 9", "9 Uhr", "at 3". n is how many
// words that are, 0 for none.
func (p *parser) clock(i int) (minute, n int) {
	at := i
	told := p.key(i) == "um" || p.key(i) == "gegen" || p.key(i) == "at"
	if told {
		i++
	}
	key := strings.TrimRight(p.key(i), ".")
	h, rest := leadingNumber(key)
	if h == 0 && !strings.HasPrefix(key, "0") || h > 23 {
		return 0, 0
	}
	if len(rest) == 3 && rest[0] == ':' {
		if m := int(rest[1]-'0')*10 + int(rest[2]-'0'); rest[1] >= '0' && rest[1] <= '9' && rest[2] >= '0' && rest[2] <= '9' && m < 60 {
			i++
			if p.key(i) == "uhr" {
				i++
			}
			return h*60 + m, i - at
		}
		return 0, 0
	}
	switch {
	case rest == "" && p.key(i+1) == "uhr":
		return h * 60, i + 2 - at
	case (rest == "pm" || rest == "am") && h >= 1 && h <= 12:
		if h %= 12; rest == "pm" {
			h += 12
		}
		return h * 60, i + 1 - at
	case rest == "" && told && (at > 0):
		return h * 60, i + 1 - at
	}
	return 0, 0
}

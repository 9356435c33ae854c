package cal

import (
	"slices"
	"strings"
	"time"
)

// Region is a country or a part of it with holidays of its own, as ISO 3166 writes it:
// "AT", "DE-BY", "CH-ZH".
type Region string

// Regions lists the regions whose holidays are known, countries in the order of this
// product, their parts by code.
var Regions = regions()

func regions() []Region {
	var all []Region
	for _, c := range []struct{ country, parts string }{
		{"DE", "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH"},
		{"AT", ""},
		{"CH", "AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH"},
	} {
		if c.parts == "" {
			all = append(all, Region(c.country))
		}
		for part := range strings.FieldsSeq(c.parts) {
			all = append(all, Region(c.country+"-"+part))
		}
	}
	return all
}

// Country is the code before the dash.
func (r Region) Country() string {
	c, _, _ := strings.Cut(string(r), "-")
	return c
}

// Known tells whether the region's holidays are known.
func (r Region) Known() bool { return slices.Contains(Regions, r) }

// Holiday is a day on which the law of a region has work rest.
type Holiday struct {
	Day Date
	Key string // of its name: "holiday." + Key
}

// Holidays are those of a region in a year, by day. They are the days on which the law has
// work rest in the region or nearly all of it, as of the laws in force in 2026; days of few
// districts or communities, half days and usual days off are left out: the firm enters those.
// Years before a law came into force do without its day.
// Sources: the acts on Sundays and holidays of the German states, the Austrian
// Arbeitsruhegesetz (§ 7), and the list of the Swiss Federal Office of Justice; compared
// with the data of the public project date-holidays.
func Holidays(r Region, year int) []Holiday {
	easter := Easter(year)
	var list []Holiday
	for i := range laws {
		if l := &laws[i]; l.holds(r, year) {
			if day := l.day(year, easter); l.unless == nil || !l.unless(day) {
				list = append(list, Holiday{day, l.key})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Holiday) int { return int(a.Day - b.Day) })
	return slices.CompactFunc(list, func(a, b Holiday) bool { return a.Day == b.Day })
}

// law is a holiday in words of the calendar.
type law struct {
	key         string
	regions     string // " DE AT CH-ZH ", countries or parts; "-CH-VD" takes a part out
	from, until int    // years; 0 without bound
	day         func(year int, easter Date) Date
	unless      func(Date) bool
}

func (l *law) holds(r Region, year int) bool {
	if l.from != 0 && year < l.from || l.until != 0 && year > l.until {
		return false
	}
	in := false
	for part := range strings.FieldsSeq(l.regions) {
		switch {
		case part == "-"+string(r):
			return false
		case part == string(r), part == r.Country():
			in = true
		}
	}
	return in
}

// on is the same day every year.
func on(month time.Month, day int) func(int, Date) Date {
	return func(year int, _ Date) Date { return On(year, month, day) }
}

// after is so many days after Easter Sunday.
func after(days int) func(int, Date) Date {
	return func(_ int, easter Date) Date { return easter.Add(days) }
}

// nth is the nth such weekday of a month, moved by some days.
func nth(n int, weekday time.Weekday, month time.Month, moved int) func(int, Date) Date {
	return func(year int, _ Date) Date {
		first := On(year, month, 1)
		return first.Add((int(weekday)-int(first.Weekday())+7)%7 + 7*(n-1) + moved)
	}
}

// repentance is the Wednesday before 23 November.
func repentance(year int, _ Date) Date {
	last := On(year, 11, 22)
	return last.Add(-((int(last.Weekday()) - int(time.Wednesday) + 7) % 7))
}

// nafels is the first Thursday of April, a week later when it is that before Easter.
func nafels(year int, easter Date) Date {
	day := nth(1, time.Thursday, time.April, 0)(year, easter)
	if day == easter.Add(-3) {
		day = day.Add(7)
	}
	return day
}

func weekday(days ...time.Weekday) func(Date) bool {
	return func(d Date) bool { return slices.Contains(days, d.Weekday()) }
}

// Where Catholics are many, and where the day after Christmas, Easter and Whitsun rests.
const (
	catholicDE = "DE-BW DE-BY DE-NW DE-RP DE-SL"
	catholicCH = "CH-LU CH-UR CH-SZ CH-OW CH-NW CH-ZG CH-FR CH-TI CH-VS"
	secondCH   = "CH-ZH CH-BE CH-UR CH-SZ CH-GL CH-BS CH-BL CH-SH CH-AR CH-AI CH-SG CH-GR CH-AG CH-TG CH-TI"
)

var laws = []law{
	{key: "new_year", regions: "DE AT CH", day: on(1, 1)},
	{key: "berchtold", regions: "CH-BE CH-AG CH-TG CH-VD CH-JU", day: on(1, 2)},
	{key: "berchtold", regions: "CH-NE", day: on(1, 2), unless: func(d Date) bool { return d.Weekday() != time.Monday }},
	{key: "epiphany", regions: "DE-BW DE-BY DE-ST AT CH-UR CH-SZ CH-TI", day: on(1, 6)},
	{key: "republic_ne", regions: "CH-NE", day: on(3, 1)},
	{key: "women", regions: "DE-BE", from: 2019, day: on(3, 8)},
	{key: "women", regions: "DE-MV", from: 2023, day: on(3, 8)},
	{key: "joseph", regions: "CH-UR CH-SZ CH-NW CH-TI CH-VS", day: on(3, 19)},
	{key: "good_friday", regions: "DE CH -CH-TI -CH-VS -CH-GR", day: after(-2)},
	{key: "easter_sunday", regions: "DE-BB", day: after(0)},
	{key: "easter_monday", regions: "DE AT " + secondCH + " CH-VD CH-GE CH-JU", day: after(1)},
	{key: "nafels", regions: "CH-GL", day: nafels},
	{key: "labour", regions: "DE AT CH-ZH CH-BS CH-BL CH-SH CH-TG CH-TI CH-NE CH-JU", day: on(5, 1)},
	{key: "liberation", regions: "DE-BE", from: 2020, until: 2020, day: on(5, 8)},
	{key: "liberation", regions: "DE-BE", from: 2025, until: 2025, day: on(5, 8)},
	{key: "ascension", regions: "DE AT CH", day: after(39)},
	{key: "whit_sunday", regions: "DE-BB", day: after(49)},
	{key: "whit_monday", regions: "DE AT " + secondCH + " CH-VD CH-GE CH-JU", day: after(50)},
	{key: "corpus", regions: catholicDE + " DE-HE AT " + catholicCH + " CH-SO CH-AI CH-JU", day: after(60)},
	{key: "uprising", regions: "DE-BE", from: 2028, until: 2028, day: on(6, 17)},
	{key: "jura", regions: "CH-JU", day: on(6, 23)},
	{key: "peter", regions: "CH-TI", day: on(6, 29)},
	{key: "swiss", regions: "CH", from: 1994, day: on(8, 1)},
	{key: "assumption", regions: "DE-SL AT " + catholicCH + " CH-SO CH-AI CH-JU", day: on(8, 15)},
	{key: "geneva", regions: "CH-GE", day: nth(1, time.Sunday, time.September, 4)},
	{key: "children", regions: "DE-TH", from: 2019, day: on(9, 20)},
	{key: "maurice", regions: "CH-AI", day: on(9, 22)},
	{key: "fast_monday", regions: "CH-VD", day: nth(3, time.Sunday, time.September, 1)},
	{key: "klaus", regions: "CH-OW", day: on(9, 25)},
	{key: "unity", regions: "DE", from: 1990, day: on(10, 3)},
	{key: "national_at", regions: "AT", day: on(10, 26)},
	{key: "reformation", regions: "DE-BB DE-MV DE-SN DE-ST DE-TH", day: on(10, 31)},
	{key: "reformation", regions: "DE", from: 2017, until: 2017, day: on(10, 31)},
	{key: "reformation", regions: "DE-HB DE-HH DE-NI DE-SH", from: 2018, day: on(10, 31)},
	{key: "all_saints", regions: catholicDE + " AT " + catholicCH + " CH-GL CH-SO CH-AI CH-SG CH-JU", day: on(11, 1)},
	{key: "repentance", regions: "DE-SN", day: repentance},
	{key: "conception", regions: "AT " + catholicCH, day: on(12, 8)},
	{key: "christmas", regions: "DE AT CH", day: on(12, 25)},
	{key: "second_christmas", regions: "DE AT CH-ZH CH-BE CH-LU CH-SZ CH-GL CH-BS CH-BL CH-SH CH-SG CH-GR CH-AG CH-TG CH-TI", day: on(12, 26)},
	{key: "second_christmas", regions: "CH-UR", day: on(12, 26), unless: weekday(time.Monday, time.Friday)},
	{key: "second_christmas", regions: "CH-AR", day: on(12, 26), unless: weekday(time.Monday)},
	{key: "second_christmas", regions: "CH-AI", day: on(12, 26), unless: weekday(time.Tuesday, time.Saturday)},
	{key: "second_christmas", regions: "CH-NE", day: on(12, 26), unless: func(d Date) bool { return d.Weekday() != time.Monday }},
	{key: "restoration", regions: "CH-GE", day: on(12, 31)},
}

// HolidayKeys lists the names of all holidays.
func HolidayKeys() []string {
	var keys []string
	for i := range laws {
		if !slices.Contains(keys, laws[i].key) {
			keys = append(keys, laws[i].key)
		}
	}
	return keys
}

// Easter is Easter Sunday of a year in the Gregorian calendar (the anonymous rule of 1876,
// as in Meeus, Astronomical Algorithms).
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return On(year, time.Month(n/31), n%31+1)
}

package cal

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a calendar day, counted in days since 1970-01-01. The zero Date is
// 1970-01-01 and counts as a real day; where a day may be missing, use [Never].
// In the database a Date is text of the form YYYY-MM-DD.
type Date int32

const (
	// Never is the sentinel for "no such day"; it sorts after every real day
	// and is stored as 9999-12-31, so that columns can be NOT NULL.
	Never Date = 2932896
	// Earliest is the first day that input may name (1900-01-01).
	Earliest Date = -25567
	// Latest is the last day that input may name (2199-12-31).
	Latest Date = 84005
)

// On returns the day of the given year, month and day of month; values out of
// range are normalised as time.Date does.
func On(year int, month time.Month, day int) Date {
	return floorDay(year, month, day)
}

// Of returns the day that t falls on in the zone loc.
func Of(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	return floorDay(y, m, d)
}

func floorDay(y int, m time.Month, d int) Date {
	u := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()
	if u < 0 {
		return Date((u - 86399) / 86400)
	}
	return Date(u / 86400)
}

// Parse reads YYYY-MM-DD.
func Parse(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, fmt.Errorf("day %q is not of the form YYYY-MM-DD", s)
	}
	n := [3]int{}
	for i, part := range [3]string{s[:4], s[5:7], s[8:]} {
		for _, c := range []byte(part) {
			if c < '0' || c > '9' {
				return 0, fmt.Errorf("day %q is not of the form YYYY-MM-DD", s)
			}
			n[i] = n[i]*10 + int(c-'0')
		}
	}
	d := floorDay(n[0], time.Month(n[1]), n[2])
	if y, m, day := d.Civil(); y != n[0] || int(m) != n[1] || day != n[2] {
		return 0, fmt.Errorf("day %q does not exist", s)
	}
	return d, nil
}

// MustParse is Parse for constants in tests; it panics on a bad day.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Time returns midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Start returns the first instant of the day in loc.
func (d Date) Start(loc *time.Location) time.Time {
	y, m, day := d.Civil()
	return time.Date(y, m, day, 0, 0, 0, 0, loc)
}

// Civil returns year, month and day of month.
func (d Date) Civil() (int, time.Month, int) { return d.Time().Date() }

// Year returns the calendar year.
func (d Date) Year() int { return d.Time().Year() }

// Month returns the month of the year.
func (d Date) Month() time.Month { return d.Time().Month() }

// Day returns the day of the month.
func (d Date) Day() int { return d.Time().Day() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// Add returns the day n days later.
func (d Date) Add(n int) Date { return d + Date(n) }

// Sub returns the days from e to d.
func (d Date) Sub(e Date) int { return int(d - e) }

// AddMonths returns the same day of month n months later, or the last day of
// that month where it is shorter (31 January plus one month is 28 or 29 February).
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Civil()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	if day > last {
		day = last
	}
	return floorDay(first.Year(), first.Month(), day)
}

// MonthKey returns year*100+month, as in 202611, the key of monthly sums.
func (d Date) MonthKey() int {
	y, m, _ := d.Civil()
	return y*100 + int(m)
}

// Valid reports whether the day lies between [Earliest] and [Latest].
func (d Date) Valid() bool { return d >= Earliest && d <= Latest }

// String returns YYYY-MM-DD.
func (d Date) String() string {
	y, m, day := d.Civil()
	var b [10]byte
	put := func(at, width, v int) {
		for i := at + width - 1; i >= at; i-- {
			b[i] = byte('0' + v%10)
			v /= 10
		}
	}
	put(0, 4, y)
	b[4] = '-'
	put(5, 2, int(m))
	b[7] = '-'
	put(8, 2, day)
	return string(b[:])
}

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Value stores the day as text.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads the day from text.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case string:
		day, err := Parse(v)
		if err == nil {
			*d = day
		}
		return err
	case []byte:
		return d.UnmarshalText(v)
	}
	return fmt.Errorf("a day cannot be read from %T", src)
}

// Instant is a point in time in microseconds since 1970-01-01 UTC, as stored.
type Instant int64

// At returns the instant of t, cut to microseconds.
func At(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time returns the instant in loc.
func (i Instant) Time(loc *time.Location) time.Time { return time.UnixMicro(int64(i)).In(loc) }

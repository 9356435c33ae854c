package cal_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
)

func anyDay(t *rapid.T) cal.Date {
	return cal.Date(rapid.IntRange(int(cal.Earliest), int(cal.Latest)).Draw(t, "day"))
}

func TestDatesAgreeWithTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay(t)
		want := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(d))
		if d.String() != want.Format("2006-01-02") || d.Weekday() != want.Weekday() || d.MonthKey() != want.Year()*100+int(want.Month()) {
			t.Fatalf("%d is %s, want %s", d, d, want)
		}
		back, err := cal.Parse(d.String())
		if err != nil || back != d {
			t.Fatalf("%s reads back as %v, %v", d, back, err)
		}
		var scanned cal.Date
		v, _ := d.Value()
		if err := scanned.Scan(v); err != nil || scanned != d {
			t.Fatalf("%s comes back from the database as %v, %v", d, scanned, err)
		}
	})
}

func TestParseRefusesWhatIsNoDay(t *testing.T) {
	for _, s := range []string{"", "2026-02-30", "2026-13-01", "2026-1-1", "24.11.2026", "2026-11-2x", "20261124", "-026-11-24"} {
		if d, err := cal.Parse(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestNeverSortsLast(t *testing.T) {
	if cal.Never.String() != "9999-12-31" || cal.Never <= cal.Latest || cal.Never.Valid() {
		t.Errorf("never is %s", cal.Never)
	}
}

func TestTheZoneDecidesTheDay(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC)
	if got := cal.Of(late, berlin).String(); got != "2026-03-29" {
		t.Errorf("half past midnight in Berlin belongs to %s", got)
	}
	before1970 := time.Date(1969, 12, 31, 12, 0, 0, 0, time.UTC)
	if got := cal.Of(before1970, time.UTC).String(); got != "1969-12-31" {
		t.Errorf("the last day of 1969 is %s", got)
	}
	// The day on which clocks change begins at midnight all the same.
	if got := cal.MustParse("2026-03-29").Start(berlin); got.Hour() != 0 || got.Day() != 29 {
		t.Errorf("the day begins at %s", got)
	}
}

func TestAddMonthsStaysInTheMonth(t *testing.T) {
	for _, tc := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-11-24", -12, "2025-11-24"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2026-01-15", -1, "2025-12-15"},
	} {
		if got := cal.MustParse(tc.from).AddMonths(tc.n).String(); got != tc.want {
			t.Errorf("%s + %d months = %s, want %s", tc.from, tc.n, got, tc.want)
		}
	}
}

func anyCalendar(t *rapid.T) cal.Calendar {
	weekdays := rapid.SliceOfN(rapid.IntRange(-1, 7), 0, 8).Draw(t, "weekdays")
	var days []cal.Date
	for _, n := range rapid.SliceOfN(rapid.IntRange(20000, 20200), 0, 40).Draw(t, "closed") {
		days = append(days, cal.Date(n))
	}
	return cal.NewCalendar(weekdays, days)
}

func TestOpenDaysAreCountedOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		from := cal.Date(rapid.IntRange(19990, 20200).Draw(t, "from"))
		until := from.Add(rapid.IntRange(-3, 120).Draw(t, "length"))
		want := 0
		for d := from.Add(1); d <= until; d++ {
			if c.Open(d) {
				want++
			}
		}
		if got := c.OpenDays(from, until); got != want {
			t.Fatalf("(%s, %s] has %d open days, counted %d", from, until, got, want)
		}
	})
}

func TestAfterOpenDaysIsTheFirstSuchDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		from := cal.Date(rapid.IntRange(19990, 20200).Draw(t, "from"))
		n := rapid.IntRange(-1, 400).Draw(t, "n")
		d := c.AfterOpenDays(from, n)
		if n <= 0 {
			if d != from {
				t.Fatalf("no wait ends on %s", d)
			}
			return
		}
		if c.OpenDays(from, d) < n || c.OpenDays(from, d.Add(-1)) >= n {
			t.Fatalf("%d open days after %s: %s is not the first", n, from, d)
		}
	})
}

func TestAWaitBeyondAllDaysIsNever(t *testing.T) {
	c := cal.NewCalendar([]int{0}, nil)
	if d := c.AfterOpenDays(20000, 1<<30); d != cal.Never {
		t.Errorf("got %s", d)
	}
}

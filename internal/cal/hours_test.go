package cal

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestTimesOfADayAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "[]",
		" – ":                           "[]",
		"8-18":                          "[08:00–18:00]",
		"08:00–12:30, 14:00–18:00 Uhr":  "[08:00–12:30 14:00–18:00]",
		"8.30 bis 12 und 13.00 bis 17h": "[08:30–12:00 13:00–17:00]",
		"14-18/9-12":                    "[09:00–12:00 14:00–18:00]",
		"0830-1715":                     "[08:30–17:15]",
		"0-24":                          "[00:00–24:00]",
		"9 to 12 and 13 to 17":          "[09:00–12:00 13:00–17:00]",
	} {
		if got, ok := ParseSpans(text); !ok || fmt.Sprint(got) != want {
			t.Errorf("%q: %v %v, want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"18-8", "8-8", "8", "8-", "-8", "8-12,11-15", "8-12,12-15", "25-26", "8:60-9", "8:5-9", "acht bis zehn", "8-12-14", "24:01-25", "8--9", "۸-۹", "999999999999-1"} {
		if got, ok := ParseSpans(text); ok {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func TestTheClockRunsInOpenHours(t *testing.T) {
	zone := berlin(t)
	var week Week
	for d := time.Monday; d <= time.Friday; d++ {
		week[d] = []Span{{8 * 60, 12 * 60}, {14 * 60, 18 * 60}}
	}
	week[time.Saturday] = []Span{{9 * 60, 13 * 60}}
	h := NewHours(week, NewCalendar([]int{0}, []Date{MustParse("2026-12-25"), MustParse("2026-12-26")}), zone)
	for name, c := range map[string]struct {
		hours    float64
		from, to string
	}{
		"within the morning":          {2, "2026-11-24 09:00", "2026-11-24 11:00"},
		"over the break":              {4, "2026-11-24 10:00", "2026-11-24 16:00"},
		"in the break":                {1, "2026-11-24 13:00", "2026-11-24 15:00"},
		"exactly until the break":     {2, "2026-11-24 10:00", "2026-11-24 12:00"},
		"over Saturday and Sunday":    {8, "2026-11-27 16:00", "2026-11-30 10:00"},
		"over Christmas":              {3, "2026-12-24 17:00", "2026-12-28 10:00"},
		"the clocks were set back":    {8, "2026-10-23 16:00", "2026-10-26 10:00"},
		"nothing to wait for":         {0, "2026-11-24 09:30", "2026-11-24 09:30"},
		"at night, nothing to wait":   {0, "2026-11-24 03:00", "2026-11-24 08:00"},
		"the year has no end for it.": {44, "2026-11-23 00:00", "2026-11-28 13:00"},
	} {
		t.Run(name, func(t *testing.T) {
			from, err := time.ParseInLocation("2006-01-02 15:04", c.from, zone)
			if err != nil {
				t.Fatal(err)
			}
			if got := h.After(from, time.Duration(c.hours*float64(time.Hour))).Format("2006-01-02 15:04"); got != c.to {
				t.Errorf("got %s, want %s", got, c.to)
			}
		})
	}
	if got := h.Day(MustParse("2026-11-24")); got != 44*time.Hour/6 {
		t.Errorf("a day has %v", got)
	}
	if at := time.Date(2026, 11, 24, 13, 0, 0, 0, zone); h.At(at) || !h.At(at.Add(time.Hour)) {
		t.Error("the break is no time of work, its end is")
	}
	later := h.From(MustParse("2026-11-25"), Daily(10*60, 12*60))
	if got := later.After(time.Date(2026, 11, 24, 17, 0, 0, 0, zone), 2*time.Hour).Format("2006-01-02 15:04"); got != "2026-11-25 11:00" {
		t.Errorf("with another week from tomorrow: %s", got)
	}
	never := NewHours(Week{}, Calendar{}, zone)
	if at := time.Date(2026, 11, 24, 17, 0, 0, 0, zone); !never.After(at, time.Hour).Equal(at) {
		t.Error("hours without any time must not wait for ever")
	}
}

// drawHours are any hours: breaks, closed days, two weeks, a zone with summer time.
func drawHours(t *rapid.T, zone *time.Location) Hours {
	week := func(name string) Week {
		var w Week
		for d := range w {
			at := 0
			for range rapid.IntRange(0, 3).Draw(t, name) {
				from := at + rapid.IntRange(1, 300).Draw(t, "begin")
				until := from + rapid.IntRange(1, 400).Draw(t, "length")
				if until > dayMinutes {
					break
				}
				w[d] = append(w[d], Span{from, until})
				at = until
			}
		}
		w[time.Tuesday] = []Span{{540, 1080}}
		return w
	}
	closed := rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 3, 4, 5, 6}), 0, 4).Draw(t, "closed")
	var days []Date
	for range rapid.IntRange(0, 4).Draw(t, "holidays") {
		days = append(days, MustParse("2026-01-01").Add(rapid.IntRange(0, 400).Draw(t, "holiday")))
	}
	h := NewHours(week("week"), NewCalendar(closed, days), zone)
	if rapid.Bool().Draw(t, "changes") {
		h = h.From(MustParse("2026-03-01").Add(rapid.IntRange(0, 200).Draw(t, "from")), week("later"))
	}
	return h
}

func drawInstant(t *rapid.T, zone *time.Location, name string) time.Time {
	return time.Date(2026, 1, 1, 0, rapid.IntRange(0, 400*24*60).Draw(t, name), 0, 0, zone)
}

// Between a begin and what is due lies exactly the time of work, in two steps as in one; who
// comes later is not due earlier; nothing is due outside of the hours.
func TestPropTheClockIsMonotoneAdditiveAndSafeInSummerTime(t *testing.T) {
	zone := berlin(t)
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t, zone)
		from := drawInstant(t, zone, "from")
		a := time.Duration(rapid.IntRange(1, 6000).Draw(t, "a")) * time.Minute
		b := time.Duration(rapid.IntRange(1, 6000).Draw(t, "b")) * time.Minute
		due := h.After(from, a)
		if got := h.Between(from, due); got != a {
			t.Fatalf("from %v to %v are %v of work, not %v", from, due, got, a)
		}
		if one, two := h.After(from, a+b), h.After(due, b); !one.Equal(two) {
			t.Fatalf("at once %v, in two steps %v", one, two)
		}
		later := from.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "later")) * time.Minute)
		if h.After(later, a).Before(due) {
			t.Fatalf("later came %v, earlier is due %v", later, due)
		}
		if !h.At(due.Add(-time.Second)) {
			t.Fatalf("due %v, outside of the hours", due)
		}
		x, y := drawInstant(t, zone, "x"), drawInstant(t, zone, "y")
		if y.Before(x) {
			x, y = y, x
		}
		mid := x.Add(y.Sub(x) / 2).Truncate(time.Minute)
		if h.Between(x, y) != h.Between(x, mid)+h.Between(mid, y) || h.Between(y, x) != 0 {
			t.Fatal("parts do not make the whole")
		}
	})
}

// What changes from a day on changes nothing that was due before it.
func TestPropAnotherWeekLeavesThePast(t *testing.T) {
	zone := berlin(t)
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t, zone)
		from := drawInstant(t, zone, "from")
		due := h.After(from, time.Duration(rapid.IntRange(1, 3000).Draw(t, "work"))*time.Minute)
		changed := h.From(Of(due, zone).Add(1), Daily(60, 120))
		if got := changed.After(from, h.Between(from, due)); !got.Equal(due) {
			t.Fatalf("was due %v, is now %v", due, got)
		}
	})
}

func FuzzParseSpans(f *testing.F) {
	for _, s := range []string{"8-12, 14-18", "8.30 bis 12 und 13.00 bis 17h", "", "–", "0830-1715"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		spans, ok := ParseSpans(text)
		if !ok && spans != nil {
			t.Fatalf("refused with %v", spans)
		}
		last := -1
		for _, s := range spans {
			if s.From <= last || s.Until <= s.From || s.Until > dayMinutes {
				t.Fatalf("%q: %v", text, spans)
			}
			last = s.Until
		}
	})
}

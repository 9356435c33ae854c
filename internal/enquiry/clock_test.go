package enquiry

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
)

func TestAnswersAreDueInOpenHours(t *testing.T) {
	open := cal.NewCalendar([]int{0}, []cal.Date{cal.MustParse("2026-12-25")})
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		target   int
		from, to string
	}{
		"within the day":                       {4, "2026-11-24 10:00", "2026-11-24 14:00"},
		"over night":                           {9, "2026-11-24 15:00", "2026-11-25 15:00"},
		"before opening counts from opening":   {2, "2026-11-24 05:00", "2026-11-24 11:00"},
		"after closing counts from tomorrow":   {2, "2026-11-24 20:00", "2026-11-25 11:00"},
		"over the Sunday":                      {9, "2026-11-28 17:00", "2026-11-30 17:00"},
		"over a holiday and the Sunday":        {9, "2026-12-24 18:00", "2026-12-26 18:00"},
		"exactly at the end of a day":          {3, "2026-11-24 15:00", "2026-11-24 18:00"},
		"a clock that was set back in between": {9, "2026-10-24 16:00", "2026-10-26 16:00"},
	} {
		t.Run(name, func(t *testing.T) {
			from, err := time.ParseInLocation("2006-01-02 15:04", c.from, berlin)
			if err != nil {
				t.Fatal(err)
			}
			due := Hours{From: 9, Until: 18, Target: c.target}.Due(from, open, berlin)
			if got := due.Format("2006-01-02 15:04"); got != c.to {
				t.Errorf("got %s, want %s", got, c.to)
			}
		})
	}
}

// Between receipt and due time lie exactly the target hours, however the firm is open.
func TestTheClockCountsOpenHoursOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := Hours{From: rapid.IntRange(0, 12).Draw(t, "from"), Until: rapid.IntRange(13, 24).Draw(t, "until"), Target: rapid.IntRange(1, 60).Draw(t, "target")}
		weekdays := rapid.SliceOfN(rapid.IntRange(0, 6), 0, 5).Draw(t, "closed")
		open := cal.NewCalendar(weekdays, nil)
		from := time.Date(2026, 1, 1, 0, rapid.IntRange(0, 500_000).Draw(t, "minute"), 0, 0, time.UTC)
		due := h.Due(from, open, time.UTC)
		if got := h.Waited(from, due, open, time.UTC); got != time.Duration(h.Target)*time.Hour {
			t.Fatalf("%v until %v counts %v of %d h", from, due, got, h.Target)
		}
		if !open.Open(cal.Of(due.Add(-time.Second), time.UTC)) {
			t.Fatalf("due on a closed day: %v", due)
		}
	})
}

func TestTheLightTurnsWithTheTime(t *testing.T) {
	e := Enquiry{State: New, ReceivedAt: 0, DueAt: 90}
	for at, want := range map[cal.Instant]Light{0: Calm, 59: Calm, 61: Soon, 90: Soon, 91: Overdue} {
		if got := e.Light(at); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
	e.State = Lost
	if got := e.Light(500); got != Stopped {
		t.Errorf("closed: %s", got)
	}
}

package firm_test

import (
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
)

func profile(t *testing.T) firm.Profile {
	t.Helper()
	return firm.Profile{Timezone: "Europe/Berlin", ClosedWeekdays: []int{0}, ClosedDays: []firm.ClosedDay{{Day: cal.MustParse("2026-08-10")}}}
}

func times(from string, region cal.Region, work ...string) firm.Times {
	t := firm.Times{From: cal.MustParse(from), Region: region, Work: work}
	for d := 1; d <= 5; d++ {
		t.Week[d] = "8-12, 14-18"
	}
	return t
}

func TestHolidaysAreClosedFromTheDayOnThatTheyWereNamed(t *testing.T) {
	p := profile(t)
	if err := p.Settings.SetTimes(times("2026-05-20", "DE-BY")); err != nil {
		t.Fatal(err)
	}
	if err := p.Settings.SetTimes(times("2026-10-01", "DE-HH", "reformation")); err != nil {
		t.Fatal(err)
	}
	c := p.Calendar()
	for day, open := range map[string]bool{
		"2026-05-14": true,  // Ascension, before any region was named
		"2026-05-25": false, // Whit Monday
		"2026-06-04": false, // Corpus Christi in Bavaria
		"2026-08-10": false, // the firm's own day
		"2026-10-03": false,
		"2026-10-31": true, // Hamburg, but the firm works
		"2026-11-01": false,
		"2027-06-03": true, // Hamburg has no Corpus Christi
		"2026-12-25": false,
		"2050-12-25": false,
	} {
		if got := c.Open(cal.MustParse(day)); got != open {
			t.Errorf("%s open: %v", day, got)
		}
	}
	h := p.Hours()
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, p.Location())
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for from, want := range map[string]string{
		"2026-05-13 17:00": "2026-05-14 17:00", // nine usual hours, Ascension is a day like others
		"2026-05-22 17:00": "2026-05-26 18:00", // an hour, then Whit Monday, then a day with a break at noon
		"2026-10-02 15:00": "2026-10-05 16:00", // over Unity Day and Sunday: three hours, then six with the break
	} {
		if got := h.After(at(from), 9*time.Hour).Format("2006-01-02 15:04"); got != want {
			t.Errorf("from %s: %s, want %s", from, got, want)
		}
	}
}

func TestTimesReplaceThoseThatWereToBeginThenOrLater(t *testing.T) {
	var s firm.Settings
	for _, from := range []string{"2026-01-10", "2026-03-10", "2026-02-10"} {
		if err := s.SetTimes(times(from, "")); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.Times) != 2 || s.Times[1].From != cal.MustParse("2026-02-10") {
		t.Errorf("%+v", s.Times)
	}
	p := profile(t)
	p.Settings = s
	if got := p.TimesOn(cal.MustParse("2026-01-09")); got.Week[0] != "09:00–18:00" {
		t.Errorf("before any: %+v", got)
	}
	if got := p.TimesOn(cal.MustParse("2026-05-01")); got.From != cal.MustParse("2026-02-10") {
		t.Errorf("now: %+v", got)
	}
}

func TestHoursBeforeTimesAreThoseOfTheAnswers(t *testing.T) {
	p := profile(t)
	p.Settings.Enquiry = firm.EnquirySettings{From: 8, Until: 17, Target: 4}
	if got := p.TimesOn(cal.MustParse("2026-05-01")).Week[3]; got != "08:00–17:00" || p.AnswerTime() != 4*time.Hour {
		t.Errorf("%s, %v", got, p.AnswerTime())
	}
	day := cal.MustParse("2026-11-24")
	if got := p.Hours().Day(day); got != 9*time.Hour {
		t.Errorf("a day has %v", got)
	}
}

func TestTimesThatCannotBe(t *testing.T) {
	for key, change := range map[string]func(*firm.Times){
		"firm.times.day":    func(x *firm.Times) { x.Week[3] = "acht bis zehn" },
		"firm.times.none":   func(x *firm.Times) { x.Week = [7]string{} },
		"firm.times.region": func(x *firm.Times) { x.Region = "DE" },
	} {
		x := times("2026-05-20", "DE-BY")
		change(&x)
		var s firm.Settings
		if err := s.SetTimes(x); fault.Of(err) == nil || fault.Of(err).Key != key || len(s.Times) != 0 {
			t.Errorf("%s: %v", key, err)
		}
	}
}

package mapping_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/money"
)

func TestParseDate(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		order mapping.DateOrder
		want  string // day, with the time when there is one; or the reason
	}{
		"31.12.2025":                 {"", "2025-12-31"},
		"1.2.25":                     {"", "2025-02-01"},
		"01.02.69":                   {"", "2069-02-01"},
		"01.02.70":                   {"", "1970-02-01"},
		"2025-12-31":                 {"", "2025-12-31"},
		"2025/12/31":                 {mapping.MDY, "2025-12-31"},
		"20251231":                   {"", "2025-12-31"},
		"2010-12-01 08:26:00":        {"", "2010-12-01 08:26:00"},
		"2010-12-01T08:26":           {"", "2010-12-01 08:26:00"},
		"2025-03-01T07:31:10.000Z":   {"", "2025-03-01 08:31:10"},
		"2025-12-31 23:30:00 +0000":  {"", "2026-01-01 00:30:00"},
		"2025-12-31T23:30:00-05:00":  {"", "2026-01-01 05:30:00"},
		"12/1/2010 8:26":             {mapping.MDY, "2010-12-01 08:26:00"},
		"12/01/2010":                 {mapping.DMY, "2010-01-12"},
		"12/01/10 08:26 PM":          {mapping.MDY, "2010-12-01 20:26:00"},
		"12:30 AM":                   {"", "intake.date_unreadable"},
		"01.12.2010":                 {mapping.MDY, "2010-12-01"}, // points are always day first
		"13/25/2010":                 {"", "intake.date_unreadable"},
		"12/25/2010":                 {mapping.DMY, "intake.date_order"},
		"25/12/2010":                 {mapping.MDY, "intake.date_order"},
		"1 Dec 2010":                 {"", "2010-12-01"},
		"01-Dec-10":                  {"", "2010-12-01"},
		"Dec 1, 2010":                {"", "2010-12-01"},
		"Wed, 1 Dec 2010":            {"", "2010-12-01"},
		"1. Dezember 2010":           {"", "2010-12-01"},
		"3. März 2025":               {"", "2025-03-03"},
		"Mittwoch, 1. Dezember 2010": {"", "2010-12-01"},
		"1. Dezember 2010, 8.26 Uhr": {"", "2010-12-01 08:26:00"},
		"40513":                      {"", "2010-12-01"},
		"40513.351388888892":         {"", "2010-12-01 08:26:00"},
		"40513,5":                    {"", "2010-12-01 12:00:00"},
		"00000":                      {"", "intake.date_range"},
		"31.02.2025":                 {"", "intake.date_unreadable"},
		"29.02.2024":                 {"", "2024-02-29"},
		"01.01.0000":                 {"", "intake.date_range"},
		"0000-00-00":                 {"", "intake.date_range"},
		"01.01.2999":                 {"", "intake.date_range"},
		"01.01.1899":                 {"", "intake.date_range"},
		"31.12.2199":                 {"", "2199-12-31"},
		"":                           {"", "intake.date_unreadable"},
		"gestern":                    {"", "intake.date_unreadable"},
		"1.2":                        {"", "intake.date_unreadable"},
		"2025-12-31 25:00":           {"", "intake.date_unreadable"},
		"2025-12-31 und dann":        {"", "intake.date_unreadable"},
	}
	for in, test := range tests {
		t.Run(in, func(t *testing.T) {
			day, sec, reason := mapping.ParseDate(in, test.order, berlin)
			got := reason
			if reason == "" {
				got = day.String()
				if sec != mapping.NoTime {
					got += " " + time.Unix(int64(sec), 0).UTC().Format(time.TimeOnly)
				}
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestParseNumber(t *testing.T) {
	tests := []struct {
		in   string
		mark byte
		want string // or the reason
	}{
		{"1234", 0, "1234"},
		{"-12.50", 0, "-12.5"},
		{"1.234,56", '.', "1234.56"},
		{"1,234.56", ',', "1234.56"},
		{"1.234.567", ',', "1234567"},
		{"1.234.567", '.', "1234567"},
		{"1'234.56", ',', "1234.56"},
		{"1’234.56", ',', "1234.56"},
		{"1 234,56", ',', "1234.56"},
		{"1\u00a0234,56", ',', "1234.56"},
		{"1\u202f234,56", ',', "1234.56"},
		{"1.234", ',', "1234"},
		{"1.234", '.', "1.234"},
		{"1.234", 0, "1.234"},
		{"1,234", '.', "1234"},
		{"0.234", ',', "0.234"},
		{"12.5", ',', "12.5"},
		{"12,5", '.', "12.5"},
		{"12,5-", ',', "-12.5"},
		{"(12,50)", ',', "-12.5"},
		{"(12,50 €)", ',', "-12.5"},
		{"EUR 12,50", ',', "12.5"},
		{"12,50 €", ',', "12.5"},
		{"€ -12,50", ',', "-12.5"},
		{"-€12.50", '.', "-12.5"},
		{"CHF 1'200.-", '.', "1200"},
		{"12,-", ',', "12"},
		{"12,--", ',', "12"},
		{"\u221212", '.', "-12"},
		{"+3", '.', "3"},
		{"19 %", ',', "19"},
		{".5", '.', "0.5"},
		{"5,", ',', "5"},
		{"0,0000000005", ',', "0.000000001"},
		{"", '.', "intake.number_unreadable"},
		{"-", '.', "intake.number_unreadable"},
		{"--5", '.', "intake.number_unreadable"},
		{"(-5)", '.', "intake.number_unreadable"},
		{"12a", '.', "intake.number_unreadable"},
		{"1.23.45", '.', "intake.number_unreadable"},
		{"1.2345,6", ',', "intake.number_unreadable"},
		{"12 34", '.', "intake.number_unreadable"},
		{"1,234,56", '.', "intake.number_unreadable"},
		{"99999999999999999999", '.', "intake.number_huge"},
		{strings.Repeat("9", 200), '.', "intake.number_huge"},
	}
	for _, test := range tests {
		t.Run(test.in+string(rune(test.mark)), func(t *testing.T) {
			v, reason := mapping.ParseNumber(test.in, test.mark)
			got := reason
			if reason == "" {
				got = v.String()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// A number that is written in either way with its marks reads as itself.
func TestNumbersSurviveBothWritings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := money.Decimal{Digits: rapid.Int64Range(-1e15, 1e15).Draw(t, "digits"), Scale: 2}
		plain := d.String()
		whole, frac, _ := strings.Cut(strings.TrimPrefix(plain, "-"), ".")
		for len(frac) < 2 {
			frac += "0"
		}
		grouped := ""
		for i, c := range whole {
			if i > 0 && (len(whole)-i)%3 == 0 {
				grouped += "."
			}
			grouped += string(c)
		}
		german := grouped + "," + frac
		english := strings.NewReplacer(".", ",", ",", ".").Replace(german)
		if d.Sign() < 0 {
			german, english = german+"-", "("+english+")"
		}
		for _, in := range []string{plain, german, english} {
			got, reason := mapping.ParseNumber(in, 0)
			if reason != "" || got.String() != plain {
				t.Fatalf("%q is %v %s, want %s", in, got, reason, plain)
			}
		}
	})
}

// A day that is written in any of the usual ways reads as itself.
func TestDaysSurviveTheirWritings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := cal.Date(rapid.Int32Range(int32(cal.Earliest), int32(cal.Latest)).Draw(t, "day"))
		for form, order := range map[string]mapping.DateOrder{
			"2006-01-02": "", "02.01.2006": "", "2.1.2006": "", "20060102": "", "01/02/2006": mapping.MDY, "02/01/2006": mapping.DMY,
			"2 Jan 2006": "", "January 2, 2006": "",
		} {
			in := day.Time().Format(form)
			got, sec, reason := mapping.ParseDate(in, order, nil)
			if reason != "" || got != day || sec != mapping.NoTime {
				t.Fatalf("%q is %v %d %s", in, got, sec, reason)
			}
		}
	})
}

func TestParseBool(t *testing.T) {
	for in, want := range map[string]bool{"ja": true, "X": true, "1": true, "TRUE": true, "": false, "nein": false, "0": false} {
		if got, reason := mapping.ParseBool(in); got != want || reason != "" {
			t.Errorf("%q is %v %s", in, got, reason)
		}
	}
	if _, reason := mapping.ParseBool("vielleicht"); reason == "" {
		t.Error("a doubtful word is read")
	}
}

func TestContactsAreNormalisedAndNeverRefused(t *testing.T) {
	phones := map[string]mapping.Phone{
		"0731 / 20 55 900":    {Raw: "0731 / 20 55 900", E164: "+497312055900"},
		"+49 (0)731 2055900":  {Raw: "+49 (0)731 2055900", E164: "+497312055900"},
		"0049 731 2055900":    {Raw: "0049 731 2055900", E164: "+497312055900"},
		"bitte nicht anrufen": {Raw: "bitte nicht anrufen"},
		"123":                 {Raw: "123"},
	}
	for in, want := range phones {
		if d := cmp.Diff(want, mapping.ParsePhone(in, "DE")); d != "" {
			t.Errorf("%q: %s", in, d)
		}
	}
	mails := map[string]string{
		" Anna.Beispiel@Example.DE ":       "anna.beispiel@example.de",
		"Anna <anna@example.de>":           "anna@example.de",
		"anna@example.de; bert@example.de": "anna@example.de",
		"anna@":                            "", "anna at example.de": "", "@example.de": "", "a..b@example.de": "", "keine": "", "a@b": "",
	}
	for in, want := range mails {
		if got := mapping.ParseMail(in); got.Address != want || got.Raw != in {
			t.Errorf("%q is %+v, want %q", in, got, want)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1.234,56", "(12,50 €)", "1’234.-", "\u221212", "12,--", "EUR", "-()-"} {
		f.Add(s, byte('.'))
	}
	f.Fuzz(func(t *testing.T, s string, mark byte) {
		v, reason := mapping.ParseNumber(s, mark)
		if reason != "" {
			return
		}
		again, reason := mapping.ParseNumber(v.String(), '.')
		if reason != "" || again.String() != v.String() {
			t.Fatalf("%q is %v, again %v %s", s, v, again, reason)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"31.12.2025", "2025-03-01T07:31:10.000Z", "1. Dezember 2010, 8.26 Uhr", "40513.35", "Dec 1, 2010 8 PM"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, order := range []mapping.DateOrder{mapping.AnyOrder, mapping.DMY, mapping.MDY} {
			day, sec, reason := mapping.ParseDate(s, order, time.UTC)
			if reason == "" && (!day.Valid() || sec < mapping.NoTime || sec >= 86400) {
				t.Fatalf("%q is %v %d", s, day, sec)
			}
		}
	})
}

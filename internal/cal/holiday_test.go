package cal

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Easter Sundays as almanacs print them.
func TestEaster(t *testing.T) {
	for _, day := range []string{"1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18", "2076-04-19"} {
		want, err := time.Parse("2006-01-02", day)
		if err != nil {
			t.Fatal(err)
		}
		if got := Easter(want.Year()); got.String() != day {
			t.Errorf("%d: %s, want %s", want.Year(), got, day)
		}
	}
}

func TestPropEasterIsASundayOfSpring(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(1900, 2199).Draw(t, "year")
		e := Easter(year)
		if e.Weekday() != time.Sunday || e < On(year, 3, 22) || e > On(year, 4, 25) {
			t.Fatalf("%d: %s", year, e)
		}
	})
}

func TestHolidaysOfRegions(t *testing.T) {
	for _, c := range []struct {
		region Region
		year   int
		want   string
	}{
		{"DE-BE", 2026, "01-01 03-08 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"},
		{"DE-BE", 2025, "01-01 03-08 04-18 04-21 05-01 05-08 05-29 06-09 10-03 12-25 12-26"},
		{"DE-BE", 2018, "01-01 03-30 04-02 05-01 05-10 05-21 10-03 12-25 12-26"},
		{"DE-BY", 2026, "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26"},
		{"DE-BB", 2026, "01-01 04-03 04-05 04-06 05-01 05-14 05-24 05-25 10-03 10-31 12-25 12-26"},
		{"DE-SN", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 11-18 12-25 12-26"},
		{"DE-SN", 2028, "01-01 04-14 04-17 05-01 05-25 06-05 10-03 10-31 11-22 12-25 12-26"},
		{"DE-NW", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26"},
		{"DE-HH", 2017, "01-01 04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26"},
		{"DE-HH", 2016, "01-01 03-25 03-28 05-01 05-05 05-16 10-03 12-25 12-26"},
		{"DE-TH", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 09-20 10-03 10-31 12-25 12-26"},
		{"AT", 2026, "01-01 01-06 04-06 05-01 05-14 05-25 06-04 08-15 10-26 11-01 12-08 12-25 12-26"},
		{"CH-ZH", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 08-01 12-25 12-26"},
		{"CH-TI", 2026, "01-01 01-06 03-19 04-06 05-01 05-14 05-25 06-04 06-29 08-01 08-15 11-01 12-08 12-25 12-26"},
		{"CH-GE", 2026, "01-01 04-03 04-06 05-14 05-25 08-01 09-10 12-25 12-31"},
		{"CH-VD", 2026, "01-01 01-02 04-03 04-06 05-14 05-25 08-01 09-21 12-25"},
		{"CH-GL", 2026, "01-01 04-03 04-06 04-09 05-14 05-25 08-01 11-01 12-25 12-26"}, // 2 April is the Thursday before Easter
		{"CH-NE", 2023, "01-01 01-02 03-01 04-07 05-01 05-18 08-01 12-25"},
		{"XX", 2026, ""},
	} {
		var days []string
		for _, h := range Holidays(c.region, c.year) {
			days = append(days, h.Day.String()[5:])
		}
		if got := strings.Join(days, " "); got != c.want {
			t.Errorf("%s %d:\n got %s\nwant %s", c.region, c.year, got, c.want)
		}
	}
}

func TestEveryRegionRestsOnNewYearAndChristmas(t *testing.T) {
	for _, r := range Regions {
		list := Holidays(r, 2026)
		if len(list) < 7 || list[0].Key != "new_year" {
			t.Errorf("%s: %v", r, list)
		}
		if !r.Known() {
			t.Errorf("%s is not known", r)
		}
	}
	if Region("DE").Known() || len(Regions) != 16+1+26 {
		t.Errorf("%d regions", len(Regions))
	}
}

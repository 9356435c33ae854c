package table

import (
	"math"
	"strconv"
	"time"
)

// SerialDate turns an Excel serial number into "YYYY-MM-DD", with " HH:MM:SS" when
// it has a time of day, or "HH:MM:SS" when it is a time only. from1904 is set for
// workbooks that count from 1904. It is false for numbers outside 0 to 9999-12-31.
//
// Excel takes 1900 for a leap year: serial 60 is a day that never was, and days
// before it count from 1899-12-31.
func SerialDate(serial string, from1904 bool) (string, bool) {
	f, err := strconv.ParseFloat(serial, 64)
	if err != nil || math.IsNaN(f) || f < 0 || f >= 2958466 {
		return "", false
	}
	seconds := int64(math.Round(f * 86400))
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case f < 60:
		base = base.AddDate(0, 0, 1)
	}
	t := base.AddDate(0, 0, int(seconds/86400)).Add(time.Duration(seconds%86400) * time.Second)
	switch {
	case f < 1 && f > 0:
		return t.Format(time.TimeOnly), true
	case seconds%86400 == 0:
		return t.Format(time.DateOnly), true
	}
	return t.Format(time.DateTime), true
}

package value

import (
	"github.com/stammkunde/stammkunde/internal/cal"
)

// Entry is the margin of one order or credit note on its day.
type Entry struct {
	Day    cal.Date
	Margin Margin
}

// Windows are a customer's sums on a day.
type Windows struct {
	Year     Margin // the twelve months up to and including the day
	YearPast Margin // the twelve months before those
	Ever     Margin // all up to the day

	// The sums stay right for the days before Until, if nothing is bought: on
	// Until the first entry leaves a window, or Never.
	Until cal.Date
}

// WindowsOn sums the entries up to day; later ones are not yet known. Twelve
// months end on the same day of the month (the last one where it is shorter).
// Entries may come in any order.
func WindowsOn(entries []Entry, day cal.Date) Windows {
	year, past := day.AddMonths(-12), day.AddMonths(-24)
	out := Windows{Until: cal.Never}
	for _, e := range entries {
		if e.Day > day {
			continue
		}
		out.Ever = out.Ever.Add(e.Margin)
		switch {
		case e.Day > year:
			out.Year = out.Year.Add(e.Margin)
			out.Until = min(out.Until, leaves(e.Day, 12))
		case e.Day > past:
			out.YearPast = out.YearPast.Add(e.Margin)
			out.Until = min(out.Until, leaves(e.Day, 24))
		}
	}
	return out
}

// leaves is the first day whose window of so many months no longer holds an entry.
func leaves(entry cal.Date, months int) cal.Date {
	d := entry.AddMonths(months)
	for d.AddMonths(-months) < entry { // 29 February is followed by 1 March
		d++
	}
	return d
}

// Trend is the change of net revenue from one year to the next as a fraction (0.1
// is +10 %). It is known when the first purchase was at least 24 months before
// day, so that both years are whole, and the past year has revenue.
func (w Windows) Trend(first, day cal.Date) (change float64, known bool) {
	if first > day.AddMonths(-24) || w.YearPast.Net <= 0 {
		return 0, false
	}
	return float64(w.Year.Net)/float64(w.YearPast.Net) - 1, true
}

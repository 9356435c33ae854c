package warning

import (
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// The points of the signs that come from people, and what makes them.
const (
	pointsContactLeft    = 4
	pointsPromisesMissed = 3

	missedNeeds, missedDays = 2, 180
)

// FromDepartures gives a sign for each contact person who left the firm, on his last day.
func FromDepartures(days []cal.Date) []Sign {
	var out []Sign
	for _, d := range days {
		out = append(out, Sign{ContactLeft, d, cal.Never, pointsContactLeft, nil})
	}
	return out
}

// FromPromises gives a sign on each day on which a promise of ours was missed and another
// one in the 180 days before it. One missed promise alone is no sign. The days may come
// in any order.
func FromPromises(missed []cal.Date) []Sign {
	days := slices.Sorted(slices.Values(missed))
	var out []Sign
	from := 0
	for i, d := range days {
		for d.Sub(days[from]) > missedDays {
			from++
		}
		if n := i - from + 1; n >= missedNeeds {
			out = append(out, Sign{PromisesMissed, d, cal.Never, pointsPromisesMissed, []any{n}})
		}
	}
	return out
}

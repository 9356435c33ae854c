package lifecycle

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// The limits of the rule for regulars, in calendar days.
const (
	windowMin, windowMax = 60.0, 1095.0
	tenureMin, tenureMax = 60.0, 548.0
	slowGroup            = 180.0 // from this group interval on fewer purchases suffice
	silenceMin           = 180.0 // a regular keeps the standing at least so long after dormant
	returnIntervals      = 3     // a former regular returns by two occasions within these
	regainedIntervals    = 2     // how long a returned customer counts as regained
)

// Clause is one condition of the rule for regulars as found at an occasion.
//
//	a: purchases in the window   Have counts up to four, Need 4 or 3
//	b: purchases ever            Have, Need in occasions
//	c: tenure                    Have, Need in days
//	d: own interval              Have at most Need, in days
//	e: steady again              Have 0, Need 0 or the days until he no longer counts as regained
type Clause struct {
	Key        byte
	Holds      bool
	Since      cal.Date // first occasion of the unbroken run on which it held; Never when it does not
	Have, Need float64
}

// Missing is what the clause lacks, in its unit; 0 when it holds. For d it is by
// how many days the own interval is too long.
func (c Clause) Missing() float64 {
	switch {
	case c.Holds:
		return 0
	case c.Key == 'd':
		return c.Have - c.Need
	}
	return c.Need - c.Have
}

// ownWindow is W: the calendar days in which a regular's purchases are counted.
func ownWindow(intervalDays float64) float64 {
	return min(max(6*intervalDays, windowMin), windowMax)
}

// neededOccasions is n_min for a group interval in calendar days.
func neededOccasions(groupDays float64) int {
	switch {
	case groupDays < 14:
		return 10
	case groupDays < 60:
		return 6
	case groupDays < slowGroup:
		return 4
	}
	return 3
}

// occasionFacts is what the clauses look at on the day of an occasion.
type occasionFacts struct {
	day           cal.Date
	ever          int
	tenure        int         // calendar days since the first occasion
	recent        [4]cal.Date // the latest occasions, newest first; Never where there are fewer
	intervalDays  float64     // I_i in calendar days
	groupDays     float64     // I_g in calendar days
	regainedUntil cal.Date    // Never when he was not regained
	regained      bool
}

// judge evaluates the clauses (a) to (e). A purchase counts to the window when it
// was at most W days ago. Clause (e), "active or late", is always true of activity
// on the day of a purchase, so what it asks is whether he is past being regained:
// who came back after dormant must first be steady again.
func (f occasionFacts) judge() [5]Clause {
	w := ownWindow(f.intervalDays)
	need, part := 4, 2.0
	if f.groupDays >= slowGroup {
		need, part = 3, 3.0
	}
	inWindow := 0
	for _, d := range f.recent {
		if d != cal.Never && float64(f.day.Sub(d)) <= w {
			inWindow++
		}
	}
	tenure := min(max(w/part, tenureMin), tenureMax)
	ever := neededOccasions(f.groupDays)
	rest := 0.0
	if f.regained {
		rest = float64(f.regainedUntil.Sub(f.day))
	}
	return [5]Clause{
		{Key: 'a', Holds: inWindow >= need, Have: float64(inWindow), Need: float64(need)},
		{Key: 'b', Holds: f.ever >= ever, Have: float64(f.ever), Need: float64(ever)},
		{Key: 'c', Holds: float64(f.tenure) >= tenure, Have: float64(f.tenure), Need: math.Ceil(tenure)},
		{Key: 'd', Holds: f.intervalDays <= 3*f.groupDays, Have: f.intervalDays, Need: 3 * f.groupDays},
		{Key: 'e', Holds: !f.regained, Have: 0, Need: rest},
	}
}

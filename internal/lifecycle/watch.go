package lifecycle

import "github.com/stammkunde/stammkunde/internal/cal"

// FirstOrder is what is known of the delivery of a customer's first order.
type FirstOrder struct {
	Promised cal.Date // the day promised to him; Never when none was
	Real     cal.Date // the day of delivery or hand-over; Never while unknown
	Fault    Fault
}

// Fault tells whether something was wrong with the order.
type Fault string

// The answers; the zero value is unknown.
const (
	FaultUnknown Fault = ""
	Faultless    Fault = "none"
	Faulty       Fault = "fault"
)

// FirstImpression is how the first order went.
type FirstImpression string

// The impressions; the texts are stored keys.
const (
	ImpressionUnknown FirstImpression = "unknown" // not enough is known to say
	ImpressionOpen    FirstImpression = "open"    // the promised day has not passed
	ImpressionOK      FirstImpression = "ok"      // on time and without fault
	ImpressionLate    FirstImpression = "late"    // after the promised day
	ImpressionFaulty  FirstImpression = "faulty"  // whether on time or not
)

// On judges the order on a day and returns the day on which the judgement came to
// hold (Never for unknown and open). A fault goes before lateness. The order is ok
// only when it is known to be delivered by the promised day and to be faultless:
// silence is not praise. It is late from the day after the promised one, also
// while no delivery is known.
func (o FirstOrder) On(day cal.Date) (FirstImpression, cal.Date) {
	switch {
	case o.Fault == Faulty:
		return ImpressionFaulty, min(o.Real, day)
	case o.Promised == cal.Never:
		return ImpressionUnknown, cal.Never
	case min(o.Real, day) > o.Promised:
		return ImpressionLate, o.Promised.Add(1)
	case o.Real > day:
		return ImpressionOpen, cal.Never
	case o.Fault == Faultless:
		return ImpressionOK, o.Real
	}
	return ImpressionUnknown, cal.Never
}

// FirstTimeRight sums up first orders: of Judged orders, Right were right the
// first time; Open and Unknown ones are told beside, never counted as right.
type FirstTimeRight struct{ Right, Judged, Open, Unknown int }

// Add counts one first order.
func (f *FirstTimeRight) Add(i FirstImpression) {
	switch i {
	case ImpressionOK:
		f.Right++
		f.Judged++
	case ImpressionLate, ImpressionFaulty:
		f.Judged++
	case ImpressionOpen:
		f.Open++
	case ImpressionUnknown:
		f.Unknown++
	}
}

// Share is the fraction of judged first orders that were right; false when none
// could be judged.
func (f FirstTimeRight) Share() (float64, bool) {
	if f.Judged == 0 {
		return 0, false
	}
	return float64(f.Right) / float64(f.Judged), true
}

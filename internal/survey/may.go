package survey

import (
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
)

// Reason is why somebody is not asked.
type Reason string

// The reasons; the texts are stored keys.
const (
	Free      Reason = ""          // he may be asked
	Nobody    Reason = "nobody"    // a household or a collective account
	Barred    Reason = "barred"    // he objected, or must not be approached
	Complains Reason = "complains" // a complaint of his is open
	Strained  Reason = "strained"  // he is in a strained phase
	Simple    Reason = "simple"    // he likes it simple: one tap at the counter, no sheet
	Twice     Reason = "twice"     // he has a link of this survey already
	Recent    Reason = "recent"    // he was asked lately
)

// Reasons lists the reasons in the order in which they are found.
var Reasons = []Reason{Nobody, Barred, Complains, Strained, Simple, Twice, Recent}

// How many days lie between two surveys of one person, whichever they are; who likes it simple
// is asked once a year.
const (
	RestDays   = 60
	SimpleDays = 365
)

// Person is what the rule needs to know of somebody.
type Person struct {
	Nobody    bool
	Barred    bool
	Complains bool
	Strained  bool
	Kind      kind.Kind // as shown: Demanding only where somebody confirmed it
	Asked     cal.Date  // when he was last given a survey; cal.Earliest never
	InWave    bool
}

// May tells why somebody is not asked on a day, the weightiest reason first. tap is the single
// tap at the counter.
func May(p Person, day cal.Date, tap bool) Reason {
	rest := RestDays
	if p.Kind == kind.Exchange {
		rest = SimpleDays
	}
	switch {
	case p.Nobody:
		return Nobody
	case p.Barred:
		return Barred
	case p.Complains:
		return Complains
	case p.Strained:
		return Strained
	case p.Kind == kind.Exchange && !tap:
		return Simple
	case p.InWave:
		return Twice
	case day < p.Asked.Add(rest):
		return Recent
	}
	return Free
}

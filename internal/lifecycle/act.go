package lifecycle

import "github.com/stammkunde/stammkunde/internal/cal"

// ActKind is a decision about a customer that no purchase can express.
type ActKind string

// The kinds of acts; the texts are stored keys.
const (
	ActSet    ActKind = "set"    // the owner makes him a regular
	ActDeny   ActKind = "deny"   // the owner denies him the standing of a regular
	ActFree   ActKind = "free"   // set or deny is taken back, the rule decides again
	ActEnd    ActKind = "end"    // service ended by the firm
	ActNotice ActKind = "notice" // explicit notice by the customer
	ActReopen ActKind = "reopen" // end or notice is taken back
)

// Act is one dated, append-only decision. Acts of one day follow that day's
// purchases and each other in the order given.
type Act struct {
	Day    cal.Date
	Kind   ActKind
	Reason string
}

// acted is what the acts up to some day leave in force.
type acted struct {
	override Act // Kind is empty, ActSet or ActDeny
	ended    cal.Date
	notice   cal.Date
}

func newActed() acted { return acted{ended: cal.Never, notice: cal.Never} }

func (a *acted) apply(act Act) {
	switch act.Kind {
	case ActSet, ActDeny:
		a.override = act
	case ActFree:
		a.override = Act{}
	case ActEnd:
		a.ended = min(a.ended, act.Day)
	case ActNotice:
		a.notice = min(a.notice, act.Day)
	case ActReopen:
		a.ended, a.notice = cal.Never, cal.Never
	}
}

package complaint

import "github.com/stammkunde/stammkunde/internal/money"

// FrameRule names the version of the frame for goodwill.
const FrameRule = "goodwill/1"

// Frame is what may be given away to make good without asking who is responsible. The zero
// Frame has no limit: the firm has not set one.
type Frame struct {
	Base  money.Cents // for everybody
	Share int         // of what the customer brought in twelve months, in 1/10,000
}

// Treatment is how the frame meets a kind of relationship (domain 4.1 to 4.6).
type Treatment int

// The treatments.
const (
	Usual    Treatment = iota
	Generous           // who is personally attached: twice as much
	ByRule             // who is demanding: the written amount, whatever he brought
)

// Limit is the amount up to which goodwill needs no question, and whether there is one. Brought
// is the contribution of twelve months after all costs, known whether it was computed.
func (f Frame) Limit(t Treatment, brought money.Cents, known bool) (limit money.Cents, set bool) {
	if f.Base <= 0 {
		return 0, false
	}
	limit = f.Base
	if known && t != ByRule && f.Share > 0 && brought > 0 {
		limit = max(limit, brought/10_000*money.Cents(f.Share)+brought%10_000*money.Cents(f.Share)/10_000)
	}
	if t == Generous {
		limit *= 2
	}
	return limit, true
}

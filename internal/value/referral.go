package value

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/money"
)

// ReferralRule names the version of the rules of what recommendations are worth.
const ReferralRule = "value/referral/1"

const (
	referralMonths = 24   // from the first purchase on, these are the early margins
	movedShare     = 2000 // basis points of the early margins that the additive ledger moves
	wholeShare     = 10_000
)

// Early are the margins DB IV of a customer up to 24 months after his first purchase, what
// he cost before it included.
type Early struct {
	Bought     bool
	Sum        money.Cents
	Discounted float64 // in cents, each amount discounted from its day to the first purchase
}

// EarlyYears sums up the early margins known on day; first is the day of his first purchase,
// cal.Never without one. What came on until or later is left aside.
func EarlyYears(entries []Entry, charges []cost.Charge, first, until, day cal.Date) Early {
	if first > day {
		return Early{}
	}
	e := Early{Bought: true}
	end := min(until, first.AddMonths(referralMonths), day.Add(1))
	add := func(d cal.Date, amount money.Cents) {
		if d >= end {
			return
		}
		e.Sum += amount
		e.Discounted += float64(amount) * math.Pow(1+Discount, -float64(max(d.Sub(first), 0))/365)
	}
	for _, x := range entries {
		db, _ := x.Margin.DB1()
		add(x.Day, db)
	}
	for _, c := range charges {
		his, _ := c.Cause.Split(c.Amount)
		add(c.Day, -his)
	}
	return e
}

// Anyway tells whether who was recommended would have come as well.
type Anyway int

// The answers to that question.
const (
	Unsure Anyway = iota
	NotAnyway
	AlsoAnyway
)

// Credit is the part of his margins that the recommendation brought: 0.9, 0.5 or 0.1.
func (a Anyway) Credit() float64 {
	switch a {
	case NotAnyway:
		return .9
	case AlsoAnyway:
		return .1
	case Unsure:
	}
	return .5
}

// Recommendation is what the rules need to know of one.
type Recommendation struct {
	Anyway Anyway
	Share  int // basis points, where several recommended the same customer
	Reward money.Cents
}

// Moved is what the additive ledger moves from who was recommended to who recommended him:
// a fifth of the early margins, by share, rounded half away from zero.
func (r Recommendation) Moved(e Early) money.Cents {
	return rounded(float64(e.Sum) * movedShare / wholeShare * float64(r.Share) / wholeShare)
}

// Gain is what would not have come without the recommendation: the credited part of the
// discounted early margins and what another way to a new customer costs (saved), by share,
// less the reward. Nothing is gained before he buys. Gains are not added to other figures:
// the same margins stand at the customer himself.
func (r Recommendation) Gain(e Early, saved money.Cents) money.Cents {
	if !e.Bought {
		return -r.Reward
	}
	return rounded((r.Anyway.Credit()*e.Discounted+float64(saved))*float64(r.Share)/wholeShare) - r.Reward
}

func rounded(x float64) money.Cents { return money.Cents(math.Round(x)) }

// Transfer is an amount that the additive ledger moves between two customers.
type Transfer struct {
	From, To int64
	Amount   money.Cents
}

// Ledger gives each customer his own margins less what was moved away, and what was moved
// to him. The sum over all customers stays what it was, whatever the graph looks like.
func Ledger(direct map[int64]money.Cents, transfers []Transfer) map[int64]money.Cents {
	out := make(map[int64]money.Cents, len(direct))
	for id, amount := range direct {
		out[id] = amount
	}
	for _, t := range transfers {
		out[t.From] -= t.Amount
		out[t.To] += t.Amount
	}
	return out
}

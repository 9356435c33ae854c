package value

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/money"
)

// Rule names the version of the rules; it is stored and shown beside every figure.
const Rule = "value/1"

// Margin is net revenue with its cost of goods, as far as that is known. Cost
// belongs to NetMeasured and NetEstimated; the rest of Net has an unknown cost.
// Returns carry negative amounts. Margins add up: the sum over customers is the
// firm's.
type Margin struct {
	Net          money.Cents
	Cost         money.Cents
	NetMeasured  money.Cents // net whose cost is real: given with the line or the article's
	NetEstimated money.Cents // net whose cost comes from the standard margin of its category
}

// Add returns the sum of both.
func (m Margin) Add(o Margin) Margin {
	return Margin{m.Net + o.Net, m.Cost + o.Cost, m.NetMeasured + o.NetMeasured, m.NetEstimated + o.NetEstimated}
}

// Sub returns m without o.
func (m Margin) Sub(o Margin) Margin {
	return Margin{m.Net - o.Net, m.Cost - o.Cost, m.NetMeasured - o.NetMeasured, m.NetEstimated - o.NetEstimated}
}

// NetUnknown is the net whose cost is not known.
func (m Margin) NetUnknown() money.Cents { return m.Net - m.NetMeasured - m.NetEstimated }

// DB1 is the contribution margin of the net whose cost is known; false when no
// cost is known at all, so that nothing is shown instead of zero.
func (m Margin) DB1() (money.Cents, bool) {
	return m.NetMeasured + m.NetEstimated - m.Cost, m.NetMeasured != 0 || m.NetEstimated != 0 || m.Cost != 0
}

// Shares tell how well the cost behind a margin is known; they sum to 1.
type Shares struct{ Measured, Estimated, Unknown float64 }

// Shares splits the net by the quality of its cost. Sums with opposite signs, as
// of returns, count by their size. Without any net all is unknown.
func (m Margin) Shares() Shares {
	a, b, c := math.Abs(float64(m.NetMeasured)), math.Abs(float64(m.NetEstimated)), math.Abs(float64(m.NetUnknown()))
	all := a + b + c
	if all == 0 {
		return Shares{Unknown: 1}
	}
	return Shares{a / all, b / all, c / all}
}

// Quality tells how a figure may be called.
type Quality string

// The qualities; the texts are stored keys.
const (
	Measured  Quality = "measured"  // all cost is real
	Estimated Quality = "estimated" // part or all of the cost is a standard
	Partial   Quality = "partial"   // part of the cost is unknown; DB I speaks for the known part only
	Unknown   Quality = "unknown"   // no cost is known
)

// Quality names the weakest knowledge that the margin rests on.
func (m Margin) Quality() Quality {
	if _, known := m.DB1(); !known {
		return Unknown
	}
	switch {
	case m.NetUnknown() != 0:
		return Partial
	case m.NetEstimated != 0:
		return Estimated
	}
	return Measured
}

// Stake is what a year with a customer is worth, used to rank whom to care for.
type Stake struct {
	Amount    money.Cents
	Estimated bool // part of it rests on a standard or on the preset margin ("geschätzt")
}

// AtStake values twelve months of a customer: their DB I, and for the net whose
// cost is unknown the preset margin of the trade in basis points. It is not below
// zero: a customer who costs money is not worth less attention than none.
func AtStake(year Margin, presetMargin int) Stake {
	known, _ := year.DB1()
	rest := year.NetUnknown()
	guess, err := money.Product(money.Decimal{Digits: int64(rest)}, money.Decimal{Digits: int64(presetMargin), Scale: 4}, 0)
	if err != nil {
		guess = 0
	}
	return Stake{max(known+guess, 0), rest != 0 || year.NetEstimated != 0}
}

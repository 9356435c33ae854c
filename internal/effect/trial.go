package effect

import (
	"math"
	"sort"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/stat"
)

// TrialRule names the version of the rule.
const TrialRule = "effect/trial/1"

// What is expected of a first order before anything was seen: one in ten comes back, as
// firmly as after ten takers. Source: the model's default, to be replaced by the firm's own
// history once it has three campaigns.
const (
	priorBack = 1.0
	priorGone = 9.0
)

// From these probabilities on the verdict is given.
const (
	Sure  = 0.90
	Doubt = 0.10
)

// Limits of what is taken in.
const (
	MostTakers               = 1_000_000
	MostAmount   money.Cents = 1_000_000_000 // ten million euro
	MostMore                 = 100_000       // takers beyond those seen, until it is called undecidable
	WholeInPoint             = 10_000        // a discount of all of the price, in basis points
)

// Verdict says whether a measure pays.
type Verdict string

// The verdicts; the texts are stored keys.
const (
	Pays  Verdict = "pays"
	Fails Verdict = "fails"
	Open  Verdict = "open"
)

// Trial is a first order that was given away or made cheaper.
type Trial struct {
	Takers int         // who took the offer
	Back   int         // of them, who bought again
	Cost   money.Cents // of one taker: lost margin, give-away, contact; negative when the order itself earned
	Worth  money.Cents // margin that one who comes back brings in twelve months
}

// Judgement is what a trial tells.
type Judgement struct {
	BreakEven float64 // share of the takers that must come back; +Inf when nobody's coming back brings anything
	Chance    float64 // that at least this share does
	Low, High float64 // between which the share lies, 95 % (Wilson); 0 and 1 without takers
	Verdict   Verdict
	Spent     money.Cents // by all takers
	Earned    money.Cents // what those who came back bring in twelve months
	// More is how many further takers decide it, if they come back at the rate expected now;
	// 0 when it is decided, -1 when MostMore would not.
	More int
}

// Check says whether a trial can be judged: fault.Invalid "effect.takers", "effect.back" or
// "effect.amount".
func (t Trial) Check() error {
	switch {
	case t.Takers < 0 || t.Takers > MostTakers:
		return fault.New(fault.Invalid, "effect.takers", MostTakers)
	case t.Back < 0 || t.Back > t.Takers:
		return fault.New(fault.Invalid, "effect.back")
	case t.Cost > MostAmount || t.Cost < -MostAmount || t.Worth > MostAmount || t.Worth < -MostAmount:
		return fault.New(fault.Invalid, "effect.amount")
	}
	return nil
}

// Judge weighs a checked trial. The share of those who come back has the posterior
// Beta(1+x, 9+n-x); the break-even share is cost by worth.
func (t Trial) Judge() Judgement {
	j := Judgement{
		BreakEven: t.breakEven(), Spent: t.Cost * money.Cents(t.Takers), Earned: t.Worth * money.Cents(t.Back),
	}
	j.Low, j.High = wilson(t.Back, t.Takers)
	a, b := priorBack+float64(t.Back), priorGone+float64(t.Takers-t.Back)
	j.Chance = chance(a, b, j.BreakEven)
	if j.Verdict = verdictOf(j.Chance); j.Verdict == Open {
		j.More = more(a, b, j.BreakEven)
	}
	return j
}

// breakEven is the share of takers who must come back.
func (t Trial) breakEven() float64 {
	switch {
	case t.Cost <= 0:
		return 0
	case t.Worth <= 0:
		return math.Inf(1)
	}
	return float64(t.Cost) / float64(t.Worth)
}

// chance is the probability that a share with the density Beta(a, b) is at least limit.
func chance(a, b, limit float64) float64 { return 1 - stat.Beta(a, b, min(limit, 1)) }

func verdictOf(chance float64) Verdict {
	switch {
	case chance > Sure:
		return Pays
	case chance < Doubt:
		return Fails
	}
	return Open
}

// more is the smallest number of further takers that decides it when they come back at the
// expected rate, so that the expectation stays and only the doubt shrinks.
func more(a, b, limit float64) int {
	rate := a / (a + b)
	decided := func(m int) bool {
		return verdictOf(chance(a+float64(m)*rate, b+float64(m)*(1-rate), limit)) != Open
	}
	if !decided(MostMore) {
		return -1
	}
	return sort.Search(MostMore, decided)
}

// wilson is the interval of 95 % for a share. Source: Wilson 1927.
func wilson(x, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964
	k, p := float64(n), float64(x)/float64(n)
	middle := (p + z*z/(2*k)) / (1 + z*z/k)
	half := z / (1 + z*z/k) * math.Sqrt(p*(1-p)/k+z*z/(4*k*k))
	return max(middle-half, 0), min(middle+half, 1)
}

// Instead is the same trial with another discount: as many take it, as many come back.
// price is what the order costs otherwise; given and other are basis points of it.
func (t Trial) Instead(price money.Cents, given, other int) Trial {
	t.Cost -= money.Cents(math.Round(float64(price) * float64(given-other) / WholeInPoint))
	return t
}

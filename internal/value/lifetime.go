package value

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/stammkunde/stammkunde/internal/money"
)

// LifetimeRule names the version of the rules of lifetime value and growth.
const LifetimeRule = "value/lifetime/1"

// Concept says what a value is counted in. Every value says which one it is.
type Concept string

// The concepts; the texts are stored keys. Both are direct: what others bring on his word is
// told beside, never inside.
const (
	AfterCost Concept = "after_cost" // DB III still to come, DB IV so far
	Revenue   Concept = "revenue"    // net sales, because too little is known of what goods cost
)

// What a lifetime value rests on beside a customer's own figures.
const (
	Horizon  = 1095 // days ahead that count: 36 months
	Discount = 0.10 // yearly rate at which later money counts less
	// Prior is how many occasions the group's mean weighs against his own.
	Prior = 3
	// yellowOdds and redOdds are by what an early warning multiplies the odds that a purchase
	// was the last one.
	yellowOdds, redOdds = 1.5, 2.5
)

// Leave is the chance that a purchase is the last one: the group's, moved by an early
// warning in its odds.
func Leave(group float64, yellow, red bool) float64 {
	odds := group / (1 - group)
	switch {
	case red:
		odds *= redOdds
	case yellow:
		odds *= yellowOdds
	}
	return odds / (1 + odds)
}

// Forward is what the purchases within so many days are worth today: each brings margin,
// comes an interval (in days) after the one before, is the last one with the chance leave,
// and the customer is still one with the chance alive. count is how many fit in. The yearly
// rate discounts. An interval below a tenth of a day counts as that.
//
//	alive · margin · δ · (1 − q^count) / (1 − q),  q = (1 − leave) δ,  δ = (1 + rate)^(−interval/365)
func Forward(alive, margin, leave, interval, rate, days float64) (worth float64, count int) {
	interval = max(interval, 0.1)
	count = int(days / interval)
	log := -math.Log1p(rate) * interval / 365 // of δ
	return alive * margin * math.Exp(log) * geometric(math.Log1p(-leave)+log, count), count
}

// geometric is 1 + q + ... of count terms, for the logarithm of q <= 1.
func geometric(log float64, count int) float64 {
	if count == 0 {
		return 0
	}
	rest := -math.Expm1(log)
	if rest < 1e-12 {
		return float64(count)
	}
	return -math.Expm1(log*float64(count)) / rest
}

// Prospect is what is known of one customer for the time ahead.
type Prospect struct {
	Occasions int
	Margin    float64     // own mean per occasion, in cents and in the group's concept
	Guessed   bool        // part of Margin has no known cost and rests on the group's rate
	Alive     float64     // chance that he is still a customer
	Leave     float64     // chance that a purchase is his last one
	Interval  float64     // expected days between two purchases
	Shape     float64     // of the gamma distribution of his rate, above 1: how sure the interval is
	Past      money.Cents // so far: DB IV, or net sales
}

// State says what a lifetime value speaks for.
type State int

// The states; the numbers are stored.
const (
	Open    State = 0 // nothing can be said yet
	OfGroup State = 1 // fewer than two occasions: the group's average
	Own     State = 2
)

// Lifetime is what a customer has brought and what may be expected of him.
type Lifetime struct {
	State   State
	Concept Concept
	// Future is expected within [Horizon]; in 8 of 10 cases it lies between Low and High, as
	// far as the margin, the interval and the chance to leave are unsure.
	Low, Future, High money.Cents

	Prospect          // what it was computed from
	Shrunk    float64 // margin per occasion in cents that counts, after the group's share
	Purchases int     // that fit into the horizon
}

// Lifetime judges one customer. Without a group, or before the first occasion, it stays open.
func (g Group) Lifetime(p Prospect) Lifetime {
	out := Lifetime{Concept: g.Concept, Prospect: p}
	if g.Customers == 0 || p.Occasions == 0 {
		return out
	}
	out.State, out.Shrunk = Own, g.shrunk(p)
	if p.Occasions < 2 {
		out.State, out.Shrunk = OfGroup, g.Margin
	}
	worth, n := Forward(p.Alive, out.Shrunk, p.Leave, p.Interval, Discount, Horizon)
	out.Future, out.Purchases = inCents(worth), n
	low, high := g.spread(p, out.Shrunk)
	out.Low, out.High = min(inCents(low), out.Future), max(inCents(high), out.Future)
	return out
}

// shrunk is the margin per occasion with the group's share.
func (g Group) shrunk(p Prospect) float64 {
	n := float64(p.Occasions)
	return (n*p.Margin + Prior*g.Margin) / (n + Prior)
}

func inCents(v float64) money.Cents {
	const most = 1e15
	return money.Cents(math.Round(min(max(v, -most), most)))
}

// One draw of a range: standard normal deviations of margin and interval, and by what the
// odds to leave are multiplied.
type draw struct{ margin, interval, odds float64 }

// The draws of a range, the same for everybody and on every machine, so that a range moves
// only with its inputs. leaveSpread is the deviation of the logarithm of the odds to leave
// from customer to customer: between half and double.
const (
	rangeDraws  = 200
	leaveSpread = 0.5
)

// perDay is by how much the logarithm of what money counts falls a day.
var perDay = -math.Log1p(Discount) / 365

var draws = sync.OnceValue(func() *[rangeDraws]draw {
	r := rand.New(rand.NewPCG(54, 1))
	var out [rangeDraws]draw
	for i := range out {
		out[i] = draw{r.NormFloat64(), r.NormFloat64(), math.Exp(leaveSpread * r.NormFloat64())}
	}
	return &out
})

// spread returns the 10 % and 90 % points of the worth over draws of margin, interval and
// chance to leave. The margin's error is that of a mean of so many occasions; the interval
// is k(b+s) over a rate of the gamma distribution behind it (Wilson and Hilferty's cube).
func (g Group) spread(p Prospect, margin float64) (low, high float64) {
	if p.Alive < 1e-9 {
		return 0, 0
	}
	n := float64(p.Occasions)
	if p.Occasions < 2 {
		n = 0
	}
	size := (n*math.Abs(p.Margin) + Prior*math.Abs(g.Margin)) / (n + Prior)
	unsure := g.Spread * size / math.Sqrt(n+Prior)
	var worths [rangeDraws]float64
	odds, ninth := p.Leave/(1-p.Leave), 1/(9*p.Shape)
	root, known := math.Sqrt(ninth), p.Interval*(p.Shape-1)/p.Shape
	for i, d := range draws() { // as [Forward], with the logarithms taken once
		cube := max(1-ninth+d.interval*root, 0.05)
		interval := max(known/(cube*cube*cube), 0.1)
		o, later := odds*d.odds, math.Exp(perDay*interval)
		count := math.Floor(Horizon / interval)
		sum := count
		if q := later / (1 + o); q < 1-1e-9 {
			sum = (1 - math.Exp(count*(perDay*interval-math.Log1p(o)))) / (1 - q)
		}
		worths[i] = p.Alive * (margin + d.margin*unsure) * later * sum
	}
	slices.Sort(worths[:])
	return worths[rangeDraws/10-1], worths[rangeDraws-rangeDraws/10]
}

// TwoDigits rounds an amount to its first two digits: more say nothing about the future.
func TwoDigits(c money.Cents) money.Cents {
	step := money.Cents(1)
	for size := max(c, -c); size/step >= 100; {
		step *= 10
	}
	half := step / 2
	if c < 0 {
		half = -half
	}
	return (c + half) / step * step
}

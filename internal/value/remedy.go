package value

import (
	"maps"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/money"
)

// LossYear is what the four quarters behind a question rest on.
type LossYear struct {
	From, To   cal.Date // [From, To)
	DB1, DB4   money.Cents
	Net        money.Cents
	Costs      map[cost.Kind]Burden
	Deliveries []Delivery // documents with a purchase
}

// Burden is what one kind of cost took from a customer, after the shares of the causes.
type Burden struct {
	Amount money.Cents
	Times  int
}

// Delivery is a document with what it cost to pick, pack and send it.
type Delivery struct {
	Net, Cost money.Cents
}

// Bought is a document as it counts for margins.
type Bought struct {
	ID     int64
	Day    cal.Date
	Margin Margin
}

// LossYearOf collects the last four complete quarters, which end with last.
func LossYearOf(documents []Bought, charges []cost.Charge, last Quarter) LossYear {
	first := last - lossLeast + 1
	y := LossYear{From: first.Begin(), To: (last + 1).Begin(), Costs: map[cost.Kind]Burden{}}
	at := map[int64]int{}
	for _, d := range documents {
		if d.Day < y.From || d.Day >= y.To {
			continue
		}
		db, _ := d.Margin.DB1()
		y.Net += d.Margin.Net
		y.DB1 += db
		if d.Margin.Net > 0 {
			at[d.ID] = len(y.Deliveries)
			y.Deliveries = append(y.Deliveries, Delivery{Net: d.Margin.Net})
		}
	}
	y.DB4 = y.DB1
	for _, c := range charges {
		his, _ := c.Cause.Split(c.Amount)
		if c.Day < y.From || c.Day >= y.To || his == 0 {
			continue
		}
		y.DB4 -= his
		b := y.Costs[c.Kind]
		y.Costs[c.Kind] = Burden{b.Amount + his, b.Times + 1}
		if i, of := at[c.Order]; of && c.Order != 0 && c.Kind.Step() == cost.OrderStep && c.Kind != cost.Return {
			y.Deliveries[i].Cost += his
		}
	}
	return y
}

// Begin is the first day of a quarter.
func (q Quarter) Begin() cal.Date {
	return cal.On(int(q)/4, 1, 1).AddMonths(int(q) % 4 * 3)
}

// Goods is the driver of a loss that comes with the goods themselves.
const Goods cost.Kind = "goods"

// Driver is what takes most: a kind of cost, or the goods where they cost more than they
// bring and no kind of cost takes as much. Without any it is Goods.
func (y LossYear) Driver() (cost.Kind, Burden) {
	worst, most := Goods, Burden{Amount: max(-y.DB1, 0), Times: len(y.Deliveries)}
	for _, k := range slices.Sorted(maps.Keys(y.Costs)) {
		if b := y.Costs[k]; b.Amount > most.Amount {
			worst, most = k, b
		}
	}
	return worst, most
}

// RemedyKind names a way to let working together cover its costs.
type RemedyKind string

// The ways, the gentlest first; the texts are stored keys.
const (
	MinimumOrder RemedyKind = "minimum_order" // the same goods in fewer deliveries
	FewerReturns RemedyKind = "fewer_returns" // talk about why goods come back
	BundledCare  RemedyKind = "bundled_care"  // half as many contacts
	PayAhead     RemedyKind = "pay_ahead"
	DeliveryFee  RemedyKind = "delivery_fee"
	HigherPrice  RemedyKind = "higher_price"
)

// Remedy is one way with its effect in a year.
type Remedy struct {
	Kind      RemedyKind
	Amount    money.Cents // minimum order or fee; 0 for others
	Percent   int         // of a higher price
	Low, High money.Cents // effect on DB IV: half of what is computed, and all of it
	Enough    bool        // with the whole effect the year is not below zero
}

// minimumOrders are the values that a firm would ask for, in euro.
var minimumOrders = []money.Cents{20, 25, 30, 40, 50, 60, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000}

const (
	fewestDeliveries = 4  // a year that a minimum order leaves
	mostPercent      = 15 // of a higher price, beyond which it is no gentle remedy
	feeStep          = 50 // cents
)

// Remedy is the gentlest way that makes up for the loss alone, or the one that does most
// where none is enough. It is false when nothing of it would do anything.
func (y LossYear) Remedy() (Remedy, bool) {
	best, found := Remedy{}, false
	for _, r := range []Remedy{
		y.minimumOrder(), y.share(FewerReturns, cost.Return), y.share(BundledCare, cost.Minutes, cost.Visit, cost.Travel),
		y.whole(PayAhead, cost.Interest, cost.Reminder, cost.Default), y.fee(), y.price(),
	} {
		if r.High <= 0 {
			continue
		}
		if r.Enough = y.DB4+r.High >= 0; r.Enough {
			return y.ranged(r), true
		}
		if !found || r.High > best.High {
			best, found = r, true
		}
	}
	return y.ranged(best), found
}

func (y LossYear) ranged(r Remedy) Remedy {
	r.Low = r.High / 2
	return r
}

// minimumOrder bundles small deliveries: the smallest value that is enough, else the one
// that saves most while at least four deliveries a year remain.
func (y LossYear) minimumOrder() Remedy {
	best := Remedy{Kind: MinimumOrder}
	for _, euro := range minimumOrders {
		limit := euro * 100
		if limit*fewestDeliveries > y.Net {
			break
		}
		var net, spent money.Cents
		small := 0
		for _, d := range y.Deliveries {
			if d.Net < limit {
				net, spent, small = net+d.Net, spent+d.Cost, small+1
			}
		}
		if small == 0 {
			continue
		}
		left := math.Ceil(float64(net) / float64(limit))
		saved := rounded(float64(spent) * (1 - left/float64(small)))
		if saved > best.High {
			best.Amount, best.High = limit, saved
		}
		if y.DB4+saved >= 0 {
			break
		}
	}
	return best
}

func (y LossYear) spent(kinds ...cost.Kind) (sum money.Cents) {
	for _, k := range kinds {
		sum += y.Costs[k].Amount
	}
	return sum
}

func (y LossYear) share(kind RemedyKind, kinds ...cost.Kind) Remedy {
	return Remedy{Kind: kind, High: y.spent(kinds...) / 2}
}

func (y LossYear) whole(kind RemedyKind, kinds ...cost.Kind) Remedy {
	return Remedy{Kind: kind, High: y.spent(kinds...)}
}

// fee asks for no more than a delivery costs on average.
func (y LossYear) fee() Remedy {
	r := Remedy{Kind: DeliveryFee}
	n := money.Cents(len(y.Deliveries))
	var spent money.Cents
	for _, d := range y.Deliveries {
		spent += d.Cost
	}
	if n == 0 || spent <= 0 {
		return r
	}
	need := (-y.DB4 + n - 1) / n
	r.Amount = min((need+feeStep-1)/feeStep*feeStep, spent/n/feeStep*feeStep)
	r.High = r.Amount * n
	return r
}

func (y LossYear) price() Remedy {
	r := Remedy{Kind: HigherPrice}
	if y.Net <= 0 || y.DB4 >= 0 {
		return r
	}
	r.Percent = int(min(math.Ceil(100*float64(-y.DB4)/float64(y.Net)), mostPercent))
	r.High = rounded(float64(y.Net) * float64(r.Percent) / 100)
	return r
}

package value

import (
	"math"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/money"
)

// StepsRule names the version of the rules of DB I to IV.
const StepsRule = "value/steps/1"

// Steps are the four contribution margins of a span of time: DB I is net less the cost of
// goods, DB II less order cost, DB III less care, DB IV less finance and special cost. Only
// what the customer bears is deducted (cost.Cause.Split); the rest is the firm's own cost
// of quality. Steps add up: over all customers and the row without a customer, DB IV less
// Ours is the firm's total.
type Steps struct {
	Goods                Margin
	Order, Care, Finance money.Cents // what he bears
	Ours                 money.Cents // what the firm bears: its bucket of quality
	Measured, Charged    money.Cents // sizes of what he bears: measured, and all
}

// Charge deducts a cost at its step.
func (s *Steps) Charge(c cost.Charge) {
	his, firm := c.Cause.Split(c.Amount)
	switch c.Kind.Step() {
	case cost.OrderStep:
		s.Order += his
	case cost.CareStep:
		s.Care += his
	case cost.FinanceStep:
		s.Finance += his
	}
	s.Ours += firm
	size := max(his, -his)
	s.Charged += size
	if c.Quality == cost.Measured {
		s.Measured += size
	}
}

// Add returns the sum of both.
func (s Steps) Add(o Steps) Steps {
	return Steps{
		s.Goods.Add(o.Goods), s.Order + o.Order, s.Care + o.Care, s.Finance + o.Finance, s.Ours + o.Ours,
		s.Measured + o.Measured, s.Charged + o.Charged,
	}
}

// DB1 is the margin after the cost of goods, of the net whose cost is known; 0 where none
// is known.
func (s Steps) DB1() money.Cents {
	db, _ := s.Goods.DB1()
	return db
}

// Known tells whether the margins speak for anything: cost of goods is known, or nothing
// was bought.
func (s Steps) Known() bool {
	_, known := s.Goods.DB1()
	return known || s.Goods.Net == 0
}

// DB2 is DB I less order cost.
func (s Steps) DB2() money.Cents { return s.DB1() - s.Order }

// DB3 is DB II less the cost of care.
func (s Steps) DB3() money.Cents { return s.DB2() - s.Care }

// DB4 is DB III less finance and special cost.
func (s Steps) DB4() money.Cents { return s.DB3() - s.Finance }

// MeasuredShare is the part of all costs, that of the goods included, that is measured and
// no standard or estimate. The cost of goods is split as the net that it belongs to. It is
// 0 without any cost.
func (s Steps) MeasuredShare() float64 {
	goods, measured := math.Abs(float64(s.Goods.Cost)), 0.0
	a, b := math.Abs(float64(s.Goods.NetMeasured)), math.Abs(float64(s.Goods.NetEstimated))
	if a+b > 0 {
		measured = goods * a / (a + b)
	}
	all := goods + float64(s.Charged)
	if all == 0 {
		return 0
	}
	return (measured + float64(s.Measured)) / all
}

// enoughMeasured is the share of measured cost from which DB IV is shown as one figure.
const enoughMeasured = 0.5

// Range is between which amounts DB IV lies when the cost of care is half or one and a half
// of what it is taken for; wide tells that less than half of the costs are measured, so
// that the range is shown in place of the figure.
func (s Steps) Range() (low, high money.Cents, wide bool) {
	half := max(s.Care, -s.Care) / 2
	return s.DB4() - half, s.DB4() + half, s.MeasuredShare() < enoughMeasured && half > 0
}

// Quarter is a quarter of a year, counted from the year 0: year*4 + 0..3.
type Quarter int

// QuarterOf is the quarter of a day.
func QuarterOf(d cal.Date) Quarter {
	y, m, _ := d.Civil()
	return Quarter(y*4 + (int(m)-1)/3)
}

// Key writes a quarter as year*10 + 1..4.
func (q Quarter) Key() int { return int(q)/4*10 + int(q)%4 + 1 }

// quarterOfKey reads what Key wrote.
func quarterOfKey(key int) Quarter { return Quarter(key/10*4 + key%10 - 1) }

// MostQuarters is how many complete quarters are kept.
const MostQuarters = 12

// StepWindows are the margins of a customer on a day.
type StepWindows struct {
	Year Steps // the twelve months up to and including the day
	Ever Steps // all up to the day
	// Quarters are DB IV of complete quarters, the oldest first, at most MostQuarters; the
	// first is that of the first document or cost. LastQuarter is that of the last one.
	Quarters    []money.Cents
	LastQuarter Quarter
}

// StepsOn sums documents and costs up to day. They may come in any order; later ones are
// not yet known. Windows are those of [WindowsOn].
func StepsOn(entries []Entry, charges []cost.Charge, day cal.Date) StepWindows {
	var w StepWindows
	year := day.AddMonths(-12)
	w.LastQuarter = QuarterOf(day.Add(1)) - 1
	var quarters [MostQuarters]money.Cents
	first := w.LastQuarter + 1
	note := func(d cal.Date, db money.Cents) {
		q := QuarterOf(d)
		first = min(first, q)
		if at := MostQuarters - 1 - int(w.LastQuarter-q); at >= 0 && at < MostQuarters {
			quarters[at] += db
		}
	}
	for _, e := range entries {
		if e.Day > day {
			continue
		}
		w.Ever.Goods = w.Ever.Goods.Add(e.Margin)
		if e.Day > year {
			w.Year.Goods = w.Year.Goods.Add(e.Margin)
		}
		db, _ := e.Margin.DB1()
		note(e.Day, db)
	}
	for _, c := range charges {
		if c.Day > day {
			continue
		}
		w.Ever.Charge(c)
		if c.Day > year {
			w.Year.Charge(c)
		}
		his, _ := c.Cause.Split(c.Amount)
		note(c.Day, -his)
	}
	if n := min(int(w.LastQuarter-first)+1, MostQuarters); n > 0 {
		w.Quarters = append(w.Quarters, quarters[MostQuarters-n:]...)
	}
	return w
}

// packQuarters writes the quarters in one text.
func packQuarters(list []money.Cents) string {
	parts := make([]string, len(list))
	for i, c := range list {
		parts[i] = strconv.FormatInt(int64(c), 10)
	}
	return strings.Join(parts, ",")
}

// unpackQuarters reads what packQuarters wrote.
func unpackQuarters(text string) ([]money.Cents, error) {
	if text == "" {
		return nil, nil
	}
	var list []money.Cents
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return nil, err
		}
		list = append(list, money.Cents(n))
	}
	return list, nil
}

package sales

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/money"
)

// KindOf tells what a document without a kind of its own is: a return when all its
// goods come back, else a sale.
func KindOf(lines []Line) Kind {
	back := 0
	for _, l := range lines {
		if !l.takesBack() {
			return Sale
		}
		back++
	}
	if back > 0 {
		return Return
	}
	return Sale
}

func (l Line) takesBack() bool { return l.Returned || l.Quantity.Sign() < 0 }

func (l Line) class() Class {
	if l.Class == "" {
		return Goods
	}
	return l.Class
}

// counts tells whether a document can be (part of) a purchase occasion: a sale with
// at least one line of goods and a positive amount. Gift cards bought for others,
// free and test articles, postage and fees alone, returns, cancellations and the
// firm's own purchases do not count.
func counts(o Order, lines []Line) bool {
	if o.Kind != Sale || o.Internal {
		return false
	}
	if len(lines) == 0 {
		return o.Net > 0
	}
	for _, l := range lines {
		if l.class() == Goods && l.Net > 0 && !l.takesBack() {
			return true
		}
	}
	return false
}

// enters tells whether the amounts of a document enter the firm's figures.
func enters(o Order, currency string) bool {
	return o.Currency == currency && o.Kind != Training && o.Kind != Aborted
}

// basis is what the cost of a product's lines can be derived from.
type basis struct {
	unit      money.Decimal // unit cost in the firm's currency
	hasUnit   bool
	margin    int // standard margin of the category in basis points of net
	hasMargin bool
}

// price sets a line's cost and its quality from the basis, unless the cost was given
// with the line. Cost follows the sign of the goods: what comes back takes its cost
// back. An amount too large to be priced stays unknown.
func (l *Line) price(b basis) {
	if l.Quality == Given {
		return
	}
	l.Cost, l.Quality = 0, Unknown
	if b.hasUnit {
		if c, err := money.Product(l.Quantity, b.unit, 2); err == nil {
			if l.Returned && c > 0 {
				c = -c
			}
			l.Cost, l.Quality = c, ByProduct
			return
		}
	}
	if b.hasMargin {
		share := money.Decimal{Digits: int64(10000 - b.margin), Scale: 4}
		if c, err := money.Product(money.Decimal{Digits: int64(l.Net)}, share, 0); err == nil {
			l.Cost, l.Quality = c, Estimated
		}
	}
}

// sums are the amounts of a document that enter figures.
type sums struct{ net, cost, measured, estimated money.Cents }

func (s *sums) add(l Line) {
	s.net += l.Net
	switch {
	case l.Quality.Measured():
		s.cost += l.Cost
		s.measured += l.Net
	case l.Quality == Estimated:
		s.cost += l.Cost
		s.estimated += l.Net
	}
}

// settle decides everything about a document that follows from its lines.
func (d *Document) settle(currency string) {
	o := &d.Order
	if o.Kind == "" {
		o.Kind = KindOf(d.Lines)
	}
	o.Figures = enters(*o, currency)
	o.LineCount, o.ReturnLines = len(d.Lines), 0
	o.Cost, o.NetMeasured, o.NetEstimated = 0, 0, 0
	if len(d.Lines) > 0 {
		var s sums
		o.Tax, o.Discount = 0, 0
		for _, l := range d.Lines {
			s.add(l)
			o.Tax += l.Tax
			o.Discount += l.Discount
			if l.takesBack() {
				o.ReturnLines++
			}
		}
		o.Net, o.Cost, o.NetMeasured, o.NetEstimated = s.net, s.cost, s.measured, s.estimated
	}
	o.Counts = counts(*o, d.Lines)
}

// NetOfGross takes the tax out of the gross amounts of one document, each with its
// rate in basis points. Tax is taken out of each rate's sum and the result shared
// over its lines by largest remainder, so that lines, document and tax agree to the
// cent. Lines of both signs share their own sums. It fails with money.ErrRange.
func NetOfGross(gross []money.Cents, rates []int) ([]money.Cents, error) {
	net := make([]money.Cents, len(gross))
	done := make([]bool, len(gross))
	for i := range gross {
		if done[i] {
			continue
		}
		var plus, minus []int
		var total, sumPlus money.Cents
		for j := i; j < len(gross); j++ {
			if rates[j] != rates[i] {
				continue
			}
			done[j] = true
			total += gross[j]
			if gross[j] < 0 {
				minus = append(minus, j)
			} else {
				plus = append(plus, j)
				sumPlus += gross[j]
			}
		}
		all, err := money.Net(total, rates[i])
		if err != nil {
			return nil, err
		}
		part := all
		if len(minus) > 0 {
			if part, err = money.Net(sumPlus, rates[i]); err != nil {
				return nil, err
			}
		}
		spread(net, gross, plus, part)
		spread(net, gross, minus, all-part)
	}
	return net, nil
}

// spread shares total over the lines at in proportion to their gross amounts.
func spread(net, gross []money.Cents, at []int, total money.Cents) {
	weights := make([]money.Cents, len(at))
	for i, j := range at {
		weights[i] = max(gross[j], -gross[j])
	}
	for i, part := range money.Share(total, weights) {
		net[at[i]] = part
	}
}

// micros is a quantity in millionths, cut where it is absurdly large.
func micros(d money.Decimal) int64 {
	v := d.Float() * 1e6
	return int64(min(max(math.Round(v), -1e18), 1e18))
}

package sales

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

func dec(s string) money.Decimal {
	d, err := money.ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

func goods(quantity string, net money.Cents) Line {
	return Line{Class: Goods, Quantity: dec(quantity), Net: net}
}

func TestCounts(t *testing.T) {
	as := func(l Line, class Class) Line { l.Class = class; return l }
	for name, c := range map[string]struct {
		order Order
		lines []Line
		want  bool
	}{
		"goods for money count":                 {Order{Kind: Sale}, []Line{goods("1", 100)}, true},
		"goods beside postage count":            {Order{Kind: Sale}, []Line{as(goods("1", 500), Postage), goods("1", 100)}, true},
		"a line without a class is goods":       {Order{Kind: Sale}, []Line{as(goods("1", 100), "")}, true},
		"free goods alone do not":               {Order{Kind: Sale}, []Line{goods("1", 0)}, false},
		"postage alone does not":                {Order{Kind: Sale}, []Line{as(goods("1", 500), Postage)}, false},
		"a fee alone does not":                  {Order{Kind: Sale}, []Line{as(goods("1", 500), Service)}, false},
		"a gift card alone does not":            {Order{Kind: Sale}, []Line{as(goods("1", 500), Voucher)}, false},
		"test articles do not":                  {Order{Kind: Sale}, []Line{as(goods("1", 500), Test)}, false},
		"what comes back does not":              {Order{Kind: Sale}, []Line{goods("-1", -100)}, false},
		"a cancellation does not":               {Order{Kind: Cancellation}, []Line{goods("1", 100)}, false},
		"a training receipt does not":           {Order{Kind: Training}, []Line{goods("1", 100)}, false},
		"the firm's own purchase does not":      {Order{Kind: Sale, Internal: true}, []Line{goods("1", 100)}, false},
		"an amount without lines counts":        {Order{Kind: Sale, Net: 1}, nil, true},
		"nothing for nothing does not":          {Order{Kind: Sale}, nil, false},
		"goods with a small part back do count": {Order{Kind: Sale}, []Line{goods("3", 300), goods("-1", -100)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := counts(c.order, c.lines); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestKindOf(t *testing.T) {
	if got := KindOf([]Line{goods("-1", -5), goods("-2", -9)}); got != Return {
		t.Errorf("only returned goods make a %s", got)
	}
	if got := KindOf([]Line{goods("-1", -5), goods("2", 9)}); got != Sale {
		t.Errorf("an exchange is a %s", got)
	}
}

func TestCostOfALine(t *testing.T) {
	unit := basis{unit: dec("0.125"), hasUnit: true, margin: 4000, hasMargin: true}
	margin := basis{margin: 4000, hasMargin: true}
	for name, c := range map[string]struct {
		line  Line
		basis basis
		cost  money.Cents
		how   Quality
	}{
		"the line's own cost goes first":       {Line{Quantity: dec("2"), Net: 100, Cost: 7, Quality: Given}, unit, 7, Given},
		"then the product's, rounded once":     {goods("3", 100), unit, 38, ByProduct},
		"what comes back takes its cost back":  {goods("-3", -100), unit, -38, ByProduct},
		"also when noted with its quantity":    {Line{Quantity: dec("3"), Returned: true, Net: -100}, unit, -38, ByProduct},
		"then the category's standard margin":  {goods("3", 101), margin, 61, Estimated},
		"a standard margin of a returned line": {goods("-3", -101), margin, -61, Estimated},
		"unknown stays unknown":                {goods("3", 100), basis{}, 0, Unknown},
		"a margin of nothing is no unknown":    {goods("1", 100), basis{hasMargin: true}, 100, Estimated},
	} {
		t.Run(name, func(t *testing.T) {
			c.line.price(c.basis)
			if c.line.Cost != c.cost || c.line.Quality != c.how {
				t.Errorf("got %d with quality %d", c.line.Cost, c.line.Quality)
			}
		})
	}
}

func TestUnknownCostIsNotZero(t *testing.T) {
	d := Document{Order: Order{Kind: Sale, Currency: "EUR"}, Lines: []Line{
		{Quantity: dec("1"), Net: 100, Cost: 40, Quality: Given},
		{Quantity: dec("1"), Net: 30, Cost: 10, Quality: Estimated},
		{Quantity: dec("1"), Net: 7},
	}}
	d.settle("EUR")
	if o := d.Order; o.Net != 137 || o.Cost != 50 || o.NetMeasured != 100 || o.NetEstimated != 30 {
		t.Errorf("got %+v", o)
	}
}

func TestForeignCurrencyEntersNoFigure(t *testing.T) {
	d := Document{Order: Order{Kind: Sale, Currency: "USD"}, Lines: []Line{goods("1", 100)}}
	d.settle("EUR")
	if d.Order.Figures || !d.Order.Counts {
		t.Errorf("figures %v, counts %v; want a purchase without figures", d.Order.Figures, d.Order.Counts)
	}
}

func TestNetOfGrossKeepsTheDocumentsSum(t *testing.T) {
	got, err := NetOfGross([]money.Cents{119, 119, 119, 107}, []int{1900, 1900, 1900, 700})
	if err != nil || got[0]+got[1]+got[2] != 300 || got[3] != 100 {
		t.Errorf("got %v, %v", got, err)
	}
	rapid.Check(t, func(t *rapid.T) {
		gross := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) money.Cents {
			return money.Cents(rapid.Int64Range(-1e7, 1e7).Draw(t, "gross"))
		}), 1, 20).Draw(t, "lines")
		rates := make([]int, len(gross))
		sum := map[int]money.Cents{}
		for i := range rates {
			rates[i] = rapid.SampledFrom([]int{0, 700, 1900}).Draw(t, "rate")
			sum[rates[i]] += gross[i]
		}
		net, err := NetOfGross(gross, rates)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range net {
			if n < 0 && gross[i] > 0 || n > 0 && gross[i] < 0 {
				t.Fatalf("line %d of %d has the net amount %d", i, gross[i], n)
			}
		}
		for rate, total := range sum {
			want, _ := money.Net(total, rate)
			var got money.Cents
			for i := range net {
				if rates[i] == rate {
					got += net[i]
				}
			}
			if got != want {
				t.Fatalf("rate %d: lines sum to %d, the document to %d", rate, got, want)
			}
		}
	})
}

func TestMatchReturns(t *testing.T) {
	day := func(n int) cal.Date { return cal.MustParse("2025-01-01").Add(n) }
	sold := func(order int64, n int, product int64, q int64) movement {
		return movement{order: order, day: day(n), key: string(rune('a' + order)), product: product, class: Goods, sale: true, quantity: q}
	}
	back := func(n int, product int64, q int64, refers string) movement {
		return movement{order: 99, day: day(n), product: product, class: Goods, back: true, quantity: -q, refers: refers}
	}
	for name, c := range map[string]struct {
		in   []movement
		want map[int64]cal.Date
	}{
		"the last purchase goes back first":        {[]movement{sold(1, 0, 7, 2), sold(2, 5, 7, 2), back(9, 7, 2, "")}, map[int64]cal.Date{2: day(9)}},
		"a part does not take the whole back":      {[]movement{sold(1, 0, 7, 2), back(9, 7, 1, "")}, nil},
		"two parts do, from the second on":         {[]movement{sold(1, 0, 7, 2), back(9, 7, 1, ""), back(11, 7, 1, "")}, map[int64]cal.Date{1: day(11)}},
		"what is left over goes to the one before": {[]movement{sold(1, 0, 7, 2), sold(2, 5, 7, 2), back(9, 7, 4, "")}, map[int64]cal.Date{1: day(9), 2: day(9)}},
		"another article does not":                 {[]movement{sold(1, 0, 7, 2), back(9, 8, 2, "")}, nil},
		"on the 90th day it still matches":         {[]movement{sold(1, 0, 7, 2), back(90, 7, 2, "")}, map[int64]cal.Date{1: day(90)}},
		"on the 91st it does not":                  {[]movement{sold(1, 0, 7, 2), back(91, 7, 2, "")}, nil},
		"with a reference it does, and that one":   {[]movement{sold(1, 0, 7, 2), sold(2, 150, 7, 2), back(200, 7, 2, "b")}, map[int64]cal.Date{1: day(200)}},
		"a purchase after it is not meant":         {[]movement{back(1, 7, 2, ""), sold(1, 5, 7, 2)}, nil},
		"all goods of an order must come back":     {[]movement{sold(1, 0, 7, 2), sold(1, 0, 8, 1), back(9, 7, 2, "")}, nil},
		"a line that names nothing takes nothing":  {[]movement{sold(1, 0, 0, 2), back(9, 0, 2, "")}, nil},
		"an amount with a reference takes all":     {[]movement{sold(1, 0, 0, 500), back(9, 0, 500, "b")}, map[int64]cal.Date{1: day(9)}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := matchReturns(c.in); !maps.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

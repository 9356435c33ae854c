package lifecycle

import (
	"testing"
)

func TestOccasions(t *testing.T) {
	d := start
	buy := func(day int, counts bool) Purchase {
		return Purchase{Day: d.Add(day), Net: 1, Counts: counts}
	}
	tests := map[string]struct {
		in   []Purchase
		kind Kind
		want []int // days of the occasions
	}{
		"one day is one occasion of a person":          {[]Purchase{buy(0, true), buy(0, true), buy(1, true)}, Person, []int{0, 1}},
		"three days are one occasion of a firm":        {[]Purchase{buy(0, true), buy(1, true), buy(2, true)}, Firm, []int{0}},
		"the fourth day begins the next":               {[]Purchase{buy(0, true), buy(3, true)}, Firm, []int{0, 3}},
		"daily orders of a firm do not run together":   {[]Purchase{buy(0, true), buy(2, true), buy(3, true), buy(4, true), buy(6, true)}, Firm, []int{0, 3, 6}},
		"what does not count leaves no trace":          {[]Purchase{buy(0, false), buy(5, true), buy(9, false)}, Person, []int{5}},
		"a returned order does not join two occasions": {[]Purchase{buy(0, true), buy(2, false), buy(4, true)}, Firm, []int{0, 4}},
		"the order of the input does not matter":       {[]Purchase{buy(9, true), buy(0, true), buy(4, true)}, Person, []int{0, 4, 9}},
		"no purchase, no occasion":                     {nil, Person, nil},
	}
	for name, c := range tests {
		got := Occasions(c.in, c.kind)
		orders, counted := 0, 0
		for _, o := range got {
			orders += o.Orders
		}
		for _, p := range c.in {
			if p.Counts {
				counted++
			}
		}
		if len(got) != len(c.want) || orders != counted {
			t.Errorf("%s: %+v, want days %v", name, got, c.want)
			continue
		}
		for i, o := range got {
			if o.Day != d.Add(c.want[i]) || int(o.Net) != o.Orders || o.Last < o.Day {
				t.Errorf("%s: %+v, want days %v", name, got, c.want)
			}
		}
	}
}

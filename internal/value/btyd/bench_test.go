package btyd

import "testing"

// One fit of the base of CDNOW (2,357 customers), grouping included.
func BenchmarkFit(b *testing.B) {
	groups := baseOf(b, "cdnow.csv", 7).Groups()
	for _, kind := range allKinds {
		b.Run(string(kind), func(b *testing.B) {
			for b.Loop() {
				base := &Base{}
				for _, g := range groups {
					add(b, base, g.History, g.Weight)
				}
				FitBase(base, Options{Kind: kind})
			}
		})
	}
}

// One fit of 100,000 simulated customers, whose times are not rounded: no two are alike.
func BenchmarkFit100k(b *testing.B) {
	groups := simulated(b, Coin{R: .243, Alpha: 4.414, A: .793, B: 2.426}, 100000, 39, 1).Groups()
	for _, kind := range []Kind{BGNBD, MBGNBD, ParetoNBD} {
		b.Run(string(kind), func(b *testing.B) {
			for b.Loop() {
				base := &Base{}
				for _, g := range groups {
					add(b, base, g.History, g.Weight)
				}
				FitBase(base, Options{Kind: kind})
			}
		})
	}
}

// One fit of a million simulated customers, which must find the parameters that they were
// drawn from (go test -run - -bench Million -benchtime 1x ./internal/value/btyd).
func BenchmarkFitFindsTheTruthOfAMillion(b *testing.B) {
	for name, c := range truths {
		b.Run(name, func(b *testing.B) {
			groups := simulated(b, c.truth, 1_000_000, 52, 11).Groups()
			for b.Loop() {
				base := &Base{}
				for _, g := range groups {
					add(b, base, g.History, g.Weight)
				}
				recovered(b, FitBase(base, Options{Kind: c.kind}), c.want)
			}
		})
	}
}

func BenchmarkFitSpending(b *testing.B) {
	s := valuesOf(b)
	for b.Loop() {
		FitSpending(s)
	}
}

func BenchmarkFitTurns(b *testing.B) {
	turned := donated(b)
	for b.Loop() {
		FitTurns(turned)
	}
}

// Chance to be alive and purchases of the next 52 weeks, for one history after another.
func BenchmarkForecast(b *testing.B) {
	base := baseOf(b, "cdnow.csv", 7)
	for _, kind := range []Kind{MBGNBD, ParetoNBD} {
		p := FitBase(base, Options{Kind: kind}).Process
		b.Run(string(kind), func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				h := base.Groups()[n%base.Unique()].History
				p.Alive(h)
				p.Expected(h, 52)
				n++
			}
		})
	}
}

// Worth of the next twelve months, in twelve steps of 4.35 weeks, for one history after
// another.
func BenchmarkDiscounted(b *testing.B) {
	base := baseOf(b, "cdnow.csv", 7)
	p := FitBase(base, Options{}).Process
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		Discounted(p, base.Groups()[n%base.Unique()].History, 4.35, 12, 30, .008)
		n++
	}
}

package value

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/money"
)

var alone = Recommendation{Share: wholeShare}

// bought is a customer whose early margins came on the day of his first purchase.
func bought(sum money.Cents) Early { return Early{Bought: true, Sum: sum, Discounted: float64(sum)} }

// TestTheChainOfTheSpecification has golden values: A brought B, B brought C, with margins of
// 1000, 600 and 400.
func TestTheChainOfTheSpecification(t *testing.T) {
	direct := map[int64]money.Cents{1: 100_000, 2: 60_000, 3: 40_000}
	got := Ledger(direct, []Transfer{{2, 1, alone.Moved(bought(60_000))}, {3, 2, alone.Moved(bought(40_000))}})
	if d := cmp.Diff(map[int64]money.Cents{1: 112_000, 2: 56_000, 3: 32_000}, got); d != "" {
		t.Error(d)
	}
}

func TestWhatARecommendationIsWorth(t *testing.T) {
	for name, test := range map[string]struct {
		r           Recommendation
		e           Early
		saved       money.Cents
		moved, gain money.Cents
	}{
		"who would not have come is credited with 90 of 100":    {Recommendation{Anyway: NotAnyway, Share: 10_000}, bought(10_000), 0, 2000, 9000},
		"of who does not know one half":                         {alone, bought(10_000), 0, 2000, 5000},
		"who would have come brings little but the saved cost":  {Recommendation{Anyway: AlsoAnyway, Share: 10_000}, bought(10_000), 4000, 2000, 5000},
		"the reward is taken off":                               {Recommendation{Anyway: NotAnyway, Share: 10_000, Reward: 2500}, bought(10_000), 0, 2000, 6500},
		"two share":                                             {Recommendation{Anyway: NotAnyway, Share: 5000}, bought(10_000), 4000, 1000, 6500},
		"nothing is gained before a purchase":                   {Recommendation{Share: 10_000}, Early{}, 4000, 0, 0},
		"but a reward is spent":                                 {Recommendation{Share: 10_000, Reward: 500}, Early{}, 4000, 0, -500},
		"who costs more than he brings takes from both":         {alone, bought(-10_000), 0, -2000, -5000},
		"half a cent goes away from zero":                       {Recommendation{Share: 5000}, bought(25), 0, 3, 6},
		"and so below zero, that nothing appears or disappears": {Recommendation{Share: 5000}, bought(-25), 0, -3, -6},
	} {
		t.Run(name, func(t *testing.T) {
			if moved, gain := test.r.Moved(test.e), test.r.Gain(test.e, test.saved); moved != test.moved || gain != test.gain {
				t.Errorf("moved %d, gained %d", moved, gain)
			}
		})
	}
}

func TestEarlyMarginsEndAfter24Months(t *testing.T) {
	first := cal.MustParse("2024-03-15")
	sale := func(day string, db money.Cents) Entry {
		return Entry{Day: cal.MustParse(day), Margin: Margin{Net: db, NetMeasured: db}}
	}
	entries := []Entry{sale("2024-03-15", 10_000), sale("2025-03-15", 11_000), sale("2026-03-14", 100), sale("2026-03-15", 7777)}
	charges := []cost.Charge{
		{Day: cal.MustParse("2024-03-01"), Kind: cost.Sample, Cause: cost.ByCustomer, Amount: 500}, // before he bought
		{Day: cal.MustParse("2025-03-15"), Kind: cost.Return, Cause: cost.Ours, Amount: 900},       // not his
	}
	day := cal.MustParse("2026-11-22")
	for name, test := range map[string]struct {
		first, until, day cal.Date
		sum               money.Cents
		discounted        float64
	}{
		"all of 24 months":                    {first, cal.Never, day, 20_600, 10_000 + 11_000/1.1 + 82.65 - 500},
		"what came after an end is left":      {first, cal.MustParse("2025-03-15"), day, 9500, 9500},
		"what is not yet known is left":       {first, cal.Never, cal.MustParse("2025-03-15"), 20_500, 19_500},
		"without a purchase there is nothing": {cal.Never, cal.Never, day, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			e := EarlyYears(entries, charges, test.first, test.until, test.day)
			if e.Sum != test.sum || e.Discounted < test.discounted-.02 || e.Discounted > test.discounted+.02 {
				t.Errorf("got %+v", e)
			}
		})
	}
}

// TestPropTheLedgerKeepsTheSum builds trees of up to six levels in which several may share
// one customer: the sum over all stays to the cent.
func TestPropTheLedgerKeepsTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 40).Draw(t, "customers")
		direct, level := map[int64]money.Cents{}, make([]int, n)
		var before money.Cents
		for i := range n {
			c := money.Cents(rapid.Int64Range(-1_000_000, 10_000_000).Draw(t, "direct"))
			direct[int64(i)] = c
			before += c
			if i > 0 {
				level[i] = rapid.IntRange(0, 6).Draw(t, "level")
			}
		}
		var moves []Transfer
		for i := range n {
			rest := wholeShare
			for range rapid.IntRange(0, 3).Draw(t, "who recommended him") {
				by := rapid.IntRange(0, n-1).Draw(t, "by")
				if level[by] >= level[i] || rest == 0 {
					continue
				}
				share := rapid.IntRange(1, rest).Draw(t, "share")
				rest -= share
				early := money.Cents(rapid.Int64Range(-2_000_000, int64(max(direct[int64(i)], 0))).Draw(t, "early"))
				moves = append(moves, Transfer{int64(i), int64(by), Recommendation{Share: share}.Moved(bought(early))})
			}
		}
		var after money.Cents
		for _, c := range Ledger(direct, moves) {
			after += c
		}
		if after != before {
			t.Fatalf("%d before, %d after", before, after)
		}
	})
}

// The mean rate counts as three years of his own.
func TestExpectedRecommendationsAreDrawnToTheMean(t *testing.T) {
	b := Basis{Rate: .2, Gain: 100_00}
	for _, c := range []struct {
		bought int
		years  float64
		want   money.Cents
	}{{0, 0, 20_00}, {0, 3, 10_00}, {2, 3, 43_33}, {1, -1, 53_33}, {0, 1e9, 0}} {
		if got := b.AheadOf(c.bought, c.years); got != c.want {
			t.Errorf("%d in %v years: %d, want %d", c.bought, c.years, got, c.want)
		}
	}
}

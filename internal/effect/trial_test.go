package effect_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/effect"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
)

func TestVerdictsOfFirstOrders(t *testing.T) {
	free := effect.Trial{Takers: 100, Back: 5, Cost: 4000, Worth: 30000}
	half := free.Instead(5000, 10_000, 5_000)
	if half.Cost != 1500 {
		t.Fatalf("half the price costs %d", half.Cost)
	}
	for name, c := range map[string]struct {
		trial             effect.Trial
		breakEven, chance float64
		verdict           effect.Verdict
	}{
		"5 of 100 do not pay for free orders":       {free, .1333, .0024, effect.Fails},
		"5 of 100 may pay for half the price":       {half, .05, .54, effect.Open},
		"2 of 40 do not pay":                        {effect.Trial{Takers: 40, Back: 2, Cost: 4000, Worth: 30000}, .1333, .03, effect.Fails},
		"9 of 40 leave it open":                     {effect.Trial{Takers: 40, Back: 9, Cost: 4000, Worth: 30000}, .1333, .89, effect.Open},
		"what earns at once pays":                   {effect.Trial{Takers: 3, Cost: -5, Worth: 100}, 0, 1, effect.Pays},
		"what is worth nothing cannot pay":          {effect.Trial{Takers: 3, Back: 3, Cost: 5}, math.Inf(1), 0, effect.Fails},
		"what costs more than it can bring fails":   {effect.Trial{Takers: 30, Back: 30, Cost: 200, Worth: 100}, 2, 0, effect.Fails},
		"without takers the expectation alone says": {effect.Trial{Cost: 10, Worth: 100}, .1, .387, effect.Open},
	} {
		j := c.trial.Judge()
		if j.BreakEven != c.breakEven && math.Abs(j.BreakEven-c.breakEven) > 5e-5 {
			t.Errorf("%s: break-even %v", name, j.BreakEven)
		}
		if math.Abs(j.Chance-c.chance) > .005*max(c.chance, 1) || j.Verdict != c.verdict {
			t.Errorf("%s: chance %.4f, %s", name, j.Chance, j.Verdict)
		}
	}
	if j := free.Judge(); j.Spent != 400_000 || j.Earned != 150_000 {
		t.Errorf("spent %d, earned %d", j.Spent, j.Earned)
	}
}

func TestTheShareHasItsWilsonInterval(t *testing.T) {
	j := effect.Trial{Takers: 40, Back: 2, Cost: 1, Worth: 2}.Judge()
	if math.Abs(j.Low-.014) > .0005 || math.Abs(j.High-.165) > .0005 {
		t.Errorf("%v to %v", j.Low, j.High)
	}
}

func TestBadInputIsNamed(t *testing.T) {
	for key, trial := range map[string]effect.Trial{
		"effect.takers": {Takers: -1},
		"effect.back":   {Takers: 3, Back: 4},
		"effect.amount": {Takers: 3, Back: 2, Worth: effect.MostAmount + 1},
	} {
		if e := fault.Of(trial.Check()); e == nil || e.Key != key {
			t.Errorf("%+v: %v", trial, e)
		}
	}
}

// Whatever is entered, all figures are numbers, and only what is open asks for more.
func TestEveryTrialIsJudged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, effect.MostTakers).Draw(t, "takers")
		if rapid.Bool().Draw(t, "few") {
			n = min(n, 300)
		}
		amount := rapid.Int64Range(-int64(effect.MostAmount), int64(effect.MostAmount))
		if rapid.Bool().Draw(t, "small") {
			amount = rapid.Int64Range(-10, 40_000)
		}
		trial := effect.Trial{Takers: n, Back: rapid.IntRange(0, n).Draw(t, "back"), Cost: money.Cents(amount.Draw(t, "cost")), Worth: money.Cents(amount.Draw(t, "worth"))}
		if err := trial.Check(); err != nil {
			t.Fatal(err)
		}
		j := trial.Judge()
		if math.IsNaN(j.Chance) || j.Chance < 0 || j.Chance > 1 || math.IsNaN(j.BreakEven) || j.BreakEven < 0 || j.Low > j.High {
			t.Fatalf("%+v", j)
		}
		if (j.More != 0) != (j.Verdict == effect.Open) {
			t.Fatalf("%s with %d more", j.Verdict, j.More)
		}
	})
}

func TestFurtherTakersDecide(t *testing.T) {
	for name, c := range map[string]struct {
		trial    effect.Trial
		from, to int
	}{
		"near the edge":      {effect.Trial{Takers: 40, Back: 9, Cost: 4000, Worth: 30000}, 1, 20},
		"far from decided":   {effect.Trial{Takers: 100, Back: 5, Cost: 1500, Worth: 30000}, 1000, 20_000},
		"exactly on it":      {effect.Trial{Takers: 90, Back: 9, Cost: 1000, Worth: 10000}, -1, -1},
		"decided long since": {effect.Trial{Takers: 100, Back: 5, Cost: 4000, Worth: 30000}, 0, 0},
	} {
		if m := c.trial.Judge().More; m < c.from || m > c.to {
			t.Errorf("%s: %d more", name, m)
		}
	}
}

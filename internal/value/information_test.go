package value_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/value"
)

func TestOnlyWhatWasAdoptedIsWorthMoney(t *testing.T) {
	day := cal.MustParse("2026-11-23")
	list := []feedback.Idea{
		{Customer: 1, Kind: feedback.Suggestion, Day: day.Add(-90), State: feedback.Adopted, Settled: day.Add(-30), Low: 800_00, Mid: 1200_00, High: 2000_00},
		{Customer: 1, Kind: feedback.Suggestion, Day: day.Add(-80), State: feedback.Declined, Settled: day.Add(-70), Low: 500_00, Mid: 500_00, High: 500_00},
		{Customer: 1, Kind: feedback.Suggestion, Day: day.Add(-10), State: feedback.Open, Settled: cal.Never, Mid: 300_00, High: 300_00},
		{Customer: 1, Kind: feedback.Suggestion, Day: day.Add(-10), State: feedback.Adopted, Settled: day.Add(-5)},
		{Customer: 2, Other: 1, Shared: true, Kind: feedback.Suggestion, Day: day.Add(-9), State: feedback.Adopted, Settled: day.Add(-5), Low: 101, Mid: 101, High: 101},
		{Customer: 1, Kind: feedback.Reference, Day: day.Add(-9), State: feedback.Adopted, Settled: day.Add(-9)},
		{Customer: 3, Kind: feedback.Suggestion, Day: day.Add(-9), State: feedback.Adopted, Settled: day.Add(-9), Low: 9, Mid: 9, High: 9},
	}
	want := value.Information{Ideas: 5, Open: 1, Adopted: 3, Declined: 1, Estimated: 2, Shared: 1, References: 1, Low: 800_50, Mid: 1200_50, High: 2000_50}
	if got := value.InformationOf(list, 1, day); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	before := value.InformationOf(list, 1, day.Add(-40))
	if before.Mid != 0 || before.Ideas != 2 || before.Open != 1 || before.Declined != 1 {
		t.Errorf("as of a day before it was adopted: %+v", before)
	}
}

// TestPropTheEffectOfAnIdeaIsGivenOnce sums over both who had it.
func TestPropTheEffectOfAnIdeaIsGivenOnce(t *testing.T) {
	day := cal.MustParse("2026-11-23")
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Int64Range(0, 1_000_000).Draw(t, "low")
		mid := low + rapid.Int64Range(0, 1_000_000).Draw(t, "wider")
		i := feedback.Idea{Customer: 1, Kind: feedback.Suggestion, Day: day, State: feedback.Adopted, Settled: day, Low: money.Cents(low), Mid: money.Cents(mid), High: money.Cents(mid)}
		if rapid.Bool().Draw(t, "two") {
			i.Other, i.Shared = 2, true
		}
		var sum money.Cents
		for _, id := range []int64{1, 2, 3} {
			got := value.InformationOf([]feedback.Idea{i}, id, day)
			if got.Low > got.Mid || got.Mid > got.High {
				t.Fatalf("no range: %+v", got)
			}
			sum += got.Mid
		}
		if sum != i.Mid {
			t.Fatalf("given %d of %d", sum, i.Mid)
		}
	})
}

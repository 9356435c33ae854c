package value

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func charge(k cost.Kind, cause cost.Cause, q cost.Quality, amount money.Cents) cost.Charge {
	return cost.Charge{Day: cal.MustParse("2025-05-01"), Kind: k, Cause: cause, Quality: q, Amount: amount}
}

func TestEachCostIsDeductedAtItsStep(t *testing.T) {
	s := Steps{Goods: Margin{10_000, 6_000, 8_000, 2_000}}
	for _, c := range []cost.Charge{
		charge(cost.Shipping, cost.ByCustomer, cost.Standard, 500),
		charge(cost.Return, cost.Unclear, cost.Standard, 601),
		charge(cost.Goodwill, cost.Ours, cost.Measured, 2_000),
		charge(cost.Visit, cost.ByCustomer, cost.Measured, 1_200),
		charge(cost.Minutes, cost.Third, cost.Measured, 360),
		charge(cost.Interest, cost.ByCustomer, cost.Standard, 40),
	} {
		s.Charge(c)
	}
	got := []money.Cents{s.DB1(), s.DB2(), s.DB3(), s.DB4(), s.Ours}
	if d := cmp.Diff([]money.Cents{4_000, 3_199, 1_999, 1_959, 2_660}, got); d != "" {
		t.Error(d)
	}
	if share := s.MeasuredShare(); share < .746 || share > .747 { // (4800 + 1200) of (6000 + 2041)
		t.Errorf("measured %v", share)
	}
}

func TestTheRangeIsShownWhereLessThanHalfIsMeasured(t *testing.T) {
	for name, c := range map[string]struct {
		cost      money.Cents // of goods, all standard
		visit     cost.Quality
		low, high money.Cents
		wide      bool
	}{
		"half is measured":           {1_200, cost.Measured, 7_000, 8_200, false},
		"less than half is measured": {1_201, cost.Measured, 6_999, 8_199, true},
		"nothing is measured":        {1_200, cost.Standard, 7_000, 8_200, true},
	} {
		s := Steps{Goods: Margin{10_000, c.cost, 0, 10_000}}
		s.Charge(charge(cost.Visit, cost.ByCustomer, c.visit, 1_200))
		low, high, wide := s.Range()
		if low != c.low || high != c.high || wide != c.wide {
			t.Errorf("%s: %d to %d, %v", name, low, high, wide)
		}
		row := StepRowOf(1, StepWindows{Year: s}, 0)
		if l, h, w := row.Year.Range(); l != low || h != high || name != "less than half is measured" && w != wide {
			t.Errorf("%s: the row says %d to %d, %v", name, l, h, w)
		}
	}
}

func TestWithoutCareCostThereIsNoRange(t *testing.T) {
	if _, _, wide := (Steps{Goods: Margin{1000, 500, 0, 1000}}).Range(); wide {
		t.Error("a range without a width")
	}
}

func TestQuartersAreThoseThatAreOver(t *testing.T) {
	entry := func(day string, db money.Cents) Entry { return Entry{cal.MustParse(day), Margin{db, 0, db, 0}} }
	visit := charge(cost.Visit, cost.ByCustomer, cost.Measured, 30)
	visit.Day = cal.MustParse("2024-11-05")
	all := []Entry{entry("2025-01-01", 100), entry("2025-03-31", 7), entry("2025-04-01", 900), entry("2021-01-01", 5)}
	for name, c := range map[string]struct {
		entries []Entry
		day     string
		last    int
		want    []money.Cents
	}{
		"the day before a quarter ends":    {all[:3], "2025-03-30", 20244, []money.Cents{-30}},
		"the day on which it ends":         {all[:3], "2025-03-31", 20251, []money.Cents{-30, 107}},
		"the day after":                    {all[:3], "2025-04-01", 20251, []money.Cents{-30, 107}},
		"twelve at most, empty ones count": {all, "2025-03-31", 20251, []money.Cents{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -30, 107}},
	} {
		w := StepsOn(c.entries, []cost.Charge{visit}, cal.MustParse(c.day))
		if d := cmp.Diff(c.want, w.Quarters); d != "" || w.LastQuarter.Key() != c.last || quarterOfKey(c.last) != w.LastQuarter {
			t.Errorf("%s: %d %s", name, w.LastQuarter.Key(), d)
		}
	}
}

var (
	someDays = rapid.Map(rapid.IntRange(0, 1500), func(n int) cal.Date { return cal.MustParse("2022-01-01").Add(n) })
	cents    = rapid.Map(rapid.Int64Range(-1e9, 1e9), func(n int64) money.Cents { return money.Cents(n) })
)

func drawEntry(t *rapid.T) Entry {
	m := Margin{NetMeasured: cents.Draw(t, "measured"), NetEstimated: cents.Draw(t, "estimated"), Cost: cents.Draw(t, "cost")}
	m.Net = m.NetMeasured + m.NetEstimated + cents.Draw(t, "unknown")
	return Entry{someDays.Draw(t, "day"), m}
}

func drawCharge(t *rapid.T) cost.Charge {
	return cost.Charge{
		Day: someDays.Draw(t, "day"), Kind: rapid.SampledFrom(cost.Kinds).Draw(t, "kind"), Cause: rapid.SampledFrom(cost.Causes).Draw(t, "cause"),
		Quality: cost.Quality(rapid.IntRange(0, 2).Draw(t, "quality")), Amount: cents.Draw(t, "amount"),
	}
}

// The customers, the row without a customer and the firm's bucket of quality are the firm's
// total to the cent, for every history and every span.
func TestMarginsOfAllSumToTheFirms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := someDays.Draw(t, "today")
		year := day.AddMonths(-12)
		var yearAll, everAll, yearWant, everWant money.Cents
		for range rapid.IntRange(1, 6).Draw(t, "customers") {
			entries := rapid.SliceOfN(rapid.Custom(drawEntry), 0, 8).Draw(t, "entries")
			charges := rapid.SliceOfN(rapid.Custom(drawCharge), 0, 8).Draw(t, "charges")
			want := func(d cal.Date, amount money.Cents) {
				if d <= day {
					everWant += amount
				}
				if d <= day && d > year {
					yearWant += amount
				}
			}
			for _, e := range entries {
				want(e.Day, e.Margin.NetMeasured+e.Margin.NetEstimated-e.Margin.Cost)
			}
			for _, c := range charges {
				want(c.Day, -c.Amount)
			}
			w := StepsOn(entries, charges, day)
			yearAll += w.Year.DB4() - w.Year.Ours
			everAll += w.Ever.DB4() - w.Ever.Ours
			for _, s := range []Steps{w.Year, w.Ever} {
				if s.DB1()-s.Order != s.DB2() || s.DB2()-s.Care != s.DB3() || s.DB3()-s.Finance != s.DB4() {
					t.Fatal("a step does not follow from the one before")
				}
				if share := s.MeasuredShare(); !(share >= 0 && share <= 1) {
					t.Fatalf("measured %v", share)
				}
				if low, high, _ := s.Range(); low > s.DB4() || high < s.DB4() {
					t.Fatalf("%d is not within %d and %d", s.DB4(), low, high)
				}
			}
			var quarters money.Cents
			for _, q := range w.Quarters {
				quarters += q
			}
			past := StepsOn(entries, charges, day) // all of the last years are in the quarters
			if len(past.Quarters) < MostQuarters {
				end := StepsOn(entries, charges, lastDay(w.LastQuarter))
				if quarters != end.Ever.DB4() {
					t.Fatalf("quarters sum to %d, DB IV is %d", quarters, end.Ever.DB4())
				}
			}
		}
		if yearAll != yearWant || everAll != everWant {
			t.Fatalf("year %d of %d, all %d of %d", yearAll, yearWant, everAll, everWant)
		}
	})
}

// lastDay is the last day of a quarter.
func lastDay(q Quarter) cal.Date {
	return cal.On(int(q)/4, 1, 1).AddMonths(3*(int(q)%4) + 3).Add(-1)
}

// What is ours or of others never reaches a customer's margins.
func TestCostsThatWeCausedNeverBurdenTheCustomer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Steps
		var sum money.Cents
		for _, c := range rapid.SliceOf(rapid.Custom(drawCharge)).Draw(t, "charges") {
			c.Cause = rapid.SampledFrom([]cost.Cause{cost.Ours, cost.Third}).Draw(t, "cause")
			s.Charge(c)
			sum += c.Amount
		}
		if s.DB4() != 0 || s.Ours != sum {
			t.Fatalf("%+v", s)
		}
	})
}

func TestStepRowsAreKept(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		day := cal.MustParse("2025-05-20")
		w := StepsOn([]Entry{{day, Margin{5000, 2000, 4000, 0}}, {day.Add(-200), Margin{100, 0, 100, 0}}},
			[]cost.Charge{charge(cost.Gift, cost.Unclear, cost.Measured, 301)}, day)
		want := StepRowOf(9, w, day)
		empty := StepRowOf(10, StepsOn(nil, nil, day), day)
		for range 2 {
			if err := db.Update(ctx, func(tx *store.Tx) error { return WriteSteps(ctx, tx, []StepRow{want, empty}) }); err != nil {
				t.Fatal(err)
			}
		}
		for _, row := range []StepRow{want, empty} {
			got, found, err := GetSteps(ctx, db, row.Customer)
			if err != nil || !found {
				t.Fatal(found, err)
			}
			if d := cmp.Diff(row, got); d != "" {
				t.Error(d)
			}
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return DeleteRow(ctx, tx, 9) }); err != nil {
			t.Fatal(err)
		}
		if _, found, err := GetSteps(ctx, db, 9); found || err != nil {
			t.Errorf("a row of who is gone: %v, %v", found, err)
		}
	})
}

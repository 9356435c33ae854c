package btyd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func bought(t testing.TB, l *Log, customer, day int, value float64) {
	t.Helper()
	if err := l.Add(customer, day, value); err != nil {
		t.Fatal(err)
	}
}

func TestPurchasesOfADayAreOne(t *testing.T) {
	l := &Log{}
	for _, p := range [][3]float64{{0, 10, 5}, {0, 10, 7}, {0, 24, 20}, {0, 24, 4}, {0, 31, 30}, {2, 20, 9}} {
		bought(t, l, int(p[0]), int(p[1]), p[2])
	}
	for name, c := range map[string]struct {
		customer, until int
		want            History
		known           bool
	}{
		"all":            {0, 38, History{2, 3, 4}, true},
		"half of it":     {0, 30, History{1, 2, 20. / 7}, true},
		"the first day":  {0, 10, History{0, 0, 0}, true},
		"not yet":        {0, 9, History{}, false},
		"never":          {1, 99, History{}, false},
		"bought once":    {2, 27, History{0, 0, 1}, true},
		"on the last":    {0, 31, History{2, 3, 3}, true},
		"a day too soon": {2, 19, History{}, false},
	} {
		if got, known := l.History(c.customer, c.until, 7); got != c.want || known != c.known {
			t.Errorf("%s: %+v, %v", name, got, known)
		}
	}
	if x, mean := l.Value(0, 99); x != 2 || mean != 27 {
		t.Errorf("%d repeat purchases of %g", x, mean)
	}
	if n := l.bought(0, 9, 99); n != 2 {
		t.Errorf("%d repeat purchases, the first is none", n)
	}
	if n := l.bought(0, 10, 24); n != 1 {
		t.Errorf("%d purchases after day 10 up to day 24", n)
	}
	if b := l.Base(38, 7); b.Customers() != 2 || l.Customers() != 3 {
		t.Errorf("%g of %d customers", b.Customers(), l.Customers())
	}
	if first, last, ok := l.Span(); first != 10 || last != 31 || !ok {
		t.Errorf("from %d to %d, %v", first, last, ok)
	}
}

func TestALogTellsWhenItIsTooLittle(t *testing.T) {
	many := &Log{}
	for i := range 40 {
		for _, day := range []int{0, 30, 60, 90, 120} {
			bought(t, many, i, day+i%3, 10)
		}
	}
	few := &Log{}
	for i := range 29 {
		bought(t, few, i, 0, 1)
		bought(t, few, i, 5, 1)
	}
	for name, c := range map[string]struct {
		log   *Log
		until int
		key   string
	}{
		"four intervals":     {many, 120, ""},
		"two intervals":      {many, 65, "clv.short_history"},
		"29 bought again":    {few, 90, "clv.few_repeaters"},
		"before all":         {many, -1, "clv.no_purchases"},
		"nobody ever bought": {&Log{}, 10, "clv.no_purchases"},
	} {
		note, ok := c.log.Enough(c.until)
		if note.Key != c.key || ok != (c.key == "") {
			t.Errorf("%s: %+v, %v", name, note, ok)
		}
	}
}

// drawnLog draws a log of n customers over days; the season multiplies the rate on a day.
func drawnLog(t testing.TB, truth Coin, n, days int, season func(day int) float64, seed uint64) *Log {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 4))
	l := &Log{}
	for i := range n {
		rate := gammaOf(r, truth.R) / truth.Alpha
		leave := 0.0
		if truth.A > 0 {
			leave = betaOf(r, truth.A, truth.B)
		}
		for day := r.IntN(days / 2); day < days; day++ {
			if l.starts == nil && (len(l.entries) == 0 || l.entries[len(l.entries)-1].customer != int32(i)) {
				bought(t, l, i, day, 20)
				continue
			}
			if r.Float64() < 1-math.Exp(-rate*season(day)) {
				bought(t, l, i, day, 20)
				if r.Float64() < leave {
					break
				}
			}
		}
	}
	return l
}

func even(int) float64 { return 1 }

func TestTheModelIsShownWhereItBeatsTheSimpleForecast(t *testing.T) {
	l := drawnLog(t, Coin{R: .6, Alpha: 40, A: .8, B: 3}, 1500, 700, even, 1)
	b := l.Test(Plan{Until: 699, Horizon: 91, Unit: 7})
	if b.Shown == Same || len(b.Windows) != 4 || b.Scores[0].Way != Same {
		t.Fatalf("got %+v", b)
	}
	for _, s := range b.Scores[1:] {
		if s.Way == b.Shown && (s.RMSE >= b.Scores[0].RMSE || s.Total > b.Scores[0].Total || s.Correlation <= 0) {
			t.Errorf("%+v is shown in spite of %+v", s, b.Scores[0])
		}
	}
	if len(b.Note.Args) == 0 || b.Note.Args[0] != string(b.Shown) {
		t.Errorf("note %+v", b.Note)
	}
}

func TestCustomersLikeClockworkNeedNoModel(t *testing.T) {
	l := &Log{}
	for i := range 60 {
		for day := i % 13; day < 600; day += 7 + 7*(i%3) {
			bought(t, l, i, day, 10)
		}
	}
	b := l.Test(Plan{Until: 599, Horizon: 42, Unit: 7})
	if b.Shown != Same || b.Note.Key != "clv.backtest_same_right" && b.Note.Key != "clv.backtest_same_low" && b.Note.Key != "clv.backtest_same_high" {
		t.Errorf("got %s, %+v", b.Shown, b.Note)
	}
}

// Of a period in which nobody bought no error in per cent is told.
func TestAPeriodWithoutPurchasesHasNoError(t *testing.T) {
	l := &Log{}
	for i := range 60 {
		for day := i % 13; day < 400; day += 7 + 7*(i%3) {
			bought(t, l, i, day, 10)
		}
	}
	b := l.Test(Plan{Until: 599, Horizon: 42, Unit: 7})
	if len(b.Windows) == 0 || b.Windows[0].Actual != 0 || b.Note.Key != "clv.backtest_same_none" {
		t.Errorf("got %s, %+v", b.Shown, b.Note)
	}
}

func TestTheSeasonIsLearnedFromTheYearBefore(t *testing.T) {
	busy := func(day int) float64 {
		if day%364 >= 273 {
			return 3
		}
		return 1
	}
	l := drawnLog(t, Coin{R: .8, Alpha: 60, B: 1}, 1200, 728, busy, 2)
	b := l.Test(Plan{Until: 727, Horizon: 91, Unit: 7, Windows: 1})
	errors := map[Way]float64{}
	for _, s := range b.Scores {
		errors[s.Way] = s.Total
	}
	if !(errors["mbg-nbd"] > .3 && errors["mbg-nbd+season"] < .65*errors["mbg-nbd"] && errors[Stacked] < .1) {
		t.Errorf("errors of the sum: %v", errors)
	}
	if b.Shown == Same || b.Shown == "mbg-nbd" {
		t.Errorf("%s is shown", b.Shown)
	}
}

func TestAShortLogIsNotTested(t *testing.T) {
	l := drawnLog(t, Coin{R: .6, Alpha: 40, A: .8, B: 3}, 300, 120, even, 3)
	if b := l.Test(Plan{Until: 119, Horizon: 115, Unit: 7}); len(b.Windows) != 0 || b.Shown != Same || b.Note.Key != "clv.backtest_short" {
		t.Errorf("got %+v", b)
	}
	if b := (&Log{}).Test(Plan{Until: 5, Horizon: 3, Unit: 1}); len(b.Windows) != 0 {
		t.Errorf("got %+v", b)
	}
}

func TestTheRegressionFindsItsWeights(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	truth := []float64{-.5, .8, -.3}
	var rows [][]float64
	var counts []float64
	for range 20000 {
		row := []float64{1, r.NormFloat64(), r.NormFloat64()}
		mean, n := math.Exp(dot(truth, row)), -1.0
		for left := 1.0; left > math.Exp(-mean); n++ {
			left *= 1 - r.Float64()
		}
		rows, counts = append(rows, row), append(counts, n)
	}
	p, ok := fitPoisson(rows, counts)
	if !ok {
		t.Fatal("not fitted")
	}
	for i, w := range truth {
		near(t, fmt.Sprint("weight ", i), p.weights[i], w, .03)
	}
	if v := p.predict([]float64{1, 1e9, -1e9}); !(v <= math.Exp(p.high)) {
		t.Errorf("an odd customer is expected to buy %g times", v)
	}
	if _, ok := fitPoisson(rows[:3], []float64{0, 0, 0}); ok {
		t.Error("nothing was bought, and yet there is a fit")
	}
}

func TestLogsOfAnyKindAreForecast(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := &Log{}
		for range rapid.IntRange(0, 400).Draw(r, "purchases") {
			day := rapid.OneOf(rapid.IntRange(0, 900), rapid.Just(7), rapid.IntRange(-1000, 5000)).Draw(r, "day")
			value := rapid.OneOf(rapid.Float64Range(-100, 1e6), rapid.Just(0.)).Draw(r, "value")
			if err := l.Add(rapid.IntRange(0, 60).Draw(r, "customer"), day, value); err != nil {
				r.Fatal(err)
			}
		}
		plan := Plan{Until: rapid.IntRange(0, 900).Draw(r, "until"), Horizon: rapid.IntRange(1, 200).Draw(r, "horizon"), Unit: 7, Windows: 2}
		b := l.Test(plan)
		for _, s := range b.Scores {
			within(r, "RMSE", s.RMSE, 0, 1e9)
			within(r, "correlation", s.Correlation, -1.001, 1.001)
			within(r, "total", s.Total, 0, 1e9)
		}
		who, expected, ok := l.Forecast(b.Shown, plan)
		if b.Shown == Same && !ok || ok && len(who) != len(expected) {
			r.Fatalf("%d customers, %d forecasts, %v", len(who), len(expected), ok)
		}
		for _, v := range expected {
			within(r, "expected", v, 0, 1e9)
		}
		if f := FitSpending(l.Spending(plan.Until)); f.Outcome != TooLittle {
			within(r, "value", f.Model.Expected(0, 0), 0, 1e12)
		}
	})
}

func TestRangesMeanWhatTheySay(t *testing.T) {
	for _, p := range []Process{Coin{R: .5, Alpha: 6, A: .9, B: 2.5, First: true}, Pareto{.55, 10.6, .6, 11.7}} {
		for _, h := range []History{{0, 0, 20}, {4, 25, 30}, {60, 29, 30}, {3, 2, 30}} {
			for _, q := range []float64{.1, .5, .9} {
				n := Quantile(p, h, 26, q)
				if !(p.AtLeast(h, 26, n+1) <= 1-q+1e-12) || n > 0 && !(p.AtLeast(h, 26, n) > 1-q) {
					t.Errorf("%+v %+v: %d is not the %g point", p, h, n, q)
				}
				if at, ever := Next(p, h, q); ever {
					near(t, "chance until then", p.AtLeast(h, at, 1), q, 1e-6)
				} else if p.AtLeast(h, furthest, 1) > q+1e-9 {
					t.Errorf("%+v %+v: a purchase with chance %g never comes", p, h, q)
				}
			}
			near(t, "undiscounted", Discounted(p, h, 13, 4, 25, 0), 25*p.Expected(h, 52), 1e-9)
			if v := Discounted(p, h, 13, 4, 25, .02); !(v < 25*p.Expected(h, 52) && v > 25*p.Expected(h, 52)/math.Pow(1.02, 4)) {
				t.Errorf("discounted %g", v)
			}
		}
	}
}

// 100 firms of 300 customers: the 80 % range of the sum holds what comes, give or take the
// chance of 100 firms, and for most customers what they do lies in their own range.
func TestRangesCoverWhatComes(t *testing.T) {
	truth := Coin{R: .6, Alpha: 7, A: .9, B: 2.5, First: true}
	const firms = 100
	covered, own, customers := 0, 0, 0
	for seed := range uint64(firms) {
		r := rand.New(rand.NewPCG(seed, 9))
		b := &Base{}
		actual := 0
		var later []int
		for range 300 {
			h, n := life(r, truth, 39*(1-r.Float64()/3), 26)
			add(t, b, h, 1)
			later = append(later, n)
			actual += n
		}
		f := FitBase(b, Options{})
		total := f.Sum(b, 26, 0)
		if total.Low <= float64(actual) && float64(actual) <= total.High {
			covered++
		}
		if seed%20 != 0 || b.Unique() != len(later) {
			continue
		}
		p := f.Draws(20, 3)
		for i, g := range b.Groups() {
			customers++
			if low, high := Quantile(p, g.History, 26, .1), Quantile(p, g.History, 26, .9); low <= later[i] && later[i] <= high {
				own++
			}
		}
	}
	if covered < 75*firms/100 || covered > 92*firms/100 {
		t.Errorf("%d of %d sums lie in their 80 %% range", covered, firms)
	}
	if own < 80*customers/100 {
		t.Errorf("%d of %d customers lie in their 80 %% range", own, customers)
	}
}

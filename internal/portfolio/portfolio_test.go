package portfolio

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
)

var today = cal.On(2026, 6, 15)

func TestPositionCountsOnlyWhatIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		one  Case
		want int
	}{
		"a regular who covers all":            {Case{Standing: lifecycle.Regular, Share: 1}, 10000},
		"a regular who covers a half":         {Case{Standing: lifecycle.Regular, Share: .5}, 6875}, // (.5 .5 + .3) / .8
		"a regular, share unknown":            {Case{Standing: lifecycle.Regular, Share: -1}, 10000},
		"a repeat customer, share unknown":    {Case{Standing: lifecycle.Repeat, Share: -1}, 6000},
		"a first customer who covers nothing": {Case{Standing: lifecycle.First, Share: 0}, 1125},
		"a prospect":                          {Case{Standing: lifecycle.Prospect, Share: -1}, 0},
		"more than all counts as all":         {Case{Standing: lifecycle.Regular, Share: 7}, 10000},
	} {
		if got := c.one.Position(); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}

func TestWhoHasLeftStandsInNoField(t *testing.T) {
	f := Learn(line(40), 0, 0)
	for name, c := range map[string]Case{
		"lost":              {Bought: true, Lost: true, Standing: lifecycle.Regular},
		"ended by us":       {Bought: true, Standing: lifecycle.Ended},
		"given notice":      {Bought: true, Standing: lifecycle.Cancelled},
		"has never bought":  {Standing: lifecycle.Prospect},
		"no value, no line": {Bought: true, Standing: lifecycle.Regular},
	} {
		c.Share, c.Worth = -1, 1e9
		value, year := f.Of(PointOf(&c))
		if value != Outside || (c.Inside() && year == Outside) || (!c.Inside() && year != Outside) {
			t.Errorf("%s: fields %d and %d", name, value, year)
		}
	}
}

// line are customers at evenly rising places.
func line(n int) []Point {
	var list []Point
	for i := range n {
		list = append(list, Point{Inside: true, Valued: true, Position: i * 10000 / n, Worth: money.Cents(i) * 100, Year: money.Cents(n-i) * 100})
	}
	return list
}

func TestTheFourFieldsByTheirLines(t *testing.T) {
	f := Learn(line(100), 0, 0)
	if f.Position != 5000 || f.Value.Line != 5000 || f.Year.Line != 5100 {
		t.Fatalf("lines at %d, %d, %d", f.Position, f.Value.Line, f.Year.Line)
	}
	for want, p := range map[Field]Point{
		Protect: {Position: 5000, Worth: 5000}, Decide: {Position: 4999, Worth: 5000}, Keep: {Position: 5000, Worth: 4999}, Standard: {Position: 0, Worth: -50},
	} {
		if got := f.Place(ByValue, p.Position, p.Worth); got != want {
			t.Errorf("%+v: field %s, want %s", p, got.Key(), want.Key())
		}
	}
	if few := Learn(line(fewest-1), 0, 0); few.Known() || few.Place(ByValue, 10000, 1e9) != Outside {
		t.Error("lines are drawn through too few")
	}
	if moved := Learn(line(100), .25, .1); moved.Position != 7500 || moved.Value.Line != 9000 {
		t.Errorf("moved lines at %d, %d", moved.Position, moved.Value.Line)
	}
}

func TestEqualValuesLieOnOneSide(t *testing.T) {
	for name, c := range map[string]struct {
		values []money.Cents
		want   money.Cents
	}{
		"one":                           {[]money.Cents{7}, 7},
		"all equal":                     {[]money.Cents{3, 3, 3, 3}, 3},
		"most are highest":              {[]money.Cents{1, 2, 9, 9, 9, 9, 9}, 9},
		"most are lowest":               {[]money.Cents{1, 1, 1, 1, 1, 2, 9}, 2},
		"the closer of two cuts: above": {[]money.Cents{1, 2, 2, 2, 3, 4, 5, 6}, 3},
		"the closer of two cuts: below": {[]money.Cents{1, 2, 3, 4, 4, 4, 4, 6}, 4},
	} {
		if got := SpreadOf(c.values, .5).Line; got != c.want {
			t.Errorf("%s: line at %d, want %d", name, got, c.want)
		}
	}
}

func TestTheShareIsThatOfTheBestYear(t *testing.T) {
	day := func(months int) cal.Date { return today.AddMonths(-months) }
	for name, c := range map[string]struct {
		days []cal.Date
		net  []money.Cents
		want float64
	}{
		"nothing bought":             {nil, nil, -1},
		"a customer for 20 months":   {[]cal.Date{day(20), day(2)}, []money.Cents{100, 100}, -1},
		"as much as ever":            {[]cal.Date{day(30), day(20), day(2)}, []money.Cents{50, 50, 100}, 1},
		"half of the best year":      {[]cal.Date{day(30), day(28), day(2)}, []money.Cents{100, 100, 100}, .5},
		"nothing since":              {[]cal.Date{day(30)}, []money.Cents{100}, 0},
		"returns only":               {[]cal.Date{day(30)}, []money.Cents{-100}, -1},
		"more returned than bought":  {[]cal.Date{day(30), day(1)}, []money.Cents{100, -50}, 0},
		"what is to come is unknown": {[]cal.Date{day(30), today + 5}, []money.Cents{100, 900}, 0},
	} {
		if got := ShareOf(c.days, c.net, today); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestMonthsBefore(t *testing.T) {
	for _, c := range [][3]int{{202606, 3, 202603}, {202601, 1, 202512}, {202602, 14, 202412}, {202612, 0, 202612}} {
		if got := monthsBefore(c[0], c[1]); got != c[2] {
			t.Errorf("%d months before %d: %d", c[1], c[0], got)
		}
	}
}

func TestAPastIsKeptForThreeMonths(t *testing.T) {
	var list []mark
	for month := 202511; month != 202605; month = monthsBefore(month, -1) {
		list = unpackPast(packPast(marked(list, month, Point{Inside: true, Position: month % 100, Worth: -5})))
	}
	if len(list) != kept || list[0].month != 202601 || since(list, 202602).Position != 2 || since(list, 202602).Worth != -5 {
		t.Errorf("kept %+v", list)
	}
	if again := marked(list, 202604, Point{Position: 99}); since(again, 202604).Position != 4 {
		t.Error("a month is noted twice")
	}
	if since(list, 202512).Inside || len(unpackPast("x 1:2 202601:a:1:1:1")) != 0 {
		t.Error("what is not known is made up")
	}
}

func drawPoint(t *rapid.T) Point {
	return Point{
		Inside: rapid.Bool().Draw(t, "inside"), Valued: rapid.Bool().Draw(t, "valued"), Position: rapid.IntRange(0, 10000).Draw(t, "position"),
		Worth: money.Cents(rapid.Int64Range(-1e12, 1e12).Draw(t, "worth")), Year: money.Cents(rapid.Int64Range(-1e12, 1e12).Draw(t, "year")),
	}
}

func TestPropEverybodyInsideStandsInOneField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SliceOfN(rapid.Custom(drawPoint), fewest, 200).Draw(t, "points")
		f := Learn(points, rapid.SampledFrom([]float64{0, .25, .5, .75}).Draw(t, "strong"), 0)
		for _, p := range points {
			value, year := f.Of(p)
			if (year != Outside) != p.Inside || (value != Outside) != (p.Inside && p.Valued) {
				t.Fatalf("%+v stands in %d and %d", p, value, year)
			}
			if r := f.Year.Rank(p.Year); !(r >= 0 && r <= 1) {
				t.Fatalf("rank %v", r)
			}
		}
	})
}

func TestPropALineIsTheClosestToTheWantedPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) money.Cents { return money.Cents(rapid.Int64Range(-9, 9).Draw(t, "v")) }), 1, 60).Draw(t, "values")
		got := SpreadOf(slices.Clone(values), .5).Line
		off := func(line money.Cents) int {
			high := 0
			for _, v := range values {
				if v >= line {
					high++
				}
			}
			return max(2*high-len(values), len(values)-2*high)
		}
		for _, v := range values {
			if v != slices.Min(values) && off(v) < off(got)-1 { // half a customer is rounded
				t.Fatalf("line %d is off by %d, line %d by %d in %v", got, off(got), v, off(v), values)
			}
		}
	})
}

func TestPropTheShareLiesBetweenNoughtAndOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		var days []cal.Date
		var net []money.Cents
		for range n {
			days = append(days, today+cal.Date(rapid.IntRange(-3000, 30).Draw(t, "day")))
			net = append(net, money.Cents(rapid.Int64Range(-1e10, 1e10).Draw(t, "net")))
		}
		slices.Sort(days)
		if s := ShareOf(days, net, today); s != -1 && !(s >= 0 && s <= 1) {
			t.Fatalf("share %v", s)
		}
	})
}

func FuzzPast(f *testing.F) {
	f.Add("202601:3:5000:100:-7 202602:0:0:0:0")
	f.Add(": ::::")
	f.Fuzz(func(t *testing.T, text string) {
		list := unpackPast(text)
		if again := unpackPast(packPast(list)); !slices.Equal(list, again) {
			t.Errorf("%q: %v and %v", text, list, again)
		}
	})
}

// Whatever the firm's customers are like: the larger the part that may lie beyond the line
// of worth, the more lie there, and nobody gets lost.
func TestPropMovedLinesKeepEverybodyAndTheOrderOfParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(20, 120).Draw(t, "customers")
		points := make([]Point, n)
		for i := range points {
			points[i] = Point{
				Inside: true, Valued: true, Position: rapid.IntRange(0, 10_000).Draw(t, "position"),
				Worth: money.Cents(rapid.IntRange(-500, 90_000).Draw(t, "worth")), Year: money.Cents(rapid.IntRange(-500, 90_000).Draw(t, "year")),
			}
		}
		last := -1
		for part := 1; part <= 9; part++ {
			f := Learn(points, .5, float64(part)/10)
			var of [5]int
			for _, p := range points {
				_, year := f.Of(p)
				of[year]++
			}
			high := of[Protect] + of[Decide]
			if of[Outside] != 0 || high+of[Keep]+of[Standard] != n {
				t.Fatalf("part %d of ten: %v of %d customers", part, of, n)
			}
			if high < last {
				t.Fatalf("part %d of ten: %d are worth much, with a smaller part %d", part, high, last)
			}
			last = high
		}
	})
}

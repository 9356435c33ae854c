package portfolio

import (
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Rule names the version of the rules.
const Rule = "portfolio/1"

// Field is one of the four fields, by its strategy. The numbers are stored.
type Field int

// The fields. Outside is who has left, or whom nothing can be said of yet.
const (
	Outside  Field = 0
	Protect  Field = 1 // worth much, strong with us
	Decide   Field = 2 // worth much, weak with us
	Keep     Field = 3 // worth less, strong with us
	Standard Field = 4 // worth less, weak with us
)

// Fields are the four in the order in which care is given.
var Fields = []Field{Protect, Decide, Keep, Standard}

// Key names a field in rules of lists and for machines; "" is not known.
func (f Field) Key() string {
	if f < Outside || f > Standard {
		return ""
	}
	return [...]string{"outside", "protect", "decide", "keep", "standard"}[f]
}

// CareShare is the part of all care that a field should have, in per cent.
func (f Field) CareShare() int { return [...]int{0, 40, 30, 20, 10}[f] }

// Strong tells whether a field is one of those in which we are strong.
func (f Field) Strong() bool { return f == Protect || f == Keep }

// Measure is by what the worth of customers is told.
type Measure int

// The measures; the numbers are stored.
const (
	ByValue Measure = 0 // lifetime value of 36 months
	ByYear  Measure = 1 // what the last twelve months brought
)

// Measures are both.
var Measures = []Measure{ByValue, ByYear}

// The weights of a position. The quality of the relationship, two tenths, is not known yet.
const (
	weightShare    = 0.5
	weightStanding = 0.3
)

// whole is one in basis points.
const whole = 10_000

// Case is what the rule looks at.
type Case struct {
	Customer int64
	Standing lifecycle.Standing
	Lost     bool // no longer to be expected
	Bought   bool
	// Share is the estimated share of his need that he covers with us, from 0 to 1; negative
	// when there is nothing to estimate it from.
	Share  float64
	Told   bool        // Share is what he said himself
	Valued bool        // there is a lifetime value
	Worth  money.Cents // what he may still bring
	Year   money.Cents // what twelve months brought
}

// Inside tells whether a customer stands in a field at all.
func (c *Case) Inside() bool {
	return c.Bought && !c.Lost && c.Standing != lifecycle.Ended && c.Standing != lifecycle.Cancelled
}

// StandingPoints is how much a standing says for our position, from 0 to 1.
func StandingPoints(s lifecycle.Standing) float64 {
	switch s {
	case lifecycle.First:
		return .3
	case lifecycle.Repeat:
		return .6
	case lifecycle.Regular:
		return 1
	case lifecycle.Prospect, lifecycle.Ended, lifecycle.Cancelled:
	}
	return 0
}

// Position is how strong we are with a customer, in basis points: half by the share of his
// need, three tenths by his standing, as far as they are known.
func (c *Case) Position() int {
	points := StandingPoints(c.Standing)
	if c.Share >= 0 {
		points = (weightShare*min(c.Share, 1) + weightStanding*points) / (weightShare + weightStanding)
	}
	return int(math.Round(whole * points))
}

// ShareOf estimates which share of his need a customer covers with us: what he spent in
// the twelve months up to day, of what he spent in his best twelve months with us. So much
// he needed once, so it is the most that the share can be. It is -1 where he has bought for
// less than two years or never for more than nothing. Amounts are by day.
func ShareOf(days []cal.Date, net []money.Cents, day cal.Date) float64 {
	if len(days) == 0 || days[0] > day.AddMonths(-24) {
		return -1
	}
	const year = 365
	var sum, best, now money.Cents
	from := 0
	for i, d := range days {
		if d > day {
			break
		}
		sum += net[i]
		for ; days[from] <= d.Add(-year); from++ {
			sum -= net[from]
		}
		best = max(best, sum)
		if d > day.Add(-year) {
			now += net[i]
		}
	}
	if best <= 0 {
		return -1
	}
	return min(max(float64(now)/float64(best), 0), 1)
}

// Knots are how many values tell how a figure is spread over the customers.
const Knots = 101

// Spread tells how a figure is spread over the customers, and where the line is drawn.
type Spread struct {
	// Knots are the smallest value, the largest, and those between at every hundredth.
	Knots []money.Cents `json:"knots"`
	// Line is the smallest value that counts as high.
	Line money.Cents `json:"line"`
}

// SpreadOf learns a spread; share is the part of the customers who should lie at or above
// the line. Of equal values all lie on one side, so it is the line that comes closest.
// Values are sorted in place.
func SpreadOf(values []money.Cents, share float64) Spread {
	if len(values) == 0 {
		return Spread{}
	}
	slices.Sort(values)
	s := Spread{Knots: make([]money.Cents, Knots)}
	last := len(values) - 1
	for i := range s.Knots {
		s.Knots[i] = values[(last*i+50)/(Knots-1)]
	}
	want := int(math.Round(float64(len(values)) * (1 - share))) // below the line
	at := min(max(want, 0), last)
	first, _ := slices.BinarySearch(values, values[at])
	behind, _ := slices.BinarySearch(values, values[at]+1)
	s.Line = values[at]
	if first == 0 || behind <= last && behind-want < want-first { // all would be high, or the next line is closer
		s.Line = values[min(behind, last)]
	}
	return s
}

// Rank is the part of the customers with a lower value, those with an equal one by half.
func (s Spread) Rank(v money.Cents) float64 {
	if len(s.Knots) == 0 {
		return 0
	}
	below, _ := slices.BinarySearch(s.Knots, v)
	to, _ := slices.BinarySearch(s.Knots, v+1)
	return float64(below+to) / float64(2*len(s.Knots))
}

// fewest is how many customers must stand in the fields before lines mean something.
const fewest = 20

// Frame holds the lines between the fields. The zero frame knows none.
type Frame struct {
	From      cal.Date `json:"-"` // first day on which it holds
	ID        int64    `json:"-"`
	Customers int      `json:"customers"` // it was learned from
	Position  int      `json:"position"`  // smallest position that counts as strong, in basis points
	Value     Spread   `json:"value"`
	Year      Spread   `json:"year"`
	// Strong and Worth are the parts of the customers that should lie beyond the lines: one
	// half, unless the firm moved them.
	Strong float64 `json:"strong"`
	Worth  float64 `json:"worth"`
}

// Known tells whether there are lines.
func (f *Frame) Known() bool { return f.Customers >= fewest }

// Spread is the spread of a measure.
func (f *Frame) Spread(m Measure) Spread {
	if m == ByYear {
		return f.Year
	}
	return f.Value
}

// Place finds the field for a position and an amount of the measure.
func (f *Frame) Place(m Measure, position int, amount money.Cents) Field {
	if !f.Known() {
		return Outside
	}
	strong, high := position >= f.Position, amount >= f.Spread(m).Line
	switch {
	case strong && high:
		return Protect
	case high:
		return Decide
	case strong:
		return Keep
	}
	return Standard
}

// half is the part beyond a line where the firm says nothing else.
const half = .5

// Learn draws the lines through customers who stand inside; strong and worth are the parts
// that should lie beyond them, 0 for one half.
func Learn(rows []Point, strong, worth float64) Frame {
	f := Frame{Customers: len(rows), Strong: strong, Worth: worth}
	if strong == 0 {
		f.Strong = half
	}
	if worth == 0 {
		f.Worth = half
	}
	var position, value, year []money.Cents
	for _, r := range rows {
		position, year = append(position, money.Cents(r.Position)), append(year, r.Year)
		if r.Valued {
			value = append(value, r.Worth)
		}
	}
	f.Position = int(SpreadOf(position, f.Strong).Line)
	f.Value, f.Year = SpreadOf(value, f.Worth), SpreadOf(year, f.Worth)
	return f
}

// Point is where a customer stands, before any lines.
type Point struct {
	Inside      bool
	Position    int // basis points
	Valued      bool
	Worth, Year money.Cents
}

// PointOf is the point of a case.
func PointOf(c *Case) Point {
	return Point{Inside: c.Inside(), Position: c.Position(), Valued: c.Valued, Worth: c.Worth, Year: c.Year}
}

// Of finds the fields of a point by both measures.
func (f *Frame) Of(p Point) (value, year Field) {
	if !p.Inside {
		return Outside, Outside
	}
	if p.Valued {
		value = f.Place(ByValue, p.Position, p.Worth)
	}
	return value, f.Place(ByYear, p.Position, p.Year)
}

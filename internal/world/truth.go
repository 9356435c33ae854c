package world

import (
	"math"
	"math/rand/v2"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Kind is the true kind of relationship.
type Kind string

// The kinds of relationship; the texts are stored keys.
const (
	Exchange  Kind = "exchange"
	Partner   Kind = "partner"
	Special   Kind = "special"
	Attached  Kind = "attached"
	Informed  Kind = "informed"
	Demanding Kind = "demanding"
)

// Kinds are all kinds in the order of every table of shares here.
var Kinds = [6]Kind{Exchange, Partner, Special, Attached, Informed, Demanding}

// The shares of purchases by kind: of the favourite article, with a discount, that come
// back. They are those of the table that the kinds are inferred with.
var (
	sameShare    = [6]float64{.70, .50, .12, .45, .25, .40}
	bargainShare = [6]float64{.25, .20, .10, .08, .30, .35}
	returnShare  = [6]float64{.04, .03, .10, .03, .06, .18}
)

// Span is the days [From, Until).
type Span struct{ From, Until cal.Date }

// Truth is what is so about a customer, whether or not the firm could know it.
type Truth struct {
	ID        int // 1, 2, ... within the world
	Firm      bool
	Kind      Kind
	Interval  float64 // own mean between purchases, calendar days, before the season
	Shape     float64 // regularity of the intervals; 1 is pure chance
	First     cal.Date
	Last      cal.Date // the latest purchase before the practice begins
	Left      cal.Date // the day of his last purchase if he will not come back, else cal.Never
	Purchases int      // days with a purchase, those that came back later included
	Regular   bool     // has not left, has bought often enough and for at least 60 days
	Interests []string // names of categories
	Favourite string   // name of the article
	Du        bool     // on first-name terms
	Crises    []Span   // times of strain in his life or his firm
	SameAs    int      // he is also the customer with this id: a duplicate; 0 for none
}

// Active reports whether he is still to come again on day.
func (t Truth) Active(day cal.Date) bool { return t.Left > day }

// life is a customer's truth with what only the maker of his purchases needs.
type life struct {
	Truth
	kind       int // index of Kind in Kinds
	days       []cal.Date
	favourite  int   // index in the goods
	categories []int // interests
	scale      float64
	delay      int // days after the due day on which he usually pays
}

// Truth returns the truth about customer id (1, 2, ...) of a world whose practice begins
// on today. It depends on nothing else, so two worlds of one seed and day agree on all
// customers that both have.
func (w World) Truth(seed uint64, today cal.Date, id int) Truth { return w.live(seed, today, id).Truth }

// live draws a customer's life.
func (w World) live(seed uint64, today cal.Date, id int) life {
	r := draws(seed, aspectLife, id)
	k := choose(r, w.customers.kinds[:])
	l := life{kind: k, Truth: Truth{
		ID: id, Kind: Kinds[k], Shape: w.rhythm.shape, Left: cal.Never,
		Firm: chance(r, w.customers.firms), Du: chance(r, w.customers.du),
		Interval: w.rhythm.median * math.Exp(w.rhythm.spread*r.NormFloat64()),
	}}
	l.scale = math.Exp(.4 * r.NormFloat64())
	l.delay = payingHabit(r)
	l.categories, l.favourite = w.goods.taste(r)
	for _, c := range l.categories {
		l.Interests = append(l.Interests, w.goods.categories[c].name)
	}
	l.Favourite = w.goods.articles[l.favourite].name
	if id > sameAsFrom && (uint64(id)+seed)%sameAsEvery == 0 {
		l.SameAs = id - 1 - r.IntN(sameAsFrom)
	}
	start := w.arrival(r, today)
	if w.feasts > 0 && id%w.feasts == 0 {
		start = float64(today.AddMonths(-24).Add(id % 7))
	}
	l.buy(w, r, start, today)
	l.Crises = crises(r, cal.Date(start), today)
	return l
}

// Every eightieth entry is a duplicate of one up to thirty ids back.
const (
	sameAsEvery = 80
	sameAsFrom  = 30
)

// arrival draws the moment of the first purchase in days.
func (w World) arrival(r *rand.Rand, today cal.Date) float64 {
	if chance(r, w.rhythm.recent) {
		return float64(today) - 14*r.Float64()
	}
	return float64(today) - float64(w.Years*365)*r.Float64()
}

// buy draws the days of his purchases from start to the day before today. Everybody has
// bought at least once.
func (l *life) buy(w World, r *rand.Rand, start float64, today cal.Date) {
	calendar := w.Calendar()
	for at := start; ; {
		day := cal.Date(at)
		for !calendar.Open(day) {
			day++
		}
		if day >= today {
			break
		}
		if n := len(l.days); n == 0 || l.days[n-1] < day {
			l.days = append(l.days, day)
		}
		if chance(r, w.rhythm.last) {
			l.Left = day
			break
		}
		pace := l.Interval / l.Shape * w.rhythm.season[day.Month()-1]
		at += gamma(r, l.Shape) * pace
	}
	if len(l.days) == 0 {
		day := today.Add(-1)
		for !calendar.Open(day) {
			day--
		}
		l.days = append(l.days, day)
	}
	n := len(l.days)
	l.First, l.Last, l.Purchases = l.days[0], l.days[n-1], n
	l.Regular = l.Left == cal.Never && n >= w.rhythm.steady && l.Last.Sub(l.First) >= 60
}

// crises draws times of about four weeks, one in about seven years.
func crises(r *rand.Rand, from, until cal.Date) []Span {
	var out []Span
	for day := from; ; {
		day = day.Add(int(r.ExpFloat64() * 365 / .15))
		if day >= until {
			return out
		}
		end := day.Add(21 + r.IntN(15))
		out = append(out, Span{day, end})
		day = end
	}
}

// payingHabit draws by how many days a customer usually pays after the due day: most pay
// early, one in seven a little late, one in twenty very late.
func payingHabit(r *rand.Rand) int {
	switch u := r.Float64(); {
	case u < .05:
		return 15 + r.IntN(25)
	case u < .20:
		return 2 + r.IntN(9)
	}
	return -2 - r.IntN(16)
}

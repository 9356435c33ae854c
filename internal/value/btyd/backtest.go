package btyd

import (
	"math"
	"strings"
)

// Way names a way to forecast: a model, a model with the season, the regression, or
// "the same as in the last period".
type Way string

// The ways beside the models themselves; a model with the season is its name with
// seasonal behind.
const (
	Same     Way = "same"
	Stacked  Way = "stacked"
	seasonal     = "+season"
)

// Score is how well a way forecast a window, or several.
type Score struct {
	Way         Way
	MAE, RMSE   float64 // per customer, in purchases
	Correlation float64 // of forecast and purchases; 0 when one of them never varies
	Total       float64 // forecast of the sum against the sum, -0.08 is 8 % too low; over several windows the mean size of it
}

// Window is a past period that was forecast from what was known at its beginning.
type Window struct {
	After, Until int // days: the period is (After, Until]
	Customers    int
	Actual       float64 // purchases
	Scores       []Score
}

// Backtest compares the ways on past windows and names the one to be shown.
type Backtest struct {
	Windows []Window // the latest first; empty when the log is too short
	Scores  []Score  // over all windows
	Shown   Way      // Same when no model beats it
	Note    Note     // what was found, for people
}

// Plan says what to test.
type Plan struct {
	Kinds   []Kind  // MBGNBD when empty
	Until   int     // day up to which the log is known
	Horizon int     // length of a window in days
	Unit    float64 // days per unit of time
	Windows int     // how many windows at most; 4 when 0
}

// year is the distance to the same window a year before: whole weeks, because shops
// live by weekdays.
const year = 364

// Seasonal bounds: a factor beyond them says more about growth than about the season.
const leastFactor, mostFactor = 0.25, 4.0

// Test forecasts past windows one after another, each with what was known before it,
// and picks the way to be shown: the one with the least RMSE among those that beat "the
// same as in the last period" in RMSE and in the sum, else that one itself.
func (l *Log) Test(p Plan) Backtest {
	if len(p.Kinds) == 0 {
		p.Kinds = []Kind{MBGNBD}
	}
	if p.Windows == 0 {
		p.Windows = 4
	}
	out := Backtest{Shown: Same, Note: Note{Key: "clv.backtest_short"}}
	if p.Horizon <= 0 {
		return out
	}
	oracle := newOracle(l, p)
	for i := 1; i <= p.Windows; i++ {
		after := p.Until - i*p.Horizon
		if _, ok := l.Enough(after); !ok {
			break
		}
		out.Windows = append(out.Windows, oracle.window(after))
	}
	if len(out.Windows) == 0 {
		return out
	}
	out.Scores = overall(out.Windows)
	out.Shown = choose(out.Scores)
	out.Note = noteOf(out)
	return out
}

// overall joins the scores of the ways that all windows have.
func overall(windows []Window) []Score {
	var out []Score
	for _, first := range windows[0].Scores {
		s := Score{Way: first.Way}
		square, customers, n := 0.0, 0.0, 0
		for _, w := range windows {
			for _, o := range w.Scores {
				if o.Way == first.Way {
					c := float64(w.Customers)
					s.MAE += o.MAE * c
					square += o.RMSE * o.RMSE * c
					s.Correlation += o.Correlation * c
					s.Total += math.Abs(o.Total)
					customers += c
					n++
				}
			}
		}
		if n == len(windows) && customers > 0 {
			s.MAE, s.RMSE = s.MAE/customers, math.Sqrt(square/customers)
			s.Correlation, s.Total = s.Correlation/customers, s.Total/float64(n)
			out = append(out, s)
		}
	}
	return out
}

// choose picks the way to be shown; the scores begin with Same.
func choose(scores []Score) Way {
	same := scores[0]
	best := same
	for _, s := range scores[1:] {
		if s.RMSE < same.RMSE && s.Total <= same.Total && s.RMSE < best.RMSE {
			best = s
		}
	}
	return best.Way
}

// noteOf says which way is shown and how it erred in the last window, in whole per cent.
func noteOf(b Backtest) Note {
	last := 0.0
	for _, s := range b.Windows[0].Scores {
		if s.Way == b.Shown {
			last = s.Total
		}
	}
	key := "clv.backtest_model"
	if b.Shown == Same {
		key = "clv.backtest_same"
	}
	percent := int(math.Round(100 * min(math.Abs(last), 1e6)))
	switch {
	case b.Windows[0].Actual == 0: // of nothing there is no error in per cent
		return Note{key + "_none", []any{string(b.Shown)}}
	case percent == 0:
		return Note{key + "_right", []any{string(b.Shown)}}
	case last < 0:
		return Note{key + "_low", []any{string(b.Shown), percent}}
	}
	return Note{key + "_high", []any{string(b.Shown), percent}}
}

// oracle forecasts from what was known on a day, and remembers its fits.
type oracle struct {
	log  *Log
	plan Plan
	fits map[fitKey]Fit
	base map[int]*Base
}

type fitKey struct {
	kind Kind
	day  int
}

func newOracle(l *Log, p Plan) *oracle {
	return &oracle{log: l, plan: p, fits: map[fitKey]Fit{}, base: map[int]*Base{}}
}

func (o *oracle) fit(kind Kind, day int) Fit {
	key := fitKey{kind, day}
	f, ok := o.fits[key]
	if !ok {
		b, ok := o.base[day]
		if !ok {
			b = o.log.Base(day, o.plan.Unit)
			o.base[day] = b
		}
		f = FitBase(b, Options{Kind: kind})
		o.fits[key] = f
	}
	return f
}

// window scores all ways on the window after a day.
func (o *oracle) window(after int) Window {
	w := Window{After: after, Until: after + o.plan.Horizon}
	who := o.known(after)
	w.Customers = len(who)
	actual := make([]float64, len(who))
	for i, c := range who {
		actual[i] = float64(o.log.bought(c, after, w.Until))
		w.Actual += actual[i]
	}
	for _, way := range o.ways() {
		if forecast, ok := o.forecast(way, after, who); ok {
			w.Scores = append(w.Scores, score(way, forecast, actual))
		}
	}
	return w
}

// known returns the customers who had bought by a day.
func (o *oracle) known(day int) []int {
	var who []int
	for i := range o.log.Customers() {
		if len(o.log.of(i, day)) > 0 {
			who = append(who, i)
		}
	}
	return who
}

// ways lists what can be tried, the simple one first.
func (o *oracle) ways() []Way {
	ways := []Way{Same}
	for _, k := range o.plan.Kinds {
		ways = append(ways, Way(k), Way(k)+seasonal)
	}
	return append(ways, Stacked)
}

// forecast returns the expected purchases of customers in the horizon after a day; false
// where the way needs more of the past than there is.
func (o *oracle) forecast(way Way, day int, who []int) ([]float64, bool) {
	switch {
	case way == Same:
		out := make([]float64, len(who))
		for i, c := range who {
			out[i] = float64(o.log.bought(c, day-o.plan.Horizon, day))
		}
		return out, true
	case way == Stacked:
		return o.stacked(day, who)
	}
	kind, season := cutSeason(way)
	out, ok := o.expected(kind, day, who)
	if !ok || !season {
		return out, ok
	}
	factor, ok := o.season(kind, day)
	for i := range out {
		out[i] *= factor
	}
	return out, ok
}

func cutSeason(w Way) (Kind, bool) {
	kind, season := strings.CutSuffix(string(w), seasonal)
	return Kind(kind), season
}

// expected returns what a model expects, one computation per distinct history.
func (o *oracle) expected(kind Kind, day int, who []int) ([]float64, bool) {
	f := o.fit(kind, day)
	if f.Process == nil {
		return nil, false
	}
	span := float64(o.plan.Horizon) / o.plan.Unit
	known := make(map[History]float64, f.Unique)
	out := make([]float64, len(who))
	for i, c := range who {
		h, _ := o.log.History(c, day, o.plan.Unit)
		v, ok := known[h]
		if !ok {
			v = f.Process.Expected(h, span)
			known[h] = v
		}
		out[i] = v
	}
	return out, true
}

// season returns purchases against forecast in the same window a year before; false
// when the log does not reach back that far.
func (o *oracle) season(kind Kind, day int) (float64, bool) {
	before := day - year
	if before+o.plan.Horizon > day {
		return 1, false // the window a year before is not over yet
	}
	if _, ok := o.log.Enough(before); !ok {
		return 1, false
	}
	who := o.known(before)
	forecast, ok := o.expected(kind, before, who)
	if !ok {
		return 1, false
	}
	expected, actual := 0.0, 0.0
	for i, c := range who {
		expected += forecast[i]
		actual += float64(o.log.bought(c, before, before+o.plan.Horizon))
	}
	if !(expected > 0) {
		return 1, false
	}
	return min(max(actual/expected, leastFactor), mostFactor), true
}

// stacked forecasts by a Poisson regression that learned on the same window a year
// before.
func (o *oracle) stacked(day int, who []int) ([]float64, bool) {
	before := day - year
	if _, ok := o.log.Enough(before); !ok || o.plan.Horizon > year {
		return nil, false
	}
	kind := o.plan.Kinds[0]
	pupils := o.known(before)
	rows, ok := o.rows(kind, before, pupils)
	if !ok {
		return nil, false
	}
	counts := make([]float64, len(pupils))
	for i, c := range pupils {
		counts[i] = float64(o.log.bought(c, before, before+o.plan.Horizon))
	}
	learned, ok := fitPoisson(rows, counts)
	if !ok {
		return nil, false
	}
	if rows, ok = o.rows(kind, day, who); !ok {
		return nil, false
	}
	out := make([]float64, len(who))
	for i, row := range rows {
		out[i] = learned.predict(row)
	}
	return out, true
}

func (o *oracle) rows(kind Kind, day int, who []int) ([][]float64, bool) {
	expected, ok := o.expected(kind, day, who)
	if !ok {
		return nil, false
	}
	rows := make([][]float64, len(who))
	for i, c := range who {
		rows[i] = o.log.features(c, day, o.plan.Unit, expected[i])
	}
	return rows, true
}

// Forecast returns the customers known on the plan's last day, by number, and how many
// purchases a way expects of each within the horizon; false where the way needs more of
// the past than there is.
func (l *Log) Forecast(way Way, p Plan) (who []int, expected []float64, ok bool) {
	if len(p.Kinds) == 0 {
		p.Kinds = []Kind{MBGNBD}
	}
	o := newOracle(l, p)
	who = o.known(p.Until)
	expected, ok = o.forecast(way, p.Until, who)
	return who, expected, ok
}

// score compares a forecast with what came.
func score(way Way, forecast, actual []float64) Score {
	s := Score{Way: way}
	n := float64(len(actual))
	if n == 0 {
		return s
	}
	var f, a, ff, aa, fa float64
	for i := range actual {
		d := forecast[i] - actual[i]
		s.MAE += math.Abs(d) / n
		s.RMSE += d * d / n
		f += forecast[i]
		a += actual[i]
	}
	for i := range actual {
		df, da := forecast[i]-f/n, actual[i]-a/n
		ff += df * df
		aa += da * da
		fa += df * da
	}
	s.RMSE = math.Sqrt(s.RMSE)
	if ff > 0 && aa > 0 {
		s.Correlation = fa / math.Sqrt(ff) / math.Sqrt(aa)
	}
	s.Total = (f - a) / max(a, 1)
	return s
}

package insight

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/value/btyd"
)

// ForecastRule names the version of the rules of the firm's forecast.
const ForecastRule = "forecast/1"

// What the forecast of the base looks at.
const (
	// ForecastDays is how far it looks ahead: 13 weeks.
	ForecastDays = 91
	week         = 7
	// forecastSample is of how many customers at most it is made; of more, a part that is
	// spread over all speaks for the rest.
	forecastSample = 50_000
)

// Forecast is what is expected of the base of customers as of a day.
type Forecast struct {
	Day       cal.Date
	Customers int  // who had bought by then
	Sampled   bool // the purchases are raised from a part of them
	// Reason says with its numbers why nothing is forecast, as a message of the models.
	Reason  string `json:",omitempty"`
	Numbers []int  `json:",omitempty"`

	Way       btyd.Way // what is shown; btyd.Same where no model was better
	Tested    int      // past periods on which the ways were compared
	LastError float64  // of the shown way in the latest of them: -0.08 is 8 % too low
	LastNone  bool     // nobody bought in the latest of them, so there is no such error
	Scores    []btyd.Score
	// Purchases within [ForecastDays]: in 8 of 10 cases between Low and High. Same is what
	// "as in the last period" says.
	Purchases, Low, High, Same float64
	Alive                      float64 // customers who are probably still ones

	Model     btyd.Kind
	Outcome   btyd.Outcome
	Repeaters int
	Params    []float64 // of the model, times in weeks

	// Equity is the sum of all lifetime values with its range.
	Concept                      value.Concept
	Valued                       int // customers with one
	Equity, EquityLow, EquityTop money.Cents
}

// RefreshForecast computes what is expected of the base and publishes it: once a day, after
// everything else.
func (s *Service) RefreshForecast(ctx context.Context, today cal.Date) error {
	return s.refreshForecast(ctx, today, nil)
}

func (s *Service) refreshForecast(ctx context.Context, today cal.Date, facts *sales.FactBook) error {
	f, err := s.forecast(ctx, today, facts)
	if err != nil {
		return fmt.Errorf("forecast of the base: %w", err)
	}
	text, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("forecast of the base: %w", err)
	}
	return s.db.Update(ctx, func(tx *store.Tx) error {
		return value.SaveForecast(ctx, tx, value.FirmFigures{Day: today, Figures: string(text), ComputedAt: s.now()})
	})
}

// LatestForecast returns what was expected as of the latest day up to today; found is false
// before the first computation.
func LatestForecast(ctx context.Context, q store.Querier, today cal.Date) (f Forecast, found bool, err error) {
	type latest struct {
		Forecast
		found bool
	}
	last, err := store.Same(ctx, q, "forecast on "+today.String(), func(ctx context.Context) (l latest, err error) {
		stored, found, err := value.LatestForecast(ctx, q, today)
		if err != nil || !found {
			return l, err
		}
		if err := json.Unmarshal([]byte(stored.Figures), &l.Forecast); err != nil {
			return l, fmt.Errorf("read the forecast of the base: %w", err)
		}
		l.found = true
		return l, nil
	})
	return last.Forecast, last.found, err
}

func (s *Service) forecast(ctx context.Context, day cal.Date, facts *sales.FactBook) (Forecast, error) {
	f := Forecast{Day: day, Way: btyd.Same}
	log, share, err := s.log(ctx, day, facts)
	if err != nil {
		return f, err
	}
	f.Sampled = share < 1
	f.predict(log, share)
	return f, s.equity(ctx, &f)
}

// predict compares the ways on the past and shows the best.
func (f *Forecast) predict(log *btyd.Log, share float64) {
	until := int(f.Day)
	base := log.Base(until, week)
	f.Customers, f.Repeaters = int(base.Customers()/share), int(base.Repeaters()/share)
	if note, ok := log.Enough(until); !ok {
		f.Reason = note.Key
		for _, n := range note.Args {
			if n, ok := n.(int); ok {
				f.Numbers = append(f.Numbers, n)
			}
		}
		return
	}
	plan := btyd.Plan{Until: until, Horizon: ForecastDays, Unit: week}
	test := log.Test(plan)
	fit := btyd.FitBase(base, btyd.Options{})
	f.Way, f.Tested, f.Scores, f.Model, f.Outcome = test.Shown, len(test.Windows), test.Scores, fit.Kind, fit.Outcome
	for _, p := range fit.Params {
		f.Params = append(f.Params, p.Value)
	}
	bias := f.judge(test)
	f.Same = total(log, btyd.Same, plan) / share
	f.Purchases = total(log, f.Way, plan) / share
	f.Low, f.High = f.Purchases*(1-1.2816*bias), f.Purchases*(1+1.2816*bias)
	if fit.Process != nil {
		for _, g := range base.Groups() {
			f.Alive += g.Weight * fit.Process.Alive(g.History) / share
		}
		if sum := fit.Sum(base, ForecastDays/week, bias); sum.Mean > 0 {
			f.Low, f.High = f.Purchases*sum.Low/sum.Mean, f.Purchases*sum.High/sum.Mean
		}
	}
	f.Low = max(f.Low, 0)
}

// judge notes the latest error of the shown way and returns the mean size of its errors.
func (f *Forecast) judge(test btyd.Backtest) (bias float64) {
	if len(test.Windows) == 0 {
		return 0
	}
	for _, s := range test.Windows[0].Scores {
		if s.Way == f.Way {
			f.LastError, f.LastNone = s.Total, test.Windows[0].Actual == 0
		}
	}
	for _, s := range test.Scores {
		if s.Way == f.Way {
			bias = min(s.Total, 1)
		}
	}
	return bias
}

func total(log *btyd.Log, way btyd.Way, plan btyd.Plan) float64 {
	sum := 0.0
	if _, expected, ok := log.Forecast(way, plan); ok {
		for _, v := range expected {
			sum += v
		}
	}
	return sum
}

// log reads the purchases of all customers up to a day, or of a part of them that is
// spread over all; share is which part.
func (s *Service) log(ctx context.Context, day cal.Date, facts *sales.FactBook) (log *btyd.Log, share float64, err error) {
	rules, err := s.rulesOn(ctx, s.db, day)
	if err != nil {
		return nil, 0, err
	}
	count, err := customer.Count(ctx, s.db)
	if err != nil {
		return nil, 0, err
	}
	log = &btyd.Log{}
	w, r := &painter{rules: rules}, &reader{q: s.db, day: day, book: all(facts)} // what was bought does not matter here
	every := max((count+forecastSample-1)/forecastSample, 1)
	after, number := int64(0), 0
	for {
		subjects, err := customer.Subjects(ctx, s.db, after, viewChunk)
		if err != nil {
			return nil, 0, err
		}
		if len(subjects) == 0 {
			return log, 1 / float64(every), nil
		}
		after = subjects[len(subjects)-1].ID + (every-1)*viewChunk
		if err := r.each(ctx, subjects, func(f Facts) error {
			number++
			return addPurchases(log, number-1, w.occasionsOf(f), day)
		}); err != nil {
			return nil, 0, err
		}
	}
}

func addPurchases(log *btyd.Log, number int, occasions []lifecycle.Occasion, day cal.Date) error {
	for _, o := range occasions {
		if o.Day > day {
			break
		}
		if err := log.Add(number, int(o.Day), float64(o.Net)); err != nil {
			return err
		}
	}
	return nil
}

// equity adds up the lifetime values. Single errors partly even out; that of the model, as
// far as the past shows it, does not.
func (s *Service) equity(ctx context.Context, f *Forecast) error {
	type sums struct {
		concept string
		n       int
		future  int64
		square  float64
	}
	one, found, err := store.One(ctx, s.db, insightSQL.Get("insight-equity"), func(r *sums) []any {
		return []any{&r.concept, &r.n, &r.future, &r.square}
	})
	if err != nil || !found {
		return err
	}
	bias := 0.0
	for _, score := range f.Scores {
		if score.Way == f.Way {
			bias = min(score.Total, 1)
		}
	}
	const tenths = 2 * 1.2816 // between the 10 % and the 90 % point, in standard deviations
	whole := float64(one.future)
	width := tenths / 2 * math.Sqrt(one.square/(tenths*tenths)+bias*bias*whole*whole)
	f.Concept, f.Valued, f.Equity = value.Concept(one.concept), one.n, money.Cents(one.future)
	f.EquityLow, f.EquityTop = money.Cents(math.Round(whole-width)), money.Cents(math.Round(whole+width))
	return nil
}

// LeastForSingle is how many customers must have bought again before the model speaks of a
// single one.
const LeastForSingle = btyd.FewRepeaters

// Single is what the model of the base expects of one customer.
type Single struct {
	Alive    float64 // chance that he is still a customer
	Expected float64 // purchases within [ForecastDays]
	// Median is the day by which the next purchase comes in one of two cases, Tenth in one of
	// ten, Late in nine of ten; cal.Never where that chance is never reached.
	Tenth, Median, Late cal.Date
}

// Of tells what the model expects of a customer with these occasions; false where there is
// too little data for single customers, or he has not bought twice.
func (f *Forecast) Of(occasions []lifecycle.Occasion, day cal.Date) (Single, bool) {
	if f.Repeaters < LeastForSingle || len(f.Params) < 2 || len(occasions) < 2 || f.Outcome == btyd.TooLittle {
		return Single{}, false
	}
	c := btyd.Coin{R: f.Params[0], Alpha: f.Params[1], B: 1, First: f.Model == btyd.MBGNBD}
	if len(f.Params) == 4 {
		c.A, c.B = f.Params[2], f.Params[3]
	}
	first, last := occasions[0].Day, occasions[len(occasions)-1].Day
	h := btyd.History{X: len(occasions) - 1, Last: float64(last.Sub(first)) / week, Age: float64(day.Sub(first)) / week}
	if h.Check() != nil {
		return Single{}, false
	}
	by := func(q float64) cal.Date {
		t, ok := btyd.Next(c, h, q)
		if !ok || t*week > 3650 {
			return cal.Never
		}
		return day.Add(int(math.Ceil(t * week)))
	}
	return Single{c.Alive(h), c.Expected(h, ForecastDays/week), by(.1), by(.5), by(.9)}, true
}

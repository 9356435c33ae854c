package lifecycle

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// scenario is a simulated firm: gamma intervals with a whole-numbered shape,
// log-normal customer means, each purchase the last one with a fixed chance,
// customers who arrive at any time of the observed years. The expected figures
// are those of the specification.
type scenario struct {
	shape      int
	mean, sd   float64 // median of the customers' mean intervals in days, sd of its logarithm
	p          float64
	years      float64
	customers  int
	kind       Kind
	alarms     [3]float64 // false alarms per active customer and year: late, dormant, lost
	precision  [3]float64
	delay      float64 // median delay of dormant in mean intervals
	fixed      int     // days of silence of the fixed limit to be beaten
	reach      float64 // share of customers who become regulars
	reachAfter float64 // median days until they do
}

var scenarios = map[string]scenario{
	"bakery, weekly": {
		shape: 2, mean: 7, sd: 0.6, p: 0.010, years: 2, customers: 800, kind: Person,
		alarms: [3]float64{0.81, 0.23, 0.05}, precision: [3]float64{0.45, 0.74, 0.93}, delay: 2.7, fixed: 30, reach: 0.84, reachAfter: 65,
	},
	"B2B, 45 days": {
		shape: 3, mean: 45, sd: 0.6, p: 0.042, years: 3, customers: 1500, kind: Firm,
		alarms: [3]float64{0.41, 0.11, 0.02}, precision: [3]float64{0.50, 0.78, 0.95}, delay: 2.2, fixed: 90, reach: 0.79, reachAfter: 179,
	},
	"shop, 110 days": {
		shape: 1, mean: 110, sd: 0.7, p: 0.273, years: 4, customers: 4000, kind: Person,
		alarms: [3]float64{0.46, 0.23, 0.05}, precision: [3]float64{0.72, 0.83, 0.95}, delay: 2.2, fixed: 180, reach: 0.26, reachAfter: 325,
	},
}

// buyer is one simulated customer; stopped is the day of his last purchase, or
// beyond the observed time.
type buyer struct {
	occasions []Occasion
	stopped   float64
}

func (s scenario) end() cal.Date { return cal.Date(s.years * 365) }

func (s scenario) simulate(seed uint64) []buyer {
	r := rand.New(rand.NewPCG(seed, 2026))
	end := float64(s.end())
	var out []buyer
	for range s.customers {
		mean := s.mean * math.Exp(s.sd*r.NormFloat64())
		b := buyer{stopped: math.Inf(1)}
		var purchases []Purchase
		for at := r.Float64() * end; at < end; {
			purchases = append(purchases, Purchase{Day: cal.Date(at), Net: 100, Counts: true})
			if r.Float64() < s.p {
				b.stopped = at
				break
			}
			for range s.shape {
				at += r.ExpFloat64() * mean / float64(s.shape)
			}
		}
		b.occasions = Occasions(purchases, s.kind)
		out = append(out, b)
	}
	return out
}

// tally counts what the rule said against what was true.
type tally struct {
	right, wrong [3]int
	years        float64   // in which customers were truly active
	delays       []float64 // of dormant, in days after the true end
	fixedRight   int       // the same for a fixed limit of silence
	fixedWrong   int
}

// watch judges every day of a buyer's observed life. Between two purchases each
// state begins at most once, on the day that [Rhythm.Limits] names (that this is
// the rule on every single day is a property test of its own), so the days need
// not be walked one by one.
func (c *tally) watch(b buyer, p Params, end cal.Date, fixed int) {
	for j, o := range b.occasions {
		next := end
		if j+1 < len(b.occasions) {
			next = b.occasions[j+1].Day
		}
		c.years += (min(float64(next), max(b.stopped, float64(o.Day))) - float64(o.Day)) / 365
		if o.Day.Add(fixed) < next {
			if float64(o.Day.Add(fixed)) >= b.stopped {
				c.fixedRight++
			} else {
				c.fixedWrong++
			}
		}
		r := Rhythm{p, j, o.Day.Sub(b.occasions[0].Day)}
		if r.JudgeWait(next.Sub(o.Day)-1) == Active {
			continue
		}
		l := r.Limits()
		for i, wait := range [3]int{l.Late, l.Dormant, l.Lost} {
			switch day := o.Day.Add(wait); {
			case day >= next:
			case float64(day) < b.stopped:
				c.wrong[i]++
			default:
				c.right[i]++
				if i == 1 {
					c.delays = append(c.delays, float64(day)-b.stopped)
				}
			}
		}
	}
}

func fitted(t *testing.T, buyers []buyer, end cal.Date) Params {
	t.Helper()
	p, ok := Fit(func(yield func([]Occasion) bool) {
		for _, b := range buyers {
			if !yield(b.occasions) {
				return
			}
		}
	}, end, cal.Calendar{})
	if !ok {
		t.Fatal("the data do not suffice for a fit")
	}
	return p
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// The measured quality of the activity rule, parameters fitted from the data,
// first-time buyers included, 20 seeds together. An alarm is the beginning of a
// state; it is right when the customer has truly stopped. A mean interval is the
// mean over the scenario's customers, as in the specification's table.
func TestActivityIsAsPreciseAsSpecified(t *testing.T) {
	for name, s := range scenarios {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			meanInterval := s.mean * math.Exp(s.sd*s.sd/2)
			var c tally
			for seed := range uint64(20) {
				buyers := s.simulate(seed)
				p := fitted(t, buyers, s.end())
				for _, b := range buyers {
					c.watch(b, p, s.end(), s.fixed)
				}
			}
			for i, state := range []Activity{Late, Dormant, Lost} {
				precision := float64(c.right[i]) / float64(c.right[i]+c.wrong[i])
				alarms := float64(c.wrong[i]) / c.years
				t.Logf("%s: precision %.3f (table %.2f), false alarms %.3f (table %.2f)", state, precision, s.precision[i], alarms, s.alarms[i])
				if precision < s.precision[i]-0.05 {
					t.Errorf("%s: precision %.3f, want at least %.3f", state, precision, s.precision[i]-0.05)
				}
				if alarms > 1.25*s.alarms[i] {
					t.Errorf("%s: %.3f false alarms per customer and year, want at most %.3f", state, alarms, 1.25*s.alarms[i])
				}
			}
			delay := median(c.delays) / meanInterval
			dormant := float64(c.right[1]) / float64(c.right[1]+c.wrong[1])
			fixed := float64(c.fixedRight) / float64(c.fixedRight+c.fixedWrong)
			t.Logf("delay %.2f (table %.1f); precision of a fixed limit %.2f", delay, s.delay, fixed)
			if delay > s.delay+0.5 {
				t.Errorf("median delay of dormant %.2f mean intervals, want at most %.1f", delay, s.delay+0.5)
			}
			if dormant < 0.70 || dormant <= fixed {
				t.Errorf("precision of dormant %.3f, want at least 0.70 and more than a fixed limit's %.3f", dormant, fixed)
			}
		})
	}
}

// Of those who came in the first half of the observed years, so that they had time
// to become regulars: how many did, and how soon.
func TestRegularsAreAsManyAndAsSoonAsSpecified(t *testing.T) {
	for name, s := range scenarios {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reached, all := 0, 0
			var after []float64
			for seed := range uint64(3) {
				buyers := s.simulate(seed)
				h, err := NewParamsHistory(fitted(t, buyers, s.end()))
				if err != nil {
					t.Fatal(err)
				}
				for _, b := range buyers {
					if len(b.occasions) == 0 || float64(b.occasions[0].Day) > float64(s.end())/2 {
						continue
					}
					all++
					for _, step := range Walk(b.occasions, nil, h, cal.Calendar{}).Steps {
						if step.To == Regular {
							reached++
							after = append(after, float64(step.Day.Sub(b.occasions[0].Day)))
							break
						}
					}
				}
			}
			share, days := float64(reached)/float64(all), median(after)
			t.Logf("%.3f become regulars (table %.2f), median after %.0f days (table %.0f)", share, s.reach, days, s.reachAfter)
			if math.Abs(share-s.reach) > 0.05 {
				t.Errorf("%.3f become regulars, want %.2f +-0.05", share, s.reach)
			}
			if math.Abs(days-s.reachAfter) > 0.2*s.reachAfter {
				t.Errorf("median after %.0f days, want %.0f +-20 %%", days, s.reachAfter)
			}
		})
	}
}

package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/value/btyd"
)

type clvPredictCmd struct {
	clvSource
	Discount float64 `help:"clihelp.clv_discount" default:"0.10"`
	PerYear  float64 `help:"clihelp.clv_per_year" placeholder:"N"`
}

// clvHead is what is said of the whole base.
type clvHead struct {
	clvFitted
	Horizon int        `json:"horizon"`
	Shown   string     `json:"shown"`           // the way of forecasting behind expected
	Total   *clvTotal  `json:"total,omitempty"` // purchases of all within the horizon
	Spend   *clvFitted `json:"spend,omitempty"` // the model of values
}

type clvTotal struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// clvCustomer is the forecast of one customer. Low and High are the 10 % and 90 % points
// of his purchases; times count from now in units, and are absent where that chance of a
// purchase is never reached.
type clvCustomer struct {
	Customer string   `json:"customer"`
	Alive    float64  `json:"p_alive"`
	Expected *float64 `json:"expected,omitempty"` // absent for a small base: then only the group speaks
	Low      int      `json:"low"`
	High     int      `json:"high"`
	Group    string   `json:"group,omitempty"` // high, middle, low
	Next10   *float64 `json:"next_10,omitempty"`
	Next50   *float64 `json:"next_50,omitempty"`
	Next90   *float64 `json:"next_90,omitempty"`
	Worth    *float64 `json:"clv,omitempty"`
}

// Run fits, forecasts and prints.
func (c *clvPredictCmd) Run(ctx context.Context, e *env) error {
	return c.with(ctx, e, true, func(d *clvData, p *locale.Printer) error {
		if d.base == nil && d.log == nil || c.Model == "gamma-gamma" {
			return fault.New(fault.Invalid, "clv.no_individuals")
		}
		if !(c.Discount > -1 && c.Discount < 100) || c.PerYear < 0 {
			return wrongUse("clihelp.wrong.discount")
		}
		f, note, ok := c.fitted(d)
		head := clvHead{clvFitted: baseFitted(f, p), Horizon: c.horizon(d)}
		head.SetAside = d.aside
		head.Unit, head.Shown = "table", string(f.Kind)
		if d.log != nil {
			until := c.until(d)
			head.Unit, head.Until = c.Unit, &until
		}
		if !ok {
			head.Note = p.T(note.Key, note.Args...)
			return e.clvList(p, head, nil)
		}
		o := c.outlook(d, f, &head, p)
		return e.clvList(p, head, o.each)
	})
}

// outlook forecasts customer by customer.
type outlook struct {
	d        *clvData
	fit      btyd.Fit
	process  btyd.Process
	horizon  float64
	until    int
	unit     float64
	spend    *btyd.GammaGamma
	rate     float64         // per step
	steps    int             // of a twelfth of a year
	step     float64         // in units
	shown    map[int]float64 // by customer, when another way than the model is shown
	few      bool
	low, mid float64 // bounds of the groups
	known    map[btyd.History]clvCustomer
}

// outlook prepares the forecast and says in head what it rests on.
func (c *clvPredictCmd) outlook(d *clvData, f btyd.Fit, head *clvHead, p *locale.Printer) *outlook {
	o := &outlook{
		d: d, fit: f, process: f.Process, horizon: float64(head.Horizon), until: int(c.until(d)), unit: float64(c.daysPerUnit()),
		few: f.Repeaters < btyd.FewRepeaters, known: map[btyd.History]clvCustomer{},
	}
	if o.few {
		const draws = 20
		o.process = f.Draws(draws, 1)
	}
	bias := 0.0
	b := d.base
	if d.log != nil {
		b = d.log.Base(o.until, o.unit)
		bias = o.test(c.plan(d), head, p)
	}
	total := f.Sum(b, o.horizon, bias)
	head.Total = &clvTotal{total.Mean, total.Low, total.High}
	o.bounds(b)
	if s := c.spending(d); s != nil && s.Customers() > 0 {
		g := btyd.FitSpending(s)
		spend := fittedOf("gamma-gamma", g.Outcome, g.Params, g.LogLikelihood, g.Converged, p)
		spend.Customers, spend.Repeaters, spend.Unique, spend.Unit = g.Customers, g.Customers, s.Unique(), head.Unit
		head.Spend = &spend
		if g.Outcome != btyd.TooLittle {
			o.spend = &g.Model
		}
	}
	perYear := c.PerYear
	if perYear == 0 {
		perYear = 52
		if d.log != nil {
			perYear = 365.25 / o.unit
		}
	}
	o.steps = min(max(1, int(math.Ceil(o.horizon/perYear*12))), 1200)
	o.step = o.horizon / float64(o.steps)
	o.rate = math.Expm1(math.Log1p(c.Discount) * o.step / perYear)
	return o
}

// test backtests a log, notes which way is shown, and returns the mean size of its
// error of the sum.
func (o *outlook) test(plan btyd.Plan, head *clvHead, p *locale.Printer) float64 {
	t := o.d.log.Test(plan)
	head.Backtest = backtestOf(t, p)
	if len(t.Windows) == 0 {
		return 0
	}
	head.Shown = string(t.Shown)
	if who, expected, ok := o.d.log.Forecast(t.Shown, plan); ok {
		o.shown = make(map[int]float64, len(who))
		for i, n := range who {
			o.shown[n] = expected[i]
		}
	}
	for _, s := range t.Scores {
		if s.Way == t.Shown {
			return min(s.Total, 1)
		}
	}
	return 0
}

// bounds cuts the customers of a small base in three groups by what is expected.
func (o *outlook) bounds(b *btyd.Base) {
	if !o.few {
		return
	}
	most := 0.0
	for _, g := range b.Groups() {
		most = max(most, o.process.Expected(g.History, o.horizon))
	}
	o.low, o.mid = most/10, most/3
}

// each calls fn for every customer, in the order of the source.
func (o *outlook) each(fn func(clvCustomer) error) error {
	n := len(o.d.groups)
	if o.d.log != nil {
		n = o.d.log.Customers()
	}
	for i := range n {
		h, ok := o.history(i)
		if !ok {
			continue
		}
		c := o.of(h)
		c.Customer = strconv.Itoa(i + 1)
		if len(o.d.names) > 0 {
			c.Customer = o.d.names[i]
		}
		if v, ok := o.shown[i]; ok && !o.few {
			c.Expected = &v
		}
		o.price(&c, i, h)
		if err := fn(c); err != nil {
			return err
		}
	}
	return nil
}

func (o *outlook) history(i int) (btyd.History, bool) {
	if o.d.log != nil {
		return o.d.log.History(i, o.until, o.unit)
	}
	return o.d.base.Groups()[o.d.groups[i]].History, true
}

// of computes what depends on the history alone, once for all who share it.
func (o *outlook) of(h btyd.History) clvCustomer {
	c, ok := o.known[h]
	if ok {
		return c
	}
	c.Alive = o.process.Alive(h)
	mean := o.process.Expected(h, o.horizon)
	c.Low, c.High = btyd.Quantile(o.process, h, o.horizon, .1), btyd.Quantile(o.process, h, o.horizon, .9)
	if o.few {
		switch {
		case mean > o.mid:
			c.Group = "high"
		case mean > o.low:
			c.Group = "middle"
		default:
			c.Group = "low"
		}
	} else {
		c.Expected = &mean
		c.Next10, c.Next50, c.Next90 = o.next(h, .1), o.next(h, .5), o.next(h, .9)
	}
	o.known[h] = c
	return c
}

func (o *outlook) next(h btyd.History, q float64) *float64 {
	if t, ok := btyd.Next(o.process, h, q); ok {
		return &t
	}
	return nil
}

// price adds what the purchases are worth, by the model of values.
func (o *outlook) price(c *clvCustomer, i int, h btyd.History) {
	if o.spend == nil || o.few {
		return
	}
	x, mean := h.X, 0.0
	switch {
	case o.d.log != nil:
		x, mean = o.d.log.Value(i, o.until)
	case o.d.values != nil:
		mean = o.d.values[i]
	}
	worth := btyd.Discounted(o.process, h, o.step, o.steps, o.spend.Expected(x, mean), o.rate)
	c.Worth = &worth
}

// clvList prints the head and one customer after another; nil for each means that there
// is nothing to say of single customers.
func (e *env) clvList(p *locale.Printer, head clvHead, each func(func(clvCustomer) error) error) error {
	w := bufio.NewWriter(e.out)
	if e.json {
		if err := e.clvJSON(w, head, each); err != nil {
			return err
		}
		return w.Flush()
	}
	e.clvSay(p, head.clvFitted)
	if head.Total != nil {
		e.say("%s", p.T("clv.total", head.Horizon, fmt.Sprintf("%.0f", head.Total.Low), fmt.Sprintf("%.0f", head.Total.High)))
	}
	if each == nil {
		return nil
	}
	fmt.Fprintln(w, "customer,p_alive,expected,low,high,group,next_10,next_50,next_90,clv")
	err := each(func(c clvCustomer) error {
		_, err := fmt.Fprintf(w, "%s,%.4f,%s,%d,%d,%s,%s,%s,%s,%s\n", c.Customer, c.Alive, maybe(c.Expected), c.Low, c.High, c.Group,
			maybe(c.Next10), maybe(c.Next50), maybe(c.Next90), maybe(c.Worth))
		return err
	})
	if err != nil {
		return err
	}
	return w.Flush()
}

// clvJSON writes one object whose customers come one by one, so that a million of them
// need no memory.
func (e *env) clvJSON(w *bufio.Writer, head clvHead, each func(func(clvCustomer) error) error) error {
	text, err := json.Marshal(head)
	if err != nil {
		return err
	}
	if _, err := w.Write(text[:len(text)-1]); err != nil {
		return err
	}
	separator := `,"forecasts":[`
	if each == nil {
		_, err := w.WriteString(separator + "]}\n")
		return err
	}
	if err := each(func(c clvCustomer) error {
		line, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if _, err := w.WriteString(separator); err != nil {
			return err
		}
		separator = ","
		_, err = w.Write(line)
		return err
	}); err != nil {
		return err
	}
	_, err = w.WriteString("]}\n")
	return err
}

func maybe(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', 4, 64)
}

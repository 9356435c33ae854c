package cli

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/value/btyd"
)

type clvCmd struct {
	Fit     clvFitCmd     `cmd:"" help:"clihelp.clv_fit"`
	Predict clvPredictCmd `cmd:"" help:"clihelp.clv_predict"`
}

// clvSource is what both commands ask.
type clvSource struct {
	File    string `arg:"" optional:"" help:"clihelp.clv_input" placeholder:"FILE"`
	Model   string `help:"clihelp.clv_model" enum:"bg-nbd,mbg-nbd,pareto-nbd,nbd,gamma-gamma,bg-bb,sbg,auto," default:""`
	Unit    string `help:"clihelp.clv_unit" enum:"day,week" default:"week"`
	Until   *day   `help:"clihelp.clv_until" placeholder:"YYYY-MM-DD"`
	Horizon int    `help:"clihelp.clv_horizon" placeholder:"N"`
}

type clvFitCmd struct{ clvSource }

// clvScore is how a way forecast the past.
type clvScore struct {
	Forecast    string  `json:"forecast"`
	MAE         float64 `json:"mae"`
	RMSE        float64 `json:"rmse"`
	Correlation float64 `json:"correlation"`
	TotalError  float64 `json:"total_error"`
}

// clvBacktest is what a backtest found.
type clvBacktest struct {
	Windows int        `json:"windows"`
	Shown   string     `json:"shown"`
	Note    string     `json:"note"`
	Last    []clvScore `json:"last,omitempty"` // the latest window, with signed errors of the sum
	Scores  []clvScore `json:"scores,omitempty"`
}

// clvFitted is a fit for machines.
type clvFitted struct {
	Model         string             `json:"model"`
	Outcome       string             `json:"outcome"`
	Params        map[string]float64 `json:"params"`
	Errors        map[string]float64 `json:"errors"`
	LogLikelihood *float64           `json:"log_likelihood"`
	Customers     float64            `json:"customers"`
	Repeaters     float64            `json:"repeaters"`
	Unique        int                `json:"unique"`
	SetAside      int                `json:"set_aside"`
	Unit          string             `json:"unit"`
	Until         *cal.Date          `json:"until,omitempty"`
	Seconds       float64            `json:"seconds"`
	Converged     bool               `json:"converged"`
	Note          string             `json:"note"`
	Backtest      *clvBacktest       `json:"backtest"`
}

// Run fits and prints.
func (c *clvFitCmd) Run(ctx context.Context, e *env) error {
	return c.with(ctx, e, false, func(d *clvData, p *locale.Printer) error {
		out, err := c.fit(d, p)
		if err != nil {
			return err
		}
		if e.json {
			return e.print(out)
		}
		e.clvSay(p, out)
		return nil
	})
}

// with reads the source and hands it on with the words for it; each says whether single
// customers matter.
func (c *clvSource) with(ctx context.Context, e *env, each bool, fn func(*clvData, *locale.Printer) error) error {
	if c.File != "" {
		d := &clvData{each: each, valued: each || c.Model == "gamma-gamma", latest: cal.Of(time.Now(), time.UTC).Add(1)} // it may be tomorrow elsewhere
		if c.Until != nil {
			d.latest = max(d.latest, c.Until.Date)
		}
		if err := readCLV(c.File, d); err != nil {
			return err
		}
		return fn(d, locale.For(e.tag(nil)))
	}
	return e.with(ctx, true, func(a *app.App) error {
		until, err := a.Day(ctx)
		if err != nil {
			return err
		}
		if c.Until != nil {
			until = c.Until.Date
		} else {
			c.Until = &day{until}
		}
		d, err := readCLVFirm(ctx, a, until)
		if err != nil {
			return err
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		return fn(d, p)
	})
}

// daysPerUnit is the length of the unit of a log.
func (c *clvSource) daysPerUnit() int {
	if c.Unit == "day" {
		return 1
	}
	return 7
}

// horizon is how far is forecast, in units of time.
func (c *clvSource) horizon(d *clvData) int {
	switch {
	case c.Horizon > 0:
		return c.Horizon
	case d.log != nil && c.Unit == "day":
		return 91
	}
	return 13
}

// until is the last day of a log that counts.
func (c *clvSource) until(d *clvData) cal.Date {
	if c.Until != nil {
		return c.Until.Date
	}
	return d.last
}

// plan is the backtest of a log.
func (c *clvSource) plan(d *clvData) btyd.Plan {
	p := btyd.Plan{Until: int(c.until(d)), Horizon: c.horizon(d) * c.daysPerUnit(), Unit: float64(c.daysPerUnit())}
	switch kind := btyd.Kind(c.Model); kind {
	case btyd.BGNBD, btyd.ParetoNBD, btyd.NBD:
		p.Kinds = []btyd.Kind{kind}
	case btyd.Auto:
		p.Kinds = []btyd.Kind{btyd.MBGNBD, btyd.BGNBD, btyd.ParetoNBD}
	default:
		p.Kinds = []btyd.Kind{btyd.MBGNBD}
	}
	return p
}

// fit picks the model by flag and table and fits it.
func (c *clvSource) fit(d *clvData, p *locale.Printer) (clvFitted, error) {
	var (
		out clvFitted
		err error
	)
	start := time.Now()
	switch {
	case d.cohort != nil:
		out, err = c.fitContracts(d, p)
	case d.turned != nil:
		out, err = c.fitTurns(d, p)
	case c.Model == "gamma-gamma" || d.base == nil && d.log == nil:
		out, err = c.fitSpending(d, p)
	default:
		out, err = c.fitBase(d, p)
	}
	if out.Seconds == 0 {
		out.Seconds = time.Since(start).Seconds()
	}
	out.SetAside = d.aside
	if d.log != nil {
		until := c.until(d)
		out.Unit, out.Until = c.Unit, &until
	} else {
		out.Unit = "table"
	}
	return out, err
}

// wants refuses a model that does not go with the table.
func (c *clvSource) wants(models ...string) error {
	for _, m := range append(models, "", "auto") {
		if c.Model == m {
			return nil
		}
	}
	return fault.New(fault.Invalid, "clv.other_table", c.Model)
}

func (c *clvSource) fitContracts(d *clvData, p *locale.Printer) (clvFitted, error) {
	if err := c.wants("sbg"); err != nil {
		return clvFitted{}, err
	}
	f, err := btyd.FitContracts(d.cohort)
	if err != nil {
		return clvFitted{}, err
	}
	out := fittedOf("sbg", f.Outcome, f.Params, f.LogLikelihood, f.Converged, p)
	out.Customers, out.Unique = f.Customers, len(d.cohort)
	return out, nil
}

func (c *clvSource) fitTurns(d *clvData, p *locale.Printer) (clvFitted, error) {
	if err := c.wants("bg-bb"); err != nil {
		return clvFitted{}, err
	}
	f := btyd.FitTurns(d.turned)
	out := fittedOf("bg-bb", f.Outcome, f.Params, f.LogLikelihood, f.Converged, p)
	out.Customers, out.Unique = f.Customers, f.Unique
	for h, n := range d.turned {
		if h.X > 0 {
			out.Repeaters += n
		}
	}
	return out, nil
}

func (c *clvSource) fitSpending(d *clvData, p *locale.Printer) (clvFitted, error) {
	if err := c.wants("gamma-gamma"); err != nil {
		return clvFitted{}, err
	}
	s := c.spending(d)
	if s == nil || s.Customers() == 0 {
		return clvFitted{}, fault.New(fault.Invalid, "clv.no_values")
	}
	f := btyd.FitSpending(s)
	out := fittedOf("gamma-gamma", f.Outcome, f.Params, f.LogLikelihood, f.Converged, p)
	out.Customers, out.Repeaters, out.Unique = f.Customers, f.Customers, s.Unique()
	const doubtful = 0.3
	if math.Abs(f.Dependence) > doubtful {
		out.Note += " " + p.T("clv.dependent", math.Round(100*f.Dependence)/100)
	}
	return out, nil
}

// spending returns the values of repeat purchases, nil when none are known.
func (c *clvSource) spending(d *clvData) *btyd.Spending {
	if d.log == nil {
		return d.spending
	}
	if !d.priced {
		return nil
	}
	return d.log.Spending(int(c.until(d)))
}

func (c *clvSource) fitBase(d *clvData, p *locale.Printer) (clvFitted, error) {
	if err := c.wants("mbg-nbd", "bg-nbd", "pareto-nbd", "nbd"); err != nil {
		return clvFitted{}, err
	}
	start := time.Now()
	f, note, ok := c.fitted(d)
	seconds := time.Since(start).Seconds()
	out := baseFitted(f, p)
	out.Seconds = seconds
	if !ok {
		out.Note = p.T(note.Key, note.Args...)
		return out, nil
	}
	if d.log != nil {
		out.Backtest = backtestOf(d.log.Test(c.plan(d)), p)
	}
	return out, nil
}

// fitted fits a base; false with the reason when there is too little data.
func (c *clvSource) fitted(d *clvData) (btyd.Fit, btyd.Note, bool) {
	b := d.base
	kind := btyd.Kind(c.Model)
	if d.log != nil {
		until := int(c.until(d))
		b = d.log.Base(until, float64(c.daysPerUnit()))
		if note, ok := d.log.Enough(until); !ok {
			if kind == "" {
				kind = btyd.MBGNBD
			}
			return btyd.Fit{
				Kind: kind, Outcome: btyd.TooLittle, Customers: b.Customers(), Repeaters: b.Repeaters(), Unique: b.Unique(),
			}, note, false
		}
	}
	f := btyd.FitBase(b, btyd.Options{Kind: kind})
	if f.Outcome == btyd.TooLittle {
		return f, btyd.Note{Key: "clv.few_repeaters", Args: []any{int(f.Repeaters), btyd.LeastRepeaters}}, false
	}
	return f, btyd.Note{}, true
}

// baseFitted writes a fit of a base for machines; of a small one only groups are shown.
func baseFitted(f btyd.Fit, p *locale.Printer) clvFitted {
	out := fittedOf(string(f.Kind), f.Outcome, f.Params, f.LogLikelihood, f.Converged, p)
	out.Customers, out.Repeaters, out.Unique = f.Customers, f.Repeaters, f.Unique
	if f.Outcome == btyd.Leaning && f.Repeaters < btyd.FewRepeaters {
		out.Note = p.T("clv.groups_only")
	}
	return out
}

// fittedOf writes a fit for machines; numbers that do not exist stay out.
func fittedOf(model string, outcome btyd.Outcome, params []btyd.Param, log float64, converged bool, p *locale.Printer) clvFitted {
	out := clvFitted{Model: model, Outcome: string(outcome), Converged: converged, Params: map[string]float64{}, Errors: map[string]float64{}}
	for _, v := range params {
		out.Params[v.Name] = v.Value
		if v.Error > 0 {
			out.Errors[v.Name] = v.Error
		}
	}
	if outcome != btyd.TooLittle {
		out.LogLikelihood = &log
	}
	switch outcome {
	case btyd.Fitted:
	case btyd.Leaning:
		out.Note = p.T("clv.leaning")
	case btyd.NoDropout:
		out.Note = p.T("clv.no_dropout")
	case btyd.TooLittle:
		out.Note = p.T("clv.too_little")
	}
	return out
}

func backtestOf(b btyd.Backtest, p *locale.Printer) *clvBacktest {
	out := &clvBacktest{Windows: len(b.Windows), Shown: string(b.Shown), Note: p.T(b.Note.Key, b.Note.Args...), Scores: scoresOf(b.Scores)}
	if len(b.Windows) > 0 {
		out.Last = scoresOf(b.Windows[0].Scores)
	}
	return out
}

func scoresOf(scores []btyd.Score) []clvScore {
	out := make([]clvScore, len(scores))
	for i, s := range scores {
		out[i] = clvScore{string(s.Way), s.MAE, s.RMSE, s.Correlation, s.Total}
	}
	return out
}

// clvSay prints a fit for people.
func (e *env) clvSay(p *locale.Printer, f clvFitted) {
	e.say("%s", p.T("clv.model", f.Model))
	for _, name := range []string{"r", "alpha", "a", "b", "s", "beta", "p", "q", "gamma", "delta"} {
		if v, ok := f.Params[name]; ok {
			spread := ""
			if s, ok := f.Errors[name]; ok {
				spread = fmt.Sprintf(" +- %.4g", s)
			}
			e.say("  %-6s %.6g%s", name, v, spread)
		}
	}
	if f.LogLikelihood != nil {
		e.say("%s", p.T("clv.log_likelihood", fmt.Sprintf("%.5f", *f.LogLikelihood)))
	}
	e.say("%s", p.T("clv.customers", int(f.Customers), int(f.Repeaters), f.Unique))
	if f.SetAside > 0 {
		e.say("%s", p.T("clv.set_aside", f.SetAside))
	}
	if f.Note != "" {
		e.say("%s", f.Note)
	}
	if f.Backtest != nil {
		for _, s := range f.Backtest.Scores {
			e.say("  %-18s MAE %.4f  RMSE %.4f  %+.1f %%", s.Forecast, s.MAE, s.RMSE, 100*s.TotalError)
		}
		e.say("%s", f.Backtest.Note)
	}
}

package web

import (
	"math"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/value/btyd"
	customerpage "github.com/stammkunde/stammkunde/internal/web/page/customer"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
)

// aheadPart tells what is to be expected of the base as the night has computed it; nil
// before the first time.
func (s *server) aheadPart(v *visit) (*page.Part, error) {
	f, found, err := insight.LatestForecast(v.ctx(), s.DB, v.facts.today)
	if err != nil || !found {
		return nil, err
	}
	say := v.say
	p := &page.Part{Title: say.T("forecast.title"), Note: say.T("forecast.note"), Say: forecastSay(say, &f), Lines: forecastLines(say, &f)}
	p.Why = look.WhyView{Rows: forecastRows(say, &f), Rule: ruleLine(v, insight.ForecastRule, f.Day)}
	if f.Equity != 0 {
		p.Why.Rule += " · " + ruleLine(v, value.LifetimeRule, f.Day)
	}
	return p, nil
}

// forecastSay is the finding: purchases to come, or why none are told.
func forecastSay(say *locale.Printer, f *insight.Forecast) string {
	if f.Reason != "" {
		args := make([]any, len(f.Numbers))
		for i, n := range f.Numbers {
			args[i] = n
		}
		return say.T(f.Reason, args...)
	}
	return say.T("forecast.say", locale.V{"n": about(say, f.Purchases), "low": about(say, f.Low), "high": about(say, f.High)})
}

// about writes a number with two digits, because more are not known.
func about(say *locale.Printer, n float64) string {
	return say.Int(int64(value.TwoDigits(money.Cents(math.Round(n)))))
}

// forecastLines say how far the finding may be trusted.
func forecastLines(say *locale.Printer, f *insight.Forecast) []string {
	var lines []string
	if f.Equity != 0 {
		lines = append(lines, say.T("forecast.equity."+string(f.Concept), locale.V{
			"sum": say.MoneyCompact(value.TwoDigits(f.Equity), ""), "low": say.MoneyCompact(value.TwoDigits(f.EquityLow), ""),
			"high": say.MoneyCompact(value.TwoDigits(f.EquityTop), ""), "n": f.Valued,
		}))
	}
	if f.Reason != "" {
		return lines
	}
	key := "forecast.model"
	if f.Way == btyd.Same {
		key = "forecast.same"
	}
	if f.Tested == 0 {
		lines = append(lines, say.T("clv.backtest_short"))
	} else {
		lines = append(lines, say.T(key)+" "+lastError(say, f))
	}
	if f.Way != btyd.Same {
		lines = append(lines, say.T("forecast.simple", about(say, f.Same)))
	}
	switch f.Outcome {
	case btyd.Leaning:
		lines = append(lines, say.T("clv.leaning"))
	case btyd.NoDropout:
		lines = append(lines, say.T("clv.no_dropout"))
	case btyd.Fitted, btyd.TooLittle:
	}
	if f.Sampled {
		lines = append(lines, say.T("forecast.sampled"))
	}
	return lines
}

func lastError(say *locale.Printer, f *insight.Forecast) string {
	percent := math.Round(100 * math.Abs(f.LastError))
	switch {
	case f.LastNone:
		return say.T("forecast.last.none")
	case percent == 0:
		return say.T("forecast.last.right")
	case f.LastError < 0:
		return say.T("forecast.last.low", int(percent))
	}
	return say.T("forecast.last.high", int(percent))
}

// forecastRows are what the forecast rests on.
func forecastRows(say *locale.Printer, f *insight.Forecast) []look.Pair {
	rows := []look.Pair{
		{Label: say.T("forecast.why.customers"), Value: say.Int(int64(f.Customers))},
		{Label: say.T("forecast.why.repeaters"), Value: say.Int(int64(f.Repeaters))},
	}
	if f.Reason != "" {
		return rows
	}
	rows = append(rows,
		modelRow(say, f),
		look.Pair{Label: say.T("forecast.why.alive"), Value: about(say, f.Alive)},
		look.Pair{Label: say.T("forecast.why.way"), Value: wayName(say, f.Way)},
		look.Pair{Label: say.T("forecast.why.tested"), Value: say.Int(int64(f.Tested))},
	)
	for _, score := range f.Scores {
		rows = append(rows, look.Pair{
			Label: say.T("forecast.why.score", wayName(say, score.Way)),
			Value: say.T("forecast.why.score.value", say.Float(score.RMSE, 3), say.Percent(score.Total, 0)),
		})
	}
	return rows
}

// modelRow names the model of purchases with its parameters, times in weeks.
func modelRow(say *locale.Printer, f *insight.Forecast) look.Pair {
	names := make([]string, len(f.Params))
	for i, p := range f.Params {
		names[i] = say.Float(p, 3)
	}
	return look.Pair{Label: say.T("forecast.why.model"), Value: strings.TrimSpace(wayName(say, btyd.Way(f.Model)) + " " + strings.Join(names, " · "))}
}

// wayName calls a way to forecast by its name; a model that follows the seasons says so.
func wayName(say *locale.Printer, w btyd.Way) string {
	plain, seasons := strings.CutSuffix(string(w), "+season")
	if plain == "" {
		return ""
	}
	name := say.T("forecast.way." + strings.ReplaceAll(plain, "-", "_"))
	if seasons {
		return say.T("forecast.way.seasons", name)
	}
	return name
}

// nextPurchase adds to the firm's half when the next purchase is to be expected, with its
// "Warum?".
func (s *server) nextPurchase(v *visit, p *person, card *customerpage.Worth) error {
	if card == nil {
		return nil
	}
	f, one, ok, err := s.single(v, p)
	if err != nil || !ok {
		return err
	}
	ours := &card.Halves[len(card.Halves)-1]
	ours.Rows = append(ours.Rows, look.Pair{Label: v.say.T("worth.single"), Value: nextText(v, one)})
	card.Whys = append(card.Whys, folds(v, p, []reason{nextReason(v, p, f, one)})...)
	return nil
}

// single is what the forecast of the base says of one customer; false where there is too
// little data for single customers.
func (s *server) single(v *visit, p *person) (insight.Forecast, insight.Single, bool, error) {
	f, found, err := insight.LatestForecast(v.ctx(), s.DB, v.facts.today)
	if err != nil || !found {
		return f, insight.Single{}, false, err
	}
	one, ok := f.Of(p.why.Occasions, v.facts.today)
	return f, one, ok, nil
}

// nextText tells the next purchase with its range.
func nextText(v *visit, one insight.Single) string {
	values := locale.V{
		"tenth": one.Tenth, "median": one.Median, "late": one.Late, "alive": v.say.Percent(one.Alive, 0), "n": v.say.Float(one.Expected, 1),
	}
	key := "worth.single.late"
	switch {
	case one.Median == cal.Never:
		key = "worth.single.rare"
	case one.Late == cal.Never:
		key = "worth.single.median"
	}
	return v.say.T(key, values)
}

// nextReason explains the next purchase: his own purchases, and what the model has learned
// of all.
func nextReason(v *visit, p *person, f insight.Forecast, one insight.Single) reason {
	say := v.say
	return reason{"naechster", say.T("worth.single"), func() look.WhyView {
		occasions := p.why.Occasions
		rows := []look.Pair{
			{Label: say.T("care.why.occasions"), Value: say.Int(int64(len(occasions)))},
			{Label: say.T("worth.why.first"), Value: say.Date(occasions[0].Day)},
			{Label: say.T("worth.why.last"), Value: say.Date(occasions[len(occasions)-1].Day)},
			{Label: say.T("worth.why.alive.learned"), Value: say.Percent(one.Alive, 1)},
			{Label: say.T("worth.why.expected"), Value: say.Float(one.Expected, 2)},
		}
		rows = append(rows, forecastRows(say, &f)[:2]...)
		rows = append(rows, modelRow(say, &f), look.Pair{Label: say.T("worth.why.learned"), Value: say.Date(f.Day)})
		return look.WhyView{Rows: rows, Rule: ruleLine(v, insight.ForecastRule, v.facts.today)}
	}}
}

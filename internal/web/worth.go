package web

import (
	"maps"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
)

// worthCard shows the customer's view and the firm's as two halves: what he has of it, and
// what he has brought and may still bring. Nothing of it is mixed into one score.
func worthCard(v *visit, p *person, answers []survey.Answer) *page.Worth {
	if p.why.OrdersEver == 0 {
		return nil
	}
	say := v.say
	return &page.Worth{
		Title: say.T("worth.title"), Note: say.T("worth.note"),
		Halves: []page.Half{
			{Title: say.T("worth.his"), Rows: hisRows(v, p, answers)},
			{Title: say.T("worth.ours"), Rows: ourRows(v, p)},
		},
		Whys: folds(v, p, worthReasons(v, p)),
	}
}

// hisRows are what the customer has of the relationship, as far as it is known.
func hisRows(v *visit, p *person, answers []survey.Answer) []look.Pair {
	say, l := v.say, p.why.Lifecycle
	loyal := say.T("worth.loyal.once", l.First)
	if l.Occasions > 1 {
		loyal = say.T("worth.loyal.more", locale.V{"n": l.Occasions, "first": l.First, "interval": say.Interval(l.IntervalDays)})
	}
	return []look.Pair{
		{Label: say.T("worth.benefit"), Value: saidText(v, survey.Worth, survey.LastSaid(answers, survey.Worth))},
		{Label: say.T("worth.satisfaction"), Value: saidText(v, survey.Core, survey.LastSaid(answers, survey.Core))},
		{Label: say.T("worth.loyalty"), Value: loyal},
	}
}

// saidText is what he said last on a question, and when.
func saidText(v *visit, q survey.Question, said survey.Said) string {
	if !said.Known() {
		return v.say.T("worth.not_asked")
	}
	return v.say.T("worth.said."+q.Key, locale.V{"mark": markWord(v.say, q, said.Mark), "day": said.Day})
}

// ourRows are what the firm does and has: every figure says what it is counted in.
func ourRows(v *visit, p *person) []look.Pair {
	say, a := v.say, p.why.Lifetime
	rows := []look.Pair{{Label: say.T("worth.care"), Value: say.T("worth.care.value", say.MoneyRound(p.why.Steps.Year.Care, ""))}}
	concept := value.Revenue
	if a.Concept == value.AfterCost {
		concept = value.AfterCost
	}
	past := look.Pair{Label: say.T("worth.past"), Value: say.T("worth.past."+string(concept), say.MoneyRound(a.Past, ""))}
	if concept == value.AfterCost && !p.why.Steps.Ever.Known() {
		past.Value = say.T("worth.past.unknown")
	}
	rows = append(rows, past)
	ahead := look.Pair{Label: say.T("worth.ahead"), Value: say.T("worth.open")}
	if a.State != value.Open {
		ahead.Value = say.T("worth.ahead."+string(concept), locale.V{
			"future": roundly(say, a), "low": say.MoneyRound(value.TwoDigits(a.Low), ""), "high": say.MoneyRound(value.TwoDigits(a.High), ""),
		})
		if a.State == value.OfGroup {
			ahead.Value += " " + say.T("worth.group")
		}
		rows = append(rows, ahead, look.Pair{
			Label: say.T("worth.whole"), Value: say.T("worth.whole.value", say.MoneyRound(value.TwoDigits(a.Past+a.Future), "")),
		})
	} else {
		rows = append(rows, ahead)
	}
	return append(rows, look.Pair{Label: say.T("worth.growth"), Value: growthText(v, p.why.Growth)})
}

func roundly(say *locale.Printer, a value.Lifetime) string {
	return say.MoneyRound(value.TwoDigits(a.Future), "")
}

// growthText tells a growth as a figure only where it is sure enough.
func growthText(v *visit, g value.Growth) string {
	say := v.say
	key := map[value.Trend]string{value.TooEarly: "early", value.Falling: "falling", value.Steady: "steady", value.Rising: "rising", value.Figured: "figure"}[g.Trend]
	text := say.T("worth.growth."+key, signed(say, math.Expm1(g.Rate)))
	if g.Next > 0 {
		text += " " + say.T("worth.next", say.MoneyRound(value.TwoDigits(g.Next), ""))
	}
	return text
}

// worthReasons tell the inputs, the rule and the day of what is expected.
func worthReasons(v *visit, p *person) []reason {
	if p.why.OrdersEver == 0 {
		return nil
	}
	list := []reason{{"bindung", v.say.T("worth.care"), func() look.WhyView { return careWhy(v, p) }}}
	if p.why.Lifetime.State != value.Open {
		list = append(list, reason{"kundenwert", v.say.T("worth.ahead"), func() look.WhyView { return aheadWhy(v, p) }})
	}
	if p.why.Growth.Trend != value.TooEarly {
		list = append(list, reason{"entwicklung", v.say.T("worth.growth"), func() look.WhyView { return growthWhy(v, p) }})
	}
	return list
}

// careWhy tells what the cost of care is made of: which kinds of entries, how many, and how
// much of it nobody has measured.
func careWhy(v *visit, p *person) look.WhyView {
	type part struct {
		number      int
		all, priced money.Cents
	}
	say, parts, sum := v.say, map[cost.Kind]part{}, part{}
	for i := range p.why.Charges {
		c := &p.why.Charges[i]
		if c.Kind.Step() != cost.CareStep || c.Day > v.facts.today || c.Day <= v.facts.today.AddMonths(-12) {
			continue
		}
		his, _ := c.Cause.Split(c.Amount)
		one := parts[c.Kind]
		one.number, one.all = one.number+1, one.all+his
		if sum.all += his; c.Quality != cost.Measured {
			sum.priced += his
		}
		parts[c.Kind] = one
	}
	rows := []look.Pair{{Label: say.T("webdata.why.span"), Value: yearSpan(v)}}
	for _, kind := range slices.Sorted(maps.Keys(parts)) {
		one := parts[kind]
		rows = append(rows, look.Pair{Label: say.T("webcost.kind." + string(kind)), Value: say.T("worth.why.care.kind", one.number, say.MoneyExact(one.all, ""))})
	}
	rows = append(rows, look.Pair{Label: say.T("worth.why.care.sum"), Value: say.MoneyExact(p.why.Steps.Year.Care, "")},
		look.Pair{Label: say.T("worth.why.care.priced"), Value: say.MoneyExact(sum.priced, "")})
	return look.WhyView{Rows: rows, Rule: ruleLine(v, value.StepsRule, v.facts.today)}
}

func aheadWhy(v *visit, p *person) look.WhyView {
	say, a := v.say, p.why.Lifetime
	margin := "worth.why.margin." + string(a.Concept)
	rows := []look.Pair{
		{Label: say.T("worth.why.occasions"), Value: say.Int(int64(a.Occasions))},
		{Label: say.T(margin), Value: cents(say, a.Margin)},
		{Label: say.T("worth.why.group"), Value: say.T("worth.why.group.value", cents(say, p.why.Group.Margin), p.why.Group.Customers, p.why.Group.ValidFrom)},
		{Label: say.T("worth.why.shrunk"), Value: cents(say, a.Shrunk)},
		{Label: say.T("worth.why.alive.rhythm"), Value: say.Percent(a.Alive, 1)},
		{Label: say.T("worth.why.leave"), Value: say.Percent(a.Leave, 1)},
		{Label: say.T("webdata.why.interval"), Value: say.T("webdata.why.days", say.Float(a.Interval, 1))},
		{Label: say.T("worth.why.count"), Value: say.Int(int64(a.Purchases))},
		{Label: say.T("worth.why.discount"), Value: say.Percent(value.Discount, 0)},
		{Label: say.T("worth.why.exact"), Value: say.MoneyExact(a.Future, "")},
	}
	if a.Guessed {
		rows = append(rows, look.Pair{Label: say.T("worth.why.guessed"), Value: say.Percent(p.why.Group.Rate, 0)})
	}
	return look.WhyView{Rows: rows, Rule: ruleLine(v, value.LifetimeRule, v.facts.today)}
}

// cents writes an amount that is no whole number of cents.
func cents(say *locale.Printer, x float64) string {
	return say.MoneyExact(money.Cents(math.Round(x)), "")
}

func growthWhy(v *visit, p *person) look.WhyView {
	say, g, w := v.say, p.why.Growth, &p.why.Value
	return look.WhyView{Rows: []look.Pair{
		{Label: say.T("webdata.why.net"), Value: say.MoneyExact(w.Year.Net, "")},
		{Label: say.T("webdata.why.past"), Value: say.MoneyExact(w.YearPast.Net, "")},
		{Label: say.T("worth.why.raw"), Value: signed(say, math.Expm1(g.Raw))},
		{Label: say.T("worth.why.change"), Value: signed(say, math.Expm1(p.why.Group.Change))},
		{Label: say.T("worth.why.rate"), Value: say.T("worth.why.rate.value", say.Float(g.Rate, 2), say.Float(g.Error, 2))},
	}, Rule: ruleLine(v, value.LifetimeRule, v.facts.today)}
}

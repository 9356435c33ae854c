package web

import (
	"math"
	"net/http"
	"net/url"
	"slices"

	"github.com/stammkunde/stammkunde/internal/effect"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
)

const trialURL = "/zahlen/auftrag-gratis"

// trialRoutes are the addresses of the calculator. It shows nothing of the firm.
func (s *server) trialRoutes() []route {
	return []route{{pattern: "GET " + trialURL, access: signedIn, do: s.trialPage}}
}

// The names of the entries, in their order on the page.
const (
	trialTakers = "angenommen"
	trialBack   = "wieder"
	trialCost   = "kosten"
	trialWorth  = "wert"
	trialGiven  = "nachlass"
	trialPrice  = "preis"
)

var trialNames = []string{trialTakers, trialBack, trialCost, trialWorth, trialGiven, trialPrice}

// The example that the page offers, in major units.
var trialExample = url.Values{
	trialTakers: {"100"}, trialBack: {"5"}, trialCost: {"40"}, trialWorth: {"300"}, trialGiven: {"100"}, trialPrice: {"50"},
}

// others are the discounts that are set beside the one that was given, in per cent.
var others = []int{50, 25}

// trialEntry is what was typed, and what it was understood as.
type trialEntry struct {
	v     *visit
	typed url.Values
	begun bool              // anything was typed
	wrong map[string]string // words at the entries that could not be read
	trial effect.Trial
	price money.Cents // 0 when not told
	given int         // discount in per cent
}

// trialPage judges a first order that was given away, from nothing but the entries.
func (s *server) trialPage(v *visit) error {
	e := readTrial(v)
	answer := e.answer()
	if v.fragment {
		return v.part(http.StatusOK, page.Answer(v.say, answer))
	}
	say := v.say
	view := page.TrialView{
		Head: look.HeadView{Title: say.T("webtrial.title"), Lede: say.T("webtrial.lede")}, URL: trialURL, Title: say.T("webtrial.form"),
		Judge: look.ButtonView{Label: say.T("webtrial.judge"), Style: "primary"}, Answer: answer,
	}
	if seesFigures(v.user.Role) {
		view.Head.Back = &look.LinkView{Label: say.T("place.figures"), Href: "/zahlen"}
	}
	for _, name := range trialNames {
		view.Fields = append(view.Fields, look.FieldView{
			Name: name, Label: say.T("webtrial." + name), Hint: say.T("webtrial." + name + ".hint"), Value: e.typed.Get(name), Num: true,
			Error: e.wrong[name], Autocomplete: "off", Attrs: map[string]any{"inputmode": "decimal"},
		})
	}
	return s.page(v, sheet{Title: say.T("webtrial.title"), At: "/zahlen", Wide: true}, page.Trial(say, view))
}

func readTrial(v *visit) *trialEntry {
	e := &trialEntry{v: v, typed: v.r.URL.Query(), wrong: map[string]string{}, given: 100}
	e.begun = slices.ContainsFunc(trialNames, e.typed.Has)
	if !e.begun {
		e.typed.Set(trialGiven, "100")
	}
	e.trial = effect.Trial{Takers: e.count(trialTakers), Back: e.count(trialBack), Cost: e.amount(trialCost), Worth: e.amount(trialWorth)}
	e.price = e.amount(trialPrice)
	if e.typed.Get(trialGiven) != "" {
		e.given = e.count(trialGiven)
	}
	switch err := e.trial.Check(); {
	case len(e.wrong) > 0:
	case e.given > 100:
		e.wrong[trialGiven] = v.say.T("webtrial.given_range")
	case e.price < 0 || e.price > effect.MostAmount:
		e.wrong[trialPrice] = v.say.Fault(fault.New(fault.Invalid, "effect.amount"))
	case err != nil:
		at := map[string]string{"effect.takers": trialTakers, "effect.back": trialBack, "effect.amount": trialCost}
		e.wrong[at[fault.Of(err).Key]] = v.say.Fault(err)
	}
	return e
}

func (e *trialEntry) count(name string) int {
	text := e.typed.Get(name)
	if text == "" {
		return 0
	}
	d, err := e.v.say.ParseNumber(text)
	if err != nil {
		e.wrong[name] = e.v.say.Fault(err)
		return 0
	}
	n, err := d.Cents(0)
	if err != nil || float64(n) != d.Float() || n < 0 || n > effect.MostTakers {
		e.wrong[name] = e.v.say.Fault(fault.New(fault.Invalid, "effect.takers", effect.MostTakers))
		return 0
	}
	return int(n)
}

func (e *trialEntry) amount(name string) money.Cents {
	text := e.typed.Get(name)
	if text == "" {
		return 0
	}
	c, err := e.v.say.ParseAmount(text, "")
	if err != nil {
		e.wrong[name] = e.v.say.Fault(err)
	}
	return c
}

// missing are the labels of the entries without which nothing can be said.
func (e *trialEntry) missing() (list []string) {
	for _, name := range []string{trialTakers, trialBack, trialCost, trialWorth} {
		if e.typed.Get(name) == "" {
			list = append(list, e.v.say.T("webtrial."+name+".short"))
		}
	}
	return list
}

func (e *trialEntry) answer() page.TrialAnswer {
	say := e.v.say
	a := page.TrialAnswer{Title: say.T("webtrial.answer")}
	if len(e.wrong) > 0 {
		for _, name := range trialNames {
			if text, ok := e.wrong[name]; ok {
				a.Missing = say.T("webtrial."+name+".short") + ": " + text
				return a
			}
		}
	}
	if list := e.missing(); len(list) > 0 {
		a.Missing = say.T("webtrial.missing", say.List(list))
		if !e.begun {
			a.Missing = say.T("webtrial.begin")
			a.Example = &look.ButtonView{Label: say.T("webtrial.example"), Href: trialURL + "?" + trialExample.Encode()}
		}
		return a
	}
	j := e.trial.Judge()
	a.Verdict = verdictTag(say, j.Verdict)
	a.Say = []string{e.reason(j), e.further(j)}
	a.KPIs = e.kpis(j)
	a.Lines = []string{say.T("webtrial.sums", locale.V{"spent": say.Money(j.Spent, ""), "earned": say.Money(j.Earned, "")})}
	if e.price > 0 {
		e.instead(&a)
	}
	a.Why = e.why(j)
	return a
}

func verdictTag(say *locale.Printer, v effect.Verdict) *look.TagView {
	t := &look.TagView{Text: say.T("webtrial.verdict." + string(v))}
	switch v {
	case effect.Pays:
		t.Tone = look.ToneGood
	case effect.Fails:
		t.Tone = look.ToneBad
	case effect.Open:
	}
	return t
}

// need is how many of the takers must come back.
func need(j effect.Judgement, takers int) float64 {
	return max(math.Ceil(j.BreakEven*float64(takers)-1e-9), 1)
}

// reason sets those who came back beside those who must.
func (e *trialEntry) reason(j effect.Judgement) string {
	t := e.trial
	values := locale.V{"back": t.Back, "n": t.Takers}
	switch needed := need(j, t.Takers); {
	case t.Cost <= 0:
		return e.v.say.T("webtrial.reason.free")
	case t.Worth <= 0:
		return e.v.say.T("webtrial.reason.nothing")
	case t.Takers == 0:
		return e.v.say.T("webtrial.reason.nobody")
	case j.BreakEven > 1:
		return e.v.say.T("webtrial.reason.never", values)
	default:
		values["need"] = int(needed)
		return e.v.say.T("webtrial.reason", values)
	}
}

// further is what would decide it, or what to try next.
func (e *trialEntry) further(j effect.Judgement) string {
	switch {
	case j.Verdict != effect.Open:
		return e.v.say.T("webtrial.next." + string(j.Verdict))
	case j.More < 0:
		return e.v.say.T("webtrial.more.never", effect.MostMore)
	}
	return e.v.say.T("webtrial.more", locale.V{"n": j.More})
}

// chanceText never says that something is certain.
func chanceText(say *locale.Printer, p float64) string {
	switch {
	case p < .01:
		return say.T("webtrial.below", .01)
	case p > .99:
		return say.T("webtrial.above", .99)
	}
	return say.Percent(p, 0)
}

// breakEvenText is the share that must come back.
func breakEvenText(say *locale.Printer, x float64) string {
	if x > 1 {
		return say.T("webtrial.beyond")
	}
	return say.Percent(x, 1)
}

func (e *trialEntry) kpis(j effect.Judgement) []look.KPI {
	say := e.v.say
	return []look.KPI{
		{Label: say.T("webtrial.breakeven"), Value: breakEvenText(say, j.BreakEven), Note: say.T("webtrial.breakeven.note")},
		{Label: say.T("webtrial.seen"), Value: say.T("webfigures.of", locale.V{"part": e.trial.Back, "whole": e.trial.Takers}), Note: e.interval(j)},
		{Label: say.T("webtrial.chance"), Value: chanceText(say, j.Chance), Note: say.T("webtrial.chance.note")},
	}
}

func (e *trialEntry) interval(j effect.Judgement) string {
	if e.trial.Takers == 0 {
		return e.v.say.T("webtrial.seen.none")
	}
	return e.v.say.T("webtrial.seen.note", j.Low, j.High)
}

// instead judges the same with other discounts.
func (e *trialEntry) instead(a *page.TrialAnswer) {
	say := e.v.say
	a.Heading, a.Note = say.T("webtrial.instead"), say.T("webtrial.instead.note")
	a.Other = &look.TableView{Label: a.Heading, Dense: true, Columns: []look.Column{
		{Title: say.T("webtrial.nachlass.column")}, {Title: say.T("webtrial.kosten.column"), Num: true}, {Title: say.T("webtrial.breakeven"), Num: true}, {Title: say.T("webtrial.answer"), Class: "nowrap"},
	}}
	shown := append([]int{e.given}, slices.DeleteFunc(slices.Clone(others), func(p int) bool { return p == e.given })...)
	for _, percent := range shown {
		t := e.trial.Instead(e.price, 100*e.given, 100*percent)
		j := t.Judge()
		name := say.Percent(float64(percent)/100, 0)
		if percent == e.given {
			name = say.T("webtrial.as_it_was", name)
		}
		a.Other.Rows = append(a.Other.Rows, look.Row{Selected: percent == e.given, Cells: []look.Cell{
			{Text: name}, {Text: say.Money(t.Cost, "")}, {Text: breakEvenText(say, j.BreakEven)}, {Content: look.Tag(*verdictTag(say, j.Verdict))},
		}})
	}
}

func (e *trialEntry) why(j effect.Judgement) look.WhyView {
	say, t := e.v.say, e.trial
	return look.WhyView{
		Rows: []look.Pair{
			{Label: say.T("webtrial.angenommen.short"), Value: say.Int(int64(t.Takers))},
			{Label: say.T("webtrial.wieder.short"), Value: say.Int(int64(t.Back))},
			{Label: say.T("webtrial.kosten.short"), Value: say.MoneyExact(t.Cost, "")},
			{Label: say.T("webtrial.wert.short"), Value: say.MoneyExact(t.Worth, "")},
			{Label: say.T("webtrial.why.prior"), Value: say.T("webtrial.why.prior.text")},
			{Label: say.T("webtrial.why.limits"), Value: say.T("webtrial.why.limits.text", effect.Doubt, effect.Sure)},
			{Label: say.T("webtrial.chance"), Value: say.Percent(j.Chance, 2)},
		},
		Rule: say.T("webfigures.why.rule", effect.TrialRule, e.v.facts.today),
	}
}

package web

import (
	"cmp"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// stepRows tells the four margins with what lies between them.
func stepRows(say *locale.Printer, s value.Steps) []look.Pair {
	amount := func(c money.Cents) string { return say.MoneyExact(c, "") }
	return []look.Pair{
		{Label: say.T("webcost.db1"), Value: amount(s.DB1())},
		{Label: say.T("webcost.order"), Value: amount(-s.Order)},
		{Label: say.T("webcost.db2"), Value: amount(s.DB2())},
		{Label: say.T("webcost.care"), Value: amount(-s.Care)},
		{Label: say.T("webcost.db3"), Value: amount(s.DB3())},
		{Label: say.T("webcost.finance"), Value: amount(-s.Finance)},
		{Label: say.T("webcost.db4"), Value: db4Text(say, s)},
		{Label: say.T("webcost.measured"), Value: say.Percent(s.MeasuredShare(), 0)},
		{Label: say.T("webcost.ours"), Value: amount(s.Ours)},
	}
}

// db4Text is DB IV, or between which amounts it lies while less than half of the costs
// behind it are measured.
func db4Text(say *locale.Printer, s value.Steps) string {
	if low, high, wide := s.Range(); wide {
		return say.T("webcost.range", say.MoneyRound(low, ""), say.MoneyRound(high, ""))
	}
	return say.MoneyExact(s.DB4(), "")
}

// marginCard shows the four margins of the last twelve months and of all the time.
func marginCard(v *visit, why *insight.Explanation) page.Card {
	say := v.say
	card := page.Card{ID: "deckungsbeitrag", Title: say.T("webcost.margins"), Lede: say.T("webcost.margins.lede")}
	if !why.Steps.Ever.Known() {
		card.Note = say.T("webcost.unknown_goods")
	}
	for _, span := range []struct {
		label string
		steps value.Steps
	}{{"webcost.year", why.Steps.Year}, {"webcost.ever", why.Steps.Ever}} {
		r := page.Row{Text: say.T(span.label), Sub: say.T("webcost.db4") + ": " + db4Text(say, span.steps)}
		for _, p := range stepRows(say, span.steps) {
			r.List = append(r.List, p.Label+": "+p.Value)
		}
		card.Rows = append(card.Rows, r)
	}
	card.Rows = append(card.Rows, page.Row{Text: say.T("webcost.rule"), Sub: ruleLine(v, value.StepsRule, v.facts.today)})
	return card
}

// chargeCard lists the newest costs that count, each with the document or contact from
// which it comes: the way down from a margin.
func chargeCard(v *visit, why *insight.Explanation) page.Card {
	say := v.say
	card := page.Card{ID: "herkunft", Title: say.T("webcost.charges"), Lede: say.T("webcost.charges.lede"), Empty: say.T("webcost.charges.none")}
	list := slices.Clone(why.Charges)
	slices.SortStableFunc(list, func(a, b cost.Charge) int { return cmp.Compare(b.Day, a.Day) })
	if len(list) > costsShown {
		card.Note = say.T("webcost.charges.newest", costsShown, len(list))
		list = list[:costsShown]
	}
	orders := map[int64]*sales.OrderFact{}
	for i := range why.Orders {
		orders[why.Orders[i].ID] = &why.Orders[i]
	}
	for _, c := range list {
		his, _ := c.Cause.Split(c.Amount)
		from, href := say.T("webcost.from.entry"), ""
		switch o := orders[c.Order]; {
		case o != nil:
			from, href = say.T("webcost.from.order", say.Date(o.Day), say.MoneyExact(o.Net, "")), documentURL(o.ID)
		case c.Entry == 0:
			from = say.T("webcost.from.contact")
		}
		card.Rows = append(card.Rows, page.Row{
			Text: say.MoneyExact(his, "") + " · " + say.T("webcost.kind."+string(c.Kind)), Href: href,
			Sub:  known(say.Date(c.Day), from, say.T("webcost.cause."+string(c.Cause))),
			Tags: []look.TagView{{Text: qualityWord(v, c.Quality), Tone: look.ToneLine}},
		})
	}
	return card
}

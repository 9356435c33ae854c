package web

import (
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/value"
	customerpage "github.com/stammkunde/stammkunde/internal/web/page/customer"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// lossCard asks whether working together covers its costs, with what takes most and the
// gentlest remedy. It is a question: nothing follows from it by itself.
func (s *server) lossCard(v *visit, p *person, view *customerpage.View) error {
	if !p.sold || !p.why.Asked || !seesFigures(v.user.Role) || v.facts.mistrusts[p.ID] { // while trust is damaged, nothing is asked of him
		return nil
	}
	if held, err := value.HeldBack(v.ctx(), v.seen, p.ID, v.facts.today); err != nil || held {
		return err
	}
	recorded, err := value.Recorded(v.ctx(), v.seen)
	if err != nil {
		return err
	}
	loss, say := p.why.Loss, v.say
	year := value.LossYearOf(documentsOf(p), p.why.Charges, p.why.Steps.LastQuarter)
	driver, burden := year.Driver()
	card := page.Card{ID: "frage", Title: say.T("webloss.title"), Lede: say.T("webloss.text", locale.V{
		"from": year.From, "to": year.To.Add(-1), "db": say.MoneyRound(loss.Year, ""), "negative": loss.Negative,
	})}
	card.Rows = []page.Row{{Text: say.T("webloss.driver", driverWord(say, driver)), Sub: say.T("webloss.driver.sum", say.MoneyRound(burden.Amount, ""), burden.Times)}}
	if r, found := year.Remedy(); found {
		card.Rows = append(card.Rows, page.Row{Text: remedyText(say, r), Sub: remedyNote(say, r)})
	}
	looked := "webloss.open"
	if recorded {
		looked = "webloss.clear"
	}
	card.Rows = append(card.Rows, page.Row{Text: say.T(looked), Sub: say.T("webloss.open.text")})
	card.More = page.Table(say, page.Pairs{Whys: []page.NamedWhy{{Name: say.T("webloss.title"), Why: look.WhyView{Rows: []look.Pair{
		{Label: say.T("webloss.why.db1"), Value: say.MoneyExact(year.DB1, "")},
		{Label: say.T("webloss.why.costs"), Value: say.MoneyExact(year.DB1-year.DB4, "")},
		{Label: say.T("webloss.why.db4"), Value: say.MoneyExact(year.DB4, "")},
		{Label: say.T("webloss.why.quarters"), Value: say.T("webloss.why.negative", loss.Negative, loss.Quarters)},
		{Label: say.T("webloss.why.chance"), Value: say.Percent(loss.Chance, 0)},
		{Label: say.T("webloss.why.measured"), Value: say.Percent(p.why.Steps.Year.MeasuredShare(), 0)},
		{Label: say.T("webloss.why.limits"), Value: say.T("webloss.why.limits.text")},
	}, Rule: ruleLine(v, value.LossRule, v.facts.today)}}}})
	view.More = append(view.More, page.Single(card))
	return nil
}

// documentsOf are a customer's documents as they count for margins.
func documentsOf(p *person) []value.Bought {
	var list []value.Bought
	for i := range p.why.Orders {
		if o := &p.why.Orders[i]; o.Figures {
			list = append(list, value.Bought{ID: o.ID, Day: o.Day, Margin: value.Margin{
				Net: o.Net, Cost: o.Cost, NetMeasured: o.NetMeasured, NetEstimated: o.NetEstimated,
			}})
		}
	}
	return list
}

func driverWord(say *locale.Printer, k cost.Kind) string {
	if k == value.Goods {
		return say.T("webloss.goods")
	}
	return say.T("webcost.kind." + string(k))
}

func remedyText(say *locale.Printer, r value.Remedy) string {
	values := locale.V{"amount": say.MoneyRound(r.Amount, ""), "percent": r.Percent, "high": say.MoneyRound(r.High, "")}
	if r.Kind == value.DeliveryFee {
		values["amount"] = say.MoneyExact(r.Amount, "")
	}
	return say.T("webloss.remedy."+string(r.Kind), values)
}

func remedyNote(say *locale.Printer, r value.Remedy) string {
	note := say.T("webloss.range", say.MoneyRound(r.Low, ""), say.MoneyRound(r.High, ""))
	if !r.Enough {
		note += " " + say.T("webloss.not_enough")
	}
	return note
}

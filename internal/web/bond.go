package web

import (
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/survey"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// bondCard tells who begins and who gives, and how strong the relationship is by its parts.
func bondCard(v *visit, c *customer.Customer, view *page.View) error {
	b, err := relationship.BondOf(v.ctx(), v.seen, c.ID, v.facts.today)
	if err != nil {
		return err
	}
	heard, content, err := survey.Contentment(v.ctx(), v.seen, c.ID, b.From)
	if err != nil {
		return err
	}
	b.Heard(heard, content)
	say := v.say
	card := page.Card{ID: "bindung", Title: say.T("webbond.title"), Lede: say.T("webbond.since", b.From)}
	begun := say.T("webbond.begun.none", b.Theirs+b.Ours)
	if share, known := b.Begun(); known {
		begun = say.T("webbond.begun", say.Percent(share, 0), b.Theirs+b.Ours)
		if b.Even() {
			begun += " " + say.T("webbond.even")
		}
	}
	card.Rows = []page.Row{
		{Text: say.T("webbond.begins"), Sub: begun},
		{Text: say.T("webbond.gives.customer"), Sub: say.T("webbond.gave.customer", b.Ideas, b.Recommended, b.Kept)},
		{Text: say.T("webbond.gives.us"), Sub: say.T("webbond.gave.us", b.KeptOurs, b.Adopted)},
	}
	known := 0
	var why []look.Pair
	for _, part := range relationship.BondParts {
		value, ok := b.Part(part)
		text := say.T("webbond.part.open")
		if ok {
			known++
			text = say.T("webrelation.attention.value", say.Float(100*value, 0))
		}
		label := say.T("webbond.part." + string(part))
		bar := look.BarRowView{Label: label, Value: text, Share: value}
		card.Rows = append(card.Rows, page.Row{Bar: &bar})
		why = append(why, look.Pair{Label: label, Value: say.T("webbond.why." + string(part))})
	}
	strength := say.T("webbond.strength.open", known)
	if n, ok := b.Strength(); ok {
		strength = say.T("webrelation.attention.value", say.Int(int64(n)))
	}
	why = append(why, look.Pair{Label: say.T("webbond.strength"), Value: say.T("webbond.why.strength")},
		look.Pair{Label: say.T("webbond.answers"), Value: say.Int(int64(b.Answers))}, look.Pair{Label: say.T("webrelation.why.since"), Value: say.Date(b.From)})
	table := page.Pairs{Rows: []look.Pair{{Label: say.T("webbond.strength"), Value: strength}}}
	table.Whys = []page.NamedWhy{{Name: say.T("webbond.strength"), Why: look.WhyView{Rows: why, Rule: ruleLine(v, relationship.BondRule, v.facts.today)}}}
	card.More = page.Table(say, table)
	view.Aside = append(view.Aside, card)
	return nil
}

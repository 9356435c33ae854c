package web

import (
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/survey"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const chainURL = "/umfragen/kette"

// chainPage tells how benefit, satisfaction, attitude, loyalty, referral and value go together
// among those who answered with a name.
func (s *server) chainPage(v *visit) error {
	say := v.say
	c, found, err := survey.ReadChain(v.ctx(), v.seen)
	if err != nil {
		return err
	}
	view := page.View{Head: look.HeadView{Title: say.T("webchain.title"), Lede: say.T("webchain.lede"), Back: &look.LinkView{Label: say.T("place.surveys"), Href: surveysURL}}}
	links := page.Card{ID: "kette", Title: say.T("webchain.links"), Empty: say.T("webchain.none", survey.ChainFloor)}
	if found {
		links.Lede = weakestText(v, &c)
		n := len(survey.Stages) - 1
		for i := range c.Ties[:min(n, len(c.Ties))] {
			links.Rows = append(links.Rows, tieRow(v, &c, &c.Ties[i]))
		}
		links.More = look.Why(say, chainWhy(v, &c))
		beside := page.Card{ID: "daneben", Title: say.T("webchain.beside"), Lede: say.T("webchain.beside.lede")}
		for i := n; i < len(c.Ties); i++ {
			beside.Rows = append(beside.Rows, tieRow(v, nil, &c.Ties[i]))
		}
		view.Main = []page.Card{links, beside}
		view.Aside = []page.Card{levelCard(v, &c)}
	} else {
		view.Main = []page.Card{links}
	}
	return s.page(v, sheet{Title: view.Head.Title, At: surveysURL, Wide: true}, page.Page(view))
}

// weakestText names the link that holds least, or why none is named.
func weakestText(v *visit, c *survey.Chain) string {
	if t, ok := c.Weakest(); ok {
		return v.say.T("webchain.weakest", v.say.T("webchain.stage."+string(t.From)), v.say.T("webchain.stage."+string(t.To)))
	}
	return v.say.T("webchain.noweakest")
}

// tieRow tells how two stages go together; c names the weakest link where the tie is of the chain.
func tieRow(v *visit, c *survey.Chain, t *survey.Tie) page.Row {
	say := v.say
	label := say.T("webchain.tie", say.T("webchain.stage."+string(t.From)), say.T("webchain.stage."+string(t.To)))
	if !t.Shown() {
		key := "webchain.few"
		if t.N >= survey.ChainFloor {
			key = "webchain.same"
		}
		return page.Row{Text: label, Sub: say.T(key, t.N, survey.ChainFloor)}
	}
	key := "webchain.rises"
	switch {
	case t.Low <= 0 && t.High >= 0:
		key = "webchain.nothing"
	case t.High < 0:
		key = "webchain.falls"
	}
	r := page.Row{
		Bar: &look.BarRowView{Label: label, Value: say.Float(t.R, 2), Share: max(0, t.R)},
		Sub: say.T("webchain.tie.how", say.T(key), say.Float(t.Low, 2), say.Float(t.High, 2), t.N),
	}
	if c != nil {
		if weak, ok := c.Weakest(); ok && weak.From == t.From {
			r.Tags = []look.TagView{{Text: say.T("webchain.weak"), Tone: look.ToneHoney}}
		}
	}
	return r
}

// levelCard tells how many are well at each stage.
func levelCard(v *visit, c *survey.Chain) page.Card {
	card := page.Card{ID: "stand", Title: v.say.T("webchain.levels"), Lede: v.say.T("webchain.levels.lede")}
	for _, l := range c.Levels {
		label := v.say.T("webchain.stage." + string(l.Stage))
		if !l.Share.Shown() {
			card.Rows = append(card.Rows, page.Row{Text: label, Sub: v.say.T("webchain.few", l.Share.N, survey.Floor)})
			continue
		}
		card.Rows = append(card.Rows, page.Row{
			Bar: &look.BarRowView{Label: label, Value: v.say.Percent(l.Share.Value, 0), Share: l.Share.Value},
			Sub: v.say.T("webchain.level.how", v.say.T("webchain.well."+string(l.Stage)), v.say.Percent(l.Share.Low, 0), v.say.Percent(l.Share.High, 0), l.Share.N),
		})
	}
	return card
}

func chainWhy(v *visit, c *survey.Chain) look.WhyView {
	say := v.say
	rows := []look.Pair{{Label: say.T("webchain.why.day"), Value: say.Date(c.Day)}, {Label: say.T("webchain.why.people"), Value: say.Int(int64(c.People))}}
	for _, stage := range survey.Stages {
		rows = append(rows, look.Pair{Label: say.T("webchain.stage." + string(stage)), Value: say.T("webchain.from." + string(stage))})
	}
	rows = append(rows, look.Pair{Label: say.T("webchain.why.figure"), Value: say.T("webchain.why.figure.how", survey.ChainFloor)},
		look.Pair{Label: say.T("webchain.weak"), Value: say.T("webchain.why.weak")})
	return look.WhyView{Rule: survey.ChainRule, Rows: rows}
}

// trustCard tells that somebody's trust is damaged, what that means, and takes the word that ends
// it.
func trustCard(v *visit, c *customer.Customer, view *page.View) error {
	d, lasts, err := survey.Damaged(v.ctx(), v.seen, c.ID)
	if err != nil || !lasts {
		return err
	}
	words := textField(v, "worte", "webtrust.words", "")
	words.Required, words.Hint = true, v.say.T("webdata.readable")
	card := page.Card{
		ID: "vertrauen", Title: v.say.T("webtrust.title"), Lede: v.say.T("webtrust.text", d.Day),
		Rows:  []page.Row{{Text: v.say.T("webtrust.how"), Sub: v.say.T("webtrust.ends")}},
		Forms: []page.Form{rowForm(v, customerURL(c.ID)+"/vereinbarung", "vertrauen", d.Meta, "", "webtrust.restore", words)},
		More:  look.Why(v.say, look.WhyView{Rule: survey.TrustRule, Rows: []look.Pair{{Label: v.say.T("webtrust.item"), Value: v.say.T("websurvey.q.trust")}, {Label: v.say.T("webtrust.limit"), Value: v.say.T("webtrust.limit.how")}}}),
	}
	view.Main = append([]page.Card{card}, view.Main...)
	return nil
}

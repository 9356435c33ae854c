package web

import (
	"slices"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	customerpage "github.com/stammkunde/stammkunde/internal/web/page/customer"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const (
	demandSection = "forderungen"
	demandsShown  = 100
)

// demandRoutes are the addresses of what customers demand.
func (s *server) demandRoutes() []route {
	return []route{
		{pattern: "GET /kunden/{id}/" + demandSection, access: writer, do: s.demandPage},
		{pattern: "POST /kunden/{id}/" + demandSection, access: writer, do: s.saveDemand},
	}
}

// demandPage shows what a customer demands, what is at stake, what was said before, and takes the
// decision.
func (s *server) demandPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	list, err := feedback.Demands(v.ctx(), v.seen, c.ID, demandsShown)
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/" + demandSection
	var view page.View
	past := page.Card{ID: "frueher", Title: v.say.T("webdemand.past"), Lede: demandCount(v, list)}
	if len(list) == 0 {
		past.Empty = v.say.T("webdemand.past.none")
	}
	for i := range list {
		d := &list[i]
		if d.Told == 0 {
			view.Main = append(view.Main, demandCard(v, d, url))
			continue
		}
		past.Rows = append(past.Rows, demandRow(v, d, url))
	}
	if c.Kind != customer.Household && !c.Collective {
		view.Main = append(view.Main, page.Card{ID: "neu", Title: v.say.T("webdemand.new"), Lede: v.say.T("webdemand.new.lede"), Forms: []page.Form{demandForm(v, url)}})
	}
	stake, err := s.demandStake(v, c.ID)
	if err != nil {
		return err
	}
	view.Aside = append(view.Aside, stake, past)
	return s.section(v, &c, demandSection, view)
}

// demandStake shows to who sees money what he brought and what a year with him is worth, before
// anybody decides.
func (s *server) demandStake(v *visit, id int64) (page.Card, error) {
	say := v.say
	card := page.Card{ID: "stand", Title: say.T("webdemand.stake"), Lede: say.T("webdemand.stake.lede")}
	if !seesFigures(v.user.Role) {
		card.Lede = say.T("webdemand.stake.hidden")
		return card, nil
	}
	steps, err := value.YearSteps(v.ctx(), v.seen, []int64{id})
	if err != nil {
		return card, err
	}
	current, found, err := value.GetRow(v.ctx(), v.seen, id)
	if err != nil {
		return card, err
	}
	unknown := say.T("webdemand.unknown")
	margin, stake, quality := unknown, unknown, ""
	if year, ok := steps[id]; ok {
		margin = say.MoneyRound(year.DB4, "")
	}
	if found && current.StakeQuality > 0 {
		stake = say.MoneyRound(current.Stake, "")
		if current.StakeQuality == 1 {
			quality = say.T("webdemand.estimated")
		}
	}
	card.More = page.Table(say, page.Pairs{Rows: []look.Pair{
		{Label: say.T("webdemand.margin"), Value: margin}, {Label: say.T("webdemand.worth"), Value: known(stake, quality)},
	}})
	return card, nil
}

// demandCount says how often the answer was yes and no before.
func demandCount(v *visit, list []feedback.Demand) string {
	yes, no := 0, 0
	for i := range list {
		switch {
		case list[i].Decision.Agrees():
			yes++
		case list[i].Decision != feedback.Undecided:
			no++
		}
	}
	if yes+no == 0 {
		return ""
	}
	return v.say.T("webdemand.count", locale.V{"yes": yes, "no": no})
}

// demandFields ask what is decided.
func demandFields(v *visit, d *feedback.Demand, open bool) []look.FieldView {
	list := words(feedback.Decisions)
	if open {
		list = append([]string{""}, list...)
	}
	price := textField(v, "preis", "webdemand.price", "")
	price.Num, price.Hint = true, v.say.T("webdemand.price.hint")
	if d.Price != 0 {
		price.Value = v.say.Money(d.Price, "")
	}
	reason := textField(v, "grund", "webdemand.reason", d.Reason)
	reason.Hint = v.say.T("webdemand.reason.hint")
	return []look.FieldView{choice(v, "entscheidung", "webdemand.decision", "webdemand.decision.", string(d.Decision), list), price, reason}
}

// demandForm takes a demand, with what is decided at once.
func demandForm(v *visit, url string) page.Form {
	said := textField(v, "worte", "webdemand.words", "")
	said.Required, said.Hint = true, v.say.T("webdata.readable")
	channels := words([]interaction.Channel{interaction.Phone, interaction.Counter, interaction.Visit, interaction.Mail, interaction.Message, interaction.Letter})
	fields := []look.FieldView{said, textField(v, "bis", "webdemand.wanted", ""), choice(v, "kanal", "webcomplaint.channel", "webdata.channel.", channels[0], channels)}
	f := rowForm(v, url, "aufnehmen", row.Meta{}, "", "webdemand.take", append(fields, demandFields(v, &feedback.Demand{}, true)...)...)
	f.Strong = true
	return f
}

// demandCard is a demand that nobody answered yet: what is decided, the sentence to say, and that
// it was said.
func demandCard(v *visit, d *feedback.Demand, url string) page.Card {
	say := v.say
	card := page.Card{ID: "forderung-" + number(d.ID), Title: say.T("webdemand.of", d.Day), Lede: known(d.Words, d.Wanted), Rows: []page.Row{{Text: say.T("webdemand.next.decide"), Tags: []look.TagView{demandTag(v, d)}}}}
	if d.Decision == feedback.Undecided {
		f := rowForm(v, url, "entscheiden", d.Meta, "", "webdemand.decide", demandFields(v, &feedback.Demand{Decision: feedback.Once}, false)...)
		f.Strong = true
		card.Forms = []page.Form{f}
		return card
	}
	card.Rows[0].Text = say.T("webdemand.next.tell")
	channels := words([]interaction.Channel{interaction.Phone, interaction.Counter, interaction.Visit, interaction.Mail, interaction.Message, interaction.Letter})
	text := textField(v, "worte", "webdemand.say", demandSentence(v, d))
	text.Rows, text.Hint = 4, say.T("webdemand.say.hint")
	told := rowForm(v, url, "gesagt", d.Meta, "", "webdemand.told", choice(v, "kanal", "webcomplaint.told", "webdata.channel.", channels[0], channels), text)
	told.Strong = true
	card.Forms = []page.Form{told, rowForm(v, url, "entscheiden", d.Meta, "webdemand.again", "webdemand.decide", demandFields(v, d, false)...)}
	return card
}

// demandSentence is what can be said to him.
func demandSentence(v *visit, d *feedback.Demand) string {
	return v.say.T("webdemand.sentence."+string(d.Decision), locale.V{"words": abridged(d.Words, 120), "price": v.say.Money(d.Price, ""), "reason": d.Reason})
}

func demandTag(v *visit, d *feedback.Demand) look.TagView {
	switch {
	case d.Decision == feedback.Undecided:
		return look.TagView{Text: v.say.T("webdemand.decision.none"), Tone: look.ToneHoney}
	case d.Decision.Agrees():
		return look.TagView{Text: v.say.T("webdemand.decision." + string(d.Decision)), Tone: look.ToneGood}
	}
	return look.TagView{Text: v.say.T("webdemand.decision." + string(d.Decision)), Tone: look.ToneLine}
}

// demandRow is a demand that was answered, with whether he keeps to it.
func demandRow(v *visit, d *feedback.Demand, url string) page.Row {
	say := v.say
	r := page.Row{Text: d.Words, Sub: known(say.Date(d.Day), d.Wanted, d.Reason), Tags: []look.TagView{demandTag(v, d)}}
	if d.Price != 0 {
		r.Sub = known(r.Sub, say.Money(d.Price, ""))
	}
	switch d.Kept {
	case feedback.Yes:
		r.Tags = append(r.Tags, look.TagView{Text: say.T("webdemand.kept.yes"), Tone: look.ToneGood})
	case feedback.No:
		r.Tags = append(r.Tags, look.TagView{Text: say.T("webdemand.kept.no"), Tone: look.ToneHoney})
	default:
		r.Acts = []look.ActView{rowAct(v, url, "beachtet", d.Meta, "webdemand.act.heeded", "quiet"), rowAct(v, url, "nicht-beachtet", d.Meta, "webdemand.act.unheeded", "quiet")}
	}
	return r
}

// saveDemand runs an act of the page.
func (s *server) saveDemand(v *visit) error {
	return s.onSection(v, demandSection, func(tx *store.Tx, id int64) error {
		m, err := v.row()
		if err != nil {
			return err
		}
		act := v.field("act")
		var price money.Cents
		if text := v.field("preis"); text != "" {
			if price, err = v.say.ParseAmount(text, v.facts.firm.Currency); err != nil {
				return err
			}
		}
		what, channel := feedback.Decision(v.field("entscheidung")), interaction.Channel(v.field("kanal"))
		if act == "aufnehmen" {
			d := feedback.Demand{Customer: id, Words: v.field("worte"), Wanted: v.field("bis"), Decision: what, Price: price, Reason: v.field("grund")}
			_, err := feedback.Asked(v.ctx(), tx, s.byNow(v), v.facts.today, channel, d)
			return err
		}
		d, err := feedback.ReadDemand(v.ctx(), tx, m.ID)
		if err != nil {
			return err
		}
		if d.Customer != id {
			return fault.New(fault.NotFound, "history.no_such_row")
		}
		switch act {
		case "entscheiden":
			return feedback.Decide(v.ctx(), tx, s.byNow(v), m.ID, m.Version, what, price, v.field("grund"))
		case "gesagt":
			return feedback.DecisionTold(v.ctx(), tx, s.byNow(v), v.facts.today, m.ID, m.Version, channel, v.field("worte"))
		case "beachtet", "nicht-beachtet":
			kept := feedback.Yes
			if act == "nicht-beachtet" {
				kept = feedback.No
			}
			return feedback.DecisionKept(v.ctx(), tx, s.byNow(v), v.facts.today, m.ID, m.Version, kept)
		}
		return fault.New(fault.Invalid, "web.bad_form")
	})
}

// demandNote says on the first page of a customer that a demand waits for an answer.
func (s *server) demandNote(v *visit, p *person, view *customerpage.View) error {
	list, err := feedback.Demands(v.ctx(), v.seen, p.ID, demandsShown)
	if err != nil {
		return err
	}
	if v.user.Role.Writes() && slices.ContainsFunc(list, func(d feedback.Demand) bool { return d.Told == 0 }) {
		view.Notes = append(view.Notes, look.NoteView{
			Tone: look.ToneHoney, Icon: "message-circle", Text: v.say.T("webdemand.note"), Link: &look.LinkView{Label: v.say.T("webdemand.note.link"), Href: customerURL(p.ID) + "/" + demandSection},
		})
	}
	return nil
}

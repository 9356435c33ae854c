package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/voice"
	customerpage "github.com/stammkunde/stammkunde/internal/web/page/customer"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const (
	ideaSection = "anregungen"
	ideasFew    = 3 // that the first page of a customer shows
	heardShown  = 20
)

// ideaRoutes are the addresses of what customers suggest.
func (s *server) ideaRoutes() []route {
	return []route{
		{pattern: "GET /kunden/{id}/anregungen", access: signedIn, do: s.ideaPage},
		{pattern: "POST /kunden/{id}/anregungen", access: writer, do: s.saveIdea},
	}
}

// ideaPage shows what a customer suggested and what became of it, whether he may be named, and
// what he says of his need.
func (s *server) ideaPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	list, err := feedback.Of(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	names, err := ideaNames(v, list)
	if err != nil {
		return err
	}
	heard, err := feedback.HeardOf(v.ctx(), v.seen, c.ID, heardShown)
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/" + ideaSection
	ideas := page.Card{ID: "anregungen", Title: v.say.T("webidea.ideas"), Lede: v.say.T("webidea.ideas.lede"), Empty: v.say.T("webidea.ideas.none"), More: page.List(namesList)}
	praise := page.Card{ID: "lob", Title: v.say.T("webvoice.praise"), Lede: v.say.T("webvoice.praise.lede"), Empty: v.say.T("webvoice.praise.none")}
	references := page.Card{ID: "referenz", Title: v.say.T("webidea.references"), Lede: v.say.T("webidea.references.lede"), Empty: v.say.T("webidea.references.none")}
	for i := range list {
		card := &ideas
		switch list[i].Kind {
		case feedback.Reference:
			card = &references
		case feedback.Praise:
			card = &praise
		case feedback.Suggestion:
		}
		card.Rows = append(card.Rows, s.ideaRow(v, &list[i], c.ID, names, url))
	}
	for _, h := range heard {
		ideas.Rows = append(ideas.Rows, heardRow(v, h, url))
	}
	ideas.Forms = []page.Form{ideaForm(v, url, "idee", "webidea.add", &feedback.Idea{Day: v.facts.today, State: feedback.Open}, "")}
	references.Forms = []page.Form{ideaForm(v, url, "referenz", "webidea.references.add", &feedback.Idea{Kind: feedback.Reference, Day: v.facts.today, State: feedback.Adopted}, "")}
	liked := textField(v, "worte", "webvoice.praise.words", "")
	liked.Required, liked.Hint = true, v.say.T("webdata.readable")
	praise.Forms = []page.Form{rowForm(v, url, "lob", row.Meta{}, "webvoice.praise.add", "button.save", liked, dayField(v, "tag", "webidea.day", v.facts.today))}
	view := page.View{Main: []page.Card{ideas}, Aside: []page.Card{praise, references}}
	if c.Kind == customer.Person || c.Kind == customer.Firm {
		told, err := toldCard(v, &c, url)
		if err != nil {
			return err
		}
		asked, err := s.surveyedCard(v, &c)
		if err != nil {
			return err
		}
		view.Aside = append(view.Aside, told, asked)
	}
	if seesFigures(v.user.Role) && len(list) > 0 {
		worth, err := ideaWorth(v, &c, list)
		if err != nil {
			return err
		}
		view.Aside = append([]page.Card{worth}, view.Aside...)
	}
	return s.section(v, &c, ideaSection, view)
}

// ideaNames are the names of both customers of ideas that two had.
func ideaNames(v *visit, list []feedback.Idea) (map[int64]string, error) {
	names, ids := map[int64]string{}, []int64{}
	for i := range list {
		if list[i].Other != 0 {
			ids = append(ids, list[i].Customer, list[i].Other)
		}
	}
	if len(ids) == 0 {
		return names, nil
	}
	people, err := customer.Many(v.ctx(), v.seen, ids)
	for i := range people {
		names[people[i].ID] = people[i].Shown()
	}
	return names, err
}

// ideaRow is an idea with what became of it.
func (s *server) ideaRow(v *visit, i *feedback.Idea, at int64, names map[int64]string, url string) page.Row {
	r := page.Row{Text: i.Words, Sub: known(v.say.Date(i.Day), i.Outcome)}
	other := i.Other
	if other == at {
		other = i.Customer
	}
	if name := names[other]; name != "" && other != at {
		r.Sub = known(r.Sub, v.say.T("webidea.with", name))
	}
	if i.Kind != feedback.Praise {
		r.Tags = []look.TagView{stateTag(v, i)}
	}
	if i.Kind != feedback.Reference {
		r.Tags = append(r.Tags, s.voiceTags(v, i)...)
		if v.user.Role.Writes() && i.At != 0 {
			r.Href = voiceURL(i.ID)
		}
		if i.Answer != "" {
			r.List = []string{v.say.T("webvoice.answered", i.Answer)}
		}
	}
	if seesFigures(v.user.Role) && i.State == feedback.Adopted && i.Kind == feedback.Suggestion {
		text := v.say.T("webidea.unestimated")
		if i.Estimated() {
			text = v.say.T("webidea.effect", v.say.MoneyRound(i.Mid, ""))
		}
		r.Tags = append(r.Tags, look.TagView{Text: text, Tone: look.ToneLine})
	}
	if i.Shared {
		r.Tags = append(r.Tags, look.TagView{Text: v.say.T("webidea.half"), Tone: look.ToneLine})
	}
	if i.Kind == feedback.Praise {
		r.Acts = append(r.Acts, rowAct(v, url, "weg", i.Meta, "webparty.link.mistake", "quiet"))
		return r
	}
	f := ideaForm(v, url, "aendern", "webparty.change", i, names[i.Other])
	r.Edit = &f
	r.Acts = append(r.Acts, rowAct(v, url, "weg", i.Meta, "webparty.link.mistake", "quiet"))
	return r
}

func stateTag(v *visit, i *feedback.Idea) look.TagView {
	tone := look.ToneLine
	switch i.State {
	case feedback.Adopted:
		tone = look.ToneGood
	case feedback.Open:
		tone = look.ToneHoney
	case feedback.Declined:
	}
	key := "webidea.state." + string(i.State)
	if i.Kind == feedback.Reference {
		key = "webidea.allowed." + string(i.State)
	}
	return look.TagView{Text: v.say.T(key), Tone: tone}
}

// heardRow is a contact about a suggestion that is not decided on yet.
func heardRow(v *visit, h feedback.Heard, url string) page.Row {
	r := page.Row{Text: h.Words, Sub: known(v.say.Date(h.Day), v.say.T("webidea.heard"))}
	if r.Text == "" {
		r.Text = v.say.T("webidea.heard.wordless")
	}
	f := ideaForm(v, url, "idee", "webidea.take", &feedback.Idea{Day: h.Day, Words: h.Words, State: feedback.Open}, "")
	for i := range f.Fields {
		f.Fields[i].ID += "-" + strconv.FormatInt(h.Talk, 10)
	}
	f.Hidden = append(f.Hidden, look.Hidden{Name: "gespraech", Value: strconv.FormatInt(h.Talk, 10)})
	r.Edit = &f
	return r
}

// ideaForm asks what was said, what became of it, and what it brings.
func ideaForm(v *visit, url, act, title string, i *feedback.Idea, other string) page.Form {
	said := textField(v, "worte", "webidea.words", i.Words)
	said.Required, said.Hint = true, v.say.T("webdata.readable")
	prefix := "webidea.state."
	if i.Kind == feedback.Reference {
		said.Label, prefix = v.say.T("webidea.references.words"), "webidea.allowed."
	}
	fields := []look.FieldView{said, dayField(v, "tag", "webidea.day", i.Day)}
	if i.Kind != feedback.Reference {
		who := textField(v, "wer", "webidea.other", other)
		who.Hint = v.say.T("webidea.other.hint")
		who.Attrs = templ.Attributes{"list": namesList, "hx-get": "/kunden/namen", "hx-trigger": "input delay:120ms", "hx-target": "#" + namesList, "hx-swap": "innerHTML"}
		fields = append(fields, who)
	}
	fields = append(fields, choice(v, "stand", "webidea.state", prefix, string(i.State), words(feedback.States)), textField(v, "ergebnis", "webidea.outcome", i.Outcome))
	if seesFigures(v.user.Role) {
		for _, x := range []struct {
			name, label string
			amount      money.Cents
		}{{"wirkung", "webidea.mid", i.Mid}, {"mindestens", "webidea.low", i.Low}, {"hoechstens", "webidea.high", i.High}} {
			f := textField(v, x.name, x.label, "")
			if x.amount != 0 {
				f.Value = v.say.Money(x.amount, "")
			}
			if x.name == "wirkung" {
				f.Hint = v.say.T("webidea.mid.hint")
			}
			fields = append(fields, f)
		}
	}
	return rowForm(v, url, act, i.Meta, title, "button.save", fields...)
}

// toldCard is what a customer says of his need.
func toldCard(v *visit, c *customer.Customer, url string) (page.Card, error) {
	card := page.Card{ID: "anteil", Title: v.say.T("webidea.share"), Lede: v.say.T("webidea.share.lede"), Empty: v.say.T("webidea.share.none")}
	list, err := feedback.Shares(v.ctx(), v.seen, c.ID)
	if err != nil {
		return card, err
	}
	form := func(act, title string, t *feedback.Told) page.Form {
		share := textField(v, "anteil", "webidea.share.percent", "")
		share.Required = true
		if t.ID != 0 {
			share.Value = strconv.Itoa(t.Share / 100)
		}
		note := textField(v, "worte", "webidea.share.words", t.Words)
		note.Hint = v.say.T("webdata.readable")
		return rowForm(v, url, act, t.Meta, title, "button.save", share, dayField(v, "tag", "webidea.day", t.Day), note)
	}
	for i := range list {
		t := &list[i]
		r := page.Row{Text: v.say.T("webidea.share.said", v.say.Percent(float64(t.Share)/feedback.Whole, 0)), Sub: known(v.say.Date(t.Day), t.Words)}
		if i > 0 {
			r.Tags = []look.TagView{{Text: v.say.T("webidea.share.earlier"), Tone: look.ToneLine}}
		}
		f := form("anteil-aendern", "webparty.change", t)
		r.Edit, r.Acts = &f, []look.ActView{rowAct(v, url, "anteil-weg", t.Meta, "webparty.link.mistake", "quiet")}
		card.Rows = append(card.Rows, r)
	}
	card.Forms = []page.Form{form("anteil", "webidea.share.add", &feedback.Told{Day: v.facts.today})}
	return card, nil
}

// ideaWorth tells what his suggestions are worth, with its inputs and rule.
func ideaWorth(v *visit, c *customer.Customer, list []feedback.Idea) (page.Card, error) {
	say := v.say
	sum := value.InformationOf(list, c.ID, v.facts.today)
	complaints, err := feedback.Complaints(v.ctx(), v.seen, c.ID, v.facts.today)
	if err != nil {
		return page.Card{}, err
	}
	table := page.Pairs{Rows: []look.Pair{
		{Label: say.T("worth.information"), Value: informationText(v, &sum)},
		{Label: say.T("webidea.count"), Value: say.T("webidea.count.value", locale.V{"n": sum.Ideas, "adopted": sum.Adopted, "open": sum.Open, "declined": sum.Declined})},
		{Label: say.T("webidea.complaints"), Value: say.T("webidea.complaints.value", complaints)},
	}, Whys: []page.NamedWhy{{Name: say.T("worth.information"), Why: informationWhy(v, list, &sum, c.ID)}}}
	return page.Card{ID: "wert-der-anregungen", Title: say.T("webidea.worth"), Lede: say.T("webidea.worth.lede"), More: page.Table(say, table)}, nil
}

// informationText is the worth of suggestions in words: a range where the estimate is one.
func informationText(v *visit, sum *value.Information) string {
	say := v.say
	facts := locale.V{
		"mid": say.MoneyRound(sum.Mid, ""), "low": say.MoneyRound(sum.Low, ""), "high": say.MoneyRound(sum.High, ""),
		"n": sum.Ideas, "adopted": sum.Adopted, "references": sum.References,
	}
	switch {
	case !sum.Known():
		return say.T("worth.information.none")
	case sum.High == 0 && sum.Adopted > 0:
		return say.T("worth.information.unestimated", facts)
	case sum.High == 0:
		return say.T("worth.information.thanks", facts)
	case sum.Low < sum.High:
		return say.T("worth.information.range", facts)
	}
	return say.T("worth.information.value", facts)
}

// informationWhy lists what was adopted with its effect and share.
func informationWhy(v *visit, list []feedback.Idea, sum *value.Information, at int64) look.WhyView {
	say := v.say
	var rows []look.Pair
	for i := range list {
		idea := &list[i]
		if idea.On(v.facts.today) != feedback.Adopted || idea.Share(at) == 0 {
			continue
		}
		rows = append(rows, look.Pair{Label: abridged(idea.Words, 60), Value: say.T("webidea.why.effect", locale.V{
			"low": say.MoneyRound(idea.Low, ""), "mid": say.MoneyRound(idea.Mid, ""), "high": say.MoneyRound(idea.High, ""),
			"share": say.Percent(float64(idea.Share(at))/feedback.Whole, 0),
		})})
	}
	rows = append(rows,
		look.Pair{Label: say.T("webidea.why.sum"), Value: say.T("webidea.why.sum.value", say.MoneyExact(sum.Low, ""), say.MoneyExact(sum.Mid, ""), say.MoneyExact(sum.High, ""))},
		look.Pair{Label: say.T("webidea.why.year"), Value: say.T("webidea.why.year.value")},
		look.Pair{Label: say.T("webreferral.why.added"), Value: say.T("webidea.why.never")})
	return look.WhyView{Rows: rows, Rule: ruleLine(v, value.InformationRule, v.facts.today)}
}

// ideaCard tells on the first page of a customer what he suggested and what became of it, and
// fills the row of its worth.
func (s *server) ideaCard(v *visit, p *person, view *customerpage.View) error {
	list, err := feedback.Before(v.ctx(), v.seen, p.ID, cal.Never, 0, heardShown)
	if err != nil {
		return err
	}
	sum := value.InformationOf(list, p.ID, v.facts.today)
	informationRow(v, view.Worth, &sum)
	if len(list) == 0 {
		return nil
	}
	names, err := ideaNames(v, list)
	if err != nil {
		return err
	}
	url := customerURL(p.ID) + "/" + ideaSection
	card := page.Card{ID: ideaSection, Title: v.say.T("webidea.told")}
	for i := range list[:min(ideasFew, len(list))] {
		r := s.ideaRow(v, &list[i], p.ID, names, url)
		r.Edit, r.Acts = nil, nil
		card.Rows = append(card.Rows, r)
	}
	card.More = page.Table(v.say, page.Pairs{Link: &look.LinkView{Label: v.say.T("webidea.all"), Href: url}})
	view.More = append(view.More, page.Single(card))
	return nil
}

// ideaEntry tells in the history what was suggested and what became of it.
func ideaEntry(v *visit, i *feedback.Idea) customerpage.Entry {
	e := customerpage.Entry{Icon: "lightbulb", Tone: look.ToneHoney, Note: known(i.Words, i.Outcome, i.Answer), Tags: []look.TagView{stateTag(v, i)}}
	key := "talk.idea"
	switch i.Kind {
	case feedback.Reference:
		key = "talk.reference"
	case feedback.Praise:
		key, e.Icon, e.Tags = "talk.praise", "heart", nil
	case feedback.Suggestion:
	}
	e.Say = look.Sentence{{Text: v.say.T(key), Href: customerURL(i.Customer) + "/" + ideaSection}}
	return e
}

// saveIdea runs a change of the page of suggestions.
func (s *server) saveIdea(v *visit) error {
	return s.onSection(v, ideaSection, func(tx *store.Tx, id int64) error {
		m, err := v.row()
		if err != nil {
			return err
		}
		switch act := v.field("act"); act {
		case "idee", "referenz":
			i := feedback.Idea{Customer: id}
			if act == "referenz" {
				i.Kind = feedback.Reference
			}
			if i.Talk, err = v.number("gespraech"); err != nil {
				return err
			}
			return s.writeIdea(v, tx, &i)
		case "lob":
			i := feedback.Idea{Customer: id, Kind: feedback.Praise, Words: v.field("worte")}
			if i.Day, err = v.day("tag", v.facts.today); err != nil {
				return err
			}
			_, err = voice.Note(v.ctx(), tx, s.byNow(v), v.facts.firm.Hours(), i)
			return err
		case "aendern", "weg":
			return s.changeIdea(v, tx, id, m, act)
		case "anteil", "anteil-aendern", "anteil-weg":
			return s.changeTold(v, tx, id, m, act)
		}
		return fault.New(fault.Invalid, "web.bad_form")
	})
}

func (s *server) changeIdea(v *visit, tx *store.Tx, id int64, m row.Meta, act string) error {
	i, err := feedback.Read(v.ctx(), tx, m.ID)
	if err != nil {
		return err
	}
	if i.Customer != id && i.Other != id {
		return fault.New(fault.NotFound, "history.no_such_row")
	}
	if act == "weg" {
		return feedback.Remove(v.ctx(), tx, s.by(v), m.ID, m.Version)
	}
	i.Meta = m
	return s.writeIdea(v, tx, &i)
}

// writeIdea reads the form of an idea and writes it.
func (s *server) writeIdea(v *visit, tx *store.Tx, i *feedback.Idea) error {
	var err error
	if i.Day, err = v.day("tag", v.facts.today); err != nil {
		return err
	}
	was := i.State
	i.Words, i.State, i.Outcome = v.field("worte"), feedback.State(v.field("stand")), v.field("ergebnis")
	if i.State != was {
		i.Settled = cal.Never
	}
	if err := s.readOther(v, tx, i); err != nil {
		return err
	}
	if seesFigures(v.user.Role) {
		for name, at := range map[string]*money.Cents{"mindestens": &i.Low, "wirkung": &i.Mid, "hoechstens": &i.High} {
			*at = 0
			if text := v.field(name); text != "" {
				if *at, err = v.say.ParseAmount(text, v.facts.firm.Currency); err != nil {
					return err
				}
			}
		}
		if v.field("mindestens") == "" {
			i.Low = i.Mid
		}
		if v.field("hoechstens") == "" {
			i.High = i.Mid
		}
	}
	_, err = voice.Note(v.ctx(), tx, s.byNow(v), v.facts.firm.Hours(), *i)
	return err
}

// readOther finds who had the idea too: whom a typed text names, unless it names who stands
// there already.
func (s *server) readOther(v *visit, tx *store.Tx, i *feedback.Idea) error {
	text := strings.TrimSpace(v.field("wer"))
	if i.Other != 0 && text != "" {
		was, err := customer.Get(v.ctx(), tx, i.Other)
		if err == nil && was.Shown() == text {
			return nil
		}
	}
	had := i.Other
	i.Other = 0
	if text == "" {
		if had != 0 {
			i.Shared = false
		}
		return nil
	}
	other, err := s.named(v, tx, text)
	if err != nil {
		return err
	}
	if other == i.Customer {
		return fault.New(fault.Invalid, "feedback.twice")
	}
	i.Other = other
	return nil
}

func (s *server) changeTold(v *visit, tx *store.Tx, id int64, m row.Meta, act string) error {
	t := feedback.Told{Customer: id}
	if m.ID != 0 {
		was, err := feedback.ReadTold(v.ctx(), tx, m.ID)
		if err != nil {
			return err
		}
		if was.Customer != id {
			return fault.New(fault.NotFound, "history.no_such_row")
		}
		t = was
		t.Meta = m
	}
	if act == "anteil-weg" {
		return feedback.Untell(v.ctx(), tx, s.by(v), m.ID, m.Version)
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(v.field("anteil"), "%")))
	if err != nil || n < 0 || n > 100 {
		return fault.New(fault.Invalid, "feedback.share")
	}
	t.Share, t.Words = 100*n, v.field("worte")
	if t.Day, err = v.day("tag", v.facts.today); err != nil {
		return err
	}
	_, err = feedback.Tell(v.ctx(), tx, s.by(v), v.facts.today, t)
	return err
}

package web

import (
	"slices"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
	surveypage "github.com/stammkunde/stammkunde/internal/web/page/survey"
)

// sidesSection is the page that a customer and the firm read alike.
const sidesSection = "gemeinsam"

// Most entries of a kind on the page of both sides, and how long what was settled stays.
const (
	sidesMost   = 20
	sidesMonths = 24
)

func (s *server) sidesRoutes() []route {
	return []route{
		{pattern: "GET /kunden/{id}/auskunft", access: manager, do: s.disclosurePage},
		{pattern: "GET /kunden/{id}/" + sidesSection, access: signedIn, do: s.sidesPage},
		{pattern: "POST /kunden/{id}/" + sidesSection, access: writer, do: s.saveSides},
		{pattern: "GET /kunden/{id}/" + sidesSection + "/blatt", access: writer, do: s.sidesSheet},
		{pattern: "GET " + publicSides + "{token}", access: public, do: s.sidesPublic},
		{pattern: "POST " + publicSides + "{token}", access: public, do: s.takeSides},
	}
}

// hasSides reports whether a customer can have the page.
func hasSides(c *customer.Customer) bool {
	return !c.Collective && c.Kind != customer.Household && c.Kind != customer.Contact
}

// sidesPage shows the firm what the customer reads, and the links that lead there.
func (s *server) sidesPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	if !hasSides(&c) {
		return fault.New(fault.NotFound, "feedback.page.nobody")
	}
	forms, err := party.Forms(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	du := party.FormOf(&c, forms, party.Form(v.facts.firm.AddressForm)) == party.Du
	view := page.View{}
	if view.Main, err = sides(v, c.ID, du); err != nil {
		return err
	}
	if len(view.Main) == 0 {
		view.Main = []page.Card{{Title: v.say.T("websides.both"), Empty: asked(v, du, "websides.none")}}
	}
	card, err := s.sidesLinks(v, &c)
	if err != nil {
		return err
	}
	view.Aside = []page.Card{card}
	return s.section(v, &c, sidesSection, view)
}

// sidesLinks are the links to the page, with what can be done about them.
func (s *server) sidesLinks(v *visit, c *customer.Customer) (page.Card, error) {
	say := v.say
	url := customerURL(c.ID) + "/" + sidesSection
	card := page.Card{ID: "link", Title: say.T("websides.links"), Lede: say.T("websides.links.lede")}
	list, err := feedback.PagesOf(v.ctx(), v.seen, c.ID)
	if err != nil {
		return card, err
	}
	if list = slices.DeleteFunc(list, func(p feedback.Page) bool { return !p.Holds(v.facts.today) }); len(list) == 0 {
		card.Empty = say.T("websides.links.none")
		card.Forms = []page.Form{rowForm(v, url, "link", row.Meta{}, "", "websides.links.make")}
		card.Forms[0].Strong = true
		return card, nil
	}
	for i := range list {
		p := &list[i]
		end := rowAct(v, url, "ende", p.Meta, "websides.links.end", "quiet")
		card.Rows = append(card.Rows, page.Row{Text: say.T("websides.links.until", p.Until), Sub: say.T("websides.links.made", p.Day), Acts: []look.ActView{end}})
	}
	if s.PublicURL == "" {
		card.Rows = append(card.Rows, page.Row{Text: say.T("websurvey.local"), Sub: say.T("websurvey.local.why")})
	}
	if v.user.Role.Writes() {
		card.Rows = append(card.Rows,
			page.Row{Text: say.T("websides.links.sheet"), Href: url + "/blatt"},
			page.Row{Text: say.T("websides.links.here"), Href: publicSides + list[0].Token(v.facts.firm.Secret)})
	}
	return card, nil
}

// saveSides makes a link or ends one.
func (s *server) saveSides(v *visit) error {
	return s.onSection(v, sidesSection, func(tx *store.Tx, id int64) error {
		m, err := v.row()
		if err != nil {
			return err
		}
		switch v.field("act") {
		case "link":
			_, err := feedback.OpenPage(v.ctx(), tx, s.by(v), v.facts.today, id)
			return err
		case "ende":
			return feedback.EndPage(v.ctx(), tx, s.by(v), v.facts.today, m.ID, m.Version)
		}
		return fault.New(fault.Invalid, "web.bad_form")
	})
}

// sidesSheet is the newest link to print or to hand over.
func (s *server) sidesSheet(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	list, err := feedback.PagesOf(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(p feedback.Page) bool { return p.Holds(v.facts.today) })
	if at < 0 {
		return fault.New(fault.NotFound, "feedback.page.gone")
	}
	v.w.Header().Set("Cache-Control", "no-store")
	say := v.say
	one := surveypage.Sheet{Name: c.Shown(), Text: say.T("websides.sheet", v.facts.firm.Name, list[at].Until), URL: publicSides + list[at].Token(v.facts.firm.Secret)}
	if s.PublicURL != "" {
		one.URL = originOf(s.PublicURL) + one.URL
		one.Code = look.CodeView{Label: say.T("websurvey.code"), Text: one.URL}
	} else {
		one.Text = say.T("websurvey.local.why")
	}
	view := surveypage.SheetsView{
		Back: look.LinkView{Label: c.Shown(), Href: customerURL(c.ID) + "/" + sidesSection}, Title: say.T("websides.links.sheet"), Lede: say.T("websides.sheet.lede"),
		Print: say.T("websurvey.sheets.print"), Sheets: []surveypage.Sheet{one},
	}
	return s.page(v, sheet{Title: view.Title, At: "/kunden"}, surveypage.Sheets(view))
}

// sides is what both sides read: what was promised and became of it, what he expects, what
// was agreed, what is done together, and what he suggested. Parts without anything are left
// out. The words address the customer, for the firm reads the same.
func sides(v *visit, id int64, du bool) ([]page.Card, error) {
	var cards []page.Card
	for _, part := range []func(*visit, int64, bool) ([]page.Card, error){vows, hopes, agreement, jointly, heeded} {
		more, err := part(v, id, du)
		if err != nil {
			return nil, err
		}
		for _, c := range more {
			if len(c.Rows) > 0 {
				cards = append(cards, c)
			}
		}
	}
	return cards, nil
}

// vows are what each side promised the other.
func vows(v *visit, id int64, du bool) ([]page.Card, error) {
	list, err := promise.Of(v.ctx(), v.seen, id, promise.Cursor{Day: cal.Never, ID: 1 << 62}, 2*sidesMost)
	if err != nil {
		return nil, err
	}
	ours := page.Card{ID: "zusagen", Title: asked(v, du, "websides.ours")}
	theirs := page.Card{ID: "ihre-zusagen", Title: asked(v, du, "websides.theirs")}
	since := v.facts.today.AddMonths(-sidesMonths)
	for i := range list {
		p := &list[i]
		if p.State == promise.Withdrawn || p.State != promise.Open && p.Settled < since {
			continue
		}
		text := p.Text
		if p.Kind == promise.Callback {
			text = known(v.say.T("websides.callback"), p.Text)
		}
		r := page.Row{Text: text}
		switch p.State {
		case promise.Kept:
			r.Sub, r.Tags = v.say.T("websides.kept.on", p.Settled), []look.TagView{{Text: v.say.T("websides.kept"), Tone: look.ToneGood}}
		case promise.Broken:
			r.Sub, r.Tags = v.say.T("websides.for", p.Due), []look.TagView{{Text: v.say.T("websides.broken"), Tone: look.ToneHoney}}
		case promise.Open, promise.Withdrawn:
			r.Sub, r.Tags = v.say.T("websides.for", p.Due), []look.TagView{{Text: v.say.T("websides.open"), Tone: look.ToneLine}}
		}
		card := &theirs
		if p.Party == interaction.Us {
			card = &ours
		}
		if len(card.Rows) < sidesMost {
			card.Rows = append(card.Rows, r)
		}
	}
	return []page.Card{ours, theirs}, nil
}

// hopeTones are how it looks what became of an expectation.
var hopeTones = map[string]look.Tone{promise.Met: look.ToneGood, promise.Exceeded: look.ToneGood, promise.Missed: look.ToneHoney}

// hopes are what he expects, and whether it came so.
func hopes(v *visit, id int64, du bool) ([]page.Card, error) {
	list, err := promise.Expectations(v.ctx(), v.seen, id, sidesMost)
	card := page.Card{ID: "erwartungen", Title: asked(v, du, "websides.expects")}
	for i := range list {
		e := &list[i]
		tone, judged := hopeTones[e.State]
		if !judged {
			tone = look.ToneLine
		}
		card.Rows = append(card.Rows, page.Row{Text: e.Text, Sub: v.say.T("webparty.since", e.Since), Tags: []look.TagView{{Text: v.say.T("websides.verdict." + e.State), Tone: tone}}})
	}
	return []page.Card{card}, err
}

// agreement is what was agreed last.
func agreement(v *visit, id int64, du bool) ([]page.Card, error) {
	list, err := accord.Agreements(v.ctx(), v.seen, id)
	card := page.Card{ID: "vereinbart", Title: asked(v, du, "websides.agreed")}
	if err != nil || len(list) == 0 {
		return nil, err
	}
	card.Note = v.say.T("webparty.since", list[0].Day)
	for _, part := range agreed(&list[0]) {
		if *part.text != "" {
			card.Rows = append(card.Rows, page.Row{Text: asked(v, du, "websides.agreed."+part.name), Sub: *part.text})
		}
	}
	return []page.Card{card}, nil
}

// jointly is what is done together, with the steps of each side.
func jointly(v *visit, id int64, du bool) ([]page.Card, error) {
	matters, err := accord.Matters(v.ctx(), v.seen, id)
	if err != nil || len(matters) == 0 {
		return nil, err
	}
	tasks, err := accord.Tasks(v.ctx(), v.seen, id)
	if err != nil {
		return nil, err
	}
	card := page.Card{ID: "gemeinsam", Title: asked(v, du, "websides.together")}
	for i := range matters {
		m := &matters[i]
		if m.State == accord.Dropped || len(card.Rows) == sidesMost {
			continue
		}
		r := page.Row{Text: m.Title, Sub: m.Aim}
		if m.Due != cal.Never {
			r.Sub = known(m.Aim, v.say.T("websides.for", m.Due))
		}
		if m.State == accord.Done {
			r.Tags = []look.TagView{{Text: v.say.T("websides.done"), Tone: look.ToneGood}}
		}
		for j := range tasks {
			if t := &tasks[j]; t.Matter == m.ID {
				r.List = append(r.List, taskLine(v, du, t))
			}
		}
		card.Rows = append(card.Rows, r)
	}
	return []page.Card{card}, nil
}

// taskLine tells a step: whose it is, what, and when.
func taskLine(v *visit, du bool, t *accord.Task) string {
	when := ""
	switch {
	case t.Done != cal.Never:
		when = v.say.T("websides.done.on", t.Done)
	case t.Due != cal.Never:
		when = v.say.T("websides.for", t.Due)
	}
	return known(asked(v, du, "websides.side."+t.Side)+": "+t.Words, when)
}

// heeded is what he suggested and what became of it.
func heeded(v *visit, id int64, du bool) ([]page.Card, error) {
	list, err := feedback.Of(v.ctx(), v.seen, id)
	card := page.Card{ID: "angeregt", Title: asked(v, du, "websides.heeded")}
	for i := range list {
		one := &list[i]
		if one.Kind != feedback.Suggestion || len(card.Rows) == sidesMost {
			continue
		}
		tone := look.ToneLine
		if one.State == feedback.Adopted {
			tone = look.ToneGood
		}
		card.Rows = append(card.Rows, page.Row{Text: one.Words, Sub: known(v.say.Date(one.Day), one.Outcome), Tags: []look.TagView{{Text: v.say.T("websides.idea." + string(one.State)), Tone: tone}}})
	}
	return []page.Card{card}, err
}

package web

import (
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// accordPage shows why somebody is here, which relationship is wished, and what was
// agreed.
func (s *server) accordPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	view := page.View{Acts: []look.ButtonView{{Label: v.say.T("webparty.talk"), Icon: "printer", Href: customerURL(c.ID) + "/jahresgespraech"}}}
	if hasSides(&c) {
		view.Acts = append(view.Acts, look.ButtonView{Label: v.say.T("websides.both"), Icon: "users", Href: customerURL(c.ID) + "/" + sidesSection})
	}
	for _, fill := range []func(*visit, *customer.Customer, *page.View) error{s.reasonCard, s.matterCard, s.relationCards, s.agreementCard} {
		if err := fill(v, &c, &view); err != nil {
			return err
		}
	}
	return s.section(v, &c, "vereinbarung", view)
}

func (s *server) reasonCard(v *visit, c *customer.Customer, view *page.View) error {
	list, err := accord.Reasons(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/vereinbarung"
	card := page.Card{ID: "gruende", Title: v.say.T("webparty.reasons"), Lede: v.say.T("webparty.reasons.lede"), Empty: v.say.T("webparty.reasons.none")}
	for i := range list {
		r := &list[i]
		words := r.Words
		if words != "" {
			words = v.say.T("webparty.quoted", words)
		}
		card.Rows = append(card.Rows, page.Row{
			Text: v.say.T("webparty.phase."+r.Phase) + ": " + v.say.T("webparty.code."+r.Code),
			Sub:  known(words, v.say.T("webparty.source."+r.Source), v.say.Date(r.Day)),
			Acts: []look.ActView{rowAct(v, url, "grund-weg", r.Meta, "webparty.remove", "quiet")},
		})
	}
	words := textField(v, "worte", "webparty.words", "")
	words.Rows, words.Hint = 2, v.say.T("webdata.readable")
	card.Forms = []page.Form{rowForm(v, url, "grund", row.Meta{}, "webparty.reasons.add", "button.save",
		choice(v, "phase", "webparty.phase", "webparty.phase.", "stays", accord.Phases), choice(v, "grund", "webparty.code", "webparty.code.", "quality", accord.Codes),
		words, choice(v, "quelle", "webparty.source", "webparty.source.", "told", accord.Sources), dayField(v, "tag", "webparty.topic.day", v.facts.today))}
	view.Main = append(view.Main, card)
	return nil
}

// relationCards tell which relationship there is and which one is wished for. A household has
// none of its own.
func (s *server) relationCards(v *visit, c *customer.Customer, view *page.View) error {
	if c.Kind == customer.Household {
		return wishCard(v, c, kind.Unknown, view)
	}
	e, err := s.estimate(v, v.seen, c.ID)
	if err != nil {
		return err
	}
	if err := relationCard(v, c, &e, view); err != nil {
		return err
	}
	if err := bondCard(v, c, view); err != nil {
		return err
	}
	if err := trustCard(v, c, view); err != nil {
		return err
	}
	return wishCard(v, c, e.Shown(), view)
}

// wishCard puts the relationship wished for beside the one there is.
func wishCard(v *visit, c *customer.Customer, there kind.Kind, view *page.View) error {
	list, err := accord.Wishes(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	card := page.Card{ID: "wunsch", Title: v.say.T("webparty.wish"), Rows: []page.Row{{Text: v.say.T("webparty.kind." + there.Key()), Sub: v.say.T("webparty.wish.now")}}}
	now := accord.Wish{Kind: "partner"}
	if len(list) > 0 {
		now = list[0]
		card.Rows = append(card.Rows, page.Row{Text: v.say.T("webparty.kind." + now.Kind), Sub: v.say.T("webparty.wish.since", now.Day)})
		if now.Step != "" {
			card.Rows = append(card.Rows, page.Row{Text: now.Step, Sub: v.say.T("webparty.wish.step")})
		}
	}
	step := textField(v, "schritt", "webparty.wish.step", now.Step)
	step.Rows = 2
	card.Forms = []page.Form{rowForm(v, customerURL(c.ID)+"/vereinbarung", "wunsch", row.Meta{}, "webparty.wish.change", "button.save",
		choice(v, "art", "webparty.wish.kind", "webparty.kind.", now.Kind, accord.Kinds), step)}
	card.Forms[0].Hidden = append(card.Forms[0].Hidden, lastSeen(now.ID))
	view.Aside = append(view.Aside, card)
	return nil
}

// agreed are the parts of an agreement with their form names.
func agreed(a *accord.Agreement) []struct {
	name string
	text *string
} {
	return []struct {
		name string
		text *string
	}{
		{"we_give", &a.WeGive},
		{"we_expect", &a.WeExpect},
		{"they_give", &a.TheyGive},
		{"they_expect", &a.TheyExpect},
		{"decides", &a.Decides},
		{"complaints", &a.Complaints},
	}
}

func (s *server) agreementCard(v *visit, c *customer.Customer, view *page.View) error {
	list, err := accord.Agreements(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	card := page.Card{ID: "vereinbart", Title: v.say.T("webparty.agreement"), Empty: v.say.T("webparty.agreement.none")}
	var now accord.Agreement
	if len(list) > 0 {
		now = list[0]
		card.Note = v.say.T("webparty.agreement.version", len(list), now.Day)
	}
	var fields []look.FieldView
	for _, part := range agreed(&now) {
		label := "webparty.agreement." + part.name
		if *part.text != "" {
			card.Rows = append(card.Rows, page.Row{Text: *part.text, Sub: v.say.T(label)})
		}
		x := textField(v, part.name, label, *part.text)
		x.Rows = 2
		fields = append(fields, x)
	}
	for _, old := range list[min(1, len(list)):] {
		var words []string
		for _, part := range agreed(&old) {
			if *part.text != "" {
				words = append(words, v.say.T("webparty.agreement."+part.name)+": "+*part.text)
			}
		}
		card.Rows = append(card.Rows, page.Row{Text: v.say.T("webparty.agreement.old", old.Day), Sub: known(words...), Tags: []look.TagView{{Text: v.say.T("webparty.past"), Tone: look.ToneLine}}})
	}
	fields = append(fields, dayField(v, "tag", "webparty.agreement.day", v.facts.today))
	card.Forms = []page.Form{rowForm(v, customerURL(c.ID)+"/vereinbarung", "vereinbart", row.Meta{}, "webparty.agreement.change", "button.save", fields...)}
	card.Forms[0].Hidden = append(card.Forms[0].Hidden, lastSeen(now.ID))
	view.Aside = append(view.Aside, card)
	return nil
}

// matterCard lists what is done together, with the steps of both sides.
func (s *server) matterCard(v *visit, c *customer.Customer, view *page.View) error {
	list, err := accord.Matters(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	steps, err := accord.Tasks(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/vereinbarung"
	card := page.Card{ID: "gemeinsam", Title: v.say.T("webparty.matters"), Empty: v.say.T("webparty.matters.none")}
	for i := range list {
		m := &list[i]
		card.Rows = append(card.Rows, matterRow(v, m, url))
		for j := range steps {
			if steps[j].Matter == m.ID {
				card.Rows = append(card.Rows, stepRow(v, &steps[j], url))
			}
		}
	}
	card.Forms = []page.Form{matterForm(v, &accord.Matter{Since: v.facts.today, Due: cal.Never, State: accord.Open}, url, "webparty.matters.add")}
	view.Main = append(view.Main, card)
	return nil
}

func matterRow(v *visit, m *accord.Matter, url string) page.Row {
	r := page.Row{Text: m.Title, Sub: known(m.Aim, spanText(v, m.Since, m.Due))}
	if m.State != accord.Open {
		r.Tags = []look.TagView{{Text: v.say.T("webparty.matter." + string(m.State)), Tone: look.ToneLine}}
		r.Acts = []look.ActView{rowAct(v, url, "vorhaben-open", m.Meta, "webparty.matter.reopen", "quiet")}
		return r
	}
	r.Acts = []look.ActView{rowAct(v, url, "vorhaben-done", m.Meta, "webparty.matter.do", "quiet")}
	f := rowForm(v, url, "schritt", row.Meta{}, "webparty.step.add", "button.save", textField(v, "was", "webparty.step.what", ""),
		choice(v, "seite", "webparty.step.side", "webparty.side.", "us", []string{"us", "them"}), dayField(v, "bis", "webparty.step.due", cal.Never))
	for i := range f.Fields {
		f.Fields[i].ID += "-" + strconv.FormatInt(m.ID, 10)
	}
	f.Hidden = append(f.Hidden, look.Hidden{Name: "vorhaben", Value: strconv.FormatInt(m.ID, 10)})
	r.Edit = &f
	return r
}

func stepRow(v *visit, t *accord.Task, url string) page.Row {
	r := page.Row{Text: v.say.T("webparty.side."+t.Side) + ": " + t.Words}
	if t.Due < cal.Latest {
		r.Sub = v.say.T("webparty.step.by", t.Due)
	}
	switch {
	case t.Done < cal.Latest:
		r.Tags = []look.TagView{{Text: v.say.T("webparty.step.done", t.Done), Tone: look.ToneGood}}
		r.Acts = []look.ActView{rowAct(v, url, "schritt-offen", t.Meta, "webparty.matter.reopen", "quiet")}
	default:
		if t.Late(v.facts.today) {
			r.Tags = []look.TagView{{Text: v.say.T("webparty.step.late"), Tone: look.ToneBad}}
		}
		r.Acts = []look.ActView{rowAct(v, url, "schritt-fertig", t.Meta, "button.done", "")}
	}
	return r
}

func matterForm(v *visit, m *accord.Matter, url, title string) page.Form {
	name := textField(v, "titel", "webparty.matter.title", m.Title)
	name.Required = true
	return rowForm(v, url, "vorhaben", m.Meta, title, "button.save", name, textField(v, "ziel", "webparty.matter.aim", m.Aim),
		dayField(v, "seit", "webparty.since.label", m.Since), dayField(v, "bis", "webparty.step.due", m.Due))
}

// saveAccord runs a change of the page of agreements.
func (s *server) saveAccord(v *visit) error {
	return s.onSection(v, "vereinbarung", func(tx *store.Tx, id int64) error {
		m, err := v.row()
		if err != nil {
			return err
		}
		day, err := v.day("tag", v.facts.today)
		if err != nil {
			return err
		}
		by, today, ctx := s.by(v), v.facts.today, v.ctx()
		switch act := v.field("act"); act {
		case "grund":
			return accord.Say(ctx, tx, by, today, accord.Reason{Customer: id, Phase: v.field("phase"), Code: v.field("grund"), Words: v.field("worte"), Source: v.field("quelle"), Day: day, User: v.user.ID})
		case "grund-weg":
			return accord.Unsay(ctx, tx, by, m.ID, m.Version)
		case "wunsch":
			return s.saveWish(v, tx, id)
		case "vereinbart":
			return s.saveAgreement(v, tx, id, day)
		case "vorhaben", "vorhaben-done", "vorhaben-open":
			return s.saveMatter(v, tx, id, m, accord.State(strings.TrimPrefix(act, "vorhaben-")))
		case "art", "art-anders", "art-worte", "art-frei", "art-weg":
			return s.saveRelation(v, tx, id, m, act)
		case "vertrauen":
			return survey.Restore(ctx, tx, by, id, m.Version, v.field("worte"))
		case "schritt", "schritt-fertig", "schritt-offen":
			return s.saveStep(v, tx, id, m, act)
		}
		return fault.New(fault.Invalid, "web.bad_form")
	})
}

// saveWish writes which relationship the firm wishes.
func (s *server) saveWish(v *visit, tx *store.Tx, id int64) error {
	list, err := accord.Wishes(v.ctx(), tx, id)
	if err != nil {
		return err
	}
	if len(list) > 0 && !v.sawLast(list[0].ID) {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	return accord.WishFor(v.ctx(), tx, s.by(v), accord.Wish{Customer: id, Kind: v.field("art"), Step: v.field("schritt"), Day: v.facts.today, User: v.user.ID})
}

// saveAgreement writes a new version of the agreement.
func (s *server) saveAgreement(v *visit, tx *store.Tx, id int64, day cal.Date) error {
	list, err := accord.Agreements(v.ctx(), tx, id)
	if err != nil {
		return err
	}
	if len(list) > 0 && !v.sawLast(list[0].ID) {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	a := accord.Agreement{Customer: id, Day: day, User: v.user.ID}
	for _, part := range agreed(&a) {
		*part.text = v.field(part.name)
	}
	return accord.Agree(v.ctx(), tx, s.by(v), a)
}

// lastSeen notes in a form which version stood on the page when it was drawn: what is
// written as a new version must not pass over one that its writer has not seen.
func lastSeen(id int64) look.Hidden {
	return look.Hidden{Name: "zuletzt", Value: strconv.FormatInt(id, 10)}
}

// sawLast reports whether the form was drawn with this version, or names none.
func (v *visit) sawLast(id int64) bool {
	seen := v.field("zuletzt")
	return seen == "" || seen == strconv.FormatInt(id, 10)
}

// saveMatter writes a new joint matter, or gives one its state.
func (s *server) saveMatter(v *visit, tx *store.Tx, id int64, meta row.Meta, state accord.State) (err error) {
	m := accord.Matter{State: accord.Open}
	if meta.ID != 0 {
		if m, err = accord.ReadMatter(v.ctx(), tx, meta.ID); err != nil {
			return err
		}
		if m.Customer != id {
			return fault.New(fault.NotFound, "history.no_such_row")
		}
		m.State, m.Version = state, meta.Version
		return accord.Plan(v.ctx(), tx, s.by(v), m)
	}
	m.Customer, m.Title, m.Aim = id, v.field("titel"), v.field("ziel")
	if m.Since, err = v.day("seit", v.facts.today); err != nil {
		return err
	}
	if m.Due, err = v.day("bis", cal.Never); err != nil {
		return err
	}
	return accord.Plan(v.ctx(), tx, s.by(v), m)
}

// saveStep writes a new step, or notes that one is done or not.
func (s *server) saveStep(v *visit, tx *store.Tx, id int64, meta row.Meta, act string) (err error) {
	if act == "schritt" {
		t := accord.Task{Customer: id, Side: v.field("seite"), Words: v.field("was"), Done: cal.Never}
		if t.Matter, err = v.number("vorhaben"); err != nil {
			return err
		}
		if t.Due, err = v.day("bis", cal.Never); err != nil {
			return err
		}
		return accord.Step(v.ctx(), tx, s.by(v), t)
	}
	t, err := accord.ReadTask(v.ctx(), tx, meta.ID)
	if err != nil {
		return err
	}
	if t.Customer != id {
		return fault.New(fault.NotFound, "history.no_such_row")
	}
	t.Version, t.Done = meta.Version, cal.Never
	if act == "schritt-fertig" {
		t.Done = v.facts.today
	}
	return accord.Step(v.ctx(), tx, s.by(v), t)
}

// yearPage is the sheet for the yearly talk, from all that is known.
func (s *server) yearPage(v *visit) error {
	p, err := s.load(v)
	if err != nil {
		return err
	}
	view := page.Sheet{
		Back: look.LinkView{Label: p.Shown(), Href: customerURL(p.ID) + "/vereinbarung"}, Print: v.say.T("webparty.print"),
		Title: v.say.T("webparty.talk.title", p.Shown(), v.facts.today.Year()), Privacy: v.say.T("webdata.privacy"),
	}
	forms, err := party.Forms(v.ctx(), v.seen, p.ID)
	if err != nil {
		return err
	}
	view.Lede = greeting(v, &p.Customer, forms).Text
	for _, part := range []func(*visit, *person) (page.Part, error){s.yearFigures, s.yearReasons, s.yearLikes, s.yearAgreed, s.yearMatters, s.yearWish} {
		got, err := part(v, &p)
		if err != nil {
			return err
		}
		if len(got.Items) > 0 {
			view.Parts = append(view.Parts, got)
		}
	}
	for _, ask := range []string{"good", "better", "next"} {
		view.Parts = append(view.Parts, page.Part{Title: v.say.T("webparty.talk." + ask), Lines: 3})
	}
	return s.page(v, sheet{Title: view.Title, At: "/kunden"}, page.Talk(view))
}

func (s *server) yearFigures(v *visit, p *person) (page.Part, error) {
	part := page.Part{Title: v.say.T("webparty.talk.together")}
	if !p.sold || p.why.OrdersEver == 0 {
		return part, nil
	}
	l := p.why.Lifecycle
	part.Items = append(part.Items, v.say.T("webparty.talk.since", l.First), v.say.T("webparty.talk.orders", p.why.OrdersYear))
	if seesFigures(v.user.Role) {
		part.Items = append(part.Items, v.say.T("webparty.talk.net", v.say.MoneyRound(p.why.Value.Year.Net, "")))
	}
	return part, nil
}

func (s *server) yearReasons(v *visit, p *person) (page.Part, error) {
	part := page.Part{Title: v.say.T("webparty.reasons")}
	list, err := accord.Reasons(v.ctx(), v.seen, p.ID)
	for _, r := range list[:min(5, len(list))] {
		text := v.say.T("webparty.phase."+r.Phase) + ": " + v.say.T("webparty.code."+r.Code)
		if r.Words != "" {
			text += " – " + v.say.T("webparty.quoted", r.Words)
		}
		part.Items = append(part.Items, text)
	}
	return part, err
}

func (s *server) yearLikes(v *visit, p *person) (page.Part, error) {
	part := page.Part{Title: v.say.T("webparty.likes")}
	list, err := interest.Likes(v.ctx(), v.seen, p.ID)
	for i := range list {
		l := &list[i]
		switch {
		case l.Excluded:
			part.Items = append(part.Items, v.say.T("webparty.talk.avoid", l.Name))
		case l.KnownUntil > v.facts.today:
			part.Items = append(part.Items, l.Name)
		}
	}
	return part, err
}

func (s *server) yearAgreed(v *visit, p *person) (page.Part, error) {
	part := page.Part{Title: v.say.T("webparty.agreement")}
	list, err := accord.Agreements(v.ctx(), v.seen, p.ID)
	if err != nil || len(list) == 0 {
		return part, err
	}
	for _, x := range agreed(&list[0]) {
		if *x.text != "" {
			part.Items = append(part.Items, v.say.T("webparty.agreement."+x.name)+": "+*x.text)
		}
	}
	return part, nil
}

func (s *server) yearMatters(v *visit, p *person) (page.Part, error) {
	part := page.Part{Title: v.say.T("webparty.matters")}
	list, err := accord.Matters(v.ctx(), v.seen, p.ID)
	if err != nil {
		return part, err
	}
	steps, err := accord.Tasks(v.ctx(), v.seen, p.ID)
	for _, m := range list {
		if m.State != accord.Open {
			continue
		}
		part.Items = append(part.Items, known(m.Title, m.Aim))
		for _, t := range steps {
			if t.Matter == m.ID && t.Done == cal.Never {
				part.Items = append(part.Items, v.say.T("webparty.side."+t.Side)+": "+t.Words)
			}
		}
	}
	return part, err
}

func (s *server) yearWish(v *visit, p *person) (page.Part, error) {
	part := page.Part{Title: v.say.T("webparty.wish.step")}
	list, err := accord.Wishes(v.ctx(), v.seen, p.ID)
	if err == nil && len(list) > 0 && list[0].Step != "" {
		part.Items = []string{list[0].Step}
	}
	return part, err
}

// reasonsPage counts why customers come, stay, buy more and leave, by their standing.
func (s *server) reasonsPage(v *visit) error {
	view := page.View{Head: look.HeadView{Title: v.say.T("webparty.counted"), Lede: v.say.T("webparty.counted.lede"), Back: &look.LinkView{Label: v.say.T("place.customers"), Href: "/kunden"}}}
	groups := []string{string(lifecycle.Regular), string(lifecycle.Repeat), string(lifecycle.First), string(lifecycle.Prospect)}
	standing := map[int64]string{}
	for _, phase := range accord.Phases {
		told, err := accord.ToldOf(v.ctx(), v.seen, phase)
		if err != nil {
			return err
		}
		for _, t := range told {
			if _, seen := standing[t.Customer]; seen {
				continue
			}
			r, found, err := lifecycle.GetRow(v.ctx(), v.seen, t.Customer)
			if err != nil {
				return err
			}
			if standing[t.Customer] = string(lifecycle.Prospect); found {
				standing[t.Customer] = string(r.StandingOn(v.facts.today))
			}
		}
		card := page.Card{Title: v.say.T("webparty.phase." + phase), Empty: v.say.T("webparty.counted.none")}
		for _, n := range accord.Tally(told, groups, func(id int64) string { return standing[id] }) {
			card.Rows = append(card.Rows, page.Row{Text: v.say.T("webparty.code." + n.Code), Sub: v.say.T("webparty.counted.row", locale.V{"n": n.Customers, "group": v.say.T("webparty.standing." + n.Group)})})
		}
		if len(view.Main) <= len(view.Aside) {
			view.Main = append(view.Main, card)
		} else {
			view.Aside = append(view.Aside, card)
		}
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden", Wide: true}, page.Page(view))
}

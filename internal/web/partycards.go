package web

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// linksShown bounds the links on a page.
const linksShown = 100

// partyPage shows who somebody is: form of address, ways to reach him, with whom he
// belongs together.
func (s *server) partyPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	var view page.View
	human := c.Kind == customer.Person || c.Kind == customer.Contact
	fills := []func(*visit, *customer.Customer, *page.View) error{s.reachCard, s.linkCard}
	switch {
	case human:
		fills = append(fills, s.formCard, s.leftCard)
	case c.Kind == customer.Firm:
		fills = append(fills, s.staffCard, s.rollUpCard, s.letterCard)
	case c.Kind == customer.Household:
		fills = append(fills, s.letterCard)
	}
	for _, fill := range fills {
		if err := fill(v, &c, &view); err != nil {
			return err
		}
	}
	return s.section(v, &c, "person", view)
}

// reachCard lists all ways to reach somebody, the past ones too.
func (s *server) reachCard(v *visit, c *customer.Customer, view *page.View) error {
	list, err := party.Points(v.ctx(), v.seen, c, customer.Region(v.facts.firm.Locale))
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/person"
	card := page.Card{ID: "erreichbar", Title: v.say.T("webparty.reach"), Empty: v.say.T("webparty.reach.none")}
	for i := range list {
		card.Rows = append(card.Rows, pointRow(v, c, &list[i], url))
	}
	for _, way := range []party.Way{party.Phone, party.Mail, party.Address} {
		p := party.Point{Way: way, Since: cal.Never, Until: cal.Never, Bad: cal.Never}
		f := pointForm(v, &p, url, "punkt-"+string(way))
		f.Title = v.say.T("webparty.reach.add." + string(way))
		card.Forms = append(card.Forms, f)
	}
	view.Main = append(view.Main, card)
	return nil
}

func pointRow(v *visit, c *customer.Customer, p *party.Reach, url string) page.Row {
	r := page.Row{Text: p.Value, Sub: known(spanText(v, p.Since, p.Until), sourceWord(v, p.Source), p.Note)}
	if p.Way == party.Phone {
		d := dialling(v, p.Value, p.Country)
		r.Text = d.Text
	}
	past := p.Past(v.facts.today)
	tag := func(text string, tone look.Tone) { r.Tags = append(r.Tags, look.TagView{Text: text, Tone: tone}) }
	if p.Primary {
		tag(v.say.T("webparty.primary"), look.ToneGood)
	}
	if p.Usage != "" {
		tag(v.say.T("webparty.usage."+p.Usage), look.ToneLine)
	}
	if past {
		tag(v.say.T("webparty.past"), look.ToneLine)
	} else if p.Bad < cal.Latest {
		tag(v.say.T("webparty.bad", p.Bad), look.ToneBad)
	}
	if p.ID == 0 {
		return r
	}
	if !p.Primary && !past {
		act := rowAct(v, url, "punkt-zuerst", p.Meta, "webparty.make_primary", "quiet")
		act.Fields = append(act.Fields, look.Hidden{Name: "version", Value: strconv.FormatInt(c.Version, 10)})
		r.Acts = append(r.Acts, act)
	}
	f := pointForm(v, &p.Point, url, "punkt-"+string(p.Way))
	f.Title = v.say.T("webparty.change")
	f.Fields = append(f.Fields, idOf(dayField(v, "bis", "webparty.until.label", p.Until), &f), idOf(dayField(v, "ungueltig", "webparty.bad.label", p.Bad), &f))
	r.Edit = &f
	return r
}

// idOf gives a field that was added later an id of its form.
func idOf(x look.FieldView, f *page.Form) look.FieldView {
	x.ID = strings.TrimSuffix(f.Fields[0].ID, f.Fields[0].Name) + x.Name
	return x
}

func pointForm(v *visit, p *party.Point, url, act string) page.Form {
	var fields []look.FieldView
	switch p.Way {
	case party.Phone:
		x := textField(v, "wert", "webparty.way.phone", p.Value)
		x.Type, x.Required = "tel", true
		fields = []look.FieldView{x}
	case party.Mail:
		x := textField(v, "wert", "webparty.way.mail", p.Value)
		x.Required = true
		fields = []look.FieldView{x}
	case party.Address:
		fields = []look.FieldView{
			textField(v, "strasse", "webparty.street", p.Street), textField(v, "plz", "webparty.postcode", p.Postcode),
			textField(v, "ort", "webparty.city", p.City), textField(v, "land", "webparty.country", p.Country),
		}
	}
	fields = append(fields, choice(v, "art", "webparty.usage", "webparty.usage.", p.Usage, party.Usages[p.Way]),
		dayField(v, "seit", "webparty.since.label", p.Since), sourceField(v, p.Source), textField(v, "notiz", "webparty.note", p.Note))
	return rowForm(v, url, act, p.Meta, "", "button.save", fields...)
}

// pointSources say how the firm may have come to know a number or an address.
var pointSources = []string{"told", "letter", "public", "observed"}

// sourceWord tells how the firm knows something: in words, or by the name of a source of
// files.
func sourceWord(v *visit, source string) string {
	if key := "webparty.source." + source; locale.Has(key) {
		return v.say.T(key)
	}
	return source
}

// sourceField asks how the firm knows it; the name of a source of files stays to choose.
func sourceField(v *visit, source string) look.FieldView {
	if source == "" {
		source = "told"
	}
	f := choice(v, "quelle", "webparty.source", "webparty.source.", source, pointSources)
	if !slices.Contains(pointSources, source) {
		f.Options = append(f.Options, look.Option{Value: source, Label: sourceWord(v, source), Checked: true})
	}
	return f
}

// linkCard shows with whom somebody belongs together.
func (s *server) linkCard(v *visit, c *customer.Customer, view *page.View) error {
	list, err := party.Links(v.ctx(), v.seen, c.ID, linksShown)
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/person"
	card := page.Card{ID: "verbindungen", Title: v.say.T("webparty.links"), Empty: v.say.T("webparty.links.none")}
	for i := range list {
		card.Rows = append(card.Rows, linkRow(v, &list[i], url))
	}
	kinds := look.FieldView{Name: "art", Label: v.say.T("webparty.link.kind")}
	for _, k := range party.Kinds {
		for _, end := range []string{"", ".back"} {
			if key := "webparty.link." + string(k) + end; linkFits(c.Kind, k, end != "") {
				kinds.Options = append(kinds.Options, look.Option{Value: string(k) + end, Label: v.say.T(key)})
			}
		}
	}
	other := textField(v, "mit", "webparty.link.with", "")
	other.Required, other.Hint = true, v.say.T("webparty.link.with.hint")
	if len(kinds.Options) > 0 {
		f := rowForm(v, url, "verbindung", row.Meta{}, "webparty.link.add", "button.save", kinds, other,
			textField(v, "wort", "webparty.link.label", ""), textField(v, "gegenwort", "webparty.link.back_label", ""),
			dayField(v, "seit", "webparty.since.label", cal.Never), textField(v, "notiz", "webparty.note", ""))
		card.Forms = append(card.Forms, f)
	}
	if c.Kind == customer.Person {
		f := rowForm(v, url, "haushalt", row.Meta{}, "webparty.household.new", "button.save", textField(v, "name", "webparty.household.name", v.say.T("webparty.household.family", c.LastName)))
		card.Forms = append(card.Forms, f)
	}
	view.Main = append(view.Main, card)
	return nil
}

// linkFits tells which links a customer of a kind can have at one end.
func linkFits(kind customer.Kind, link party.Kind, back bool) bool {
	human := kind == customer.Person || kind == customer.Contact
	switch link {
	case party.WorksFor:
		return human && !back || kind == customer.Firm && back
	case party.Parent:
		return kind == customer.Firm
	case party.Family:
		return human && !back
	case party.Member:
		return kind == customer.Person && !back || kind == customer.Household && back
	case party.Free:
		return kind != customer.Household && !back
	}
	return false
}

func linkRow(v *visit, l *party.Seen, url string) page.Row {
	key := "webparty.link." + string(l.Kind)
	if l.Back {
		key += ".back"
	}
	word := v.say.T(key)
	if l.Kind == party.Free {
		word = l.Word()
	} else if label := l.Word(); label != "" {
		word += " (" + label + ")"
	}
	r := page.Row{Text: l.OtherName, Href: customerURL(l.Other), Sub: known(word, spanText(v, l.Since, l.Until), l.Note)}
	if !l.On(v.facts.today) {
		r.Tags = append(r.Tags, look.TagView{Text: v.say.T("webparty.past"), Tone: look.ToneLine})
	}
	f := rowForm(v, url, "verbindung-aendern", l.Meta, "webparty.change", "button.save",
		textField(v, "wort", "webparty.link.label", l.Label), dayField(v, "seit", "webparty.since.label", l.Since),
		dayField(v, "bis", "webparty.until.label", l.Until), textField(v, "notiz", "webparty.note", l.Note))
	r.Edit = &f
	r.Acts = append(r.Acts, rowAct(v, url, "verbindung-weg", l.Meta, "webparty.link.mistake", "quiet"))
	return r
}

// formCard is about Du and Sie, and how a letter would begin.
func (s *server) formCard(v *visit, c *customer.Customer, view *page.View) error {
	list, err := party.Forms(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	card := page.Card{ID: "anrede", Title: v.say.T("webparty.form"), Lede: v.say.T("webparty.greeting", greeting(v, c, list).Text), Empty: v.say.T("webparty.form.none")}
	for _, a := range list {
		card.Rows = append(card.Rows, page.Row{
			Text: v.say.T("webparty.form." + string(a.Form)),
			Sub:  known(v.say.T("webparty.since", a.Since), v.say.T("webparty.offered."+string(a.Offered)), a.Note),
		})
	}
	now := party.FormOf(c, list, party.Form(v.facts.firm.AddressForm))
	f := rowForm(v, customerURL(c.ID)+"/person", "anrede", row.Meta{}, "webparty.form.change", "button.save",
		choice(v, "form", "webparty.form", "webparty.form.", string(now), []string{"sie", "du", "neutral"}),
		choice(v, "angeboten", "webparty.offered", "webparty.offered.", "unknown", []string{"us", "them", "unknown"}),
		dayField(v, "seit", "webparty.since.label", v.facts.today), textField(v, "notiz", "webparty.note", ""))
	card.Forms = append(card.Forms, f)
	view.Aside = append(view.Aside, card)
	return nil
}

// letterCard shows how a letter to a house would begin.
func (s *server) letterCard(v *visit, c *customer.Customer, view *page.View) error {
	view.Aside = append(view.Aside, page.Card{Title: v.say.T("webparty.form"), Lede: v.say.T("webparty.greeting", greeting(v, c, nil).Text)})
	return nil
}

// leftCard lets a contact person leave, and come back, in one action.
func (s *server) leftCard(v *visit, c *customer.Customer, view *page.View) error {
	if c.Kind != customer.Contact {
		return nil
	}
	gone, err := party.Departures(v.ctx(), v.seen, c.FirmID)
	if err != nil {
		return err
	}
	people, err := customer.Contacts(v.ctx(), v.seen, c.FirmID)
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/person"
	card := page.Card{ID: "gegangen", Title: v.say.T("webparty.left")}
	for _, d := range gone {
		if d.Contact == c.ID {
			card.Rows = append(card.Rows, page.Row{
				Text: v.say.T("webparty.left.on", d.Day), Sub: v.say.T("webparty.left.visit"),
				Acts: []look.ActView{rowAct(v, url, "zurueck", d.Meta, "webparty.left.back", "quiet")},
			})
			view.Aside = append(view.Aside, card)
			return nil
		}
	}
	card.Lede = v.say.T("webparty.left.lede")
	card.Forms = append(card.Forms, leaveForm(v, c.ID, people, gone, url))
	view.Aside = append(view.Aside, card)
	return nil
}

// leaveForm asks for the day and the successor.
func leaveForm(v *visit, contact int64, people []customer.Customer, gone []party.Departure, url string) page.Form {
	next := look.FieldView{Name: "nachfolge", Label: v.say.T("webparty.successor"), Options: []look.Option{{Value: "", Label: v.say.T("webparty.successor.unknown")}}}
	left := leftOf(gone)
	for i := range people {
		if p := &people[i]; p.ID != contact && !left[p.ID] {
			next.Options = append(next.Options, look.Option{Value: strconv.FormatInt(p.ID, 10), Label: p.Shown()})
		}
	}
	f := rowForm(v, url, "gegangen", row.Meta{}, "", "webparty.left.do", dayField(v, "tag", "webparty.left.day", v.facts.today), next)
	for i := range f.Fields {
		f.Fields[i].ID += "-" + strconv.FormatInt(contact, 10)
	}
	f.Hidden = append(f.Hidden, look.Hidden{Name: "person", Value: strconv.FormatInt(contact, 10)})
	return f
}

func leftOf(gone []party.Departure) map[int64]bool {
	left := map[int64]bool{}
	for _, d := range gone {
		left[d.Contact] = true
	}
	return left
}

// staffCard lists the contact persons of a firm, those who left apart.
func (s *server) staffCard(v *visit, c *customer.Customer, view *page.View) error {
	people, err := customer.Contacts(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	gone, err := party.Departures(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/person"
	card := page.Card{ID: "ansprechpersonen", Title: v.say.T("webparty.staff"), Empty: v.say.T("webparty.staff.none")}
	left, names := leftOf(gone), map[int64]string{}
	for i := range people {
		p := &people[i]
		names[p.ID] = p.Shown()
		if left[p.ID] {
			continue
		}
		f := leaveForm(v, p.ID, people, gone, url)
		f.Title = v.say.T("webparty.left.open")
		card.Rows = append(card.Rows, page.Row{Text: p.Shown(), Href: customerURL(p.ID), Sub: p.Role, Edit: &f})
	}
	for _, d := range gone {
		r := page.Row{Text: names[d.Contact], Href: customerURL(d.Contact), Sub: v.say.T("webparty.left.on", d.Day), Tags: []look.TagView{{Text: v.say.T("webparty.past"), Tone: look.ToneLine}}}
		if d.Successor != 0 {
			r.Sub = known(r.Sub, v.say.T("webparty.successor.is", names[d.Successor]))
		}
		r.Acts = append(r.Acts, rowAct(v, url, "zurueck", d.Meta, "webparty.left.back", "quiet"))
		card.Rows = append(card.Rows, r)
	}
	view.Main = append([]page.Card{card}, view.Main...)
	return s.visitCard(v, c, view)
}

// visitCard shows the visit that a departure proposes.
func (s *server) visitCard(v *visit, c *customer.Customer, view *page.View) error {
	list, err := party.ProposalsOf(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	card := page.Card{ID: "besuch", Title: v.say.T("webparty.visit"), Lede: v.say.T("webparty.visit.why")}
	url := customerURL(c.ID) + "/person"
	for _, p := range list {
		if p.State == party.Open && v.facts.today < p.Until {
			card.Rows = append(card.Rows, page.Row{Text: v.say.T("webparty.visit.until", p.Until), Acts: []look.ActView{
				rowAct(v, url, "besuch-done", p.Meta, "webparty.visit.done", ""), rowAct(v, url, "besuch-dropped", p.Meta, "webparty.visit.no", "quiet"),
			}})
		}
	}
	if len(card.Rows) > 0 {
		view.Aside = append(view.Aside, card)
	}
	return nil
}

// rollUpCard sums up what the firms below a parent bought.
func (s *server) rollUpCard(v *visit, c *customer.Customer, view *page.View) error {
	if !seesFigures(v.user.Role) {
		return nil
	}
	sum, err := party.RollUp(v.ctx(), v.seen, c.ID, v.facts.today, v.facts.today.AddMonths(-12).MonthKey())
	if err != nil || sum.Firms == 0 {
		return err
	}
	view.Aside = append(view.Aside, page.Card{ID: "toechter", Title: v.say.T("webparty.below"), Rows: []page.Row{
		{Text: v.say.MoneyRound(sum.Net, ""), Sub: v.say.T("webparty.below.text", int(min(sum.Firms, math.MaxInt32)), int(min(sum.Orders, math.MaxInt32)))},
	}})
	return nil
}

// saveParty runs a change of the page of a person.
func (s *server) saveParty(v *visit) error {
	return s.onSection(v, "person", func(tx *store.Tx, id int64) error {
		act := v.field("act")
		m, err := v.row()
		if err != nil {
			return err
		}
		switch act {
		case "punkt-phone", "punkt-mail", "punkt-address":
			return s.savePoint(v, tx, id, m, party.Way(strings.TrimPrefix(act, "punkt-")))
		case "punkt-zuerst":
			return s.makePrimary(v, tx, id, m)
		case "verbindung":
			return s.joinParties(v, tx, id)
		case "verbindung-aendern", "verbindung-weg":
			return s.changeLink(v, tx, id, m, act == "verbindung-weg")
		case "haushalt":
			_, err := party.NewHousehold(v.ctx(), tx, s.by(v), v.field("name"), v.facts.today, id)
			return err
		case "anrede":
			return s.agreeForm(v, tx, id)
		case "gegangen", "zurueck", "besuch-done", "besuch-dropped":
			return s.leave(v, tx, id, m, act)
		}
		return fault.New(fault.Invalid, "web.bad_form")
	})
}

func (s *server) savePoint(v *visit, tx *store.Tx, id int64, m row.Meta, way party.Way) (err error) {
	p := party.Point{Until: cal.Never, Bad: cal.Never}
	if m.ID != 0 {
		if p, err = party.ReadPoint(v.ctx(), tx, m.ID); err != nil {
			return err
		}
		if p.Customer != id {
			return fault.New(fault.NotFound, "history.no_such_row")
		}
	}
	p.Meta, p.Customer, p.Way, p.Usage, p.Value, p.Note = m, id, way, v.field("art"), v.field("wert"), v.field("notiz")
	p.Street, p.Postcode, p.City, p.Country = v.field("strasse"), v.field("plz"), v.field("ort"), v.field("land")
	if p.Source = v.field("quelle"); p.Source == "" {
		p.Source = "told"
	}
	for name, at := range map[string]*cal.Date{"seit": &p.Since, "bis": &p.Until, "ungueltig": &p.Bad} {
		if *at, err = v.day(name, cal.Never); err != nil {
			return err
		}
	}
	if m.ID != 0 {
		return party.ChangePoint(v.ctx(), tx, s.by(v), p)
	}
	_, err = party.AddPoint(v.ctx(), tx, s.by(v), p)
	return err
}

func (s *server) makePrimary(v *visit, tx *store.Tx, id int64, m row.Meta) error {
	p, err := party.ReadPoint(v.ctx(), tx, m.ID)
	if err != nil {
		return err
	}
	if p.Customer != id {
		return fault.New(fault.NotFound, "history.no_such_row")
	}
	version, err := v.version()
	if err != nil {
		return err
	}
	return party.MakePrimary(v.ctx(), tx, s.by(v), m.ID, version)
}

// joinParties links somebody with another customer, who is named by number or address.
func (s *server) joinParties(v *visit, tx *store.Tx, id int64) error {
	other, err := s.named(v, tx, v.field("mit"))
	if err != nil {
		return err
	}
	kind, back := strings.CutSuffix(v.field("art"), ".back")
	l := party.Link{From: id, To: other, Kind: party.Kind(kind), Label: v.field("wort"), BackLabel: v.field("gegenwort"), Until: cal.Never, Note: v.field("notiz")}
	if back {
		l.From, l.To = other, id
	}
	if l.Since, err = v.day("seit", cal.Never); err != nil {
		return err
	}
	_, err = party.Join(v.ctx(), tx, s.by(v), l)
	return err
}

func (s *server) changeLink(v *visit, tx *store.Tx, id int64, m row.Meta, remove bool) error {
	l, err := party.ReadLink(v.ctx(), tx, m.ID)
	if err != nil {
		return err
	}
	if l.From != id && l.To != id {
		return fault.New(fault.NotFound, "history.no_such_row")
	}
	if remove {
		return party.Part(v.ctx(), tx, s.by(v), m.ID, m.Version)
	}
	l.Version, l.Label, l.Note = m.Version, v.field("wort"), v.field("notiz")
	if l.Since, err = v.day("seit", cal.Never); err != nil {
		return err
	}
	if l.Until, err = v.day("bis", cal.Never); err != nil {
		return err
	}
	return party.Rejoin(v.ctx(), tx, s.by(v), l)
}

func (s *server) agreeForm(v *visit, tx *store.Tx, id int64) error {
	since, err := v.day("seit", v.facts.today)
	if err != nil {
		return err
	}
	_, err = party.Agree(v.ctx(), tx, s.by(v), v.facts.today, party.Agreed{
		Customer: id, Form: party.Form(v.field("form")), Offered: party.Offered(v.field("angeboten")), Since: since, Note: v.field("notiz"), User: v.user.ID,
	})
	return err
}

// leave notes who has left, takes it back, or answers the visit proposed because of it.
func (s *server) leave(v *visit, tx *store.Tx, id int64, m row.Meta, act string) error {
	by := s.by(v)
	switch act {
	case "zurueck":
		return promise.ComeBack(v.ctx(), tx, by, m.ID, m.Version)
	case "besuch-done", "besuch-dropped":
		return party.Decide(v.ctx(), tx, by, m.ID, m.Version, party.State(strings.TrimPrefix(act, "besuch-")), v.facts.today)
	}
	who, err := v.number("person")
	if err != nil {
		return err
	}
	c, err := customer.Get(v.ctx(), tx, who)
	if err != nil {
		return err
	}
	if c.ID != id && c.FirmID != id {
		return fault.New(fault.NotFound, "customer.no_such_customer")
	}
	next, err := v.number("nachfolge")
	if err != nil {
		return err
	}
	day, err := v.day("tag", v.facts.today)
	if err != nil {
		return err
	}
	_, err = promise.Leave(v.ctx(), tx, by, who, next, day, v.facts.today)
	return err
}

// partyRoutes are the addresses of the further pages of a customer.
func (s *server) partyRoutes() []route {
	return slices.Concat(s.foldRoutes(), s.kindRoutes(), s.gapRoutes(), s.cultureRoutes(), s.timesRoutes(), s.goodwillRoutes(), s.costRoutes(), s.referralRoutes(), s.ideaRoutes(), s.complaintRoutes(), s.voiceRoutes(), s.demandRoutes(), s.surveyRoutes(), s.sidesRoutes(), s.trialRoutes(), s.bookRoutes(), s.portfolioRoutes(), []route{
		{pattern: "GET /kunden/{id}/person", access: signedIn, do: s.partyPage},
		{pattern: "POST /kunden/{id}/person", access: writer, do: s.saveParty},
		{pattern: "GET /kunden/{id}/interessen", access: signedIn, do: s.interestPage},
		{pattern: "POST /kunden/{id}/interessen", access: writer, do: s.saveInterest},
		{pattern: "GET /kunden/{id}/vereinbarung", access: signedIn, do: s.accordPage},
		{pattern: "POST /kunden/{id}/vereinbarung", access: writer, do: s.saveAccord},
		{pattern: "GET /kunden/{id}/jahresgespraech", access: signedIn, do: s.yearPage},
		{pattern: "POST /kunden/{id}/rueckgaengig", access: writer, do: s.undoSection},
		{pattern: "GET /themen", access: signedIn, do: s.topicsPage},
		{pattern: "POST /themen", access: manager, do: s.saveTopic},
		{pattern: "GET /gruende", access: signedIn, do: s.reasonsPage},
	})
}

package web

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
	"github.com/stammkunde/stammkunde/internal/web/page/talk"
)

// person is a customer with everything that his pages tell of him.
type person struct {
	customer.Customer
	who  locale.Person
	bars consent.Bars
	why  insight.Explanation
	sold bool // insight knows him: he is a person or firm, no contact person

	known knowledge.Glance
	kind  *relationship.Row // nil where there is none
}

// load reads a customer with his figures as of today, and together with him what beside
// reads, which may only need his id.
func (s *server) load(v *visit, beside ...func(*person) error) (person, error) {
	var p person
	id, err := v.id()
	if err != nil {
		return p, err
	}
	var c customer.Customer
	p.ID = id
	reads := []func() error{
		func() (err error) {
			if c, err = customer.Get(v.ctx(), v.seen, id); err != nil {
				return err
			}
			return s.figures(v, &p, &c)
		},
		func() (err error) { p.bars, err = consent.Current(v.ctx(), v.seen, id); return err },
	}
	for _, read := range beside {
		reads = append(reads, func() error { return read(&p) })
	}
	if err := store.Together(v.ctx(), reads...); err != nil {
		return p, err
	}
	p.Customer, p.who = c, whoIs(&c)
	return p, nil
}

// figures reads what insight says of somebody, if it knows him.
func (s *server) figures(v *visit, p *person, c *customer.Customer) (err error) {
	if c.Kind == customer.Contact || c.Kind == customer.Household || c.Collective || s.Insight == nil {
		return nil
	}
	p.why, err = s.Insight.WhyOf(v.ctx(), customer.Subject{ID: c.ID, Kind: c.Kind, Collective: c.Collective, Country: c.Country}, v.facts.today)
	p.sold = err == nil
	return err
}

func whoIs(c *customer.Customer) locale.Person {
	return locale.Person{Name: c.Shown(), Family: c.LastName, Salutation: locale.ParseSalutation(c.Salutation), Firm: c.Kind == customer.Firm}
}

// customerPage shows one customer.
func (s *server) customerPage(v *visit) error {
	view := page.View{Back: look.LinkView{Label: v.say.T("place.customers"), Href: "/kunden"}, Privacy: v.say.T("webdata.privacy"), Aside: v.say.T("webdata.aside")}
	p, err := s.load(v, func(p *person) error { return s.atAGlance(v, p, &view) },
		func(p *person) (err error) { p.kind, err = kindOf(v, p.ID); return err })
	if err != nil {
		return s.wentElsewhere(v, err)
	}
	treatedAs(v, &p, &view)
	view.Tabs, view.TabsLabel = s.sectionTabs(v, p.ID, ""), v.say.T("webparty.tabs")
	view.Who, view.Buttons = s.whoView(v, &p), s.customerButtons(v, &p)
	view.Menu, view.Help = customerMenu(v, &p), helpAct(v, p.ID)
	if p.sold {
		if err := s.judged(v, &p, &view); err != nil {
			return err
		}
	}
	if err := s.customerCards(v, &p, &view); err != nil {
		return err
	}
	card, err := kindCard(v, &p)
	if err != nil {
		return err
	}
	view.Kind, view.Reach = card, reach(v, &p)
	view.Note = noteForm(v, &p)
	return s.page(v, sheet{Title: p.Shown(), At: "/kunden", Wide: true}, page.Page(v.say, view))
}

// customerCards fills in the cards of the page. Those that add to the same list read one
// after the other, all others together.
func (s *server) customerCards(v *visit, p *person, view *page.View) error {
	one := func(fill ...func(*visit, *person, *page.View) error) func() error {
		return func() error {
			for _, f := range fill {
				if err := f(v, p, view); err != nil {
					return err
				}
			}
			return nil
		}
	}
	var merged page.View
	var own, asked templ.Component
	var learn learning
	err := store.Together(v.ctx(),
		one(s.barCard, s.complaintNote, s.demandNote), func() error { return s.mergedNotes(v, p, &merged) },
		one(s.nextStep), one(s.twins), one(s.peopleCard), one(s.likes), one(s.lossCard, s.referralCard, s.ideaCard), one(s.firstHistory),
		func() (err error) { learn.owed, err = s.owed(v, p); return err },
		func() (err error) { learn.ask, err = s.gapCard(v, &p.Customer); return err },
		func() (err error) { learn.fit, err = s.fitCard(v, &p.Customer); return err },
		one(s.contactCard),
		func() (err error) { asked, err = s.askedCard(v, &p.Customer); return err },
		func() (err error) { own, err = s.ownCard(v, &p.Customer); return err },
	)
	if err != nil {
		return err
	}
	view.Notes = append(view.Notes, merged.Notes...)
	view.Owed = learn.card(v)
	for _, card := range []templ.Component{own, asked} {
		if card != nil {
			view.More = append(view.More, card)
		}
	}
	return nil
}

// contactCard is the form for a contact, with what was just noted there.
func (s *server) contactCard(v *visit, p *person, view *page.View) error {
	if !v.user.Role.Writes() {
		return nil
	}
	view.Contact = s.contactForm(v, p)
	done, err := s.noted(v, p.ID)
	if done != nil {
		view.Contact.Done = talk.Noted(*done)
	}
	return err
}

// judged fills in what insight says.
func (s *server) judged(v *visit, p *person, view *page.View) error {
	if seesFigures(v.user.Role) {
		view.Value = valueCard(v, p)
	}
	if seesFigures(v.user.Role) && !p.bars.Deceased { // nothing is expected of the dead
		answers, err := survey.AnswersOf(v.ctx(), v.seen, p.ID, surveyHistory)
		if err != nil {
			return err
		}
		view.Worth = worthCard(v, p, answers)
		if err := s.nextPurchase(v, p, view.Worth); err != nil {
			return err
		}
	}
	view.Warning = warningCard(v, p)
	view.Rhythm = rhythmCard(v, p)
	view.Standing = standingCard(v, p)
	return nil
}

func (s *server) customerButtons(v *visit, p *person) []look.ButtonView {
	var list []look.ButtonView
	// Only firms and their people are offered a call; a person's number stands under "Erreichbar".
	if p.Kind != customer.Person && !p.bars.Any() {
		if phone := dialling(v, p.Phone, p.Country); phone.Dial != "" {
			list = append(list, look.ButtonView{Label: v.say.T("webdata.call"), Icon: "phone", Href: "tel:" + phone.Dial})
		}
	}
	if !p.bars.Deceased {
		list = append(list, look.ButtonView{Label: v.say.T("brief.button"), Icon: "message-circle", Href: customerURL(p.ID) + "/gespraech"})
	}
	if v.user.Role.Writes() {
		list = append(list, look.ButtonView{Label: v.say.T("button.edit"), Icon: "pencil", Href: customerURL(p.ID) + "/bearbeiten"})
	}
	return list
}

// customerMenu is what is wanted more rarely, behind the three dots.
func customerMenu(v *visit, p *person) []look.LinkView {
	list := []look.LinkView{
		{Label: v.say.T("webdata.sheet"), Icon: "printer", Href: customerURL(p.ID) + "/blatt"},
		{Label: v.say.T("log.card"), Icon: "download", Href: customerURL(p.ID) + "/karte.vcf"},
	}
	if v.user.Role.Writes() && p.Kind != customer.Household && !p.Collective {
		list = append([]look.LinkView{{Label: v.say.T("webdemand.title"), Icon: "message-circle", Href: customerURL(p.ID) + "/" + demandSection}}, list...)
	}
	if v.user.Role.Manages() {
		list = append(list, look.LinkView{Label: v.say.T("log.title"), Icon: "file-text", Href: customerURL(p.ID) + "/protokoll"},
			look.LinkView{Label: v.say.T("webdisclose.menu"), Icon: "file-text", Href: customerURL(p.ID) + "/auskunft"})
	}
	return list
}

// whoView is the head: name, what is known at a glance, the line of stages.
func (s *server) whoView(v *visit, p *person) look.WhoView {
	say := v.say
	w := look.WhoView{Avatar: look.AvatarView{Initials: look.Initials(p.Shown()), Firm: p.Kind == customer.Firm, Size: "l"}, Name: p.Shown()}
	fact := func(icon, text string) {
		if text != "" {
			w.Facts = append(w.Facts, look.Fact{Icon: icon, Text: text})
		}
	}
	if p.Kind == customer.Firm {
		fact("store", strings.Trim(say.T("webdata.kind.firm")+", "+p.City, ", "))
	} else {
		fact("user", strings.Trim(say.T("webdata.kind."+string(p.Kind))+", "+p.City, ", "))
	}
	if p.Kind != customer.Firm {
		if word := salutationWord(say, p.Salutation); p.known.Form == party.Neutral && p.AddressForm != "du" {
			fact("", say.T("webdata.salutation.neutral", p.Shown()))
		} else if word != "" {
			fact("", say.T("webdata.salutation", addressWord(v, p.Customer), word))
		} else {
			fact("", say.T("webdata.salutation.none", addressWord(v, p.Customer)))
		}
	}
	if p.Number != "" && p.Name != "" {
		fact("", say.T("webdata.number", p.Number))
	}
	if p.OwnerID != 0 {
		if u, err := team.Get(v.ctx(), s.DB, p.OwnerID); err == nil {
			fact("", say.T("webdata.owner", u.Name))
		}
	}
	if !p.sold {
		if p.Collective {
			w.Marks = append(w.Marks, look.TagView{Text: say.T("webdata.collective"), Tone: look.ToneLine})
		}
		return w
	}
	w.Stages, w.Phone = stages(v, p)
	if r := p.kind; r != nil && r.Kind != kind.Unknown {
		k := look.Kind(r.Kind.Key())
		w.Marks = append(w.Marks, look.TagView{Text: k.Short(say), Icon: k.Icon(), Tone: look.ToneLine})
	}
	if r := p.kind; r != nil && r.StrainedOn(v.facts.today) {
		w.Marks = append(w.Marks, look.TagView{Text: say.T("audience.field.strained"), Tone: look.ToneLine})
	}
	if v.facts.mistrusts[p.ID] {
		w.Marks = append(w.Marks, look.TagView{Text: say.T("webtrust.mark"), Tone: look.ToneLine})
	}
	if tag, ok := activityTag(say, p.why.Lifecycle.ActivityOn(v.facts.today)); ok && !p.why.Lifecycle.OneTime() {
		w.Marks = append(w.Marks, tag)
	}
	return w
}

// stages is the line from first customer to regular, up to where he is.
func stages(v *visit, p *person) ([]look.StageView, string) {
	l := p.why.Lifecycle
	standing := l.StandingOn(v.facts.today)
	word := func(key string) string { return v.say.T("webdata.stage."+key, locale.V{"who": p.who}) }
	switch standing {
	case lifecycle.Prospect, lifecycle.Ended, lifecycle.Cancelled:
		return []look.StageView{{Label: word(string(standing)), Current: true}}, ""
	case lifecycle.First, lifecycle.Repeat, lifecycle.Regular:
	}
	at := standing.Code()
	var list []look.StageView
	for i, key := range []string{"first", "repeat", "regular"} {
		st := look.StageView{Label: word(key), Past: i+1 < at, Current: i+1 == at}
		if st.Current && standing == lifecycle.Regular {
			if since := l.RegularSince; since < cal.Latest {
				st.Label = v.say.T("webdata.stage.since", locale.V{"who": p.who, "year": since.Year()})
			}
		}
		if i+1 <= at {
			list = append(list, st)
		}
	}
	if former := l.FormerOn(v.facts.today); former < cal.Latest && standing != lifecycle.Regular {
		list[len(list)-1].Label += ", " + v.say.T("webdata.stage.former", former.Year())
	}
	return list, v.say.T("webdata.stage.phone", at)
}

// nextStep is the line of today's list, if there is one for him.
func (s *server) nextStep(v *visit, p *person, view *page.View) error {
	waits, err := care.WaitsFor(v.ctx(), v.seen, v.user.ID, v.facts.today, p.ID)
	if err != nil || !waits {
		return err
	}
	day, err := care.List(v.ctx(), v.seen, v.user.ID, v.facts.today)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(day.Steps, func(step care.Step) bool { return step.Line.Customer == p.ID && step.State == care.Planned })
	if i < 0 {
		return nil
	}
	step := &day.Steps[i]
	text := s.words(v, step)
	n := page.Next{Title: v.say.T("webdata.next"), Say: text.Reason(), How: text.How, With: text.With}
	if why := s.why(v, step); len(why.Rows) > 0 {
		n.Why = &why
	}
	if v.user.Role.Writes() {
		back := look.Hidden{Name: "zurueck", Value: customerURL(p.ID)}
		act := func(value, word, icon, key, style string) look.ActView {
			return look.ActView{URL: lineURL(step), Fields: []look.Hidden{{Name: "act", Value: value}, back}, Button: look.ButtonView{Label: v.say.T(word), Icon: icon, Key: key, Style: style}}
		}
		n.Acts = []look.ActView{act("done", "button.done", "check", "E", "primary"), act("later", "button.later", "clock", "S", ""), act("no", "button.not_suitable", "", "X", "quiet")}
	}
	view.Next = &n
	return nil
}

// valueCard is what he has brought; unknown costs stay unknown.
func valueCard(v *visit, p *person) *page.Value {
	say, w := v.say, p.why.Value
	c := &page.Value{Title: say.T("webdata.value"), Note: say.T("webdata.value.note")}
	if p.why.OrdersEver == 0 {
		c.Empty = say.T("webdata.value.none")
		return c
	}
	net := look.KPI{Label: say.T("webdata.value.net"), Value: say.MoneyRound(w.Year.Net, "")}
	if change, known := w.Trend(p.why.Lifecycle.First, v.facts.today); known {
		net.Delta, net.DeltaTone, net.Note = signed(say, change), toneOf(change), say.T("webdata.value.past")
	}
	margin := look.KPI{Label: say.T("webdata.value.margin"), Value: "–", Note: say.T("webdata.value.unknown")}
	db, known := w.Year.DB1()
	switch {
	case p.why.OrdersYear == 0:
		margin.Note = say.T("webdata.value.quiet")
	case known:
		margin.Value, margin.Note = say.MoneyRound(db, ""), say.T("webdata.quality."+string(w.Year.Quality()))
	}
	c.KPIs = []look.KPI{
		net, margin,
		{Label: say.T("webdata.value.ever"), Value: say.MoneyRound(w.Ever.Net, ""), Note: say.T("webdata.value.since", p.why.Lifecycle.First)},
		{Label: say.T("webdata.value.orders"), Value: say.Int(int64(p.why.OrdersYear)), Note: say.T("webdata.value.orders.ever", p.why.OrdersEver)},
	}
	if hasSteps(p) {
		steps := p.why.Steps.Year
		c.KPIs = append(c.KPIs, look.KPI{Label: say.T("webcost.db4"), Value: db4Text(say, steps), Note: say.T("webcost.measured.of", say.Percent(steps.MeasuredShare(), 0))})
	}
	c.Whys = folds(v, p, valueReasons(v, p))
	return c
}

// hasSteps tells whether the margin after costs is known.
func hasSteps(p *person) bool { return p.why.Steps.Year.Known() && len(p.why.Charges) > 0 }

// yearSpan are the twelve months up to today.
func yearSpan(v *visit) string {
	return v.say.Date(v.facts.today.AddMonths(-12).Add(1)) + " – " + v.say.Date(v.facts.today)
}

// valueReasons explain what he has brought.
func valueReasons(v *visit, p *person) []reason {
	if p.why.OrdersEver == 0 {
		return nil
	}
	say, w := v.say, &p.why.Value
	list := []reason{
		{"umsatz", say.T("webdata.value.net"), func() look.WhyView {
			return look.WhyView{Rows: []look.Pair{
				{Label: say.T("webdata.why.span"), Value: yearSpan(v)},
				{Label: say.T("webdata.why.orders"), Value: say.Int(int64(p.why.OrdersYear))},
				{Label: say.T("webdata.why.net"), Value: say.MoneyExact(w.Year.Net, "")},
				{Label: say.T("webdata.why.past"), Value: say.MoneyExact(w.YearPast.Net, "")},
			}, Rule: ruleLine(v, value.Rule, v.facts.today)}
		}},
		{"deckungsbeitrag", say.T("webdata.value.margin"), func() look.WhyView {
			return look.WhyView{Rows: marginRows(say, w.Year), Rule: ruleLine(v, value.Rule, v.facts.today)}
		}},
	}
	if hasSteps(p) {
		list = append(list, reason{"db4", say.T("webcost.db4"), func() look.WhyView {
			return look.WhyView{Rows: stepRows(say, p.why.Steps.Year), Rule: ruleLine(v, value.StepsRule, v.facts.today)}
		}})
	}
	return list
}

func marginRows(say *locale.Printer, m value.Margin) []look.Pair {
	rows := []look.Pair{
		{Label: say.T("webdata.why.net"), Value: say.MoneyExact(m.Net, "")},
		{Label: say.T("webdata.why.cost"), Value: say.MoneyExact(m.Cost, "")},
		{Label: say.T("webdata.why.measured"), Value: say.MoneyExact(m.NetMeasured, "")},
		{Label: say.T("webdata.why.estimated"), Value: say.MoneyExact(m.NetEstimated, "")},
		{Label: say.T("webdata.why.unknown"), Value: say.MoneyExact(m.NetUnknown(), "")},
	}
	if db, known := m.DB1(); known {
		rows = append(rows, look.Pair{Label: say.T("webdata.value.margin"), Value: say.MoneyExact(db, "")})
	}
	return rows
}

// ruleLine names the rule and the day of a figure.
func ruleLine(v *visit, rule string, day cal.Date) string {
	return v.say.T("webdata.why.rule", rule, day)
}

func signed(say *locale.Printer, change float64) string {
	text := say.Percent(change, 0)
	if change > 0 {
		return "+" + text
	}
	return text
}

func toneOf(change float64) look.Tone {
	if change < 0 {
		return look.ToneBad
	}
	return look.ToneGood
}

// warningCard tells the signs, in words that he may read himself.
func warningCard(v *visit, p *person) *page.Warning {
	w := &p.why.Warning
	if !warned(p) {
		return nil
	}
	c := &page.Warning{Title: v.say.T("webdata.warning"), Tone: look.ToneHoney, Word: v.say.T("webdata.warning." + string(w.Colour))}
	if w.Colour == warning.Red {
		c.Tone = look.ToneBad
	}
	c.Signs = signsOf(v, w.Reasons)
	c.Why = fold(v, p, warningReason(v, p))
	return c
}

// warned tells whether there are signs to be shown.
func warned(p *person) bool {
	return p.why.Warning.Colour != warning.Green && len(p.why.Warning.Reasons) > 0
}

// warningReason explains the colour by its signs.
func warningReason(v *visit, p *person) reason {
	return reason{"warnzeichen", v.say.T("webdata.warning"), func() look.WhyView {
		w, why := &p.why.Warning, look.WhyView{Rule: ruleLine(v, warning.Rule, v.facts.today)}
		for _, part := range w.Reasons {
			sign := capital(v.say.T("care.sign." + string(part.Sign.Reason)))
			why.Rows = append(why.Rows, look.Pair{Label: sign, Value: v.say.T("webdata.sign.points", part.Sign.Day, v.say.Float(part.Score, 1), v.say.Float(part.Sign.Points, 1))})
		}
		why.Rows = append(why.Rows, look.Pair{Label: v.say.T("webdata.sign.sum"), Value: v.say.Float(w.Score, 1)},
			look.Pair{Label: v.say.T("webdata.sign.unseen"), Value: v.say.T("webdata.sign.unseen.what")})
		return why
	}}
}

// signsOf says each sign once, however often it was seen.
func signsOf(v *visit, parts []warning.Part) []string {
	type seen struct {
		times       int
		first, last cal.Date
	}
	found, order := map[warning.Reason]*seen{}, []warning.Reason(nil)
	for _, part := range parts {
		s := found[part.Sign.Reason]
		if s == nil {
			s = &seen{first: part.Sign.Day, last: part.Sign.Day}
			found[part.Sign.Reason], order = s, append(order, part.Sign.Reason)
		}
		s.times, s.first, s.last = s.times+1, min(s.first, part.Sign.Day), max(s.last, part.Sign.Day)
	}
	var list []string
	for _, reason := range order {
		s, sign := found[reason], capital(v.say.T("care.sign."+string(reason)))
		if s.times == 1 {
			list = append(list, v.say.T("webdata.sign.on", sign, s.first))
		} else {
			list = append(list, v.say.T("webdata.sign.again", sign, s.last, s.times, s.first))
		}
	}
	return list
}

// rhythmCard tells how he buys, in a sentence and a picture.
func rhythmCard(v *visit, p *person) *page.Rhythm {
	l, today := p.why.Lifecycle, v.facts.today
	c := &page.Rhythm{Title: v.say.T("webdata.rhythm")}
	values := locale.V{"who": p.who, "name": p.Shown(), "last": v.say.Relative(l.Last, today), "interval": v.say.Interval(l.IntervalDays), "days": p.why.Wait.Days}
	switch {
	case l.Occasions == 0:
		c.Text = v.say.T("webdata.rhythm.none")
		return c
	case l.OneTime():
		c.Text = v.say.T("webdata.rhythm.once", values)
		return c
	}
	if p.bars.Deceased {
		c.Text = v.say.T("webdata.rhythm.deceased", values)
		return c
	}
	c.Text = v.say.T("webdata.rhythm."+string(l.ActivityOn(today)), values)
	desk, phone := beats(v, p)
	c.Desk, c.Phone = &desk, &phone
	c.Why = fold(v, p, rhythmReason(v, p))
	return c
}

// rhythmReason explains his rhythm and since when he is late.
func rhythmReason(v *visit, p *person) reason {
	return reason{"rhythmus", v.say.T("webdata.rhythm"), func() look.WhyView {
		l := &p.why.Lifecycle
		return look.WhyView{Rows: []look.Pair{
			{Label: v.say.T("care.why.occasions"), Value: v.say.Int(int64(l.Occasions))},
			{Label: v.say.T("webdata.why.interval"), Value: v.say.T("webdata.why.days", v.say.Float(l.IntervalDays, 1))},
			{Label: v.say.T("webdata.why.group"), Value: v.say.T("webdata.why.days", v.say.Float(l.GroupDays, 1))},
			{Label: v.say.T("webdata.why.wait"), Value: v.say.T("webdata.why.waited", p.why.Wait.Days, p.why.Wait.OpenDays)},
			{Label: v.say.T("care.why.unusual"), Value: v.say.Percent(p.why.Wait.Unusual, 1)},
			{Label: v.say.T("care.why.alive"), Value: v.say.Percent(p.why.Wait.Alive, 1)},
			{Label: v.say.T("webdata.why.late"), Value: v.say.Date(l.LateFrom)},
			{Label: v.say.T("webdata.why.dormant"), Value: v.say.Date(l.DormantFrom)},
			{Label: v.say.T("webdata.why.lost"), Value: v.say.Date(l.LostFrom)},
			{Label: v.say.T("webdata.why.params"), Value: paramsShown(v, p)},
		}, Rule: ruleLine(v, lifecycle.Rule, v.facts.today)}
	}}
}

// paramsShown says where the figures of the group come from: learned on a day, or the
// trade's own until there is enough to learn from.
func paramsShown(v *visit, p *person) string {
	if p.why.Version == 0 {
		return v.say.T("webdata.why.params.preset")
	}
	return v.say.T("webdata.why.params.value", p.why.Version, p.why.Params.ValidFrom)
}

// beats draws his purchases for desks and for phones.
func beats(v *visit, p *person) (desk, phone look.BeatView) {
	l, today := p.why.Lifecycle, v.facts.today
	since := float64(today.Sub(l.Last))
	b := look.BeatView{
		Days: int(min(beatDaysMax, max(beatDays, math.Ceil(6*l.IntervalDays), since*1.5))),
		Now:  v.say.T("date.today"), Expected: v.say.T("web.today.beat.expected"),
		HasExpect: true, ExpectFrom: int(since - .85*l.IntervalDays), ExpectTo: int(since - 1.15*l.IntervalDays),
	}
	for _, o := range p.why.Occasions {
		b.Buys = append(b.Buys, today.Sub(o.Day))
	}
	b.Start = v.say.T("web.today.beat.start", locale.V{"n": int(math.Round(float64(b.Days) / 30.4))})
	b.Label = v.say.T("web.today.beat.label", locale.V{"interval": v.say.Interval(l.IntervalDays), "last": v.say.Relative(l.Last, today)})
	desk, phone = b, b
	desk.Width = 540
	return desk, phone
}

// standingCard tells why he has his standing and what it takes for the next one.
func standingCard(v *visit, p *person) *page.Standing {
	l, say := p.why.Lifecycle, v.say
	standing := l.StandingOn(v.facts.today)
	values := locale.V{"who": p.who, "name": p.Shown()}
	c := &page.Standing{Title: say.T("webdata.standing"), Text: say.T("webdata.standing."+string(standing), values)}
	if l.Override.Kind != "" {
		c.Decided = say.T("webdata.decided."+string(l.Override.Kind), l.Override.Day, l.Override.Reason)
	}
	if l.Occasions > 0 && standing != lifecycle.Ended && standing != lifecycle.Cancelled {
		for _, cl := range l.Clauses {
			c.Clauses = append(c.Clauses, clauseOf(say, cl))
		}
		if missing := missingPurchases(l.Clauses); missing > 0 && standing != lifecycle.Regular {
			c.Step = say.T("webdata.standing.missing", locale.V{"n": missing, "who": p.who})
		}
	}
	c.Why = fold(v, p, standingReason(v, p))
	if v.user.Role.Writes() {
		if v.refusedAt(customerURL(p.ID) + "/stufe") {
			c.Form = decideForm(v, p)
		} else {
			c.Decide = foldedForm(v, p.ID, "stufe", "webdata.decide")
		}
	}
	return c
}

// standingReason explains over which time his standing was looked at.
func standingReason(v *visit, p *person) reason {
	return reason{"stufe", v.say.T("webdata.standing"), func() look.WhyView {
		l, say := &p.why.Lifecycle, v.say
		return look.WhyView{Rows: []look.Pair{
			{Label: say.T("webdata.why.window"), Value: say.T("webdata.why.days", say.Float(l.Window, 0))},
			{Label: say.T("webdata.why.first"), Value: say.Date(l.First)},
			{Label: say.T("care.why.last"), Value: say.Date(l.Last)},
		}, Rule: ruleLine(v, lifecycle.Rule, v.facts.today)}
	}}
}

func missingPurchases(clauses [5]lifecycle.Clause) int {
	need := 0.0
	for _, c := range clauses {
		if c.Key == 'a' || c.Key == 'b' {
			need = max(need, c.Missing())
		}
	}
	return int(math.Ceil(need))
}

func clauseOf(say *locale.Printer, c lifecycle.Clause) page.Clause {
	state := "webdata.clause.open"
	if c.Holds {
		state = "webdata.clause.holds"
	}
	return page.Clause{Holds: c.Holds, State: say.T(state), Text: say.T("webdata.clause."+string(rune(c.Key)), locale.V{
		"have": int(math.Round(c.Have)), "need": int(math.Round(c.Need)), "missing": int(math.Ceil(c.Missing())),
	})}
}

// decideForm offers what the owner may decide in the present standing.
func decideForm(v *visit, p *person) *page.DecideForm {
	standing := p.why.Lifecycle.StandingOn(v.facts.today)
	acts := []lifecycle.ActKind{lifecycle.ActSet, lifecycle.ActDeny, lifecycle.ActEnd, lifecycle.ActNotice}
	if p.why.Lifecycle.Override.Kind != "" {
		acts = append([]lifecycle.ActKind{lifecycle.ActFree}, acts...)
	}
	if standing == lifecycle.Ended || standing == lifecycle.Cancelled {
		acts = []lifecycle.ActKind{lifecycle.ActReopen}
	}
	f := &page.DecideForm{
		Title: v.say.T("webdata.decide"), URL: customerURL(p.ID) + "/stufe", Save: v.say.T("button.save"),
		Choice: look.FieldView{Name: "act", Label: v.say.T("webdata.decide.what"), Required: true},
		Reason: v.kept(customerURL(p.ID)+"/stufe", look.FieldView{Name: "grund", Label: v.say.T("webdata.decide.reason"), Required: true, Hint: v.say.T("webdata.readable")}),
	}
	for _, a := range acts {
		f.Choice.Options = append(f.Choice.Options, look.Option{Value: string(a), Label: v.say.T("webdata.decide." + string(a))})
	}
	return f
}

// twins shows possible duplicates side by side, at most two.
func (s *server) twins(v *visit, p *person, view *page.View) error {
	if err := s.parted(v, p, view); err != nil || !p.Duplicate {
		return err
	}
	pairs, err := customer.Duplicates(v.ctx(), v.seen, p.ID)
	if err != nil {
		return err
	}
	seen := map[int64]bool{}
	for _, pair := range pairs {
		if pair.Dismissed || seen[pair.OtherID] || len(view.Twins) == 2 {
			continue
		}
		seen[pair.OtherID] = true
		other, err := customer.Get(v.ctx(), v.seen, pair.OtherID)
		if err != nil {
			return err
		}
		t := page.Twin{
			Title: v.say.T("webdata.twin"), Text: twinText(v, pair.Reason, &p.Customer, &other),
			Mine: twinCard(v, &p.Customer, "webdata.twin.mine", false), Other: twinCard(v, &other, "webdata.twin.other", true),
		}
		if v.user.Role.Writes() {
			t.Act = &look.ActView{URL: customerURL(p.ID) + "/doppelt", Fields: []look.Hidden{{Name: "anderer", Value: strconv.FormatInt(other.ID, 10)}}, Button: look.ButtonView{Label: v.say.T("webdata.twin.two"), Size: "s"}}
		}
		compareTwin(v, &p.Customer, &other, &t)
		view.Twins = append(view.Twins, t)
	}
	return nil
}

// parted says that two entries were just noted as two, and takes it back.
func (s *server) parted(v *visit, p *person, view *page.View) error {
	id, err := strconv.ParseInt(v.r.URL.Query().Get("zwei"), 10, 64)
	if err != nil {
		id = 0
	}
	if id <= 0 || !v.user.Role.Writes() {
		return nil
	}
	other, err := customer.Get(v.ctx(), v.seen, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	view.Parted = &page.Parted{
		Text: v.say.T("webdata.twin.parted", other.Shown()),
		Undo: look.ActView{
			URL: customerURL(p.ID) + "/doppelt", Fields: []look.Hidden{{Name: "anderer", Value: strconv.FormatInt(id, 10)}, {Name: "zurueck", Value: "1"}},
			Button: look.ButtonView{Label: v.say.T("look.undo"), Icon: "undo-2", Size: "s", Style: "quiet", Key: "U"},
		},
	}
	return nil
}

func twinCard(v *visit, c *customer.Customer, label string, link bool) page.TwinCard {
	t := page.TwinCard{Label: v.say.T(label), Avatar: look.AvatarView{Initials: look.Initials(c.Shown()), Firm: c.Kind == customer.Firm, Size: "s"}, Name: c.Shown()}
	if link {
		t.Href = customerURL(c.ID)
	}
	for _, line := range []string{c.Number, c.Street, strings.TrimSpace(c.Postcode + " " + c.City), dialling(v, c.Phone, c.Country).Text, c.Email, c.VATID} {
		if line != "" {
			t.Lines = append(t.Lines, line)
		}
	}
	return t
}

// mostPeople is how many contact persons the page lists.
const mostPeople = 30

// peopleCard lists the contact persons of a firm, or the firm of a contact person.
func (s *server) peopleCard(v *visit, p *person, view *page.View) error {
	row := func(c *customer.Customer) page.Person {
		return page.Person{Avatar: look.AvatarView{Initials: look.Initials(c.Shown()), Firm: c.Kind == customer.Firm, Size: "s"}, Name: c.Shown(), Href: customerURL(c.ID), Role: c.Role}
	}
	if p.Kind == customer.Contact && p.FirmID != 0 {
		firm, err := customer.Get(v.ctx(), v.seen, p.FirmID)
		if err != nil {
			return err
		}
		view.People = &page.People{Title: v.say.T("webdata.people.firm"), Rows: []page.Person{row(&firm)}}
		return nil
	}
	if p.Kind != customer.Firm {
		return nil
	}
	contacts, err := customer.Contacts(v.ctx(), v.seen, p.ID)
	if err != nil {
		return err
	}
	gone, err := party.Departures(v.ctx(), v.seen, p.ID)
	if err != nil {
		return err
	}
	left := map[int64]cal.Date{}
	for _, d := range gone {
		left[d.Contact] = d.Day
	}
	view.People = &page.People{Title: v.say.T("webdata.people"), Past: v.say.T("webdata.people.left")}
	for i := range contacts {
		one := row(&contacts[i])
		day, past := left[contacts[i].ID]
		switch {
		case past && len(view.People.Left) < mostPeople:
			one.Role = v.say.T("webparty.left.on", day)
			view.People.Left = append(view.People.Left, one)
		case !past && len(view.People.Rows) < mostPeople:
			view.People.Rows = append(view.People.Rows, one)
		}
	}
	if v.user.Role.Writes() {
		view.People.Add = &look.LinkView{Label: v.say.T("webdata.people.add"), Href: "/kunden/neu?firma=" + strconv.FormatInt(p.ID, 10)}
	}
	return nil
}

// together is what the members of a household have bought, summed while it is read.
func together(v *visit, p *person, view *page.View) error {
	home, err := list.OfHousehold(v.ctx(), v.seen, &p.Customer, v.facts.today)
	if err != nil || home.Occasions == 0 {
		return err
	}
	rows := []look.Pair{
		{Label: v.say.T("list.column.last"), Value: lastOf(v.say, &home, v.facts.today)},
		{Label: v.say.T("list.column.occasions"), Value: v.say.Int(int64(home.Occasions))},
	}
	if seesFigures(v.user.Role) {
		rows = append(rows, look.Pair{Label: v.say.T("list.column.net"), Value: v.say.MoneyRound(home.Net12m, "")},
			look.Pair{Label: v.say.T("list.column.total"), Value: v.say.MoneyRound(home.NetTotal, "")})
	}
	view.Likes = &page.Pairs{Title: v.say.T("webdata.households.together"), Rows: rows}
	return nil
}

// likes are the articles that he buys most often.
func (s *server) likes(v *visit, p *person, view *page.View) error {
	if p.Kind == customer.Household {
		return together(v, p, view)
	}
	c := page.Pairs{Title: v.say.T("webdata.likes")}
	if p.Favourite != "" {
		c.Rows = append(c.Rows, look.Pair{Label: p.Favourite, Value: v.say.T("webdata.likes.noted")})
	}
	found, err := sales.Favourites(v.ctx(), v.seen, p.ID, v.facts.today.AddMonths(-36), 5)
	if err != nil {
		return err
	}
	for _, f := range found {
		times := v.say.T("webdata.likes.orders", locale.V{"n": f.Orders})
		switch {
		case f.Name == "":
		case p.Favourite != "" && locale.Fold(f.Name) == locale.Fold(p.Favourite): // told and bought is one line
			c.Rows[0].Value += ", " + times
		default:
			c.Rows = append(c.Rows, look.Pair{Label: f.Name, Value: times})
		}
	}
	if len(c.Rows) > 0 {
		view.Likes = &c
	}
	return nil
}

func reach(v *visit, p *person) page.Facts {
	f := page.Facts{Title: v.say.T("webdata.reach"), Empty: v.say.T("webdata.reach.none")}
	add := func(icon, text, href string) {
		if text != "" {
			f.Items = append(f.Items, look.Fact{Icon: icon, Text: text, Href: href})
		}
	}
	phone, call := dialling(v, p.Phone, p.Country), ""
	if phone.Dial != "" && !p.bars.Any() {
		call = "tel:" + phone.Dial
	}
	if phone.Text != "" && phone.Dial == "" {
		phone.Text = v.say.T("webdata.reach.nophone", phone.Text)
	}
	add("phone", phone.Text, call)
	mail, address := "", p.Email
	if address != "" && p.EmailKey == "" {
		address = v.say.T("webdata.reach.nomail", address)
	}
	if p.EmailKey != "" && !p.bars.Any() {
		mail = "mailto:" + p.EmailKey
	}
	add("mail", address, mail)
	add("map-pin", strings.Trim(p.Street+", "+strings.TrimSpace(p.Postcode+" "+p.City)+", "+p.Country, ", "), "")
	add("cake", birthday(v.say, p.Birthday), "")
	add("badge-check", p.Card, "")
	furtherReach(v, p, &f)
	return f
}

// birthday writes a stored birthday, with or without a year.
func birthday(say *locale.Printer, text string) string {
	if d, err := cal.Parse(text); err == nil {
		return say.DateFull(d)
	}
	if d, err := cal.Parse("2000-" + strings.TrimPrefix(text, "--")); err == nil && strings.HasPrefix(text, "--") {
		return say.DayMonth(d)
	}
	return text
}

func noteForm(v *visit, p *person) page.NoteForm {
	n := page.NoteForm{Title: v.say.T("webdata.note"), Text: p.Note}
	if v.user.Role.Writes() {
		n.URL, n.Version, n.Save = customerURL(p.ID)+"/notiz", strconv.FormatInt(p.Version, 10), v.say.T("button.save")
		n.Field = v.kept(n.URL, look.FieldView{Name: "note", Label: v.say.T("webdata.note.label"), Value: p.Note, Rows: 3, Hint: v.say.T("webdata.readable")})
	}
	return n
}

// sheetPage is half a page about a customer for the counter or the drive.
func (s *server) sheetPage(v *visit) error {
	p, err := s.load(v)
	if err != nil {
		return err
	}
	say := v.say
	view := page.SheetView{
		Head:  look.HeadView{Title: p.Shown(), Lede: say.T("webdata.sheet.lede", v.facts.today), Back: &look.LinkView{Label: p.Shown(), Href: customerURL(p.ID)}},
		Title: say.T("webdata.sheet.title"), Write: say.T("web.brief.write"), Privacy: say.T("webdata.privacy"),
		Buttons: []look.ButtonView{{Label: say.T("button.print"), Icon: "printer", Type: "button", Style: "primary", Attrs: map[string]any{"data-print": true}}},
	}
	row := func(word, text string) {
		if text != "" {
			view.Rows = append(view.Rows, look.Pair{Label: say.T(word), Value: text})
		}
	}
	for _, bar := range barWords(p.bars) {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneBad, Text: say.T("webdata.flag." + bar)})
	}
	row("web.brief.address", say.T("web.brief.address.value", say.Address(p.who), addressWord(v, p.Customer)))
	row("web.welcome.phone", dialling(v, p.Phone, p.Country).Text)
	if p.sold {
		row("webdata.standing", say.T("webdata.standing."+string(p.why.Lifecycle.StandingOn(v.facts.today)), locale.V{"who": p.who, "name": p.Shown()}))
		if c := rhythmCard(v, &p); c != nil {
			row("webdata.rhythm", c.Text)
		}
	}
	var full page.View
	if err := s.likes(v, &p, &full); err != nil {
		return err
	}
	if full.Likes != nil {
		var names []string
		for _, l := range full.Likes.Rows {
			names = append(names, l.Label)
		}
		row("webdata.likes", say.List(names))
	}
	if err := s.nextStep(v, &p, &full); err != nil {
		return err
	}
	if full.Next != nil {
		row("webdata.next", full.Next.Say+" "+full.Next.With)
	}
	row("webdata.note", p.Note)
	return s.pageStatus(v, http.StatusOK, sheet{Title: p.Shown(), At: "/kunden"}, page.Sheet(view))
}

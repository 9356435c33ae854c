package web

import (
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	counterpage "github.com/stammkunde/stammkunde/internal/web/page/counter"
	customerpage "github.com/stammkunde/stammkunde/internal/web/page/customer"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const (
	complaintSection = "beschwerden"
	complaintsURL    = "/beschwerden"
	complaintsOpen   = 500 // shown at once: who has more has other worries
	complaintsClosed = 20
)

// complaintRoutes are the addresses of complaints.
func (s *server) complaintRoutes() []route {
	return []route{
		{pattern: "GET /beschwerden", access: writer, view: true, do: s.complaintsPage},
		{pattern: "GET " + complaintFiguresURL, access: writer, view: true, do: s.complaintFigures},
		{pattern: "POST " + complaintFiguresURL, access: writer, do: s.saveTask},
		{pattern: "GET /beschwerden/{id}/antwort", access: writer, do: s.replyPage},
		{pattern: "GET /beschwerden/{id}/antwort.pdf", access: writer, do: s.replyPaper},
		{pattern: "GET /beschwerden/{id}", access: writer, do: s.complaintLink},
		{pattern: "GET /kunden/{id}/beschwerden", access: signedIn, do: s.complaintPage},
		{pattern: "POST /kunden/{id}/beschwerden", access: writer, do: s.saveComplaint},
		{pattern: "POST /tresen/{id}/beschwerde", access: writer, counter: true, do: s.complainAtCounter},
		{pattern: "POST /tresen/{id}/beschwerde/zurueck", access: writer, counter: true, do: s.uncomplainAtCounter},
	}
}

func complaintURL(id int64) string { return complaintsURL + "/" + number(id) }

// complaintLink leads to a complaint on the page of its customer.
func (s *server) complaintLink(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	c, err := feedback.ReadComplaint(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	if c.Customer == 0 {
		return s.strangerPage(v, &c)
	}
	return v.redirect(customerURL(c.Customer) + "/" + complaintSection + "#beschwerde-" + number(id))
}

// complaintsPage lists what is open, the most urgent first, and what was closed last.
func (s *server) complaintsPage(v *visit) error {
	say := v.say
	open, err := feedback.OpenComplaints(v.ctx(), v.seen, complaintsOpen)
	if err != nil {
		return err
	}
	closed, err := feedback.ClosedComplaints(v.ctx(), v.seen, cal.At(s.Now())+1, 0, complaintsClosed)
	if err != nil {
		return err
	}
	names, err := s.complaintNames(v, append(open, closed...))
	if err != nil {
		return err
	}
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	view := page.View{
		Head: look.HeadView{Title: say.T("webcomplaint.title"), Lede: say.T("webcomplaint.lede", len(open))},
		Acts: []look.ButtonView{{Label: say.T("webvoice.title"), Icon: "lightbulb", Href: voicesURL, Style: "quiet"}, {Label: say.T("webcomplaint.figures"), Icon: "chart-column", Href: complaintFiguresURL, Style: "quiet"}},
		Main: []page.Card{{ID: "offen", Title: say.T("webcomplaint.open"), Empty: say.T("webcomplaint.none")}},
		Aside: []page.Card{
			{ID: "neu", Title: say.T("webcomplaint.how"), Lede: say.T("webcomplaint.how.lede"), Rows: []page.Row{{Text: say.T("webvoice.mail"), Href: voiceMailURL}}},
			{ID: "erledigt", Title: say.T("webcomplaint.closed"), Empty: say.T("webcomplaint.closed.none")},
		},
	}
	for i := range open {
		c := &open[i]
		view.Main[0].Rows = append(view.Main[0].Rows, page.Row{
			Text: names[c.Customer], Href: complaintURL(c.ID), Sub: known(say.Date(c.Day), userName(users, c.Owner)), List: []string{abridged(c.Words, 200)}, Tags: s.complaintTags(v, c),
		})
	}
	for i := range closed {
		c := &closed[i]
		view.Aside[1].Rows = append(view.Aside[1].Rows, page.Row{Text: names[c.Customer], Href: complaintURL(c.ID), Sub: known(say.Date(c.Day), abridged(c.Words, 100)), Tags: s.complaintTags(v, c)})
	}
	return s.page(v, sheet{Title: say.T("webcomplaint.title"), At: complaintsURL, Wide: true}, page.Page(view))
}

func (s *server) complaintNames(v *visit, list []feedback.Complaint) (map[int64]string, error) {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].Customer
	}
	people, err := customer.Many(v.ctx(), v.seen, ids)
	names := map[int64]string{}
	for i := range people {
		names[people[i].ID] = people[i].Shown()
	}
	names[0] = v.say.T("webvoice.unknown")
	return names, err
}

func userName(users []team.User, id int64) string {
	for i := range users {
		if users[i].ID == id {
			return users[i].Name
		}
	}
	return ""
}

// complaintTags say how far a complaint is and how its clock stands.
func (s *server) complaintTags(v *visit, c *feedback.Complaint) []look.TagView {
	say := v.say
	if c.Closed != 0 {
		key := "webcomplaint.tag.closed"
		switch {
		case c.Satisfied():
			key = "webcomplaint.tag.content"
		case c.Unanswered != "":
			key = "webcomplaint.tag.unanswered"
		}
		return []look.TagView{{Text: say.T(key), Tone: look.ToneGood}}
	}
	at := c.DueAt.Time(v.facts.zone)
	values := locale.V{"task": string(c.Task), "day": say.Relative(cal.Of(at, v.facts.zone), v.facts.today), "clock": say.ClockShort(at)}
	tag := look.TagView{Text: say.T("webcomplaint.tag.due", values), Icon: "clock", Tone: look.ToneLine}
	switch {
	case c.Task == feedback.Ask:
		values["day"] = say.Relative(c.Due, v.facts.today)
		tag.Text = say.T("webcomplaint.tag.ask", values)
	case complaint.Overdue(c, s.moment(v)):
		tag.Text, tag.Tone = say.T("webcomplaint.tag.late", values), look.ToneBad
	case c.Due == v.facts.today:
		tag.Tone = look.ToneHoney
	}
	tags := []look.TagView{tag}
	if c.Escalated != 0 {
		tags = append(tags, look.TagView{Text: say.T("webcomplaint.tag.escalated"), Tone: look.ToneBad})
	}
	return tags
}

// complaintPage shows what a customer complained about and takes what is done about it.
func (s *server) complaintPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	list, err := feedback.ComplaintsBefore(v.ctx(), v.seen, c.ID, cal.Never, 0, complaintsOpen)
	if err != nil {
		return err
	}
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	frame, err := s.frameWords(v, c.ID)
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/" + complaintSection
	var view page.View
	past := page.Card{ID: "frueher", Title: v.say.T("webcomplaint.past"), Empty: v.say.T("webcomplaint.past.none")}
	for i := range list {
		one := &list[i]
		card, err := s.complaintCard(v, one, users, url, frame)
		if err != nil {
			return err
		}
		if one.Closed == 0 {
			view.Main = append(view.Main, card)
			continue
		}
		f := rowForm(v, url, "wieder", one.Meta, "webcomplaint.again", "webcomplaint.again.save", textField(v, "worte", "webcomplaint.again.words", ""))
		past.Rows = append(past.Rows, page.Row{Text: one.Words, Sub: known(v.say.Date(one.Day), one.Solution, one.Unanswered), Tags: s.complaintTags(v, one), Edit: &f})
	}
	if c.Kind != customer.Household && !c.Collective {
		view.Aside = append(view.Aside, page.Card{ID: "neu", Title: v.say.T("webcomplaint.new"), Lede: v.say.T("webcomplaint.new.lede"), Forms: []page.Form{takeForm(v, url, list, frame)}})
	}
	view.Aside = append(view.Aside, past)
	if len(view.Main) == 0 {
		view.Main = []page.Card{{ID: "offen", Title: v.say.T("webcomplaint.open"), Empty: v.say.T("webcomplaint.none.his")}}
	}
	return s.section(v, &c, complaintSection, view)
}

// takeForm asks for a new complaint. What is known on the spot goes with it.
func takeForm(v *visit, url string, earlier []feedback.Complaint, frame string) page.Form {
	said := textField(v, "worte", "webcomplaint.words", "")
	said.Required, said.Hint = true, v.say.T("webdata.readable")
	fields := []look.FieldView{
		said, textField(v, "wunsch", "webcomplaint.wish", ""), matterField(v, ""),
		choice(v, "kanal", "webcomplaint.channel", "webdata.channel.", string(interaction.Phone), words([]interaction.Channel{interaction.Phone, interaction.Counter, interaction.Visit, interaction.Mail, interaction.Message, interaction.Letter})),
	}
	if len(earlier) > 0 {
		f := look.FieldView{Name: "wiederholt", Label: v.say.T("webcomplaint.former"), Options: []look.Option{{Label: v.say.T("webcomplaint.former.none")}}}
		for i := range earlier[:min(len(earlier), complaintsClosed)] {
			f.Options = append(f.Options, look.Option{Value: number(earlier[i].ID), Label: known(v.say.Date(earlier[i].Day), abridged(earlier[i].Words, 40))})
		}
		fields = append(fields, f)
	}
	fields = append(append(fields, madeGood(v, false, frame)...), reworkFields(v)...)
	f := rowForm(v, url, "aufnehmen", feedback.Complaint{}.Meta, "", "webcomplaint.take", fields...)
	f.Strong = true
	f.Checks = []look.CheckView{{Name: "aufgebracht", Value: "1", Label: v.say.T("webcomplaint.angry")}}
	f.Legend = v.say.T("webcomplaint.mood")
	return f
}

// matterField asks what a complaint is about.
func matterField(v *visit, now feedback.Matter) look.FieldView {
	f := look.FieldView{Name: "anlass", Label: v.say.T("webcomplaint.matter"), Value: string(now), Options: []look.Option{{Label: v.matter("")}}}
	for _, m := range feedback.Matters {
		f.Options = append(f.Options, look.Option{Value: string(m), Label: v.matter(m)})
	}
	return f
}

// madeGood asks for cause, remedy and what was given away.
func madeGood(v *visit, needed bool, frame string) []look.FieldView {
	remedies, causes := words(feedback.Remedies), words([]cost.Cause{cost.Ours, cost.Third, cost.Unclear, cost.ByCustomer})
	if !needed {
		remedies, causes = append([]string{""}, remedies...), append([]string{""}, causes...)
	}
	fields := []look.FieldView{choice(v, "ursache", "webcomplaint.cause", "webcomplaint.cause.", causes[0], causes), choice(v, "abhilfe", "webcomplaint.remedy", "webcomplaint.remedy.", remedies[0], remedies)}
	if seesFigures(v.user.Role) || v.user.Role == team.Helper {
		amount := textField(v, "kulanz", "webcomplaint.goodwill", "")
		amount.Hint, amount.Num = strings.TrimSpace(v.say.T("webcomplaint.goodwill.hint")+" "+frame), true
		fields = append(fields, amount)
	}
	return fields
}

// reworkFields ask until when something is done again, and how long that takes.
func reworkFields(v *visit) []look.FieldView {
	until, minutes := textField(v, "nachbesserung", "webcomplaint.rework", ""), textField(v, "minuten", "webcomplaint.rework.minutes", "")
	until.Type, until.Hint = "date", v.say.T("webcomplaint.rework.hint")
	minutes.Num, minutes.Hint = true, v.say.T("webcomplaint.rework.minutes.hint")
	return []look.FieldView{until, minutes}
}

// reworked reads these fields; the minutes come back priced at the firm's rate.
func (s *server) reworked(v *visit, tx *store.Tx) (until cal.Date, work money.Cents, err error) {
	if v.field("nachbesserung") != "" {
		if until, err = v.day("nachbesserung", 0); err != nil {
			return 0, 0, err
		}
	}
	minutes, err := v.number("minuten")
	if err != nil || minutes < 0 || minutes > maxRework {
		return 0, 0, fault.New(fault.Invalid, "feedback.complaint.minutes", maxRework)
	}
	if minutes == 0 {
		return until, 0, nil
	}
	rates, err := cost.LoadRates(v.ctx(), tx)
	return until, rates.Price(&cost.Entry{Kind: cost.Minutes, Quantity: minutes, Day: v.facts.today}), err
}

// maxRework is how many minutes doing something again may take.
const maxRework = 10_000

// complaintCard is an open or closed complaint with what is known and what can be done.
func (s *server) complaintCard(v *visit, c *feedback.Complaint, users []team.User, url, frame string) (page.Card, error) {
	say := v.say
	card := page.Card{ID: "beschwerde-" + number(c.ID), Title: say.T("webcomplaint.of", c.Day), Lede: c.Words}
	card.Rows = append(card.Rows, page.Row{Text: say.T("webcomplaint.task", locale.V{"task": string(c.Task)}), Sub: s.clockWords(v, c), Tags: s.complaintTags(v, c)})
	fact := func(key, text string) {
		if text != "" {
			card.Rows = append(card.Rows, page.Row{Text: say.T(key), Sub: text})
		}
	}
	fact("webcomplaint.owner", userName(users, c.Owner))
	fact("webcomplaint.wish", c.Wish)
	if c.Matter != "" {
		fact("webcomplaint.matter", v.matter(c.Matter))
	}
	if c.Solved != 0 {
		fact("webcomplaint.solution", known(say.T("webcomplaint.remedy."+string(c.Remedy)), c.Solution, say.T("webcomplaint.cause."+string(c.Cause))))
	}
	if c.Rework != 0 {
		fact("webcomplaint.rework", say.Date(cal.Of(c.Rework.Time(v.facts.zone), v.facts.zone)))
	}
	if c.Cost != 0 && seesFigures(v.user.Role) {
		e, err := cost.Read(v.ctx(), v.seen, c.Cost)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return card, err
		}
		if err == nil {
			fact("webcomplaint.goodwill", say.Money(e.Amount, ""))
		}
	}
	if c.Closed != 0 {
		return card, nil
	}
	if replies[c.Task] {
		card.More = page.Table(say, page.Pairs{Link: &look.LinkView{Label: say.T("webcomplaint.reply"), Href: complaintURL(c.ID) + "/antwort"}})
	}
	told := func() look.FieldView {
		return choice(v, "kanal", "webcomplaint.told", "webdata.channel.", string(c.Channel), words([]interaction.Channel{interaction.Phone, interaction.Counter, interaction.Visit, interaction.Mail, interaction.Message, interaction.Letter}))
	}
	note := func(label string) look.FieldView { return textField(v, "worte", label, "") }
	form := func(act string, fields ...look.FieldView) {
		f := rowForm(v, url, act, c.Meta, "webcomplaint.act."+act, "button.save", fields...)
		card.Forms = append(card.Forms, f)
	}
	if c.Ack == 0 {
		form("bestaetigt", told(), note("webcomplaint.said"))
	}
	if c.Solved == 0 {
		form("zwischenstand", told(), note("webcomplaint.said"))
		form("geloest", append(append([]look.FieldView{note("webcomplaint.solution"), matterField(v, c.Matter)}, madeGood(v, true, frame)...), reworkFields(v)...)...)
	} else if c.Answered == 0 {
		form("beantwortet", told(), note("webcomplaint.said"))
		reason := note("webcomplaint.reason")
		reason.Required = true
		form("unmoeglich", reason)
	} else {
		verdicts := []string{"3", "2", "1"}
		result := choice(v, "ergebnis", "webcomplaint.result", "webcomplaint.verdict.", "3", verdicts)
		open := append([]string{"0"}, verdicts...)
		form("nachgefragt", result, choice(v, "umgang", "webcomplaint.manner", "webcomplaint.verdict.", "0", open), choice(v, "ablauf", "webcomplaint.speed", "webcomplaint.verdict.", "0", open), told(), note("webcomplaint.heard"))
		form("schliessen")
	}
	if c.Solved != 0 {
		form("wieder", note("webcomplaint.again.words"))
	}
	owner := look.FieldView{Name: "wer", Label: say.T("webcomplaint.owner"), Value: number(c.Owner)}
	for _, u := range users {
		if u.Role.Writes() && u.DisabledAt == 0 {
			owner.Options = append(owner.Options, look.Option{Value: number(u.ID), Label: u.Name, Checked: u.ID == c.Owner})
		}
	}
	form("uebergeben", owner)
	if c.Escalated == 0 {
		form("melden")
	}
	return card, nil
}

// clockWords tell until when the next step is due, and by which rule.
func (s *server) clockWords(v *visit, c *feedback.Complaint) string {
	if c.DueAt == 0 {
		return ""
	}
	at := c.DueAt.Time(v.facts.zone)
	return v.say.T("webcomplaint.clock", locale.V{"task": string(c.Task), "due": cal.Of(at, v.facts.zone), "clock": v.say.ClockShort(at), "from": c.Due, "since": cal.Of(c.Since.Time(v.facts.zone), v.facts.zone), "rule": complaint.Rule})
}

// saveComplaint runs an act of the page.
func (s *server) saveComplaint(v *visit) error {
	return s.onSection(v, complaintSection, func(tx *store.Tx, id int64) error {
		m, err := v.row()
		if err != nil {
			return err
		}
		if v.field("act") == "aufnehmen" {
			return s.takeComplaint(v, tx, id, interaction.Channel(v.field("kanal")))
		}
		c, err := feedback.ReadComplaint(v.ctx(), tx, m.ID)
		if err != nil {
			return err
		}
		if c.Customer != id {
			return fault.New(fault.NotFound, "history.no_such_row")
		}
		return s.complaintStep(v, tx, &c, m)
	})
}

// complaintStep takes a step of a complaint out of the form.
func (s *server) complaintStep(v *visit, tx *store.Tx, c *feedback.Complaint, m row.Meta) error {
	verb, ok := complaintActs[v.field("act")]
	if !ok {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	step := complaint.Step{ID: m.ID, Version: m.Version, Words: v.field("worte"), Channel: interaction.Channel(v.field("kanal")), Matter: feedback.Matter(v.field("anlass")), Cause: cost.Cause(v.field("ursache")), Remedy: feedback.Remedy(v.field("abhilfe"))}
	var err error
	if step.Owner, err = v.number("wer"); err != nil {
		return err
	}
	for name, at := range map[string]*feedback.Verdict{"ergebnis": &step.Result, "umgang": &step.Manner, "ablauf": &step.Speed} {
		n, err := v.number(name)
		if err != nil {
			return err
		}
		*at = feedback.Verdict(n)
	}
	if text := v.field("kulanz"); text != "" {
		if step.Goodwill, err = v.say.ParseAmount(text, v.facts.firm.Currency); err != nil {
			return err
		}
	}
	if err := s.withinFrame(v, tx, c.Customer, step.Goodwill); err != nil {
		return err
	}
	var work money.Cents
	if step.Rework, work, err = s.reworked(v, tx); err != nil {
		return err
	}
	step.Goodwill, step.Promise = step.Goodwill+work, v.say.T("webcomplaint.rework.promise", abridged(c.Words, 80))
	return verb(v.ctx(), tx, s.by(v), v.facts.firm.Hours(), step)
}

// complaintActs are the steps by the name of their form.
var complaintActs = map[string]complaint.Verb{
	"bestaetigt": complaint.Acknowledged, "zwischenstand": complaint.Informed, "geloest": complaint.Solved, "beantwortet": complaint.Answered, "unmoeglich": complaint.Unanswerable,
	"nachgefragt": complaint.Asked, "schliessen": complaint.Closed, "wieder": complaint.Reopened, "uebergeben": complaint.Handed, "melden": complaint.Escalate,
}

// takeComplaint takes a complaint down out of the form.
func (s *server) takeComplaint(v *visit, tx *store.Tx, id int64, channel interaction.Channel) error {
	t := complaint.Taken{
		Customer: id, Channel: channel, Words: v.field("worte"), Wish: v.field("wunsch"), Matter: feedback.Matter(v.field("anlass")), Angry: v.field("aufgebracht") != "",
		Cause: cost.Cause(v.field("ursache")), Remedy: feedback.Remedy(v.field("abhilfe")),
	}
	var err error
	if t.Former, err = v.number("wiederholt"); err != nil {
		return err
	}
	if text := v.field("kulanz"); text != "" {
		if t.Goodwill, err = v.say.ParseAmount(text, v.facts.firm.Currency); err != nil {
			return err
		}
	}
	if err := s.withinFrame(v, tx, id, t.Goodwill); err != nil {
		return err
	}
	var work money.Cents
	if t.Rework, work, err = s.reworked(v, tx); err != nil {
		return err
	}
	t.Goodwill, t.Promise = t.Goodwill+work, v.say.T("webcomplaint.rework.promise", abridged(t.Words, 80))
	_, err = complaint.Take(v.ctx(), tx, s.by(v), v.facts.firm.Hours(), t)
	return err
}

// complainAtCounter takes a complaint down while somebody stands there.
func (s *server) complainAtCounter(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	back := cardURL(c.ID)
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		if err := s.takeComplaint(v, tx, c.ID, interaction.Counter); err != nil {
			return err
		}
		entry, err := s.undoable(v, tx, c.ID)
		back += "?beschwerde=" + strconv.FormatInt(entry, 10)
		return err
	})
	if err != nil {
		return err
	}
	s.told()
	return v.redirect(back)
}

// counterComplaint is the form on the card: three choices, of which the usual ones are made.
func counterComplaint(v *visit, id int64) *counterpage.Complaint {
	said := textField(v, "worte", "webcomplaint.words", "")
	said.Required, said.ID = true, "f-beschwerde"
	fields := append([]look.FieldView{said, matterField(v, "")}, madeGood(v, false, "")...)
	for i := range fields[1:] {
		f := &fields[1+i]
		f.ID = "f-beschwerde-" + f.Name
		for j := range f.Options {
			o := &f.Options[j]
			o.Checked = o.Value == string(cost.Ours) || o.Value == string(feedback.Replaced)
		}
	}
	return &counterpage.Complaint{Title: v.say.T("webcomplaint.counter"), URL: cardURL(id) + "/beschwerde", Fields: fields, Save: v.say.T("webcomplaint.take")}
}

// complainedAtCounter is the bar for a complaint that was just taken; nil when that is gone.
func (s *server) complainedAtCounter(v *visit, id int64) (*counterpage.Done, error) {
	entry, err := strconv.ParseInt(v.r.URL.Query().Get("beschwerde"), 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // no number, nothing was taken
	}
	e, err := history.Get(v.ctx(), v.seen, entry)
	if fault.KindOf(err) == fault.NotFound || err == nil && (e.Undone || e.SubjectID != id || e.Verb != "feedback.complaint.add") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &counterpage.Done{Text: v.say.T("webcomplaint.counter.done"), Undo: look.ActView{
		URL: cardURL(id) + "/beschwerde/zurueck", Fields: []look.Hidden{{Name: "eintrag", Value: number(entry)}},
		Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Size: "s", Key: "U"},
	}}, nil
}

// uncomplainAtCounter takes back a complaint that was taken by mistake.
func (s *server) uncomplainAtCounter(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	entry, err := v.number("eintrag")
	if err != nil {
		return err
	}
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		e, err := history.Get(v.ctx(), tx, entry)
		if err != nil {
			return err
		}
		if e.SubjectID != c.ID || e.Verb != "feedback.complaint.add" {
			return fault.New(fault.NotFound, "web.no_such_page")
		}
		_, err = complaint.Undo(v.ctx(), tx, s.by(v), e)
		return err
	})
	if err != nil {
		return err
	}
	s.told()
	return v.redirect(cardURL(c.ID))
}

// complaintNote says on the first page of a customer that he waits for us.
func (s *server) complaintNote(v *visit, p *person, view *customerpage.View) error {
	open, err := feedback.Complains(v.ctx(), v.seen, p.ID)
	if err != nil || !open {
		return err
	}
	view.Notes = append(view.Notes, look.NoteView{
		Tone: look.ToneHoney, Icon: "message-circle", Text: v.say.T("webcomplaint.note"),
		Link: &look.LinkView{Label: v.say.T("webcomplaint.note.link"), Href: customerURL(p.ID) + "/" + complaintSection},
	})
	return nil
}

package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/voice"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
	surveypage "github.com/stammkunde/stammkunde/internal/web/page/survey"
)

const (
	voicesURL    = "/stimmen"
	voicesShown  = 500
	voicesBefore = 20 // answered ones on a page
	strangersFew = 20 // of whom Heute counts
)

// voiceRoutes are the addresses of what people tell without being asked.
func (s *server) voiceRoutes() []route {
	return []route{
		{pattern: "GET " + voicesURL, access: writer, view: true, do: s.voicesPage},
		{pattern: "GET " + voicesURL + "/aushang", access: writer, do: s.voiceSheet},
		{pattern: "POST " + voicesURL + "/seite", access: manager, do: s.switchVoices},
		{pattern: "POST " + voicesURL + "/zurueck", access: writer, do: s.undoVoice},
		{pattern: "GET " + voiceMailURL, access: writer, do: s.voiceMailPage},
		{pattern: "POST " + voiceMailURL, access: writer, do: s.readVoiceMail, files: true},
		{pattern: "POST " + voicesURL + "/neu", access: writer, do: s.takeVoiceMail},
		{pattern: "GET " + voicesURL + "/{id}", access: writer, do: s.voicePage},
		{pattern: "POST " + voicesURL + "/{id}", access: writer, do: s.saveVoice},
		{pattern: "POST /beschwerden/{id}", access: writer, do: s.saveStranger},

		{pattern: "GET " + tellURL, access: public, do: s.tellForm},
		{pattern: "POST " + tellURL, access: public, do: s.sendTold, files: true},
	}
}

func voiceURL(id int64) string { return voicesURL + "/" + number(id) }

// voiceKinds are the filters of the page by the word in its address.
var voiceKinds = []string{"", "idea", "praise", "complaint"}

// voicesPage lists who waits for a word, strangers' complaints too, and what was answered.
func (s *server) voicesPage(v *visit) error {
	say := v.say
	filter := v.r.URL.Query().Get("art")
	if !slices.Contains(voiceKinds, filter) {
		filter = ""
	}
	view := page.View{
		Head:  look.HeadView{Title: say.T("webvoice.title"), Lede: say.T("webvoice.lede"), Back: &look.LinkView{Label: say.T("place.complaints"), Href: complaintsURL}},
		Label: say.T("webvoice.filter"),
	}
	for _, k := range voiceKinds {
		link := look.LinkView{Label: say.T("webvoice.filter." + orText(k, "all")), Href: voicesURL, Current: k == filter}
		if k != "" {
			link.Href += "?art=" + k
		}
		view.Tabs = append(view.Tabs, link)
	}
	waiting, err := s.waitingVoices(v, filter)
	if err != nil {
		return err
	}
	view.Main = []page.Card{waiting}
	if filter != string(voice.Complaint) {
		settled, err := s.settledVoices(v, filter)
		if err != nil {
			return err
		}
		view.Aside = append(view.Aside, settled)
	}
	view.Aside = append(view.Aside, page.Card{ID: "mail", Title: say.T("webvoice.mail"), Lede: say.T("webvoice.mail.lede"), Rows: []page.Row{{Text: say.T("webvoice.mail.read"), Href: voiceMailURL}}}, s.voiceSwitch(v))
	return s.strangerView(v, view)
}

// waitingVoices are those who wait for a word: the longest due first.
func (s *server) waitingVoices(v *visit, filter string) (page.Card, error) {
	card := page.Card{ID: "offen", Title: v.say.T("webvoice.waiting"), Empty: v.say.T("webvoice.waiting.none")}
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return card, err
	}
	if filter == "" || filter == string(voice.Complaint) {
		strange, err := feedback.StrangeComplaints(v.ctx(), v.seen, voicesShown)
		if err != nil {
			return card, err
		}
		for i := range strange {
			c := &strange[i]
			tags := append([]look.TagView{{Text: v.say.T("webvoice.kind.complaint"), Tone: look.ToneBad}}, s.complaintTags(v, c)...)
			card.Rows = append(card.Rows, page.Row{Text: abridged(c.Words, 200), Href: complaintURL(c.ID), Sub: known(strangerName(v, c.Name), v.say.Date(c.Day), userName(users, c.Owner)), Tags: tags})
		}
	}
	if filter == string(voice.Complaint) {
		return card, nil
	}
	ideas, err := feedback.WaitingIdeas(v.ctx(), v.seen, voicesShown)
	if err != nil {
		return card, err
	}
	names, err := s.voiceNames(v, ideas)
	if err != nil {
		return card, err
	}
	for i := range ideas {
		if filter == "" || string(ideas[i].Kind) == filter {
			card.Rows = append(card.Rows, s.voiceRow(v, &ideas[i], names, users))
		}
	}
	return card, nil
}

// settledVoices are those who got their word, the newest first.
func (s *server) settledVoices(v *visit, filter string) (page.Card, error) {
	card := page.Card{ID: "beantwortet", Title: v.say.T("webvoice.settled"), Empty: v.say.T("webvoice.settled.none")}
	from, id := cal.Never, int64(0)
	if day, rest, ok := strings.Cut(v.r.URL.Query().Get("vor"), "_"); ok {
		if d, err := cal.Parse(day); err == nil {
			n, err := strconv.ParseInt(rest, 10, 64)
			if err == nil {
				from, id = d, n
			}
		}
	}
	list, err := feedback.SettledIdeas(v.ctx(), v.seen, feedback.Kind(filter), from, id, voicesBefore+1)
	if err != nil {
		return card, err
	}
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return card, err
	}
	names, err := s.voiceNames(v, list)
	if err != nil {
		return card, err
	}
	for i := range list[:min(len(list), voicesBefore)] {
		card.Rows = append(card.Rows, s.voiceRow(v, &list[i], names, users))
	}
	if len(list) > voicesBefore {
		last := &list[voicesBefore-1]
		card.More = page.Table(v.say, page.Pairs{Link: &look.LinkView{Label: v.say.T("webvoice.more"), Href: voicesURL + "?art=" + filter + "&vor=" + last.Day.String() + "_" + number(last.ID) + "#beantwortet"}})
	}
	return card, nil
}

func (s *server) voiceNames(v *visit, list []feedback.Idea) (map[int64]string, error) {
	ids := []int64{}
	for i := range list {
		if list[i].Customer != 0 {
			ids = append(ids, list[i].Customer)
		}
	}
	people, err := customer.Many(v.ctx(), v.seen, ids)
	names := map[int64]string{}
	for i := range people {
		names[people[i].ID] = people[i].Shown()
	}
	return names, err
}

// strangerName is how somebody called himself whom we do not know.
func strangerName(v *visit, name string) string {
	if name == "" {
		return v.say.T("webvoice.unknown")
	}
	return v.say.T("webvoice.stranger", name)
}

func (s *server) voiceRow(v *visit, i *feedback.Idea, names map[int64]string, users []team.User) page.Row {
	who := names[i.Customer]
	if i.Customer == 0 {
		who = strangerName(v, i.Name)
	}
	return page.Row{
		Text: abridged(i.Words, 200), Href: voiceURL(i.ID), Sub: known(who, v.say.Date(i.Day), userName(users, i.Owner)),
		Tags: append([]look.TagView{{Text: v.say.T("webvoice.kind." + string(i.Kind)), Tone: look.ToneLine}}, s.voiceTags(v, i)...),
	}
}

// voiceTags say which word is due and until when, or that it was given.
func (s *server) voiceTags(v *visit, i *feedback.Idea) []look.TagView {
	say := v.say
	if !i.Waits() {
		switch {
		case i.Thanked != 0:
			return []look.TagView{{Text: say.T("webvoice.tag.thanked", cal.Of(i.Thanked.Time(v.facts.zone), v.facts.zone)), Tone: look.ToneGood}}
		case i.Answered != 0:
			return []look.TagView{{Text: say.T("webvoice.tag.answered", cal.Of(i.Answered.Time(v.facts.zone), v.facts.zone)), Tone: look.ToneGood}}
		}
		return nil
	}
	at := i.DueAt.Time(v.facts.zone)
	day := cal.Of(at, v.facts.zone)
	values := locale.V{"task": string(voice.TaskOf(i)), "day": say.Relative(day, v.facts.today), "clock": say.ClockShort(at)}
	switch {
	case s.moment(v) > i.DueAt:
		return []look.TagView{{Text: say.T("webvoice.tag.late", values), Tone: look.ToneBad, Icon: "clock"}}
	case day == v.facts.today:
		return []look.TagView{{Text: say.T("webvoice.tag.due", values), Tone: look.ToneHoney, Icon: "clock"}}
	}
	return []look.TagView{{Text: say.T("webvoice.tag.due", values), Tone: look.ToneLine, Icon: "clock"}}
}

// voiceSwitch turns the page for everybody on and off and leads to its sheet.
func (s *server) voiceSwitch(v *visit) page.Card {
	say := v.say
	card := page.Card{ID: "seite", Title: say.T("webvoice.page"), Lede: say.T("webvoice.page.lede")}
	act := "an"
	if v.facts.firm.Settings.Voice {
		act = "aus"
		card.Rows = []page.Row{{Text: say.T("webvoice.page.see"), Href: tellURL}, {Text: say.T("webvoice.sheet"), Href: voicesURL + "/aushang"}}
	} else {
		card.Rows = []page.Row{{Text: say.T("webvoice.page.off")}}
	}
	if v.user.Role.Manages() {
		card.Forms = []page.Form{rowForm(v, voicesURL+"/seite", act, row.Meta{}, "", "webvoice.page."+act)}
	}
	return card
}

// switchVoices turns the page for everybody on or off.
func (s *server) switchVoices(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	on := v.field("act") == "an"
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		return firm.ChangeSettings(v.ctx(), tx, v.user.ID, cal.At(s.Now()), func(p *firm.Settings) { p.Voice = on })
	})
	if err != nil {
		return err
	}
	s.forget()
	return v.redirect(voicesURL)
}

// voiceSheet is a sheet for the counter with the way to the page for everybody.
func (s *server) voiceSheet(v *visit) error {
	if !v.facts.firm.Settings.Voice {
		return fault.New(fault.NotFound, "web.no_such_page")
	}
	say := v.say
	one := surveypage.Sheet{Name: say.T("webvoice.sheet.title"), Text: say.T("webvoice.sheet.text", v.facts.firm.Name), URL: tellURL}
	if s.PublicURL != "" {
		one.URL = originOf(s.PublicURL) + tellURL
		one.Code = look.CodeView{Label: say.T("webvoice.sheet.code"), Text: one.URL}
	} else {
		one.Text = say.T("websurvey.local.why")
	}
	view := surveypage.SheetsView{
		Back: look.LinkView{Label: say.T("webvoice.title"), Href: voicesURL}, Title: say.T("webvoice.sheet"), Lede: say.T("webvoice.sheet.lede"), Print: say.T("websurvey.sheets.print"),
		Sheets: []surveypage.Sheet{one},
	}
	return s.page(v, sheet{Title: view.Title, At: complaintsURL}, surveypage.Sheets(view))
}

// voicePage shows what somebody said and takes the word that he was given.
func (s *server) voicePage(v *visit) error { return s.showVoice(v) }

func (s *server) showVoice(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	i, err := feedback.Read(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	if i.Kind == feedback.Reference {
		return v.redirect(customerURL(i.Customer) + "/" + ideaSection)
	}
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	say, url := v.say, voiceURL(id)
	names, err := s.voiceNames(v, []feedback.Idea{i})
	if err != nil {
		return err
	}
	card := page.Card{ID: "gesagt", Title: say.T("webvoice.of."+string(i.Kind), i.Day), Lede: i.Words}
	line := page.Row{Text: say.T("webvoice.done"), Tags: s.voiceTags(v, &i)}
	if i.Waits() {
		at := i.DueAt.Time(v.facts.zone)
		line.Text = say.T("webvoice.task." + string(voice.TaskOf(&i)))
		line.Sub = say.T("webvoice.clock", cal.Of(at, v.facts.zone), say.ClockShort(at), voice.Rule)
	}
	card.Rows = append(card.Rows, line)
	card.Rows = append(card.Rows, s.whoRows(v, i.Customer, names[i.Customer], i.Name, i.Reach, i.File)...)
	fact := func(key, text string) {
		if text != "" {
			card.Rows = append(card.Rows, page.Row{Text: say.T(key), Sub: text})
		}
	}
	fact("webcomplaint.owner", userName(users, i.Owner))
	if i.Kind == feedback.Suggestion {
		fact("webidea.state", say.T("webidea.state."+string(i.State)))
		fact("webidea.outcome", i.Outcome)
	}
	fact("webvoice.answer", i.Answer)
	view := page.View{
		Head: look.HeadView{Title: say.T("webvoice.kind." + string(i.Kind)), Lede: known(orText(names[i.Customer], strangerName(v, i.Name)), say.Date(i.Day)), Back: &look.LinkView{Label: say.T("webvoice.title"), Href: voicesURL}},
		Main: []page.Card{card}, Aside: []page.Card{},
	}
	answer := page.Card{ID: "antwort", Title: say.T("webvoice.act"), Lede: say.T("webvoice.act.lede")}
	if i.Waits() {
		answer.Forms = append(answer.Forms, s.answerForm(v, url, &i, names[i.Customer]))
		reason := textField(v, "worte", "webcomplaint.reason", "")
		reason.Required = true
		answer.Forms = append(answer.Forms, rowForm(v, url, "unmoeglich", i.Meta, "webcomplaint.act.unmoeglich", "button.save", reason))
	}
	answer.Forms = append(answer.Forms, handForm(v, url, i.Meta, i.Owner, users))
	view.Main = append(view.Main, answer)
	if i.Customer == 0 {
		view.Aside = append(view.Aside, whoseCard(v, url, i.Meta, i.Name))
	}
	return s.strangerView(v, view)
}

// strangerView finishes a page about what somebody said: the note after a change, with the way
// back, and why a form was not taken.
func (s *server) strangerView(v *visit, view page.View) error {
	if entry := v.r.URL.Query().Get("gesichert"); entry != "" {
		view.Saved = &page.Saved{Text: v.say.T("webparty.saved"), Undo: look.ActView{
			URL: voicesURL + "/zurueck", Fields: []look.Hidden{{Name: "eintrag", Value: entry}, {Name: "seite", Value: v.r.URL.Path}},
			Button: look.ButtonView{Label: v.say.T("webparty.undo"), Icon: "undo-2", Size: "s", Style: "quiet"},
		}}
	}
	code := http.StatusOK
	if v.refused != nil {
		code, view.Problem = status(v.refused.err), v.say.Fault(v.refused.err)
	}
	s.markForms(v, view.Main)
	s.markForms(v, view.Aside)
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: complaintsURL, Wide: true}, page.Page(view))
}

// whoRows say who it was, as far as that is known, and what came with it.
func (s *server) whoRows(v *visit, id int64, known, name, reach string, file int64) []page.Row {
	say := v.say
	var rows []page.Row
	if id != 0 {
		rows = append(rows, page.Row{Text: known, Href: customerURL(id)})
	}
	if id == 0 || name != "" || reach != "" {
		text := say.T("webvoice.reach.none")
		if reach != "" {
			text = say.T("webvoice.reach", reach)
		}
		rows = append(rows, page.Row{Text: strangerName(v, name), Sub: text})
	}
	if file != 0 {
		rows = append(rows, page.Row{Text: say.T("webvoice.file"), Href: fileURL(file), Sub: say.T("webvoice.file.clean")})
	}
	return rows
}

// answerForm takes the word that was given, with a draft to copy.
func (s *server) answerForm(v *visit, url string, i *feedback.Idea, name string) page.Form {
	channels := words([]interaction.Channel{interaction.Phone, interaction.Counter, interaction.Visit, interaction.Mail, interaction.Message, interaction.Letter})
	said := textField(v, "worte", "webcomplaint.said", "")
	said.Rows, said.Value = 8, v.say.T("webvoice.draft."+string(i.Kind), locale.V{"name": orText(name, i.Name), "named": orText(name, i.Name) != "", "words": abridged(i.Words, 120), "state": string(i.State), "outcome": i.Outcome, "user": v.user.Name, "firm": v.facts.firm.Name})
	said.Hint = v.say.T("webvoice.draft.hint")
	fields := []look.FieldView{choice(v, "kanal", "webcomplaint.told", "webdata.channel.", channels[0], channels), said}
	if i.Kind == feedback.Suggestion {
		fields = append(fields, choice(v, "stand", "webidea.state", "webidea.state.", string(i.State), words(feedback.States)), textField(v, "ergebnis", "webidea.outcome", i.Outcome))
	}
	f := rowForm(v, url, "beantwortet", i.Meta, "", "webvoice.told."+string(voice.TaskOf(i)), fields...)
	f.Strong = true
	return f
}

func handForm(v *visit, url string, m row.Meta, now int64, users []team.User) page.Form {
	owner := look.FieldView{Name: "wer", Label: v.say.T("webcomplaint.owner"), Value: number(now)}
	for _, u := range users {
		if u.Role.Writes() && u.DisabledAt == 0 {
			owner.Options = append(owner.Options, look.Option{Value: number(u.ID), Label: u.Name, Checked: u.ID == now})
		}
	}
	return rowForm(v, url, "uebergeben", m, "webcomplaint.act.uebergeben", "button.save", owner)
}

// whoseCard says whose it is: a customer whom we know, or a new one.
func whoseCard(v *visit, url string, m row.Meta, name string) page.Card {
	who := textField(v, "wer", "webvoice.whose.who", "")
	who.Hint = v.say.T("webvoice.whose.hint")
	who.Attrs = templ.Attributes{"list": namesList, "hx-get": "/kunden/namen", "hx-trigger": "input delay:120ms", "hx-target": "#" + namesList, "hx-swap": "innerHTML"}
	fresh := textField(v, "name", "webvoice.whose.name", name)
	fresh.Required, fresh.Hint = true, v.say.T("webvoice.whose.stays")
	return page.Card{
		ID: "zuordnen", Title: v.say.T("webvoice.whose"), Lede: v.say.T("webvoice.whose.lede"), More: page.List(namesList),
		Forms: []page.Form{
			rowForm(v, url, "zuordnen", m, "", "webvoice.whose.save", who), rowForm(v, url, "anlegen", m, "webvoice.whose.new", "webvoice.whose.make", fresh),
			rowForm(v, url, "weg", m, "webvoice.remove", "webvoice.remove.save"),
		},
	}
}

// saveVoice runs an act of the page of what somebody said.
func (s *server) saveVoice(v *visit) error {
	return s.onStranger(v, feedback.StrangeIdea, s.showVoice, func(tx *store.Tx, id int64, m row.Meta) (int64, error) {
		was, err := feedback.Read(v.ctx(), tx, id)
		if err != nil {
			return 0, err
		}
		clock := v.facts.firm.Hours()
		switch act := v.field("act"); act {
		case "beantwortet", "unmoeglich":
			step := voice.Step{ID: id, Version: m.Version, Words: v.field("worte"), Channel: interaction.Channel(v.field("kanal")), State: feedback.State(v.field("stand")), Outcome: v.field("ergebnis"), Untold: act == "unmoeglich"}
			return was.Customer, voice.Told(v.ctx(), tx, s.byNow(v), clock, step)
		case "uebergeben":
			owner, err := v.number("wer")
			if err != nil {
				return 0, err
			}
			return was.Customer, voice.Handed(v.ctx(), tx, s.byNow(v), clock, id, m.Version, owner)
		case "weg":
			if was.Customer != 0 {
				return 0, fault.New(fault.Invalid, "web.bad_form")
			}
			return 0, feedback.Remove(v.ctx(), tx, s.by(v), id, m.Version)
		case "zuordnen", "anlegen":
			who, err := s.whose(v, tx, act)
			if err != nil {
				return 0, err
			}
			return who, voice.Assigned(v.ctx(), tx, s.byNow(v), clock, id, m.Version, who)
		}
		return 0, fault.New(fault.Invalid, "web.bad_form")
	})
}

// saveStranger runs an act of the page of a complaint of somebody whom we do not know.
func (s *server) saveStranger(v *visit) error {
	return s.onStranger(v, feedback.StrangeComplaint, s.complaintLink, func(tx *store.Tx, id int64, m row.Meta) (int64, error) {
		c, err := feedback.ReadComplaint(v.ctx(), tx, id)
		if err != nil {
			return 0, err
		}
		if c.Customer != 0 {
			return 0, fault.New(fault.Conflict, "feedback.complaint.done")
		}
		switch act := v.field("act"); act {
		case "weg":
			return 0, feedback.RemoveComplaint(v.ctx(), tx, s.by(v), id, m.Version)
		case "zuordnen", "anlegen":
			who, err := s.whose(v, tx, act)
			if err != nil {
				return 0, err
			}
			return who, complaint.Assigned(v.ctx(), tx, s.by(v), v.facts.firm.Hours(), id, m.Version, who)
		}
		return 0, s.complaintStep(v, tx, &c, m)
	})
}

// whose finds or makes the customer whom the form names.
func (s *server) whose(v *visit, tx *store.Tx, act string) (int64, error) {
	if act == "zuordnen" {
		return s.named(v, tx, v.field("wer"))
	}
	c := customer.Customer{Kind: customer.Person, LastName: v.field("name")}
	if first, last, ok := strings.Cut(c.LastName, " "); ok {
		c.FirstName, c.LastName = first, last
	}
	return customer.Create(v.ctx(), tx, s.by(v), c)
}

func lastEntry(v *visit, tx *store.Tx, subject string, id int64) (int64, error) {
	list, err := history.Of(v.ctx(), tx, subject, id, 0, 1)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0].ID, nil
}

// onStranger runs an act once. It returns to the page of what was said, or to the list when that
// is gone, with the way back.
func (s *server) onStranger(v *visit, subject string, again func(*visit) error, do func(tx *store.Tx, id int64, m row.Meta) (who int64, err error)) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	m, err := v.row()
	if err != nil {
		return err
	}
	var entry int64
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		who, err := do(tx, id, m)
		if err != nil {
			return err
		}
		if who != 0 {
			entry, err = s.undoable(v, tx, who)
			return err
		}
		entry, err = lastEntry(v, tx, subject, id)
		return err
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict || k == fault.NotFound && v.field("act") == "zuordnen") {
		v.refused = &retry{err, ""}
		return again(v)
	}
	if err != nil {
		return err
	}
	s.changed()
	back := v.r.URL.Path
	switch v.field("act") {
	case "weg", "zuordnen", "anlegen": // its page is another one now, or gone
		back = voicesURL
	}
	if entry != 0 {
		back += "?gesichert=" + number(entry)
	}
	return v.redirect(back)
}

// undoVoice takes a change of what somebody said back. A customer who was made with it stays.
func (s *server) undoVoice(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	entry, err := v.number("eintrag")
	if err != nil {
		return err
	}
	e, err := history.Get(v.ctx(), v.seen, entry)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(e.Verb, "feedback.idea.") && !strings.HasPrefix(e.Verb, "feedback.complaint.") && !strings.HasPrefix(e.Verb, "complaint.task.") {
		return fault.New(fault.NotFound, "history.no_such_entry")
	}
	if err := s.Undo.Undo(v.ctx(), v.user.ID, entry); err != nil {
		return err
	}
	s.changed()
	return v.redirect(local(v.field("seite")))
}

// strangerPage shows a complaint of somebody whom we do not know, with all that can be done
// about it.
func (s *server) strangerPage(v *visit, c *feedback.Complaint) error {
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	url := complaintURL(c.ID)
	card, err := s.complaintCard(v, c, users, url, "")
	if err != nil {
		return err
	}
	card.Rows = append(card.Rows, s.whoRows(v, 0, "", c.Name, c.Reach, c.File)...)
	if c.Closed != 0 {
		f := rowForm(v, url, "wieder", c.Meta, "webcomplaint.again", "webcomplaint.again.save", textField(v, "worte", "webcomplaint.again.words", ""))
		card.Forms = append(card.Forms, f)
	}
	return s.strangerView(v, page.View{
		Head: look.HeadView{Title: v.say.T("webcomplaint.of", c.Day), Lede: strangerName(v, c.Name), Back: &look.LinkView{Label: v.say.T("webvoice.title"), Href: voicesURL}},
		Main: []page.Card{card}, Aside: []page.Card{whoseCard(v, url, c.Meta, c.Name)},
	})
}

// strangerNotes say on Heute that somebody waits of whom we do not know who he is: to who owns
// it, and to who answers for the relationships.
func (s *server) strangerNotes(v *visit) ([]look.NoteView, error) {
	complaints, err := feedback.StrangeComplaints(v.ctx(), v.seen, strangersFew)
	if err != nil {
		return nil, err
	}
	ideas, err := feedback.WaitingIdeas(v.ctx(), v.seen, strangersFew)
	if err != nil {
		return nil, err
	}
	mine := func(owner int64) bool { return owner == v.user.ID || v.facts.chief.User == v.user.ID }
	n, late := 0, 0
	now := s.moment(v)
	for i := range complaints {
		if c := &complaints[i]; mine(c.Owner) {
			n++
			if complaint.Overdue(c, now) {
				late++
			}
		}
	}
	for i := range ideas {
		if ideas[i].Customer == 0 && mine(ideas[i].Owner) {
			n++
			if now > ideas[i].DueAt {
				late++
			}
		}
	}
	if n == 0 {
		return nil, nil
	}
	note := look.NoteView{Tone: look.ToneHoney, Icon: "message-circle", Text: v.say.T("webvoice.note", locale.V{"n": n, "late": late}), Link: &look.LinkView{Label: v.say.T("webvoice.note.link"), Href: voicesURL}}
	if late > 0 {
		note.Tone = look.ToneBad
	}
	return []look.NoteView{note}, nil
}

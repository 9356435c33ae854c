package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/timeline"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
	"github.com/stammkunde/stammkunde/internal/web/page/talk"
)

const (
	historyFirst = 8  // entries that a customer's page begins with
	historyRows  = 15 // further ones shown at a time
	historyLines = 6  // lines of a purchase that unfold
	historyNamed = 3  // lines of a purchase that are named without unfolding
)

func (s *server) firstHistory(v *visit, p *person, view *page.View) error {
	from := timeline.Newest
	if text := v.r.URL.Query().Get("verlauf"); text != "" {
		var err error
		if from, err = timeline.ParseCursor(text); err != nil {
			return err
		}
	}
	rows := historyRows
	if _, kinds := filterOf(v); from == timeline.Newest && len(kinds) == 0 {
		rows = historyFirst
	}
	h, err := s.history(v, p.ID, from, 0, rows) // the page begins with a heading of its own
	if err != nil {
		return err
	}
	h.Filter = talk.Filters(filters(v, p.ID))
	h.Story = &look.LinkView{Label: v.say.T("talk.story"), Href: customerURL(p.ID) + "/geschichte"}
	view.History = h
	return nil
}

// historyPart answers "Ältere zeigen"; without script it is the page from there on.
func (s *server) historyPart(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	text := v.r.URL.Query().Get("verlauf")
	if !v.fragment {
		return v.redirect(historyURL(v, customerURL(c.ID), text) + "#verlauf")
	}
	from, err := timeline.ParseCursor(text)
	if err != nil {
		return err
	}
	h, err := s.history(v, c.ID, from, from.Day.MonthKey(), historyRows)
	if err != nil {
		return err
	}
	return v.part(http.StatusOK, page.Entries(h))
}

// history is a page of up to rows that happened, newest first; month is the last heading written.
func (s *server) history(v *visit, id int64, from timeline.Cursor, month, rows int) (page.History, error) {
	h := page.History{Title: v.say.T("webdata.history"), Empty: v.say.T("webdata.history.none")}
	_, kinds := filterOf(v)
	list, next, more, err := timeline.Page(v.ctx(), v.seen, id, timeline.Record(v.facts.zone, historyLines), kinds, from, rows)
	if err != nil {
		return h, err
	}
	joined, err := s.ties(v, list)
	if err != nil {
		return h, err
	}
	for _, happened := range list {
		e, ok := entryOf(v, happened)
		if !ok {
			continue
		}
		joined.tie(v, happened, &e)
		day := happened.Day
		e.Date, e.Time = v.say.DayMonth(day), day.String()
		if day.MonthKey() != month {
			month = day.MonthKey()
			h.Months = append(h.Months, page.Month{Title: v.say.MonthYear(day)})
		} else if len(h.Months) == 0 {
			h.Months = append(h.Months, page.Month{})
		}
		m := &h.Months[len(h.Months)-1]
		m.Entries = append(m.Entries, e)
	}
	if more {
		h.More = &look.MoreView{Label: v.say.T("webdata.history.more"), Href: historyURL(v, customerURL(id)+"/verlauf", next.String())}
	}
	return h, nil
}

// entryOf is something that happened in words.
func entryOf(v *visit, e timeline.Entry) (page.Entry, bool) {
	switch value := e.Value.(type) {
	case *sales.Document:
		return purchase(v, value), true
	case *interaction.Interaction:
		return talkEntry(v, value), true
	case *promise.Promise:
		return vowEntry(v, value), true
	case *enquiry.Enquiry:
		e := page.Entry{Icon: "mail", Tone: look.ToneHoney, Say: look.Sentence{{Text: v.say.T("talk.asked")}}, Note: value.Sought}
		e.Tags = append(e.Tags, look.TagView{Text: v.say.T("web.enquiry.state." + string(value.State)), Tone: look.ToneLine})
		if v.user.Role.Writes() {
			e.Say[0].Href = enquiryURL(value.ID)
		}
		return e, true
	case *project.Project:
		e := page.Entry{Icon: "clipboard-check", Tone: look.ToneBrand, Say: look.Sentence{{Text: v.say.T("talk.began.project")}}, Note: value.Title}
		e.Tags = append(e.Tags, look.TagView{Text: v.say.T("web.project.stage." + string(value.Stage)), Tone: look.ToneLine})
		if v.user.Role.Writes() {
			e.Say[0].Href = projectURL(value.ID)
		}
		return e, true
	case *timeline.Recommendation:
		return recommendedEntry(v, value), true
	case *feedback.Idea:
		return ideaEntry(v, value), true
	case *history.Entry:
		return changeEntry(v, value), true
	}
	return page.Entry{}, false
}

// purchase is a document in the history; amounts are only for who may see money.
func purchase(v *visit, d *sales.Document) page.Entry {
	o := &d.Order
	e := page.Entry{Icon: "wallet"}
	sentence := v.say.T("webdata.doc.kind." + string(o.Kind))
	var notes []string
	if o.Number != "" {
		notes = append(notes, v.say.T("webdata.doc.number", o.Number))
	}
	if seesFigures(v.user.Role) {
		e.Say = look.Sentence{{Text: sentence, Href: documentURL(o.ID)}, {Text: " "}, {Text: v.say.MoneyExact(o.Net, o.Currency), Strong: true}}
	} else {
		e.Say = look.Sentence{{Text: sentence}}
	}
	switch o.Kind {
	case sales.Return, sales.Cancellation, sales.CreditNote:
		e.Icon = "rotate-ccw"
	case sales.Adjustment, sales.Training, sales.Aborted:
		e.Icon = "file-text"
	case sales.Sale:
	}
	if o.Kind == sales.Sale && o.Returned <= v.facts.today {
		e.Tags = append(e.Tags, look.TagView{Text: v.say.T("webdata.doc.returned", o.Returned), Tone: look.ToneLine})
	}
	if o.Faulty == 1 {
		e.Tags = append(e.Tags, look.TagView{Text: v.say.T("webdata.doc.faulty"), Tone: look.ToneBad})
	}
	switch {
	case o.Promised < cal.Latest && o.Delivered < cal.Latest:
		notes = append(notes, v.say.T("webdata.doc.delivered", o.Promised, o.Delivered))
	case o.Promised < cal.Latest:
		notes = append(notes, v.say.T("webdata.doc.promised", o.Promised))
	}
	e.Note = strings.Join(notes, " · ")
	lines(v, d, &e)
	return e
}

func lines(v *visit, d *sales.Document, e *page.Entry) {
	if len(d.Lines) == 0 {
		return
	}
	var goods []string
	for _, l := range d.Lines {
		line := page.Line{Quantity: v.say.Decimal(l.Quantity) + " ×", Name: l.Description}
		if line.Name == "" {
			line.Name = v.say.T("webdata.doc.class." + string(l.Class))
		}
		if seesFigures(v.user.Role) {
			line.Amount = v.say.MoneyExact(l.Net, d.Order.Currency)
		}
		e.Lines = append(e.Lines, line)
		goods = append(goods, line.Quantity+" "+line.Name)
	}
	if d.Order.LineCount == 1 { // its amount is the purchase's
		e.Say, e.Lines = append(e.Say, look.Part{Text: ": " + goods[0]}), nil
		return
	}
	e.Fold = v.say.T("webdata.doc.lines", locale.V{"n": d.Order.LineCount})
	if d.Order.LineCount <= historyNamed {
		e.Fold = v.say.List(goods)
	}
	if rest := d.Order.LineCount - len(d.Lines); rest > 0 {
		e.Rest = v.say.T("webdata.doc.rest", locale.V{"n": rest})
	}
}

var talkIcons = map[interaction.Channel]string{
	interaction.Counter: "store", interaction.Phone: "phone", interaction.Mail: "mail", interaction.Letter: "mail", interaction.Insert: "package",
	interaction.Visit: "user", interaction.Message: "message-circle", interaction.Other: "message-circle", interaction.Note: "file-text",
}

// talkEntry is a contact in the history.
func talkEntry(v *visit, i *interaction.Interaction) page.Entry {
	e := page.Entry{Icon: talkIcons[i.Channel], Tone: look.ToneGood, Note: i.Note}
	text := v.say.T("webdata.channel." + string(i.Channel))
	if i.Reason != "" {
		text += ": " + reasonWords(v.say, i.Reason)
	}
	part := look.Part{Text: text}
	if v.user.Role.Writes() && i.Import == 0 {
		part.Href = talkURL(i.ID)
	}
	e.Say = look.Sentence{part}
	if i.Minutes > 0 {
		e.Say = append(e.Say, look.Part{Text: ", " + strconv.Itoa(i.Minutes) + " min"})
	}
	if i.Tone != "" {
		e.Tags = append(e.Tags, look.TagView{Text: reasonTone(v, i.Tone), Tone: look.ToneLine})
	}
	for _, key := range i.Marks.Keys() {
		e.Tags = append(e.Tags, look.TagView{Text: v.say.T("talk.mark." + key), Tone: look.ToneLine})
	}
	if e.Icon == "" {
		e.Icon = "message-circle"
	}
	return e
}

// reasonTone tells a tone; files may bring their own words.
func reasonTone(v *visit, tone string) string {
	if key := "talk.tone." + tone; locale.Has(key) {
		return v.say.T(key)
	}
	return tone
}

// contactForm asks what was just said.
func (s *server) contactForm(v *visit, p *person) *page.Contact {
	hint, first := "webdata.contact.hint", interaction.Phone // where nobody stands at a counter
	if v.facts.firm.Trade == firm.Bakery {
		hint, first = "webdata.contact.hint.counter", interaction.Counter
	}
	c := &page.Contact{
		URL: customerURL(p.ID) + "/kontakte", Title: v.say.T("webdata.contact"), Label: v.say.T("webdata.contact.what"), Hint: v.say.T(hint), Keys: v.say.T("webdata.contact.keys"), Save: v.say.T("button.save"),
		Channels: look.SegmentView{Name: "weg", Legend: v.say.T("webdata.contact.channel")}, Mark: s.mark(v), Most: strconv.Itoa(textLimit),
	}
	typed := v.kept(c.URL, look.FieldView{Name: "notiz"})
	c.Note, c.Problem = typed.Value, typed.Error
	chosen := string(first)
	if typed.Error != "" {
		chosen = v.field("weg")
	}
	for _, w := range ways {
		word, icon := "webdata.channel."+w.name, talkIcons[w.channel]
		switch w.name {
		case chatted:
			word, icon = "talk.chatted", "message-circle"
		case string(interaction.Counter):
			word = "place.counter"
		}
		c.Channels.Options = append(c.Channels.Options, look.Option{Value: w.name, Label: v.say.T(word), Icon: icon, Checked: w.name == chosen})
	}
	return c
}

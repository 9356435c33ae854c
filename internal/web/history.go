package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/sales"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
)

const (
	historyRows  = 15 // entries shown at a time
	historyLines = 6  // lines of a purchase that unfold
)

// place is how far the reader has come in both streams that the history is made of.
type place struct {
	order   sales.Cursor
	contact interaction.Cursor
	month   int // the last heading written
}

var newestPlace = place{order: sales.Newest, contact: interaction.Newest}

// String writes the place for an address: "2026-10-01.17_2026-09-30.4_202610".
func (p place) String() string {
	return p.order.Day.String() + "." + strconv.FormatInt(p.order.ID, 10) + "_" +
		p.contact.Day.String() + "." + strconv.FormatInt(p.contact.ID, 10) + "_" + strconv.Itoa(p.month)
}

// parsePlace reads what String wrote.
func parsePlace(text string) (place, error) {
	bad := fault.New(fault.Invalid, "list.cursor")
	parts := strings.Split(text, "_")
	if len(parts) != 3 {
		return place{}, bad
	}
	at := func(s string) (cal.Date, int64, error) {
		day, id, _ := strings.Cut(s, ".")
		d, err := cal.Parse(day)
		if err != nil {
			return 0, 0, bad
		}
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return 0, 0, bad
		}
		return d, n, nil
	}
	var p place
	var err error
	if p.order.Day, p.order.ID, err = at(parts[0]); err != nil {
		return p, err
	}
	if p.contact.Day, p.contact.ID, err = at(parts[1]); err != nil {
		return p, err
	}
	if p.month, err = strconv.Atoi(parts[2]); err != nil {
		return p, bad
	}
	return p, nil
}

func (s *server) firstHistory(v *visit, p *person, view *page.View) error {
	from := newestPlace
	if text := v.r.URL.Query().Get("verlauf"); text != "" {
		var err error
		if from, err = parsePlace(text); err != nil {
			return err
		}
		from.month = 0 // the page begins with a heading of its own
	}
	h, err := s.history(v, p.ID, from)
	if err != nil {
		return err
	}
	view.History = h
	return nil
}

// historyPart answers "Ältere zeigen"; without script it is the page from there on.
func (s *server) historyPart(v *visit) error {
	p, err := s.load(v)
	if err != nil {
		return err
	}
	text := v.r.URL.Query().Get("verlauf")
	if !v.fragment {
		return v.redirect(customerURL(p.ID) + "?verlauf=" + url.QueryEscape(text) + "#verlauf")
	}
	from, err := parsePlace(text)
	if err != nil {
		return err
	}
	h, err := s.history(v, p.ID, from)
	if err != nil {
		return err
	}
	return v.part(http.StatusOK, page.Entries(h))
}

// history merges purchases and contacts, newest first.
func (s *server) history(v *visit, id int64, from place) (page.History, error) {
	h := page.History{Title: v.say.T("webdata.history"), Empty: v.say.T("webdata.history.none")}
	docs, err := sales.Orders(v.ctx(), s.DB, id, from.order, historyRows+1, historyLines)
	if err != nil {
		return h, err
	}
	talks, err := interaction.Of(v.ctx(), s.DB, id, from.contact, historyRows+1)
	if err != nil {
		return h, err
	}
	at := from
	for n := 0; n < historyRows && len(docs)+len(talks) > 0; n++ {
		var e page.Entry
		var day cal.Date
		if len(talks) == 0 || len(docs) > 0 && docs[0].Order.Day > talks[0].Day {
			day, at.order, e = docs[0].Order.Day, sales.After(docs[0].Order), purchase(v, &docs[0])
			docs = docs[1:]
		} else {
			day, at.contact, e = talks[0].Day, interaction.After(talks[0]), talk(v, &talks[0])
			talks = talks[1:]
		}
		e.Date, e.Time = v.say.DayMonth(day), day.String()
		if day.MonthKey() != at.month {
			at.month = day.MonthKey()
			h.Months = append(h.Months, page.Month{Title: v.say.MonthYear(day)})
		} else if len(h.Months) == 0 {
			h.Months = append(h.Months, page.Month{})
		}
		m := &h.Months[len(h.Months)-1]
		m.Entries = append(m.Entries, e)
	}
	if len(docs)+len(talks) > 0 {
		h.More = &look.MoreView{Label: v.say.T("webdata.history.more"), Href: customerURL(id) + "/verlauf?verlauf=" + url.QueryEscape(at.String())}
	}
	return h, nil
}

// purchase is a document in the history; amounts are only for who may see money.
func purchase(v *visit, d *sales.Document) page.Entry {
	o := &d.Order
	e := page.Entry{Icon: "wallet"}
	sentence := v.say.T("webdata.doc."+string(o.Kind), o.Number)
	if seesFigures(v.user.Role) {
		e.Say = look.Sentence{{Text: sentence + " "}, {Text: v.say.MoneyExact(o.Net, o.Currency), Strong: true}}
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
	if o.Promised < cal.Latest {
		e.Note = v.say.T("webdata.doc.promised", o.Promised)
		if o.Delivered < cal.Latest {
			e.Note = v.say.T("webdata.doc.delivered", o.Promised, o.Delivered)
		}
	}
	lines(v, d, &e)
	return e
}

func lines(v *visit, d *sales.Document, e *page.Entry) {
	if len(d.Lines) == 0 {
		return
	}
	e.Fold = v.say.T("webdata.doc.lines", locale.V{"n": d.Order.LineCount})
	for _, l := range d.Lines {
		line := page.Line{Quantity: v.say.Decimal(l.Quantity) + " ×", Name: l.Description}
		if line.Name == "" {
			line.Name = v.say.T("webdata.doc.class." + string(l.Class))
		}
		if seesFigures(v.user.Role) {
			line.Amount = v.say.MoneyExact(l.Net, d.Order.Currency)
		}
		e.Lines = append(e.Lines, line)
	}
	if rest := d.Order.LineCount - len(d.Lines); rest > 0 {
		e.Rest = v.say.T("webdata.doc.rest", locale.V{"n": rest})
	}
}

var talkIcons = map[interaction.Channel]string{
	interaction.Counter: "store", interaction.Phone: "phone", interaction.Mail: "mail", interaction.Letter: "mail", interaction.Insert: "package",
	interaction.Visit: "user", interaction.Message: "message-circle", interaction.Other: "message-circle",
}

// talk is a contact in the history.
func talk(v *visit, i *interaction.Interaction) page.Entry {
	e := page.Entry{Icon: talkIcons[i.Channel], Tone: look.ToneGood, Say: look.Sentence{{Text: v.say.T("webdata.channel." + string(i.Channel))}}, Note: i.Note}
	if key := "care.occasion." + i.Reason; i.Reason != "" && locale.Has(key) {
		e.Say[0].Text += ": " + v.say.T(key)
	}
	if e.Icon == "" {
		e.Icon = "message-circle"
	}
	return e
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
	if typed.Error != "" {
		first = interaction.Channel(v.field("weg"))
	}
	for _, ch := range []interaction.Channel{interaction.Counter, interaction.Phone, interaction.Visit, interaction.Mail, interaction.Other} {
		c.Channels.Options = append(c.Channels.Options, look.Option{Value: string(ch), Label: v.say.T("webdata.channel." + string(ch)), Icon: talkIcons[ch], Checked: ch == first})
	}
	return c
}

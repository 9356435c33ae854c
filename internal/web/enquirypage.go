package web

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/enquiry"
)

// enquiryPage shows one enquiry with all that can be done.
func (s *server) enquiryPage(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	e, err := enquiry.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	people, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	c, err := stillThere(v, e.Customer)
	if err != nil {
		return err
	}
	person, err := stillThere(v, e.Contact)
	if err != nil {
		return err
	}
	say := v.say
	view := page.View{
		Head:    look.HeadView{Title: e.Asker(), Lede: e.Sought, Back: &look.LinkView{Label: say.T("web.enquiry.title"), Href: "/anfragen"}},
		Tags:    []look.TagView{{Text: say.T("web.enquiry.state." + string(e.State)), Tone: look.ToneBrand}, s.clockTag(v, &e)},
		Buttons: []look.ButtonView{{Label: say.T("button.edit"), Icon: "pencil", Href: enquiryURL(id) + "/bearbeiten"}},
		Asks:    page.Text{Title: say.T("web.enquiry.f.sought"), Text: e.Message}, FactsAt: say.T("web.enquiry.facts"), Aside: say.T("web.enquiry.facts"),
		Facts: s.enquiryFacts(v, &e, people),
	}
	if len(e.Files) > 0 {
		view.Asks.Lines = append(view.Asks.Lines, say.T("web.enquiry.files", say.List(e.Files)))
	}
	if err := s.cameBack(v, &e, &view); err != nil {
		return err
	}
	if e.State == enquiry.New {
		view.Draft = s.enquiryDraft(v, &e, &c, &person)
		if value, found, err := culture.Guiding(v.ctx(), v.seen, v.facts.today); err != nil {
			return err
		} else if found {
			view.Draft.Note += " " + v.say.T("brief.value", value.Words)
		}
	}
	view.Forms = s.enquiryForms(v, &e, people)
	windows, closing := closeWindows(v, &e)
	view.Windows, view.Buttons = windows, append(closing, view.Buttons...)
	if err := s.enquiryTwins(v, &e, &c, &person, &view); err != nil {
		return err
	}
	if err := s.enquiryLinks(v, &e, []*customer.Customer{&c, &person}, &view); err != nil {
		return err
	}
	if view.Talks, err = s.talksAbout(v, interaction.Link{Subject: aboutEnquiry, ID: id}); err != nil {
		return err
	}
	entries, err := history.Of(v.ctx(), v.seen, enquiry.Subject, id, 0, 50)
	if err != nil {
		return err
	}
	if err := leftBehind(v, &e, entries, &view); err != nil {
		return err
	}
	if view.History, err = s.changes(v, entries, func(h *history.Entry) *look.ActView { return s.enquiryUndo(v, id, h.ID, enquiryURL(id)) }); err != nil {
		return err
	}
	toasts, err := s.enquiryToast(v)
	if err != nil {
		return err
	}
	return s.page(v, sheet{Title: e.Asker(), At: "/anfragen", Wide: true, Toasts: toasts}, page.Page(say, view))
}

// leftBehind tells of a prospect who was taken down with the enquiry and is still there
// after it was said who asked, or after the enquiry itself was taken back.
func leftBehind(v *visit, e *enquiry.Enquiry, entries []history.Entry, view *page.View) error {
	if e.State == enquiry.Withdrawn && e.Made {
		c, err := stillThere(v, e.Customer)
		if err != nil || c.ID == 0 {
			return err
		}
		view.Notes = append(view.Notes, look.NoteView{
			Text: v.say.T("web.enquiry.still_there", c.Shown()), Link: &look.LinkView{Label: v.say.T("web.enquiry.still_there.do"), Href: customerURL(c.ID) + "/loeschen"},
		})
		return nil
	}
	for i := range entries {
		if entries[i].Undone {
			continue
		}
		var was struct {
			Customer int64 `json:"customer_id"`
			Made     bool  `json:"made"`
		}
		if json.Unmarshal(entries[i].Before, &was) != nil || !was.Made || was.Customer == e.Customer {
			continue
		}
		c, err := stillThere(v, was.Customer)
		if err != nil || c.ID == 0 {
			return err
		}
		view.Notes = append(view.Notes, look.NoteView{
			Text: v.say.T("web.enquiry.left_behind", c.Shown()), Link: &look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)},
		})
		return nil
	}
	return nil
}

// stillThere reads a customer who may be gone meanwhile; then, and for 0, he has no id.
func stillThere(v *visit, id int64) (customer.Customer, error) {
	if id == 0 {
		return customer.Customer{}, nil
	}
	c, err := customer.Get(v.ctx(), v.seen, id)
	if fault.KindOf(err) == fault.NotFound {
		return customer.Customer{}, nil
	}
	return c, err
}

func (s *server) enquiryFacts(v *visit, e *enquiry.Enquiry, people []team.User) []look.Pair {
	say := v.say
	var list []look.Pair
	add := func(key, value string) {
		if value != "" {
			list = append(list, look.Pair{Label: say.T("web.enquiry.f." + key), Value: value})
		}
	}
	at := e.ReceivedAt.Time(v.facts.zone)
	add("received", say.Date(e.Received)+", "+say.ClockShort(at))
	add("origin", say.T("web.enquiry.origin."+e.Origin))
	add("found", e.Found)
	add("company", e.Company)
	add("email", e.Email)
	add("phone", dialling(v, e.Phone, "").Text)
	if e.Wish != "" {
		add("wish", say.T("web.enquiry.way."+string(e.Wish)))
	}
	add("times", e.WishTimes)
	add("owner", orText(nameOf(people, e.Owner), say.T("web.enquiry.nobody")))
	if e.OfferDay != cal.Never {
		text := say.Date(e.OfferDay)
		if e.Offer > 0 && seesFigures(v.user.Role) {
			text = say.MoneyExact(e.Offer, "") + ", " + text
		}
		if e.OfferUntil != cal.Never {
			text += " " + say.T("web.enquiry.valid", e.OfferUntil)
		}
		add("offer", text)
		add("offertext", e.OfferText)
	}
	if e.Reason != "" {
		add("reason", strings.Trim(say.T("web.enquiry.reason."+e.Reason)+". "+e.ReasonText, " "))
	}
	return list
}

func orText(text, without string) string {
	if text == "" {
		return without
	}
	return text
}

// enquiryDraft is an answer to copy, to the person where a firm has named one; the
// program sends nothing.
func (s *server) enquiryDraft(v *visit, e *enquiry.Enquiry, c, person *customer.Customer) *page.Draft {
	say, way := v.say, e.Way()
	address := map[interaction.Channel]string{interaction.Mail: e.Email, interaction.Phone: dialling(v, e.Phone, "").Text, interaction.Message: dialling(v, e.Phone, "").Text}[way]
	if way == interaction.Letter || way == interaction.Visit {
		address = strings.Trim(c.Street+", "+c.Postcode+" "+c.City, ", ")
	}
	if person.ID != 0 {
		c = person
	}
	who := whoIs(c)
	if c.ID == 0 || c.Name == "" {
		who.Name = e.Asker()
	}
	du := c.AddressForm == "du" || c.AddressForm == "" && v.facts.firm.AddressForm == "du"
	values := locale.V{"who": who, "name": say.Address(who), "day": e.Received, "sought": e.Sought, "user": v.user.Name, "firm": v.facts.firm.Name}
	key := "web.enquiry.draft.sie"
	if du {
		key = "web.enquiry.draft.du"
		values["name"] = orText(c.FirstName, say.Address(who))
	}
	d := &page.Draft{
		Title: say.T("web.enquiry.draft", say.T("web.enquiry.way."+string(orWay(way)))), Note: say.T("web.enquiry.draft.note"), Copy: say.T("web.enquiry.draft.copy"),
		Address: look.FieldView{Name: "adresse", Label: say.T("web.enquiry.draft.address"), Value: orText(address, say.T("web.enquiry.draft.unknown")), Attrs: map[string]any{"readonly": true}},
		Text:    look.FieldView{Name: "entwurf", Label: say.T("web.enquiry.draft.text"), Rows: 9, Value: say.T(key, values)},
	}
	if way == interaction.Mail && e.EmailKey != "" {
		q := strings.ReplaceAll(url.Values{"subject": {say.T("web.enquiry.draft.subject", e.Sought)}, "body": {say.T(key, values)}}.Encode(), "+", "%20")
		d.Open = &look.ButtonView{Label: say.T("web.enquiry.draft.open"), Icon: "mail", Href: "mailto:" + url.PathEscape(e.Email) + "?" + q, Style: "quiet"}
	}
	return d
}

func orWay(way interaction.Channel) interaction.Channel {
	if way == "" {
		return interaction.Other
	}
	return way
}

// enquiryForms are the acts that fit the state: the next one open, the others folded.
func (s *server) enquiryForms(v *visit, e *enquiry.Enquiry, people []team.User) []page.Form {
	if e.State == enquiry.Withdrawn {
		return nil // its history brings it back
	}
	say := v.say
	hidden := func(act string) []look.Hidden {
		return []look.Hidden{{Name: "act", Value: act}, {Name: "version", Value: number(e.Version)}}
	}
	form := func(act, title string, fields ...look.FieldView) page.Form {
		return page.Form{ID: act, Title: say.T("web.enquiry." + title), URL: enquiryURL(e.ID) + "/schritt", Hidden: hidden(act), Fields: fields, Submit: look.ButtonView{Label: say.T("web.enquiry." + title + ".do")}, Folded: true}
	}
	var list []page.Form
	if e.State == enquiry.New {
		f := form("answer", "answered",
			look.FieldView{Name: "weg", ID: "f-antwort-weg", Label: say.T("web.enquiry.f.way"), Value: string(orWay(e.Way())), Options: wayOptions(v, false)},
			look.FieldView{Name: "minuten", Label: say.T("web.enquiry.f.minutes"), Num: true, Attrs: map[string]any{"inputmode": "numeric"}},
			look.FieldView{Name: "notiz", Label: say.T("web.enquiry.f.note"), Hint: say.T("webdata.readable"), Rows: 2})
		f.Folded, f.Submit.Style = false, "primary"
		list = append(list, f)
	}
	if !e.State.Closed() {
		amount := ""
		if e.Offer > 0 {
			amount = say.MoneyExact(e.Offer, "")
		}
		list = append(list, form("offer", "offer",
			look.FieldView{Name: "betrag", Label: say.T("web.enquiry.f.amount"), Value: amount, Num: true},
			look.FieldView{Name: "tag", Label: say.T("web.enquiry.f.offerday"), Type: "date", Value: dayOr(e.OfferDay, v.facts.today)},
			look.FieldView{Name: "bis", Label: say.T("web.enquiry.f.until"), Type: "date", Value: dayOr(e.OfferUntil, cal.Never)},
			look.FieldView{Name: "minuten", ID: "f-angebot-minuten", Label: say.T("web.enquiry.f.minutes"), Num: true, Attrs: map[string]any{"inputmode": "numeric"}},
			look.FieldView{Name: "text", Label: say.T("web.enquiry.f.offertext"), Rows: 3, Value: e.OfferText}))
	}
	if to := enquiry.State(v.r.URL.Query().Get("ende")); to.Closed() && e.State != to { // without script the window is a card of the page
		f := closeForm(v, e, to, local(v.r.URL.Query().Get("zurueck")))
		list = append([]page.Form{f}, list...)
	}
	return append(list, form("own", "own", look.FieldView{Name: "wer", Label: say.T("web.enquiry.f.owner"), Value: number(e.Owner), Options: ownerOptions(v, people)}))
}

// closeForm asks why an enquiry was won or lost. On the board it belongs to none yet: the
// script fills in which.
func closeForm(v *visit, e *enquiry.Enquiry, to enquiry.State, back string) page.Form {
	say := v.say
	reasons := []look.Option{{Value: "", Label: say.T("web.enquiry.reason.ask")}}
	for _, r := range enquiry.Reasons[to] {
		reasons = append(reasons, look.Option{Value: r, Label: say.T("web.enquiry.reason." + r)})
	}
	f := page.Form{
		ID: string(to), Title: say.T("web.enquiry." + string(to)), URL: "/anfragen",
		Hidden: []look.Hidden{{Name: "act", Value: "close"}, {Name: "nach", Value: string(to)}, {Name: "version"}, {Name: "zurueck", Value: back}},
		Fields: []look.FieldView{
			{Name: "grund", ID: "f-grund-" + string(to), Label: say.T("web.enquiry.f.reason"), Options: reasons, Required: true},
			{Name: "worte", ID: "f-worte-" + string(to), Label: say.T("web.enquiry.f.words"), Rows: 2, Hint: say.T("webdata.readable")},
		},
		Submit: look.ButtonView{Label: say.T("web.enquiry." + string(to) + ".do"), Style: "primary"},
	}
	if e != nil {
		f.URL, f.Hidden[2].Value = enquiryURL(e.ID)+"/schritt", number(e.Version)
	}
	return f
}

// closeWindows are the windows in which an enquiry is closed, and the buttons that open
// them: links to the same form on the page where there is no script.
func closeWindows(v *visit, e *enquiry.Enquiry) (list []page.Window, buttons []look.ButtonView) {
	for _, to := range []enquiry.State{enquiry.Won, enquiry.Lost} {
		if e.State == to || e.State == enquiry.Withdrawn || v.r.URL.Query().Get("ende") == string(to) {
			continue
		}
		w := page.Window{ID: "ende-" + string(to), Form: closeForm(v, e, to, "")}
		list = append(list, w)
		icon := map[enquiry.State]string{enquiry.Won: "check", enquiry.Lost: "x"}[to]
		buttons = append(buttons, look.ButtonView{
			Label: v.say.T("web.enquiry." + string(to)), Icon: icon, Href: enquiryURL(e.ID) + "?ende=" + string(to) + "#" + string(to), Attrs: map[string]any{"data-open": w.ID},
		})
	}
	return list, buttons
}

func dayOr(d, without cal.Date) string {
	if d == cal.Never {
		d = without
	}
	if d == cal.Never {
		return ""
	}
	return d.String()
}

func wayOptions(v *visit, empty bool) []look.Option {
	var list []look.Option
	if empty {
		list = append(list, look.Option{Value: "", Label: v.say.T("web.enquiry.way.any")})
	}
	for _, w := range enquiry.Wishes {
		list = append(list, look.Option{Value: string(w), Label: v.say.T("web.enquiry.way." + string(w))})
	}
	if !empty {
		list = append(list, look.Option{Value: string(interaction.Other), Label: v.say.T("web.enquiry.way.other")})
	}
	return list
}

func ownerOptions(v *visit, people []team.User) []look.Option {
	list := []look.Option{{Value: "0", Label: v.say.T("web.enquiry.nobody")}}
	for _, u := range people {
		if u.Role.Writes() && u.DisabledAt == 0 {
			list = append(list, look.Option{Value: number(u.ID), Label: u.Name})
		}
	}
	return list
}

// talksAbout are the newest contacts about one thing.
func (s *server) talksAbout(v *visit, l interaction.Link) (page.Links, error) {
	view := page.Links{Title: v.say.T("talk.about.talks")}
	ids, err := interaction.About(v.ctx(), v.seen, l, aboutTalks)
	if err != nil || len(ids) == 0 {
		return view, err
	}
	list, err := interaction.Many(v.ctx(), v.seen, ids)
	if err != nil {
		return view, err
	}
	slices.SortFunc(list, func(a, b interaction.Interaction) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(b.ID, a.ID))
	})
	for i := range list {
		t := &list[i]
		view.Links = append(view.Links, look.LinkView{Label: v.say.Date(t.Day) + ": " + v.say.T("webdata.channel."+string(t.Channel)), Href: talkURL(t.ID), Note: t.Note})
	}
	return view, nil
}

// aboutTalks is how many contacts the page of an enquiry lists.
const aboutTalks = 10

// enquiryTwins suggests customers whom the asker may be, as long as he and his firm were
// taken down with the enquiry.
func (s *server) enquiryTwins(v *visit, e *enquiry.Enquiry, c, person *customer.Customer, view *page.View) error {
	if !e.Made || c.ID == 0 {
		return nil
	}
	found, err := enquiry.Matches(v.ctx(), v.seen, *e)
	if err != nil {
		return err
	}
	why := make(map[int64]string, len(found))
	var ids []int64
	for _, m := range found {
		key := "phone"
		switch {
		case m.Mail:
			key = "mail"
		case m.Firm:
			key = "firm"
		}
		ids, why[m.Customer] = append(ids, m.Customer), v.say.T("web.enquiry.twin."+key)
	}
	for _, made := range []*customer.Customer{person, c} { // and who is written alike
		if made.ID == 0 || s.Duplicates == nil {
			continue
		}
		near, err := duplicate.Near(v.ctx(), v.seen, *made, customer.Region(v.facts.firm.Locale), nearShown)
		if err != nil {
			return err
		}
		for _, n := range near {
			if id := n.Customer.ID; why[id] == "" && id != e.Customer && id != e.Contact {
				ids, why[id] = append(ids, id), v.say.T("web.enquiry.twin.like", alikeWords(v.say, n.Verdict))
			}
		}
	}
	for _, id := range ids {
		t, err := s.enquiryTwin(v, e, id, why[id])
		if err != nil {
			return err
		}
		if t.Name != "" {
			view.Twins = append(view.Twins, t)
		}
	}
	return nil
}

// enquiryTwin is one suggestion; it has no name when the customer is gone.
func (s *server) enquiryTwin(v *visit, e *enquiry.Enquiry, id int64, why string) (page.Twin, error) {
	c, err := stillThere(v, id)
	if err != nil || c.ID == 0 {
		return page.Twin{}, err
	}
	t := page.Twin{Text: why, Name: c.Shown(), Href: customerURL(c.ID), Act: look.ActView{
		URL:    enquiryURL(e.ID) + "/schritt",
		Fields: []look.Hidden{{Name: "act", Value: "assign"}, {Name: "wer", Value: number(c.ID)}, {Name: "version", Value: number(e.Version)}},
		Button: look.ButtonView{Label: v.say.T("web.enquiry.twin.do"), Size: "s"},
	}}
	switch c.Kind {
	case customer.Firm:
		t.Act.Button.Label = v.say.T("web.enquiry.twin.dofirm")
	case customer.Contact:
		firm, err := stillThere(v, c.FirmID)
		if err != nil {
			return t, err
		}
		t.Name += " (" + firm.Shown() + ")"
	case customer.Person, customer.Household, customer.Unassigned: // the button's usual words
	}
	return t, nil
}

// enquiryLinks lead to the customer with his contact person, and to the projects that
// came of it.
func (s *server) enquiryLinks(v *visit, e *enquiry.Enquiry, people []*customer.Customer, view *page.View) error {
	view.Links.Title = v.say.T("web.enquiry.links")
	for _, c := range people {
		if c.ID != 0 {
			l := look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)}
			if c.Kind == customer.Contact {
				l.Note = v.say.T("web.project.f.contact")
			}
			view.Links.Links = append(view.Links.Links, l)
		}
	}
	works, err := project.OfEnquiry(v.ctx(), v.seen, e.ID, 10)
	if err != nil {
		return err
	}
	for _, p := range works {
		view.Links.Links = append(view.Links.Links, look.LinkView{Label: p.Title, Href: projectURL(p.ID), Note: v.say.T("web.project.stage." + string(p.Stage))})
	}
	q := url.Values{"kunde": {number(e.Customer)}, "anfrage": {number(e.ID)}}
	view.Buttons = append(view.Buttons, look.ButtonView{Label: v.say.T("web.project.new"), Icon: "clipboard-check", Href: "/vorhaben/neu?" + q.Encode()})
	return nil
}

// nobody names who wrote an entry that no colleague wrote: somebody out in the world by
// the public form, the program, or somebody who no longer works here.
func nobody(en *history.Entry) string {
	switch {
	case en.Actor != 0:
		return "log.someone"
	case en.Verb == "enquiry.receive":
		return "web.enquiry.program"
	}
	return "log.program"
}

// changes writes entries of a history in words; undo makes the way back of one.
func (s *server) changes(v *visit, entries []history.Entry, undo func(*history.Entry) *look.ActView) (page.History, error) {
	h := page.History{Title: v.say.T("web.enquiry.history")}
	people, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return h, err
	}
	for i := range entries {
		en := &entries[i]
		at := en.At.Time(v.facts.zone)
		who := orText(nameOf(people, en.Actor), v.say.T(nobody(en)))
		r := page.Change{When: v.say.Date(cal.Of(at, v.facts.zone)) + " " + v.say.ClockShort(at), Text: who + ": " + v.say.T("web.did."+en.Verb), Lines: changedLines(v, en)}
		switch {
		case en.Undone:
			r.Text += " " + v.say.T("web.enquiry.undone")
		case undo != nil && !strings.HasSuffix(en.Verb, ".undo"):
			r.Undo = undo(en)
		}
		h.Rows = append(h.Rows, r)
	}
	return h, nil
}

// shownFields are the texts whose old and new value the history tells.
var shownFields = []string{
	"sought", "name", "company", "email", "phone", "found", "wish_times", "offer_text", "reason_text",
	"title", "aim", "went_well", "learned", "promised_day", "delivered_day",
}

// changedLines are "what: before → after" of an entry.
func changedLines(v *visit, en *history.Entry) []string {
	var before, after map[string]any
	if json.Unmarshal(en.Before, &before) != nil || json.Unmarshal(en.After, &after) != nil || len(before) == 0 {
		return partLines(after)
	}
	var list []string
	for _, key := range shownFields {
		was, is := text(before[key]), text(after[key])
		if was != is {
			list = append(list, v.say.T("web.change."+key)+": "+was+" → "+is)
		}
	}
	if len(list) == 0 {
		return partLines(after)
	}
	return list
}

// partLines name the step or the time that an entry is about.
func partLines(after map[string]any) []string {
	for _, key := range []string{"step", "hours"} {
		if part, ok := after[key].(map[string]any); ok {
			for _, name := range []string{"what", "note"} {
				if words := text(part[name]); words != "–" {
					return []string{words}
				}
			}
		}
	}
	return nil
}

// text shows a value of the history, shortened; a day that is none is a dash.
func text(value any) string {
	s, ok := value.(string)
	if !ok || s == "" || s == cal.Never.String() {
		return "–"
	}
	if r := []rune(s); len(r) > 120 {
		return string(r[:119]) + "…"
	}
	return s
}

// cameBack tells of who was deleted on his wish and has written again by himself: the
// enquiry is answered, but files bring nothing about him unless somebody enters him anew.
func (s *server) cameBack(v *visit, e *enquiry.Enquiry, view *page.View) error {
	eraser := intake.Eraser{Secret: []byte(v.facts.firm.Secret)}
	gone, err := eraser.Erased(v.ctx(), s.DB, e.Email)
	if gone {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneHoney, Text: v.say.T("web.enquiry.cameback")})
	}
	return err
}

package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/enquiry"
)

// winningRoutes are the addresses of enquiries and projects.
func (s *server) winningRoutes() []route {
	return append(s.projectRoutes(), []route{
		{pattern: "GET /anfrage", access: public, do: s.publicForm},
		{pattern: "POST /anfrage", access: public, do: s.takePublic},
		{pattern: "GET /anfrage/danke", access: public, do: s.publicThanks},
		{pattern: "GET /anfragen", access: writer, do: s.enquiryBoard},
		{pattern: "GET /anfragen/liste", access: writer, do: s.enquiryList},
		{pattern: "GET /anfragen/neu", access: writer, do: s.newEnquiryPage},
		{pattern: "POST /anfragen/neu", access: writer, do: s.createEnquiry},
		{pattern: "POST /anfragen/mail", access: writer, do: s.readMail, files: true},
		{pattern: "GET /anfragen/formular", access: manager, do: s.enquirySettingsPage},
		{pattern: "POST /anfragen/formular", access: manager, do: s.saveEnquirySettings},
		{pattern: "GET /anfragen/{id}", access: writer, do: s.enquiryPage},
		{pattern: "GET /anfragen/{id}/bearbeiten", access: writer, do: s.editEnquiryPage},
		{pattern: "POST /anfragen/{id}/bearbeiten", access: writer, do: s.saveEnquiry},
		{pattern: "POST /anfragen/{id}/schritt", access: writer, do: s.enquiryAct},
	}...)
}

func enquiryURL(id int64) string { return "/anfragen/" + strconv.FormatInt(id, 10) }

func number(id int64) string { return strconv.FormatInt(id, 10) }

// moment is now, on the firm's day where that is frozen.
func (s *server) moment(v *visit) cal.Instant {
	now := s.Now().In(v.facts.zone)
	if v.facts.firm.Today == cal.Never {
		return cal.At(now)
	}
	start := v.facts.today.Start(v.facts.zone)
	return cal.At(start.Add(now.Sub(cal.Of(now, v.facts.zone).Start(v.facts.zone))))
}

// byNow is [server.by] on the firm's day.
func (s *server) byNow(v *visit) customer.By {
	by := s.by(v)
	by.At = s.moment(v)
	return by
}

func (v *visit) answerClock() enquiry.Clock {
	return enquiry.Clock{Hours: v.facts.firm.Hours(), Target: v.facts.firm.AnswerTime()}
}

// who reads the filter by owner: everybody's, one's own, nobody's or a colleague's.
func (v *visit) who() (owner int64, key string) {
	switch key = v.r.URL.Query().Get("wer"); key {
	case "ich":
		return v.user.ID, key
	case "niemand":
		return 0, key
	}
	if id, err := strconv.ParseInt(key, 10, 64); err == nil && id > 0 {
		return id, key
	}
	return enquiry.Anybody, ""
}

// closedShown is how many ended enquiries stand on the board, columnShown how many open.
const (
	closedShown = 50
	columnShown = 100
	listShown   = 50
)

// enquiryBoard shows all enquiries by state.
func (s *server) enquiryBoard(v *visit) error {
	owner, who := v.who()
	people, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	say := v.say
	view := page.BoardView{
		Head:  look.HeadView{Title: say.T("web.enquiry.title"), Lede: say.T("web.enquiry.lede")},
		Label: say.T("web.enquiry.board"), Hint: say.T("web.enquiry.keys"), WhoName: say.T("web.enquiry.who"), Who: whoLinks(v, "/anfragen", people, who),
		Buttons: []look.ButtonView{{Label: say.T("web.enquiry.new"), Icon: "plus", Href: "/anfragen/neu", Style: "primary"}, {Label: say.T("web.project.title"), Icon: "clipboard-check", Href: "/vorhaben"}},
	}
	if v.user.Role.Manages() {
		view.Buttons = append(view.Buttons, look.ButtonView{Label: say.T("web.enquiry.form"), Icon: "settings", Href: "/anfragen/formular", Style: "quiet"})
	}
	shown := 0
	for _, state := range enquiry.States {
		c, err := s.enquiryColumn(v, state, owner, who, people)
		if err != nil {
			return err
		}
		view.Columns = append(view.Columns, c)
		shown += len(c.Cards)
	}
	if shown == 0 && owner == 0 {
		view.Head.Lede = say.T("web.enquiry.none.yet")
	}
	for _, to := range []enquiry.State{enquiry.Won, enquiry.Lost} {
		view.Windows = append(view.Windows, page.Window{ID: "ende-" + string(to), Form: closeForm(v, nil, to, "/anfragen?wer="+url.QueryEscape(who))})
	}
	toasts, err := s.enquiryToast(v)
	if err != nil {
		return err
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/anfragen", Wide: true, Toasts: toasts}, page.Board(say, view))
}

// whoLinks are the filters by owner.
func whoLinks(v *visit, at string, people []team.User, who string) []look.LinkView {
	link := func(key, label string) look.LinkView {
		l := look.LinkView{Label: label, Href: at, Current: key == who}
		if key != "" {
			l.Href += "?wer=" + key
		}
		return l
	}
	list := []look.LinkView{link("", v.say.T("web.enquiry.who.all")), link("ich", v.say.T("web.enquiry.who.me"))}
	for _, u := range people {
		if u.ID != v.user.ID && u.Role.Writes() && u.DisabledAt == 0 && len(people) <= 8 {
			list = append(list, link(number(u.ID), u.Name))
		}
	}
	return list
}

func (s *server) enquiryColumn(v *visit, state enquiry.State, owner int64, who string, people []team.User) (page.Column, error) {
	limit := columnShown
	if state.Closed() {
		limit = closedShown
	}
	c := page.Column{Key: string(state), Title: v.say.T("web.enquiry.state." + string(state)), Empty: v.say.T("web.enquiry.state.none")}
	n, err := enquiry.Count(v.ctx(), v.seen, state, owner)
	if err != nil {
		return c, err
	}
	c.Count = v.say.Int(int64(n))
	if n >= enquiry.CountUpTo {
		c.Count = v.say.Int(enquiry.CountUpTo-1) + "+"
	}
	list, err := enquiry.Column(v.ctx(), v.seen, state, owner, enquiry.First, limit)
	if err != nil {
		return c, err
	}
	if state == enquiry.New { // who waits longest stands first
		slices.SortStableFunc(list, func(a, b enquiry.Enquiry) int { return cmp.Compare(a.DueAt, b.DueAt) })
	}
	for i := range list {
		c.Cards = append(c.Cards, s.enquiryCard(v, &list[i], who, people))
	}
	if n > len(list) {
		c.More = &look.LinkView{Label: v.say.T("web.enquiry.more"), Href: "/anfragen/liste?" + url.Values{"zustand": {string(state)}, "wer": {who}}.Encode()}
	}
	return c, nil
}

func (s *server) enquiryCard(v *visit, e *enquiry.Enquiry, who string, people []team.User) page.Card {
	c := page.Card{
		ID: "a-" + number(e.ID), Href: enquiryURL(e.ID), Name: askerOf(e), Sought: e.Sought, Owner: nameOf(people, e.Owner), Clock: s.clockTag(v, e),
		Moves: v.say.T("web.enquiry.move"),
		Move: look.ActView{URL: enquiryURL(e.ID) + "/schritt", Fields: []look.Hidden{
			{Name: "act", Value: "move"}, {Name: "version", Value: number(e.Version)}, {Name: "zurueck", Value: "/anfragen?wer=" + url.QueryEscape(who)},
		}},
	}
	for _, to := range enquiry.States[1:] {
		if to != e.State {
			c.To = append(c.To, look.ButtonView{Label: v.say.T("web.enquiry.to." + string(to)), Size: "s", Name: "nach", Value: string(to)})
		}
	}
	return c
}

// askerOf names who asks, with the firm for which he does.
func askerOf(e *enquiry.Enquiry) string {
	if e.Name != "" && e.Company != "" && e.Name != e.Company {
		return e.Name + ", " + e.Company
	}
	return e.Asker()
}

func nameOf(people []team.User, id int64) string {
	if i := slices.IndexFunc(people, func(u team.User) bool { return u.ID == id }); i >= 0 {
		return people[i].Name
	}
	return ""
}

// clockTag says how the answer clock stands, in words and colour.
func (s *server) clockTag(v *visit, e *enquiry.Enquiry) look.TagView {
	due := e.DueAt.Time(v.facts.zone)
	values := locale.V{"day": v.say.Relative(cal.Of(due, v.facts.zone), v.facts.today), "clock": v.say.ClockShort(due)}
	switch e.Light(s.moment(v)) {
	case enquiry.Overdue:
		return look.TagView{Text: v.say.T("web.enquiry.clock.overdue", values), Icon: "clock", Tone: look.ToneBad}
	case enquiry.Soon:
		return look.TagView{Text: v.say.T("web.enquiry.clock.soon", values), Icon: "clock", Tone: look.ToneHoney}
	case enquiry.Calm:
		return look.TagView{Text: v.say.T("web.enquiry.clock.calm", values), Icon: "clock", Tone: look.ToneGood}
	case enquiry.Stopped:
	}
	if e.AnsweredAt != 0 {
		return look.TagView{Text: v.say.T("web.enquiry.clock.answered", v.say.Relative(cal.Of(e.AnsweredAt.Time(v.facts.zone), v.facts.zone), v.facts.today)), Icon: "check", Tone: look.ToneLine}
	}
	return look.TagView{Text: v.say.T("web.enquiry.clock.closed"), Tone: look.ToneLine}
}

// enquiryToast tells what was just done, with the way back.
func (s *server) enquiryToast(v *visit) ([]look.ToastView, error) {
	id, err := strconv.ParseInt(v.r.URL.Query().Get("getan"), 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // nothing was done
	}
	list, err := history.Of(v.ctx(), v.seen, enquiry.Subject, id, 0, 1)
	if err != nil || len(list) == 0 || list[0].Actor != v.user.ID || list[0].Verb == "enquiry.receive" || list[0].Verb == "enquiry.undo" {
		return nil, err
	}
	act := s.enquiryUndo(v, id, list[0].ID, "/anfragen#a-"+number(id))
	act.Button.Key = "u"
	return []look.ToastView{{Text: v.say.T("web.did." + list[0].Verb), Act: act}}, nil
}

func (s *server) enquiryUndo(v *visit, id, entry int64, back string) *look.ActView {
	return &look.ActView{
		URL:    enquiryURL(id) + "/schritt",
		Fields: []look.Hidden{{Name: "act", Value: "undo"}, {Name: "eintrag", Value: number(entry)}, {Name: "zurueck", Value: back}},
		Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Size: "s", Style: "quiet"},
	}
}

// enquiryList shows one state in pages.
func (s *server) enquiryList(v *visit) error {
	q := v.r.URL.Query()
	state := enquiry.State(q.Get("zustand"))
	if !slices.Contains(enquiry.States, state) {
		state = enquiry.New
	}
	owner, who := v.who()
	from := enquiry.First
	if at, id, ok := strings.Cut(q.Get("nach"), "-"); ok {
		a, err1 := strconv.ParseInt(at, 10, 64)
		i, err2 := strconv.ParseInt(id, 10, 64)
		if err1 == nil && err2 == nil {
			from = enquiry.Cursor{At: cal.Instant(a), ID: i}
		}
	}
	list, err := enquiry.Column(v.ctx(), v.seen, state, owner, from, listShown)
	if err != nil {
		return err
	}
	people, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	say := v.say
	title := say.T("web.enquiry.title") + ": " + say.T("web.enquiry.state."+string(state))
	view := page.ListView{Head: look.HeadView{Title: title, Back: &look.LinkView{Label: say.T("web.enquiry.board"), Href: "/anfragen"}}}
	if len(list) == 0 {
		view.Empty = say.T("web.enquiry.state.none")
	}
	view.Table = look.TableView{Label: title, Fold: true, Columns: []look.Column{
		{Title: say.T("web.enquiry.f.name")}, {Title: say.T("web.enquiry.f.sought"), Wide: true}, {Title: say.T("web.enquiry.f.owner")}, {Title: say.T("web.enquiry.f.clock")},
	}}
	for i := range list {
		e := &list[i]
		tag := s.clockTag(v, e)
		view.Table.Rows = append(view.Table.Rows, look.Row{Focus: true, Cells: []look.Cell{
			{Content: look.Text(look.Sentence{{Text: askerOf(e), Href: enquiryURL(e.ID)}})}, {Text: e.Sought}, {Text: nameOf(people, e.Owner)}, {Content: look.Tag(tag)},
		}})
	}
	if len(list) == listShown {
		next := enquiry.After(list[len(list)-1])
		view.More = &look.LinkView{Label: say.T("web.enquiry.older"), Href: "/anfragen/liste?" + url.Values{"zustand": {string(state)}, "wer": {who}, "nach": {number(int64(next.At)) + "-" + number(next.ID)}}.Encode()}
	}
	return s.page(v, sheet{Title: title, At: "/anfragen", Wide: true}, page.List(view))
}

// enquiryAct does one act on an enquiry and leads back to where it was pressed.
func (s *server) enquiryAct(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	if to := enquiry.State(v.field("nach")); v.field("act") == "move" && to.Closed() { // why is asked first
		return v.redirect(enquiryURL(id) + "?" + url.Values{"ende": {string(to)}, "zurueck": {local(v.field("zurueck"))}}.Encode() + "#" + string(to))
	}
	do, err := s.enquiryVerb(v, id)
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		if fault.KindOf(err) == fault.Conflict {
			return s.enquiryConflict(v, id, err)
		}
		return err
	}
	s.changed()
	back := local(v.field("zurueck"))
	if back == "/" {
		back = enquiryURL(id)
	}
	if v.field("act") == "undo" {
		return v.redirect(back)
	}
	sign := "?"
	if strings.Contains(back, "?") {
		sign = "&"
	}
	anchor := ""
	if strings.HasPrefix(back, "/anfragen?") {
		anchor = "#a-" + number(id)
	}
	return v.redirect(back + sign + "getan=" + number(id) + anchor)
}

// enquiryVerb reads the act that a form sent.
func (s *server) enquiryVerb(v *visit, id int64) (func() error, error) {
	if v.field("act") == "assign" {
		return s.assign(v, id)
	}
	do, err := s.enquiryStep(v, id)
	return func() error { return s.DB.Update(v.ctx(), do) }, err
}

// assign reads who asked. A prospect who was taken down with the enquiry goes when nothing
// else is known of him; the page tells of one who stays.
func (s *server) assign(v *visit, id int64) (func() error, error) {
	version, err := v.version()
	if err != nil {
		return nil, err
	}
	to, err := strconv.ParseInt(v.field("wer"), 10, 64)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	return func() error {
		_, err := s.Duplicates.Assign(v.ctx(), s.byNow(v), id, version, to)
		return err
	}, nil
}

// enquiryStep reads an act that is one step of the enquiry itself.
func (s *server) enquiryStep(v *visit, id int64) (func(*store.Tx) error, error) {
	by, ctx := s.byNow(v), v.ctx()
	contact := interaction.Interaction{Day: v.facts.today, At: by.At, Note: v.field("notiz"), Channel: interaction.Channel(v.field("weg"))}
	if n, err := strconv.Atoi(v.field("minuten")); err == nil && n > 0 && n <= 24*60 {
		contact.Minutes = n
	}
	if v.field("act") == "undo" {
		entry, err := strconv.ParseInt(v.field("eintrag"), 10, 64)
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "web.bad_form")
		}
		return func(tx *store.Tx) error { return s.Duplicates.UndoEnquiry(ctx, tx, by, id, entry) }, nil
	}
	version, err := v.version()
	if err != nil {
		return nil, err
	}
	switch v.field("act") {
	case "answer":
		return func(tx *store.Tx) error { _, err := enquiry.Answer(ctx, tx, by, id, version, contact); return err }, nil
	case "move":
		return func(tx *store.Tx) error {
			return enquiry.Move(ctx, tx, by, id, version, enquiry.State(v.field("nach")), contact)
		}, nil
	case "offer":
		p, err := v.proposal()
		return func(tx *store.Tx) error { return enquiry.Offer(ctx, tx, by, id, version, p, contact) }, err
	case "close":
		return func(tx *store.Tx) error {
			return enquiry.Close(ctx, tx, by, id, version, enquiry.State(v.field("nach")), v.field("grund"), v.field("worte"), contact)
		}, nil
	case "own":
		other, err := strconv.ParseInt(v.field("wer"), 10, 64)
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "web.bad_form")
		}
		return func(tx *store.Tx) error { return enquiry.Own(ctx, tx, by, id, version, other) }, nil
	}
	return nil, fault.New(fault.Invalid, "web.unknown_act")
}

// proposal reads the form of an offer.
func (v *visit) proposal() (enquiry.Proposal, error) {
	p := enquiry.Proposal{Day: v.facts.today, Until: cal.Never, Text: v.field("text")}
	var err error
	if text := v.field("betrag"); text != "" {
		if p.Amount, err = v.say.ParseAmount(text, ""); err != nil {
			return p, err
		}
	}
	if p.Day, err = v.dayField("tag", v.facts.today); err != nil {
		return p, err
	}
	p.Until, err = v.dayField("bis", cal.Never)
	return p, err
}

// dayField reads a day of the form, or returns what holds without one.
func (v *visit) dayField(name string, without cal.Date) (cal.Date, error) {
	text := v.field(name)
	if text == "" {
		return without, nil
	}
	d, err := cal.Parse(text)
	if err != nil || !d.Valid() {
		return without, fault.New(fault.Invalid, "web.bad_day", text)
	}
	return d, nil
}

// enquiryConflict shows to the second what the first did.
func (s *server) enquiryConflict(v *visit, id int64, failure error) error {
	e, err := enquiry.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	view := page.FormPage{
		Head: look.HeadView{Title: e.Asker(), Back: &look.LinkView{Label: v.say.T("web.enquiry.back"), Href: enquiryURL(id)}}, Problem: v.say.Fault(failure),
	}
	if version, err := v.version(); err == nil {
		if view.Since, err = s.enquirySince(v, id, version); err != nil {
			return err
		}
	}
	return s.pageStatus(v, http.StatusConflict, sheet{Title: e.Asker(), At: "/anfragen"}, page.Typed(view))
}

// enquirySince is what an editor of an older version has not seen; nil when nothing.
func (s *server) enquirySince(v *visit, id, version int64) (*page.History, error) {
	list, err := enquiry.Since(v.ctx(), v.seen, id, version)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	h, err := s.changes(v, list, nil)
	h.Title = v.say.T("web.enquiry.since")
	return &h, err
}

// askedCard lists a customer's enquiries and projects for his own page; it is empty where
// there are none and nobody could begin one.
func (s *server) askedCard(v *visit, c *customer.Customer) (templ.Component, error) {
	id, asks := c.ID, enquiry.OfCustomer
	if c.Kind == customer.Contact {
		asks = enquiry.OfContact
	}
	var asked []enquiry.Enquiry
	var works []project.Project
	err := store.Together(v.ctx(),
		func() (err error) { asked, err = asks(v.ctx(), v.seen, id, 5); return err },
		func() (err error) { works, err = project.OfCustomer(v.ctx(), v.seen, id, 5); return err },
	)
	if err != nil {
		return nil, err
	}
	writes := v.user.Role.Writes()
	if len(asked)+len(works) == 0 && !writes {
		return templ.NopComponent, nil
	}
	l := page.Links{Title: v.say.T("web.enquiry.ofcustomer")}
	for _, e := range asked {
		l.Links = append(l.Links, look.LinkView{Label: e.Sought, Href: enquiryURL(e.ID), Note: v.say.T("web.enquiry.state." + string(e.State))})
	}
	for i := range works {
		p := &works[i]
		note := v.say.T("web.project.stage." + string(p.Stage))
		if months, err := s.monthNote(v, p); err != nil {
			return nil, err
		} else if months != "" {
			note += ". " + months
		}
		l.Links = append(l.Links, look.LinkView{Label: p.Title, Href: projectURL(p.ID), Note: note})
	}
	if !writes {
		for i := range l.Links {
			l.Links[i].Href = "" // who only reads sees that there is something
		}
		return page.OfCustomer(l, nil), nil
	}
	q := "?kunde=" + number(id)
	return page.OfCustomer(l, []look.ButtonView{
		{Label: v.say.T("web.enquiry.new"), Icon: "plus", Size: "s", Href: "/anfragen/neu" + q}, {Label: v.say.T("web.project.new"), Icon: "plus", Size: "s", Href: "/vorhaben/neu" + q},
	}), nil
}

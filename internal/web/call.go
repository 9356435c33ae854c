package web

import (
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/timeline"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const (
	callsURL   = "/hilferufe"
	callsShown = 20
	callDays   = 30 // of the customer, on the page of a call
	callLines  = 60
)

// callRoutes are the addresses of calls for help with a customer.
func (s *server) callRoutes() []route {
	return []route{
		{pattern: "POST /kunden/{id}/hilfe", access: writer, counter: true, do: s.callForHelp},
		{pattern: "GET /hilferufe", access: writer, do: s.callsPage},
		{pattern: "GET /hilferufe/{id}", access: writer, counter: true, do: s.callPage},
		{pattern: "POST /hilferufe/{id}", access: writer, do: s.closeCall},
	}
}

func callURL(id int64) string { return callsURL + "/" + number(id) }

// helpAct asks for help with a customer in one tap.
func helpAct(v *visit, id int64) *look.ActView {
	if !v.user.Role.Writes() {
		return nil
	}
	return &look.ActView{URL: customerURL(id) + "/hilfe", Button: look.ButtonView{Label: v.say.T("webcall.ask"), Icon: "life-buoy"}}
}

// helper is who is called: the person on duty, for whose own calls the deputy.
func helper(v *visit, tx *store.Tx) (int64, error) {
	owner, err := team.OnDuty(v.ctx(), tx, v.facts.today)
	if err != nil || owner != v.user.ID {
		return owner, err
	}
	c, err := team.GetChief(v.ctx(), tx)
	if err != nil {
		return 0, err
	}
	away, err := team.Away(v.ctx(), tx, v.facts.today)
	for _, id := range []int64{c.User, c.Deputy} {
		if id != 0 && id != v.user.ID && !slices.Contains(away, id) {
			return id, err
		}
	}
	return owner, err
}

// callForHelp calls the person responsible and shows what to say meanwhile.
func (s *server) callForHelp(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	var id int64
	err = s.DB.UpdateShort(v.ctx(), func(tx *store.Tx) error {
		owner, err := helper(v, tx)
		if err != nil {
			return err
		}
		id, err = feedback.Help(v.ctx(), tx, s.by(v), v.facts.today, c.ID, owner)
		return err
	})
	if err != nil {
		return err
	}
	s.forget()
	return v.redirect(callURL(id))
}

// called are the open calls that somebody here has to see to.
func called(v *visit) []feedback.Waiting {
	var list []feedback.Waiting
	for _, w := range v.facts.calls {
		if w.Owner == v.user.ID || v.facts.chief.User == v.user.ID {
			list = append(list, w)
		}
	}
	return list
}

// closes reports whether somebody may close a call.
func closes(v *visit, c *feedback.Call) bool {
	return c.Owner == v.user.ID || v.facts.chief.User == v.user.ID || v.facts.chief.Deputy == v.user.ID || v.user.Role.Manages()
}

// callPage shows what to say, who is on the way, and to colleagues the last thirty days.
func (s *server) callPage(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	call, err := feedback.ReadCall(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	c, err := customer.Get(v.ctx(), v.seen, call.Customer)
	if err != nil {
		return err
	}
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	view := page.View{Head: look.HeadView{Title: v.say.T("webcall.title", c.Shown()), Lede: s.callState(v, &call, users)}}
	back := customerURL(c.ID)
	if v.onlyCounter() {
		back = cardURL(c.ID)
	}
	if v.refused != nil {
		view.Problem = v.say.Fault(v.refused.err)
	}
	view.Head.Back = &look.LinkView{Label: c.Shown(), Href: back}
	owner := userName(users, call.Owner)
	if call.Closed == 0 {
		words := page.Card{ID: "worte", Title: v.say.T("webcall.say"), Rows: []page.Row{{Text: v.say.T("webcall.say.1")}, {Text: v.say.T("webcall.say.2", owner)}}, Lede: v.say.T("webcall.calm", owner)}
		if call.Owner == call.User { // there is nobody else
			words.Rows, words.Lede = []page.Row{{Text: v.say.T("webcall.alone.1")}, {Text: v.say.T("webcall.alone.2")}}, v.say.T("webcall.alone")
		}
		view.Main = append(view.Main, words)
	}
	if v.onlyCounter() {
		return s.page(v, sheet{Title: view.Head.Title, At: counterURL, Counter: true}, page.Page(view))
	}
	recent, err := s.lastDays(v, &c)
	if err != nil {
		return err
	}
	view.Main = append(view.Main, recent)
	if call.Closed == 0 && closes(v, &call) {
		said := textField(v, "worte", "webcall.words", "")
		said.Required, said.Hint = true, v.say.T("webdata.readable")
		f := rowForm(v, callURL(id), "schliessen", call.Meta, "", "webcall.close", said)
		f.Strong = true
		card := page.Card{ID: "schliessen", Title: v.say.T("webcall.take"), Forms: []page.Form{f}}
		if phone := dialling(v, c.Phone, c.Country); phone.Dial != "" {
			card.Rows = append(card.Rows, page.Row{Text: phone.Text, Href: "tel:" + phone.Dial})
		}
		view.Aside = append(view.Aside, card)
	}
	kind, err := kindOf(v, c.ID)
	if err != nil {
		return err
	}
	if do, dont := played(v, kind); len(do)+len(dont) > 0 {
		view.Aside = append(view.Aside, page.Card{ID: "umgang", Title: v.say.T("webplaybook.one"), Rows: []page.Row{{Text: v.say.T("webplaybook.do"), List: do}, {Text: v.say.T("webplaybook.dont"), List: dont}}})
	}
	view.Aside = append(view.Aside, page.Card{ID: "alle", Title: v.say.T("webcall.all"), Rows: []page.Row{{Text: v.say.T("webcall.all.see"), Href: callsURL}}})
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden", Wide: true}, page.Page(view))
}

// callState tells who asked when, and who knows of it or what was done.
func (s *server) callState(v *visit, c *feedback.Call, users []team.User) string {
	clock := func(at cal.Instant) string {
		t := at.Time(v.facts.zone)
		return v.say.Date(cal.Of(t, v.facts.zone)) + ", " + v.say.ClockShort(t)
	}
	if c.Closed != 0 {
		return v.say.T("webcall.closed", clock(c.At), userName(users, c.User), clock(c.Closed), userName(users, c.ClosedBy), c.Words)
	}
	if c.Owner == c.User {
		return v.say.T("webcall.open.alone", clock(c.At), userName(users, c.User))
	}
	return v.say.T("webcall.open", clock(c.At), userName(users, c.User), userName(users, c.Owner))
}

// lastDays is what happened with a customer in the last thirty days, newest first.
func (s *server) lastDays(v *visit, c *customer.Customer) (page.Card, error) {
	card := page.Card{ID: "tage", Title: v.say.T("webcall.days", callDays), Empty: v.say.T("webcall.days.none")}
	streams := slices.DeleteFunc(timeline.Record(v.facts.zone, historyNamed), func(one timeline.Stream) bool { return one.Kind == timeline.Change })
	list, _, _, err := timeline.Page(v.ctx(), v.seen, c.ID, streams, nil, timeline.Newest, callLines)
	if err != nil {
		return card, err
	}
	complaints, err := feedback.ComplaintsBefore(v.ctx(), v.seen, c.ID, cal.Never, 0, callsShown)
	if err != nil {
		return card, err
	}
	from := v.facts.today.Add(-callDays)
	type dated struct {
		day cal.Date
		row page.Row
	}
	var rows []dated
	for i := range complaints {
		one := &complaints[i]
		if one.Day >= from || one.Closed == 0 {
			rows = append(rows, dated{one.Day, page.Row{Text: v.say.T("webcomplaint.of", one.Day), Href: complaintURL(one.ID), Sub: one.Words, Tags: s.complaintTags(v, one)}})
		}
	}
	for _, e := range list {
		if e.Day < from {
			break
		}
		told, ok := entryOf(v, e)
		if !ok {
			continue
		}
		r := page.Row{Sub: known(v.say.Date(e.Day), told.Note), Tags: told.Tags}
		for _, part := range told.Say {
			r.Text += part.Text
			if r.Href == "" {
				r.Href = part.Href
			}
		}
		rows = append(rows, dated{e.Day, r})
	}
	slices.SortStableFunc(rows, func(a, b dated) int { return int(b.day - a.day) })
	for _, r := range rows {
		card.Rows = append(card.Rows, r.row)
	}
	return card, nil
}

// closeCall notes what was done about a call.
func (s *server) closeCall(v *visit) error {
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
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		call, err := feedback.ReadCall(v.ctx(), tx, id)
		if err != nil {
			return err
		}
		if !closes(v, &call) {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		return feedback.CloseCall(v.ctx(), tx, s.by(v), id, m.Version, v.field("worte"))
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, "worte"}
		return s.callPage(v)
	}
	if err != nil {
		return err
	}
	s.forget()
	return v.redirect(callURL(id))
}

// callsPage lists the calls, the newest first.
func (s *server) callsPage(v *visit) error {
	list, err := feedback.NewestCalls(v.ctx(), v.seen, 10*callsShown)
	if err != nil {
		return err
	}
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].Customer
	}
	people, err := customer.Many(v.ctx(), v.seen, ids)
	if err != nil {
		return err
	}
	view := page.View{Head: look.HeadView{Title: v.say.T("webcall.all"), Lede: v.say.T("webcall.all.lede")}}
	card := page.Card{ID: "rufe-alle", Empty: v.say.T("webcall.all.none")}
	for i := range list {
		at := slices.IndexFunc(people, func(c customer.Customer) bool { return c.ID == list[i].Customer })
		if at < 0 {
			continue
		}
		card.Rows = append(card.Rows, page.Row{Text: people[at].Shown(), Href: callURL(list[i].ID), Sub: s.callState(v, &list[i], users)})
	}
	view.Main = []page.Card{card}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden"}, page.Page(view))
}

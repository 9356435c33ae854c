package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/watch"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const (
	alertsURL   = "/alarme"
	alertsRead  = 200
	alertsShown = 3 // above a page; more are told as a number
)

// watchRoutes are the addresses of alerts and of who answers for the relationships.
func (s *server) watchRoutes() []route {
	return []route{
		{pattern: "GET " + alertsURL + "/neu", access: public, do: s.alertedNow},
		{pattern: "GET " + alertsURL + "/{id}", access: writer, do: s.alertPage},
		{pattern: "POST " + alertsURL + "/{id}", access: writer, do: s.answerAlert},
		{pattern: "GET " + watchURL, access: writer, do: s.watchPage},
	}
}

func alertURL(id int64) string { return alertsURL + "/" + number(id) }

// alerted are the open alerts that somebody here has to see to.
func (s *server) alerted(v *visit, open []watch.Waiting) []watch.Waiting {
	if v.user.ID == 0 || !v.user.Role.Writes() {
		return nil
	}
	hours, now := v.facts.firm.Hours(), s.Now()
	var list []watch.Waiting
	for i := range open {
		if open[i].Sees(&v.user, v.facts.chief, hours, now) {
			list = append(list, open[i])
		}
	}
	return list
}

// watches reports whether the pages of somebody ask for alerts: of who is responsible, the
// deputy, the owners of the firm, and of those to whom something was handed.
func watches(v *visit, mine []watch.Waiting) bool {
	c := v.facts.chief
	return v.user.ID != 0 && !v.onlyCounter() && (v.user.ID == c.User || v.user.ID == c.Deputy || v.user.Role == team.Owner || len(mine) > 0)
}

// alerts are the calls and alerts above every page of who has to see to them; nil for everybody
// else. On the page of the day each stands until it is answered, elsewhere until somebody has
// seen it. Where customers look at the screen they name nobody.
func (s *server) alerts(v *visit, at string, counter bool) *look.AlertsView {
	mine := s.alerted(v, v.facts.alerts)
	if !watches(v, mine) {
		return nil
	}
	view := look.AlertsView{URL: alertsURL + "/neu", News: v.say.T("webwatch.news")}
	switch {
	case counter:
		view.URL += "?tresen=1"
	case at == "/":
		view.URL += "?heute=1"
	}
	var ids []string
	calls := called(v)
	for _, w := range calls {
		ids = append(ids, "h"+number(w.ID))
		at := w.At.Time(v.facts.zone)
		text := v.say.T("webcall.alert", w.Asked, w.Name, v.say.RelativeLabel(cal.Of(at, v.facts.zone), v.facts.today), v.say.ClockShort(at))
		if counter {
			text = v.say.T("webcall.alert.counter")
		}
		view.Banners = append(view.Banners, look.BannerView{Text: text, Link: &look.LinkView{Label: v.say.T("webcall.see"), Href: callURL(w.ID)}})
	}
	if at != "/" || counter {
		mine = slices.DeleteFunc(mine, func(w watch.Waiting) bool { return w.Seen != 0 })
	}
	for i := range mine {
		w := &mine[i]
		id := "a" + number(w.ID)
		if w.Seen != 0 {
			id += "s"
		}
		ids = append(ids, id)
	}
	shown := mine[:min(len(mine), alertsShown)]
	for i := range shown {
		w := &shown[i]
		switch {
		case counter && i == 0:
			view.Banners = append(view.Banners, look.BannerView{Text: v.say.T("webwatch.counter"), Link: &look.LinkView{Label: v.say.T("webcall.see"), Href: watchURL}})
		case counter:
		case at == "/":
			view.Alarms = append(view.Alarms, alarmView(v, w))
		default:
			view.Banners = append(view.Banners, look.BannerView{
				Text: known(alertName(v, w)+" "+alertText(v, &w.Alert), alertAge(v, &w.Alert)), Link: &look.LinkView{Label: v.say.T("webcall.see"), Href: alertURL(w.ID)},
			})
		}
	}
	if more := len(mine) - len(shown); more > 0 && !counter {
		view.Banners = append(view.Banners, look.BannerView{Text: v.say.T("webwatch.more", more), Link: &look.LinkView{Label: v.say.T("webcall.all.see"), Href: watchURL}})
	}
	view.State = strings.Join(ids, "-")
	return &view
}

// alarmView is an alert on the page of the day.
func alarmView(v *visit, w *watch.Waiting) look.AlarmView {
	view := look.AlarmView{
		Name: alertName(v, w), Text: alertText(v, &w.Alert) + ".", Sub: alertAge(v, &w.Alert) + ".",
		Links: []look.ButtonView{{Label: v.say.T("webwatch.open"), Href: alertURL(w.ID), Size: "s"}},
	}
	if w.Owner == v.user.ID {
		view.Sub = v.say.T("webwatch.mine") + " " + view.Sub
	}
	if w.Seen == 0 {
		view.Acts = []look.ActView{seenAct(v, w.ID, "/")}
	} else {
		view.Links = append(view.Links, look.ButtonView{Label: v.say.T("webwatch.pass"), Href: alertURL(w.ID) + "#uebergeben", Size: "s", Style: "quiet"})
	}
	return view
}

// seenAct says that somebody has read an alert.
func seenAct(v *visit, id int64, back string) look.ActView {
	a := rowAct(v, alertURL(id), "gesehen", row.Meta{}, "webwatch.seen", "quiet")
	a.Fields = append(a.Fields, look.Hidden{Name: "zurueck", Value: back})
	return a
}

// alertName is whom an alert is about.
func alertName(v *visit, w *watch.Waiting) string {
	if w.Name == "" {
		return v.say.T("webwatch.stranger")
	}
	return w.Name
}

// alertText tells what happened, after the name and without a full stop.
func alertText(v *visit, a *watch.Alert) string {
	switch {
	case a.Kind == watch.Red:
		var signs []string
		for _, r := range a.Signs() {
			signs = append(signs, v.say.T("care.sign."+string(r)))
		}
		return v.say.T("webwatch.red", v.say.List(signs))
	case a.Raised():
		return v.say.T("webwatch.raised")
	}
	return v.say.T("webwatch." + string(a.Kind))
}

// alertAge tells since when an alert waits and who has seen it.
func alertAge(v *visit, a *watch.Alert) string {
	at := a.At.Time(v.facts.zone)
	since := v.say.T("webwatch.since", v.say.RelativeLabel(a.Day, v.facts.today), v.say.ClockShort(at))
	if a.Seen != 0 {
		return known(since, v.say.T("webwatch.isseen"))
	}
	return since
}

// alertedNow answers an open page that asks whether something went wrong: with nothing while that
// page knows it already. It reads anew, so that what was just written is told at once.
func (s *server) alertedNow(v *visit) error {
	open, err := watch.Open(v.ctx(), s.DB, alertsRead)
	if err != nil {
		return err
	}
	calls, err := feedback.WaitingCalls(v.ctx(), s.DB, callsShown)
	if err != nil {
		return err
	}
	v.facts.alerts, v.facts.calls = open, calls
	q := v.r.URL.Query()
	at := ""
	if q.Get("heute") != "" {
		at = "/"
	}
	view := s.alerts(v, at, q.Get("tresen") != "")
	if view == nil || view.State == q.Get("rufe") {
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return v.part(http.StatusOK, look.Called(*view))
}

// maySee fails with fault.NotFound for whom an alert is no business: it is open to whoever
// answers for the relationships, manages the firm, or got it.
func maySee(v *visit, a *watch.Alert) error {
	c := v.facts.chief
	if v.user.ID == a.Owner || v.user.ID == c.User || v.user.ID == c.Deputy || v.user.Role.Manages() {
		return nil
	}
	return fault.New(fault.NotFound, "history.no_such_row")
}

// alertPage tells what went wrong and takes what is done about it.
func (s *server) alertPage(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	a, err := watch.Read(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	if err := maySee(v, &a); err != nil {
		return err
	}
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	w := watch.Waiting{Alert: a}
	var c customer.Customer
	if a.Customer != 0 {
		if c, err = customer.Get(v.ctx(), v.seen, a.Customer); err != nil {
			return err
		}
		w.Name = c.Shown()
	}
	view := page.View{Head: look.HeadView{
		Title: alertName(v, &w), Lede: alertState(v, &a, users), Back: &look.LinkView{Label: v.say.T("webwatch.title"), Href: watchURL},
	}}
	if v.refused != nil {
		view.Problem = v.say.Fault(v.refused.err)
	}
	what := page.Card{ID: "anlass", Title: v.say.T("webwatch.what"), Rows: []page.Row{{Text: capital(alertText(v, &a)), Href: subjectURL(&a)}}, More: alertWhy(v, &a, users)}
	view.Main = append(view.Main, what)
	if a.Closed == 0 {
		words := textField(v, "worte", "webwatch.words", "")
		words.Required, words.Hint, words.Rows = true, v.say.T("webdata.readable"), 2
		f := rowForm(v, alertURL(id), "getan", a.Meta, "", "webwatch.answer.button", words)
		f.Strong = true
		answer := page.Card{ID: "antwort", Title: v.say.T("webwatch.do"), Forms: []page.Form{f}}
		if a.Seen == 0 {
			answer.Rows = []page.Row{{Text: v.say.T("webwatch.unseen"), Acts: []look.ActView{seenAct(v, id, alertURL(id))}}}
		}
		view.Main = append(view.Main, answer)
		pass := rowForm(v, alertURL(id), "uebergeben", a.Meta, "", "webwatch.pass", userField(v, "wer", "webwatch.to", a.Owner, users, false))
		view.Aside = append(view.Aside, page.Card{ID: "uebergeben", Title: v.say.T("webwatch.pass"), Lede: v.say.T("webwatch.pass.lede"), Forms: []page.Form{pass}})
	} else if err := s.undoAnswer(v, &a, &view); err != nil {
		return err
	}
	if a.Customer != 0 {
		recent, err := s.lastDays(v, &c)
		if err != nil {
			return err
		}
		view.Main = append(view.Main, recent)
		who := page.Card{ID: "wer", Title: v.say.T("webwatch.customer"), Rows: []page.Row{{Text: c.Shown(), Href: customerURL(c.ID)}}}
		if phone := dialling(v, c.Phone, c.Country); phone.Dial != "" {
			who.Rows = append(who.Rows, page.Row{Text: phone.Text, Href: "tel:" + phone.Dial})
		}
		view.Aside = append(view.Aside, who)
		kind, err := kindOf(v, c.ID)
		if err != nil {
			return err
		}
		if do, dont := played(v, kind); len(do)+len(dont) > 0 {
			view.Aside = append(view.Aside, page.Card{ID: "umgang", Title: v.say.T("webplaybook.one"), Rows: []page.Row{{Text: v.say.T("webplaybook.do"), List: do}, {Text: v.say.T("webplaybook.dont"), List: dont}}})
		}
	}
	s.markForms(v, view.Main)
	s.markForms(v, view.Aside)
	return s.page(v, sheet{Title: view.Head.Title, At: watchURL, Wide: true}, page.Page(view))
}

// subjectURL is the page of what an alert tells of.
func subjectURL(a *watch.Alert) string {
	switch a.Kind {
	case watch.Complaint, watch.Answer:
		return complaintURL(a.Subject)
	case watch.Enquiry:
		return enquiryURL(a.Subject)
	case watch.Voice:
		return voiceURL(a.Subject)
	case watch.Red, watch.Strained, watch.Callback:
	}
	return customerURL(a.Customer)
}

// alertState tells when an alert was raised, to whom it went, who has seen it, what was done.
func alertState(v *visit, a *watch.Alert, users []team.User) string {
	clock := func(at cal.Instant) string {
		t := at.Time(v.facts.zone)
		return v.say.Date(cal.Of(t, v.facts.zone)) + ", " + v.say.ClockShort(t)
	}
	parts := []string{v.say.T("webwatch.state", clock(a.At), userName(users, a.Owner))}
	if a.Seen != 0 {
		parts = append(parts, v.say.T("webwatch.state.seen", clock(a.Seen), userName(users, a.SeenBy)))
	}
	switch {
	case a.Closed == 0:
	case a.ClosedBy == 0:
		parts = append(parts, v.say.T("webwatch.state.over", clock(a.Closed)))
	default:
		parts = append(parts, v.say.T("webwatch.state.done", clock(a.Closed), userName(users, a.ClosedBy), a.Words))
	}
	return strings.Join(parts, " ")
}

// undoAnswer lets the last answer be taken back.
func (s *server) undoAnswer(v *visit, a *watch.Alert, view *page.View) error {
	subject, id := row.Subject, a.Customer
	if id == 0 {
		subject, id = watch.Subject, a.ID
	}
	if a.ClosedBy == 0 {
		return nil
	}
	list, err := history.Of(v.ctx(), v.seen, subject, id, 0, 1)
	if err != nil || len(list) == 0 || list[0].Verb != "watch.alert.change" || list[0].Undone {
		return err
	}
	view.Saved = &page.Saved{Text: v.say.T("webwatch.answered"), Undo: look.ActView{
		URL: logURL + "/" + number(list[0].ID) + "/zurueck", Fields: []look.Hidden{{Name: "zurueck", Value: alertURL(a.ID)}},
		Button: look.ButtonView{Label: v.say.T("button.take_back"), Icon: "undo-2", Size: "s"},
	}}
	return nil
}

// answerAlert notes that an alert was seen, what is done about it, or who takes it.
func (s *server) answerAlert(v *visit) error {
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
	to, err := v.number("wer")
	if err != nil {
		return err
	}
	act := v.field("act")
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		a, err := watch.Read(v.ctx(), tx, id)
		if err != nil {
			return err
		}
		if err := maySee(v, &a); err != nil {
			return err
		}
		switch act {
		case "gesehen":
			return watch.Saw(v.ctx(), tx, s.by(v), id)
		case "getan":
			return watch.Answered(v.ctx(), tx, s.by(v), id, m.Version, v.field("worte"))
		case "uebergeben":
			return watch.Passed(v.ctx(), tx, s.by(v), id, m.Version, to)
		}
		return fault.New(fault.Invalid, "web.bad_form")
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, "worte"}
		return s.alertPage(v)
	}
	if err != nil {
		return err
	}
	s.forget()
	back := alertURL(id)
	if to := v.field("zurueck"); to == "/" || to == watchURL {
		back = to
	}
	if act == "uebergeben" && to != v.user.ID {
		back = watchURL // it may be no business of his any more
	}
	return v.redirect(back)
}

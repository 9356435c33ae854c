package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/warning"
	"github.com/stammkunde/stammkunde/internal/watch"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const (
	watchURL      = "/verantwortung"
	watchOpen     = 30
	watchEnded    = 10
	watchMatters  = 8
	watchLessons  = 4
	watchWords    = 120 // letters of what somebody wrote
	lessonNewDays = 7   // from the beginning of a month its lesson stands on Heute
)

// answersFor reports whether somebody answers for the relationships: he sees everything there, a
// colleague what lies with himself and the lesson.
func answersFor(v *visit) bool {
	c := v.facts.chief
	return v.user.ID == c.User || v.user.ID == c.Deputy || v.user.Role.Manages()
}

// watchPage is the page of who answers for the relationships: what went wrong, what waits for a
// decision, what lies with whom, how alerts are taken up, and the lesson of the month.
func (s *server) watchPage(v *visit) error {
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	view := page.View{Head: look.HeadView{Title: v.say.T("webwatch.title"), Lede: watchLede(v, users)}}
	var open, ended []watch.Waiting
	var decide watch.Decisions
	var reaction watch.Reaction
	var loads map[int64]watch.Load
	var lessons []watch.Lesson
	reads := []func() error{
		func() (err error) { lessons, err = watch.Lessons(v.ctx(), v.seen, watchLessons); return err },
		func() (err error) { loads, err = watch.Loads(v.ctx(), v.seen, s.by(v).At, v.facts.today); return err },
		func() (err error) { open, err = watch.Open(v.ctx(), v.seen, alertsRead); return err },
	}
	all := answersFor(v)
	if all {
		reads = append(reads,
			func() (err error) { ended, err = watch.Ended(v.ctx(), v.seen, watchEnded); return err },
			func() (err error) {
				decide, err = watch.Undecided(v.ctx(), v.seen, v.facts.today, watchMatters)
				return err
			},
			func() (err error) {
				reaction, err = watch.Reacted(v.ctx(), v.seen, v.facts.firm.Hours(), v.facts.today)
				return err
			})
	}
	if err := store.Together(v.ctx(), reads...); err != nil {
		return err
	}
	mine := open
	if !all {
		mine = slices.DeleteFunc(open, func(w watch.Waiting) bool { return w.Owner != v.user.ID })
	}
	view.Main = append(view.Main, alertsCard(v, mine, users))
	if all {
		view.Main = append(view.Main, decideCard(v, &decide))
	}
	view.Main = append(view.Main, lessonCard(v, lessons))
	if all {
		view.Main = append(view.Main, endedCard(v, ended, users))
		view.Aside = append(view.Aside, reactionCard(v, &reaction))
	}
	view.Aside = append(view.Aside, loadCard(v, loads, users, all), tellCard(v))
	s.markForms(v, view.Main)
	return s.page(v, sheet{Title: view.Head.Title, At: watchURL, Wide: true}, page.Page(view))
}

// watchLede names who answers today.
func watchLede(v *visit, users []team.User) string {
	c := v.facts.chief
	if c.Deputy == 0 {
		return v.say.T("webwatch.lede.alone", userName(users, c.User))
	}
	return v.say.T("webwatch.lede", userName(users, c.User), userName(users, c.Deputy))
}

// alertsCard lists what waits, the oldest first.
func alertsCard(v *visit, list []watch.Waiting, users []team.User) page.Card {
	card := page.Card{ID: "alarme", Title: v.say.T("webwatch.alerts"), Empty: v.say.T("webwatch.alerts.none")}
	for i := range list[:min(len(list), watchOpen)] {
		w := &list[i]
		r := page.Row{Text: alertName(v, w), Href: alertURL(w.ID), Sub: capital(alertText(v, &w.Alert)), List: []string{known(alertAge(v, &w.Alert), userName(users, w.Owner))}}
		if w.Seen == 0 {
			r.Tags, r.Acts = []look.TagView{{Text: v.say.T("webwatch.new"), Tone: look.ToneBad}}, []look.ActView{seenAct(v, w.ID, watchURL)}
		}
		card.Rows = append(card.Rows, r)
	}
	if more := len(list) - watchOpen; more > 0 {
		card.Rows = append(card.Rows, page.Row{Text: v.say.T("webwatch.more", more)})
	}
	return card
}

// endedCard lists what was answered lately, and how.
func endedCard(v *visit, list []watch.Waiting, users []team.User) page.Card {
	card := page.Card{ID: "erledigt", Title: v.say.T("webwatch.ended"), Empty: v.say.T("webwatch.ended.none")}
	for i := range list {
		w := &list[i]
		said := v.say.T("webwatch.byitself")
		if w.ClosedBy != 0 {
			said = known(userName(users, w.ClosedBy), abridged(w.Words, watchWords))
		}
		card.Rows = append(card.Rows, page.Row{Text: alertName(v, w), Href: alertURL(w.ID), Sub: known(v.say.Date(w.Day), capital(alertText(v, &w.Alert))), List: []string{said}})
	}
	return card
}

// decideCard lists what waits for a decision.
func decideCard(v *visit, d *watch.Decisions) page.Card {
	card := page.Card{ID: "entscheiden", Title: v.say.T("webwatch.decide"), Empty: v.say.T("webwatch.decide.none")}
	add := func(list []watch.Matter, word string, name func(m *watch.Matter) string, href func(m *watch.Matter) string) {
		for i := range list {
			m := &list[i]
			card.Rows = append(card.Rows, page.Row{
				Text: v.say.T(word, name(m)), Href: href(m), Sub: abridged(m.Words, watchWords),
				Tags: []look.TagView{{Text: v.say.RelativeLabel(m.Day, v.facts.today), Tone: look.ToneLine, Icon: "clock"}},
			})
		}
	}
	named := func(m *watch.Matter) string {
		if m.Name == "" {
			return v.say.T("webwatch.stranger")
		}
		return m.Name
	}
	add(d.Complaints, "webwatch.decide.complaint", named, func(m *watch.Matter) string { return complaintURL(m.ID) })
	add(d.Demands, "webwatch.decide.demand", named, func(m *watch.Matter) string { return customerURL(m.Customer) + "/" + demandSection })
	add(d.Enquiries, "webwatch.decide.enquiry", named, func(m *watch.Matter) string { return enquiryURL(m.ID) })
	add(d.Tasks, "webwatch.decide.task", func(m *watch.Matter) string { return v.matter(feedback.Matter(m.Name)) }, func(*watch.Matter) string { return complaintFiguresURL })
	return card
}

// reactionCard tells how quickly alerts are taken up, of the firm as a whole.
func reactionCard(v *visit, r *watch.Reaction) page.Card {
	card := page.Card{ID: "reaktion", Title: v.say.T("webwatch.reaction"), Lede: v.say.T("webwatch.reaction.lede", watch.ReactionDays)}
	if r.Alerts == 0 {
		card.Lede, card.Empty = "", v.say.T("webwatch.reaction.none", watch.ReactionDays)
		return card
	}
	middle := func(m watch.Middle) string {
		if !m.Shown() {
			return v.say.T("webwatch.few", m.N, watch.Few)
		}
		return waited(v.say, m.Mid, m.N)
	}
	spread := func(m watch.Middle) string {
		if !m.Shown() {
			return ""
		}
		return v.say.T("webwatch.spread", waited(v.say, m.Low, m.N), waited(v.say, m.High, m.N))
	}
	card.Rows = []page.Row{
		{Text: v.say.T("webwatch.toseen"), Sub: known(middle(r.ToSeen), spread(r.ToSeen))},
		{Text: v.say.T("webwatch.toanswer"), Sub: known(middle(r.ToAnswer), spread(r.ToAnswer))},
	}
	card.More = look.Why(v.say, look.WhyView{Rule: watch.Rule, Rows: []look.Pair{
		{Label: v.say.T("webwatch.alerts"), Value: v.say.Int(int64(r.Alerts))},
		{Label: v.say.T("webwatch.isseen"), Value: v.say.Int(int64(r.Seen))},
		{Label: v.say.T("webwatch.isanswered"), Value: v.say.Int(int64(r.Answered))},
		{Label: v.say.T("webwatch.byitself"), Value: v.say.Int(int64(r.ByItself))},
		{Label: v.say.T("webwatch.isopen"), Value: v.say.Int(int64(r.Open))},
		{Label: v.say.T("webwatch.measured"), Value: v.say.T("webwatch.measured.how")},
	}})
	return card
}

// loadCard tells what lies with whom, by name: so that it can be taken off somebody. A colleague
// reads his own line only.
func loadCard(v *visit, loads map[int64]watch.Load, users []team.User, all bool) page.Card {
	card := page.Card{ID: "last", Title: v.say.T("webwatch.load"), Lede: v.say.T("webwatch.load.lede")}
	people := slices.DeleteFunc(slices.Clone(users), func(u team.User) bool {
		return u.DisabledAt != 0 || !u.Role.Writes() || !all && u.ID != v.user.ID
	})
	slices.SortFunc(people, func(a, b team.User) int { return strings.Compare(locale.SearchKey(a.Name), locale.SearchKey(b.Name)) })
	for _, u := range people {
		l := loads[u.ID]
		var parts []string
		for _, p := range []struct {
			word string
			n    int
		}{{"promises", l.Promises}, {"complaints", l.Complaints}, {"enquiries", l.Enquiries}, {"voices", l.Voices}, {"tasks", l.Tasks}} {
			if p.n > 0 {
				parts = append(parts, v.say.T("webwatch.load."+p.word, p.n))
			}
		}
		r := page.Row{Text: u.Name, Sub: v.say.List(parts)}
		if len(parts) == 0 {
			r.Sub = v.say.T("webwatch.load.nothing")
		}
		if l.Overdue > 0 {
			r.List = append(r.List, v.say.T("webwatch.load.overdue", l.Overdue))
		}
		if l.Hard > 0 {
			r.List = append(r.List, v.say.T("webwatch.load.hard", l.Hard, watch.HardDays))
		}
		if l.Much() {
			r.Tags = []look.TagView{{Text: v.say.T("webwatch.load.much"), Tone: look.ToneHoney}}
			r.List = append(r.List, v.say.T("webwatch.load.relief"))
		}
		card.Rows = append(card.Rows, r)
	}
	return card
}

// lessonCard is the lesson of the month, with those before it.
func lessonCard(v *visit, list []watch.Lesson) page.Card {
	card := page.Card{ID: "lektion", Title: v.say.T("webwatch.lesson"), Empty: v.say.T("webwatch.lesson.soon")}
	for i := range list {
		l := &list[i]
		r := page.Row{Text: v.say.MonthYear(l.Month), Sub: lessonText(v, l)}
		if l.Key != watch.NoLesson {
			r.List = []string{v.say.T("webwatch.lesson."+string(l.Key)+".do", v.matter(feedback.Matter(l.Facts.Matter)))}
		}
		card.Rows = append(card.Rows, r)
	}
	if len(list) > 0 {
		card.Lede = v.say.T("webwatch.lesson.lede")
	}
	return card
}

// lessonText tells what the firm's own cases say, with their number and how sure it is.
func lessonText(v *visit, l *watch.Lesson) string {
	f := &l.Facts
	switch l.Key {
	case watch.NoLesson:
		return v.say.T("webwatch.lesson.few", f.Complaints)
	case watch.SameMatter:
		return v.say.T("webwatch.lesson.matter", f.Good, f.N, v.matter(feedback.Matter(f.Matter)))
	case watch.SoonAnswers, watch.SoonWins, watch.TimeNamed:
	}
	text := v.say.T("webwatch.lesson."+string(l.Key), f.N, f.Good, f.OtherN, f.OtherGood)
	if !f.Sure() {
		return text + " " + v.say.T("webwatch.lesson.unsure")
	}
	return text + " " + v.say.T("webwatch.lesson.sure")
}

// tellCard lets the browser tell of alerts while another window is in front.
func tellCard(v *visit) page.Card {
	return page.Card{ID: "melden", Title: v.say.T("webwatch.notify"), Lede: v.say.T("webwatch.notify.lede"), More: look.Notify(v.say.T("webwatch.notify.on"), v.say.T("webwatch.notify.is"))}
}

// alertWhy tells by which rule an alert was raised and to whom it goes when.
func alertWhy(v *visit, a *watch.Alert, users []team.User) templ.Component {
	at := a.At.Time(v.facts.zone)
	rows := []look.Pair{
		{Label: v.say.T("webwatch.why.kind"), Value: v.say.T("webwatch.why." + string(a.Kind))},
		{Label: v.say.T("webwatch.why.day"), Value: known(v.say.Date(a.Day), v.say.ClockShort(at))},
		{Label: v.say.T("webwatch.why.owner"), Value: userName(users, a.Owner)},
		{Label: v.say.T("webwatch.why.later"), Value: v.say.T("webwatch.why.later.how")},
	}
	rule := watch.Rule
	if a.Kind == watch.Red {
		rule = known(rule, warning.Rule)
	}
	return look.Why(v.say, look.WhyView{Rule: rule, Rows: rows})
}

// lessonNote shows the lesson of the month on Heute in its first days.
func (s *server) lessonNote(v *visit) ([]look.NoteView, error) {
	if _, _, d := v.facts.today.Civil(); d > lessonNewDays || !v.user.Role.Writes() || v.onlyCounter() {
		return nil, nil
	}
	list, err := watch.Lessons(v.ctx(), v.seen, 1)
	if err != nil || len(list) == 0 || list[0].Key == watch.NoLesson || v.facts.today.Sub(list[0].Month) > 31+lessonNewDays {
		return nil, err
	}
	l := &list[0]
	return []look.NoteView{{
		Tone: look.ToneHoney, Icon: "lightbulb", Text: lessonText(v, l) + " " + v.say.T("webwatch.lesson."+string(l.Key)+".do", v.matter(feedback.Matter(l.Facts.Matter))),
		Link: &look.LinkView{Label: v.say.T("webwatch.lesson"), Href: watchURL + "#lektion"},
	}}, nil
}

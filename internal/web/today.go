package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/party"
	"github.com/stammkunde/stammkunde/internal/web/page/today"
)

// today shows the list of the day. The first look of a user plans it.
func (s *server) today(v *visit) error {
	if !v.user.Role.Writes() {
		return v.redirect("/zahlen") // who only reads figures contacts nobody
	}
	var b beside
	day, lack, err := s.day(v, func() (err error) { b.watch, err = s.watchList(v); return err },
		func() error { b.month, b.failed = s.monthCard(v); return nil },
		func() error { b.notes = s.nightNotes(v); return nil },
		func() (err error) { b.strange, err = s.strangerNotes(v); return err },
		func() (err error) { b.tasks, err = s.taskNotes(v); return err },
		func() (err error) { b.lesson, err = s.lessonNote(v); return err })
	if err != nil {
		return err
	}
	s.noteOpen(v, open(day))
	if lack == computation {
		v.w.Header().Set("Refresh", "4") // the page looks again by itself, also without script
	}
	view, err := s.todayView(v, day, lack, &b)
	if err != nil {
		return err
	}
	content := today.Page(v.say, view)
	if ask := s.monthAsk(v, &b); ask != nil {
		content = all(content, ask)
	}
	return s.page(v, sheet{Title: v.say.T("place.today"), At: "/"}, content)
}

// beside is what the page of the day tells beside the list.
type beside struct {
	watch *today.Watch
	notes []look.NoteView
	// strange says that somebody waits whom we do not know.
	strange []look.NoteView
	tasks   []look.NoteView // what is to be improved by today
	lesson  []look.NoteView // of the month, in its first days
	month   *party.Card
	failed  error // why there is no question of the month
}

// lack is what is missing for a list.
type lack int

const (
	nothing lack = iota
	purchases
	computation
)

// bulkDue is how many customers with outdated insight mean that an import has just
// come in, not only the last few receipts.
const bulkDue = 100

// day returns the user's list. It is planned only when the figures are there: a list
// frozen before would stay empty all day. Until then it holds what people put there
// by hand. What reads does is done together with it.
func (s *server) day(v *visit, reads ...func() error) (care.Day, lack, error) {
	var d care.Day
	var arriving []care.Line
	err := store.Together(v.ctx(), append(reads,
		func() (err error) {
			arriving, err = s.Desk.Arriving(v.ctx(), v.user.ID, v.facts.today)
			return err
		},
		func() (err error) { d, err = care.List(v.ctx(), v.seen, v.user.ID, v.facts.today); return err })...)
	if err != nil {
		return d, nothing, err
	}
	if len(arriving) > 0 {
		if err := s.Desk.Arrive(v.ctx(), v.user.ID, v.facts.today, arriving); err != nil {
			return d, nothing, err
		}
		d, err = care.List(v.ctx(), v.seen, v.user.ID, v.facts.today)
	}
	if err != nil || d.PlannedAt != 0 {
		return d, nothing, err
	}
	bare, err := sales.Empty(v.ctx(), s.DB)
	if err != nil || bare {
		return d, purchases, err
	}
	due, err := customer.CountDue(v.ctx(), s.DB)
	if err != nil {
		return d, computation, err
	}
	if due > bulkDue || due > 0 && v.facts.refreshed.IsZero() {
		return d, computation, nil
	}
	if err := s.Desk.Plan(v.ctx(), v.user.ID, v.facts.today); err != nil {
		return d, nothing, err
	}
	d, err = care.List(v.ctx(), v.seen, v.user.ID, v.facts.today)
	return d, nothing, err
}

func open(d care.Day) (n int) {
	for _, s := range d.Steps {
		if s.State == care.Planned {
			n++
		}
	}
	return n
}

func (s *server) todayView(v *visit, day care.Day, missing lack, b *beside) (view today.View, err error) {
	view = today.View{Head: look.HeadView{Title: s.greeting(v)}, Notes: slices.Concat(b.strange, b.tasks, b.notes, b.lesson), Watch: b.watch}
	if len(day.Steps) == 0 && day.Rest == 0 {
		s.nothingToday(v, &view, missing)
		return view, nil
	}
	if day.Finished() && v.r.URL.Query().Get("alles") == "" {
		finished(v, &view, day)
		return view, nil
	}
	if view.Groups, err = s.groups(v, day); err != nil {
		return view, err
	}
	view.Head.Lede, view.Print, view.Contact = lede(v, day), v.say.T("button.print"), v.say.T("webdata.contact")
	if day.Rest > 0 {
		view.Rest = restLine(v, day)
	}
	card := s.dayCard(v, day, false)
	if card.Total > 0 {
		view.Card = &card
	}
	return view, nil
}

// greeting is by the time of day in the firm's zone.
func (s *server) greeting(v *visit) string {
	key := "web.today.evening"
	switch hour := s.Now().In(v.facts.zone).Hour(); {
	case hour >= 3 && hour < 11:
		key = "web.today.morning"
	case hour >= 11 && hour < 18:
		key = "web.today.day"
	}
	return v.say.T(key, v.callName())
}

// callName is how the reader is addressed: Frau Brandt in German, by the first name in
// English.
func (v *visit) callName() string {
	if v.say.Tag().English() {
		first, _, _ := strings.Cut(v.user.Name, " ")
		return first
	}
	return v.say.Address(locale.Person{Name: v.user.Name, Salutation: locale.ParseSalutation(v.user.Salutation)})
}

// lede says what the day holds: how many people, how many minutes.
func lede(v *visit, day care.Day) string {
	people, minutes := map[int64]bool{}, 0
	for _, s := range day.Steps {
		if s.State == care.Planned && s.Line.Customer != 0 {
			people[s.Line.Customer] = true
			minutes += s.Line.Minutes
		}
	}
	values := locale.V{"day": day.Day, "n": len(people), "minutes": roundMinutes(minutes)}
	if len(people) == 0 {
		return v.say.T("web.today.lede.rest", values)
	}
	return v.say.T("web.today.lede", values)
}

// roundMinutes gives five-minute steps above ten: the plan is no stopwatch.
func roundMinutes(m int) int {
	if m <= 10 {
		return m
	}
	return (m + 4) / 5 * 5
}

// groups are the three parts of the list in their order; empty ones are left out.
func (s *server) groups(v *visit, day care.Day) ([]today.Group, error) {
	list := []today.Group{
		{Title: v.say.T("care.class.first"), Note: v.say.T("care.class.first.sub")},
		{Title: v.say.T("care.class.thanks")},
		{Title: v.say.T("care.class.chances")},
	}
	opened := openedLine(day)
	for i := range day.Steps {
		step := &day.Steps[i]
		line, err := s.drawnLine(v, step, step.ID == opened)
		if err != nil {
			return nil, err
		}
		g := &list[groupOf(step.Line.Class)]
		g.Lines = append(g.Lines, line)
	}
	return slices.DeleteFunc(list, func(g today.Group) bool { return len(g.Lines) == 0 }), nil
}

func groupOf(c care.Class) int {
	switch c {
	case care.Duty, care.Danger:
		return 0
	case care.Appreciation:
		return 1
	case care.Chance:
		return 2
	}
	return 2
}

// openedLine is the first line of danger that waits: it needs a conversation.
func openedLine(day care.Day) int64 {
	for _, s := range day.Steps {
		if s.Line.Class == care.Danger && s.Line.Customer != 0 && s.State == care.Planned {
			return s.ID
		}
	}
	return 0
}

// line makes the look of a line out of its state.
func (s *server) line(v *visit, step *care.Step, opened bool) (today.Line, error) {
	if decided(step) {
		d := doneView(v, step, false)
		return today.Line{Done: &d}, nil
	}
	c := s.careView(v, step)
	if opened {
		if err := s.openUp(v, step, &c); err != nil {
			return today.Line{}, err
		}
	}
	return today.Line{Care: &c, Open: opened}, nil
}

// decided reports whether somebody has answered the line.
func decided(step *care.Step) bool {
	return step.State == care.Done || step.State == care.Later || step.State == care.Rejected
}

func (s *server) trade(v *visit) care.Trade { return care.Trade(v.facts.firm.Trade) }

// words writes a line; who may not see money reads no amounts.
func (s *server) words(v *visit, step *care.Step) care.Text {
	l := step.Line
	text := l.Words(v.say, step.Subject(v.facts.firm.AddressForm), s.trade(v))
	if l.Occasion == care.Thanks && l.Facts.Net > 0 && !seesFigures(v.user.Role) {
		const mark = "\x01" // stands for the name, which is the link
		sentence := v.say.T("web.today.more", locale.V{"name": mark, "when": v.say.Relative(l.Facts.Last, l.Facts.Day)})
		text.Name = step.Name()
		text.Before, text.After, _ = strings.Cut(sentence, mark)
	}
	if text.Name != "" && step.FullName == "" { // a bare number is no subject: "Nummer 16029 war seit ..."
		text.Name = v.say.T("web.today.number", text.Name)
		if text.Before == "" {
			text.Name = capital(text.Name)
		}
	}
	return text
}

func (s *server) careView(v *visit, step *care.Step) look.CareView {
	text := s.words(v, step)
	c := look.CareView{
		ID: lineID(step), URL: lineURL(step), Name: step.Name(), Say: sentence(text, lineHref(step)),
		HowIcon: channelIcons[step.Line.Channel], How: text.How, With: text.With,
		Avatar: look.AvatarView{Initials: look.Initials(step.Name()), Firm: step.Kind == "firm"},
	}
	if why := s.why(v, step); len(why.Rows) > 0 {
		c.Why = &why
	}
	if step.State == care.Struck {
		c.Struck = v.say.T("care.struck." + step.Reason)
		return c
	}
	if step.Times != "" && atHours(step.Line.Channel) {
		c.How = known(c.How, v.say.T("web.today.times", timesText(step.Times)))
	}
	if step.Line.Customer == 0 {
		c.Count = v.say.Int(int64(step.Line.Customers))
		c.Button = &look.ButtonView{Label: v.say.T("web.today.see"), Href: lineURL(step), Size: "s"}
		return c
	}
	c.Reasons = reasons(v, step.Line.Occasion)
	c.Stance = stanceOf(v, step.Relation)
	return c
}

// atHours reports whether a way of contact needs the customer's ear, so that the time of day
// matters.
func atHours(c care.Channel) bool {
	return c == care.Phone || c == care.Counter || c == care.Check
}

// sentence makes the name of the customer the link. A line for many has no name: there
// the number before the colon is what the eye looks for.
func sentence(t care.Text, href string) look.Sentence {
	if head, rest, found := strings.Cut(t.Reason(), ":"); t.Name == "" && found {
		return look.Sentence{{Text: head, Strong: true}, {Text: ":" + rest}}
	}
	var parts look.Sentence
	if t.Before != "" {
		parts = append(parts, look.Part{Text: t.Before})
	}
	if t.Name != "" {
		parts = append(parts, look.Part{Text: t.Name, Href: href})
	}
	return append(parts, look.Part{Text: t.After})
}

// why are the inputs of a line, without amounts for who may not see them.
func (s *server) why(v *visit, step *care.Step) look.WhyView {
	var w look.WhyView
	money := []string{v.say.T("care.why.stake"), v.say.T("care.why.score")}
	for _, row := range step.Line.Why(v.say) {
		if seesFigures(v.user.Role) || !slices.Contains(money, row[0]) {
			w.Rows = append(w.Rows, look.Pair{Label: row[0], Value: row[1]})
		}
	}
	return w
}

const inAWeek = "week"

// reasons are what stands in the menu of "Passt nicht".
func reasons(v *visit, o care.Occasion) []look.Option {
	list := []look.Option{{Value: inAWeek, Label: v.say.T("web.today.week")}}
	for _, r := range care.ReasonsFor(o) {
		list = append(list, look.Option{Value: r, Label: v.say.T("care.reject." + r)})
	}
	return list
}

var channelIcons = map[care.Channel]string{care.Counter: "store", care.Parcel: "package", care.Card: "mail", care.Phone: "phone", care.Check: "shield-check", care.Mail: "mail"}

// doneView is the quiet line of what was decided. Fresh is set in the answer to the
// decision itself.
func doneView(v *visit, step *care.Step, fresh bool) look.DoneView {
	name := step.Name()
	if step.Line.Customer == 0 {
		name = v.say.T("word.customers", locale.V{"n": step.Line.Customers})
	}
	values := locale.V{"name": name, "time": v.say.Clock(step.DecidedAt.Time(v.facts.zone)), "until": v.say.Relative(step.Until, v.facts.today)}
	key := "web.today.done"
	switch step.State {
	case care.Later:
		key = "web.today.later"
	case care.Rejected:
		key = "web.today.rejected"
		values["reason"] = v.say.T("care.reject." + step.Reason)
	case care.Done, care.Planned, care.Struck:
		if step.Line.Customer == 0 {
			key = "web.today.approved"
		}
	}
	d := look.DoneView{ID: lineID(step), URL: lineURL(step), Text: v.say.T(key, values), Fresh: fresh && step.State == care.Done}
	if fresh {
		d.Announce = v.say.T("web.today.announce", d.Text)
	}
	return d
}

func (s *server) dayCard(v *visit, day care.Day, fresh bool) look.DayCardView {
	settled, all := day.Counted()
	return look.DayCardView{Done: settled, Total: all, Fresh: fresh, Note: v.say.T("web.today.card")}
}

// restLine is the one line of a first day for all who were silent before.
func restLine(v *visit, day care.Day) *look.CareView {
	l := care.Line{Occasion: care.Rest, Class: care.Danger, Customers: day.Rest, Facts: care.Facts{Day: day.Day, Last: cal.Never}}
	t := l.Words(v.say, care.Subject{}, "")
	return &look.CareView{
		ID: "ruhig", Say: sentence(t, ""), With: t.With, WithIcon: "info", Count: v.say.Int(int64(day.Rest)),
		Button: &look.ButtonView{Label: v.say.T("web.today.see"), Href: "/kunden?zustand=still", Size: "s"},
	}
}

// nothingToday tells why the list is empty and how to go on.
func (s *server) nothingToday(v *visit, view *today.View, missing lack) {
	say := v.say
	view.Head.Lede = say.T("web.today.date", locale.V{"day": v.facts.today})
	switch {
	case missing == purchases && v.facts.customers == 0:
		view.Empty = &look.EmptyView{Icon: "sun", Title: say.T("web.today.fresh"), Text: say.T("web.today.fresh.text")}
		view.Ways = s.ways(v, "")
	case missing == purchases:
		view.Empty = &look.EmptyView{Icon: "upload", Title: say.T("web.today.nosales"), Text: say.T("web.today.nosales.text")}
	case missing == computation:
		view.Empty = &look.EmptyView{Icon: "loader-circle", Title: say.T("web.today.counting"), Text: say.T("web.today.counting.text")}
	default:
		view.Empty = &look.EmptyView{Icon: "coffee", Title: say.T("web.today.quiet"), Text: say.T("web.today.quiet.text")}
	}
}

// finished celebrates the end of the day.
func finished(v *visit, view *today.View, day care.Day) {
	people, done, lists, minutes := 0, 0, 0, 0
	var last *care.Step
	for i := range day.Steps {
		step := &day.Steps[i]
		switch single := step.Line.Customer != 0; {
		case single && step.State == care.Done:
			people, done = people+1, done+1
			minutes += step.Line.Minutes
		case single:
			people++
		case step.State == care.Done:
			lists++
		}
		if step.State != care.Struck && (last == nil || step.DecidedAt > last.DecidedAt) {
			last = step
		}
	}
	values := locale.V{"n": done, "lists": lists, "minutes": roundMinutes(minutes), "day": v.say.WeekdayName(day.Day.Weekday())}
	key := "web.today.finished.some"
	if done == people && people > 0 {
		key = "web.today.finished.all"
	}
	text := "web.today.finished.text"
	if done == 0 && lists > 0 {
		text = "web.today.finished.lists"
	}
	view.Head = look.HeadView{Title: v.say.T(key, values), Lede: v.say.T("web.today.finished.lede", values)}
	f := today.Finish{
		Empty:   look.EmptyView{Stamps: min(max(done, 1), 9), Title: v.say.T("web.today.coffee"), Text: v.say.T(text, values)},
		Next:    look.ButtonView{Label: v.say.T("web.today.customers"), Href: "/kunden", Style: "quiet"},
		ShowAll: look.LinkView{Label: v.say.T("web.today.showall"), Href: "/?alles=1"},
	}
	if last != nil {
		f.Undo = &look.ActView{URL: lineURL(last), Fields: []look.Hidden{{Name: "act", Value: "undo"}}, Button: look.ButtonView{Label: v.say.T("web.today.undolast"), Icon: "undo-2", Key: "U"}}
	}
	view.Finish = &f
}

// answerLine takes a decision about a line: done, later, not suitable, or its undo.
func (s *server) answerLine(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	err = s.decide(v, id, v.field("act"), v.field("reason"))
	if err != nil && (!v.fragment || fault.KindOf(err) != fault.Conflict) {
		return err
	}
	if s.Wake != nil && err == nil {
		s.Wake()
	}
	if !v.fragment {
		return v.redirect(local(v.field("zurueck"))) // to the customer's page, when it was done there
	}
	return s.lineAnswer(v, id, err)
}

// decide calls the verb of the desk after looking whether the line is the user's own
// business: colleagues see only their own lists.
func (s *server) decide(v *visit, id int64, act, reason string) error {
	step, err := s.own(v, id)
	if err != nil {
		return err
	}
	dec := care.Decision{Actor: v.user.ID, Step: step.ID, Today: v.facts.today}
	switch {
	case reason == inAWeek:
		return s.Desk.Postpone(v.ctx(), dec, v.facts.today.Add(7))
	case reason != "":
		return s.Desk.Reject(v.ctx(), dec, reason)
	case act == "done":
		return s.Desk.Complete(v.ctx(), dec)
	case act == "later":
		return s.Desk.Postpone(v.ctx(), dec, v.facts.today.Add(1))
	case act == "undo":
		return s.Desk.Undo(v.ctx(), dec)
	case act == "no":
		return s.Desk.Reject(v.ctx(), dec, care.Rejections[0])
	}
	return fault.New(fault.Invalid, "web.unknown_act")
}

// own returns a line of the user; those of others do not exist for him.
func (s *server) own(v *visit, id int64) (care.Step, error) {
	step, err := care.Load(v.ctx(), v.seen, id)
	if err == nil && step.User != v.user.ID {
		return step, fault.New(fault.NotFound, "care.no_such_step")
	}
	return step, err
}

// lineAnswer shows the line as it is now, with day card and count; failure, when
// somebody else was quicker, is told beside it.
func (s *server) lineAnswer(v *visit, id int64, failure error) error {
	day, err := care.List(v.ctx(), v.seen, v.user.ID, v.facts.today)
	if err != nil {
		return err
	}
	s.noteOpen(v, open(day))
	i := slices.IndexFunc(day.Steps, func(s care.Step) bool { return s.ID == id })
	if i < 0 {
		return v.redirect("/") // of another day: nothing on this page fits
	}
	if failure == nil && day.Finished() {
		return v.redirect("/")
	}
	step := &day.Steps[i]
	fresh := failure == nil && decided(step)
	line := today.Line{}
	if fresh {
		d := doneView(v, step, true)
		line.Done = &d
	} else if line, err = s.drawnLine(v, step, false); err != nil {
		return err
	}
	parts := []templ.Component{
		today.LineOf(v.say, line),
		inside(look.Partial("#tageskarte", ""), look.DayCard(v.say, s.dayCard(v, day, fresh))),
		inside(look.Partial("#n-heute", ""), look.NavCount("n-heute", s.openLines(v), true)),
	}
	code := http.StatusOK
	if failure != nil {
		code = status(failure)
		parts = append(parts, toast(look.ToastView{Text: v.say.Fault(failure)}))
	}
	return v.part(code, all(parts...))
}

package web

import (
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/enquiry"
	view "github.com/stammkunde/stammkunde/internal/web/page/project"
)

// balancesShown is how many months stand open on the page of a project; the others are
// behind a click.
const balancesShown = 6

// workHours writes minutes as hours, "4,5 h".
func workHours(v *visit, minutes int) string {
	return v.say.T("web.project.hours.n", v.say.Float(float64(minutes)/60, 1))
}

// termFields are what people say of a month.
func termFields(v *visit, t project.Term) []look.FieldView {
	hours := look.FieldView{Name: "monat", Label: v.say.T("web.month.hours"), Hint: v.say.T("web.month.hours.hint"), Value: hoursText(v, t.Minutes), Num: true}
	rest := look.FieldView{Name: "rest", Label: v.say.T("web.month.rest"), Value: string(t.Carry)}
	for _, c := range project.Carries {
		rest.Options = append(rest.Options, look.Option{Value: string(c), Label: v.say.T("web.month.rest." + string(c))})
	}
	return []look.FieldView{hours, rest}
}

// term reads these fields; since is the month from which they hold.
func (v *visit) term(since cal.Date) (project.Term, error) {
	t := project.Term{Since: since, Carry: project.Carry(v.field("rest"))}
	if t.Carry == "" {
		t.Carry = project.Lapses
	}
	var err error
	t.Minutes, err = typedHours(v, "monat")
	return t, err
}

// monthsForm asks what is agreed a month and from when on.
func (s *server) monthsForm(v *visit, p *project.Project, hidden []look.Hidden) (page.Form, error) {
	terms, err := project.Terms(v.ctx(), v.seen, p.ID)
	if err != nil {
		return page.Form{}, err
	}
	var now project.Term
	for _, t := range terms {
		if t.Since <= v.facts.today || now.ID == 0 {
			now = t
		}
	}
	this, begun := project.FirstOf(v.facts.today), project.FirstOf(p.Begun)
	since := look.FieldView{Name: "ab", Label: v.say.T("web.month.since"), Value: this.String()}
	if len(terms) == 0 {
		since.Value = begun.String()
	}
	for _, m := range slices.Compact([]cal.Date{begun, this.AddMonths(-1), this, this.AddMonths(1)}) {
		if m < begun || slices.ContainsFunc(since.Options, func(o look.Option) bool { return o.Value == m.String() }) {
			continue
		}
		since.Options = append(since.Options, look.Option{Value: m.String(), Label: v.say.MonthYear(m)})
	}
	return page.Form{
		ID: "monate", Title: v.say.T("web.month.agree"), Note: v.say.T("web.month.agree.note"), URL: projectURL(p.ID) + "/schritt", Hidden: hidden,
		Fields: renamed(append(termFields(v, now), since), "monate-"), Submit: look.ButtonView{Label: v.say.T("button.save")}, Folded: true,
	}, nil
}

// monthsVerb writes what is agreed a month.
func (s *server) monthsVerb(v *visit, id int64, by project.By) (func(*store.Tx) error, error) {
	since, err := v.dayField("ab", project.FirstOf(v.facts.today))
	if err != nil {
		return nil, err
	}
	t, err := v.term(since)
	if err != nil {
		return nil, err
	}
	version, err := v.version()
	if err != nil {
		return nil, err
	}
	t.Project = id
	return func(tx *store.Tx) error {
		if err := project.Seen(v.ctx(), tx, id, version); err != nil {
			return err
		}
		return project.Agree(v.ctx(), tx, by, t)
	}, nil
}

// projectMonths tells the hours of each month, the newest first.
func (s *server) projectMonths(v *visit, p *project.Project, _ []team.User, w *view.View) error {
	list, err := project.Months(v.ctx(), v.seen, p, v.facts.today, v.facts.zone)
	if err != nil || len(list) == 0 {
		return err
	}
	w.Months = view.Months{Title: v.say.T("web.month.title"), More: v.say.T("web.month.older")}
	for i := range list {
		m := &list[i]
		row := view.Month{Title: v.say.MonthYear(m.First), Text: v.say.T("web.month.used", workHours(v, m.Used), workHours(v, m.Carried+m.Agreed)), Tag: monthTag(v, m), Why: monthWhy(v, m)}
		if i < balancesShown {
			w.Months.Rows = append(w.Months.Rows, row)
		} else {
			w.Months.Older = append(w.Months.Older, row)
		}
	}
	now := &list[0]
	for i := range w.KPIs {
		if w.KPIs[i].Label == v.say.T("web.project.kpi.left") { // of the whole, beside the month's
			w.KPIs[i].Label = v.say.T("web.month.whole")
		}
	}
	kpi := look.KPI{Label: v.say.T("web.month.kpi", v.say.MonthName(now.First.Month())), Value: workHours(v, now.Left), Note: v.say.T("web.project.kpi.budget", workHours(v, now.Carried+now.Agreed))}
	if now.Over > 0 {
		kpi.Note = v.say.T("web.month.over", workHours(v, now.Over))
	}
	w.KPIs = append([]look.KPI{kpi}, w.KPIs...)
	return nil
}

// monthTag says in a word how a month stands. What went beyond is told as it is.
func monthTag(v *visit, m *project.Month) look.TagView {
	switch {
	case m.Over > 0:
		return look.TagView{Text: v.say.T("web.month.over", workHours(v, m.Over)), Tone: look.ToneHoney}
	case m.Left == 0:
		return look.TagView{Text: v.say.T("web.month.even"), Tone: look.ToneLine}
	}
	return look.TagView{Text: v.say.T("web.month.left", workHours(v, m.Left)), Tone: look.ToneGood}
}

// monthWhy is where the balance of a month comes from.
func monthWhy(v *visit, m *project.Month) look.WhyView {
	add := func(key, value string) look.Pair {
		return look.Pair{Label: v.say.T("web.month.why." + key), Value: value}
	}
	y := look.WhyView{Rule: v.say.T("web.month.why.rule", project.MonthRule), Rows: []look.Pair{
		add("agreed", workHours(v, m.Agreed)), add("carried", workHours(v, m.Carried)),
		add("used", v.say.T("web.month.why.notes", workHours(v, m.Used), m.Notes)),
	}}
	if m.Over > 0 {
		y.Rows = append(y.Rows, add("over", workHours(v, m.Over)))
	}
	y.Rows = append(y.Rows, add("left", workHours(v, m.Left)), add("rest", v.say.T("web.month.rest."+string(m.Carry))))
	if project.FirstOf(v.facts.today) > m.First && m.Left > 0 {
		y.Rows = append(y.Rows, add("onward", workHours(v, m.Onward)))
	}
	return y
}

// monthNote is how the month stands of a project that is listed somewhere; "" where no
// hours are agreed a month.
func (s *server) monthNote(v *visit, p *project.Project) (string, error) {
	if p.Stage.Ended() {
		return "", nil
	}
	list, err := project.Months(v.ctx(), v.seen, p, v.facts.today, v.facts.zone)
	if err != nil || len(list) == 0 {
		return "", err
	}
	m := &list[0]
	text := []string{v.say.T("web.month.note", v.say.MonthName(m.First.Month()), workHours(v, m.Used), workHours(v, m.Carried+m.Agreed)), monthTag(v, m).Text}
	return strings.Join(text, ", "), nil
}

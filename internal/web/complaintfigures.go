package web

import (
	"time"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/survey"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// complaintFiguresURL is the page of what a year of complaints tells.
const complaintFiguresURL = complaintsURL + "/auswertung"

// enoughFor is from how many cases on a share is said in per cent: below, the count says more.
const enoughFor = 30

// complaintFigures shows how often, about what, by whose fault, and what became of it.
func (s *server) complaintFigures(v *visit) error {
	say := v.say
	f, err := complaint.FiguresOf(v.ctx(), v.seen, v.facts.today)
	if err != nil {
		return err
	}
	view := page.View{Head: look.HeadView{
		Title: say.T("webcomplaint.figures"), Lede: say.T("webcomplaint.figures.lede", f.From, f.Until),
		Back: &look.LinkView{Label: say.T("webcomplaint.title"), Href: complaintsURL},
	}}
	if view.Main, err = s.repeatedCards(v, &f); err != nil {
		return err
	}
	ended, err := s.endedTasks(v)
	if err != nil {
		return err
	}
	if f.All.Count == 0 {
		view.Main, view.Aside = append(view.Main, page.Card{Title: say.T("webcomplaint.figures.sums"), Empty: say.T("webcomplaint.figures.none")}), []page.Card{ended}
		return s.strangerView(v, view)
	}
	view.Main = append(view.Main,
		page.Card{ID: "summen", Title: say.T("webcomplaint.figures.sums"), More: look.KPIs(complaintKPIs(v, &f))},
		page.Card{ID: "anlaesse", Title: say.T("webcomplaint.figures.matters"), Lede: say.T("webcomplaint.figures.matters.lede"), More: matterTable(v, &f)},
	)
	causes := page.Card{ID: "ursachen", Title: say.T("webcomplaint.cause")}
	for i := range f.Causes {
		c := &f.Causes[i]
		key := "webcomplaint.cause."
		if c.Cause == "" {
			key += "none"
		}
		causes.Rows = append(causes.Rows, page.Row{Text: say.T(key + string(c.Cause)), Sub: known(ofMany(say, c.Count, f.All.Count), goodwillText(v, c))})
	}
	after := page.Card{ID: "danach", Title: say.T("webcomplaint.figures.after"), Lede: say.T("webcomplaint.figures.after.lede", f.All.ResultOf), Rows: []page.Row{
		{Text: say.T("webcomplaint.result"), Sub: yesOf(say, f.All.Result, f.All.ResultOf)},
		{Text: say.T("webcomplaint.manner"), Sub: yesOf(say, f.All.Manner, f.All.MannerOf)},
		{Text: say.T("webcomplaint.speed"), Sub: yesOf(say, f.All.Speed, f.All.SpeedOf)},
		{Text: say.T("webcomplaint.figures.again"), Sub: ofMany(say, f.All.Again, f.All.Count)},
	}}
	uttered, err := survey.UtteredIn(v.ctx(), v.seen, f.From, f.Until, f.All.Count)
	if err != nil {
		return err
	}
	view.Aside = []page.Card{ended, causes, after, unsaid(say, uttered)}
	return s.strangerView(v, view)
}

// unsaid tells how many of the dissatisfied say so by themselves, as far as surveys can tell.
func unsaid(say *locale.Printer, u survey.Uttered) page.Card {
	c := page.Card{ID: "ungesagt", Title: say.T("webcomplaint.figures.unsaid"), Lede: say.T("webcomplaint.figures.unsaid.text")}
	share := u.Share()
	switch {
	case u.Answers == 0:
		c.Rows = []page.Row{{Text: say.T("webcomplaint.figures.unsaid.open"), Sub: say.T("webcomplaint.figures.unsaid.why")}}
	case !share.Shown():
		c.Rows = []page.Row{{Text: say.T("webcomplaint.figures.unsaid.few"), Sub: say.T("webcomplaint.figures.of", share.Hits, share.N)}}
	default:
		c.Rows = []page.Row{{
			Text: say.T("webcomplaint.figures.unsaid.share", share.Hits, share.N),
			Sub:  say.T("webcomplaint.figures.unsaid.range", say.Percent(share.Low, 0), say.Percent(share.High, 0), u.Answers),
		}}
	}
	return c
}

// matter names what a complaint is about.
func (v *visit) matter(m feedback.Matter) string {
	if m == "" {
		return v.say.T("webcomplaint.matter.none")
	}
	return v.say.T("webcomplaint.matter." + string(m))
}

func complaintKPIs(v *visit, f *complaint.Figures) []look.KPI {
	say, all := v.say, &f.All
	list := []look.KPI{{Label: say.T("webcomplaint.figures.count"), Value: say.Int(int64(all.Count)), Note: say.T("webcomplaint.figures.open", all.Open)}}
	if per, ok := f.Per100(all.Count); ok {
		list = append(list, look.KPI{Label: say.T("webcomplaint.figures.per"), Value: say.Float(per, 2), Note: say.T("webcomplaint.figures.per.note", f.Purchases)})
	}
	list = append(list,
		look.KPI{Label: say.T("webcomplaint.figures.answer"), Value: waited(say, f.Answer, all.Acked), Note: onTime(say, all.Acked, all.LateAck)},
		look.KPI{Label: say.T("webcomplaint.figures.solution"), Value: waited(say, f.Solution, all.Solved), Note: onTime(say, all.Solved, all.LateSolved)},
		look.KPI{Label: say.T("webcomplaint.figures.spot"), Value: say.Int(int64(all.Spot)), Note: ofMany(say, all.Spot, all.Count)},
	)
	if seesFigures(v.user.Role) {
		list = append(list, look.KPI{Label: say.T("webcomplaint.goodwill"), Value: say.Money(all.Goodwill, ""), Note: say.T("webcomplaint.figures.goodwill")})
	}
	return list
}

// waited is a median in words: hours by the wall clock below two days, else days.
func waited(say *locale.Printer, d time.Duration, n int) string {
	switch {
	case n == 0:
		return "–"
	case d < time.Minute:
		return say.T("webcomplaint.figures.atonce")
	case d < time.Hour:
		return say.T("webcomplaint.figures.minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return say.T("webcomplaint.figures.hours", say.Float(d.Hours(), 1))
	}
	return say.T("webcomplaint.figures.days", say.Float(d.Hours()/24, 1))
}

func onTime(say *locale.Printer, n, late int) string {
	if n == 0 {
		return say.T("webcomplaint.figures.notyet")
	}
	return say.T("webcomplaint.figures.ontime", n-late, n)
}

// ofMany is a count of all, in per cent where there are enough.
func ofMany(say *locale.Printer, n, of int) string {
	if of >= enoughFor {
		return say.T("webcomplaint.figures.share", n, of, say.Percent(float64(n)/float64(of), 0))
	}
	return say.T("webcomplaint.figures.of", n, of)
}

func yesOf(say *locale.Printer, yes, of int) string {
	if of == 0 {
		return say.T("webcomplaint.figures.nobody")
	}
	return say.T("webcomplaint.figures.yes", ofMany(say, yes, of))
}

func goodwillText(v *visit, s *feedback.Sums) string {
	if s.Goodwill == 0 || !seesFigures(v.user.Role) {
		return ""
	}
	return v.say.T("webcomplaint.figures.cost", v.say.Money(s.Goodwill, ""))
}

// matterTable sets how often beside what it cost.
func matterTable(v *visit, f *complaint.Figures) templ.Component {
	say := v.say
	t := look.TableView{Label: say.T("webcomplaint.figures.matters"), Dense: true, Columns: []look.Column{
		{Title: say.T("webcomplaint.matter")}, {Title: say.T("webcomplaint.figures.count"), Num: true}, {Title: say.T("webcomplaint.figures.per"), Num: true},
	}}
	money := seesFigures(v.user.Role)
	if money {
		t.Columns = append(t.Columns, look.Column{Title: say.T("webcomplaint.goodwill"), Num: true})
	}
	for i := range f.Matters {
		m := &f.Matters[i]
		per := "–"
		if x, ok := f.Per100(m.Count); ok {
			per = say.Float(x, 2)
		}
		cells := []look.Cell{{Text: v.matter(m.Matter)}, {Text: say.Int(int64(m.Count))}, {Text: per}}
		if money {
			cells = append(cells, look.Cell{Text: say.Money(m.Goodwill, "")})
		}
		t.Rows = append(t.Rows, look.Row{Cells: cells})
	}
	return look.Table(t)
}

package web

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	tables "github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
)

const (
	enoughCases  = 30  // from here on a share says something, as insight counts
	percentFrom  = 100 // people, from here on a share may be a percentage
	fewestCases  = 5   // below, a share is not even shown as counts
	chartMonths  = 24
	secondMark   = .8 // share of the revenue that the second mark of the curve names
	tableOfCurve = 10 // steps of the curve as a table
)

// standings and states are in the order of the page.
var (
	standings = []lifecycle.Standing{lifecycle.Regular, lifecycle.Repeat, lifecycle.First, lifecycle.Prospect, lifecycle.Ended, lifecycle.Cancelled}
	states    = []lifecycle.Activity{lifecycle.Active, lifecycle.Regained, lifecycle.Late, lifecycle.Dormant, lifecycle.Lost}
)

// ledger is the firm's figures with what else the page needs to judge them.
type ledger struct {
	insight.Figures
	v      *visit
	begins cal.Date // first month with a document; cal.Never without
	faint  bool     // so little is noted that notes say nothing
}

// weigh reads how completely talks are noted up to a day.
func (s *server) weigh(l *ledger, day cal.Date) error {
	c, found, err := interaction.LastCoverage(l.v.ctx(), s.DB, day)
	l.faint = found && c.Expected > 0 && c.Off()
	return err
}

// figuresPage shows what the firm has, keeps and wins.
func (s *server) figuresPage(v *visit) error {
	l, found, err := s.ledger(v)
	if err != nil {
		return err
	}
	view := page.View{Head: look.HeadView{Title: v.say.T("place.figures")}, Label: v.say.T("webbook.tabs"), Tabs: figureTabs(v, "/zahlen")}
	if !found || l.empty() {
		s.noFigures(v, &view, found)
	} else {
		l.fill(&view)
		if view.Ahead, err = s.aheadPart(v); err != nil {
			return err
		}
	}
	return s.page(v, sheet{Title: v.say.T("place.figures"), At: "/zahlen", Wide: true}, page.Page(v.say, view))
}

// ledger reads the stored figures of the page's day.
func (s *server) ledger(v *visit) (ledger, bool, error) {
	l := ledger{v: v, begins: cal.Never}
	f, _, found, err := insight.LatestFigures(v.ctx(), s.DB, v.facts.today)
	if err != nil || !found {
		return l, false, err
	}
	l.Figures = f
	totals, err := sales.Totals(v.ctx(), s.DB, 0)
	if err != nil {
		return l, false, err
	}
	if len(totals) > 0 {
		l.begins = monthDay(totals[0].Month)
	}
	return l, true, s.weigh(&l, v.facts.today)
}

// monthDay is the first day of a month given as year*100 + month.
func monthDay(key int) cal.Date { return cal.On(key/100, time.Month(key%100), 1) }

// empty reports whether there is nothing to tell yet.
func (l *ledger) empty() bool {
	return l.Customers == 0 && !slices.ContainsFunc(l.Months, func(m sales.Total) bool { return m.Orders > 0 || m.Net != 0 })
}

// noFigures says what is missing and how to go on.
func (s *server) noFigures(v *visit, view *page.View, computed bool) {
	say := v.say
	switch {
	case !computed && v.facts.customers > 0:
		view.Empty = &look.EmptyView{Icon: "loader-circle", Title: say.T("webfigures.counting"), Text: say.T("webfigures.counting.text")}
	case v.user.Role.Manages():
		view.Empty = &look.EmptyView{Icon: "chart-column", Title: say.T("webfigures.empty"), Text: say.T("webfigures.empty.text")}
		view.Ways = s.ways(v, "")
	default:
		view.Empty = &look.EmptyView{Icon: "chart-column", Title: say.T("webfigures.empty"), Text: say.T("webfigures.empty.staff")}
	}
}

// wholePast reports whether the year before is known from its first month on.
func (l *ledger) wholePast() bool { return l.begins.MonthKey() <= l.Day.AddMonths(-24).MonthKey() }

// trend is the change of revenue on the year before; known is false while that year is
// not whole.
func (l *ledger) trend() (change float64, known bool) {
	if l.Past.Net <= 0 || !l.wholePast() {
		return 0, false
	}
	return float64(l.Year.Net-l.Past.Net) / float64(l.Past.Net), true
}

func (l *ledger) fill(view *page.View) {
	say := l.v.say
	view.Head = look.HeadView{Title: l.headline(), Lede: l.lede()}
	view.Buttons = []look.ButtonView{
		{Label: say.T("webfigures.export"), Icon: "download", Href: "/zahlen/export.csv"},
		{Label: say.T("button.print"), Icon: "printer", Type: "button", Desk: true, Attrs: templ.Attributes{"data-print": true}},
	}
	view.Notes = l.notes()
	view.KPIs, view.Why = l.kpis(), l.why(value.Rule, slices.Concat(l.netRows(), l.keptRows(), l.newRows())...)
	view.Have, view.Keep, view.Win = l.have(), l.keep(), l.win()
	view.Months, view.Spread, view.Margin = l.monthly(), l.spread(), l.left()
}

// headline is the finding of the page.
func (l *ledger) headline() string {
	if r := l.ActiveRegulars; r.Whole > 1 {
		return l.v.say.T("webfigures.head", locale.V{"part": r.Part, "whole": r.Whole})
	}
	return capital(l.v.say.T("webfigures.head.customers", locale.V{"n": l.Customers}))
}

func (l *ledger) lede() string {
	values := locale.V{"day": l.Day, "net": l.v.say.MoneyCompact(l.Year.Net, "")}
	key := "webfigures.lede"
	if change, known := l.trend(); known {
		switch values["change"] = math.Abs(change); {
		case math.Abs(change) < .005:
			key += ".same"
		case change > 0:
			key += ".more"
		default:
			key += ".less"
		}
	}
	return l.v.say.T(key, values)
}

// notes are what one must know before reading on.
func (l *ledger) notes() []look.NoteView {
	say := l.v.say
	var list []look.NoteView
	if l.Day < l.v.facts.today {
		list = append(list, look.NoteView{Tone: look.ToneBrand, Text: say.T("webfigures.older", l.Day)})
	}
	if l.begins < cal.Latest && l.begins.MonthKey() > l.Day.AddMonths(-36).MonthKey() {
		list = append(list, look.NoteView{Tone: look.ToneBrand, Text: say.T("webfigures.begins", l.begins)})
	}
	if l.Spread.Warns && l.Spread.Customers >= fewestCases {
		list = append(list, look.NoteView{Tone: look.ToneHoney, Text: say.T("webfigures.warns", locale.V{"largest": l.Spread.Largest, "five": l.Spread.TopFive})})
	}
	return list
}

func (l *ledger) kpis() []look.KPI {
	say := l.v.say
	net := look.KPI{Label: say.T("webfigures.net"), Value: say.MoneyCompact(l.Year.Net, ""), Note: say.T("webfigures.net.part")}
	if change, known := l.trend(); known {
		net.Delta, net.DeltaTone, net.Note = signed(say, change), toneOf(change), say.T("webfigures.net.past")
	}
	margin := look.KPI{Label: say.T("webfigures.margin"), Value: "–", Note: say.T("webfigures.margin.none")}
	if db, known := l.Year.DB1(); known {
		margin.Value, margin.Note = say.MoneyCompact(db, ""), l.knownCost()
	}
	kept := look.KPI{Label: say.T("webfigures.kept"), Value: "–", Note: say.T("webfigures.few")}
	if k := l.Kept; k.Whole >= fewestCases {
		kept.Value = say.T("webfigures.of", locale.V{"part": k.Part, "whole": k.Whole})
		if kept.Note = say.T("webfigures.kept.note"); !k.Enough {
			kept.Note = say.T("webfigures.few.kpi")
		}
	}
	fresh := look.KPI{Label: say.T("webfigures.new"), Value: say.Int(int64(l.New)), Note: say.T("webfigures.new.past", l.NewPast)}
	if !l.wholePast() {
		fresh.Note = say.T("webfigures.net.part")
	}
	return []look.KPI{net, margin, kept, fresh}
}

// knownCost tells for how much of the year's revenue the cost is known.
func (l *ledger) knownCost() string {
	known := knownShare(l.Known)
	if l.Known.Estimated == 0 {
		return l.v.say.T("webfigures.margin.known", known)
	}
	return l.v.say.T("webfigures.margin.guess", known, l.Known.Estimated/(l.Known.Measured+l.Known.Estimated))
}

// knownShare never rounds up to all.
func knownShare(s value.Shares) float64 {
	known := s.Measured + s.Estimated
	if s.Unknown > 0 {
		known = min(known, .99)
	}
	return known
}

// why explains a figure: its inputs, the rule, the day.
func (l *ledger) why(rule string, rows ...look.Pair) look.WhyView {
	if rule != insight.FiguresRule {
		rule = insight.FiguresRule + ", " + rule
	}
	return look.WhyView{Rows: append([]look.Pair{l.span()}, rows...), Rule: l.v.say.T("webfigures.why.rule", rule, l.Day)}
}

func (l *ledger) span() look.Pair {
	return l.pair("span", l.v.say.T("webfigures.why.days", l.Day.AddMonths(-12).Add(1), l.Day))
}

func (l *ledger) pair(key, text string) look.Pair {
	return look.Pair{Label: l.v.say.T("webfigures.why." + key), Value: text}
}

func (l *ledger) count(key string, n int) look.Pair { return l.pair(key, l.v.say.Int(int64(n))) }

func (l *ledger) amount(key string, c money.Cents) look.Pair {
	return l.pair(key, l.v.say.MoneyExact(c, ""))
}

func (l *ledger) how(key string) look.Pair { return l.pair("how", l.v.say.T("webfigures.why."+key)) }

func (l *ledger) netRows() []look.Pair {
	return []look.Pair{l.amount("net", l.Year.Net), l.amount("net.past", l.Past.Net), l.how("sales")}
}

func (l *ledger) keptRows() []look.Pair {
	return []look.Pair{l.count("past", l.Kept.Whole), l.count("again", l.Kept.Part)}
}

func (l *ledger) newRows() []look.Pair {
	return []look.Pair{l.count("new", l.New), l.count("new.past", l.NewPast)}
}

// of tells a share under key: counts first, a percentage only of a hundred people or
// more, and a word of caution where there are too few.
func (l *ledger) of(key string, s insight.Share) string {
	share := ""
	if s.Whole >= percentFrom {
		share = l.v.say.T("webfigures.share", s.Rate())
	}
	text := l.v.say.T(key, locale.V{"part": s.Part, "whole": s.Whole, "share": share})
	if !s.Enough {
		text += " " + l.v.say.T("webfigures.few.say", enoughCases)
	}
	return text
}

// row is a bar for n of all.
func (l *ledger) row(key string, n, all int) look.BarRowView {
	return look.BarRowView{Label: l.v.say.T("webfigures." + key), Value: l.v.say.Int(int64(n)), Share: ratio(float64(n), float64(all))}
}

func ratio(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return part / whole
}

func (l *ledger) have() page.Part {
	say, r := l.v.say, l.ActiveRegulars
	p := page.Part{Title: say.T("webfigures.have"), Note: say.T("webfigures.have.note", locale.V{"n": l.Customers})}
	switch {
	case r.Whole == 0:
		p.Say = say.T("webfigures.have.none")
	case r.Whole == 1:
		p.Say = say.T("webfigures.have.one", locale.V{"part": r.Part})
	default:
		p.Say = l.of("webfigures.have.say", r)
	}
	all, moving := 0, 0
	for _, n := range l.Standing {
		all += n
	}
	for _, n := range l.Activity {
		moving += n
	}
	grown, going := page.Group{Title: say.T("webfigures.have.standing")}, page.Group{Title: say.T("webfigures.have.activity")}
	for _, st := range standings {
		if n := l.Standing[st]; n > 0 || st == lifecycle.Regular || st == lifecycle.Repeat || st == lifecycle.First {
			grown.Bars = append(grown.Bars, l.row("standing."+string(st), n, all))
		}
	}
	for _, a := range states {
		going.Bars = append(going.Bars, l.row("activity."+string(a), l.Activity[a], moving))
	}
	p.Groups = []page.Group{grown, going}
	p.Lines = []string{capital(say.T("webfigures.have.former", locale.V{"n": l.FormerRegulars}))}
	p.Why = l.why(lifecycle.Rule, l.count("regular", r.Whole), l.count("regular.active", r.Part), l.how("regular.how"), l.how("collective"))
	return p
}

func (l *ledger) keep() page.Part {
	say, k := l.v.say, l.Kept
	p := page.Part{Title: say.T("webfigures.keep"), Note: say.T("webfigures.keep.note"), Say: say.T("webfigures.keep.none")}
	if k.Whole > 0 {
		p.Say = l.of("webfigures.keep.say", k)
		p.Groups = []page.Group{{Bars: []look.BarRowView{l.row("keep.again", k.Part, k.Whole), l.row("keep.not", k.Whole-k.Part, k.Whole)}}}
	}
	p.Lines = []string{
		capital(say.T("webfigures.keep.quiet", locale.V{"n": l.Activity[lifecycle.Dormant]})),
		capital(say.T("webfigures.keep.lost", locale.V{"n": l.Activity[lifecycle.Lost]})),
	}
	why := append(l.keptRows(), l.how("collective"))
	if r := l.Spoken; r.Whole > 0 {
		p.Lines = append(p.Lines, l.of("webfigures.keep.spoken", r))
		if l.faint {
			p.Lines = append(p.Lines, say.T("webfigures.keep.faint"))
		}
		why = append(why, l.count("spoken.active", r.Whole), l.count("spoken", r.Part), l.how("spoken.how"))
	}
	p.Why = l.why(lifecycle.Rule, why...)
	return p
}

func (l *ledger) win() page.Part {
	say := l.v.say
	p := page.Part{Title: say.T("webfigures.win"), Note: say.T("webfigures.win.note"), Say: say.T("webfigures.win.say", locale.V{"n": l.New})}
	most := max(l.New, l.NewPast)
	p.Groups = []page.Group{{Bars: []look.BarRowView{l.row("win.year", l.New, most), l.row("win.past", l.NewPast, most)}}}
	if l.NewAgain.Whole > 0 {
		p.Lines = append(p.Lines, l.of("webfigures.win.again", l.NewAgain))
	}
	if l.FirstRight.Whole > 0 {
		p.Lines = append(p.Lines, l.of("webfigures.win.first", l.FirstRight))
	} else {
		p.Lines = append(p.Lines, say.T("webfigures.win.first.none"))
	}
	if l.FirstOpen > 0 {
		p.Lines = append(p.Lines, say.T("webfigures.win.open", locale.V{"n": l.FirstOpen}))
	}
	if l.FirstUnknown > 0 && l.FirstRight.Whole > 0 {
		p.Lines = append(p.Lines, say.T("webfigures.win.unknown", locale.V{"n": l.FirstUnknown}))
	}
	rows := append(l.newRows(), l.count("came", l.NewAgain.Part), l.count("judged", l.FirstRight.Whole), l.count("right", l.FirstRight.Part),
		l.count("open", l.FirstOpen), l.count("blank", l.FirstUnknown))
	p.Why = l.why(lifecycle.Rule, rows...)
	return p
}

// shown are the months of the picture, oldest first, with those without documents.
func (l *ledger) shown() []sales.Total {
	known := map[int]sales.Total{}
	first := l.Day.MonthKey()
	for _, m := range l.Months {
		known[m.Month], first = m, min(first, m.Month)
	}
	var list []sales.Total
	for month := l.Day.Add(1 - l.Day.Day()); len(list) < chartMonths && month.MonthKey() >= first; month = month.AddMonths(-1) {
		m := known[month.MonthKey()]
		m.Month = month.MonthKey()
		list = append(list, m)
	}
	slices.Reverse(list)
	return list
}

// monthly is how revenue ran.
func (l *ledger) monthly() page.Chart {
	say, list := l.v.say, l.shown()
	c := page.Chart{Title: say.T("webfigures.months"), Note: say.T("webfigures.months.note"), Say: say.T("webfigures.months.none"), Why: l.why(value.Rule, l.netRows()...)}
	best := list[0]
	var sum, without money.Cents
	view := look.MonthsView{}
	for i, m := range list {
		if m.Net > best.Net {
			best = m
		}
		sum, without = sum+m.Net, without+m.NetUnassigned
		month := monthDay(m.Month)
		label := say.MonthAbbr(month.Month())
		if month.Month() == time.January {
			label = strconv.Itoa(month.Year())
		}
		view.Bars = append(view.Bars, look.MonthBar{
			Value: float64(m.Net), Label: label, Accent: i >= len(list)-12,
			Text: say.T("webfigures.months.bar", locale.V{"month": month, "net": say.MoneyRound(m.Net, "")}),
		})
	}
	if best.Net <= 0 {
		return c
	}
	values := locale.V{"month": monthDay(best.Month), "net": say.MoneyRound(best.Net, ""), "from": monthDay(list[0].Month), "to": l.Day}
	c.Say = say.T("webfigures.months.say", values)
	view.Label, view.Top = say.T("webfigures.months.label", values), say.MoneyRound(best.Net, "")
	c.Desk = look.Months(view)
	view.Phone = true
	c.Phone = look.Months(view)
	c.Lines = []string{say.T("webfigures.months.dark", l.Day), l.unassigned(sum, without)}
	c.Fold, c.Table = say.T("webfigures.months.table"), l.monthTable(list)
	c.FilesLabel, c.Files = say.T("webbook.files"), l.files("monate")
	return c
}

// unassigned tells how much of a sum belongs to nobody who is known.
func (l *ledger) unassigned(sum, without money.Cents) string {
	say := l.v.say
	values := locale.V{"net": say.MoneyRound(sum, ""), "part": say.MoneyRound(without, ""), "share": ratio(float64(without), float64(sum))}
	if without == 0 {
		return say.T("webfigures.months.assigned", values)
	}
	return say.T("webfigures.months.unassigned", values)
}

func (l *ledger) monthTable(list []sales.Total) *look.TableView {
	say := l.v.say
	t := &look.TableView{Label: say.T("webfigures.months.table"), Dense: true, Columns: []look.Column{
		{Title: say.T("webfigures.month")},
		{Title: say.T("webfigures.column.net"), Num: true},
		{Title: say.T("webfigures.column.unassigned"), Num: true},
		{Title: say.T("webfigures.column.margin"), Num: true},
	}}
	for _, m := range slices.Backward(list) {
		margin := "–"
		if db, known := monthMargin(m).DB1(); known {
			margin = say.MoneyRound(db, "")
		}
		t.Rows = append(t.Rows, look.Row{Cells: []look.Cell{
			{Text: say.MonthYear(monthDay(m.Month))}, {Text: say.MoneyRound(m.Net, "")}, {Text: say.MoneyRound(m.NetUnassigned, "")}, {Text: margin},
		}})
	}
	return t
}

func monthMargin(m sales.Total) value.Margin {
	return value.Margin{Net: m.Net, Cost: m.Cost, NetMeasured: m.NetMeasured, NetEstimated: m.NetEstimated}
}

// spread is on how many shoulders the revenue rests.
func (l *ledger) spread() page.Chart {
	say, s := l.v.say, l.Spread
	c := page.Chart{Title: say.T("webfigures.spread"), Note: say.T("webfigures.spread.note"), Say: say.T("webfigures.spread.none")}
	c.Why = l.why(value.Rule, l.count("customers", s.Customers), l.amount("total", s.Total), l.count("half", s.Half),
		l.pair("largest", say.Percent(s.Largest, 1)), l.pair("five", say.Percent(s.TopFive, 1)), l.how("collective"))
	if s.Customers < fewestCases || len(s.Curve) == 0 {
		return c
	}
	c.Say = say.T("webfigures.spread.say", locale.V{"n": s.Half, "largest": s.Largest})
	c.Lines = []string{say.T("webfigures.spread.five", s.TopFive)}
	view := look.LorenzView{
		Points: curve(s.Concentration), Marks: l.marks(s.Concentration), Label: c.Say, Last: say.Int(int64(s.Customers)),
		Percent: func(x float64) string { return say.Percent(x, 0) },
	}
	c.Desk = look.Lorenz(view)
	view.Phone = true
	c.Phone = look.Lorenz(view)
	c.Fold, c.Table = say.T("webfigures.spread.table"), l.curveTable(s.Concentration)
	c.FilesLabel, c.Files = say.T("webbook.files"), l.files("schultern")
	return c
}

// curve is the stored curve with the points that are known beside it, so that a few
// strong customers among many are drawn where they are.
func curve(c value.Concentration) []look.Point {
	points := make([]look.Point, 0, len(c.Curve)+3)
	for _, p := range c.Curve {
		points = append(points, look.Point{X: p.Customers, Y: p.Share})
	}
	if c.Customers >= len(c.Curve) { // otherwise every customer is a point
		n := float64(c.Customers)
		points = append(points, look.Point{X: 1 / n, Y: c.Largest}, look.Point{X: 5 / n, Y: c.TopFive}, look.Point{X: float64(c.Half) / n, Y: halfShare(c)})
		slices.SortFunc(points, func(a, b look.Point) int {
			if a.X < b.X {
				return -1
			} else if a.X > b.X {
				return 1
			}
			return 0
		})
	}
	return points
}

// halfShare is what the customers bring who make up half: a little more than half,
// exactly where that is known.
func halfShare(c value.Concentration) float64 {
	switch {
	case c.Half == 1:
		return c.Largest
	case c.Half == 5:
		return c.TopFive
	case c.Half < len(c.Curve) && c.Customers < len(c.Curve):
		return c.Curve[c.Half].Share
	}
	return .5
}

// marks names the half, and where it is not too near, a second point of the curve.
func (l *ledger) marks(c value.Concentration) []look.CurveMark {
	mark := func(n int, x, y float64) look.CurveMark {
		text := l.v.say.T("webfigures.spread.mark", locale.V{"n": l.v.say.T("word.customers", locale.V{"n": n}), "share": y})
		return look.CurveMark{At: look.Point{X: x, Y: y}, Text: text, Axis: l.v.say.Int(int64(n))}
	}
	half := float64(c.Half) / float64(c.Customers)
	list := []look.CurveMark{mark(c.Half, half, halfShare(c))}
	for _, p := range c.Curve {
		if p.Share >= secondMark && p.Share <= 1 {
			if p.Customers > half+.12 && p.Customers < .9 {
				list = append(list, mark(int(math.Round(p.Customers*float64(c.Customers))), p.Customers, p.Share))
			}
			break
		}
	}
	return list
}

func (l *ledger) curveTable(c value.Concentration) *look.TableView {
	say := l.v.say
	t := &look.TableView{Label: say.T("webfigures.spread.table"), Dense: true, Columns: []look.Column{
		{Title: say.T("webfigures.spread.customers")}, {Title: say.T("webfigures.spread.share"), Num: true},
	}}
	step := max(1, (len(c.Curve)-1)/tableOfCurve)
	for i := step; i < len(c.Curve); i += step {
		p := c.Curve[i]
		t.Rows = append(t.Rows, look.Row{Cells: []look.Cell{
			{Text: say.Int(int64(math.Round(p.Customers * float64(c.Customers))))}, {Text: say.Percent(p.Share, 1)},
		}})
	}
	return t
}

// figureTablesURL is where the tables of the page are files.
const figureTablesURL = "/zahlen/tabelle/"

func (l *ledger) files(key string) []look.LinkView {
	return fileLinks(l.v.say, func(ending string, more url.Values) string {
		to := figureTablesURL + key + "." + ending
		if len(more) > 0 {
			to += "?" + more.Encode()
		}
		return to
	})
}

// grids are the tables of the page as files, exact: all months that are shown, and the whole
// curve.
func (l *ledger) grids() []*grid {
	say := l.v.say
	months := &grid{key: "monate", head: []string{
		say.T("webfigures.month"), say.T("webfigures.column.net"), say.T("webfigures.column.unassigned"), say.T("webfigures.column.margin"),
	}}
	for _, m := range slices.Backward(l.shown()) {
		row := []any{say.MonthYear(monthDay(m.Month)), m.Net, m.NetUnassigned, ""}
		if db, known := monthMargin(m).DB1(); known {
			row[3] = db
		}
		months.rows = append(months.rows, row)
	}
	curve := &grid{key: "schultern", head: []string{say.T("webfigures.spread.customers"), say.T("webfigures.spread.share")}}
	for _, p := range l.Spread.Curve {
		curve.rows = append(curve.rows, []any{int64(math.Round(p.Customers * float64(l.Spread.Customers))), p.Share})
	}
	return []*grid{months, curve}
}

// figuresTable sends one table of the page as a file.
func (s *server) figuresTable(v *visit) error {
	name, ending, _ := strings.Cut(v.r.PathValue("datei"), ".")
	l, found, err := s.ledger(v)
	if err != nil {
		return err
	}
	if found {
		grids := l.grids()
		at := slices.IndexFunc(grids, func(g *grid) bool { return g.key == name })
		if at >= 0 && (ending == string(tables.CSV) || ending == string(tables.XLSX)) {
			return v.table(grids[at], tables.Format(ending), l.Day.String())
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

// left is what remains after the cost of goods, as far as that is known.
func (l *ledger) left() page.Part {
	say, y := l.v.say, l.Year
	p := page.Part{Title: say.T("webfigures.left"), Note: say.T("webfigures.left.note"), Say: say.T("webfigures.left.none")}
	p.Why = l.why(value.Rule, l.amount("net", y.Net), l.amount("cost", y.Cost), l.amount("measured", y.NetMeasured),
		l.amount("estimated", y.NetEstimated), l.amount("unknown", y.NetUnknown()))
	db, known := y.DB1()
	if !known {
		return p
	}
	p.Say = say.T("webfigures.left.say", locale.V{"known": say.MoneyRound(y.NetMeasured+y.NetEstimated, ""), "margin": say.MoneyRound(db, "")})
	bar := func(key string, c money.Cents, share float64) look.BarRowView {
		return look.BarRowView{Label: say.T("webfigures.left." + key), Value: say.MoneyRound(c, ""), Share: share}
	}
	bars := []look.BarRowView{bar("measured", y.NetMeasured, l.Known.Measured)}
	if y.NetEstimated != 0 {
		bars = append(bars, bar("estimated", y.NetEstimated, l.Known.Estimated))
	}
	rest := bar("unknown", y.NetUnknown(), l.Known.Unknown)
	rest.Tone = look.ToneLine
	p.Groups = []page.Group{{Bars: append(bars, rest)}}
	p.Lines = []string{capital(l.knownCost()) + "."}
	if past, known := l.Past.DB1(); known && l.wholePast() {
		p.Lines = append(p.Lines, say.T("webfigures.left.past", locale.V{"margin": say.MoneyRound(past, ""), "known": knownShare(l.Past.Shares())}))
	}
	if y.NetUnknown() != 0 {
		p.Lines = append(p.Lines, say.T("webfigures.left.rest"))
	}
	return p
}

// figuresExport writes the tables of the page as a file.
func (s *server) figuresExport(v *visit) error {
	l, found, err := s.ledger(v)
	if err != nil {
		return err
	}
	rows := [][]string{}
	day := v.facts.today
	if found {
		day, rows = l.Day, l.rows()
	}
	head := []string{"part", "figure", "value", "of", "rule", "day"}
	for i, key := range head {
		head[i] = v.say.T("webfigures.csv." + key)
	}
	return v.csv(fmt.Sprintf("stammkunde-%s-%s.csv", strings.ToLower(v.say.T("place.figures")), day), append([][]string{head}, rows...))
}

// rows are the figures, one a row, so that a spreadsheet can filter them.
func (l *ledger) rows() [][]string {
	var list [][]string
	add := func(part, figure, value, of, rule string) {
		list = append(list, []string{l.v.say.T("webfigures.csv." + part), figure, value, of, rule, l.Day.String()})
	}
	word := func(key string) string { return l.v.say.T("webfigures." + key) }
	count := func(part, key string, n int, rule string) { add(part, word(key), strconv.Itoa(n), "", rule) }
	share := func(part, key string, s insight.Share) {
		add(part, word(key), strconv.Itoa(s.Part), strconv.Itoa(s.Whole), insight.FiguresRule)
	}
	sum := func(figure string, c money.Cents) { add("money", figure, l.plain(c), "", value.Rule) }

	count("have", "csv.customers", l.Customers, insight.FiguresRule)
	share("have", "csv.active", l.ActiveRegulars)
	count("have", "csv.former", l.FormerRegulars, insight.FiguresRule)
	for _, st := range standings {
		count("have", "standing."+string(st), l.Standing[st], lifecycle.Rule)
	}
	for _, a := range states {
		count("have", "activity."+string(a), l.Activity[a], lifecycle.Rule)
	}
	share("keep", "kept", l.Kept)
	share("keep", "csv.spoken", l.Spoken)
	count("win", "why.new", l.New, insight.FiguresRule)
	count("win", "why.new.past", l.NewPast, insight.FiguresRule)
	share("win", "why.came", l.NewAgain)
	share("win", "csv.first", l.FirstRight)
	count("win", "why.open", l.FirstOpen, insight.FiguresRule)
	count("win", "why.blank", l.FirstUnknown, insight.FiguresRule)

	sum(word("why.net"), l.Year.Net)
	sum(word("why.net.past"), l.Past.Net)
	for _, k := range []struct {
		key string
		c   money.Cents
	}{{"measured", l.Year.NetMeasured}, {"estimated", l.Year.NetEstimated}, {"unknown", l.Year.NetUnknown()}, {"cost", l.Year.Cost}} {
		sum(word("why."+k.key), k.c)
	}
	if db, known := l.Year.DB1(); known {
		sum(word("margin"), db)
	}
	for _, m := range l.shown() {
		month := l.v.say.MonthYear(monthDay(m.Month)) + ": "
		sum(month+word("column.net"), m.Net)
		sum(month+word("column.unassigned"), m.NetUnassigned)
		if db, known := monthMargin(m).DB1(); known {
			sum(month+word("column.margin"), db)
		}
	}
	count("spread", "why.customers", l.Spread.Customers, value.Rule)
	count("spread", "why.half", l.Spread.Half, value.Rule)
	for _, p := range l.Spread.Curve {
		add("spread", word("spread.share"), l.decimal(strconv.FormatFloat(p.Share, 'f', 4, 64)), strconv.Itoa(int(math.Round(p.Customers*float64(l.Spread.Customers)))), value.Rule)
	}
	return list
}

// plain writes an amount as spreadsheets of the reader's language read it.
func (l *ledger) plain(c money.Cents) string {
	minor := locale.MinorDigits(l.v.say.Currency())
	return l.decimal(strconv.FormatFloat(money.Decimal{Digits: int64(c), Scale: minor}.Float(), 'f', int(minor), 64))
}

func (l *ledger) decimal(number string) string {
	if l.v.say.Tag().English() || l.v.say.Tag() == locale.DeCH {
		return number
	}
	return strings.Replace(number, ".", ",", 1)
}

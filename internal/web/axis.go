package web

import (
	"slices"
	"strconv"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
)

const (
	axisMonths = 24
	axisLeast  = 3 // months, from which on a way can be seen
)

// monthPoint is a month on the common axis of sales, value and relationship.
type monthPoint struct {
	month    int
	net, db4 money.Cents
	orders   insight.Share    // of purchases: by those who had bought before
	content  insight.Share    // of answers in it: as expected or better
	stock    *insight.Figures // as they stood at its end, nil when nobody computed them
}

// axisOf reads the last months up to today, oldest first; months in which nothing happened
// are among them.
func (s *server) axisOf(v *visit) ([]monthPoint, error) {
	last := v.facts.today.MonthKey()
	from := monthDay(last).AddMonths(1 - axisMonths)
	b, found, err := value.ReadBook(v.ctx(), v.seen, from.MonthKey(), last)
	if err != nil || !found || len(b.Months) == 0 {
		return nil, err
	}
	history, err := insight.History(v.ctx(), v.seen, v.facts.today)
	if err != nil {
		return nil, err
	}
	var list []monthPoint
	for day := monthDay(b.Months[0].Month); day.MonthKey() <= last; day = day.AddMonths(1) {
		list = append(list, monthPoint{month: day.MonthKey()})
	}
	place := func(month int) *monthPoint {
		at, there := slices.BinarySearchFunc(list, month, func(p monthPoint, m int) int { return p.month - m })
		if !there {
			return &monthPoint{}
		}
		return &list[at]
	}
	for i := range b.Months {
		m := &b.Months[i]
		p := place(m.Month)
		p.net, p.db4 = p.net+m.Goods.Net, p.db4+m.DB4()
		p.orders.Part, p.orders.Whole = p.orders.Part+m.Repeat, p.orders.Whole+m.Repeat+m.First
	}
	said, err := survey.MonthsOf(v.ctx(), v.seen, from, v.facts.today)
	if err != nil {
		return nil, err
	}
	for month, t := range said {
		place(month).content = insight.Share{Part: t.Met().Hits, Whole: t.N}
	}
	for i := range history {
		place(history[i].Day.MonthKey()).stock = &history[i]
	}
	return list, nil
}

// axisLine is a measure of the axis: its number for the picture, what is said of it, and its
// cell in a file.
type axisLine struct {
	key   string
	whole float64 // of shares
	of    func(b *book, p *monthPoint) (height float64, text string, cell any, known bool)
}

func axisMoney(of func(p *monthPoint) money.Cents) func(*book, *monthPoint) (float64, string, any, bool) {
	return func(b *book, p *monthPoint) (float64, string, any, bool) {
		return float64(of(p)), b.v.say.MoneyRound(of(p), ""), of(p), true
	}
}

func axisShare(of func(p *monthPoint) insight.Share) func(*book, *monthPoint) (float64, string, any, bool) {
	return func(b *book, p *monthPoint) (float64, string, any, bool) {
		s := of(p)
		if s.Whole < fewestCases {
			return 0, b.v.say.T("webaxis.few"), "", false
		}
		return s.Rate(), b.v.say.T("webaxis.of", locale.V{"share": b.v.say.Percent(s.Rate(), 0), "part": s.Part, "whole": s.Whole}), s.Rate(), true
	}
}

func ofStock(of func(f *insight.Figures) insight.Share) func(p *monthPoint) insight.Share {
	return func(p *monthPoint) insight.Share {
		if p.stock == nil {
			return insight.Share{}
		}
		return of(p.stock)
	}
}

// axisLines are what is measured of sales, value and the relationship, in the order of the
// card.
var axisLines = []axisLine{
	{"net", 0, axisMoney(func(p *monthPoint) money.Cents { return p.net })},
	{"db4", 0, axisMoney(func(p *monthPoint) money.Cents { return p.db4 })},
	{"again", 1, axisShare(func(p *monthPoint) insight.Share { return p.orders })},
	{"regulars", 1, axisShare(ofStock(func(f *insight.Figures) insight.Share { return f.ActiveRegulars }))},
	{"kept", 1, axisShare(ofStock(func(f *insight.Figures) insight.Share { return f.Kept }))},
	{"spoken", 1, axisShare(ofStock(func(f *insight.Figures) insight.Share { return f.Spoken }))},
}

// contentLine is what was said of satisfaction.
var contentLine = axisLine{"content", 1, axisShare(func(p *monthPoint) insight.Share { return p.content })}

// axisLines are the measures that the firm has: satisfaction only where somebody was asked.
func (b *book) axisLines() []axisLine {
	if !slices.ContainsFunc(b.axis, func(p monthPoint) bool { return p.content.Whole > 0 }) {
		return axisLines
	}
	return append(slices.Clone(axisLines), contentLine)
}

// axisCard sets sales and value beside what is measured of the relationship, month by month
// on one axis.
func (b *book) axisCard() page.BookCard {
	say := b.v.say
	c := b.card("achse", "axis")
	c.Title, c.Note = say.T("webaxis.title"), say.T("webaxis.note", locale.V{"n": len(b.axis)})
	c.Say = []string{say.T("webaxis.say")}
	lines := b.axisLines()
	for n := range lines {
		c.Strips = append(c.Strips, b.strip(&lines[n], n == len(lines)-1))
	}
	if len(lines) == len(axisLines) {
		c.Lines = []string{say.T("webaxis.missing")}
	}
	if slices.ContainsFunc(b.axis, b.gap) {
		c.Lines = append(c.Lines, say.T("webaxis.unknown"))
	}
	c.Files = b.files(b.axisGrid())
	c.Why = b.since(monthDay(b.axis[0].month), b.pair("how", say.T("webaxis.why")))
	c.Why.Rule = say.T("webfigures.why.rule", value.BookRule+", "+insight.FiguresRule, b.Day)
	return c
}

// gap reports whether something is not known of a month.
func (b *book) gap(p monthPoint) bool {
	return slices.ContainsFunc(b.axisLines(), func(l axisLine) bool { _, _, _, known := l.of(b, &p); return !known })
}

// strip draws a measure; the last one writes the months below.
func (b *book) strip(l *axisLine, labels bool) page.Strip {
	say := b.v.say
	s := page.Strip{Name: say.T("webaxis." + l.key), Latest: say.T("webaxis.none")}
	view := look.MonthsView{Strip: true, Whole: l.whole, Label: s.Name}
	for i := range b.axis {
		p := &b.axis[i]
		height, text, _, known := l.of(b, p)
		month := monthDay(p.month)
		bar := look.MonthBar{Value: height, Text: say.MonthYear(month) + ": " + text, Accent: i >= len(b.axis)-12}
		if labels {
			bar.Label = axisLabel(say, month)
		}
		if known {
			s.Latest = bar.Text
		}
		view.Bars = append(view.Bars, bar)
	}
	s.Desk = look.Months(view)
	view.Phone = true
	s.Phone = look.Months(view)
	return s
}

func axisLabel(say *locale.Printer, month cal.Date) string {
	if month.Month() == time.January {
		return strconv.Itoa(month.Year())
	}
	return say.MonthAbbr(month.Month())
}

// axisGrid is the same as a table.
func (b *book) axisGrid() *grid {
	say := b.v.say
	g := &grid{key: "verlauf", head: []string{say.T("webfigures.month")}}
	lines := b.axisLines()
	for _, l := range lines {
		g.head = append(g.head, say.T("webaxis."+l.key))
	}
	for i := range slices.Backward(b.axis) {
		row := []any{say.MonthYear(monthDay(b.axis[i].month))}
		for _, l := range lines {
			_, _, cell, _ := l.of(b, &b.axis[i])
			row = append(row, cell)
		}
		g.rows = append(g.rows, row)
	}
	return g
}

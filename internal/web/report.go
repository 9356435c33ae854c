package web

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/paper"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
)

const reportURL = "/zahlen/monatsbericht/"

// reportLink leads to the printed report of a month.
func reportLink(month int) string { return reportURL + strconv.Itoa(month) + ".pdf" }

// reportMonth is the month whose report a stretch offers: itself, or the last one of it that
// is over and in which something happened; 0 without any.
func (b *book) reportMonth() int {
	now := b.v.facts.today.MonthKey()
	if b.span.from == b.span.to {
		return b.span.to
	}
	for _, m := range slices.Backward(b.known) {
		if m < now && m >= b.span.from && m <= b.span.to {
			return m
		}
	}
	return 0
}

// report offers the printed report, if there is one for the stretch.
func (b *book) report() *look.LinkView {
	month := b.reportMonth()
	if month == 0 || !slices.Contains(b.known, month) {
		return nil
	}
	return &look.LinkView{Label: b.v.say.T("webreport.link", spanOf(strconv.Itoa(month), month).words(b.v.say)), Href: reportLink(month)}
}

// reportFile prints what the pages tell of one month.
func (s *server) reportFile(v *visit) error {
	name, pdf := strings.CutSuffix(v.r.PathValue("datei"), ".pdf")
	month, err := strconv.Atoi(name)
	if !pdf || err != nil || spanOf(name, month).key != name || month < 100000 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	b, found, err := s.bookOf(v, spanOf(name, month))
	if err != nil {
		return err
	}
	if !found || !slices.Contains(b.known, month) {
		return fault.New(fault.NotFound, "webreport.none", spanOf(name, month).words(v.say))
	}
	sheet, err := s.sheetOf(v, b)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := paper.Write(&out, sheet); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="stammkunde-`+name[:4]+"-"+name[4:]+`.pdf"`)
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(http.StatusOK)
	_, err = v.w.Write(out.Bytes())
	return err
}

// sheetOf is a month in sentences, with the tables behind them.
func (s *server) sheetOf(v *visit, b *book) (*paper.Sheet, error) {
	say := v.say
	title := say.T("webreport.title", b.span.words(say))
	sheet := &paper.Sheet{
		Lang: string(say.Tag()), Title: title, Lede: b.reportLede(v.facts.firm.Name), Foot: v.facts.firm.Name + " · " + title,
		Page: func(n int, of string) string { return say.T("webreport.page", n, of) },
		Made: s.Now(), Unknown: say.T("webreport.unknown"),
	}
	steps := b.section(b.stepsCard(), b.steps())
	steps.Say = append(b.turnover(), steps.Say...)
	sheet.Sections = append(sheet.Sections, steps)
	stock, err := s.stock(v, b)
	if err != nil {
		return nil, err
	}
	sheet.Sections = append(sheet.Sections, stock...)
	sheet.Sections = append(sheet.Sections, b.section(b.serveCard(), nil), b.section(b.qualityCard(), nil), b.section(b.effortCard(), nil))
	if b.wholeGroups() {
		sheet.Sections = append(sheet.Sections, b.section(b.groupsCard(), b.productGroups()))
	}
	if len(b.Costs) > 0 {
		sheet.Sections = append(sheet.Sections, b.section(b.costsCard(), b.costs()))
	}
	ahead, err := s.aheadPart(v)
	if err != nil {
		return nil, err
	}
	if ahead != nil {
		sheet.Sections = append(sheet.Sections, paper.Section{Title: ahead.Title, Note: ahead.Note, Say: []string{ahead.Say}, Lines: append(ahead.Lines, say.T("webreport.today", v.facts.today))})
	}
	sheet.Sections = append(sheet.Sections, paper.Section{Title: say.T("webreport.how"), Lines: []string{
		say.T("webreport.how.text", b.span.words(say), b.Day), say.T("webfigures.why.rule", value.BookRule+", "+value.StepsRule+", "+insight.FiguresRule, b.Day),
	}})
	return sheet, nil
}

// reportLede names the firm, and the day to which an unfinished month goes.
func (b *book) reportLede(firm string) string {
	if b.open() {
		return b.v.say.T("webreport.lede.open", firm, b.Day)
	}
	return firm
}

// open reports whether the month is not over yet.
func (b *book) open() bool { return b.span.to >= b.Day.MonthKey() }

// turnover sets a month that is over beside the same one a year earlier.
func (b *book) turnover() []string {
	say := b.v.say
	net := b.Firm().Goods.Net
	values := locale.V{"month": b.span.words(say), "net": say.MoneyRound(net, "")}
	if b.past == nil || b.open() {
		return []string{say.T("webreport.net", values)}
	}
	was := b.past.Firm().Goods.Net
	values["was"] = say.MoneyRound(was, "")
	switch {
	case net > was:
		values["more"] = say.MoneyRound(net-was, "")
		return []string{say.T("webreport.net.more", values)}
	case net < was:
		values["less"] = say.MoneyRound(was-net, "")
		return []string{say.T("webreport.net.less", values)}
	}
	return []string{say.T("webreport.net.same", values)}
}

// stock tells what the firm has, keeps and wins as it stood at the end of the month, or that
// nobody counted then.
func (s *server) stock(v *visit, b *book) ([]paper.Section, error) {
	first, last := b.span.days()
	f, _, found, err := insight.LatestFigures(v.ctx(), s.DB, min(last, v.facts.today))
	if err != nil {
		return nil, err
	}
	if !found || f.Day < first {
		return []paper.Section{{Title: v.say.T("webreport.stock"), Lines: []string{v.say.T("webreport.stock.none")}}}, nil
	}
	l := ledger{Figures: f, v: v}
	if err := s.weigh(&l, f.Day); err != nil {
		return nil, err
	}
	var list []paper.Section
	for i, p := range []page.Part{l.have(), l.keep(), l.win()} {
		part := paper.Section{Title: p.Title, Note: p.Note, Say: []string{p.Say}, Lines: p.Lines}
		if i == 0 {
			part.Lines = append(part.Lines, v.say.T("webreport.stock.day", f.Day))
		}
		for _, g := range p.Groups {
			part.Table = bars(part.Table, g.Title, g.Bars)
		}
		list = append(list, part)
	}
	return list, nil
}

// section is a card of the page on paper: its sentences with its bars, or with a table.
func (b *book) section(c page.BookCard, g *grid) paper.Section {
	p := paper.Section{Title: c.Title, Say: c.Say, Lines: c.Lines}
	if g == nil {
		p.Table = bars(p.Table, b.v.say.T("webcost.kind"), c.Bars)
		return p
	}
	t := g.view(b.v.say, c.Title)
	for _, col := range t.Columns {
		p.Table.Columns = append(p.Table.Columns, paper.Column{Title: col.Title, Num: col.Num})
	}
	for _, row := range g.rows {
		var r paper.Row
		for _, cell := range row {
			r.Cells = append(r.Cells, cellText(b.v.say, cell))
		}
		p.Table.Rows = append(p.Table.Rows, r)
	}
	return p
}

// bars adds bars to a table of names and values; a title is a row of its own.
func bars(t paper.Table, title string, list []look.BarRowView) paper.Table {
	if len(list) == 0 {
		return t
	}
	if len(t.Columns) == 0 {
		t.Columns = []paper.Column{{Title: title}, {Num: true}}
	} else {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{title, ""}, Strong: true})
	}
	for _, b := range list {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{b.Label, b.Value}})
	}
	return t
}

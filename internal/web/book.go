package web

import (
	"cmp"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
)

const bookURL = "/zahlen/deckungsbeitraege"

// bookRoutes are the addresses of the firm's book and its documents.
func (s *server) bookRoutes() []route {
	return []route{
		{pattern: "GET " + bookURL, access: figures, do: s.bookPage},
		{pattern: "GET " + bookURL + "/{datei}", access: figures, do: s.bookFile},
		{pattern: "GET " + reportURL + "{datei}", access: figures, do: s.reportFile},
		{pattern: "GET /zahlen/belege", access: figures, do: s.documentsPage},
		{pattern: "GET /belege/{id}", access: figures, do: s.documentPage},
	}
}

// figureTabs lead between the pages of the figures.
func figureTabs(v *visit, at string) []look.LinkView {
	return []look.LinkView{
		{Label: v.say.T("webbook.overview"), Href: "/zahlen", Current: at == "/zahlen"},
		{Label: v.say.T("webbook.title"), Href: bookURL, Current: at == bookURL},
		{Label: v.say.T("webtrial.title"), Href: trialURL, Current: at == trialURL},
	}
}

// span is a stretch of months, both included, as year*100 + month.
type span struct {
	from, to int
	key      string // in addresses; "" for the last twelve months
}

// fromTo is the key of a stretch that is named by its first and last month.
const fromTo = "von-bis"

// spanOf reads "2026", "2026q4" or "202611"; anything else is the twelve months up to last.
func spanOf(key string, last int) span {
	year, quarter, quarterly := strings.Cut(key, "q")
	n, err := strconv.Atoi(year)
	if err != nil || n < 1 || n > 999912 {
		return span{from: monthDay(last).AddMonths(-11).MonthKey(), to: last}
	}
	q, err := strconv.Atoi(quarter)
	switch {
	case quarterly && err == nil && q >= 1 && q <= 4:
		return span{n*100 + 3*q - 2, n*100 + 3*q, key}
	case !quarterly && n <= 9999:
		return span{n*100 + 1, n*100 + 12, key}
	case !quarterly && n%100 >= 1 && n%100 <= 12:
		return span{n, n, key}
	}
	return spanOf("", last)
}

// before is the same stretch a year earlier.
func (p span) before() span { return span{from: p.from - 100, to: p.to - 100} }

// days are the first and the last day.
func (p span) days() (from, to cal.Date) {
	return monthDay(p.from), monthDay(p.to).AddMonths(1).Add(-1)
}

// words name a stretch.
func (p span) words(say *locale.Printer) string {
	switch {
	case p.from == p.to:
		return say.MonthYear(monthDay(p.from))
	case strings.Contains(p.key, "q"):
		return say.T("webbook.quarter", locale.V{"q": p.to % 100 / 3, "year": strconv.Itoa(p.to / 100)})
	case p.key == fromTo:
		return say.T("webbook.from_to", say.MonthYear(monthDay(p.from)), say.MonthYear(monthDay(p.to)))
	case p.key != "":
		return say.T("webbook.year", strconv.Itoa(p.to/100))
	}
	return say.T("webbook.twelve", say.MonthYear(monthDay(p.from)), say.MonthYear(monthDay(p.to)))
}

// book is the firm's book of a stretch with what is shown beside it.
type book struct {
	value.Book
	v      *visit
	span   span
	past   *value.Book // the year before, nil when it is not whole
	groups map[int64]string
	known  []int // months
	axis   []monthPoint
}

// readBook reads the book of the stretch that is asked for; found is false before the first
// run and without anything to tell.
func (s *server) readBook(v *visit) (*book, bool, error) {
	return s.bookOf(v, spanOf(v.r.URL.Query().Get("zeitraum"), v.facts.today.MonthKey()))
}

// bookOf reads the book of a stretch.
func (s *server) bookOf(v *visit, of span) (*book, bool, error) {
	known, err := value.BookMonths(v.ctx(), v.seen)
	if err != nil || len(known) == 0 {
		return nil, false, err
	}
	b := &book{v: v, span: of, known: known, groups: map[int64]string{0: v.say.T("webbook.no_group")}}
	var found bool
	if b.Book, found, err = value.ReadBook(v.ctx(), v.seen, b.span.from, b.span.to); err != nil || !found {
		return nil, false, err
	}
	if past := b.span.before(); past.from >= known[0] {
		p, _, err := value.ReadBook(v.ctx(), v.seen, past.from, past.to)
		if err != nil {
			return nil, false, err
		}
		b.past = &p
	}
	if b.axis, err = s.axisOf(v); err != nil {
		return nil, false, err
	}
	categories, err := sales.Categories(v.ctx(), v.seen)
	for _, c := range categories {
		b.groups[c.ID] = c.Name
	}
	return b, true, err
}

func (s *server) bookPage(v *visit) error {
	b, found, err := s.readBook(v)
	if err != nil {
		return err
	}
	say := v.say
	view := page.BookView{Head: look.HeadView{Title: say.T("webbook.title"), Lede: say.T("webbook.lede")}, Label: say.T("webbook.tabs"), Tabs: figureTabs(v, bookURL)}
	if !found {
		view.Empty = &look.EmptyView{Icon: "chart-column", Title: say.T("webfigures.empty"), Text: say.T("webbook.empty")}
	} else {
		view.Period, view.Report = b.period(), b.report()
		view.Cards = b.cards()
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/zahlen", Wide: true}, page.Book(say, view))
}

// period offers years, quarters and months, the newest first.
func (b *book) period() page.Period {
	say := b.v.say
	f := look.FieldView{Name: "zeitraum", Label: say.T("webbook.period"), Value: b.span.key}
	add := func(key string) {
		f.Options = append(f.Options, look.Option{Value: key, Label: spanOf(key, b.v.facts.today.MonthKey()).words(say), Checked: key == b.span.key})
	}
	add("")
	var years, quarters, months []string
	for _, m := range slices.Backward(b.known) {
		years = append(years, strconv.Itoa(m/100))
		quarters = append(quarters, strconv.Itoa(m/100)+"q"+strconv.Itoa((m%100+2)/3))
		months = append(months, strconv.Itoa(m))
	}
	for _, key := range slices.Concat(slices.Compact(years), firstOf(slices.Compact(quarters), 12), firstOf(months, 24)) {
		add(key)
	}
	return page.Period{URL: bookURL, Field: f, Show: say.T("webbook.show")}
}

func firstOf(list []string, n int) []string { return list[:min(n, len(list))] }

// grid is a table as it is shown and as it goes to a file: texts, money.Cents, int64 counts
// and float64 shares.
type grid struct {
	key   string
	head  []string
	rows  [][]any
	links map[int]string // of a row's first cell
}

// view shows a grid; strong are rows that close a sum.
func (g *grid) view(say *locale.Printer, label string) *look.TableView {
	t := &look.TableView{Label: label, Dense: true}
	for i, h := range g.head {
		num := len(g.rows) > 0
		if num {
			_, text := g.rows[0][i].(string)
			num = !text
		}
		t.Columns = append(t.Columns, look.Column{Title: h, Num: num})
	}
	for n, row := range g.rows {
		var r look.Row
		for i, c := range row {
			cell := look.Cell{Text: cellText(say, c)}
			if href, ok := g.links[n]; ok && i == 0 {
				cell = look.Cell{Content: page.Link(look.LinkView{Label: cell.Text, Href: href})}
			}
			r.Cells = append(r.Cells, cell)
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

func cellText(say *locale.Printer, c any) string {
	switch c := c.(type) {
	case money.Cents:
		return say.MoneyExact(c, "")
	case int64:
		return say.Int(c)
	case float64:
		return say.Percent(c, 0)
	case string:
		return c
	}
	return "–"
}

// stepLine is a line of the calculation from net to DB IV.
type stepLine struct {
	key string
	of  func(value.Steps) money.Cents
}

var stepLines = []stepLine{
	{"net", func(s value.Steps) money.Cents { return s.Goods.Net }},
	{"unknown", func(s value.Steps) money.Cents { return -s.Goods.NetUnknown() }},
	{"goods", func(s value.Steps) money.Cents { return -s.Goods.Cost }},
	{"db1", value.Steps.DB1},
	{"order", func(s value.Steps) money.Cents { return -s.Order }},
	{"db2", value.Steps.DB2},
	{"care", func(s value.Steps) money.Cents { return -s.Care }},
	{"db3", value.Steps.DB3},
	{"finance", func(s value.Steps) money.Cents { return -s.Finance }},
	{"db4", value.Steps.DB4},
	{"ours", func(s value.Steps) money.Cents { return -s.Ours }},
	{"rest", func(s value.Steps) money.Cents { return s.DB4() - s.Ours }},
}

// steps sets the margins of customers, of nobody and of the firm beside each other.
func (b *book) steps() *grid {
	say := b.v.say
	g := &grid{key: "stufen", head: []string{say.T("webbook.step"), say.T("webbook.customers"), say.T("webbook.nobody"), say.T("webbook.firm")}}
	own, nobody, firm := b.Total(value.OfCustomers).Steps, b.Total(value.OfNobody).Steps, b.Firm()
	var past value.Steps
	if b.past != nil {
		past = b.past.Firm()
		g.head = append(g.head, say.T("webbook.past"))
	}
	for _, l := range stepLines {
		row := []any{say.T("webbook.step." + l.key), l.of(own), l.of(nobody), l.of(firm)}
		if b.past != nil {
			row = append(row, l.of(past))
		}
		g.rows = append(g.rows, row)
	}
	return g
}

// months tells the margins of the firm month by month, the newest first.
func (b *book) months() *grid {
	say := b.v.say
	g := &grid{key: "monate", links: map[int]string{}, head: []string{
		say.T("webfigures.month"), say.T("webbook.step.net"), "DB I", "DB II", "DB III", "DB IV", say.T("webbook.nobody.db4"), say.T("webbook.ours"),
	}}
	sums := map[int][2]value.Steps{}
	var order []int
	for i := range b.Months {
		m := &b.Months[i]
		both, there := sums[m.Month]
		if !there {
			order = append(order, m.Month)
		}
		both[m.Part] = m.Steps
		sums[m.Month] = both
	}
	for _, month := range slices.Backward(order) {
		s := sums[month][0].Add(sums[month][1])
		g.links[len(g.rows)] = documentsURL(span{from: month, to: month}, nil)
		g.rows = append(g.rows, []any{
			say.MonthYear(monthDay(month)), s.Goods.Net, s.DB1(), s.DB2(), s.DB3(), s.DB4(), sums[month][value.OfNobody].DB4(), s.Ours,
		})
	}
	return g
}

// productGroups shares the steps after DB I over the product groups by their net, since those
// costs belong to no article. The sums stay to the cent.
func (b *book) productGroups() *grid {
	say := b.v.say
	g := &grid{key: "warengruppen", links: map[int]string{}, head: []string{
		say.T("webbook.group"), say.T("webbook.step.net"), "DB I", say.T("webbook.group.known"), "DB II", "DB III", "DB IV",
	}}
	sums := map[int64]value.Margin{}
	for _, r := range b.Groups {
		sums[r.Group] = sums[r.Group].Add(r.Margin)
	}
	var ids []int64
	for id := range sums {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y int64) int { return cmp.Or(cmp.Compare(sums[y].Net, sums[x].Net), cmp.Compare(x, y)) })
	weights := make([]money.Cents, len(ids))
	for i, id := range ids {
		weights[i] = max(sums[id].Net, 0)
	}
	firm := b.Firm()
	order, care, finance := money.Share(firm.Order, weights), money.Share(firm.Care, weights), money.Share(firm.Finance, weights)
	for i, id := range ids {
		m := sums[id]
		db1, _ := m.DB1()
		shares := m.Shares()
		g.links[i] = documentsURL(b.span, url.Values{"gruppe": {strconv.FormatInt(id, 10)}})
		if id == 0 {
			delete(g.links, i)
		}
		g.rows = append(g.rows, []any{
			b.groups[id], m.Net, db1, shares.Measured + shares.Estimated, db1 - order[i], db1 - order[i] - care[i], db1 - order[i] - care[i] - finance[i],
		})
	}
	return g
}

// wholeGroups reports whether the product groups are known for the whole stretch.
func (b *book) wholeGroups() bool {
	return len(b.Groups) > 0 && b.span.from >= monthDay(b.Day.MonthKey()).AddMonths(-24).MonthKey()
}

// kindSum is what a kind of cost with a cause came to.
type kindSum struct {
	kind      cost.Kind
	cause     cost.Cause
	his, firm money.Cents
	number    int
}

// kinds sums the costs by kind and cause, the largest first; byCause tells causes apart.
func (b *book) kinds(byCause bool) []kindSum {
	sums := map[[2]string]*kindSum{}
	for _, c := range b.Costs {
		k := [2]string{string(c.Kind)}
		if byCause {
			k[1] = string(c.Cause)
		}
		if sums[k] == nil {
			sums[k] = &kindSum{kind: c.Kind, cause: cost.Cause(k[1])}
		}
		s := sums[k]
		s.his, s.firm, s.number = s.his+c.His, s.firm+c.Firm, s.number+c.Number
	}
	var list []kindSum
	for _, s := range sums {
		list = append(list, *s)
	}
	slices.SortFunc(list, func(x, y kindSum) int {
		return cmp.Or(cmp.Compare(y.his+y.firm, x.his+x.firm), cmp.Compare(x.kind, y.kind), cmp.Compare(x.cause, y.cause))
	})
	return list
}

func (b *book) costs() *grid {
	say := b.v.say
	g := &grid{key: "kosten", head: []string{say.T("webcost.kind"), say.T("webcost.cause"), say.T("webbook.number"), say.T("webbook.his"), say.T("webcost.ours")}}
	for _, k := range b.kinds(true) {
		g.rows = append(g.rows, []any{say.T("webcost.kind." + string(k.kind)), say.T("webcost.cause." + string(k.cause)), int64(k.number), k.his, k.firm})
	}
	return g
}

// grids are the tables of the book by key.
func (b *book) grids() []*grid {
	return []*grid{b.steps(), b.months(), b.productGroups(), b.costs(), b.cohorts(), b.axisGrid()}
}

// bookFile writes one table of the book as a file: CSV as spreadsheets open it, the same in
// Windows-1252 as the programs of tax advisers read it, or XLSX.
func (s *server) bookFile(v *visit) error {
	name, ending, _ := strings.Cut(v.r.PathValue("datei"), ".")
	b, found, err := s.readBook(v)
	if err != nil {
		return err
	}
	if !found {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	grids := b.grids()
	at := slices.IndexFunc(grids, func(g *grid) bool { return g.key == name })
	if at < 0 || ending != string(list.CSV) && ending != string(list.XLSX) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return v.table(grids[at], list.Format(ending), strconv.Itoa(b.span.from)+"-"+strconv.Itoa(b.span.to))
}

// table sends a grid as a file; its name ends with the stretch of time.
func (v *visit) table(g *grid, format list.Format, stretch string) error {
	rows := make([][]any, 0, len(g.rows)+1)
	head := make([]any, len(g.head))
	for i, h := range g.head {
		head[i] = h
	}
	rows = append(append(rows, head), g.rows...)
	decimal := byte(',')
	if v.say.Tag().English() || v.say.Tag() == locale.DeCH {
		decimal = '.'
	}
	latin := v.r.URL.Query().Get("zeichen") == "windows"
	h := v.w.Header()
	h.Set("Content-Type", list.Type(format, latin))
	h.Set("Content-Disposition", `attachment; filename="stammkunde-`+g.key+"-"+stretch+"."+string(format)+`"`)
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(http.StatusOK)
	return list.Table(v.w, format, latin, decimal, rows)
}

// files are the ways to take a table away.
func (b *book) files(g *grid) []look.LinkView {
	address := func(ending string, more url.Values) string {
		if b.span.key != "" {
			more.Set("zeitraum", b.span.key)
		}
		to := bookURL + "/" + g.key + "." + ending
		if len(more) > 0 {
			to += "?" + more.Encode()
		}
		return to
	}
	return fileLinks(b.v.say, address)
}

// fileLinks are a table for spreadsheets, for DATEV and as a workbook.
func fileLinks(say *locale.Printer, address func(ending string, more url.Values) string) []look.LinkView {
	return []look.LinkView{
		{Label: "CSV", Href: address("csv", url.Values{})},
		{Label: say.T("webbook.datev"), Href: address("csv", url.Values{"zeichen": {"windows"}})},
		{Label: "XLSX", Href: address("xlsx", url.Values{})},
	}
}

// why explains a card: its stretch, inputs and rule.
func (b *book) why(rows ...look.Pair) look.WhyView {
	say := b.v.say
	return look.WhyView{
		Rows: append([]look.Pair{{Label: say.T("webbook.period"), Value: b.span.words(say)}}, rows...),
		Rule: say.T("webfigures.why.rule", value.BookRule+", "+value.StepsRule, b.Day),
	}
}

// since explains a card of another stretch than the chosen one: from a day until that of the book.
func (b *book) since(from cal.Date, rows ...look.Pair) look.WhyView {
	w := b.why(rows...)
	w.Rows[0].Value = b.v.say.Date(from) + " – " + b.v.say.Date(b.Day)
	return w
}

func (b *book) pair(key, text string) look.Pair {
	return look.Pair{Label: b.v.say.T("webbook.why." + key), Value: text}
}

// tenths is a share in tenths, for the tint of a cell.
func tenths(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return min(max(int(math.Round(10*float64(part)/float64(whole))), 0), 10)
}

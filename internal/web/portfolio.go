package web

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
)

const (
	portfolioURL = "/portfolio"
	lossesURL    = portfolioURL + "/minus"
	lossesShown  = 4 // on the page of the portfolio
	peopleShown  = 4 // of a field
	movesShown   = 6
	monthsShown  = 5
)

// portfolioRoutes are the addresses of the portfolio.
func (s *server) portfolioRoutes() []route {
	return []route{
		{pattern: "GET " + portfolioURL, access: figures, view: true, do: s.portfolioPage},
		{pattern: "POST " + portfolioURL + "/ansicht", access: writer, do: s.saveField},
		{pattern: "GET " + linesURL, access: manager, do: s.linesState},
		{pattern: "POST " + linesURL, access: manager, do: s.moveLines},
		{pattern: "GET " + lossesURL, access: figures, do: s.lossesPage},
	}
}

// folio is the portfolio as a page asks for it.
type folio struct {
	portfolio.Summary
	v       *visit
	measure portfolio.Measure
	field   portfolio.Field
	dots    []portfolio.Dot
	spread  portfolio.Spread
	// What customers of the field said in twelve months on satisfaction, and on whether it paid.
	content, paid survey.Tally
}

// fieldOf reads a field by its key.
func fieldOf(key string) (portfolio.Field, bool) {
	i := slices.IndexFunc(portfolio.Fields, func(f portfolio.Field) bool { return f.Key() == key })
	if i < 0 {
		return portfolio.Outside, false
	}
	return portfolio.Fields[i], true
}

func measureOf(key string) portfolio.Measure {
	if key == "jahr" {
		return portfolio.ByYear
	}
	return portfolio.ByValue
}

// query is the address of the portfolio by a measure, at a field.
func (f *folio) address(m portfolio.Measure, at portfolio.Field) string {
	q := url.Values{}
	if m == portfolio.ByYear {
		q.Set("mass", "jahr")
	}
	if at != portfolio.Outside {
		q.Set("feld", at.Key())
	}
	if len(q) == 0 {
		return portfolioURL
	}
	return portfolioURL + "?" + q.Encode()
}

func (f *folio) name(at portfolio.Field) string { return f.v.say.T("webfolio.field." + at.Key()) }

func (s *server) portfolioPage(v *visit) error {
	f := &folio{v: v, measure: measureOf(v.r.URL.Query().Get("mass"))}
	var found bool
	var err error
	if f.Summary, _, found, err = portfolio.Latest(v.ctx(), v.seen, v.facts.today); err != nil {
		return err
	}
	say := v.say
	view := page.PortfolioView{Head: look.HeadView{Title: say.T("webfolio.title")}}
	if !found || !f.Frame.Known() || f.Customers == 0 {
		view.Empty = &look.EmptyView{Icon: "chart-scatter", Title: say.T("webfolio.empty"), Text: say.T("webfolio.empty.text")}
		return s.page(v, sheet{Title: view.Head.Title, At: portfolioURL, Wide: true}, page.Portfolio(say, view))
	}
	if len(f.Frame.Value.Knots) == 0 {
		f.measure = portfolio.ByYear
	}
	f.spread = f.Frame.Spread(f.measure)
	if f.dots, err = portfolio.Dots(v.ctx(), v.seen); err != nil {
		return err
	}
	f.choose()
	if f.content, f.paid, err = survey.SaidInField(v.ctx(), v.seen, int(f.field), f.measure == portfolio.ByYear, v.facts.today.AddMonths(-12).Add(1)); err != nil {
		return err
	}
	if err := s.fillFolio(f, &view); err != nil {
		return err
	}
	return s.page(v, sheet{Title: view.Head.Title, At: portfolioURL, Wide: true}, page.Portfolio(say, view))
}

// choose is the field that is asked for, else the one in which a talk does most.
func (f *folio) choose() {
	at, asked := fieldOf(f.v.r.URL.Query().Get("feld"))
	if f.field = at; asked {
		return
	}
	for _, at := range []portfolio.Field{portfolio.Decide, portfolio.Protect, portfolio.Keep, portfolio.Standard} {
		if f.Sums[f.measure][at].Customers > 0 {
			f.field = at
			return
		}
	}
}

func (s *server) fillFolio(f *folio, view *page.PortfolioView) error {
	say := f.v.say
	view.Head.Lede = say.T("webfolio.lede", locale.V{"half": f.Half, "loose": f.Loose, "concept": say.T("webfolio.of." + f.conceptKey())})
	if err := s.linesNotes(f.v, view); err != nil {
		return err
	}
	view.Measure = say.T("webfolio.measure")
	for _, m := range []portfolio.Measure{portfolio.ByYear, portfolio.ByValue} {
		if m == portfolio.ByValue && len(f.Frame.Value.Knots) == 0 {
			continue
		}
		key := [...]string{"webfolio.by.value", "webfolio.by.year"}[m]
		view.Measures = append(view.Measures, look.LinkView{Label: say.T(key), Href: f.address(m, f.field), Current: m == f.measure})
	}
	view.Print = look.ButtonView{Label: say.T("button.print"), Icon: "printer", Type: "button", Desk: true, Attrs: templ.Attributes{"data-print": true}}
	var err error
	if view.Notes, err = s.folioNotes(f); err != nil {
		return err
	}
	view.LegendLabel = say.T("webfolio.legend")
	view.Legend = []look.LinkView{{Label: say.T("webfolio.legend.active"), Icon: "full"}, {Label: say.T("webfolio.legend.late"), Icon: "ring"}}
	view.Desk, view.Phone = look.Scatter(f.picture(false)), look.Scatter(f.picture(true))
	view.Drawn = say.T("webfolio.drawn", locale.V{"n": f.drawn(), "all": f.Customers})
	view.Why = f.why()
	view.Field, view.Lines = f.card(), f.lines()
	view.Spread = f.shares()
	view.Moved = f.moved()
	if view.Months, err = s.folioMonths(f); err != nil {
		return err
	}
	view.Course = say.T("webfolio.course")
	view.Losses, err = s.folioLosses(f.v)
	return err
}

// conceptKey is what the amounts of the measure are counted in.
func (f *folio) conceptKey() string {
	if f.Concept == string(value.AfterCost) {
		return "after_cost"
	}
	return "revenue"
}

// folioNotes are what the firm should know before reading on: dependence on few, and which
// parts are not known yet.
func (s *server) folioNotes(f *folio) ([]look.NoteView, error) {
	say := f.v.say
	var list []look.NoteView
	months, err := value.BookMonths(f.v.ctx(), f.v.seen)
	if err != nil {
		return nil, err
	}
	if n := len(months); n > 0 {
		b, found, err := value.ReadBook(f.v.ctx(), f.v.seen, months[n-1], months[n-1])
		if err != nil {
			return nil, err
		}
		if c := b.Spread; found && c.Warns() && c.Customers >= fewestCases {
			list = append(list, look.NoteView{Tone: look.ToneHoney, Text: say.T("webfolio.warns", locale.V{"largest": c.Largest, "five": c.TopFive})})
		}
	}
	return append(list, look.NoteView{Text: say.T("webfolio.missing", locale.V{"n": f.Estimated, "all": f.Customers})}), nil
}

// root is the scale of amounts: it shows small and large ones in one picture.
func root(c money.Cents) float64 {
	return math.Copysign(math.Sqrt(math.Abs(float64(c))), float64(c))
}

// scale places amounts between the smallest and the largest drawn.
type scale struct{ low, high float64 }

func (s scale) at(c money.Cents) float64 { return (root(c) - s.low) / (s.high - s.low) }

// inside are the dots that the measure places in a field.
func (f *folio) inside() []portfolio.Dot {
	var list []portfolio.Dot
	for _, d := range f.dots {
		if d.In(f.measure) != portfolio.Outside {
			list = append(list, d)
		}
	}
	return list
}

func (f *folio) drawn() int { return len(f.inside()) }

// picture places the dots: across in the order of their position, so that equal ones do not
// lie on each other, and upwards by the amount.
func (f *folio) picture(phone bool) look.ScatterView {
	say := f.v.say
	dots := f.inside()
	slices.SortFunc(dots, func(a, b portfolio.Dot) int {
		if a.Position != b.Position {
			return a.Position - b.Position
		}
		return int(scatter(a.Customer)) - int(scatter(b.Customer))
	})
	y := scale{high: 1}
	weak := 0
	for i := range dots {
		amount := root(dots[i].Amount(f.measure))
		y.low, y.high = min(y.low, amount), max(y.high, amount)
		if dots[i].Position < f.Frame.Position {
			weak++
		}
	}
	y.high *= 1.06
	if y.low < 0 {
		y.low *= 1.1
	}
	n := float64(max(len(dots), 1))
	v := look.ScatterView{
		LineX: float64(weak) / n, LineY: y.at(f.spread.Line), Phone: phone,
		Low: say.T("webfolio.loose"), High: say.T("webfolio.close"), Axis: say.T("webfolio.axis"),
		Titles: [4]string{f.name(portfolio.Decide), f.name(portfolio.Protect), f.name(portfolio.Standard), f.name(portfolio.Keep)},
		Label:  say.T("webfolio.label", locale.V{"n": len(dots), "all": f.Customers}),
	}
	if y.low < 0 {
		v.Zero = y.at(0)
	}
	v.Ticks = f.ticks(y)
	named := f.named(dots)
	for i, d := range dots {
		one := look.ScatterDot{
			X: (float64(i) + .5) / n, Y: y.at(d.Amount(f.measure)), Ring: d.Late <= f.v.facts.today,
			Text: d.Name + ": " + say.MoneyRound(d.Amount(f.measure), ""),
		}
		one.Size = clampTo(root(d.Amount(f.measure)) / y.high)
		if named[d.Customer] {
			one.Name = abridged(d.Name, 26)
		}
		v.Dots = append(v.Dots, one)
	}
	slices.SortStableFunc(v.Dots, func(a, b look.ScatterDot) int { // small ones lie above large ones
		if a.Size > b.Size {
			return -1
		}
		return 1
	})
	return v
}

func clampTo(x float64) float64 { return min(max(x, 0), 1) }

// scatter mixes ids evenly, for an order that says nothing.
func scatter(id int64) uint16 { return uint16(uint64(id) * 2654435761 >> 12) }

// abridged cuts a name.
func abridged(name string, most int) string {
	if utf8.RuneCountInString(name) <= most {
		return name
	}
	return strings.TrimSpace(string([]rune(name)[:most-1])) + "…"
}

// named are the two largest of both upper fields.
func (f *folio) named(dots []portfolio.Dot) map[int64]bool {
	list := map[int64]bool{}
	for _, at := range []portfolio.Field{portfolio.Protect, portfolio.Decide} {
		for i, d := range f.largest(dots, at) {
			if i < 2 {
				list[d.Customer] = true
			}
		}
	}
	return list
}

// largest are the dots of a field, those with most first.
func (f *folio) largest(dots []portfolio.Dot, at portfolio.Field) []portfolio.Dot {
	var list []portfolio.Dot
	for _, d := range dots {
		if d.In(f.measure) == at {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b portfolio.Dot) int {
		if x, y := a.Amount(f.measure), b.Amount(f.measure); x != y {
			if x > y {
				return -1
			}
			return 1
		}
		return int(a.Customer - b.Customer)
	})
	return list
}

// ticks are up to five amounts in one or two digits, evenly spread over the picture.
func (f *folio) ticks(y scale) []look.ScatterTick {
	say := f.v.say
	list := []look.ScatterTick{{At: y.at(0), Text: say.MoneyRound(0, ""), Short: "0"}}
	last := money.Cents(0)
	for i := 1; i <= 4; i++ {
		at := y.high * float64(i) / 4.2
		amount := nice(at * at)
		if amount <= last || y.at(amount) > 1 || y.at(amount)-y.at(last) < .08 {
			continue
		}
		last = amount
		list = append(list, look.ScatterTick{At: y.at(amount), Text: say.MoneyRound(amount, ""), Short: say.MoneyCompact(amount, "")})
	}
	return list
}

// nice rounds an amount in hundredths down to 1, 2, 4, 5 or 8 times a power of ten in whole units.
func nice(hundredths float64) money.Cents {
	units := math.Floor(hundredths / 100)
	if units < 1 {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(units)))
	for _, step := range []float64{8, 5, 4, 2, 1} {
		if step*power <= units {
			return money.Cents(step * power * 100)
		}
	}
	return money.Cents(power * 100)
}

// card is the chosen field.
func (f *folio) card() page.PortfolioField {
	say := f.v.say
	count := f.Sums[f.measure][f.field].Customers
	key := "webfolio.strategy." + f.field.Key()
	c := page.PortfolioField{
		Title: f.name(f.field), Count: say.T("webfolio.customers", locale.V{"n": count}),
		Strategy: say.T(key), Not: say.T(key + ".not"),
		All: look.ButtonView{Label: say.T("webfolio.all"), Icon: "users", Size: "s", Href: f.listURL(f.rule(f.field))},
	}
	c.Halves = f.halves()
	for i, d := range f.largest(f.dots, f.field) {
		if i == peopleShown {
			break
		}
		c.People = append(c.People, page.PortfolioPerson{
			Avatar: look.AvatarView{Initials: look.Initials(d.Name), Firm: d.Kind == string(customer.Firm), Size: "s"},
			Name:   d.Name, Href: customerURL(d.Customer), Note: f.reason(&d), Amount: say.MoneyRound(d.Amount(f.measure), ""),
		})
	}
	if f.v.user.Role.Writes() {
		save := look.ActView{
			Button: look.ButtonView{Label: say.T("webfolio.save"), Icon: "target", Size: "s"}, URL: portfolioURL + "/ansicht",
			Fields: []look.Hidden{{Name: "feld", Value: f.field.Key()}},
		}
		if f.measure == portfolio.ByYear {
			save.Fields = append(save.Fields, look.Hidden{Name: "mass", Value: "jahr"})
		}
		c.Save = &save
	}
	return c
}

// halves are the two views of the customers of the chosen field: what they have of the
// relationship, as far as it is known, and what we do for them and have of it.
func (f *folio) halves() []page.PortfolioHalf {
	say, sum := f.v.say, f.Sums[f.measure][f.field]
	ours := []look.Pair{}
	if f.measure == portfolio.ByValue {
		ours = append(ours, look.Pair{Label: say.T("worth.care"), Value: say.T("worth.care.value", say.MoneyRound(sum.Care, ""))},
			look.Pair{Label: say.T("worth.ahead"), Value: say.T("webfolio.half.ahead."+f.conceptKey(), say.MoneyRound(value.TwoDigits(sum.Worth), ""))})
	}
	ours = append(ours, look.Pair{Label: say.T("webfolio.half.year"), Value: say.T("worth.past."+f.conceptKey(), say.MoneyRound(sum.Year, ""))})
	loyal := say.T("webfolio.half.loyal", locale.V{"n": sum.Customers - sum.Late, "all": sum.Customers})
	if !f.Rhythm {
		loyal = say.T("webfolio.half.tonight")
	}
	return []page.PortfolioHalf{
		{Title: say.T("worth.his"), Rows: []look.Pair{
			{Label: say.T("worth.benefit"), Value: saidOf(say, "webfolio.half.paid", &f.paid, f.paid.Counts[2]+f.paid.Counts[3])},
			{Label: say.T("worth.satisfaction"), Value: saidOf(say, "webfolio.half.content", &f.content, f.content.Met().Hits)},
			{Label: say.T("worth.loyalty"), Value: loyal},
		}},
		{Title: say.T("worth.ours"), Rows: ours},
	}
}

// saidOf tells how many of those who answered a question said well of it; few answers say nothing
// of a field.
func saidOf(say *locale.Printer, key string, t *survey.Tally, well int) string {
	switch {
	case t.N == 0:
		return say.T("worth.not_asked")
	case t.N < survey.Floor:
		return say.T("webfolio.half.few", locale.V{"n": t.N, "least": survey.Floor})
	}
	return say.T(key, locale.V{"n": well, "all": t.N})
}

// reason is what puts a customer where he stands.
func (f *folio) reason(d *portfolio.Dot) string {
	say := f.v.say
	if d.Late <= f.v.facts.today {
		return say.T("webfolio.reason.late")
	}
	if d.Share < 0 {
		return say.T("webfolio.reason.young")
	}
	if d.Told {
		return say.T("webfolio.reason.told", float64(d.Share)/1e4)
	}
	return say.T("webfolio.reason.share", float64(d.Share)/1e4)
}

// rule is the condition that a customer stands in a field.
func (f *folio) rule(at portfolio.Field) audience.Rule {
	return fieldRule(f.measure, at)
}

func fieldRule(m portfolio.Measure, at portfolio.Field) audience.Rule {
	key := [...]string{"portfolio", "portfolio_year"}[m]
	return audience.Rule{Field: key, Op: audience.Is, Values: []string{at.Key()}}
}

// listURL is the list of those who fulfil a rule, the most valuable first.
func (f *folio) listURL(r audience.Rule) string {
	text, fits := list.Address(r)
	if !fits {
		return "/kunden"
	}
	q := url.Values{"regel": {text}, "sort": {"-" + string(f.order())}}
	return "/kunden?" + q.Encode()
}

// order is the sort of lists that fits the measure; customers without it would be left out.
func (f *folio) order() list.Sort { return orderOf(f.measure) }

func orderOf(m portfolio.Measure) list.Sort {
	if m == portfolio.ByYear {
		return list.ByNet
	}
	return list.ByLifetime
}

// shares are the fields beside each other.
func (f *folio) shares() page.PortfolioSpread {
	say := f.v.say
	out := page.PortfolioSpread{Title: say.T("webfolio.spread"), Note: say.T("webfolio.spread.note")}
	var all, care money.Cents
	for _, at := range portfolio.Fields {
		all += f.Sums[f.measure][at].Year
		care += f.Sums[portfolio.ByValue][at].Care
	}
	for _, at := range portfolio.Fields {
		sum := f.Sums[f.measure][at]
		r := page.PortfolioShare{
			Label: f.name(at), Href: f.address(f.measure, at) + "#feld", Count: say.Int(int64(sum.Customers)), Value: say.MoneyCompact(sum.Year, ""),
			Care: say.T("webfolio.care.target", at.CareShare()), Current: at == f.field,
		}
		if all > 0 {
			share := float64(sum.Year) / float64(all)
			r.Share, r.Value = share, say.T("webfolio.share."+f.conceptKey(), share)
		}
		if care > 0 && f.measure == portfolio.ByValue {
			r.Care = say.T("webfolio.care", locale.V{"target": at.CareShare(), "now": float64(f.Sums[portfolio.ByValue][at].Care) / float64(care)})
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

// moved tells who went from one field to another since the month that is compared with.
func (f *folio) moved() page.PortfolioMoved {
	say := f.v.say
	out := page.PortfolioMoved{Title: say.T("webfolio.moved"), Lede: say.T("webfolio.moved.none")}
	if f.Since == 0 {
		return out
	}
	n := 0
	for _, flow := range f.Flows {
		if flow.Measure != f.measure {
			continue
		}
		if n++; n > movesShown {
			break
		}
		before := audience.Rule{Field: [...]string{"portfolio_before", "portfolio_year_before"}[f.measure], Op: audience.Is, Values: []string{flow.From.Key()}}
		now := f.rule(flow.To)
		out.Rows = append(out.Rows, page.PortfolioMove{
			Label: say.T("webfolio.move", f.place(flow.From, true), f.place(flow.To, false)), Count: say.Int(int64(flow.Customers)),
			Href: f.listURL(audience.And(before, now)),
		})
	}
	month := say.MonthYear(monthDay(f.Since))
	if n == 0 {
		out.Lede = say.T("webfolio.moved.nobody", month)
	} else {
		out.Lede = say.T("webfolio.moved.text", month)
	}
	return out
}

// place names a field, or where somebody was or went who stands in none.
func (f *folio) place(at portfolio.Field, before bool) string {
	if at != portfolio.Outside {
		return f.name(at)
	}
	if before {
		return f.v.say.T("webfolio.came")
	}
	return f.v.say.T("webfolio.left")
}

// folioMonths tells how many customers the fields held in past months.
func (s *server) folioMonths(f *folio) (*look.TableView, error) {
	say := f.v.say
	sums, err := portfolio.Months(f.v.ctx(), f.v.seen, f.Day.AddMonths(-12).MonthKey())
	if err != nil {
		return nil, err
	}
	var months []int
	counts := map[[2]int]int{}
	for _, m := range sums {
		if m.Measure == f.measure {
			months = append(months, m.Month)
			counts[[2]int{m.Month, int(m.Field)}] = m.Customers
		}
	}
	if months = slices.Compact(months); len(months) < 2 {
		return nil, nil
	}
	months = months[max(0, len(months)-monthsShown):]
	t := look.TableView{Label: say.T("webfolio.course"), Dense: true, Columns: []look.Column{{Title: say.T("webfolio.column.field")}}}
	for i, m := range months { // on a phone the first one and the last two
		t.Columns = append(t.Columns, look.Column{Off: i > 0 && i < len(months)-2, Title: say.T("webfolio.month", locale.V{"month": say.MonthAbbr(time.Month(m % 100)), "year": strconv.Itoa(m / 100)}), Num: true})
	}
	for _, at := range portfolio.Fields {
		r := look.Row{Cells: []look.Cell{{Text: f.name(at)}}}
		for _, m := range months {
			r.Cells = append(r.Cells, look.Cell{Text: say.Int(int64(counts[[2]int{m, int(at)}]))})
		}
		t.Rows = append(t.Rows, r)
	}
	return &t, nil
}

// why tells inputs, lines, rule and day.
func (f *folio) why() look.WhyView {
	say := f.v.say
	return look.WhyView{Rows: []look.Pair{
		{Label: say.T("webfolio.why.who"), Value: say.T("webfolio.why.who.value", f.Customers, f.Left)},
		{Label: say.T("webfolio.why.position"), Value: say.T("webfolio.why.position.value")},
		{Label: say.T("webfolio.why.worth"), Value: say.T([...]string{"webfolio.why.worth.value", "webfolio.why.worth.year"}[f.measure] + "." + f.conceptKey())},
		{Label: say.T("webfolio.why.lines"), Value: say.T("webfolio.why.lines.value", locale.V{
			"worth": say.MoneyExact(f.spread.Line, ""), "position": float64(f.Frame.Position) / 1e4, "n": f.Frame.Customers, "from": f.From,
		})},
		{Label: say.T("webfolio.why.missing"), Value: say.T("webfolio.why.missing.value")},
		{Label: say.T("webfolio.why.half"), Value: say.T("webfolio.why.half.value")},
	}, Rule: ruleLine(f.v, f.Rule, f.Day)}
}

// saveField saves a field as a view of the visitor; a view that is there already is shown.
func (s *server) saveField(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	at, known := fieldOf(v.field("feld"))
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	m := measureOf(v.field("mass"))
	view := list.View{User: v.user.ID, Name: v.say.T("webfolio.field." + at.Key()), Rule: fieldRule(m, at), Sort: orderOf(m), Desc: true}
	if m == portfolio.ByYear {
		view.Name += " (" + v.say.T("webfolio.by.year.short") + ")"
	}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		all, err := list.Views(v.ctx(), tx, v.user.ID)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(o list.View) bool { return o.User == v.user.ID && o.Rule.String() == view.Rule.String() }); i >= 0 {
			view.ID = all[i].ID
			return nil
		}
		view.ID, err = list.AddView(v.ctx(), tx, &v.user, cal.At(s.Now()), view)
		return err
	})
	if err != nil {
		return err
	}
	return v.redirect(viewURL(view.ID))
}

// folioLosses is the beginning of the questions; nil without any.
func (s *server) folioLosses(v *visit) (*page.PortfolioLosses, error) {
	rows, err := value.LossPage(v.ctx(), v.seen, 0, 0, lossesShown+1)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	out, err := s.lossList(v, rows[:min(len(rows), lossesShown)])
	if err != nil {
		return nil, err
	}
	if len(rows) > lossesShown {
		out.More = &look.ButtonView{Label: v.say.T("webfolio.loss.all"), Style: "link", Href: lossesURL}
	}
	return out, nil
}

// lossList tells of some questions: what takes most, and the gentlest remedy.
func (s *server) lossList(v *visit, rows []value.LossRow) (*page.PortfolioLosses, error) {
	say := v.say
	n, sum, err := value.LossSum(v.ctx(), v.seen)
	if err != nil {
		return nil, err
	}
	recorded, err := value.Recorded(v.ctx(), v.seen)
	if err != nil {
		return nil, err
	}
	lede := "webfolio.loss.text"
	if recorded {
		lede = "webfolio.loss.text.clear"
	}
	out := &page.PortfolioLosses{
		Title: say.T("webfolio.loss"), Lede: say.T(lede),
		Note: say.T("webfolio.loss.note", locale.V{"n": n, "sum": say.MoneyRound(sum, "")}),
		Table: look.TableView{Label: say.T("webfolio.loss"), Fold: true, Columns: []look.Column{
			{Title: say.T("webfolio.loss.customer")},
			{Title: say.T("webfolio.loss.net"), Num: true, Off: true},
			{Title: say.T("webfolio.loss.db"), Num: true},
			{Title: say.T("webfolio.loss.driver"), Wide: true},
			{Title: say.T("webfolio.loss.remedy"), Wide: true},
			{Title: say.T("webfolio.loss.after"), Num: true, Off: true},
		}},
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.Customer
	}
	people, err := customer.Many(v.ctx(), v.seen, ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		r := &rows[i]
		at := slices.IndexFunc(people, func(c customer.Customer) bool { return c.ID == r.Customer })
		if at < 0 {
			continue
		}
		name := people[at].Shown()
		driver, remedy, after := "", say.T("webfolio.loss.no_remedy"), ""
		if r.Driver != "" {
			driver = driverWord(say, r.Driver) + ", " + say.T("webloss.driver.sum", say.MoneyRound(r.DriverCents, ""), r.DriverTimes)
		}
		if r.Remedy.Kind != "" {
			remedy, after = remedyText(say, r.Remedy), say.MoneyRound(r.Year+r.Remedy.High, "")
		}
		out.Table.Rows = append(out.Table.Rows, look.Row{Cells: []look.Cell{
			{Content: look.WhoCell(look.AvatarView{Initials: look.Initials(name), Firm: people[at].Kind == customer.Firm, Size: "s"}, name, customerURL(r.Customer)+"#frage", "")},
			{Text: say.MoneyRound(r.Net, "")},
			{Text: say.MoneyRound(r.Year, "")},
			{Text: driver},
			{Text: remedy},
			{Text: after},
		}})
	}
	return out, nil
}

// lossesPage lists all questions, the largest loss first, page by page.
func (s *server) lossesPage(v *visit) error {
	const size = 50
	year, id := int64(0), int64(0)
	if a, b, ok := strings.Cut(v.r.URL.Query().Get("nach"), ":"); ok {
		y, errY := strconv.ParseInt(a, 10, 64)
		c, errC := strconv.ParseInt(b, 10, 64)
		if errY == nil && errC == nil && c > 0 {
			year, id = y, c
		}
	}
	rows, err := value.LossPage(v.ctx(), v.seen, money.Cents(year), id, size+1)
	if err != nil {
		return err
	}
	say := v.say
	view := page.LossesView{Head: look.HeadView{Title: say.T("webfolio.loss.title"), Back: &look.LinkView{Label: say.T("webfolio.title"), Href: portfolioURL}}}
	if len(rows) == 0 {
		view.Empty = &look.EmptyView{Icon: "circle-check", Title: say.T("webfolio.loss.none"), Text: say.T("webfolio.loss.none.text")}
		return s.page(v, sheet{Title: view.Head.Title, At: portfolioURL, Wide: true}, page.Losses(view))
	}
	shown := rows[:min(len(rows), size)]
	found, err := s.lossList(v, shown)
	if err != nil {
		return err
	}
	if view.List = *found; len(rows) > size {
		last := shown[size-1]
		view.List.More = &look.ButtonView{Label: say.T("webfolio.loss.more"), Style: "link", Href: lossesURL + "?nach=" + strconv.FormatInt(int64(last.Year), 10) + ":" + strconv.FormatInt(last.Customer, 10)}
	}
	return s.page(v, sheet{Title: view.Head.Title, At: portfolioURL, Wide: true}, page.Losses(view))
}

package web

import (
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
)

const (
	cohortsShown = 8 // quarters of first purchases, and quarters after it
	barsShown    = 8
)

// cards are the parts of the page.
func (b *book) cards() []page.BookCard {
	list := []page.BookCard{b.stepsCard()}
	if b.Spread.Customers >= fewestCases && len(b.Spread.Curve) > 0 {
		list = append(list, b.spreadCard())
	}
	list = append(list, b.serveCard(), b.qualityCard(), b.effortCard(), b.cohortCard())
	if b.wholeGroups() {
		list = append(list, b.groupsCard())
	}
	list = append(list, b.costsCard(), b.monthsCard())
	if len(b.axis) >= axisLeast {
		list = append(list, b.axisCard())
	}
	return list
}

func (b *book) card(id, key string) page.BookCard {
	return page.BookCard{ID: id, Title: b.v.say.T("webbook." + key), FilesLabel: b.v.say.T("webbook.files")}
}

// with adds a table to a card, with its files.
func (b *book) with(c page.BookCard, g *grid) page.BookCard {
	c.Table, c.Files = g.view(b.v.say, c.Title), b.files(g)
	return c
}

func (b *book) stepsCard() page.BookCard {
	say, firm := b.v.say, b.Firm()
	c := b.with(b.card("stufen", "steps"), b.steps())
	c.Note = b.span.words(say)
	if _, known := firm.Goods.DB1(); !known && firm.Goods.Net != 0 {
		c.Say = []string{say.T("webbook.steps.unknown")}
	} else {
		c.Say = []string{say.T("webbook.steps.say", locale.V{"db4": db4Text(say, firm), "ours": say.MoneyRound(firm.Ours, "")})}
	}
	if low, high, wide := firm.Range(); wide {
		c.Lines = append(c.Lines, say.T("webbook.steps.range", say.MoneyRound(low, ""), say.MoneyRound(high, "")))
	}
	if unknown := firm.Goods.NetUnknown(); unknown != 0 {
		c.Lines = append(c.Lines, say.T("webbook.steps.partly", say.MoneyRound(unknown, "")))
	}
	if b.past == nil {
		c.Lines = append(c.Lines, say.T("webbook.steps.no_past"))
	}
	c.Why = b.why(b.pair("measured", say.Percent(firm.MeasuredShare(), 0)), b.pair("how", say.T("webbook.why.steps")),
		b.pair("documents", say.T("webbook.why.documents.text")))
	return c
}

// spreadCard tells on how many shoulders DB III rests; it is always of twelve months.
func (b *book) spreadCard() page.BookCard {
	say, s := b.v.say, b.Spread
	c := b.card("schultern", "spread")
	c.Note = say.T("webbook.spread.note", b.Day)
	c.Say = []string{say.T("webbook.spread.say", locale.V{"n": s.Half, "largest": s.Largest, "five": s.TopFive})}
	if s.Warns() {
		c.Say = append(c.Say, say.T("webbook.spread.warns"))
	}
	view := look.LorenzView{
		Points: curve(s), Label: c.Say[0], Last: say.Int(int64(s.Customers)), Percent: func(x float64) string { return say.Percent(x, 0) },
	}
	c.Desk = look.Lorenz(view)
	view.Phone = true
	c.Phone = look.Lorenz(view)
	c.Why = b.since(b.Day.AddMonths(-12).Add(1), b.pair("spread.customers", say.Int(int64(s.Customers))), b.pair("spread.total", say.MoneyExact(s.Total, "")),
		b.pair("spread.limits", say.T("webbook.why.spread.text", value.LargestLimit, value.TopFiveLimit)))
	return c
}

// serveCard tells what customers cost beside the goods.
func (b *book) serveCard() page.BookCard {
	say, own := b.v.say, b.Total(value.OfCustomers)
	c := b.card("betreuung", "serve")
	all := own.Order + own.Care + own.Finance
	c.Say = []string{say.T("webbook.serve.say", say.MoneyRound(all, ""))}
	if b.span.key == "" && b.Spread.Customers >= fewestCases {
		each := money.Cents(float64(all) / float64(b.Spread.Customers))
		c.Say[0] = say.T("webbook.serve.each", locale.V{"all": say.MoneyRound(all, ""), "each": say.MoneyRound(each, ""), "n": b.Spread.Customers})
	}
	sums := map[string]money.Cents{}
	for _, r := range b.Costs {
		if r.Part == value.OfCustomers {
			sums[string(r.Kind)] += r.His
		}
	}
	c.Bars = b.bars(sums, func(k string) string { return say.T("webcost.kind." + k) })
	c.Why = b.why(b.pair("order", say.MoneyExact(own.Order, "")), b.pair("care", say.MoneyExact(own.Care, "")), b.pair("finance", say.MoneyExact(own.Finance, "")),
		b.pair("how", say.T("webbook.why.serve")))
	return c
}

// bars are the largest of some sums.
func (b *book) bars(sums map[string]money.Cents, name func(string) string) []look.BarRowView {
	var keys []string
	for k, c := range sums {
		if c > 0 {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(x, y string) int {
		if sums[x] != sums[y] {
			return int(min(max(sums[y]-sums[x], -1), 1))
		}
		return slices.Compare([]byte(x), []byte(y))
	})
	var list []look.BarRowView
	for _, k := range keys[:min(barsShown, len(keys))] {
		list = append(list, look.BarRowView{Label: name(k), Value: b.v.say.MoneyRound(sums[k], ""), Share: ratio(float64(sums[k]), float64(sums[keys[0]]))})
	}
	return list
}

// qualityCard tells what the firm's own mistakes, those of others and what is unclear cost.
func (b *book) qualityCard() page.BookCard {
	say, firm := b.v.say, b.Firm()
	c := b.card("qualitaet", "quality")
	c.Say = []string{say.T("webbook.quality.none")}
	if firm.Ours != 0 {
		c.Say = []string{say.T("webbook.quality.say", say.MoneyRound(firm.Ours, ""))}
	}
	sums := map[string]money.Cents{}
	for _, r := range b.Costs {
		sums[string(r.Kind)+" "+string(r.Cause)] += r.Firm
	}
	c.Bars = b.bars(sums, func(k string) string {
		at := slices.Index([]byte(k), ' ')
		return say.T("webcost.kind."+k[:at]) + ", " + say.T("webcost.cause."+k[at+1:])
	})
	c.Why = b.why(b.pair("how", say.T("webbook.why.quality")))
	return c
}

// effortCard tells what it cost to win somebody, and to keep him buying.
func (b *book) effortCard() page.BookCard {
	say, own := b.v.say, b.Total(value.OfCustomers)
	c := b.card("aufwand", "effort")
	each := func(key string, sum money.Cents, n int) string {
		if n == 0 {
			return say.T("webbook.effort."+key+".none", say.MoneyRound(sum, ""))
		}
		return say.T("webbook.effort."+key, locale.V{"each": say.MoneyExact(money.Cents(float64(sum)/float64(n)), ""), "sum": say.MoneyRound(sum, ""), "n": n})
	}
	c.Say = []string{each("winning", own.Winning, own.First), each("keeping", own.Keeping, own.Repeat)}
	c.Lines = []string{say.T("webbook.effort.note")}
	if own.First < enoughCases {
		c.Lines = append(c.Lines, say.T("webfigures.few.say", enoughCases))
	}
	c.Why = b.why(b.pair("first", say.Int(int64(own.First))), b.pair("winning", say.MoneyExact(own.Winning, "")),
		b.pair("repeat", say.Int(int64(own.Repeat))), b.pair("keeping", say.MoneyExact(own.Keeping, "")), b.pair("how", say.T("webbook.why.effort")))
	return c
}

// quarterText names a quarter.
func quarterText(say *locale.Printer, q value.Quarter) string {
	return say.T("webbook.quarter", locale.V{"q": int(q)%4 + 1, "year": strconv.Itoa(int(q) / 4)})
}

// cohortRows are the cohorts of the last quarters by quarter, each with its ages.
func (b *book) cohortRows(quarters int) (list [][]value.Cohort) {
	now := value.QuarterOf(b.Day)
	for _, c := range b.Cohorts {
		if int(now-c.First) >= quarters {
			continue
		}
		if n := len(list); n == 0 || list[n-1][0].First != c.First {
			list = append(list, nil)
		}
		n := len(list) - 1
		for len(list[n]) < c.Age { // nobody bought, nothing was brought
			list[n] = append(list[n], value.Cohort{First: c.First, Age: len(list[n])})
		}
		list[n] = append(list[n], c)
	}
	for i, row := range list {
		for last := int(now - row[0].First); len(row) <= last; {
			row = append(row, value.Cohort{First: row[0].First, Age: len(row)})
		}
		list[i] = row
	}
	return list
}

// cohorts is the long form: one row per quarter and age.
func (b *book) cohorts() *grid {
	say := b.v.say
	g := &grid{key: "kohorten", head: []string{say.T("webbook.cohort.first"), say.T("webbook.cohort.age"), say.T("webbook.customers"), say.T("webbook.cohort.bought"), "DB IV"}}
	for _, row := range b.cohortRows(1 << 30) {
		for _, c := range row {
			g.rows = append(g.rows, []any{quarterText(say, c.First), int64(c.Age), int64(row[0].Bought), int64(c.Bought), c.DB4})
		}
	}
	return g
}

// cohortCard tells who came again of those who came first in a quarter, and what they brought.
func (b *book) cohortCard() page.BookCard {
	say := b.v.say
	c := b.card("kohorten", "cohorts")
	c.Note = say.T("webbook.cohorts.note")
	rows := b.cohortRows(cohortsShown)
	if len(rows) == 0 {
		c.Say = []string{say.T("webbook.cohorts.none")}
		c.Why = b.why(b.pair("how", say.T("webbook.why.cohorts")))
		return c
	}
	c.Say = []string{b.cohortSay(rows)}
	c.Heat = &page.Heat{Label: c.Title, Head: []string{say.T("webbook.cohort.first"), say.T("webbook.customers")}}
	t := &look.TableView{Label: say.T("webbook.cohort.margin"), Dense: true, Columns: []look.Column{
		{Title: say.T("webbook.cohort.first")}, {Title: say.T("webbook.customers"), Num: true}, {Title: say.T("webbook.cohort.db4"), Num: true}, {Title: say.T("webbook.cohort.each"), Num: true},
	}}
	for age := range len(rows[0]) {
		name := say.Int(int64(age))
		if age > 0 {
			name = "+" + name
		}
		c.Heat.Head = append(c.Heat.Head, name)
	}
	for _, row := range rows {
		first := row[0]
		r := page.HeatRow{Name: quarterText(say, first.First), Count: say.Int(int64(first.Bought))}
		var sum money.Cents
		for _, cell := range row {
			r.Cells = append(r.Cells, page.HeatCell{Text: say.Int(int64(cell.Bought)), Tenths: tenths(cell.Bought, first.Bought)})
			sum += cell.DB4
		}
		c.Heat.Rows = append(c.Heat.Rows, r)
		each := money.Cents(0)
		if first.Bought > 0 {
			each = sum / money.Cents(first.Bought)
		}
		t.Rows = append(t.Rows, look.Row{Cells: []look.Cell{{Text: r.Name}, {Text: r.Count}, {Text: say.MoneyRound(sum, "")}, {Text: say.MoneyRound(each, "")}}})
	}
	c.Table, c.Files = t, b.files(b.cohorts())
	c.Why = b.since(rows[0][0].First.Begin(), b.pair("how", say.T("webbook.why.cohorts")))
	return c
}

// cohortSay tells of the oldest quarter that is shown how it went on.
func (b *book) cohortSay(rows [][]value.Cohort) string {
	row := rows[0]
	last := row[len(row)-1]
	if len(row) == 1 {
		return b.v.say.T("webbook.cohorts.first", locale.V{"n": row[0].Bought, "quarter": quarterText(b.v.say, row[0].First)})
	}
	return b.v.say.T("webbook.cohorts.say", locale.V{
		"n": row[0].Bought, "quarter": quarterText(b.v.say, row[0].First), "bought": last.Bought, "age": last.Age,
	})
}

func (b *book) groupsCard() page.BookCard {
	c := b.with(b.card("warengruppen", "groups"), b.productGroups())
	c.Lines = []string{b.v.say.T("webbook.groups.note")}
	c.Why = b.why(b.pair("how", b.v.say.T("webbook.why.groups")))
	return c
}

func (b *book) costsCard() page.BookCard {
	c := b.card("kosten", "costs")
	if len(b.Costs) == 0 {
		c.Say = []string{b.v.say.T("webbook.costs.none")}
	} else {
		c = b.with(c, b.costs())
	}
	c.Why = b.why(b.pair("how", b.v.say.T("webbook.why.costs")))
	return c
}

func (b *book) monthsCard() page.BookCard {
	c := b.with(b.card("monate", "months"), b.months())
	c.Why = b.why(b.pair("how", b.v.say.T("webbook.why.steps")))
	return c
}

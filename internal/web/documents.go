package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
)

// documentsShown is how many documents a page lists.
const documentsShown = 50

// documentsURL is the address of the documents of a stretch; more says which of them.
func documentsURL(p span, more url.Values) string {
	q := url.Values{"von": {strconv.Itoa(p.from)}, "bis": {strconv.Itoa(p.to)}}
	for k, v := range more {
		q[k] = v
	}
	return "/zahlen/belege?" + q.Encode()
}

func documentURL(id int64) string { return "/belege/" + strconv.FormatInt(id, 10) }

// askedDocuments reads the address of a list of documents.
func (s *server) askedDocuments(v *visit) (span, sales.Choice, sales.Cursor) {
	q := v.r.URL.Query()
	month := func(name string) int {
		p := spanOf(q.Get(name), v.facts.today.MonthKey())
		return p.to
	}
	p := span{from: month("von"), to: month("bis"), key: fromTo}
	c := sales.Choice{Nobody: q.Get("nur") == "ohne"}
	c.From, c.Until = p.days()
	c.Until = min(c.Until, v.facts.today)
	if id, err := strconv.ParseInt(q.Get("gruppe"), 10, 64); err == nil {
		c.Category = id
	}
	after := sales.Newest
	if day, id, found := strings.Cut(q.Get("nach"), "_"); found {
		d, errDay := cal.Parse(day)
		n, errID := strconv.ParseInt(id, 10, 64)
		if errDay == nil && errID == nil {
			after = sales.Cursor{Day: d, ID: n}
		}
	}
	return p, c, after
}

// documentsPage lists the documents behind a figure of the book.
func (s *server) documentsPage(v *visit) error {
	p, choice, after := s.askedDocuments(v)
	orders, err := sales.Between(v.ctx(), v.seen, choice, after, documentsShown+1)
	if err != nil {
		return err
	}
	say := v.say
	var ids []int64
	for i := range orders {
		ids = append(ids, orders[i].Customer)
	}
	people, err := s.peopleByID(v, ids)
	if err != nil {
		return err
	}
	t := page.DocumentsTable{Title: p.words(say), Empty: say.T("webbook.documents.none"), Table: look.TableView{Label: say.T("webbook.documents"), Fold: true, Columns: []look.Column{
		{Title: say.T("webbook.document")},
		{Title: say.T("webbook.day")},
		{Title: say.T("webbook.customer"), Label: say.T("webbook.customer")},
		spoken(say.T("webbook.step.net")),
		spoken("DB I"),
	}}}
	if choice.Nobody {
		t.Title += " · " + say.T("webbook.nobody")
	}
	if len(orders) > documentsShown {
		orders = orders[:documentsShown]
		last := orders[documentsShown-1]
		q := v.r.URL.Query()
		q.Set("nach", last.Day.String()+"_"+strconv.FormatInt(last.ID, 10))
		t.More = &look.ButtonView{Label: say.T("webbook.documents.more"), Href: "/zahlen/belege?" + q.Encode()}
	}
	for i := range orders {
		o := &orders[i]
		who := look.Cell{Text: say.T("webbook.nobody")}
		if c, known := people[o.Customer]; known && o.Customer != sales.Unassigned {
			who = look.Cell{Content: page.Link(look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)})}
		}
		t.Table.Rows = append(t.Table.Rows, look.Row{Cells: []look.Cell{
			{Content: page.Link(look.LinkView{Label: documentName(say, o), Href: documentURL(o.ID)})},
			{Text: say.Date(o.Day)},
			who,
			{Text: say.MoneyExact(o.Net, o.Currency)},
			{Text: db1Text(say, marginOfOrder(o))},
		}})
	}
	view := page.DocumentsView{Head: look.HeadView{
		Title: say.T("webbook.documents"), Lede: say.T("webbook.documents.lede"),
		Back: &look.LinkView{Label: say.T("webbook.title"), Href: bookURL},
	}, Tables: []page.DocumentsTable{t}}
	return s.page(v, sheet{Title: view.Head.Title, At: "/zahlen", Wide: true}, page.Documents(view))
}

// spoken is a column of amounts that tells on a phone, too, what they are.
func spoken(title string) look.Column { return look.Column{Title: title, Label: title, Num: true} }

// documentName is what people call a document.
func documentName(say *locale.Printer, o *sales.Order) string {
	return strings.TrimSpace(say.T("webdata.doc."+string(o.Kind), o.Number))
}

func marginOfOrder(o *sales.Order) value.Margin {
	return value.Margin{Net: o.Net, Cost: o.Cost, NetMeasured: o.NetMeasured, NetEstimated: o.NetEstimated}
}

// db1Text is DB I, nothing where no cost is known.
func db1Text(say *locale.Printer, m value.Margin) string {
	if db, known := m.DB1(); known {
		return say.MoneyExact(db, "")
	}
	return "–"
}

// documentPage shows a document with its lines and what it cost beside the goods.
func (s *server) documentPage(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	d, err := sales.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	say, o := v.say, &d.Order
	who := say.T("webbook.nobody")
	back := look.LinkView{Label: say.T("webbook.title"), Href: bookURL}
	if o.Customer != sales.Unassigned {
		people, err := s.peopleByID(v, []int64{o.Customer})
		if err != nil {
			return err
		}
		c := people[o.Customer]
		who, back = c.Shown(), look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)}
	}
	view := page.DocumentsView{Head: look.HeadView{Title: documentName(say, o), Lede: say.T("webbook.document.lede", say.Date(o.Day), who), Back: &back}}
	view.Tables = append(view.Tables, lineTable(say, &d))
	costs, err := s.documentCosts(v, o)
	if err != nil {
		return err
	}
	if o.Customer != sales.Unassigned {
		view.Tables = append(view.Tables, costs)
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/zahlen", Wide: true}, page.Documents(view))
}

func lineTable(say *locale.Printer, d *sales.Document) page.DocumentsTable {
	o := &d.Order
	t := page.DocumentsTable{Title: say.T("webbook.lines"), Empty: say.T("webbook.lines.none"), Table: look.TableView{Label: say.T("webbook.lines"), Fold: true, Columns: []look.Column{
		{Title: say.T("webbook.line")},
		{Title: say.T("webbook.quantity"), Num: true},
		spoken(say.T("webbook.step.net")),
		spoken(say.T("webbook.line.cost")),
		{Title: say.T("webbook.line.known"), Label: say.T("webbook.line.known")},
		spoken("DB I"),
	}}}
	for i := range d.Lines {
		l := &d.Lines[i]
		name, goods, db := l.Description, "–", "–"
		if name == "" {
			name = say.T("webdata.doc.class." + string(l.Class))
		}
		if l.Quality != sales.Unknown {
			goods, db = say.MoneyExact(l.Cost, o.Currency), say.MoneyExact(l.Net-l.Cost, o.Currency)
		}
		t.Table.Rows = append(t.Table.Rows, look.Row{Cells: []look.Cell{
			{Text: name},
			{Text: say.Decimal(l.Quantity)},
			{Text: say.MoneyExact(l.Net, o.Currency)},
			{Text: goods},
			{Text: say.T("webbook.known." + strconv.Itoa(int(l.Quality)))},
			{Text: db},
		}})
	}
	if len(d.Lines) > 0 {
		t.Table.Rows = append(t.Table.Rows, look.Row{Selected: true, Cells: []look.Cell{
			{Text: say.T("webbook.sum")}, {}, {Text: say.MoneyExact(o.Net, o.Currency)}, {Text: say.MoneyExact(o.Cost, o.Currency)}, {}, {Text: db1Text(say, marginOfOrder(o))},
		}})
	}
	return t
}

// documentCosts are the costs of a customer that belong to a document.
func (s *server) documentCosts(v *visit, o *sales.Order) (page.DocumentsTable, error) {
	say := v.say
	t := page.DocumentsTable{Title: say.T("webbook.document.costs"), Empty: say.T("webbook.document.costs.none"), Table: look.TableView{Label: say.T("webbook.document.costs"), Fold: true, Columns: []look.Column{
		{Title: say.T("webcost.kind")}, {Title: say.T("webcost.cause")}, {Title: say.T("webcost.quality"), Label: say.T("webcost.quality")}, spoken(say.T("webbook.his")), spoken(say.T("webcost.ours")),
	}}}
	why, err := s.Insight.Why(v.ctx(), o.Customer, v.facts.today)
	if fault.KindOf(err) == fault.NotFound { // a contact of a firm, or nobody
		return t, nil
	}
	if err != nil {
		return t, err
	}
	for _, c := range why.Charges {
		if c.Order == o.ID {
			t.Table.Rows = append(t.Table.Rows, chargeRow(v, c))
		}
	}
	return t, nil
}

func chargeRow(v *visit, c cost.Charge) look.Row {
	his, firm := c.Cause.Split(c.Amount)
	return look.Row{Cells: []look.Cell{
		{Text: v.say.T("webcost.kind." + string(c.Kind))},
		{Text: v.say.T("webcost.cause." + string(c.Cause))},
		{Text: qualityWord(v, c.Quality)},
		{Text: v.say.MoneyExact(his, "")},
		{Text: v.say.MoneyExact(firm, "")},
	}}
}

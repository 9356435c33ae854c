package web

import (
	"bufio"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/customers"
)

const (
	miniDays  = insight.CardDays // the rhythm column looks half a year back
	autoPages = 3                // so many pages load by themselves, then there is a button
)

// group is a saved view of the list, shown as a tab.
type group struct {
	key   string
	query list.Query
}

// groups are the standard views. Each is one indexed filter.
var groups = []group{
	{"alle", list.Query{}},
	{"stamm", list.Query{Standing: lifecycle.Regular}},
	{"verspaetet", list.Query{Activity: lifecycle.Late}},
	{"still", list.Query{Activity: lifecycle.Dormant}},
	{"neu", list.Query{Standing: lifecycle.First, Sort: list.ByFirst, Desc: true}},
	{"doppelt", list.Query{Duplicates: true}},
}

// moneySorts show amounts, so they are only for those who may see them.
var moneySorts = []list.Sort{list.ByNet, list.ByTotal, list.ByMargin}

// wanted is the state of the list as its address says it.
type wanted struct {
	list.Query
	group   string // "" for a saved view
	page    int    // which page of the list, counted from 1, for the loading by itself
	view    *list.View
	columns []string           // behind the name
	own     []field.Definition // the firm's own fields
	names   *names             // of colleagues and topics
}

// activities are the short words of addresses for states of the day.
var activities = map[string]lifecycle.Activity{
	"rhythmus": lifecycle.Active, "zurueck": lifecycle.Regained, "verspaetet": lifecycle.Late, "still": lifecycle.Dormant, "verloren": lifecycle.Lost,
}

// want reads the address of the list. What is unknown in it is told, not guessed.
func (s *server) want(v *visit) (wanted, error) {
	q := v.r.URL.Query()
	w := wanted{group: q.Get("gruppe"), page: 1}
	if w.group == "" && q.Get("ansicht") == "" {
		w.group = "alle"
	}
	if w.group != "" {
		at := slices.IndexFunc(groups, func(g group) bool { return g.key == w.group })
		if at < 0 {
			return w, fault.New(fault.Invalid, "list.filter", w.group)
		}
		w.Query = groups[at].query
	}
	if err := s.wantView(v, &w); err != nil {
		return w, err
	}
	w.Day, w.After, w.Before, w.Search = v.facts.today, q.Get("nach"), q.Get("vor"), strings.TrimSpace(q.Get("q"))
	if n, err := strconv.Atoi(q.Get("seite")); err == nil && n > 1 {
		w.page = n
	}
	w.Kind = customer.Kind(q.Get("art"))
	if text := q.Get("stufe"); text != "" {
		w.Standing = lifecycle.Standing(text)
	}
	if text := q.Get("zustand"); text != "" {
		known := false
		if w.Activity, known = activities[text]; !known {
			return w, fault.New(fault.Invalid, "list.filter", text)
		}
	}
	switch flag := q.Get("merkmal"); flag {
	case "doppelt":
		w.Duplicates = true
	default:
		w.Bar = list.Bar(flag)
	}
	if text := q.Get("sort"); text != "" {
		w.Sort, w.Desc = list.Sort(strings.TrimPrefix(text, "-")), strings.HasPrefix(text, "-")
	} else if w.Search != "" { // whoever looks for somebody wants him first, whatever the tab
		w.Sort, w.Desc = list.ByBest, false
	}
	if slices.Contains(moneySorts, w.Sort) && !seesFigures(v.user.Role) {
		return w, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return w, s.wantColumns(v, &w)
}

// address is the list in a changed state; an empty value leaves the parameter out.
func address(v *visit, path string, changes ...string) string {
	q := url.Values{}
	for key, values := range v.r.URL.Query() {
		if len(values) > 0 && values[0] != "" && !slices.Contains([]string{"nach", "vor", "seite", "geloescht"}, key) {
			q[key] = values
		}
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if q.Del(changes[i]); changes[i+1] != "" {
			q.Set(changes[i], changes[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// customersPage shows the list, its answer to a letter typed, or its next rows.
func (s *server) customersPage(v *visit) error {
	w, err := s.want(v)
	if err != nil {
		return err
	}
	var found list.Page
	var views []list.View
	reads := []func() error{func() (err error) { found, err = list.Find(v.ctx(), v.seen, w.Query); return err }}
	if !v.fragment {
		reads = append(reads, func() (err error) { views, err = list.Views(v.ctx(), s.DB, v.user.ID); return err })
	}
	if err := store.Together(v.ctx(), reads...); err != nil {
		return err
	}
	result, err := s.result(v, w, found)
	if err != nil {
		return err
	}
	if v.fragment && w.After != "" {
		return v.part(http.StatusOK, customers.Rows(result))
	}
	if v.fragment {
		return v.part(http.StatusOK, all(customers.Results(result), inside(look.Partial("#"+customers.UsualID, "innerHTML"), customers.Usual(usualOrder(v, w)))))
	}
	say := v.say
	view := customers.View{
		Head: look.HeadView{Title: say.T("place.customers")},
		Form: s.listForm(v, w), Choose: s.columnChoice(v, w), Result: result, TabsLabel: say.T("webdata.list.groups"),
	}
	counts, err := s.inGroups(v)
	if err != nil {
		return err
	}
	view.Tabs = s.listTabs(v, w, found, views, counts)
	if n := v.facts.customers; n > 0 {
		view.Head.Lede = say.T("webdata.list.lede", locale.V{"n": n})
		if regulars := counts["stamm"]; regulars > 0 && n > 1 {
			view.Head.Lede = say.T("webdata.list.lede.regulars", locale.V{"n": n, "regulars": regulars})
		}
	}
	if v.user.Role.Manages() {
		view.Buttons = append(view.Buttons, look.ButtonView{Label: say.T("webdata.list.import"), Icon: "upload", Href: "/import", Desk: true})
	}
	if v.user.Role.Writes() {
		view.Buttons = append(view.Buttons, look.ButtonView{Label: capital(say.T("webdata.list.new")), Icon: "plus", Href: "/kunden/neu", Style: "primary", Key: "N"})
	}
	toasts, err := deletedToast(v)
	if err != nil {
		return err
	}
	return s.page(v, sheet{Title: say.T("place.customers"), At: "/kunden", Wide: true, Toasts: toasts}, customers.Page(view))
}

// deletedToast tells who has just deleted somebody what became of him: not by name, which is
// gone for good, and without a way back, for there is none.
func deletedToast(v *visit) ([]look.ToastView, error) {
	id, err := strconv.ParseInt(v.r.URL.Query().Get("geloescht"), 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // nobody was deleted
	}
	list, err := history.Of(v.ctx(), v.seen, row.Subject, id, 0, 1)
	if err != nil || len(list) == 0 || list[0].Actor != v.user.ID || list[0].Verb != "customer.delete" {
		return nil, err
	}
	return []look.ToastView{{Text: v.say.T("webdata.deleted")}}, nil
}

// order is the sort as the address writes it; "" where the list sorts by itself.
func (w *wanted) order() string {
	switch {
	case w.Sort == "" || w.Sort == list.ByBest || w.view == nil && w.group != "" && w.Sort == tabOf(w.group).query.Sort:
		return ""
	case w.Desc:
		return "-" + string(w.Sort)
	}
	return string(w.Sort)
}

func tabOf(key string) group {
	return groups[slices.IndexFunc(groups, func(g group) bool { return g.key == key })]
}

// sortWord says an order that is not among the usual ones.
func sortWord(v *visit, w wanted) string {
	column := string(w.Sort)
	for key, c := range columnSorts {
		if c.sort == w.Sort && key != "rhythm" {
			column = key
		}
	}
	word := v.say.T("webdata.sort.other", columnTitle(v, w.own, column))
	if w.Desc {
		return v.say.T("webdata.sort.down", word)
	}
	return v.say.T("webdata.sort.up", word)
}

// usualOrder says how the list is sorted as long as nobody chooses: what fits best while
// somebody looks for a text, otherwise as its tab or view does.
func usualOrder(v *visit, w wanted) string {
	switch {
	case w.Search != "":
		return v.say.T("webdata.filter.sort.all")
	case w.view != nil || w.group == "":
		return v.say.T("webdata.filter.sort.view")
	case tabOf(w.group).query.Sort == list.ByFirst:
		return v.say.T("webdata.filter.sort.first")
	}
	return v.say.T("webdata.filter.sort.name")
}

// listForm is the search with its filters.
func (s *server) listForm(v *visit, w wanted) customers.Form {
	say := v.say
	q := v.r.URL.Query()
	choice := func(name, all string, values []string, word func(string) string) customers.Filter {
		f := customers.Filter{Name: name, Label: say.T("webdata.filter." + name), Options: []look.Option{{Label: all, Checked: q.Get(name) == ""}}}
		for _, value := range values {
			f.Options = append(f.Options, look.Option{Value: value, Label: word(value), Checked: q.Get(name) == value})
		}
		return f
	}
	prefix := func(p string) func(string) string { return func(x string) string { return say.T(p + x) } }
	filters := []customers.Filter{
		choice("art", say.T("webdata.filter.art.all"), []string{"person", "firm", "household"}, prefix("webdata.kinds.")),
		choice("stufe", say.T("webdata.filter.stufe.all"), []string{"prospect", "first", "repeat", "regular", "ended", "cancelled"}, prefix("list.standing.")),
		choice("zustand", say.T("webdata.filter.zustand.all"), []string{"rhythmus", "zurueck", "verspaetet", "still", "verloren"},
			func(x string) string { return say.T("list.activity." + string(activities[x])) }),
		choice("merkmal", say.T("webdata.filter.merkmal.all"), []string{"doppelt", "any", "objected", "do_not_contact", "deceased"}, prefix("webdata.flag.")),
	}
	sorts := []string{"name", "-last", "-first", "interval", "-occasions", "-warning", "-contact", "known", "relation"}
	if seesFigures(v.user.Role) {
		sorts = append(sorts, "-net", "-total", "-margin", "-db4", "-lifetime", "-referral")
	}
	order := choice("sort", usualOrder(v, w), sorts, func(x string) string { return say.T("webdata.sort." + strings.TrimPrefix(x, "-")) })
	order.Usual = customers.UsualID
	if text := w.order(); text != "" && !slices.Contains(sorts, text) { // that of a column or a view
		order.Options = append(order.Options, look.Option{Value: text, Label: sortWord(v, w), Checked: true})
	}
	return customers.Form{
		Search: w.Search, Label: say.T("webdata.list.search"), Placeholder: say.T("webdata.list.placeholder"),
		Sort: order, Filters: filters, FilterLabel: say.T("webdata.filter"), Apply: say.T("button.search"),
		Hidden: keptParams(q, "gruppe", "ansicht", "regel", "spalte"), Build: look.ButtonView{Label: say.T("webviews.build"), Icon: "list-filter", Href: s.builderURL(v, w), Size: "s", Style: "quiet"},
		Open: q.Get("art")+q.Get("stufe")+q.Get("zustand")+q.Get("merkmal") != "",
	}
}

// listTabs are the groups that everybody has and the saved views. They stand above the
// search and do not change while somebody types.
func (s *server) listTabs(v *visit, w wanted, found list.Page, views []list.View, counts map[string]int64) []look.LinkView {
	say, tabs := v.say, []look.LinkView(nil)
	for _, g := range groups {
		tab := look.LinkView{Label: say.T("webdata.group." + g.key), Href: "/kunden?gruppe=" + g.key, Current: g.key == w.group}
		if g.key == "alle" {
			tab.Href = "/kunden"
			if v.facts.customers > 0 {
				tab.Note = say.Int(v.facts.customers)
			}
		} else if n, ok := counts[g.key]; ok && n > 0 {
			tab.Note = say.Int(n)
		} else if tab.Current && w.Search == "" {
			tab.Note = countWord(say, found)
		}
		tabs = append(tabs, tab)
	}
	return s.viewTabs(v, w, found, views, tabs)
}

// result makes the rows and what follows them.
func (s *server) result(v *visit, w wanted, found list.Page) (customers.Result, error) {
	say, r := v.say, customers.Result{}
	s.ruleNote(v, w, &r)
	if len(found.Rows) == 0 && w.After+w.Before == "" {
		s.nobody(v, w, &r)
		return r, nil
	}
	standsAt(v, &w, found, &r)
	if found.Rows != nil && found.Rows[0].Kind == customer.Household {
		householdNote(v, &r)
	}
	r.Table = look.TableView{ID: "kundenzeilen", Label: say.T("webdata.list.table"), Columns: s.listColumns(v, w), Fold: true}
	var err error
	if r.Table.Drawn, err = s.drawnRows(v, w, r.Table.Columns, found.Rows); err != nil {
		return r, err
	}
	if r.Table.Drawn == nil {
		r.Table.Rows = s.listRows(v, w, found.Rows)
	}
	if found.Next != "" {
		r.More = &look.MoreView{
			Label: say.T("webdata.list.more", list.PageSize), Columns: len(r.Table.Columns), Auto: w.page < autoPages,
			Href: address(v, "/kunden", "nach", found.Next, "seite", strconv.Itoa(w.page+1)),
		}
	}
	if address(v, "/kunden") != "/kunden" {
		r.Reset = &look.LinkView{Label: say.T("webdata.list.reset"), Href: "/kunden"}
	}
	if seesFigures(v.user.Role) {
		for _, format := range []string{"csv", "xlsx", "vcf"} {
			r.Exports = append(r.Exports, look.ButtonView{Label: strings.ToUpper(format), Icon: "download", Size: "s", Style: "quiet", Href: address(v, "/kunden/export."+format)})
		}
		if v.user.Role.Writes() {
			r.Exports = append(r.Exports, look.ButtonView{Label: say.T("log.cards.notes"), Icon: "download", Size: "s", Style: "quiet", Href: address(v, "/kunden/export.vcf", "notizen", "1")})
		}
	}
	r.Bulk = s.bulkBar(v, found)
	return r, nil
}

// householdNote says what the figures of households are.
func householdNote(v *visit, r *customers.Result) {
	if r.Rule == nil {
		r.Rule = &customers.Rule{}
	}
	r.Rule.Text = strings.TrimSpace(r.Rule.Text + " " + v.say.T("webdata.households.figures"))
}

// standsAt says how many there are, or on a later page which one it is and what leads back.
func standsAt(v *visit, w *wanted, found list.Page, r *customers.Result) {
	say := v.say
	if found.Prev == "" {
		w.page = 1
		r.Count = say.T("webdata.list.found", locale.V{"n": found.Count, "count": countWord(say, found)})
		return
	}
	r.Count = say.T("webdata.list.page", w.page)
	r.Back = &look.ButtonView{
		Label: say.T("webdata.list.back", list.PageSize), Icon: "chevron-left", Size: "s", Style: "quiet",
		Href: address(v, "/kunden", "vor", found.Prev, "seite", strconv.Itoa(max(w.page-1, 1))),
	}
}

func countWord(say *locale.Printer, found list.Page) string {
	if found.More {
		return say.T("webdata.list.more_than", found.Count)
	}
	return say.Int(int64(found.Count))
}

// nobody says why the list is empty and how to go on.
func (s *server) nobody(v *visit, w wanted, r *customers.Result) {
	say, writes := v.say, v.user.Role.Writes()
	if v.r.URL.RawQuery == "" {
		r.Empty = &look.EmptyView{Icon: "users", Title: say.T("webdata.empty.none"), Text: say.T("webdata.empty.none.text")}
		if v.user.Role.Manages() {
			r.EmptyActs = append(r.EmptyActs, look.ButtonView{Label: say.T("webdata.list.import"), Icon: "upload", Href: "/import"})
		}
		if writes {
			r.EmptyActs = append(r.EmptyActs, look.ButtonView{Label: capital(say.T("webdata.list.new")), Icon: "plus", Href: "/kunden/neu"})
		}
		return
	}
	r.Empty = &look.EmptyView{Icon: "search", Title: say.T("webdata.empty.found"), Text: say.T("webdata.empty.found.text")}
	if w.Kind == customer.Household {
		r.Empty.Text = say.T("webdata.households.none")
	}
	if w.Search != "" {
		r.Empty.Title = say.T("webdata.empty.search", w.Search)
		if writes {
			r.EmptyActs = append(r.EmptyActs, look.ButtonView{Label: say.T("webdata.empty.create"), Icon: "user-round-plus", Href: "/kunden/neu?name=" + url.QueryEscape(w.Search)})
		}
	}
	r.EmptyActs = append(r.EmptyActs, look.ButtonView{Label: say.T("webdata.list.reset"), Href: "/kunden", Style: "quiet"})
}

func lastOf(say *locale.Printer, r *list.Row, today cal.Date) string {
	if !r.Computed || r.Occasions == 0 || r.Last > cal.Latest {
		return say.T("webdata.never_bought")
	}
	return say.RelativeLabel(r.Last, today)
}

// standingOf names the standing; the activity stands beside it where it is a reason to
// look.
func standingOf(say *locale.Printer, r *list.Row) templ.Component {
	word, tags := "", []look.TagView(nil)
	if r.Computed && r.Kind != customer.Household {
		word = say.T("list.standing." + string(r.Standing))
		if r.Former && r.Standing != lifecycle.Regular {
			word = say.T("webdata.former")
		}
		if tag, ok := activityTag(say, r.Activity); ok && r.Occasions > 1 {
			tags = append(tags, tag)
		}
	}
	for _, bar := range barWords(r.Bars) {
		tags = append(tags, look.TagView{Text: say.T("webdata.flag." + bar), Tone: look.ToneLine})
	}
	if r.Duplicate {
		tags = append(tags, look.TagView{Text: say.T("webdata.flag.doppelt"), Tone: look.ToneHoney})
	}
	return look.TaggedCell(word, tags)
}

func activityTag(say *locale.Printer, a lifecycle.Activity) (look.TagView, bool) {
	t := look.TagView{Text: say.T("list.activity." + string(a))}
	switch a {
	case lifecycle.Late:
		t.Tone = look.ToneHoney
	case lifecycle.Regained:
		t.Tone = look.ToneGood
	case lifecycle.Dormant, lifecycle.Lost:
		t.Tone = look.ToneLine
	case lifecycle.NoActivity, lifecycle.Active:
		return t, false
	}
	return t, true
}

func miniOf(say *locale.Printer, today cal.Date, r *list.Row) look.MiniView {
	m := look.MiniView{Days: miniDays, Late: r.Occasions > 1 && (r.Activity == lifecycle.Late || r.Activity == lifecycle.Dormant)}
	for _, d := range r.Recent {
		if ago := today.Sub(d); ago >= 0 && ago <= miniDays {
			m.Buys = append(m.Buys, ago)
		}
	}
	m.Label = say.T("webdata.mini", locale.V{"n": len(m.Buys)})
	return m
}

// marginOf is DB I where a cost is known, marked when it is an estimate.
func marginOf(say *locale.Printer, r *list.Row) templ.Component {
	switch {
	case r.KnownBP == 0:
		return look.AmountCell("–", "")
	case r.MeasuredBP < 10000:
		return look.AmountCell(say.MoneyRound(r.Margin12m, ""), say.T("word.estimated"))
	}
	return look.AmountCell(say.MoneyRound(r.Margin12m, ""), "")
}

// exportCustomers writes the list as it is filtered and sorted.
func (s *server) exportCustomers(format list.Format) func(*visit) error {
	return func(v *visit) error { return s.writeExport(v, format, nil) }
}

// writeExport writes the list as a file; with ids, only these customers of it.
func (s *server) writeExport(v *visit, format list.Format, only []int64) error {
	w, err := s.want(v)
	if err != nil {
		return err
	}
	kind := "text/csv; charset=utf-8"
	if format == list.XLSX {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	decimal := byte(',')
	if v.say.Tag().English() || v.say.Tag() == locale.DeCH {
		decimal = '.'
	}
	form, err := s.exportForm(v, w, decimal)
	if err != nil {
		return err
	}
	form.Only = only
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="stammkunde-kunden-%s.%s"`, v.facts.today, format))
	h.Set("Cache-Control", "no-store")
	// A large list takes longer than a page.
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Time{})
	out := bufio.NewWriter(v.w)
	if err := list.Export(v.ctx(), v.seen, out, format, w.Query, form); err != nil {
		return err
	}
	return out.Flush()
}

// palettePeople is how many customers the palette shows.
const palettePeople = 6

const (
	forContact    = "kontakt" // the palette asks who a contact was with
	contactAnchor = "#notiz"  // the field of a contact on the page of a customer
)

// palette answers the field of commands: people, commands, pages.
func (s *server) palette(v *visit) error {
	q := strings.TrimSpace(v.r.URL.Query().Get("q"))
	search, line := s.typedLine(v, q)
	contact := v.r.URL.Query().Get("zweck") == forContact && v.user.Role.Writes()
	to := customerURL
	switch {
	case contact && line != nil: // the line is about him
		to = func(id int64) string { return lineFor(id, "", q) }
	case contact:
		to = func(id int64) string { return customerURL(id) + contactAnchor }
	}
	var answer []look.PaletteGroup
	if line != nil {
		answer = append(answer, *line)
	}
	var groups []look.PaletteGroup
	var err error
	if search == "" {
		groups, err = s.lastPeople(v, contact, to)
	} else {
		groups, err = s.paletteFound(v, search, contact, to)
	}
	if err != nil {
		return err
	}
	answer = append(answer, groups...)
	if acts := matching(q, s.commands(v, q)); len(acts) > 0 && !contact {
		answer = append(answer, look.PaletteGroup{Title: v.say.T("webdata.palette.commands"), Items: acts})
	}
	if pages := matching(q, s.places(v)); len(pages) > 0 && !contact {
		answer = append(answer, look.PaletteGroup{Title: v.say.T("webdata.palette.pages"), Items: pages})
	}
	if len(answer) == 0 {
		answer = append(answer, nobodyFound(v, q))
	}
	return v.part(http.StatusOK, look.PaletteResults(answer))
}

// lastPeople are the customers who bought last, before anything is typed.
func (s *server) lastPeople(v *visit, contact bool, to func(id int64) string) ([]look.PaletteGroup, error) {
	found, err := list.Find(v.ctx(), v.seen, list.Query{Day: v.facts.today, Sort: list.ByLast, Desc: true, Limit: 5})
	if err != nil {
		return nil, err
	}
	people := look.PaletteGroup{Title: v.say.T("webdata.palette.people")}
	if contact {
		people.Title = v.say.T("webdata.palette.contact")
	}
	for i := range found.Rows {
		r := &found.Rows[i]
		people.Items = append(people.Items, foundItem(&customer.Customer{ID: r.ID, Kind: r.Kind, Number: r.Number, Name: r.Name, City: r.City}, to(r.ID)))
	}
	return filledGroups(people), nil
}

// nobodyFound offers to add whom the palette did not find.
func nobodyFound(v *visit, q string) look.PaletteGroup {
	g := look.PaletteGroup{Title: v.say.T("webdata.empty.search", q)}
	if v.user.Role.Writes() {
		g.Items = append(g.Items, look.PaletteItem{Label: v.say.T("webdata.palette.new_named", q), Icon: "user-round-plus", Href: "/kunden/neu?name=" + url.QueryEscape(q)})
	}
	return g
}

func (s *server) commands(v *visit, q string) []look.PaletteItem {
	var items []look.PaletteItem
	if v.user.Role.Writes() {
		items = append(items, look.PaletteItem{Label: capital(v.say.T("webdata.palette.new")), Icon: "user-round-plus", Href: "/kunden/neu", Key: "N"})
		if q != "" {
			items = append(items, look.PaletteItem{Label: v.say.T("webdata.palette.new_named", q), Icon: "user-round-plus", Href: "/kunden/neu?name=" + url.QueryEscape(q)})
		}
	}
	if v.user.Role.Manages() {
		items = append(items, look.PaletteItem{Label: v.say.T("webdata.palette.import"), Icon: "upload", Href: "/import"})
	}
	return items
}

func (s *server) places(v *visit) []look.PaletteItem {
	var items []look.PaletteItem
	for _, g := range s.navigation(v, "") {
		for _, n := range g.Items {
			items = append(items, look.PaletteItem{Label: n.Label, Icon: n.Icon, Href: n.Href})
		}
	}
	return items
}

// matching keeps the items whose words hold the query in any spelling.
func matching(q string, items []look.PaletteItem) []look.PaletteItem {
	key := locale.SearchKey(q)
	return slices.DeleteFunc(items, func(i look.PaletteItem) bool { return !strings.Contains(locale.SearchKey(i.Label), key) })
}

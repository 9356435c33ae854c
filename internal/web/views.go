package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/web/page/customers"
	"github.com/stammkunde/stammkunde/internal/web/page/views"
)

const (
	viewsURL   = "/ansichten"
	builderURL = "/kunden/filter"
)

// listRoutes are the pages around the list: filter, views, own fields, acts on many.
func (s *server) listRoutes() []route {
	return []route{
		{pattern: "GET /kunden/filter", access: signedIn, do: s.builderPage},
		{pattern: "POST /kunden/filter", access: signedIn, do: s.build},
		{pattern: "POST /kunden/filter/satz", access: signedIn, do: s.ruleSentence},
		{pattern: "GET /ansichten", access: writer, do: s.viewsPage},
		{pattern: "POST /ansichten/{id}", access: writer, do: s.changeView},

		{pattern: "GET /kunden/{id}/zelle", access: signedIn, do: s.cellPage},
		{pattern: "POST /kunden/{id}/zelle", access: writer, do: s.saveCell},

		{pattern: "POST /kunden/sammel", access: writer, do: s.bulkPage},
		{pattern: "POST /kunden/sammel/los", access: writer, do: s.startBulk},
		{pattern: "GET /sammel/{id}", access: writer, do: s.bulkRun},
		{pattern: "POST /sammel/{id}/zuruecknehmen", access: writer, do: s.undoBulk},

		{pattern: "GET /einstellungen/felder", access: manager, do: s.fieldsPage},
		{pattern: "POST /einstellungen/felder", access: manager, do: s.addField},
		{pattern: "POST /einstellungen/felder/{id}", access: manager, do: s.changeField},
	}
}

// names are what colleagues and topics are called, for rules and columns.
type names struct {
	users  []team.User
	topics []interest.Topic
}

func (s *server) knownNames(v *visit) (*names, error) {
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return nil, err
	}
	topics, err := interest.Topics(v.ctx(), s.DB)
	return &names{users, topics}, err
}

// of is audience.Names.
func (n *names) of(key, id string) string {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return ""
	}
	if key == "owner" {
		return n.user(number)
	}
	for _, t := range n.topics {
		if t.ID == number {
			return t.Name
		}
	}
	return ""
}

func (n *names) user(id int64) string {
	for _, u := range n.users {
		if u.ID == id {
			return u.Name
		}
	}
	return ""
}

// active are the colleagues who can look after customers.
func (n *names) active() []team.User {
	return slices.DeleteFunc(slices.Clone(n.users), func(u team.User) bool { return u.DisabledAt != 0 || !team.May(u.Role, team.Write) })
}

// wantView reads the saved view, the rule and what they may use.
func (s *server) wantView(v *visit, w *wanted) error {
	var err error
	if w.Fields, w.own, err = s.listFields(v); err != nil {
		return err
	}
	q := v.r.URL.Query()
	if text := q.Get("ansicht"); text != "" {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fault.New(fault.NotFound, "list.view_gone")
		}
		view, err := list.GetView(v.ctx(), s.DB, v.user.ID, id)
		if err != nil {
			return err
		}
		w.view, w.Rule, w.Sort, w.Desc, w.columns = &view, view.Rule, view.Sort, view.Desc, view.Columns
	}
	if text := q.Get("regel"); text != "" {
		if w.Rule, err = list.ReadAddress(v.ctx(), s.DB, text); err != nil {
			return err
		}
	}
	return nil
}

// listFields are the fields that the visitor may filter and sort by.
func (s *server) listFields(v *visit) (audience.Catalogue, []field.Definition, error) {
	c, own, err := list.Fields(v.ctx(), s.DB)
	if !seesFigures(v.user.Role) {
		c = c.WithoutMoney()
	}
	return c, own, err
}

// wantColumns reads which columns are shown; none are the usual ones.
func (s *server) wantColumns(v *visit, w *wanted) error {
	if asked := v.r.URL.Query()["spalte"]; len(asked) > 0 {
		w.columns = nil
		for _, key := range asked {
			if !slices.Contains(w.columns, key) {
				w.columns = append(w.columns, key)
			}
		}
	}
	if len(w.columns) > list.MaxColumns {
		return fault.New(fault.Invalid, "list.view_columns", list.MaxColumns)
	}
	money := !seesFigures(v.user.Role)
	w.columns = slices.DeleteFunc(w.columns, func(key string) bool {
		return !slices.Contains(list.Columns, key) && ownOf(w.own, key) == nil || money && slices.Contains(list.MoneyColumns, key)
	})
	for _, key := range w.columns {
		w.Full = w.Full || list.OfRecord(key) || strings.HasPrefix(key, "own.")
	}
	if slices.Contains(w.columns, "owner") || !w.Rule.Empty() {
		var err error
		w.names, err = s.knownNames(v)
		return err
	}
	return nil
}

// ownOf finds the own field of a column, nil for another column.
func ownOf(defs []field.Definition, key string) *field.Definition {
	i := slices.IndexFunc(defs, func(d field.Definition) bool { return "own."+d.Key == key })
	if i < 0 {
		return nil
	}
	return &defs[i]
}

// keptParams are the parameters of an address that a form keeps.
func keptParams(q url.Values, keys ...string) []look.Hidden {
	var out []look.Hidden
	for _, key := range keys {
		for _, value := range q[key] {
			if value != "" {
				out = append(out, look.Hidden{Name: key, Value: value})
			}
		}
	}
	return out
}

// whole is everything that the list is filtered by as one rule.
func (w *wanted) whole() audience.Rule {
	is := func(key, value string) audience.Rule {
		if value == "" {
			return audience.Rule{}
		}
		return audience.Rule{Field: key, Op: audience.Is, Values: []string{value}}
	}
	double, barred := "", ""
	if w.Duplicates {
		double = field.Yes
	}
	if w.Bar != "" {
		barred = field.Yes
	}
	return audience.And(is("kind", string(w.Kind)), is("standing", string(w.Standing)), is("activity", string(w.Activity)),
		is("duplicate", double), is("barred", barred), w.Rule)
}

// ruleAddress is a rule as parameter of an address; a long one is kept as a draft.
func (s *server) ruleAddress(v *visit, r audience.Rule) (string, error) {
	text, fits := list.Address(r)
	if fits {
		return text, nil
	}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) (err error) {
		text, err = list.KeepDraft(v.ctx(), tx, cal.At(s.Now()), r)
		return err
	})
	return text, err
}

// builderURL opens the builder with what the list is filtered by.
func (s *server) builderURL(v *visit, w wanted) string {
	q := url.Values{}
	for _, key := range []string{"ansicht", "sort"} {
		if value := v.r.URL.Query().Get(key); value != "" {
			q.Set(key, value)
		}
	}
	q["spalte"] = v.r.URL.Query()["spalte"]
	if text, fits := list.Address(w.whole()); fits && text != "" {
		q.Set("regel", text)
	} else if draft := v.r.URL.Query().Get("regel"); draft != "" {
		q.Set("regel", draft)
	}
	if len(q) == 0 {
		return builderURL
	}
	return strings.TrimSuffix(builderURL+"?"+q.Encode(), "?")
}

// viewTabs adds the saved views to the tabs.
func (s *server) viewTabs(v *visit, w wanted, found list.Page, all []list.View, tabs []look.LinkView) []look.LinkView {
	for i := range all {
		view := &all[i]
		if !seesFigures(v.user.Role) && (w.Fields.Check(view.Rule) != nil || slices.Contains(moneySorts, view.Sort)) {
			continue
		}
		tab := look.LinkView{Label: view.Name, Href: viewURL(view.ID), Current: w.view != nil && w.view.ID == view.ID}
		if tab.Current && w.Search == "" {
			tab.Note = countWord(v.say, found)
		}
		tabs = append(tabs, tab)
	}
	tabs = append(tabs, look.LinkView{Label: v.say.T("webviews.new"), Icon: "plus", Href: s.builderURL(v, w)})
	if v.user.Role.Writes() && len(all) > 0 {
		tabs = append(tabs, look.LinkView{Label: v.say.T("webviews.manage"), Icon: "settings", Href: viewsURL})
	}
	return tabs
}

func viewURL(id int64) string { return "/kunden?ansicht=" + strconv.FormatInt(id, 10) }

// ruleNote says what the list is filtered by.
func (s *server) ruleNote(v *visit, w wanted, r *customers.Result) {
	if w.Rule.Empty() {
		return
	}
	r.Rule = &customers.Rule{
		Text: v.say.T("webviews.rule", w.Fields.Words(v.say, w.Rule, w.names.of)),
		Acts: []look.ButtonView{
			{Label: v.say.T("webviews.edit"), Icon: "pencil", Size: "s", Style: "quiet", Href: s.builderURL(v, w)},
			{Label: v.say.T("webdata.list.reset"), Icon: "x", Size: "s", Style: "quiet", Href: "/kunden"},
		},
	}
}

// columnChoice is the form by which columns are chosen.
func (s *server) columnChoice(v *visit, w wanted) customers.Choose {
	c := customers.Choose{
		Label: v.say.T("webviews.columns"), Submit: v.say.T("webviews.columns.show"),
		Hidden: keptParams(v.r.URL.Query(), "gruppe", "ansicht", "regel", "sort", "q", "art", "stufe", "zustand", "merkmal"),
	}
	shown := s.columnsOf(v, w)
	for _, key := range allColumns(v, w.own) {
		c.Columns = append(c.Columns, look.CheckView{Name: "spalte", Value: key, Label: columnTitle(v, w.own, key), Checked: slices.Contains(shown, key)})
	}
	return c
}

// allColumns are the columns that the visitor may choose, archived fields left out.
func allColumns(v *visit, own []field.Definition) []string {
	var keys []string
	for _, key := range list.Columns {
		if seesFigures(v.user.Role) || !slices.Contains(list.MoneyColumns, key) {
			keys = append(keys, key)
		}
	}
	for _, d := range own {
		if !d.Archived {
			keys = append(keys, "own."+d.Key)
		}
	}
	return keys
}

// columnsOf are the columns behind the name.
func (s *server) columnsOf(v *visit, w wanted) []string {
	if len(w.columns) > 0 {
		return w.columns
	}
	if seesFigures(v.user.Role) {
		return []string{"standing", "rhythm", "last", "net", "margin"}
	}
	return []string{"standing", "rhythm", "last"}
}

func columnTitle(v *visit, own []field.Definition, key string) string {
	if d := ownOf(own, key); d != nil {
		return d.Label
	}
	return v.say.T("list.column." + key)
}

// viewsPage lists the views, each with its name, place and removal.
func (s *server) viewsPage(v *visit) error {
	all, err := list.Views(v.ctx(), s.DB, v.user.ID)
	if err != nil {
		return err
	}
	say := v.say
	page := views.List{
		Head:  look.HeadView{Title: say.T("webviews.manage.title"), Lede: say.T("webviews.manage.lede"), Back: &look.LinkView{Label: say.T("place.customers"), Href: "/kunden"}},
		Empty: say.T("webviews.manage.none"),
	}
	if gone := v.r.URL.Query().Get("entfernt"); gone != "" {
		page.Saved = say.T("webviews.removed")
		page.Undo = &look.ActView{
			URL: viewsURL + "/" + url.PathEscape(gone), Fields: []look.Hidden{{Name: "tun", Value: "zurueck"}},
			Button: look.ButtonView{Label: say.T("button.undo"), Icon: "undo-2", Size: "s", Style: "quiet"},
		}
	}
	if v.refused != nil {
		page.Problem = say.Fault(v.refused.err)
	}
	for i := range all {
		page.Rows = append(page.Rows, s.viewRow(v, &all[i]))
	}
	return s.page(v, sheet{Title: page.Head.Title, At: "/kunden"}, views.Manage(page))
}

func (s *server) viewRow(v *visit, view *list.View) views.Row {
	say, action := v.say, viewsURL+"/"+strconv.FormatInt(view.ID, 10)
	version := look.Hidden{Name: "version", Value: strconv.FormatInt(view.Version, 10)}
	act := func(do, word, icon string) look.ActView {
		return look.ActView{
			URL: action, Fields: []look.Hidden{version, {Name: "tun", Value: do}},
			Button: look.ButtonView{Label: say.T(word), Icon: icon, Size: "s", Style: "quiet"},
		}
	}
	r := views.Row{Name: view.Name, Href: viewURL(view.ID), Whose: say.T("webviews.mine"), Version: version, URL: action, Save: say.T("button.save"), Rename: say.T("webviews.rename")}
	if view.User == 0 {
		r.Whose = say.T("webviews.team")
	}
	r.Acts = []look.ActView{act("vor", "webviews.earlier", "chevron-left"), act("nach", "webviews.later", "chevron-right")}
	if view.For(&v.user) {
		f := look.FieldView{Name: "name", ID: fmt.Sprint("name-", view.ID), Label: say.T("webviews.name"), Value: view.Name, Required: true}
		r.Field = &f
		r.Acts = append(r.Acts, act("weg", "webviews.remove", "trash-2"))
	}
	return r
}

// changeView renames, moves, removes a view or brings it back.
func (s *server) changeView(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	to, at := viewsURL, cal.At(s.Now())
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		switch do := v.field("tun"); do {
		case "vor", "nach":
			return list.MoveView(v.ctx(), tx, &v.user, at, id, do == "nach")
		case "zurueck":
			to = viewURL(id)
			return list.RestoreView(v.ctx(), tx, &v.user, at, id)
		}
		version, err := v.version()
		if err != nil {
			return err
		}
		if v.field("tun") == "weg" {
			to += "?entfernt=" + strconv.FormatInt(id, 10)
			return list.RemoveView(v.ctx(), tx, &v.user, at, id, version)
		}
		view, err := list.GetView(v.ctx(), tx, v.user.ID, id)
		if err != nil {
			return err
		}
		view.Name, view.Version = v.field("name"), version
		return list.ChangeView(v.ctx(), tx, &v.user, at, view)
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, ""}
		return s.viewsPage(v)
	}
	if err != nil {
		return err
	}
	return v.redirect(to)
}

// exportForm says what the file of the list shows: the columns that are chosen, else all
// that every firm has and the own fields.
func (s *server) exportForm(v *visit, w wanted, decimal byte) (list.Form, error) {
	f := list.Form{Words: func(key string) string { return v.say.T(key) }, Decimal: decimal, Own: w.own, Columns: w.columns}
	n, err := s.knownNames(v)
	if err != nil {
		return f, err
	}
	f.Owner = n.user
	return f, nil
}

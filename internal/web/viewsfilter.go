package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/views"
)

// node is a group or a condition as the form of the builder shows it; what is typed is
// kept as it is typed until it can be read.
type node struct {
	group  string // all, any, none, notall; "" for a condition
	subs   []*node
	field  string
	was    string // the field that op and values were chosen for, "" for the same
	op     audience.Op
	values []string // as people write them
	wrong  error    // why a value cannot be read
}

var groupKinds = []string{"all", "any", "none", "notall"}

// The limits of the form; the rule has its own.
const (
	maxNodes  = 80
	countSpan = time.Second // so long a count may take
)

// nodeOf turns a rule into what the form shows.
func (b *builder) nodeOf(r audience.Rule) *node {
	group := func(kind string, rules []audience.Rule) *node {
		n := &node{group: kind}
		for _, sub := range rules {
			n.subs = append(n.subs, b.nodeOf(sub))
		}
		return n
	}
	switch {
	case len(r.All) > 0:
		return group("all", r.All)
	case len(r.Any) > 0:
		return group("any", r.Any)
	case r.Not != nil && len(r.Not.Any) > 0:
		return group("none", r.Not.Any)
	case r.Not != nil && len(r.Not.All) > 0:
		return group("notall", r.Not.All)
	case r.Not != nil:
		return group("none", []audience.Rule{*r.Not})
	case r.Field == "":
		return &node{group: "all"}
	}
	n := &node{field: r.Field, op: r.Op}
	f, ok := b.fields.Field(r.Field)
	for _, value := range r.Values {
		if ok {
			value = b.shown(f, r.Op, value)
		}
		n.values = append(n.values, value)
	}
	return n
}

// rule turns the form into a rule; what is not complete yet is left out.
func (b *builder) rule(n *node) audience.Rule {
	if n.group == "" {
		return b.leaf(n)
	}
	var subs []audience.Rule
	for _, sub := range n.subs {
		if r := b.rule(sub); !r.Empty() {
			subs = append(subs, r)
		}
	}
	if len(subs) == 0 {
		return audience.Rule{}
	}
	switch n.group {
	case "any":
		if len(subs) == 1 {
			return subs[0]
		}
		return audience.Rule{Any: subs}
	case "none":
		inner := audience.Rule{Any: subs}
		if len(subs) == 1 {
			inner = subs[0]
		}
		return audience.Rule{Not: &inner}
	case "notall":
		inner := audience.And(subs...)
		return audience.Rule{Not: &inner}
	}
	return audience.And(subs...)
}

// leaf is a condition; one that cannot be read is marked and left out.
func (b *builder) leaf(n *node) audience.Rule {
	f, ok := b.fields.Field(n.field)
	if !ok {
		return audience.Rule{}
	}
	r := audience.Rule{Field: n.field, Op: n.op}
	for _, text := range n.typed(f) {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		value, err := b.stored(f, n.op, text)
		if err != nil {
			n.wrong = err
			return audience.Rule{}
		}
		if !slices.Contains(r.Values, value) || n.op == audience.Between {
			r.Values = append(r.Values, value)
		}
	}
	if n.op != audience.Known && n.op != audience.Unknown && len(r.Values) == 0 {
		return audience.Rule{}
	}
	if n.wrong = b.fields.Check(r); n.wrong != nil {
		return audience.Rule{}
	}
	return r
}

// typed are the values of a condition; a text may hold several, with semicolons.
func (n *node) typed(f *audience.Field) []string {
	if f.Kind == audience.Text && (n.op == audience.Is || n.op == audience.IsNot) {
		return strings.Split(strings.Join(n.values, ";"), ";")
	}
	return n.values
}

func countsDays(op audience.Op) bool {
	return op == audience.Within || op == audience.Before || op == audience.Ahead
}

// stored reads what a person wrote.
func (b *builder) stored(f *audience.Field, op audience.Op, text string) (string, error) {
	switch {
	case countsDays(op):
		return text, nil
	case f.Kind == audience.Money:
		c, err := b.v.say.ParseAmount(text, "")
		return strconv.FormatInt(int64(c), 10), err
	case f.Kind == audience.Number, f.Kind == audience.Whole:
		d, err := b.v.say.ParseNumber(text)
		return d.String(), err
	case f.Kind == audience.Day:
		d, err := b.v.say.ParseDate(text, b.v.facts.today)
		return d.String(), err
	}
	return text, nil
}

// shown writes a stored value as a person would.
func (b *builder) shown(f *audience.Field, op audience.Op, text string) string {
	switch {
	case countsDays(op):
	case f.Kind == audience.Money:
		if c, err := strconv.ParseInt(text, 10, 64); err == nil {
			return b.v.say.Decimal(money.Decimal{Digits: c, Scale: 2})
		}
	case f.Kind == audience.Number, f.Kind == audience.Whole:
		if d, err := money.ParseDecimal(text); err == nil {
			return b.v.say.Decimal(d)
		}
	}
	return text
}

// builder is the page on which a filter is put together.
type builder struct {
	v      *visit
	fields audience.Catalogue
	own    []field.Definition
	names  *names
}

func (s *server) newBuilder(v *visit) (*builder, error) {
	b := &builder{v: v}
	var err error
	if b.fields, b.own, err = s.listFields(v); err != nil {
		return nil, err
	}
	b.names, err = s.knownNames(v)
	return b, err
}

// builderPage shows the filter of the address.
func (s *server) builderPage(v *visit) error {
	b, err := s.newBuilder(v)
	if err != nil {
		return err
	}
	rule, err := list.ReadAddress(v.ctx(), s.DB, v.r.URL.Query().Get("regel"))
	if err != nil {
		return err
	}
	root := b.nodeOf(rule)
	if root.group == "" {
		root = &node{group: "all", subs: []*node{root}}
	}
	if len(root.subs) == 0 {
		root.subs = []*node{b.blank()}
	}
	return s.showBuilder(b, root, v.r.URL.Query())
}

// blank is a condition that is not filled in yet.
func (b *builder) blank() *node {
	return &node{field: "standing", op: audience.Is}
}

// readTree reads the tree of the form. It fails with fault.Invalid "web.bad_form" when it
// is not one.
func readTree(form url.Values) (*node, error) {
	left := maxNodes
	var read func(path string, depth int) (*node, error)
	read = func(path string, depth int) (*node, error) {
		if left--; left < 0 || depth > audience.MaxDepth {
			return nil, fault.New(fault.Invalid, "audience.deep", audience.MaxDepth)
		}
		if !form.Has("g" + path) {
			return &node{field: form.Get("f" + path), was: form.Get("w" + path), op: audience.Op(form.Get("o" + path)), values: form["v"+path]}, nil
		}
		n := &node{group: form.Get("g" + path)}
		if !slices.Contains(groupKinds, n.group) {
			return nil, fault.New(fault.Invalid, "web.bad_form")
		}
		for i := 0; form.Has(fmt.Sprintf("g%s.%d", path, i)) || form.Has(fmt.Sprintf("f%s.%d", path, i)); i++ {
			sub, err := read(fmt.Sprintf("%s.%d", path, i), depth+1)
			if err != nil {
				return nil, err
			}
			n.subs = append(n.subs, sub)
		}
		return n, nil
	}
	if !form.Has("g0") {
		return nil, fault.New(fault.Invalid, "web.bad_form")
	}
	return read("0", 1)
}

// mend gives a condition whose field was changed a comparison that fits.
func (b *builder) mend(n *node) {
	for _, sub := range n.subs {
		b.mend(sub)
	}
	if n.group != "" {
		return
	}
	f, ok := b.fields.Field(n.field)
	if ok && (!slices.Contains(f.Ops(), n.op) || n.was != "" && n.was != n.field) {
		n.op, n.values = f.Ops()[0], nil
	}
}

// at finds the node of a path and its place in its group.
func (n *node) at(path string) (group *node, i int, found *node) {
	found = n
	for _, step := range strings.Split(path, ".")[1:] {
		k, err := strconv.Atoi(step)
		if err != nil || k < 0 || k >= len(found.subs) {
			return nil, 0, nil
		}
		group, i, found = found, k, found.subs[k]
	}
	return group, i, found
}

// act changes the tree by a button: "cond:0.1" adds a condition there, "group:0" a group,
// "drop:0.2" removes.
func (b *builder) act(root *node, do string) {
	what, path, _ := strings.Cut(do, ":")
	group, i, n := root.at(path)
	switch {
	case n == nil:
	case what == "cond" && n.group != "":
		n.subs = append(n.subs, b.blank())
	case what == "group" && n.group != "":
		n.subs = append(n.subs, &node{group: "any", subs: []*node{b.blank()}})
	case what == "drop" && group != nil:
		group.subs = slices.Delete(group.subs, i, i+1)
	}
}

// build answers the form: it changes the filter, shows its list or saves it as a view.
func (s *server) build(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	b, err := s.newBuilder(v)
	if err != nil {
		return err
	}
	root, err := readTree(v.r.PostForm)
	if err != nil {
		return err
	}
	b.mend(root)
	do := v.field("tun")
	if strings.Contains(do, ":") {
		b.act(root, do)
	}
	rule := b.rule(root)
	if err := b.fields.Check(rule); err != nil {
		v.refused = &retry{err, ""}
		return s.showBuilder(b, root, v.r.PostForm)
	}
	switch do {
	case "zeigen":
		if v.refused = apart(rule); v.refused != nil {
			break
		}
		to, err := s.listAddress(v, rule, v.r.PostForm)
		if err != nil {
			return err
		}
		return v.redirect(to)
	case "sichern", "aendern":
		err := s.saveView(v, b, rule, do == "aendern")
		if k := fault.KindOf(err); err == nil || k != fault.Invalid && k != fault.Conflict && k != fault.Forbidden {
			return err
		}
		v.refused = &retry{err, ""}
	}
	return s.showBuilder(b, root, v.r.PostForm)
}

// apart refuses a rule that no list can show.
func apart(rule audience.Rule) *retry {
	if err := list.Apart(rule); err != nil {
		return &retry{err, ""}
	}
	return nil
}

// listAddress is the list by a rule, in the order and with the columns of the form.
func (s *server) listAddress(v *visit, rule audience.Rule, form url.Values) (string, error) {
	text, err := s.ruleAddress(v, rule)
	if err != nil {
		return "", err
	}
	q := url.Values{}
	if text != "" {
		q.Set("regel", text)
	}
	for _, key := range []string{"sort", "spalte"} {
		if values := form[key]; len(values) > 0 && values[0] != "" {
			q[key] = values
		}
	}
	return strings.TrimSuffix("/kunden?"+q.Encode(), "?"), nil
}

// saveView saves the filter as a new view or over the one that was opened.
func (s *server) saveView(v *visit, b *builder, rule audience.Rule, over bool) error {
	if !v.user.Role.Writes() {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	view := list.View{Name: v.field("name"), Rule: rule, Columns: slices.DeleteFunc(v.r.PostForm["spalte"], func(s string) bool { return s == "" })}
	if v.field("fuer") != "team" {
		view.User = v.user.ID
	}
	sort := v.field("sort")
	view.Sort, view.Desc = list.Sort(strings.TrimPrefix(sort, "-")), strings.HasPrefix(sort, "-")
	if _, err := list.Find(v.ctx(), v.seen, list.Query{Day: v.facts.today, Sort: view.Sort, Rule: rule, Fields: b.fields, Limit: 1}); err != nil {
		return err // what cannot be shown is not saved
	}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) (err error) {
		if !over {
			view.ID, err = list.AddView(v.ctx(), tx, &v.user, cal.At(s.Now()), view)
			return err
		}
		if view.ID, err = strconv.ParseInt(v.field("ansicht"), 10, 64); err != nil {
			return fault.New(fault.NotFound, "list.view_gone")
		}
		if view.Version, err = v.version(); err != nil {
			return err
		}
		return list.ChangeView(v.ctx(), tx, &v.user, cal.At(s.Now()), view)
	})
	if err != nil {
		return err
	}
	return v.redirect(viewURL(view.ID))
}

// ruleSentence answers while somebody types: the filter as a sentence and how many
// fulfil it.
func (s *server) ruleSentence(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	b, err := s.newBuilder(v)
	if err != nil {
		return err
	}
	root, err := readTree(v.r.PostForm)
	if err != nil {
		return err
	}
	b.mend(root)
	said, err := s.sentence(b, b.rule(root))
	if err != nil {
		return err
	}
	return v.part(http.StatusOK, views.Said(said))
}

// sentence says a rule and counts who fulfils it, for at most a second.
func (s *server) sentence(b *builder, rule audience.Rule) (views.Sentence, error) {
	v := b.v
	said := views.Sentence{Text: v.say.T("webviews.everybody")}
	if !rule.Empty() {
		said.Text = b.fields.Words(v.say, rule, b.names.of) + "."
	}
	ctx, stop := context.WithTimeout(v.ctx(), countSpan)
	defer stop()
	n, err := countRule(ctx, v, b.fields, rule)
	switch {
	case err == nil:
		said.Count = v.say.Int(n)
	case fault.KindOf(err) == fault.Invalid:
		said.Count, said.Text = "–", v.say.Fault(err)
		return said, nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded) && v.ctx().Err() == nil:
		said.Count = "…"
		said.Note = v.say.T("webviews.count.slow")
		return said, nil
	default:
		return said, err
	}
	if v.facts.customers > 0 {
		said.Note = v.say.T("webviews.count", v.facts.customers)
	}
	return said, nil
}

// countRule counts whom a rule is true of; households are counted as the list shows them.
func countRule(ctx context.Context, v *visit, fields audience.Catalogue, rule audience.Rule) (int64, error) {
	if err := list.Apart(rule); err != nil {
		return 0, err
	}
	if list.OfHouseholds(rule) {
		return list.Count(ctx, v.seen, list.Query{Day: v.facts.today, Rule: rule, Fields: fields})
	}
	return fields.Count(ctx, v.seen, rule, v.facts.today)
}

// showBuilder shows the form with its sentence.
func (s *server) showBuilder(b *builder, root *node, q url.Values) error {
	v, say := b.v, b.v.say
	rule := b.rule(root)
	said, err := s.sentence(b, rule)
	if err != nil {
		return err
	}
	view := views.Builder{
		Head: look.HeadView{Title: say.T("webviews.title"), Lede: say.T("webviews.lede"), Back: &look.LinkView{Label: say.T("place.customers"), Href: "/kunden"}},
		URL:  builderURL, Root: b.view(root, "0", 1), Said: said, Hidden: keptParams(q, "sort", "spalte", "ansicht"), Show: say.T("webviews.show"), Update: say.T("webviews.update"),
	}
	if v.refused != nil {
		view.Problem = say.Fault(v.refused.err)
	}
	if v.user.Role.Writes() {
		if view.Save, err = s.saveForm(v, q); err != nil {
			return err
		}
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden", Wide: true}, views.Build(view))
}

// saveForm asks for the name of a view, and offers to change the one that was opened.
func (s *server) saveForm(v *visit, q url.Values) (*views.Save, error) {
	say := v.say
	f := &views.Save{
		Title: say.T("webviews.save"), Name: look.FieldView{Name: "name", Label: say.T("webviews.name"), Value: q.Get("name"), Autocomplete: "off"},
		Submit: look.ButtonView{Label: say.T("webviews.save.new")},
	}
	whose := "team"
	if id, err := strconv.ParseInt(q.Get("ansicht"), 10, 64); err == nil {
		view, err := list.GetView(v.ctx(), s.DB, v.user.ID, id)
		if err != nil {
			return nil, err
		}
		if view.For(&v.user) {
			f.Version, f.Change = strconv.FormatInt(view.Version, 10), say.T("webviews.save.over", view.Name)
			if f.Name.Value == "" {
				f.Name.Value = view.Name
			}
			if view.User != 0 {
				whose = "ich"
			}
		}
	}
	if asked := q.Get("fuer"); asked != "" {
		whose = asked
	}
	f.Whose = look.SegmentView{Name: "fuer", Legend: say.T("webviews.whose"), Options: []look.Option{
		{Value: "team", Label: say.T("webviews.team"), Checked: whose != "ich"}, {Value: "ich", Label: say.T("webviews.mine"), Checked: whose == "ich"},
	}}
	return f, nil
}

// view is a node of the tree with its fields.
func (b *builder) view(n *node, path string, depth int) views.Node {
	say := b.v.say
	out := views.Node{Path: path, Drop: say.T("webviews.drop"), Root: depth == 1}
	if n.group == "" {
		b.condition(n, &out)
		return out
	}
	out.Legend = say.T("webviews.group")
	for _, kind := range groupKinds {
		out.Groups = append(out.Groups, look.Option{Value: kind, Label: say.T("webviews.group." + kind), Checked: kind == n.group})
	}
	for i, sub := range n.subs {
		out.Subs = append(out.Subs, b.view(sub, fmt.Sprintf("%s.%d", path, i), depth+1))
	}
	out.Add = say.T("webviews.add")
	if depth < audience.MaxDepth-1 {
		out.AddGroup = say.T("webviews.add_group")
	}
	return out
}

// condition fills in the fields of one condition.
func (b *builder) condition(n *node, out *views.Node) {
	say := b.v.say
	f, known := b.fields.Field(n.field)
	out.Field = n.field
	out.FieldLabel, out.OpLabel, out.ValueLabel = say.T("webviews.field"), say.T("webviews.op"), say.T("webviews.value")
	for _, x := range b.fields.Fields() {
		if d := ownOf(b.own, x.Key); d != nil && d.Archived && x.Key != n.field {
			continue
		}
		title := say.T("audience.group." + x.Group)
		if last := len(out.Fields) - 1; last < 0 || out.Fields[last].Title != title {
			out.Fields = append(out.Fields, views.Choices{Title: title})
		}
		g := &out.Fields[len(out.Fields)-1]
		g.Options = append(g.Options, look.Option{Value: x.Key, Label: x.Name(say), Checked: x.Key == n.field})
	}
	if n.wrong != nil {
		out.Problem = say.Fault(n.wrong)
	}
	if !known {
		return
	}
	for _, op := range f.Ops() {
		out.Ops = append(out.Ops, look.Option{Value: string(op), Label: say.T("audience.op." + string(op)), Checked: op == n.op})
	}
	b.inputs(f, n, out)
}

// inputs are the fields of the values.
func (b *builder) inputs(f *audience.Field, n *node, out *views.Node) {
	say := b.v.say
	option := func(value, label string) look.Option {
		return look.Option{Value: value, Label: label, Checked: slices.Contains(n.values, value)}
	}
	switch {
	case n.op == audience.Known || n.op == audience.Unknown:
		return
	case f.Key == "owner":
		for _, u := range b.names.users {
			id := strconv.FormatInt(u.ID, 10)
			out.Choose = append(out.Choose, option(id, u.Name))
		}
		out.Choose = append(out.Choose, option("0", say.T("webviews.nobody")))
		return
	case f.Kind == audience.Entry:
		for _, t := range b.names.topics {
			out.Choose = append(out.Choose, option(strconv.FormatInt(t.ID, 10), t.Name))
		}
		return
	case len(f.Options) > 0:
		for _, o := range f.Options {
			out.Ticks = append(out.Ticks, option(o, f.Option(say, o)))
		}
		return
	}
	kind, boxes := "text", 1
	if n.op == audience.Between {
		boxes = 2
	}
	switch {
	case countsDays(n.op):
		kind = "number"
	case f.Kind == audience.Day:
		kind = "date"
	}
	values := n.values
	if f.Kind == audience.Text && len(values) > 1 {
		values = []string{strings.Join(values, "; ")}
	}
	for i := range boxes {
		x := views.Input{Type: kind}
		if i < len(values) {
			x.Value = values[i]
		}
		out.Inputs = append(out.Inputs, x)
	}
	if countsDays(n.op) {
		out.Unit = say.T("webviews.days")
	}
}

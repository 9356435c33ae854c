package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
	"github.com/stammkunde/stammkunde/internal/web/page/fields"
	forms "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const fieldsURL = "/einstellungen/felder"

// fieldsPage shows the firm's own fields: what they are called, for whom, in which order.
func (s *server) fieldsPage(v *visit) error {
	defs, err := field.All(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	say := v.say
	view := forms.View{Head: look.HeadView{Title: say.T("webfields.title"), Lede: say.T("webfields.lede"), Back: &look.LinkView{Label: say.T("place.settings"), Href: "/einstellungen"}}}
	used := forms.Card{Title: say.T("webfields.used"), Empty: say.T("webfields.none")}
	old := forms.Card{Title: say.T("webfields.archived"), Lede: say.T("webfields.archived.lede")}
	for i := range defs {
		d := &defs[i]
		if d.Archived {
			old.Rows = append(old.Rows, fieldRow(v, d))
		} else {
			used.Rows = append(used.Rows, fieldRow(v, d))
		}
	}
	view.Main = []forms.Card{used}
	if len(old.Rows) > 0 {
		view.Main = append(view.Main, old)
	}
	add := fieldForm(v, field.Definition{Kind: field.Text}, "neu")
	add.Hidden = append(add.Hidden, s.mark(v))
	view.Aside = []forms.Card{{Title: say.T("webfields.add"), Forms: []forms.Form{add}}}
	if v.refused != nil {
		view.Problem = say.Fault(v.refused.err)
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/einstellungen", Wide: true}, forms.Page(view))
}

func fieldRow(v *visit, d *field.Definition) forms.Row {
	whom := v.say.T("webfields.whom.all")
	if d.Whom != "" {
		whom = v.say.T("webfields.whom." + string(d.Whom))
	}
	r := forms.Row{Text: d.Label, Sub: known(v.say.T("field.kind."+string(d.Kind)), whom, strings.Join(d.Options, ", "))}
	m, url := row.Meta{ID: d.ID, Version: d.Version}, fieldsURL+"/"+strconv.FormatInt(d.ID, 10)
	if d.Archived {
		r.Acts = []look.ActView{rowAct(v, url, "zurueck", m, "webfields.bring_back", "quiet")}
		return r
	}
	r.Acts = []look.ActView{
		rowAct(v, url, "vor", m, "webviews.earlier", "quiet"), rowAct(v, url, "nach", m, "webviews.later", "quiet"),
		rowAct(v, url, "weg", m, "webfields.archive", "quiet"),
	}
	f := fieldForm(v, *d, "aendern")
	f.Title = v.say.T("webfields.change")
	r.Edit = &f
	return r
}

// fieldForm asks for a definition; the kind of a field that there is stays.
func fieldForm(v *visit, d field.Definition, act string) forms.Form {
	label := textField(v, "name", "webfields.label", d.Label)
	label.Required = true
	asked := []look.FieldView{label}
	if d.ID == 0 {
		kinds := make([]string, len(field.Kinds))
		for i, k := range field.Kinds {
			kinds[i] = string(k)
		}
		asked = append(asked, choice(v, "typ", "webfields.kind", "field.kind.", string(d.Kind), kinds))
	}
	whom := look.FieldView{Name: "fuer", Label: v.say.T("webfields.whom"), Options: []look.Option{{Label: v.say.T("webfields.whom.all"), Checked: d.Whom == ""}}}
	for _, k := range []customer.Kind{customer.Person, customer.Firm, customer.Contact, customer.Household} {
		whom.Options = append(whom.Options, look.Option{Value: string(k), Label: v.say.T("webfields.whom." + string(k)), Checked: d.Whom == k})
	}
	asked = append(asked, whom)
	if d.ID == 0 || d.Kind == field.Choice {
		options := textField(v, "moeglich", "webfields.options", strings.Join(d.Options, "\n"))
		options.Rows, options.Hint = 4, v.say.T("webfields.options.hint")
		asked = append(asked, options)
	}
	url := fieldsURL
	if d.ID != 0 {
		url += "/" + strconv.FormatInt(d.ID, 10)
	}
	return rowForm(v, url, act, row.Meta{ID: d.ID, Version: d.Version}, "", "button.save", asked...)
}

// addField makes a field of its form.
func (s *server) addField(v *visit) error {
	return s.onFields(v, func(tx *store.Tx) error {
		d := field.Definition{Label: v.field("name"), Kind: field.Kind(v.field("typ")), Whom: customer.Kind(v.field("fuer"))}
		if d.Kind == field.Choice {
			d.Options = strings.Split(v.field("moeglich"), "\n")
		}
		_, err := field.Define(v.ctx(), tx, v.user.ID, cal.At(s.Now()), d)
		return err
	})
}

// onFields runs a change of the fields once and leads back to them.
func (s *server) onFields(v *visit, do func(tx *store.Tx) error) error {
	if err := v.form(); err != nil {
		return err
	}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		return do(tx)
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, ""}
		return s.fieldsPage(v)
	}
	if err != nil {
		return err
	}
	return v.redirect(fieldsURL)
}

// changeField renames, moves, archives a field or brings it back.
func (s *server) changeField(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	return s.onFields(v, func(tx *store.Tx) error {
		d, err := field.Get(v.ctx(), tx, id)
		if err != nil {
			return err
		}
		m, err := v.row()
		if err != nil {
			return err
		}
		d.Version = m.Version
		switch do := v.field("act"); do {
		case "vor", "nach":
			return s.moveField(v, tx, id, do == "nach")
		case "weg", "zurueck":
			d.Archived = do == "weg"
		case "aendern":
			d.Label, d.Whom = v.field("name"), customer.Kind(v.field("fuer"))
			if d.Kind == field.Choice {
				d.Options = strings.Split(v.field("moeglich"), "\n")
			}
		default:
			return fault.New(fault.Invalid, "web.bad_form")
		}
		return field.Redefine(v.ctx(), tx, v.user.ID, cal.At(s.Now()), d)
	})
}

// moveField lets a field change places with its neighbour.
func (s *server) moveField(v *visit, tx *store.Tx, id int64, back bool) error {
	defs, err := field.InUse(v.ctx(), tx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(defs, func(d field.Definition) bool { return d.ID == id })
	j := i - 1
	if back {
		j = i + 1
	}
	if i < 0 || j < 0 || j >= len(defs) {
		return nil
	}
	defs[i], defs[j] = defs[j], defs[i]
	for at := range defs {
		if defs[at].Position == at+1 {
			continue
		}
		defs[at].Position = at + 1
		if err := field.Redefine(v.ctx(), tx, v.user.ID, cal.At(s.Now()), defs[at]); err != nil {
			return err
		}
	}
	return nil
}

// ownName is the name of the input of an own field.
func (s *server) ownName(d *field.Definition) string { return "eigen" + strconv.FormatInt(d.ID, 10) }

// ownGroup are the own fields in the form of a customer.
func (s *server) ownGroup(v *visit, c *customer.Customer) (page.FieldGroup, error) {
	group := page.FieldGroup{Title: v.say.T("webfields.group")}
	defs, err := field.InUse(v.ctx(), s.DB)
	if err != nil || len(defs) == 0 {
		return group, err
	}
	values, err := field.Of(v.ctx(), v.seen, c.ID)
	if err != nil {
		return group, err
	}
	for i := range defs {
		d := &defs[i]
		other := !d.For(c.Kind)
		if other && (c.ID != 0 || c.Kind == customer.Contact || d.Whom != customer.Person && d.Whom != customer.Firm) {
			continue
		}
		stands := ""
		if value, there := values[d.ID]; there {
			stands = d.Canonical(value)
		}
		f := ownField(v, d, stands)
		f.Name = s.ownName(d)
		if v.r.PostForm.Has(f.Name) {
			f.Value = v.r.PostForm.Get(f.Name)
			for k := range f.Options {
				f.Options[k].Checked = f.Options[k].Value == f.Value
			}
		}
		if c.ID == 0 && c.Kind != customer.Contact && d.Whom != "" { // shown with the kind that is chosen
			group.Only = append(group.Only, page.OnlyField{Kind: string(d.Whom), Field: f})
		} else {
			group.Fields = append(group.Fields, f)
		}
		group.Hidden = append(group.Hidden, look.Hidden{Name: f.Name + "war", Value: stands})
	}
	return group, nil
}

// ownField is the input of an own field that holds a canonical text.
func ownField(v *visit, d *field.Definition, stands string) look.FieldView {
	f := look.FieldView{Label: d.Label, Value: stands, Autocomplete: "off"}
	option := func(value, label string) {
		f.Options = append(f.Options, look.Option{Value: value, Label: label, Checked: value == stands})
	}
	switch d.Kind {
	case field.Flag:
		option("", "–")
		option(field.Yes, v.say.T("field.yes"))
		option(field.No, v.say.T("field.no"))
	case field.Choice:
		option("", "–")
		for _, o := range d.Options {
			option(o, o)
		}
		if stands != "" && !slices.Contains(d.Options, stands) {
			option(stands, stands)
		}
	case field.Day:
		f.Type = "date"
	case field.Number:
		if n, err := money.ParseDecimal(stands); err == nil {
			f.Value = v.say.Decimal(n)
		}
	case field.Money:
		if n, err := strconv.ParseInt(stands, 10, 64); err == nil {
			f.Value = v.say.Decimal(money.Decimal{Digits: n, Scale: 2})
		}
	case field.Text:
	}
	return f
}

// readOwn turns what somebody typed into the canonical text of a field.
func readOwn(v *visit, d *field.Definition, text string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", nil
	}
	switch d.Kind {
	case field.Money:
		c, err := v.say.ParseAmount(text, "")
		return strconv.FormatInt(int64(c), 10), err
	case field.Number:
		n, err := v.say.ParseNumber(text)
		return n.String(), err
	case field.Day:
		day, err := v.say.ParseDate(text, v.facts.today)
		return day.String(), err
	case field.Flag:
		if answer, known := yesWords[strings.ToLower(text)]; known {
			return answer, nil
		}
	case field.Text, field.Choice:
	}
	return text, nil
}

var yesWords = map[string]string{"ja": field.Yes, "yes": field.Yes, "nein": field.No, "no": field.No}

// saveOwn writes the own fields that the form of a customer has sent.
func (s *server) saveOwn(v *visit, tx *store.Tx, id int64) error {
	defs, err := field.InUse(v.ctx(), tx)
	if err != nil {
		return err
	}
	c, err := customer.Get(v.ctx(), tx, id)
	if err != nil {
		return err
	}
	var changes []field.Change
	for i := range defs {
		name := s.ownName(&defs[i])
		if !v.r.PostForm.Has(name) || !defs[i].For(c.Kind) && v.r.PostForm.Get(name+"war") == "" { // hidden from this kind
			continue
		}
		to, err := readOwn(v, &defs[i], v.r.PostForm.Get(name))
		if err != nil {
			return err
		}
		changes = append(changes, field.Change{Field: defs[i].ID, From: v.r.PostForm.Get(name + "war"), To: to})
	}
	return field.Set(v.ctx(), tx, row.By{Actor: v.user.ID, At: cal.At(s.Now())}, id, changes)
}

// ownCard shows the own fields on the page of a customer.
func (s *server) ownCard(v *visit, c *customer.Customer) (templ.Component, error) {
	defs, err := store.Same(v.ctx(), v.seen, "own fields", func(ctx context.Context) ([]field.Definition, error) { return field.All(ctx, s.DB) })
	if err != nil {
		return nil, err
	}
	if len(defs) == 0 {
		return templ.NopComponent, nil
	}
	values, err := field.Of(v.ctx(), v.seen, c.ID)
	if err != nil {
		return nil, err
	}
	card := fields.Card{Title: v.say.T("webfields.group")}
	if v.user.Role.Writes() {
		card.Edit = &look.LinkView{Label: v.say.T("button.edit"), Href: customerURL(c.ID) + "/bearbeiten"}
	}
	for i := range defs {
		d := &defs[i]
		_, there := values[d.ID]
		if !there && (d.Archived || !d.For(c.Kind)) || !seesFigures(v.user.Role) && d.Kind == field.Money {
			continue
		}
		card.Values = append(card.Values, look.Pair{Label: d.Label, Value: cmp.Or(ownText(v.say, d, values), "–")})
	}
	if len(card.Values) == 0 {
		return templ.NopComponent, nil
	}
	return fields.Own(card), nil
}

package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/customers"
)

// cellFields are the fields of the record that the list can edit beside the owner.
var cellFields = []customer.Field{
	customer.FieldKind, customer.FieldNumber, customer.FieldNote,
	customer.FieldFirstName, customer.FieldLastName, customer.FieldCompany, customer.FieldSalutation, customer.FieldTitle, customer.FieldAddressForm,
	customer.FieldStreet, customer.FieldPostcode, customer.FieldCity, customer.FieldCountry, customer.FieldPhone, customer.FieldEmail,
	customer.FieldVATID, customer.FieldBirthday, customer.FieldCard, customer.FieldOrigin, customer.FieldFavourite,
}

// cellURL is where a value of the list is edited.
func cellURL(id int64, key string) string {
	return customerURL(id) + "/zelle?spalte=" + url.QueryEscape(key)
}

// cell is one value of one customer that the list can edit.
type cell struct {
	customer.Customer
	key   string
	own   *field.Definition // nil for a field of the record
	defs  []field.Definition
	names *names
	value string // canonical
	shown string
}

// cellAt reads the cell that the address names.
func (s *server) cellAt(v *visit) (*cell, error) {
	c, err := s.customerAt(v)
	if err != nil {
		return nil, err
	}
	x := &cell{Customer: c, key: v.r.URL.Query().Get("spalte")}
	if x.defs, err = field.InUse(v.ctx(), s.DB); err != nil {
		return nil, err
	}
	if x.names, err = s.knownNames(v); err != nil {
		return nil, err
	}
	x.own = ownOf(x.defs, x.key)
	switch {
	case x.own != nil:
		values, err := field.Of(v.ctx(), v.seen, c.ID)
		if err != nil {
			return nil, err
		}
		if value, there := values[x.own.ID]; there {
			x.value = x.own.Canonical(value)
		}
		x.shown = ownText(v.say, x.own, values)
		if x.own.Kind == field.Money && !seesFigures(v.user.Role) {
			return nil, fault.New(fault.Forbidden, "fault.forbidden")
		}
	case x.key == "owner":
		x.value, x.shown = strconv.FormatInt(c.OwnerID, 10), x.names.user(c.OwnerID)
	case x.key == string(customer.FieldKind) && !otherKind(c.Kind):
		return nil, fault.New(fault.NotFound, "web.no_such_page")
	case slices.Contains(cellFields, customer.Field(x.key)):
		x.value, x.shown = c.Get(customer.Field(x.key)), recordText(v, &c, customer.Field(x.key))
	default:
		return nil, fault.New(fault.NotFound, "web.no_such_page")
	}
	return x, nil
}

// cellPage shows the field of a value, or the value again when nobody wants it changed.
func (s *server) cellPage(v *visit) error {
	x, err := s.cellAt(v)
	if err != nil {
		return err
	}
	if v.fragment && v.r.URL.Query().Get("lassen") != "" || !v.user.Role.Writes() {
		return v.part(pageCode(v), customers.Value(customers.ValueCell{Text: x.shown, URL: cellURL(x.ID, x.key), Label: columnTitle(v, x.defs, x.key) + " " + x.shown}))
	}
	return s.showCell(v, x)
}

// pageCode is the status of an answer that may show a refused form.
func pageCode(v *visit) int {
	if v.refused != nil {
		return status(v.refused.err)
	}
	return 200
}

func (s *server) showCell(v *visit, x *cell) error {
	title := columnTitle(v, x.defs, x.key)
	e := customers.EditCell{
		URL: cellURL(x.ID, x.key), Label: title, Value: x.value, Save: v.say.T("button.save"), CancelWord: v.say.T("button.cancel"),
		Cancel: cellURL(x.ID, x.key) + "&lassen=1", Hidden: []look.Hidden{{Name: "war", Value: x.value}}, Inside: v.fragment,
	}
	if !v.fragment {
		e.Cancel = customerURL(x.ID)
	}
	switch {
	case x.own != nil:
		f := ownField(v, x.own, x.value)
		e.Value, e.Options = f.Value, f.Options
	case x.key == "owner":
		e.Options = colleagueOptions(v, x.names, x.value)
	case x.key == string(customer.FieldSalutation) && (x.value == "" || salutation(x.value) != ""):
		e.Options = salutations(v)
	case x.key == string(customer.FieldAddressForm):
		e.Options = addressForms(v, x.value)
	case x.key == string(customer.FieldBirthday):
		e.Value = birthdayShown(v, x.value)
	case x.key == string(customer.FieldKind):
		for _, k := range []customer.Kind{customer.Person, customer.Firm} {
			e.Options = append(e.Options, look.Option{Value: string(k), Label: v.say.T("list.kind." + string(k))})
		}
		e.Hint = v.say.T("webviews.cell.kind")
	case x.key == string(customer.FieldNumber):
		e.Hint = v.say.T("webviews.cell.number")
	case x.key == string(customer.FieldNote):
		e.Rows, e.Hint = 4, v.say.T("webdata.readable")
	}
	for i := range e.Options {
		e.Options[i].Checked = e.Options[i].Value == e.Value
	}
	if v.refused != nil { // typed again over what stands there now
		e.Problem, e.Value = v.say.Fault(v.refused.err), v.r.PostForm.Get("wert")
		if fault.KindOf(v.refused.err) == fault.Conflict {
			e.Problem += " " + v.say.T("webviews.cell.now", cmp.Or(x.shown, "–"))
		}
		for i := range e.Options {
			e.Options[i].Checked = e.Options[i].Value == e.Value
		}
	}
	if v.fragment {
		return v.part(pageCode(v), customers.Edit(e))
	}
	head := look.HeadView{Title: title, Lede: x.Shown(), Back: &look.LinkView{Label: x.Shown(), Href: customerURL(x.ID)}}
	return s.page(v, sheet{Title: title, At: "/kunden"}, customers.Single(head, e))
}

// otherKind tells whether somebody may become a person of a firm, or the reverse: contact
// persons and households stay what they are.
func otherKind(k customer.Kind) bool { return k == customer.Person || k == customer.Firm }

func colleagueOptions(v *visit, n *names, now string) []look.Option {
	list := []look.Option{{Value: "0", Label: v.say.T("webviews.nobody"), Checked: now == "0"}}
	for _, u := range n.active() {
		id := strconv.FormatInt(u.ID, 10)
		list = append(list, look.Option{Value: id, Label: u.Name, Checked: id == now})
	}
	if _, err := strconv.ParseInt(now, 10, 64); err == nil && !slices.ContainsFunc(list, func(o look.Option) bool { return o.Value == now }) {
		list = append(list, look.Option{Value: now, Label: n.of("owner", now), Checked: true}) // who was chosen before
	}
	return list
}

// saveCell saves a value that was edited in the list. Whoever would overwrite what
// somebody else has just written is told and shown both.
func (s *server) saveCell(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	x, err := s.cellAt(v)
	if err != nil {
		return err
	}
	if x.own != nil && !x.own.For(x.Kind) {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error { return s.writeCell(v, tx, x) })
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, "wert"}
		if x, err = s.cellAt(v); err != nil {
			return err
		}
		return s.showCell(v, x)
	}
	if err != nil {
		return err
	}
	s.changed()
	if !v.fragment {
		return v.redirect(customerURL(x.ID))
	}
	if x, err = s.cellAt(v); err != nil {
		return err
	}
	return v.part(200, customers.Value(customers.ValueCell{Text: x.shown, URL: cellURL(x.ID, x.key), Label: columnTitle(v, x.defs, x.key) + " " + x.shown}))
}

func (s *server) writeCell(v *visit, tx *store.Tx, x *cell) error {
	was, text := v.r.PostForm.Get("war"), v.field("wert")
	if x.own != nil {
		to, err := readOwn(v, x.own, text)
		if err != nil {
			return err
		}
		return field.Set(v.ctx(), tx, row.By{Actor: v.user.ID, At: cal.At(s.Now())}, x.ID, []field.Change{{Field: x.own.ID, From: was, To: to}})
	}
	c, err := customer.Get(v.ctx(), tx, x.ID)
	if err != nil {
		return err
	}
	f, limit := customer.Field(x.key), lineLimit
	if f == customer.FieldNote {
		limit = textLimit
	}
	if n := len([]rune(text)); n > limit {
		return fault.New(fault.Invalid, "web.too_long", limit, n)
	}
	if f == customer.FieldKind && !otherKind(customer.Kind(text)) {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	stands := c.Get(f)
	if f == customer.FieldBirthday {
		text = birthdayTyped(v, text)
	}
	if x.key == "owner" {
		f, stands = customer.FieldOwner, strconv.FormatInt(c.OwnerID, 10)
		if text != "0" && !slices.ContainsFunc(colleagueOptions(v, x.names, ""), func(o look.Option) bool { return o.Value == text }) {
			return fault.New(fault.Invalid, "web.bad_form")
		}
	}
	if was != stands && text != stands {
		return fault.New(fault.Conflict, "customer.changed_meanwhile", c.Shown())
	}
	_, err = party.Update(v.ctx(), tx, s.by(v), v.facts.today, c.ID, c.Version, customer.Fields{f: text})
	return err
}

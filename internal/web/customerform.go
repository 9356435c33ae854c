package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
)

// formGroups are the fields of the form in their order, under their headings.
var formGroups = []struct {
	title  string
	fields []customer.Field
}{
	{"webdata.form.who", []customer.Field{customer.FieldFirstName, customer.FieldLastName, customer.FieldCompany, customer.FieldSalutation, customer.FieldTitle, customer.FieldNumber}},
	{"webdata.form.reach", []customer.Field{customer.FieldPhone, customer.FieldEmail, customer.FieldStreet, customer.FieldPostcode, customer.FieldCity, customer.FieldCountry}},
	{"webdata.form.more", []customer.Field{customer.FieldRole, customer.FieldVATID, customer.FieldBirthday, customer.FieldCard, customer.FieldOrigin, customer.FieldFavourite, customer.FieldNote}},
}

// formFields are all that the form sends.
func formFields() []customer.Field {
	list := []customer.Field{customer.FieldKind, customer.FieldAddressForm}
	for _, g := range formGroups {
		list = append(list, g.fields...)
	}
	return list
}

// typed reads the fields that the form has sent.
func typed(v *visit) customer.Fields {
	set := customer.Fields{}
	for _, f := range formFields() {
		if v.r.PostForm.Has(string(f)) {
			set[f] = v.field(string(f))
		}
	}
	if day, sent := set[customer.FieldBirthday]; sent {
		set[customer.FieldBirthday] = birthdayTyped(v, day)
	}
	return set
}

// newCustomerPage is the empty form, or with a name that was searched in vain.
func (s *server) newCustomerPage(v *visit) error {
	v.again()
	q := v.r.URL.Query()
	c := customer.Customer{Kind: customer.Person}
	name := strings.TrimSpace(q.Get("name"))
	if at := strings.LastIndexByte(name, ' '); at > 0 {
		c.FirstName, c.LastName = name[:at], name[at+1:]
	} else {
		c.LastName = name
	}
	if firm, err := strconv.ParseInt(q.Get("firma"), 10, 64); err == nil {
		c.Kind, c.FirmID = customer.Contact, firm
	}
	return s.customerForm(v, http.StatusOK, c, nil)
}

// createCustomer saves a new customer.
func (s *server) createCustomer(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	var c customer.Customer
	set := typed(v)
	if firm := v.field("firm_id"); firm != "" {
		set[customer.FieldFirm], set[customer.FieldKind] = firm, string(customer.Contact)
	}
	for f, text := range set {
		if err := c.Set(f, text); err != nil {
			return s.customerForm(v, status(err), c, err)
		}
	}
	if err := v.fits(customerLimits()); err != nil {
		return s.customerForm(v, status(err), c, err)
	}
	id, err := s.newCustomer(v, func(tx *store.Tx) (int64, error) {
		if err := s.knownAlready(v, tx, c); err != nil {
			return 0, err
		}
		if err := s.readmit(v, tx, c.Email); err != nil {
			return 0, err
		}
		id, err := customer.Create(v.ctx(), tx, s.by(v), c)
		if err != nil {
			return 0, err
		}
		return id, s.saveOwn(v, tx, id)
	})
	if k := fault.KindOf(err); err != nil && k != fault.Internal {
		return s.customerForm(v, status(err), c, err)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(customerURL(id))
}

// newCustomer makes the customer of a form once, however often it is sent.
func (s *server) newCustomer(v *visit, create func(*store.Tx) (int64, error)) (id int64, err error) {
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		made, first, err := s.sent(v, tx)
		if err != nil || !first {
			id = made
			return err
		}
		if id, err = create(tx); err != nil {
			return err
		}
		return s.made(v, tx, id)
	})
	return id, err
}

// anew is the box by which somebody who was deleted is entered on purpose.
const anew = "neuanlegen"

// readmit lets somebody who was deleted on his wish come in again when the person has
// ticked that; it fails with fault.Conflict "intakerun.was_erased" when not.
func (s *server) readmit(v *visit, tx *store.Tx, mail string) error {
	eraser := intake.Eraser{Secret: []byte(v.facts.firm.Secret)}
	gone, err := eraser.Erased(v.ctx(), tx, mail)
	if err != nil || !gone {
		return err
	}
	if v.field(anew) == "" {
		return fault.New(fault.Conflict, "intakerun.was_erased")
	}
	return eraser.Readmit(v.ctx(), tx, mail)
}

// editCustomerPage is the form with what is known.
func (s *server) editCustomerPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	return s.customerForm(v, http.StatusOK, c, nil)
}

// saveCustomer saves what was changed. When somebody else was quicker, both values are
// shown and the next save overwrites.
func (s *server) saveCustomer(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	version, err := v.version()
	if err != nil {
		return err
	}
	set := typed(v)
	if err = v.fits(customerLimits()); err == nil {
		err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
			if _, err := party.Update(v.ctx(), tx, s.by(v), v.facts.today, id, version, set); err != nil { // what is replaced is kept
				return err
			}
			return s.saveOwn(v, tx, id)
		})
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Internal || k == fault.NotFound) {
		return err
	}
	if err == nil {
		s.changed()
		return v.redirect(customerURL(id))
	}
	now, e := customer.Get(v.ctx(), v.seen, id)
	if e != nil {
		return e
	}
	mine := now
	for f, text := range set {
		if e := mine.Set(f, text); e != nil {
			err = e
		}
	}
	return s.customerForm(v, status(err), mine, err, differences(v, &now, set, err)...)
}

// differences are the fields in which the stored customer differs from what was typed.
func differences(v *visit, now *customer.Customer, set customer.Fields, err error) []page.ConflictRow {
	if fault.KindOf(err) != fault.Conflict {
		return nil
	}
	var rows []page.ConflictRow
	for _, f := range formFields() {
		if mine, sent := set[f]; sent && mine != now.Get(f) {
			rows = append(rows, page.ConflictRow{Label: v.say.T("webdata.field." + string(f)), Theirs: now.Get(f), Mine: mine})
		}
	}
	return rows
}

// customerForm shows the form with what was typed and what is wrong with it.
func (s *server) customerForm(v *visit, code int, c customer.Customer, failure error, conflict ...page.ConflictRow) error {
	say := v.say
	view := page.FormView{
		Head: look.HeadView{Title: say.T("webdata.form.new"), Lede: say.T("webdata.form.lede"), Back: &look.LinkView{Label: say.T("place.customers"), Href: "/kunden"}},
		URL:  "/kunden/neu", Save: say.T("button.save"), Cancel: look.ButtonView{Label: say.T("button.cancel"), Href: "/kunden", Style: "quiet"},
		Conflict: conflict, Hidden: []look.Hidden{s.mark(v)}, Words: page.ConflictWords{Field: say.T("webdata.form.field"), Theirs: say.T("webdata.form.theirs"), Mine: say.T("webdata.form.mine")},
	}
	if c.ID != 0 {
		view.Head.Title, view.Head.Back = say.T("webdata.form.edit", c.Shown()), &look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)}
		view.URL, view.Cancel.Href, view.Version = customerURL(c.ID)+"/bearbeiten", customerURL(c.ID), strconv.FormatInt(c.Version, 10)
		view.Danger = &look.ButtonView{Label: say.T("webdata.delete"), Icon: "trash-2", Href: customerURL(c.ID) + "/loeschen", Style: "danger"}
	}
	if failure != nil {
		view.Problem = say.Fault(failure)
	}
	if e := fault.Of(failure); e != nil && e.Key == "duplicate.known_already" { // asked once
		view.Save = say.T("duplicate.near.anyway")
		view.Hidden = append(view.Hidden, look.Hidden{Name: "trotzdem", Value: "1"})
	}
	ticked := c.ID == 0 && v.field(anew) != ""
	if e := fault.Of(failure); ticked || e != nil && e.Key == "intakerun.was_erased" {
		view.Ask = &look.CheckView{Name: anew, Label: say.T("intakerun.readmit"), Checked: ticked}
	}
	if v.field("trotzdem") != "" && c.ID == 0 {
		view.Hidden = append(view.Hidden, look.Hidden{Name: "trotzdem", Value: "1"})
	}
	if c.Kind == customer.Contact {
		if c.ID == 0 {
			view.Hidden = append(view.Hidden, look.Hidden{Name: "firm_id", Value: strconv.FormatInt(c.FirmID, 10)})
		}
	} else if c.Kind != customer.Household { // a household stays one
		view.Kind = look.SegmentView{Name: string(customer.FieldKind), Legend: say.T("web.welcome.kind"), Options: []look.Option{
			{Value: string(customer.Person), Label: say.T("web.welcome.human"), Icon: "user", Checked: c.Kind != customer.Firm},
			{Value: string(customer.Firm), Label: say.T("web.welcome.firm"), Icon: "store", Checked: c.Kind == customer.Firm},
		}}
	}
	for _, g := range formGroups {
		group := page.FieldGroup{Title: say.T(g.title)}
		for _, f := range g.fields {
			if f == customer.FieldRole && c.Kind != customer.Contact {
				continue
			}
			group.Fields = append(group.Fields, formField(v, &c, f, failure))
		}
		view.Groups = append(view.Groups, group)
	}
	own, err := s.ownGroup(v, &c)
	if err != nil {
		return err
	}
	if len(own.Fields)+len(own.Only) > 0 {
		view.Groups = append(view.Groups, own)
	}
	view.Address = look.SegmentView{Name: string(customer.FieldAddressForm), Legend: say.T("web.welcome.address"), ShowLegend: true, Options: addressForms(v, c.AddressForm)}
	content, err := s.watched(v, &c, page.Form(view))
	if err != nil {
		return err
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/kunden"}, content)
}

// addressForms are the forms of address of the record.
func addressForms(v *visit, now string) []look.Option {
	return []look.Option{
		{Value: "", Label: v.say.T("webdata.form.usual"), Checked: now == ""},
		{Value: "sie", Label: v.say.T("web.address.sie"), Checked: now == "sie"},
		{Value: "du", Label: v.say.T("web.address.du"), Checked: now == "du"},
	}
}

// faultFields are the fields that a broken rule speaks of.
var faultFields = map[string]customer.Field{
	"customer.email": customer.FieldEmail, "customer.birthday": customer.FieldBirthday, "customer.needs_name": customer.FieldLastName,
}

func formField(v *visit, c *customer.Customer, f customer.Field, failure error) look.FieldView {
	view := look.FieldView{Name: string(f), Label: v.say.T("webdata.field." + string(f)), Value: c.Get(f), Autocomplete: "off"}
	switch f {
	case customer.FieldPhone:
		view.Type = "tel"
	case customer.FieldSalutation:
		if view.Value == "" || salutation(view.Value) != "" {
			view.Options = salutations(v)
		}
	case customer.FieldNote:
		view.Rows, view.Hint = 3, v.say.T("webdata.readable")
	case customer.FieldBirthday:
		view.Value, view.Hint = birthdayShown(v, view.Value), v.say.T("webdata.field.birthday.hint")
	default: // one line of text
	}
	if e := fault.Of(failure); e != nil && faultFields[e.Key] == f && f != "" {
		view.Error = v.say.Fault(failure)
	}
	if f == customer.FieldFirstName && c.ID == 0 && failure == nil {
		view.Attrs = map[string]any{"autofocus": true} // a new customer begins with the name
	}
	return v.kept(v.r.URL.Path, view)
}

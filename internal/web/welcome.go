package web

import (
	"net/http"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/today"
)

// welcomePage asks for one favourite customer: the third way in.
func (s *server) welcomePage(v *visit) error {
	v.again()
	return s.askPerson(v, http.StatusOK, customer.Customer{Kind: customer.Person, AddressForm: v.facts.firm.AddressForm}, nil)
}

func (s *server) askPerson(v *visit, code int, c customer.Customer, failure error) error {
	say := v.say
	field := func(f customer.Field, word string) look.FieldView {
		return v.kept("/kennenlernen", look.FieldView{Name: string(f), Label: say.T(word), Value: c.Get(f), Autocomplete: "off"}) // it is about somebody else
	}
	view := today.WelcomeView{
		Head:   look.HeadView{Title: say.T("web.welcome.title"), Lede: say.T("web.welcome.lede"), Back: &look.LinkView{Label: say.T("place.today"), Href: "/"}},
		Submit: say.T("web.welcome.submit"), Mark: s.mark(v),
		Kind: look.SegmentView{Name: string(customer.FieldKind), Legend: say.T("web.welcome.kind"), Options: []look.Option{
			{Value: string(customer.Person), Label: say.T("web.welcome.human"), Icon: "user", Checked: c.Kind != customer.Firm},
			{Value: string(customer.Firm), Label: say.T("web.welcome.firm"), Icon: "store", Checked: c.Kind == customer.Firm},
		}},
		Address: look.SegmentView{Name: string(customer.FieldAddressForm), Legend: say.T("web.welcome.address"), ShowLegend: true, Options: []look.Option{
			{Value: "sie", Label: say.T("web.address.sie"), Checked: c.AddressForm != "du"}, {Value: "du", Label: say.T("web.address.du"), Checked: c.AddressForm == "du"},
		}},
	}
	sal := field(customer.FieldSalutation, "web.start.salutation")
	sal.Options = salutations(v)
	likes := field(customer.FieldFavourite, "web.welcome.likes")
	likes.Hint = say.T("web.welcome.likes.hint")
	note := field(customer.FieldNote, "web.welcome.note")
	note.Rows, note.Hint = 2, say.T("web.welcome.note.hint")
	first := field(customer.FieldFirstName, "web.welcome.first")
	first.Attrs = map[string]any{"autofocus": true}
	view.Fields = []look.FieldView{
		first, field(customer.FieldLastName, "web.welcome.last"),
		field(customer.FieldCompany, "web.welcome.company"), sal, field(customer.FieldPhone, "web.welcome.phone"), likes, note,
	}
	if failure != nil {
		view.Problem = say.Fault(failure)
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/"}, today.Welcome(view))
}

// welcomeFields are what the form may set.
var welcomeFields = []customer.Field{
	customer.FieldFirstName, customer.FieldLastName, customer.FieldCompany, customer.FieldSalutation, customer.FieldAddressForm,
	customer.FieldPhone, customer.FieldFavourite, customer.FieldNote, customer.FieldKind,
}

// welcome saves the customer and puts the first question into today's list.
func (s *server) welcome(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	var c customer.Customer
	for _, f := range welcomeFields {
		if err := c.Set(f, v.field(string(f))); err != nil {
			return s.askPerson(v, status(err), c, err)
		}
	}
	if c.FirstName == "" && c.LastName == "" && c.Company == "" {
		err := fault.New(fault.Invalid, "web.welcome.needs_name")
		return s.askPerson(v, status(err), c, err)
	}
	if err := v.fits(customerLimits()); err != nil {
		return s.askPerson(v, status(err), c, err)
	}
	id, err := s.newCustomer(v, func(tx *store.Tx) (int64, error) {
		id, err := customer.Create(v.ctx(), tx, s.by(v), c)
		if err != nil {
			return 0, err
		}
		c.ID = id
		return id, s.Desk.Welcome(v.ctx(), tx, v.user.ID, c, v.facts.today, s.trade(v))
	})
	if k := fault.KindOf(err); err != nil && k != fault.Internal {
		return s.askPerson(v, status(err), c, err)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect("/kennenlernen/" + customerURL(id)[len("/kunden/"):])
}

// briefPage is the half page about one person, with the good next question.
func (s *server) briefPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	who := locale.Person{Name: c.Shown(), Family: c.LastName, Salutation: locale.ParseSalutation(c.Salutation), Firm: c.Kind == customer.Firm}
	question := "web.brief.question"
	if c.Favourite != "" {
		question = "web.brief.question.known"
	}
	values := locale.V{"who": who, "article": c.Favourite}
	view := today.BriefView{
		Head:     look.HeadView{Title: v.say.T("web.brief.title", c.Shown()), Lede: v.say.T("web.brief.lede")},
		Question: v.say.T(question, values), Title: c.Shown(), Write: v.say.T("web.brief.write"),
		Links: []look.ButtonView{
			{Label: v.say.T("button.print"), Icon: "printer", Type: "button", Attrs: map[string]any{"data-print": true}},
			{Label: v.say.T("web.brief.customer"), Href: customerURL(c.ID)},
			{Label: v.say.T("web.brief.today"), Icon: "sun", Href: "/", Style: "primary"},
		},
	}
	row := func(word, value string) {
		if value != "" {
			view.Rows = append(view.Rows, look.Pair{Label: v.say.T(word), Value: value})
		}
	}
	row("web.brief.address", v.say.T("web.brief.address.value", v.say.Address(who), addressWord(v, c)))
	row("web.welcome.phone", dialling(v, c.Phone, c.Country).Text)
	row("web.brief.likes", c.Favourite)
	row("web.welcome.note", c.Note)
	row("web.brief.since", v.say.Date(v.facts.today))
	return s.page(v, sheet{Title: view.Head.Title, At: "/"}, today.Brief(view))
}

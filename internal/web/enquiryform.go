package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/enquiry"
)

// newEnquiryPage is the empty form, for a customer where one is named, and the field for
// a mail.
func (s *server) newEnquiryPage(v *visit) error {
	e := enquiry.Enquiry{Origin: "phone", Owner: v.user.ID}
	if id, err := strconv.ParseInt(v.r.URL.Query().Get("kunde"), 10, 64); err == nil {
		c, err := customer.Get(v.ctx(), v.seen, id)
		if err != nil {
			return err
		}
		e.Customer, e.Name, e.Company, e.Email, e.Phone = c.ID, c.Shown(), c.Company, c.Email, c.Phone
		switch c.Kind {
		case customer.Firm: // who asks there is typed
			e.Name, e.Company = "", c.Shown()
		case customer.Contact:
			firm, err := stillThere(v, c.FirmID)
			if err != nil {
				return err
			}
			e.Company = firm.Shown()
		case customer.Person, customer.Household, customer.Unassigned: // asks for himself
		}
	}
	return s.enquiryFormPage(v, http.StatusOK, e, nil, true)
}

// enquiryFormPage shows the form for a new enquiry; mail adds the field for a mail.
func (s *server) enquiryFormPage(v *visit, code int, e enquiry.Enquiry, failure error, mail bool) error {
	say := v.say
	people, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	view := page.FormPage{Head: look.HeadView{Title: say.T("web.enquiry.new"), Back: &look.LinkView{Label: say.T("web.enquiry.title"), Href: "/anfragen"}}}
	if failure != nil {
		view.Problem = say.Fault(failure)
	}
	f := enquiryFields(v, &e, people)
	f.Title, f.URL, f.Submit = say.T("web.enquiry.typed"), "/anfragen/neu", look.ButtonView{Label: say.T("web.enquiry.take"), Style: "primary"}
	names, err := json.Marshal(e.Files)
	if err != nil {
		return err
	}
	f.Hidden = []look.Hidden{
		{Name: "kunde", Value: number(e.Customer)}, {Name: "mail", Value: e.MessageID}, {Name: "eingang", Value: number(int64(e.ReceivedAt))}, {Name: "dateien", Value: string(names)},
	}
	if e := fault.Of(failure); e != nil && e.Key == "intakerun.was_erased" { // asked once
		f.Submit.Label = say.T("web.enquiry.readmit")
		f.Hidden = append(f.Hidden, look.Hidden{Name: anew, Value: "1"})
	}
	view.Forms = []page.Form{f}
	if mail && e.Customer == 0 {
		view.Forms = append(view.Forms, page.Form{
			ID: "mail", Title: say.T("web.enquiry.frommail"), Note: say.T("web.enquiry.frommail.note"), URL: "/anfragen/mail", Files: true, Drop: say.T("web.enquiry.drop"),
			Fields: []look.FieldView{{Name: "mail", Label: say.T("web.enquiry.paste"), Rows: 6}}, Submit: look.ButtonView{Label: say.T("web.enquiry.read")},
		})
	}
	if e.Origin == "mail" && failure == nil {
		view.Notes = []look.NoteView{{Tone: look.ToneHoney, Text: say.T("web.enquiry.check")}}
		if len(e.Files) > 0 {
			view.Notes = append(view.Notes, look.NoteView{Text: say.T("web.enquiry.files", say.List(e.Files))})
		}
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/anfragen"}, page.Typed(view))
}

// enquiryFields are the fields that people type.
func enquiryFields(v *visit, e *enquiry.Enquiry, people []team.User) page.Form {
	say := v.say
	field := func(name, key, value string) look.FieldView {
		return look.FieldView{Name: name, Label: say.T("web.enquiry.f." + key), Value: value}
	}
	origin := field("herkunft", "origin", e.Origin)
	for _, o := range enquiry.Origins {
		origin.Options = append(origin.Options, look.Option{Value: o, Label: say.T("web.enquiry.origin." + o)})
	}
	wish := field("wunsch", "wish", string(e.Wish))
	wish.Options = wayOptions(v, true)
	owner := field("zustaendig", "owner", number(e.Owner))
	owner.Options = ownerOptions(v, people)
	sought, message := field("gesucht", "sought", e.Sought), field("nachricht", "message", e.Message)
	sought.Required, sought.Attrs = true, map[string]any{"maxlength": strconv.Itoa(enquiry.MaxSought)}
	message.Rows = 6
	email, phone, times := field("email", "email", e.Email), field("telefon", "phone", e.Phone), field("zeiten", "times", e.WishTimes)
	email.Type, email.Attrs = "text", map[string]any{"inputmode": "email"}
	phone.Type = "tel"
	times.Hint = say.T("web.enquiry.times.hint")
	return page.Form{Fields: []look.FieldView{sought, origin, field("name", "name", e.Name), field("firma", "company", e.Company), email, phone, wish, times, owner, field("gefunden", "found", e.Found), message}}
}

// typedEnquiry reads these fields.
func typedEnquiry(v *visit) enquiry.Enquiry {
	owner, _ := strconv.ParseInt(v.field("zustaendig"), 10, 64)
	return enquiry.Enquiry{
		Origin: v.field("herkunft"), Sought: v.field("gesucht"), Message: v.field("nachricht"), Name: v.field("name"), Company: v.field("firma"), Email: v.field("email"),
		Phone: v.field("telefon"), Wish: interaction.Channel(v.field("wunsch")), WishTimes: v.field("zeiten"), Owner: owner, Found: v.field("gefunden"),
	}
}

// createEnquiry takes down what was typed.
func (s *server) createEnquiry(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	e := typedEnquiry(v)
	e.Customer, _ = strconv.ParseInt(v.field("kunde"), 10, 64)
	e.MessageID = v.field("mail")
	if at, err := strconv.ParseInt(v.field("eingang"), 10, 64); err == nil && at > 0 {
		e.ReceivedAt = cal.Instant(at)
	}
	if names := v.field("dateien"); names != "" {
		if err := json.Unmarshal([]byte(names), &e.Files); err != nil {
			return fault.Wrap(err, fault.Invalid, "web.bad_form")
		}
	}
	var id int64
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) (err error) {
		if e.Customer == 0 { // then he becomes one
			if err := s.readmit(v, tx, e.Email); err != nil {
				return err
			}
		}
		id, err = enquiry.Receive(v.ctx(), tx, s.byNow(v), v.answerClock(), e)
		return err
	})
	if k := fault.KindOf(err); err != nil && k != fault.Internal {
		return s.enquiryFormPage(v, status(err), e, err, false)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(enquiryURL(id))
}

// readMail reads a mail that was dropped or pasted into the form; nothing is kept before
// somebody has looked at it.
func (s *server) readMail(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, enquiry.MaxMail+maxForm)
	if err := v.r.ParseMultipartForm(maxForm); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return err
		}
		return fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	defer func() { _ = v.r.MultipartForm.RemoveAll() }()
	var m enquiry.Mail
	file, _, err := v.r.FormFile("datei")
	switch {
	case err == nil:
		defer func() { _ = file.Close() }()
		if m, err = enquiry.ParseMail(file); err != nil {
			if fault.Of(err) != nil {
				return s.enquiryFormPage(v, status(err), enquiry.Enquiry{Origin: "mail", Owner: v.user.ID}, err, true)
			}
			return err
		}
	case v.field("mail") != "":
		m = enquiry.ParsePasted(v.field("mail"))
	default:
		return s.enquiryFormPage(v, http.StatusUnprocessableEntity, enquiry.Enquiry{Origin: "mail", Owner: v.user.ID}, fault.New(fault.Invalid, "enquiry.no_mail"), true)
	}
	e := m.Enquiry()
	e.Owner = v.user.ID
	return s.enquiryFormPage(v, http.StatusOK, e, nil, false)
}

// editEnquiryPage is the form with what is known.
func (s *server) editEnquiryPage(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	e, err := enquiry.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	return s.enquiryEdit(v, http.StatusOK, e, e.Version, nil)
}

// enquiryEdit shows the form of an enquiry; seen is the version that the editor began
// with.
func (s *server) enquiryEdit(v *visit, code int, e enquiry.Enquiry, seen int64, failure error) error {
	people, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	say := v.say
	view := page.FormPage{Head: look.HeadView{Title: say.T("web.enquiry.edit", e.Asker()), Back: &look.LinkView{Label: say.T("web.enquiry.back"), Href: enquiryURL(e.ID)}}}
	if failure != nil {
		view.Problem = say.Fault(failure)
		if view.Since, err = s.enquirySince(v, e.ID, seen); err != nil {
			return err
		}
	}
	f := enquiryFields(v, &e, people)
	f.Title, f.URL, f.Submit = say.T("web.enquiry.typed"), enquiryURL(e.ID)+"/bearbeiten", look.ButtonView{Label: say.T("button.save"), Style: "primary"}
	f.Hidden = []look.Hidden{{Name: "version", Value: number(e.Version)}}
	view.Forms = []page.Form{f}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/anfragen"}, page.Typed(view))
}

// saveEnquiry saves what was typed. When somebody else was quicker, his changes are shown
// and the next save goes over them.
func (s *server) saveEnquiry(v *visit) error {
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
	typed := typedEnquiry(v)
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error { return enquiry.Edit(v.ctx(), tx, s.byNow(v), id, version, typed) })
	if k := fault.KindOf(err); err != nil && (k == fault.Internal || k == fault.NotFound) {
		return err
	}
	if err == nil {
		s.changed()
		return v.redirect(enquiryURL(id))
	}
	now, e := enquiry.Get(v.ctx(), v.seen, id)
	if e != nil {
		return e
	}
	typed.ID, typed.Version = id, now.Version
	return s.enquiryEdit(v, status(err), typed, version, err)
}

// enquirySettingsPage lets the form for the world be switched on, with the firm's words
// and its hours of answering.
func (s *server) enquirySettingsPage(v *visit) error {
	return s.enquirySettings(v, http.StatusOK, v.facts.firm.Settings.Enquiry, nil)
}

func (s *server) enquirySettings(v *visit, code int, set firm.EnquirySettings, failure error) error {
	say := v.say
	view := page.FormPage{Head: look.HeadView{Title: say.T("web.enquiry.form"), Lede: say.T("web.enquiry.form.lede"), Back: &look.LinkView{Label: say.T("web.enquiry.title"), Href: "/anfragen"}}}
	if failure != nil {
		view.Problem = say.Fault(failure)
	}
	target := int(v.facts.firm.AnswerTime().Hours())
	if failure != nil {
		target = set.Target
	}
	num := func(name, key string, value int) look.FieldView {
		return look.FieldView{Name: name, Label: say.T("web.enquiry.form." + key), Value: strconv.Itoa(value), Num: true, Attrs: map[string]any{"inputmode": "numeric"}}
	}
	if set.Form {
		view.Notes = []look.NoteView{{Tone: look.ToneGood, Text: say.T("web.enquiry.form.ison"), Link: &look.LinkView{Label: s.publicAddress(v), Href: "/anfrage"}}}
	}
	view.Notes = append(view.Notes, look.NoteView{Text: say.T("web.enquiry.form.hours"), Link: &look.LinkView{Label: say.T("webtimes.title"), Href: timesURL}})
	view.Forms = []page.Form{{
		Title: say.T("web.enquiry.form"), URL: "/anfragen/formular", Submit: look.ButtonView{Label: say.T("button.save"), Style: "primary"},
		Checks: []look.CheckView{{Name: "an", Label: say.T("web.enquiry.form.on"), Checked: set.Form}},
		Fields: []look.FieldView{
			num("ziel", "target", target),
			{Name: "text", Label: say.T("web.enquiry.form.text"), Hint: say.T("web.enquiry.form.text.hint"), Rows: 3, Value: set.Text},
		},
	}}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/anfragen"}, page.Typed(view))
}

func (s *server) publicAddress(v *visit) string {
	if s.PublicURL != "" {
		return originOf(s.PublicURL) + "/anfrage"
	}
	if s.Secure {
		return "https://" + v.r.Host + "/anfrage"
	}
	return "http://" + v.r.Host + "/anfrage"
}

func (s *server) saveEnquirySettings(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	whole := func(name string) int {
		n, err := strconv.Atoi(v.field(name))
		if err != nil {
			return -1
		}
		return n
	}
	set := v.facts.firm.Settings.Enquiry
	set.Form, set.Text, set.Target = v.field("an") != "", v.field("text"), whole("ziel")
	if set.Target < 1 || set.Target > 1000 || len(set.Text) > 2000 {
		return s.enquirySettings(v, http.StatusUnprocessableEntity, set, fault.New(fault.Invalid, "web.enquiry.bad_hours"))
	}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		return firm.ChangeSettings(v.ctx(), tx, v.user.ID, cal.At(s.Now()), func(p *firm.Settings) {
			p.Enquiry.Form, p.Enquiry.Text, p.Enquiry.Target = set.Form, set.Text, set.Target
		})
	})
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect("/anfragen/formular")
}

package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/voice"
	page "github.com/stammkunde/stammkunde/internal/web/page/enquiry"
	party "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const (
	voiceMailURL = voicesURL + "/mail"
	mailWords    = 900     // letters of a mail that stand as its words; the whole of it is a file
	mailWhole    = 200_000 // letters that are kept
)

// mailed is a mail as a person checks it before anything is kept.
type mailed struct {
	kind, words, who, name, reach, matter, message, whole string
	angry                                                 bool
	at                                                    cal.Instant
}

// voiceMailPage asks for a mail with a complaint, a suggestion or praise.
func (s *server) voiceMailPage(v *visit) error { return s.showVoiceMail(v, http.StatusOK, nil, nil) }

func (s *server) showVoiceMail(v *visit, code int, m *mailed, failure error) error {
	say := v.say
	view := page.FormPage{Head: look.HeadView{Title: say.T("webvoice.mail"), Lede: say.T("webvoice.mail.lede"), Back: &look.LinkView{Label: say.T("webvoice.title"), Href: voicesURL}}}
	if failure != nil {
		view.Problem = say.Fault(failure)
	}
	if m == nil {
		view.Forms = []page.Form{{
			ID: "mail", Title: say.T("web.enquiry.frommail"), Note: say.T("web.enquiry.frommail.note"), URL: voiceMailURL, Files: true, Drop: say.T("web.enquiry.drop"),
			Fields: []look.FieldView{{Name: "mail", Label: say.T("web.enquiry.paste"), Rows: 6}}, Submit: look.ButtonView{Label: say.T("web.enquiry.read"), Style: "primary"},
		}}
		return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: complaintsURL}, page.Typed(view))
	}
	kinds := look.FieldView{Name: "art", Label: say.T("webvoice.public.kind"), Value: m.kind}
	for _, k := range voice.Kinds {
		kinds.Options = append(kinds.Options, look.Option{Value: string(k), Label: say.T("webvoice.kind." + string(k))})
	}
	said := look.FieldView{Name: "worte", Label: say.T("webvoice.mail.words"), Value: m.words, Rows: 8, Required: true, Hint: say.T("webvoice.mail.words.hint")}
	who := look.FieldView{Name: "wer", Label: say.T("webvoice.whose.who"), Value: m.who, Hint: say.T("webvoice.mail.who.hint"), Attrs: templ.Attributes{
		"list": namesList, "hx-get": "/kunden/namen", "hx-trigger": "input delay:120ms", "hx-target": "#" + namesList, "hx-swap": "innerHTML",
	}}
	matter := matterField(v, feedback.Matter(m.matter))
	matter.Hint = say.T("webvoice.mail.matter.hint")
	f := page.Form{
		ID: "geprueft", Title: say.T("webvoice.mail.check"), URL: voicesURL + "/neu", Submit: look.ButtonView{Label: say.T("webvoice.mail.take"), Style: "primary"},
		Fields: []look.FieldView{
			kinds, said, who, {Name: "name", Label: say.T("webvoice.whose.name"), Value: m.name}, {Name: "erreichbar", Label: say.T("webvoice.mail.reach"), Value: m.reach}, matter,
		},
		Checks: []look.CheckView{{Name: "aufgebracht", Value: "1", Label: say.T("webcomplaint.angry"), Checked: m.angry}}, Over: say.T("webcomplaint.mood"),
		Hidden: []look.Hidden{{Name: "mailid", Value: m.message}, {Name: "eingang", Value: number(int64(m.at))}, {Name: "ganz", Value: m.whole}, s.mark(v)},
	}
	view.Forms = []page.Form{f}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: complaintsURL}, all(page.Typed(view), party.List(namesList)))
}

// readVoiceMail reads a mail that was dropped or pasted; nothing is kept before somebody has
// looked at it.
func (s *server) readVoiceMail(v *visit) error {
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
			if fault.Of(err) == nil {
				return err
			}
			return s.showVoiceMail(v, status(err), nil, err)
		}
	case v.field("mail") != "":
		m = enquiry.ParsePasted(v.field("mail"))
	default:
		return s.showVoiceMail(v, http.StatusUnprocessableEntity, nil, fault.New(fault.Invalid, "enquiry.no_mail"))
	}
	e := m.Enquiry()
	one := mailed{kind: string(voice.Complaint), words: beginning(orText(m.Text, m.Subject), mailWords), name: e.Name, reach: orText(e.Email, e.Phone), message: e.MessageID, at: e.ReceivedAt}
	if whole := strings.TrimSpace(m.Subject + "\n\n" + m.Text); len([]rune(m.Text)) > mailWords {
		one.whole = beginning(whole, mailWhole)
	}
	if one.who, err = s.knownSender(v, e.Email); err != nil {
		return err
	}
	return s.showVoiceMail(v, http.StatusOK, &one, nil)
}

// beginning cuts a text.
func beginning(text string, most int) string {
	if r := []rune(strings.TrimSpace(text)); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return strings.TrimSpace(text)
}

// knownSender is the customer who has a mail address, when it is exactly one.
func (s *server) knownSender(v *visit, mail string) (string, error) {
	if mail == "" {
		return "", nil
	}
	found, err := search.Find(v.ctx(), v.seen, mail)
	if err != nil || found.Exact != 1 {
		return "", err
	}
	people, err := customer.Many(v.ctx(), v.seen, found.IDs[:1])
	if err != nil || len(people) != 1 {
		return "", err
	}
	return people[0].Shown() + " " + customerURL(people[0].ID), nil
}

// takeVoiceMail writes down what somebody has checked. Its clock runs since the mail came.
func (s *server) takeVoiceMail(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	m := mailed{
		kind: v.field("art"), words: v.field("worte"), who: v.field("wer"), name: v.field("name"), reach: v.field("erreichbar"), matter: v.field("anlass"),
		message: v.field("mailid"), whole: v.field("ganz"), angry: v.field("aufgebracht") != "",
	}
	at, err := strconv.ParseInt(v.field("eingang"), 10, 64)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	if m.at = cal.Instant(at); m.at <= 0 || m.at > s.moment(v) {
		m.at = s.moment(v)
	}
	var file int64
	if m.whole != "" {
		f, err := s.Files.Add(v.ctx(), row.By{Actor: v.user.ID, At: cal.At(s.Now())}, 0, v.say.T("webvoice.mail.file")+".txt", strings.NewReader(m.whole), s.fileLimit(v))
		if err != nil {
			return err
		}
		file = f.ID
	}
	to := voicesURL
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		to, err = s.writeVoiceMail(v, tx, &m, file)
		return err
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict || k == fault.NotFound) {
		if e := s.dropFile(v, file); e != nil {
			return e
		}
		return s.showVoiceMail(v, status(err), &m, err)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(to)
}

// dropFile takes back a file whose words were refused.
func (s *server) dropFile(v *visit, file int64) error {
	if file == 0 {
		return nil
	}
	return s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		return attachment.Remove(v.ctx(), tx, row.By{Actor: v.user.ID, At: cal.At(s.Now())}, file, 1)
	})
}

func (s *server) writeVoiceMail(v *visit, tx *store.Tx, m *mailed, file int64) (to string, err error) {
	known, err := feedback.MailKnown(v.ctx(), tx, m.message)
	if err != nil {
		return "", err
	}
	if known {
		return "", fault.New(fault.Conflict, "enquiry.mail_known")
	}
	var who int64
	if m.who != "" {
		if who, err = s.named(v, tx, m.who); err != nil {
			return "", err
		}
		m.name, m.reach = "", ""
	}
	clock := v.facts.firm.Hours()
	switch voice.Kind(m.kind) {
	case voice.Complaint:
		id, err := complaint.Take(v.ctx(), tx, s.byNow(v), clock, complaint.Taken{
			Customer: who, Channel: interaction.Mail, Words: m.words, Matter: feedback.Matter(m.matter), Angry: m.angry, At: m.at, Name: m.name, Reach: m.reach, File: file, Message: m.message,
		})
		return complaintURL(id), err
	case voice.Suggestion, voice.Praise:
		i := feedback.Idea{
			Customer: who, Kind: feedback.Kind(m.kind), Words: m.words, At: m.at, Day: cal.Of(m.at.Time(v.facts.zone), v.facts.zone), Name: m.name, Reach: m.reach, File: file, Message: m.message,
		}
		id, err := voice.Note(v.ctx(), tx, s.byNow(v), clock, i)
		return voiceURL(id), err
	}
	return "", fault.New(fault.Invalid, "webvoice.kind")
}

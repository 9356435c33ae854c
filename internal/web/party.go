package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// sections are the pages of a customer behind the first one.
var sections = []string{"person", "empfehlungen", "interessen", "vereinbarung", ideaSection, complaintSection, "kosten"}

// sectionTabs lead from one page of a customer to the others.
func (s *server) sectionTabs(v *visit, id int64, at string) []look.LinkView {
	tabs := []look.LinkView{{Label: v.say.T("webparty.tab.overview"), Href: customerURL(id), Current: at == ""}}
	for _, name := range sections {
		if name == "kosten" && !seesFigures(v.user.Role) {
			continue
		}
		tabs = append(tabs, look.LinkView{Label: v.say.T("webparty.tab." + name), Href: customerURL(id) + "/" + name, Current: at == name})
	}
	return append(tabs, look.LinkView{Label: v.say.T("attachment.tab"), Href: filesURL(id), Current: at == "dateien"})
}

// section shows one of these pages.
func (s *server) section(v *visit, c *customer.Customer, at string, view page.View) error {
	view.Head = look.HeadView{Title: c.Shown(), Lede: v.say.T("webparty.lede." + at), Back: &look.LinkView{Label: v.say.T("place.customers"), Href: "/kunden"}}
	view.Label, view.Tabs = v.say.T("webparty.tabs"), s.sectionTabs(v, c.ID, at)
	if entry := v.r.URL.Query().Get("gesichert"); entry != "" && v.user.Role.Writes() {
		view.Saved = &page.Saved{Text: v.say.T("webparty.saved"), Undo: look.ActView{
			URL: customerURL(c.ID) + "/rueckgaengig", Fields: []look.Hidden{{Name: "eintrag", Value: entry}, {Name: "seite", Value: at}},
			Button: look.ButtonView{Label: v.say.T("webparty.undo"), Icon: "undo-2", Size: "s", Style: "quiet"},
		}}
	}
	for _, cards := range [][]page.Card{view.Main, view.Aside} {
		if v.user.Role.Writes() {
			s.markForms(v, cards)
		} else {
			readOnly(cards)
		}
	}
	code := http.StatusOK
	if v.refused != nil {
		code, view.Problem = status(v.refused.err), v.say.Fault(v.refused.err)
	}
	return s.pageStatus(v, code, sheet{Title: c.Shown(), At: "/kunden", Wide: true}, page.Page(view))
}

// markForms lets every form and button act once, however often it is sent.
func (s *server) markForms(v *visit, cards []page.Card) {
	for i := range cards {
		for j := range cards[i].Forms {
			f := &cards[i].Forms[j]
			f.Hidden = append(f.Hidden, s.mark(v))
		}
		for j := range cards[i].Rows {
			r := &cards[i].Rows[j]
			if r.Edit != nil {
				r.Edit.Hidden = append(r.Edit.Hidden, s.mark(v))
			}
			for k := range r.Acts {
				r.Acts[k].Fields = append(r.Acts[k].Fields, s.mark(v))
			}
		}
	}
}

// readOnly takes away everything that changes something.
func readOnly(cards []page.Card) {
	for i := range cards {
		cards[i].Forms = nil
		for j := range cards[i].Rows {
			cards[i].Rows[j].Acts, cards[i].Rows[j].Edit = nil, nil
		}
	}
}

// onSection runs a change of one of these pages and leads back to it; what was changed
// last can then be taken back.
func (s *server) onSection(v *visit, at string, do func(tx *store.Tx, id int64) error) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	back := customerURL(id) + "/" + at
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, err := customer.Get(v.ctx(), tx, id); err != nil {
			return err
		}
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		if err := do(tx, id); err != nil {
			return err
		}
		entry, err := s.undoable(v, tx, id)
		if entry != 0 {
			back += "?gesichert=" + strconv.FormatInt(entry, 10)
		}
		return err
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, ""}
		return s.sectionPage(v, at)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(back)
}

// sectionPage is one of these pages, by its name.
func (s *server) sectionPage(v *visit, at string) error {
	switch at {
	case "interessen":
		return s.interestPage(v)
	case "vereinbarung":
		return s.accordPage(v)
	case "kosten":
		return s.costPage(v)
	case "empfehlungen":
		return s.referralPage(v)
	case ideaSection:
		return s.ideaPage(v)
	case complaintSection:
		return s.complaintPage(v)
	case sidesSection:
		return s.sidesPage(v)
	case demandSection:
		return s.demandPage(v)
	}
	return s.partyPage(v)
}

// undoable is the newest change that these pages can take back, or 0. A departure is
// taken back at the person, since more than one row hangs on it.
func (s *server) undoable(v *visit, tx *store.Tx, id int64) (int64, error) {
	list, err := history.Of(v.ctx(), tx, row.Subject, id, 0, 4)
	if err != nil {
		return 0, err
	}
	for i := range list {
		room, rest, _ := strings.Cut(list[i].Verb, ".")
		switch {
		case list[i].Undoes != 0 || strings.HasPrefix(rest, "departure") || strings.HasPrefix(rest, "proposal"):
			return 0, nil
		case slices.Contains([]string{"party", "interest", "accord", "relationship", "feedback", "cost", "referral"}, room) || room == "survey" && strings.HasPrefix(rest, "trust"):
			return list[i].ID, nil
		}
	}
	return 0, nil
}

// undoSection takes back a change that was noted by one of the rooms of these pages.
func (s *server) undoSection(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	at := v.field("seite")
	if !slices.Contains(sections, at) && at != sidesSection && at != demandSection {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	return s.onSection(v, at, func(tx *store.Tx, id int64) error {
		n, err := strconv.ParseInt(v.field("eintrag"), 10, 64)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "web.bad_form")
		}
		e, err := history.Get(v.ctx(), tx, n)
		if err != nil {
			return err
		}
		if e.Subject != row.Subject || e.SubjectID != id {
			return fault.New(fault.NotFound, "history.no_such_entry")
		}
		if known, err := party.Undo(v.ctx(), tx, s.by(v), e); known || err != nil {
			return err
		}
		if known, err := interest.Undo(v.ctx(), tx, s.by(v), v.facts.today, e); known || err != nil {
			return err
		}
		if known, err := accord.Undo(v.ctx(), tx, s.by(v), e); known || err != nil {
			return err
		}
		if known, err := relationship.Undo(v.ctx(), tx, s.by(v), e); known || err != nil {
			return err
		}
		if known, err := feedback.Undo(v.ctx(), tx, s.by(v), e); known || err != nil {
			return err
		}
		if known, err := cost.Undo(v.ctx(), tx, s.by(v), e); known || err != nil {
			return err
		}
		if known, err := referral.Undo(v.ctx(), tx, s.by(v), e); known || err != nil {
			return err
		}
		if strings.HasPrefix(e.Verb, "survey.trust.") {
			_, err := survey.Undo(v.ctx(), tx, s.by(v), e)
			return err
		}
		return fault.New(fault.Invalid, "web.bad_form")
	})
}

// number reads an id or a version out of the form; 0 when it is empty.
func (v *visit) number(name string) (int64, error) {
	text := v.field(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	return n, nil
}

// row reads id and version of the row that a form changes.
func (v *visit) row() (m row.Meta, err error) {
	if m.ID, err = v.number("id"); err != nil {
		return m, err
	}
	m.Version, err = v.number("fassung")
	return m, err
}

// day reads a day out of the form; what is empty is none.
func (v *visit) day(name string, none cal.Date) (cal.Date, error) {
	text := v.field(name)
	if text == "" {
		return none, nil
	}
	d, err := cal.Parse(text)
	if err != nil || !d.Valid() {
		return none, fault.New(fault.Invalid, "web.bad_day", text)
	}
	return d, nil
}

// rowForm is the form of a row: it sends the act, the row and its version along.
func rowForm(v *visit, url, act string, m row.Meta, title, save string, fields ...look.FieldView) page.Form {
	key := fmt.Sprintf("%s-%d", act, m.ID)
	for i := range fields {
		fields[i].ID = "f-" + key + "-" + fields[i].Name
	}
	f := page.Form{URL: url, Save: v.say.T(save), Fields: fields, Hidden: hiddenRow(act, m)}
	if id := v.r.PostForm.Get("id"); v.refused != nil && v.r.PostForm.Get("act") == act && (id == "" && m.ID == 0 || id == strconv.FormatInt(m.ID, 10)) {
		f.Open = true // refused: what was typed is shown again
		for i := range fields {
			if v.r.PostForm.Has(fields[i].Name) {
				fields[i].Value = v.r.PostForm.Get(fields[i].Name)
			}
		}
	}
	if title != "" {
		f.Title = v.say.T(title)
	}
	return f
}

func hiddenRow(act string, m row.Meta) []look.Hidden {
	list := []look.Hidden{{Name: "act", Value: act}}
	if m.ID != 0 {
		list = append(list, look.Hidden{Name: "id", Value: strconv.FormatInt(m.ID, 10)}, look.Hidden{Name: "fassung", Value: strconv.FormatInt(m.Version, 10)})
	}
	return list
}

// rowAct is a button of a row.
func rowAct(v *visit, url, act string, m row.Meta, word, style string) look.ActView {
	return look.ActView{URL: url, Fields: hiddenRow(act, m), Button: look.ButtonView{Label: v.say.T(word), Size: "s", Style: style}}
}

// choice is a select over words whose messages begin with prefix; the empty word is
// "not said".
func choice(v *visit, name, label, prefix, value string, words []string) look.FieldView {
	f := look.FieldView{Name: name, Label: v.say.T(label), Value: value}
	for _, w := range words {
		key := w
		if key == "" {
			key = "none"
		}
		f.Options = append(f.Options, look.Option{Value: w, Label: v.say.T(prefix + key), Checked: w == value})
	}
	return f
}

func textField(v *visit, name, label, value string) look.FieldView {
	return look.FieldView{Name: name, Label: v.say.T(label), Value: value, Autocomplete: "off"}
}

func dayField(v *visit, name, label string, day cal.Date) look.FieldView {
	f := look.FieldView{Name: name, Label: v.say.T(label), Type: "date"}
	if day.Valid() && day < cal.Latest && day > 0 {
		f.Value = day.String()
	}
	return f
}

// spanText tells since when and until when something held.
func spanText(v *visit, since, until cal.Date) string {
	var parts []string
	if since < cal.Latest {
		parts = append(parts, v.say.T("webparty.since", since))
	}
	if until < cal.Latest {
		parts = append(parts, v.say.T("webparty.until", until))
	}
	return strings.Join(parts, ", ")
}

// known drops empty parts of a line.
func known(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// greeting is how a letter to somebody would begin.
func greeting(v *visit, c *customer.Customer, forms []party.Agreed) party.Greeting {
	form := party.FormOf(c, forms, party.Form(v.facts.firm.AddressForm))
	return party.Greet(party.LetterTo(c, form, v.letterTag(c), v.facts.firm.GenderStyle))
}

// letterTag is the language of a letter: the firm's, in the customer's country's German.
func (v *visit) letterTag(c *customer.Customer) locale.Tag {
	home := v.facts.firm.Locale
	if home.English() || c.Country == "" {
		return home
	}
	switch customer.CountryOf(c.Country) {
	case "AT":
		return locale.DeAT
	case "CH", "LI":
		return locale.DeCH
	case "DE":
		return locale.DeDE
	}
	return home
}

// named finds the one customer whom a text means: a name, a number, or the address of
// his page.
func (s *server) named(v *visit, tx *store.Tx, text string) (int64, error) {
	if at := strings.LastIndex(text, "/kunden/"); at >= 0 {
		n, err := strconv.ParseInt(text[at+len("/kunden/"):], 10, 64)
		if err != nil {
			return 0, fault.Wrap(err, fault.NotFound, "customer.no_such_customer")
		}
		return n, nil
	}
	found, err := search.Find(v.ctx(), tx, text)
	if err != nil {
		return 0, err
	}
	list, err := customer.Many(v.ctx(), tx, found.IDs[:found.Exact]) // a name that is like it is not meant
	if err != nil {
		return 0, err
	}
	exact := slices.DeleteFunc(slices.Clone(list), func(c customer.Customer) bool {
		return locale.SearchKey(c.Name) != locale.SearchKey(text) && c.Number != text
	})
	switch {
	case len(exact) == 1:
		return exact[0].ID, nil
	case len(list) == 1:
		return list[0].ID, nil
	case len(list) == 0:
		return 0, fault.New(fault.NotFound, "webparty.nobody", text)
	}
	var names []string
	for i := range list[:min(5, len(list))] {
		names = append(names, known(list[i].Shown(), list[i].City))
	}
	return 0, fault.New(fault.Conflict, "webparty.several", text, strings.Join(names, "; "))
}

package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
)

// by tells who changes a customer, and when.
func (s *server) by(v *visit) customer.By {
	return customer.By{Actor: v.user.ID, At: cal.At(s.Now()), Region: customer.Region(v.facts.firm.Locale)}
}

// changed lets the next pages show what was just written.
func (s *server) changed() {
	s.forget()
	s.told()
}

// told lets the work behind the pages see a contact or a promise that was just written.
// What every page needs to know of the firm does not change by it, and is not read anew.
func (s *server) told() {
	if s.Wake != nil {
		s.Wake()
	}
}

// onCustomer runs a small act on one customer in a transaction and leads back to him. The
// same form sent twice acts once; a refused one is shown again as it was filled in.
func (s *server) onCustomer(v *visit, anchor string, most limits, do func(tx *store.Tx, id int64) error) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	if _, err := customer.Get(v.ctx(), v.seen, id); err != nil {
		return err
	}
	if err := v.fits(most); err != nil {
		return s.customerPage(v)
	}
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		_, first, err := s.sent(v, tx)
		if err != nil || !first {
			return err
		}
		return do(tx, id)
	}); err != nil {
		if at := actFields[faultKey(err)]; at != "" {
			v.refused = &retry{err, at}
			return s.customerPage(v)
		}
		return err
	}
	s.changed()
	return v.redirect(customerURL(id) + anchor)
}

// actFields are the fields that the broken rules of small acts speak of.
var actFields = map[string]string{"insight.reason_needed": "grund", "web.bad_day": "tag"}

// customerAt is the customer whose number stands in the path.
func (s *server) customerAt(v *visit) (customer.Customer, error) {
	id, err := v.id()
	if err != nil {
		return customer.Customer{}, err
	}
	return customer.Get(v.ctx(), v.seen, id)
}

// saveNote changes the note that everybody here reads.
func (s *server) saveNote(v *visit) error {
	return s.onCustomer(v, "", limits{"note": textLimit}, func(tx *store.Tx, id int64) error {
		version, err := v.version()
		if err != nil {
			return err
		}
		_, err = customer.Update(v.ctx(), tx, s.by(v), id, version, customer.Fields{customer.FieldNote: v.field("note")})
		return err
	})
}

// dismissTwin notes that two customers are two, or takes that back.
func (s *server) dismissTwin(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	other, err := strconv.ParseInt(v.field("anderer"), 10, 64)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	two, undo := v.field("zurueck") == "", ""
	if two {
		undo = "?zwei=" + strconv.FormatInt(other, 10) // the page then offers to take it back
	}
	return s.onCustomer(v, undo, nil, func(tx *store.Tx, id int64) error { return customer.Dismiss(v.ctx(), tx, s.by(v), id, other, two) })
}

// decideStanding appends a decision of a person about the standing, with its reason.
func (s *server) decideStanding(v *visit) error {
	return s.onCustomer(v, "", limits{"grund": lineLimit}, func(tx *store.Tx, id int64) error {
		act := lifecycle.Act{Day: v.facts.today, Kind: lifecycle.ActKind(v.field("act")), Reason: v.field("grund")}
		if !slices.Contains([]lifecycle.ActKind{lifecycle.ActSet, lifecycle.ActDeny, lifecycle.ActFree, lifecycle.ActEnd, lifecycle.ActNotice, lifecycle.ActReopen}, act.Kind) {
			return fault.New(fault.Invalid, "web.bad_form")
		}
		return lifecycle.Decide(v.ctx(), tx, id, act, v.user.ID, cal.At(s.Now()))
	})
}

var barKinds = []consent.Kind{consent.Objected, consent.DoNotContact, consent.Deceased}

// barWords lists the bars that hold by their stored keys.
func barWords(b consent.Bars) []string {
	var list []string
	for i, set := range []bool{b.Objected, b.DoNotContact, b.Deceased} {
		if set {
			list = append(list, string(barKinds[i]))
		}
	}
	return list
}

// barCard shows what must not be done, since when, and lets it be set and lifted.
func (s *server) barCard(v *visit, p *person, view *page.View) error {
	card := page.Bars{Title: v.say.T("webdata.bars"), None: v.say.T("webdata.bars.none")}
	view.Bars = card
	said, err := consent.Of(v.ctx(), v.seen, p.ID)
	if err != nil {
		return err
	}
	held := barWords(p.bars)
	for _, kind := range held {
		text := v.say.T("webdata.flag." + kind)
		if since, found := consent.Holds(said, consent.Kind(kind)); found {
			text = v.say.T("webdata.bar.since", text, since)
		}
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneBad, Icon: "shield-check", Text: text + ". " + v.say.T("webdata.bar."+kind)})
		row := page.BarRow{Text: text}
		if v.user.Role.Writes() {
			row.Lift = &look.ActView{URL: customerURL(p.ID) + "/sperre", Fields: []look.Hidden{{Name: "art", Value: kind}, {Name: "act", Value: "lift"}}, Button: look.ButtonView{Label: v.say.T("webdata.bar.lift"), Size: "s", Style: "quiet"}}
		}
		view.Bars.Rows = append(view.Bars.Rows, row)
	}
	view.Bars.Past = v.say.T("webdata.bar.past")
	for _, st := range said {
		view.Bars.Said = append(view.Bars.Said, barSaid(v, st))
	}
	if v.user.Role.Writes() && len(held) < len(barKinds) {
		if v.refusedAt(customerURL(p.ID) + "/sperre") {
			view.Bars.Form = s.barForm(v, p)
		} else {
			view.Bars.Set = foldedForm(v, p.ID, "sperre", "webdata.bar.set")
		}
	}
	return nil
}

// barSaid is a statement in words; one that corrects another says so.
func barSaid(v *visit, st consent.Statement) string {
	key := "webdata.bar.said.lifted"
	switch {
	case st.Source == consent.Correction && st.Set:
		key = "webdata.bar.said.again"
	case st.Source == consent.Correction:
		key = "webdata.bar.said.mistake"
	case st.Set:
		key = "webdata.bar.said.set"
	}
	text := v.say.T(key, st.Day, v.say.T("webdata.flag."+string(st.Kind)))
	if st.Note != "" {
		text += ": " + st.Note
	}
	return text
}

func (s *server) barForm(v *visit, p *person) *page.BarForm {
	held := barWords(p.bars)
	f := &page.BarForm{
		Title: v.say.T("webdata.bar.set"), URL: customerURL(p.ID) + "/sperre", Save: v.say.T("button.save"),
		Kind: v.kept(customerURL(p.ID)+"/sperre", look.FieldView{Name: "art", Label: v.say.T("webdata.bar.kind")}),
		Day:  v.kept(customerURL(p.ID)+"/sperre", look.FieldView{Name: "tag", Label: v.say.T("webdata.bar.day"), Type: "date", Value: v.facts.today.String()}),
		Mark: s.mark(v),
		Note: v.kept(customerURL(p.ID)+"/sperre", look.FieldView{Name: "notiz", ID: "f-sperre-notiz", Label: v.say.T("webdata.bar.note"), Hint: v.say.T("webdata.readable")}),
	}
	for _, kind := range barKinds {
		if !slices.Contains(held, string(kind)) {
			f.Kind.Options = append(f.Kind.Options, look.Option{Value: string(kind), Label: v.say.T("webdata.flag." + string(kind))})
		}
	}
	return f
}

// saveBar sets or lifts a bar; both are kept as statements.
func (s *server) saveBar(v *visit) error {
	return s.onCustomer(v, "", limits{"notiz": textLimit}, func(tx *store.Tx, id int64) error {
		kind := consent.Kind(v.field("art"))
		if !slices.Contains(barKinds, kind) {
			return fault.New(fault.Invalid, "web.bad_form")
		}
		st := consent.Statement{CustomerID: id, Kind: kind, Set: true, Day: v.facts.today, Source: "counter", Actor: v.user.ID, Note: v.field("notiz"), At: cal.At(s.Now())}
		if v.field("act") == "lift" {
			st.Set = false
			return consent.Lift(v.ctx(), tx, st)
		}
		if text := v.field("tag"); text != "" {
			day, err := cal.Parse(text)
			if err != nil || !day.Valid() || day > v.facts.today {
				return fault.New(fault.Invalid, "web.bad_day", text)
			}
			st.Day = day
		}
		return consent.Set(v.ctx(), tx, st)
	})
}

// deletePage asks once, saying what goes and what stays.
func (s *server) deletePage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	say := v.say
	view := page.DeleteView{
		Head:  look.HeadView{Title: say.T("webdata.delete.title", c.Shown()), Lede: say.T("webdata.delete.lede"), Back: &look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)}},
		Words: page.DeleteWords{Gone: say.T("webdata.delete.gone"), Stays: say.T("webdata.delete.stays")},
		Gone:  []string{say.T("webdata.delete.gone.record"), say.T("webdata.delete.gone.contacts"), say.T("webdata.delete.gone.judged")},
		Stays: []string{say.T("webdata.delete.stays.sums"), say.T("webdata.delete.stays.source")},
		Act: look.ActView{
			URL: customerURL(c.ID) + "/loeschen", Fields: []look.Hidden{{Name: "version", Value: strconv.FormatInt(c.Version, 10)}},
			Button: look.ButtonView{Label: say.T("webdata.delete.do", c.Shown()), Icon: "trash-2", Style: "danger"},
		},
		Cancel: look.ButtonView{Label: say.T("button.cancel"), Href: customerURL(c.ID), Style: "quiet"},
	}
	if c.Kind == customer.Firm {
		people, err := customer.Contacts(v.ctx(), v.seen, c.ID)
		if err != nil {
			return err
		}
		if len(people) > 0 {
			view.Gone = append(view.Gone, say.T("webdata.delete.gone.people", len(people)))
		}
	}
	return s.pageStatus(v, http.StatusOK, sheet{Title: view.Head.Title, At: "/kunden"}, page.Delete(view))
}

// deleteCustomer forgets a person in every room; his purchases stay without a name.
func (s *server) deleteCustomer(v *visit) error {
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
	if err := s.Desk.DeleteCustomer(v.ctx(), s.by(v), currency(&v.facts.firm), id, version); err != nil {
		return err
	}
	s.changed()
	return v.redirect("/kunden?geloescht=" + strconv.FormatInt(id, 10))
}

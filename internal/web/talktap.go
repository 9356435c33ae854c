package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/talk"
)

// tapKind is a contact that one tap notes.
type tapKind struct {
	name      string
	channel   interaction.Channel
	direction interaction.Direction
	reason    string
	icon      string
}

// tapKinds are the buttons in their order.
var tapKinds = []tapKind{
	{"anruf", interaction.Phone, interaction.In, "", "phone"},
	{"besuch", interaction.Visit, interaction.Out, "", "user"},
	{"tresen", interaction.Counter, interaction.In, "", "store"},
	{"geplaudert", interaction.Counter, interaction.In, interaction.NoOccasion, "message-circle"},
}

// taps are the buttons on the page of a customer, and what was just noted by one.
func (s *server) taps(v *visit, p *person) (talk.Taps, error) {
	t := talk.Taps{Title: v.say.T("talk.tap"), URL: customerURL(p.ID) + "/notiert", Hidden: []look.Hidden{s.mark(v)}}
	for _, k := range tapKinds {
		t.Buttons = append(t.Buttons, look.ButtonView{Label: v.say.T("talk.tap." + k.name), Icon: k.icon, Name: "art", Value: k.name})
	}
	t.Buttons = append(t.Buttons, look.ButtonView{Label: v.say.T("talk.tap.note"), Icon: "file-text", Href: "/notieren?zeile=" + url.QueryEscape(v.say.T("talk.tap.note")) + "&kunde=" + strconv.FormatInt(p.ID, 10)})
	if entry, err := strconv.ParseInt(v.r.URL.Query().Get("entfernt"), 10, 64); err == nil {
		t.Done = &talk.Done{Text: v.say.T("talk.removed"), Undo: undoAct(v, entry)}
		return t, nil
	}
	entry, err := strconv.ParseInt(v.r.URL.Query().Get("notiert"), 10, 64)
	if err != nil {
		return t, nil //nolint:nilerr // no number, nothing was noted
	}
	t.Done, err = s.justDone(v, p.ID, entry)
	return t, err
}

// justDone is the bar for what an entry of the history noted; nil when that is gone.
func (s *server) justDone(v *visit, id, entry int64) (*talk.Done, error) {
	e, err := history.Get(v.ctx(), s.DB, entry)
	if fault.KindOf(err) == fault.NotFound || err == nil && (e.Undone || e.SubjectID != id) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	talked, ok := interaction.Noted(e)
	if !ok {
		return nil, nil
	}
	i, _, err := interaction.Get(v.ctx(), s.DB, talked)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text := v.say.T("webdata.channel." + string(i.Channel))
	if i.Reason != "" {
		text += ", " + reasonWords(v.say, i.Reason)
	}
	d := &talk.Done{
		Text: v.say.T("talk.done", text),
		Undo: undoAct(v, entry),
		More: look.LinkView{Label: v.say.T("talk.more"), Href: talkURL(i.ID)}, Words: hints(v, i.Note),
	}
	if i.Tone == "" && i.Channel != interaction.Note {
		for _, tone := range interaction.Tones {
			d.Tones = append(d.Tones, look.ActView{
				URL: talkURL(i.ID) + "/ton", Fields: []look.Hidden{{Name: "ton", Value: tone}},
				Button: look.ButtonView{Label: v.say.T("talk.tone." + tone), Size: "s", Style: "quiet"},
			})
		}
	}
	return d, nil
}

func undoAct(v *visit, entry int64) look.ActView {
	return look.ActView{
		URL:    "/notiert/" + strconv.FormatInt(entry, 10) + "/zuruecknehmen",
		Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Size: "s", Key: "U"},
	}
}

func talkURL(id int64) string { return "/kontakte/" + strconv.FormatInt(id, 10) }

// tap notes a contact at once; the page then offers to take it back or to say more.
func (s *server) tap(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	k := slices.IndexFunc(tapKinds, func(k tapKind) bool { return k.name == v.field("art") })
	if k < 0 {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	i := interaction.Interaction{
		Customer: c.ID, Day: v.facts.today, At: cal.At(s.Now()), Channel: tapKinds[k].channel, Direction: tapKinds[k].direction, Reason: tapKinds[k].reason,
	}
	entry, err := s.log(v, i)
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(justNoted(c.ID, entry))
}

// log writes a contact once per form and returns the entry of the history.
func (s *server) log(v *visit, i interaction.Interaction) (entry int64, err error) {
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		made, first, err := s.sent(v, tx)
		if err != nil || !first {
			entry = made
			return err
		}
		if _, entry, err = interaction.Log(v.ctx(), tx, s.noting(v), i); err != nil {
			return err
		}
		return s.made(v, tx, entry)
	})
	return entry, err
}

// undoTalk takes back what an entry of the history noted, and the promises that the
// contact brought and that nobody touched since.
func (s *server) undoTalk(v *visit) error {
	entry, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	e, err := history.Get(v.ctx(), s.DB, entry)
	if err != nil {
		return err
	}
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if e.Subject == "promise" {
			return promise.Undo(v.ctx(), tx, s.noting(v), entry)
		}
		if talked, ok := interaction.Noted(e); ok {
			if err := promise.Unmake(v.ctx(), tx, s.noting(v), talked); err != nil {
				return err
			}
		}
		return interaction.Undo(v.ctx(), tx, s.noting(v), entry)
	}); err != nil {
		return err
	}
	s.changed()
	return v.redirect(customerURL(e.SubjectID) + "#verlauf")
}

// talkPage is one contact, to be corrected or removed.
func (s *server) talkPage(v *visit) error {
	i, links, err := s.talkAt(v)
	if err != nil {
		return err
	}
	return s.oneTalk(v, http.StatusOK, i, links, nil)
}

func (s *server) talkAt(v *visit) (interaction.Interaction, []interaction.Link, error) {
	id, err := v.id()
	if err != nil {
		return interaction.Interaction{}, nil, err
	}
	return interaction.Get(v.ctx(), s.DB, id)
}

func (s *server) oneTalk(v *visit, code int, i interaction.Interaction, links []interaction.Link, why error) error {
	c, err := customer.Get(v.ctx(), s.DB, i.Customer)
	if err != nil {
		return err
	}
	f := s.talkForm(v, &i)
	f.URL = talkURL(i.ID)
	f.Hidden = []look.Hidden{{Name: "version", Value: strconv.FormatInt(i.Version, 10)}}
	f.Cancel.Href = customerURL(c.ID)
	if err := s.askAbout(v, f, c.ID, links); err != nil {
		return err
	}
	if why != nil {
		f.Error = v.say.Fault(why)
	}
	if i.Source == interaction.Own {
		f.Remove = &look.ActView{URL: talkURL(i.ID) + "/entfernen", Button: look.ButtonView{Label: v.say.T("talk.remove"), Icon: "trash-2", Size: "s", Style: "quiet"}}
	}
	head := look.HeadView{Title: v.say.T("talk.one"), Lede: v.say.DateLong(i.Day), Back: &look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)}}
	return s.pageStatus(v, code, sheet{Title: head.Title, At: "/kunden"}, talk.One(head, *f))
}

// saveTalk corrects a contact.
func (s *server) saveTalk(v *visit) error {
	i, links, err := s.talkAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	if i.Version, err = v.version(); err != nil {
		return err
	}
	var entry int64
	err = v.fits(talkLimits)
	if err == nil {
		err = v.written(&i)
	}
	if err == nil {
		links, err = s.about(v, i.Customer, links)
	}
	if err == nil {
		err = s.DB.Update(v.ctx(), func(tx *store.Tx) (err error) {
			entry, err = interaction.Amend(v.ctx(), tx, s.noting(v), i, links...)
			return err
		})
	}
	if k := fault.KindOf(err); k == fault.Invalid || k == fault.Conflict {
		return s.oneTalk(v, status(err), i, links, err)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(justChanged(i.Customer, entry))
}

// justChanged is the page of a customer with the bar that offers to take a change back.
func justChanged(customer, entry int64) string {
	return customerURL(customer) + "?entfernt=" + strconv.FormatInt(entry, 10) + "#tippen"
}

// saveTone adds the tone to a contact by one more tap.
func (s *server) saveTone(v *visit) error {
	i, links, err := s.talkAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	i.Tone = v.field("ton")
	var entry int64
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) (err error) {
		entry, err = interaction.Amend(v.ctx(), tx, s.noting(v), i, links...)
		return err
	}); err != nil {
		return err
	}
	s.changed()
	return v.redirect(justChanged(i.Customer, entry))
}

// removeTalk takes a contact away; the page offers to bring it back.
func (s *server) removeTalk(v *visit) error {
	i, _, err := s.talkAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	var entry int64
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) (err error) {
		entry, err = interaction.Remove(v.ctx(), tx, s.noting(v), i.ID)
		return err
	}); err != nil {
		return err
	}
	s.changed()
	return v.redirect(justChanged(i.Customer, entry))
}

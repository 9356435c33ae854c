package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/web/page/talk"
)

// way is a kind of contact that the card of a customer notes, with or without words.
type way struct {
	name      string
	channel   interaction.Channel
	direction interaction.Direction // where the words tell none
	reason    string
}

// ways are the choices of the card in their order.
var ways = []way{
	{string(interaction.Counter), interaction.Counter, interaction.In, ""},
	{string(interaction.Phone), interaction.Phone, interaction.In, ""},
	{string(interaction.Visit), interaction.Visit, interaction.Out, ""},
	{string(interaction.Mail), interaction.Mail, interaction.Out, ""},
	{chatted, interaction.Counter, interaction.In, interaction.NoOccasion},
	{string(interaction.Note), interaction.Note, interaction.NoDirection, ""},
}

// chatted is somebody who told something without any occasion.
const chatted = "geplaudert"

// noted is the bar for what was just noted, changed or removed; nil when nothing was.
func (s *server) noted(v *visit, id int64) (*talk.Done, error) {
	if entry, err := strconv.ParseInt(v.r.URL.Query().Get("entfernt"), 10, 64); err == nil {
		return &talk.Done{Text: v.say.T("talk.removed"), Undo: undoAct(v, entry)}, nil
	}
	entry, err := strconv.ParseInt(v.r.URL.Query().Get("notiert"), 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // no number, nothing was noted
	}
	return s.justDone(v, id, entry)
}

// justDone is the bar for what an entry of the history noted; nil when that is gone.
func (s *server) justDone(v *visit, id, entry int64) (*talk.Done, error) {
	e, err := history.Get(v.ctx(), v.seen, entry)
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
	i, _, err := interaction.Get(v.ctx(), v.seen, talked)
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
				Button: look.ButtonView{Label: v.say.T("talk.tone." + tone), Icon: toneFaces[tone], Size: "s", Style: "quiet"},
			})
		}
	}
	return d, nil
}

// toneFaces are the faces beside the words of the tones.
var toneFaces = map[string]string{"factual": "meh", "warm": "smile", "enthusiastic": "laugh", "curious": "lightbulb", "demanding": "clipboard-check"}

func undoAct(v *visit, entry int64) look.ActView {
	return look.ActView{
		URL:    "/notiert/" + strconv.FormatInt(entry, 10) + "/zuruecknehmen",
		Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Size: "s", Key: "U"},
	}
}

func talkURL(id int64) string { return "/kontakte/" + strconv.FormatInt(id, 10) }

// saveContact notes a contact that has just been; the page then offers to take it back or
// to say more. The same words about the same customer on the same day are one contact,
// also when the form was filled in anew. A line that promises something is shown for
// confirmation first.
func (s *server) saveContact(v *visit) error {
	if to, asks, err := s.promises(v); err != nil || asks {
		if err != nil {
			return err
		}
		return v.redirect(to)
	}
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	i, err := v.contact(c.ID, cal.At(s.Now()))
	if v.refused != nil {
		return s.customerPage(v)
	}
	if err != nil {
		return err
	}
	entry, err := s.log(v, i)
	if err != nil {
		return err
	}
	s.told()
	if entry == 0 { // it stood there already
		return v.redirect(customerURL(c.ID) + "#verlauf")
	}
	return v.redirect(justNoted(c.ID, entry))
}

// contact reads the form of a contact with a customer. A note needs words; every other way
// tells enough by itself.
func (v *visit) contact(id int64, at cal.Instant) (interaction.Interaction, error) {
	if err := v.fits(limits{"notiz": textLimit}); err != nil {
		return interaction.Interaction{}, err
	}
	k := slices.IndexFunc(ways, func(w way) bool { return w.name == v.field("weg") })
	if k < 0 {
		return interaction.Interaction{}, fault.New(fault.Invalid, "web.bad_form")
	}
	w := ways[k]
	if w.channel == interaction.Note && v.field("notiz") == "" {
		err := fault.New(fault.Invalid, "talk.note_empty")
		v.refused = &retry{err, "notiz"}
		return interaction.Interaction{}, err
	}
	i := heard(v, interaction.Interaction{
		Customer: id, Day: v.facts.today, At: at, Channel: w.channel, Direction: w.direction, Note: v.field("notiz"),
	})
	if i.Reason == "" {
		i.Reason = w.reason
	}
	return i, nil
}

// log writes a contact once per form, and once per day and words, and returns the entry of
// the history; 0 where the words stood there already.
func (s *server) log(v *visit, i interaction.Interaction) (entry int64, err error) {
	err = s.DB.UpdateShort(v.ctx(), func(tx *store.Tx) error {
		entry = 0 // it may be run once more
		made, first, err := s.sent(v, tx)
		if err != nil || !first {
			entry = made
			return err
		}
		if i.Note != "" {
			name := v.formName(digest(i.Day.String(), v.field("weg"), i.Note))
			if _, first, err := team.Send(v.ctx(), tx, v.user.ID, name, i.At); err != nil || !first {
				return err
			}
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
	e, err := history.Get(v.ctx(), v.seen, entry)
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
	s.told()
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
	return interaction.Get(v.ctx(), v.seen, id)
}

func (s *server) oneTalk(v *visit, code int, i interaction.Interaction, links []interaction.Link, why error) error {
	c, err := customer.Get(v.ctx(), v.seen, i.Customer)
	if err != nil {
		return err
	}
	f := s.talkForm(v, &i)
	f.URL = talkURL(i.ID)
	f.Hidden = []look.Hidden{{Name: "version", Value: strconv.FormatInt(i.Version, 10)}}
	f.Cancel.Href = customerURL(c.ID)
	if err := s.askAbout(v, f, links, whom(&c)); err != nil {
		return err
	}
	if why != nil {
		f.Error = v.say.Fault(why)
	}
	if v.meanwhile != "" {
		f.Error = strings.TrimSpace(f.Error + " " + v.say.T("talk.meanwhile", v.meanwhile))
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
	if fault.KindOf(err) == fault.Conflict {
		return s.talkMeanwhile(v, i, links, err)
	}
	if fault.KindOf(err) == fault.Invalid {
		return s.oneTalk(v, status(err), i, links, err)
	}
	if err != nil {
		return err
	}
	s.told()
	return v.redirect(justChanged(i.Customer, entry))
}

// talkMeanwhile shows the second of two editors what the first wrote, and keeps what he
// typed; saving again replaces it knowingly.
func (s *server) talkMeanwhile(v *visit, typed interaction.Interaction, links []interaction.Link, why error) error {
	now, _, err := interaction.Get(v.ctx(), v.seen, typed.ID)
	if err != nil {
		return err
	}
	typed.Version = now.Version
	v.meanwhile = s.talkDifference(v, &now, &typed)
	return s.oneTalk(v, status(why), typed, links, why)
}

// talkDifference lists what stands in a talk now where somebody typed something else.
func (s *server) talkDifference(v *visit, now, typed *interaction.Interaction) string {
	mine, theirs := s.talkForm(v, typed), s.talkForm(v, now)
	var list []string
	tell := func(label, value string) {
		if value == "" {
			value = "–"
		}
		list = append(list, label+": "+value)
	}
	if now.Channel != typed.Channel {
		tell(theirs.Ways.Legend, v.say.T("webdata.channel."+string(now.Channel)))
	}
	for i := range min(len(mine.Fields), len(theirs.Fields)) {
		f := &theirs.Fields[i]
		if f.Value == mine.Fields[i].Value {
			continue
		}
		value := f.Value
		switch at := slices.IndexFunc(f.Options, func(o look.Option) bool { return o.Value == f.Value }); {
		case at >= 0:
			value = f.Options[at].Label
		case f.Type == "date":
			value = v.say.Date(now.Day)
		}
		tell(f.Label, value)
	}
	if now.Note != typed.Note {
		tell(theirs.Note.Label, now.Note)
	}
	return strings.Join(list, "; ")
}

// justChanged is the page of a customer with the bar that offers to take a change back.
func justChanged(customer, entry int64) string {
	return customerURL(customer) + "?entfernt=" + strconv.FormatInt(entry, 10) + "#kontakt"
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
	s.told()
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
	s.told()
	return v.redirect(justChanged(i.Customer, entry))
}

package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// dutyURL is the page of who answers for the relationships, who is away and who knows what.
const dutyURL = "/einstellungen/verantwortung"

// dutyPage shows it; everybody changes his own part, who manages all.
func (s *server) dutyPage(v *visit) error {
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	users = slices.DeleteFunc(users, func(u team.User) bool { return u.DisabledAt != 0 })
	view := page.View{
		Head: look.HeadView{Title: v.say.T("webculture.duty"), Lede: v.say.T("webculture.duty.lede"), Back: &look.LinkView{Label: v.say.T("place.settings"), Href: "/einstellungen"}},
	}
	chief, err := s.chiefCard(v, users)
	if err != nil {
		return err
	}
	view.Main = append(view.Main, chief)
	away, err := s.awayCard(v, users)
	if err != nil {
		return err
	}
	view.Aside = append(view.Aside, away)
	skills, err := s.skillCards(v, users)
	if err != nil {
		return err
	}
	view.Main = append(view.Main, skills...)
	code := http.StatusOK
	if v.refused != nil {
		code, view.Problem = status(v.refused.err), v.say.Fault(v.refused.err)
	}
	s.markForms(v, view.Main)
	s.markForms(v, view.Aside)
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/einstellungen", Wide: true}, page.Page(view))
}

func colleagueName(users []team.User, id int64) string {
	for _, u := range users {
		if u.ID == id {
			return u.Name
		}
	}
	return ""
}

// chiefCard names the one person and the deputy.
func (s *server) chiefCard(v *visit, users []team.User) (page.Card, error) {
	card := page.Card{ID: "verantwortlich", Title: v.say.T("webculture.chief"), Lede: v.say.T("webculture.chief.lede")}
	c, err := team.GetChief(v.ctx(), s.DB)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return card, err
	}
	onDuty, err := team.OnDuty(v.ctx(), s.DB, v.facts.today)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return card, err
	}
	add := func(id int64, word string) {
		if name := colleagueName(users, id); name != "" {
			r := page.Row{Text: name, Sub: v.say.T(word)}
			if id == onDuty {
				r.Tags = []look.TagView{{Text: v.say.T("webculture.chief.today"), Tone: look.ToneGood}}
			}
			card.Rows = append(card.Rows, r)
		}
	}
	add(c.User, "webculture.chief.person")
	add(c.Deputy, "webculture.chief.deputy")
	if !v.user.Role.Manages() {
		return card, nil
	}
	person, deputy := userField(v, "person", "webculture.chief.person", c.User, users, false), userField(v, "vertretung", "webculture.chief.deputy", c.Deputy, users, true)
	f := rowForm(v, dutyURL, "verantwortlich", row.Meta{}, "webparty.change", "button.save", person, deputy)
	f.Hidden = append(f.Hidden, look.Hidden{Name: "fassung", Value: strconv.FormatInt(c.Version, 10)})
	card.Forms = []page.Form{f}
	return card, nil
}

// userField chooses a colleague who may change things.
func userField(v *visit, name, label string, value int64, users []team.User, none bool) look.FieldView {
	f := look.FieldView{Name: name, Label: v.say.T(label), Value: strconv.FormatInt(value, 10)}
	if none {
		f.Options = append(f.Options, look.Option{Value: "0", Label: v.say.T("webculture.nobody"), Checked: value == 0})
	}
	for _, u := range users {
		if team.May(u.Role, team.Write) {
			f.Options = append(f.Options, look.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name, Checked: u.ID == value})
		}
	}
	return f
}

// awayCard lists who is away, without a reason.
func (s *server) awayCard(v *visit, users []team.User) (page.Card, error) {
	card := page.Card{ID: "abwesend", Title: v.say.T("webculture.away"), Lede: v.say.T("webculture.away.lede"), Empty: v.say.T("webculture.away.none")}
	list, err := team.Absences(v.ctx(), s.DB, v.facts.today)
	if err != nil {
		return card, err
	}
	for _, a := range list {
		r := page.Row{Text: colleagueName(users, a.User), Sub: v.say.T("webparty.quiet.span", a.From, a.Until)}
		if a.User == v.user.ID || v.user.Role.Manages() {
			act := rowAct(v, dutyURL, "wieder-da", row.Meta{ID: a.ID}, "webparty.remove", "quiet")
			act.Fields = append(act.Fields, look.Hidden{Name: "person", Value: strconv.FormatInt(a.User, 10)})
			r.Acts = []look.ActView{act}
		}
		card.Rows = append(card.Rows, r)
	}
	fields := []look.FieldView{dayField(v, "von", "webparty.quiet.from", cal.Never), dayField(v, "bis", "webparty.quiet.to", cal.Never)}
	if v.user.Role.Manages() {
		fields = append([]look.FieldView{userField(v, "person", "webculture.away.who", v.user.ID, users, false)}, fields...)
	}
	card.Forms = []page.Form{rowForm(v, dutyURL, "weg", row.Meta{}, "webculture.away.add", "button.save", fields...)}
	return card, nil
}

// skillCards are what each colleague brings, the reader first.
func (s *server) skillCards(v *visit, users []team.User) ([]page.Card, error) {
	all, err := team.AllSkills(v.ctx(), s.DB)
	if err != nil {
		return nil, err
	}
	var cards []page.Card
	for _, u := range users {
		if !team.May(u.Role, team.Log) {
			continue
		}
		card := page.Card{ID: "person-" + strconv.FormatInt(u.ID, 10), Title: u.Name, Empty: v.say.T("webculture.skills.none")}
		var fields []look.FieldView
		for _, skill := range team.Skills {
			var words []string
			for _, k := range all {
				if k.User == u.ID && k.Skill == skill {
					words = append(words, k.Word)
				}
			}
			if len(words) > 0 {
				card.Rows = append(card.Rows, page.Row{Text: v.say.List(words), Sub: v.say.T("team.skill." + string(skill))})
			}
			f := textField(v, string(skill), "team.skill."+string(skill), strings.Join(words, ", "))
			f.Hint = v.say.T("webculture.skills.hint")
			fields = append(fields, f)
		}
		own := u.ID == v.user.ID
		if own || v.user.Role.Manages() {
			f := rowForm(v, dutyURL, "kann", row.Meta{ID: u.ID}, "webparty.change", "button.save", fields...)
			card.Forms = []page.Form{f}
		}
		if own {
			card.Lede = v.say.T("webculture.skills.lede")
			cards = append([]page.Card{card}, cards...)
			continue
		}
		cards = append(cards, card)
	}
	return cards, nil
}

// saveDuty takes the forms of the page and notes each change.
func (s *server) saveDuty(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		return s.dutyAct(v, tx)
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, ""}
		return s.dutyPage(v)
	}
	if err != nil {
		return err
	}
	return v.redirect(dutyURL)
}

func (s *server) dutyAct(v *visit, tx *store.Tx) error {
	m, err := v.row()
	if err != nil {
		return err
	}
	person, err := v.number("person")
	if err != nil {
		return err
	}
	switch v.field("act") {
	case "verantwortlich":
		deputy, err := v.number("vertretung")
		if err != nil {
			return err
		}
		if !v.user.Role.Manages() {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		return team.SetChief(v.ctx(), tx, s.byUser(v), team.Chief{User: person, Deputy: deputy, Version: m.Version})
	case "weg", "wieder-da":
		return s.absence(v, tx, person, m.ID)
	case "kann":
		if m.ID != v.user.ID && !v.user.Role.Manages() {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		for _, skill := range team.Skills {
			words := strings.Split(v.field(string(skill)), ",")
			if err := team.SetSkills(v.ctx(), tx, s.byUser(v), m.ID, skill, words); err != nil {
				return err
			}
		}
		return nil
	}
	return fault.New(fault.Invalid, "web.bad_form")
}

// absence notes that somebody is away, or is not after all.
func (s *server) absence(v *visit, tx *store.Tx, person, id int64) error {
	if person == 0 {
		person = v.user.ID
	}
	if person != v.user.ID && !v.user.Role.Manages() {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if _, err := team.Get(v.ctx(), tx, person); err != nil {
		return err
	}
	if v.field("act") == "wieder-da" {
		_, err := team.RemoveAbsence(v.ctx(), tx, s.byUser(v), person, id) // one that is gone is fine
		return err
	}
	from, err := v.day("von", v.facts.today)
	if err != nil {
		return err
	}
	until, err := v.day("bis", from)
	if err != nil {
		return err
	}
	_, err = team.AddAbsence(v.ctx(), tx, s.byUser(v), team.Absence{User: person, From: from, Until: until})
	return err
}

package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/counter"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/counter"
	"github.com/stammkunde/stammkunde/internal/web/page/settings"
)

const setupURL = "/einstellungen/tresen"

// counterCard leads from the settings to those of the counter.
func (s *server) counterCard(v *visit) *settings.TextView {
	if !v.user.Role.Writes() {
		return nil
	}
	return &settings.TextView{
		Title: v.say.T("webcounter.setup"), Lines: []string{v.say.T("webcounter.setup.text")},
		Link: &look.ButtonView{Label: v.say.T("webcounter.setup.open"), Icon: "store", Href: setupURL},
	}
}

// setupPage is about the own short number, the firm's rules for its counter, and the
// devices that keep cards.
func (s *server) setupPage(v *visit) error {
	saved := ""
	switch v.r.URL.Query().Get("gesichert") {
	case "pin", "regeln", "verloren":
		saved = v.say.T("webcounter.saved." + v.r.URL.Query().Get("gesichert"))
	}
	return s.showSetup(v, http.StatusOK, saved, nil)
}

func (s *server) showSetup(v *visit, code int, saved string, failure error) error {
	say := v.say
	set, err := team.PINSet(v.ctx(), s.DB, v.user.ID)
	if err != nil {
		return err
	}
	pin := pinField(v, "pin")
	pin.Label, pin.Hint = say.T("webcounter.pin.new"), say.T("webcounter.pin.hint", team.MinPIN, team.MaxPIN)
	word := look.FieldView{Name: "passwort", Label: say.T("webcounter.pin.password"), Type: "password", Autocomplete: "current-password", Required: true}
	view := page.Settings{
		Head:  look.HeadView{Title: say.T("webcounter.setup"), Lede: say.T("webcounter.setup.lede"), Back: &look.LinkView{Label: say.T("place.settings"), Href: "/einstellungen"}},
		Saved: saved, PIN: page.Form{Title: say.T("webcounter.pin.title"), Note: say.T("webcounter.pin.none"), Act: "pin", Fields: []look.FieldView{word, pin}, Button: say.T("button.save")},
	}
	if set != 0 {
		view.PIN.Note = say.T("webcounter.pin.set", say.Date(cal.Of(set.Time(v.facts.zone), v.facts.zone)))
	}
	if failure != nil {
		view.Problem = say.Fault(failure)
	}
	if v.user.Role.Manages() {
		if view.Firm, err = s.counterRules(v); err != nil {
			return err
		}
	}
	if view.Devices, err = s.deviceList(v); err != nil {
		return err
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/einstellungen"}, page.Setup(view))
}

// counterRules is the form of what the firm decides.
func (s *server) counterRules(v *visit) (*page.Firm, error) {
	rules, err := counter.ReadSetting(v.ctx(), s.DB)
	if err != nil {
		return nil, err
	}
	minutes := look.FieldView{
		Name: "minuten", Label: v.say.T("webcounter.rules.lock"), Num: true, Value: strconv.Itoa(int(rules.Lock.Minutes())),
		Attrs: map[string]any{"inputmode": "numeric"},
	}
	return &page.Firm{
		Form:   page.Form{Title: v.say.T("webcounter.rules"), Act: "regeln", Fields: []look.FieldView{v.kept(setupURL, minutes)}, Button: v.say.T("button.save")},
		Topics: look.CheckView{Name: "themen", Label: v.say.T("webcounter.rules.topics"), Checked: rules.Topics}, Hint: v.say.T("webcounter.rules.topics.hint"),
	}, nil
}

// deviceList shows the own devices, and to those who manage all of them.
func (s *server) deviceList(v *visit) (page.Devices, error) {
	say := v.say
	d := page.Devices{Title: say.T("webcounter.devices"), Text: say.T("webcounter.devices.text"), Empty: say.T("webcounter.devices.none")}
	list, err := team.Devices(v.ctx(), s.DB)
	if err != nil {
		return d, err
	}
	for _, one := range list {
		if one.User != v.user.ID && !v.user.Role.Manages() {
			continue
		}
		u, err := team.Get(v.ctx(), s.DB, one.User)
		if err != nil {
			return d, err
		}
		seen := one.SeenAt.Time(v.facts.zone)
		row := page.Device{Name: one.Name, Note: say.T("webcounter.devices.seen", u.Name, say.Date(cal.Of(seen, v.facts.zone)), say.ClockShort(seen))}
		switch {
		case one.WipedAt != 0:
			row.Tag = &look.TagView{Text: say.T("webcounter.devices.wiped"), Tone: look.ToneGood}
		case one.LostAt != 0:
			row.Tag = &look.TagView{Text: say.T("webcounter.devices.lost"), Tone: look.ToneBad}
		default:
			row.Lose = &look.ActView{
				URL:    "/einstellungen/geraete/" + strconv.FormatInt(one.ID, 10),
				Button: look.ButtonView{Label: say.T("webcounter.devices.lose"), Icon: "trash-2", Size: "s", Style: "danger"},
			}
		}
		d.Rows = append(d.Rows, row)
	}
	return d, nil
}

// saveSetup takes the forms of the page.
func (s *server) saveSetup(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	var err error
	switch v.field("act") {
	case "pin":
		err = s.savePIN(v)
	case "regeln":
		err = s.saveRules(v)
	default:
		err = fault.New(fault.Invalid, "web.bad_form")
	}
	if k := fault.KindOf(err); err != nil && k != fault.Internal {
		return s.showSetup(v, status(err), "", err)
	}
	if err != nil {
		return err
	}
	return v.redirect(setupURL + "?gesichert=" + v.field("act"))
}

// savePIN sets the short number of somebody who knows his password: a till left alone must
// not give its owner's turn away.
func (s *server) savePIN(v *visit) error {
	if err := s.Team.CheckPassword(v.ctx(), v.user.ID, v.r.PostFormValue("passwort")); err != nil {
		return err
	}
	return s.Team.SetPIN(v.ctx(), v.user.ID, v.field("pin"))
}

func (s *server) saveRules(v *visit) error {
	if !v.user.Role.Manages() {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	minutes, err := strconv.Atoi(v.field("minuten"))
	if err != nil {
		minutes = 0 // the room tells the limits
	}
	defer s.forget()
	return s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		return counter.SaveSetting(v.ctx(), tx, v.user.ID, cal.At(s.Now()), counter.Setting{Topics: v.field("themen") != "", Lock: time.Duration(minutes) * time.Minute})
	})
}

// loseDevice reports a device lost: the own one, or any for those who manage.
func (s *server) loseDevice(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	list, err := team.Devices(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.ID == id && (d.User == v.user.ID || v.user.Role.Manages()) {
			if err := s.Team.LoseDevice(v.ctx(), v.user.ID, id); err != nil {
				return err
			}
			return v.redirect(setupURL + "?gesichert=verloren")
		}
	}
	return fault.New(fault.NotFound, "team.no_device")
}

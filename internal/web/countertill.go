package web

import (
	"net/http"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/counter"
)

// seat finds out who sits at the till. A till that several share opens the counter and
// nothing else, to whoever serves with his own rights; a helper sees the counter and his
// own settings everywhere. Without permission to go on it has answered already.
func (s *server) seat(v *visit, rt route, till team.Till) (bool, error) {
	if v.user.ID == 0 || !rt.seated() {
		return true, nil
	}
	v.host, v.till = v.user, till
	switch {
	case !till.Shared:
		switch {
		case v.user.Role != team.Helper || rt.counter || rt.helper:
			return true, nil
		case v.r.URL.Path == "/":
			return false, v.redirect(counterURL)
		}
		return false, fault.New(fault.Forbidden, "fault.forbidden")
	case !rt.counter:
		return false, s.backToCounter(v, counterURL)
	case till.User == 0:
		v.user = team.User{ID: v.host.ID, Role: team.Helper, Locale: v.host.Locale, Theme: v.host.Theme}
		if rt.turn {
			return true, nil
		}
		return false, s.backToCounter(v, "/tresen/wer")
	}
	u, err := team.Get(v.ctx(), s.DB, till.User)
	if err != nil {
		return false, err
	}
	if u.DisabledAt != 0 {
		return false, fault.New(fault.Forbidden, "fault.forbidden")
	}
	v.user = u
	v.say = s.language(v)
	return true, nil
}

// backToCounter leads from a page that is not open at a shared till to one that is; what
// was to be changed there is refused.
func (s *server) backToCounter(v *visit, to string) error {
	if v.r.Method != http.MethodGet {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return v.redirect(to)
}

// turnPage asks who serves.
func (s *server) turnPage(v *visit) error { return s.askTurn(v, http.StatusOK, nil) }

func (s *server) askTurn(v *visit, code int, failure error) error {
	people, err := team.WithPIN(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	say := v.say
	view := page.Turns{
		Title: say.T("webcounter.turn"), Lede: say.T("webcounter.turn.lede"), Legend: say.T("webcounter.turn.who"),
		PIN: pinField(v, "pin"), Button: say.T("webcounter.turn.go"),
	}
	if failure != nil {
		view.Problem = say.Fault(failure)
	}
	for _, u := range people {
		if u.Role.Writes() {
			id := strconv.FormatInt(u.ID, 10)
			view.People = append(view.People, look.Option{Value: id, Label: u.Name, Checked: v.field("wer") == id})
		}
	}
	if len(view.People) == 0 {
		view.Nobody = &look.NoteView{Text: say.T("webcounter.turn.nobody"), Link: &look.LinkView{Label: say.T("webcounter.setup"), Href: setupURL}}
	}
	if v.till.Shared {
		view.End = &page.End{Summary: say.T("webcounter.end"), Text: say.T("webcounter.end.text", v.host.Name), PIN: pinField(v, "pin-ende"), Button: say.T("webcounter.end.go")}
	}
	return v.bare(code, look.BareView{Title: view.Title, Width: "slim", App: manifestURL}, page.Who(view))
}

// pinField asks for a short number; browsers neither keep nor offer it.
func pinField(v *visit, id string) look.FieldView {
	return look.FieldView{
		Name: "pin", ID: id, Label: v.say.T("webcounter.pin"), Type: "password", Autocomplete: "off", Required: true, Num: true,
		Attrs: map[string]any{"inputmode": "numeric", "maxlength": strconv.Itoa(team.MaxPIN), "minlength": strconv.Itoa(team.MinPIN)},
	}
}

// takeTurn lets somebody serve from now on.
func (s *server) takeTurn(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	id, err := strconv.ParseInt(v.field("wer"), 10, 64)
	if err != nil {
		return s.askTurn(v, http.StatusUnprocessableEntity, fault.New(fault.Invalid, "webcounter.turn.choose"))
	}
	if err := s.Team.Serve(v.ctx(), v.session(s.cookieName()), id, v.field("pin")); err != nil {
		return s.pinRefused(v, err)
	}
	return v.redirect(counterURL)
}

// pinRefused shows the page again with the reason why a number was not taken.
func (s *server) pinRefused(v *visit, err error) error {
	if k := fault.KindOf(err); k == fault.Internal {
		return err
	}
	return s.askTurn(v, status(err), err)
}

// pauseTill ends the turn of whoever serves.
func (s *server) pauseTill(v *visit) error {
	if v.till.Shared {
		if err := s.Team.Pause(v.ctx(), v.session(s.cookieName())); err != nil {
			return err
		}
	}
	return v.redirect("/tresen/wer")
}

// unshareTill gives the till back to the one who signed in at it.
func (s *server) unshareTill(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := s.Team.Unshare(v.ctx(), v.session(s.cookieName()), v.host.ID, v.field("pin")); err != nil {
		return s.pinRefused(v, err)
	}
	return v.redirect(counterURL)
}

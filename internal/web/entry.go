package web

import (
	"net/http"
	"net/url"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/web/page/entry"
)

func (s *server) signInPage(v *visit) error {
	if v.user.ID != 0 {
		return v.redirect("/")
	}
	if err := s.emptyIfLost(v); err != nil {
		return err
	}
	return s.askWho(v, http.StatusOK, v.r.URL.Query().Get("weiter"), "", "")
}

// askWho shows the sign-in page, after a failure with its words.
func (s *server) askWho(v *visit, code int, next, login, problem string) error {
	other := locale.EnGB
	if v.say.Tag().English() {
		other = locale.DeDE
	}
	action := "/anmelden"
	if asked := v.r.URL.Query().Get("sprache"); asked != "" {
		action += "?sprache=" + url.QueryEscape(asked)
	}
	language := url.Values{"sprache": {other.Lang()}}
	if next != "" {
		language.Set("weiter", next)
	}
	return v.bare(code, look.BareView{Title: v.say.T("web.signin.title"), Width: "slim", Centre: true},
		inside(entry.SignIn(entry.SignInView{
			Firm: v.facts.firm.Name, Lede: v.say.T("web.signin.lede"), Action: action, Next: next, Problem: problem,
			Login:    look.FieldView{Name: "name", Label: v.say.T("web.signin.login"), Value: login, Autocomplete: "username", Required: true, Attrs: map[string]any{"autocapitalize": "none", "autofocus": true}},
			Password: look.FieldView{Name: "passwort", Label: v.say.T("web.signin.password"), Type: "password", Autocomplete: "current-password", Required: true},
			Stay:     look.CheckView{Name: "bleiben", Label: v.say.T("web.signin.stay"), Checked: true},
			Submit:   v.say.T("button.sign_in"), Forgotten: v.say.T("web.signin.forgotten"),
			Language: look.LinkView{Label: v.say.T("web.language.other"), Href: "/anmelden?" + language.Encode(), Note: other.Lang()},
		}), look.Note(look.NoteView{Text: v.say.T("web.signin.reset"), Tone: look.ToneBrand})))
}

// signIn opens a session. A wrong name and a wrong password are told alike, so that
// nobody learns who works here.
func (s *server) signIn(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	next, login := v.field("weiter"), v.field("name")
	token, _, err := s.Team.SignIn(v.ctx(), login, v.r.PostFormValue("passwort"), s.source(v.r))
	if k := fault.KindOf(err); k == fault.Forbidden || k == fault.Limit {
		if k == fault.Limit {
			v.w.Header().Set("Retry-After", "900")
		}
		return s.askWho(v, status(err), next, login, v.say.Fault(err))
	}
	if err != nil {
		return err
	}
	// A session that somebody may have put into this browser ends here.
	if err := s.endSession(v); err != nil {
		return err
	}
	s.setSession(v, token, v.field("bleiben") != "")
	return v.redirect(local(next))
}

// signOut ends the session; a device that keeps cards is emptied first.
func (s *server) signOut(v *visit) error {
	keeps, err := s.keeps(v)
	if err != nil {
		return err
	}
	if keeps && v.user.ID != 0 && v.field("geleert") == "" {
		return v.redirect("/tresen/abmelden")
	}
	if err := s.emptied(v); err != nil {
		return err
	}
	if err := s.endSession(v); err != nil {
		return err
	}
	s.dropSession(v)
	return v.redirect("/anmelden")
}

func (s *server) endSession(v *visit) error {
	token := v.session(s.cookieName())
	if token == "" {
		return nil
	}
	return s.Team.SignOut(v.ctx(), token)
}

package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

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
	return s.askWho(v, http.StatusOK, signInView{next: v.r.URL.Query().Get("weiter")})
}

// signInView is what a sign-in remembers: where to go on, the name that was typed, what
// went wrong, and a form that was sent after the session had ended.
type signInView struct{ next, login, problem, typed string }

// askWho shows the sign-in page, after a failure with its words.
func (s *server) askWho(v *visit, code int, in signInView) error {
	next, lede := in.next, v.say.T("web.signin.lede")
	if in.typed != "" {
		lede = v.say.T("web.signin.away")
	}
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
			Firm: v.facts.firm.Name, Lede: lede, Action: action, Next: next, Typed: in.typed, Problem: in.problem,
			Login:    look.FieldView{Name: "name", Label: v.say.T("web.signin.login"), Value: in.login, Autocomplete: "username", Required: true, Attrs: map[string]any{"autocapitalize": "none", "autofocus": true}},
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
	in := signInView{next: v.field("weiter"), login: v.field("name"), typed: v.r.PostFormValue(typedField)}
	token, user, err := s.Team.SignIn(v.ctx(), in.login, v.r.PostFormValue("passwort"), s.source(v.r))
	if k := fault.KindOf(err); k == fault.Forbidden || k == fault.Limit {
		if k == fault.Limit {
			v.w.Header().Set("Retry-After", "900")
		}
		in.problem = v.say.Fault(err)
		return s.askWho(v, status(err), in)
	}
	if err != nil {
		return err
	}
	// A session that somebody may have put into this browser ends here.
	if err := s.endSession(v); err != nil {
		return err
	}
	s.setSession(v, token, v.field("bleiben") != "")
	if in.typed != "" {
		v.user = user
		return s.giveBack(v, in)
	}
	return v.redirect(local(in.next))
}

// typedField carries through the sign-in what somebody sent after his session had ended.
const typedField = "eingabe"

// typedMost is how many bytes of it are carried; more is no typed form.
const typedMost = 64 << 10

// secretField names what is never written back into a page.
var secretField = map[string]bool{"passwort": true, "alt": true, "pin": true}

// typedWhileAway is the form that somebody sends whose session has ended meanwhile, "" when
// nothing was typed, and never a password or a file.
func typedWhileAway(v *visit, rt route) string {
	if v.r.Method != http.MethodPost || v.fragment || rt.files || v.form() != nil {
		return ""
	}
	for name, values := range v.r.PostForm {
		if secretField[name] {
			return ""
		}
		if strings.Join(values, "") == "" {
			delete(v.r.PostForm, name)
		}
	}
	if typed := v.r.PostForm.Encode(); len(typed) <= typedMost {
		return typed
	}
	return ""
}

// giveBack offers what was typed to be sent again; nothing is sent by itself, because
// somebody else may have signed in.
func (s *server) giveBack(v *visit, in signInView) error {
	fields, err := url.ParseQuery(in.typed)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	view := entry.GiveBackView{
		Title: v.say.T("web.signin.back"), Text: v.say.T("web.signin.back.text"), URL: local(in.next),
		Send: v.say.T("button.save"), Drop: look.ButtonView{Label: v.say.T("web.signin.drop"), Href: "/", Style: "quiet"},
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			view.Fields = append(view.Fields, look.Hidden{Name: name, Value: value})
		}
	}
	return v.bare(http.StatusOK, look.BareView{Title: view.Title, Width: "slim", Centre: true}, entry.GiveBack(view))
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

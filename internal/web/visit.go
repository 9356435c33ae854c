package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/counter"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/watch"
)

// visit is one request with everything that is known about who asks.
type visit struct {
	w        http.ResponseWriter
	r        *http.Request
	say      *locale.Printer // the reader's language
	facts    facts
	seen     store.Querier // the database with the customers whom the reader sees here
	user     team.User     // the zero user on public pages
	host     team.User     // who signed in; user is who serves where several share a till
	till     team.Till
	fragment bool   // htmx asks: answer with the part that changes
	refused  *retry // a form that is shown again
	// meanwhile is what somebody else has written where this form writes too.
	meanwhile string
	ended     func() // all that the page shows was read
}

// facts are what every page needs to know of the firm.
type facts struct {
	firm      firm.Profile
	exists    bool // the first run is done
	today     cal.Date
	refreshed time.Time // when the figures were computed, in the firm's zone
	dataEnd   cal.Date
	customers int64
	zone      *time.Location
	counter   counter.Setting
	chief     team.Chief         // who answers for the relationships
	calls     []feedback.Waiting // who asks for help just now
	alerts    []watch.Waiting    // what went wrong and nobody has answered
	mistrusts map[int64]bool     // whose trust is damaged
	playbooks map[string]relationship.Playbook
}

// factsSpan is how long the facts are kept; a change made by this process is seen at
// once.
const factsSpan = 3 * time.Second

type factsCache struct {
	mu sync.Mutex
	at time.Time
	facts
}

// forget lets the next request read the firm anew.
func (s *server) forget() {
	if s.Changed != nil {
		s.Changed()
	}
	s.facts.mu.Lock()
	defer s.facts.mu.Unlock()
	s.facts.at = time.Time{}
}

// known returns the facts, at most some seconds old.
func (s *server) known(ctx context.Context) (facts, error) {
	s.facts.mu.Lock()
	defer s.facts.mu.Unlock()
	now := s.Now()
	if age := now.Sub(s.facts.at); s.facts.exists && age >= 0 && age < factsSpan {
		return s.facts.facts, nil
	}
	// Cached for all, so the reading must not end with the visitor who happens to ask.
	f, err := s.read(store.Fresh(context.WithoutCancel(ctx)))
	if err == nil {
		s.facts.facts, s.facts.at = f, now
	}
	return f, err
}

func (s *server) read(ctx context.Context) (facts, error) {
	f := facts{dataEnd: cal.Never, today: cal.Never, zone: time.UTC}
	p, err := firm.Load(ctx, s.DB)
	if fault.KindOf(err) == fault.NotFound {
		return f, nil
	}
	if err != nil {
		return f, err
	}
	// A firm without users was made by an import on the command line: the first run is
	// still to come.
	f.firm, f.zone = p, p.Location()
	if f.exists, err = team.Anybody(ctx, s.DB); err != nil || !f.exists {
		return f, err
	}
	if f.today, err = s.Today(ctx); err != nil {
		return f, err
	}
	if f.counter, err = counter.ReadSetting(ctx, s.DB); err != nil {
		return f, err
	}
	if f.chief, err = team.GetChief(ctx, s.DB); err != nil && fault.KindOf(err) != fault.NotFound {
		return f, err
	}
	if f.calls, err = feedback.WaitingCalls(ctx, s.DB, callsShown); err != nil {
		return f, err
	}
	if f.alerts, err = watch.Open(ctx, s.DB, alertsRead); err != nil {
		return f, err
	}
	if f.mistrusts, err = survey.Mistrusting(ctx, s.DB); err != nil {
		return f, err
	}
	if f.playbooks, err = relationship.Playbooks(ctx, s.DB); err != nil {
		return f, err
	}
	if s.Refreshed != nil {
		if f.refreshed, err = s.Refreshed(ctx); err != nil {
			return f, err
		}
	}
	if s.DataEnd != nil {
		if f.dataEnd, err = s.DataEnd(ctx); err != nil {
			return f, err
		}
	}
	if s.Customers != nil {
		f.customers, err = s.Customers(ctx)
	}
	return f, err
}

// visit begins a request before anything is known; it never fails, so that even a
// failure can be told in a fitting language.
func (s *server) visit(w http.ResponseWriter, r *http.Request) *visit {
	return &visit{w: w, r: r, seen: team.Sight{}.Over(s.DB), say: s.printer(locale.Accept(r.Header.Get("Accept-Language"), locale.DeDE), nil), fragment: r.Header.Get("HX-Request") == "true"}
}

// enter finds out who asks and whether he may; without permission to go on it has
// answered already.
func (s *server) enter(v *visit, rt route) (bool, error) {
	f, err := s.known(v.r.Context())
	if err != nil {
		return false, err
	}
	v.facts = f
	v.say = s.language(v)
	if !f.exists {
		if rt.access == firstRun || rt.access == anybody {
			return true, nil
		}
		return false, v.redirect("/start")
	}
	if rt.access == firstRun {
		return false, v.redirect("/")
	}
	var till team.Till
	err = store.Together(v.ctx(), func() error { return s.recognise(v) }, func() (err error) {
		if token := v.session(s.cookieName()); token != "" && rt.seated() {
			till, err = s.Team.Till(v.ctx(), token, f.counter.Lock)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	if ok, err := s.seat(v, rt, till); err != nil || !ok {
		return false, err
	}
	v.seen = team.SightOf(&v.user, rt.act()).Over(s.DB)
	switch {
	case rt.access == anybody || rt.access == public:
		return true, nil
	case v.user.ID == 0:
		return false, s.askToSignIn(v, rt)
	case !team.May(v.user.Role, rt.act()):
		return false, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return true, nil
}

// recognise reads the session; an unknown or expired one is none.
func (s *server) recognise(v *visit) error {
	token := v.session(s.cookieName())
	if token == "" {
		return nil
	}
	u, err := s.Team.Session(v.r.Context(), token)
	if fault.KindOf(err) == fault.Forbidden {
		return nil
	}
	if err != nil {
		return err
	}
	v.user = u
	v.say = s.language(v)
	return nil
}

// session is the token that the browser sent, "" without one.
func (v *visit) session(cookie string) string {
	if c, err := v.r.Cookie(cookie); err == nil {
		return c.Value
	}
	return ""
}

// seesFigures reports whether a role sees money and figures. A helper at the counter
// does not, because customers look at his screen.
func seesFigures(r team.Role) bool { return team.May(r, team.Figures) }

func (s *server) askToSignIn(v *visit, rt route) error {
	if typed := typedWhileAway(v, rt); typed != "" {
		return s.askWho(v, http.StatusUnauthorized, signInView{next: v.r.URL.Path, typed: typed})
	}
	to := "/anmelden"
	if v.r.Method == http.MethodGet && v.r.URL.Path != "/" && !v.fragment {
		to += "?weiter=" + url.QueryEscape(v.r.URL.RequestURI())
	}
	return v.redirect(to)
}

// local returns a path of this site out of what a link brought along, "/" for anything
// else, so that nobody is led away after signing in.
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// language chooses the words: the user's own setting, else what was asked for on a
// public page, else the firm's.
func (s *server) language(v *visit) *locale.Printer {
	f := v.facts
	home := locale.DeDE
	var p *firm.Profile
	if f.exists {
		home, p = f.firm.Locale, &f.firm
	}
	tag := home
	if v.user.ID == 0 {
		header := v.r.Header.Get("Accept-Language")
		if tag = locale.Accept(header, home); !f.exists {
			if own, ok := locale.Asked(header); ok { // no firm's German yet
				tag = own
			}
		}
		if asked, err := locale.ParseTag(v.r.URL.Query().Get("sprache")); err == nil {
			tag = sameLand(asked, home)
		}
	} else if own, err := locale.ParseTag(v.user.Locale); err == nil {
		tag = own
	}
	return s.printer(tag, p)
}

// sameLand keeps the firm's kind of German.
func sameLand(asked, home locale.Tag) locale.Tag {
	if asked.Lang() == home.Lang() {
		return home
	}
	return asked
}

// printer returns the printer of a tag for a firm, made once.
func (s *server) printer(tag locale.Tag, p *firm.Profile) *locale.Printer {
	o := locale.Options{Tag: tag}
	if p != nil {
		o.Currency, o.Gender = currency(p), p.GenderStyle
	}
	if known, ok := s.printers.Load(o); ok {
		return known.(*locale.Printer)
	}
	made, _ := s.printers.LoadOrStore(o, locale.New(o))
	return made.(*locale.Printer)
}

// currency is the firm's, or its country's until the first import decides.
func currency(p *firm.Profile) string {
	if p.Currency != "" {
		return p.Currency
	}
	return p.Locale.Currency()
}

// theme is the cookie that the button writes, else the user's setting.
func (v *visit) theme() string {
	if c, err := v.r.Cookie("theme"); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return v.user.Theme
}

// started tells whether part of the answer was sent.
func (v *visit) started() bool {
	a, ok := v.w.(*answer)
	return ok && a.decided
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// lasting is the context of what does not end with the visit: it is not cancelled with it,
// and does not read through its view, which belongs to the visit's own goroutine.
func (v *visit) lasting() context.Context { return store.Fresh(context.WithoutCancel(v.ctx())) }

// behind does something that nobody waits for; when it breaks down, the program goes on.
func (s *server) behind(what string, do func()) {
	go func() {
		defer func() {
			if p := recover(); p != nil {
				s.Log.Error("what went on behind a page broke down", "what", what, "err", fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		do()
	}()
}

// cookieName binds the session to this host and to TLS where there is TLS.
func (s *server) cookieName() string {
	if s.Secure {
		return "__Host-sitzung"
	}
	return "sitzung"
}

// sessionDays is how long the browser keeps the cookie; the session itself ends after
// thirty days without use.
const sessionDays = 30

func (s *server) setSession(v *visit, token string, stay bool) {
	c := &http.Cookie{Name: s.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode}
	if stay {
		c.MaxAge = sessionDays * 24 * 60 * 60
	}
	http.SetCookie(v.w, c)
}

func (s *server) dropSession(v *visit) {
	http.SetCookie(v.w, &http.Cookie{Name: s.cookieName(), Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode, MaxAge: -1})
}

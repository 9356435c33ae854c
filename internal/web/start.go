package web

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/web/page/entry"
)

// tradeIcons are the pictures of the trades.
var tradeIcons = map[firm.Trade]string{
	firm.Bakery: "croissant", firm.Dealer: "droplet", firm.Shop: "package", firm.Service: "wand-sparkles", firm.General: "store",
}

// currencies are offered first; every other comes with an import.
var currencies = []string{"EUR", "CHF", "GBP", "USD"}

func (s *server) startPage(v *visit) error {
	tag := v.say.Tag()
	return s.askFirm(v, http.StatusOK, map[string]string{"branche": string(firm.Bakery), "anrede": "sie", "sprache": tag.String()}, nil)
}

// askFirm shows the first run with what was typed, after a failure with its words.
func (s *server) askFirm(v *visit, code int, typed map[string]string, failure error) error {
	say := v.say
	view := entry.StartView{
		Title: say.T("web.start.title"), Lede: say.T("web.start.lede"), Person: say.T("web.start.person"), Promise: say.T("web.start.promise"),
		Trade: look.ChoiceView{Name: "branche", Legend: say.T("web.start.trade"), Tall: true},
		Address: look.SegmentView{Name: "anrede", Legend: say.T("web.start.address"), ShowLegend: true, Options: []look.Option{
			{Value: "sie", Label: say.T("web.address.sie"), Checked: typed["anrede"] != "du"}, {Value: "du", Label: say.T("web.address.du"), Checked: typed["anrede"] == "du"},
		}},
		Ways: s.ways(v, "weg"),
	}
	for _, t := range firm.Trades {
		view.Trade.Options = append(view.Trade.Options, look.Option{
			Value: string(t), Label: say.T("firm.trade." + string(t)), Note: say.T("web.trade.note." + string(t)), Icon: tradeIcons[t], Checked: typed["branche"] == string(t),
		})
	}
	view.Fields = []look.FieldView{
		{Name: "betrieb", Label: say.T("web.start.firm"), Value: typed["betrieb"], Autocomplete: "organization", Required: true},
		{Name: "sprache", Label: say.T("web.start.locale"), Value: typed["sprache"], Options: localeOptions(v)},
		{Name: "waehrung", Label: say.T("web.start.currency"), Value: typed["waehrung"], Options: currencyOptions(v)},
	}
	view.Own = []look.FieldView{
		{Name: "vorname", Label: say.T("web.start.name"), Value: typed["vorname"], Autocomplete: "name", Required: true},
		{Name: "salutation", Label: say.T("web.start.salutation"), Value: typed["salutation"], Options: salutations(v)},
		{Name: "login", Label: say.T("web.signin.login"), Value: typed["login"], Autocomplete: "username", Required: true, Attrs: templ.Attributes{"autocapitalize": "none"}},
		{Name: "passwort", Label: say.T("web.start.password"), Type: "password", Autocomplete: "new-password", Required: true, Hint: say.T("web.password.hint", team.MinPassword), Attrs: templ.Attributes{"minlength": "10"}},
	}
	if s.SetupCode != "" {
		view.Own = append(view.Own, look.FieldView{Name: "code", Label: say.T("web.start.code"), Value: typed["code"], Autocomplete: "off", Required: true, Hint: say.T("web.start.code.hint")})
	}
	if failure != nil {
		placeError(view.Fields, view.Own, failure, say)
		view.Problem = say.Fault(failure)
	}
	for _, list := range [][]look.FieldView{view.Fields, view.Own} {
		for i := range list {
			list[i] = v.kept("/start", list[i])
		}
	}
	return v.bare(code, look.BareView{Title: view.Title, Width: "mid"}, entry.Start(say, view))
}

// placeError puts the words of a failure at the field that they speak of.
func placeError(fields, own []look.FieldView, failure error, say *locale.Printer) {
	at := map[string]string{
		"firm.needs_name": "betrieb", "team.needs_name": "vorname", "team.login": "login", "team.login_taken": "login",
		"team.password_short": "passwort", "team.password_long": "passwort", "web.setup_code": "code",
	}
	e := fault.Of(failure)
	if e == nil {
		return
	}
	for _, list := range [][]look.FieldView{fields, own} {
		for i := range list {
			if at[e.Key] == list[i].Name {
				list[i].Error = say.Fault(failure)
			}
		}
	}
}

// ways are the three ways in: as buttons of the first run's form (field), else links
// and acts of their own.
func (s *server) ways(v *visit, field string) []look.WayView {
	say := v.say
	button := func(word, value, style string) look.ButtonView {
		return look.ButtonView{Label: say.T(word), Style: style, Name: field, Value: value}
	}
	own, practice, person := button("web.way.own.do", "eigene", "primary"), button("web.way.practice.do", "uebung", ""), button("web.way.person.do", "mensch", "")
	actions := []templ.Component{look.Button(own), look.Button(practice), look.Button(person)}
	if field == "" {
		own.Href, person.Href = "/import", "/kennenlernen"
		actions = []templ.Component{look.Button(own), look.Act(look.ActView{URL: "/uebung", Button: practice}), look.Button(person)}
	}
	return []look.WayView{
		{Icon: "upload", Title: say.T("web.way.own"), Text: say.T("web.way.own.text"), Action: actions[0]},
		{Icon: "wand-sparkles", Title: say.T("web.way.practice"), Text: say.T("web.way.practice.text"), Action: actions[1]},
		{Icon: "user-round-plus", Title: say.T("web.way.person"), Text: say.T("web.way.person.text"), Action: actions[2]},
	}
}

func localeOptions(v *visit) []look.Option {
	var list []look.Option
	for _, tag := range locale.Tags {
		list = append(list, look.Option{Value: tag.String(), Label: v.say.T("web.locale." + strings.ToLower(strings.ReplaceAll(tag.String(), "-", "_")))})
	}
	return list
}

func currencyOptions(v *visit) []look.Option {
	list := []look.Option{{Value: "", Label: v.say.T("web.currency.later")}}
	for _, c := range currencies {
		list = append(list, look.Option{Value: c, Label: c})
	}
	return list
}

func salutations(v *visit) []look.Option {
	return []look.Option{{Value: "", Label: v.say.T("web.salutation.none")}, {Value: "Frau", Label: v.say.T("web.salutation.frau")}, {Value: "Herr", Label: v.say.T("web.salutation.herr")}}
}

// salutationWord is a stored salutation in the reader's language.
func salutationWord(say *locale.Printer, stored string) string {
	switch stored {
	case "Frau":
		return say.T("web.salutation.frau")
	case "Herr":
		return say.T("web.salutation.herr")
	}
	return stored
}

// startLimits are how much the form of the first run takes.
var startLimits = limits{"betrieb": lineLimit, "vorname": lineLimit, "login": lineLimit}

// start makes the firm and its first user, signs him in and goes the way he chose. The
// second click finds what the first one made.
func (s *server) start(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if v.facts.exists {
		return s.startedBefore(v)
	}
	typed := map[string]string{}
	for _, name := range []string{"branche", "anrede", "sprache", "waehrung", "betrieb", "vorname", "salutation", "login", "code"} {
		typed[name] = v.field(name)
	}
	if err := s.maySetUp(v, typed["code"]); err != nil {
		return s.askFirm(v, status(err), typed, err)
	}
	if err := v.fits(startLimits); err != nil {
		return s.askFirm(v, status(err), typed, err)
	}
	id, err := s.found(v, typed)
	if faultKey(err) == "firm.exists" {
		s.forget()
		return s.startedBefore(v)
	}
	if k := fault.KindOf(err); err != nil && k != fault.Internal {
		return s.askFirm(v, status(err), typed, err)
	}
	if err != nil {
		return err
	}
	s.forget()
	token, err := s.Team.Open(v.ctx(), id)
	if err != nil {
		return err
	}
	s.setSession(v, token, true)
	return s.goWay(v, typed["branche"])
}

// goWay goes on where the button of the first run leads.
func (s *server) goWay(v *visit, trade string) error {
	switch v.field("weg") {
	case "uebung":
		if _, err := s.fill(v, trade); err != nil { // what is there already are no practice data
			return err
		}
		return v.redirect("/")
	case "mensch":
		return v.redirect("/kennenlernen")
	}
	return v.redirect("/import")
}

// startedBefore answers a first run that is over: who knows the password that he has just
// chosen is signed in and goes his way, everybody else signs in as usual.
func (s *server) startedBefore(v *visit) error {
	token, _, err := s.Team.SignIn(v.ctx(), v.field("login"), v.r.PostFormValue("passwort"), s.source(v.r))
	if k := fault.KindOf(err); k == fault.Forbidden || k == fault.Limit {
		return v.redirect("/")
	}
	if err != nil {
		return err
	}
	if err := s.endSession(v); err != nil {
		return err
	}
	s.setSession(v, token, true)
	return s.goWay(v, v.field("branche"))
}

// fill puts the practice data into an empty record; done is false when it was not empty.
// It does not break off when the browser leaves, and a second click waits for the first.
func (s *server) fill(v *visit, trade string) (done bool, err error) {
	s.filling.Lock()
	defer s.filling.Unlock()
	ctx := v.lasting()
	if n, err := customer.Count(ctx, s.DB); err != nil || n > 0 {
		return false, err
	}
	err = s.Practice(ctx, trade)
	s.forget()
	return true, err
}

// maySetUp keeps strangers on the network from taking over a fresh program.
func (s *server) maySetUp(v *visit, code string) error {
	if s.SetupCode == "" {
		if !s.atHome(v.r) {
			return fault.New(fault.Forbidden, "web.setup_elsewhere")
		}
		return nil
	}
	if s.setup.waiting(s.Now()) {
		return fault.New(fault.Limit, "web.setup_wait")
	}
	if subtle.ConstantTimeCompare([]byte(code), []byte(s.SetupCode)) != 1 {
		s.setup.miss(s.Now())
		return fault.New(fault.Forbidden, "web.setup_code")
	}
	return nil
}

// found writes firm and owner in one transaction.
func (s *server) found(v *visit, typed map[string]string) (int64, error) {
	tag, err := locale.ParseTag(typed["sprache"])
	if err != nil {
		tag = v.say.Tag()
	}
	p, err := firm.New(typed["betrieb"], firm.Trade(typed["branche"]), tag, s.Random)
	if err != nil {
		return 0, err
	}
	p.AddressForm, p.CreatedAt = typed["anrede"], cal.At(s.Now())
	if slices.Contains(currencies, typed["waehrung"]) {
		p.Currency = typed["waehrung"]
	}
	if err := p.Check(); err != nil {
		return 0, err
	}
	create, err := s.Team.CreateIn(v.ctx(), history.Program, team.User{Login: typed["login"], Name: typed["vorname"], Salutation: salutation(typed["salutation"]), Role: team.Owner}, v.r.PostFormValue("passwort"))
	if err != nil {
		return 0, err
	}
	var id int64
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if err := s.createFirm(v, tx, p); err != nil {
			return err
		}
		if id, err = create(tx); err != nil {
			return err
		}
		_, err := history.Append(v.ctx(), tx, history.Entry{At: p.CreatedAt, Actor: id, Verb: "firm.create", Subject: "firm", SubjectID: 1, After: history.Values(map[string]string{"name": p.Name})})
		return err
	})
	return id, err
}

// createFirm writes the firm, over the nameless one that an import on the command line
// may have made; what that import decided stays.
func (s *server) createFirm(v *visit, tx *store.Tx, p firm.Profile) error {
	old, err := firm.Load(v.ctx(), tx)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return firm.Create(v.ctx(), tx, p)
	}
	if err != nil {
		return err
	}
	if set, err := team.Anybody(v.ctx(), tx); err != nil || set {
		return errors.Join(err, fault.New(fault.Conflict, "firm.exists"))
	}
	p.Version = old.Version
	if old.Currency != "" {
		p.Currency = old.Currency
	}
	if err := firm.Save(v.ctx(), tx, p); err != nil {
		return err
	}
	return customer.MarkAllDue(v.ctx(), tx, cal.At(s.Now()))
}

// salutation keeps only what the pages offer.
func salutation(s string) string {
	if s == "Frau" || s == "Herr" {
		return s
	}
	return ""
}

// practice fills an empty firm with an invented one's data.
func (s *server) practice(v *visit) error {
	done, err := s.fill(v, string(v.facts.firm.Trade))
	if err != nil {
		return err
	}
	if !done && !s.practising(v) {
		return fault.New(fault.Conflict, "web.practice_not_empty")
	}
	return v.redirect("/")
}

// practising reports whether the firm works with practice data now.
func (s *server) practising(v *visit) bool {
	p, err := firm.Load(v.ctx(), s.DB)
	return err == nil && p.Practice
}

// setDay looks at the data as if it were another day, or goes back to the real one.
func (s *server) setDay(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	day := cal.Never
	if text := v.field("tag"); text != "" {
		d, err := cal.Parse(text)
		if err != nil || !d.Valid() {
			return fault.New(fault.Invalid, "web.bad_day", text)
		}
		day = d
	}
	err := s.changeFirm(v, func(p *firm.Profile) error { p.Today = day; return nil })
	if err != nil {
		return err
	}
	return v.redirect("/")
}

// changeFirm saves a change of the firm with its history and wakes the refresh.
func (s *server) changeFirm(v *visit, change func(*firm.Profile) error) error {
	p, err := firm.Load(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	old, before := p, audited(&p)
	if err := change(&p); err != nil {
		return err
	}
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if err := firm.Save(v.ctx(), tx, p); err != nil {
			return err
		}
		if counted(old, p) {
			if err := customer.MarkAllDue(v.ctx(), tx, cal.At(s.Now())); err != nil {
				return err
			}
		}
		_, err := history.Append(v.ctx(), tx, history.Entry{
			At: cal.At(s.Now()), Actor: v.user.ID, Verb: "firm.save", Subject: "firm", SubjectID: 1,
			Before: history.Values(before), After: history.Values(audited(&p)),
		})
		return err
	})
	if err != nil {
		return err
	}
	s.forget()
	if s.Wake != nil {
		s.Wake()
	}
	return nil
}

// counted reports whether the change concerns what every figure is computed from: the
// day, the open days, the trade or the margin.
func counted(a, b firm.Profile) bool {
	return a.Today != b.Today || a.Trade != b.Trade || a.MarginBP != b.MarginBP ||
		!slices.Equal(a.ClosedWeekdays, b.ClosedWeekdays) || !slices.Equal(a.ClosedDays, b.ClosedDays)
}

// audited are the settings that the history keeps; never the secret.
func audited(p *firm.Profile) map[string]any {
	return map[string]any{
		"name": p.Name, "trade": p.Trade, "locale": p.Locale, "timezone": p.Timezone, "currency": p.Currency, "gender_style": p.GenderStyle.String(),
		"address_form": p.AddressForm, "closed_weekdays": p.ClosedWeekdays, "closed_days": p.ClosedDays, "day_minutes": p.DayMinutes, "margin_bp": p.MarginBP, "today": p.Today,
	}
}

package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/web/page/settings"
)

func (s *server) settingsPage(v *visit) error {
	saved := ""
	if slices.Contains([]string{"betrieb", "zugang", "passwort", "person", "dateien", "sicherungen"}, v.r.URL.Query().Get("gesichert")) {
		saved = v.say.T("web.settings.saved." + v.r.URL.Query().Get("gesichert"))
	}
	return s.showSettings(v, http.StatusOK, saved, v.facts.firm, nil)
}

// showSettings shows the page; after a failure with its words and with the firm as it
// was typed.
func (s *server) showSettings(v *visit, code int, saved string, p firm.Profile, failure error) error {
	view := settings.View{Head: look.HeadView{Title: v.say.T("place.settings"), Lede: v.say.T("web.settings.lede")}, Saved: saved, Account: account(v), Word: ownPassword(v)}
	if failure != nil {
		view.Problem = v.say.Fault(failure)
	}
	if v.user.Role.Manages() {
		f := firmForm(v, p)
		view.Firm = &f
		feeds, err := s.feedsCard(v)
		if err != nil {
			return err
		}
		view.Feeds = &feeds
		view.Devices = s.devicesCard(v)
		if view.Margins, err = s.marginsCard(v); err != nil {
			return err
		}
		view.Rates = ratesCard(v)
	}
	view.Places = s.placesCard(v)
	view.Counter = s.counterCard(v)
	if v.user.Role == team.Owner {
		t, err := s.teamCard(v)
		if err != nil {
			return err
		}
		view.Team = &t
		if s.Backup != nil {
			view.Backup = &settings.TextView{
				Title: v.say.T("web.settings.backup"), Lines: []string{v.say.T("web.settings.backup.text")},
				Link: &look.ButtonView{Label: v.say.T("web.settings.backup.do"), Icon: "download", Href: "/einstellungen/sicherung"},
			}
		}
	}
	if err := s.nightlyCard(v, &view); err != nil {
		return err
	}
	rhythm, err := s.rhythm(v)
	if err != nil {
		return err
	}
	view.Rhythm = &rhythm
	view.Held = settings.TextView{Title: v.say.T("web.settings.held"), Lines: []string{v.say.T("web.settings.held.text"), v.say.T("web.settings.held.never")}}
	view.About = settings.TextView{
		Title: v.say.T("web.settings.about"), Lines: []string{v.say.T("web.settings.about.text", s.Version), "Figtree (OFL-1.1), Lucide (ISC), htmx (0BSD)"},
		Link: &look.ButtonView{Label: v.say.T("web.settings.licences"), Href: licencesURL},
	}
	return s.pageStatus(v, code, sheet{Title: v.say.T("place.settings"), At: "/einstellungen"}, settings.Page(v.say, view))
}

// placesCard leads to the pages that are settled once and looked at seldom. It tells under
// which address strangers reach the form for enquiries, and where that is not known. Who
// only serves at the counter is led to none of them.
func (s *server) placesCard(v *visit) *settings.PlacesView {
	if !team.May(v.user.Role, team.See) {
		return nil
	}
	say := v.say
	p := &settings.PlacesView{Title: say.T("web.settings.places")}
	row := func(href, label, text string) {
		p.Rows = append(p.Rows, settings.PlaceRow{Link: look.LinkView{Label: label, Href: href}, Text: text})
	}
	if v.user.Role.Manages() {
		text := say.T("web.settings.places.form.off")
		switch {
		case v.facts.firm.Settings.Enquiry.Form && s.PublicURL != "":
			text = say.T("web.settings.places.form.on", s.publicAddress(v))
		case v.facts.firm.Settings.Enquiry.Form:
			text = say.T("web.settings.places.form.house", s.publicAddress(v))
		}
		row("/anfragen/formular", say.T("web.enquiry.form"), text)
		row(timesURL, say.T("webtimes.title"), say.T("webtimes.place"))
		row(goodwillURL, say.T("webgoodwill.title"), say.T("webgoodwill.place"))
		row(fieldsURL, say.T("webfields.title"), say.T("webfields.lede"))
	}
	row(dutyURL, say.T("webculture.duty"), say.T("web.settings.places.duty"))
	row("/themen", say.T("webparty.topics"), say.T("web.settings.places.topics"))
	row("/gruende", say.T("webparty.reasons"), say.T("web.settings.places.reasons"))
	if v.user.Role.Writes() {
		row("/dubletten", say.T("duplicate.list.title"), say.T("web.settings.places.doubles"))
	}
	return p
}

func firmForm(v *visit, p firm.Profile) settings.FirmView {
	say := v.say
	f := settings.FirmView{
		Form:     settings.Form{Title: say.T("web.settings.firm"), URL: "/einstellungen/betrieb", Submit: say.T("button.save")},
		Currency: look.Pair{Label: say.T("web.start.currency"), Value: currency(&p)},
		Address: look.SegmentView{Name: "anrede", Legend: say.T("web.start.address"), ShowLegend: true, Options: []look.Option{
			{Value: "sie", Label: say.T("web.address.sie"), Checked: p.AddressForm != "du"}, {Value: "du", Label: say.T("web.address.du"), Checked: p.AddressForm == "du"},
		}},
		Weekdays: say.T("web.settings.weekdays"),
		Days:     look.FieldView{Name: "tage", Label: say.T("web.settings.days"), Hint: say.T("web.settings.days.hint"), Rows: 3, Value: closedDays(v, p.ClosedDays)},
	}
	var trades, genders []look.Option
	for _, t := range firm.Trades {
		trades = append(trades, look.Option{Value: string(t), Label: say.T("firm.trade." + string(t))})
	}
	for _, g := range locale.Genders {
		genders = append(genders, look.Option{Value: g.String(), Label: say.T("web.gender." + g.String())})
	}
	f.Fields = []look.FieldView{
		{Name: "name", Label: say.T("web.start.firm"), Value: p.Name, Required: true, Autocomplete: "organization"},
		{Name: "branche", Label: say.T("web.start.trade"), Value: string(p.Trade), Options: trades},
		{Name: "sprache", Label: say.T("web.start.locale"), Value: p.Locale.String(), Options: localeOptions(v)},
		{Name: "zeitzone", Label: say.T("web.settings.timezone"), Value: p.Timezone, Autocomplete: "off"},
		{Name: "gender", Label: say.T("web.settings.gender"), Value: p.GenderStyle.String(), Options: genders},
		{Name: "minuten", Label: say.T("web.settings.minutes"), Value: strconv.Itoa(p.DayMinutes), Num: true, Hint: say.T("web.settings.minutes.hint")},
		{Name: "spanne", Label: say.T("web.settings.margin"), Value: say.Float(float64(p.MarginBP)/100, marginDecimals(p.MarginBP)), Num: true, Hint: say.T("web.settings.margin.hint")},
	}
	f.Days = v.kept(f.URL, f.Days)
	for i := range f.Fields {
		f.Fields[i] = v.kept(f.URL, f.Fields[i])
	}
	for i := 1; i <= 7; i++ { // the week begins on Monday
		w := time.Weekday(i % 7)
		f.Closed = append(f.Closed, look.CheckView{Name: "zu", Value: strconv.Itoa(int(w)), Label: say.WeekdayName(w), Checked: slices.Contains(p.ClosedWeekdays, int(w))})
	}
	return f
}

func marginDecimals(bp int) int {
	if bp%100 == 0 {
		return 0
	}
	return 2
}

// closedDays writes one closed day per line: the day, then what it is.
func closedDays(v *visit, days []firm.ClosedDay) string {
	var b strings.Builder
	for _, d := range days {
		fmt.Fprintf(&b, "%s %s\n", v.say.Date(d.Day), d.Note)
	}
	return strings.TrimRight(b.String(), "\n ")
}

// parseClosedDays reads what [closedDays] wrote and what people type alike.
func parseClosedDays(v *visit, text string) ([]firm.ClosedDay, error) {
	var days []firm.ClosedDay
	seen := map[cal.Date]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		day, note, err := leadingDay(v, line)
		if err != nil {
			return nil, err
		}
		if !seen[day] {
			seen[day] = true
			days = append(days, firm.ClosedDay{Day: day, Note: note})
		}
	}
	return days, nil
}

// leadingDay takes the longest beginning of up to three words that is a day ("24 Dec
// 2026 Christmas Eve").
func leadingDay(v *visit, line string) (cal.Date, string, error) {
	words := strings.Fields(line)
	var failure error
	for n := min(3, len(words)); n > 0; n-- {
		day, err := v.say.ParseDate(strings.Join(words[:n], " "), v.facts.today)
		if err == nil {
			return day, strings.Join(words[n:], " "), nil
		}
		failure = err
	}
	return 0, "", failure
}

// saveFirm takes the form of the firm.
func (s *server) saveFirm(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := v.fits(limits{"name": lineLimit, "zeitzone": lineLimit, "tage": 4 * textLimit}); err != nil {
		return s.showSettings(v, status(err), "", v.facts.firm, err)
	}
	var typed firm.Profile
	err := s.changeFirm(v, func(p *firm.Profile) error {
		defer func() { typed = *p }()
		return readFirm(v, p)
	})
	if k := fault.KindOf(err); err != nil && k != fault.Internal && typed.Name != "" {
		return s.showSettings(v, status(err), "", typed, err)
	}
	if err != nil {
		return err
	}
	return v.redirect("/einstellungen?gesichert=betrieb")
}

func readFirm(v *visit, p *firm.Profile) error {
	p.Name, p.Trade, p.Timezone, p.AddressForm = v.field("name"), firm.Trade(v.field("branche")), v.field("zeitzone"), v.field("anrede")
	var failures []error
	if tag, err := locale.ParseTag(v.field("sprache")); err == nil {
		p.Locale = tag
	}
	if g, err := locale.ParseGender(v.field("gender")); err == nil {
		p.GenderStyle = g
	}
	minutes, err := strconv.Atoi(v.field("minuten"))
	if err != nil {
		failures = append(failures, fault.New(fault.Invalid, "firm.day_minutes", v.field("minuten")))
	}
	p.DayMinutes = minutes
	margin, err := v.say.ParseNumber(strings.TrimSpace(strings.TrimSuffix(v.field("spanne"), "%")))
	if err != nil {
		failures = append(failures, err)
	} else if bp, err := margin.Cents(2); err != nil || bp < 0 || bp > 10_000 {
		failures = append(failures, fault.New(fault.Invalid, "firm.margin"))
	} else {
		p.MarginBP = int(bp)
	}
	p.ClosedWeekdays = nil
	for _, text := range v.r.PostForm["zu"] {
		if w, err := strconv.Atoi(text); err == nil && w >= 0 && w < 7 {
			p.ClosedWeekdays = append(p.ClosedWeekdays, w)
		}
	}
	days, err := parseClosedDays(v, v.r.PostFormValue("tage"))
	if err != nil {
		failures = append(failures, err)
	} else {
		p.ClosedDays = days
	}
	return errors.Join(failures...)
}

func account(v *visit) settings.AccountView {
	say := v.say
	languages := append([]look.Option{{Value: "", Label: say.T("web.settings.language.firm")}}, localeOptions(v)...)
	return settings.AccountView{
		Form: settings.Form{
			Title: say.T("place.account"), Note: v.user.Login, URL: "/einstellungen/zugang", Submit: say.T("button.save"),
			Fields: []look.FieldView{
				v.kept("/einstellungen/zugang", look.FieldView{Name: "name", ID: "f-eigener-name", Label: say.T("web.start.name"), Value: v.user.Name, Autocomplete: "name", Required: true}),
				{Name: "salutation", Label: say.T("web.start.salutation"), Value: v.user.Salutation, Options: salutations(v)},
				{Name: "sprache", ID: "f-eigene-sprache", Label: say.T("web.settings.language"), Value: v.user.Locale, Options: languages},
				{Name: "theme", Label: say.T("web.settings.theme"), Value: v.user.Theme, Options: []look.Option{
					{Value: "", Label: say.T("web.theme.device")}, {Value: "light", Label: say.T("web.theme.light")}, {Value: "dark", Label: say.T("web.theme.dark")},
				}},
			},
		},
		Keys: look.CheckView{Name: "tasten", Label: say.T("web.settings.keys"), Checked: v.user.KeysOn},
	}
}

// saveAccount takes what everybody may change about himself.
func (s *server) saveAccount(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := v.fits(limits{"name": lineLimit}); err != nil {
		return s.showSettings(v, status(err), "", v.facts.firm, err)
	}
	u := v.user
	u.Name, u.Salutation, u.Theme, u.KeysOn, u.Locale = v.field("name"), salutation(v.field("salutation")), v.field("theme"), v.field("tasten") != "", ""
	if tag, err := locale.ParseTag(v.field("sprache")); err == nil {
		u.Locale = tag.String()
	}
	if err := s.saveUser(v, u); err != nil {
		if fault.KindOf(err) == fault.Internal {
			return err
		}
		return s.showSettings(v, status(err), "", v.facts.firm, err)
	}
	// The button on the page writes a cookie, which goes before the setting.
	http.SetCookie(v.w, &http.Cookie{Name: "theme", Path: "/", MaxAge: -1, SameSite: http.SameSiteLaxMode})
	return v.redirect("/einstellungen?gesichert=zugang")
}

func (s *server) saveUser(v *visit, u team.User) error {
	return s.DB.Update(v.ctx(), func(tx *store.Tx) error { return team.Save(v.ctx(), tx, s.byUser(v), u) })
}

// byUser tells rooms below the customers who acts.
func (s *server) byUser(v *visit) team.By { return team.By{Actor: v.user.ID, At: cal.At(s.Now())} }

// note writes into the history what a user did about himself.
func (s *server) note(v *visit, tx *store.Tx, verb string, id int64, after any) error {
	_, err := history.Append(v.ctx(), tx, history.Entry{At: cal.At(s.Now()), Actor: v.user.ID, Verb: verb, Subject: "user", SubjectID: id, After: history.Values(after)})
	return err
}

func ownPassword(v *visit) settings.Form {
	say := v.say
	return settings.Form{
		Title: say.T("web.settings.password"), URL: "/einstellungen/passwort", Submit: say.T("web.settings.password.do"),
		Fields: []look.FieldView{
			{Name: "alt", Label: say.T("web.settings.password.old"), Type: "password", Autocomplete: "current-password", Required: true},
			{Name: "neu", Label: say.T("web.settings.password.new"), Type: "password", Autocomplete: "new-password", Required: true, Hint: say.T("web.password.hint", team.MinPassword)},
		},
	}
}

// changePassword ends all sessions of the user and opens a new one here.
func (s *server) changePassword(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	err := s.Team.ChangePassword(v.ctx(), v.user.ID, v.r.PostFormValue("alt"), v.r.PostFormValue("neu"))
	if e := fault.Of(err); e != nil {
		if e.Key == "team.wrong_password" {
			err = fault.New(fault.Forbidden, "web.settings.password.wrong")
		}
		return s.showSettings(v, status(err), "", v.facts.firm, err)
	}
	if err != nil {
		return err
	}
	token, err := s.Team.Open(v.ctx(), v.user.ID)
	if err != nil {
		return err
	}
	s.setSession(v, token, true)
	return v.redirect("/einstellungen?gesichert=passwort")
}

// teamCard lists who works here.
func (s *server) teamCard(v *visit) (settings.TeamView, error) {
	say := v.say
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return settings.TeamView{}, err
	}
	t := settings.TeamView{
		Title: say.T("web.settings.team"),
		Table: look.TableView{Label: say.T("web.settings.team"), Fold: true, Columns: []look.Column{
			{Title: say.T("web.settings.person")}, {Title: say.T("web.signin.login")}, {Title: say.T("web.settings.role")}, {Title: say.T("web.settings.change"), Hidden: true, Wide: true},
		}},
		Add: settings.Form{Title: say.T("web.settings.add"), URL: "/einstellungen/personen", Submit: say.T("button.add"), Hidden: []look.Hidden{s.mark(v)}, Fields: []look.FieldView{
			v.kept("/einstellungen/personen", look.FieldView{Name: "name", ID: "f-neu-name", Label: say.T("web.settings.person"), Required: true, Autocomplete: "off"}),
			v.kept("/einstellungen/personen", look.FieldView{Name: "login", ID: "f-neu-login", Label: say.T("web.signin.login"), Required: true, Autocomplete: "off", Attrs: templ.Attributes{"autocapitalize": "none"}}),
			v.kept("/einstellungen/personen", look.FieldView{Name: "rolle", ID: "f-neu-rolle", Label: say.T("web.settings.role"), Value: string(team.Carer), Options: roles(v)}),
			{Name: "passwort", ID: "f-neu-passwort", Label: say.T("web.settings.first"), Type: "password", Autocomplete: "new-password", Required: true, Hint: say.T("web.password.hint", team.MinPassword)},
		}},
	}
	for _, u := range users {
		role := say.T("team.role." + string(u.Role))
		if u.DisabledAt != 0 {
			role += ", " + say.T("web.settings.disabled")
		}
		cells := []look.Cell{{Text: u.Name}, {Text: u.Login}, {Text: role}, {}}
		if u.ID != v.user.ID {
			cells[3].Content = settings.Member(member(v, u))
		}
		t.Table.Rows = append(t.Table.Rows, look.Row{Cells: cells})
	}
	return t, nil
}

func roles(v *visit) []look.Option {
	var list []look.Option
	for _, r := range team.Roles {
		list = append(list, look.Option{Value: string(r), Label: v.say.T("team.role." + string(r))})
	}
	return list
}

func member(v *visit, u team.User) settings.MemberView {
	url := "/einstellungen/personen/" + strconv.FormatInt(u.ID, 10)
	word, act := "web.settings.disable", "aus"
	if u.DisabledAt != 0 {
		word, act = "web.settings.enable", "ein"
	}
	return settings.MemberView{
		Summary: v.say.T("web.settings.change"),
		Reset: settings.Form{URL: url, Submit: v.say.T("web.settings.reset"), Fields: []look.FieldView{
			{Name: "passwort", ID: fmt.Sprintf("f-passwort-%d", u.ID), Label: v.say.T("web.settings.first"), Type: "password", Autocomplete: "new-password", Required: true},
		}},
		Toggle: look.ActView{URL: url, Fields: []look.Hidden{{Name: "act", Value: act}}, Button: look.ButtonView{Label: v.say.T(word), Size: "s", Style: "quiet"}},
	}
}

func (s *server) addUser(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := v.fits(limits{"name": lineLimit, "login": lineLimit}); err != nil {
		return s.afterTeam(v, err)
	}
	u := team.User{Login: v.field("login"), Name: v.field("name"), Role: team.Role(v.field("rolle"))}
	create, err := s.Team.CreateIn(v.ctx(), v.user.ID, u, v.r.PostFormValue("passwort"))
	if err == nil {
		err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
			if _, first, err := s.sent(v, tx); err != nil || !first {
				return err
			}
			_, err := create(tx)
			return err
		})
	}
	return s.afterTeam(v, err)
}

// changeUser gives a colleague a new password, or takes and returns his entry.
func (s *server) changeUser(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	u, err := team.Get(v.ctx(), s.DB, id)
	if err != nil {
		return err
	}
	switch v.field("act") {
	case "aus":
		u.DisabledAt = cal.At(s.Now())
		return s.afterTeam(v, s.saveUser(v, u))
	case "ein":
		u.DisabledAt = 0
		return s.afterTeam(v, s.saveUser(v, u))
	}
	return s.afterTeam(v, s.Team.ResetPassword(v.ctx(), v.user.ID, id, v.r.PostFormValue("passwort")))
}

func (s *server) afterTeam(v *visit, err error) error {
	if err == nil {
		return v.redirect("/einstellungen?gesichert=person")
	}
	if fault.KindOf(err) == fault.Internal {
		return err
	}
	if v.refused == nil {
		v.refused = &retry{err, teamFields[faultKey(err)]}
	}
	return s.showSettings(v, status(err), "", v.facts.firm, err)
}

// teamFields are the fields that the broken rules of a new colleague speak of.
var teamFields = map[string]string{"team.needs_name": "name", "team.login": "login", "team.login_taken": "login"}

// rhythm shows the parameters by which the firm's group of customers is judged.
func (s *server) rhythm(v *visit) (settings.TextView, error) {
	t := settings.TextView{Title: v.say.T("web.settings.rhythm")}
	stored, err := lifecycle.LoadParams(v.ctx(), s.DB, lifecycle.Trade(v.facts.firm.Trade), v.facts.today)
	if err != nil {
		return t, err
	}
	p := stored.On(v.facts.today)
	key := "web.settings.rhythm.preset"
	if p.Customers > 0 {
		key = "web.settings.rhythm.fitted"
	}
	t.Lines = []string{v.say.T(key, locale.V{"n": p.Customers, "interval": v.say.Interval(p.GroupInterval), "day": p.ValidFrom})}
	number := func(x float64) string { return v.say.Float(x, 3) }
	t.Rows = []look.Pair{
		{Label: v.say.T("web.settings.rhythm.k"), Value: number(p.K)},
		{Label: v.say.T("web.settings.rhythm.a"), Value: number(p.A)},
		{Label: v.say.T("web.settings.rhythm.b"), Value: number(p.B)},
		{Label: v.say.T("web.settings.rhythm.p"), Value: number(p.P)},
		{Label: v.say.T("web.settings.rhythm.group"), Value: v.say.Float(p.GroupInterval, 1)},
	}
	t.Rule = v.say.T("web.settings.rhythm.rule")
	return t, nil
}

const licencesURL = "/lizenzen"

// licences hands out the licence texts of what others have made.
func (s *server) licences(v *visit) error {
	say := v.say
	return v.bare(http.StatusOK, look.BareView{Title: say.T("web.settings.licences"), Width: "mid"}, settings.Licences(settings.LicencesView{
		Title: say.T("web.settings.licences"), Lede: say.T("web.settings.licences.lede"), Text: look.Licences(),
		Home: look.LinkView{Label: say.T("webnight.cert.home"), Href: "/"},
	}))
}

// backup sends a dump of the whole database.
func (s *server) backup(v *visit) error {
	if s.Backup == nil {
		return fault.New(fault.NotFound, "web.no_such_page")
	}
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) error { return s.note(v, tx, "backup.download", v.user.ID, struct{}{}) }); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/gzip")
	h.Set("Content-Disposition", `attachment; filename="stammkunde-`+s.Now().In(v.facts.zone).Format("2006-01-02-1504")+`.dump.gz"`)
	h.Set("Cache-Control", "no-store")
	return s.Backup(v.ctx(), v.w)
}

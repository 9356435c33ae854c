package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/team"
)

// sheet is what a handler says about its page; the frame adds the rest.
type sheet struct {
	Title string
	At    string // address of its entry in the navigation, as in "/kunden"
	Wide  bool   // lists and figures
	Live  bool   // streams of events
	// Counter is seen by customers: no numbers around the page, and it can be installed.
	Counter bool
	Toasts  []look.ToastView
}

// page answers with a page in the shell.
func (s *server) page(v *visit, sh sheet, content templ.Component) error {
	if v.refused != nil {
		return s.pageStatus(v, status(v.refused.err), sh, content)
	}
	return s.pageStatus(v, http.StatusOK, sh, content)
}

func (s *server) pageStatus(v *visit, code int, sh sheet, content templ.Component) error {
	return v.write(code, inside(look.Page(s.frame(v, sh)), content))
}

// frame builds everything around the content of a page.
func (s *server) frame(v *visit, sh sheet) look.PageView {
	nav := s.navigation(v, sh.At)
	if sh.Counter {
		nav = uncounted(nav)
	}
	p := look.PageView{
		Words: v.say, Lang: v.say.Tag().String(), Theme: v.theme(), Title: sh.Title, Wide: sh.Wide, Live: sh.Live,
		Firm: look.FirmView{Name: v.facts.firm.Name}, User: look.UserView{Name: v.user.Name, Role: v.role()},
		Nav: nav, Tabs: tabs(nav), Find: "/suche", Palette: "/befehle", SignOut: "/abmelden", Keys: v.user.KeysOn,
		Alerts: s.alerts(v, sh.At, sh.Counter), Banners: s.banners(v), Toasts: sh.Toasts, AsOf: v.asOf(),
	}
	if v.onlyCounter() {
		p.Find, p.Palette = counterURL, ""
	} else if v.user.Role.Writes() {
		p.Add = &look.LinkView{Label: capital(v.say.T("web.nav.add")), Href: "/kunden/neu"}
		p.Contact = &look.LinkView{Label: v.say.T("webdata.contact"), Href: "/notieren"}
	}
	if sh.Counter {
		p.App = manifestURL
	}
	return p
}

// onlyCounter reports whether somebody sees the counter and little else here: a helper, and
// everybody at a shared till.
func (v *visit) onlyCounter() bool { return v.user.Role == team.Helper || v.till.Shared }

// role names what somebody is here, in few letters.
func (v *visit) role() string {
	if v.user.Role == team.Owner {
		return v.say.T("web.role.owner", locale.V{"who": locale.Person{Name: v.user.Name, Salutation: locale.ParseSalutation(v.user.Salutation)}})
	}
	return v.say.T("team.role." + string(v.user.Role))
}

// asOf tells when the figures were computed: the time, with the day when it was not
// today.
func (v *visit) asOf() string {
	if v.facts.refreshed.IsZero() {
		return v.say.T("web.asof.none")
	}
	at := v.facts.refreshed.In(v.facts.zone)
	clock := v.say.ClockShort(at)
	if day := cal.Of(at, v.facts.zone); day != v.facts.today {
		return v.say.T("web.asof.day", v.say.Date(day), clock)
	}
	return clock
}

func (s *server) navigation(v *visit, at string) []look.NavGroup {
	item := func(href, icon, word, key string) look.NavItem {
		return look.NavItem{Label: v.say.T(word), Href: href, Icon: icon, Go: key, Current: at == href}
	}
	desk := item(counterURL, "store", "place.counter", "t")
	if v.onlyCounter() {
		groups := []look.NavGroup{{Items: []look.NavItem{desk}}}
		if !v.till.Shared {
			groups = append(groups, look.NavGroup{Title: v.say.T("web.nav.data"), Items: []look.NavItem{item("/einstellungen", "settings", "place.settings", "e")}})
		}
		return groups
	}
	today := item("/", "sun", "place.today", "h")
	today.CountID, today.Warm, today.Count = "n-heute", true, s.openLines(v)
	first := look.NavGroup{}
	if v.user.Role.Writes() {
		first.Items = append(first.Items, today, desk)
	}
	customers := item("/kunden", "users", "place.customers", "k")
	if v.facts.customers > 0 {
		customers.Count = v.say.Int(v.facts.customers)
	}
	first.Items = append(first.Items, customers)
	if v.user.Role.Writes() {
		first.Items = append(first.Items, item("/anfragen", "mail", "place.enquiries", "f"), item(complaintsURL, "message-circle", "place.complaints", "b"))
	}
	if answersFor(v) {
		duty := item(watchURL, "bell", "place.watch", "v")
		if n := len(v.facts.alerts); n > 0 {
			duty.Count, duty.Warm = v.say.Int(int64(n)), true
		}
		first.Items = append(first.Items, duty)
	}
	groups := []look.NavGroup{first}
	var understand []look.NavItem
	if v.user.Role.Writes() {
		understand = append(understand, item(surveysURL, "smile", "place.surveys", "u"))
	}
	if seesFigures(v.user.Role) {
		understand = slices.Concat([]look.NavItem{item(portfolioURL, "chart-scatter", "place.portfolio", "p")}, understand, []look.NavItem{item("/zahlen", "chart-column", "place.figures", "z")})
	}
	if len(understand) > 0 {
		groups = append(groups, look.NavGroup{Title: v.say.T("web.nav.understand"), Items: understand})
	}
	data := look.NavGroup{Title: v.say.T("web.nav.data")}
	if v.user.Role.Manages() {
		data.Items = append(data.Items, item("/import", "upload", "place.import", "i"), item(logURL, "file-text", "log.title", ""))
	}
	data.Items = append(data.Items, item(cultureURL, "heart", "place.culture", "l"), item("/einstellungen", "settings", "place.settings", "e"))
	return append(groups, data)
}

// uncounted takes the numbers out of the navigation.
func uncounted(nav []look.NavGroup) []look.NavGroup {
	for g := range nav {
		for i := range nav[g].Items {
			nav[g].Items[i].Count, nav[g].Items[i].CountID = "", ""
		}
	}
	return nav
}

// tabs are the three entries under the thumb of a phone: with a counter of one's own the
// figures stand behind "Mehr".
func tabs(nav []look.NavGroup) []look.NavItem {
	var list []look.NavItem
	for _, g := range nav {
		for _, n := range g.Items {
			if n.Href == "/" || n.Href == counterURL || n.Href == "/kunden" || n.Href == "/zahlen" && len(list) < 3 {
				list = append(list, n)
			}
		}
	}
	last := nav[len(nav)-1].Items
	if end := last[len(last)-1]; len(list) < 3 && list[len(list)-1].Href != end.Href { // there is room for one more
		list = append(list, end)
	}
	return list
}

// openCount is how many lines of a day somebody still has, as this process saw it
// last.
type openCount struct {
	day cal.Date
	n   int
}

func (s *server) noteOpen(v *visit, n int) {
	s.open.Store(v.user.ID, openCount{v.facts.today, n})
}

// openLines is the number beside "Heute"; nothing where it is not known or nobody
// waits.
func (s *server) openLines(v *visit) string {
	c, ok := s.open.Load(v.user.ID)
	if !ok {
		return ""
	}
	if c := c.(openCount); c.day == v.facts.today && c.n > 0 {
		return strconv.Itoa(c.n)
	}
	return ""
}

// oldData is how many days the newest purchase may lie back before the page offers to
// look at the time of the data.
const oldData = 60

// banners are the lines above every page: practice data, a day that is not today.
func (s *server) banners(v *visit) []look.BannerView {
	f := v.facts
	act := func(url, label string, fields ...look.Hidden) *look.ActView {
		if !v.user.Role.Manages() {
			return nil
		}
		return &look.ActView{URL: url, Fields: fields, Button: look.ButtonView{Label: label, Size: "s"}}
	}
	var list []look.BannerView
	present := cal.Of(s.Now(), f.zone)
	if f.firm.Practice {
		text := v.say.T("web.banner.practice")
		if f.today != present {
			text += " " + v.say.T("web.banner.practice.day", f.today)
		}
		return append(list, look.BannerView{Text: text, Act: act("/uebung/beenden", v.say.T("web.banner.practice.leave"))})
	}
	switch {
	case f.today != present && f.firm.Today == f.today:
		list = append(list, look.BannerView{Text: v.say.T("web.banner.frozen", f.today), Act: act("/tag", v.say.T("web.banner.frozen.leave"))})
	case f.today != present:
		list = append(list, look.BannerView{Text: v.say.T("web.banner.frozen", f.today)})
	case f.dataEnd < cal.Latest && f.today.Sub(f.dataEnd) > oldData:
		list = append(list, look.BannerView{
			Text: v.say.T("web.banner.old", f.dataEnd),
			Act:  act("/tag", v.say.T("web.banner.old.see", f.dataEnd.Add(1)), look.Hidden{Name: "tag", Value: f.dataEnd.Add(1).String()}),
		})
	}
	return list
}

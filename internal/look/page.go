package look

import (
	"strings"

	"github.com/a-h/templ"
)

// FirmView is the firm as the frame shows it.
type FirmView struct {
	Name string
	Note string // "2 Filialen · Lieferservice"
}

// UserView is who is signed in.
type UserView struct {
	Name string
	Role string
}

// NavGroup is a part of the navigation; the first has no title.
type NavGroup struct {
	Title string
	Items []NavItem
}

// NavItem is one entry of the navigation. Go is the letter that follows the key G. ID makes the count a target of swaps.
type NavItem struct {
	Label   string
	Href    string
	Icon    string
	Count   string
	CountID string
	Warm    bool // the count is about today
	Go      string
	Current bool
}

// BannerView is a line above every page: old data, practice data.
type BannerView struct {
	Text string
	Act  *ActView
	Link *LinkView
}

// AlertsView are the banners and alarms that come by themselves while a page is open.
type AlertsView struct {
	URL     string // asked every second; answers with [Called], or with nothing while State stands
	State   string // what is shown; a part that was not there before is news
	News    string // what the browser may tell while another window is in front; names nobody
	Banners []BannerView
	Alarms  []AlarmView // in place of banners, on the page of the day
}

// AlarmView is a case that went wrong, with its age and what can be done at once.
type AlarmView struct {
	Name  string // strong
	Text  string // after the name
	Sub   string
	Links []ButtonView
	Acts  []ActView
}

// PageView is everything the frame needs around a page.
type PageView struct {
	Words   Words
	Lang    string // "de-DE"
	Theme   string // "light", "dark" or "" (as the device says), from the cookie "theme"
	Title   string
	Wide    bool // lists and figures
	Firm    FirmView
	User    UserView
	Nav     []NavGroup
	Tabs    []NavItem   // at most four on the phone; "Mehr" and the round button come by themselves
	Add     *LinkView   // adds a customer: the round button and the key N
	Contact *LinkView   // asks who a contact was with: the round button and the key A; needs Add
	Find    string      // the list that searches without script, e.g. "/kunden"
	Palette string      // answers the palette with PaletteResults, e.g. "/befehle"; the query is "q"
	SignOut string      // POST, e.g. "/abmelden"
	Keys    bool        // single-letter keys are on
	Live    bool        // load the extension for server-sent events
	AsOf    string      // "04:30"
	App     string      // manifest of the part that can be installed on this page, or ""
	Alerts  *AlertsView // nil for who is never called
	Banners []BannerView
	Toasts  []ToastView
}

func (p PageView) pageClass() string {
	if p.Wide {
		return "page wide"
	}
	return "page"
}

func (p PageView) docTitle() string { return p.Title + " – Stammkunde" }

// BareView is a page without the shell: sign-in, first run, errors.
type BareView struct {
	Words  Words
	Lang   string
	Theme  string
	Title  string
	Width  string // "slim" (a form) or "mid" (first run)
	Centre bool   // in the middle of the screen
	App    string // as in PageView
}

func (b BareView) class() string {
	if b.Centre {
		return "pub centre"
	}
	return "pub start"
}

func keysState(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

const htmxConfig = `{"includeIndicatorCSS":false}`

// WayView is one way to begin; Action is usually a Button or an Act.
type WayView struct {
	Icon   string
	Title  string
	Text   string
	Action templ.Component
}

// DropView is the place for files, inside a form with enctype multipart/form-data. A chosen file submits the form.
type DropView struct {
	Name     string
	Title    string
	Text     string
	Choose   string // the word on the button
	Send     string // the word on the button that sends the file where there is no script
	Accept   string
	Multiple bool
}

type keyLine struct {
	keys    []string
	message string
	word    string
}

// keyList is what the dialog behind "?" tells; the letters after G come from the navigation.
func keyList(w Words, nav []NavGroup) []keyLine {
	list := []keyLine{
		{keys: []string{w.T("look.ctrl") + " K"}, message: "look.palette"},
		{keys: []string{"/"}, message: "look.key.search"},
		{keys: []string{"J", "K"}, message: "look.key.move"},
		{keys: []string{"E"}, message: "look.care.done"},
		{keys: []string{"S"}, message: "look.care.later"},
		{keys: []string{"X"}, message: "look.care.no"},
		{keys: []string{"U"}, message: "look.undo"},
		{keys: []string{"A"}, message: "look.key.contact"},
		{keys: []string{"N"}, message: "look.key.new"},
		{keys: []string{"?"}, message: "look.keys"},
	}
	for _, g := range nav {
		for _, n := range g.Items {
			if n.Go != "" {
				list = append(list, keyLine{keys: []string{"G", strings.ToUpper(n.Go)}, word: n.Label})
			}
		}
	}
	return list
}

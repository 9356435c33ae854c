package settings

import "github.com/stammkunde/stammkunde/internal/look"

// LicencesView is the page of what others have made.
type LicencesView struct {
	Title, Lede string
	Text        string // as it stands in the files
	Home        look.LinkView
}

// View is the settings page, already in words.
type View struct {
	Head    look.HeadView
	Problem string
	Saved   string
	Firm    *FirmView // nil for who may not change it
	Account AccountView
	Word    Form // the own password
	Team    *TeamView
	Rhythm  *TextView
	Held    TextView
	Feeds   *FeedsView // nil for who may not change it
	Margins *TextView
	Rates   *TextView // of costs
	Backup  *TextView
	Nightly *NightlyView
	Devices *TextView
	Counter *TextView
	Places  *PlacesView // nil for who may not work there
	About   TextView
}

// Form is a form with its fields.
type Form struct {
	Title  string
	Note   string
	URL    string
	Hidden []look.Hidden
	Fields []look.FieldView
	Submit string
}

// FirmView is the form of the firm.
type FirmView struct {
	Form
	Currency look.Pair
	Address  look.SegmentView
	Weekdays string // legend
	Closed   []look.CheckView
	Days     look.FieldView
}

// AccountView is the form of the own account.
type AccountView struct {
	Form
	Keys look.CheckView
}

// TeamView is who works here.
type TeamView struct {
	Title string
	Table look.TableView
	Add   Form
}

// MemberView is what can be changed about a colleague.
type MemberView struct {
	Summary string
	Reset   Form
	Toggle  look.ActView
}

// TextView is a card that only tells.
type TextView struct {
	Title string
	Lines []string
	Rows  []look.Pair
	Rule  string
	Link  *look.ButtonView
}

// FeedsView is where files come by themselves, and what came.
type FeedsView struct {
	Form
	Sources []SourceView
	Lines   []string // when the folders were looked into
	Runs    []look.Pair
	RunsFor string
}

// SourceView is one source with its own folder and whether a file is expected daily.
type SourceView struct {
	Title, Note string
	Name        look.Hidden
	Folder      look.FieldView
	Daily       *look.CheckView
}

// NightlyView is the backups of the nights.
type NightlyView struct {
	Form
	Problem string
	Lines   []string
}

// PlacesView are the pages on which the firm settles how it looks at its customers.
type PlacesView struct {
	Title string
	Rows  []PlaceRow
}

// PlaceRow is a link with what is found there.
type PlaceRow struct {
	Link look.LinkView
	Text string
}

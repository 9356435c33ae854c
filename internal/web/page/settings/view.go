package settings

import "github.com/stammkunde/stammkunde/internal/look"

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
	Backup  *TextView
	About   TextView
}

// Form is a form with its fields.
type Form struct {
	Title  string
	Note   string
	URL    string
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

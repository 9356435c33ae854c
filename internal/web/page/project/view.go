package project

import (
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/web/page/enquiry"
)

// ListView is the list of projects.
type ListView struct {
	Head      look.HeadView
	Buttons   []look.ButtonView
	WhoName   string
	Who       []look.LinkView
	StageName string
	Stages    []look.LinkView
	Table     look.TableView
	Empty     string
	More      *look.LinkView
}

// View is one project.
type View struct {
	Head    look.HeadView
	Tags    []look.TagView
	Buttons []look.ButtonView
	Stages  []look.ButtonView // where to move it
	Moves   look.ActView
	KPIs    []look.KPI
	Steps   Steps
	Hours   Hours
	Months  Months
	Talks   Talks
	Forms   []enquiry.Form
	FactsAt string
	Facts   []look.Pair
	Back    []look.Pair // the look back
	BackAt  string
	Links   enquiry.Links
	History enquiry.History
	Aside   string
	Print   string
}

// Steps are the joint steps.
type Steps struct {
	Title string
	Empty string
	Rows  []Step
	Add   enquiry.Form
}

// Step is one joint step.
type Step struct {
	Text string
	Note string
	Late bool
	Done bool
	Act  look.ActView
	Drop *look.ActView
}

// Hours is the time that was noted.
type Hours struct {
	Title string
	Note  string
	Rows  []Line
	Add   enquiry.Form
}

// Months are the hours of each month, the newest first.
type Months struct {
	Title string
	Rows  []Month
	More  string // words in front of Older
	Older []Month
}

// Month is how one month stands, and why.
type Month struct {
	Title string
	Text  string
	Tag   look.TagView
	Why   look.WhyView
}

// Line is one row with an act; with Href its label leads on.
type Line struct {
	Label string
	Href  string
	Text  string
	Act   *look.ActView
}

// Talks are the contacts that belong to the project.
type Talks struct {
	Title string
	Rows  []Line
	Add   enquiry.Form
}

package log

import "github.com/stammkunde/stammkunde/internal/look"

// View is the log of the firm or of one customer.
type View struct {
	Head    look.HeadView
	URL     string // that the filter asks
	Filters []look.FieldView
	Apply   string
	Reset   *look.LinkView
	Done    string // what was just taken back
	Refused *Refused
	Days    []Day
	Empty   string
	More    *look.LinkView
	Fine    string
}

// Refused says why something was not taken back, and what came after it.
type Refused struct {
	Text  string
	Title string
	Since []Entry
}

// Day is a heading with the entries of that day, newest first.
type Day struct {
	Title   string
	Entries []Entry
}

// Entry is one change: a sentence, what was and what is, and the way back.
type Entry struct {
	ID    string
	Time  string
	Who   string
	Say   string
	About *look.LinkView
	Tags  []look.TagView
	Lines []Line
	Undo  *look.ActView
	Link  *look.LinkView // to the page on which it is taken back
	Why   string         // why it cannot be
}

// Line is one field of a change.
type Line struct{ Label, Before, After string }

// Files is the page of a customer's files.
type Files struct {
	Head   look.HeadView
	Label  string // of the tabs
	Tabs   []look.LinkView
	Done   string
	Undo   *look.ActView
	Faults []string
	Title  string
	Empty  string
	Rows   []FileRow
	URL    string
	Mark   look.Hidden
	Drop   *look.DropView // nil for who may only look
	Fine   string
	Limit  *Limit // for who may change settings
}

// Limit is the form for the largest file.
type Limit struct {
	URL   string
	Field look.FieldView
	Back  look.Hidden
	Save  string
}

// FileRow is one file.
type FileRow struct {
	Name   string
	Href   string
	Note   string
	Remove *look.ActView
}

package enquiry

import "github.com/stammkunde/stammkunde/internal/look"

// Form is a form with its fields, already in words. With Files it takes files.
type Form struct {
	ID     string
	Title  string
	Note   string
	URL    string
	Hidden []look.Hidden
	Fields []look.FieldView
	Checks []look.CheckView
	Over   string // stands over the checks
	Submit look.ButtonView
	Folded bool // behind its title until somebody opens it
	Files  bool
	Drop   string // sentence of the drop zone, "" without one
}

// Window is a form in a window in front of the page.
type Window struct {
	ID   string
	Form Form
}

// BoardView is the board.
type BoardView struct {
	Head    look.HeadView
	Buttons []look.ButtonView
	Label   string // of the board, for readers
	Hint    string
	Who     []look.LinkView
	WhoName string
	Columns []Column
	Notes   []look.NoteView
	Windows []Window // in which an enquiry is closed, for all cards
}

// Column is one state.
type Column struct {
	Key   string
	Title string
	Count string
	Cards []Card
	Empty string
	More  *look.LinkView
}

// Card is one enquiry on the board.
type Card struct {
	ID     string
	Href   string
	Name   string
	Sought string
	Owner  string
	Clock  look.TagView
	Moves  string // words of the menu
	Move   look.ActView
	To     []look.ButtonView
}

// ListView is one column as pages.
type ListView struct {
	Head  look.HeadView
	Table look.TableView
	More  *look.LinkView
	Empty string
}

// View is one enquiry.
type View struct {
	Head    look.HeadView
	Tags    []look.TagView
	Buttons []look.ButtonView
	Notes   []look.NoteView
	Twins   []Twin
	Asks    Text
	Facts   []look.Pair
	FactsAt string // title
	Draft   *Draft
	Forms   []Form
	Windows []Window
	Acts    []look.ActView
	Links   Links
	Talks   Links // contacts about it
	History History
	Aside   string
}

// Twin is somebody whom the asker may be.
type Twin struct {
	Text string
	Name string
	Href string
	Act  look.ActView
}

// Text is a titled text with lines below it.
type Text struct {
	Title string
	Text  string
	Lines []string
}

// Draft is a reply to copy.
type Draft struct {
	Title   string
	Note    string
	Address look.FieldView
	Text    look.FieldView
	Copy    string
	Open    *look.ButtonView
	Paper   *look.ButtonView // the same as a letter to print
}

// Links are what belongs to it.
type Links struct {
	Title string
	Links []look.LinkView
}

// History is what was changed, the newest first.
type History struct {
	Title string
	Rows  []Change
}

// Change is one entry; Undo takes it back.
type Change struct {
	When  string
	Text  string
	Lines []string
	Undo  *look.ActView
}

// FormPage is a page with one form and what was changed meanwhile.
type FormPage struct {
	Head    look.HeadView
	Problem string
	Since   *History
	Draft   *Draft // stands above the forms
	Forms   []Form
	Notes   []look.NoteView
}

// PublicView is the form for the world, or the thanks after it.
type PublicView struct {
	Firm    string
	Lede    string
	Problem string
	URL     string
	Hidden  []look.Hidden
	Fields  []look.FieldView
	Trap    look.FieldView // people do not see it; who fills it in is a program
	Submit  string
	Privacy string
	Other   look.LinkView
	Done    bool
}

package party

import (
	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/look"
)

// View is one page of a customer.
type View struct {
	Head    look.HeadView
	Label   string // of the tabs
	Tabs    []look.LinkView
	Acts    []look.ButtonView
	Saved   *Saved
	Problem string // why the form that was sent was not taken
	Main    []Card
	Aside   []Card
}

// Saved tells what was just saved and how to take it back.
type Saved struct {
	Text string
	Undo look.ActView
}

// Card is a part of the page: what is known, and forms to add to it.
type Card struct {
	ID    string
	Title string
	Note  string
	Lede  string
	Empty string // in place of rows
	Rows  []Row
	Forms []Form
	More  templ.Component // below all, as the why of a figure; nil for nothing
}

// Row is one thing that is known, with what can be done about it.
type Row struct {
	Text string
	Href string // of the text
	Sub  string
	Tags []look.TagView
	List []string         // details, below the text
	Bar  *look.BarRowView // a figure about it
	Acts []look.ActView
	Edit *Form
}

// Form changes or adds one thing. With Title it is folded away.
type Form struct {
	Title  string
	Open   bool // unfolded
	URL    string
	Hidden []look.Hidden
	Fields []look.FieldView
	Checks []look.CheckView
	Legend string // of the checks
	Save   string
	Strong bool // the button of the page
	Files  bool // with fields for files
}

// Sheet is the page for the yearly talk.
type Sheet struct {
	Back    look.LinkView
	Print   string
	Title   string
	Lede    string
	Parts   []Part
	Privacy string
}

// Part is a titled list on the sheet; Lines leave room to write.
type Part struct {
	Title string
	Items []string
	Lines int
}

// Branch is somebody in a tree of recommendations.
type Branch struct {
	Name, Href string
	Text       string // what is told of him
	Below      []Branch
}

// Pairs is a short table below a card, as what a figure rests on.
type Pairs struct {
	Rows []look.Pair
	Whys []NamedWhy
	Link *look.LinkView
}

// NamedWhy is a "Warum?" with the figure it explains.
type NamedWhy struct {
	Name string
	Why  look.WhyView
}

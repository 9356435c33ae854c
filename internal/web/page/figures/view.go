package figures

import (
	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/look"
)

// View is the page Zahlen, already in words. With Empty set there is nothing else to
// show than Ways.
type View struct {
	Head    look.HeadView
	Label   string // of the tabs
	Tabs    []look.LinkView
	Buttons []look.ButtonView
	Empty   *look.EmptyView
	Ways    []look.WayView
	Notes   []look.NoteView

	KPIs   []look.KPI
	Why    look.WhyView
	Ahead  *Part // what is to be expected, nil before the first computation
	Have   Part
	Keep   Part
	Win    Part
	Months Chart
	Spread Chart
	Margin Part
}

// Part is a headed part of the figures: its finding, bars with their counts, and what
// else is to be said.
type Part struct {
	Title, Note string
	Say         string
	Groups      []Group // side by side where there are two
	Lines       []string
	Why         look.WhyView
}

// Group is a row of bars under a name, "" where there is only one.
type Group struct {
	Title string
	Bars  []look.BarRowView
}

// Chart is a picture with its finding and the same values as a table.
type Chart struct {
	Title, Note string
	Say         string
	Desk, Phone templ.Component // nil where there is too little to draw
	Lines       []string
	Fold        string // the words that unfold the table
	Table       *look.TableView
	FilesLabel  string
	Files       []look.LinkView // the table as files
	Why         look.WhyView
}

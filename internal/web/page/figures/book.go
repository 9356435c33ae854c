package figures

import (
	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/look"
)

// darkest is the tint, in tenths, on which the ink of both themes can still be read.
const darkest = 7

// BookView is the firm's book, or with Empty set what is missing for it.
type BookView struct {
	Head   look.HeadView
	Label  string // of the tabs
	Tabs   []look.LinkView
	Empty  *look.EmptyView
	Period Period
	Report *look.LinkView // a file to print, nil for none
	Cards  []BookCard
}

// Period is the choice of the time that the book tells of.
type Period struct {
	URL   string
	Field look.FieldView
	Show  string
}

// BookCard is one part of the book: its finding, what it rests on as bars, picture, heat map
// or table, the same as files, and why.
type BookCard struct {
	ID, Title, Note string
	Say             []string
	Bars            []look.BarRowView
	Desk, Phone     templ.Component // a picture, nil for none
	Strips          []Strip
	Heat            *Heat
	Table           *look.TableView
	Lines           []string
	Files           []look.LinkView
	FilesLabel      string
	Why             look.WhyView
}

// Strip is one measure over the months that the strips of a card share.
type Strip struct {
	Name, Latest string
	Desk, Phone  templ.Component
}

// Heat is a table whose cells are tinted by a share.
type Heat struct {
	Label string
	Head  []string
	Rows  []HeatRow
}

// HeatRow begins with its name and how many it is of.
type HeatRow struct {
	Name, Count string
	Cells       []HeatCell
}

// HeatCell is a value; Tenths is from 0 to 10.
type HeatCell struct {
	Text   string
	Tenths int
}

// DocumentsView is a list of documents, or one document.
type DocumentsView struct {
	Head   look.HeadView
	Tables []DocumentsTable
}

// DocumentsTable is a titled table, with Empty in place of no rows.
type DocumentsTable struct {
	Title string
	Empty string
	Table look.TableView
	More  *look.ButtonView
}

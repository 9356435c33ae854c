package figures

import (
	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/look"
)

// PortfolioView shows where customers stand, or with Empty set what is missing for it.
type PortfolioView struct {
	Head     look.HeadView
	Measures []look.LinkView
	Measure  string // name of the switch
	Print    look.ButtonView
	Empty    *look.EmptyView
	Notes    []look.NoteView

	Legend      []look.LinkView // Icon is "full" or "ring"
	LegendLabel string
	Desk, Phone templ.Component
	Drawn       string // how many of all are drawn
	Why         look.WhyView

	Field  PortfolioField
	Spread PortfolioSpread
	Moved  PortfolioMoved
	Months *look.TableView
	Course string // title of Months
	Lines  *PortfolioLines
	Work   templ.Component // lines are being drawn; may be nil
	Saved  *PortfolioSaved
	Losses *PortfolioLosses
}

// PortfolioSaved tells that lines were moved, and takes that back.
type PortfolioSaved struct {
	Text string
	Undo look.ActView
}

// PortfolioLines is the form that moves the lines between the fields.
type PortfolioLines struct {
	Title, Lede, URL string
	Fields           []look.FieldView
	Hidden           []look.Hidden
	Save             look.ButtonView
}

// PortfolioField is one field with its strategy and those who are worth most in it.
type PortfolioField struct {
	Title, Count  string
	Strategy, Not string
	Halves        []PortfolioHalf // what the customers have of it, and what we do and have
	People        []PortfolioPerson
	All           look.ButtonView
	Save          *look.ActView // nil for who may not save
}

// PortfolioHalf is one view of the customers of a field.
type PortfolioHalf struct {
	Title string
	Rows  []look.Pair
}

// PortfolioPerson is a customer with what puts him there.
type PortfolioPerson struct {
	Avatar             look.AvatarView
	Name, Href         string
	Note, Amount, Move string
}

// PortfolioSpread is how customers, contribution and care are spread over the fields.
type PortfolioSpread struct {
	Title string
	Note  string
	Rows  []PortfolioShare
}

// PortfolioShare is a field; it leads to its card. Share is from 0 to 1.
type PortfolioShare struct {
	Label, Href, Count, Value, Care string
	Share                           float64
	Current                         bool
}

// PortfolioMoved tells who went from one field to another.
type PortfolioMoved struct {
	Title, Lede string
	Rows        []PortfolioMove
}

// PortfolioMove leads to the customers who moved alike.
type PortfolioMove struct{ Label, Href, Count string }

// PortfolioLosses asks where working together does not cover its costs.
type PortfolioLosses struct {
	Title, Note, Lede string
	Table             look.TableView
	More              *look.ButtonView
}

// LossesView is the whole list of these questions.
type LossesView struct {
	Head  look.HeadView
	Empty *look.EmptyView
	List  PortfolioLosses
}

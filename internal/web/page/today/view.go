package today

import (
	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/look"
)

// View is the page Heute, already in words.
type View struct {
	Head    look.HeadView
	Notes   []look.NoteView // what is missing or went wrong in the night
	Print   string          // word on the button, "" without one
	Contact string          // word on the button that asks who a contact was with
	Groups  []Group
	Rest    *look.CareView // the one line of a calm first day
	Card    *look.DayCardView
	Watch   *Watch
	Empty   *look.EmptyView
	Ways    []look.WayView // ways in, while there is nothing
	Note    *look.NoteView
	Finish  *Finish
}

// Group is a headed part of the list.
type Group struct {
	Title, Note string
	Lines       []Line
}

// Line is a line in one of its looks.
type Line struct {
	Care *look.CareView
	Open bool // with everything one should know for the conversation
	Done *look.DoneView
	// Drawn is the line in its present look where it was drawn before; it comes alone.
	Drawn templ.Component
}

// Watch is who should not be forgotten in the next days.
type Watch struct {
	Title string
	Rows  []WatchRow
}

// WatchRow is one customer to keep an eye on.
type WatchRow struct {
	Avatar     look.AvatarView
	Name, Href string
	Text       string
	Icon       string
}

// Finish is the end of the day.
type Finish struct {
	Empty   look.EmptyView
	Undo    *look.ActView
	Next    look.ButtonView
	ShowAll look.LinkView
}

// ListView is the list behind a mass line.
type ListView struct {
	Head     look.HeadView
	Sentence string
	Held     string // how many were left out as comparison
	Acts     []look.ActView
	Links    []look.ButtonView
	Table    look.TableView
	Why      *look.WhyView
	Done     string // when the line is settled already
	More     string // how many more the export holds
}

// WelcomeView is the form for one favourite customer.
type WelcomeView struct {
	Head    look.HeadView
	Problem string
	Kind    look.SegmentView
	Fields  []look.FieldView
	Address look.SegmentView
	Submit  string
	Mark    look.Hidden // by which the form is known again
}

// BriefView is half a page about one person, to be printed and kept at the counter.
type BriefView struct {
	Head     look.HeadView
	Question string // the good next question
	Title    string
	Rows     []look.Pair
	Write    string // heading of the lines to write on
	Links    []look.ButtonView
}

package customers

import "github.com/stammkunde/stammkunde/internal/look"

// View is the page of the list.
type View struct {
	Head    look.HeadView
	Buttons []look.ButtonView
	Form    Form
	Result  Result
}

// Form is the search with its filters. It is sent by GET, so that every state of the
// list has an address.
type Form struct {
	Search, Label, Placeholder string
	Filters                    []Filter
	Sort                       Filter
	FilterLabel                string
	Open                       bool   // a filter is set
	Group                      string // the tab that stays
	Apply                      string // the word on the button that serves without script
}

// Filter is a choice beside the search field.
type Filter struct {
	Name, Label string
	Options     []look.Option
}

// Result is what changes with every letter typed.
type Result struct {
	TabsLabel string
	Tabs      []look.LinkView
	Count     string // "214 gefunden"
	Reset     *look.LinkView
	Table     look.TableView
	More      *look.MoreView
	Empty     *look.EmptyView
	EmptyActs []look.ButtonView
	Exports   []look.ButtonView
}

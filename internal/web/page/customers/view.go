package customers

import (
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/web/page/views"
)

// View is the page of the list.
type View struct {
	Head    look.HeadView
	Buttons []look.ButtonView
	Form    Form
	Choose  Choose
	Result  Result

	TabsLabel string
	Tabs      []look.LinkView
}

// Form is the search with its filters. It is sent by GET, so that every state of the
// list has an address.
type Form struct {
	Search, Label, Placeholder string
	Filters                    []Filter
	Sort                       Filter
	FilterLabel                string
	Open                       bool          // a filter is set
	Hidden                     []look.Hidden // what stays: tab, view, rule, columns
	Build                      look.ButtonView
	Apply                      string // the word on the button that serves without script
}

// Filter is a choice beside the search field. Usual is the id of its first option where the
// word of that one changes with what is searched for.
type Filter struct {
	Name, Label string
	Usual       string
	Options     []look.Option
}

// UsualID is the id of the option by which the list keeps the order it has by itself.
const UsualID = "ordnung"

// Result is what changes with every letter typed.
type Result struct {
	Count     string // "214 gefunden"
	Reset     *look.LinkView
	Table     look.TableView
	More      *look.MoreView
	Back      *look.ButtonView // to the page before; nil on the first
	Empty     *look.EmptyView
	EmptyActs []look.ButtonView
	Exports   []look.ButtonView
	Rule      *Rule
	Bulk      *views.Bar // nil for who changes nothing
}

// Rule is the filter as a sentence, with what can be done to it.
type Rule struct {
	Text string
	Acts []look.ButtonView
}

// Choose is the choice of columns; it is sent by GET.
type Choose struct {
	Label, Submit string
	Hidden        []look.Hidden
	Columns       []look.CheckView
}

// ValueCell is a value of the list that opens its field.
type ValueCell struct {
	Text, URL, Label string
}

// EditCell is the field of one value. Inside a table the answer replaces the cell.
type EditCell struct {
	URL, Label, Value, Save, Cancel, CancelWord, Problem string
	Options                                              []look.Option
	Hidden                                               []look.Hidden
	Inside                                               bool
	Hint                                                 string // what hangs on the value
	Rows                                                 int    // of a text of several lines
}

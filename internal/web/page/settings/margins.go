package settings

import "github.com/stammkunde/stammkunde/internal/look"

// MarginsView is the page of the categories of goods.
type MarginsView struct {
	Head    look.HeadView
	Problem string
	Saved   string
	Undo    *look.ActView
	Work    *WorkView
	Search  look.FieldView // the words and their place in the form that searches
	Find    string
	Empty   string
	Hidden  []look.Hidden
	URL     string
	Table   look.TableView
	Pages   []look.ButtonView
	Count   string
	Submit  string
}

// WorkView says that figures are being computed; Ask is where it is asked again, "" when
// they are done.
type WorkView struct {
	Text string
	Ask  string
	Bad  bool // it did not work
}

// MarginView is one category's fields.
type MarginView struct {
	Name, Label, Value, Unknown string
	Error                       string
	Was                         look.Hidden // what the page showed, so that only changes are saved
}

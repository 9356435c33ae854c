package views

import "github.com/stammkunde/stammkunde/internal/look"

// Bar acts on the rows that are ticked, or on all that were found.
type Bar struct {
	URL, Label string
	None, Some string // how many are ticked; # is the number
	Clear      string
	Acts       []look.Option
	All        look.CheckView
	Hidden     []look.Hidden
}

// BulkView asks with what an act is to be done.
type BulkView struct {
	Head          look.HeadView
	Problem       string
	URL, StartURL string
	Hidden        []look.Hidden // whom and what
	Input         look.FieldView
	Look          string // the word that previews
	Preview       *Preview
}

// Preview says what would change.
type Preview struct {
	Text, Same, LeftTitle, More, Submit string
	Any                                 bool   // somebody would be changed
	First                               []Will // the first of those who would be changed
	FirstMore                           string
	Left                                []Left
	Hidden                              []look.Hidden
}

// Will is a customer who would be changed: from one value to the other; both "" where the
// value is new to all.
type Will struct{ Name, Href, From, To string }

// Left is a customer who is passed over.
type Left struct{ Name, Href, Why string }

// RunView is what came out of an act on many.
type RunView struct {
	Head             look.HeadView
	State, Same, Ask string // Ask is the address that tells more, "" when all is done
	LeftTitle        string
	Left             []Left
	Undo             *look.ActView
}

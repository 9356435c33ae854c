package talk

import "github.com/stammkunde/stammkunde/internal/look"

// View is the page for a typed line.
type View struct {
	Head  look.HeadView
	Line  Line
	Form  *Form // nil before a line was typed
	Foot  *look.Pair
	Faint string // said below Foot when too little is noted to conclude anything
	Why   *look.WhyView
}

// Line asks for the line and shows what was understood of it.
type Line struct {
	Label, Value, Hint, Button string
	Hidden                     []look.Hidden
	Pieces                     []Piece // of the line; empty before it was typed
}

// Piece is a part of the line; Means is "" where it was not understood.
type Piece struct{ Text, Means string }

// Form is one contact, all of it to be changed.
type Form struct {
	URL    string
	Hidden []look.Hidden
	Error  string
	Who    *look.ChoiceView // to choose from; nil when the customer is known
	Known  *look.LinkView
	Nobody string // why there is nobody to choose, or ""
	Ways   look.SegmentView
	Fields []look.FieldView // beside each other
	Marks  []look.CheckView // what else was so
	Legend string           // of the marks
	Note   look.FieldView
	Words  []Hint
	Vow    *Vow
	Save   look.ButtonView
	Cancel look.ButtonView
	Remove *look.ActView
}

// Hint is advice on a word of the note.
type Hint struct{ Text, Better string }

// Vow is the part of a form that holds a promise.
type Vow struct {
	Title  string
	Check  look.CheckView
	Fields []look.FieldView
}

// Done tells what was noted and offers to take it back or say more.
type Done struct {
	Text  string
	Undo  look.ActView
	More  look.LinkView
	Tones []look.ActView
	Words []Hint
}

// Promises is the card of what was promised and expected.
type Promises struct {
	Title, Empty, Record string
	Stand                string // what the firm stands for, beside it
	Problem              string // why the last act on a promise was refused
	Open                 []Promise
	New                  *look.FoldView
	Form                 *PromiseForm // in place of New, after it was refused
	Expect               []Promise
	ExpectTitle          string
	NewExpect            *look.FoldView
	ExpectForm           *PromiseForm // in place of NewExpect, after it was refused
}

// Promise is one promise or expectation.
type Promise struct {
	Text, Note string
	Late       bool
	Acts       []look.ActView
}

// PromiseForm asks for a new one.
type PromiseForm struct {
	Title, URL, Save string
	Hidden           []look.Hidden
	Fields           []look.FieldView
}

// StoryView is "Unsere Geschichte".
type StoryView struct {
	Head     look.HeadView
	Print    string
	Empty    string
	Chapters []Chapter
}

// Chapter is a year in sentences.
type Chapter struct {
	Title     string
	Sentences []string
}

// Filter chooses what the history shows.
type Filter struct {
	Label string
	Links []look.LinkView
}

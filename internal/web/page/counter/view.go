package counter

import "github.com/stammkunde/stammkunde/internal/look"

// View is the counter, already in words.
type View struct {
	Root   Root
	Search Search
	Hits   Hits
	Card   *Card
	Till   *Till // nil where the till is not shared
	Links  []look.ButtonView
	Free   Free
}

// Root is what the script of the counter needs to know.
type Root struct {
	Card    string // number of the customer whose card is open, or ""
	Minutes string // until a turn ends
	Shared  bool
}

// Search is the one field.
type Search struct {
	Label, Hint, Value, Button string
	Title                      string // of the page
}

// Hits are the people that were found.
type Hits struct {
	Links  []look.LinkView
	Nobody string
	Label  string
}

// Card is what the counter shows of a customer.
type Card struct {
	Avatar look.AvatarView
	Name   string
	How    string // how to speak to him
	Rows   []look.Pair
	Taps   string // label
	URL    string
	Mark   look.Hidden
	Acts   []look.ButtonView
	Note   Note
	Done   *Done

	Complaint *Complaint // nil where none is taken
	Help      *look.ActView
	Ask       *Ask // nil where nothing is asked
}

// Ask is a question with an answer by one tap.
type Ask struct {
	Text string
	URL  string
	Acts []look.ButtonView
}

// Complaint is the form for what was not right.
type Complaint struct {
	Title  string
	URL    string
	Fields []look.FieldView
	Save   string
}

// Note is the field for a few words.
type Note struct{ Label, Hint, Button string }

// Done is what was just noted, to be taken back.
type Done struct {
	Text  string
	Undo  look.ActView
	Tones []look.ButtonView // of the form that adds the tone; none where there is one
	Tone  string            // what the tones are, for readers
	URL   string            // of that form
	Entry string            // which talk
}

// Till tells who serves.
type Till struct {
	Text  string
	Pause look.ActView
	Other look.ButtonView
}

// Free offers to keep cards on this device; Why is the reason where that is not possible.
type Free struct {
	Title  string
	Text   string
	Why    string
	Link   *look.LinkView
	Name   look.FieldView
	PIN    look.FieldView
	Button string
	Ready  string // once it is set up
	Failed string
}

// Shell is the page without network; a script fills it in.
type Shell struct {
	Title, Lede         string
	PIN                 look.FieldView
	Open, Wrong, Empty  string
	Search              Search
	Back                look.LinkView // "connected again"
	BackText            string
	Waiting             string
	Nobody, Done, Undo  string
	Taps                string
	Acts                []look.ButtonView // without values: the script reads data-art
	NoteOnline, Minutes string
}

// Turns asks who serves.
type Turns struct {
	Title, Lede, Legend string
	Problem             string
	People              []look.Option
	Nobody              *look.NoteView // nobody has a number yet
	PIN                 look.FieldView
	Button              string
	End                 *End // the owner of the session takes the till back
}

// End gives the till back.
type End struct {
	Summary string
	Text    string
	PIN     look.FieldView
	Button  string
}

// Leave empties the device before its owner signs out.
type Leave struct{ Title, Text, Button string }

// Week is the list of anniversaries, printed for the bag at the counter.
type Week struct {
	Head  look.HeadView
	Print look.ButtonView
	Names []look.Pair // name; how to speak to him
	Empty string
}

// Settings is the page about short numbers, devices and the counter.
type Settings struct {
	Head    look.HeadView
	Saved   string
	Problem string
	PIN     Form
	Firm    *Firm // nil for who may not change it
	Devices Devices
}

// Form is a form with its fields.
type Form struct {
	Title, Note, Act string
	Fields           []look.FieldView
	Button           string
}

// Firm is what the firm decides.
type Firm struct {
	Form
	Topics look.CheckView
	Hint   string
}

// Devices are the devices that keep cards.
type Devices struct {
	Title, Text, Empty string
	Rows               []Device
}

// Device is one of them; Lose is nil once it is reported lost.
type Device struct {
	Name, Note string
	Tag        *look.TagView
	Lose       *look.ActView
}

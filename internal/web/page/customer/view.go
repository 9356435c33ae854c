package customer

import (
	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/look"
)

// View is the page of one customer.
type View struct {
	Back      look.LinkView
	Who       look.WhoView
	Buttons   []look.ButtonView
	Kind      templ.Component // what is thought of the relationship; nil for nothing
	Help      *look.ActView   // asks a colleague for help; nil for who only reads
	Menu      []look.LinkView // behind the three dots
	Tabs      []look.LinkView // to the further pages about him
	TabsLabel string
	Notes     []look.NoteView
	Twins     []Twin
	Parted    *Parted
	Next      *Next
	Value     *Value
	Worth     *Worth
	Rhythm    *Rhythm
	Standing  *Standing
	Warning   *Warning
	Contact   *Contact
	History   History

	Reach   Facts
	People  *People
	Treated *Treated // nil when nothing is known
	Known   []Listed // what interests him, why he is here, whom he belongs to
	Likes   *Pairs
	Note    NoteForm
	Bars    Bars
	Owed    templ.Component   // what was promised and expected; nil for contact persons without
	More    []templ.Component // further cards of the side: the firm's own fields, enquiries and projects
	Privacy string
	Aside   string // name of the column beside
}

// Treated is how somebody likes to be treated and what he does not want.
type Treated struct {
	Title    string
	All      look.LinkView
	Do, Dont []string
}

// Listed is a short list of what is known, with the way to all of it.
type Listed struct {
	Title string
	All   look.LinkView
	Rows  []Row
}

// Row is a line of a list: what it is, a note in small letters, his own words.
type Row struct {
	Text, Href  string
	Note, Quote string
}

// Twin is a possible duplicate, side by side.
type Twin struct {
	Title, Text string
	Mine, Other TwinCard
	Compare     *look.ButtonView // leads to the page that makes the two one
	Act         *look.ActView
}

// Parted says that two entries are two, with its undo.
type Parted struct {
	Text string
	Undo look.ActView
}

// TwinCard is one of the two.
type TwinCard struct {
	Label  string
	Avatar look.AvatarView
	Name   string
	Href   string
	Lines  []string
}

// Next is the line of today about this customer.
type Next struct {
	Title     string
	Say       string
	How, With string
	Acts      []look.ActView
	Why       *look.WhyView
}

// Value is what the relationship has brought.
type Value struct {
	Title, Note string
	KPIs        []look.KPI
	Whys        []look.FoldView
	Empty       string
}

// Worth puts what the customer has of the relationship beside what the firm has of it. The
// two are never offset against each other.
type Worth struct {
	Title, Note string
	Halves      []Half
	Whys        []look.FoldView
}

// Half is one view of the relationship.
type Half struct {
	Title string
	Rows  []look.Pair
}

// WhyPage answers "Warum?" for all figures of a customer.
type WhyPage struct {
	Head look.HeadView
	Whys []NamedWhy
}

// NamedWhy is an explanation with the figure it explains; ID is its place on the page.
type NamedWhy struct {
	ID, Name string
	Why      look.WhyView
}

// Rhythm is how he buys.
type Rhythm struct {
	Title, Text string
	Desk, Phone *look.BeatView
	Why         *look.FoldView
}

// Standing is why he has his standing, clause by clause.
type Standing struct {
	Title   string
	Text    string
	Step    string // "noch drei Einkäufe bis zur Stammkundschaft"
	Clauses []Clause
	Why     *look.FoldView
	Decided string // what the owner decided and why
	Decide  *look.FoldView
	Form    *DecideForm // in place of Decide, after it was refused
}

// Clause is one condition with what there is and what it takes.
type Clause struct {
	Text  string
	Holds bool
	State string // read aloud
}

// DecideForm lets the owner decide otherwise.
type DecideForm struct {
	Title, URL string
	Choice     look.FieldView
	Reason     look.FieldView
	Save       string
}

// Warning are the signs that something is going wrong.
type Warning struct {
	Title string
	Tone  look.Tone
	Word  string
	Signs []string
	Why   *look.FoldView
}

// Contact is the form for something that was just said.
type Contact struct {
	URL, Title string
	Channels   look.SegmentView
	Label      string
	Hint       string
	Keys       string // what follows the key A: "öffnet, Eingabe sichert"
	Save       string
	Note       string // what was typed, after it was refused
	Problem    string // and why
	Most       string // characters that it takes
	Mark       look.Hidden
	Done       templ.Component // what was just noted, or nil
}

// History is what happened, newest first.
type History struct {
	Title  string
	Filter templ.Component // chooses a part of it; nil in a part
	Story  *look.LinkView  // the same for reading; nil in a part
	Months []Month
	More   *look.MoreView
	Empty  string
}

// Month is a heading with what happened below it.
type Month struct {
	Title   string
	Entries []Entry
}

// Entry is a purchase or a contact. Lines are what a purchase held; they unfold.
type Entry struct {
	Icon       string
	Tone       look.Tone
	Say        look.Sentence
	Note       string
	Tags       []look.TagView
	Date, Time string
	Fold       string // the words that unfold the lines
	Lines      []Line
	Rest       string // how many lines are not shown
}

// Line is one article of a purchase; Amount is empty for who may not see money.
type Line struct{ Quantity, Name, Amount string }

// Facts is a headed list of ways to reach him.
type Facts struct {
	Title string
	Items []look.Fact
	Empty string
}

// People are the contact persons of a firm, or the firm of a contact person.
type People struct {
	Title string
	Rows  []Person
	Add   *look.LinkView
	Past  string   // heads those who left
	Left  []Person // with the day in place of the role
}

// Person is one of them.
type Person struct {
	Avatar     look.AvatarView
	Name, Href string
	Role       string
}

// Pairs is a headed list of names with a value.
type Pairs struct {
	Title string
	Rows  []look.Pair
}

// NoteForm is the note that everybody here reads.
type NoteForm struct {
	Title, URL string
	Field      look.FieldView
	Version    string
	Save       string
	Text       string // for who may only read
}

// Bars say what must not be done.
type Bars struct {
	Title string
	Rows  []BarRow
	Set   *look.FoldView
	Form  *BarForm // in place of Set, after it was refused
	None  string
	Past  string   // the heading of Said
	Said  []string // all statements, newest first
}

// BarRow is a bar that holds.
type BarRow struct {
	Text string
	Lift *look.ActView
}

// BarForm sets a bar.
type BarForm struct {
	Title, URL string
	Kind, Day  look.FieldView
	Note       look.FieldView
	Save       string
	Mark       look.Hidden
}

// FormView is the form that makes or changes a customer.
type FormView struct {
	Head     look.HeadView
	URL      string
	Problem  string
	Ask      *look.CheckView // to be ticked before it is saved
	Conflict []ConflictRow   // what somebody else changed meanwhile
	Words    ConflictWords
	Version  string
	Kind     look.SegmentView
	Groups   []FieldGroup
	Address  look.SegmentView
	Hidden   []look.Hidden
	Save     string
	Cancel   look.ButtonView
	Danger   *look.ButtonView
}

// FieldGroup is a headed part of the form.
type FieldGroup struct {
	Title  string
	Fields []look.FieldView
	Only   []OnlyField   // fields of one kind of customer
	Hidden []look.Hidden // what the fields held when the form was made
}

// OnlyField is a field that shows while its kind of customer is chosen.
type OnlyField struct {
	Kind  string
	Field look.FieldView
}

// ConflictRow shows both values of a field.
type ConflictRow struct{ Label, Theirs, Mine string }

// ConflictWords are the headings above both values.
type ConflictWords struct{ Field, Theirs, Mine string }

// DeleteView asks once, saying what goes and what stays.
type DeleteView struct {
	Head   look.HeadView
	Gone   []string
	Stays  []string
	Words  DeleteWords
	Act    look.ActView
	Cancel look.ButtonView
}

// DeleteWords are the headings of both lists.
type DeleteWords struct{ Gone, Stays string }

// SheetView is the half page to print.
type SheetView struct {
	Head    look.HeadView
	Buttons []look.ButtonView
	Title   string
	Rows    []look.Pair
	Notes   []look.NoteView
	Write   string
	Privacy string
}

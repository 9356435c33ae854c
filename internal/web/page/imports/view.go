package imports

import "github.com/stammkunde/stammkunde/internal/look"

// ListView is the page where files are handed in.
type ListView struct {
	Head    look.HeadView
	Problem string
	Missing []look.NoteView
	Drop    look.DropView
	Running []Run
	Live    string // title above what is running
	Past    string
	Rows    []PastRow
	None    string
	More    *look.LinkView
	Known   Known
	Privacy look.NoteView
}

// Known names the systems whose files need no question.
type Known struct {
	Title string
	Rows  []string
}

// PastRow is a file that came before.
type PastRow struct {
	Icon       string
	Name, Href string
	Text       string
	Tag        *look.TagView
	Act        *look.ActView
}

// Run is an import at work. Stream is where its progress comes from, "" when it is
// only shown.
type Run struct {
	ID       string
	Stream   string
	Progress look.ProgressView
	Page     string // asked now and then whether it has ended, for browsers that miss the stream
	Reload   string // where to go on when it has ended
	Refresh  bool   // without script the page loads itself again
}

// MappingView asks what the columns mean.
type MappingView struct {
	Head     look.HeadView
	StepsFor string
	Steps    []look.Step
	URL      string
	Problem  string
	Notes    []look.NoteView
	Facts    []look.Pair
	Hidden   []look.Hidden
	Settings []look.FieldView
	Again    look.ButtonView
	Words    MappingWords
	Columns  []ColumnRow
	Wide     *WideView // of a file with many columns
	Rest     string    // further tables of the file
	Next     look.ButtonView
	Back     look.ButtonView
}

// WideView leads through the columns of a wide file.
type WideView struct {
	Search look.FieldView
	Find   look.ButtonView
	Text   string
	Pages  []look.ButtonView
}

// MappingWords are the headings of the columns.
type MappingWords struct{ Label, Column, Examples, Becomes, Check string }

// ColumnRow is one column of the file.
type ColumnRow struct {
	Name, Examples string
	Field          look.FieldView
	Check          look.TagView
}

// RunView is the page of one import.
type RunView struct {
	Head     look.HeadView
	StepsFor string
	Steps    []look.Step
	Run      *Run
	Notes    []look.NoteView
	Title    string
	KPIs     []look.KPI
	Sum      string
	More     []look.Pair
	MoreFor  string
	Erased   []look.Pair     // rows about those who were deleted
	Kept     []look.LinkView // customers whom taking it back has left as they are
	Acts     []look.ActView
	Buttons  []look.ButtonView
	Tabs     []look.LinkView
	TabsFor  string
	Table    *look.TableView
	Next     *look.LinkView
	Mend     *Mend
}

// Mend is the way of rows that were set aside.
type Mend struct {
	Title, Text string
	Download    look.ButtonView
	URL         string
	Drop        look.DropView
}

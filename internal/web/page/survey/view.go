package survey

import "github.com/stammkunde/stammkunde/internal/look"

// PublicView is the page behind a link. Without questions it says only Lede.
type PublicView struct {
	Firm      string
	Lede      string
	Problem   string
	URL       string
	Questions []Question
	Checks    []look.CheckView
	Submit    string
	Privacy   string
	Trap      look.FieldView // people do not see it; who fills it in is a program
	No        *look.LinkView // no more surveys
	Other     look.LinkView
	Hidden    []look.Hidden
	Files     bool // one of the questions takes a file
}

// Question is one question: marks to choose from, or room to write.
type Question struct {
	Name    string
	Label   string
	Five    bool // five marks stand beside each other
	Options []look.Option
	Field   *look.FieldView
}

// SheetsView are sheets to print, one link each.
type SheetsView struct {
	Back   look.LinkView
	Title  string
	Lede   string
	Print  string
	Sheets []Sheet
	More   *look.LinkView
}

// Sheet is one link on paper.
type Sheet struct {
	Name string // for whoever hands it over
	Text string
	URL  string
	Code look.CodeView
}

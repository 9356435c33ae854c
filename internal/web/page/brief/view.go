package brief

import "github.com/stammkunde/stammkunde/internal/look"

// View is the sheet, already in words and cut to what fits.
type View struct {
	Head    look.HeadView
	Print   look.ButtonView
	Help    *look.ActView // asks a colleague for help
	Who     []look.Pair
	Parts   []Part
	Manners Manners
	Notes   string // heads the empty lines for the pen
}

// Part is a title with lines.
type Part struct {
	Title string
	Lines []string
}

// Manners are do's and don'ts.
type Manners struct {
	Title    string
	Do, Dont []string
}

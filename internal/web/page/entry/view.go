package entry

import "github.com/stammkunde/stammkunde/internal/look"

// FailureView tells what went wrong and how to go on. Code is what the log knows it
// by; only failures of the program have one.
type FailureView struct {
	Title, Text, Code, Home string
}

// SignInView is the sign-in page.
type SignInView struct {
	Firm, Lede string
	Action     string
	Next       string // where to go afterwards
	Typed      string // a form that was sent after the session had ended, encoded
	Login      look.FieldView
	Password   look.FieldView
	Stay       look.CheckView
	Problem    string
	Submit     string
	Language   look.LinkView
	Forgotten  string
}

// GiveBackView is a form that waited for a sign-in.
type GiveBackView struct {
	Title, Text string
	URL         string
	Fields      []look.Hidden
	Send        string
	Drop        look.ButtonView
}

// StartView is the first run.
type StartView struct {
	Title, Lede string
	Problem     string
	Trade       look.ChoiceView
	Fields      []look.FieldView // the firm's
	Address     look.SegmentView
	Person      string // heading of the own account
	Own         []look.FieldView
	Ways        []look.WayView
	Promise     string
}

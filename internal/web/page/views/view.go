package views

import "github.com/stammkunde/stammkunde/internal/look"

// Builder is the page of one filter. All of it is one form, so that it works without
// script too.
type Builder struct {
	Head         look.HeadView
	Problem      string
	URL          string
	Hidden       []look.Hidden
	Root         Node
	Said         Sentence
	Show, Update string
	Save         *Save // nil for who changes nothing
}

// Node is a group with its parts, or a condition.
type Node struct {
	Path string // "0.1": names of fields end with it
	Root bool
	Drop string

	Field         string // key of a condition's field
	Legend        string
	Groups        []look.Option
	Subs          []Node
	Add, AddGroup string // AddGroup is "" where it would be too deep

	FieldLabel, OpLabel, ValueLabel string
	Fields                          []Choices
	Ops                             []look.Option
	Choose                          []look.Option // of many, several
	Ticks                           []look.Option // of few
	Inputs                          []Input
	Unit                            string
	Problem                         string
}

// Choices are options under a heading.
type Choices struct {
	Title   string
	Options []look.Option
}

// Input is one value to type.
type Input struct{ Type, Value string }

// Sentence is the filter in words with how many fulfil it.
type Sentence struct{ Text, Count, Note string }

// Save keeps the filter as a view.
type Save struct {
	Title   string
	Name    look.FieldView
	Whose   look.SegmentView
	Submit  look.ButtonView
	Change  string // the word that saves over the opened view, "" for none
	Version string
}

// List is the page of all saved views.
type List struct {
	Head           look.HeadView
	Problem, Saved string
	Undo           *look.ActView
	Rows           []Row
	Empty          string
}

// Row is one view.
type Row struct {
	Name, Href, Whose, URL, Save, Rename string
	Version                              look.Hidden
	Field                                *look.FieldView // nil when somebody else's
	Acts                                 []look.ActView
}

package duplicate

import "github.com/stammkunde/stammkunde/internal/look"

// Entry is one of two customers.
type Entry struct {
	Label  string
	Avatar look.AvatarView
	Name   string
	Href   string
	Lines  []string
}

// Pair is two customers who may be one.
type Pair struct {
	Tag         look.TagView
	Words       string
	Left, Right Entry
	Compare     look.ButtonView
	Two         look.ActView
}

// ListView is the page of all pairs.
type ListView struct {
	Head   look.HeadView
	Pairs  []Pair
	Empty  *look.EmptyView
	More   *look.LinkView
	Recent *Recent
}

// Recent are the last merges.
type Recent struct {
	Title string
	Rows  []look.LinkView // the label tells who went into whom, the note what the link does
}

// Field is a choice between two values.
type Field struct {
	Label      string
	Name       string
	Keep, Take look.Option
}

// MergeView is the page that makes two customers one.
type MergeView struct {
	Head        look.HeadView
	URL         string
	Hidden      []look.Hidden
	Left, Right Entry
	Words       string
	Fields      []Field
	Equal       string
	MovesTitle  string
	Moves       []string
	Do, Swap    look.ButtonView
	Two         look.ActView
}

// UndoView is the page that makes them two again.
type UndoView struct {
	Head    look.HeadView
	Title   string
	Changed []string
	Act     look.ActView
	Cancel  look.ButtonView
}

// NearView is the warning while a customer is typed.
type NearView struct {
	Title, Text string
	Rows        []Near
}

// Near is a customer who may be meant.
type Near struct {
	Name, Href, Words string
}

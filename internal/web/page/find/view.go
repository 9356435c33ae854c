package find

import "github.com/stammkunde/stammkunde/internal/look"

// View is the page of the search.
type View struct {
	Head        look.HeadView
	Text        string // what is searched for
	Label       string // of the field
	Placeholder string
	Submit      string
	Groups      []look.PaletteGroup
	Empty       string // instead of groups
}

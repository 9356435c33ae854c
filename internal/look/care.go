package look

import "github.com/a-h/templ"

// avatar of a mass line shows how many people it is about.
func (c CareView) avatar() AvatarView {
	if c.Count != "" {
		return AvatarView{Initials: c.Count}
	}
	return c.Avatar
}

func asAct(b ButtonView, act string) ButtonView {
	b.Name, b.Value = "act", act
	return b
}

// opening makes b the button that opens the menu with that id; the browser does it without script.
func opening(b ButtonView, id string) ButtonView {
	b.Type = "button"
	b.Attrs = templ.Attributes{"popovertarget": id}
	return b
}

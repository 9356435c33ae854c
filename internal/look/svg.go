package look

import (
	"html"
	"math"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// svg collects the text of a drawing. Numbers become attributes with at most one decimal, texts are escaped; nothing
// else can get in.
type svg struct{ strings.Builder }

// tag writes <name k="v" ...>; the values are numbers or texts in the order given. An open tag must be closed by end.
func (s *svg) tag(open bool, name string, attrs ...any) {
	s.WriteString("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		s.WriteString(" " + attrs[i].(string) + `="`)
		switch v := attrs[i+1].(type) {
		case string:
			s.WriteString(html.EscapeString(v))
		case int:
			s.WriteString(strconv.Itoa(v))
		case float64:
			s.WriteString(number(v))
		}
		s.WriteString(`"`)
	}
	if open {
		s.WriteString(">")
		return
	}
	s.WriteString("/>")
}

func (s *svg) open(name string, attrs ...any)  { s.tag(true, name, attrs...) }
func (s *svg) empty(name string, attrs ...any) { s.tag(false, name, attrs...) }
func (s *svg) end(name string)                 { s.WriteString("</" + name + ">") }

// text writes words at a place; attrs as for tag.
func (s *svg) text(words string, attrs ...any) {
	if words == "" {
		return
	}
	s.open("text", attrs...)
	s.WriteString(html.EscapeString(words))
	s.end("text")
}

// frame opens a picture with its finding as label for readers.
func (s *svg) frame(class, label string, width, height int, more ...any) {
	s.open("svg", append([]any{
		"class", class, "viewBox", "0 0 " + strconv.Itoa(width) + " " + strconv.Itoa(height),
		"width", width, "height", height, "role", "img", "aria-label", label,
	}, more...)...)
}

func (s *svg) done() templ.Component {
	s.end("svg")
	return drawn(s.String())
}

// number prints a coordinate; what is not a number becomes 0, so that a picture never breaks a page.
func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	r := math.Round(v*10) / 10
	if r == 0 {
		return "0" // not "-0"
	}
	return strconv.FormatFloat(r, 'f', -1, 64)
}

// share prints a part of the width in per cent.
func share(v float64) string { return number(clamp(v)*100) + "%" }

func clamp(v float64) float64 {
	if math.IsNaN(v) || v < 0 {
		return 0
	}
	return min(v, 1)
}

// wide estimates how many units a text takes at the given size; Figtree's letters are a little over half as wide as high.
func wide(text string, size float64) float64 { return float64(len([]rune(text))) * size * .56 }

package look

import (
	"math"

	"github.com/a-h/templ"
)

// ScatterDot is somebody in the picture: X and Y are shares of its width and height, from
// the left and from below. A Name is written above the dot, Text is the whole finding.
type ScatterDot struct {
	X, Y float64
	Size float64 // 0 to 1
	Ring bool    // drawn as a ring
	Name string
	Text string
}

// ScatterTick is a line across with its amount.
type ScatterTick struct {
	At          float64
	Text, Short string // Short is for phones
}

// ScatterView is a picture of four fields: who lies above and right of two lines. The title
// of a field stands in its corner.
type ScatterView struct {
	Dots         []ScatterDot
	Ticks        []ScatterTick
	LineX, LineY float64
	Zero         float64 // what lies below is tinted; 0 for nothing
	// Titles of the fields: above left, above right, below left, below right.
	Titles          [4]string
	Low, High, Axis string // ends and name of the axis across
	Label           string // the finding, for readers
	Phone           bool
}

// Scatter draws the four fields.
func Scatter(v ScatterView) templ.Component {
	w, h, left := 712, 640, 62.0
	if v.Phone {
		w, h, left = 326, 430, 40
	}
	right, top, bottom := float64(w)-14, 14.0, float64(h)-46
	x := func(share float64) float64 { return left + (right-left)*clamp(share) }
	y := func(share float64) float64 { return bottom - (bottom-top)*clamp(share) }
	lineX, lineY := x(v.LineX), y(v.LineY)
	var s svg
	s.frame("chart", v.Label, w, h)
	s.empty("rect", "class", "best", "x", lineX, "y", top, "width", right-lineX, "height", lineY-top, "rx", 6)
	if v.Zero > 0 {
		s.empty("rect", "class", "below", "x", left, "y", y(v.Zero), "width", right-left, "height", bottom-y(v.Zero))
	}
	for _, t := range v.Ticks {
		text := t.Text
		if v.Phone {
			text = t.Short
		}
		s.empty("line", "class", "grid", "x1", left, "x2", right, "y1", y(t.At), "y2", y(t.At))
		s.text(text, "x", left-8, "y", y(t.At)+4, "text-anchor", "end")
	}
	s.empty("line", "class", "cross", "x1", lineX, "x2", lineX, "y1", top, "y2", bottom)
	s.empty("line", "class", "cross", "x1", left, "x2", right, "y1", lineY, "y2", lineY)
	v.dots(&s, x, y, left, right)
	v.titles(&s, left+10, right-10, top, bottom, lineY)
	s.text(v.Low, "x", left, "y", bottom+20)
	s.text(v.High, "x", right, "y", bottom+20, "text-anchor", "end")
	s.text(v.Axis, "class", "t", "x", (left+right)/2, "y", bottom+38, "text-anchor", "middle")
	return s.done()
}

// dots draws everybody, the names last so that no dot hides them; of names that would touch
// only the first is written.
func (v ScatterView) dots(s *svg, x, y func(float64) float64, left, right float64) {
	smallest, largest := 3.5, 9.0
	if v.Phone {
		smallest, largest = 3, 6.5
	}
	for _, d := range v.Dots {
		class := "dot full"
		if d.Ring {
			class = "dot ring"
		}
		s.open("circle", "class", class, "cx", x(d.X), "cy", y(d.Y), "r", smallest+(largest-smallest)*clamp(d.Size))
		s.open("title")
		s.WriteString(templ.EscapeString(d.Text))
		s.end("title")
		s.end("circle")
	}
	if v.Phone {
		return
	}
	type box struct {
		label
		y float64
	}
	var taken []box
	for _, d := range v.Dots {
		if d.Name == "" {
			continue
		}
		l := centred(x(d.X), wide(d.Name, 12), right)
		if l.from < left {
			l.from, l.to = left, left+l.wide()
		}
		at := y(d.Y) - 14
		free := at > 56 // below the titles
		for _, b := range taken {
			free = free && (math.Abs(b.y-at) > 16 || l.to < b.from || b.to < l.from)
		}
		if free {
			taken = append(taken, box{l, at})
			s.text(d.Name, "class", "t halo", "x", (l.from+l.to)/2, "y", at, "text-anchor", "middle")
		}
	}
}

func (v ScatterView) titles(s *svg, left, right, top, bottom, lineY float64) {
	upper := top + 20
	lower := min(lineY+20, bottom-6)
	for i, t := range v.Titles {
		at := upper
		if i > 1 {
			at = lower
		}
		if i%2 == 0 {
			s.text(t, "class", "tt halo", "x", left, "y", at)
		} else {
			s.text(t, "class", "tt halo", "x", right, "y", at, "text-anchor", "end")
		}
	}
}

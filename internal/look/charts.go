package look

import (
	"context"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Both shows a chart in the size for desks and, on phones, in the other one; never one picture scaled down.
func Both(desk, phone templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, p := range []struct {
			class string
			chart templ.Component
		}{{"desk", desk}, {"phone", phone}} {
			if _, err := io.WriteString(w, `<div class="`+p.class+`">`); err != nil {
				return err
			}
			if err := p.chart.Render(ctx, w); err != nil {
				return err
			}
			if _, err := io.WriteString(w, `</div>`); err != nil {
				return err
			}
		}
		return nil
	})
}

// Point is a place on a chart.
type Point struct{ X, Y float64 }

// CurveMark is a point of a curve with its finding ("82 Kunden: 55 %") and, below the axis, what X stands for.
type CurveMark struct {
	At   Point
	Text string
	Axis string
}

// LorenzView is how much of the whole the strongest customers bring. Points run from (0,0) to (1,1): share of the
// customers, strongest first, and share of the sum; Y above 1 is possible where some bring less than nothing.
type LorenzView struct {
	Points  []Point
	Marks   []CurveMark
	Label   string               // the finding, for readers
	Percent func(float64) string // prints 0.25 as "25 %"
	Last    string               // what X = 1 stands for, e.g. "412"
	Phone   bool
}

// Lorenz draws the concentration curve with the line of equal shares. No letter is given to anybody.
func Lorenz(v LorenzView) templ.Component {
	w, h := 520, 284
	if v.Phone {
		w, h = 326, 236
	}
	left, right, top, bottom := 46.0, float64(w)-8, 10.0, float64(h)-34
	most := 1.0
	for _, p := range v.Points {
		most = math.Max(most, p.Y)
	}
	x := func(share float64) float64 { return left + (right-left)*share }
	y := func(share float64) float64 { return bottom - (bottom-top)*share/most }
	var s svg
	s.frame("chart", v.Label, w, h)
	for _, g := range []float64{0, .25, .5, .75, 1} {
		s.empty("line", "class", "grid", "x1", left, "x2", right, "y1", y(g), "y2", y(g))
		s.text(v.Percent(g), "x", left-8, "y", y(g)+4, "text-anchor", "end")
	}
	line := trace(v.Points, x, y)
	if line != "" {
		s.empty("path", "class", "area", "d", line+"L"+number(right)+" "+number(bottom)+"L"+number(left)+" "+number(bottom)+"z")
		s.empty("path", "class", "line", "d", line)
	}
	s.empty("line", "class", "cross", "x1", left, "x2", right, "y1", bottom, "y2", y(1))
	v.marks(&s, x, y, left, right, bottom)
	return s.done()
}

// marks names the points; a word that would leave the picture stands left of its point.
func (v LorenzView) marks(s *svg, x, y func(float64) float64, left, right, bottom float64) {
	taken := []label{{left, left + 12}, {right - wide(v.Last, 12), right}}
	s.text("0", "x", left, "y", bottom+22)
	s.text(v.Last, "x", right, "y", bottom+22, "text-anchor", "end")
	for _, m := range v.Marks {
		px, py := x(m.At.X), y(m.At.Y)
		s.empty("line", "class", "cross", "x1", px, "x2", px, "y1", bottom, "y2", py)
		s.empty("circle", "class", "fill", "cx", px, "cy", py, "r", 4.5)
		if px+9+wide(m.Text, 13) > right {
			s.text(m.Text, "class", "tt", "x", px-9, "y", py+20, "text-anchor", "end")
		} else {
			s.text(m.Text, "class", "tt", "x", px+9, "y", py+16)
		}
		if l := centred(px, wide(m.Axis, 12), right); !l.overlaps(taken) {
			taken = append(taken, l)
			s.text(m.Axis, "x", (l.from+l.to)/2, "y", bottom+22, "text-anchor", "middle")
		}
	}
}

// trace joins points; more than 200 are thinned out evenly, the last one stays.
func trace(points []Point, x, y func(float64) float64) string {
	const most = 200
	var b strings.Builder
	step := max(1, (len(points)+most-1)/most)
	for i := 0; i < len(points); i += step {
		command := "L"
		if i == 0 {
			command = "M"
		}
		b.WriteString(command + number(x(points[i].X)) + " " + number(y(points[i].Y)))
	}
	if n := len(points); n > 1 && (n-1)%step != 0 {
		b.WriteString("L" + number(x(points[n-1].X)) + " " + number(y(points[n-1].Y)))
	}
	return b.String()
}

// MonthBar is one month: Text is the whole finding ("März 2026: 1.204 €"), Label what fits below the bar ("Mär").
type MonthBar struct {
	Value  float64
	Label  string
	Text   string
	Href   string
	Accent bool // drawn in the brand's colour; the others are quiet when any is set
}

// MonthsView is a row of months, oldest first. Top names the largest value on the axis.
type MonthsView struct {
	Bars  []MonthBar
	Label string
	Top   string
	Phone bool
	Strip bool    // low and without an axis, to stand among others over the same months
	Whole float64 // what fills the height, 1 for shares; the largest value where it is 0
}

// Months draws one bar per month from zero; months below zero hang under the line. It is as wide as its card: places
// across are shares of the width, so that words keep their size. Where labels would touch on the narrowest card, only
// every second, third, ... is written, counted from the newest.
func Months(v MonthsView) templ.Component {
	narrowest, h := 560.0, 150
	if v.Phone {
		narrowest, h = 250, 132
	}
	top, foot := 18.0, 24.0
	if v.Strip {
		h, top, foot = 40, 2, 2
		if slices.ContainsFunc(v.Bars, func(b MonthBar) bool { return b.Label != "" }) {
			h, foot = 60, 22
		}
	}
	high, low := v.Whole, 0.0
	for _, b := range v.Bars {
		high, low = math.Max(high, b.Value), math.Min(low, b.Value)
	}
	reach := high - low
	if reach == 0 {
		reach = 1
	}
	bottom := float64(h) - foot
	y := func(value float64) float64 { return top + (bottom-top)*(high-value)/reach }
	room := 1 / float64(max(1, len(v.Bars)))
	var s svg
	s.open("svg", "class", "chart months", "width", "100%", "height", h, "role", "img", "aria-label", v.Label)
	if !v.Strip {
		s.empty("line", "class", "grid", "x1", 0, "x2", "100%", "y1", top, "y2", top)
		s.text(v.Top, "x", 0, "y", top-6)
	}
	every := labelEvery(v.Bars, room*narrowest)
	for i, b := range v.Bars {
		x := room * float64(i)
		b.draw(&s, x+room*.14, room*.72, y(math.Max(b.Value, 0)), y(math.Min(b.Value, 0)))
		if (len(v.Bars)-1-i)%every == 0 {
			s.text(b.Label, "x", across(x+room/2), "y", h-6, "text-anchor", "middle")
		}
	}
	s.empty("line", "class", "axis", "x1", 0, "x2", "100%", "y1", y(0), "y2", y(0))
	return s.done()
}

// across is a place as a share of the width, to a hundredth of a per cent.
func across(share float64) string {
	return strconv.FormatFloat(clamp(share)*100, 'f', 2, 64) + "%"
}

// draw writes a bar; x and width are shares of the width of the picture.
func (b MonthBar) draw(s *svg, x, width, top, bottom float64) {
	class := "fill quiet"
	if b.Accent {
		class = "fill"
	}
	if b.Href != "" {
		s.open("a", "href", string(templ.URL(b.Href)))
	}
	s.open("rect", "class", class, "x", across(x), "y", top, "width", across(width), "height", math.Max(bottom-top, .5), "rx", 2)
	s.open("title")
	s.WriteString(templ.EscapeString(b.Text))
	s.end("title")
	s.end("rect")
	if b.Href != "" {
		s.end("a")
	}
}

// labelEvery is the smallest distance in bars at which no label touches the next.
func labelEvery(bars []MonthBar, room float64) int {
	longest := 0.0
	for _, b := range bars {
		longest = math.Max(longest, wide(b.Label, 12))
	}
	return max(1, int(math.Ceil((longest+6)/math.Max(room, 1))))
}

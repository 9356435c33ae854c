package look

import "github.com/a-h/templ"

// Bar draws a share of 0 to 1 of the width. Decorative: the value stands in words beside it.
func Bar(value float64, tone Tone, kind Kind) templ.Component {
	var s svg
	attrs := []any{"class", "bar", "aria-hidden", "true"}
	if tone != "" {
		attrs = append(attrs, "data-tone", string(tone))
	}
	if kind != "" {
		attrs = append(attrs, "data-t", kind.key())
	}
	s.open("svg", attrs...)
	s.empty("rect", "class", "track", "width", "100%", "height", "8", "rx", "4")
	if clamp(value) > 0 {
		s.empty("rect", "class", "val", "width", share(value), "height", "8", "rx", "4")
	}
	return s.done()
}

// SpanView is an estimate between From and To on a scale from Min to Max, all in the same unit. Zero, when ShowZero is
// set, is where costs are covered or nothing changes. Label tells the finding.
type SpanView struct {
	Min, Max float64
	From, To float64
	Est      float64
	Zero     float64
	ShowZero bool
	Label    string
}

// at is the place of v as a share of the scale; a scale without length puts all in the middle.
func (v SpanView) at(x float64) float64 {
	if v.Max <= v.Min {
		return .5
	}
	return clamp((x - v.Min) / (v.Max - v.Min))
}

// Span draws an estimate with its interval.
func Span(v SpanView) templ.Component {
	var s svg
	s.open("svg", "class", "span", "role", "img", "aria-label", v.Label)
	s.empty("rect", "class", "base", "y", 10, "width", "100%", "height", 2, "rx", 1)
	if v.ShowZero {
		x := share(v.at(v.Zero))
		s.empty("line", "class", "zero", "x1", x, "x2", x, "y1", 0, "y2", 22)
	}
	from, to := v.at(min(v.From, v.To)), v.at(max(v.From, v.To))
	s.empty("rect", "class", "range", "x", share(from), "y", 6, "width", share(to-from), "height", 10, "rx", 5)
	s.empty("rect", "class", "est", "x", share(v.at(v.Est)), "y", 2, "width", 4, "height", 18, "rx", 2, "transform", "translate(-2 0)")
	return s.done()
}

// ScaleMark is a label at its true place on a scale; At is 0 to 1.
type ScaleMark struct {
	At   float64
	Text string
}

// Scale draws labels below a Span or Bar at their true places. The figures stand elsewhere on the page, so readers skip it.
func Scale(marks []ScaleMark) templ.Component {
	var s svg
	s.open("svg", "class", "scale", "aria-hidden", "true")
	for _, m := range marks {
		anchor := "middle"
		if m.At <= .02 {
			anchor = "start"
		} else if m.At >= .98 {
			anchor = "end"
		}
		s.text(m.Text, "x", share(m.At), "y", 13, "text-anchor", anchor)
	}
	return s.done()
}

package look

import (
	"math"

	"github.com/a-h/templ"
)

// BeatView is the rhythm of somebody's purchases up to today. Buys are days ago, in any order; only those within Days
// are drawn. Expected runs from ExpectFrom to ExpectTo days ago (negative: still ahead); HasExpect says whether there
// is an expectation at all. The words are handed in: Start ("vor 3 Monaten"), Now ("heute"), Expected ("erwartet").
type BeatView struct {
	Days       int
	Buys       []int
	HasExpect  bool
	ExpectFrom int
	ExpectTo   int
	Kind       Kind
	Label      string
	Start      string
	Now        string
	Expected   string
	Width      int // 292 when zero
}

const (
	beatHeight = 46
	beatEdge   = 6.0  // left end of the line
	beatRight  = 16.0 // room right of the last mark
	beatLine   = 15.0 // height of the line
)

func (v BeatView) width() int {
	if v.Width <= 0 {
		return 292
	}
	return v.Width
}

// scale returns the place of a day; what is expected in the future makes room at the right.
func (v BeatView) scale() func(daysAgo int) float64 {
	ahead := 0
	if v.HasExpect {
		ahead = max(0, -min(v.ExpectFrom, v.ExpectTo))
	}
	room := float64(v.width()) - beatEdge - beatRight
	whole := float64(max(1, v.Days+ahead))
	return func(ago int) float64 {
		return beatEdge + room*math.Max(0, math.Min(1, float64(v.Days-ago)/whole))
	}
}

// Beat draws the rhythm line: a dot per purchase, honey dots since the last one when it is overdue, a honey box where
// the next was expected, an upright line for today.
func Beat(v BeatView) templ.Component {
	var s svg
	x := v.scale()
	s.frame("beat", v.Label, v.width(), beatHeight, "data-t", v.Kind.key())
	last, bought := v.last()
	now := x(0)
	end := beatEdge
	if bought {
		end = x(last)
	}
	if end > beatEdge {
		s.empty("line", "class", "base", "x1", beatEdge, "x2", end, "y1", beatLine, "y2", beatLine)
	}
	if v.overdue() && now-end > 16 {
		s.empty("line", "class", "gap", "x1", end+10, "x2", now-4, "y1", beatLine, "y2", beatLine)
	} else if now > end {
		s.empty("line", "class", "base", "x1", end, "x2", now, "y1", beatLine, "y2", beatLine)
	}
	if v.HasExpect {
		from, to := x(max(v.ExpectFrom, v.ExpectTo)), x(min(v.ExpectFrom, v.ExpectTo))
		s.empty("rect", "class", "exp", "x", from, "y", 5, "width", math.Max(6, to-from), "height", 20, "rx", 5)
	}
	for _, ago := range v.Buys {
		if ago >= 0 && ago <= v.Days {
			s.empty("circle", "class", "buy", "cx", x(ago), "cy", beatLine, "r", 4.5)
		}
	}
	s.empty("line", "class", "now", "x1", now, "x2", now, "y1", 3, "y2", 27)
	v.words(&s, x)
	return s.done()
}

// last is how many days ago the latest drawn purchase was; bought is false when none is drawn.
func (v BeatView) last() (ago int, bought bool) {
	for _, d := range v.Buys {
		if d >= 0 && d <= v.Days && (!bought || d < ago) {
			ago, bought = d, true
		}
	}
	return ago, bought
}

func (v BeatView) overdue() bool { return v.HasExpect && min(v.ExpectFrom, v.ExpectTo) > 0 }

// words sets the three labels so that none covers another: today always, then the expectation, then the start.
func (v BeatView) words(s *svg, x func(int) float64) {
	const size = 11
	w := float64(v.width())
	nowWide := wide(v.Now, size)
	nowAt := math.Min(x(0)+nowWide/2, w) - nowWide
	taken := []label{{nowAt, nowAt + nowWide}}
	s.text(v.Now, "x", nowAt+nowWide, "y", 42, "text-anchor", "end")
	if v.HasExpect {
		l := centred(x((v.ExpectFrom+v.ExpectTo)/2), wide(v.Expected, size), w)
		if l.overlaps(taken) && nowAt-8-l.wide() > 0 && x(0) > (l.from+l.to)/2 {
			l = label{nowAt - 8 - l.wide(), nowAt - 8}
		}
		if !l.overlaps(taken) {
			taken = append(taken, l)
			s.text(v.Expected, "x", (l.from+l.to)/2, "y", 42, "text-anchor", "middle")
		}
	}
	if l := (label{4, 4 + wide(v.Start, size)}); !l.overlaps(taken) {
		s.text(v.Start, "x", 4, "y", 42)
	}
}

// label is the room that a text takes on a line.
type label struct{ from, to float64 }

func (l label) wide() float64 { return l.to - l.from }

func (l label) overlaps(others []label) bool {
	for _, o := range others {
		if l.from < o.to+6 && o.from < l.to+6 {
			return true
		}
	}
	return false
}

// centred is a text around x, moved inwards where it would leave the picture.
func centred(x, size, whole float64) label {
	from := math.Max(0, math.Min(whole-size, x-size/2))
	return label{from, from + size}
}

package look

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"pgregory.net/rapid"
)

// shape is one element of a drawing with its attributes.
type shape struct {
	name string
	attr map[string]string
	text string
}

func (s shape) num(t interface{ Fatalf(string, ...any) }, key string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(s.attr[key], "%"), 64)
	if err != nil {
		t.Fatalf("%s %s=%q is no number", s.name, key, s.attr[key])
	}
	return v
}

type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func shapes(t tester, c templ.Component) []shape {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	var list []shape
	for d := xml.NewDecoder(strings.NewReader(b.String())); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatalf("not well formed: %v in %s", err, b.String())
		}
		switch e := token.(type) {
		case xml.StartElement:
			s := shape{name: e.Name.Local, attr: map[string]string{}}
			for _, a := range e.Attr {
				s.attr[a.Name.Local] = a.Value
			}
			list = append(list, s)
		case xml.CharData:
			list[len(list)-1].text += string(e)
		}
	}
}

func of(list []shape, name, class string) []shape {
	var found []shape
	for _, s := range list {
		if s.name == name && (class == "" || s.attr["class"] == class) {
			found = append(found, s)
		}
	}
	return found
}

func TestTheRhythmLineShows(t *testing.T) {
	for name, c := range map[string]struct {
		view              BeatView
		dots, gaps, boxes int
		texts             []string
	}{
		"somebody overdue: honey dots and where the next was expected": {
			sampleBeat(), 7, 1, 1, []string{"heute", "erwartet", "vor 3 Monaten"},
		},
		"somebody on time: no honey dots, the expectation lies ahead": {
			BeatView{Days: 90, Buys: []int{3, 30, 60}, HasExpect: true, ExpectFrom: -10, ExpectTo: -30, Start: "vor 3 Monaten", Now: "heute", Expected: "erwartet"},
			3, 0, 1,
			[]string{"heute", "vor 3 Monaten"},
		},
		"a first customer: no expectation": {
			BeatView{Days: 90, Buys: []int{12}, Start: "vor 3 Monaten", Now: "heute", Expected: "erwartet"}, 1, 0, 0, []string{"heute", "vor 3 Monaten"},
		},
		"nobody yet: only today": {
			BeatView{Days: 90, Start: "vor 3 Monaten", Now: "heute"}, 0, 0, 0, []string{"heute", "vor 3 Monaten"},
		},
		"purchases outside the window are left out": {
			BeatView{Days: 30, Buys: []int{-1, 31, 400, 30, 0}, Now: "heute"}, 2, 0, 0, []string{"heute"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			list := shapes(t, Beat(c.view))
			if got := [3]int{len(of(list, "circle", "buy")), len(of(list, "line", "gap")), len(of(list, "rect", "exp"))}; got != [3]int{c.dots, c.gaps, c.boxes} {
				t.Errorf("dots, gaps, boxes %v, want %d %d %d", got, c.dots, c.gaps, c.boxes)
			}
			for _, want := range c.texts {
				found := false
				for _, s := range of(list, "text", "") {
					found = found || s.text == want
				}
				if !found {
					t.Errorf("the word %q is missing", want)
				}
			}
		})
	}
}

func TestTheRhythmLineStaysInsideItsPictureAndKeepsTheOrderOfDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := BeatView{
			Days: rapid.IntRange(0, 1000).Draw(t, "days"), Buys: rapid.SliceOf(rapid.IntRange(-10, 1200)).Draw(t, "buys"),
			HasExpect: rapid.Bool().Draw(t, "has"), ExpectFrom: rapid.IntRange(-500, 1200).Draw(t, "from"), ExpectTo: rapid.IntRange(-500, 1200).Draw(t, "to"),
			Width: rapid.SampledFrom([]int{0, 292, 326, 640}).Draw(t, "width"),
			Start: "vor einem Jahr", Now: "heute", Expected: "erwartet",
		}
		list := shapes(t, Beat(v))
		w := float64(v.width())
		now := of(list, "line", "now")[0].num(t, "x1")
		for _, s := range list {
			for _, key := range []string{"cx", "x", "x1", "x2"} {
				if _, ok := s.attr[key]; ok && (s.num(t, key) < 0 || s.num(t, key) > w) {
					t.Fatalf("%s at %s=%s of %v", s.name, key, s.attr[key], w)
				}
			}
		}
		for _, dot := range of(list, "circle", "buy") {
			if dot.num(t, "cx") > now {
				t.Fatalf("a purchase after today")
			}
		}
	})
}

func TestTheWordsOfTheRhythmLineNeverCoverEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(-200, 200).Draw(t, "from")
		v := BeatView{Days: 90, Buys: []int{40}, HasExpect: true, ExpectFrom: from, ExpectTo: from - rapid.IntRange(0, 60).Draw(t, "span"), Start: "vor 3 Monaten", Now: "heute", Expected: "erwartet"}
		var taken []label
		for _, s := range of(shapes(t, Beat(v)), "text", "") {
			at, size := s.num(t, "x"), wide(s.text, 11)
			l := label{at, at + size}
			switch s.attr["text-anchor"] {
			case "middle":
				l = label{at - size/2, at + size/2}
			case "end":
				l = label{at - size, at}
			}
			for _, o := range taken {
				if l.from < o.to && o.from < l.to {
					t.Fatalf("%q covers another word: %v and %v", s.text, l, o)
				}
			}
			taken = append(taken, l)
		}
	})
}

func TestAMiniRhythmHasOneTickPerPlace(t *testing.T) {
	list := shapes(t, Mini(MiniView{Days: 180, Buys: []int{5, 5, 90, 181, -2}, Label: "x"}))
	if got := of(list, "path", "tick"); len(got) != 1 || strings.Count(got[0].attr["d"], "M") != 2 {
		t.Errorf("%v, want two ticks", got)
	}
	if late := of(shapes(t, Mini(MiniView{Days: 180, Buys: []int{90}, Late: true})), "line", "late"); len(late) != 1 {
		t.Error("the honey dots of somebody late are missing")
	}
}

func TestABarIsAsLongAsItsShare(t *testing.T) {
	for in, want := range map[float64]string{.71: "71%", 1: "100%", 1.4: "100%", 1. / 3: "33.3%", .0004: "0%"} {
		if got := of(shapes(t, Bar(in, "", "")), "rect", "val")[0].attr["width"]; got != want {
			t.Errorf("Bar(%v) is %s wide, want %s", in, got, want)
		}
	}
	for _, in := range []float64{0, -1, math.NaN()} {
		if got := of(shapes(t, Bar(in, "", "")), "rect", "val"); len(got) != 0 {
			t.Errorf("Bar(%v) draws something", in)
		}
	}
}

func TestASpanStandsAtItsPlaceOnTheScale(t *testing.T) {
	for name, c := range map[string]struct {
		view          SpanView
		x, width, est string
	}{
		"in the middle":        {SpanView{Max: 16000, From: 6100, To: 13200, Est: 9400}, "38.1%", "44.4%", "58.8%"},
		"ends the wrong way":   {SpanView{Max: 10, From: 8, To: 2, Est: 5}, "20%", "60%", "50%"},
		"outside is cut":       {SpanView{Max: 10, From: -5, To: 50, Est: 99}, "0%", "100%", "100%"},
		"a scale of no length": {SpanView{Max: 0, From: 1, To: 2, Est: 1}, "50%", "0%", "50%"},
		"what is not a number": {SpanView{Max: 10, From: math.NaN(), To: 5, Est: math.NaN()}, "0%", "0%", "0%"},
		"below and above zero": {SpanView{Min: -10, Max: 10, From: -5, To: 5, Est: 0, ShowZero: true}, "25%", "50%", "50%"},
	} {
		t.Run(name, func(t *testing.T) {
			list := shapes(t, Span(c.view))
			r, e := of(list, "rect", "range")[0].attr, of(list, "rect", "est")[0].attr
			if r["x"] != c.x || r["width"] != c.width || e["x"] != c.est {
				t.Errorf("from %s, wide %s, estimate %s; want %s %s %s", r["x"], r["width"], e["x"], c.x, c.width, c.est)
			}
			if z := of(list, "line", "zero"); (len(z) == 1) != c.view.ShowZero {
				t.Errorf("%d zero lines", len(z))
			}
		})
	}
}

func percentText(s float64) string { return fmt.Sprintf("%.0f %%", s*100) }

func TestTheConcentrationCurve(t *testing.T) {
	for _, phone := range []bool{false, true} {
		v := sampleLorenz(phone)
		list := shapes(t, Lorenz(v))
		line := of(list, "path", "line")[0].attr["d"]
		if got := strings.Count(line, "L"); got != len(v.Points)-1 {
			t.Errorf("%d steps for %d points", got, len(v.Points))
		}
		if !strings.HasPrefix(line, "M46 ") {
			t.Errorf("the curve starts at %.12s, not at the axis", line)
		}
		if got := len(of(list, "circle", "fill")); got != len(v.Marks) {
			t.Errorf("%d marks", got)
		}
		box := strings.Fields(list[0].attr["viewBox"])
		if want := map[bool]string{false: "520", true: "326"}[phone]; box[2] != want {
			t.Errorf("width %s, want %s", box[2], want)
		}
	}
}

func TestACurveAboveTheWholeStaysInThePictureAndALongOneIsThinned(t *testing.T) {
	v := LorenzView{Percent: percentText, Points: []Point{{0, 0}}}
	for i := 1; i <= 5000; i++ {
		x := float64(i) / 5000
		v.Points = append(v.Points, Point{x, math.Min(1.3, 2*x) - .3*x*x})
	}
	line := of(shapes(t, Lorenz(v)), "path", "line")[0].attr["d"]
	points := strings.FieldsFunc(line, func(r rune) bool { return r == 'M' || r == 'L' })
	if len(points) > 202 {
		t.Errorf("%d points drawn", len(points))
	}
	for _, p := range points {
		var x, y float64
		if _, err := fmt.Sscan(p, &x, &y); err != nil || y < 9.9 || y > 250.1 {
			t.Fatalf("point %q leaves the picture (%v)", p, err)
		}
	}
	if !strings.HasPrefix(points[len(points)-1], "512 ") {
		t.Errorf("the last point is %q, not the right edge", points[len(points)-1])
	}
}

func TestAnEmptyCurveIsAnEmptyPicture(t *testing.T) {
	if got := of(shapes(t, Lorenz(LorenzView{Percent: percentText})), "path", ""); len(got) != 0 {
		t.Errorf("%d paths without points", len(got))
	}
}

func TestMonthsStandOnZeroAndHangBelowIt(t *testing.T) {
	list := shapes(t, Months(MonthsView{Bars: []MonthBar{{Value: 100, Label: "Jan"}, {Value: -50, Label: "Feb"}, {Value: 0, Label: "Mär"}}}))
	zero := of(list, "line", "axis")[0].num(t, "y1")
	bars := of(list, "rect", "")
	if got := bars[0].num(t, "y") + bars[0].num(t, "height"); math.Abs(got-zero) > .2 {
		t.Errorf("the first bar ends at %v, zero lies at %v", got, zero)
	}
	if math.Abs(bars[1].num(t, "y")-zero) > .2 || math.Abs(bars[1].num(t, "height")*2-bars[0].num(t, "height")) > .3 {
		t.Errorf("a loss of half the size hangs below zero: %v %v", bars[1].attr, bars[0].attr)
	}
	if got := len(of(list, "text", "")); got != 3 {
		t.Errorf("%d labels, want 3", got)
	}
}

func TestLabelsOfManyMonthsKeepTheirDistanceAndTheNewestIsNamed(t *testing.T) {
	v := MonthsView{Phone: true}
	for i := range 36 {
		v.Bars = append(v.Bars, MonthBar{Value: float64(i), Label: "Sept."})
	}
	const narrow = 300 // of a card on a phone of 360 pixels
	texts := of(shapes(t, Months(v)), "text", "")
	last := math.Inf(-1)
	for _, s := range texts {
		if x := s.num(t, "x") / 100 * narrow; x-last < wide("Sept.", 12) {
			t.Errorf("labels at %v and %v touch", last, x)
		} else {
			last = x
		}
	}
	if last < .95*narrow {
		t.Errorf("the newest month has no label: last at %v", last)
	}
}

func TestMonthsAreNotScaledSoThatTheirWordsKeepTheirSize(t *testing.T) {
	text := rendered(t, Months(MonthsView{Bars: []MonthBar{{Value: 100, Label: "Jan"}}}))
	if strings.Contains(text, "viewBox") {
		t.Errorf("a picture with a viewBox grows with its card: %s", text)
	}
}

func TestNumbersOfADrawingAreShortAndNeverBreakIt(t *testing.T) {
	for in, want := range map[float64]string{0: "0", -0.04: "0", 12.34: "12.3", 12.96: "13", math.Inf(1): "0", math.NaN(): "0", -3.25: "-3.3"} {
		if got := number(in); got != want {
			t.Errorf("number(%v) = %q, want %q", in, got, want)
		}
	}
}

// A share of one per cent is a hundredth of the height, however small the others are.
func TestSharesFillTheHeightOnlyWhenWhole(t *testing.T) {
	tall := func(whole float64) float64 {
		list := shapes(t, Months(MonthsView{Strip: true, Whole: whole, Bars: []MonthBar{{Value: .01}, {Value: .005}}}))
		return of(list, "rect", "")[0].num(t, "height")
	}
	if own, share := tall(0), tall(1); own < 30 || share > 1 {
		t.Errorf("a hundredth is %v high among others and %v of the whole", own, share)
	}
}

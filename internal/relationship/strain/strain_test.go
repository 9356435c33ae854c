package strain

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
)

var began = cal.MustParse("2025-01-01")

func on(days ...int) (out []cal.Date) {
	for _, d := range days {
		out = append(out, began.Add(d))
	}
	return out
}

func TestPhases(t *testing.T) {
	for _, c := range []struct {
		name   string
		events []cal.Date
		level  Level
		since  int
		alarm  int // -1: none
		ends   int
	}{
		{"one event is none", on(100), None, 0, -1, 0},
		{"two within three weeks of who is quiet are a hint", on(100, 110), Hint, 110, -1, 140},
		{"two in one day are a hint", on(100, 100), Hint, 100, -1, 130},
		{"two with three weeks between them are none", on(100, 121), None, 0, -1, 0},
		{"a third makes it an alarm", on(100, 110, 115), Alarm, 110, 115, 145},
		{"what follows prolongs it", on(100, 110, 138), Hint, 110, -1, 168},
		{"thirty calm days end it", on(100, 110, 140), None, 0, -1, 0},
		{"who always demands is not strained by two", on(10, 40, 70, 100, 130, 160, 190, 220, 250, 280, 281), None, 0, -1, 0},
		{"but by four", on(10, 60, 110, 160, 210, 260, 300, 301, 302, 303), Alarm, 302, 303, 333},
	} {
		phases := Of(c.events, began, c.events[len(c.events)-1], 0)
		got, ok := Now(phases, c.events[len(c.events)-1])
		if ok != (c.level != None) || got.Level != c.level {
			t.Errorf("%s: %+v", c.name, got)
			continue
		}
		if !ok {
			continue
		}
		alarm := cal.Never
		if c.alarm >= 0 {
			alarm = began.Add(c.alarm)
		}
		if got.Since != began.Add(c.since) || got.Alarm != alarm || got.Ends != began.Add(c.ends) || got.Last != c.events[len(c.events)-1] {
			t.Errorf("%s: since day %d, alarm %v, ends day %d", c.name, got.Since.Sub(began), got.Alarm, got.Ends.Sub(began))
		}
	}
}

func TestCalmFollowsHisOwnInterval(t *testing.T) {
	for interval, want := range map[float64]int{0: 30, 7: 30, 45.8: 45, 90: 90, 400: 90, math.Inf(1): 90} {
		if got := Calm(interval); got != want {
			t.Errorf("interval %v: %d days, want %d", interval, got, want)
		}
	}
	if Calm(math.NaN()) != 30 {
		t.Error("an unknown interval is no thirty days")
	}
}

func TestChanceIsTheTailOfTheNegativeBinomial(t *testing.T) {
	// Size 2, mean 2: P(N = i) = (i+1) / 2^(i+2).
	for n, want := range map[int]float64{0: 1, 1: .75, 2: .5, 3: 5.0 / 16} {
		if got := tail(n, 2); math.Abs(got-want) > 1e-12 {
			t.Errorf("P(N >= %d) is %v, want %v", n, got, want)
		}
	}
	// Nobody is known yet: half an event a half-year is usual.
	if p := judge(2, 0, 0); p.Level != Hint || math.Abs(p.Usual-.25*21/90) > 1e-12 {
		t.Errorf("%+v", p)
	}
}

// What is known of earlier days does not change when later days come.
func TestPropThePastStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []cal.Date
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			events = append(events, began.Add(rapid.IntRange(-20, 700).Draw(t, "day")))
		}
		interval := rapid.Float64Range(0, 200).Draw(t, "interval")
		early := began.Add(rapid.IntRange(0, 700).Draw(t, "early"))
		late := early.Add(rapid.IntRange(0, 100).Draw(t, "more"))
		before, after := Of(events, began, early, interval), Of(events, began, late, interval)
		if len(after) < len(before) {
			t.Fatalf("%d phases become %d", len(before), len(after))
		}
		for i, p := range before {
			if last := i == len(before)-1; after[i].Since != p.Since || !last && after[i] != p {
				t.Fatalf("%+v becomes %+v", p, after[i])
			}
		}
		for i, p := range after {
			if p.Level == None || p.Since > p.Last || p.Ends != p.Last.Add(Calm(interval)) || (p.Level == Alarm) != (p.Alarm != cal.Never) || p.Chance >= hintBelow {
				t.Fatalf("%+v", p)
			}
			if i > 0 && after[i-1].Ends > p.Since {
				t.Fatalf("%+v begins within %+v", p, after[i-1])
			}
		}
	})
}

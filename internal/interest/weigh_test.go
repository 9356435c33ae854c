package interest_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interest"
)

var today = cal.MustParse("2026-11-24")

func ago(kind interest.Kind, days int) interest.Evidence {
	return interest.Evidence{Kind: kind, Day: today.Add(-days)}
}

func TestWeigh(t *testing.T) {
	type list = []interest.Evidence
	for name, c := range map[string]struct {
		list list
		want float64 // today
	}{
		"nothing is known":                        {nil, 0},
		"told today":                              {list{ago(interest.Told, 0)}, .6},
		"told one half-life ago":                  {list{ago(interest.Told, 270)}, .3},
		"told two half-lives ago":                 {list{ago(interest.Told, 540)}, .15},
		"a file's word counts as told":            {list{ago(interest.Imported, 270)}, .3},
		"bought today":                            {list{ago(interest.Bought, 0)}, .25},
		"two purchases of a day are one":          {list{ago(interest.Bought, 0), ago(interest.Bought, 0)}, .25},
		"clicked":                                 {list{ago(interest.Clicked, 0)}, .05},
		"opened":                                  {list{ago(interest.Opened, 0)}, .02},
		"told and bought add up":                  {list{ago(interest.Told, 0), ago(interest.Bought, 0)}, .85},
		"no more than one":                        {list{ago(interest.Told, 0), ago(interest.Told, 0)}, 1},
		"a slow buyer forgets slowly":             {list{ago(interest.Bought, 400), ago(interest.Bought, 200)}, (.25*math.Exp2(-200./800) + .25) * math.Exp2(-200./800)},
		"a quick buyer no quicker than 270 days":  {list{ago(interest.Bought, 280), ago(interest.Bought, 270)}, (.25*math.Exp2(-10./270) + .25) / 2},
		"denied is nothing":                       {list{ago(interest.Told, 10), ago(interest.Denied, 5)}, 0},
		"told again after it":                     {list{ago(interest.Told, 10), ago(interest.Denied, 5), ago(interest.Told, 0)}, .6},
		"denied on the day it was told":           {list{ago(interest.Told, 0), ago(interest.Denied, 0)}, 0},
		"told after all on the day of the denial": {list{ago(interest.Denied, 0), ago(interest.Told, 0)}, .6},
		"an exclusion taken back on its day":      {list{ago(interest.Excluded, 0), ago(interest.Allowed, 0)}, 0},
		"an exclusion is minus one":               {list{ago(interest.Told, 10), ago(interest.Excluded, 5)}, -1},
		"an exclusion does not fade":              {list{ago(interest.Excluded, 9000)}, -1},
		"what is bought nevertheless says little": {list{ago(interest.Excluded, 5), ago(interest.Bought, 1)}, -1},
		"allowed again begins at nothing":         {list{ago(interest.Excluded, 5), ago(interest.Allowed, 1)}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := interest.Weigh(c.list)
			if got := s.On(today); math.Abs(got-c.want) > 1e-9 {
				t.Errorf("%.6f, want %.6f", got, c.want)
			}
		})
	}
}

func TestAsk(t *testing.T) {
	type list = []interest.Evidence
	weekly := func(until int) (l list) {
		for i := range 20 {
			l = append(l, ago(interest.Bought, until+7*i))
		}
		return l
	}
	for name, c := range map[string]struct {
		list   list
		active bool
		want   interest.Question
	}{
		"a weekly topic not bought for 21 days is late": {weekly(21), true, interest.AskVanished},
		"for 20 days it is not":                         {weekly(20), true, ""},
		"who buys nothing else is not asked":            {weekly(30), false, ""},
		"a weak interest vanishes unnoticed":            {list{ago(interest.Bought, 500), ago(interest.Bought, 493)}, true, ""},
		"two purchases in 60 days are new":              {list{ago(interest.Bought, 50), ago(interest.Bought, 1)}, true, interest.AskNew},
		"in 61 days they are not":                       {list{ago(interest.Bought, 62), ago(interest.Bought, 1)}, true, ""},
		"one purchase is not":                           {list{ago(interest.Bought, 1)}, true, ""},
		"what was told need not be asked":               {list{ago(interest.Bought, 10), ago(interest.Told, 1)}, true, ""},
		"what was denied is not asked":                  {append(weekly(30), ago(interest.Denied, 1)), true, ""},
		"what is excluded is not asked":                 {append(weekly(30), ago(interest.Excluded, 1)), true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, last := interest.Weigh(c.list), cal.Never
			for _, e := range c.list {
				if e.Kind == interest.Bought && (last == cal.Never || e.Day > last) {
					last = e.Day
				}
			}
			if got := s.Ask(today, last, c.active); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// The weight stays in its bounds, falls with time, ignores where purchases stand, and the
// days kept in rows say the same as the formula.
func TestWeighAlways(t *testing.T) {
	kinds := []interest.Kind{interest.Told, interest.Bought, interest.Clicked, interest.Opened, interest.Imported, interest.Denied, interest.Excluded, interest.Allowed}
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) interest.Evidence {
			return ago(rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.IntRange(0, 3000).Draw(t, "days"))
		}), 0, 12).Draw(t, "list")
		s := interest.Weigh(list)
		if w := s.On(today); w < -1 || w > 1 || math.IsNaN(w) || w > s.Weight {
			t.Fatalf("weight %v of %+v", w, s)
		}
		bought := func(e interest.Evidence) bool { return e.Kind == interest.Bought }
		mixed := slices.Concat(slices.DeleteFunc(slices.Clone(list), bought), slices.DeleteFunc(slices.Clone(list), func(e interest.Evidence) bool { return !bought(e) }))
		if other := interest.Weigh(mixed); other != s {
			t.Fatalf("with the purchases at the end: %+v, was %+v", other, s)
		}
		for _, limit := range []float64{interest.Known, interest.Fits} {
			day := s.Below(limit)
			if day > 0 && (s.On(day) >= limit || s.On(day-1) < limit) {
				t.Fatalf("below %v from %v: %v and %v", limit, day, s.On(day-1), s.On(day))
			}
			if day == 0 && s.On(today) >= limit {
				t.Fatalf("%v is not below %v", s.On(today), limit)
			}
		}
	})
}

package warning

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
)

func TestWhoLeftIsASignFromHisLastDayOn(t *testing.T) {
	day := cal.MustParse("2026-03-01")
	signs := FromDepartures([]cal.Date{day})
	if r := Score(signs, day.Add(-1)); r.Score != 0 {
		t.Errorf("the day before: %+v", r)
	}
	if r := Score(signs, day); r.Score != 4 || r.Colour != Yellow || r.Reasons[0].Sign.Reason != ContactLeft {
		t.Errorf("on the day: %+v", r)
	}
	if r := Score(signs, day.Add(45)); r.Score != 2 || r.Colour != Green {
		t.Errorf("a half-life later: %+v", r)
	}
}

func TestMissedPromisesAreASignFromTheSecondOn(t *testing.T) {
	day := cal.MustParse("2026-03-01")
	for name, c := range map[string]struct {
		missed []int // days after day
		want   []int
		n      []int
	}{
		"none":                      {nil, nil, nil},
		"one is no sign":            {[]int{0}, nil, nil},
		"two in 180 days":           {[]int{0, 180}, []int{180}, []int{2}},
		"two, a day too far apart":  {[]int{0, 181}, nil, nil},
		"both on one day":           {[]int{5, 5}, []int{5}, []int{2}},
		"in any order":              {[]int{90, 0}, []int{90}, []int{2}},
		"a third":                   {[]int{0, 10, 20}, []int{10, 20}, []int{2, 3}},
		"the first is past by then": {[]int{0, 100, 200}, []int{100, 200}, []int{2, 2}},
	} {
		var missed []cal.Date
		for _, d := range c.missed {
			missed = append(missed, day.Add(d))
		}
		var want []Sign
		for i, d := range c.want {
			want = append(want, Sign{PromisesMissed, day.Add(d), cal.Never, 3, []any{c.n[i]}})
		}
		if diff := cmp.Diff(want, FromPromises(missed)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

package warning

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
)

var today = cal.MustParse("2026-06-01")

func sign(reason Reason, points float64, daysAgo int) Sign {
	return Sign{Reason: reason, Day: today.Add(-daysAgo), Until: cal.Never, Points: points}
}

func TestScore(t *testing.T) {
	tests := map[string]struct {
		signs  []Sign
		want   float64
		colour Colour
	}{
		"no sign is green":                              {nil, 0, Green},
		"a sign counts in full on its day":              {[]Sign{sign(FirstLate, 3, 0)}, 3, Yellow},
		"a day later it is below yellow":                {[]Sign{sign(FirstLate, 3, 1)}, 3 * math.Exp2(-1.0/45), Green},
		"after 45 days it counts half":                  {[]Sign{sign(Dormant, 4, 45)}, 2, Green},
		"after 90 days a quarter":                       {[]Sign{sign(Dormant, 4, 90)}, 1, Green},
		"tomorrow's sign does not count":                {[]Sign{sign(Dormant, 4, -1)}, 0, Green},
		"different reasons add up":                      {[]Sign{sign(Dormant, 4, 0), sign(SpendDown, 2, 0)}, 6, Red},
		"just below six is yellow":                      {[]Sign{sign(Dormant, 4, 0), sign(SpendDown, 1.999, 0)}, 5.999, Yellow},
		"the same reason within 29 days counts once":    {[]Sign{sign(PaysLater, 1, 0), sign(PaysLater, 1, 29)}, math.Exp2(-29.0 / 45), Green},
		"after 30 days it is renewed, not doubled":      {[]Sign{sign(PaysLater, 1, 0), sign(PaysLater, 1, 30)}, 1, Green},
		"the silenced one does not prolong the silence": {[]Sign{sign(PaysLater, 1, 1), sign(PaysLater, 1, 21), sign(PaysLater, 1, 41)}, math.Exp2(-1.0 / 45), Green},
		"three declines are no alarm by themselves":     {[]Sign{sign(SpendDown, 2, 0), sign(SpendDown, 2, 40), sign(SpendDown, 2, 80)}, 2, Green},
		"a renewal that is void gives way":              {[]Sign{{Silent, today.Add(-9), today, 2, nil}, sign(Silent, 2, 45)}, 1, Green},
		"a void sign does not count":                    {[]Sign{{Silent, today.Add(-9), today, 2, nil}}, 0, Green},
		"it counts until the day before":                {[]Sign{{Silent, today, today.Add(1), 2, nil}}, 2, Green},
	}
	for name, c := range tests {
		got := Score(c.signs, today)
		if math.Abs(got.Score-c.want) > 1e-9 || got.Colour != c.colour {
			t.Errorf("%s: %.4f %s, want %.4f %s", name, got.Score, got.Colour, c.want, c.colour)
		}
		sum := 0.0
		for i, p := range got.Reasons {
			sum += p.Score
			if i > 0 && p.Score > got.Reasons[i-1].Score {
				t.Errorf("%s: reasons are not sorted by weight", name)
			}
		}
		if sum != got.Score {
			t.Errorf("%s: reasons sum to %g, score %g", name, sum, got.Score)
		}
	}
}

func drawSigns(r *rapid.T) []Sign {
	return rapid.SliceOfN(rapid.Custom(func(r *rapid.T) Sign {
		s := sign(rapid.SampledFrom([]Reason{Silent, Dormant, SpendDown, PaysLater}).Draw(r, "reason"),
			float64(rapid.IntRange(1, 4).Draw(r, "points")), rapid.IntRange(-200, 300).Draw(r, "days ago"))
		if rapid.Bool().Draw(r, "ends") {
			s.Until = s.Day.Add(rapid.IntRange(1, 100).Draw(r, "for"))
		}
		return s
	}), 0, 8).Draw(r, "signs")
}

func TestScoreDoesNotDependOnTheOrderOfSigns(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		signs := drawSigns(r)
		for i := range signs { // two signs of one reason and day with unlike points have no order
			signs[i].Points, signs[i].Until = 2, cal.Never
		}
		a := Score(signs, today)
		b := Score(rapid.Permutation(signs).Draw(r, "shuffled"), today)
		if math.Abs(a.Score-b.Score) > 1e-12 || a.Colour != b.Colour {
			r.Fatalf("%g %s, shuffled %g %s", a.Score, a.Colour, b.Score, b.Colour)
		}
	})
}

func TestOlderSignsNeverWeighMore(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		points, ago := float64(rapid.IntRange(1, 4).Draw(r, "points")), rapid.IntRange(0, 300).Draw(r, "days ago")
		older := ago + rapid.IntRange(1, 300).Draw(r, "older by")
		if a, b := Score([]Sign{sign(ComplaintUnhappy, points, ago)}, today), Score([]Sign{sign(ComplaintUnhappy, points, older)}, today); b.Score > a.Score {
			r.Fatalf("%d days ago %g, %d days ago %g", ago, a.Score, older, b.Score)
		}
	})
}

func TestAnotherReasonNeverLowersTheScore(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		signs := drawSigns(r)
		more := sign(rapid.SampledFrom([]Reason{ComplaintLate, ComplaintUnhappy, DemandRefused, Disconfirmed, Objected}).Draw(r, "reason"),
			float64(rapid.IntRange(1, 4).Draw(r, "points")), rapid.IntRange(-50, 300).Draw(r, "days ago"))
		if a, b := Score(signs, today), Score(append(signs, more), today); b.Score < a.Score-1e-12 {
			r.Fatalf("%g, with another reason %g", a.Score, b.Score)
		}
	})
}

package warning

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
)

var day = cal.MustParse("2026-11-24")

func TestWhatWasNotedBecomesSigns(t *testing.T) {
	at := func(ago int) cal.Date { return day.Add(-ago) }
	one := func(r Reason, ago int, points float64) []Noted { return []Noted{{r, at(ago), points}} }
	weekly := func(last int) (list []Noted) {
		for i := range 5 {
			list = append(list, Noted{FriendSilent, at(last + 7*i), 2})
		}
		return list
	}
	for name, c := range map[string]struct {
		noted []Noted
		day   cal.Date
		want  Reason
		score float64
	}{
		"a complaint on the day of its clock":     {one(ComplaintLate, 0, 3), day, "", 0},
		"a complaint one day beyond it":           {one(ComplaintLate, 1, 3), day, ComplaintLate, 3},
		"not content after 45 days":               {one(ComplaintUnhappy, 45, 4), day, ComplaintUnhappy, 2},
		"an expectation that was not met":         {one(Disconfirmed, 0, 2), day, Disconfirmed, 2},
		"a demand refused today":                  {one(DemandRefused, 0, 2), day, DemandRefused, 2},
		"a demand refused 60 days ago":            {one(DemandRefused, 60, 2), day, "", 0},
		"an enquiry beyond its clock":             {one(Unanswered, 1, 2), day, Unanswered, 2},
		"an objection":                            {one(Objected, 0, 2), day, Objected, 2},
		"another supplier":                        {one(OtherSupplier, 0, 1), day, OtherSupplier, 1},
		"a weekly friend after twenty days":       {weekly(20), day, "", 0},
		"a weekly friend after three weeks":       {weekly(21), day, FriendSilent, 2},
		"a friend of whom three times are known":  {weekly(90)[:3], day, "", 0},
		"a daily friend is not missed after five": {[]Noted{{FriendSilent, at(5), 2}, {FriendSilent, at(6), 2}, {FriendSilent, at(7), 2}, {FriendSilent, at(8), 2}, {FriendSilent, at(9), 2}}, day, "", 0},
		"two talks on one day are one":            {[]Noted{{FriendSilent, at(90), 2}, {FriendSilent, at(90), 2}, {FriendSilent, at(97), 2}, {FriendSilent, at(104), 2}}, day, "", 0},
	} {
		r := Score(FromNoted(c.noted), c.day)
		if c.want == "" {
			if len(r.Reasons) > 0 {
				t.Errorf("%s: %+v", name, r.Reasons)
			}
			continue
		}
		if len(r.Reasons) != 1 || r.Reasons[0].Sign.Reason != c.want || r.Score < c.score-1e-9 || r.Score > c.score+1e-9 {
			t.Errorf("%s: %+v, want %s with %v", name, r, c.want, c.score)
		}
	}
}

// However much is noted, every reason counts once, and a day more without anything new never
// raises what is not silence.
func TestPropWhatWasNotedFades(t *testing.T) {
	reasons := []Reason{ComplaintLate, ComplaintUnhappy, Disconfirmed, DemandRefused, Objected, Unanswered, OtherSupplier}
	rapid.Check(t, func(t *rapid.T) {
		var list []Noted
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			list = append(list, Noted{rapid.SampledFrom(reasons).Draw(t, "reason"), day.Add(-rapid.IntRange(2, 300).Draw(t, "ago")), float64(rapid.IntRange(1, 4).Draw(t, "points"))})
		}
		signs := FromNoted(list)
		now, later := Score(signs, day), Score(signs, day.Add(1))
		if later.Score > now.Score+1e-9 {
			t.Fatalf("%v today, %v tomorrow", now.Score, later.Score)
		}
		seen := map[Reason]bool{}
		for _, p := range now.Reasons {
			if seen[p.Sign.Reason] {
				t.Fatalf("%s counts twice", p.Sign.Reason)
			}
			seen[p.Sign.Reason] = true
		}
	})
}

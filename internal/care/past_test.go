package care

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
)

func TestWhatWasDoneBefore(t *testing.T) {
	line := func(o Occasion, key string, from int) Line {
		return Line{Customer: 7, Occasion: o, Class: o.Class(), Key: key, Facts: Facts{
			Interval: 20, Last: day.Add(-100), From: day.Add(from), Until: day.Add(9), Occasions: 9,
		}}
	}
	winBack := func(attempt int) Line {
		l := line(WinBack, "win", -20)
		l.Facts.Attempt = attempt
		return l
	}
	done := func(change func(*past)) past {
		p := newPast()
		change(&p)
		return p
	}
	tried := func(days ...int) past {
		return done(func(p *past) {
			for _, d := range days {
				p.contact(WinBack, day.Add(d))
			}
		})
	}
	mass := func(state State, at, until int) past {
		return done(func(p *past) { p.mass = []decided{{Late, day.Add(at), day.Add(until), state}} })
	}
	rang := func(at int, signs ...string) past { return done(func(p *past) { p.alarm(signs, day.Add(at)) }) }
	warningBy := func(sign string) Line {
		l := line(Warning, "ew", -2)
		l.Facts.By = sign
		return l
	}
	tests := map[string]struct {
		p    past
		l    Line
		want bool
	}{
		"without a past everything may be":                     {newPast(), line(Late, "a", -2), true},
		"what is settled does not come back":                   {done(func(p *past) { p.settled["a"] = true }), line(Late, "a", -2), false},
		"put off until tomorrow":                               {done(func(p *past) { p.postponed["a"] = day.Add(1) }), line(Late, "a", -2), false},
		"put off until today":                                  {done(func(p *past) { p.postponed["a"] = day }), line(Late, "a", -2), true},
		"not wanted eleven months ago":                         {done(func(p *past) { p.muted[Late] = day.AddMonths(-11) }), line(Late, "a", -2), false},
		"not wanted a year ago":                                {done(func(p *past) { p.muted[Late] = day.AddMonths(-12) }), line(Late, "a", -2), true},
		"another occasion was not wanted":                      {done(func(p *past) { p.muted[Thanks] = day }), line(Late, "a", -2), true},
		"six days after a contact":                             {done(func(p *past) { p.contact(Thanks, day.Add(-6)) }), line(Late, "a", -2), false},
		"a week after a contact":                               {done(func(p *past) { p.contact(Thanks, day.Add(-7)) }), line(Late, "a", -2), true},
		"a mass line of this window settles it":                {mass(Done, -1, 0), line(Late, "a", -2), false},
		"one that did not suit settles it, too":                {mass(Rejected, -1, 0), line(Late, "a", -2), false},
		"a mass line of an earlier window does not":            {mass(Done, -50, 0), line(Late, "a", -2), true},
		"a mass line put off until tomorrow":                   {mass(Later, -1, 1), line(Late, "a", -2), false},
		"a mass line put off until today":                      {mass(Later, -1, 0), line(Late, "a", -2), true},
		"a mass line of another occasion":                      {mass(Done, -1, 0), line(Anniversary, "a", -2), true},
		"the first win-back is not made twice":                 {tried(-10), winBack(1), false},
		"the second waits two own intervals":                   {tried(-39), winBack(2), false},
		"and then comes":                                       {tried(-40), winBack(2), true},
		"there is no third":                                    {tried(-90, -45), winBack(2), false},
		"those of a silence before the last purchase are over": {tried(-300, -200), winBack(1), true},
		"a first win-back that was missed is not caught up":    {newPast(), winBack(2), false},
		"the same sign does not ring within thirty days":       {rang(-29, "spend_down", "pays_later"), warningBy("pays_later"), false},
		"after thirty days it may":                             {rang(-30, "spend_down", "pays_later"), warningBy("pays_later"), true},
		"another sign rings at once":                           {rang(-10, "spend_down"), warningBy("pays_later"), true},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			got := c.p.allow([]Line{c.l}, day)
			if (len(got) == 1) != c.want {
				t.Fatalf("allowed %v, want %v", len(got) == 1, c.want)
			}
			if c.want && got[0].Facts.Greeted != (len(c.p.since(c.l.Facts.Last)) > 0) {
				t.Errorf("greeted: %v", got[0].Facts.Greeted)
			}
		})
	}
}

func TestWhoWasNeverThankedIsOverlooked(t *testing.T) {
	l := Line{Occasion: Thanks, Class: Appreciation, Facts: Facts{Interval: 10, Occasions: 1, Last: day}}
	for name, c := range map[string]struct {
		thanked cal.Date
		want    bool
	}{
		"never":                      {cal.Never, true},
		"39 days ago":                {day.Add(-39), false},
		"four own intervals, 40 ago": {day.Add(-40), true},
	} {
		p := newPast()
		p.thanked = c.thanked
		if got := p.allow([]Line{l}, day); got[0].Facts.Overlooked != c.want {
			t.Errorf("%s: overlooked %v", name, got[0].Facts.Overlooked)
		}
	}
}

func TestALineIsStruckWhenItsConditionVanished(t *testing.T) {
	step := func(o Occasion, change func(*Step)) Step {
		s := Step{Kind: "person", LastDay: day.Add(-9), Line: Line{Customer: 7, Occasion: o, Class: o.Class(), Facts: Facts{Last: day.Add(-9)}}}
		change(&s)
		return s
	}
	bought := func(s *Step) { s.LastDay = day }
	for name, c := range map[string]struct {
		s    Step
		want string
	}{
		"nothing happened":                         {step(Late, func(*Step) {}), ""},
		"late and then bought":                     {step(Late, bought), "bought"},
		"a warning about smaller purchases stays":  {step(Warning, func(s *Step) { bought(s); s.Line.Facts.Signs = []string{"spend_down"} }), ""},
		"a warning about silence is over":          {step(Warning, func(s *Step) { bought(s); s.Line.Facts.Signs = []string{"spend_down", "late"} }), "bought"},
		"a purchase does not end thanks":           {step(Thanks, bought), ""},
		"the purchase to thank for was taken back": {step(Thanks, func(s *Step) { s.LastDay = day.Add(-50) }), "undone"},
		"not to be approached any more":            {step(Anniversary, func(s *Step) { s.Barred = true }), "barred"},
		"service was ended":                        {step(Anniversary, func(s *Step) { s.Parted = true }), "parted"},
		"a colleague was quicker":                  {step(Late, func(s *Step) { s.Contacted = true }), "contacted"},
		"deleted":                                  {step(Late, func(s *Step) { s.Kind = "" }), "gone"},
		"a duty stays a duty":                      {step(Late, func(s *Step) { s.Line.Class, s.Barred, s.Contacted = Duty, true, true }), ""},
	} {
		if got := c.s.vanished(); got != c.want {
			t.Errorf("%s: struck with %q, want %q", name, got, c.want)
		}
	}
}

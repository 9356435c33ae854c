package care

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
)

var day = cal.MustParse("2026-11-24")

// regular is a weekly customer of three years who bought yesterday.
func regular() Candidate {
	return Candidate{
		Customer: 7, Standing: lifecycle.Regular, Activity: lifecycle.Active, Occasions: 150,
		First: day.Add(-1000), Last: day.Add(-1), LateFrom: cal.Never, DormantFrom: cal.Never,
		Interval: 7, Alive: .99, LastNet: 600, UsualNet: 550, Stake: 20000, StakeQuality: 2, TopHalf: true,
		Begun: day.Add(-1000), RedSince: cal.Never, Calmed: cal.Never, HasPlace: true,
	}
}

func with(change func(*Candidate)) Candidate {
	c := regular()
	change(&c)
	return c
}

func TestOccasions(t *testing.T) {
	late := func(from int) Candidate {
		return with(func(c *Candidate) {
			c.Activity, c.LateFrom, c.Last, c.Alive = lifecycle.Late, day.Add(from), day.Add(-24), .45
		})
	}
	dormant := func(from int) Candidate {
		return with(func(c *Candidate) {
			c.Activity, c.DormantFrom, c.LateFrom, c.Last, c.Alive = lifecycle.Dormant, day.Add(from), day.Add(from-8), day.Add(from-30), .15
		})
	}
	first := func(ago int) Candidate {
		return with(func(c *Candidate) {
			c.Standing, c.Occasions, c.First, c.Last, c.UsualNet = lifecycle.First, 1, day.Add(-ago), day.Add(-ago), 0
		})
	}
	anniversary := func(years, shift int) Candidate {
		return with(func(c *Candidate) { c.Begun = day.AddMonths(-12 * years).Add(shift) })
	}
	tests := map[string]struct {
		c    Candidate
		want Occasion
	}{
		"in his rhythm there is no reason":                {regular(), ""},
		"late on the first day":                           {late(0), Late},
		"late on the last day of the window":              {late(-13), Late},
		"late one day longer is left alone":               {late(-14), ""},
		"late but in the lower half is left alone":        {func() Candidate { c := late(0); c.TopHalf = false; return c }(), ""},
		"a slow customer's window is his own interval":    {func() Candidate { c := late(-40); c.Interval = 45; return c }(), Late},
		"dormant on the first day":                        {dormant(0), WinBack},
		"dormant on the last day of the window":           {dormant(-29), WinBack},
		"between the two attempts he is left alone":       {func() Candidate { c := dormant(-40); c.Interval = 30; return c }(), ""},
		"the second attempt two own intervals later":      {func() Candidate { c := dormant(-60); c.Interval = 30; return c }(), WinBack},
		"after the second window never again":             {func() Candidate { c := dormant(-90); c.Interval = 30; return c }(), ""},
		"lost runs on in the window of dormant":           {func() Candidate { c := dormant(-10); c.Activity = lifecycle.Lost; return c }(), WinBack},
		"first purchase today":                            {first(0), Thanks},
		"first purchase two days ago":                     {first(2), Thanks},
		"first purchase three days ago is too late":       {first(3), ""},
		"twice the usual amount":                          {with(func(c *Candidate) { c.LastNet, c.UsualNet = 1100, 550 }), Thanks},
		"a cent less than twice is usual":                 {with(func(c *Candidate) { c.LastNet, c.UsualNet = 1099, 550 }), ""},
		"one year, a week before":                         {anniversary(1, 7), Anniversary},
		"one year, eight days before":                     {anniversary(1, 8), ""},
		"five years, a week after":                        {anniversary(5, -7), Anniversary},
		"five years, eight days after":                    {anniversary(5, -8), ""},
		"four years are no anniversary":                   {anniversary(4, 0), ""},
		"calm since today":                                {with(func(c *Candidate) { c.Calmed = day }), Calm},
		"calm for two weeks":                              {with(func(c *Candidate) { c.Calmed = day.Add(-14) }), Calm},
		"calm for longer":                                 {with(func(c *Candidate) { c.Calmed = day.Add(-15) }), ""},
		"who wishes not to be approached today":           {with(func(c *Candidate) { c.Calmed, c.Shy = day, true }), ""},
		"ten years":                                       {anniversary(10, 0), Anniversary},
		"fifteen years are none":                          {anniversary(15, 0), ""},
		"twenty-five years are none":                      {anniversary(25, 0), ""},
		"whose beginning is not known has none":           {func() Candidate { c := anniversary(5, 0); c.Begun = cal.Never; return c }(), ""},
		"who is not a regular has no anniversary":         {func() Candidate { c := anniversary(5, 0); c.Standing = lifecycle.Repeat; return c }(), ""},
		"who fell silent is not congratulated":            {func() Candidate { c := anniversary(5, 0); c.Activity = lifecycle.Lost; return c }(), ""},
		"red warning while he still buys":                 {with(func(c *Candidate) { c.Red, c.RedSince = true, day.Add(-3) }), Warning},
		"red warning two weeks old":                       {with(func(c *Candidate) { c.Red, c.RedSince = true, day.Add(-14) }), ""},
		"red warning yields to late":                      {func() Candidate { c := late(0); c.Red, c.RedSince = true, day; return c }(), Late},
		"who must not be approached is left alone":        {func() Candidate { c := late(0); c.Barred = true; return c }(), ""},
		"whom the firm no longer serves is left alone":    {func() Candidate { c := late(0); c.Standing = lifecycle.Ended; return c }(), ""},
		"a first-time buyer who is silent is not pressed": {func() Candidate { c := first(60); c.Activity = lifecycle.Late; c.LateFrom = day; return c }(), ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			lines := Lines(tc.c, day, "bakery")
			got := Occasion("")
			if len(lines) > 0 {
				got = lines[0].Occasion
			}
			if got != tc.want || len(lines) > 1 {
				t.Errorf("got %v, want %q alone", lines, tc.want)
			}
		})
	}
}

func TestUrgencyRisesThroughTheWindow(t *testing.T) {
	f := Facts{From: day, Due: day.Add(7), Until: day.Add(15)}
	for _, tc := range []struct {
		at   int
		want float64
	}{{0, .5}, {7, 1}, {14, 1.5}} {
		f.Day = day.Add(tc.at)
		if got := urgency(f); got != tc.want {
			t.Errorf("day %d: urgency %v, want %v", tc.at, got, tc.want)
		}
	}
}

func TestChannelNeedsNoConsent(t *testing.T) {
	tests := map[string]struct {
		o     Occasion
		firm  bool
		phone bool
		place bool
		trade Trade
		want  Channel
		wish  string
	}{
		"bakery: a word at the counter":                   {Late, false, true, true, "bakery", Counter, ""},
		"bakery: asleep, a letter":                        {WinBack, false, true, true, "bakery", Card, ""},
		"bakery: asleep without address, when he comes":   {WinBack, false, true, false, "bakery", Counter, ""},
		"dealer: a firm is called":                        {Late, true, true, true, Dealer, Phone, ""},
		"dealer: a person is written to":                  {Late, false, true, true, Dealer, Card, ""},
		"dealer: an anniversary is a card":                {Anniversary, true, true, true, Dealer, Card, ""},
		"dealer: neither address nor phone, ask first":    {Late, true, false, false, Dealer, Check, ""},
		"shop: thanks go into the parcel":                 {Thanks, false, false, false, Shop, Parcel, ""},
		"shop: a person is never called":                  {Late, false, true, true, Shop, Card, ""},
		"shop: no address and nothing to send, ask first": {Late, false, true, false, Shop, Check, ""},
		"bakery: he wishes a letter":                      {Late, false, true, true, "bakery", Card, "letter"},
		"bakery: a letter without an address":             {Late, false, true, false, "bakery", Counter, "letter"},
		"bakery: asleep, but he wishes the counter":       {WinBack, false, true, true, "bakery", Counter, "counter"},
		"bakery: a person who wishes calls is not called": {Late, false, true, true, "bakery", Counter, "phone"},
		"dealer: a firm that wishes letters":              {Late, true, true, true, Dealer, Card, "letter"},
		"dealer: a firm that wishes mail is not called":   {Late, true, true, true, Dealer, Card, "mail"},
		"dealer: a firm that wishes mail, no address":     {Late, true, true, false, Dealer, Check, "mail"},
		"dealer: a firm that wishes calls, anniversary":   {Anniversary, true, true, true, Dealer, Phone, "phone"},
		"dealer: a firm that wishes visits is called":     {Late, true, true, true, Dealer, Phone, "visit"},
		"shop: there is no counter":                       {Late, false, true, true, Shop, Card, "counter"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			c := Candidate{Firm: tc.firm, HasPhone: tc.phone, HasPlace: tc.place, Wish: tc.wish}
			if got := channel(tc.o, c, tc.trade); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestSilentBeyondTheWindowStandsBehindTheRest(t *testing.T) {
	silent := with(func(c *Candidate) {
		c.Activity, c.DormantFrom, c.Last, c.Interval = lifecycle.Dormant, day.Add(-200), day.Add(-300), 30
	})
	if !Passed(silent, day, "bakery") {
		t.Error("an old silence is not behind the rest")
	}
	fresh := with(func(c *Candidate) { c.Activity, c.DormantFrom, c.Last = lifecycle.Dormant, day, day.Add(-40) })
	if Passed(fresh, day, "bakery") {
		t.Error("a fresh silence has a line and stands behind the rest too")
	}
	if Passed(regular(), day, "bakery") {
		t.Error("who is in his rhythm stands behind the rest")
	}
}

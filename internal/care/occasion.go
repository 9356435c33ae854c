package care

import (
	"fmt"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
)

// Windows in days.
const (
	thanksDays      = 3  // K01: the day of the purchase and two more
	anniversaryDays = 7  // K06: so many days before and after
	lateDays        = 14 // K11: at least so long, else one own interval
	winBackDays     = 30 // K12: at least so long, else one own interval
	warningDays     = 14 // EW: after its newest sign
	calmDays        = 15 // K20: from the first day after the phase, due a week later
	coolDownDays    = 30 // EW: in which the same sign does not ring again
)

// Trade is the preset of the firm; it decides which ways of contact are at hand.
type Trade string

// The trades that differ here; every other trade is treated as a shop with a counter.
const (
	Dealer Trade = "dealer"
	Shop   Trade = "shop"
)

// Lines returns every reason to contact c on day, none for a customer who must not be
// approached. At most one line of danger comes out: the early warning yields to K11
// and K12. The order is that of the rules, not of importance.
func Lines(c Candidate, day cal.Date, trade Trade) []Line {
	if c.Barred || c.Shy || c.Occasions == 0 || c.Last > day || c.Standing == lifecycle.Ended || c.Standing == lifecycle.Cancelled {
		return nil
	}
	var out []Line
	add := func(l Line, ok bool) {
		if ok && day >= l.Facts.From && day < l.Facts.Until {
			out = append(out, finish(l, c, day, trade))
		}
	}
	danger := len(out)
	add(late(c))
	add(winBack(c, day))
	if len(out) == danger {
		add(alarm(c))
	}
	add(thanks(c))
	add(anniversary(c, day))
	add(calm(c))
	return out
}

// finish fills in what all lines have in common.
func finish(l Line, c Candidate, day cal.Date, trade Trade) Line {
	f := &l.Facts
	f.Rule, f.Day, f.Last, f.First = Rule, day, c.Last, c.First
	f.Days, f.Occasions, f.Interval, f.Longest = day.Sub(c.Last), c.Occasions, c.Interval, c.Longest
	f.Unusual, f.Alive = c.Unusual, c.Alive
	f.Stake, f.Quality = c.Stake, c.StakeQuality
	f.Wish = c.Wish
	f.Standing, f.Regular = string(c.Standing), c.Standing == lifecycle.Regular
	f.Effect, f.Urgency = l.Occasion.effect(), urgency(*f)
	l.Customer, l.Class, l.Customers = c.Customer, l.Occasion.Class(), 1
	l.Channel = channel(l.Occasion, c, trade)
	l.Minutes = l.Channel.minutes()
	value := float64(c.Stake)
	switch l.Class {
	case Danger:
		value *= 1 - c.Alive
	case Appreciation:
		value *= .1
	case Duty, Chance: // the whole of it
	}
	l.Score = score(*f, value, l.Minutes)
	return l
}

// late is K11: the silence has become unusual, and the customer is worth the upper
// half. The window opens with the state and stays for one own interval. The silence is
// named by the purchase before it: a refit may move the day from which he is late.
func late(c Candidate) (Line, bool) {
	if c.Activity != lifecycle.Late || !c.TopHalf || c.Occasions < 2 {
		return Line{}, false
	}
	length := max(lateDays, days(c.Interval))
	return window(Late, fmt.Sprintf("K11:%d:%s", c.Customer, c.Last), c.LateFrom, c.LateFrom.Add(length)), true
}

// winBack is K12: once when the customer has fallen asleep, once two own intervals
// later, then never again for this silence.
func winBack(c Candidate, day cal.Date) (Line, bool) {
	if (c.Activity != lifecycle.Dormant && c.Activity != lifecycle.Lost) || c.Occasions < 2 || c.DormantFrom >= cal.Latest {
		return Line{}, false
	}
	length := max(winBackDays, days(c.Interval))
	second := c.DormantFrom.Add(max(2*days(c.Interval), length))
	attempt, from := 1, c.DormantFrom
	if day >= second {
		attempt, from = 2, second
	}
	l := window(WinBack, fmt.Sprintf("K12:%d:%s:%d", c.Customer, c.Last, attempt), from, from.Add(length))
	l.Facts.Attempt = attempt
	return l, true
}

// alarm is a red early warning of a customer who is not silent yet. Its key names the
// cause, not the day on which it was computed: for a silence the purchase before it, since
// a refit may move the day from which he is late, else the newest sign with its day.
func alarm(c Candidate) (Line, bool) {
	if !c.Red || c.RedSince >= cal.Latest {
		return Line{}, false
	}
	cause := c.RedSince
	if silent(c.RedBy) {
		cause = c.Last
	}
	l := window(Warning, fmt.Sprintf("EW:%d:%s:%s", c.Customer, c.RedBy, cause), c.RedSince, c.RedSince.Add(warningDays))
	l.Facts.Signs, l.Facts.By = c.Signs, c.RedBy
	return l, true
}

// thanks is K01: after the first purchase, and after one of at least twice the usual
// amount.
func thanks(c Candidate) (Line, bool) {
	big := c.UsualNet > 0 && c.LastNet >= 2*c.UsualNet
	if c.Occasions != 1 && !big {
		return Line{}, false
	}
	l := window(Thanks, fmt.Sprintf("K01:%d:%s", c.Customer, c.Last), c.Last, c.Last.Add(thanksDays))
	if big {
		l.Facts.Net, l.Facts.Usual = c.LastNet, c.UsualNet
	}
	return l, true
}

// celebrated are the years of an anniversary.
var celebrated = []int{1, 2, 3, 5, 10}

// anniversary is K06: the day from which a regular is known to come returns. Somebody who
// has fallen silent is not congratulated, and nobody of whom only the beginning of the
// firm's data is known.
func anniversary(c Candidate, day cal.Date) (Line, bool) {
	if c.Standing != lifecycle.Regular || (c.Activity != lifecycle.Active && c.Activity != lifecycle.Regained) || c.Begun >= cal.Latest {
		return Line{}, false
	}
	// The nearest return of the day: 29 February is kept on the 28th.
	years := int(math.Round(float64(day.Sub(c.Begun)) / 365.25))
	due := c.Begun.AddMonths(12 * years)
	if !slices.Contains(celebrated, years) {
		return Line{}, false
	}
	l := window(Anniversary, fmt.Sprintf("K06:%d:%d", c.Customer, years), due.Add(-anniversaryDays), due.Add(anniversaryDays+1))
	l.Facts.Due, l.Facts.Years, l.Facts.Begun = due, years, c.Begun
	return l, true
}

// calm is K20: a strained phase is over, and a short friendly word without reproach does good.
func calm(c Candidate) (Line, bool) {
	if c.Calmed == 0 || c.Calmed >= cal.Latest {
		return Line{}, false
	}
	return window(Calm, fmt.Sprintf("K20:%d:%s", c.Customer, c.Calmed), c.Calmed, c.Calmed.Add(calmDays)), true
}

func window(o Occasion, key string, from, until cal.Date) Line {
	return Line{Occasion: o, Key: key, Facts: Facts{From: from, Until: until, Due: from.Add(until.Sub(from) / 2)}}
}

func days(interval float64) int {
	if math.IsNaN(interval) || interval < 0 {
		return 0
	}
	return int(math.Round(math.Min(interval, 3650)))
}

// channel is the way of contact: the one that he wishes where it is at hand and needs no
// consent, which a wish is not, else the usual one. Who wishes another way is not called.
func channel(o Occasion, c Candidate, trade Trade) Channel {
	byPost := Check
	if c.HasPlace {
		byPost = Card
	}
	switch {
	case c.Wish == "letter" && c.HasPlace:
		return Card
	case c.Wish == "counter" && trade != Dealer && trade != Shop:
		return Counter
	case c.Wish == "phone" && c.Firm && c.HasPhone:
		return Phone
	}
	usual := usually(o, c, trade)
	if usual == Phone && c.Wish != "" && c.Wish != "phone" && c.Wish != "visit" {
		return byPost
	}
	return usual
}

// usually chooses the way of contact that needs no consent: a word at the counter, a
// line in the parcel, a letter; the phone for firms only.
func usually(o Occasion, c Candidate, trade Trade) Channel {
	byPost := Check
	if c.HasPlace {
		byPost = Card
	}
	switch trade {
	case Dealer:
		if c.Firm && c.HasPhone && o != Anniversary {
			return Phone
		}
		return byPost
	case Shop:
		if o == Thanks {
			return Parcel
		}
		if c.Firm && c.HasPhone && o != Anniversary {
			return Phone
		}
		return byPost
	}
	if c.Firm && c.HasPhone && o.Class() == Danger {
		return Phone
	}
	if o == WinBack && c.HasPlace {
		return Card
	}
	return Counter
}

// Passed reports whether c is silent beyond its window: such customers are not lines
// of a first day but stand behind its one line "ansehen".
func Passed(c Candidate, day cal.Date, trade Trade) bool {
	if c.Barred || c.Shy || c.Occasions < 2 || c.Standing == lifecycle.Ended || c.Standing == lifecycle.Cancelled {
		return false
	}
	silent := c.Activity == lifecycle.Dormant || c.Activity == lifecycle.Lost || (c.Activity == lifecycle.Late && c.TopHalf)
	if !silent {
		return false
	}
	for _, l := range Lines(c, day, trade) {
		if l.Class == Danger {
			return false
		}
	}
	return true
}

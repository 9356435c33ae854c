package care

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Limits of a day (docs/methods/care.md, "Limits").
const (
	maxLines   = 9
	maxDanger  = 3
	maxChances = 2
	maxClosing = 3  // thanks that cannot wait, before the second line of danger
	massFrom   = 21 // more than twenty equal lines become one
	heldShare  = 10 // one in ten of a mass line of danger or chance is left out as comparison
)

// Budget is what one person can do on a day.
type Budget struct {
	Minutes int
	// Secret keys the hold-back, so that nobody can foresee or choose who is in it.
	Secret []byte
}

// Choose makes the list of a day out of all possible lines.
//
// Duties come first and are never cut. Then the minutes are filled with at most three
// lines of danger, at least one appreciation if there is any, at most two chances,
// nine lines in all and one per customer (only duties may be more); the best score first, ties by customer. A
// tenth of the chances is left out as comparison. A thank-you for somebody who was long
// overlooked and whose window closes goes before all but the first line of danger, which
// can wait, so that small customers are seen, too.
// More than twenty lines of one occasion that were not chosen become one mass line,
// which costs no minutes and is not counted. The result is in the order in which it
// is shown and is the same for the same input in any order.
func Choose(lines []Line, day cal.Date, b Budget) []Line {
	lines = slices.Clone(lines)
	better := func(x, y Line) int { return better(x, y, day) }
	slices.SortFunc(lines, better)
	taken := map[int64]bool{}
	var list []Line
	take := func(l Line) { taken[l.Customer] = true; list = append(list, l) }
	for _, l := range lines {
		if l.Class == Duty { // one customer may wait for several things
			take(l)
		}
	}
	minutes, counted := b.Minutes, 0
	count := map[Class]int{}
	fill := func(class Class, most int, suits func(Line) bool) {
		for _, l := range lines {
			if count[class] >= most || counted == maxLines {
				return
			}
			if l.Class != class || taken[l.Customer] || !suits(l) {
				continue
			}
			if class == Chance && HeldBack(b.Secret, l.Key, l.Customer) {
				continue
			}
			take(l)
			minutes -= l.Minutes
			counted++
			count[class]++
		}
	}
	fits := func(l Line) bool { return l.Minutes <= minutes }
	// One thank-you is reserved before the rest is filled by urgency.
	fill(Appreciation, 1, func(Line) bool { return true })
	fill(Danger, 1, fits)
	fill(Appreciation, maxClosing, func(l Line) bool { return fits(l) && l.lastChance(day) })
	fill(Danger, maxDanger, fits)
	fill(Chance, maxChances, fits)
	fill(Appreciation, maxLines, fits)
	list = append(list, massLines(lines, taken, day, b)...)
	slices.SortStableFunc(list, func(x, y Line) int {
		return cmp.Or(cmp.Compare(x.Class, y.Class), cmp.Compare(mass(x), mass(y)), better(x, y))
	})
	return list
}

func mass(l Line) int {
	if l.Customer == 0 {
		return 1
	}
	return 0
}

// lastChance reports whether the customer was overlooked so far and the window of the
// line closes today or tomorrow; tomorrow may be a day on which nobody looks.
func (l Line) lastChance(day cal.Date) bool {
	return l.Facts.Overlooked && l.Facts.Until.Sub(day) <= 2
}

// better orders lines: class, then those that were overlooked so far, of them the ones
// whose window closes today and then tomorrow first, then score, then customer and key, so that the order is total.
func better(x, y Line, day cal.Date) int {
	over := func(l Line) int {
		switch {
		case l.lastChance(day):
			return l.Facts.Until.Sub(day)
		case l.Facts.Overlooked:
			return 3
		}
		return 4
	}
	return cmp.Or(cmp.Compare(x.Class, y.Class), cmp.Compare(over(x), over(y)),
		cmp.Compare(y.Score, x.Score), cmp.Compare(x.Customer, y.Customer), cmp.Compare(x.Key, y.Key))
}

// massLines gathers what was not chosen. Lines of lines are sorted by better.
func massLines(lines []Line, taken map[int64]bool, day cal.Date, b Budget) []Line {
	groups := map[Occasion]*Line{}
	var order []Occasion
	seen := map[int64]bool{}
	for _, l := range lines {
		if l.Class == Duty || taken[l.Customer] || seen[l.Customer] {
			continue
		}
		seen[l.Customer] = true
		g := groups[l.Occasion]
		if g == nil {
			g = &Line{
				Occasion: l.Occasion, Class: l.Class, Channel: l.Channel,
				Key: fmt.Sprintf("%s:mass:%s", l.Occasion, day), Facts: Facts{Rule: Rule, Day: day, Last: cal.Never, First: cal.Never, From: day, Due: day, Until: day.Add(1)},
			}
			groups[l.Occasion] = g
			order = append(order, l.Occasion)
		}
		g.Score += l.Score
		if l.Class != Appreciation && HeldBack(b.Secret, l.Key, l.Customer) {
			g.HeldBack = append(g.HeldBack, l.Customer)
			continue
		}
		g.Minutes += l.Minutes
		g.Members = append(g.Members, l.Customer)
	}
	var out []Line
	slices.Sort(order)
	for _, o := range order {
		g := groups[o]
		if g.Customers = len(g.Members); g.Customers+len(g.HeldBack) >= massFrom {
			out = append(out, *g)
		}
	}
	return out
}

// HeldBack reports whether the customer belongs to the comparison of this occasion: a
// keyed hash of the occasion's key decides, so that the answer never changes and
// cannot be chosen. Thanks and duties are never held back; the caller sees to it.
func HeldBack(secret []byte, key string, customer int64) bool {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(key))
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(customer)))
	return binary.BigEndian.Uint64(mac.Sum(nil))%heldShare == 0
}

package survey

import (
	"context"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Change is what is different from the survey before, at the same mix of kinds: the newer one's.
// Value, Low and High are differences of shares, -1 to 1, at 95 percent.
type Change struct {
	Before           Wave
	Now, Then        Share
	Value, Low, High float64
}

// Sure reports whether the change is more than chance explains.
func (c *Change) Sure() bool { return c.Low > 0 || c.High < 0 }

// Differ is a share less another one with the interval that follows from both of theirs (method
// 10 of Newcombe 1998).
func Differ(now, then Share) (value, low, high float64) {
	value = now.Value - then.Value
	return value, value - math.Hypot(now.Value-now.Low, then.High-then.Value), value + math.Hypot(now.High-now.Value, then.Value-then.Low)
}

// Since compares a survey with the one before it of the same way of asking; found is false
// without one, and while too few have answered either.
func Since(ctx context.Context, q store.Querier, w *Wave) (c Change, found bool, err error) {
	if w.Mode == Anonymous { // nobody knows who answered twice
		return c, false, nil
	}
	list, err := Waves(ctx, q, compared)
	if err != nil {
		return c, false, err
	}
	for i := range list {
		b := &list[i]
		if b.Mode != w.Mode || b.Rule != w.Rule || b.Begun > w.Begun || b.Begun == w.Begun && b.ID >= w.ID {
			continue
		}
		now, then, shown, err := sameMix(ctx, q, w, b)
		if err != nil || !shown {
			return c, false, err
		}
		c = Change{Before: *b, Now: now, Then: then}
		c.Value, c.Low, c.High = Differ(c.Now, c.Then)
		return c, true, nil
	}
	return c, false, nil
}

// compared is how many surveys are looked through for the one before.
const compared = 200

// sameMix are the totals of two surveys at one mix of kinds: that of the newer one, of the kinds
// of which enough have answered both.
func sameMix(ctx context.Context, q store.Querier, newer, older *Wave) (now, then Share, shown bool, err error) {
	one, list, err := Tell(ctx, q, newer)
	if err != nil {
		return now, then, false, err
	}
	two, past, err := Tell(ctx, q, older)
	if err != nil {
		return now, then, false, err
	}
	mix := map[kind.Kind]int{}
	for i := range one.Kinds {
		g := &one.Kinds[i]
		n := newer.Mix[g.Kind]
		if len(newer.Mix) == 0 {
			n = g.Asked
		}
		if at := slices.IndexFunc(two.Kinds, func(o Group) bool { return o.Kind == g.Kind }); at >= 0 && g.Core().N >= Floor && two.Kinds[at].Core().N >= Floor {
			mix[g.Kind] = n
		}
	}
	if len(mix) == 0 {
		return now, then, false, nil
	}
	now, then = Evaluate(marksOfAll(list), nil, mix).Total, Evaluate(marksOfAll(past), nil, mix).Total
	return now, then, now.Shown() && then.Shown(), nil
}

func marksOfAll(list []Answer) []Mark {
	marks := make([]Mark, len(list))
	for i := range list {
		marks[i] = Mark{list[i].Kind, list[i].Marks}
	}
	return marks
}

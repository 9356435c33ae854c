package knowledge

import (
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
)

// Rule names the version of the rule.
const Rule = "knowledge/1"

// Key is one thing to know of a customer; it is stored and stands in addresses.
type Key string

// What is worth knowing.
const (
	Needs     Key = "needs"     // what he requires and expects of us
	Likes     Key = "likes"     // what interests him, as he told
	Trouble   Key = "trouble"   // what went wrong for him
	Partner   Key = "partner"   // firms: with whom we talk there
	Decides   Key = "decides"   // firms: who decides
	Came      Key = "came"      // why he came to us
	Channel   Key = "channel"   // how he wishes to be reached
	Form      Key = "form"      // persons: Du or Sie
	Favourite Key = "favourite" // persons: what he likes best of ours
	Times     Key = "times"     // when he can be reached
	Spoken    Key = "spoken"    // that somebody has ever talked with him; no question
)

// thing is what the rule says of a key.
type thing struct {
	Key    Key
	Weight int // what knowing it is worth
	For    customer.Kind
}

// things are in the order of their bits in [Facts.Known]; For "" is everybody. The first
// three weigh so much that they are asked before all others, whatever the moment.
var things = []thing{
	{Needs, 8, ""},
	{Likes, 7, ""},
	{Trouble, 6, ""},
	{Partner, 4, customer.Firm},
	{Decides, 4, customer.Firm},
	{Came, 3, ""},
	{Channel, 3, ""},
	{Form, 3, customer.Person},
	{Favourite, 2, customer.Person},
	{Times, 1, ""},
	{Spoken, 3, ""},
}

// Keys lists what is worth knowing, the weightiest first.
func Keys() []Key {
	list := make([]Key, len(things))
	for i, t := range things {
		list[i] = t.Key
	}
	return list
}

// Questions lists what can be asked.
func Questions() []Key { return slices.DeleteFunc(Keys(), func(k Key) bool { return k == Spoken }) }

// Set is a set of keys, a bit for each in the order of [Keys].
type Set int64

// Of makes a set.
func Of(keys ...Key) (s Set) {
	for _, k := range keys {
		s |= bit(k)
	}
	return s
}

func bit(k Key) Set { return 1 << slices.IndexFunc(things, func(t thing) bool { return t.Key == k }) }

// Has reports whether k is in the set.
func (s Set) Has(k Key) bool { return s&bit(k) != 0 }

// Keys lists what is in the set, the weightiest first.
func (s Set) Keys() []Key { return slices.DeleteFunc(Keys(), func(k Key) bool { return !s.Has(k) }) }

// Facts are what the rule looks at.
type Facts struct {
	Customer  int64
	Kind      customer.Kind // person or firm
	Known     Set
	Nothing   Set      // asked, and there is nothing to tell: that is known too
	Declined  Set      // he does not want to tell: no gap, and not asked again
	Occasions int      // purchases
	Interval  float64  // days between two of them, as expected; 0 when nobody can say
	Silent    bool     // deceased, or the relationship has ended: nothing is asked
	Talk      cal.Date // the last one at the counter, by phone or on a visit; cal.Never for none
}

// TalkIntervals is how many of his own intervals somebody can be left without a talk.
const TalkIntervals = 2

// NoTalk is the day until which nobody counts as spoken to.
const NoTalk = cal.Earliest

// TalkUntil is the last day on which he counts as spoken to in his rhythm.
func (f *Facts) TalkUntil() cal.Date {
	if f.Talk == cal.Never || f.Interval <= 0 {
		return NoTalk
	}
	return min(f.Talk.Add(int(TalkIntervals*f.Interval)), cal.Latest)
}

// State is what is with one thing.
type State string

// The states.
const (
	Known    State = "known"
	Nothing  State = "nothing"
	Declined State = "declined"
	Missing  State = "missing"
)

// Item is one thing with what the rule makes of it.
type Item struct {
	Key    Key
	Weight int
	State  State
	Moment int // how well it can be asked now, in percent of the usual; 0 when it is no question
}

// Verdict is what the rule says of a customer.
type Verdict struct {
	Items  []Item
	Score  int // 0 to 100: the weight of what is known, of what can be known
	Gaps   Set // what is missing
	Next   Key // the question to ask next, "" for none
	Chance int // percent: how likely it can be asked soon
	Worth  int // of asking it: weight x moment x chance, in hundredths; 0 without a question
}

// Judge applies the rule.
func Judge(f Facts) Verdict {
	v := Verdict{Chance: chance(f.Interval)}
	sum, have, best := 0, 0, 0
	for _, t := range things {
		if t.For != "" && t.For != f.Kind {
			continue
		}
		i := Item{Key: t.Key, Weight: t.Weight, State: f.state(t.Key)}
		if i.State != Declined {
			sum += t.Weight
		}
		switch i.State {
		case Known, Nothing:
			have += t.Weight
		case Missing:
			v.Gaps |= bit(t.Key)
			if t.Key != Spoken && !f.Silent {
				i.Moment = f.moment(t.Key)
			}
			if worth := t.Weight * i.Moment; worth > best {
				best, v.Next = worth, t.Key
			}
		case Declined:
		}
		v.Items = append(v.Items, i)
	}
	if sum > 0 {
		v.Score = have * 100 / sum
	}
	v.Worth = best * v.Chance / 100
	return v
}

func (f *Facts) state(k Key) State {
	switch {
	case f.Known.Has(k):
		return Known
	case f.Nothing.Has(k):
		return Nothing
	case f.Declined.Has(k):
		return Declined
	}
	return Missing
}

const (
	earlyOccasions = 3  // up to here it is natural to ask why somebody came
	longOccasions  = 12 // from here on he hardly remembers
)

// moment is how well a thing can be asked in the present phase.
func (f *Facts) moment(k Key) int {
	switch k {
	case Came:
		switch {
		case f.Occasions <= earlyOccasions:
			return 150
		case f.Occasions >= longOccasions:
			return 50
		}
	case Trouble: // who has hardly bought has hardly met trouble
		if f.Occasions < earlyOccasions {
			return 80
		}
	case Form: // it is offered after the first words, not before
		if !f.Known.Has(Spoken) {
			return 70
		}
	case Favourite:
		if f.Occasions < 2 {
			return 50
		}
	case Needs, Likes, Partner, Decides, Channel, Times, Spoken:
	}
	return 100
}

// chance is how likely somebody can be asked soon, from the days between two purchases.
func chance(interval float64) int {
	switch {
	case interval <= 0:
		return 10
	case interval <= 14:
		return 90
	case interval <= 60:
		return 60
	case interval <= 180:
		return 35
	}
	return 20
}

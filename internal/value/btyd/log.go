package btyd

import (
	"cmp"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// Log is who bought on which day for how much. Days are numbers in any count; several
// purchases of a customer on one day are one. The zero Log is empty and ready.
type Log struct {
	entries []entry
	starts  []int32 // of each customer in entries, one more at the end
	settled bool
}

type entry struct {
	customer, day int32
	value         float64
}

// Add takes in a purchase of a customer, numbered from 0 without large gaps. Value is 0
// where it is not known. It fails with fault.Invalid for a customer or day that cannot
// be or a value that is no number.
func (l *Log) Add(customer, day int, value float64) error {
	if customer < 0 || customer > math.MaxInt32-2 || day < -1e8 || day > 1e8 || !(math.Abs(value) < 1e15) {
		return fault.New(fault.Invalid, "clv.impossible_purchase", customer, day, value)
	}
	l.entries = append(l.entries, entry{int32(customer), int32(day), value})
	l.settled = false
	return nil
}

// settle sorts the purchases and joins those of one day.
func (l *Log) settle() {
	if l.settled {
		return
	}
	l.settled = true
	slices.SortStableFunc(l.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.day, b.day))
	})
	kept := l.entries[:0]
	for _, e := range l.entries {
		if n := len(kept); n > 0 && kept[n-1].customer == e.customer && kept[n-1].day == e.day {
			kept[n-1].value += e.value
			continue
		}
		kept = append(kept, e)
	}
	l.entries = kept
	l.starts = l.starts[:0]
	for i, e := range kept {
		for int(e.customer) >= len(l.starts) {
			l.starts = append(l.starts, int32(i))
		}
	}
	l.starts = append(l.starts, int32(len(kept)))
}

// Customers is how many customers there are, numbers without a purchase included.
func (l *Log) Customers() int {
	l.settle()
	return len(l.starts) - 1
}

// of returns the purchases of a customer up to a day.
func (l *Log) of(customer, until int) []entry {
	all := l.entries[l.starts[customer]:l.starts[customer+1]]
	n, _ := slices.BinarySearchFunc(all, int32(until)+1, func(e entry, day int32) int { return cmp.Compare(e.day, day) })
	return all[:n]
}

// Span returns the first and the last day with a purchase; false without any.
func (l *Log) Span() (first, last int, ok bool) {
	l.settle()
	for i, e := range l.entries {
		if i == 0 {
			first, last = int(e.day), int(e.day)
		}
		first, last = min(first, int(e.day)), max(last, int(e.day))
	}
	return first, last, len(l.entries) > 0
}

// History returns what was known of a customer at the end of a day, with times in units
// of so many days; false when he had not bought yet.
func (l *Log) History(customer, until int, unit float64) (History, bool) {
	l.settle()
	all := l.of(customer, until)
	if len(all) == 0 {
		return History{}, false
	}
	first, last := all[0].day, all[len(all)-1].day
	return History{X: len(all) - 1, Last: float64(last-first) / unit, Age: float64(int32(until)-first) / unit}, true
}

// Base returns all customers as known at the end of a day.
func (l *Log) Base(until int, unit float64) *Base {
	b := &Base{}
	for i := range l.Customers() {
		if h, ok := l.History(i, until, unit); ok {
			if _, err := b.Add(h, 1); err != nil {
				continue // days are checked on entry: a history from them is never refused
			}
		}
	}
	return b
}

// Value returns the number and the mean value of a customer's repeat purchases with a
// positive value up to a day; 0 when there is none.
func (l *Log) Value(customer, until int) (x int, mean float64) {
	l.settle()
	all := l.of(customer, until)
	sum := 0.0
	for i, e := range all {
		if i > 0 && e.value > 0 {
			x++
			sum += e.value
		}
	}
	if x == 0 {
		return 0, 0
	}
	return x, sum / float64(x)
}

// Spending returns the values of all customers as known at the end of a day.
func (l *Log) Spending(until int) *Spending {
	s := &Spending{}
	for i := range l.Customers() {
		if x, mean := l.Value(i, until); x > 0 && s.Add(x, mean, 1) != nil {
			continue // values are checked on entry
		}
	}
	return s
}

// bought returns the purchases of a customer after a day up to another, the one that
// made him a customer not counted.
func (l *Log) bought(customer, after, until int) int {
	return max(len(l.of(customer, until)), 1) - max(len(l.of(customer, after)), 1)
}

// Interval returns the median time in days between two purchases up to a day, over all
// customers; 0 when nobody has bought twice.
func (l *Log) Interval(until int) int {
	l.settle()
	var all []int32
	for i, e := range l.entries {
		if i > 0 && l.entries[i-1].customer == e.customer && int(e.day) <= until {
			all = append(all, e.day-l.entries[i-1].day)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return int(all[len(all)/2])
}

// LeastIntervals is how many median intervals a log must span before anything is said
// of individual customers.
const LeastIntervals = 3

// Enough tells whether the log up to a day allows individual forecasts, and if not, why.
func (l *Log) Enough(until int) (Note, bool) {
	first, _, ok := l.Span()
	if !ok || first > until {
		return Note{Key: "clv.no_purchases"}, false
	}
	again := 0
	for i := range l.Customers() {
		if len(l.of(i, until)) > 1 {
			again++
		}
	}
	if again < LeastRepeaters {
		return Note{"clv.few_repeaters", []any{again, LeastRepeaters}}, false
	}
	if typical := l.Interval(until); until-first < LeastIntervals*typical {
		return Note{"clv.short_history", []any{until - first, typical}}, false
	}
	return Note{}, true
}

// Note is a statement for people: a message key and what stands in it.
type Note struct {
	Key  string
	Args []any
}

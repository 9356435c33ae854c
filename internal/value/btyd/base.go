package btyd

import (
	"math"
	"slices"
	"sync"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// History is what the models know of one customer. Times are in the unit of the base
// and count from the first purchase.
type History struct {
	X    int     // repeat purchases, the first one not counted
	Last float64 // time of the last purchase, 0 without a repeat purchase
	Age  float64 // time until the end of the observation, at least Last
}

// MostPurchases is how many repeat purchases a history may have.
const MostPurchases = 1 << 30

// Check refuses histories that cannot be: a last purchase after the end, negative or
// endless times.
func (h History) Check() error {
	const longest = 1e12
	if h.X < 0 || h.X > MostPurchases || !(h.Last >= 0 && h.Last <= h.Age && h.Age <= longest) {
		return fault.New(fault.Invalid, "clv.impossible_history", h.X, h.Last, h.Age)
	}
	return nil
}

// Group is a history and how many customers share it.
type Group struct {
	History
	Weight float64
}

// Base is a base of customers, grouped by equal histories. The zero Base is empty and
// ready. Adding is not safe from several goroutines, reading is.
type Base struct {
	groups []Group
	slots  []int32 // open addressing: index of a group plus one
	bits   uint
	weight float64

	once  sync.Once
	index *index
}

// Groups returns the distinct histories in the order in which they first came.
func (b *Base) Groups() []Group { return b.groups }

// Customers is the sum of all weights.
func (b *Base) Customers() float64 { return b.weight }

// Unique is how many distinct histories there are.
func (b *Base) Unique() int { return len(b.groups) }

// Repeaters is how many customers have bought again.
func (b *Base) Repeaters() float64 {
	sum := 0.0
	for _, g := range b.groups {
		if g.X > 0 {
			sum += g.Weight
		}
	}
	return sum
}

// Add counts weight more customers with a history and returns the number of its group.
// Times below 1e-12 of the unit count as none.
// It fails with fault.Invalid when the history or the weight cannot be. A Base that has
// been fitted must not be added to.
func (b *Base) Add(h History, weight float64) (int, error) {
	if err := h.Check(); err != nil {
		return 0, err
	}
	if !(weight > 0 && weight <= 1e15) {
		return 0, fault.New(fault.Invalid, "clv.impossible_weight", weight)
	}
	h.Last, h.Age = noticed(h.Last), noticed(h.Age)
	if h.X == 0 {
		h.Last = 0
	}
	if 2*len(b.groups) >= len(b.slots) {
		b.grow()
	}
	at := b.find(h)
	if b.slots[at] == 0 {
		b.groups = append(b.groups, Group{History: h})
		b.slots[at] = int32(len(b.groups))
	}
	n := int(b.slots[at] - 1)
	b.groups[n].Weight += weight
	b.weight += weight
	return n, nil
}

// noticed returns a time that is long enough to tell from none, else 0: the quotients of
// shorter ones would leave the range of numbers.
func noticed(t float64) float64 {
	const shortest = 1e-12
	if t < shortest {
		return 0
	}
	return t
}

// find returns the slot of a history, or the empty one where it belongs.
func (b *Base) find(h History) int {
	const golden = 0x9e3779b97f4a7c15
	k := math.Float64bits(h.Last+0)*golden ^ math.Float64bits(h.Age+0)
	k = (k ^ k>>29) * golden
	k = (k ^ uint64(h.X)) * golden
	mask := len(b.slots) - 1
	for at := int(k >> (64 - b.bits)); ; at = (at + 1) & mask {
		n := b.slots[at]
		if n == 0 || b.groups[n-1].History == h {
			return at
		}
	}
}

func (b *Base) grow() {
	b.bits = max(b.bits+1, 8)
	b.slots = make([]int32, 1<<b.bits)
	for i, g := range b.groups {
		b.slots[b.find(g.History)] = int32(i + 1)
	}
}

// index is a base taken apart for the likelihoods: what depends on the number of
// purchases or on one time alone is computed once per distinct value.
type index struct {
	xs    []xSum
	times []tSum // distinct ages and last purchases, rising
	rows  []row  // sorted by x, age, last
	scale float64
}

type xSum struct {
	x, weight float64
	rows      [2]int // its rows, half open
}

// tSum is a point of time: the customers of that age and all their purchases.
type tSum struct{ t, weight, bought float64 }

type row struct {
	last, age int32 // numbers of times
	weight    float64
}

func (b *Base) indexed() *index {
	b.once.Do(func() { b.index = newIndex(b.groups) })
	return b.index
}

func newIndex(groups []Group) *index {
	ix := &index{times: timesOf(groups)}
	at := make(map[float64]int32, len(ix.times))
	for i, t := range ix.times {
		at[t.t] = int32(i)
	}
	sorted := slices.Clone(groups)
	slices.SortFunc(sorted, func(a, b Group) int { return a.X - b.X })
	ix.rows = make([]row, 0, len(groups))
	age, weight := 0.0, 0.0
	for _, g := range sorted {
		x := float64(g.X)
		if n := len(ix.xs); n == 0 || ix.xs[n-1].x != x {
			ix.xs = append(ix.xs, xSum{x: x, rows: [2]int{len(ix.rows), len(ix.rows)}})
		}
		s := &ix.xs[len(ix.xs)-1]
		s.weight += g.Weight
		s.rows[1]++
		r := row{at[g.Last], at[g.Age], g.Weight}
		ix.rows = append(ix.rows, r)
		ix.times[r.age].weight += g.Weight
		ix.times[r.age].bought += g.Weight * x
		age += g.Weight * g.Age
		weight += g.Weight
	}
	for _, s := range ix.xs {
		slices.SortFunc(ix.rows[s.rows[0]:s.rows[1]], func(a, b row) int {
			if a.age != b.age {
				return int(a.age - b.age)
			}
			return int(a.last - b.last)
		})
	}
	ix.scale = 1
	if weight > 0 && age > 0 {
		ix.scale = age / weight
	}
	return ix
}

// timesOf returns the distinct times of all groups, rising.
func timesOf(groups []Group) []tSum {
	all := make([]float64, 0, 2*len(groups))
	for _, g := range groups {
		all = append(all, g.Last, g.Age)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	times := make([]tSum, len(all))
	for i, t := range all {
		times[i].t = t
	}
	return times
}

// bought returns the sums of purchases and of ages.
func (ix *index) bought() (purchases, ages float64) {
	for _, t := range ix.times {
		purchases += t.bought
		ages += t.weight * t.t
	}
	return purchases, ages
}

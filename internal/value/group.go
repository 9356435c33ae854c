package value

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Group is what the firm's customers have in common. It holds for who has little history of
// his own. The zero group knows nothing.
type Group struct {
	Concept   Concept
	Margin    float64     // cents per occasion, mean over customers: DB III, or net for Revenue
	Most      money.Cents // 95th percentile of what one day brings; more counts as this much
	Spread    float64     // deviation of a day from its customer's mean, relative to that
	Rate      float64     // DB I per net where the cost of goods is known
	Basket    float64     // cents of net per occasion
	Change    float64     // g_group: logarithm of a year's revenue against the one before
	Customers int         // behind it
	ValidFrom cal.Date
}

// Groups are the dated versions of a firm's group, append-only: history is judged with the
// version valid then, days before the first one with the first.
type Groups struct {
	rows []Group
	ids  []int64
}

// On returns the group of a day and the number of its version; the zero group before the
// first fit.
func (g Groups) On(day cal.Date) (Group, int64) {
	if len(g.rows) == 0 {
		return Group{}, 0
	}
	at := 0
	for i, r := range g.rows {
		if r.ValidFrom <= day {
			at = i
		}
	}
	return g.rows[at], g.ids[at]
}

// Last returns the newest version; false without any.
func (g Groups) Last() (Group, bool) {
	if len(g.rows) == 0 {
		return Group{}, false
	}
	return g.rows[len(g.rows)-1], true
}

// LoadGroups reads the versions.
func LoadGroups(ctx context.Context, q store.Querier) (Groups, error) {
	type row struct {
		Group
		id int64
	}
	var out Groups
	err := store.Each(ctx, q, valueSQL.Get("value-groups"), func(r *row) []any {
		return []any{&r.id, &r.ValidFrom, &r.Concept, &r.Margin, &r.Most, &r.Spread, &r.Rate, &r.Basket, &r.Change, &r.Customers}
	}, func(r *row) error {
		out.rows, out.ids = append(out.rows, r.Group), append(out.ids, r.id)
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("read what customers have in common: %w", err)
	}
	return out, nil
}

// SaveGroup appends a version. It fails with fault.Conflict "insight.params_exist" when one
// is valid from the same day.
func SaveGroup(ctx context.Context, tx *store.Tx, g Group, at cal.Instant) error {
	_, err := tx.Exec(ctx, valueSQL.Get("value-add-group"),
		g.ValidFrom, string(g.Concept), g.Margin, int64(g.Most), g.Spread, g.Rate, g.Basket, g.Change, g.Customers, int64(at))
	if store.IsUnique(err) {
		return fault.Wrap(err, fault.Conflict, "insight.params_exist")
	}
	return err
}

// Daily is what a customer brought on the days of his documents.
type Daily struct {
	Days []money.Cents // margin, or net, of each day on which documents say more was bought than returned
	Rest money.Cents   // of the other days, and the cost of orders and care, below zero
	// Guessed tells that the cost of a part is not known and was taken at the group's rate.
	Guessed bool
}

// DailyOf splits documents (in the order of their days) and costs up to day by days, in a
// concept. rate is DB I per net of the net whose cost is not known. days serves as room.
func DailyOf(entries []Entry, ever Steps, concept Concept, rate float64, day cal.Date, days []money.Cents) Daily {
	d := Daily{Days: days[:0]}
	if concept == AfterCost {
		d.Rest = -ever.Order - ever.Care
	}
	for i := 0; i < len(entries); {
		var sum Margin
		at := entries[i].Day
		for ; i < len(entries) && entries[i].Day == at; i++ {
			sum = sum.Add(entries[i].Margin)
		}
		if at > day {
			break
		}
		brought := sum.Net
		if concept == AfterCost {
			db, _ := sum.DB1()
			if unknown := sum.NetUnknown(); unknown != 0 {
				d.Guessed = true
				db += inCents(rate * float64(unknown))
			}
			brought = db
		}
		if sum.Net > 0 {
			d.Days = append(d.Days, brought)
		} else {
			d.Rest += brought
		}
	}
	return d
}

// Mean is what an occasion brings: days above most count as most.
func (d Daily) Mean(most money.Cents, occasions int) float64 {
	if occasions == 0 {
		return 0
	}
	sum := d.Rest
	for _, c := range d.Days {
		sum += min(c, most)
	}
	return float64(sum) / float64(occasions)
}

// leastGroup is how many customers with an occasion a group needs.
const leastGroup = 20

// knownEnough is the share of the net whose cost is known from which values are told after
// cost.
const knownEnough = 0.5

// GroupFitter learns what customers have in common, one at a time.
type GroupFitter struct {
	day     cal.Date
	sum     Margin
	members []member
	before  []Turnover
}

type member struct {
	entries   []Entry
	ever      Steps
	occasions int
}

// NewGroupFitter begins a fit on what is known on a day.
func NewGroupFitter(day cal.Date) *GroupFitter { return &GroupFitter{day: day} }

// Add takes a customer with an occasion: his documents by day, his costs, and his turnover.
func (f *GroupFitter) Add(entries []Entry, charges []cost.Charge, occasions int, t Turnover) {
	if occasions == 0 {
		return
	}
	m := member{entries: slices.Clone(entries), occasions: occasions}
	for _, e := range entries {
		if e.Day <= f.day {
			f.sum = f.sum.Add(e.Margin)
		}
	}
	for _, c := range charges {
		if c.Day <= f.day {
			m.ever.Charge(c)
		}
	}
	f.members, f.before = append(f.members, m), append(f.before, t)
}

// Group returns what was learned, valid from the fitter's day; false with fewer than 20
// customers.
func (f *GroupFitter) Group() (Group, bool) {
	if len(f.members) < leastGroup {
		return Group{}, false
	}
	g := Group{Concept: Revenue, Customers: len(f.members), ValidFrom: f.day}
	if known := f.sum.NetMeasured + f.sum.NetEstimated; known > 0 {
		db, _ := f.sum.DB1()
		g.Rate = float64(db) / float64(known)
		if shares := f.sum.Shares(); shares.Measured+shares.Estimated >= knownEnough {
			g.Concept = AfterCost
		}
	}
	var all, room []money.Cents
	occasions := 0
	for _, m := range f.members {
		room = DailyOf(m.entries, m.ever, g.Concept, g.Rate, f.day, room).Days
		all = append(all, room...)
		occasions += m.occasions
	}
	if len(all) == 0 {
		return Group{}, false
	}
	slices.Sort(all)
	g.Most = max(all[min(len(all)*95/100, len(all)-1)], 1)
	g.Basket = max(float64(f.sum.Net)/float64(occasions), 1)
	f.means(&g)
	f.growth(&g)
	return g, true
}

// means learns the mean margin and how days differ from their customer's mean. A customer
// weighs n/(n+3): as much as his own mean will weigh against the group's.
func (f *GroupFitter) means(g *Group) {
	var room []money.Cents
	var sum, weights, squares, sizes float64
	for _, m := range f.members {
		d := DailyOf(m.entries, m.ever, g.Concept, g.Rate, f.day, room)
		room = d.Days
		n := float64(m.occasions)
		w := n / (n + Prior)
		sum += w * d.Mean(g.Most, m.occasions)
		weights += w
		mean := 0.0
		for _, c := range d.Days {
			mean += float64(min(c, g.Most)) / float64(len(d.Days))
		}
		for _, c := range d.Days {
			off := float64(min(c, g.Most)) - mean
			squares += off * off
		}
		sizes += float64(max(len(d.Days)-1, 0)) * mean * mean
	}
	g.Margin, g.Spread = sum/weights, 1
	if sizes > 0 {
		g.Spread = min(math.Sqrt(squares/sizes), 3)
	}
}

// growth is the weighted mean over customers with history enough.
func (f *GroupFitter) growth(g *Group) {
	sum, weights := 0.0, 0.0
	for _, t := range f.before {
		if t.First > t.Day.AddMonths(-growthMonths) {
			continue
		}
		raw, w := g.ratio(t)
		sum += w * raw
		weights += w
	}
	if weights > 0 {
		g.Change = min(max(sum/weights, -1), 1)
	}
}

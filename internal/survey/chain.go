package survey

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// ChainRule names the version of the rule of the chain.
const ChainRule = "survey/chain/1"

// The numbers of the rule.
const (
	ChainFloor  = 30 // pairs that a link needs before anything is said of it
	chainMonths = 24 // how far back answers count
)

// Stage is a stage of the chain from benefit to value, or an item beside it.
type Stage string

// The stages.
const (
	AtBenefit      Stage = "benefit"      // item: what it is worth for what he gives, 1 to 5
	AtSatisfaction Stage = "satisfaction" // core item: compared with what was expected, 1 to 5
	AtAttitude     Stage = "attitude"     // item: likes to have to do with us, 1 to 5
	AtLoyalty      Stage = "loyalty"      // would choose us again AND keeps his rhythm, 0 to 1: the smaller of both
	AtReferral     Stage = "referral"     // how many he brought
	AtValue        Stage = "value"        // margin of twelve months in cents
	AtTrust        Stage = "trust"        // item, beside the chain
	AtCared        Stage = "cared"        // item, beside the chain: in good hands
)

// Stages lists the stages of the chain in order.
var Stages = []Stage{AtBenefit, AtSatisfaction, AtAttitude, AtLoyalty, AtReferral, AtValue}

// Beside are the items beside the chain, each told with loyalty.
var Beside = []Stage{AtTrust, AtCared}

// Tie is how two stages go together among those of whom both are known: Spearman's rank
// correlation with its interval of 95 % (Bonett and Wright 2000), -1 to 1. It proves nothing.
type Tie struct {
	From Stage   `json:"from"`
	To   Stage   `json:"to"`
	N    int     `json:"n"`
	R    float64 `json:"r"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Shown reports whether enough pairs are known, and both sides differ at all.
func (t *Tie) Shown() bool { return t.N >= ChainFloor && t.Low < t.High }

// Level is how a stage stands: the part of those who are well there, with its margin.
type Level struct {
	Stage Stage `json:"stage"`
	Share Share `json:"share"`
}

// Chain is the chain as of a day.
type Chain struct {
	Day    cal.Date `json:"day"`
	People int      `json:"people"` // who answered with a name in 24 months
	Ties   []Tie    `json:"ties"`   // of the chain in order, then those beside
	Levels []Level  `json:"levels"`
}

// Weakest is the link of the chain that holds least: its whole interval lies below those of all
// others, and at least two links are known. ok is false where no link stands out.
func (c *Chain) Weakest() (t Tie, ok bool) {
	var known []Tie
	for _, one := range c.Ties[:min(len(c.Ties), len(Stages)-1)] {
		if one.Shown() {
			known = append(known, one)
		}
	}
	if len(known) < 2 {
		return t, false
	}
	t = slices.MinFunc(known, func(a, b Tie) int { return cmp.Compare(a.High, b.High) })
	for _, one := range known {
		if one.From != t.From && one.Low <= t.High {
			return Tie{}, false
		}
	}
	return t, true
}

// person is what is known of somebody who answered.
type person struct {
	marks   map[string]int // the newest mark of each item
	rhythm  float64        // 1 within his rhythm, 2/3 late, 1/3 dormant, 0 lost; -1 not known
	brought int            // whom he recommended us to
	margin  int64
	buys    bool // has ever bought: margin is known
}

// at is where a person stands at a stage; known is false where nothing tells.
func (p *person) at(s Stage) (v float64, known bool) {
	item := func(q Question) (float64, bool) {
		m, ok := p.marks[q.Key]
		return float64(m), ok
	}
	switch s {
	case AtBenefit:
		return item(Benefit)
	case AtSatisfaction:
		return item(Core)
	case AtAttitude:
		return item(Liked)
	case AtTrust:
		return item(Trust)
	case AtCared:
		return item(Cared)
	case AtLoyalty:
		m, ok := item(Stay)
		if !ok || p.rhythm < 0 {
			return 0, false
		}
		return min((m-1)/4, p.rhythm), true
	case AtReferral:
		return float64(p.brought), true
	case AtValue:
		return float64(p.margin), p.buys
	}
	return 0, false
}

// well is from where on somebody is well at a stage; value has no such line.
func (s Stage) well() (from float64, ok bool) {
	switch s {
	case AtSatisfaction:
		return 3, true // as expected or better
	case AtBenefit, AtAttitude, AtTrust, AtCared:
		return 4, true
	case AtLoyalty:
		return 0.75, true // would rather or surely choose us again, and keeps his rhythm
	case AtReferral:
		return 1, true
	case AtValue:
	}
	return 0, false
}

// chainOf counts the chain of people.
func chainOf(people []person, day cal.Date) Chain {
	c := Chain{Day: day, People: len(people)}
	tie := func(from, to Stage) {
		var x, y []float64
		for i := range people {
			a, one := people[i].at(from)
			b, two := people[i].at(to)
			if one && two {
				x, y = append(x, a), append(y, b)
			}
		}
		t := Tie{From: from, To: to, N: len(x)}
		t.R, t.Low, t.High = spearman(x, y)
		c.Ties = append(c.Ties, t)
	}
	for i := range len(Stages) - 1 {
		tie(Stages[i], Stages[i+1])
	}
	for _, s := range Beside {
		tie(s, AtLoyalty)
	}
	for _, s := range slices.Concat(Stages, Beside) {
		from, ok := s.well()
		if !ok {
			continue
		}
		n, hits := 0, 0
		for i := range people {
			if v, known := people[i].at(s); known {
				n++
				if v >= from {
					hits++
				}
			}
		}
		c.Levels = append(c.Levels, Level{s, ShareOf(hits, n)})
	}
	return c
}

// spearman is the rank correlation with its interval of 95 %: Fisher's z with the variance
// (1 + r²/2)/(n - 3) of Bonett and Wright (2000). All three are 0 where one side is the same for
// all, or there are fewer than four pairs.
func spearman(x, y []float64) (r, low, high float64) {
	n := len(x)
	if n < 4 {
		return 0, 0, 0
	}
	r, ok := pearson(ranks(x), ranks(y))
	if !ok {
		return 0, 0, 0
	}
	bound := min(max(r, -0.999999), 0.999999)
	half := z * math.Sqrt((1+bound*bound/2)/float64(n-3))
	return r, min(r, math.Tanh(math.Atanh(bound)-half)), max(r, math.Tanh(math.Atanh(bound)+half))
}

// ranks are the places of values from 1 on; equal ones share the mean of theirs.
func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	out := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for _, at := range order[i:j] {
			out[at] = float64(i+j+1) / 2
		}
		i = j
	}
	return out
}

func pearson(x, y []float64) (r float64, ok bool) {
	n := float64(len(x))
	var mx, my float64
	for i := range x {
		mx, my = mx+x[i]/n, my+y[i]/n
	}
	var xx, yy, xy float64
	for i := range x {
		dx, dy := x[i]-mx, y[i]-my
		xx, yy, xy = xx+dx*dx, yy+dy*dy, xy+dx*dy
	}
	if xx == 0 || yy == 0 {
		return 0, false
	}
	return min(1, max(-1, xy/math.Sqrt(xx*yy))), true
}

// ChainBehind reports whether answers came, or a day has passed, since the chain was computed.
func ChainBehind(ctx context.Context, q store.Querier, day cal.Date) (bool, error) {
	type state struct {
		last, computed int64
		day            cal.Date
	}
	s, _, err := store.One(ctx, q, statements.Get("chain-state"), func(s *state) []any { return []any{&s.last, &s.computed, &s.day} })
	if err != nil {
		return false, fmt.Errorf("read when the chain was computed: %w", err)
	}
	return s.last > 0 && (s.last > s.computed || s.day < day), nil
}

// RefreshChain computes the chain as of a day and keeps it for the month.
func RefreshChain(ctx context.Context, db *store.DB, day cal.Date, at cal.Instant) (Chain, error) {
	ctx = store.Fresh(ctx)
	var people []person
	places := map[int64]int{}
	var last int64
	type answer struct {
		id, who                    int64
		marks                      string
		late, dormant, lost        cal.Date
		occasions, brought, margin int64
	}
	err := store.Each(ctx, db, statements.Get("chain-answers"), func(a *answer) []any {
		return []any{&a.id, &a.who, &a.marks, &a.occasions, &a.late, &a.dormant, &a.lost, &a.brought, &a.margin}
	}, func(a *answer) error {
		last = max(last, a.id)
		i, seen := places[a.who]
		if !seen {
			i = len(people)
			places[a.who] = i
			p := person{marks: map[string]int{}, rhythm: -1, brought: int(a.brought), margin: a.margin, buys: a.occasions > 0}
			switch {
			case a.occasions == 0:
			case day < a.late:
				p.rhythm = 1
			case day < a.dormant:
				p.rhythm = 2.0 / 3
			case day < a.lost:
				p.rhythm = 1.0 / 3
			default:
				p.rhythm = 0
			}
			people = append(people, p)
		}
		var marks map[string]int
		if err := json.Unmarshal([]byte(a.marks), &marks); err != nil {
			return fmt.Errorf("read answer %d: %w", a.id, err)
		}
		for key, m := range marks { // answers come oldest first: the newest stays
			people[i].marks[key] = m
		}
		return nil
	}, day.AddMonths(-chainMonths), day)
	if err != nil {
		return Chain{}, fmt.Errorf("read the answers of the chain: %w", err)
	}
	c := chainOf(people, day)
	text, err := json.Marshal(c)
	if err != nil {
		return c, err
	}
	return c, db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, statements.Get("chain-put"), day.String()[:7], day, last, string(text), at)
		return err
	})
}

// ReadChain returns the chain as computed last; found is false before the first answer.
func ReadChain(ctx context.Context, q store.Querier) (c Chain, found bool, err error) {
	text, found, err := store.One(ctx, q, statements.Get("chain"), func(s *string) []any { return []any{s} })
	if err != nil || !found {
		return c, false, err
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, false, fmt.Errorf("read the chain: %w", err)
	}
	return c, true, nil
}

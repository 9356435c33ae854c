package survey

import (
	"math"

	"github.com/stammkunde/stammkunde/internal/relationship/kind"
)

// Floor is how many answers a figure needs before it is shown.
const Floor = 5

// z is the width of a margin at 95 percent.
const z = 1.959963984540054

// Rule names the version of these figures.
const Rule = "survey/1"

// Share is a part of N with its margin.
type Share struct {
	N, Hits          int
	Value, Low, High float64 // 0 to 1
}

// Shown reports whether enough have answered.
func (s Share) Shown() bool { return s.N >= Floor }

// ShareOf is a share with the interval of Wilson.
func ShareOf(hits, n int) Share {
	s := Share{N: n, Hits: hits}
	if n == 0 {
		s.High = 1
		return s
	}
	p, m := float64(hits)/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	s.Value, s.Low, s.High = p, max(0, mid-half), min(1, mid+half)
	return s
}

// Net is the share of those who would recommend us (9, 10) less those who would not (0 to 6),
// never without its margin; both -1 to 1.
type Net struct {
	N             int
	Value, Margin float64
}

// Shown reports whether enough have answered.
func (n Net) Shown() bool { return n.N >= Floor }

// NetOf is the net share of promoters.
func NetOf(promoters, passives, detractors int) Net {
	n := promoters + passives + detractors
	if n == 0 {
		return Net{}
	}
	p, d := float64(promoters)/float64(n), float64(detractors)/float64(n)
	return Net{N: n, Value: p - d, Margin: z * math.Sqrt((p+d-(p-d)*(p-d))/float64(n))}
}

// Tally is the marks of one question.
type Tally struct {
	N      int
	Counts map[int]int
}

// Mean is the average mark; 0 without answers.
func (t *Tally) Mean() float64 {
	if t.N == 0 {
		return 0
	}
	sum := 0
	for mark, n := range t.Counts {
		sum += mark * n
	}
	return float64(sum) / float64(t.N)
}

// Met is the share of those for whom it was as expected or better.
func (t *Tally) Met() Share { return ShareOf(t.Counts[3]+t.Counts[4]+t.Counts[5], t.N) }

// Group is what those of one kind answered. Without Kind it is all.
type Group struct {
	Kind    kind.Kind
	Asked   int // were given a link
	Answers int
	Weight  float64 // part of the total at the fixed mix; 0 where too few have answered
	Marks   map[string]*Tally
}

// Core is the tally of the core question.
func (g *Group) Core() *Tally { return g.tally(Core) }

func (g *Group) tally(q Question) *Tally {
	if t := g.Marks[q.Key]; t != nil {
		return t
	}
	return &Tally{}
}

// Of is the tally of a question.
func (g *Group) Of(q Question) *Tally { return g.tally(q) }

func (g *Group) add(marks map[string]int) {
	g.Answers++
	for key, mark := range marks {
		t := g.Marks[key]
		if t == nil {
			t = &Tally{Counts: map[int]int{}}
			g.Marks[key] = t
		}
		t.N++
		t.Counts[mark]++
	}
}

// Result is what a survey tells.
type Result struct {
	All    Group
	Kinds  []Group // in the order of all tables
	Total  Share   // as expected or better, at the fixed mix of kinds
	Left   int     // kinds of the mix that are not in the total: too few answers
	Net    Net
	Misses int // low answers
}

// Mark is one answer as results read it.
type Mark struct {
	Kind  kind.Kind
	Marks map[string]int
}

// Evaluate counts answers. asked is how many were given a link by kind, mix the customers by
// kind when the survey began; without a mix those asked stand for it.
func Evaluate(answers []Mark, asked, mix map[kind.Kind]int) Result {
	var r Result
	r.All.Kind, r.All.Marks = kind.Unknown, map[string]*Tally{}
	groups := make([]Group, kind.Kinds+1)
	for k := range groups {
		groups[k] = Group{Kind: kind.Kind(k), Asked: asked[kind.Kind(k)], Marks: map[string]*Tally{}}
		r.All.Asked += groups[k].Asked
	}
	for _, a := range answers {
		groups[min(a.Kind, kind.Unknown)].add(a.Marks)
		r.All.add(a.Marks)
		if Low(a.Marks) {
			r.Misses++
		}
	}
	r.total(groups, asked, mix)
	for k := range groups {
		if groups[k].Asked > 0 || groups[k].Answers > 0 {
			r.Kinds = append(r.Kinds, groups[k])
		}
	}
	var said [3]int
	for mark, n := range r.All.Of(Recommend).Counts {
		switch {
		case mark >= 9:
			said[0] += n
		case mark >= 7:
			said[1] += n
		default:
			said[2] += n
		}
	}
	r.Net = NetOf(said[0], said[1], said[2])
	return r
}

// total weights the kinds by the mix, so that another mix of answerers is no progress. The
// margin takes two answers of each side more than there are (Agresti and Coull), so that a kind
// in which all agree has one too.
func (r *Result) total(groups []Group, asked, mix map[kind.Kind]int) {
	whole := 0
	weigh := func(by map[kind.Kind]int) {
		whole, r.Left = 0, 0
		for k := range groups {
			switch n := by[kind.Kind(k)]; {
			case n == 0 || kind.Kind(k) == kind.Exchange: // they are asked another question
			case groups[k].Core().N >= Floor:
				whole += n
			default:
				r.Left++
			}
		}
		if whole == 0 {
			return
		}
		for k := range groups {
			if kind.Kind(k) != kind.Exchange && groups[k].Core().N >= Floor {
				groups[k].Weight = float64(by[kind.Kind(k)]) / float64(whole)
			}
		}
	}
	if weigh(mix); whole == 0 {
		weigh(asked)
	}
	variance := 0.0
	for k := range groups {
		g := &groups[k]
		if g.Weight == 0 {
			continue
		}
		met := g.Core().Met()
		r.Total.N += met.N
		r.Total.Hits += met.Hits
		r.Total.Value += g.Weight * met.Value
		soft := (float64(met.Hits) + 2) / (float64(met.N) + 4)
		variance += g.Weight * g.Weight * soft * (1 - soft) / (float64(met.N) + 4)
	}
	half := z * math.Sqrt(variance)
	r.Total.Low, r.Total.High = max(0, r.Total.Value-half), min(1, r.Total.Value+half)
}

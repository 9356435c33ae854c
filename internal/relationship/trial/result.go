package trial

import (
	"math"
	"math/rand/v2"

	"github.com/stammkunde/stammkunde/internal/relationship/kind"
)

// bins is how many steps of probability the reliability diagram has.
const bins = 10

// Bin is a step of the reliability diagram: of the customers whose likeliest kind has a
// probability within the step, how many there are, the mean of it, and how many were right.
type Bin struct {
	Customers int     `json:"customers"`
	Probable  float64 `json:"probable"`
	Right     float64 `json:"right"`
}

// Result is how well the inference did in one world. Shares are parts of 1.
type Result struct {
	World            string                          `json:"world"`
	Quarters         int                             `json:"quarters"`
	Customers        int                             `json:"customers"`
	Labels           int                             `json:"labels"` // customers of each firm that its owner named
	Accuracy         float64                         `json:"accuracy"`
	Confident        float64                         `json:"accuracy_confident"` // of those whose kind is named
	Coverage         float64                         `json:"coverage"`           // whose kind is named
	ECE              float64                         `json:"ece"`
	WronglyExchange  float64                         `json:"wrongly_exchange_without_logs"` // named so although they are another kind, of all, in firms that note nothing
	Precise          float64                         `json:"precision_demanding"`           // of those named demanding
	WronglyDemanding float64                         `json:"treated_demanding_wrongly"`     // of all, before anybody confirms it
	Logging          float64                         `json:"logging"`                       // mean part of talks that is noted
	Measured         float64                         `json:"logging_measured"`              // and what the rule takes it for
	Diagram          [bins]Bin                       `json:"reliability"`
	Confusion        [kind.Kinds][kind.Kinds + 1]int `json:"confusion"` // row: true kind; column: named kind, the last: none
}

// Run makes the firms of a world, once as they are and once without anything noted, and
// infers the kinds of their customers after so many quarters. Labels is how many customers
// of each firm its owner has named, one in ten of them wrongly.
func Run(w World, quarters, labels int, seed uint64) Result {
	out := tally(w, quarters, labels, seed, true)
	out.WronglyExchange = tally(w, quarters, labels, seed, false).WronglyExchange
	return out
}

// counter gathers what a result is made of.
type counter struct {
	Result
	right, named, namedRight, exchange, demanding, demandingRight int
	probable, hits                                                [bins]float64
}

func tally(w World, quarters, labels int, seed uint64, logs bool) Result {
	t := counter{Result: Result{World: w.Name, Quarters: quarters, Labels: labels}}
	for i := range uint64(Firms) {
		r := rand.New(rand.NewPCG(seed+w.number(), i<<8|uint64(quarters)))
		f := newFirm(r, w, logs)
		people := make([]Person, Customers)
		for j := range people {
			people[j] = f.person(r, quarters)
		}
		model := f.model(r, people, labels)
		t.Logging += f.logged / Firms
		t.Measured += model.Coverage / Firms
		for _, p := range people[labels:] {
			t.add(p.Truth, model.Infer(p.Evidence))
		}
	}
	return t.result()
}

// labelWrong is how often an owner is wrong.
const labelWrong = 0.1

// model is what the firm knows of its customers: how completely it notes, and the first
// ones, whom the owner has named.
func (f *firm) model(r *rand.Rand, people []Person, labels int) *kind.Model {
	noted, quarters := 0.0, 0.0
	for i := range people {
		noted += people[i].Evidence.Noted()
		quarters += people[i].Evidence.Quarters
	}
	coverage := noted / kind.New(f.Preset, 1).Expected(quarters)
	cases := make([]kind.Case, labels)
	for i := range cases {
		cases[i] = kind.Case{Kind: people[i].Truth, Evidence: people[i].Evidence, Weight: 1}
		if r.Float64() < labelWrong {
			cases[i].Kind = kind.Kind(r.IntN(kind.Kinds))
		}
	}
	return kind.New(f.Preset, coverage).Learn(cases)
}

func (t *counter) add(truth kind.Kind, v kind.Verdict) {
	t.Customers++
	right := v.First == truth
	if right {
		t.right++
	}
	if v.Named == kind.Unknown {
		t.Confusion[truth][kind.Kinds]++
	} else {
		t.Confusion[truth][v.Named]++
		t.named++
		if right {
			t.namedRight++
		}
	}
	switch {
	case v.Named == kind.Exchange && truth != kind.Exchange:
		t.exchange++
	case v.Named == kind.Demanding:
		t.demanding++
		if right {
			t.demandingRight++
		}
	}
	if v.Treat == kind.Demanding && truth != kind.Demanding {
		t.WronglyDemanding++
	}
	p := v.Probable[v.First]
	bin := min(int(p*bins), bins-1)
	t.Diagram[bin].Customers++
	t.probable[bin] += p
	if right {
		t.hits[bin]++
	}
}

func (t *counter) result() Result {
	all := float64(t.Customers)
	t.Accuracy = float64(t.right) / all
	t.Coverage = float64(t.named) / all
	t.Confident = part(t.namedRight, t.named)
	t.WronglyExchange = float64(t.exchange) / all
	t.Precise = part(t.demandingRight, t.demanding)
	t.WronglyDemanding /= all
	for i := range t.Diagram {
		n := float64(t.Diagram[i].Customers)
		if n == 0 {
			continue
		}
		t.Diagram[i].Probable, t.Diagram[i].Right = t.probable[i]/n, t.hits[i]/n
		t.ECE += math.Abs(t.probable[i]-t.hits[i]) / all
	}
	return t.Result
}

// part is n of all, 0 of none.
func part(n, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(n) / float64(all)
}

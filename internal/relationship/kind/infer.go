package kind

import (
	"cmp"
	"math"
	"slices"
)

// Signal is one of the things that speak for or against a kind: a Count, a Share, the
// tones or his own words. Signals are numbered through in the order of the tables.
type Signal uint8

// The signals behind counts and shares.
const (
	TonesOfTalks Signal = Signal(Counts + Shares)
	OwnWords     Signal = TonesOfTalks + 1
	signals             = int(OwnWords) + 1
)

// Signal returns the signal of a count.
func (c Count) Signal() Signal { return Signal(c) }

// Signal returns the signal of a share.
func (s Share) Signal() Signal { return Signal(Counts) + Signal(s) }

// Count returns the count that a signal is.
func (s Signal) Count() (c Count, ok bool) { return Count(s), int(s) < Counts }

// Share returns the share that a signal is.
func (s Signal) Share() (share Share, ok bool) {
	return Share(int(s) - Counts), int(s) >= Counts && s < TonesOfTalks
}

// Grounds is what a signal says: Gain is by how much it makes the first kind likelier than
// the second, as a logarithm after tempering; negative where it speaks against.
type Grounds struct {
	Signal Signal
	Gain   float64
}

// Verdict is what follows from the evidence of one customer.
type Verdict struct {
	Probable Weights // parts of 1
	First    Kind    // the likeliest kind, never Unknown
	Second   Kind    // and the next
	Named    Kind    // First, or Unknown while it is too early to say
	Events   float64 // effective events behind it
	Entropy  float64 // 0: certain; 1: every kind as likely as the others
	Treat    Kind    // how to treat him meanwhile; Demanding only needs a person's word besides
	Grounds  []Grounds
}

// said holds what every signal says of every kind: logarithms, the best of them 0.
type said [signals]Weights

// hear weighs the evidence by the model.
func (m *Model) hear(e *Evidence) (s said) {
	for c, n := range e.Counts {
		if scale := m.scale(Count(c)); scale > 0 && e.Quarters > 0 {
			for k, rate := range m.counts[c] {
				s[c][k] = countLog(n, rate*e.Quarters*scale)
			}
		}
	}
	for i, part := range e.Shares {
		if part.Of > 0 {
			for k, share := range m.shares[i] {
				s[Counts+i][k] = shareLog(part, share)
			}
		}
	}
	for k := range Kinds {
		s[TonesOfTalks][k] = toneLog(&e.Tones, &m.tones[k])
	}
	if e.Told != Unknown {
		s[OwnWords] = toldLog(e.Told)
	}
	for i := range s {
		s[i] = s[i].capped()
	}
	return s
}

// toldLog is what somebody's own words say: as five purchases of which each was one that
// this kind makes mostly.
func toldLog(told Kind) (w Weights) {
	meant := Part{toldWeight, toldWeight}
	for k := range w {
		w[k] = shareLog(meant, toldElse)
	}
	w[told] = shareLog(meant, toldShare)
	return w
}

// capped takes the best as 0 and lets nothing be further below it than one signal may say.
func (w Weights) capped() Weights {
	best := slices.Max(w[:])
	for k := range w {
		w[k] = max(w[k]-best, -most)
	}
	return w
}

// Infer returns what follows from the evidence. Evidence without anything gives the prior,
// and Unknown.
func (m *Model) Infer(e Evidence) Verdict {
	heard := m.hear(&e)
	v := Verdict{Probable: m.weigh(&heard), Events: e.Events()}
	v.First, v.Second = v.Probable.best()
	v.Entropy = entropy(v.Probable)
	v.Named = v.First
	if v.Probable[v.First] < sureEnough || v.Events < eventsEnough || v.Entropy > entropyMost {
		v.Named = Unknown
	}
	v.Treat = treat(v.Probable)
	v.Grounds = heard.grounds(v.First, v.Second)
	return v
}

// weigh puts prior and signals together (rule 5).
func (m *Model) weigh(heard *said) Weights {
	var logs Weights
	for k := range logs {
		logs[k] = math.Log(m.Prior[k])
		for i := range heard {
			logs[k] += temper * heard[i][k]
		}
	}
	best := slices.Max(logs[:])
	for k := range logs {
		logs[k] = math.Exp(logs[k] - best)
	}
	return logs.normed()
}

func entropy(p Weights) float64 {
	sum := 0.0
	for _, x := range p {
		if x > 0 {
			sum -= x * math.Log(x)
		}
	}
	return sum / math.Log(float64(Kinds))
}

// treat chooses what costs least on average (rule 10). Demanding is the costliest error:
// it is chosen only when it is as good as certain, and then only proposed.
func treat(p Weights) Kind {
	if p[Demanding] >= demandingSure {
		return Demanding
	}
	var cost Weights
	for truth, row := range loss {
		for as, x := range row {
			cost[as] += p[truth] * x
		}
	}
	cost[Demanding] = math.Inf(1)
	least := Exchange
	for k := range cost {
		if cost[k] < cost[least] {
			least = Kind(k)
		}
	}
	return least
}

// grounds are the signals that tell first from second, the weightiest first.
func (s *said) grounds(first, second Kind) []Grounds {
	var out []Grounds
	for i := range s {
		if gain := temper * (s[i][first] - s[i][second]); gain != 0 {
			out = append(out, Grounds{Signal(i), gain})
		}
	}
	slices.SortStableFunc(out, func(a, b Grounds) int { return cmp.Compare(math.Abs(b.Gain), math.Abs(a.Gain)) })
	return out
}

// Attention is how much somebody seeks company, 0 to 100, whatever his kind (rule 11):
// contacts without occasion and personal matters a quarter, as far as such things are
// noted. ok is false when staff note too little to say so.
func (m *Model) Attention(e Evidence) (need float64, ok bool) {
	if m.Coverage < coverageOff || !(e.Quarters > 0) {
		return 0, false
	}
	often := (e.Counts[NoOccasion] + e.Counts[Personal]) / e.Quarters / m.Coverage
	return 100 * often / (often + 1), true
}

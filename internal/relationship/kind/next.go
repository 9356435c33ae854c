package kind

import "math"

// Next is an observation that would tell more.
type Next struct {
	Signal Signal
	Gain   float64 // by how many bits the uncertainty is expected to fall
}

// outcome is one of what can come of an observation: what each says, and how likely each kind
// makes it.
type outcome struct {
	says   Weights // the chance of this outcome for each kind
	change func(*Evidence)
}

// Ask returns what would help most to see next: to ask him how he likes it, or to note one
// more thing of what there is occasion for. The second kind is what the question sets
// against the first. It returns false when nothing would be learned.
func (m *Model) Ask(e Evidence) (best Next, ok bool) {
	now := entropyBits(m.Infer(e).Probable)
	for s := range Signal(signals) {
		outcomes := m.outcomes(s, &e)
		if len(outcomes) == 0 {
			continue
		}
		if gain := now - m.after(e, outcomes); gain > best.Gain+1e-9 {
			best, ok = Next{s, gain}, true
		}
	}
	return best, ok
}

// after is the uncertainty that is expected to be left.
func (m *Model) after(e Evidence, outcomes []outcome) float64 {
	p := m.Infer(e).Probable
	left := 0.0
	for _, o := range outcomes {
		chance := 0.0
		for k := range p {
			chance += p[k] * o.says[k]
		}
		if chance == 0 {
			continue
		}
		seen := e
		o.change(&seen)
		left += chance * entropyBits(m.Infer(seen).Probable)
	}
	return left
}

func entropyBits(p Weights) float64 { return entropy(p) * math.Log2(float64(Kinds)) }

// outcomes are those of what can be done at the next occasion: asking for feedback,
// noting a tone, offering a novelty, asking for his own words. Counts come by themselves
// and cannot be asked for.
func (m *Model) outcomes(s Signal, e *Evidence) []outcome {
	if share, isShare := s.Share(); isShare {
		if share != Answered && share != Novelty && share != OtherSupplier {
			return nil
		}
		hit, miss := m.shares[share], m.shares[share]
		for k := range miss {
			miss[k] = 1 - hit[k]
		}
		return []outcome{
			{hit, func(e *Evidence) { e.Shares[share].Hits++; e.Shares[share].Of++ }},
			{miss, func(e *Evidence) { e.Shares[share].Of++ }},
		}
	}
	switch s {
	case TonesOfTalks:
		out := make([]outcome, Tones)
		for t := range out {
			out[t].change = func(e *Evidence) { e.Tones[t]++ }
			for k := range Kinds {
				out[t].says[k] = m.tones[k][t]
			}
		}
		return out
	case OwnWords:
		if e.Told != Unknown {
			return nil
		}
		// Nobody is asked whether he is demanding.
		out := make([]outcome, 0, Kinds-1)
		for told := Exchange; told < Demanding; told++ {
			o := outcome{change: func(e *Evidence) { e.Told = told }}
			for k := range o.says {
				o.says[k] = toldElse
			}
			o.says[told] = 1 - toldElse*float64(Demanding-1)
			o.says[Demanding] = 1 / float64(Demanding)
			out = append(out, o)
		}
		return out
	}
	return nil
}

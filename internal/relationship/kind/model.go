package kind

import "math"

// Model is what is known of all customers of a firm: the tables of the rule as far as the
// firm's own cases have not moved them, and how completely its staff note.
type Model struct {
	Prior    Weights // parts of 1
	Coverage float64 // share of what happens with customers that staff note, 0 to 1

	off    [Counts]bool // nothing tells of it
	counts [Counts]Weights
	shares [Shares]Weights
	tones  [Kinds][Tones]float64
}

// New returns the model of a firm that has confirmed nothing yet. A preset that is not
// known is "default"; coverage is clipped to 0..1, and what is no number is 0.
func New(preset string, coverage float64) *Model {
	prior, ok := priors[preset]
	if !ok {
		prior = priors["default"]
	}
	return &Model{Prior: prior, Coverage: clip(coverage), counts: countRates, shares: shareRates, tones: toneRates}
}

// Without returns the model for a firm whose records cannot tell of some counts: that none
// was seen then says nothing.
func (m *Model) Without(unseen ...Count) *Model {
	out := *m
	for _, c := range unseen {
		out.off[c] = true
	}
	return &out
}

func clip(x float64) float64 {
	if !(x > 0) { // what is no number, too
		return 0
	}
	return min(x, 1)
}

// scale is the part of a counted signal that reaches the firm's records.
func (m *Model) scale(c Count) float64 {
	if m.off[c] {
		return 0
	}
	staff := m.Coverage
	if staff < coverageOff {
		staff = 0
	}
	if logged[c] == partly {
		return (1 + staff) / 2
	}
	return staff
}

// Expected returns how many of the events that only staff note happen in so many active
// quarters under the prior: what the coverage is measured against.
func (m *Model) Expected(quarters float64) float64 {
	sum := 0.0
	for c, rates := range m.counts {
		if logged[c] != byStaff {
			continue
		}
		for k, rate := range rates {
			sum += m.Prior[k] * rate
		}
	}
	return sum * quarters
}

// Noted returns how many of these events the evidence holds.
func (e *Evidence) Noted() float64 {
	sum := 0.0
	for c, n := range e.Counts {
		if logged[c] == byStaff {
			sum += n
		}
	}
	return sum
}

// Case is a customer whose kind somebody knows.
type Case struct {
	Kind     Kind
	Evidence Evidence
	Weight   float64 // 1; 0.5 when it was said without looking at the customer
}

// Learn returns the model after what the owner confirmed or corrected (rule 8): the shares
// of the kinds, the rates, the shares and the tones of his customers move towards those
// cases. The order of the cases does not matter. Cases without a kind are passed over.
func (m *Model) Learn(cases []Case) *Model {
	out := *m
	prior := m.Prior
	for k := range prior {
		prior[k] *= priorWeight
	}
	var seen [Kinds]Evidence
	for _, c := range cases {
		if c.Kind >= Unknown || !(c.Weight > 0) {
			continue
		}
		prior[c.Kind] += c.Weight
		seen[c.Kind].add(&c.Evidence, c.Weight)
	}
	out.Prior = prior.normed()
	for k := range Kinds {
		out.move(m, k, &seen[k])
	}
	return &out
}

// move sets what is expected of kind k from the tables of m and what was seen of it.
func (m *Model) move(from *Model, k int, seen *Evidence) {
	for c := range Counts {
		scale := from.scale(Count(c))
		if scale == 0 {
			continue
		}
		m.counts[c][k] = (from.counts[c][k]*learnedRate + seen.Counts[c]) / (learnedRate + seen.Quarters*scale)
	}
	for s, part := range seen.Shares {
		m.shares[s][k] = (from.shares[s][k]*learnedShare + part.Hits) / (learnedShare + part.Of)
	}
	of := 0.0
	for _, n := range seen.Tones {
		of += n
	}
	for t, n := range seen.Tones {
		m.tones[k][t] = (from.tones[k][t]*learnedShare + n) / (learnedShare + of)
	}
}

// add counts other evidence in, with a weight.
func (e *Evidence) add(other *Evidence, weight float64) {
	e.Quarters += weight * other.Quarters
	for c, n := range other.Counts {
		e.Counts[c] += weight * n
	}
	for s, part := range other.Shares {
		one := weight * alike(part.Of)
		e.Shares[s].Hits += one * part.Hits
		e.Shares[s].Of += one * part.Of
	}
	for t, n := range other.Tones {
		e.Tones[t] += weight * n
	}
}

// alike is what one exposure of n of the same customer tells about all of his kind: his
// habits are his own, so that a hundred of his purchases are worth no more than seven of
// seven customers. It is the design effect of the beta-binomial.
func alike(n float64) float64 { return (shareSize + 1) / (shareSize + max(n, 1)) }

// countLog is the logarithm of the probability of n events where mean are expected, up to
// what does not depend on the mean.
func countLog(n, mean float64) float64 {
	if mean == 0 {
		return 0
	}
	return countSize*math.Log(countSize/(countSize+mean)) + n*math.Log(mean/(countSize+mean))
}

// shareLog is the logarithm of the probability of a part, up to what does not depend on
// the share.
func shareLog(p Part, share float64) float64 {
	a, b := shareSize*share, shareSize*(1-share)
	return risen(a, p.Hits) + risen(b, p.Of-p.Hits) - risen(a+b, p.Of)
}

// toneLog is the same for the tones of contacts.
func toneLog(seen, expected *[Tones]float64) float64 {
	sum, of := 0.0, 0.0
	for t, n := range seen {
		sum += risen(toneSize*expected[t], n)
		of += n
	}
	return sum - risen(toneSize, of)
}

// risen is the logarithm of Gamma(x+n) / Gamma(x), x(x+1)..(x+n-1) for whole n.
func risen(x, n float64) float64 {
	if n <= 0 {
		return 0
	}
	top, _ := math.Lgamma(x + n)
	bottom, _ := math.Lgamma(x)
	return top - bottom
}

package trial

import (
	"math"
	"math/rand/v2"

	"github.com/stammkunde/stammkunde/internal/relationship/kind"
)

// Set-up of the specification (4.11).
const (
	Firms     = 40
	Customers = 300
	Seed      = 20260401

	rateSpread   = 0.5 // of the logarithm of a firm's own rates
	blended      = 0.15
	blend        = 0.35 // part of the other kind in who is blended
	leastLogged  = 0.40
	mostLogged   = 0.80
	mixWeight    = 20.0
	talkShape    = 1.5 // of the gamma of how much somebody talks
	talks        = 1.0 // plain contacts a quarter
	toneNoted    = 0.5 // of noted contacts
	quarter      = 365.25 / 4
	buyersSpread = 0.6
)

// What there is to see of a customer a quarter. The specification names the observed
// quarters only; these are the habits of a firm with a till, a card, mailings and talks.
const (
	bought   = 4.0 // purchases, the median of customers
	mailed   = 3.0
	consents = 0.5 // part of the customers whose clicks may be seen
	asked    = 0.5 // times that somebody is asked for feedback
)

// World is a trade of the practice firms with its shares of the kinds.
type World struct{ Name, Preset string }

// Worlds are those of the practice firms.
var Worlds = []World{{"bakery", "default"}, {"dealer", "b2b"}, {"shop", "default"}, {"service", "b2b"}}

// number sets the chances of a world apart from those of the others.
func (w World) number() (n uint64) {
	for _, c := range []byte(w.Name) {
		n = 31*n + uint64(c)
	}
	return n
}

// firm is one firm with its own rates.
type firm struct {
	World
	mix    kind.Weights
	rates  kind.Rates
	logged float64
}

func newFirm(r *rand.Rand, w World, logs bool) firm {
	f := firm{World: w, rates: kind.Table()}
	prior := kind.New(w.Preset, 1).Prior
	sum := 0.0
	for k := range f.mix {
		f.mix[k] = gamma(r, mixWeight*prior[k])
		sum += f.mix[k]
	}
	for k := range f.mix {
		f.mix[k] /= sum
	}
	off := func() float64 { return math.Exp(rateSpread * r.NormFloat64()) }
	for c := range f.rates.Counts {
		for k := range f.rates.Counts[c] {
			f.rates.Counts[c][k] *= off()
		}
	}
	for s := range f.rates.Shares {
		for k, p := range f.rates.Shares[s] {
			odds := p / (1 - p) * off()
			f.rates.Shares[s][k] = odds / (1 + odds)
		}
	}
	for k := range f.rates.Tones {
		sum := 0.0
		for t := range f.rates.Tones[k] {
			f.rates.Tones[k][t] *= off()
			sum += f.rates.Tones[k][t]
		}
		for t := range f.rates.Tones[k] {
			f.rates.Tones[k][t] /= sum
		}
	}
	if logs {
		f.logged = leastLogged + (mostLogged-leastLogged)*r.Float64()
	}
	return f
}

// Person is a customer and what can be seen of him.
type Person struct {
	Truth    kind.Kind
	Evidence kind.Evidence
}

// person draws a customer who is known for so many quarters.
func (f *firm) person(r *rand.Rand, quarters int) Person {
	main := draw(r, f.mix)
	other, part := main, 0.0
	if r.Float64() < blended {
		other, part = draw(r, f.mix), blend
	}
	mixed := func(w kind.Weights) float64 { return (1-part)*w[main] + part*w[other] }
	p := Person{Truth: main, Evidence: kind.Nothing()}
	often := bought * math.Exp(buyersSpread*r.NormFloat64())
	began := int(float64(quarters) * quarter)
	decay := kind.DecayOf(quarter / often)
	p.Evidence.Quarters = decay.Quarters(began, 0)
	talkative := gamma(r, talkShape) / talkShape
	when := func() float64 { return decay.At(r.IntN(began + 1)) }

	noted := poisson(r, talks*talkative*float64(quarters)*f.logged)
	for c := range f.rates.Counts {
		seen := f.logged
		if kind.Count(c).ComesByItself() {
			seen = (1 + seen) / 2
		}
		n := poisson(r, mixed(f.rates.Counts[c])*talkative*float64(quarters)*seen)
		for range n {
			p.Evidence.Counts[c] += when()
		}
		if !kind.Count(c).ComesByItself() {
			noted += n
		}
	}
	var tones [kind.Tones]float64
	for t := range tones {
		tones[t] = (1-part)*f.rates.Tones[main][t] + part*f.rates.Tones[other][t]
	}
	own := f.habits(r, mixed)
	for range noted {
		weight := when()
		p.part(r, kind.OtherSupplier, own, weight)
		if r.Float64() < toneNoted {
			p.Evidence.Tones[pick(r, tones[:])] += weight
		}
	}
	p.buys(r, own, when, poisson(r, often*float64(quarters)))
	p.reached(r, own, when, quarters)
	return p
}

// habits draws somebody's own shares around those of his kind.
func (f *firm) habits(r *rand.Rand, mixed func(kind.Weights) float64) (own [kind.Shares]float64) {
	for s := range own {
		share := mixed(f.rates.Shares[s])
		a, b := gamma(r, kind.ShareSize*share), gamma(r, kind.ShareSize*(1-share))
		own[s] = share
		if a+b > 0 {
			own[s] = a / (a + b)
		}
	}
	return own
}

func (p *Person) part(r *rand.Rand, s kind.Share, own [kind.Shares]float64, weight float64) {
	p.Evidence.Shares[s].Of += weight
	if r.Float64() < own[s] {
		p.Evidence.Shares[s].Hits += weight
	}
}

// buys is what n purchases show.
func (p *Person) buys(r *rand.Rand, own [kind.Shares]float64, when func() float64, n int) {
	for i := range n {
		weight := when()
		if i > 0 { // nothing came before the first
			p.part(r, kind.Same, own, weight)
		}
		for _, s := range []kind.Share{kind.Novelty, kind.Discount, kind.Returned, kind.CardShown, kind.Emotional} {
			p.part(r, s, own, weight)
		}
	}
}

// reached is what becomes of mailings and of being asked.
func (p *Person) reached(r *rand.Rand, own [kind.Shares]float64, when func() float64, quarters int) {
	if r.Float64() < consents {
		for range poisson(r, mailed*float64(quarters)) {
			p.part(r, kind.Clicked, own, when())
		}
	}
	for range poisson(r, asked*float64(quarters)) {
		p.part(r, kind.Answered, own, when())
	}
}

package btyd

import "math"

// Kind names a model of a base.
type Kind string

// The models; the texts are the names on the command line and in stored results.
const (
	MBGNBD    Kind = "mbg-nbd"
	BGNBD     Kind = "bg-nbd"
	ParetoNBD Kind = "pareto-nbd"
	NBD       Kind = "nbd"
	Auto      Kind = "auto" // the best of MBG/NBD, BG/NBD and Pareto/NBD
)

// Outcome says how far a fit may be trusted.
type Outcome string

// The outcomes of a fit.
const (
	Fitted    Outcome = "fitted"     // by the data alone
	Leaning   Outcome = "leaning"    // a small base: weak expectations of other firms hold it
	NoDropout Outcome = "no-dropout" // nobody is seen leaving: the NBD describes the base as well
	TooLittle Outcome = "too-little" // too few customers have bought again: nothing was fitted
)

// Limits of what a base must have.
const (
	LeastRepeaters = 30  // below, no model is fitted
	FewRepeaters   = 200 // below, expectations hold the parameters and only groups are shown
)

// A fit that gains less than this over the NBD, in log units, or in which the mean
// chance to leave is smaller, shows no dropout.
const (
	leastGain    = 0.5
	leastDropout = 1e-3
)

// Process is a fitted purchase process. All times are in the unit of the base it was
// fitted to; every answer is finite for every valid history.
type Process interface {
	// Alive returns the chance that he is still a customer.
	Alive(h History) float64
	// Expected returns the mean number of purchases within a time t from now.
	Expected(h History, t float64) float64
	// AtLeast returns the chance of n or more purchases within a time t from now.
	AtLeast(h History, t float64, n int) float64
	// LogLikelihood returns the log-likelihood of a base, in the unit of its times.
	LogLikelihood(b *Base) float64
}

// Param is a named parameter.
type Param struct {
	Name  string
	Value float64
	Error float64 // standard error; 0 where it is not known
}

// Fit is a fitted model of a base.
type Fit struct {
	Kind          Kind // what was fitted in the end: NBD when no dropout is visible
	Outcome       Outcome
	Process       Process // nil when there was too little data
	Params        []Param
	LogLikelihood float64 // without expectations, in the unit of the base
	Customers     float64
	Repeaters     float64
	Unique        int
	Converged     bool

	logs       []float64   // logarithms of the parameters
	covariance [][]float64 // of them, by Laplace
}

// Options of a fit.
type Options struct {
	Kind     Kind // MBGNBD when empty
	MayBeFew bool // fit below LeastRepeaters, too: for simulations and for who knows what he does
}

// FitBase fits a model. A base in which fewer than LeastRepeaters customers bought again
// gives the outcome TooLittle without a process.
func FitBase(b *Base, o Options) Fit {
	f := Fit{Kind: o.Kind, Customers: b.Customers(), Repeaters: b.Repeaters(), Unique: b.Unique()}
	if f.Kind == "" {
		f.Kind = MBGNBD
	}
	purchases, ages := b.indexed().bought()
	if f.Repeaters < LeastRepeaters && !o.MayBeFew || !(purchases > 0 && ages > 0) {
		f.Outcome = TooLittle
		return f
	}
	if f.Kind == Auto {
		return fitBest(b, f)
	}
	return fitKind(b, f)
}

// fitBest takes MBG/NBD unless another model is clearly more likely.
func fitBest(b *Base, f Fit) Fit {
	const clearly = 2
	f.Kind = MBGNBD
	best := fitKind(b, f)
	for _, kind := range []Kind{BGNBD, ParetoNBD} {
		f.Kind = kind
		if other := fitKind(b, f); other.LogLikelihood > best.LogLikelihood+clearly && other.Converged {
			best = other
		}
	}
	return best
}

func fitKind(b *Base, f Fit) Fit {
	p := problem{ix: b.indexed(), kind: f.Kind, few: f.Repeaters < FewRepeaters}
	f.Outcome = Fitted
	if p.few {
		f.Outcome = Leaning
	}
	if f.Kind == NBD || p.few {
		return p.finish(f, p.climb(nil))
	}
	limit, nbd := problem{ix: p.ix, kind: NBD}, f
	nbd.Kind, nbd.Outcome = NBD, NoDropout
	nbd = limit.finish(nbd, limit.climb(nil))
	// Towards the limit the likelihood is flat: climbing on would not end.
	flat := func(u []float64, value float64) bool {
		return value < nbd.LogLikelihood+leastGain && p.dropout(u) < leastDropout
	}
	got := p.finish(f, p.climb(flat))
	if got.LogLikelihood-nbd.LogLikelihood < leastGain || p.dropout(got.logs) < leastDropout {
		return nbd
	}
	if !got.Converged || got.beyond() {
		p.few = true
		got.Outcome = Leaning
		return p.finish(got, p.climb(nil))
	}
	return got
}

// dropout is the mean chance to leave at a purchase, for the Pareto/NBD within the mean
// age.
func (p problem) dropout(u []float64) float64 {
	if p.kind == ParetoNBD {
		return -math.Expm1(-math.Exp(u[2]) * math.Log1p(p.ix.scale/math.Exp(u[3])))
	}
	return 1 / (1 + math.Exp(u[3]-u[2]))
}

// beyond reports whether a shape has run away to where only ratios matter.
func (f Fit) beyond() bool {
	for _, p := range f.Params {
		if p.Name != "alpha" && p.Name != "beta" && !(math.Abs(math.Log(p.Value)) < 9) {
			return true
		}
	}
	return false
}

// problem is one likelihood to climb.
type problem struct {
	ix   *index
	kind Kind
	few  bool // expectations hold the parameters
}

// climb finds the best parameters, or stops where enough says so.
func (p problem) climb(enough func(u []float64, value float64) bool) optimum {
	return maximise(p.target(), p.start(), enough)
}

// start lies at the centre of what is expected.
func (p problem) start() []float64 {
	purchases, ages := p.ix.bought()
	logRate := math.Log(purchases/ages) + 0.3
	logR := math.Log(0.6)
	u := []float64{logR, logR - logRate}
	switch p.kind {
	case NBD:
	case ParetoNBD:
		u = append(u, math.Log(0.6), math.Log(p.ix.scale/2))
	default:
		leave := 1 / (1 + math.Exp(0.7))
		u = append(u, math.Log(2*leave), math.Log(2*(1-leave)))
	}
	return u
}

// target returns the log-likelihood, with expectations for a small base, as a function
// of the logarithms of the parameters.
func (p problem) target() target {
	likelihood := p.likelihood()
	if !p.few {
		return likelihood
	}
	purchases, ages := p.ix.bought()
	logRate := math.Log(purchases/ages) + 0.3
	return func(u, grad []float64) float64 {
		return likelihood(u, grad) + p.lean(u, grad, logRate)
	}
}

func (p problem) likelihood() target {
	if p.kind == ParetoNBD {
		return paretoLikelihood(p.ix)
	}
	t := newCoinTarget(p.ix, p.kind == MBGNBD)
	return func(u, grad []float64) float64 {
		var s coinSlope
		c := p.coin(u)
		value := t.at(c, &s)
		grad[0], grad[1] = s.r*c.R, s.alpha*c.Alpha
		if p.kind != NBD {
			grad[2], grad[3] = s.a*c.A, s.b*c.B
		}
		return value
	}
}

func (p problem) coin(u []float64) Coin {
	c := Coin{R: math.Exp(u[0]), Alpha: math.Exp(u[1]), B: 1, First: p.kind == MBGNBD}
	if p.kind != NBD {
		c.A, c.B = math.Exp(u[2]), math.Exp(u[3])
	}
	return c
}

// lean adds the weak expectations: normal in log r, in the logarithms of the mean rate,
// of the mean chance to leave as odds, and of how alike customers are in it. Their
// spreads of 0.7 to 1 leave a factor of two to three either way.
func (p problem) lean(u, grad []float64, logRate float64) float64 {
	sum := 0.0
	add := func(v, mean, spread float64, by func(slope float64)) {
		z := (v - mean) / spread
		sum -= z * z / 2
		by(-z / spread)
	}
	add(u[0], math.Log(0.6), 0.7, func(s float64) { grad[0] += s })
	add(u[0]-u[1], logRate, 1, func(s float64) { grad[0] += s; grad[1] -= s })
	switch p.kind {
	case NBD:
	case ParetoNBD:
		add(u[2], math.Log(0.6), 0.7, func(s float64) { grad[2] += s })
		add(u[3], math.Log(p.ix.scale/2), 1, func(s float64) { grad[3] += s })
	default:
		add(u[2]-u[3], -0.7, 1, func(s float64) { grad[2] += s; grad[3] -= s })
		a, b := math.Exp(u[2]), math.Exp(u[3])
		add(math.Log(a+b), math.Ln2, 0.8, func(s float64) { grad[2] += s * a / (a + b); grad[3] += s * b / (a + b) })
	}
	return sum
}

// finish turns an optimum into a fit.
func (p problem) finish(f Fit, o optimum) Fit {
	f.logs, f.Converged, f.covariance = o.at, o.converged, invert(o.curvature)
	f.Process = p.process(o.at)
	f.LogLikelihood = o.value
	if p.few {
		f.LogLikelihood = p.likelihood()(o.at, make([]float64, len(o.at)))
	}
	names := []string{"r", "alpha", "a", "b"}
	if p.kind == ParetoNBD {
		names = []string{"r", "alpha", "s", "beta"}
	}
	f.Params = named(names, o.at, f.covariance)
	return f
}

func (p problem) process(u []float64) Process {
	if p.kind == ParetoNBD {
		return paretoOf(u)
	}
	return p.coin(u)
}

// invert returns the inverse of -m, nil where that is not positive definite.
func invert(m [][]float64) [][]float64 {
	l, ok := cholesky(m, 0)
	if !ok {
		return nil
	}
	out := make([][]float64, len(m))
	for i := range out {
		unit := make([]float64, len(m))
		unit[i] = 1
		out[i] = make([]float64, len(m))
		solve(l, unit, out[i])
	}
	return out
}

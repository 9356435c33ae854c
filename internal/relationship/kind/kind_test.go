package kind

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

func TestKeysAreRead(t *testing.T) {
	for k := Exchange; k <= Unknown; k++ {
		if got, ok := Parse(k.Key()); !ok || got != k {
			t.Errorf("%s is read as %d, %v", k.Key(), got, ok)
		}
	}
	if k, ok := Parse("friend"); ok || k != Unknown {
		t.Errorf("friend is %v", k)
	}
}

func TestTablesAreOnesOfProbability(t *testing.T) {
	for name, prior := range priors {
		if !near(prior.sum(), 1, 1e-12) {
			t.Errorf("prior %s adds up to %v", name, prior.sum())
		}
	}
	for k, tones := range toneRates {
		sum := 0.0
		for _, p := range tones {
			sum += p
		}
		if !near(sum, 1, 1e-12) {
			t.Errorf("tones of %s add up to %v", Kind(k).Key(), sum)
		}
	}
	for s, shares := range shareRates {
		for k, p := range shares {
			if p <= 0 || p >= 1 {
				t.Errorf("share %d of %s is %v", s, Kind(k).Key(), p)
			}
		}
	}
}

func TestNothingSeenIsThePriorAndNotClear(t *testing.T) {
	v := New("default", .6).Infer(Nothing())
	for k, p := range priors["default"] {
		if !near(v.Probable[k], p, 1e-12) {
			t.Errorf("%s: %v, want %v", Kind(k).Key(), v.Probable[k], p)
		}
	}
	if v.Named != Unknown || v.First != Exchange || v.Events != 0 || len(v.Grounds) != 0 {
		t.Errorf("%+v", v)
	}
	if v.Treat != Exchange {
		t.Errorf("who was never seen is treated as %s", v.Treat.Key())
	}
}

// friend is who comes by to talk, as in the example of 4.9.
func friend() Evidence {
	e := Nothing()
	e.Quarters = 2
	e.Counts[NoOccasion], e.Counts[Personal] = 5, 3
	e.Tones[Warm], e.Tones[Factual] = 4, 1
	e.Shares[Same] = Part{3, 6}
	return e
}

func TestWhoComesToTalkIsAttached(t *testing.T) {
	v := New("default", .7).Infer(friend())
	if v.Named != Attached || v.Probable[Attached] < .9 || v.Treat != Attached {
		t.Errorf("%+v", v)
	}
	if s, ok := v.Grounds[0].Signal.Count(); v.Grounds[0].Gain <= 0 || (ok && s != NoOccasion && s != Personal) {
		t.Errorf("the weightiest ground is %+v", v.Grounds[0])
	}
}

func TestOneSignalExcludesNothing(t *testing.T) {
	e := Nothing()
	e.Quarters = 4
	e.Counts[Demand] = 50
	v := New("default", 1).Infer(e)
	// Nothing else ever happened, which speaks for the simple kind.
	if v.First != Exchange || v.Second != Demanding {
		t.Fatalf("%+v", v)
	}
	if g := v.Grounds[0]; g.Signal != Demand.Signal() || !near(g.Gain, -temper*most, 1e-12) {
		t.Errorf("fifty demands weigh %+v, want %v", g, -temper*most)
	}
}

func TestWhatIsNotNotedSaysNothing(t *testing.T) {
	e := Nothing()
	e.Quarters = 8
	if v := New("default", .01).Infer(e); len(v.Grounds) != 2 {
		// Referrals and events still come in by themselves.
		t.Errorf("grounds %+v", v.Grounds)
	}
	silent := New("default", 1).Infer(e)
	if silent.Probable[Exchange] < .7 {
		t.Errorf("eight quiet quarters where everything is noted: %v", silent.Probable)
	}
}

func TestWithoutExposureNothingIsSaid(t *testing.T) {
	e := friend()
	with := e
	with.Shares[Answered] = Part{0, 0}
	if New("b2b", .5).Infer(e).Probable != New("b2b", .5).Infer(with).Probable {
		t.Error("who was never asked is judged by it")
	}
}

func TestOwnWordsOutweighHabits(t *testing.T) {
	e := Nothing()
	e.Quarters = 1
	e.Shares[Same] = Part{2, 3}
	m := New("default", .5)
	before := m.Infer(e).Probable[Special]
	e.Told = Special
	after := m.Infer(e)
	want := math.Exp(temper * most)
	if got := after.Probable[Special] / after.Probable[Exchange] / (before / m.Infer(Evidence{Quarters: 1, Shares: e.Shares, Told: Unknown}).Probable[Exchange]); !near(got, want, 1e-9) {
		t.Errorf("his words count %v, want %v", got, want)
	}
}

func TestNobodyIsTreatedAsDemandingEasily(t *testing.T) {
	for _, c := range []struct {
		p    Weights
		want Kind
	}{
		{Weights{.10, .02, .02, .02, .05, .79}, Exchange},
		{Weights{.10, .02, .02, .02, .03, .81}, Demanding},
		{Weights{.30, 0, 0, .60, .10, 0}, Attached},
		{Weights{.50, .40, 0, 0, .10, 0}, Partner}, // the costlier error decides, not the likelier kind
	} {
		if got := treat(c.p); got != c.want {
			t.Errorf("%v is treated as %s, want %s", c.p, got.Key(), c.want.Key())
		}
	}
}

func TestAttentionIsWhatIsSoughtOfWhatIsNoted(t *testing.T) {
	e := Nothing()
	e.Quarters = 2
	e.Counts[NoOccasion], e.Counts[Personal] = 1, 1
	if need, ok := New("default", .5).Attention(e); !ok || !near(need, 100*2.0/3, 1e-9) {
		t.Errorf("need %v, %v", need, ok)
	}
	if _, ok := New("default", 0).Attention(e); ok {
		t.Error("a need is claimed where nothing is noted")
	}
}

func TestLearningMovesTheFirmsTables(t *testing.T) {
	m := New("default", .5)
	e := friend()
	learned := m.Learn([]Case{{Attached, e, 1}, {Unknown, e, 1}, {Partner, e, 0}})
	if want := (.14*priorWeight + 1) / (priorWeight + 1); !near(learned.Prior[Attached], want, 1e-12) {
		t.Errorf("prior %v, want %v", learned.Prior[Attached], want)
	}
	if want := (1.20*learnedRate + 5) / (learnedRate + 2*.5); !near(learned.counts[NoOccasion][Attached], want, 1e-12) {
		t.Errorf("rate %v, want %v", learned.counts[NoOccasion][Attached], want)
	}
	if want := (.70*learnedShare + 4) / (learnedShare + 5); !near(learned.tones[Attached][Warm], want, 1e-12) {
		t.Errorf("tone %v, want %v", learned.tones[Attached][Warm], want)
	}
	one := 7.0 / 12 // six of his purchases say less than six of six people
	if want := (.45*learnedShare + 3*one) / (learnedShare + 6*one); !near(learned.shares[Same][Attached], want, 1e-12) {
		t.Errorf("share %v, want %v", learned.shares[Same][Attached], want)
	}
	if learned.counts[NoOccasion][Exchange] != 0.05 || learned.tones[Exchange] != toneRates[Exchange] {
		t.Error("a case moved other kinds")
	}
}

func TestDecayHalvesAtItsHalfLife(t *testing.T) {
	for _, c := range []struct {
		interval float64
		days     int
	}{{0, 180}, {10, 180}, {45, 180}, {100, 400}, {math.NaN(), 180}, {-3, 180}, {math.Inf(1), 180}} {
		if got := DecayOf(c.interval).At(c.days); !near(got, .5, 1e-12) {
			t.Errorf("interval %v, %d days: %v", c.interval, c.days, got)
		}
	}
	d := DecayOf(0)
	sum := 0.0
	for day := range 365 {
		sum += d.At(day) / quarter
	}
	if got := d.Quarters(365, 0); !near(got, sum, .02) {
		t.Errorf("a year counts %v quarters, day by day %v", got, sum)
	}
	if d.Quarters(30, 30) != 0 || d.Quarters(10, 20) != 0 || d.At(-5) != 1 {
		t.Error("an empty time counts")
	}
}

func TestTheNextQuestionIsHisOwnWordsUntilHeSpoke(t *testing.T) {
	m := New("default", .5)
	e := Nothing()
	e.Quarters = 1
	next, ok := m.Ask(e)
	if !ok || next.Signal != OwnWords || next.Gain <= 0 {
		t.Errorf("%+v, %v", next, ok)
	}
	e.Told = Partner
	if next, ok = m.Ask(e); !ok || next.Signal == OwnWords {
		t.Errorf("who spoke is asked again: %+v", next)
	}
}

// anyEvidence draws evidence of every size, fractions included.
func anyEvidence(t *rapid.T) Evidence {
	e := Evidence{Quarters: rapid.Float64Range(0, 40).Draw(t, "quarters"), Told: Kind(rapid.IntRange(0, int(Unknown)).Draw(t, "told"))}
	for c := range e.Counts {
		e.Counts[c] = rapid.Float64Range(0, 200).Draw(t, "count")
	}
	for s := range e.Shares {
		of := rapid.Float64Range(0, 1e5).Draw(t, "of")
		e.Shares[s] = Part{of * rapid.Float64Range(0, 1).Draw(t, "part"), of}
	}
	for i := range e.Tones {
		e.Tones[i] = rapid.Float64Range(0, 300).Draw(t, "tone")
	}
	return e
}

func TestPropInferenceIsAlwaysAProbability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(rapid.SampledFrom([]string{"default", "b2b", "fashion", "?"}).Draw(t, "preset"), rapid.Float64Range(-1, 2).Draw(t, "coverage"))
		if rapid.Bool().Draw(t, "learned") {
			m = m.Learn([]Case{{Kind(rapid.IntRange(0, int(Unknown)).Draw(t, "case")), anyEvidence(t), 1}, {Exchange, anyEvidence(t), .5}})
		}
		v := m.Infer(anyEvidence(t))
		if !near(v.Probable.sum(), 1, 1e-9) || v.Entropy < 0 || v.Entropy > 1+1e-12 {
			t.Fatalf("%+v", v)
		}
		for _, p := range v.Probable {
			if !(p >= 0) {
				t.Fatalf("%v", v.Probable)
			}
		}
		if v.Named != Unknown && v.Named != v.First || v.First == v.Second || v.Probable[v.First] < v.Probable[v.Second] {
			t.Fatalf("%+v", v)
		}
		if v.Treat == Demanding && v.Probable[Demanding] < demandingSure {
			t.Fatalf("%+v", v)
		}
		for i, g := range v.Grounds {
			if math.Abs(g.Gain) > temper*most+1e-9 || i > 0 && math.Abs(g.Gain) > math.Abs(v.Grounds[i-1].Gain) {
				t.Fatalf("%+v", v.Grounds)
			}
		}
	})
}

func TestPropLearningIsTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cases []Case
		for range rapid.IntRange(1, 5).Draw(t, "n") {
			cases = append(cases, Case{Kind(rapid.IntRange(0, 5).Draw(t, "kind")), anyEvidence(t), 1})
		}
		m, e := New("default", .5), anyEvidence(t)
		a := m.Learn(cases).Infer(e)
		for i, j := 0, len(cases)-1; i < j; i, j = i+1, j-1 {
			cases[i], cases[j] = cases[j], cases[i]
		}
		b := m.Learn(cases).Infer(e)
		for k := range a.Probable {
			if !near(a.Probable[k], b.Probable[k], 1e-9) {
				t.Fatalf("%v and %v", a.Probable, b.Probable)
			}
		}
	})
}

// The gains of the signals explain the whole of what sets the first kind before the second.
func TestPropGroundsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New("default", .5)
		v := m.Infer(anyEvidence(t))
		sum := math.Log(m.Prior[v.First] / m.Prior[v.Second])
		for _, g := range v.Grounds {
			sum += g.Gain
		}
		if v.Probable[v.Second] > 0 && !near(sum, math.Log(v.Probable[v.First]/v.Probable[v.Second]), 1e-6) {
			t.Fatalf("%v, want %v", sum, math.Log(v.Probable[v.First]/v.Probable[v.Second]))
		}
	})
}

func BenchmarkInfer(b *testing.B) {
	m, e := New("default", .6), friend()
	b.ReportAllocs()
	for b.Loop() {
		m.Infer(e)
	}
}

package trial

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/relationship/kind"
)

// The limits are those of the specification (4.11); the inference is tested, not the table.
func TestTwoQuartersWithoutLabelsKeepTheLimits(t *testing.T) {
	for _, w := range Worlds {
		r := Run(w, 2, 0, Seed)
		if r.Customers != Firms*Customers {
			t.Errorf("%s: %d customers", w.Name, r.Customers)
		}
		for _, b := range r.Broken() {
			t.Errorf("%s: %s is %.3f, limit %.3f", w.Name, b.Limit, b.Got, b.Want)
		}
		if r.WronglyDemanding > .003 {
			t.Errorf("%s: %.4f would be treated as demanding wrongly", w.Name, r.WronglyDemanding)
		}
	}
}

// The table of 4.11, tolerance .05.
func TestAccuracyGrowsAsSpecified(t *testing.T) {
	for _, c := range []struct {
		quarters       int
		accuracy, sure float64
	}{{1, .77, .88}, {2, .82, .90}, {4, .90, .94}, {8, .93, .95}} {
		r := Run(Worlds[0], c.quarters, 0, Seed)
		if r.Accuracy < c.accuracy-.05 || r.Confident < c.sure-.05 {
			t.Errorf("%d quarters: right %.3f and %.3f of the named, want %.2f and %.2f", c.quarters, r.Accuracy, r.Confident, c.accuracy, c.sure)
		}
	}
}

func TestThirtyLabelsDoNotLowerAccuracy(t *testing.T) {
	gain := 0.0
	for _, w := range Worlds {
		without, with := Run(w, 2, 0, Seed), Run(w, 2, 30, Seed)
		// Each world is judged with the noise of 12,000 draws, their mean without.
		if with.Accuracy < without.Accuracy-.005 {
			t.Errorf("%s: %.3f falls to %.3f", w.Name, without.Accuracy, with.Accuracy)
		}
		gain += with.Accuracy - without.Accuracy
	}
	if gain <= 0 {
		t.Errorf("labels gain %.4f over all worlds", gain)
	}
}

func TestWithoutLogsFewAreTakenForSimple(t *testing.T) {
	for _, w := range Worlds {
		for _, quarters := range []int{2, 4} {
			r := tally(w, quarters, 0, Seed, false)
			if r.Logging != 0 || r.Measured >= .02 {
				t.Fatalf("%s: something was noted: %v", w.Name, r.Measured)
			}
			if r.WronglyExchange > .08 {
				t.Errorf("%s after %d quarters: %.3f are wrongly taken for simple", w.Name, quarters, r.WronglyExchange)
			}
		}
	}
}

func TestLimitsAreNoticed(t *testing.T) {
	good := Result{Quarters: 2, Confident: .85, Coverage: .75, ECE: .05, WronglyExchange: .08, Precise: .75}
	if b := good.Broken(); b != nil {
		t.Errorf("at the limits: %v", b)
	}
	bad := Result{Quarters: 2, Confident: .84, Coverage: .74, ECE: .06, WronglyExchange: .09, Precise: .74}
	if b := bad.Broken(); len(b) != 5 {
		t.Errorf("%d limits broken: %v", len(b), b)
	}
	bad.Quarters = 1
	if bad.Broken() != nil {
		t.Error("one quarter is judged")
	}
}

func TestSameSeedSameFigures(t *testing.T) {
	if diff := cmp.Diff(Run(Worlds[1], 1, 30, 7), Run(Worlds[1], 1, 30, 7)); diff != "" {
		t.Error(diff)
	}
	if Run(Worlds[1], 1, 0, 7).Accuracy == Run(Worlds[1], 1, 0, 8).Accuracy {
		t.Error("another seed makes the same firms")
	}
}

func TestTalliesAddUp(t *testing.T) {
	r := Run(Worlds[2], 2, 30, Seed)
	in, named := 0, 0
	for _, row := range r.Confusion {
		for k, n := range row {
			in += n
			if k < kind.Kinds {
				named += n
			}
		}
	}
	diagram := 0
	for _, b := range r.Diagram {
		diagram += b.Customers
	}
	if in != r.Customers || diagram != r.Customers || float64(named)/float64(r.Customers) != r.Coverage {
		t.Errorf("%d customers: %d in the matrix, %d in the diagram, coverage %v of %d named", r.Customers, in, diagram, r.Coverage, named)
	}
}

package complaint

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/money"
)

func TestFrames(t *testing.T) {
	f := Frame{Base: 20_00, Share: 500}
	for _, c := range []struct {
		name    string
		frame   Frame
		t       Treatment
		brought money.Cents
		known   bool
		want    money.Cents
		set     bool
	}{
		{"none is set", Frame{}, Usual, 1000_00, true, 0, false},
		{"a new customer", f, Usual, 0, false, 20_00, true},
		{"brought little", f, Usual, 100_00, true, 20_00, true},
		{"brought much", f, Usual, 2000_00, true, 100_00, true},
		{"cost more than he brought", f, Usual, -500_00, true, 20_00, true},
		{"attached", f, Generous, 2000_00, true, 200_00, true},
		{"attached and new", f, Generous, 0, false, 40_00, true},
		{"demanding", f, ByRule, 2000_00, true, 20_00, true},
		{"cents are cut", Frame{Base: 1, Share: 333}, Usual, 99_99, true, 3_32, true},
	} {
		if got, set := c.frame.Limit(c.t, c.brought, c.known); got != c.want || set != c.set {
			t.Errorf("%s: %d %v, want %d %v", c.name, got, set, c.want, c.set)
		}
	}
}

// Who brought more may never be given less, and the written amount is always allowed.
func TestPropFramesGrowWithWhatWasBrought(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Frame{Base: money.Cents(rapid.Int64Range(1, 1e6).Draw(t, "base")), Share: rapid.IntRange(0, 10_000).Draw(t, "share")}
		how := Treatment(rapid.IntRange(0, 2).Draw(t, "treatment"))
		a, b := rapid.Int64Range(-1e12, 1e12).Draw(t, "a"), rapid.Int64Range(-1e12, 1e12).Draw(t, "b")
		low, _ := f.Limit(how, money.Cents(min(a, b)), true)
		high, set := f.Limit(how, money.Cents(max(a, b)), true)
		if !set || low > high || low < f.Base {
			t.Fatalf("%d for %d, %d for %d", low, min(a, b), high, max(a, b))
		}
	})
}

package app

import "testing"

// TestLongWorkWaitsForTheSmallHours: what goes over many customers and nobody waits for is
// done by night, and not at all beside a measurement.
func TestLongWorkWaitsForTheSmallHours(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int64
		hour int
		calm bool
		want bool
	}{
		{"few customers at any hour", smallBase, 11, false, true},
		{"few customers while something is measured", smallBase, 11, true, true},
		{"many customers by day", smallBase + 1, 11, false, false},
		{"many customers after midnight", smallBase + 1, 0, false, true},
		{"many customers when the night's own work begins", smallBase + 1, nightlyAt.Hour, false, false},
		{"many customers after midnight while something is measured", smallBase + 1, 0, true, false},
	} {
		if got := mayBegin(c.n, c.hour, c.calm); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

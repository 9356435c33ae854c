package intake

import (
	"slices"
	"testing"
)

func TestCustomersOfManyDocumentsAreKeptOnce(t *testing.T) {
	var all touched
	for i := range int64(1_000_000) {
		all.add(1000 - i%1000)
		if len(all.list) > 20_000 {
			t.Fatalf("%d customers wait after %d documents of 1,000", len(all.list), i+1)
		}
	}
	if got := all.all(); len(got) != 1000 || got[0] != 1 || !slices.IsSorted(got) {
		t.Errorf("%d customers from %d on", len(got), got[0])
	}
}

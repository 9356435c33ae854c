package match_test

import (
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/match"
)

type pair struct{ a, b int }

// candidates are the pairs that share a key.
func candidates(entries []match.Entry) map[pair]bool {
	blocks := map[int64][]int{}
	for i := range entries {
		for _, k := range match.Keys(&entries[i]) {
			blocks[k] = append(blocks[k], i)
		}
	}
	found := map[pair]bool{}
	for _, b := range blocks {
		for _, p := range match.Pairs(len(b), func(i int) string { return match.Order(&entries[b[i]]) }) {
			found[pair{min(b[p.A], b[p.B]), max(b[p.A], b[p.B])}] = true
		}
	}
	return found
}

// What the outcomes promise: who is called the same is so in 99 of 100 cases, and nine
// of ten doubles are called the same or asked about.
func TestQualityOnAnInventedTown(t *testing.T) {
	for _, seed := range []uint64{7, 21} {
		list := build(seed, 20_000)
		entries := make([]match.Entry, len(list))
		members := map[int][]int{}
		for i, e := range list {
			entries[i] = match.Ready(e.Record)
			members[e.who] = append(members[e.who], i)
		}
		doubles := 0
		for _, m := range members {
			doubles += len(m) * (len(m) - 1) / 2
		}
		pairs := candidates(entries)
		var right, wrong [3]int
		blocked := 0
		var falseSame, missed []pair
		for p := range pairs {
			v := match.Compare(&entries[p.a], &entries[p.b])
			if list[p.a].who == list[p.b].who {
				blocked++
				right[v.Outcome]++
				if v.Outcome == match.Different {
					missed = append(missed, p)
				}
				continue
			}
			wrong[v.Outcome]++
			if v.Outcome == match.Same {
				falseSame = append(falseSame, p)
			}
		}
		precision := float64(right[match.Same]) / float64(right[match.Same]+wrong[match.Same])
		recall := float64(right[match.Same]+right[match.Ask]) / float64(doubles)
		t.Logf("seed %d: %d entries, %d doubles, %d candidate pairs, %d doubles among them", seed, len(list), doubles, len(pairs), blocked)
		t.Logf("  one customer: same %d, ask %d, different %d", right[match.Same], right[match.Ask], right[match.Different])
		t.Logf("  two customers: same %d, ask %d, different %d", wrong[match.Same], wrong[match.Ask], wrong[match.Different])
		t.Logf("  precision of same %.4f, recall of same and ask %.4f, precision of ask %.2f", precision, recall, float64(right[match.Ask])/float64(right[match.Ask]+wrong[match.Ask]))
		order := func(x, y pair) int { return x.a - y.a }
		slices.SortFunc(falseSame, order)
		slices.SortFunc(missed, order)
		for _, p := range falseSame[:min(len(falseSame), 8)] {
			t.Logf("  wrongly the same: %+v %+v %v", list[p.a].Record, list[p.b].Record, match.Compare(&entries[p.a], &entries[p.b]))
		}
		for _, p := range missed[:min(len(missed), 8)] {
			t.Logf("  missed: %+v %+v %v", list[p.a].Record, list[p.b].Record, match.Compare(&entries[p.a], &entries[p.b]))
		}
		if precision < .99 || recall < .90 {
			t.Errorf("seed %d: precision %.4f must be at least .99, recall %.4f at least .90", seed, precision, recall)
		}
	}
}

package locale

// Edits counts the single changes between two folded words: a letter put in, left out,
// replaced, or swapped with its neighbour. It stops counting above limit and then
// returns limit+1. Words of 64 bytes or more are only told equal or not.
//
// Source: the optimal string alignment form of Damerau (1964), CACM 7(3).
func Edits(a, b string, limit int) int {
	if a == b {
		return 0
	}
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	var store [3][64]int
	if len(b) >= 64 || len(a) >= 64 {
		return limit + 1
	}
	before, last, row := store[0][:len(b)+1], store[1][:len(b)+1], store[2][:len(b)+1]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		best := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			best = min(best, row[j])
		}
		if best > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}

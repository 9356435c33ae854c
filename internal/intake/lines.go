package intake

// Verdict tells what becomes of a row of the file.
type Verdict byte

// The verdicts; every row has exactly one.
const (
	Created   Verdict = 'c'
	Updated   Verdict = 'u'
	Unchanged Verdict = '='
	SetAside  Verdict = 'x'
)

// String returns the word that stands in figures: "created" and so on.
func (v Verdict) String() string {
	switch v {
	case Created:
		return "created"
	case Updated:
		return "updated"
	case Unchanged:
		return "unchanged"
	case SetAside:
		return "set_aside"
	}
	return ""
}

// content is a line as the comparison sees it: digest stands for everything the
// file says about it, pair for what makes it the same line in a corrected version
// (its position where the file numbers lines, else its article); 0 pairs nothing.
type content struct {
	digest int64
	pair   int64
}

// compareLines decides what becomes of the lines of a document that is stored
// already. fresh holds the verdict for each line of the file; gone the indexes of
// stored lines that a corrected line replaces.
//
// Lines are compared as a multiset, so order means nothing and the same line twice
// is two lines. Lines that are stored but not in the file stay, because the file may
// hold a part of the document only. When lines are new, the file is a corrected
// version of the document, and not another part of it, if it holds at least as many
// lines and each stored line that it lacks has a new line with the same pair;
// then those replace these. Otherwise the new lines are added. With correct false
// lines are only ever added: a receipt without a number is no document that somebody
// corrects.
func compareLines(stored, file []content, correct bool) (fresh []Verdict, gone []int) {
	have := make(map[int64]int, len(stored))
	for _, s := range stored {
		have[s.digest]++
	}
	fresh = make([]Verdict, len(file))
	newPairs := map[int64]int{}
	for i, f := range file {
		if have[f.digest] > 0 {
			have[f.digest]--
			fresh[i] = Unchanged
			continue
		}
		fresh[i] = Updated
		newPairs[f.pair]++
	}
	if len(newPairs) == 0 || !correct || len(file) < len(stored) {
		return fresh, nil
	}
	for i, s := range stored {
		if have[s.digest] == 0 {
			continue
		}
		have[s.digest]--
		if s.pair == 0 || newPairs[s.pair] == 0 {
			return fresh, nil
		}
		newPairs[s.pair]--
		gone = append(gone, i)
	}
	return fresh, gone
}

// digestOf is the 64-bit FNV-1a hash of a line's content. It is stored, so it must
// never change; within one document two different lines meet by chance once in
// about 10^15 documents of 100 lines.
func digestOf(b []byte) int64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h ^= uint64(c)
		h *= 1099511628211
	}
	return int64(h)
}

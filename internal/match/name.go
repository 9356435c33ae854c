package match

import (
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// titles stand before names and tell nobody apart; they are search keys.
var titles = set("dr", "prof", "professor", "doktor", "dipl", "diplom", "ing", "kfm", "kffr", "med", "dent", "vet", "jur", "phil", "rer", "nat", "mag", "mba", "msc", "bsc", "ma", "ba",
	"herr", "herrn", "frau", "familie", "fam", "eheleute", "fh", "univ", "hc", "h", "c", "lic", "mr", "mrs", "ms", "miss")

// particles stand before family names and come and go.
var particles = set("von", "vom", "van", "de", "den", "der", "dem", "zu", "zur", "zum", "ten", "ter", "di", "da", "del", "della", "la", "le", "und", "u", "geb", "geborene")

// seniority tells father and son apart.
var seniority = map[string]string{"jun": "jun", "junior": "jun", "jr": "jun", "sen": "sen", "senior": "sen", "sr": "sen"}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// nicknames maps short names to the name that they stand for, as search keys.
var nicknames = nicks(
	"johannes hans johann hannes hansi", "josef joseph sepp jupp pepi", "michael michel micha michi mike", "alexander alex sascha", "elisabeth lisa liesl elli sissi lisbeth liesel else",
	"friedrich fritz", "heinrich heinz heiner", "wilhelm willi willy", "georg schorsch jorg", "maximilian max", "sebastian basti wastl", "thomas tom tommy", "andreas andi andy",
	"margarete grete gretel margarethe gretl", "barbara barbel babsi", "franziska franzi", "benjamin ben benni", "robert rob bob", "christian chris", "christina tina christine christa",
	"ludwig lutz", "gerhard gerd gert", "susanne susi", "manfred manni", "nikolaus klaus niko", "anton toni", "katharina kathi kate kati kathe", "theresa resi therese", "franz franzl",
	"joachim achim jochen", "rudolf rudi", "siegfried sigi", "ulrich uli", "walter walt", "wolfgang wolf", "eduard edi", "daniel dani", "stefan steff stephan", "stefanie steffi stephanie",
	"gabriele gabi", "ursula uschi", "angelika geli", "brigitte gitti", "matthias mathias hias", "dorothea dora thea", "magdalena leni lena", "leonhard leo", "bernhard bernd", "reinhold reini",
)

func nicks(groups ...string) map[string][]string {
	m := map[string][]string{}
	for _, g := range groups {
		words := strings.Fields(locale.SearchKey(g))
		for _, w := range words {
			m[w] = append(m[w], words[0])
		}
	}
	return m
}

// sameNick reports whether two given names are forms of one.
func sameNick(a, b string) bool {
	for _, x := range nicknames[a] {
		if slices.Contains(nicknames[b], x) {
			return true
		}
	}
	return false
}

// name is a person's name taken apart: folded words without titles and particles.
type name struct {
	given, family       []string
	givenCode, famCode  []string // Kölner Phonetik of each word
	generation          string   // "jun", "sen" or ""
	initialsOnly, empty bool
}

// nameOf takes names apart. A name that stands whole in the family field is cut:
// "Haller, Max" at the comma, "Max Haller" before its last word.
func nameOf(first, last string) name {
	if strings.TrimSpace(first) == "" {
		if family, given, ok := strings.Cut(last, ","); ok {
			first, last = given, family
		} else if words := strings.Fields(last); len(words) > 1 {
			at := len(words) - 1
			for at > 1 && particles[locale.SearchKey(words[at-1])] {
				at--
			}
			first, last = strings.Join(words[:at], " "), strings.Join(words[at:], " ")
		}
	}
	var n name
	n.given = n.words(first, nil)
	n.family = n.words(last, particles)
	if len(n.given) == 0 || len(n.family) == 0 { // "Frau Haller" in one field
		whole := slices.Concat(n.given, n.family)
		n.given, n.family = nil, whole
	}
	n.givenCode, n.famCode = codes(n.given), codes(n.family)
	n.empty = len(n.family) == 0
	n.initialsOnly = len(n.given) > 0 && !slices.ContainsFunc(n.given, func(w string) bool { return len(w) > 1 })
	return n
}

// words folds a part of a name. Titles go, also particles where they are named, unless
// nothing else would be left.
func (n *name) words(part string, drop map[string]bool) []string {
	all := strings.Fields(locale.SearchKey(part))
	kept := make([]string, 0, len(all))
	for _, w := range all {
		if s := seniority[w]; s != "" && len(all) > 1 {
			n.generation = s
			continue
		}
		if titles[w] && !(len(w) == 1 && drop == nil && len(all) == 1) || drop[w] && len(all) > 1 {
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

func codes(words []string) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = locale.Phonetic(w)
	}
	return list
}

// nearness tells how two names, or two parts of them, agree.
type nearness int

const (
	unknown   nearness = iota // one side says nothing
	apart                     // they differ
	part                      // one of two words agrees ("Müller", "Müller-Lüdenhoff")
	initial                   // the first letter agrees, no more is known
	variant                   // may be another person's ("Stefan", "Stefanie"; "Karin", "Katrin")
	nick                      // a short form
	typo                      // one slip of the hand
	sounds                    // written otherwise, spoken alike
	identical                 // the same letters
)

// familyNear compares family names.
func familyNear(a, b *name) nearness {
	if len(a.family) == 0 || len(b.family) == 0 {
		return unknown
	}
	if strings.Join(a.family, "") == strings.Join(b.family, "") {
		return identical
	}
	if len(a.family) == len(b.family) {
		worst := identical
		for i := range a.family {
			worst = min(worst, wordNear(a.family[i], b.family[i], a.famCode[i], b.famCode[i]))
		}
		if worst > part {
			return worst
		}
	}
	for i := range a.family {
		for j := range b.family {
			if wordNear(a.family[i], b.family[j], a.famCode[i], b.famCode[j]) >= sounds {
				return part
			}
		}
	}
	return apart
}

func wordNear(a, b, codeA, codeB string) nearness {
	switch {
	case a == b:
		return identical
	case len(a) > 2 && len(b) > 2 && codeA == codeB && codeA != "" && locale.Edits(a, b, 3) <= 3:
		return sounds
	case slip(a, b):
		return typo
	}
	return apart
}

// givenNear compares given names by those of their words that agree best: of "Hans
// Peter" and "Hans" the first ones.
func givenNear(a, b *name) nearness {
	if len(a.given) == 0 || len(b.given) == 0 {
		return unknown
	}
	if strings.Join(a.given, "") == strings.Join(b.given, "") {
		if a.initialsOnly {
			return initial
		}
		return identical
	}
	best := givenWord(a.given[0], b.given[0], a.givenCode[0], b.givenCode[0])
	if best >= initial && len(a.given) > 1 && len(b.given) > 1 { // Hans-Peter and Hans-Jürgen are two
		best = min(best, givenWord(a.given[1], b.given[1], a.givenCode[1], b.givenCode[1]))
	} else if best == apart && len(a.given) != len(b.given) {
		for i := range a.given {
			for j := range b.given {
				if len(a.given[i]) > 1 && a.given[i] == b.given[j] {
					return variant
				}
			}
		}
	}
	if best == identical && len(a.given) != len(b.given) {
		return nick
	}
	return best
}

func givenWord(a, b, codeA, codeB string) nearness {
	switch {
	case len(a) == 1 || len(b) == 1:
		if a[0] == b[0] {
			return initial
		}
		return apart
	case a == b:
		return identical
	case sameNick(a, b):
		return nick
	case gendered(a, b):
		if slip(a, b) || codeA == codeB {
			return variant
		}
		return apart
	case codeA == codeB && a[0] == b[0] && min(len(a), len(b)) >= 4 && locale.Edits(a, b, 2) <= 2:
		return sounds
	case slip(a, b):
		return variant
	}
	return apart
}

// gendered reports whether two given names end as names of women and men do: Daniel
// and Daniela, Stefan and Stefanie, Anna and Anne are rarely slips of the hand.
func gendered(a, b string) bool {
	x, y := a[len(a)-1], b[len(b)-1]
	return x != y && (strings.IndexByte("aei", x) >= 0 || strings.IndexByte("aei", y) >= 0)
}

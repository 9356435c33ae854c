package match

import (
	"hash/fnv"
	"slices"
	"strings"
)

// MostKeys is the most keys of one record.
const MostKeys = 14

// Keys returns the blocking keys of an entry, sorted: two entries that share one are
// worth a comparison. A key is a number that stands for a text, such as the phonetic
// family name with the postcode; equal keys of unlike texts cost a comparison and
// nothing else.
func Keys(e *Entry) []int64 {
	var k keyring
	if e.Sort == Firm || len(e.firm.words) > 0 {
		k.firm(e)
	}
	if e.Sort != Firm || e.Company == "" {
		k.person(e)
	}
	k.add("mail", e.Email)
	if local, _, ok := strings.Cut(e.Email, "@"); ok && len(local) > 5 && !roleMails[local] {
		k.add("local", local)
	}
	if n := len(e.phone); n >= 6 {
		k.add("phone", e.phone[n-min(n, 7):])
	}
	k.add("vat", e.VAT)
	k.add("card", e.Card)
	if a := e.address; a.street != "" && a.house != "" && len(k.list) < MostKeys {
		k.add("door", a.postcode, a.street[:min(len(a.street), 5)], a.house)
	}
	slices.Sort(k.list)
	return slices.Compact(k.list)
}

type keyring struct{ list []int64 }

// add adds a key made of a kind and texts, unless one of these is empty.
func (k *keyring) add(kind string, texts ...string) {
	h := fnv.New64a()
	h.Write([]byte(kind))
	for _, t := range texts {
		if t == "" {
			return
		}
		h.Write([]byte{0})
		h.Write([]byte(t))
	}
	if len(k.list) < MostKeys {
		k.list = append(k.list, int64(h.Sum64()>>1)) //nolint:gosec // 63 bits fit
	}
}

// person adds the keys of names: with the place, so that two of one town meet however
// they are written, and without it, so that who has moved is found.
func (k *keyring) person(e *Entry) {
	place := e.address.postcode
	if place == "" {
		place = e.address.city
	}
	n := &e.name
	for i, code := range n.famCode[:min(len(n.famCode), 2)] {
		k.add("name", code, place)
		if len(n.given) > 0 {
			both := []string{code, n.givenCode[0]}
			slices.Sort(both)
			k.add("both", both...)
			if i == 0 && e.Birthday != "" {
				k.add("born", e.Birthday, n.given[0][:1])
			}
		}
	}
	if len(n.given) > 0 && len(n.given[0]) > 1 && len(n.family) > 0 {
		k.add("start", n.given[0][:min(3, len(n.given[0]))], n.family[0][:min(3, len(n.family[0]))], place)
	}
}

// firm adds the keys of a firm's name, word by word with the place.
func (k *keyring) firm(e *Entry) {
	place := e.address.postcode
	if place == "" {
		place = e.address.city
	}
	long := slices.Clone(e.firm.codes)
	slices.SortStableFunc(long, func(a, b string) int { return len(b) - len(a) })
	for _, code := range long[:min(len(long), 3)] {
		k.add("name", code, place)
	}
	slices.Sort(long)
	k.add("firm", strings.Join(long, " "))
	if _, domain, ok := strings.Cut(e.Email, "@"); ok && !freeMail[domain] {
		k.add("domain", domain)
	}
}

// LargeBlock is from how many entries with one key on not every one is compared with
// every other.
const LargeBlock = 200

// window is with how many neighbours an entry of a large block is compared.
const window = 12

// Index is a pair of places in a block.
type Index struct{ A, B int }

// Order is the text by which a large block is sorted, so that who is alike stands
// together.
func Order(e *Entry) string {
	if e.Sort == Firm {
		return strings.Join(e.firm.words, " ")
	}
	return strings.Join(e.name.famCode, "") + " " + strings.Join(e.name.givenCode, "") + " " + e.address.street + e.address.house
}

// Pairs returns which of the n entries of a block are compared: all with all, in a
// large block only those that are neighbours in the order of their texts.
func Pairs(n int, order func(int) string) []Index {
	var list []Index
	if n <= LargeBlock {
		for i := range n {
			for j := i + 1; j < n; j++ {
				list = append(list, Index{i, j})
			}
		}
		return list
	}
	texts, at := make([]string, n), make([]int, n)
	for i := range n {
		texts[i], at[i] = order(i), i
	}
	slices.SortStableFunc(at, func(x, y int) int { return strings.Compare(texts[x], texts[y]) })
	for i := range n {
		for j := i + 1; j < min(n, i+1+window); j++ {
			list = append(list, Index{at[i], at[j]})
		}
	}
	return list
}

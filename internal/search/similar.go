package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

const (
	slipLetters  = 4   // from so many letters on a word may be misspelt
	soundLetters = 3   // from so many on one that sounds alike is looked for
	begunLetters = 5   // from so many on the beginning of a word may be misspelt
	splitLetters = 3   // the shortest half of two words written as one
	mostSounds   = 400 // words that sound alike are read up to here
	mostSimilar  = 24  // and so many of them are looked for
	farthest     = 4   // changes of letters after which nothing sounds alike
	nearest      = 2   // and up to which a whole word is nearer than a part of one
)

// mayWiden tells whether words that are similar are worth a look.
func (s *seeker) mayWiden(exact int) bool {
	if s.digits != "" || s.mail && exact > 0 {
		return false
	}
	return slices.ContainsFunc(s.words, func(w word) bool { return ofLetters(w.text) && len(w.text) >= soundLetters })
}

// mostlyParts tells whether what was typed is a part of names and hardly ever a name or
// the beginning of one: then names that sound so are looked for, Meier for "maier" beside
// Gerstenmaier.
func (s *seeker) mostlyParts() bool {
	good := 0
	for i := range s.hits {
		if s.hits[i].cost < costAlike*costStep {
			good++
		}
	}
	return good < few && good < len(s.hits) && !s.more
}

// alike looks for whole words that sound as what was typed and are written nearly so.
func (s *seeker) alike() error {
	found, err := s.sounding(nearest, func(apart int) int { return costAlike + apart - 1 })
	if err != nil || !found {
		return err
	}
	s.near = true
	err = s.byOptions()
	s.near = false
	return err
}

// slips looks for the words that a slip of the hand turns into what was typed.
func (s *seeker) slips() error {
	of := map[string][]int{}
	for i, w := range s.words {
		if ofLetters(w.text) && len([]rune(w.text)) >= slipLetters {
			for _, v := range append(slipsOf(w.text), writtenAlike(w.text)...) {
				of[v] = append(of[v], i)
			}
		}
	}
	halves := map[string]bool{}
	for _, w := range s.words {
		if ofLetters(w.text) {
			for i := splitLetters; i+splitLetters <= len(w.text) && w.text[0] < utf8.RuneSelf; i++ {
				halves[w.text[:i]], halves[w.text[i:]] = true, true
			}
		}
	}
	known, err := s.ask("known", of, halves)
	if err != nil {
		return err
	}
	found := false
	codes := make([]string, len(s.query.words))
	for i, w := range s.query.words {
		codes[i] = locale.Phonetic(w.text)
	}
	there := make(map[string]bool, len(known))
	for _, v := range known {
		there[v] = true
		for _, i := range of[v] {
			s.query.words[i].whole[v] = costSlip
			if locale.Phonetic(v) != codes[i] {
				s.query.words[i].whole[v] = costSlip + 1
			}
			found = true
		}
	}
	for i := range s.query.words {
		w := &s.query.words[i]
		for at := splitLetters; at+splitLetters <= len(w.text); at++ {
			if there[w.text[:at]] && there[w.text[at:]] {
				w.joint = append(w.joint, w.text[:at]+"  "+w.text[at:])
				found = true
			}
		}
	}
	if !found {
		return nil
	}
	return s.byOptions()
}

// ask asks which of the given words the table has in the way that the statement
// tells.
func (s *seeker) ask(statement string, of map[string][]int, more map[string]bool) ([]string, error) {
	list := make([]string, 0, len(of)+len(more))
	for v := range of {
		list = append(list, v)
	}
	for v := range more {
		if _, twice := of[v]; !twice {
			list = append(list, v)
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	slices.Sort(list)
	return store.All(s.ctx, s.db, statements.Get(statement), oneText, store.List(list))
}

// sounds looks for the words that sound like what was typed.
func (s *seeker) sounds() error {
	found, err := s.sounding(farthest, func(apart int) int { return costSound + apart })
	if err != nil || !found {
		return err
	}
	return s.byOptions()
}

// sounding adds to the words of the query those that sound like them with at most most
// changes of letters; cost tells what so many changes cost.
func (s *seeker) sounding(most int, cost func(apart int) int) (found bool, err error) {
	codes := map[string][]int{}
	var list []string
	for i, w := range s.query.words {
		if !ofLetters(w.text) {
			continue
		}
		if code := locale.Phonetic(w.text); len(code) > 1 {
			codes[code] = append(codes[code], i)
			list = append(list, code)
		}
	}
	if len(list) == 0 {
		return false, nil
	}
	type sound struct {
		word, code string
		apart      int
	}
	rows, err := store.All(s.ctx, s.db, statements.Get("sounding"), func(r *sound) []any { return []any{&r.word, &r.code} }, store.List(list), mostSounds*len(list))
	if err != nil {
		return false, err
	}
	for code, at := range codes {
		for _, i := range at {
			w := &s.query.words[i]
			var alike []sound
			for _, r := range rows {
				if r.apart = locale.Edits(w.text, r.word, most); r.code == code && r.apart > 0 && r.apart <= most {
					alike = append(alike, r)
				}
			}
			slices.SortFunc(alike, func(a, b sound) int { return cmp.Or(cmp.Compare(a.apart, b.apart), cmp.Compare(a.word, b.word)) })
			for _, r := range alike[:min(len(alike), mostSimilar)] {
				if _, nearer := w.whole[r.word]; !nearer {
					w.whole[r.word] = cost(r.apart)
					found = true
				}
			}
		}
	}
	return found, nil
}

// beginnings looks for words of which only the beginning was typed, with a slip in it.
func (s *seeker) beginnings() error {
	of := map[string][]int{}
	for i, w := range s.query.words {
		if ofLetters(w.text) && len([]rune(w.text)) >= begunLetters {
			for _, v := range slipsOf(w.text) {
				if len(v) >= begunLetters {
					of[v] = append(of[v], i)
				}
			}
		}
	}
	begun, err := s.ask("begun", of, nil)
	if err != nil || len(begun) == 0 {
		return err
	}
	for _, v := range begun {
		for _, i := range of[v] {
			if w := &s.query.words[i]; len(w.begins) < mostSimilar {
				w.begins = append(w.begins, v)
			}
		}
	}
	return s.byOptions()
}

// byOptions finds the customers who have, for each word, it or one that is similar. A word
// that is too short for the index is looked for in what the others find.
func (s *seeker) byOptions() error {
	var args []any
	if s.db.Dialect() == store.Postgres {
		args = make([]any, maxTokens, maxTokens+1)
		for i := range args {
			args[i] = ""
			if i < len(s.query.words) {
				args[i] = s.query.words[i].regexp()
			}
		}
	} else {
		var all []string
		for i := range s.query.words {
			if m := s.query.words[i].match(); m != "" {
				all = append(all, m)
			}
		}
		args = []any{strings.Join(all, " AND ")}
	}
	rows, err := store.All(s.ctx, s.db, statements.Get("by-options"), (*hit).fields, append(args, reach)...)
	if err != nil {
		return err
	}
	s.take(rows)
	if len(rows) < reach {
		return nil
	}
	s.more = true
	top, err := store.All(s.ctx, s.db, statements.Get("top"), (*hit).fields, reach)
	s.take(top)
	return err
}

// options lists what may stand for a word, in a fixed order: whole words, then two words
// each, then beginnings.
func (w *word) options() (whole, joint, begins []string) {
	for v := range w.whole {
		whole = append(whole, v)
	}
	slices.Sort(whole)
	begins = w.begins
	switch {
	case len(w.text) < shortest:
	case w.last: // it may be typed half
		begins = append([]string{w.text}, begins...)
	default:
		whole = append(whole, w.text)
	}
	return whole, w.joint, begins
}

// match is the full-text query of a word, "" for one that is too short.
func (w *word) match() string {
	whole, joint, begins := w.options()
	var list []string
	for _, v := range whole {
		list = append(list, `"`+v+`"`)
	}
	for _, v := range joint {
		list = append(list, `("`+strings.ReplaceAll(v, "  ", `" AND "`)+`")`)
	}
	for _, v := range begins {
		list = append(list, `"`+v+`" *`)
	}
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, " OR ") + ")"
}

// regexp is the same as a regular expression; words hold letters and digits only.
func (w *word) regexp() string {
	whole, joint, begins := w.options()
	var list []string
	for _, v := range append(whole, joint...) {
		list = append(list, "  "+v+"(  |$)")
	}
	for _, v := range begins {
		list = append(list, "  "+v)
	}
	return strings.Join(list, "|")
}

// alike are letters that German writes for one sound at the beginning of a syllable; the
// code of the sound tells some of them apart, and they are more than one slip.
var alike = [][2]string{{"kw", "qu"}, {"ks", "x"}, {"f", "ph"}, {"z", "c"}, {"k", "c"}}

// writtenAlike returns w with one of these sounds written in the other way throughout:
// "kwandt" is "quandt".
func writtenAlike(w string) []string {
	var list []string
	for _, pair := range alike {
		for _, v := range []string{strings.ReplaceAll(w, pair[0], pair[1]), strings.ReplaceAll(w, pair[1], pair[0])} {
			if v != w {
				list = append(list, v)
			}
		}
	}
	return list
}

// slipsOf returns the words that one slip turns into w: a letter left out, put in,
// replaced, or swapped with its neighbour.
func slipsOf(w string) []string {
	letters := []rune(w)
	list := make([]string, 0, 54*len(letters)+26)
	add := func(parts ...[]rune) {
		n := 0
		for _, p := range parts {
			n += len(p)
		}
		v := make([]rune, 0, n)
		for _, p := range parts {
			v = append(v, p...)
		}
		list = append(list, string(v))
	}
	for i := range letters {
		add(letters[:i], letters[i+1:])
		if i+1 < len(letters) && letters[i] != letters[i+1] {
			add(letters[:i], []rune{letters[i+1], letters[i]}, letters[i+2:])
		}
	}
	first, last := alphabet(letters[0])
	for c := first; c <= last; c++ {
		put := []rune{c}
		for i := range letters {
			if letters[i] != c {
				add(letters[:i], put, letters[i+1:])
			}
			if strings.ContainsRune("aou", letters[i]) && !strings.ContainsRune("aou", c) {
				add(letters[:i], []rune{c, 'e'}, letters[i+1:]) // linaenthal: the key drops an e behind a wrong vowel
			}
			add(letters[:i], put, letters[i:])
		}
		add(letters, put)
	}
	return list
}

// alphabet returns the first and last letter of those with which a word that begins with r
// may have been misspelt; scripts without an alphabet have the letter alone.
func alphabet(r rune) (first, last rune) {
	for _, a := range [][2]rune{{'a', 'z'}, {'α', 'ω'}, {'а', 'я'}, {'א', 'ת'}, {'ء', 'ي'}} {
		if r >= a[0] && r <= a[1] {
			return a[0], a[1]
		}
	}
	return r, r
}

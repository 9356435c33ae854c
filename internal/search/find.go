package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

const (
	// MaxHits is the most customers that a query returns.
	MaxHits = 500
	// reach bounds the rows that a query looks at, twice: in the order of the index,
	// and in rank order when the index has more.
	reach = 600
	// maxTokens bounds the words of a query; further ones are not looked at.
	maxTokens = 6
)

// Result is what a query found.
type Result struct {
	IDs   []int64 // at most MaxHits, best first, then highest rank, then by id
	Exact int     // so many of the first hold what was typed; the rest is written or sounds alike, or holds it as a part
	More  bool    // there are further matches that were not looked for
}

// Find returns the customers that match every word of text, best first: whole words
// before beginnings of words before whole words that sound alike before parts of words,
// within these in rank order. When nobody matches, it returns those whose words differ by one slip of the hand or sound
// alike. A text without letters and digits matches nobody.
func Find(ctx context.Context, db store.Querier, text string) (Result, error) {
	return find(ctx, db, text, 1)
}

// few is below how many matches Suggest adds similar ones.
const few = 5

// Suggest is Find that adds similar customers also behind a few exact matches, for whom
// searches while typing.
func Suggest(ctx context.Context, db store.Querier, text string) (Result, error) {
	return find(ctx, db, text, few)
}

func find(ctx context.Context, db store.Querier, text string, enough int) (Result, error) {
	s := &seeker{ctx: ctx, db: db, query: parse(text), seen: map[int64]bool{}}
	if err := s.exact(); err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	exact := len(s.hits)
	if s.mostlyParts() && s.mayWiden(exact) {
		if err := s.alike(); err != nil {
			return Result{}, fmt.Errorf("search: %w", err)
		}
	}
	if exact < enough && s.mayWiden(exact) {
		for _, widen := range []func() error{s.slips, s.sounds, s.beginnings} {
			if len(s.hits) >= enough {
				break
			}
			if err := widen(); err != nil {
				return Result{}, fmt.Errorf("search: %w", err)
			}
		}
	}
	slices.SortFunc(s.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), -cmp.Compare(a.rank, b.rank), cmp.Compare(a.id, b.id))
	})
	if len(s.hits) > MaxHits {
		s.hits, s.more = s.hits[:MaxHits], true
	}
	r := Result{More: s.more, Exact: min(exact, MaxHits), IDs: make([]int64, len(s.hits))}
	for i, h := range s.hits {
		if r.IDs[i] = h.id; h.alike {
			r.Exact = min(r.Exact, i) // before what holds the text as a part only
		}
	}
	return r, nil
}

// seeker gathers the hits of one query.
type seeker struct {
	ctx context.Context
	db  store.Querier
	query
	hits []hit
	seen map[int64]bool
	more bool
	near bool // what is taken now sounds as what was typed
}

type hit struct {
	id, rank int64
	words    string
	digits   string
	cost     int
	alike    bool // sounds as what was typed
}

func (h *hit) fields() []any { return []any{&h.id, &h.rank, &h.words} }

// take adds the rows that match and are not there yet.
func (s *seeker) take(rows []hit) {
	for _, h := range rows {
		if s.seen[h.id] {
			continue
		}
		var ok bool
		if h.cost, ok = s.cost(h.words); ok {
			h.words, h.alike = "", s.near
			s.seen[h.id] = true
			s.hits = append(s.hits, h)
		}
	}
}

// exact finds what was typed.
func (s *seeker) exact() error {
	if s.digits != "" {
		rows, err := store.All(s.ctx, s.db, statements.Get("by-digits"), func(h *hit) []any { return append(h.fields(), &h.digits) }, s.digits, s.digits+":", MaxHits)
		if err != nil {
			return err
		}
		for _, h := range rows {
			if h.digits != s.digits {
				h.cost = costBeginning * costStep
			}
			s.seen[h.id] = true
			s.hits = append(s.hits, h)
		}
		if len(s.digits) < 3 {
			s.more = len(rows) == MaxHits
			return nil
		}
		s.words = []word{{text: s.digits, part: s.digits}}
	}
	if len(s.words) == 0 {
		return nil
	}
	found, err := byWords(s.ctx, s.db, s.parts())
	if err != nil {
		return err
	}
	s.take(found)
	if len(found) < reach {
		s.more = len(s.hits) > MaxHits
		return nil
	}
	// The index has the matches in its own order. The foremost customers come in by
	// a walk in rank order, which meets a text that so many share soon enough.
	foremost, err := store.All(s.ctx, s.db, statements.Get("foremost"), (*hit).fields, append(patterns(s.parts()), reach)...)
	s.take(foremost)
	s.more = true
	return err
}

func byWords(ctx context.Context, db store.Querier, parts []string) ([]hit, error) {
	if db.Dialect() == store.Postgres {
		return store.All(ctx, db, statements.Get("by-words"), (*hit).fields, append(patterns(parts), reach)...)
	}
	return store.All(ctx, db, statements.Get("by-words"), (*hit).fields, `"`+strings.Join(parts, `" "`)+`"`, reach)
}

// patterns returns six patterns of LIKE; parts hold letters, digits and spaces only,
// so nothing needs escaping.
func patterns(parts []string) []any {
	args := make([]any, maxTokens, maxTokens+2)
	for i := range args {
		args[i] = "%"
		if i < len(parts) {
			args[i] = "%" + parts[i] + "%"
		}
	}
	return args
}

// What a word costs that is met in another way than as a whole. A slip that changes the
// sound costs one more; a word that sounds alike costs more by each change of letter.
const (
	costBeginning = 1
	costAlike     = 2 // a whole word with the sound of what is otherwise a part only
	costPart      = 4
	costSlip      = 5
	costSound     = 6
	costBegun     = 12
	costStep      = 100 // the worst word decides, then the sum
)

// word is one word of a query.
type word struct {
	text   string
	last   bool           // of the query
	part   string         // what must occur in words, at least three characters
	whole  map[string]int // further words that meet it, with their cost
	joint  []string       // "hans  peter": two words that meet it
	begins []string       // beginnings of words that meet it
}

// query is what a person typed, ready for the index.
type query struct {
	words  []word
	digits string // of a text without letters, else ""
	mail   bool   // it is an address
}

// parse reads what a person typed. A word of one or two characters must begin a
// word, a longer one may stand anywhere in one. A text of digits and the signs of
// telephone numbers is one number, however it is grouped.
func parse(text string) query {
	if len(text) > 200 {
		text = text[:200]
	}
	if d := Digits(text); d != "" && strings.Trim(text, "0123456789+-/(). ") == "" {
		return query{digits: d}
	}
	q := query{mail: strings.Contains(text, "@")}
	for text := range strings.FieldsSeq(locale.SearchKey(text)) {
		if len(q.words) == maxTokens {
			break
		}
		part := text
		switch utf8.RuneCountInString(text) {
		case 1:
			part = "  " + text
		case 2:
			part = " " + text
		}
		q.words = append(q.words, word{text: text, part: part, whole: map[string]int{}})
	}
	if n := len(q.words); n > 0 {
		q.words[n-1].last = true
	}
	return q
}

func (q *query) parts() []string {
	parts := make([]string, len(q.words))
	for i, w := range q.words {
		parts[i] = w.part
	}
	return parts
}

// cost tells how well an entry's words match; ok is false when one word of the query is
// not met.
func (q *query) cost(words string) (cost int, ok bool) {
	worst, sum := 0, 0
	for i := range q.words {
		c, ok := q.words[i].cost(words)
		if !ok {
			return 0, false
		}
		worst, sum = max(worst, c), sum+c
	}
	return worst*costStep + sum, true
}

func (w *word) cost(words string) (int, bool) {
	best := costBegun + 1
	for s := range strings.SplitSeq(words, "  ") {
		switch {
		case s == w.text:
			return 0, true
		case strings.HasPrefix(s, w.text):
			best = min(best, costBeginning)
		case len(w.part) == len(w.text) && strings.Contains(s, w.text):
			best = min(best, costPart)
		}
		if c, ok := w.whole[s]; ok {
			best = min(best, c)
		}
		for _, b := range w.begins {
			if strings.HasPrefix(s, b) {
				best = min(best, costBegun)
			}
		}
	}
	for _, j := range w.joint {
		if strings.Contains(words+"  ", "  "+j+"  ") {
			best = min(best, costSlip)
		}
	}
	return best, best <= costBegun
}

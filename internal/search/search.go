package search

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

const (
	// MaxHits is the most customers that a query returns.
	MaxHits = 500
	// reach bounds the rows that a query looks at, twice: in the order of the index,
	// and in rank order when the index has more.
	reach = 600
)

// Entry is what one customer is found by.
type Entry struct {
	CustomerID int64
	Words      string // of [Words]
	Digits     string // of [Digits], of the customer's number
	Rank       int64  // higher is found first
}

// Put writes the entry of a customer; an existing one keeps its rank.
func Put(ctx context.Context, tx *store.Tx, e Entry) error {
	n, err := tx.Exec(ctx, statements.Get("change"), e.CustomerID, e.Words, e.Digits)
	if err != nil {
		return fmt.Errorf("index customer %d for search: %w", e.CustomerID, err)
	}
	if n > 0 {
		return nil
	}
	return Insert(ctx, tx, []Entry{e})
}

// Insert writes entries of customers that have none yet.
func Insert(ctx context.Context, tx *store.Tx, entries []Entry) error {
	if err := Add(ctx, tx, entries); err != nil || tx.Dialect() != store.SQLite {
		return err
	}
	ids := make([]int64, len(entries))
	for i, e := range entries {
		ids[i] = e.CustomerID
	}
	if _, err := tx.Exec(ctx, statements.Get("index-new"), store.List(ids)); err != nil {
		return fmt.Errorf("index %d customers for search: %w", len(entries), err)
	}
	return nil
}

// Add writes entries of customers that have none yet; these are found once [Index] has
// been called, which the same transaction must do before it changes or removes one of
// them. The index takes many thousand entries at once in a third of the time that it
// needs for them by and by.
func Add(ctx context.Context, tx *store.Tx, entries []Entry) error {
	i := 0
	_, err := tx.Bulk(ctx, "search_entry", []string{"customer_id", "words", "digits", "rank"}, func(dst []any) (bool, error) {
		if i == len(entries) {
			return false, nil
		}
		e := &entries[i]
		dst[0], dst[1], dst[2], dst[3] = e.CustomerID, e.Words, e.Digits, e.Rank
		i++
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("write %d entries for search: %w", len(entries), err)
	}
	return nil
}

// Index makes the customers with an id from first to last findable, all of which must
// have come by [Add].
func Index(ctx context.Context, tx *store.Tx, first, last int64) error {
	if _, err := tx.Exec(ctx, statements.Get("index-range"), first, last); err != nil {
		return fmt.Errorf("index customers for search: %w", err)
	}
	return nil
}

// Rank is the place of a customer among those that match a query equally.
type Rank struct{ CustomerID, Rank int64 }

// SetRanks changes the ranks of customers. Unchanged ones cost no write.
func SetRanks(ctx context.Context, tx *store.Tx, ranks []Rank) error {
	run, done, err := tx.Batch(ctx, statements.Get("set-rank"))
	if err != nil {
		return fmt.Errorf("rank customers for search: %w", err)
	}
	defer done()
	for _, r := range ranks {
		if err := run(r.CustomerID, r.Rank); err != nil {
			return fmt.Errorf("rank customer %d for search: %w", r.CustomerID, err)
		}
	}
	return nil
}

// Remove deletes the entries of customers.
func Remove(ctx context.Context, tx *store.Tx, ids ...int64) error {
	if err := tx.ForIDs(ctx, statements.Get("remove"), ids); err != nil {
		return fmt.Errorf("remove customers from search: %w", err)
	}
	return nil
}

// Result is what a query found.
type Result struct {
	IDs  []int64 // at most MaxHits, highest rank first, then by id
	More bool    // there are further matches that were not looked for
}

type hit struct{ id, rank int64 }

func (h *hit) fields() []any { return []any{&h.id, &h.rank} }

// Find returns the customers that match every word of text. A text without letters
// and digits matches nobody.
func Find(ctx context.Context, db store.Querier, text string) (Result, error) {
	q := parse(text)
	hits, more, err := find(ctx, db, q)
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(-cmp.Compare(a.rank, b.rank), cmp.Compare(a.id, b.id)) })
	hits = slices.Compact(hits)
	if len(hits) > MaxHits {
		hits, more = hits[:MaxHits], true
	}
	r := Result{More: more, IDs: make([]int64, len(hits))}
	for i, h := range hits {
		r.IDs[i] = h.id
	}
	return r, nil
}

func find(ctx context.Context, db store.Querier, q query) (hits []hit, more bool, err error) {
	if q.digits != "" {
		hits, err = store.All(ctx, db, statements.Get("by-digits"), (*hit).fields, q.digits, q.digits+":", MaxHits)
		if err != nil || len(q.digits) < 3 {
			return hits, len(hits) == MaxHits, err
		}
		q.parts = []string{q.digits}
	}
	if len(q.parts) == 0 {
		return nil, false, nil
	}
	found, err := byWords(ctx, db, q.parts)
	if err != nil {
		return nil, false, err
	}
	hits = append(hits, found...)
	if len(found) < reach {
		return hits, len(hits) > MaxHits, nil
	}
	// The index has the matches in its own order. The foremost customers come in by
	// a walk in rank order, which meets a text that so many share soon enough.
	foremost, err := store.All(ctx, db, statements.Get("foremost"), (*hit).fields, append(patterns(q.parts), reach)...)
	return append(hits, foremost...), true, err
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
	args := make([]any, maxTokens, maxTokens+1)
	for i := range args {
		args[i] = "%"
		if i < len(parts) {
			args[i] = "%" + parts[i] + "%"
		}
	}
	return args
}

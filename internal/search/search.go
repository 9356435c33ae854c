package search

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Entry is what one customer is found by.
type Entry struct {
	CustomerID int64
	Words      string // of [Words]
	Digits     string // of [Digits], of the customer's number
	Rank       int64  // higher is found first
	Note       string // as written; found among the notes
}

// Put writes the entry of a customer; an existing one keeps its rank.
func Put(ctx context.Context, tx *store.Tx, e Entry) error {
	fail := func(err error) error { return fmt.Errorf("index customer %d for search: %w", e.CustomerID, err) }
	had, found, err := store.One(ctx, tx, statements.Get("words-of"), oneText, e.CustomerID)
	if err != nil {
		return fail(err)
	}
	if !found {
		return Insert(ctx, tx, []Entry{e})
	}
	if _, err := tx.Exec(ctx, statements.Get("change"), e.CustomerID, e.Words, e.Digits); err != nil {
		return fail(err)
	}
	if had != e.Words {
		if err := learn(ctx, tx, letterWords(nil, e.Words)); err != nil {
			return fail(err)
		}
		if err := doubt(ctx, tx, letterWords(nil, had)); err != nil {
			return fail(err)
		}
	}
	return PutNote(ctx, tx, OfCustomer, e.CustomerID, e.Note)
}

// Insert writes entries of customers that have none yet.
func Insert(ctx context.Context, tx *store.Tx, entries []Entry) error {
	w := NewWriter(tx)
	if err := w.Add(ctx, entries); err != nil {
		return err
	}
	return w.Close(ctx)
}

// manyWords is up to how many words a Writer remembers that they are known.
const manyWords = 200_000

// Writer writes the entries of many new customers in one transaction. The indexes take
// many thousand entries at once in a third of the time that they need for them by and by.
type Writer struct {
	tx    *store.Tx
	ids   []int64
	known map[string]bool
	fresh []string
}

// NewWriter returns the writer of entries of tx.
func NewWriter(tx *store.Tx) *Writer { return &Writer{tx: tx, known: map[string]bool{}} }

// Add writes entries of customers that have none yet; these are found once the writer
// has been closed, which must happen before one of them is changed or removed.
func (w *Writer) Add(ctx context.Context, entries []Entry) error {
	i := 0
	_, err := w.tx.Bulk(ctx, "search_entry", []string{"customer_id", "words", "digits", "rank"}, func(dst []any) (bool, error) {
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
	var notes []Note
	var words []string
	for i := range entries {
		e := &entries[i]
		w.ids = append(w.ids, e.CustomerID)
		if e.Note != "" {
			notes = append(notes, Note{OfCustomer, e.CustomerID, e.Note})
		}
		words = letterWords(words[:0], e.Words)
		for _, word := range words {
			if !w.known[word] {
				word = strings.Clone(word)
				w.known[word] = true
				w.fresh = append(w.fresh, word)
			}
		}
	}
	if len(w.known) > manyWords {
		if err := learn(ctx, w.tx, w.fresh); err != nil {
			return err
		}
		w.fresh, w.known = w.fresh[:0], map[string]bool{}
	}
	return AddNotes(ctx, w.tx, notes)
}

// Close makes the customers findable.
func (w *Writer) Close(ctx context.Context) error {
	if err := learn(ctx, w.tx, w.fresh); err != nil {
		return err
	}
	if len(w.ids) == 0 || w.tx.Dialect() == store.Postgres {
		return nil
	}
	first, last := w.ids[0], w.ids[len(w.ids)-1]
	gapless, args := last-first+1 == int64(len(w.ids)), []any{first, last}
	names := []string{"index-range", "index-whole-range"}
	if !gapless {
		names, args = []string{"index-list", "index-whole-list"}, []any{store.List(w.ids)}
	}
	for _, name := range names {
		if _, err := w.tx.Exec(ctx, statements.Get(name), args...); err != nil {
			return fmt.Errorf("index %d customers for search: %w", len(w.ids), err)
		}
	}
	return nil
}

// Rank is the place of a customer among those that match a query equally.
type Rank struct{ CustomerID, Rank int64 }

// SetRanks changes the ranks of customers. Unchanged ones cost no write.
func SetRanks(ctx context.Context, tx *store.Tx, ranks []Rank) error {
	i := -1
	_, err := tx.Change(ctx, "search_entry", []string{"customer_id", "rank"}, statements.Get("set-ranks"), func(dst []any) (bool, error) {
		if i++; i == len(ranks) {
			return false, nil
		}
		dst[0], dst[1] = ranks[i].CustomerID, ranks[i].Rank
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("rank customers for search: %w", err)
	}
	return nil
}

// byHand is up to how many customers a person removes at once; then the words that only
// they bore go at once too, else by [Sweep].
const byHand = 20

// Remove deletes the entries and notes of customers. The file of an SQLite database holds
// their words for a while; see [Erase].
func Remove(ctx context.Context, tx *store.Tx, ids ...int64) error {
	fail := func(err error) error { return fmt.Errorf("remove customers from search: %w", err) }
	rows, err := store.All(ctx, tx, statements.Get("words-of-many"), oneText, store.List(ids))
	if err != nil {
		return fail(err)
	}
	var words []string
	for _, r := range rows {
		words = letterWords(words, r)
	}
	if err := tx.ForIDs(ctx, statements.Get("remove"), ids); err != nil {
		return fail(err)
	}
	if err := RemoveNotes(ctx, tx, OfCustomer, ids...); err != nil {
		return err
	}
	if len(ids) > byHand {
		err = doubt(ctx, tx, words)
	} else if err = forget(ctx, tx, words); err == nil {
		_, err = sweep(ctx, tx) // among them may be words that he bore before
	}
	if err != nil {
		return fail(err)
	}
	return nil
}

func oneText(s *string) []any { return []any{s} }

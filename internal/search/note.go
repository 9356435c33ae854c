package search

import (
	"context"
	"fmt"
	"strings"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Subject tells what a note belongs to.
type Subject int64

// The subjects; their numbers are stored.
const (
	OfInteraction Subject = 0
	OfCustomer    Subject = 1
)

// Note is a note that can be found.
type Note struct {
	Of   Subject
	ID   int64  // of the contact or customer
	Text string // as written
}

func (n Note) key() int64 { return n.ID<<1 | int64(n.Of) }

// AddNotes makes notes findable that are not yet. Those without a word are passed over.
func AddNotes(ctx context.Context, tx *store.Tx, notes []Note) error {
	keys := make([]int64, 0, len(notes))
	i := 0
	_, err := tx.Bulk(ctx, "search_note", []string{"id", "words"}, func(dst []any) (bool, error) {
		for i < len(notes) {
			n := notes[i]
			i++
			if words := noteWords(n.Text); words != "" {
				dst[0], dst[1] = n.key(), words
				keys = append(keys, n.key())
				return true, nil
			}
		}
		return false, nil
	})
	if err == nil && len(keys) > 0 && tx.Dialect() == store.SQLite {
		_, err = tx.Exec(ctx, statements.Get("index-notes"), store.List(keys))
	}
	if err != nil {
		return fmt.Errorf("make %d notes findable: %w", len(notes), err)
	}
	return nil
}

// PutNote makes a note findable in place of what it said before; an empty text is found
// no more.
func PutNote(ctx context.Context, tx *store.Tx, of Subject, id int64, text string) error {
	n := Note{of, id, text}
	had, found, err := store.One(ctx, tx, statements.Get("note-words"), oneText, n.key())
	switch {
	case err != nil:
		return fmt.Errorf("make a note findable: %w", err)
	case had == noteWords(text):
		return nil
	case found:
		if err := RemoveNotes(ctx, tx, of, id); err != nil {
			return err
		}
	}
	return AddNotes(ctx, tx, []Note{n})
}

// RemoveNotes removes the notes of contacts or customers.
func RemoveNotes(ctx context.Context, tx *store.Tx, of Subject, ids ...int64) error {
	keys := make([]int64, len(ids))
	for i, id := range ids {
		keys[i] = Note{Of: of, ID: id}.key()
	}
	if err := tx.ForIDs(ctx, statements.Get("remove-note"), keys); err != nil {
		return fmt.Errorf("remove notes from search: %w", err)
	}
	return nil
}

// noteLetters is how much of a note is found, in bytes of its folded words.
const noteLetters = 4000

// noteWords returns the words of a note as they are stored, each behind two spaces and
// once.
func noteWords(text string) string {
	var b strings.Builder
	seen := map[string]bool{}
	for word := range strings.FieldsSeq(locale.SearchKey(text)) {
		if len(word) < shortest || seen[word] {
			continue
		}
		if b.Len()+len(word) > noteLetters {
			break
		}
		seen[word] = true
		b.WriteString("  ")
		b.WriteString(word)
	}
	return b.String()
}

// FindNotes returns up to limit notes that hold every word of text or one that begins
// with it, newest first. Words of one or two characters are not looked for; a text without
// longer ones finds nothing.
func FindNotes(ctx context.Context, db store.Querier, text string, limit int) ([]Note, error) {
	if len(text) > 200 {
		text = text[:200]
	}
	var words []string
	for word := range strings.FieldsSeq(locale.SearchKey(text)) {
		if len(word) >= shortest && len(words) < maxTokens {
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return nil, nil
	}
	keys, err := noteKeys(ctx, db, words, limit)
	if err != nil {
		return nil, fmt.Errorf("search notes: %w", err)
	}
	notes := make([]Note, len(keys))
	for i, key := range keys {
		notes[i] = Note{Of: Subject(key & 1), ID: key >> 1}
	}
	return notes, nil
}

func noteKeys(ctx context.Context, db store.Querier, words []string, limit int) ([]int64, error) {
	one := func(n *int64) []any { return []any{n} }
	if db.Dialect() == store.SQLite {
		return store.All(ctx, db, statements.Get("notes"), one, `"`+strings.Join(words, `" * "`)+`" *`, limit)
	}
	for i, word := range words {
		words[i] = "  " + word
	}
	args := patterns(words)
	keys, err := store.All(ctx, db, statements.Get("notes"), one, append(args, limit, reach)...)
	if err != nil || len(keys) < limit {
		return keys, err
	}
	// There are more than were read: the newest come in by a walk from the end.
	newest, err := store.All(ctx, db, statements.Get("notes-newest"), one, append(args, limit, reach)...)
	if len(newest) == limit {
		keys = newest
	}
	return keys, err
}

package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Words of the vocabulary have from shortest to longest letters.
const shortest, longest = 3, 24

// letterWords appends the words of an entry that stand in the vocabulary.
func letterWords(dst []string, words string) []string {
	for word := range strings.SplitSeq(words, "  ") {
		if ofLetters(word) {
			dst = append(dst, word)
		}
	}
	return dst
}

func ofLetters(word string) bool {
	n := 0
	for _, r := range word {
		if r < 'a' || r > 'z' {
			if r < utf8.RuneSelf || !unicode.IsLetter(r) {
				return false
			}
		}
		n++
	}
	return n >= shortest && n <= longest
}

// learn takes words into the vocabulary.
func learn(ctx context.Context, tx *store.Tx, words []string) error {
	slices.Sort(words) // in the order of the table: fewer pages, and no deadlock
	words = slices.Compact(words)
	i := 0
	_, err := tx.Merge(ctx, "search_word", []string{"word", "code"}, statements.Get("learn"), func(dst []any) (bool, error) {
		if i == len(words) {
			return false, nil
		}
		dst[0], dst[1] = words[i], locale.Phonetic(words[i])
		i++
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("learn %d words for search: %w", len(words), err)
	}
	return nil
}

// doubt notes words that may have lost their last customer.
func doubt(ctx context.Context, tx *store.Tx, words []string) error {
	slices.Sort(words)
	words = slices.Compact(words)
	i := 0
	_, err := tx.Merge(ctx, "search_stale", []string{"word"}, statements.Get("doubt"), func(dst []any) (bool, error) {
		if i == len(words) {
			return false, nil
		}
		dst[0] = words[i]
		i++
		return true, nil
	})
	return err
}

// forget takes those of the words out of the vocabulary that no customer bears.
func forget(ctx context.Context, tx *store.Tx, words []string) error {
	slices.Sort(words)
	for _, word := range slices.Compact(words) {
		borne, err := store.Value[bool](ctx, tx, statements.Get("borne"), word)
		if err != nil {
			return err
		}
		if !borne {
			if _, err := tx.Exec(ctx, statements.Get("unlearn"), word); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, statements.Get("settled"), word); err != nil {
			return err
		}
	}
	return nil
}

// sweepStep is how many words a transaction of Sweep looks at.
const sweepStep = 500

// Sweep takes the words out of the vocabulary that have lost their last customer, and
// returns how many it looked at. A word is part of a name: it goes with who bore it.
func Sweep(ctx context.Context, db *store.DB) (n int, err error) {
	for {
		looked := 0
		err := db.Update(ctx, func(tx *store.Tx) (err error) {
			looked, err = sweep(ctx, tx)
			return err
		})
		if err != nil {
			return n, fmt.Errorf("sweep the words for search: %w", err)
		}
		if n += looked; looked < sweepStep {
			return n, nil
		}
	}
}

// sweep is one step of Sweep.
func sweep(ctx context.Context, tx *store.Tx) (looked int, err error) {
	words, err := store.All(ctx, tx, statements.Get("stale"), oneText, sweepStep)
	if err != nil {
		return 0, err
	}
	return len(words), forget(ctx, tx, words)
}

package search_test

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// A word that a customer bore before a change, and the words of his notes, stand in the
// indexes until they are tidied, however many entries there are beside his.
func TestTidiedIndexesHoldNoWordOfTheErased(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		put := func(id int64, words, note string) {
			update(t, db, func(tx *store.Tx) error {
				return search.Put(ctx, tx, search.Entry{CustomerID: id, Words: search.Words(words), Note: note})
			})
		}
		for i := range int64(300) {
			put(10+i, fmt.Sprint("Muster", i, " Beispielstadt"), fmt.Sprint("mag Dinkel", i))
		}
		put(7, "Zwirbelquast", "sprach von zwirbelquasten")
		put(7, "Anders", "")
		for i := range int64(300) {
			put(10+i, fmt.Sprint("Neu", i, " Beispielstadt"), fmt.Sprint("mag Roggen", i))
		}
		update(t, db, func(tx *store.Tx) error {
			if err := search.Remove(ctx, tx, 7); err != nil {
				return err
			}
			return search.Erase(ctx, tx)
		})
		if err := search.Tidy(ctx, db); err != nil {
			t.Fatal(err)
		}
		if untidy, err := search.Untidy(ctx, db); err != nil || untidy {
			t.Errorf("there is more to tidy: %v, %v", untidy, err)
		}
		found, err := search.Find(ctx, db, "neu299")
		if err != nil || len(found.IDs) != 1 {
			t.Errorf("the others are found: %v, %v", found, err)
		}
		if db.Dialect() == store.Postgres {
			return
		}
		if err := db.Scrub(ctx); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(db.Path())
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte("zwirbelquast")) || !bytes.Contains(raw, []byte("beispielstadt")) {
			t.Error("his words stand in the file, or those of the others do not")
		}
	})
}

// Every transaction leaves a part of its own; joining them changes nothing that is found.
func TestAnIndexInManyPartsIsJoined(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		for i := range int64(28) {
			update(t, db, func(tx *store.Tx) error {
				return search.Put(ctx, tx, search.Entry{CustomerID: 10 + i, Words: search.Words(fmt.Sprint("Muster", i, " Beispielstadt")), Note: fmt.Sprint("mag Dinkel", i)})
			})
		}
		n, err := search.Join(ctx, db)
		if err != nil || db.Dialect() == store.SQLite && n == 0 {
			t.Fatalf("joined %d, %v", n, err)
		}
		if n, err := search.Join(ctx, db); err != nil || n != 0 {
			t.Errorf("joined again: %d, %v", n, err)
		}
		for _, text := range []string{"muster27", "uster17 beisp", "Beispeilstadt"} {
			if found, err := search.Find(ctx, db, text); err != nil || len(found.IDs) == 0 {
				t.Errorf("%q: %v, %v", text, found, err)
			}
		}
		if found, err := search.Find(ctx, db, "beispielstadt"); err != nil || len(found.IDs) != 28 {
			t.Errorf("all: %d, %v", len(found.IDs), err)
		}
	})
}

package store_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/store"
)

// Rows come, change and go in any order and of any length, so that pages are divided,
// joined, freed and used anew. What was in a deleted row stands nowhere afterwards.
func TestDeletedRowsLeaveNothingInTheFile(t *testing.T) {
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "scrub.db"), store.Options{Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	exec := func(text string, args ...any) {
		t.Helper()
		err := db.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, store.New("test", text), args...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	exec("CREATE TABLE test (id INTEGER PRIMARY KEY, gone INTEGER NOT NULL, words TEXT NOT NULL) STRICT")
	exec("CREATE INDEX test_words ON test (words)")
	r := rand.New(rand.NewPCG(7, 7))
	words := func(gone int) string {
		word := []string{"bleibt", "zwirbelquast"}[gone]
		return fmt.Sprint(r.IntN(1000), strings.Repeat(word, 1+[]int{r.IntN(9), r.IntN(90), r.IntN(900)}[r.IntN(3)]))
	}
	for range 3000 {
		gone := r.IntN(2)
		switch id := r.IntN(2000); r.IntN(4) {
		case 0:
			exec("DELETE FROM test WHERE id = $1", id)
		default:
			exec("INSERT INTO test (id, gone, words) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET gone = excluded.gone, words = excluded.words", id, gone, words(gone))
		}
	}
	exec("DELETE FROM test WHERE gone = 1")
	if err := db.Scrub(ctx); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(db.Path() + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(raw, []byte("zwirbelquast")); n > 0 {
			t.Errorf("it stands %d times in the file%s of %d bytes", n, suffix, len(raw))
		}
		if suffix == "" && !bytes.Contains(raw, []byte("bleibt")) {
			t.Error("nor does the rest")
		}
	}
}

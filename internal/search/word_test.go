package search_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// vocabulary returns the words that misspelt ones are compared with.
func vocabulary(tb testing.TB, db *store.DB) []string {
	tb.Helper()
	words, err := store.All(ctx, db, store.New("vocabulary", "SELECT word FROM search_word ORDER BY word"), func(s *string) []any { return []any{s} })
	if err != nil {
		tb.Fatal(err)
	}
	return words
}

func TestWordsGoWithWhoBoreThem(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(tx *store.Tx) error {
			return search.Insert(ctx, tx, []search.Entry{entry(10, "K-1", "Anna Haller"), entry(11, "K-2", "Bruno Haller"), entry(12, "K-3", "Karl Hallermann")})
		})
		if d := cmp.Diff([]string{"anna", "bruno", "haller", "hallermann", "karl"}, vocabulary(t, db)); d != "" {
			t.Fatal(d)
		}
		update(t, db, func(tx *store.Tx) error { return search.Remove(ctx, tx, 10) })
		if d := cmp.Diff([]string{"bruno", "haller", "hallermann", "karl"}, vocabulary(t, db)); d != "" {
			t.Error("one removed:", d)
		}
		update(t, db, func(tx *store.Tx) error { return search.Put(ctx, tx, entry(11, "K-2", "Bruno Zorn")) })
		if behind, err := search.Behind(ctx, db); err != nil || !behind {
			t.Errorf("nothing to sweep after a change of name: %v", err)
		}
		if _, err := search.Sweep(ctx, db); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{"bruno", "hallermann", "karl", "zorn"}, vocabulary(t, db)); d != "" {
			t.Error("renamed and swept:", d)
		}
		if behind, err := search.Behind(ctx, db); err != nil || behind {
			t.Errorf("something is left to sweep: %v", err)
		}
		if r := find(t, db, "zron"); !slices.Equal(r.IDs, []int64{11}) || r.Exact != 0 {
			t.Errorf("%+v", r)
		}
	})
}

func TestOldRecordsAreLearned(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(tx *store.Tx) error { return search.Insert(ctx, tx, []search.Entry{entry(10, "", "Anna Haller")}) })
		for _, text := range []string{"DELETE FROM search_word", "INSERT INTO search_learn (what, place) VALUES ('words', 0), ('customer', 0), ('interaction', 0)"} {
			if _, err := db.Raw().ExecContext(ctx, text); err != nil {
				t.Fatal(err)
			}
		}
		one := func(note string) search.Reader {
			return func(_ context.Context, _ store.Querier, from int64, _ int) ([]search.Note, error) {
				if from > 7 {
					return nil, nil
				}
				return []search.Note{{ID: 7, Text: note}}, nil
			}
		}
		if err := search.Learn(ctx, db, search.Readers{Customers: one("Gartenfreund"), Interactions: one("fragt nach Dünger")}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{"anna", "haller"}, vocabulary(t, db)); d != "" {
			t.Error(d)
		}
		for text, want := range map[string]search.Note{"garten": {Of: search.OfCustomer, ID: 7}, "duenger": {Of: search.OfInteraction, ID: 7}} {
			if got, err := search.FindNotes(ctx, db, text, 5); err != nil || !slices.Equal(got, []search.Note{want}) {
				t.Errorf("%s: %v %v", text, got, err)
			}
		}
		if behind, err := search.Behind(ctx, db); err != nil || behind {
			t.Errorf("something is left to learn: %v", err)
		}
	})
}

func TestNotesAreFoundByTheirWords(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		put := func(of search.Subject, id int64, text string) {
			update(t, db, func(tx *store.Tx) error { return search.PutNote(ctx, tx, of, id, text) })
		}
		update(t, db, func(tx *store.Tx) error {
			return search.AddNotes(ctx, tx, []search.Note{
				{search.OfInteraction, 1, "Möchte Bio-Dünger für Rosen, ruft Dienstag an"},
				{search.OfInteraction, 2, "Rosen sind angekommen"},
				{search.OfInteraction, 3, ""},
				{search.OfCustomer, 2, "Liebt alte Rosensorten"},
			})
		})
		ids := func(text string) []search.Note {
			notes, err := search.FindNotes(ctx, db, text, 10)
			if err != nil {
				t.Fatal(err)
			}
			return notes
		}
		i1, i2, c2 := search.Note{Of: search.OfInteraction, ID: 1}, search.Note{Of: search.OfInteraction, ID: 2}, search.Note{Of: search.OfCustomer, ID: 2}
		for text, want := range map[string][]search.Note{
			"rosen": {c2, i2, i1}, "ROSEN angekommen": {i2}, "duenger": {i1}, "dün": {i1}, "bio": {i1}, "osen": nil, "ro": nil, "": nil, `"*`: nil, "rosen ist": nil,
		} {
			if got := ids(text); !slices.Equal(got, want) {
				t.Errorf("%q finds %v, want %v", text, got, want)
			}
		}
		put(search.OfInteraction, 2, "Tulpen sind angekommen")
		put(search.OfCustomer, 2, "")
		if got := ids("rosen"); !slices.Equal(got, []search.Note{i1}) {
			t.Errorf("after changes: %v", got)
		}
		update(t, db, func(tx *store.Tx) error { return search.RemoveNotes(ctx, tx, search.OfInteraction, 1, 2) })
		if got := append(ids("rosen"), ids("tulpen")...); len(got) != 0 {
			t.Errorf("removed ones are found: %v", got)
		}
		put(search.OfInteraction, 1, "Rosen")
		if got := ids("rosen"); !slices.Equal(got, []search.Note{i1}) {
			t.Errorf("written again: %v", got)
		}
	})
}

func TestBestComesFirst(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(tx *store.Tx) error {
			return search.Insert(ctx, tx, []search.Entry{entry(10, "", "Opsommer"), entry(11, "", "Summer"), entry(12, "", "Sommerfeld"), entry(13, "", "Sommer"), entry(14, "", "Zummar")})
		})
		r, err := search.Suggest(ctx, db, "sommer")
		if err != nil || !slices.Equal(r.IDs, []int64{13, 12, 11, 10, 14}) || r.Exact != 2 {
			t.Errorf("%+v %v", r, err)
		}
		if r := find(t, db, "sommer"); !slices.Equal(r.IDs, []int64{13, 12, 11, 10}) { // a name that sounds so before a part, and no further guess
			t.Errorf("%+v", r)
		}
	})
}

// A word with any one slip in it still leads to whom it belongs.
func TestEverySlipIsForgiven(t *testing.T) {
	db := schematest.SQLite(t)
	update(t, db, func(tx *store.Tx) error { return search.Insert(ctx, tx, []search.Entry{entry(10, "", "Lindenthal")}) })
	rapid.Check(t, func(t *rapid.T) {
		w := []rune("lindenthal")
		at, c := rapid.IntRange(0, len(w)-2).Draw(t, "at"), rune('a'+rapid.IntRange(0, 25).Draw(t, "letter"))
		switch rapid.IntRange(0, 3).Draw(t, "slip") {
		case 0:
			w = slices.Delete(w, at, at+1)
		case 1:
			w = slices.Insert(w, at, c)
		case 2:
			w[at] = c
		case 3:
			w[at], w[at+1] = w[at+1], w[at]
		}
		r, err := search.Find(ctx, db, string(w))
		if err != nil || !slices.Equal(r.IDs, []int64{10}) {
			t.Fatalf("%q finds %v, %v", string(w), r.IDs, err)
		}
	})
}

package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

var ctx = context.Background()

func update(tb testing.TB, db *store.DB, fn func(*store.Tx) error) {
	tb.Helper()
	if err := db.Update(ctx, fn); err != nil {
		tb.Fatal(err)
	}
}

func find(tb testing.TB, db *store.DB, text string) search.Result {
	tb.Helper()
	r, err := search.Find(ctx, db, text)
	if err != nil {
		tb.Fatalf("%q: %v", text, err)
	}
	return r
}

func entry(id int64, number string, texts ...string) search.Entry {
	return search.Entry{CustomerID: id, Words: search.Words(append(texts, number)...), Digits: search.Digits(number)}
}

func TestWhatFindsWhom(t *testing.T) {
	entries := []search.Entry{
		entry(10, "1001", "Jörg Müller", "Köln", "+491715550123"),
		entry(11, "00123", "Anna Groß-Ahrens", "Ulm"),
		entry(12, "K-77", "Zeisig & Söhne GmbH", "Bad Münder"),
		entry(13, "", "D'Angelo Nuñez"),
	}
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(tx *store.Tx) error { return search.Insert(ctx, tx, entries) })
		for text, want := range map[string][]int64{
			"müller": {10}, "MUELLER": {10}, "Muller": {10}, "muel": {10}, "ülle": {10},
			"gross": {11}, "groß": {11}, "GROSS ahr": {11}, "ahrens anna": {11}, "anna köln": nil,
			"j": {10}, "m": {10, 12}, "mü": {10, 12}, "ar": nil, "n": {13}, "söhne": {12}, "gmbh": {12},
			"1001": {10}, "123": {11, 10}, "0123": {11, 10}, "00123": {11, 10}, "12": {11}, "1": {10, 11}, "k-77": {12},
			"0171/555 01": {10}, "+49 171": {10}, "dangelo": {13}, "nunez": {13},
			"": nil, "!?": nil, "\x00": nil, "%": nil, `"`: nil, "AND": nil, "*": nil, "_": nil,
		} {
			if d := cmp.Diff(want, find(t, db, text).IDs, cmp.Transformer("empty", func(s []int64) []int64 { return append([]int64{}, s...) })); d != "" {
				t.Errorf("%q: %s", text, d)
			}
		}
	})
}

// A name that sounds as what was typed comes before one that only has it somewhere, but
// after those who are written so.
func TestANameThatSoundsSoBeatsAPartOfAName(t *testing.T) {
	entries := []search.Entry{
		entry(10, "", "Eugenie Gerstenmaier"), entry(11, "", "Alois Mayr"), entry(12, "", "Dorothea Meier"), entry(13, "", "Centa Niedermeyer"), entry(14, "", "Rosa Maierhofer"),
	}
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(tx *store.Tx) error { return search.Insert(ctx, tx, entries) })
		for text, want := range map[string]search.Result{
			"maier": {IDs: []int64{14, 12, 11, 10}, Exact: 1}, "meyer": {IDs: []int64{12, 11, 13}}, "meier": {IDs: []int64{12}, Exact: 1}, "gerstenm": {IDs: []int64{10}, Exact: 1},
		} {
			if d := cmp.Diff(want, find(t, db, text)); d != "" {
				t.Errorf("%q: %s", text, d)
			}
		}
	})
}

func TestChangedAndRemovedEntries(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		put := func(e search.Entry) { update(t, db, func(tx *store.Tx) error { return search.Put(ctx, tx, e) }) }
		put(entry(10, "5", "Ahrens"))
		put(entry(11, "6", "Ahrens"))
		update(t, db, func(tx *store.Tx) error { return search.SetRanks(ctx, tx, []search.Rank{{CustomerID: 11, Rank: 9}}) })
		if d := cmp.Diff([]int64{11, 10}, find(t, db, "ahrens").IDs); d != "" {
			t.Error("rank:", d)
		}
		put(entry(11, "7", "Zorn"))
		if d := cmp.Diff([]int64{10}, find(t, db, "ahrens").IDs); d != "" {
			t.Error("renamed:", d)
		}
		if d := cmp.Diff([]int64{11}, find(t, db, "7").IDs); d != "" {
			t.Error("renumbered:", d)
		}
		update(t, db, func(tx *store.Tx) error { return search.Remove(ctx, tx, 10, 11) })
		if got := append(find(t, db, "ahrens").IDs, find(t, db, "zorn").IDs...); len(got) != 0 {
			t.Errorf("removed ones are found: %v", got)
		}
	})
}

func TestCommonTextFindsTheForemost(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		entries := make([]search.Entry, 3000)
		for i := range entries {
			entries[i] = entry(int64(i+2), "", fmt.Sprintf("Firma%d GmbH", i))
			entries[i].Rank = int64(i)
		}
		update(t, db, func(tx *store.Tx) error { return search.Insert(ctx, tx, entries) })
		r := find(t, db, "gmbh")
		if len(r.IDs) != search.MaxHits || !r.More || r.IDs[0] != 3001 || !slices.IsSortedFunc(r.IDs, func(a, b int64) int { return int(b - a) }) {
			t.Errorf("%d hits, more %v, first %d", len(r.IDs), r.More, r.IDs[0])
		}
		if r := find(t, db, "firma2999"); r.More || len(r.IDs) != 1 {
			t.Errorf("%+v", r)
		}
	})
}

func FuzzFind(f *testing.F) {
	db := schematest.SQLite(f)
	update(f, db, func(tx *store.Tx) error {
		return search.Insert(ctx, tx, []search.Entry{entry(10, "1001", "Jörg Müller")})
	})
	for _, s := range []string{"müller", `"`, "a AND b", "\xff", "٣", "日本", "+49", strings.Repeat("ä", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		find(t, db, text)
		if w := search.Words(text); !utf8.ValidString(w) || search.Words(w) != w {
			t.Errorf("%q is indexed as %q", text, w)
		}
	})
}

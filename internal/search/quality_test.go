package search_test

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed testdata/records.txt
var recordsText string

//go:embed testdata/queries.txt
var queriesText string

// lines returns the lines that hold something.
func lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(s string) bool { return s == "" || strings.HasPrefix(s, "#") })
}

// company is the fixture: the records and three hundred people with other names.
func company() (entries []search.Entry, names map[int64]string) {
	names = map[int64]string{}
	add := func(last, first, firm, city, number, phone, mail string) {
		id := int64(len(entries) + 10)
		names[id] = strings.TrimSpace(first + " " + last)
		if firm != "" {
			names[id] = firm
		}
		entries = append(entries, search.Entry{CustomerID: id, Words: search.Words(last, first, firm, number, city, strings.TrimPrefix(phone, "+"), mail), Digits: search.Digits(number)})
	}
	for i, last := range strings.Fields("Ahrens Brehm Dietz Engel Falk Gabler Hübner Immel Jost Krämer Lorenz Merkle Nagel Oppel Pohl Reuter Sauer Trapp Ullrich Voss Winkler Zander Barth Seidel Franke") {
		for j, first := range strings.Fields("Karl Heike Uwe Sabine Dieter Petra Jens Ulrike Frank Silke Holger Birgit") {
			add(last, first, "", []string{"Ulm", "Kassel", "Potsdam"}[(i+j)%3], fmt.Sprint(30000+i*12+j), fmt.Sprintf("+4936066%03d", i*12+j), "")
		}
	}
	for _, line := range lines(recordsText) {
		f := strings.Split(line, ";")
		add(f[0], f[1], f[2], f[3], f[4], f[5], f[6])
	}
	return entries, names
}

// asGood is how many of a hundred queries bring the right customer first.
const asGood = 99

func TestQualityOfTheFirstHit(t *testing.T) {
	entries, names := company()
	queries := lines(queriesText)
	if len(entries) < 400 || len(queries) < 200 {
		t.Fatalf("%d records, %d queries", len(entries), len(queries))
	}
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(tx *store.Tx) error { return search.Insert(ctx, tx, entries) })
		right := 0
		for _, line := range queries {
			text, want, _ := strings.Cut(line, " = ")
			r, err := search.Suggest(ctx, db, text)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, id := range r.IDs[:min(3, len(r.IDs))] {
				got = append(got, names[id])
			}
			if len(got) > 0 && got[0] == want {
				right++
				continue
			}
			t.Logf("%q should find %s, finds %q", text, want, got)
		}
		share := 100 * float64(right) / float64(len(queries))
		t.Logf("%d of %d, %.1f %%", right, len(queries), share)
		if share < asGood {
			t.Errorf("%.1f %% find the right one first, less than %v %%", share, asGood)
		}
	})
}

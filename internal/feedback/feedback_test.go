package feedback_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-23")
	by    = customer.By{Actor: 3, At: 1000, Region: "DE"}
)

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func key(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}

func firm(t rapid.TB, db *store.DB, name string) (id int64) {
	t.Helper()
	must(t, db.Update(ctx, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Firm, Company: name})
		return err
	}))
	return id
}

func note(db *store.DB, i feedback.Idea) (id int64, err error) {
	err = db.Update(ctx, func(tx *store.Tx) (err error) { id, err = feedback.Note(ctx, tx, by, today, i); return err })
	return id, err
}

func TestWhatIsNoIdeaIsRefused(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := firm(t, db, "Haller GmbH")
		for name, c := range map[string]struct {
			idea feedback.Idea
			want string
		}{
			"without words":              {feedback.Idea{Customer: id, Day: today, Words: "  "}, "feedback.words"},
			"a book":                     {feedback.Idea{Customer: id, Day: today, Words: strings.Repeat("ä", 1001)}, "feedback.too_long"},
			"from tomorrow":              {feedback.Idea{Customer: id, Day: today.Add(1), Words: "x"}, "feedback.day"},
			"a state that is none":       {feedback.Idea{Customer: id, Day: today, Words: "x", State: "perhaps"}, "feedback.state"},
			"a kind that is none":        {feedback.Idea{Customer: id, Day: today, Words: "x", Kind: "song"}, "feedback.kind"},
			"decided before it was said": {feedback.Idea{Customer: id, Day: today, Words: "x", State: feedback.Adopted, Settled: today.Add(-1)}, "feedback.settled"},
			"a range upside down":        {feedback.Idea{Customer: id, Day: today, Words: "x", Low: 200, Mid: 100, High: 300}, "feedback.effect"},
			"a negative effect":          {feedback.Idea{Customer: id, Day: today, Words: "x", Low: -1, Mid: 0, High: 0}, "feedback.effect"},
			"the same customer twice":    {feedback.Idea{Customer: id, Other: id, Day: today, Words: "x"}, "feedback.twice"},
			"of nobody":                  {feedback.Idea{Customer: 999, Day: today, Words: "x"}, "customer.no_such_customer"},
		} {
			if _, err := note(db, c.idea); key(err) != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		for _, share := range []int{-1, 10_001} {
			if err := db.Update(ctx, func(tx *store.Tx) error {
				_, err := feedback.Tell(ctx, tx, by, today, feedback.Told{Customer: id, Day: today, Share: share})
				return err
			}); key(err) != "feedback.share" {
				t.Errorf("share %d: %v", share, err)
			}
		}
	})
}

func TestAnIdeaIsChangedTakenBackAndStandsWithBoth(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := firm(t, db, "Haller GmbH"), firm(t, db, "Kolb KG")
		id, err := note(db, feedback.Idea{Customer: a, Other: b, Day: today.Add(-3), Words: "Fett in Kartuschen"})
		must(t, err)
		i, err := feedback.Read(ctx, db, id)
		must(t, err)
		i.State, i.Mid, i.Outcome = feedback.Adopted, 1200_00, "Seit Mai im Sortiment"
		_, err = note(db, i)
		must(t, err)
		if _, err := note(db, i); key(err) != "history.row_changed" {
			t.Errorf("a second editor: %v", err)
		}
		for _, end := range []int64{a, b} {
			list, err := feedback.Of(ctx, db, end)
			must(t, err)
			if len(list) != 1 || list[0].Settled != today || list[0].Low != 1200_00 || list[0].Share(end) != feedback.Whole/2 {
				t.Fatalf("at %d: %+v", end, list)
			}
		}
		entries, err := history.Of(ctx, db, row.Subject, a, 0, 1)
		must(t, err)
		must(t, db.Update(ctx, func(tx *store.Tx) error { _, err := feedback.Undo(ctx, tx, by, entries[0]); return err }))
		if i, err = feedback.Read(ctx, db, id); err != nil || i.State != feedback.Open || i.Mid != 0 {
			t.Errorf("taken back: %+v, %v", i, err)
		}
	})
}

func TestTheNewestShareUpToADayCounts(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := firm(t, db, "Haller GmbH")
		for day, share := range map[cal.Date]int{today.Add(-30): 8000, today.Add(-5): 3000} {
			must(t, db.Update(ctx, func(tx *store.Tx) error {
				_, err := feedback.Tell(ctx, tx, by, today, feedback.Told{Customer: id, Day: day, Share: share})
				return err
			}))
		}
		for day, want := range map[cal.Date]int{today: 3000, today.Add(-10): 8000, today.Add(-40): -1} {
			got := -1
			must(t, feedback.EachShare(ctx, db, id, id+1, day, func(_ int64, share int) { got = share }))
			if got != want {
				t.Errorf("on %v: %d, want %d", day, got, want)
			}
		}
		list, err := feedback.Shares(ctx, db, id)
		must(t, err)
		if len(list) != 2 || list[0].Share != 3000 {
			t.Errorf("%+v", list)
		}
	})
}

func TestATalkAboutASuggestionWaitsUntilAnIdeaIsMadeOfIt(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := firm(t, db, "Haller GmbH")
		for _, reason := range []string{"suggestion", "complaint", "order"} {
			must(t, db.Update(ctx, func(tx *store.Tx) error {
				_, err := interaction.Append(ctx, tx, interaction.Interaction{Customer: id, Day: today, At: 5, Channel: interaction.Phone, Direction: interaction.In, Reason: reason, Note: "samstags öffnen"})
				return err
			}))
		}
		heard, err := feedback.HeardOf(ctx, db, id, 9)
		must(t, err)
		if len(heard) != 1 || heard[0].Words != "samstags öffnen" {
			t.Fatalf("%+v", heard)
		}
		if n, err := feedback.Complaints(ctx, db, id, today); err != nil || n != 1 {
			t.Errorf("complaints %d, %v", n, err)
		}
		_, err = note(db, feedback.Idea{Customer: id, Day: today, Words: heard[0].Words, Talk: heard[0].Talk})
		must(t, err)
		if heard, err = feedback.HeardOf(ctx, db, id, 9); err != nil || len(heard) != 0 {
			t.Errorf("made an idea of: %+v, %v", heard, err)
		}
	})
}

func all(t rapid.TB, db *store.DB) (list []feedback.Idea) {
	t.Helper()
	must(t, feedback.Each(ctx, db, func(i *feedback.Idea) error { list = append(list, *i); return nil }))
	return list
}

// TestPropMergesComeApart notes ideas at random, makes two customers one and parts them again:
// nothing is lost, doubled or worth more than the whole.
func TestPropMergesComeApart(t *testing.T) {
	db := schematest.SQLite(t)
	ids := []int64{firm(t, db, "A"), firm(t, db, "B"), firm(t, db, "C")}
	rapid.Check(t, func(t *rapid.T) {
		for range rapid.IntRange(0, 4).Draw(t, "ideas") {
			i := feedback.Idea{Customer: rapid.SampledFrom(ids).Draw(t, "first"), Day: today, Words: "x"}
			i.Other = rapid.SampledFrom([]int64{0, ids[0], ids[1], ids[2]}).Draw(t, "other")
			if _, err := note(db, i); err != nil && key(err) != "feedback.twice" {
				t.Fatal(err)
			}
		}
		was := all(t, db)
		from, to := rapid.SampledFrom(ids).Draw(t, "goes"), rapid.SampledFrom(ids).Draw(t, "stays")
		if from == to {
			return
		}
		var moved [][]int64
		for _, m := range feedback.Movings() {
			must(t, db.Update(ctx, func(tx *store.Tx) error {
				list, err := m.Relink(ctx, tx, from, to)
				moved = append(moved, list)
				return err
			}))
		}
		for _, i := range all(t, db) {
			sum := 0
			for _, id := range ids {
				sum += i.Share(id)
			}
			if sum != feedback.Whole || i.Customer == from || i.Other == from {
				t.Fatalf("merged: %+v has %d of %d", i, sum, feedback.Whole)
			}
		}
		for n, m := range feedback.Movings() {
			must(t, db.Update(ctx, func(tx *store.Tx) error { return m.Unlink(ctx, tx, moved[n], from) }))
		}
		if d := cmp.Diff(was, all(t, db)); d != "" {
			t.Fatalf("merged and parted again: %s", d)
		}
	})
}

func TestForgettingTakesTheWordsAndLeavesTheIdeasOfOthers(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := firm(t, db, "Haller GmbH"), firm(t, db, "Kolb KG")
		for _, i := range []feedback.Idea{{Customer: a, Other: b, Day: today, Words: "both"}, {Customer: a, Day: today, Words: "alone"}, {Customer: b, Other: a, Day: today, Words: "second"}} {
			_, err := note(db, i)
			must(t, err)
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error { return feedback.Forget(ctx, tx, a) }))
		list := all(t, db)
		if len(list) != 1 || list[0].Words != "second" {
			t.Fatalf("%+v", list)
		}
		for _, i := range list {
			if i.Customer != b || i.Other != 0 || i.Share(b) != feedback.Whole/2 {
				t.Errorf("%+v", i)
			}
		}
	})
}

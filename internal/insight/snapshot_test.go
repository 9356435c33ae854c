package insight

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Everybody's documents are read at once; whoever buys between that and his turn is computed
// from what he has bought, not from what was read.
func TestWhoBuysWhileAllAreComputedIsReadAnew(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 20)
		w.insert(t, w.history())
		settings, bought := w.insight.settings, false
		w.insight.settings = func(ctx context.Context) (Settings, error) {
			if !bought { // asked when the marks are read, after the documents
				bought = true
				w.insert(t, []sales.Document{w.order(3, today), w.order(10, today.Add(-1))})
			}
			return settings(ctx)
		}
		w.refreshAll(t)
		computed := w.published(t)
		for id := int64(2); id <= w.people+1; id++ {
			if err := w.insight.Refresh(ctx, today, id); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(w.published(t), computed, near, cmp.AllowUnexported()); diff != "" || !bought {
			t.Errorf("alone and with all the others: %s", diff)
		}
	})
}

// Rebuild ends with all that pages show of the firm.
func TestRebuildEndsWithFiguresBookAndForecast(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 60)
		w.insert(t, w.history())
		if err := w.insight.Rebuild(ctx, today, nil); err != nil {
			t.Fatal(err)
		}
		read, err := w.insight.Book(ctx, today)
		if err != nil {
			t.Fatal(err)
		}
		facts, err := sales.ReadFacts(ctx, db, today)
		if err != nil {
			t.Fatal(err)
		}
		packed, err := w.insight.book(ctx, today, facts)
		if diff := cmp.Diff(read, packed, near); diff != "" || err != nil {
			t.Errorf("the book of the documents as they are and as they were read: %s, %v", diff, err)
		}
		ahead, found, err := LatestForecast(ctx, db, today)
		if err != nil || !found {
			t.Fatalf("no forecast: %v", err)
		}
		again, err := w.insight.forecast(ctx, today, nil)
		if diff := cmp.Diff(again, ahead, near); diff != "" || err != nil {
			t.Errorf("the forecast read anew: %s, %v", diff, err)
		}
		if _, _, found, err := LatestFigures(ctx, db, today); err != nil || !found {
			t.Errorf("no figures: %v", err)
		}
	})
}

package insight

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// A firm that comes with years of documents sees how it stood at the end of each month, the
// same as if it had been computed then; after a further file of old documents anew.
func TestMonthsBeforeTheFirstDayAreComputedBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 40)
		w.insert(t, w.history())
		w.refreshAll(t)
		before, err := History(ctx, db, today)
		if err != nil || len(before) != 1 {
			t.Fatalf("%d months are known of the first day, %v", len(before), err)
		}
		filled := 0
		for {
			day, found, err := MissingMonth(ctx, db, today)
			if err != nil {
				t.Fatal(err)
			}
			if !found {
				break
			}
			if day.Add(1).Day() != 1 || day >= today || filled > 24 {
				t.Fatalf("month %d is to be computed as of %v", filled, day)
			}
			if err := w.insight.FillMonth(ctx, day); err != nil {
				t.Fatal(err)
			}
			filled++
		}
		list, err := History(ctx, db, today)
		if err != nil || filled < 6 || len(list) != filled+1 {
			t.Fatalf("%d months, %d of them computed back, %v", len(list), filled, err)
		}
		for i, f := range list {
			if i > 0 && f.Day <= list[i-1].Day {
				t.Errorf("%v comes after %v", f.Day, list[i-1].Day)
			}
			at, err := w.insight.FiguresAt(ctx, f.Day)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(at.ActiveRegulars, f.ActiveRegulars); diff != "" {
				t.Errorf("%v: %s", f.Day, diff)
			}
		}
		if err := w.insight.ForgetPast(ctx, today); err != nil {
			t.Fatal(err)
		}
		if list, err = History(ctx, db, today); err != nil || len(list) != 1 || list[0].Day != today {
			t.Errorf("%d months are left, %v", len(list), err)
		}
		if _, found, err := MissingMonth(ctx, db, today); err != nil || !found {
			t.Errorf("nothing is to be computed again, %v", err)
		}
	})
}

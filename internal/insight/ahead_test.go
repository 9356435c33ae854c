package insight

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

// A view of a day before the group was learned uses its first version, as for rhythms.
func TestLifetimeValueOfAnyDay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 60)
		w.insert(t, w.history())
		before, err := w.insight.Why(ctx, 3, today)
		if err != nil || before.Lifetime.State != value.Open || before.Group.Customers != 0 {
			t.Fatalf("nothing has been learned: %+v, %v", before.Lifetime, err)
		}
		if fitted, err := w.insight.RefitIfNeeded(ctx, today); err != nil || !fitted {
			t.Fatalf("fitted %v, %v", fitted, err)
		}
		if fitted, err := w.insight.RefitIfNeeded(ctx, today.Add(29)); err != nil || fitted {
			t.Fatalf("a group holds for 30 days: %v, %v", fitted, err)
		}
		w.refreshAll(t)
		own := 0
		for id := int64(2); id <= w.people+1; id++ {
			row, found, err := value.GetLifetime(ctx, db, id)
			if err != nil || !found {
				t.Fatalf("customer %d: %v, %v", id, found, err)
			}
			now, err := w.insight.Why(ctx, id, today)
			if err != nil {
				t.Fatal(err)
			}
			if got := now.LifetimeRow(); got != row {
				t.Errorf("customer %d: %+v is published, %+v explained", id, row, got)
			}
			then, err := w.insight.Why(ctx, id, today.Add(-200))
			if err != nil {
				t.Fatal(err)
			}
			if then.Lifetime.Occasions > 0 && then.Lifetime.State == value.Open {
				t.Errorf("customer %d had no value 200 days ago: %+v", id, then.Lifetime)
			}
			if row.State == value.Own {
				own++
				if row.Low > row.Future || row.Future > row.High || row.Shown != value.TwoDigits(row.Future) {
					t.Errorf("got %+v", row)
				}
			}
		}
		if own < 20 {
			t.Errorf("%d customers have a value of their own", own)
		}
		rows, err := value.Lifetimes(ctx, db, []int64{3, 4, 999})
		if err != nil || len(rows) != 2 || rows[3].Customer != 3 {
			t.Errorf("got %v, %v", rows, err)
		}
	})
}

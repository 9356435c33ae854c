package duplicate_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// TestUnmergeRestoresTheStandingAndTheLedger is T32 of the domain: what is computed of both
// and every document are after an un-merge what they were before the merge.
func TestUnmergeRestoresTheStandingAndTheLedger(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		h := newHouse(db)
		in := insight.New(db, func(context.Context) (insight.Settings, error) {
			return insight.Settings{Calendar: cal.NewCalendar([]int{0}, nil), Trade: lifecycle.Bakery, Margin: 3000}, nil
		}, h.now)
		regular := h.create(t, customer.Customer{Kind: customer.Person, FirstName: "Max", LastName: "Haller"}, "till", "10")
		guest := h.create(t, customer.Customer{Kind: customer.Person, FirstName: "M.", LastName: "Haller"}, "shop", "20")
		for day := 180; day > 0; day -= 7 {
			h.order(t, regular, today.Add(-day), 1200)
		}
		h.order(t, guest, today.Add(-100), 900)
		state := func() [][]string {
			if _, err := in.RefreshDue(ctx, today, 0); err != nil {
				t.Fatal(err)
			}
			return [][]string{
				h.lines(t, "SELECT customer_id, standing, standing_since, regular_until, late_from, lost_from, occasions, interval_days, first_day, last_day FROM lifecycle_current"),
				h.lines(t, facts["order"]), h.lines(t, facts["payment"]), h.lines(t, facts["month"]),
			}
		}
		before := state()
		standing := func(id int64) lifecycle.Standing {
			row, _, err := lifecycle.GetRow(ctx, db, id)
			if err != nil {
				t.Fatal(err)
			}
			return row.Standing
		}
		if standing(regular) != lifecycle.Regular || standing(guest) != lifecycle.First {
			t.Fatalf("they stand as %v and %v", standing(regular), standing(guest))
		}
		merge := h.merge(t, guest, regular)
		state()
		if standing(guest) != lifecycle.Regular {
			t.Errorf("with the purchases of both he stands as %v", standing(guest))
		}
		if err := h.desk.Unmerge(ctx, h.by(), merge, false); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, state()); diff != "" {
			t.Error(diff)
		}
	})
}

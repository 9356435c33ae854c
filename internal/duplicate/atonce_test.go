package duplicate_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var waiting = store.New("waiting", `SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)

// until waits until another connection of the database waits for a row.
func until(t *testing.T, db *store.DB) {
	t.Helper()
	tick, end := time.NewTicker(20*time.Millisecond), time.After(time.Minute)
	defer tick.Stop()
	for {
		n, err := store.Value[int64](context.Background(), db, waiting)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("nobody waits")
		}
	}
}

var ownersOf = store.New("owners-of", `SELECT customer_id FROM sales_order ORDER BY id`)

// An import that has found a customer and not yet written his bill is waited for, and
// the bill goes with the merge.
func TestAMergeWaitsForAnImportThatWritesAboutTheCustomer(t *testing.T) {
	ctx := context.Background()
	h := newHouse(schematest.Postgres(t))
	kept := h.create(t, customer.Customer{Kind: customer.Person, LastName: "Ahrens"}, "till", "17")
	gone := h.create(t, customer.Customer{Kind: customer.Person, LastName: "Ahrens"}, "till", "18")
	r := h.request(t, kept, gone)
	merged := make(chan error, 1)
	h.update(t, func(tx *store.Tx) error {
		found, err := customer.LookupHeld(ctx, tx, "till", []string{"18"})
		if err != nil {
			return err
		}
		go func() {
			_, err := h.desk.Merge(ctx, h.by(), r)
			merged <- err
		}()
		until(t, h.db)
		docs := []sales.Document{{
			Order: sales.Order{Customer: found["18"], Source: "till", Document: "R1", Day: today, Currency: "EUR", Promised: cal.Never, Delivered: cal.Never, Due: cal.Never, Paid: cal.Never, Faulty: -1},
			Lines: []sales.Line{{Description: "Brot", Quantity: money.Decimal{Digits: 1}, Net: moneyOf(300)}},
		}}
		return sales.Books{Currency: "EUR", At: 5}.Insert(ctx, tx, docs)
	})
	if err := <-merged; err != nil {
		t.Fatal(err)
	}
	owners, err := store.All(ctx, h.db, ownersOf, func(id *int64) []any { return []any{id} })
	if err != nil || len(owners) != 1 || owners[0] != kept {
		t.Errorf("the bill belongs to %v and not to %d: %v", owners, kept, err)
	}
}

// An import that comes while a merge is being written finds the survivor.
func TestAnImportFindsTheSurvivorOfAMergeAtTheSameMoment(t *testing.T) {
	ctx := context.Background()
	h := newHouse(schematest.Postgres(t))
	kept := h.create(t, customer.Customer{Kind: customer.Person, LastName: "Ahrens"}, "till", "17")
	gone := h.create(t, customer.Customer{Kind: customer.Person, LastName: "Ahrens"}, "till", "18")
	from := h.get(t, gone)
	found := make(chan map[string]int64, 1)
	h.update(t, func(tx *store.Tx) error {
		if err := customer.Seize(ctx, tx, gone, kept); err != nil {
			return err
		}
		if _, err := customer.Relink(ctx, tx, gone, kept, 5); err != nil {
			return err
		}
		if err := customer.TakeOut(ctx, tx, &from); err != nil {
			return err
		}
		go func() {
			var list map[string]int64
			h.update(t, func(tx *store.Tx) (err error) {
				list, err = customer.LookupHeld(ctx, tx, "till", []string{"18"})
				return err
			})
			found <- list // after its end: the database goes with the test
		}()
		until(t, h.db)
		return nil
	})
	if list := <-found; list["18"] != kept {
		t.Errorf("number 18 is customer %d and not %d", list["18"], kept)
	}
}

// What a merge would move is told of the facts that stand when it is told: an import that
// is being written is waited for, its bill is counted, and nothing is moved.
func TestAPreviewWaitsForAnImportAndMovesNothing(t *testing.T) {
	ctx := context.Background()
	h := newHouse(schematest.Postgres(t))
	kept := h.create(t, customer.Customer{Kind: customer.Person, LastName: "Ahrens"}, "till", "17")
	gone := h.create(t, customer.Customer{Kind: customer.Person, LastName: "Ahrens"}, "till", "18")
	r := h.request(t, kept, gone)
	type told struct {
		counts []duplicate.Counted
		err    error
	}
	previewed := make(chan told, 1)
	h.update(t, func(tx *store.Tx) error {
		found, err := customer.LookupHeld(ctx, tx, "till", []string{"18"})
		if err != nil {
			return err
		}
		go func() {
			counts, err := h.desk.Preview(ctx, h.by(), r)
			previewed <- told{counts, err}
		}()
		until(t, h.db)
		docs := []sales.Document{{
			Order: sales.Order{Customer: found["18"], Source: "till", Document: "R1", Day: today, Currency: "EUR", Promised: cal.Never, Delivered: cal.Never, Due: cal.Never, Paid: cal.Never, Faulty: -1},
			Lines: []sales.Line{{Description: "Brot", Quantity: money.Decimal{Digits: 1}, Net: moneyOf(300)}},
		}}
		return sales.Books{Currency: "EUR", At: 5}.Insert(ctx, tx, docs)
	})
	got := <-previewed
	if got.err != nil {
		t.Fatal(got.err)
	}
	if at := slices.IndexFunc(got.counts, func(c duplicate.Counted) bool { return c.Ledger == "sales" }); at < 0 || got.counts[at].Rows != 1 {
		t.Errorf("told %+v, want the bill that has just come", got.counts)
	}
	owners, err := store.All(ctx, h.db, ownersOf, func(id *int64) []any { return []any{id} })
	if err != nil || len(owners) != 1 || owners[0] != gone || h.get(t, gone).ID != gone {
		t.Errorf("the bill belongs to %v and not to %d: %v", owners, gone, err)
	}
	// The page that was looked at meanwhile is still good: the merge takes the bill along.
	if _, err := h.desk.Merge(ctx, h.by(), r); err != nil {
		t.Fatal(err)
	}
	owners, err = store.All(ctx, h.db, ownersOf, func(id *int64) []any { return []any{id} })
	if err != nil || len(owners) != 1 || owners[0] != kept {
		t.Errorf("the bill belongs to %v and not to %d: %v", owners, kept, err)
	}
}

package care_test

import (
	"sync"
	"testing"

	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestTwoListsSpeakToACustomerOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, _ := bakery(t, db)
		first, second := list(t, desk, 1), list(t, desk, 2)
		for i, mine := range first.Steps {
			theirs := second.Steps[i]
			if mine.Line.Customer == 0 || mine.Line.Customer != theirs.Line.Customer {
				t.Fatalf("the lists differ: %v and %v", mine.Line, theirs.Line)
			}
			var wg sync.WaitGroup
			errs := make([]error, 2)
			for n, s := range []care.Step{mine, theirs} {
				wg.Go(func() {
					errs[n] = desk.Complete(t.Context(), care.Decision{Actor: int64(n + 1), Step: s.ID, Today: today})
				})
			}
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("want one contact: %v, %v", errs[0], errs[1])
			}
			for _, err := range errs {
				if err != nil && fault.KindOf(err) != fault.Conflict {
					t.Errorf("the slower one hears %v", err)
				}
			}
			contacts, err := noted(t.Context(), db, mine.Line.Customer)
			if err != nil || len(contacts) != 1 {
				t.Errorf("%d contacts, %v", len(contacts), err)
			}
		}
	})
}
